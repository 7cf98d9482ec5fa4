//! What client hints correct.
//!
//! They are short, structured and true where the user agent is long and frozen, so they win
//! wherever they speak. They speak for Chromium alone, and an application built on it may leave
//! them generic; then the more specific name of the agent stays.

use super::text::{either, exactly, minor, number};
use super::{ClientHints, Found, Kind, Thing, Told, device};

/// Brands that people call otherwise: brand, name. The others keep their own.
const BRANDS: &str = "\
    Google Chrome=Chrome|HeadlessChrome=Chrome|Android WebView=Chrome|Microsoft Edge=Edge|\
    Microsoft Edge WebView2=Edge|Amazon Silk=Silk|YaBrowser=Yandex|Opera GX=Opera|\
    Opera Mini=Opera|OperaMobile=Opera|Meta Quest Browser=Oculus Browser|\
    Whale=NAVER Whale Browser|QQBrowser=QQ Browser|UCBrowser=UC Browser|MiuiBrowser=Miui";

/// Corrects what the user agent told.
pub(super) fn correct<'a>(told: &mut Told<'a>, hints: &'a ClientHints) {
    correct_browser(told, hints);
    correct_os(&mut told.os, hints);
    correct_device(told, hints);
}

/// The most specific brand, unless a bot already said its name.
fn correct_browser<'a>(told: &mut Told<'a>, hints: &'a ClientHints) {
    let named_bot = told.bot && told.browser.name != "Chrome";
    let plain = matches!(told.browser.name, "" | "Chrome");
    let (mut best, mut found) = (0, Found::default());
    for (brand, version) in &hints.brands {
        told.bot |= brand == "HeadlessChrome";
        let rank = rank(brand);
        if rank > best {
            (best, found) = (rank, Found { name: brand, version });
        }
    }
    if !named_bot && (best >= 3 || best > 0 && plain) {
        let name = exactly(BRANDS, found.name).unwrap_or(found.name);
        told.browser = Found { name, ..found };
    }
}

/// How much a brand says: nothing (GREASE, and Yandex' second one), the engine, an embedded view,
/// Chrome itself, a browser made from it.
fn rank(brand: &str) -> u32 {
    let ranks = "Yowser=0|Chromium=1|Android WebView=2|Google Chrome=3|HeadlessChrome=3";
    let unlisted = if brand.is_empty() || greased(brand) { 0 } else { 4 };
    exactly(ranks, brand).map_or(unlisted, number)
}

/// Whether a brand is GREASE: some spelling of "Not a brand" with arbitrary punctuation.
fn greased(brand: &str) -> bool {
    let mut wanted = b"notabrand".as_slice();
    for byte in brand.as_bytes() {
        if byte.is_ascii_alphabetic() {
            match wanted.split_first() {
                Some((first, rest)) if *first == byte | 0x20 => wanted = rest,
                _ => return false,
            }
        }
    }
    wanted.is_empty()
}

/// The platform, and the version that the agent has frozen.
fn correct_os<'a>(os: &mut Found<'a>, hints: &'a ClientHints) {
    let stated = hints.platform.as_deref().unwrap_or_default();
    let name = exactly("Mac OS X=macOS|Chromium OS=Chrome OS", stated).unwrap_or(stated);
    // Televisions run Linux, and say which one in their agent alone.
    let vague = name == "Linux" && !os.name.is_empty();
    if matches!(name, "" | "Unknown") || vague && exactly("Linux|Windows|macOS", os.name).is_none() {
        return;
    }
    let stated = hints.platform_version.as_deref().unwrap_or_default();
    let version = if name == "Windows" { windows(stated) } else { stated };
    let frozen = if os.name == name { os.version } else { "" };
    *os = Found { name, version: either(version, frozen) };
}

/// The Windows of a platform version: below 1 the minor counts from 7, 1 to 10 are Windows 10, and
/// 13 and above 11 (learn.microsoft.com, "Detect Windows 11 using User-Agent Client Hints").
fn windows(platform_version: &str) -> &'static str {
    match (number(platform_version), minor(platform_version)) {
        (0, 1) => "7",
        (0, 2) => "8",
        (0, 3) => "8.1",
        (0, _) => "",
        (1..=10, _) => "10",
        _ => "11",
    }
}

/// Form factor and model; `mobile` decides between phone and not where no form factor is given.
fn correct_device<'a>(told: &mut Told<'a>, hints: &'a ClientHints) {
    let kind = told.device.kind;
    let by_mobile = match (hints.mobile, kind) {
        (_, Some(Kind::Tv | Kind::Console | Kind::Wearable)) => kind,
        (Some(true), _) => Some(Kind::Mobile),
        (Some(false), None | Some(Kind::Mobile)) if told.os.name == "Android" => Some(Kind::Tablet),
        (Some(false), Some(Kind::Mobile)) => Some(Kind::Desktop),
        _ => kind,
    };
    told.device.kind = hints.form_factors.iter().find_map(|form| by_form(form)).or(by_mobile);
    let model = hints.model.as_deref().unwrap_or_default().trim_ascii();
    if !model.is_empty() {
        told.device =
            Thing { model, vendor: device::maker(model).unwrap_or_default(), ..told.device };
    }
}

/// The kind of device that a form factor names; cars are none of ours.
fn by_form(form: &str) -> Option<Kind> {
    Kind::of_letter(exactly("Desktop=d|Mobile=m|Tablet=t|EInk=t|Watch=w|XR=w", form)?)
}
