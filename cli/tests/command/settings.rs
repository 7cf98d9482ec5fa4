//! What `docent check` says of experiments, triggers, selectors and other settings.

use super::check;

#[test]
fn fields_of_a_trigger_that_belong_to_another_moment_are_doubted() {
    let banner = |trigger: &str| {
        check(&format!(
            r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "B", "trigger": {trigger}}}]}}"#
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
