//! A card: heading, text, question, buttons. The same for every surface.

use web_sys::Element;

use super::{append, document, element, question};
use crate::core::experience::view::{Press, Surface, View};
use crate::core::text::{Block, Span, Style};
use crate::core::time::whole;

/// The class of a surface, for the style sheet.
pub(super) fn class(surface: &Surface) -> &'static str {
    match surface {
        Surface::Modal => "modal",
        Surface::Slideout => "slideout",
        Surface::Tooltip(_) => "tooltip",
        Surface::Banner { bottom: true, .. } => "banner bottom",
        Surface::Banner { bottom: false, .. } => "banner",
    }
}

/// Draws a view into the outer element of its card.
pub(super) fn draw(outer: &Element, view: &View) {
    outer.set_text_content(None);
    let heading = if view.title.is_empty() { &view.label } else { &view.title };
    let role = match view.surface {
        Surface::Banner { .. } => "region",
        _ => "dialog",
    };
    for (name, value) in [("role", role), ("aria-label", heading), ("data-experience", &view.experience), ("part", "card")] {
        let _ = outer.set_attribute(name, value);
    }
    let form = if view.question.is_some() { "form" } else { "div" };
    let inner = element(form, &[("class", "card"), ("novalidate", "")], "");
    if let Some(text) = progress(view) {
        append(&inner, &element("p", &[("class", "progress"), ("part", "progress")], &text));
    }
    if !view.title.is_empty() {
        append(&inner, &element("h2", &[("tabindex", "-1"), ("part", "title")], &view.title));
    }
    body(&inner, view);
    if let Some(question) = &view.question {
        question::draw(&inner, question, heading_of(view));
    }
    buttons(&inner, view);
    append(outer, &inner);
    if view.dismissible {
        let close = element("button", &[("type", "button"), ("class", "close"), ("data-press", "close"), ("aria-label", "Close"), ("part", "close")], "");
        append(outer, &close);
    }
    if let Surface::Tooltip(_) = view.surface {
        append(outer, &element("div", &[("class", "arrow"), ("part", "arrow")], ""));
    }
}

/// What the answers are an answer to: the heading, or the question below the survey's greeting.
fn heading_of(view: &View) -> &str {
    let inside = view.body.iter().rev().find_map(|block| match block {
        Block::Heading(text) => Some(text.as_str()),
        _ => None,
    });
    inside.unwrap_or(&view.title)
}

fn progress(view: &View) -> Option<String> {
    let (at, of) = view.progress?;
    let word = if view.question.is_some() { "Question " } else { "Step " };
    Some([word, &whole(at as i64), " of ", &whole(of as i64)].concat())
}

/// What is said of a card that does not take the focus.
pub(super) fn spoken(view: &View) -> String {
    let text = view.body.iter().filter_map(|block| match block {
        Block::Paragraph(spans) => Some(spans.iter().map(|span| span.text.as_str()).collect::<String>()),
        Block::Heading(text) => Some(text.clone()),
        _ => None,
    });
    let mut parts = vec![view.title.clone()];
    parts.extend(text);
    parts.extend(progress(view));
    parts.retain(|part| !part.is_empty());
    parts.join(". ")
}

fn body(card: &Element, view: &View) {
    if view.body.is_empty() {
        return;
    }
    let body = element("div", &[("class", "body"), ("part", "body")], "");
    for block in &view.body {
        append(&body, &draw_block(block));
    }
    append(card, &body);
}

fn draw_block(block: &Block) -> Element {
    match block {
        Block::Heading(text) => element("h3", &[], text),
        Block::Code(text) => element("pre", &[], text),
        Block::Paragraph(spans) => draw_spans("p", spans),
        Block::List { ordered, items } => {
            let list = element(if *ordered { "ol" } else { "ul" }, &[], "");
            for item in items {
                append(&list, &draw_spans("li", item));
            }
            list
        }
        Block::Media { video, src, alt, size } => {
            let media = if *video {
                element("video", &[("src", src), ("controls", ""), ("aria-label", alt), ("preload", "metadata")], "")
            } else {
                element("img", &[("src", src), ("alt", alt), ("loading", "lazy")], "")
            };
            if let Some((width, height)) = size {
                let _ = media.set_attribute("width", &whole(*width as i64));
                let _ = media.set_attribute("height", &whole(*height as i64));
            }
            media
        }
    }
}

fn draw_spans(tag: &str, spans: &[Span]) -> Element {
    let parent = element(tag, &[], "");
    for span in spans {
        let child = match &span.style {
            Style::Plain => {
                let _ = parent.append_child(&document().create_text_node(&span.text));
                continue;
            }
            Style::Bold => element("strong", &[], &span.text),
            Style::Italic => element("em", &[], &span.text),
            Style::Code => element("code", &[], &span.text),
            Style::Link(url) => element("a", &[("href", url)], &span.text),
        };
        append(&parent, &child);
    }
    parent
}

fn buttons(card: &Element, view: &View) {
    if view.buttons.is_empty() {
        return;
    }
    let row = element("div", &[("class", "buttons")], "");
    for button in &view.buttons {
        let index;
        let (kind, press) = match button.press {
            Press::Submit if view.question.is_some() => ("submit", ""),
            Press::Submit => ("button", "next"),
            Press::Back => ("button", "back"),
            Press::Action(at) => {
                index = whole(at as i64);
                ("button", index.as_str())
            }
        };
        let part = if button.primary { "primary" } else { "secondary" };
        let out = element("button", &[("type", kind), ("class", part), ("part", part)], &button.label);
        if !press.is_empty() {
            let _ = out.set_attribute("data-press", press);
        }
        append(&row, &out);
    }
    append(card, &row);
}
