//! Who gets which variant, held against the published cases (folder `DOCENT_SUITES`, else
//! `../shared/suites`) and our own beside them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use docent::core::experiment::hash::bucket;
use docent::core::experiment::{Assignment, assign, choose};
use docent::core::guidebook::{Experiment, bucket_ranges, decode_experiment};
use docent::core::history::History;
use docent::core::segment::{Graph, World};
use docent::core::value::{Limits, Map, Value, parse};
use docent::native::Native;
use std::path::{Path, PathBuf};

fn json(text: &str) -> Value {
    parse(text, Limits { bytes: usize::MAX, depth: 64 }, &Native).expect("the cases are JSON")
}

/// The cases of a published file; nothing where the suites are not at hand.
fn published(file: &str) -> Option<Vec<Value>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    let folder = std::env::var_os("DOCENT_SUITES").map(PathBuf::from).unwrap_or(beside);
    if !folder.is_dir() {
        println!("DOCENT_SUITES is not set and ../shared/suites is not there: {file} is skipped");
        return None;
    }
    let text = std::fs::read_to_string(folder.join(file)).expect("the suite is there");
    let cases = json(&text).as_list().to_vec();
    assert!(cases.len() > 5, "the suite is whole");
    Some(cases)
}

fn numbers(list: &[Value]) -> Vec<f64> {
    list.iter().map(|number| number.as_number().unwrap()).collect()
}

fn ranges(list: &[Value]) -> Vec<(f64, f64)> {
    list.iter().map(|range| (numbers(range.as_list())[0], numbers(range.as_list())[1])).collect()
}

/// Runs every case of a file and names those that fail.
fn every(file: &str, passes: fn(&Value) -> bool) {
    let Some(cases) = published(file) else { return };
    let failed: Vec<&Value> = cases.iter().filter(|case| !passes(case)).collect();
    assert!(failed.is_empty(), "{} of {} failed: {failed:#?}", failed.len(), cases.len());
    println!("{file}: {} cases as published", cases.len());
}

#[test]
fn hashes_are_as_published() {
    every("hash.json", |case| {
        let version = case.number("version").unwrap() as u32;
        bucket(case.text("seed").unwrap(), case.text("value").unwrap(), version)
            == case.number("expect")
    });
}

