//! `docent technographics`: browsers, systems and devices by their user agents.

use crate::{Ending, Failure, help, lines};
use docent::core::technographics::{ClientHints, Kind, Named, Technographics, recognise};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use std::path::PathBuf;

const HELP: &str = "\
Recognises browser, operating system, device and bots, as the page does

Usage: docent technographics [FILE]...

Reads JSON Lines from the files, or from standard input where there are none or for -:
  {\"user_agent\": \"Mozilla/5.0 …\", \"client_hints\": {…}}
client_hints may be left out; they are as navigator.userAgentData gives them: brands or
fullVersionList (lists of {brand, version}), mobile, platform, platformVersion, model,
formFactors.

Writes a line for each:
  {\"bot\":false,\"browser\":{\"name\":\"Chrome\",\"version\":\"126.0.0.0\"},\"device\":{\"type\":\"desktop\"},\"os\":{…}}
and {\"error\": \"…\"} for a line that cannot be read. What nobody told is null; vendor and model
are then left out.

Example:
  echo '{\"user_agent\": \"curl/8.5.0\"}' | docent technographics

Exit codes: 0 all is well, 1 a line could not be read, 2 docent was used wrongly.
";

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Ending, Failure> {
    use lexopt::prelude::{Long, Short, Value};
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => return help(HELP),
            Value(path) => paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    lines::answer_each("technographics", &paths, None, |line| {
        let agent = line.text("user_agent").ok_or("user_agent: expected a text")?;
        let hints = match line.get("client_hints") {
            None | Some(docent::core::value::Value::Null) => None,
            Some(hints) => Some(read_hints(hints)?),
        };
        Ok(Some(to_json(&answer(&recognise(agent, hints.as_ref())), &Native)))
    })
}

fn read_hints(hints: &Value) -> Result<ClientHints, String> {
    if hints.as_map().is_none() {
        return Err("client_hints: expected an object".into());
    }
    let text = |key: &str| hints.text(key).map(Into::into);
    // The full list where there is one: `brands` has major versions only.
    let full = hints.list("fullVersionList");
    let brands = if full.is_empty() { hints.list("brands") } else { full };
    let brand = |item: &Value| {
        Some((item.text("brand")?.into(), item.text("version").unwrap_or_default().into()))
    };
    Ok(ClientHints {
        brands: brands.iter().filter_map(brand).collect(),
        mobile: match hints.get("mobile") {
            Some(Value::Bool(mobile)) => Some(*mobile),
            _ => None,
        },
        platform: text("platform"),
        platform_version: text("platformVersion"),
        model: text("model"),
        form_factors: hints
            .list("formFactors")
            .iter()
            .filter_map(Value::as_text)
            .map(Into::into)
            .collect(),
    })
}

fn answer(told: &Technographics) -> Value {
    let named = |named: &Named| {
        Map::new().with("name", named.name.as_deref()).with("version", named.version.as_deref())
    };
    let device = Map::new()
        .with("type", told.device.kind.map(Kind::as_str))
        .with_some("vendor", told.device.vendor.as_deref())
        .with_some("model", told.device.model.as_deref());
    let map = Map::new()
        .with("browser", named(&told.browser))
        .with("os", named(&told.os))
        .with("device", device)
        .with("bot", told.bot);
    Value::Map(map)
}
