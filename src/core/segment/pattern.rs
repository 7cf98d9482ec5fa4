//! Patterns of pages, with wildcards: matched in linear time.

use crate::core::strings::{find, split, until};

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
