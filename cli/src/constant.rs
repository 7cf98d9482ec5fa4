//! Conditions that no person can change: those that always hold, and those that never can.
//!
//! Folded from the leaves up, on the document as it was written. Nothing is claimed that is not
//! certain: what cannot be decided from the text alone is left open.

use crate::conjunction::contradicts;
use docent::core::value::{Map, Value};

/// Whether a condition always holds or never can; `None` where it depends.
pub(crate) fn constant(condition: &Value) -> Option<bool> {
    let map = condition.as_map()?;
    // Two parts that deny one another settle a conjunction whatever else it says.
    if contradicts(map) {
        return Some(false);
    }
    all(map.iter().map(|(key, operand)| part(key, operand)))
}

fn part(key: &str, operand: &Value) -> Option<bool> {
    match key {
        // What is no list is an error, and says nothing.
        "$and" | "$or" | "$nor" if !matches!(operand, Value::List(_)) => None,
        "$and" => list(operand, true),
        "$or" => list(operand, false),
        "$nor" => list(operand, false).map(|holds| !holds),
        "$not" => constant(operand).map(|holds| !holds),
        "$event" => event(operand.as_map()?),
        "$sample" => match operand.number("percent")? {
            percent if percent <= 0.0 => Some(false),
            percent if percent >= 100.0 => Some(true),
            _ => None,
        },
        _ if key.starts_with('$') => None,
        _ => fact(operand.as_map()?),
    }
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut certain = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => certain = None,
        }
    }
    certain
}

/// A list joined by *and* (`true`) or by *or*; an empty one holds, as published.
fn list(operand: &Value, and: bool) -> Option<bool> {
    let parts = operand.as_list();
    if parts.is_empty() {
        return Some(true);
    }
    // A part and its denial in one list.
    let denied = |part: &Value| parts.iter().any(|other| is_denial(other, part));
    if parts.iter().any(denied) {
        return Some(!and);
    }
    let settle = |holds: Option<bool>| holds.map(|holds| holds == and);
    all(parts.iter().map(|part| settle(constant(part)))).map(|certain| certain == and)
}

fn is_denial(of: &Value, part: &Value) -> bool {
    of.as_map().is_some_and(|map| map.len() == 1) && of.get("$not") == Some(part)
}

fn event(rule: &Map) -> Option<bool> {
    let mut parts = Vec::new();
    for key in ["count", "days"] {
        if let Some(tests) = rule.get(key).and_then(Value::as_map) {
            parts.push(counted(tests));
        }
    }
    if parts.is_empty() || ["sum", "avg", "first", "last"].iter().any(|key| rule.get(key).is_some())
    {
        parts.push(None);
    }
    all(parts.into_iter())
}

/// Tests of a number that is never below 0.
fn counted(tests: &Map) -> Option<bool> {
    all(tests.iter().map(|(key, operand)| {
        let bound = operand.as_number()?;
        match key {
            "$gte" if bound <= 0.0 => Some(true),
            "$gt" if bound < 0.0 => Some(true),
            "$lt" if bound <= 0.0 => Some(false),
            "$lte" | "$eq" if bound < 0.0 => Some(false),
            "$ne" if bound < 0.0 => Some(true),
            _ => None,
        }
    }))
}

fn fact(tests: &Map) -> Option<bool> {
    // An object with anything but operators in it, or with nothing, is a literal, and whether a fact is
    // equal to it is open.
    if !are_operators(tests) {
        return None;
    }
    all(tests.iter().map(|(key, operand)| match (key, operand) {
        ("$nin" | "$nini", Value::List(list)) if list.is_empty() => Some(true),
        ("$in" | "$ini", Value::List(list)) if list.is_empty() => Some(false),
        ("$size", Value::Map(tests)) if counted(tests) == Some(false) => Some(false),
        _ => None,
    }))
}

