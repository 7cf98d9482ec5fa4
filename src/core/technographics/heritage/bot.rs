//! Machines that read pages: crawlers, link previews, AI agents, monitors, headless browsers and
//! scripts, by their names.
//!
//! Most crawlers are well-behaved and carry their name with `bot`, `spider` or `crawl` in it, or a
//! link to an explanation, so an unheard-of one is recognised too and keeps the name it gives
//! itself. The tables hold those that do neither, and the ones known under another name.

use super::super::Found;
use super::super::text::{Agent, Place};

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
    scrapy|heritrix|nutch|postmanruntime|alwaysonline|validator|googleagent|notebooklm|yeti/|\
    -agent/|browser-use|datanyze";

/// Browsers run by a program. They keep their browser's name.
const DRIVEN: &str = "\
    headless|phantomjs|slimerjs|lighthouse|ptst/|web preview|url preview|page speed insights|\
    puppeteer|playwright|selenium";

/// Programs that introduce themselves by their name at the start of the agent, and previews of
/// links that a messenger makes under its own name.
const SCRIPTS: &str = "\
    curl/|wget/|python|java/|go-http-client|okhttp/|axios/|node-fetch|node|undici|bun/|deno/|\
    got |libwww-perl|perl|ruby|php/|guzzlehttp|httpie/|apache-httpclient|aiohttp|reqwest|dart/|\
    insomnia/|rest-client|boto3|aws-sdk|aws-cli|whatsapp/|anthropic-ai|cohere-ai|checkly|zapier|\
    novaact|devin/";

/// Recognises a machine. Its name is empty where it goes by the name of the browser or product.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    if let Some(row) = agent.lookup(KNOWN) {
        return Some(Found { name: row.name, ..named_after(agent, row.end) });
    }
    if let Some(end) = self_named(agent) {
        return Some(named_after(agent, end));
    }
    let scripted = agent.search(SCRIPTS, Place::Start).is_some();
    (scripted || agent.has("+http") || agent.has(DRIVEN)).then(Found::default)
}

/// Something that calls itself compatible as the first browsers did, and names neither a system nor
/// a browser; or that says so behind an engine, where no browser does.
pub(super) fn compatible<'a>(agent: &Agent<'a>, names_none: bool) -> Option<Found<'a>> {
    if agent.has("gecko; compatible;") {
        return Some(Found::default());
    }
    let start = agent.find("(compatible; ", Place::Anywhere, 0).filter(|_| names_none)?;
    if !in_name(agent.at(start)) {
        return None;
    }
    let named = named_after(agent, start + 1);
    let mut end = start + named.name.len();
    if !named.version.is_empty() {
        end += 1 + named.version.len();
    }
    let alone = agent.at(end) == b')' || agent.has("http|www.|@");
    (alone && named.name.len() > 2).then_some(named)
}

/// Where a word ends or goes on that calls itself a bot: `bot` at its end, or one of [`NAMES`].
/// Cubot makes phones.
fn self_named(agent: &Agent) -> Option<usize> {
    let mut from = 0;
    while let Some(end) = agent.find("bot", Place::Anywhere, from) {
        let phone = agent.slice(end.saturating_sub(5), end).eq_ignore_ascii_case("cubot");
        if !agent.at(end).is_ascii_alphabetic() && !phone {
            return Some(end);
        }
        from = end;
    }
    agent.search(NAMES, Place::Anywhere).map(|row| row.end)
}

/// The machine whose name includes the last letter before this position: `Googlebot-Image/1.0`.
fn named_after<'a>(agent: &Agent<'a>, position: usize) -> Found<'a> {
    let mut start = position - 1;
    while start > 0 && in_name(agent.at(start - 1)) {
        start -= 1;
    }
    let mut end = position - 1;
    while in_name(agent.at(end)) {
        end += 1;
    }
    Found { name: agent.slice(start, end), version: agent.version_at(end) }
}

/// Whether a byte may be part of a product's name.
fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}
