//! Placeholders that are not closed: people would see them as they are written, or miss what stands
//! between them and the next.

use super::{Lint, inside};
use docent::core::value::Value;

/// Texts that are filled, wherever they stand in an experience or in its translations.
const FILLED: [&str; 10] = [
    "title",
    "label",
    "submit",
    "placeholder",
    "low",
    "high",
    "other",
    "url",
    // Blocks of text: all that is in them, too.
    "body",
    "thanks",
];

/// What holds no texts for people, but data and code, in which braces are the author's own.
const OTHERS: [&str; 8] =
    ["audience", "trigger", "theme", "done", "properties", "traits", "arguments", "code"];

impl Lint<'_> {
    /// Looks through content that is filled itself, or holds what is.
    pub(super) fn placeholders(&mut self, content: &Value, filled: bool, place: &str) {
        if let Some(from) = content.as_text().filter(|_| filled).and_then(unclosed) {
            let why = format!("has a placeholder that is not closed: write }}}} after \"{from}\"");
            self.doubt(place, &why);
        }
        for (index, item) in content.as_list().iter().enumerate() {
            self.placeholders(item, filled, &format!("{place}[{index}]"));
        }
        for (key, item) in content.members().filter(|(key, _)| !OTHERS.contains(key)) {
            self.placeholders(item, filled || FILLED.contains(&key), &inside(place, key));
        }
    }
}

/// A placeholder up to where it should have been closed: at the next one, or at the end of its word.
fn unclosed(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let (_, from) = rest.split_at(at);
        let behind = from.get(2..).unwrap_or_default();
        match behind.split_once("}}") {
            Some((within, after)) if !within.contains("{{") => rest = after,
            _ => return Some(first_word(from)),
        }
    }
    None
}

/// `{{user.name` of `{{user.name, welcome`.
fn first_word(from: &str) -> &str {
    let braces = from.len() - from.trim_start_matches(['{', ' ']).len();
    let (_, name) = from.split_at(braces);
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let name = name.split(ends).next().unwrap_or_default().trim_end_matches('.');
    from.get(..braces + name.len()).unwrap_or(from)
}