/// Whether an object asks something of a fact, and is not itself what a fact is compared with.
pub(crate) fn are_operators(tests: &Map) -> bool {
    !tests.is_empty() && tests.iter().all(|(key, _)| key.starts_with('$'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::constant;
    use docent::core::value::{Limits, parse};
    use docent::native::Native;

    #[test]
    fn what_is_certain_is_told_and_nothing_else() {
        for (condition, expected) in [
            (r#"{"user.x": 1}"#, None),
            (r#"{}"#, Some(true)),
            (r#"{"$or": [{"user.x": 1}, {"$not": {"user.x": 1}}]}"#, Some(true)),
            (r#"{"$and": [{"user.x": 1}, {"$not": {"user.x": 1}}]}"#, Some(false)),
            (r#"{"user.x": 1, "$not": {"user.x": 1}}"#, Some(false)),
            (r#"{"user.x": 1, "$not": {"user.y": 1}}"#, None),
            (r#"{"user.x": 1, "user.y": 2, "$not": {"user.y": 2}}"#, Some(false)),
            (r#"{"user.x": 1, "$not": {"user.x": 1, "user.y": 2}}"#, None),
            (r#"{"geo.eu": true, "$nor": [{"user.x": 1}, {"geo.eu": true}]}"#, Some(false)),
            (r#"{"$and": [{"user.x": "a"}, {"user.x": "b"}]}"#, Some(false)),
            (r#"{"user.x": "a", "$and": [{"user.x": "b"}]}"#, Some(false)),
            (r#"{"$and": [{"user.x": "1"}, {"user.x": 1}]}"#, None),
            (r#"{"$or": [{"user.x": "a"}, {"user.x": "b"}]}"#, None),
            (r#"{"user.x": {"$eq": "a", "$ne": "a"}}"#, Some(false)),
            (r#"{"user.x": {"$eq": 5, "$gt": 7}}"#, Some(false)),
            (r#"{"user.x": {"$eq": 5, "$gte": 5}}"#, None),
            (r#"{"$and": [{"user.x": {"$gt": 5}}, {"user.x": {"$lte": 5}}]}"#, Some(false)),
            (r#"{"user.x": {"$in": ["a", "b"], "$nin": ["b", "a", "c"]}}"#, Some(false)),
            (r#"{"user.x": {"$in": ["a", "b"], "$nin": ["b"]}}"#, None),
            (r#"{"user.x": {"$in": ["a"]}, "$and": [{"user.x": "b"}]}"#, Some(false)),
            (r#"{"user.x": {"$in": ["1"]}, "$and": [{"user.x": 1}]}"#, None),
            (
                r#"{"user.x": {"$exists": true}, "$and": [{"user.x": {"$exists": false}}]}"#,
                Some(false),
            ),
            (r#"{"user.x": {"$ne": "a"}, "$and": [{"user.x": "b"}]}"#, None),
            (r#"{"$or": [{"user.x": 1}, {}]}"#, Some(true)),
            (r#"{"$or": [{"user.x": {"$in": []}}, {"user.y": {"$in": []}}]}"#, Some(false)),
            (r#"{"$or": [{"user.x": {"$in": []}}, {"user.y": 1}]}"#, None),
            (r#"{"$nor": [{"user.x": 1}, {}]}"#, Some(false)),
            (r#"{"user.x": {"$nin": []}}"#, Some(true)),
            (r#"{"user.x": {}}"#, None),
            (r#"{"$not": {"user.x": {}}}"#, None),
            (r#"{"$or": [{"user.x": {}}, {"user.y": 1}]}"#, None),
            (r#"{"$nor": [{"user.x": {}}]}"#, None),
            (r#"{"user.x": {"$nin": [], "plan": "pro"}}"#, None),
            (r#"{"$event": {"name": "a", "count": {"$gte": 0}}}"#, Some(true)),
            (r#"{"$event": {"name": "a", "count": {"$lt": 0}}}"#, Some(false)),
            (r#"{"$event": {"name": "a", "count": {"$lt": 1}}}"#, None),
            (r#"{"$event": {"name": "a"}}"#, None),
            (r#"{"$sample": {"percent": 100}}"#, Some(true)),
            (r#"{"$sample": {"percent": 0}, "user.x": 1}"#, Some(false)),
            (r#"{"$sample": {"percent": 50}}"#, None),
            (r#"{"$and": {"user.x": 1}}"#, None),
        ] {
            let value = parse(condition, Limits::GUIDEBOOK, &Native).unwrap();
            assert_eq!(constant(&value), expected, "{condition}");
        }
    }
}
