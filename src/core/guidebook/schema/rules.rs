//! What the decoder and `docent check` ask beyond the tables of [`shape`](super::super::shape): fields
//! that belong together, how long lists are, how texts are written. For the schema alone.
//!
//! The page asks this by hand, for the sake of its size; `cli/tests/command/schema.rs` holds the two
//! against each other.

use super::super::shape::Object;
use super::{pointer, typed};
use crate::core::value::{Map, Value};

/// Fields that an object needs where one of its fields says a word: the object, the field, the word,
/// and what is needed.
pub static NEEDS: &[(&str, &str, &str, &str)] = &[
    ("trigger", "on", "event", "event"),
    ("trigger", "on", "element", "selector"),
    ("trigger", "on", "delay", "after"),
    ("trigger", "on", "idle", "after"),
    ("action", "do", "goto", "step"),
    ("action", "do", "open", "url"),
    ("action", "do", "show", "experience"),
    ("action", "do", "track", "event"),
    ("action", "do", "set", "traits"),
    ("action", "do", "call", "function"),
    ("action", "do", "consent", "set"),
];

/// Lists that must not be empty: there would be nothing to show, or to assign.
const FILLED: [(&str, &str); 6] = [
    ("flow", "steps"),
    ("survey", "questions"),
    ("checklist", "tasks"),
    ("spotlight", "spots"),
    ("launcher", "items"),
    ("experiment", "variants"),
];

/// A time of the day, up to 24:00.
const TIME: &str = r"^(0*([01]?\d|2[0-3]):0*[0-5]?\d|0*24:0+)$";

/// A path, or a URL of a scheme that is followed, as far as it is known: up to a placeholder.
/// Backslashes and control characters make any URL unsafe.
const URL: &str = concat!(
    r"^\s*(\{\{",
    r"|([Hh][Tt][Tt][Pp][Ss]?:|[Mm][Aa][Ii][Ll][Tt][Oo]:|[Tt][Ee][Ll]:|[/?#])",
    r"[^\\\u0000-\u001f\u007f]*?(\{\{|\s*$)",
    r"|[^\s:/?#\\\u0000-\u001f\u007f][^:/?#\\\u0000-\u001f\u007f]*?",
    r"(\{\{|[/?#][^\\\u0000-\u001f\u007f]*?(\{\{|\s*$)|\s*$))",
);

/// What more there is to say of a field.
pub(super) fn of_field(object: &str, field: &str) -> Map {
    if FILLED.contains(&(object, field)) {
        return Map::new().with("minItems", 1.0);
    }
    match (object, field) {
        ("schedule", "hours") => {
            let time = Map::new().with("type", "string").with("pattern", TIME);
            length(2.0).with("items", time)
        }
        ("experiment", "namespace") => {
            let (name, number) = (typed("string"), typed("number"));
            length(3.0).with("prefixItems", vec![name, number.clone(), number])
        }
        ("experiment" | "filter", "ranges") => {
            let range = length(2.0).with("type", "array").with("items", typed("number"));
            Map::new().with("items", range)
        }
        (_, "locale") => Map::new().with("additionalProperties", typed("object")),
        (_, "url" | "src" | "captions") => Map::new().with("pattern", URL),
        _ => Map::new(),
    }
}

/// What more there is to say of a whole object.
pub(super) fn of_object(object: &Object) -> Map {
    let needs = NEEDS.iter().filter(|(name, ..)| *name == object.name);
    let needs: Vec<Value> =
        needs.map(|(_, field, word, needed)| need(field, word, needed)).collect();
    if !needs.is_empty() {
        return Map::new().with("allOf", needs);
    }
    if object.name != "frequency" {
        return Map::new();
    }
    let only = |fields: &[&str]| {
        let all: Vec<Value> = fields.iter().map(|field| Value::from(*field)).collect();
        Value::Map(Map::new().with("maxProperties", all.len()).with("required", all))
    };
    Map::new().with("oneOf", vec![only(&["every"]), only(&["times", "per"])])
}

fn need(field: &str, word: &str, needed: &str) -> Value {
    let says = Map::new().with(field, Map::new().with("const", word));
    let says = Map::new().with("properties", says).with("required", vec![Value::from(field)]);
    let mut then = Map::new().with("required", vec![Value::from(needed)]);
    if word == "consent" {
        then.set("properties", Map::new().with(needed, pointer("consent")));
    }
    Value::Map(Map::new().with("if", says).with("then", then))
}

/// What may be said of consent, at once or of each half.
pub(super) fn consent() -> Map {
    let answers = ["granted", "pending", "denied"].map(Value::from).to_vec();
    let answer = Value::Map(Map::new().with("enum", answers));
    let halves =
        Map::new().with("analytics", answer.clone()).with("personalization", answer.clone());
    let halves = Map::new()
        .with("type", "object")
        .with("properties", halves)
        .with("minProperties", 1.0)
        .with("additionalProperties", false);
    Map::new().with("anyOf", vec![answer, Value::Map(halves)])
}

/// A list of just so many.
fn length(items: f64) -> Map {
    Map::new().with("minItems", items).with("maxItems", items)
}
