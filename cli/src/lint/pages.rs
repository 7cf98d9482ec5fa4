//! Doubts about patterns of pages: what starts like no page, and queries, which have to match as a
//! whole.

use super::{Lint, inside};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;

/// How a page with certain parameters is asked for instead, in what holds a pattern.
pub(super) enum Instead {
    /// There is an audience, which can ask for them.
    Audience,
    /// The pattern stands in a condition, which can.
    Beside,
    /// Nothing but the pattern itself can.
    Pattern,
}

/// Facts that are addresses without a query.
const BARE: [&str; 2] = ["page.path", "session.landing"];

impl Lint<'_> {
    /// A page that starts with neither of these is on no site.
    pub(super) fn page(&mut self, page: Option<&Value>, place: &str) {
        let starts = |page: &str| page.starts_with(['/', '*']) || page.contains("://");
        if page.and_then(Value::as_text).is_some_and(|page| !starts(page)) {
            let why =
                "can never match: a page starts with /, with * or with a scheme like https://";
            self.doubt(place, why);
        }
    }

    /// A pattern with a query, which has to be the whole of it.
    pub(super) fn query(&mut self, page: Option<&Value>, place: &str, instead: Instead) {
        let Some((path, query)) = page.and_then(Value::as_text).and_then(query_of) else { return };
        // Whatever is before and behind it.
        if query.starts_with('*') && query.ends_with('*') {
            return;
        }
        let parameters = || to_json(&Value::Map(parameters(query)), &Native);
        let remedy = match instead {
            Instead::Audience => {
                format!("write \"{path}\", and in the audience {}", parameters())
            }
            Instead::Beside => format!("write \"{path}\", and beside it {}", parameters()),
            Instead::Pattern => {
                format!("write \"{path}?*{}*\" for wherever it stands", query.trim_matches('*'))
            }
        };
        let why = format!(
            "matches only where the whole query is ?{query}, in this order and with nothing else; \
             {remedy}"
        );
        self.doubt(place, &why);
    }

    /// The patterns of pages that a fact is compared with.
    pub(super) fn queries(&mut self, path: &str, operand: &Value, facts: bool, place: &str) {
        for (key, pattern) in operand.members() {
            let place = inside(place, key);
            match key {
                "$not" => self.queries(path, pattern, facts, &place),
                "$url"
                    if facts
                        && BARE.contains(&path)
                        && pattern.as_text().and_then(query_of).is_some() =>
                {
                    let why = format!(
                        "can never match: {path} has no query; ask page.url, or page.query for one \
                         parameter"
                    );
                    self.doubt(&place, &why);
                }
                "$url" => {
                    let own = facts && path == "page.url";
                    let instead = if own { Instead::Beside } else { Instead::Pattern };
                    self.query(Some(pattern), &place, instead);
                }
                _ => {}
            }
        }
    }
}

/// What stands before the `?` of a pattern, and what behind it; the query of a route in the hash is
/// part of that.
fn query_of(page: &str) -> Option<(&str, &str)> {
    page.split('#').next()?.split_once('?')
}

/// A condition that asks for the same parameters one by one.
fn parameters(query: &str) -> Map {
    let mut asked = Map::new();
    for part in query.split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, "*"));
        let path = format!("page.query.{}", name.trim_matches('*'));
        let known = Map::new().with("$exists", true);
        if value.contains('*') {
            asked.set(&path, known);
        } else {
            asked.set(&path, value);
        }
    }
    asked
}
