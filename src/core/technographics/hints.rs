//! What client hints correct.
//!
//! They are short, structured and true where the user agent is long and frozen, so they win
//! wherever they speak. They speak for Chromium alone, and an application built on it may leave
//! them generic; then the more specific name of the agent stays.

#[cfg(not(target_arch = "wasm32"))]
use super::heritage;
use super::text::{Agent, either, exactly, letter, slice, starting};
use super::{Found, Scope, Told, device};
use crate::core::value::Value;

/// How much a brand says, and what people call it where that differs. 0 is nothing (Yandex' second
/// brand), 1 the engine, 2 an embedded view, 3 Chrome itself, 4 a browser made from it, which all
/// the others are, and 5 a program that drives one.
const BRANDS: &str = "\
    Google Chrome=3Chrome|Chromium=1|Microsoft Edge=4Edge|Android WebView=2Chrome|\
    HeadlessChrome=5Chrome|Yowser=0";

/// Corrects what the user agent told.
pub(super) fn correct<'a>(told: &mut Told<'a>, hints: &'a Value, scope: Scope) {
    correct_browser(told, hints, scope);
    correct_os(&mut told.os, hints);
    correct_device(told, hints);
}

/// The most specific brand, unless the agent was more specific, or a bot already said its name.
fn correct_browser<'a>(told: &mut Told<'a>, hints: &'a Value, scope: Scope) {
    let agent_says = match told.browser.name {
        "Chrome" => b'0',
        _ if told.bot => b'9',
        "" => b'0',
        _ => b'2',
    };
    let mut best = agent_says;
    let brands = [hints.list("fullVersionList"), hints.list("brands")];
    let brands = brands.iter().find(|list| !list.is_empty()).copied().unwrap_or_default();
    for brand in brands {
        let (Some(brand), Some(version)) = (brand.text("brand"), brand.text("version")) else {
            continue;
        };
        let known = exactly(BRANDS, brand).unwrap_or(if greased(brand) { "0" } else { "4" });
        let rank = letter(known);
        told.bot |= rank == b'5';
        if rank > best {
            best = rank;
            let name = match scope {
                // A specific agent means the same browser, by the name that the tables have for it.
                Scope::Page if agent_says > b'0' => told.browser.name,
                Scope::Page => either(slice(known, 1, known.len()), brand),
                #[cfg(not(target_arch = "wasm32"))]
                Scope::All => heritage::brand(brand),
            };
            told.browser = Found { name, version };
        }
    }
}

/// Whether a brand is GREASE: some spelling of "Not a brand" with arbitrary punctuation.
fn greased(brand: &str) -> bool {
    let brand = Agent::new(brand);
    brand.len() == 0 || brand.has("not") && brand.has("brand")
}

/// The platform, and the version that the agent has frozen.
fn correct_os<'a>(os: &mut Found<'a>, hints: &'a Value) {
    let stated = hints.text_or_empty("platform");
    let name = exactly("Mac OS X=macOS|Chromium OS=Chrome OS", stated).unwrap_or(stated);
    // Televisions run Linux, and say which one in their agent alone.
    let vague = name == "Linux" && !os.name.is_empty();
    if matches!(name, "" | "Unknown") || vague && exactly("Linux|Windows|macOS", os.name).is_none()
    {
        return;
    }
    let stated = hints.text_or_empty("platformVersion");
    let version = if name == "Windows" { windows(stated) } else { stated };
    let frozen = if os.name == name { os.version } else { "" };
    *os = Found { name, version: either(version, frozen) };
}

/// The Windows of a platform version: below 1 the minor counts from 7, 1 to 10 are Windows 10, and
/// 13 and above 11 (learn.microsoft.com, "Detect Windows 11 using User-Agent Client Hints").
fn windows(platform_version: &str) -> &'static str {
    if platform_version.is_empty() {
        return "";
    }
    let before_11 =
        "0.1=7|0.2=8|0.3=8.1|0=10|10=10|1.=10|2.=10|3.=10|4.=10|5.=10|6.=10|7.=10|8.=10|9.=10";
    starting(before_11, platform_version).unwrap_or("11")
}

/// Form factor and model; `mobile` decides between phone and not where no form factor is given.
fn correct_device<'a>(told: &mut Told<'a>, hints: &'a Value) {
    let device = &mut told.device;
    let android = told.os.name == "Android";
    match (hints.member("mobile"), device.kind) {
        (_, b'v' | b'c' | b'w') => {}
        (Value::Bool(true), _) => device.kind = b'm',
        // One that asks for desktop pages says in its agent that it is a desktop.
        (Value::Bool(false), b' ' | b'm' | b'd') if android => device.kind = b't',
        (Value::Bool(false), b'm') => device.kind = b'd',
        (Value::Bool(false), b' ') if !told.os.name.is_empty() => device.kind = b'd',
        _ => {}
    }
    for form in hints.list("formFactors") {
        let form = form.as_text().unwrap_or_default();
        // Cars are none of ours.
        if let Some(name) = exactly("Desktop=d|Mobile=m|Tablet=t|EInk=t|Watch=w|XR=w", form) {
            device.kind = letter(name);
            break;
        }
    }
    let model = hints.text_or_empty("model");
    if !model.is_empty() {
        device.model = model;
        device.vendor = either(device::maker(model), device.vendor);
    }
}
