//! The user agent as something to ask words of.
//!
//! A user agent is a row of products (`Chrome/126.0`) and comments (`(X11; Linux x86_64)`), but so
//! many agents break that grammar that only two questions are dependable: does this word occur, and
//! which number follows it? [`Agent`] answers both, without regard to case.
//!
//! All that is searched for stands in tables, and [`Agent::search`] is the one loop that reads them:
//! a second one would weigh more in the page than most tables do.

/// How much of a logged user agent is read, in bytes. Real ones stay below 1 KB; the rest is an
/// attack. A page asks its own browser.
#[cfg(not(target_arch = "wasm32"))]
const LIMIT: usize = 2048;

/// A user agent, or another text that a table is held against.
#[derive(Clone, Copy)]
pub(super) struct Agent<'a> {
    /// As sent.
    raw: &'a str,
    /// Whether plus signs stand for spaces. Only logs do that, so the page cannot meet it.
    #[cfg(not(target_arch = "wasm32"))]
    plus: bool,
}

/// Where in the agent a sign counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere, even inside a word.
    Anywhere,
    /// Where it starts a word. A hyphen joins: the `android` of `Outlook-iOS-Android` starts none.
    Word,
    /// At the very beginning.
    Start,
    /// As all there is.
    Whole,
}

/// The row of a table that was found.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// What was looked for.
    pub(super) sign: &'static str,
    /// What the sign stands for: itself, where the row says nothing else.
    pub(super) name: &'static str,
    /// The position behind the sign.
    pub(super) end: usize,
}

impl<'a> Agent<'a> {
    pub(super) fn new(user_agent: &'a str) -> Agent<'a> {
        Agent {
            raw: user_agent,
            #[cfg(not(target_arch = "wasm32"))]
            plus: false,
        }
    }

    /// The same agent, read as from a log: cut to [`LIMIT`], and perhaps with a plus sign written
    /// for every space.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn logged(self) -> Agent<'a> {
        let end = self.raw.floor_char_boundary(LIMIT);
        let agent = Agent { raw: slice(self.raw, 0, end), ..self };
        Agent { plus: !agent.has(" ") && agent.has("+("), ..agent }
    }

    /// The byte at a position in lower case; past the end a space.
    #[inline(never)]
    pub(super) fn at(&self, position: usize) -> u8 {
        let byte = self.raw.as_bytes().get(position).copied().unwrap_or(b' ');
        #[cfg(not(target_arch = "wasm32"))]
        if self.plus && byte == b'+' {
            return b' ';
        }
        byte.to_ascii_lowercase()
    }

    /// The text between two positions, as sent.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        slice(self.raw, from, to)
    }

    /// How long the agent is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.raw.len()
    }

    /// The first row of a table whose sign is at such a place.
    ///
    /// A table is one text: rows with bars in between, a sign and its name parted by an equals sign
    /// where they differ. An array of pairs of texts costs twice as much in the shipped file, in
    /// addresses.
    #[inline(never)]
    pub(super) fn search(&self, table: &'static str, place: Place) -> Option<Row> {
        let mut rest = table;
        while !rest.is_empty() {
            let (row, behind) = cut(rest, b'|');
            let (sign, name) = cut(row, b'=');
            if let Some(end) = self.find(sign, place, 0) {
                return Some(Row { sign, name: either(name, sign), end });
            }
            rest = behind;
        }
        None
    }

    /// The position behind the next occurrence of a sign at such a place.
    pub(super) fn find(&self, sign: &str, place: Place, from: usize) -> Option<usize> {
        let mut start = from;
        while start + sign.len() <= self.len() {
            let before = self.at(start.wrapping_sub(1));
            let inside = before.is_ascii_alphanumeric() || before == b'-';
            if !(inside && place == Place::Word) && self.stands(sign, start) {
                let end = start + sign.len();
                return (place != Place::Whole || end == self.len()).then_some(end);
            }
            if matches!(place, Place::Start | Place::Whole) {
                return None;
            }
            start += 1;
        }
        None
    }

    /// Whether a sign stands at a position.
    fn stands(&self, sign: &str, position: usize) -> bool {
        let (mut rest, mut at) = (sign.as_bytes(), position);
        while let [byte, behind @ ..] = rest {
            if self.at(at) != byte.to_ascii_lowercase() {
                return false;
            }
            (rest, at) = (behind, at + 1);
        }
        true
    }

    /// The first row of a table whose sign starts a word.
    pub(super) fn lookup(&self, table: &'static str) -> Option<Row> {
        self.search(table, Place::Word)
    }

    /// Whether one of a list starts a word.
    #[inline(never)]
    pub(super) fn word(&self, list: &'static str) -> bool {
        self.lookup(list).is_some()
    }

    /// Whether one of a list occurs anywhere.
    #[inline(never)]
    pub(super) fn has(&self, list: &'static str) -> bool {
        self.search(list, Place::Anywhere).is_some()
    }

    /// The version at a position, behind any separators: digits parted by dots or underscores.
    #[inline(never)]
    pub(super) fn version_at(&self, position: usize) -> &'a str {
        let mut start = position;
        while start < self.len() && matches!(self.at(start), b' ' | b'/' | b':' | b'-' | b'#') {
            start += 1;
        }
        let mut end = start;
        while self.at(end).is_ascii_digit()
            || end > start
                && matches!(self.at(end), b'.' | b'_')
                && self.at(end + 1).is_ascii_digit()
        {
            end += 1;
        }
        self.slice(start, end)
    }
}

/// The first text, or the second where it is empty.
pub(super) fn either<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}

/// The part of a text between two positions; empty where there is none.
#[inline(never)]
pub(super) fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// A text up to a byte and behind it; all of it and nothing where the byte does not occur.
#[inline(never)]
pub(super) fn cut(text: &str, at: u8) -> (&str, &str) {
    let mut end = 0;
    for byte in text.as_bytes() {
        if *byte == at {
            break;
        }
        end += 1;
    }
    (slice(text, 0, end), slice(text, end + 1, text.len()))
}

/// The letter that a text starts with; a space where it is empty.
pub(super) fn letter(text: &str) -> u8 {
    text.as_bytes().first().copied().unwrap_or(b' ')
}

/// The name of the first row of a table whose sign the text starts with.
pub(super) fn starting(table: &'static str, text: &str) -> Option<&'static str> {
    Agent::new(text).search(table, Place::Start).map(|row| row.name)
}

/// The name of the row of a table, or the entry of a list, that is exactly this text.
#[inline(never)]
pub(super) fn exactly(table: &'static str, text: &str) -> Option<&'static str> {
    Agent::new(text).search(table, Place::Whole).map(|row| row.name)
}
