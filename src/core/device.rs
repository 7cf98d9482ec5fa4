//! Facts about the device and, inferred from time zone and language, the place.

use super::person::nps_group;
use super::strings::{concat, phrase, split, until};
use super::technographics::{Found, Scope, Technographics, said, told_by};
use super::value::{Map, Value};

impl Technographics {
    /// The form of `docent technographics`: `browser`, `os`, `device`, `bot`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let device = Map::new()
            .with("type", self.device.kind.map(|kind| kind.as_str()))
            .with_some("vendor", self.device.vendor.as_deref())
            .with_some("model", self.device.model.as_deref());
        let map = Map::new()
            .with("browser", named(self.browser.name.as_deref(), self.browser.version.clone()))
            .with("os", named(self.os.name.as_deref(), self.os.version.clone()))
            .with("device", device)
            .with("bot", self.bot);
        Value::Map(map)
    }
}

fn named(name: Option<&str>, version: Option<String>) -> Map {
    Map::new().with("name", name).with("version", version)
}

fn found(found: Found) -> Map {
    named(said(found.name), found.version())
}

/// The facts `device` and `geo`, and the `context` that sinks get with every event, from what a
/// page can read of the device it runs on: `agent`, `hints`, `languages` (best first), `timezone`
/// (IANA), `screen` and `viewport` (`width` and `height` in CSS pixels), `touch` (simultaneous
/// touches), `ratio` (device pixels per CSS pixel), `dark`, `reduced`, `standalone`, `connection`
/// (`slow-2g` to `4g`).
#[must_use]
pub fn facts(probe: &Value) -> Value {
    let agent = probe.text_or_empty("agent");
    let known = told_by(agent, probe.get("hints"), Scope::default());
    let touches = probe.number("touch").unwrap_or_default();
    let timezone = probe.text_or_empty("timezone");
    let language = probe.list("languages").first();
    let mut device = Map::new()
        .with("browser", found(known.browser))
        .with("os", found(known.os))
        .with_some("type", known.device.kind().map(|kind| kind.as_str()))
        .with_some("vendor", said(known.device.vendor))
        .with_some("model", said(known.device.model))
        .with("bot", known.bot)
        .with_some("language", language.cloned())
        .with("touch", touches > 0.0)
        .with("color_scheme", if probe.is_true("dark") { "dark" } else { "light" });
    let mut context = Map::new()
        .with(
            "library",
            Map::new().with("name", "docent").with("version", env!("CARGO_PKG_VERSION")),
        )
        .with_some("locale", language.cloned());
    let copy = |map: &mut Map, from: &str, to: &str| {
        if let Some(value) = probe.get(from).filter(|value| !value.is_null()) {
            map.set(to, value.clone());
        }
    };
    for (from, to) in &[
        ("languages", "languages"),
        ("timezone", "timezone"),
        ("screen", "screen"),
        ("viewport", "viewport"),
        ("ratio", "pixel_ratio"),
        ("reduced", "reduced_motion"),
        ("standalone", "standalone"),
        ("connection", "connection"),
    ] {
        copy(&mut device, from, to);
    }
    for (from, to) in &[("agent", "userAgent"), ("timezone", "timezone"), ("screen", "screen")] {
        copy(&mut context, from, to);
    }
    if known.os.name == "macOS" && touches > 1.0 {
        // An iPad asks for desktop pages as a Mac; no Mac has a touch screen.
        device.set("type", "tablet").set("os", Map::new().with("name", "iOS"));
    }
    let geo = geo(timezone, language.and_then(Value::as_text));
    Value::Map(Map::new().with("device", device).with("geo", geo).with("context", context))
}

/// Cities of the time zones of the European Union's members, with their countries. Source: IANA
/// time zone database, `zone1970.tab` and `backward`.
const EUROPEAN_UNION: &str = " Vienna AT Brussels BE Sofia BG Zagreb HR Nicosia CY Famagusta CY \
    Prague CZ Copenhagen DK Tallinn EE Helsinki FI Mariehamn FI Paris FR Berlin DE Busingen DE \
    Athens GR Budapest HU Dublin IE Rome IT Riga LV Vilnius LT Luxembourg LU Malta MT \
    Amsterdam NL Warsaw PL Lisbon PT Madeira PT Azores PT Bucharest RO Bratislava SK \
    Ljubljana SI Madrid ES Ceuta ES Canary ES Stockholm SE";

/// Adds to facts that the host gives what follows from them: whether a country is in the European
/// Union, and the group of an NPS score.
pub fn complete(facts: &mut Map) {
    if let Some(country) = facts.get("geo").and_then(|geo| geo.text("country")) {
        let eu = split(EUROPEAN_UNION, &concat(&[" ", country]));
        // The names of cities are longer.
        let eu = country.len() == 2
            && eu.is_some_and(|(_, rest)| {
                !rest.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
            });
        add(facts, "geo", "eu", eu.into());
    }
    let score = facts.get("nps").and_then(|nps| nps.number("score"));
    if let Some(group) = score.and_then(nps_group) {
        add(facts, "nps", "group", group.into());
    }
}

fn add(facts: &mut Map, family: &str, key: &str, value: Value) {
    if let Some(family) = facts.child(family)
        && family.get(key).is_none()
    {
        family.set(key, value);
    }
}

/// Where someone likely is: continent and membership of the EU by time zone, the country by
/// time zone inside the EU and by language tag elsewhere. A guess, and marked as one.
fn geo(timezone: &str, language: Option<&str>) -> Map {
    let (area, city) = split(timezone, "/").unwrap_or((timezone, ""));
    let known = split(EUROPEAN_UNION, &phrase(" * ", &[city]));
    let country = known.and_then(|(_, rest)| rest.get(..2));
    let union = country.is_some();
    let mut region = None;
    let mut tag = language.unwrap_or_default();
    while let (Some((_, rest)), None) = (split(tag, "-"), region) {
        region = Some(until(rest, b"-")).filter(|part| part.len() == 2);
        tag = rest;
    }
    let european = matches!(area, "Europe");
    let country = country.or(region.filter(|_| !european || !union));
    let continent = match area {
        "Europe" | "Africa" | "Asia" | "Antarctica" => Some(area),
        "Australia" | "Pacific" => Some("Oceania"),
        "America" => Some("Americas"),
        _ if union => Some("Europe"),
        _ => None,
    };
    Map::new()
        .with("source", "inferred")
        .with("eu", union)
        .with_some("country", country)
        .with_some("continent", continent)
}
