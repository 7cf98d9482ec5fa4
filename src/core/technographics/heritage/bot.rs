//! Machines that read pages without rendering them: crawlers, link previews, monitors and scripts;
//! and the names that crawlers are known under.
//!
//! The page's rules find most of them by their names. The tables hold those they do not.

use super::super::Found;
use super::super::bot::{DRIVEN, NAMES, named_after, self_named};
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

/// Parts of the names of machines that do not render.
const OTHER_NAMES: &str = "\
    archiver|monitor|fetcher|-ai/|googleother|embedly|iframely|vkshare|uripreview|statuscake|\
    site24x7|newrelicpinger|scrapy|heritrix|nutch|postmanruntime";

/// Old browsers run by a program.
const ALSO_DRIVEN: &str = "phantomjs|slimerjs|web preview|url preview|page speed insights";

/// Programs that introduce themselves by their name at the start of the agent, and previews of
/// links that a messenger makes under its own name.
const SCRIPTS: &str = "\
    curl/|wget/|python|java/|go-http-client|okhttp/|axios/|node-fetch|node|undici|bun/|deno/|\
    got |libwww-perl|perl|ruby|php/|guzzlehttp|httpie/|apache-httpclient|aiohttp|reqwest|dart/|\
    insomnia/|rest-client|boto3|aws-sdk|aws-cli|whatsapp/";

/// Recognises a machine. Its name is empty where it goes by the name of the browser or product.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    if let Some(row) = agent.lookup(KNOWN) {
        return Some(named_after(agent, row.end, row.name));
    }
    if let Some(end) = self_named(agent, NAMES).or_else(|| self_named(agent, OTHER_NAMES)) {
        return Some(named_after(agent, end, ""));
    }
    let scripted = agent.search(SCRIPTS, Place::Start).is_some();
    (scripted || agent.has(DRIVEN) || agent.has(ALSO_DRIVEN)).then(Found::default)
}
