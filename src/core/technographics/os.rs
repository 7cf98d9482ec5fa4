//! Which operating system, and which version of it.
//!
//! The order of the table matters as much as with browsers: Android says Linux, an iPhone that it
//! is "like Mac OS X".

use super::Found;
use super::text::{Agent, starting};

/// Systems by the word that gives them away. Meta's headsets say that they are Linux desktops.
const SYSTEMS: &str = "\
    Tizen|OpenHarmony=HarmonyOS|Android|OculusBrowser=Android|CrOS =Chrome OS|\
    Windows NT =Windows|Macintosh=macOS|iPhone=iOS|iPad=iOS|iPod=iOS|Web0S=webOS|webOS|FreeBSD|\
    Linux";

/// Windows tells the version of its kernel and is known by the one on the box. Windows 11 says 10.0
/// too: only client hints tell them apart.
pub(super) const KERNELS: &str = "10.=10|6.3=8.1|6.2=8|6.1=7";

/// Browsers and builds that exist on iOS alone: a Mac that has one is an iPad in desktop mode.
pub(super) const IOS_ONLY: &str = "crios/|fxios/|edgios/|opios/|opt/|gsa/|mobile/";

/// Recognises the operating system.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Found<'a> {
    let Some(row) = agent.lookup(SYSTEMS) else { return Found::default() };
    let mut name = row.name;
    if desktop_mode(agent) {
        name = "iOS";
    }
    let version = match row.sign {
        "Windows NT " => {
            starting(KERNELS, agent.slice(row.end, agent.len())).unwrap_or_default()
        }
        // Firefox alone puts the system's version where Safari has its own.
        "Macintosh" if name == "iOS" => {
            if agent.word("fxios/") { agent.version("version/") } else { "" }
        }
        "Macintosh" => agent.version("mac os x"),
        "iPhone" | "iPad" | "iPod" => agent.version("cpu os|iphone os"),
        "CrOS " => behind_processor(agent, row.end),
        "OculusBrowser" => "",
        sign => agent.version(sign),
    };
    Found { name, version }
}

/// The version in `CrOS x86_64 14541.0.0`.
pub(super) fn behind_processor<'a>(agent: &Agent<'a>, position: usize) -> &'a str {
    let mut at = position;
    while agent.at(at) != b' ' {
        at += 1;
    }
    agent.version_at(at)
}

/// Whether this is an iPad that says it is a Mac, and gives itself away.
pub(super) fn desktop_mode(agent: &Agent) -> bool {
    agent.word("macintosh") && agent.word(IOS_ONLY)
}
