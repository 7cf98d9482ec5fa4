//! The events a guidebook asks about, held against those that anything captures.
//!
//! What the host tracks stands in its code and not in the guidebook. With a list of it, every
//! other name is a doubt; without one, only a name that is written otherwise elsewhere is.

use docent::core::experience::STATES;
use docent::core::value::{Map, Value};
use std::collections::BTreeMap;

/// What Docent records by itself.
const CAPTURED: [&str; 8] = [
    "Page viewed",
    "Element clicked",
    "Input changed",
    "Form submitted",
    "Rage clicked",
    "Dead clicked",
    "Experiment Viewed",
    "Goal Reached",
];

/// Whether conditions ask for such a thing otherwise, and how: only sinks know it by this name.
fn for_sinks(name: &str) -> Option<&'static str> {
    match name.split_once(' ') {
        Some(("Survey", "answered")) => Some("$answer"),
        Some(("Experience", state)) if STATES.contains(&state) => Some("$experience"),
        _ => None,
    }
}

/// Names that nothing in the guidebook captures, where each is first asked for: the application may
/// track them, and nobody has said what it does.
pub(crate) fn untold(document: &Value) -> Vec<(String, String)> {
    let mut known = captured(document);
    let mut asked = Vec::new();
    collect(document, "", &mut asked);
    let mut untold = Vec::new();
    for (place, name) in asked {
        if !known.contains(&name) && for_sinks(&name).is_none() {
            let why = format!(
                "\"{name}\" is captured by nothing here, and must be tracked by your application; \
                 --events takes a list of what it tracks"
            );
            untold.push((place, why));
            known.push(name);
        }
    }
    untold
}

/// What Docent, the guidebook's features and its actions capture.
fn captured(document: &Value) -> Vec<String> {
    let mut known: Vec<String> = CAPTURED.iter().map(|name| (*name).to_owned()).collect();
    for feature in document.list("features") {
        known.extend(feature.text("event").map(str::to_owned));
    }
    captured_by_actions(document, &mut known);
    known
}

/// Places and words of doubtful names. `tracked`: what the host says it tracks.
pub(crate) fn doubts(document: &Value, tracked: Option<&[String]>) -> Vec<(String, String)> {
    let mut known = captured(document);
    known.extend(tracked.into_iter().flatten().cloned());
    let mut asked = Vec::new();
    collect(document, "", &mut asked);
    let mut spellings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in known.iter().chain(asked.iter().map(|(_, name)| name)) {
        let same = spellings.entry(plain(name)).or_default();
        if !same.contains(name) {
            same.push(name.clone());
        }
    }
    let mut doubts = Vec::new();
    for (place, name) in asked {
        if known.contains(&name) {
            continue;
        }
        if let Some(operator) = for_sinks(&name) {
            doubts.push((place, format!("asks for \"{name}\", which only sinks are told under that name; ask by \"{operator}\"")));
            continue;
        }
        let other =
            spellings.get(&plain(&name)).and_then(|all| all.iter().find(|all| **all != name));
        match (other, tracked) {
            (Some(other), _) => {
                doubts.push((place, format!("is \"{name}\" here and \"{other}\" elsewhere; names of events are compared exactly")));
            }
            (None, Some(_)) => {
                doubts.push((
                    place,
                    format!("asks for \"{name}\", which nothing captures or tracks"),
                ));
            }
            (None, None) => {}
        }
    }
    doubts
}

/// Letters and digits alone: what is left where people disagree on how to write a name.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn captured_by_actions(value: &Value, known: &mut Vec<String>) {
    if value.text("do") == Some("track") {
        known.extend(value.text("event").map(str::to_owned));
    }
    for (_, inner) in value.as_map().into_iter().flat_map(Map::iter) {
        captured_by_actions(inner, known);
    }
    value.as_list().iter().for_each(|inner| captured_by_actions(inner, known));
}

/// Every name that conditions, triggers and driven steps wait for, with its place.
fn collect(value: &Value, place: &str, asked: &mut Vec<(String, String)>) {
    let inside =
        |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
    for (key, inner) in value.as_map().into_iter().flat_map(Map::iter) {
        let at = inside(key);
        match key {
            "$event" => names(inner.get("name"), &format!("{at}.name"), asked),
            "$sequence" => {
                for (index, step) in inner.list("steps").iter().enumerate() {
                    let at = format!("{at}.steps[{index}]");
                    match step {
                        Value::Text(_) => names(Some(step), &at, asked),
                        _ => names(step.get("name"), &format!("{at}.name"), asked),
                    }
                }
            }
            "trigger" | "advance" => names(inner.get("event"), &format!("{at}.event"), asked),
            _ => {}
        }
        collect(inner, &at, asked);
    }
    for (index, inner) in value.as_list().iter().enumerate() {
        collect(inner, &format!("{place}[{index}]"), asked);
    }
}

fn names(value: Option<&Value>, place: &str, asked: &mut Vec<(String, String)>) {
    match value {
        Some(Value::Text(name)) => asked.push((place.to_owned(), name.clone())),
        Some(Value::List(list)) => {
            for (index, name) in list.iter().enumerate() {
                names(Some(name), &format!("{place}[{index}]"), asked);
            }
        }
        _ => {}
    }
}
