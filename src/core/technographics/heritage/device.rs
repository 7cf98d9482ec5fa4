//! What kind of device, who made it, and what they call it.
//!
//! Televisions, consoles and headsets name themselves; tablets mostly do. The rest follows from the
//! word `Mobile` and the operating system.

use super::super::device;
use super::super::text::{Agent, Place, cut, either, exactly, letter, starting};
use super::super::{Found, Thing};
use super::apple::desktop_mode;
use super::number;

/// Signs of a kind, in order of precedence: televisions, what is plugged into one and the standards
/// they speak; consoles; watches and headsets; tablets, which may also say `Mobile`.
const SIGNS: &str = "\
    smart-tv=v|smarttv=v|smarthub=v|smart tv=v|netcast=v|web0s=v|hbbtv=v|googletv=v|google tv=v|\
    appletv=v|apple tv=v|tvos=v|android tv=v|androidtv=v|crkey=v|roku=v|mitv=v|smartcast=v|bravia=v|viera=v|\
    aquos=v|nettv=v|philipstv=v|dtv=v|opera tv=v|omi/=v|mibox=v|shield android tv=v|\
    chromecast=v|webtv=v|tv safari=v|tizen tv=v|playstation=c|ps4;=c|ps5;=c|xbox=c|nintendo=c|steamdeck=c|\
    watchos=w|apple watch=w|wear os=w|sm-r7=w|sm-r8=w|sm-r9=w|oculusbrowser=w|quest =w|quest)=w|\
    quest;=w|ipad=t|playbook=t|touchpad=t|kindle=t|silk=t|nexus 7=t|nexus 8=t|nexus 9=t|\
    nexus 10=t";

/// Consoles: sign, maker and model.
const CONSOLES: &str = "\
    playstation 5=Sony PlayStation 5|playstation 4=Sony PlayStation 4|\
    playstation 3=Sony PlayStation 3|playstation vita=Sony PlayStation Vita|\
    playstation portable=Sony PlayStation Portable|xbox series x=Microsoft Xbox Series X|\
    xbox one=Microsoft Xbox One|xbox=Microsoft Xbox|nintendo switch=Nintendo Switch|\
    nintendo wiiu=Nintendo Wii U|nintendo wii=Nintendo Wii|nintendo 3ds=Nintendo 3DS|\
    steamdeck=Valve Steam Deck";

/// What systems run on, unless something says otherwise. Phones say `Mobile`, so an Android that
/// does not is on a tablet.
const SYSTEMS: &str = "\
    BlackBerry=m|Bada=m|Windows Phone=m|KaiOS=m|Symbian=m|Firefox OS=m|Series 40=m|iOS=m|webOS=m|\
    MeeGo=m|HarmonyOS=m|Android=t|macOS=d|Windows=d|Linux=d|Chrome OS=d|FreeBSD=d|OpenBSD=d|\
    NetBSD=d|Solaris=d|Haiku=d";

/// Who made a model, by how its name starts, where the page does not know.
const MAKERS: &str = "\
    samsung=Samsung|gt-=Samsung|galaxy nexus=Samsung|huawei=Huawei|honor=Honor|xiaomi=Xiaomi|\
    mi =Xiaomi|lg-=LG|lm-=LG|oppo=OPPO|htc=HTC|sony=Sony|bravia=Sony|nokia=Nokia|asus=ASUS|\
    lenovo=Lenovo|zte=ZTE|tecno=Tecno|infinix=Infinix|quest=Meta";

/// Makers by a sign elsewhere in the agent.
const UNNAMED: &str = "\
    silk=Amazon|blackberry=BlackBerry|bb10=BlackBerry|playbook=BlackBerry|nokia=Nokia|roku/=Roku";

