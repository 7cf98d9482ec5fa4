//! Conditions, held against the published cases (folder `DOCENT_SUITES`, else `../shared/suites`)
//! and our own under `tests/cases`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use docent::core::guidebook::Place;
use docent::core::history::{History, Occurrence};
use docent::core::segment::{Compiler, Outcome, World, explain::explain};
use docent::core::time::{MINUTE, Millis, parse_date, parse_duration, to_iso};
use docent::core::value::{Limits, Map, Value, parse};
use docent::native::Native;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const NOW: &str = "2026-07-01T12:00:00Z";

fn json(text: &str) -> Value {
    parse(text, Limits { bytes: usize::MAX, depth: 64 }, &Native).expect("the cases are JSON")
}

fn instant(value: &Value) -> Millis {
    let text = value.as_text().expect("a date as text");
    parse_date(text).unwrap_or_else(|| panic!("{text} is a date"))
}

/// What happened in a case: `[name, time, properties]` and `[id, state, time, step]`.
fn history(case: &Value) -> History {
    let mut history = History::default();
    let mut event = |name: &str, time, properties: Option<&Value>| {
        let properties = properties.cloned().unwrap_or(Value::Map(Map::new()));
        history.add(Occurrence::Event { time, name: name.into(), properties });
    };
    for item in case.list("events") {
        let item = item.as_list();
        event(item[0].as_text().unwrap(), instant(&item[1]), item.get(2));
    }
    if let [name, times, start, every] = case.list("repeat") {
        let every = every.as_text().and_then(parse_duration).unwrap();
        for index in 0..times.as_number().unwrap() as Millis {
            event(name.as_text().unwrap(), instant(start) + index * every, None);
        }
    }
    for item in case.list("experiences") {
        let item = item.as_list();
        let text = |at: usize| item[at].as_text().unwrap().to_owned();
        let step = item.get(3).map(|_| text(3));
        let time = instant(&item[2]);
        let (id, state) = (text(0), text(1));
        history.add(Occurrence::Experience { time, id, state, step, kind: None });
    }
    history
}

/// Thirty quiet minutes end a session.
fn session_start(history: &History, now: Millis) -> Millis {
    let mut start = now;
    let all = [history.events(), history.states()].concat();
    let mut times: Vec<Millis> = all.iter().map(Occurrence::time).collect();
    times.sort_unstable();
    for time in times.into_iter().rev().filter(|time| *time <= now) {
        if start - time > 30 * MINUTE {
            break;
        }
        start = time;
    }
    start
}

fn evaluate(case: &Value, facts: &Value) -> Outcome {
    let mut compiler = Compiler::new(&Native);
    let condition =
        compiler.node(case.get("condition").expect("a condition"), &Place::top("where"));
    let part = |key: &str| case.get(key).cloned().unwrap_or_default();
    let (groups, quantiles, variants) = (part("groups"), part("quantiles"), part("variants"));
    let history = history(case);
    let now = case.get("now").map_or_else(|| parse_date(NOW).unwrap(), instant);
    let world = World {
        now,
        session_start: session_start(&history, now),
        groups: &groups,
        quantiles: &quantiles,
        variants: &variants,
        ..World::new(facts, &history, &Native)
    };
    let mut graph = compiler.graph;
    graph.settle(&world);
    let explained = explain(&graph, condition, &world);
    let outcome = Outcome::until(graph.holds(condition), graph.flips_at(condition, &world));
    assert_eq!(explained.holds, outcome.holds, "explaining and evaluating disagree");
    assert!(!explained.reason().is_empty(), "there is always a reason");
    outcome
}

fn own(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    json(&std::fs::read_to_string(path).expect("the cases can be read"))
}

fn name(case: &Value) -> &str {
    case.text("name").expect("a case has a name")
}

fn fail_together(failures: &[String]) {
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_published_case_evaluates_as_published() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    let folder = std::env::var_os("DOCENT_SUITES").map(PathBuf::from).unwrap_or(beside);
    if !folder.is_dir() {
        println!(
            "DOCENT_SUITES is not set and ../shared/suites is not there: conditions.json is skipped"
        );
        return;
    }
    let text = std::fs::read_to_string(folder.join("conditions.json")).expect("the suite is there");
    let cases = json(&text);
    assert!(cases.as_list().len() > 100, "the suite is whole");
    let nothing = Value::Map(Map::new());
    let failures: Vec<String> = cases
        .as_list()
        .iter()
        .filter(|case| {
            let facts = case.get("facts").unwrap_or(&nothing);
            evaluate(case, facts).holds != case.is_true("expect")
        })
        .map(|case| name(case).to_owned())
        .collect();
    fail_together(&failures);
}

