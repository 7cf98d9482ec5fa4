//! Which browser, or which application with a browser inside.
//!
//! Every browser claims to be its ancestors, so the order of the tables is the whole trick: the
//! rarer name comes first, Chrome and Safari last.

use super::Found;
use super::text::{Agent, either, exactly};

/// Browsers by the word that gives them away, most specific first.
pub(super) const SPECIFIC: &str = "\
    OPR/=Opera|OPiOS/=Opera|OPT/=Opera|OPX/=Opera|OculusBrowser=Oculus Browser|\
    SamsungBrowser=Samsung Internet|Whale/=NAVER Whale Browser|Focus/=Focus|Klar/=Focus|\
    YaBrowser=Yandex|UCBrowser=UC Browser|MicroMessenger=WeChat|QQBrowser=QQ Browser|\
    MQQBrowser=QQ Browser|Edg/=Edge|EdgA/=Edge|EdgiOS/=Edge|Brave/=Brave|Vivaldi|Silk|\
    HuaweiBrowser=Huawei Browser|HeyTapBrowser=HeyTap Browser|VivoBrowser=vivo Browser|\
    coc_coc_browser=Coc Coc";

/// The rest of the named ones: engines' flagships, after those that claim to be them.
pub(super) const GENERAL: &str = "\
    LibreWolf|Waterfox|Firefox|FxiOS/=Firefox|Electron/=Electron|MiuiBrowser=Miui|\
    Ddg/=DuckDuckGo|DuckDuckGo|Chromium|Chrome|CriOS/=Chrome|HeadlessChrome=Chrome|\
    GSA/=Google Search";

/// Browsers whose `Version/` counts for more than the number behind their name.
const BY_VERSION: &str = "Opera|UC Browser";

/// Recognises the browser, given the operating system for those that are only its own browser.
pub(super) fn recognise<'a>(agent: &Agent<'a>, os: Found<'a>) -> Found<'a> {
    let common = common(agent);
    if let Some(found) = named(agent, SPECIFIC, BY_VERSION) {
        return found;
    }
    if let Some(name) = exactly("webOS=WebOS Browser|Tizen", os.name) {
        return Found { name, version: common };
    }
    if let Some(found) = named(agent, GENERAL, "") {
        return found;
    }
    Found { name: if agent.word("AppleWebKit") { "Safari" } else { "" }, version: common }
}

/// The first browser of a table whose sign occurs.
pub(super) fn named<'a>(
    agent: &Agent<'a>,
    table: &'static str,
    by_version: &'static str,
) -> Option<Found<'a>> {
    let row = agent.lookup(table)?;
    let own = agent.version(row.sign);
    let common = common(agent);
    let by_version = exactly(by_version, row.name).is_some();
    let version = if by_version { either(common, own) } else { either(own, common) };
    Some(Found { name: row.name, version })
}

/// `Version/`, unless the agent is that of Android's web view, where it is a constant 4.0.
pub(super) fn common<'a>(agent: &Agent<'a>) -> &'a str {
    if agent.word("chrome/") { "" } else { agent.version("version/") }
}
