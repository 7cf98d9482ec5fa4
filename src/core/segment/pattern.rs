//! Patterns in guidebooks: page patterns with wildcards, which we match ourselves in linear
//! time, and regular expressions, of which those that can explode are refused.

use crate::core::strings::{digits, find, split, until};

/// Whether a URL or path matches a page pattern.
///
/// `*` stands for any run of characters. A pattern with a scheme (`https://…`) is compared with
/// the whole URL; one that starts with `/` with its path, and, where the pattern has a `?` or
/// `#`, with what follows the path as well. A trailing `/` makes no difference.
pub(crate) fn url_matches(pattern: &str, url: &str) -> bool {
    if find(pattern, "://").is_some() {
        return wildcard(trim(pattern), trim(url));
    }
    let path = match split(url, "://") {
        Some((_, rest)) => find(rest, "/").and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => url,
    };
    let path = if until(pattern, b"?#") == pattern { until(path, b"?#") } else { path };
    wildcard(trim(pattern), trim(path))
        || pattern.strip_suffix("/*").is_some_and(|base| wildcard(base, trim(path)))
}

fn trim(text: &str) -> &str {
    text.strip_suffix('/').filter(|rest| !rest.is_empty()).unwrap_or(text)
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
