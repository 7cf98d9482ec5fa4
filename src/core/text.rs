//! Texts of experiences: placeholders filled, block trees read. Everything stays plain text, so
//! nothing a trait holds can ever become markup.

use super::platform::Platform;
use super::segment::to_text;
use super::strings::{split, until};
use super::value::{Map, Value};

/// A piece of content.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading inside the text.
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list, numbered or not.
    List {
        /// Whether it is numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Span>>,
    },
    /// A block of code.
    Code(String),
    /// An image, or a video where the flag is set.
    Media {
        /// Whether it is a video.
        video: bool,
        /// Its URL, already found harmless.
        src: String,
        /// What it shows, in words.
        alt: String,
        /// Width and height in CSS pixels, so that loading moves nothing.
        size: Option<(f64, f64)>,
    },
}

/// A run of text in one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Its style.
    pub style: Style,
}

/// How a run of text is set.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Style {
    Plain,
    Bold,
    Italic,
    Code,
    /// A link to a URL already found harmless.
    Link(String),
}

/// Fills placeholders like `{{user.name | there}}` with facts, or with what stands after the
/// bar where the fact is missing or empty.
#[must_use]
pub fn fill(template: &str, facts: &Value, platform: &dyn Platform) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = split(rest, "{{") {
        let Some((inside, tail)) = split(after, "}}") else { break };
        out.push_str(before);
        let (path, fallback) = split(inside, "|").unwrap_or((inside, ""));
        match facts.at(path.trim_ascii()) {
            Some(Value::Text(text)) if text.is_empty() => out.push_str(fallback.trim_ascii()),
            Some(value @ (Value::Text(_) | Value::Number(_) | Value::Bool(_))) => {
                out.push_str(&to_text(value, platform));
            }
            _ => out.push_str(fallback.trim_ascii()),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Reads content into blocks; what has no known shape or an unsafe URL is left out.
#[must_use]
pub fn blocks(body: Option<&Value>, fill: &dyn Fn(&str) -> String) -> Vec<Block> {
    let items = match body {
        Some(Value::List(list)) => list,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let mut blocks = Vec::new();
    for item in items {
        if let Some(block) = block(item, fill) {
            blocks.push(block);
        }
    }
    blocks
}

fn block(item: &Value, fill: &dyn Fn(&str) -> String) -> Option<Block> {
    let map = match item {
        Value::Text(text) => return Some(Block::Paragraph(vec![plain(fill(text))])),
        Value::Map(map) => map,
        _ => return None,
    };
    let (key, value) = map.iter().next()?;
    Some(match key {
        "heading" => Block::Heading(fill(value.as_text()?)),
        "code" => Block::Code(fill(value.as_text()?)),
        "paragraph" => Block::Paragraph(spans(value, fill)),
        "list" | "ordered" => {
            let mut items = Vec::new();
            for item in value.as_list() {
                items.push(spans(item, fill));
            }
            Block::List { ordered: key == "ordered", items }
        }
        _ => Block::Media {
            video: key == "video",
            src: safe_url(&fill(value.text("src")?))?.into(),
            alt: fill(value.text("alt").unwrap_or_default()),
            size: value.number("width").zip(value.number("height")),
        },
    })
}

fn spans(value: &Value, fill: &dyn Fn(&str) -> String) -> Vec<Span> {
    let mut spans = Vec::new();
    add_spans(value, fill, &mut spans);
    spans
}

fn add_spans(value: &Value, fill: &dyn Fn(&str) -> String, spans: &mut Vec<Span>) {
    match value {
        Value::Text(text) => spans.push(plain(fill(text))),
        Value::Map(map) => {
            if let Some(span) = mark(map, fill) {
                spans.push(span);
            }
        }
        _ => value.as_list().iter().for_each(|item| add_spans(item, fill, spans)),
    }
}

fn mark(map: &Map, fill: &dyn Fn(&str) -> String) -> Option<Span> {
    let text = |key| map.get(key).and_then(Value::as_text).map(fill);
    if let Some(link) = text("link") {
        let url = text("url").unwrap_or_default();
        let style = safe_url(&url).map_or(Style::Plain, |url| Style::Link(url.into()));
        return Some(Span { text: link, style });
    }
    [("bold", Style::Bold), ("italic", Style::Italic), ("code", Style::Code)]
        .into_iter()
        .find_map(|(key, style)| Some(Span { text: text(key)?, style }))
}

fn plain(text: String) -> Span {
    Span { text, style: Style::Plain }
}

/// The URL itself where following it can run nothing: a relative one, or one of `http`,
/// `https`, `mailto` and `tel`. Control characters, which browsers skip over while they look
/// for a scheme, make any URL unsafe.
#[must_use]
pub fn safe_url(url: &str) -> Option<&str> {
    let url = url.trim_ascii();
    if url.is_empty() || url.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    let before_path = until(url, b"/?#");
    match split(before_path, ":") {
        None => Some(url),
        Some((scheme, _)) => ["http", "https", "mailto", "tel"]
            .iter()
            .any(|safe| scheme.eq_ignore_ascii_case(safe))
            .then_some(url),
    }
}
