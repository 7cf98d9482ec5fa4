//! What kind of device, who made it, and what they call it.
//!
//! Televisions, consoles and headsets name themselves; tablets mostly do. The rest follows from the
//! word `Mobile` and the operating system.

use super::text::{Agent, Place, exactly, starting};
use super::{Found, Kind, Thing};

const APPLE: &str = "Apple";

/// Signs of a kind, in order of precedence: televisions, consoles, headsets, tablets, which may
/// also say `Mobile`, and phones.
const SIGNS: &str = "\
    smart-tv=v|smarttv=v|web0s=v|hbbtv=v|android tv=v|crkey=v|bravia=v|aft=v|xbox=c|\
    oculusbrowser=w|silk=t|tablet=t|mobi=m";

/// What systems run on, unless something says otherwise. Phones say `Mobile`, so an Android that
/// does not is on a tablet.
const SYSTEMS: &str = "HarmonyOS=m|Android=t|macOS=d|Windows=d|Linux=d|Chrome OS=d|FreeBSD=d";

/// Who makes a model, by how its name starts.
const MAKERS: &str = "\
    SM-=Samsung|Samsung|GT-=Samsung|Galaxy Nexus=Samsung|Pixel=Google|Nexus=Google|Huawei|Honor|\
    Redmi=Xiaomi|Xiaomi|Mi =Xiaomi|Poco=Xiaomi|OnePlus|Moto=Motorola|LG-=LG|LM-=LG|CPH=OPPO|OPPO|\
    RMX=realme|vivo|KF=Amazon|AFT=Amazon|HTC|Sony|Bravia=Sony|Nokia|ASUS|Lenovo|ZTE|Tecno|\
    Infinix|Quest=Meta";

/// Recognises the device, given its operating system.
pub(super) fn recognise<'a>(agent: &Agent<'a>, os: Found<'a>) -> Thing<'a> {
    let letter = agent.lookup(SIGNS).map(|row| row.name).or_else(|| exactly(SYSTEMS, os.name));
    let kind = Kind::of_letter(letter.unwrap_or_default());
    match os.name {
        "macOS" => Thing { kind, vendor: APPLE, model: "" },
        "iOS" => {
            // An iPad that asks for desktop pages does not say what it is.
            let model = agent.lookup("iPod|iPhone").map_or("iPad", |row| row.name);
            let kind = if model == "iPad" { Kind::Tablet } else { Kind::Mobile };
            Thing { kind: Some(kind), vendor: APPLE, model }
        }
        "Android" => {
            let model = model(agent);
            let vendor = maker(model).unwrap_or_default();
            Thing { kind, vendor, model: model.strip_prefix("SAMSUNG ").unwrap_or(model) }
        }
        _ => {
            let console = agent.lookup("Xbox Series X|Xbox One|Xbox").map_or("", |row| row.name);
            Thing { kind, vendor: if console.is_empty() { "" } else { "Microsoft" }, model: console }
        }
    }
}

/// Who makes a model, where its name tells.
pub(super) fn maker(model: &str) -> Option<&'static str> {
    starting(MAKERS, model)
}

/// The model in `(Linux; Android 13; Pixel 7 Build/…)`: the first part behind Android that is not a
/// language, a flag, or the `K` that stands for every model since the agent was reduced.
pub(super) fn model<'a>(agent: &Agent<'a>) -> &'a str {
    let Some(row) = agent.lookup("android") else { return "" };
    let (mut start, mut depth) = (0, 0);
    for at in row.end..=agent.len() {
        let byte = agent.at(at);
        // A model may have parentheses of its own, as in `moto g power (2022)`.
        let last = at == agent.len() || byte == b')' && depth == 0;
        if last || byte == b';' {
            let part = bare(agent.slice(start, at));
            if start > 0 && names_model(part) {
                return part;
            }
            start = at + 1;
        }
        match byte {
            _ if last => break,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    ""
}

/// A part without the build behind it.
fn bare(part: &str) -> &str {
    let build = Agent::new(part).find("build/", Place::Anywhere, 0);
    build.and_then(|end| part.get(..end - 6)).unwrap_or(part).trim_ascii()
}

/// Whether a part of the comment is a model.
fn names_model(part: &str) -> bool {
    let language = part.len() == 5 && matches!(part.as_bytes().get(2), Some(b'-' | b'_'));
    let other = exactly("Mobile|Tablet|Linux", part).or_else(|| starting("rv:", part)).is_some();
    part.len() > 2 && part.len() <= 64 && !language && !other
}
