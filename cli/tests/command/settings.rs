//! What `docent check` says of experiments, triggers, selectors and other settings.

use super::check;

#[test]
fn fields_of_a_trigger_that_belong_to_another_moment_are_doubted() {
    let banner = |trigger: &str| {
        check(&format!(
            r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "B", "audience": {{"user.x": 1}}, "trigger": {trigger}}}]}}"#
        ))
    };
    for (trigger, expected) in [
        (
            r#"{"on": "event", "event": "X", "percent": 50}"#,
            r#"percent: does nothing: it belongs to "scroll", and this is "event""#,
        ),
        (r#"{"on": "page", "event": "X"}"#, "event: does nothing"),
        (r#"{"on": "element", "selector": "a", "where": {"user.x": 1}}"#, "where: does nothing"),
        (r#"{"on": "segment", "selector": "a"}"#, "selector: does nothing"),
        (r#"{"on": "idle", "after": "5s", "when": "clicked"}"#, "when: does nothing"),
        (
            r#"{"on": "scroll", "after": "5s"}"#,
            r#"after: does nothing: it belongs to "delay" and "idle""#,
        ),
        (r#"{"on": "manual", "page": "/x"}"#, "page: does nothing"),
    ] {
        let left = banner(trigger);
        let expected = format!("warning: experiences[0].trigger.{expected}");
        assert!(left.err.contains(&expected), "{trigger}: {}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{trigger}: {}", left.err);
    }
    for fine in [
        r#"{"on": "event", "event": "X", "where": {"x": 1}, "page": "/x"}"#,
        r#"{"on": "element", "selector": "a", "when": "clicked"}"#,
        r#"{"on": "delay", "after": "5s"}"#,
        r#"{"on": "idle", "after": "5s"}"#,
        r#"{"on": "scroll", "percent": 50}"#,
        r#"{"on": "segment", "page": "/x"}"#,
    ] {
        assert_eq!(banner(fine).err, "", "{fine}");
    }
}

#[test]
fn selectors_that_will_not_last_are_doubted() {
    let of = |selector: &str| {
        format!(r##"{{"version": 1, "features": [{{"event": "x", "selector": "{selector}"}}]}}"##)
    };
    for brittle in [
        "ul > li:nth-child(3)",
        ".css-1x2y3z",
        ".sc-bdVaJa",
        "#ember12345",
        ".Button_root__a1B2c3",
        "main div div section ul li a",
        "//div[2]",
        "my-card >>> .css-1x2y3z",
        "#ember123",
        "[id='ember123']",
        r"#radix-\\:r1\\:",
        "#radix-:r1:",
        "[id='«r1»']",
        ".css-1a2b3c",
        "[data-v-7ba5bd90] button",
        "button:contains('Save')",
        "li:first",
        ".menu:visible > a",
    ] {
        assert!(check(&of(brittle)).err.contains("is brittle"), "{brittle}");
    }
    for lasting in [
        "[data-test=send]",
        "#new-invoice",
        "button.primary",
        ".h1",
        ".col-md-6",
        "[data-test='x-1a2b3c4d']",
        "form[name=signup] button",
        ".mt-4 .text-2xl",
        "nav .invoices-2026",
        "text=Send it to all of the team",
        "my-card >>> role=button[name=Send]",
        "input:required:not([hidden])",
        ":root:has(dialog)",
        "li:first-child",
        "#step-1",
        "[data-test='a:visible']",
    ] {
        assert_eq!(check(&of(lasting)).err, "", "{lasting}");
    }
}

#[test]
fn what_an_experiment_refers_to_is_looked_for() {
    let left = check(
        r#"{"version": 1,
      "segments": [{"id": "s", "where": {"$variant": {"experiment": "x", "is": "d"}}}],
      "experiments": [{"id": "x", "variants": ["a", {"id": "b"}], "weights": [0.5, 0.4], "goal": ["g", "h"]}],
      "goals": [{"id": "g", "when": {"user.x": 1}}],
      "experiences": [
        {"id": "fine", "kind": "banner", "body": "B", "experiment": {"id": "x", "variant": "b"}, "goal": "g"},
        {"id": "off", "kind": "banner", "body": "B", "experiment": {"id": "x", "variant": "c"}, "goal": "i"}]}"#,
    );
    assert_eq!(left.code, 0, "{}", left.err);
    assert!(left.out.contains("1 experiment, 1 goal in force"), "{}", left.out);
    let expected = [
        "segments[0].where.$variant.is: refers to the variant \"d\"",
        "experiments[0].weights: are not one for each variant, together 1",
        "experiments[0].goal: refers to the goal \"h\"",
        "experiences[1].experiment: refers to the variant \"c\"",
        "experiences[1].goal: refers to the goal \"i\"",
    ];
    for line in expected {
        assert!(left.err.contains(line), "{line} is not in {}", left.err);
    }
    assert_eq!(left.err.lines().count(), expected.len(), "{}", left.err);
}

/// What is said of a document, one line for each doubt, without the file.
fn warned(text: &str) -> Vec<String> {
    let left = check(text);
    assert_eq!(left.code, 0, "a warning is no error: {text}: {}", left.err);
    left.err.lines().map(|line| line.split_once("warning: ").unwrap().1.to_owned()).collect()
}

/// Holds that just these doubts are said, by how they begin.
fn only(text: &str, expected: &[&str]) {
    let said = warned(text);
    assert_eq!(said.len(), expected.len(), "{text}: {said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{text}: {said}");
    }
}

#[test]
fn how_often_and_when_something_is_shown_is_doubted_where_it_is_never_or_nothing_is_held_back() {
    for (fields, expected) in [
        (r#""frequency": {"times": 0, "per": "7d"}"#, "frequency.times: never lets it be shown"),
        (r#""frequency": {"times": 2, "per": "0d"}"#, "frequency.per: is no time at all"),
        (r#""frequency": {"every": "0d"}"#, "frequency.every: is no time at all"),
        (r#""schedule": {"days": []}"#, "schedule.days: is empty, which is the same as every day"),
        (r#""schedule": {"hours": ["09:00", "09:00"]}"#, "schedule.hours: can never hold"),
        (r#""trigger": {"on": "segment"}"#, "trigger.on: asks for a segment, and there is none"),
    ] {
        let banner = format!(
            r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "B", {fields}}}]}}"#
        );
        only(&banner, &[&format!("experiences[0].{expected}")]);
    }
    let goal = r#"{"version": 1, "goals": [{"id": "g", "when": {"user.x": 1}, "within": "0d"}]}"#;
    only(goal, &["goals[0].within: is empty, so that it is never reached"]);
    let fine = r#"{"version": 1, "experiences": [{"id": "b", "kind": "banner", "body": "B",
      "frequency": {"times": 1, "per": "7d"}, "trigger": {"on": "segment"}, "audience": {"user.x": 1},
      "schedule": {"days": ["mon"], "hours": ["22:00", "02:00"]}}]}"#;
    only(fine, &[]);
}

#[test]
fn quantiles_are_percents_whose_values_rise_and_top_says_which_of_them_it_goes_by() {
    let quantiles = |shipped: &str| format!(r#"{{"version": 1, "quantiles": {shipped}}}"#);
    only(
        &quantiles(r#"{"user.mrr": {"p90": 99, "0.9": 5, "101": 7}}"#),
        &[
            "user.mrr.p90: does nothing: it is no percent from 0 to 100; did you mean \"90\"?",
            "user.mrr.0.9: is less than one percent; write \"90\" if",
            "user.mrr.101: does nothing: it is no percent from 0 to 100",
        ]
        .map(|line| ["quantiles.", line].concat())
        .each_ref()
        .map(String::as_str),
    );
    only(
        &quantiles(r#"{"user.mrr": {"90": 5, "50": 9, "99": 5}}"#),
        &["quantiles.user.mrr.90: is 5, less than the 9 of \"50\""],
    );
    only(&quantiles(r#"{"usr.mrr": {"50": 1}}"#), &["quantiles.usr.mrr: is not a fact Docent has"]);
    let top = |percent: &str| {
        format!(
            r#"{{"version": 1, "quantiles": {{"user.mrr": {{"50": 12, "90": 99, "68.3": 20, "99": 480}}}},
              "segments": [{{"id": "s", "where": {{"$top": {{"of": "user.mrr", "percent": {percent}}}}}}}]}}"#
        )
    };
    let at = "segments[0].where.$top.percent: ";
    only(&top("5"), &[&format!("{at}goes by the quantile \"99\", the next above, because \"95\"")]);
    only(&top("0.5"), &[&format!("{at}finds nobody: quantiles has nothing at or above \"99.5\"")]);
    for shipped in ["10", "50", "31.7", "1"] {
        only(&top(shipped), &[]);
    }
}

#[test]
fn shares_of_an_experiment_that_nobody_can_have_meant_are_doubted() {
    let experiment = |fields: &str| {
        format!(
            r#"{{"version": 1, "experiments": [{{"id": "x", "variants": ["a", "b"], {fields}}}]}}"#
        )
    };
    for (fields, expected) in [
        (r#""ranges": [[0, 0.5]]"#, "ranges: are 1, and there are 2 variants"),
        (r#""ranges": [[0, 0.6], [0.5, 1]]"#, "ranges[1]: overlaps [0, 0.6]"),
        (r#""ranges": [[0.5, 0], [0.5, 1]]"#, "ranges[0]: can never hold: it ends before"),
        (r#""ranges": [[0, 0.5], [0.5, 100]]"#, "ranges[1]: is not within 0 and 1"),
        (r#""ranges": [[0, 0.5], [0.5, 1]], "weights": [0.5, 0.5]"#, "weights: does nothing"),
        (r#""ranges": [[0, 0.5], [0.5, 1]], "coverage": 0.5"#, "coverage: does nothing"),
        (r#""namespace": ["n", 0.5, 0.1]"#, "namespace: can never hold: it ends before it starts"),
        (r#""namespace": ["n", 0, 50]"#, "namespace: is not within 0 and 1"),
        (r#""weights": [-0.5, 1.5]"#, "weights[0]: is less than nothing"),
        (r#""hash_attribute": "usr.id""#, "hash_attribute: is not a fact Docent has"),
        (r#""fallback_attribute": "device.id""#, "fallback_attribute: is not known"),
        (
            r#""filters": [{"seed": "s", "attribute": "id", "ranges": [[0, 0.5]]}]"#,
            "filters[0].attribute: is not a fact Docent has",
        ),
        (
            r#""filters": [{"seed": "s", "ranges": [[0.5, 0.2]]}]"#,
            "filters[0].ranges[0]: can never hold",
        ),
    ] {
        only(&experiment(fields), &[&format!("experiments[0].{expected}")]);
    }
    for fine in [
        r#""ranges": [[0, 0.5], [0.5, 1]], "namespace": ["n", 0, 1]"#,
        r#""ranges": [[0, 0], [0, 1]], "hash_attribute": "company.id""#,
        r#""weights": [0.2, 0.8], "coverage": 0.5, "fallback_attribute": "user.anonymous_id""#,
        r#""filters": [{"seed": "s", "ranges": [[0, 0.2], [0.1, 0.3]]}]"#,
    ] {
        only(&experiment(fine), &[]);
    }
}
