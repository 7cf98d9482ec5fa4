//! What kind of device, who made it, and what they call it.
//!
//! Televisions, consoles and headsets name themselves; tablets mostly do. The rest follows from the
//! word `Mobile` and the operating system.

use super::text::{Agent, cut, exactly, starting};
use super::{Found, Kind, Thing, os};

/// Signs of a kind, in order of precedence: televisions, consoles, headsets, tablets, which may
/// also say `Mobile`, and phones.
const SIGNS: &str = "\
    smart-tv=v|smarttv=v|web0s=v|hbbtv=v|android tv=v|crkey=v|bravia=v|aft=v|xbox=c|\
    oculusbrowser=w|ipad=t|silk=t|tablet=t|macintosh=d|mobile=m";

/// Consoles.
const CONSOLES: &str = "Xbox Series X|Xbox One|Xbox";

/// What systems run on, unless something says otherwise. Phones say `Mobile`, so an Android that
/// does not is on a tablet.
const SYSTEMS: &str = "iOS=m|HarmonyOS=m|Android=t|macOS=d|Windows=d|Linux=d|Chrome OS=d|FreeBSD=d";

/// Who makes a model, by how its name starts.
const MAKERS: &str = "\
    SM-=Samsung|Samsung|GT-=Samsung|Galaxy Nexus=Samsung|Pixel=Google|Nexus=Google|Huawei|Honor|\
    Redmi=Xiaomi|Xiaomi|Mi =Xiaomi|Poco=Xiaomi|OnePlus|Moto=Motorola|LG-=LG|LM-=LG|CPH=OPPO|OPPO|\
    RMX=realme|vivo|KF=Amazon|AFT=Amazon|HTC|Sony|Bravia=Sony|Nokia|ASUS|Lenovo|ZTE|Tecno|\
    Infinix|Quest=Meta";

/// Recognises the device, given its operating system.
pub(super) fn recognise<'a>(agent: &Agent<'a>, os: Found<'a>) -> Thing<'a> {
    let kind = kind(agent, os);
    if let Some(row) = agent.lookup(CONSOLES) {
        return Thing { kind, vendor: "Microsoft", model: row.name };
    }
    let model = match os.name {
        "macOS" => "",
        "iOS" if kind == Some(Kind::Tablet) => "iPad",
        "iOS" => agent.lookup("iPod|iPhone").map_or("", |row| row.name),
        "Android" => model(agent),
        _ => return Thing { kind, vendor: "", model: "" },
    };
    let vendor = if os.name == "Android" { maker(agent, model) } else { "Apple" };
    Thing { kind, vendor, model }
}
