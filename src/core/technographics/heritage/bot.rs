//! Machines that read pages: crawlers, link previews, AI agents, monitors, headless browsers and
//! scripts.
//!
//! Most crawlers are well-behaved and carry their name with `bot`, `spider` or `crawl` in it, or a
//! link to an explanation, so an unheard-of one is recognised too and keeps the name it gives
//! itself. The tables hold those that do neither, and the ones known under another name.

use super::Found;
use super::text::{Agent, rows, starting};

/// Crawlers and previews known under a name that differs from what they send: sign, name.
const KNOWN: &str = "\
    googlebot=Googlebot|bingbot=BingCrawler|claudebot=ClaudeBot|claude-=ClaudeBot|\
    chatgpt-user=ChatGPT-User|webzio=Omgilibot|perplexity-user=Perplexity-User|\
    meta-webindexer=Meta-WebIndexer|meta-externalads=Meta-ExternalAds|\
    meta-externalagent=Meta-ExternalAgent|meta-externalfetcher=Meta-ExternalFetcher|\
    facebookexternalhit=FacebookExternalHit|facebookcatalog=FacebookExternalHit|\
    duckduckbot=DuckDuckBot|omgilibot=Omgilibot|amazonbot=AmazonBot|baiduspider=BaiduSpider|\
    ia_archiver=InternetArchiveCrawler|slackbot=SlackBot|slack-=SlackBot|slurp=YahooSlurp|\
    yandexbot=YandexBot|yandexmobilebot=YandexBot|pingdom=PingdomBot";

/// Parts of the names that machines give themselves.
const NAMES: &str = "\
    spider|crawl|archiver|monitor|fetcher|-user/|-ai/|googleother|-google|google-|embedly|\
    iframely|vkshare|bingpreview|uripreview|statuscake|site24x7|gtmetrix|datadog|newrelicpinger|\
    scrapy|heritrix|nutch|postmanruntime";

/// Browsers run by a program. They keep their browser's name.
const DRIVEN: &str = "\
    headless|phantomjs|slimerjs|lighthouse|ptst/|web preview|url preview|page speed insights|\
    puppeteer|playwright|selenium";

/// Programs that introduce themselves by their name at the start of the agent, and previews of
/// links that a messenger makes under its own name.
const SCRIPTS: &str = "\
    curl/|wget/|python|java/|go-http-client|okhttp/|axios/|node-fetch|node|undici|bun/|deno/|\
    got |libwww-perl|perl|ruby|php/|guzzlehttp|httpie/|apache-httpclient|aiohttp|reqwest|dart/|\
    insomnia/|rest-client|boto3|aws-sdk|aws-cli|whatsapp/";

/// Recognises a machine. Its name is empty where it goes by the name of the browser or product.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    if let Some((sign, name)) = agent.lookup(KNOWN) {
        let end = agent.word_from(sign, 0).unwrap_or_default();
        return Some(Found { name, version: agent.version_at(word_end(agent, end)) });
    }
    if let Some(end) = self_named(agent) {
        return Some(named_after(agent, end));
    }
    let scripted = starting(SCRIPTS, agent.slice(0, agent.len())).is_some();
    (scripted || agent.has("+http") || agent.has_any(DRIVEN)).then(Found::default)
}

/// Where a word ends or goes on that calls itself a bot: `bot` at its end, or one of [`NAMES`].
/// Cubot makes phones.
fn self_named(agent: &Agent) -> Option<usize> {
    let mut from = 0;
    while let Some(end) = agent.find("bot", from) {
        let phone = agent.slice(end.saturating_sub(5), end).eq_ignore_ascii_case("cubot");
        if !agent.at(end).is_ascii_alphabetic() && !phone {
            return Some(end);
        }
        from = end;
    }
    rows(NAMES).find_map(|name| agent.find(name, 0))
}

/// The machine whose name has a byte just before this position.
fn named_after<'a>(agent: &Agent<'a>, position: usize) -> Found<'a> {
    let inside = position - usize::from(agent.at(position - 1) == b'/');
    let mut start = inside;
    while start > 0 && in_name(agent.at(start - 1)) {
        start -= 1;
    }
    let end = word_end(agent, inside);
    Found { name: agent.slice(start, end), version: agent.version_at(end) }
}

/// The end of the word that this position is in: `Googlebot-Image/1.0`.
fn word_end(agent: &Agent, position: usize) -> usize {
    (position..agent.len()).find(|at| !in_name(agent.at(*at))).unwrap_or(agent.len())
}

/// Whether a byte may be part of a product's name.
fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}
