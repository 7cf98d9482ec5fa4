//! What a user agent and its client hints say about the device in front of us.
//!
//! A browser introduces itself twice: with the `User-Agent` string, thirty years of pretending to
//! be someone else, and, where the engine is Chromium, with client hints
//! (`navigator.userAgentData`), which are short and true. [`recognise`] reads both and answers with
//! the names people use: browser, operating system, kind of device, and whether a machine is reading
//! instead of a person.
//!
//! The string is asked for *words*, driven by small tables whose order is their priority. There is
//! no regular expression, so the work is linear in the (capped) length and the code is small.
//!
//! What can run Docent is Chromium 102, Firefox 112, Safari 16.4 or later, so the page knows these
//! and no more; `docent technographics` also reads logs, where everything else turns up. Hence a
//! [`Scope`], and two halves:
//!
//! - `text`: the searchable string, and how tables are written;
//! - `bot`, `browser`, `os` and `device`: one question each, as far as the page can meet an answer;
//! - `hints`: what client hints correct afterwards;
//! - `heritage`, native only: the same questions about older browsers, scripts and devices, on top
//!   of the page's tables. It is entered where something asks for [`Scope`].
//!
//! The tables were written from what the browsers send, and are held against the published cases of
//! [bowser](https://github.com/bowser-js/bowser) and
//! [uap-core](https://github.com/ua-parser/uap-core) by `tests/core/technographics.rs`, which also
//! holds the two halves against each other.

mod bot;
mod browser;
mod device;
#[cfg(not(target_arch = "wasm32"))]
mod heritage;
mod hints;
mod os;
mod text;

use super::value::Value;
use text::Agent;

/// A name and the version that goes with it; each absent where nobody said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The name people use, such as `"Chrome"` or `"Windows"`.
    pub name: Option<String>,
    /// Numbers separated by dots, as precise as stated: `"126.0.6478.61"`, `"14.5"`. Windows has
    /// its marketing version instead: `"11"`, `"8.1"`, `"XP"`.
    pub version: Option<String>,
}

/// The kind of thing the browser runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A desktop or laptop computer.
    Desktop,
    /// A phone, or a media player the size of one.
    Mobile,
    /// A tablet.
    Tablet,
    /// A television, or a box or stick behind one.
    Tv,
    /// A games console.
    Console,
    /// A watch or a headset.
    Wearable,
}

impl Kind {
    /// The kind that a letter stands for in the tables, if it is one.
    fn of_letter(letter: u8) -> Option<Kind> {
        Some(match letter {
            b'd' => Kind::Desktop,
            b'm' => Kind::Mobile,
            b't' => Kind::Tablet,
            b'v' => Kind::Tv,
            b'c' => Kind::Console,
            b'w' => Kind::Wearable,
            _ => return None,
        })
    }

    /// The value of the fact `device.type`, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Desktop => "desktop",
            Kind::Mobile => "mobile",
            Kind::Tablet => "tablet",
            Kind::Tv => "tv",
            Kind::Console => "console",
            Kind::Wearable => "wearable",
        }
    }
}

/// The device, as far as it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// The kind of device; absent where only a program introduced itself.
    pub kind: Option<Kind>,
    /// Who made it, such as `"Apple"` or `"Samsung"`.
    pub vendor: Option<String>,
    /// The maker's name for it, such as `"iPad"` or `"SM-G991B"`.
    pub model: Option<String>,
}

/// Everything [`recognise`] can tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Technographics {
    /// The browser, or the crawler or tool that stands in for one.
    pub browser: Named,
    /// The operating system; for Linux the version is the kernel's or the distribution's.
    pub os: Named,
    /// The device.
    pub device: Device,
    /// Whether a machine is reading: crawler, link preview, AI agent, monitor, headless browser,
    /// script.
    pub bot: bool,
}

/// Which agents are recognised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those that a page with Docent in it can meet: Chromium from 102, Firefox from 112, Safari
    /// from 16.4, and the machines that drive or render with one of them. Others may be taken for
    /// their nearest relatives. A machine is a bot with the name of the browser it renders with.
    #[cfg_attr(target_arch = "wasm32", default)]
    Page,
    /// Also older browsers, old and rare systems, and programs that do not render.
    #[cfg(not(target_arch = "wasm32"))]
    #[default]
    All,
}