#[test]
fn every_operator_holds_and_fails_where_our_cases_say() {
    let mut failures = Vec::new();
    for case in own("conditions.json").list("cases") {
        for (list, expected) in [("holds", true), ("fails", false)] {
            for facts in case.list(list) {
                if evaluate(case, facts).holds != expected {
                    failures.push(format!("{}: {list}: {facts:?}", name(case)));
                }
            }
        }
    }
    fail_together(&failures);
}

#[test]
fn what_is_wrong_in_a_condition_is_said_with_its_place() {
    let mut failures = Vec::new();
    for case in own("conditions.json").list("wrong") {
        let mut compiler = Compiler::new(&Native);
        let _ = compiler.node(case.get("condition").unwrap(), &Place::top("where"));
        let said: Vec<(&str, &str)> =
            compiler.problems.iter().map(|problem| (&*problem.place, &*problem.why)).collect();
        let expected = vec![(case.text("place").unwrap(), case.text("why").unwrap())];
        if said != expected {
            failures.push(format!("expected {expected:?}, got {said:?}"));
        }
    }
    fail_together(&failures);
}

#[test]
fn none_of_our_cases_is_refused_by_accident() {
    let deliberate =
        |name: &str| name.contains("unknown operator") || name.contains("bad operands");
    let groups = |name: &str| name.contains("looks like an operator");
    for file in ["conditions.json", "behaviour.json"] {
        for case in own(file).list("cases") {
            let mut compiler = Compiler::new(&Native);
            let _ = compiler.node(case.get("condition").unwrap(), &Place::top("where"));
            let refused = !compiler.problems.is_empty();
            let meant = deliberate(name(case)) || groups(name(case));
            assert_eq!(refused, meant, "{}: {:?}", name(case), compiler.problems);
        }
    }
}

#[test]
fn behaviour_is_counted_exactly_and_knows_when_it_flips() {
    let mut failures = Vec::new();
    let nothing = Value::Map(Map::new());
    for case in own("behaviour.json").list("cases") {
        let outcome = evaluate(case, case.get("facts").unwrap_or(&nothing));
        if outcome.holds != case.is_true("expect") {
            failures.push(name(case).to_owned());
        }
        if let Some(until) = case.get("until").map(instant)
            && outcome.until != Some(until)
        {
            let got = outcome.until.map(to_iso);
            failures.push(format!("{}: flips at {got:?}", name(case)));
        }
    }
    fail_together(&failures);
}

