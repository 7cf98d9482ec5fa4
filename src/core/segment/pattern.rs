//! Patterns in guidebooks: page patterns with wildcards, which we match ourselves in linear
//! time, and regular expressions, of which those that can explode are refused.

use crate::core::platform::Platform;
use crate::core::strings::{digits, find, split, until};

/// Whether a URL or path matches a page pattern.
///
/// `*` stands for any run of characters. A pattern with a scheme (`https://…`) is compared with
/// the whole URL, any other with its path. What a pattern does not name makes no difference: a
/// trailing `/`, and a query or hash where it has none of its own.
pub(crate) fn url_matches(pattern: &str, url: &str) -> bool {
    // Browsers write letters beyond ASCII as `%C3%BC`; people do not.
    let (pattern, url) = (escaped(pattern), escaped(url));
    let (wanted, query, hash) = parts(&pattern);
    let (mut path, its_query, its_hash) = parts(&url);
    let has_scheme = |text: &str| !text.starts_with("/") && find(text, "://").is_some();
    if !has_scheme(wanted)
        && has_scheme(path)
        && let Some((_, rest)) = split(path, "://")
    {
        path = find(rest, "/").and_then(|at| rest.get(at..)).unwrap_or_default();
    }
    let (wanted, path) = (trim(wanted), trim(path));
    let below = wanted.strip_suffix("/*");
    (wildcard(wanted, path) || below.is_some_and(|base| wildcard(base, path)))
        && (query.is_empty() || wildcard(query, its_query))
        && (hash.is_empty() || wildcard(hash, its_hash))
}

/// A URL's path with what is before it, its query with the `?`, its hash with the `#`.
fn parts(url: &str) -> (&str, &str, &str) {
    let page = until(url, b"#");
    let path = until(page, b"?");
    (path, page.get(path.len()..).unwrap_or_default(), url.get(page.len()..).unwrap_or_default())
}

/// A URL with its bytes beyond ASCII written as browsers do (RFC 3986, 2.1).
fn escaped(path: &str) -> String {
    let mut out = String::new();
    for &byte in path.as_bytes() {
        if byte.is_ascii() {
            out.push(char::from(byte));
        } else {
            let digit = |of: u8| char::from(of + if of < 10 { b'0' } else { b'A' - 10 });
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
    out
}

fn trim(text: &str) -> &str {
    text.strip_suffix("/").unwrap_or(text)
}

/// Greedy matching of literal pieces: linear for one `*`, at worst pieces × length.
fn wildcard(pattern: &str, text: &str) -> bool {
    let Some((start, mut rest)) = split(pattern, "*") else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    while let Some((piece, after)) = split(rest, "*") {
        let Some((_, behind)) = split(text, piece) else { return false };
        (rest, text) = (after, behind);
    }
    text.ends_with(rest)
}

/// Whether a regular expression may take exponential time in a backtracking engine: a group that
/// is repeated without bound and holds an unbounded repetition or an alternative itself.
///
/// A heuristic on the safe side, as `safe-regex` and its kind apply it (star height above one).
pub(crate) fn can_explode(pattern: &str) -> bool {
    let mut chars = pattern.chars();
    // For each open group: whether it holds a repetition or an alternative.
    let mut groups = vec![false];
    let mut closed: Option<bool> = None;
    while let Some(c) = chars.next() {
        let group = closed.take();
        match c {
            '\\' => {
                chars.next();
            }
            '[' => skip_class(&mut chars),
            '(' => groups.push(false),
            ')' => {
                let inner = groups.pop().unwrap_or_default();
                if groups.is_empty() {
                    groups.push(false);
                }
                mark(&mut groups, inner);
                closed = Some(inner);
            }
            '|' => mark(&mut groups, true),
            '*' | '+' | '{' => {
                let unbounded = c != '{' || is_unbounded(&mut chars);
                if unbounded && group == Some(true) {
                    return true;
                }
                mark(&mut groups, unbounded);
            }
            _ => {}
        }
    }
    false
}

/// Up to how many characters of a text a pattern may be tried on, so that no text makes it slow:
/// a backtracking engine may take as many steps as that number to the power of the pattern's
/// [`choices`]. `None` where even a short text could take long.
pub(crate) fn longest_subject(pattern: &str, platform: &dyn Platform) -> Option<usize> {
    match choices(pattern, platform) {
        0..=2 => Some(2048),
        3 => Some(160),
        _ => None,
    }
}

/// How many choices a pattern leaves to an engine that go with the length of the text: where to
/// start, and where each repetition ends. One that ends where a character follows that it cannot
/// take itself, as in `[^/]+/`, is no choice.
fn choices(pattern: &str, platform: &dyn Platform) -> usize {
    let mut choices = usize::from(!pattern.starts_with("^"));
    let mut repeated: Option<&str> = None;
    let mut atom = "";
    let mut chars = pattern.chars();
    loop {
        let from = chars.as_str();
        let Some(c) = chars.next() else { return choices };
        match c {
            '\\' => drop(chars.next()),
            '[' => skip_class(&mut chars),
            '{' if !is_unbounded(&mut chars) => continue,
            '*' | '+' | '{' => {
                // After a group, what is repeated may be anything.
                repeated = Some(if atom.is_empty() { "[^]" } else { atom });
                continue;
            }
            '?' => continue,
            '$' => repeated = None,
            '^' | '(' | ')' | '|' => {
                atom = "";
                continue;
            }
            _ => {}
        }
        atom = from.get(..from.len() - chars.as_str().len()).unwrap_or_default();
        if let Some(repeated) = repeated.take() {
            let optional = matches!(chars.as_str().as_bytes().first(), Some(b'*' | b'?' | b'{'));
            let follows = if c.is_ascii_punctuation() && atom.len() == 1 && c != '.' || is_word(c) {
                Some(atom)
            } else {
                atom.strip_prefix("\\")
                    .filter(|escaped| !escaped.chars().next().is_some_and(is_word))
            };
            let ends = |follows| platform.matches(repeated, true, follows) == Some(false);
            choices += usize::from(optional || !follows.is_some_and(ends));
        }
    }
}

fn mark(groups: &mut [bool], repeats: bool) {
    if let Some(last) = groups.last_mut() {
        *last |= repeats;
    }
}

type Chars<'a> = std::str::Chars<'a>;

fn skip_class(chars: &mut Chars) {
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            ']' => return,
            _ => {}
        }
    }
}

/// After `{`: whether the repetition has no upper bound, or one large enough to hurt.
fn is_unbounded(chars: &mut Chars) -> bool {
    let rest = chars.as_str();
    let inside = until(rest, b"}");
    *chars = rest.get(inside.len() + 1..).unwrap_or_default().chars();
    let upper = split(inside, ",").map_or(inside, |(_, upper)| upper);
    digits(upper).is_none_or(|bound| bound > 20)
}

/// Whether a character stands for itself, and means something else behind a backslash.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii()
}
