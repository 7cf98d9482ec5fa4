//! Patterns of pages, with wildcards: matched in linear time.

use crate::core::strings::{escaped, find, split, until};

/// Whether a URL or path matches a page pattern.
///
/// `*` stands for any run of characters. A pattern with a scheme (`https://…`) is compared with
/// the whole URL, any other with its path. What a pattern does not name makes no difference: a
/// trailing `/`, and a query or hash where it has none of its own. A hash may be a page too (`#/invoices`).
pub(crate) fn url_matches(pattern: &str, url: &str) -> bool {
    // Browsers write letters beyond ASCII as `%C3%BC`; people do not.
    let (pattern, url) = (escaped(pattern, false), escaped(url, false));
    let ((page, hash), (its_page, its_hash)) = (halves(&pattern, b"#"), halves(&url, b"#"));
    page_matches(page, its_page) && (hash.is_empty() || page_matches(hash, its_hash))
}

fn page_matches(pattern: &str, page: &str) -> bool {
    let ((wanted, query), (mut path, its_query)) = (halves(pattern, b"?"), halves(page, b"?"));
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
}

/// What stands before a mark, and the rest with it.
fn halves<'a>(text: &'a str, mark: &[u8]) -> (&'a str, &'a str) {
    let before = until(text, mark);
    (before, text.get(before.len()..).unwrap_or_default())
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
