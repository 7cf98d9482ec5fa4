//! Which browser, or which application with a browser inside.
//!
//! Every browser claims to be its ancestors, so the order of the table is the whole trick: the rarer
//! name comes first, Chrome and Safari last, and what names only a platform in between.

use super::Found;
use super::text::{Agent, either};

/// Browsers by the word before their version, most specific first. A sign that stops short of its
/// last letter has no version behind it: the number there is that of the platform or the engine.
pub(super) const BROWSERS: &str = "\
    FBAV/=Facebook|Instagram|app_version/=TikTok|musical_ly_=TikTok|Line/=LINE|Snapchat|OPR/=Opera|OPT/=Opera|OPX/=Opera|OculusBrowser=Oculus Browser|\
    SamsungBrowser=Samsung Internet|Whale/=NAVER Whale Browser|Focus/=Focus|YaBrowser=Yandex|\
    UCBrowser=UC Browser|MicroMessenger=WeChat|MQQBrowser=QQ Browser|QQBrowser=QQ Browser|\
    Edg/=Edge|EdgA/=Edge|EdgiOS/=Edge|Vivaldi|Silk|HuaweiBrowser=Huawei Browser|\
    HeyTapBrowser=HeyTap Browser|VivoBrowser=vivo Browser|\
    Web0=WebOS Browser|Tize=Tizen|Firefox|FxiOS/=Firefox|Electron/=Electron|MiuiBrowser=Miui|\
    Ddg/=DuckDuckGo|DuckDuckGo|Chromium|Chrome|CriOS/=Chrome|HeadlessChrome=Chrome|\
    GSA/=Google Search|AppleWebKi=Safari";

/// Recognises the browser.
pub(super) fn recognise<'a>(agent: &Agent<'a>) -> Found<'a> {
    let Some(row) = agent.lookup(BROWSERS) else { return Found::default() };
    let own = agent.version_at(row.end);
    let common = common(agent);
    // It has the version of the engine's interface behind its own name.
    let by_version = row.name == "UC Browser";
    let version = if by_version { either(common, own) } else { either(own, common) };
    Found { name: row.name, version }
}

/// `Version/`, unless the agent is that of Android's web view, where it is a constant 4.0.
pub(super) fn common<'a>(agent: &Agent<'a>) -> &'a str {
    match agent.lookup("Chrome/|Version/") {
        Some(row) if row.name == "Version/" => agent.version_at(row.end),
        _ => "",
    }
}
