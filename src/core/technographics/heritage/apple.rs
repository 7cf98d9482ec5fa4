//! Apple's systems: iOS (iPadOS included), macOS, tvOS and watchOS.
//!
//! A phone says it is "like Mac OS X", an iPad that asks for desktop pages says it is a Mac, and an
//! application's own requests name nothing but the kernel, Darwin, whose number maps to both lines.

use super::super::Found;
use super::super::os::IOS_ONLY;
use super::super::text::{Agent, Place, cut, either, exactly};
use super::{minor, number};

const IOS: &str = "iOS";
const MACOS: &str = "macOS";

/// What stands before the version of iOS, most telling first.
const IOS_VERSIONS: &str =
    "cpu os|iphone os|cpu iphone|ipad os|iph os|ipd os|ios|ios;|ipados|iphone_os|iphone v|ipad/";

/// Darwin's major versions and the iOS they are the kernel of. Source: Darwin's release history.
const DARWIN_IOS: &str = "\
    9=1|10=4|11=5|13=6|14=8|15=9|16=10|17=11|18=12|19=13|20=14|21=15|22=16|23=17|24=18|25=26";

/// The same for macOS.
const DARWIN_MACOS: &str = "\
    9=10.5|10=10.6|11=10.7|12=10.8|13=10.9|14=10.10|15=10.11|16=10.12|17=10.13|18=10.14|19=10.15|\
    20=11|21=12|22=13|23=14|24=15|25=26";

/// Recognises one of Apple's systems.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    if agent.word("appletv|apple tv|tvos") {
        return Some(Found {
            name: "tvOS",
            version: either(agent.version("tvos|cpu os"), behind_model(agent, "appletv")),
        });
    }
    if agent.word("watchos|apple watch") {
        return Some(Found { name: "watchOS", version: agent.version("watchos") });
    }
    if agent.word("cfnetwork") {
        return Some(darwin(agent));
    }
    if desktop_mode(agent) {
        // Firefox alone puts the system's version where Safari has its own.
        let version = if agent.word("fxios/") { agent.version("version/") } else { "" };
        return Some(Found { name: IOS, version });
    }
    let phone = agent.word("iphone|ipad|ipod|ios|iph os|ipd os|ipados");
    if phone && !agent.word("macintosh") {
        let version = either(agent.version(IOS_VERSIONS), behind_model(agent, "iphone"));
        return Some(Found { name: IOS, version });
    }
    mac(agent)
}

/// Whether this is an iPad that says it is a Mac, and gives itself away.
pub(super) fn desktop_mode(agent: &Agent) -> bool {
    agent.word("macintosh") && agent.word(IOS_ONLY)
}

/// The version behind a phone's model, as applications write it: `iPhone/9.2`, `iPhone3,1/7.0`,
/// `iPhone7,2; 10.1`, `AppleTV11,1/11.1`.
fn behind_model<'a>(agent: &Agent<'a>, model: &'static str) -> &'a str {
    let Some(mut at) = agent.find(model, Place::Word, 0) else { return "" };
    while agent.at(at).is_ascii_digit() || agent.at(at) == b',' {
        at += 1;
    }
    if matches!(agent.at(at), b'/' | b';') { agent.version_at(at + 1) } else { "" }
}

/// macOS under any of its names.
fn mac<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    if !agent.word("macintosh|mac os|mac_powerpc|os x|macos|darwin") {
        return None;
    }
    let stated = agent.version("mac os x|mac os x version|os x|macos");
    // Box writes the system's version where the kernel's belongs; Darwin 10 ended at 10.8.
    let kernel = agent.version("darwin");
    let boxed = if number(kernel) == 10 && minor(kernel) > 8 { kernel } else { "" };
    Some(Found { name: MACOS, version: either(stated, boxed) })
}

/// The system beneath an application's own requests, `CFNetwork/1404.0.5 Darwin/22.3.0`. A Mac adds
/// its processor; CFNetwork decides where one Darwin served two systems.
fn darwin<'a>(agent: &Agent<'a>) -> Found<'a> {
    let kernel = cut(agent.version("darwin"), b'.').0;
    let network = number(agent.version("cfnetwork"));
    if agent.has("(x86_64|(i386|(power") || matches!(network, 720 | 760) {
        return Found { name: MACOS, version: exactly(DARWIN_MACOS, kernel).unwrap_or_default() };
    }
    let version = match kernel {
        "11" if network < 500 => "4",
        "14" if network < 700 => "7",
        _ => exactly(DARWIN_IOS, kernel).unwrap_or_default(),
    };
    Found { name: IOS, version }
}
