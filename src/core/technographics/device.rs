//! What kind of device, who made it, and what they call it.
//!
//! Televisions, consoles and headsets name themselves; tablets mostly do. The rest follows from the
//! word `Mobile` and the operating system.

use super::text::{Agent, Place, cut, either, exactly, letter, slice, starting};
use super::{Found, Thing};

/// Signs of a kind, in order of precedence: televisions, consoles, headsets, tablets, which may
/// also say `Mobile`, and phones.
const SIGNS: &str = "\
    smart-tv=v|smarttv=v|web0s=v|hbbtv=v|android tv=v|crkey=v|bravia=v|aft=v|xbox=c|playstation=c|\
    oculusbrowser=w|silk=t|tablet=t|mobi=m";

/// What systems run on, unless something says otherwise. Phones say `Mobile`, so an Android that
/// does not is on a tablet.
const SYSTEMS: &str = "HarmonyOS=m|Android=t|macOS=d|Windows=d|Linux=d|Chrome OS=d|FreeBSD=d";

/// Who makes a model, by how its name starts: the most sold ones.
const MAKERS: &str = "\
    SM-=Samsung|Pixel=Google|Nexus=Google|Redmi=Xiaomi|Poco=Xiaomi|Moto=Motorola|OnePlus|\
    CPH=OPPO|RMX=realme|vivo|KF=Amazon|AFT=Amazon";

/// Recognises the device, given its operating system.
pub(super) fn recognise<'a>(agent: &Agent<'a>, os: Found<'a>) -> Thing<'a> {
    let sign = agent.lookup(SIGNS).map(|row| row.name).or_else(|| exactly(SYSTEMS, os.name));
    let mut kind = letter(sign.unwrap_or_default());
    let mut model = model(agent);
    let vendor = match os.name {
        "macOS" => "Apple",
        "iOS" => {
            // An iPad that asks for desktop pages does not say what it is.
            (kind, model) = if agent.word("iPhone") { (b'm', "iPhone") } else { (b't', "iPad") };
            "Apple"
        }
        _ => either(maker(model), store(agent, os)),
    };
    Thing { kind, vendor, model }
}

/// Huawei's models are known by codes too many to list, and by the services that they have instead
/// of Google's.
pub(super) fn store(agent: &Agent, os: Found) -> &'static str {
    if os.name != "Windows" && agent.word("HuaweiBrowser|HMSCore") { "Huawei" } else { "" }
}

/// Who makes a model, where its name tells.
pub(super) fn maker(model: &str) -> &'static str {
    starting(MAKERS, model).unwrap_or_default()
}

/// The model in `(Linux; Android 13; Pixel 7 Build/…)`: the part behind Android, if it is not the
/// `K` that stands for every model since the agent was reduced, or what Firefox has there.
fn model<'a>(agent: &Agent<'a>) -> &'a str {
    let start = agent.lookup("Android").map_or(agent.len(), |row| row.end);
    let (version, rest) = cut(agent.slice(start, agent.len()), b';');
    // The comment ends at a parenthesis, though a model may have some of its own: `moto g (2022)`.
    let end = Agent::new(rest).search(" Build|) ", Place::Anywhere);
    let rest = end.map_or("", |row| slice(rest, 1, row.end - row.sign.len()));
    let (mut model, behind) = cut(rest, b';');
    // A language may come first, or another system: `U; Android 13; en-US; RMX3700`.
    if (model.len() == 5 || model == "HarmonyOS") && !behind.is_empty() {
        model = cut(slice(behind, 1, behind.len()), b';').0;
    }
    // Without a part of its own, the comment has ended before.
    if version.len() > 9 || model.len() < 3 || starting("Mobile|Tablet", model).is_some() {
        return "";
    }
    model.strip_prefix("SAMSUNG ").unwrap_or(model)
}
