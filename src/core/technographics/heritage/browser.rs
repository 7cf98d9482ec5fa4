//! Browsers that no page with Docent in it can meet, and what stands in for a browser.
//!
//! The order of the tables is still the whole trick: what was made from another browser comes before
//! it, and what names only a platform in between.

use super::super::Found;
use super::super::browser::{BROWSERS, common};
use super::super::text::{Agent, Place, either, exactly, starting};

/// Browsers that others were made from, or that are sold under another's name: before the page's.
const FIRST: &str = "\
    opera=Opera|opios/=Opera|coast/=Opera Coast|palemoon=Pale Moon|mzbrowser=MZ Browser|klar/=Focus|\
    swing/=Swing|qqbrowserlite=QQ Browser Lite|trill_=TikTok|bytedancewebview=TikTok|\
    linkedinapp=LinkedIn|pinterest/=Pinterest|[pinterest=Pinterest|twitter for i=Twitter|\
    twitterandroid=Twitter";

/// Browsers that are no longer, or that show no page of ours: after the page's specific ones.
const SPECIFIC: &str = "\
    ucweb=UC Browser|maxthon=Maxthon|mxios=Maxthon|epiphany=Epiphany|puffin=Puffin|\
    sleipnir=Sleipnir|k-meleon=K-Meleon|msie=Internet Explorer|trident/=Internet Explorer|\
    edge/=Edge|brave/=Brave|seamonkey=SeaMonkey|sailfish browser=Sailfish|sailfishbrowser=Sailfish|\
    phantomjs=PhantomJS|slimerjs=SlimerJS|coc_coc_browser=Coc Coc|\
    nintendobrowser=Nintendo Browser|nf/=Nintendo Browser|ubrowser/=UC Browser";

/// Platforms whose own browser has no better name: sign, name.
const OF_PLATFORM: &str = "\
    blackberry=BlackBerry|bb10=BlackBerry|rim tablet=BlackBerry|webos=WebOS Browser|\
    web0s=WebOS Browser|hpwos=WebOS Browser|bada=Bada|tizenbrowser=Tizen|tizen=Tizen";

/// Those of the page's browsers that platforms and others claim to be.
const GENERAL: &str = "\
    WebOS Browser|Tizen|Firefox|Electron|Miui|DuckDuckGo|Chromium|Chrome|Google Search|Safari";

/// Those made from an engine's flagship: before the page's general ones.
const EARLIER: &str = "\
    qupzilla=QupZilla|falkon=Falkon|librewolf=LibreWolf|waterfox=Waterfox|\
    sogoumobilebrowser=Sogou Browser|metasr=Sogou Browser";

/// Names that their successors still mention: after the page's general ones.
const LATER: &str = "\
    iceweasel=Firefox|fennec/=Firefox|crmo/=Chrome|konqueror=Konqueror|midori=Midori|\
    netscape=Netscape";

const IE: &str = "Internet Explorer";
const SOGOU: &str = "Sogou Browser";

/// Signs of browsers whose `Version/` counts for more than the number behind them: Opera stopped
/// raising the latter at 9.80 (and begins anew with other signs), the others have the engine's
/// interface there.
const BY_VERSION: &str = "opera|coast/|ucweb|ucbrowser|maxthon|mxios|epiphany|puffin|sleipnir";

/// Recognises the browser, given the operating system for those that are only its own browser.
pub(super) fn recognise<'a>(agent: &Agent<'a>, os: Found<'a>) -> Found<'a> {
    let common = common(agent);
    let current = named(agent, BROWSERS, common);
    let specific = current.filter(|found| exactly(GENERAL, found.name).is_none());
    old(agent, FIRST, common)
        .or(specific)
        .or_else(|| old(agent, SPECIFIC, common))
        .or_else(|| of_platform(agent, os))
        .or_else(|| old(agent, EARLIER, common))
        .or(current.filter(|found| found.name != "Safari"))
        .or_else(|| old(agent, LATER, common))
        .or_else(|| of_system(agent, os))
        .unwrap_or_else(|| product(agent))
}

/// The first browser of a table whose sign occurs. Its version stands behind the sign, else behind
/// the common word; for some it is the other way round.
fn named<'a>(agent: &Agent<'a>, table: &'static str, common: &'a str) -> Option<Found<'a>> {
    let row = agent.lookup(table)?;
    let own = agent.version(row.sign);
    let by_version = exactly(BY_VERSION, row.sign).is_some();
    let version = if by_version { either(common, own) } else { either(own, common) };
    Some(Found { name: row.name, version })
}

/// The same for old ones; some have their version behind another one.
fn old<'a>(agent: &Agent<'a>, table: &'static str, common: &'a str) -> Option<Found<'a>> {
    let found = named(agent, table, common)?;
    let own = match found.name {
        IE => agent.version("msie|rv"),
        SOGOU => agent.version("sogoumobilebrowser|chrome|se"),
        _ => return Some(found),
    };
    Some(Found { version: either(own, common), ..found })
}

/// The browser that comes with a platform and has no name of its own.
fn of_platform<'a>(agent: &Agent<'a>, os: Found<'a>) -> Option<Found<'a>> {
    let name = agent.lookup(OF_PLATFORM)?.name;
    let own = agent.version("wosbrowser/|webosbrowser/|dolfin/|tizenbrowser/|browser/");
    let stated = either(own, common(agent));
    let version = if name == "BlackBerry" { either(stated, os.version) } else { stated };
    Some(Found { name, version })
}

/// The browser that a system stands for when nothing else is named.
fn of_system<'a>(agent: &Agent<'a>, os: Found<'a>) -> Option<Found<'a>> {
    let name = match os.name {
        "Android" => "Android Browser",
        name if starting("PlayStation", name).is_some() => name,
        _ if agent.word("safari|applewebkit") => "Safari",
        _ => return None,
    };
    Some(Found { name, version: common(agent) })
}

/// The product that the agent starts with, unless that is the `Mozilla` everyone starts with.
fn product<'a>(agent: &Agent<'a>) -> Found<'a> {
    let Some(slash) = agent.find("/", Place::Anywhere, 0) else { return Found::default() };
    let name = agent.slice(0, slash - 1);
    if name.is_empty() || starting("mozilla", name).is_some() {
        return Found::default();
    }
    Found { name, version: either(agent.version_at(slash), agent.version("dvp")) }
}
