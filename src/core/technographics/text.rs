//! The user agent as something to ask words of.
//!
//! A user agent is a row of products (`Chrome/126.0`) and comments (`(X11; Linux x86_64)`), but so
//! many agents break that grammar that only two questions are dependable: does this word occur, and
//! which number follows it? [`Agent`] answers both on a lowercased copy, byte for byte as long as
//! the original, so that a position in one is a position in the other.

/// How much of a user agent is read, in bytes. Real ones stay below 1 KB; the rest is an attack.
const LIMIT: usize = 2048;

/// A user agent, ready to be searched without regard to case.
pub(super) struct Agent<'a> {
    /// As sent, cut to [`LIMIT`].
    raw: &'a str,
    /// The same bytes in lower case.
    low: Vec<u8>,
}

impl<'a> Agent<'a> {
    pub(super) fn new(user_agent: &'a str) -> Agent<'a> {
        let raw = clipped(user_agent, LIMIT);
        let mut low = raw.as_bytes().to_ascii_lowercase();
        // Some logs write spaces as plus signs, all of them; a link in a comment has a plus too.
        let plus = !low.contains(&b' ') && low.windows(2).any(|pair| pair == b"+(");
        for byte in &mut low {
            if plus && *byte == b'+' {
                *byte = b' ';
            }
        }
        Agent { raw, low }
    }

    /// The byte at a position of the lowercased agent; past the end a space.
    pub(super) fn at(&self, position: usize) -> u8 {
        self.low.get(position).copied().unwrap_or(b' ')
    }

    /// Where the text between two positions stands in the agent as sent.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.raw.get(from..to).unwrap_or_default()
    }

    /// How long the agent is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// The position behind the next occurrence of a lowercase needle.
    pub(super) fn find(&self, needle: &str, from: usize) -> Option<usize> {
        let rest = self.low.get(from..)?;
        let (needle, first) = (needle.as_bytes(), needle.as_bytes().first());
        // Comparing one byte first saves most of the calls that comparing slices costs.
        let same = |window: &[u8]| window.first() == first && window == needle;
        let found = rest.windows(needle.len().max(1)).position(same)?;
        Some(from + found + needle.len())
    }

    /// Whether the needle occurs anywhere, even inside a word.
    pub(super) fn has(&self, needle: &str) -> bool {
        self.find(needle, 0).is_some()
    }

    /// Whether one of a list occurs anywhere.
    pub(super) fn has_any(&self, list: &'static str) -> bool {
        rows(list).any(|needle| self.has(needle))
    }

    /// The position behind the next occurrence that starts a word. A hyphen joins: the `android` of
    /// `Outlook-iOS-Android` starts no word.
    pub(super) fn word_from(&self, needle: &str, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let end = self.find(needle, from)?;
            let start = end - needle.len();
            let before = if start == 0 { b' ' } else { self.at(start - 1) };
            if !before.is_ascii_alphanumeric() && before != b'-' {
                return Some(end);
            }
            from = start + 1;
        }
    }

    /// Whether the needle starts a word.
    pub(super) fn word(&self, needle: &str) -> bool {
        self.word_from(needle, 0).is_some()
    }

    /// Whether one of a list starts a word.
    pub(super) fn any_word(&self, list: &'static str) -> bool {
        rows(list).any(|needle| self.word(needle))
    }

    /// The first row of a table whose sign starts a word: sign and name.
    pub(super) fn lookup(&self, table: &'static str) -> Option<(&'static str, &'static str)> {
        rows(table).map(|row| cut(row, b'=')).find(|(sign, _)| self.word(sign))
    }

    /// The version behind a word, or nothing. The first occurrence that has one counts, because the
    /// same word often comes first as a mere label (`Windows; U; Windows NT 5.1`).
    pub(super) fn version(&self, word: &str) -> &'a str {
        let mut from = 0;
        while let Some(end) = self.word_from(word, from) {
            let version = self.version_at(end);
            if !version.is_empty() {
                return version;
            }
            from = end;
        }
        ""
    }

    /// The version at a position, behind any separators: digits parted by dots or underscores.
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

    /// The same for the words of a list, in order.
    pub(super) fn first_version(&self, list: &'static str) -> &'a str {
        rows(list).map(|word| self.version(word)).find(|text| !text.is_empty()).unwrap_or_default()
    }
}

/// The first text, or the second where it is empty.
pub(super) fn either<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}

/// The rows of a table, or the entries of a list. Both are one text with bars in between, a sign
/// and its name parted by an equals sign: an array of pairs of texts costs twice as much in the
/// shipped file, in addresses.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = table;
    std::iter::from_fn(move || {
        let (row, behind) = cut(rest, b'|');
        rest = behind;
        (!row.is_empty()).then_some(row)
    })
}

/// A text up to a byte and behind it; all of it and nothing where the byte does not occur.
pub(super) fn cut(text: &str, at: u8) -> (&str, &str) {
    let end = text.bytes().position(|byte| byte == at).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), text.get(end + 1..).unwrap_or_default())
}

/// The name of the first row of a table whose sign the text starts with, in any case.
pub(super) fn starting(table: &'static str, text: &str) -> Option<&'static str> {
    let starts = |sign: &str| text.get(..sign.len()).is_some_and(|t| t.eq_ignore_ascii_case(sign));
    rows(table).map(|row| cut(row, b'=')).find(|(sign, _)| starts(sign)).map(|(_, name)| name)
}

/// The name of the row of a table, or the entry of a list, that is exactly this text.
pub(super) fn exactly(table: &'static str, text: &str) -> Option<&'static str> {
    rows(table).map(|row| cut(row, b'=')).find(|(sign, _)| *sign == text).map(|(_, name)| name)
}

/// The start of a text, at most so many bytes of it, and never half a character.
pub(super) fn clipped(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The number a text starts with; 0 where there is none.
pub(super) fn number(text: &str) -> u32 {
    text.bytes().take_while(u8::is_ascii_digit).fold(0, |number: u32, digit| {
        number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
    })
}

/// The number behind the first dot of a version; 0 where there is none.
pub(super) fn minor(version: &str) -> u32 {
    number(cut(version, b'.').1)
}
