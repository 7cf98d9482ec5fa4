//! Small text functions in one body each.
//!
//! The standard library's are generic or made for long texts (its search for a text in a text
//! alone is 3 KB of the module), and the texts here are short. What is looked for with `strip_prefix`
//! and its like is a text too: a character is encoded first, and that is code of its own.

/// Whether two texts are equal: most are told apart by their lengths, and no call is needed.
#[inline(always)]
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && *a.as_bytes() == *b.as_bytes()
}

/// Whether two texts are equal but for the case of ASCII letters.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    for (at, byte) in a.as_bytes().iter().enumerate() {
        if b.as_bytes().get(at).is_none_or(|other| !byte.eq_ignore_ascii_case(other)) {
            return false;
        }
    }
    a.len() == b.len()
}

/// The first place of `part` in `text`.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    let mut rest = text.as_bytes();
    loop {
        if rest.starts_with(part.as_bytes()) {
            return Some(text.len() - rest.len());
        }
        rest = rest.get(1..)?;
    }
}

/// What stands before and after the first `part` in `text`.
pub(crate) fn split<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, part)?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// The text up to the first of these ASCII characters; all of it where there is none.
pub(crate) fn until<'a>(text: &'a str, marks: &[u8]) -> &'a str {
    let end = text.as_bytes().iter().position(|byte| marks.iter().any(|mark| mark == byte));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// A text as URLs have it: spaces and bytes beyond ASCII as browsers write them, in capitals, which make
/// no difference (RFC 3986, 2.1); or, as a part of one, all that `encodeURIComponent` would not leave as
/// it is.
pub(crate) fn escaped(text: &str, part: bool) -> String {
    let mut out = String::new();
    let mut digits = 0;
    for &byte in text.as_bytes() {
        let plain = match byte {
            b'!' | b'\''..=b'*' | b'-' | b'.' | b'_' | b'~' => true,
            _ => byte.is_ascii_alphanumeric() || !part && byte != b' ',
        };
        if plain && byte.is_ascii() {
            out.push(char::from(if digits > 0 { byte.to_ascii_uppercase() } else { byte }));
            digits = if byte == b'%' { 2 } else { digits.max(1) - 1 };
            continue;
        }
        out.push('%');
        for &half in &[byte >> 4, byte & 15] {
            out.push(char::from(half + if half < 10 { b'0' } else { b'A' - 10 }));
        }
    }
    out
}

/// All texts, with `between` between every two.
pub(crate) fn join<T: AsRef<str>>(texts: &[T], between: &str) -> String {
    let mut out = String::new();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        out.push_str(text.as_ref());
    }
    out
}

/// All texts, one behind the other.
pub(crate) fn concat(texts: &[&str]) -> String {
    let mut length = 0;
    for text in texts {
        length += text.len();
    }
    let mut out = String::with_capacity(length);
    for text in texts {
        out.push_str(text);
    }
    out
}

/// A phrase with its `*`s filled in, in their order.
#[inline(never)]
pub(crate) fn phrase(words: &str, with: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = words;
    for text in with {
        let Some((before, after)) = split(rest, "*") else { break };
        out.push_str(before);
        out.push_str(text);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The number that decimal digits, and nothing else, stand for; `None` also beyond 15 digits,
/// where a double is no longer exact.
pub(crate) fn digits(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 15 {
        return None;
    }
    let mut number = 0;
    for &byte in text.as_bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(byte - b'0');
    }
    Some(number)
}
