//! Experiments as GrowthBook's SDKs write them, in the words of the guidebook.
//!
//! So that a team that moves, or compares, can ask with what it has. The page knows one spelling
//! only.

use crate::person::holds;
use docent::core::guidebook::Experiment;
use docent::core::value::{Map, Value};

/// Fields of an experiment or of one of its filters that have another name in the guidebook.
const NAMES: [(&str, &str); 5] = [
    ("key", "id"),
    ("condition", "audience"),
    ("hashAttribute", "hash_attribute"),
    ("fallbackAttribute", "fallback_attribute"),
    ("hashVersion", "hash_version"),
];

/// Fields of a context that have another name in a line.
const CONTEXT: [(&str, &str); 7] = [
    ("features", "features"),
    ("attributes", "facts"),
    ("savedGroups", "groups"),
    ("forcedVariations", "forced"),
    ("url", "url"),
    ("enabled", "enabled"),
    ("qaMode", "qaMode"),
];

/// Fields that say nothing about who gets what: how pages are changed, and how earlier variants are
/// stored, which a line tells by `kept`.
const BESIDE: [&str; 6] = [
    "changeId",
    "persistQueryString",
    "excludeBlockedVariations",
    "disableStickyBucketing",
    "bucketVersion",
    "minBucketVersion",
];

/// Fields that decide who takes part, by what is not asked for here; and what to do about it.
const ELSEWHERE: [(&str, &str); 4] = [
    ("urlPatterns", "pages are not looked at here; leave it out, to ask of a page that it names"),
    ("url", "pages are not looked at here; leave it out, to ask of a page that it names"),
    ("groups", "is the way of older SDKs; write a condition, {\"id\": {\"$inGroup\": \"…\"}}"),
    ("include", "is a function of JavaScript; write a condition"),
];

/// A line with everything under the names of the guidebook, or why it cannot be answered.
pub(crate) fn line(line: &Value) -> Result<Value, String> {
    let mut out = line.as_map().cloned().unwrap_or_default();
    let context = line.get("context").and_then(Value::as_map);
    for (theirs, ours) in CONTEXT {
        let said = out.remove(theirs).or_else(|| context?.get(theirs).cloned());
        if let Some(value) = said
            && out.get(ours).is_none()
        {
            out.set(ours, value);
        }
    }
    if let Some(experiment) = line.get("experiment").and_then(Value::as_map) {
        if experiment.get("status").and_then(Value::as_text) == Some("stopped") {
            // As when it is only tried out: what is forced stays, chance gives nobody a variant.
            out.set("qaMode", true);
        }
        if is_theirs(experiment) {
            refuse(experiment)?;
        }
        let mut ours = self::experiment(experiment);
        let features = out.remove("features").unwrap_or_default();
        if ours.remove("parentConditions").is_some() && !prerequisites(experiment, &features)? {
            ours.set("active", false);
        }
        out.set("experiment", ours);
    }
    Ok(Value::Map(out))
}

/// Whether an experiment is written as GrowthBook does: ours has an id and variants.
fn is_theirs(experiment: &Map) -> bool {
    experiment.get("key").is_some() || experiment.get("variations").is_some()
}

/// Why an experiment would be answered wrongly.
fn refuse(experiment: &Map) -> Result<(), String> {
    let says = |field: &str| match experiment.get(field) {
        None | Some(Value::Null) => false,
        Some(Value::List(list)) => !list.is_empty(),
        Some(Value::Text(text)) => !text.is_empty(),
        Some(_) => true,
    };
    match ELSEWHERE.iter().find(|(field, _)| says(field)) {
        Some((field, why)) => Err(format!("experiment.{field}: {why}")),
        None => Ok(()),
    }
}

