//! Placeholders that are not closed, or name what is no fact: people would see them as they are
//! written, or miss what they stand for.

use super::paths::unknown;
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
        if let Some(text) = content.as_text().filter(|_| filled) {
            self.filled(text, place);
        }
        for (index, item) in content.as_list().iter().enumerate() {
            self.placeholders(item, filled, &format!("{place}[{index}]"));
        }
        for (key, item) in content.members().filter(|(key, _)| !OTHERS.contains(key)) {
            self.placeholders(item, filled || FILLED.contains(&key), &inside(place, key));
        }
    }

    fn filled(&mut self, text: &str, place: &str) {
        let pieces = Pieces::of(text);
        if let Some(from) = pieces.unclosed {
            let why = format!("has a placeholder that is not closed: write }}}} after \"{from}\"");
            self.doubt(place, &why);
            return;
        }
        for within in pieces.placeholders {
            let path = within.split('|').next().unwrap_or_default().trim();
            let why = match path {
                "" => Some("names no fact".to_owned()),
                path => unknown(path),
            };
            if let Some(why) = why {
                self.doubt(
                    place,
                    &format!("has a placeholder that is always empty: \"{path}\" {why}"),
                );
            }
        }
        for beside in pieces.beside {
            if beside.contains("}}") {
                self.doubt(
                    place,
                    "has }} where no placeholder began: write {{ before it, or leave it out",
                );
            } else if let Some(path) = single(beside) {
                let why = format!("shows \"{{{path}}}\" as it is written: write {{{{{path}}}}}");
                self.doubt(place, &why);
            }
        }
    }
}

/// A text, taken apart.
struct Pieces<'t> {
    /// What stands between braces.
    placeholders: Vec<&'t str>,
    /// What stands between placeholders.
    beside: Vec<&'t str>,
    /// A placeholder up to where it should have been closed: at the next one, or at the end of its
    /// word.
    unclosed: Option<&'t str>,
}

impl<'t> Pieces<'t> {
    fn of(text: &'t str) -> Self {
        let mut pieces = Pieces { placeholders: Vec::new(), beside: Vec::new(), unclosed: None };
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            let (before, from) = rest.split_at(at);
            pieces.beside.push(before);
            match from.get(2..).and_then(|behind| behind.split_once("}}")) {
                Some((within, after)) if !within.contains("{{") => {
                    pieces.placeholders.push(within);
                    rest = after;
                }
                _ => {
                    pieces.unclosed = Some(first_word(from));
                    return pieces;
                }
            }
        }
        pieces.beside.push(rest);
        pieces
    }
}

/// What stands between single braces, and is a fact with a name.
fn single(text: &str) -> Option<&str> {
    text.split('{').skip(1).find_map(|behind| {
        let (within, _) = behind.split_once('}')?;
        let path = within.split('|').next().unwrap_or_default().trim();
        let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        let fact = path.contains('.') && path.chars().all(word) && unknown(path).is_none();
        fact.then_some(within)
    })
}

/// `{{user.name` of `{{user.name, welcome`.
fn first_word(from: &str) -> &str {
    let braces = from.len() - from.trim_start_matches(['{', ' ']).len();
    let (_, name) = from.split_at(braces);
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let name = name.split(ends).next().unwrap_or_default().trim_end_matches('.');
    from.get(..braces + name.len()).unwrap_or(from)
}