#[test]
fn explaining_names_the_whole_of_what_was_asked_for() {
    let facts = json(r#"{"user": {"address": {"city": "Rome"}, "tags": ["a", 2], "app": "2.0"}}"#);
    let now = 1_700_000_000_000;
    let mut history = History::default();
    for amount in [10.0, 20.0, 30.0] {
        let properties = Value::Map(Map::new().with("amount", amount));
        history.add(Occurrence::Event { time: now, name: "Paid".into(), properties });
    }
    let world = World { now, ..World::new(&facts, &history, &Native) };
    for (condition, words) in [
        (
            r#"{"$event": {"name": "purchase", "where": {"plan": "pro", "$or": [{"n": {"$gt": 3}}, {"$not": {"free": true}}]}}}"#,
            r#""purchase" with (n is more than 3 or not free is true) and plan is "pro" happened was asked for, but that never happened"#,
        ),
        (
            r#"{"$sequence": {"steps": ["a", {"name": "b", "where": {"via": "mail"}}]}}"#,
            r#"it is not so that "a" happened, then "b" with via is "mail" happened"#,
        ),
        (
            r#"{"user.address": {"$eq": {"city": "Berlin"}}}"#,
            "user.address is an object was asked for, but it is known",
        ),
        (
            r#"{"user.tags": {"$in": ["x", "y"]}}"#,
            r#"user.tags is one of "x", "y" was asked for, but it is "a", 2"#,
        ),
        (
            r#"{"user.app": {"$vlt": "1.2.0-beta"}}"#,
            r#"user.app is less than version 1.2.0.beta was asked for, but it is "2.0""#,
        ),
        (
            r#"{"$event": {"name": "Paid", "where": {}, "sum": {"of": "amount", "$gte": 500}, "within": {"after": "2023-11-01"}}}"#,
            r#""Paid" with anything happened with a sum of amount that is at least 500 after 2023-11-01 was asked for, but the sum is 60"#,
        ),
        (
            r#"{"$event": {"name": "Paid", "days": {"$gte": 3}, "within": "90m"}}"#,
            r#""Paid" happened on a number of days that is at least 3 in the last 90 minutes was asked for, but that happened on 1 day, last on 2023-11-14"#,
        ),
        (
            r#"{"$event": {"name": "Paid", "count": {"$gte": 9}, "avg": {"of": "amount", "$lt": 10}}}"#,
            r#""Paid" happened a number of times that is at least 9 with an average of amount that is less than 10 was asked for, but that happened 3 times, last on 2023-11-14"#,
        ),
        (
            r#"{"$event": {"name": "Paid", "avg": {"of": "amount", "$lt": 10}}}"#,
            r#""Paid" happened with an average of amount that is less than 10 was asked for, but the average is 20"#,
        ),
        (
            r#"{"user.joined": {"$within": "36h"}}"#,
            "user.joined is within the last 36 hours was asked for, but it is not known",
        ),
        (r#"{"$segment": "nobody"}"#, "it is not so that it can hold"),
        (
            r#"{"$experience": {"id": "tour", "state": "completed"}}"#,
            r#""tour" was completed was asked for, but that never happened"#,
        ),
    ] {
        let mut compiler = Compiler::new(&Native);
        let node = compiler.node(&json(condition), &Place::top("where"));
        let mut graph = compiler.graph;
        graph.settle(&world);
        assert_eq!(explain(&graph, node, &world).reason(), words);
    }
}

#[test]
fn explaining_says_which_leaves_decide_and_what_it_takes_to_flip() {
    let case = json(
        r#"{"condition": {"user.plan": "pro", "$or": [{"user.age": {"$gt": 30}}, {"$not": {"user.trial": true}}]}}"#,
    );
    for (facts, flip) in [
        (
            r#"{"user": {"plan": "free", "age": 20}}"#,
            r#"{"text": "user.plan is \"pro\"", "holds": true}"#,
        ),
        (
            r#"{"user": {"plan": "free", "age": 20, "trial": true}}"#,
            r#"{"all": [{"any": [{"text": "user.age is more than 30", "holds": true},
                                 {"text": "user.trial is true", "holds": false}]},
                        {"text": "user.plan is \"pro\"", "holds": true}]}"#,
        ),
        (
            r#"{"user": {"plan": "pro", "age": 40}}"#,
            r#"{"any": [{"all": [{"text": "user.age is more than 30", "holds": false},
                                 {"text": "user.trial is true", "holds": true}]},
                        {"text": "user.plan is \"pro\"", "holds": false}]}"#,
        ),
    ] {
        let facts = json(facts);
        let history = History::default();
        let world = World::new(&facts, &history, &Native);
        let mut compiler = Compiler::new(&Native);
        let node = compiler.node(case.get("condition").unwrap(), &Place::top("where"));
        let mut graph = compiler.graph;
        graph.settle(&world);
        let explained = explain(&graph, node, &world);
        assert_eq!(explained.flip(), json(flip));
        assert!(explained.parts.iter().any(|part| part.decides), "something decides");
        let all = explained.parts.iter().filter(|part| part.decides);
        assert!(all.clone().all(|part| part.holds == explained.holds));
    }
}

fn less(a: &str, b: &str) -> bool {
    let facts = Value::Map(Map::new().with("text", a));
    let rule = Value::Map(Map::new().with("text", Map::new().with("$lt", b)));
    let mut compiler = Compiler::new(&Native);
    let condition = compiler.filter(&rule, &Place::top("where"));
    let history = History::default();
    let world = World::new(&facts, &history, &Native);
    condition.eval(&world).holds
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_compare_by_utf_16_code_unit_as_in_javascript(
        start in "[a\u{e9}]{0,2}",
        a in "[ab\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,3}",
        b in "[ab\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,3}",
    ) {
        let (a, b) = (start.clone() + &a, start + &b);
        prop_assert_eq!(less(&a, &b), a.encode_utf16().lt(b.encode_utf16()), "{:?} {:?}", a, b);
    }
}
