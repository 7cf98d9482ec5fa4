//! Which operating system, and which version of it.
//!
//! The order of the table matters as much as with browsers: Android says Linux, an iPhone that it
//! is "like Mac OS X".

use super::Found;
use super::text::{Agent, cut, either};

/// Systems by the word before their version. Windows tells that of its kernel, and is known by the
/// one on the box, here behind a slash; Windows 11 says 10.0 too, and only client hints tell them
/// apart. Meta's headsets say that they are Linux desktops; their sign is the start of a browser's
/// name, because the version behind the whole of it is not the system's.
const SYSTEMS: &str = "\
    Tizen|OpenHarmony=HarmonyOS|Android|OculusB=Android|CrOS x86_64=Chrome OS|\
    CrOS aarch64=Chrome OS|CrOS armv7l=Chrome OS|Windows NT 10.0=Windows/10|\
    Windows NT 6.3=Windows/8.1|Windows NT 6.2=Windows/8|Windows NT 6.1=Windows/7|iPhone OS=iOS|\
    CPU OS=iOS|iPhone=iOS|iPad=iOS|Mac OS X=macOS|Web0S=webOS|webOS|FreeBSD|Linux";

/// Browsers and builds that exist on iOS alone: a Mac that has one is an iPad in desktop mode.
pub(super) const IOS_ONLY: &str = "crios/|fxios/|edgios/|opios/|opt/|gsa/|mobile/";

/// Recognises the operating system.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Found<'a> {
    let Some(row) = agent.lookup(SYSTEMS) else { return Found::default() };
    let (name, sold_as) = cut(row.name, b'/');
    if name == "macOS" && agent.word(IOS_ONLY) {
        return Found { name: "iOS", version: "" };
    }
    Found { name, version: either(sold_as, agent.version_at(row.end)) }
}
