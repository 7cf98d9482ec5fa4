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
use super::text::{Agent, Place, cut, either, exactly};

impl<'a> Agent<'a> {
    /// The version behind the first word of a list that has one, or nothing. Every occurrence is
    /// tried: the same word often comes first as a mere label (`Windows; U; Windows NT 5.1`).
    fn version(&self, list: &'static str) -> &'a str {
        let mut rest = list;
        while !rest.is_empty() {
            let (word, behind) = cut(rest, b'|');
            let mut from = 0;
            while let Some(end) = self.find(word, Place::Word, from) {
                let version = self.version_at(end);
                if !version.is_empty() {
                    return version;
                }
                from = end;
            }
            rest = behind;
        }
        ""
    }
}

/// The number a text starts with; 0 where there is none.
fn number(text: &str) -> u32 {
    text.bytes().take_while(u8::is_ascii_digit).fold(0, |number: u32, digit| {
        number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
    })
}

/// The number behind the first dot of a version; 0 where there is none.
fn minor(version: &str) -> u32 {
    number(cut(version, b'.').1)
}

/// What the agent alone tells.
pub(super) fn told<'a>(agent: &Agent<'a>) -> Told<'a> {
    let os = os::recognise(agent);
    let names_none = os.name.is_empty() && browser::recognise(agent, os).name.is_empty();
    let machine = bot::recognise(agent).or_else(|| bot::compatible(agent, names_none));
    let named = machine.filter(|machine| !machine.name.is_empty());
    Told {
        browser: named.unwrap_or_else(|| browser::recognise(agent, os)),
        os,
        device: device::recognise(agent, os),
        bot: machine.is_some(),
    }
}

/// Brands that people call otherwise. The others keep their own name.
const BRANDS: &str = "\
    Google Chrome=Chrome|HeadlessChrome=Chrome|Android WebView=Chrome|Microsoft Edge=Edge|\
    Microsoft Edge WebView2=Edge|Amazon Silk=Silk|YaBrowser=Yandex|Opera GX=Opera|\
    Opera Mini=Opera|OperaMobile=Opera|Meta Quest Browser=Oculus Browser|\
    Whale=NAVER Whale Browser|QQBrowser=QQ Browser|UCBrowser=UC Browser|MiuiBrowser=Miui";

/// What people call a brand, whatever the agent said.
pub(super) fn brand(brand: &str) -> &str {
    exactly(BRANDS, brand).unwrap_or(brand)
}

/// What the page can do without: the maker of a model that the client hints brought, and names and
/// versions cut to a length that no honest one has.
pub(super) fn complete(told: &mut Told) {
    let Told { browser, os, device, .. } = told;
    device.vendor = either(device.vendor, device::maker(device.model));
    for found in [browser, os] {
        (found.name, found.version) = (clipped(found.name), clipped(found.version));
    }
    device.model = clipped(device.model);
}

/// The start of a text, and never half a character.
fn clipped(text: &str) -> &str {
    text.get(..text.floor_char_boundary(64)).unwrap_or_default()
}
