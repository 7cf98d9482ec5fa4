//! Which browser, or which application with a browser inside.
//!
//! Every browser claims to be its ancestors, so the order of the tables is the whole trick: the
//! rarer name comes first, Chrome and Safari last, and what names only a platform in between.

use super::Found;
use super::text::{Agent, either, exactly, starting};

/// Browsers by the word that gives them away, most specific first: sign, name.
const SPECIFIC: &str = "\
    opera=Opera|opr/=Opera|opios/=Opera|opt/=Opera|opx/=Opera|coast/=Opera Coast|\
    oculusbrowser=Oculus Browser|samsungbrowser=Samsung Internet|whale/=NAVER Whale Browser|\
    palemoon=Pale Moon|mzbrowser=MZ Browser|focus/=Focus|klar/=Focus|swing/=Swing|\
    yabrowser=Yandex|ucbrowser=UC Browser|ucweb=UC Browser|maxthon=Maxthon|mxios=Maxthon|\
    epiphany=Epiphany|puffin=Puffin|sleipnir=Sleipnir|k-meleon=K-Meleon|micromessenger=WeChat|\
    qqbrowserlite=QQ Browser Lite|qqbrowser=QQ Browser|mqqbrowser=QQ Browser|\
    msie=Internet Explorer|trident/=Internet Explorer|edg/=Edge|edge/=Edge|edga/=Edge|\
    edgios/=Edge|brave/=Brave|vivaldi=Vivaldi|seamonkey=SeaMonkey|sailfish browser=Sailfish|\
    sailfishbrowser=Sailfish|silk=Silk|phantomjs=PhantomJS|slimerjs=SlimerJS|\
    huaweibrowser=Huawei Browser|heytapbrowser=HeyTap Browser|vivobrowser=vivo Browser|\
    coc_coc_browser=Coc Coc|nintendobrowser=Nintendo Browser|nf/=Nintendo Browser";

/// Platforms whose own browser has no better name: sign, name.
const OF_PLATFORM: &str = "\
    blackberry=BlackBerry|bb10=BlackBerry|rim tablet=BlackBerry|webos=WebOS Browser|\
    web0s=WebOS Browser|hpwos=WebOS Browser|bada=Bada|tizenbrowser=Tizen|tizen=Tizen";

/// The rest of the named ones: engines' flagships, after those that claim to be them.
const GENERAL: &str = "\
    qupzilla=QupZilla|falkon=Falkon|librewolf=LibreWolf|waterfox=Waterfox|firefox=Firefox|\
    fxios/=Firefox|iceweasel=Firefox|fennec/=Firefox|electron/=Electron|\
    sogoumobilebrowser=Sogou Browser|metasr=Sogou Browser|miuibrowser=Miui|ddg/=DuckDuckGo|\
    duckduckgo=DuckDuckGo|chromium=Chromium|chrome=Chrome|crios/=Chrome|crmo/=Chrome|\
    headlesschrome=Chrome|gsa/=Google Search|konqueror=Konqueror|midori=Midori|netscape=Netscape";

const IE: &str = "Internet Explorer";
const SOGOU: &str = "Sogou Browser";

/// Browsers whose `Version/` counts for more than the number behind their name: Opera stopped
/// raising the latter at 9.80, the others have the engine's interface there.
const BY_VERSION: &str = "Opera|Opera Coast|UC Browser|Maxthon|Epiphany|Puffin|Sleipnir";

/// Recognises the browser, given the operating system for those that are only its own browser.
pub(super) fn recognise<'a>(agent: &Agent<'a>, os: Found<'a>) -> Found<'a> {
    named(agent, SPECIFIC)
        .or_else(|| of_platform(agent, os))
        .or_else(|| named(agent, GENERAL))
        .or_else(|| of_system(agent, os))
        .unwrap_or_else(|| product(agent))
}

/// The first browser of a table whose sign occurs.
fn named<'a>(agent: &Agent<'a>, table: &'static str) -> Option<Found<'a>> {
    let (sign, name) = agent.lookup(table)?;
    let own = match name {
        IE => agent.first_version("msie|rv"),
        SOGOU => agent.first_version("sogoumobilebrowser|chrome|se"),
        _ => agent.version(sign),
    };
    let common = common(agent);
    let by_version = exactly(BY_VERSION, name).is_some();
    let version = if by_version { either(common, own) } else { either(own, common) };
    Some(Found { name, version })
}

/// `Version/`, unless the agent is that of Android's web view, where it is a constant 4.0.
fn common<'a>(agent: &Agent<'a>) -> &'a str {
    if agent.word("chrome/") { "" } else { agent.version("version/") }
}

/// The browser that comes with a platform and has no name of its own.
fn of_platform<'a>(agent: &Agent<'a>, os: Found<'a>) -> Option<Found<'a>> {
    let (_, name) = agent.lookup(OF_PLATFORM)?;
    let own = agent.first_version("wosbrowser/|dolfin/|tizenbrowser/|browser/");
    let stated = either(own, common(agent));
    let version = if name == "BlackBerry" { either(stated, os.version) } else { stated };
    Some(Found { name, version })
}

/// The browser that a system stands for when nothing else is named.
fn of_system<'a>(agent: &Agent<'a>, os: Found<'a>) -> Option<Found<'a>> {
    let name = match os.name {
        "Android" => "Android Browser",
        name if starting("PlayStation", name).is_some() => name,
        _ if agent.any_word("safari|applewebkit") => "Safari",
        _ => return None,
    };
    Some(Found { name, version: common(agent) })
}

/// The product that the agent starts with, unless that is the `Mozilla` everyone starts with.
fn product<'a>(agent: &Agent<'a>) -> Found<'a> {
    let Some(slash) = agent.find("/", 0) else { return Found::default() };
    let name = agent.slice(0, slash - 1);
    if name.is_empty() || starting("mozilla", name).is_some() {
        return Found::default();
    }
    Found { name, version: either(agent.version_at(slash), agent.version("dvp")) }
}
