//! Which operating system, and which version of it.
//!
//! The families that state their name and version side by side are rows of a table. Windows,
//! Apple's systems and Android each have a history of not doing so and a function of their own. The
//! order matters as much as with browsers: Windows Phone claims to be Android and an iPhone, Tizen
//! is "like Android", Android says Linux.

use super::super::Found;
use super::super::text::{Agent, Place, either};
use super::device::headset;
use super::{apple, windows};

/// Systems that are not what else they claim to be: sign, name; the version follows the sign.
const FIRST: &str = "\
    roku/dvp=Roku|roku=Roku|windows phone os=Windows Phone|windows phone=Windows Phone|\
    xblwp7=Windows Phone|zunewp7=Windows Phone|wds=Windows Phone|windows mobile=Windows Mobile|\
    tizen=Tizen|kaios=KaiOS|openharmony=HarmonyOS|playstation 3=PlayStation 3|\
    playstation 4=PlayStation 4|playstation 5=PlayStation 5|playstation vita=PlayStation Vita|ps4;=PlayStation 4|ps5;=PlayStation 5|\
    nintendo switch=Nintendo Switch|nintendo 3ds=Nintendo 3DS|nintendo wiiu=Wii U|nintendo wii=Wii|\
    fuchsia=Fuchsia";

/// Systems that are named plainly, once Android, Windows and Apple are out of the way.
const REST: &str = "\
    webos=webOS|hpwos=webOS|web0s=webOS|rim tablet os=BlackBerry|playbook=BlackBerry|bada=Bada|\
    harmonyos=HarmonyOS|symbianos=Symbian|symbian=Symbian|series60=Symbian|series40=Series 40|\
    meego=MeeGo|freebsd=FreeBSD|openbsd=OpenBSD|netbsd=NetBSD|sunos=Solaris|haiku=Haiku";

/// Distributions whose agents may leave the word Linux out.
const DISTRIBUTIONS: &str = "\
    ubuntu|kubuntu|fedora|red hat|opensuse|suse|centos|debian|gentoo|mandriva|mageia|slackware|\
    linux mint|arch linux";

/// What Android releases were called before agents had numbers in them.
const ANDROID_NAMES: &str = "\
    android donut=1.6|android eclair=2.1|android froyo=2.2|android gingerbread=2.3|\
    android honeycomb=3.0";

const BLACKBERRY: &str = "BlackBerry";

/// Recognises the operating system.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Found<'a> {
    listed(agent, FIRST)
        .or_else(|| android(agent))
        .or_else(|| chrome_os(agent))
        .or_else(|| windows::recognise(agent))
        .or_else(|| apple::recognise(agent))
        .or_else(|| blackberry(agent))
        .or_else(|| listed(agent, REST))
        .or_else(|| linux(agent))
        .or_else(|| firefox_os(agent))
        .unwrap_or_default()
}

/// The first system of a table whose sign occurs.
fn listed<'a>(agent: &Agent<'a>, table: &'static str) -> Option<Found<'a>> {
    let row = agent.lookup(table)?;
    let stated = agent.version(row.sign);
    // A box says its model before the version: `Roku4640X/DVP-7.70`.
    let version = if row.name == "Roku" { either(agent.version("dvp"), stated) } else { stated };
    Some(Found { name: row.name, version })
}

/// Android, under its name, under Opera's and UC's abbreviations, on Amazon's tablets, which leave
/// it out, and on Meta's headsets, which say they are Linux desktops.
fn android<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    let juc = agent.find("juc", Place::Word, 0) == Some(3);
    let named = agent.word("android|adr |silk-accelerated");
    if agent.has("like android") || !named && !juc && !headset(agent) {
        return None;
    }
    let coded = agent.lookup(ANDROID_NAMES).map_or("", |row| row.name);
    let stated = either(agent.version("android|android mobile|adr"), coded);
    Some(Found {
        name: "Android",
        version: if juc { either(stated, agent.version("u;")) } else { stated },
    })
}

/// Chrome OS as `CrOS x86_64 14541.0.0`, or as the Windows-under-X11 of Citrix's Chrome app.
fn chrome_os<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    let citrix = || agent.lookup("x11; windows ").filter(|_| agent.word("citrixchromeapp"));
    let mut at = agent.lookup("cros ").or_else(citrix)?.end;
    while agent.at(at) != b' ' {
        at += 1;
    }
    Some(Found { name: "Chrome OS", version: agent.version_at(at) })
}

/// BlackBerry before its tablet: `BlackBerry8320/4.5.0.52`, later `Version/` states the system's.
fn blackberry<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    let stated = agent.version("version/");
    if agent.word("bb10") {
        return Some(Found { name: BLACKBERRY, version: either(stated, "10") });
    }
    let mut at = agent.find("blackberry", Place::Word, 0)?;
    while agent.at(at).is_ascii_alphanumeric() {
        at += 1;
    }
    let behind_model = if agent.at(at) == b'/' { agent.version_at(at) } else { "" };
    Some(Found { name: BLACKBERRY, version: either(behind_model, stated) })
}

/// Linux with its distribution's version, or else its kernel's. Ubuntu alone puts a version of its
/// own there; the number behind the others is that of a package.
fn linux<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    if !agent.has("linux") && !agent.word(DISTRIBUTIONS) {
        return None;
    }
    let kernel = agent.find("linux", Place::Word, 0).map_or("", |end| agent.version_at(end));
    Some(Found { name: "Linux", version: either(agent.version("ubuntu"), kernel) })
}

/// Firefox OS, which names nothing but the kind of device.
fn firefox_os<'a>(agent: &Agent<'a>) -> Option<Found<'a>> {
    let alone = agent.has("(mobile;|(tablet;") && agent.word("firefox/");
    alone.then_some(Found { name: "Firefox OS", version: "" })
}