fn experiment(theirs: &Map) -> Map {
    let mut out = Map::new();
    // What is null is not there.
    out.merge(theirs);
    if theirs.get("key").is_some() && theirs.get("hashAttribute").is_none() {
        out.set("hashAttribute", "id");
    }
    if out.get("seed").and_then(Value::as_text) == Some("") && theirs.get("key").is_some() {
        out.remove("seed");
    }
    rename(&mut out);
    for says_nothing in ["phase", "manual"] {
        out.remove(says_nothing);
    }
    if is_theirs(theirs) {
        BESIDE.iter().chain(ELSEWHERE.iter().map(|(field, _)| field)).for_each(|field| {
            out.remove(field);
        });
    }
    if out.remove("status").as_ref().and_then(Value::as_text) == Some("draft") {
        out.set("active", false);
    }
    // There, a version that JavaScript takes for false is the first.
    if out.get("hash_version").and_then(Value::as_number) == Some(0.0) {
        out.remove("hash_version");
    }
    if let Some(Value::List(filters)) = theirs.get("filters") {
        let filters = filters.iter().map(|filter| self::filter(filter, theirs));
        out.set("filters", filters.collect::<Vec<_>>());
    }
    let meta = out.remove("meta").unwrap_or_default();
    if let Some(variations) = out.remove("variations") {
        let named = |(at, value): (usize, &Value)| variant(at, value, &meta);
        out.set("variants", variations.as_list().iter().enumerate().map(named).collect::<Vec<_>>());
    } else if let Some(Value::List(variants)) = theirs.get("variants") {
        let known = |value: &Value| value.as_text().is_some() || value.text("id").is_some();
        if !variants.iter().any(known) {
            let named = |(at, value): (usize, &Value)| variant(at, value, &meta);
            out.set("variants", variants.iter().enumerate().map(named).collect::<Vec<_>>());
        }
    }
    out
}

/// Whether the features that an experiment presupposes are as it wants them. An error where one has
/// rules: whom they are for is not evaluated here.
fn prerequisites(experiment: &Map, features: &Value) -> Result<bool, String> {
    let mut met = true;
    let parents = experiment.get("parentConditions").map(Value::as_list).unwrap_or_default();
    for (index, parent) in parents.iter().enumerate() {
        let place = format!("experiment.parentConditions[{index}]");
        let (Some(id), Some(condition)) = (parent.text("id"), parent.get("condition")) else {
            return Err(format!("{place}: expected the id of a feature and a condition"));
        };
        let feature = features.get(id);
        if feature.is_some_and(|feature| !feature.list("rules").is_empty()) {
            return Err(format!(
                "{place}: the feature \"{id}\" has rules, and whom they are for is not evaluated \
                 here; give it as its defaultValue alone, with what this person gets"
            ));
        }
        let value = feature.and_then(|feature| feature.get("defaultValue"));
        let value = Map::new().with("value", value.cloned());
        met &= holds(condition, Value::Map(value));
    }
    Ok(met)
}

fn rename(map: &mut Map) {
    for (theirs, ours) in NAMES {
        if let Some(value) = map.remove(theirs) {
            map.set(ours, value);
        }
    }
}

/// There, a filter hashes `id` where it does not say what.
fn filter(filter: &Value, experiment: &Map) -> Value {
    let mut out = filter.as_map().cloned().unwrap_or_default();
    rename(&mut out);
    if experiment.get("key").is_some() && out.get("attribute").is_none() {
        out.set("attribute", "id");
    }
    Value::Map(out)
}

/// A value becomes a variant that is called by its index, or by its key in `meta`.
fn variant(at: usize, value: &Value, meta: &Value) -> Value {
    let said = meta.as_list().get(at);
    let id = said.and_then(|said| said.text("key")).map_or_else(|| at.to_string(), Into::into);
    let name = said.and_then(|said| said.text("name"));
    Value::Map(Map::new().with("id", id).with("value", value.clone()).with_some("name", name))
}

/// The variant that the query of a URL names by its index (`?tour=1`), if there is such a one.
pub(crate) fn by_url(line: &Value, experiment: &Experiment) -> Option<usize> {
    let (_, query) = line.text("url")?.split_once('?')?;
    let (query, _) = query.split_once('#').unwrap_or((query, ""));
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, index) = pairs.find(|(name, _)| *name == experiment.id)?;
    let index: usize = index.parse().ok()?;
    (index < experiment.variants.len()).then_some(index)
}
