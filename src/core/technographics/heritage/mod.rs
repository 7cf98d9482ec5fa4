//! What no page with Docent in it can meet, but a log can: browsers before WebAssembly's reference
//! types, systems and devices of their time, crawlers that do not render, and scripts.
//!
//! Each module answers the question of its namesake one level up for every agent there is. It asks
//! the page's tables too, between its own, so that a browser is listed once.

mod apple;
mod bot;
mod browser;
mod device;
mod os;
mod windows;

use super::Told;
use super::text::Agent;

/// What the agent alone tells.
pub(super) fn told<'a>(agent: &Agent<'a>) -> Told<'a> {
    let machine = bot::recognise(agent);
    let os = os::recognise(agent);
    let named = machine.filter(|machine| !machine.name.is_empty());
    Told {
        browser: named.unwrap_or_else(|| browser::recognise(agent, os)),
        os,
        device: device::recognise(agent, os),
        bot: machine.is_some(),
    }
}
