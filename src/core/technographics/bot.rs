//! Machines that open the page: crawlers that render it, previews, AI agents and driven browsers.
//!
//! Most are well-behaved and carry their name with `bot`, `spider` or `crawl` in it, so an
//! unheard-of one is recognised too and keeps the name it gives itself.

use super::Found;
use super::text::{Agent, Place, either};

/// Crawlers known under a name that differs from what they send.
const KNOWN: &str = "bingbot=BingCrawler";

/// Parts of the names that machines give themselves.
pub(super) const NAMES: &str = "spider|crawl|-user/|-google|google-|bingpreview|gtmetrix|datadog";

/// Browsers run by a program, and what links to its explanation. They keep their browser's name.
pub(super) const DRIVEN: &str = "headless|lighthouse|ptst/|puppeteer|playwright|selenium|+http";

/// Recognises a machine. Its name is empty where it goes by the name of the browser.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    if let Some(row) = agent.lookup(KNOWN) {
        return Some(named_after(agent, row.end, row.name));
    }
    if let Some(end) = self_named(agent, NAMES) {
        return Some(named_after(agent, end, ""));
    }
    agent.has(DRIVEN).then(Found::default)
}

/// Where a word ends or goes on that calls itself a bot: `bot` at its end, or one of a list. Cubot
/// makes phones.
pub(super) fn self_named(agent: &Agent, names: &'static str) -> Option<usize> {
    let mut from = 0;
    while let Some(end) = agent.find("bot", Place::Anywhere, from) {
        let phone = end > 4 && agent.at(end - 5) == b'c' && agent.at(end - 4) == b'u';
        if !agent.at(end).is_ascii_alphabetic() && !phone {
            return Some(end);
        }
        from = end;
    }
    agent.search(names, Place::Anywhere).map(|row| row.end)
}

/// The machine whose name, if it has no better one, includes the byte just before this position:
/// `Googlebot-Image/1.0`.
pub(super) fn named_after<'a>(agent: &Agent<'a>, position: usize, known: &'a str) -> Found<'a> {
    let mut end = position - usize::from(agent.at(position - 1) == b'/');
    let mut start = end;
    while start > 0 && in_name(agent.at(start - 1)) {
        start -= 1;
    }
    while in_name(agent.at(end)) {
        end += 1;
    }
    Found { name: either(known, agent.slice(start, end)), version: agent.version_at(end) }
}

/// Whether a byte may be part of a product's name.
fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}
