//! Facts about the device and, inferred from time zone and language, the place.

use super::strings::{split, until};
use super::technographics::{ClientHints, Named, Technographics, recognise};
use super::value::{Map, Value};

/// What a page can read about the device it runs on.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// The user agent string.
    pub user_agent: String,
    /// Client hints, where the browser has them.
    pub hints: Option<ClientHints>,
    /// Preferred languages as BCP 47 tags, best first.
    pub languages: Vec<Value>,
    /// IANA time zone.
    pub timezone: String,
    /// Width and height of the screen in CSS pixels.
    pub screen: Option<(f64, f64)>,
    /// Width and height of the viewport in CSS pixels.
    pub viewport: Option<(f64, f64)>,
    /// Simultaneous touches; 0 without a touch screen.
    pub touch_points: f64,
    /// Device pixels per CSS pixel.
    pub pixel_ratio: f64,
    /// Whether a dark colour scheme is preferred.
    pub dark: bool,
    /// Whether reduced motion is preferred.
    pub reduced_motion: bool,
    /// Whether the page runs as an installed application.
    pub standalone: bool,
    /// Effective connection type: `slow-2g` to `4g`.
    pub connection: Option<String>,
}

impl ClientHints {
    /// Reads hints in the shape of `NavigatorUAData.getHighEntropyValues()`; the full version
    /// list is preferred to the short one.
    #[must_use]
    pub fn from_value(value: &Value) -> Self {
        let brands = [value.list("fullVersionList"), value.list("brands")];
        let brands = brands.into_iter().find(|list| !list.is_empty()).unwrap_or_default();
        let text = |key: &str| value.text(key).filter(|text| !text.is_empty()).map(Into::into);
        ClientHints {
            brands: brands
                .iter()
                .filter_map(|brand| {
                    Some((brand.text("brand")?.into(), brand.text("version")?.into()))
                })
                .collect(),
            mobile: match value.get("mobile") {
                Some(Value::Bool(mobile)) => Some(*mobile),
                _ => None,
            },
            platform: text("platform"),
            platform_version: text("platformVersion"),
            model: text("model"),
            form_factors: value
                .list("formFactors")
                .iter()
                .filter_map(Value::as_text)
                .map(Into::into)
                .collect(),
        }
    }
}

impl Technographics {
    /// The form of `docent technographics`: `browser`, `os`, `device`, `bot`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let device = Map::new()
            .with("type", self.device.kind.map(|kind| kind.as_str()))
            .with_some("vendor", self.device.vendor.as_deref())
            .with_some("model", self.device.model.as_deref());
        let map = Map::new()
            .with("browser", named(&self.browser))
            .with("os", named(&self.os))
            .with("device", device)
            .with("bot", self.bot);
        Value::Map(map)
    }
}

fn named(named: &Named) -> Map {
    Map::new().with("name", named.name.as_deref()).with("version", named.version.as_deref())
}

/// The facts `device` and `geo`, and the `context` that sinks get with every event.
#[must_use]
pub fn facts(probe: &Probe) -> Value {
    let known = recognise(&probe.user_agent, probe.hints.as_ref());
    let size = |size: Option<(f64, f64)>| {
        size.map(|(width, height)| Map::new().with("width", width).with("height", height))
    };
    let tablet = known.os.name.as_deref() == Some("macOS") && probe.touch_points > 1.0;
    let mut device = Map::new()
        .with("browser", named(&known.browser))
        .with("os", named(&known.os))
        .with_some("type", known.device.kind.map(|kind| kind.as_str()))
        .with_some("vendor", known.device.vendor.as_deref())
        .with_some("model", known.device.model.as_deref())
        .with("bot", known.bot)
        .with_some("language", probe.languages.first().cloned())
        .with("languages", probe.languages.clone())
        .with("timezone", probe.timezone.as_str())
        .with_some("screen", size(probe.screen))
        .with_some("viewport", size(probe.viewport))
        .with("touch", probe.touch_points > 0.0)
        .with("pixel_ratio", probe.pixel_ratio)
        .with("color_scheme", if probe.dark { "dark" } else { "light" })
        .with("reduced_motion", probe.reduced_motion)
        .with("standalone", probe.standalone)
        .with_some("connection", probe.connection.as_deref());
    if tablet {
        // An iPad asks for desktop pages as a Mac; no Mac has a touch screen.
        device.set("type", "tablet").set("os", Map::new().with("name", "iOS"));
    }
    let context = Map::new()
        .with(
            "library",
            Map::new().with("name", "docent").with("version", env!("CARGO_PKG_VERSION")),
        )
        .with("userAgent", probe.user_agent.as_str())
        .with("timezone", probe.timezone.as_str())
        .with_some("locale", probe.languages.first().cloned())
        .with_some("screen", size(probe.screen));
    let geo = geo(&probe.timezone, probe.languages.first().and_then(Value::as_text));
    Value::Map(Map::new().with("device", device).with("geo", geo).with("context", context))
}

/// Cities of the time zones of the European Union's members, with their countries. Source: IANA
/// time zone database, `zone1970.tab` and `backward`.
const EUROPEAN_UNION: &str = "Vienna AT Brussels BE Sofia BG Zagreb HR Nicosia CY Famagusta CY \
    Prague CZ Copenhagen DK Tallinn EE Helsinki FI Mariehamn FI Paris FR Berlin DE Busingen DE \
    Athens GR Budapest HU Dublin IE Rome IT Riga LV Vilnius LT Luxembourg LU Malta MT \
    Amsterdam NL Warsaw PL Lisbon PT Madeira PT Azores PT Bucharest RO Bratislava SK \
    Ljubljana SI Madrid ES Ceuta ES Canary ES Stockholm SE";

/// Where someone likely is: continent and membership of the EU by time zone, the country by
/// time zone inside the EU and by language tag elsewhere. A guess, and marked as one.
fn geo(timezone: &str, language: Option<&str>) -> Map {
    let (area, city) = split(timezone, "/").unwrap_or((timezone, ""));
    let mut words = EUROPEAN_UNION.split_ascii_whitespace();
    let mut country = None;
    while let (Some(name), Some(code)) = (words.next(), words.next()) {
        if name == city {
            country = Some(code);
        }
    }
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