/// Recognises the device, given its operating system.
pub(super) fn recognise<'a>(agent: &Agent<'a>, os: Found<'a>) -> Thing<'a> {
    let kind = kind(agent, os);
    if let Some(console) = agent.lookup(CONSOLES) {
        let (vendor, model) = cut(console.name, b' ');
        return Thing { kind, vendor, model };
    }
    let apple = match os.name {
        "iOS" if kind == b't' => Some("iPad"),
        "iOS" => agent.lookup("ipod=iPod|iph=iPhone").map(|row| row.name).or(Some("")),
        "macOS" => Some(""),
        name => exactly("tvOS=Apple TV|watchOS=Apple Watch", name),
    };
    if let Some(model) = apple {
        return Thing { kind, vendor: "Apple", model };
    }
    let model = model(agent, os);
    let unnamed = || agent.lookup(UNNAMED).map_or("", |row| row.name);
    let known = maker(model);
    let known = either(known, device::store(agent, os));
    let vendor = if known.is_empty() { unnamed() } else { known };
    Thing { kind, vendor, model: model.strip_prefix("SAMSUNG ").unwrap_or(model) }
}

/// Who makes a model, where its name tells.
pub(super) fn maker(model: &str) -> &'static str {
    either(device::maker(model), starting(MAKERS, model).unwrap_or_default())
}

/// The kind of device, from the most telling sign to the least.
fn kind(agent: &Agent, os: Found) -> u8 {
    let sign = agent.lookup(SIGNS).map(|row| row.name);
    let name = match sign {
        _ if model(agent, os).starts_with("AFT") => "v",
        Some(name) => name,
        None if tablet(agent) => "t",
        None if mobile(agent) => "m",
        None if os.name == "HarmonyOS" && agent.word("pc;") => "d",
        // An application's own requests never say `Mobile`.
        None if agent.word("dalvik/") => "m",
        // Before version 3 there were no tablets.
        None if os.name == "Android" && number(os.version) < 3 => "m",
        None => return letter(exactly(SYSTEMS, os.name).unwrap_or_default()),
    };
    letter(name)
}

/// Whether this is one of Meta's headsets.
pub(super) fn headset(agent: &Agent) -> bool {
    agent.word("oculusbrowser|quest |quest)|quest;")
}

/// Whether a tablet says so. `Tablet PC` is a component of old Windows desktops.
fn tablet(agent: &Agent) -> bool {
    let said = agent
        .find("tablet", Place::Anywhere, 0)
        .is_some_and(|end| agent.find(" pc", Place::Anywhere, end) != Some(end + 3));
    said || agent.has("-ipad") || desktop_mode(agent)
}

/// Whether the agent says `Mobile`, not as the end of a hyphenated name, or speaks of a phone's Java.
fn mobile(agent: &Agent) -> bool {
    if agent.word("opera mini|j2me|midp") {
        return true;
    }
    let mut from = 0;
    while let Some(end) = agent.find("mobi", Place::Anywhere, from) {
        if end > 4 && agent.at(end - 5) != b'-' {
            return true;
        }
        from = end;
    }
    false
}

/// The model in `(Linux; Android 13; Pixel 7 Build/…)`: the first part behind Android that is not a
/// language, a flag, or the `K` that stands for every model since the agent was reduced.
fn model<'a>(agent: &Agent<'a>, os: Found) -> &'a str {
    // Windows Phone mentions an Android too, with other things behind it.
    let Some(row) = agent.lookup("android").filter(|_| os.name == "Android") else { return "" };
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
    part.split_once("Build/").map_or(part, |(model, _)| model).trim_ascii()
}

/// Whether a part of the comment is a model.
fn names_model(part: &str) -> bool {
    let language = part.len() == 5 && matches!(part.as_bytes().get(2), Some(b'-' | b'_'));
    let other = matches!(part, "Mobile" | "Tablet" | "Linux" | "HarmonyOS")
        || part.starts_with("rv:")
        || part.starts_with("Opera Mini");
    part.len() > 2 && part.len() <= 64 && !language && !other
}
