//! Patterns of pages, with wildcards: matched in linear time.

use crate::core::strings::{escaped, find, split, until};

/// Whether a URL or path matches a page pattern.
///
/// `*` stands for any run of characters. A pattern with a scheme (`https://…`) is compared with
/// the whole URL, any other with its path. What a pattern does not name makes no difference: a
/// trailing `/`, and a query or hash where it has none of its own.
pub(crate) fn url_matches(pattern: &str, url: &str) -> bool {
    // Browsers write letters beyond ASCII as `%C3%BC`; people do not.
    let (pattern, url) = (escaped(pattern, false), escaped(url, false));
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
