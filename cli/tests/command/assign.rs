//! `docent assign` as a shell sees it, with experiments of the guidebook and of others.

use super::{docent, file, json};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use std::path::{Path, PathBuf};

/// Runs the command on lines; its exit code and the lines it answered.
fn assign(arguments: &[&str], lines: &[String]) -> (i32, Vec<Value>, String) {
    let all = [&["assign"], arguments].concat();
    let left = docent(&all, lines.join("\n").as_bytes());
    let answers = left.out.lines().filter(|line| line.starts_with('{')).map(json).collect();
    (left.code, answers, left.out + &left.err)
}

fn one(line: &str) -> Value {
    let (_, mut answers, said) = assign(&[], &[line.replace('\n', " ")]);
    assert_eq!(answers.len(), 1, "{said}");
    answers.remove(0)
}

fn same(answer: &Value, expected: &str) {
    assert_eq!(to_json(answer, &Native), to_json(&json(expected), &Native));
}

#[test]
fn a_line_is_answered_with_variant_value_and_bucket() {
    let tour = r#""experiment": {"id": "my-test", "variants": ["long", {"id": "short", "value": {"steps": 3}}]}"#;
    same(
        &one(&format!(r#"{{{tour}, "facts": {{"user": {{"id": "1"}}}}}}"#)),
        r#"{"variant": "short", "value": {"steps": 3}, "in_experiment": true, "bucket": 0.969}"#,
    );
    let control = r#"{"variant": "long", "value": "long", "in_experiment": false, "bucket": null}"#;
    same(&one(&format!("{{{tour}}}")), control);
    for by_hand in [r#""short""#, "1", r#"{"my-test": "short"}"#, r#"{"my-test": 1}"#] {
        let answer = one(&format!(r#"{{{tour}, "forced": {by_hand}}}"#));
        assert!(answer.is_true("in_experiment") && answer.get("bucket") == Some(&Value::Null));
        assert_eq!(answer.text("variant"), Some("short"), "{by_hand}");
    }
    for by_hand in [r#""medium""#, "7", "-1"] {
        same(&one(&format!(r#"{{{tour}, "forced": {by_hand}}}"#)), control);
    }
}

#[test]
fn groups_events_and_the_guidebook_decide_with_it() {
    let folder = std::env::temp_dir().join(format!("docent-assign-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("guidebook.json");
    let guidebook = r#"{"version": 1, "groups": {"beta": ["1"]},
      "segments": [{"id": "testers", "where": {"user.id": {"$inGroup": "beta"}, "$event": {"name": "login"}}}],
      "experiments": [{"id": "my-test", "variants": ["a", "b"], "audience": {"$segment": "testers"}, "sticky": true}]}"#;
    std::fs::write(&path, guidebook).unwrap();
    let facts = r#""experiment": "my-test", "facts": {"user": {"id": "1"}}"#;
    let login = r#""events": [{"name": "login", "time": 0}]"#;
    let lines = [
        format!("{{{facts}, {login}}}"),
        format!("{{{facts}}}"),
        format!(r#"{{{facts}, "kept": "a"}}"#),
        r#"{"experiment": "other"}"#.to_owned(),
    ];
    let (code, answers, said) = assign(&["--guidebook", path.to_str().unwrap()], &lines);
    let variants: Vec<_> =
        answers.iter().map(|it| (it.text("variant"), it.is_true("in_experiment"))).collect();
    assert_eq!(variants, [(Some("b"), true), (Some("a"), false), (Some("a"), true), (None, false)]);
    assert!(answers[3].text("error").unwrap().contains("there is no \"other\""));
    assert_eq!(code, 1, "{said}");
}

#[test]
fn a_kept_variant_that_is_no_more_is_assigned_anew() {
    let line = |kept: &str| {
        format!(
            r#"{{"experiment": {{"id": "tour", "variants": ["a", "b"], "sticky": true}}, "facts": {{"id": "u1"}}, "kept": "{kept}"}}"#
        )
    };
    let gone = one(&line("c"));
    assert!(gone.is_true("in_experiment") && gone.number("bucket").is_some(), "{gone:?}");
    assert_eq!(one(&line("b")).text("variant"), Some("b"));
}

#[test]
fn what_is_wrong_is_an_answer_of_its_own() {
    for (line, why) in [
        ("[]", "expected an object with an experiment"),
        ("{}", "experiment: is missing"),
        (r#"{"experiment": 5}"#, "experiment: expected an object"),
        (r#"{"experiment": {"id": "x"}}"#, "experiment.variants: is missing"),
        (
            r#"{"experiment": {"id": "x", "variants": []}}"#,
            "experiment.variants: expected at least two",
        ),
        (
            r#"{"experiment": {"id": "x", "variants": ["a", "b"], "colour": 1}}"#,
            "experiment.colour: is not a field",
        ),
        (
            r#"{"experiment": {"id": "x", "variants": ["a", "b"]}, "facts": 5}"#,
            "facts: expected an object",
        ),
        (
            r#"{"experiment": {"id": "x", "variants": ["a", "b"]}, "forced": []}"#,
            "forced: expected",
        ),
    ] {
        let answer = one(line);
        let said = answer.text("error").unwrap_or_default();
        assert!(said.starts_with(why), "{line}: {answer:?}");
    }
    let (code, _, said) = assign(&["--help"], &[]);
    assert_eq!(code, 0);
    assert!(said.contains("| docent assign"), "examples are shown");
    let (code, ..) = assign(&["--colour"], &[]);
    assert_eq!(code, 2);
    let (code, ..) = assign(&["--guidebook", "/nowhere.json"], &[]);
    assert_eq!(code, 2);
}

#[test]
fn published_experiments_can_be_asked_for_as_they_are() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/suites");
    let folder = std::env::var_os("DOCENT_SUITES").map(PathBuf::from).unwrap_or(beside);
    let Ok(text) = std::fs::read_to_string(folder.join("experiments.json")) else {
        println!(
            "DOCENT_SUITES is not set and ../shared/suites is not there: experiments.json is skipped"
        );
        return;
    };
    let cases = json(&text);
    let cases = cases.as_list();
    let lines: Vec<String> = cases.iter().map(|case| to_json(case, &Native)).collect();
    let (code, answers, said) = assign(&[], &lines);
    assert_eq!((code, answers.len()), (0, cases.len()), "{said}");
    for (case, answer) in cases.iter().zip(&answers) {
        let expected = case.get("expect").unwrap();
        let plain = Map::new()
            .with("value", answer.get("value").cloned())
            .with("in_experiment", answer.is_true("in_experiment"))
            .with("hash_used", answer.number("bucket").is_some());
        assert_eq!(&Value::Map(plain), expected, "{}: {answer:?}", case.text("name").unwrap());
    }
}

#[test]
fn prerequisites_are_asked_of_default_values_and_rules_are_not_guessed() {
    let of = |feature: &str| {
        one(&format!(
            r#"{{"experiment": {{"key": "my-test", "variations": [0, 1],
              "parentConditions": [{{"id": "parent", "condition": {{"value": true}}}}]}},
              "context": {{"attributes": {{"id": "1"}}, "features": {{"parent": {feature}}}}}}}"#
        ))
    };
    assert!(of(r#"{"defaultValue": true}"#).is_true("in_experiment"));
    assert_eq!(of(r#"{"defaultValue": false}"#).get("in_experiment"), Some(&Value::Bool(false)));
    assert_eq!(of("null").get("in_experiment"), Some(&Value::Bool(false)));
    let ruled = of(r#"{"defaultValue": false, "rules": [{"force": true}]}"#);
    assert!(ruled.text("error").unwrap().contains("parentConditions"), "{ruled:?}");
}

#[test]
fn what_else_growthbook_writes_is_understood() {
    let line = r#"{"context": {"attributes": {"id": "1", "company": "c"}, "forcedVariations": {"other": 1}},
      "experiment": {"key": "my-test", "variations": ["x", "y"], "hashAttribute": "company", "hashVersion": 2, "seed": "",
        "coverage": null, "meta": [{"key": "control"}, {"key": "treatment", "name": "Treatment"}]}}"#;
    let expected = docent::core::experiment::hash::bucket("my-test", "c", 2);
    let answer = one(line);
    assert_eq!(answer.number("bucket"), expected);
    assert!(matches!(answer.text("variant"), Some("control" | "treatment")), "{answer:?}");
    let draft = r#"{"experiment": {"key": "my-test", "variations": [0, 1], "status": "STATUS", "phase": "0"}, "facts": {"id": "1"}}"#;
    assert!(one(&draft.replace("STATUS", "running")).is_true("in_experiment"));
    assert!(!one(&draft.replace("STATUS", "stopped")).is_true("in_experiment"));
    assert!(!one(&draft.replace("STATUS", "draft")).is_true("in_experiment"));
    let ours = one(
        r#"{"experiment": {"id": "my-test", "variants": [false, true]}, "facts": {"id": "1"}}"#,
    );
    same(&ours, r#"{"variant": "1", "value": true, "in_experiment": true, "bucket": 0.969}"#);
}

#[test]
fn fields_of_growthbook_that_choose_nobody_are_passed_over_and_those_that_do_are_refused() {
    let of = |fields: &str| {
        one(&format!(
            r#"{{"experiment": {{"key": "my-test", "variations": [0, 1], {fields}}}, "facts": {{"id": "1"}}}}"#
        ))
    };
    let plain = of(r#""name": "My test""#);
    assert_eq!(plain.number("bucket"), Some(0.969));
    for beside in [
        r#""persistQueryString": true"#,
        r#""changeId": "c1""#,
        r#""disableStickyBucketing": true, "bucketVersion": 3, "minBucketVersion": 1"#,
        r#""excludeBlockedVariations": true"#,
        r#""phase": "2", "manual": false"#,
        r#""urlPatterns": [], "url": null, "groups": [], "parentConditions": []"#,
    ] {
        assert_eq!(of(beside), plain, "{beside}");
    }
    for (decides, why) in [
        (
            r#""urlPatterns": [{"type": "simple", "pattern": "/x", "include": true}]"#,
            "experiment.urlPatterns: pages are not looked at here; leave it out",
        ),
        (r#""url": "^/x""#, "experiment.url: pages are not looked at here"),
        (r#""groups": ["beta"]"#, "experiment.groups: is the way of older SDKs; write a condition"),
        (r#""include": "f""#, "experiment.include: is a function of JavaScript"),
        (r#""parentConditions": [{"id": "p"}]"#, "experiment.parentConditions[0]: expected the id"),
        (r#""colour": 1"#, "experiment.colour: is not a field"),
    ] {
        let answer = of(decides);
        assert!(answer.text("error").unwrap_or_default().starts_with(why), "{decides}: {answer:?}");
    }
    let ours = one(r#"{"experiment": {"id": "x", "variants": ["a", "b"], "urlPatterns": []}}"#);
    assert!(ours.text("error").unwrap().contains("urlPatterns: is not a field"), "{ours:?}");
    let rules = r#"{"experiment": {"key": "x", "variations": [0, 1],
      "parentConditions": [{"id": "p", "condition": {"value": 1}}]},
      "context": {"features": {"p": {"rules": [{"force": 1}]}}}}"#;
    let said = one(rules);
    let expected =
        "experiment.parentConditions[0]: the feature \"p\" has rules, and whom they are for";
    assert!(said.text("error").unwrap().starts_with(expected), "{said:?}");
}

#[test]
fn what_is_broken_in_the_guidebook_is_said_with_its_place_as_check_does() {
    let line = r#"{"experiment": "tour", "facts": {"user": {"id": "1"}}}"#;
    let text = "{\"version\": 1, \"experiments\": [\n {\"id\": \"tour\", \"variants\": [\"a\", \"b\"], \"weights\": [2]},\n {\"id\": \"old\", \"variants\": [\"a\", \"b\"], \"audience\": {\"user.x\": {\"$near\": 1}}}]}";
    for (name, text) in [
        ("one.json", text),
        ("missing.json", r#"{"experiments": []}"#),
        ("newer.json", r#"{"version": 7}"#),
        ("cut.json", "{\"version\": 1,\n"),
    ] {
        let path = file(name, text);
        let path = path.to_str().unwrap();
        let checked = docent(&["check", "-q", path], b"").err;
        let (code, _, said) = assign(&["--guidebook", path], &[line.to_owned()]);
        assert_eq!(code, 1, "{said}");
        assert!(!checked.is_empty());
        for problem in checked.lines() {
            assert!(said.contains(problem), "{problem} is not in {said}");
        }
    }
    assert_eq!(docent(&["assign", "--guidebook", "-"], b"{}").code, 2, "where are the lines?");
}