/// Recognises browser, operating system and device from a user agent and, where given, its client
/// hints, which win wherever they speak: `brands`, `mobile` and what
/// `NavigatorUAData.getHighEntropyValues()` adds (W3C UA-CH); the full version list is preferred to
/// the short one. Any string is accepted; outside of a page, what lies beyond
/// 2 KB is not read.
///
/// Two things no user agent can tell, and the caller may know: macOS and Windows are frozen at
/// `10.15.7` and `10` without client hints, and an iPad in desktop mode says it is a Mac (a Mac
/// with `maxTouchPoints > 1` is an iPad).
pub fn recognise(user_agent: &str, hints: Option<&Value>) -> Technographics {
    recognise_with(user_agent, hints, Scope::default())
}

/// [`recognise`] for a scope other than the widest that this build has.
pub fn recognise_with(user_agent: &str, hints: Option<&Value>, scope: Scope) -> Technographics {
    told_by(user_agent, hints, scope).owned()
}

/// What [`recognise_with`] answers with, in borrowed texts.
pub(crate) fn told_by<'a>(user_agent: &'a str, hints: Option<&'a Value>, scope: Scope) -> Told<'a> {
    let mut told = told(&Agent::new(user_agent), scope);
    if let Some(hints) = hints {
        hints::correct(&mut told, hints, scope);
    }
    #[cfg(not(target_arch = "wasm32"))]
    if scope == Scope::All {
        heritage::complete(&mut told);
    }
    told
}

/// Whether a text has one of a list in it, whatever the case: what reads agents reads others too.
pub(crate) fn mentions(text: &str, list: &'static str) -> bool {
    Agent::new(text).has(list)
}

/// What the agent alone tells.
fn told<'a>(agent: &Agent<'a>, scope: Scope) -> Told<'a> {
    match scope {
        #[cfg(not(target_arch = "wasm32"))]
        Scope::All => heritage::told(&agent.logged()),
        Scope::Page => {
            let os = os::recognise(agent);
            Told {
                browser: browser::recognise(agent),
                os,
                device: device::recognise(agent, os),
                bot: bot::recognise(agent),
            }
        }
    }
}

/// A [`Named`] while it is being worked out: slices of the agent, the hints and the tables, empty
/// where nobody said. They are copied once, at the end: owned texts on every path in between would
/// double the code.
#[derive(Clone, Copy, Default)]
pub(crate) struct Found<'a> {
    pub(crate) name: &'a str,
    version: &'a str,
}

/// A [`Device`] while it is being worked out.
#[derive(Clone, Copy)]
pub(crate) struct Thing<'a> {
    /// The letter of a [`Kind`]; a space where there is none.
    kind: u8,
    pub(crate) vendor: &'a str,
    pub(crate) model: &'a str,
}

/// A [`Technographics`] while it is being worked out.
pub(crate) struct Told<'a> {
    pub(crate) browser: Found<'a>,
    pub(crate) os: Found<'a>,
    pub(crate) device: Thing<'a>,
    pub(crate) bot: bool,
}

impl Found<'_> {
    fn owned(self) -> Named {
        Named { name: said(self.name).map(Into::into), version: self.version() }
    }

    /// Its version; Apple writes underscores where others have dots.
    pub(crate) fn version(self) -> Option<String> {
        let mut out = String::new();
        for c in said(self.version)?.chars() {
            out.push(if c == '_' { '.' } else { c });
        }
        Some(out)
    }
}

impl Thing<'_> {
    /// The kind of device, where that is told.
    pub(crate) fn kind(self) -> Option<Kind> {
        Kind::of_letter(self.kind)
    }
}

impl Told<'_> {
    fn owned(self) -> Technographics {
        let Thing { vendor, model, .. } = self.device;
        Technographics {
            browser: self.browser.owned(),
            os: self.os.owned(),
            device: Device {
                kind: self.device.kind(),
                vendor: said(vendor).map(Into::into),
                model: said(model).map(Into::into),
            },
            bot: self.bot,
        }
    }
}

/// A text that says something.
pub(crate) fn said(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
