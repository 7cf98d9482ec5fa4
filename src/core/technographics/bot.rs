//! Machines that open the page: crawlers that render it, previews, AI agents and driven browsers.
//!
//! The page says that one is there, and what it renders with; their names only a log is read for.

use super::text::Agent;

/// Parts of the names that machines give themselves, and links to an explanation. Cubot makes
/// phones, hence more than `bot`; a browser that is compatible with another is too old for us.
const SIGNS: &str = "\
    bot/|bot;|bot)|bot-|spider|crawl|preview|-user/|-google|google-|googleother|headless|lighthouse|ptst/|\
    gtmetrix|datadog|+http|compatible;";

/// Whether a machine is reading.
pub(super) fn recognise(agent: &Agent) -> bool {
    agent.has(SIGNS)
}
