//! Texts of experiences: placeholders filled, URLs looked at. Everything stays plain text, so
//! nothing a trait holds can ever become markup.

use super::platform::Platform;
use super::strings::{alike, concat, escaped, split, until};
use super::value::{Value, to_text};

/// Fills placeholders like `{{user.name | there}}` with facts, or with what stands after the
/// bar where the fact is missing or empty. In a URL they are parts of it, and encoded, so that none is a
/// step upwards or another host. One that is all there is is a URL itself, but not one that came with
/// the page: that is whatever the author of a link wrote.
#[must_use]
pub fn fill(template: &str, url: bool, facts: &Value, platform: &dyn Platform) -> String {
    let mut out = String::new();
    let template = if url { template.trim_ascii() } else { template };
    let mut rest = template;
    let mut whole = false;
    while let Some((before, after)) = split(rest, "{{") {
        let Some((inside, tail)) = split(after, "}}") else { break };
        out.push_str(before);
        let (path, fallback) = split(inside, "|").unwrap_or((inside, ""));
        let path = path.trim_ascii();
        whole = rest.len() == template.len() && before.is_empty() && tail.is_empty();
        let foreign = path.starts_with("page.") || path.starts_with("session.");
        let mut text = match facts.at(path) {
            _ if url && whole && foreign => String::new(),
            Some(Value::List(list)) => {
                let mut text = String::new();
                for item in list {
                    if !item.is_null() {
                        text.push_str(if text.is_empty() { "" } else { ", " });
                        text.push_str(&to_text(item, platform));
                    }
                }
                text
            }
            Some(Value::Map(_) | Value::Null) | None => String::new(),
            Some(value) => to_text(value, platform),
        };
        if text.is_empty() {
            text.push_str(fallback.trim_ascii());
        }
        if url && !whole {
            text = escaped(&text, true);
            if matches!(text.as_str(), "." | "..") {
                text.clear();
            }
        }
        // A value has a direction of its own, and turns nothing around it (Unicode, UAX #9: isolates).
        let plain = url || template.is_ascii() && text.is_ascii();
        out.push_str(if plain { "" } else { "\u{2068}" });
        out.push_str(&text);
        out.push_str(if plain { "" } else { "\u{2069}" });
        rest = tail;
    }
    out.push_str(rest);
    // Behind two slashes there is a host, also where just nothing was filled in between.
    if url && !whole && out.starts_with("//") && !template.starts_with("//") {
        out = concat(&["/.", &out]);
    }
    out
}

/// Fills the placeholders of every text in content: a text, or a tree of blocks.
pub fn fill_all(content: &mut Value, url: bool, facts: &Value, platform: &dyn Platform) {
    match content {
        Value::Text(text) => *text = fill(text, url, facts, platform),
        Value::List(list) => {
            for item in list {
                fill_all(item, false, facts, platform);
            }
        }
        Value::Map(map) => {
            for (key, item) in map.members_mut() {
                fill_all(item, matches!(key, "url" | "src" | "captions"), facts, platform);
            }
        }
        _ => {}
    }
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
        Some((scheme, _)) => {
            ["http", "https", "mailto", "tel"].iter().any(|safe| alike(scheme, safe)).then_some(url)
        }
    }
}