#[test]
fn ranges_from_weights_and_coverage_are_as_published() {
    every("bucket_ranges.json", |case| {
        let count = case.number("variations").unwrap() as usize;
        let coverage = case.number("coverage").unwrap_or(1.0);
        let found = bucket_ranges(count, coverage, &numbers(case.list("weights")));
        let expected = ranges(case.list("expect"));
        // Published to two digits.
        let near = |(a, b): (&(f64, f64), &(f64, f64))| {
            (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9
        };
        found.len() == expected.len() && found.iter().zip(&expected).all(near)
    });
}

#[test]
fn a_number_chooses_the_published_range() {
    every("choose_variation.json", |case| {
        let chosen = choose(case.number("n").unwrap(), &ranges(case.list("ranges")));
        chosen == usize::try_from(case.number("expect").unwrap() as i64).ok()
    });
}

#[test]
fn namespaces_hold_whom_they_are_published_to_hold() {
    every("namespaces.json", |case| {
        let experiment = Map::new()
            .with("id", "any")
            .with("variants", vec!["a".into(), Value::from("b")])
            .with("namespace", case.get("namespace").cloned());
        let facts = Map::new().with("id", case.text("user"));
        let inside = decide(&Value::Map(experiment), &Value::Map(facts)).variant.is_some();
        inside == case.is_true("expect")
    });
}

/// What of the published experiments is not for Docent to decide, and why.
const OUT_OF_SCOPE: [(&str, &str); 2] = [
    ("parentConditions", "features are not evaluated here, so none can be a prerequisite"),
    ("urlPatterns", "pages are a matter of conditions, with $url"),
];

#[test]
fn experiments_assign_as_published() {
    let Some(cases) = published("experiments.json") else { return };
    let (mut failed, mut left_out) = (Vec::new(), 0);
    for case in &cases {
        let experiment = case.get("experiment").unwrap();
        let name = case.text("name").unwrap();
        let outside = OUT_OF_SCOPE.iter().find(|(field, _)| experiment.get(field).is_some());
        if let Some((field, why)) = outside {
            println!("left out: {name} ({field}): {why}");
            left_out += 1;
            continue;
        }
        let got = run(case);
        let expected = case.get("expect").unwrap();
        let (taking_part, hashed) =
            (expected.is_true("in_experiment"), expected.is_true("hash_used"));
        let variants = experiment.list("variations");
        let value = &variants[got.variant.unwrap_or(0)];
        let right = value == expected.get("value").unwrap()
            && got.variant.is_some() == taking_part
            && got.bucket.is_some() == hashed;
        if !right {
            failed.push(format!("{name}: {got:?}"));
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(left_out * 10 < cases.len(), "{left_out} of {} left out", cases.len());
    println!(
        "experiments.json: {} cases as published, {left_out} left out",
        cases.len() - left_out
    );
}

/// Runs a published case: what its context says of everything goes before what it says of the
/// person.
fn run(case: &Value) -> Assignment {
    let nothing = Value::Map(Map::new());
    let context = case.get("context").unwrap_or(&nothing);
    if context.get("enabled") == Some(&Value::Bool(false)) {
        return Assignment::default();
    }
    let published = case.get("experiment").unwrap();
    let key = published.text("key").unwrap();
    let by_url =
        context.text("url").and_then(|url| url.split_once(&format!("{key}="))).map(|(_, n)| n);
    let by_hand = context.get("forcedVariations").and_then(|forced| forced.number(key));
    let forced = by_url.and_then(|number| number.parse().ok()).or(by_hand.map(|n| n as usize));
    let experiment = translated(published);
    let facts = context.get("attributes").unwrap_or(&nothing);
    let groups = context.get("savedGroups").unwrap_or(&nothing);
    let assigned = with_world(facts, groups, |world| ask(&experiment, world, forced, None));
    // In its QA mode nothing but force decides.
    match context.is_true("qaMode") && assigned.bucket.is_some() {
        true => Assignment::default(),
        false => assigned,
    }
}

/// A published experiment in the words of the guidebook.
fn translated(published: &Value) -> (Experiment, Graph) {
    let mut map = published.as_map().unwrap().clone();
    let ids =
        (0..map.remove("variations").unwrap().as_list().len()).map(|at| at.to_string().into());
    map.set("variants", ids.collect::<Vec<Value>>());
    for (theirs, ours) in [
        ("key", "id"),
        ("condition", "audience"),
        ("hashAttribute", "hash_attribute"),
        ("fallbackAttribute", "fallback_attribute"),
        ("hashVersion", "hash_version"),
    ] {
        if let Some(value) = map.remove(theirs) {
            map.set(ours, value);
        }
    }
    decode(&Value::Map(map))
}

fn decode(experiment: &Value) -> (Experiment, Graph) {
    decode_experiment(experiment, &Native).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Assigns, with the audience asked first.
fn ask(
    (experiment, graph): &(Experiment, Graph),
    world: &World,
    forced: Option<usize>,
    kept: Option<usize>,
) -> Assignment {
    let mut graph = graph.clone();
    graph.settle(world);
    assign(experiment, graph.holds(experiment.audience), world, forced, kept)
}

fn with_world<T>(facts: &Value, groups: &Value, ask: impl FnOnce(&World) -> T) -> T {
    ask(&World { groups, ..World::new(facts, &History::default(), &Native) })
}

fn decide(experiment: &Value, facts: &Value) -> Assignment {
    let experiment = decode(experiment);
    with_world(facts, &Value::Null, |world| ask(&experiment, world, None, None))
}

// --- our own ---------------------------------------------------------------------------------

const PLAIN: &str = r#"{"id": "my-test", "variants": ["a", "b"]}"#;

/// The plain experiment with more fields.
fn with(more: &str) -> Value {
    let mut map = json(PLAIN).as_map().unwrap().clone();
    map.merge(json(more).as_map().unwrap());
    Value::Map(map)
}

fn user(id: &str) -> Value {
    json(&format!(r#"{{"user": {{"id": "{id}", "anonymous_id": "nobody"}}}}"#))
}

#[test]
fn a_user_is_hashed_by_user_id_else_by_anonymous_id_else_by_another_fact() {
    let by = |experiment: &str, facts: &str| decide(&with(experiment), &json(facts)).bucket;
    let of = |value: &str| bucket("my-test", value, 1);
    assert_eq!(by("{}", r#"{"user": {"id": "u", "anonymous_id": "a"}}"#), of("u"));
    assert_eq!(by("{}", r#"{"user": {"anonymous_id": "a"}}"#), of("a"));
    assert_eq!(by("{}", r#"{"id": 7}"#), of("7"), "a number is hashed as JavaScript writes it");
    let company = r#"{"hash_attribute": "company.id", "fallback_attribute": "user.id"}"#;
    assert_eq!(by(company, r#"{"company": {"id": "c"}, "user": {"id": "u"}}"#), of("c"));
    assert_eq!(by(company, r#"{"company": {"id": ""}, "user": {"id": "u"}}"#), of("u"));
    assert_eq!(by(company, r#"{"id": "u"}"#), None, "and by nothing else");
    for nobody in ["null", "false", "0", "\"\""] {
        let facts = format!(r#"{{"company": {{"id": {nobody}}}}}"#);
        assert_eq!(by(r#"{"hash_attribute": "company.id"}"#, &facts), None, "{nobody}");
    }
}

#[test]
fn what_was_kept_stays_while_the_experiment_runs_and_the_person_is_known() {
    let keep = |more: &str, kept: usize| {
        let experiment = decode(&with(more));
        with_world(&user("1"), &Value::Null, |world| {
            ask(&experiment, world, None, Some(kept)).variant
        })
    };
    let usual = decide(&json(PLAIN), &user("1")).variant.unwrap();
    assert_eq!(keep("{}", 1 - usual), Some(1 - usual));
    assert_eq!(keep(r#"{"coverage": 0, "audience": {"user.x": 1}}"#, 0), Some(0));
    assert_eq!(keep(r#"{"active": false}"#, 0), None);
    assert_eq!(keep("{}", 2), None, "a variant that is no longer there");
    assert_eq!(keep(r#"{"hash_attribute": "company.id"}"#, 0), None);
}

#[test]
fn a_hold_out_gets_no_variant_of_any_experiment() {
    let hold_out = r#""audience": {"$not": {"$sample": {"percent": 20, "seed": "hold-out"}}}"#;
    let first = with(&format!("{{{hold_out}}}"));
    let second = with(&format!(r#"{{{hold_out}, "id": "other"}}"#));
    let mut out = 0;
    for number in 0..1000 {
        let someone = user(&number.to_string());
        let (first, second) = (decide(&first, &someone), decide(&second, &someone));
        assert_eq!(first.variant.is_none(), second.variant.is_none(), "the same people for both");
        out += i32::from(first.variant.is_none());
    }
    assert!((150..250).contains(&out), "{out} of 1000 held out");
}

#[test]
fn samples_and_experiments_agree_on_who_a_person_is() {
    // Where a sample and an experiment hash the same, half of all people are in both.
    let experiment = with(r#"{"hash_version": 2, "weights": [0.5, 0.5]}"#);
    let sample = with(
        r#"{"hash_version": 2, "weights": [0.5, 0.5],
            "audience": {"$sample": {"percent": 50, "seed": "my-test"}}}"#,
    );
    let mut in_sample = 0;
    for number in 0..100 {
        for user in [
            r#"{"id": "N"}"#,
            r#"{"id": null, "anonymous_id": "N"}"#,
            r#"{"id": "", "anonymous_id": "N"}"#,
            r#"{"id": false, "anonymous_id": "N"}"#,
            r#"{"anonymous_id": "N"}"#,
            r#"{"id": "N", "anonymous_id": "x"}"#,
        ] {
            let facts = json(&format!(r#"{{"user": {}}}"#, user.replace("N", &number.to_string())));
            let first = decide(&experiment, &facts).variant == Some(0);
            let drawn = decide(&sample, &facts).variant;
            assert_eq!(drawn, first.then_some(0), "{facts:?}");
            in_sample += usize::from(first);
        }
    }
    assert!((150..450).contains(&in_sample) && in_sample % 6 == 0, "{in_sample}");
    let nobody = json(r#"{"user": {"id": "", "anonymous_id": ""}}"#);
    assert_eq!(decide(&experiment, &nobody).variant, None);
    let everyone = with(r#"{"audience": {"$sample": {"percent": 100}}, "hash_attribute": "x"}"#);
    let nobody = json(r#"{"user": {"id": "", "anonymous_id": ""}, "x": 1}"#);
    assert_eq!(decide(&everyone, &nobody).variant, None, "nobody is in no sample");
}

#[test]
fn shares_are_as_large_as_their_weights() {
    let experiment = with(r#"{"weights": [0.2, 0.8], "hash_version": 2, "coverage": 0.5}"#);
    let mut counts = [0, 0, 0];
    for number in 0..10_000 {
        counts[decide(&experiment, &user(&number.to_string())).variant.unwrap_or(2)] += 1;
    }
    for (count, expected) in counts.iter().zip([1000_i32, 4000, 5000]) {
        assert!((count - expected).abs() < 200, "{counts:?}");
    }
}

#[test]
fn what_is_wrong_or_doubtful_in_an_experiment_is_said_with_its_place() {
    let wrong = [
        (r#"{"variants": []}"#, "variants", "expected at least two variants"),
        (r#"{"variants": ["a", "a"]}"#, "variants", "two variants have the same id"),
        (r#"{"variants": ["a", {"name": "B"}]}"#, "variants[1].id", "is missing"),
        (r#"{"namespace": ["x"]}"#, "namespace", "expected a name and two numbers"),
        (r#"{"ranges": [[0, 0.5], [1]]}"#, "ranges[1]", "expected two numbers"),
        (
            r#"{"audience": {"user.x": {"$foo": 1}}}"#,
            "audience.user.x.$foo",
            "is not an operator Docent knows",
        ),
        (r#"{"hashAttribute": "id"}"#, "hashAttribute", "is not a field of an experiment"),
        (r#"{"filters": [{"seed": "s"}]}"#, "filters[0].ranges", "is missing"),
    ];
    for (more, place, why) in wrong {
        let problems = decode_experiment(&with(more), &Native).expect_err(more);
        let place = format!("experiment.{place}");
        let said = |it: &docent::core::guidebook::Problem| {
            it.error && it.place == place && it.why.starts_with(why)
        };
        assert!(problems.iter().any(said), "{more}: {problems:?}");
    }
    let doubtful = [
        (r#"{"weights": [0.5, 0.6]}"#, "weights"),
        (r#"{"weights": [1]}"#, "weights"),
        (r#"{"coverage": 2}"#, "coverage"),
        (r#"{"hash_version": 3}"#, "hash_version"),
        (r#"{"force": "c"}"#, "force"),
        (r#"{"force": -1}"#, "force"),
        (r#"{"variants": ["a"]}"#, "variants"),
    ];
    for (more, place) in doubtful {
        let item = with(more);
        let document = Map::new().with("version", 1.0).with("experiments", vec![item.clone()]);
        let (guidebook, problems) =
            docent::core::guidebook::decode(&Value::Map(document), &Native).unwrap();
        let place = format!("experiments[0].{place}");
        assert!(problems.iter().any(|it| !it.error && it.place == place), "{more}: {problems:?}");
        assert_eq!(guidebook.experiments.len(), 1, "{more}");
    }
}

#[test]
fn an_audience_that_asks_for_a_variant_is_refused_and_the_rest_stays() {
    let text = r#"{"version": 1,
      "segments": [
        {"id": "short", "where": {"$variant": {"experiment": "a", "is": "x"}}},
        {"id": "via", "where": {"$or": [{"$segment": "short"}]}},
        {"id": "plain", "where": {"user.x": 1}}],
      "experiments": [
        {"id": "a", "variants": ["x", "y"]},
        {"id": "a", "variants": ["p", "q"]},
        {"id": "b", "variants": ["x", "y"], "audience": {"$not": {"$variant": {"experiment": "a", "is": "x"}}}},
        {"id": "c", "variants": ["x", "y"], "audience": {"$segment": "via"}},
        {"id": "d", "variants": ["x", "y"], "audience": {"$segment": "plain"}}]}"#;
    let (guidebook, problems) = docent::core::guidebook::load(text, &Native).unwrap();
    let ids: Vec<&str> = guidebook.experiments.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["a", "d"]);
    let places: Vec<&str> = problems.iter().map(|it| it.place.as_str()).collect();
    assert_eq!(places, ["experiments[1]", "experiments[2].audience", "experiments[3].audience"]);
}

#[test]
fn what_is_not_ascii_is_hashed_by_utf_16_code_units_as_in_the_browser() {
    // Made with the SDK for JavaScript, 1.8.
    assert_eq!(bucket("exp", "é", 1), Some(0.875));
    assert_eq!(bucket("exp", "😀", 2), Some(0.7506));
}
