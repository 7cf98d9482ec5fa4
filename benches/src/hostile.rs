//! Guidebooks and facts that mean harm: whatever they say, none takes long.

use std::error::Error;
use std::time::Instant;

use docent::core::guidebook::load;
use docent::native::Native;
use docent_bench::Engine;
use serde_json::{Map, json};

use crate::native::median;

/// A guidebook with one segment of this condition.
fn segment(condition: &str) -> String {
    format!(r#"{{"version": 1, "segments": [{{"id": "hostile", "where": {condition}}}]}}"#)
}

/// Every case by name, with the text of its guidebook.
fn guidebooks() -> Vec<(&'static str, String)> {
    let nested = |open: &str, depth: usize, close: &str| {
        segment(&[&open.repeat(depth), "{}", &close.repeat(depth)].concat())
    };
    let options: Vec<String> =
        (0..10_000).map(|at| format!(r#"{{"value": "v{at}", "label": "Option {at}"}}"#)).collect();
    let survey = format!(
        r#"{{"version": 1, "experiences": [{{"id": "s", "kind": "survey", "title": "T",
            "questions": [{{"id": "q", "type": "single", "title": "T", "options": [{}]}}]}}]}}"#,
        options.join(",")
    );
    let members: Vec<String> = (0..50_000).map(|at| format!(r#""u{at}""#)).collect();
    let chain: Vec<String> = (0..10_000)
        .map(|at| format!(r#"{{"id": "c{at}", "where": {{"$segment": "c{}"}}}}"#, at + 1))
        .collect();
    vec![
        ("nested 100,000 deep", nested(r#"{"$not": "#, 100_000, "}")),
        ("nested as deep as is read", nested(r#"{"$not": "#, 50, "}")),
        ("lists 100,000 deep", nested("[", 100_000, "]")),
        ("10 MB of text", segment(&format!(r#"{{"user.name": "{}"}}"#, "x".repeat(10 << 20)))),
        ("1 MB of spaces", segment(&" ".repeat((1 << 20) - 80)) + "{}"),
        ("1e308 and beyond", segment(r#"{"user.n": {"$gt": 1e308, "$lt": 1e309}}"#)),
        (
            "sums of 1e308",
            segment(r#"{"$event": {"name": "e", "sum": {"of": "n", "$gt": 1e308}}}"#),
        ),
        ("(a+)+$", segment(r#"{"user.name": {"$regex": "(a+)+$"}}"#)),
        ("(a|aa)+$", segment(r#"{"user.name": {"$regex": "(a|aa)+$"}}"#)),
        ("a*b", segment(r#"{"user.name": {"$regex": "a*b"}}"#)),
        (
            "*a*a*a*b of a page",
            segment(&format!(r#"{{"user.name": {{"$url": "/{}b"}}}}"#, "*a".repeat(500))),
        ),
        ("10,000 options", survey),
        (
            "50,000 values of $in",
            segment(&format!(r#"{{"user.name": {{"$in": [{}]}}}}"#, members.join(","))),
        ),
        (
            "a chain of 10,000 segments",
            format!(r#"{{"version": 1, "segments": [{}]}}"#, chain.join(",")),
        ),
    ]
}

/// Milliseconds of each: reading and compiling the guidebook, then evaluating it for someone
/// whose name is a hostile text, before and after an event.
pub(crate) fn measure() -> Result<Map<String, serde_json::Value>, Box<dyn Error>> {
    let name = format!("/{}!", "a".repeat(100_000));
    let facts = json!({ "user": { "name": name, "n": 1e308 } }).to_string();
    let mut figures = Map::new();
    for (case, text) in guidebooks() {
        let mut taken = Vec::new();
        for _ in 0..5 {
            let start = Instant::now();
            // What the page would refuse, it refuses here.
            if load(&text, &Native).is_ok_and(|(_, problems)| problems.is_empty()) {
                let mut engine = Engine::load(&text, &facts, 0, Box::new(Native))?;
                engine.event("e", engine.properties(r#"{"n": 1e308}"#), 1);
            }
            taken.push(start.elapsed().as_secs_f64() * 1e3);
        }
        figures.insert(case.into(), json!(median(taken)));
    }
    Ok(figures)
}
