//! What `docent check` says of values that a fact, a count or a field can never have.

use super::{check, segment};

/// What is said of a condition, behind the place of its segment.
fn said(condition: &str) -> Vec<String> {
    let behind = |line: &str| line.split_once("segments[0].where.").unwrap().1.to_owned();
    check(&segment(condition)).err.lines().map(behind).collect()
}

#[test]
fn a_fact_compared_with_what_it_never_is_is_doubted() {
    for (condition, expected) in [
        (
            r#"{"user.first_seen": {"$gt": "2022-01-01"}}"#,
            "user.first_seen.$gt: can never hold: user.first_seen is a time, in milliseconds, and so \
             not more than \"2022-01-01\"; write \"$after\": \"2022-01-01\"",
        ),
        (r#"{"user.last_seen": {"$lte": "2022-01-01"}}"#, "write \"$before\": \"2022-01-01\""),
        (r#"{"session.started_at": "2022-01-01"}"#, "ask with $after and $before"),
        (
            r#"{"session.count": "many"}"#,
            "can never hold: session.count is a number from 1 on, and so not \"many\"",
        ),
        (r#"{"session.count": {"$lt": 1}}"#, "and so not less than 1"),
        (r#"{"session.page_views": {"$between": [2.2, 2.4]}}"#, "and so not within [2.2,2.4]"),
        (r#"{"nps.score": 11}"#, "nps.score is a number from 0 to 10, and so not 11"),
        (r#"{"nps.score": {"$exists": true, "$gt": 10}}"#, "and so not more than 10"),
        (r#"{"nps.score": {"$in": [9, 10, 11]}}"#, "nps.score.$in[2]: can never hold"),
        (r#"{"geo.eu": "yes"}"#, "geo.eu is true or false, and so not \"yes\""),
        (r#"{"geo.eu": {"$not": {"$eq": "yes"}}}"#, "geo.eu.$not.$eq: can never hold"),
        (r#"{"session.is_new": {"$eq": "true"}}"#, "and so not \"true\""),
        (r#"{"device.viewport.width": {"$exists": true, "$lt": "640px"}}"#, "less than \"640px\""),
        (r#"{"device.os.version": {"$eq": 17}}"#, "device.os.version is a text, and so not 17"),
        (r#"{"page.query.tab": {"$in": [1, "1"]}}"#, "page.query.tab.$in[0]: can never hold"),
    ] {
        let said = said(condition);
        assert_eq!(said.len(), 1, "{condition}: {said:?}");
        assert!(said[0].contains(expected), "{condition}: {said:?}");
    }
    for fine in [
        r#"{"user.first_seen": {"$gt": 1700000000000}}"#,
        r#"{"session.count": "3"}"#,
        r#"{"session.page_views": 0}"#,
        r#"{"nps.score": 10}"#,
        r#"{"geo.eu": {"$ne": "yes"}, "device.touch": 1}"#,
        r#"{"session.is_new": "true"}"#,
        r#"{"device.viewport.width": {"$exists": true, "$lt": "640"}}"#,
        r#"{"page.query.page": 5, "page.title": null}"#,
        r#"{"page.query.page": {"$gt": 5}}"#,
        r#"{"device.languages": "de"}"#,
        r#"{"user.count": "many", "company.eu": "yes"}"#,
    ] {
        assert!(said(fine).is_empty(), "{fine}: {:?}", said(fine));
    }
}

#[test]
fn how_often_is_a_whole_number_and_when_a_time() {
    for (measure, expected) in [
        (
            r#""count": -1"#,
            "count: can never hold: count is a whole number from 0 on, and so not -1",
        ),
        (r#""count": 1.5"#, "and so not 1.5"),
        (r#""count": {"$eq": 1.5}"#, "count.$eq: can never hold"),
        (r#""count": {"$lt": 0}"#, "count: can never hold: no number is within these bounds"),
        (r#""days": 0.5"#, "days is a whole number"),
        (
            r#""first": 5"#,
            "first: can never hold: it is a time, in milliseconds; ask for one with $after",
        ),
        (
            r#""last": {"$exists": false}"#,
            "last: holds of those who never did it; where that is meant, \"count\": 0",
        ),
        (r#""last": {"$gte": "2026-01-01"}"#, "write \"$after\": \"2026-01-01\""),
        (
            r#""first": "2026-01-01""#,
            "first: expected a test of a time, like {\"$after\": \"2026-01-31\"} or {\"$within\": \"7d\"}",
        ),
    ] {
        let condition = format!(r#"{{"$event": {{"name": "Page viewed", {measure}}}}}"#);
        let said = said(&condition);
        assert_eq!(said.len(), 1, "{condition}: {said:?}");
        assert!(said[0].contains(expected), "{condition}: {said:?}");
    }
    for fine in [
        r#""count": 0"#,
        r#""count": {"$gt": 1.5}"#,
        r#""count": {"$in": [1, 2]}"#,
        r#""days": {"$between": [2, 3]}"#,
        r#""first": {"$after": "2026-01-01"}"#,
        r#""last": {"$lt": 1700000000000}"#,
    ] {
        let condition = format!(r#"{{"$event": {{"name": "Page viewed", {fine}}}}}"#);
        assert!(said(&condition).is_empty(), "{fine}: {:?}", said(&condition));
    }
}

#[test]
fn what_is_no_version_or_nothing_is_no_bound() {
    for (condition, expected) in [
        (r#"{"user.app": {"$vgt": "abc"}}"#, "user.app.$vgt: is no version; write one like"),
        (r#"{"user.app": {"$vlte": ""}}"#, "user.app.$vlte: is no version"),
        (
            r#"{"user.age": {"$gt": null}}"#,
            "user.age.$gt: compares with nothing, which counts as 0",
        ),
    ] {
        let said = said(condition);
        assert_eq!(said.len(), 1, "{condition}: {said:?}");
        assert!(said[0].contains(expected), "{condition}: {said:?}");
    }
}

#[test]
fn a_trait_that_is_called_by_its_path_is_doubted() {
    let action = |traits: &str| {
        check(&format!(
            r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "B",
              "actions": [{{"label": "Go", "do": "set", "traits": {traits}}}]}}]}}"#
        ))
        .err
    };
    let said = action(r#"{"user.plan": "pro"}"#);
    let expected = "actions[0].traits.user.plan: becomes a trait that is called \"user.plan\", dots \
                    and all, so that no condition finds it; write \"plan\", which is the fact user.plan";
    assert!(said.contains(expected), "{said}");
    assert!(action(r#"{"a.b": 1}"#).contains("write \"a_b\""));
    assert_eq!(action(r#"{"plan": "pro"}"#), "");
}

#[test]
fn a_number_that_is_none_or_beyond_its_range_is_said_with_the_range() {
    let text = r#"{"version": 1, "quantiles": {"user.mrr": {"90": "12"}},
      "throttle": {"max": [{"times": "x", "per": "day"}]},
      "experiments": [{"id": "e", "variants": ["a", "b"], "force": true}],
      "experiences": [{"id": "b", "kind": "banner", "body": "B", "priority": "high",
        "trigger": {"on": "scroll", "percent": 120}, "schedule": {"days": "mon"}}]}"#;
    let left = check(text);
    for expected in [
        "quantiles.user.mrr.90: expected a number\n",
        "throttle.max[0].times: expected a number from 0 to 1000000000\n",
        "experiments[0].force: expected a text that is not empty, or a number\n",
        "experiences[0].priority: expected a number from -1000000000 to 1000000000\n",
        "experiences[0].trigger.percent: expected a number from 0 to 100\n",
        "experiences[0].schedule.days: expected a list\n",
    ] {
        assert!(left.err.contains(expected), "{expected} is not in\n{}", left.err);
    }
    assert!(!left.err.contains("is empty"), "days are no list, and not an empty one: {}", left.err);
}

#[test]
fn a_country_is_two_capital_letters_and_a_continent_one_of_six() {
    for (condition, expected) in [
        (
            r#"{"geo.country": "de"}"#,
            "geo.country: is never \"de\"; it is two capital letters (ISO 3166), like \"DE\"; write \"DE\"",
        ),
        (
            r#"{"geo.country": {"$in": ["DE", "Germany"]}}"#,
            "is never \"Germany\"; it is two capital letters",
        ),
        (r#"{"geo.country": {"$ne": "DEU"}}"#, "is never \"DEU\""),
        (
            r#"{"geo.country": {"$in": ["UK", "IE"]}}"#,
            "is never \"UK\"; it is two capital letters (ISO 3166), like \"DE\"; write \"GB\"",
        ),
        (r#"{"geo.country": {"$ini": ["uk"]}}"#, "write \"GB\""),
        (
            r#"{"geo.continent": "europe"}"#,
            "is never \"europe\"; it is one of Africa, Americas, Antarctica, Asia, Europe, Oceania; did you mean \"Europe\"?",
        ),
        (
            r#"{"geo.continent": {"$in": ["North America"]}}"#,
            "is never \"North America\"; it is one of Africa, Americas",
        ),
    ] {
        let said = said(condition);
        assert_eq!(said.len(), 1, "{condition}: {said:?}");
        assert!(said[0].contains(expected), "{condition}: {said:?}");
    }
    for fine in [
        r#"{"geo.country": {"$in": ["DE", "GB", "XK"]}}"#,
        r#"{"geo.country": {"$ini": ["de", "at"]}}"#,
        r#"{"geo.continent": "Americas"}"#,
        r#"{"company.country": "Germany", "geo.region": "bayern"}"#,
    ] {
        assert!(said(fine).is_empty(), "{fine}: {:?}", said(fine));
    }
}
