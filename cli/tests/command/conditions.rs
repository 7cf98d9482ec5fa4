//! What `docent check` says of conditions.

use super::{check, docent, segment};

#[test]
fn pages_words_and_caps_that_can_match_nothing_are_doubted() {
    for (text, expected) in [
        (segment(r#"{"page.url": {"$url": "reports/*"}}"#), "$url: can never match"),
        (segment(r#"{"device.type": "phone"}"#), "is never \"phone\""),
        (segment(r#"{"session.views": 3}"#), "session has count, page_views"),
        (segment(r#"{"nps.group": {"$in": ["promoters"]}}"#), "is never \"promoters\""),
        (segment(r#"{"$not": {"nps.score": {"$gte": 9}}}"#), "$exists is missing: ask for"),
        (segment(r#"{"$event": {"name": "Page viewed", "where": {"x": {"$eq": 1, "$ne": 1}}}}"#), "where: can never hold"),
        (r#"{"version": 1, "throttle": {"max": [{"times": 0, "per": "day"}]}}"#.into(), "lets nothing be shown"),
        (r#"{"version": 1, "throttle": {"max": [{"times": 1, "per": "day"}]}, "experiences": [{"id": "l", "kind": "launcher", "items": [{"title": "Help", "url": "/help"}]}]}"#.into(), "counts the launcher \"l\""),
        (r#"{"version": 1, "features": [{"event": "x", "selector": "[data-test=x"}]}"#.into(), "do not match"),
        (r#"{"version": 1, "experiences": [{"id": "b", "kind": "banner", "body": "B", "trigger": {"on": "page", "page": "x/*"}}]}"#.into(), "trigger.page: can never match"),
    ] {
        let left = check(&text);
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{text}: {}", left.err);
        assert!(left.err.contains(expected), "{text}: {}", left.err);
    }
    for fine in [
        r#"{"page.url": {"$url": "*/reports"}}"#,
        r#"{"device.type": {"$in": ["mobile", "tablet"]}}"#,
        r#"{"nps.score": {"$exists": true}, "$not": {"nps.score": {"$gte": 9}}}"#,
    ] {
        assert_eq!(check(&segment(fine)).err, "", "{fine}");
    }
}

#[test]
fn a_number_that_may_be_missing_is_doubted_unless_exists_is_asked() {
    let doubtful = [
        r#"{"nps.score": {"$lt": 8}}"#,
        r#"{"nps.score": {"$lte": 0}}"#,
        r#"{"user.age": {"$gte": 0, "$lt": 18}}"#,
        r#"{"$or": [{"user.age": {"$lt": 18}}, {"user.age": {"$exists": true}}]}"#,
        r#"{"$not": {"company.size": {"$lte": 10}}}"#,
        r#"{"user.logins": 0}"#,
        r#"{"user.logins": {"$lt": "5"}}"#,
        r#"{"user.logins": {"$gte": "0", "$lt": 5}}"#,
        r#"{"user.logins": {"$lt": true, "$ne": 7}}"#,
        r#"{"nps.score": {"$not": {"$gte": 9}}}"#,
        r#"{"answers.s.q": {"$lte": "3"}}"#,
        r#"{"$answer": {"survey": "s", "question": "q", "$lte": 3}}"#,
        r#"{"user.name": {"$regex": "."}}"#,
        r#"{"user.name": "null"}"#,
    ];
    for condition in doubtful {
        let left = check(&segment(condition));
        assert!(left.err.contains("$exists is missing"), "{condition}: {}", left.err);
        assert_eq!(left.code, 0, "a warning is no error");
    }
    let fine = [
        r#"{"nps.score": {"$exists": true, "$lt": 8}}"#,
        r#"{"$and": [{"nps.score": {"$exists": true}}, {"nps.score": {"$lt": 8}}]}"#,
        r#"{"nps.score": {"$exists": true}, "$or": [{"nps.score": {"$lt": 3}}, {"nps.score": {"$gt": 8}}]}"#,
        r#"{"user.age": {"$gte": 18, "$lt": 30}}"#,
        r#"{"user.age": {"$gt": 18}}"#,
        r#"{"session.page_views": {"$lt": 3}}"#,
        r#"{"$event": {"name": "x", "count": {"$lt": 3}}}"#,
        r#"{"user.logins": {"$exists": true, "$lt": "5"}}"#,
        r#"{"user.logins": {"$exists": true}, "$or": [{"user.logins": 0}, {"user.vip": true}]}"#,
        r#"{"answers.s.q": {"$lt": 3}, "$answer": {"survey": "s", "question": "q"}}"#,
        r#"{"$answer": {"survey": "s", "question": "q", "$exists": true, "$lt": 3}}"#,
        r#"{"user.logins": {"$eq": 0}}"#,
        r#"{"user.logins": {"$in": [0, 1]}}"#,
        r#"{"user.logins": {"$ne": 5, "$nin": [6]}}"#,
        r#"{"user.logins": {"$not": {"$gte": 5}}}"#,
        r#"{"user.logins": {"$lt": 10, "$not": {"$lt": 5}}}"#,
        r#"{"$not": {"user.logins": 0}}"#,
        r#"{"user.logins": 7}"#,
        r#"{"user.logins": null}"#,
        r#"{"user.since": {"$lt": "2026-01-01"}}"#,
        r#"{"user.app": {"$vlt": "2.0"}}"#,
        r#"{"user.name": {"$regex": "^A"}}"#,
        r#"{"user.email": {"$regex": "^(?!.*@example)"}}"#,
        r#"{"page.path": {"$regex": "l"}}"#,
        r#"{"session.page_views": 0}"#,
        r#"{"$event": {"name": "x", "where": {"pages": 0}}}"#,
    ];
    for condition in fine {
        let left = check(&segment(condition));
        let survey = "refers to the survey \"s\"";
        let others = left.err.lines().filter(|line| !line.contains(survey)).count();
        assert!(others == 0, "{condition}: {}", left.err);
    }
    for (condition, expected) in [
        (
            r#"{"user.logins": 0}"#,
            "because a missing number counts as 0; $exists is missing: \
             write {\"$exists\": true, \"$eq\": 0}",
        ),
        (r#"{"user.name": {"$regex": "."}}"#, "because what is missing reads as \"null\""),
    ] {
        let left = check(&segment(condition));
        assert!(left.err.contains(expected), "{condition}: {}", left.err);
    }
}

#[test]
fn what_can_never_hold_or_refers_to_nothing_is_doubted() {
    for (condition, expected) in [
        (r#"{"user.a": {"$gt": 5, "$lt": 5}}"#, "no number is within these bounds"),
        (r#"{"$event": {"name": "x", "count": {"$lt": 0}}}"#, "no number is within these bounds"),
        (r#"{"user.a": {"$in": []}}"#, "the list is empty"),
        (r#"{"user.a": {"$between": [5, 1]}}"#, "it ends before it starts"),
        (
            r#"{"user.a": {"$after": "2026-02-01", "$before": "2026-01-01"}}"#,
            "it ends before it starts",
        ),
        (r#"{"user.a": {"$type": "text"}}"#, "types are null"),
        (r#"{"user.a": {"$exists": false, "$eq": 5}}"#, "not known and something of its value"),
        (r#"{"user.a": {"$gt": 5, "b": 1}}"#, "mixes operators with fields"),
        (r#"{"plan": "pro"}"#, "is not a fact Docent has"),
        (r#"{"answers.welcome.role": "x"}"#, "refers to the survey \"welcome\""),
        (r#"{"$answer": {"survey": "w", "question": "q"}}"#, "refers to the survey \"w\""),
        (r#"{"$experience": {"id": "w", "state": "seen"}}"#, "refers to the experience \"w\""),
        (r#"{"$variant": {"experiment": "w", "is": "x"}}"#, "refers to the experiment \"w\""),
        (r#"{"user.id": {"$inGroup": "w"}}"#, "refers to the group \"w\""),
        (r#"{"$top": {"of": "user.mrr", "percent": 5}}"#, "no quantiles of \"user.mrr\""),
    ] {
        let left = check(&segment(condition));
        assert_eq!(left.err.lines().count(), 1, "{condition}: {}", left.err);
        assert!(
            left.err.contains("warning") && left.err.contains(expected),
            "{condition}: {}",
            left.err
        );
    }
    let step = r#"{"version": 1, "segments": [{"id": "s", "where": {"$experience": {"id": "f", "state": "step", "step": "b"}}}],
      "experiences": [{"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "T"}]}]}"#;
    assert!(check(step).err.contains("$experience.step: refers to the step \"b\""));
    let properties = r#"{"$event": {"name": "x", "where": {"plan": "pro", "pages": {"$lt": 3}}}}"#;
    assert!(check(&segment(properties)).err.is_empty(), "properties are no facts");
}

#[test]
fn what_always_holds_or_is_over_is_doubted() {
    for (condition, expected) in [
        (r#"{"$or": [{"user.a": 1}, {"$not": {"user.a": 1}}]}"#, "segments[0].where: always holds"),
        (r#"{"$event": {"name": "x", "count": {"$gte": 0}}}"#, "segments[0].where: always holds"),
        (r#"{"user.a": 1, "$not": {"user.a": 1}}"#, "segments[0].where: can never hold"),
        (
            r#"{"$event": {"name": "x", "within": {"after": "2025-01-01", "before": "2026-01-01"}}}"#,
            "within.before: has passed: nothing new will count",
        ),
    ] {
        let left = docent(&["check", "--now", "2026-06-01", "-"], segment(condition).as_bytes());
        assert!(left.err.contains(expected), "{condition}: {}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{condition}: {}", left.err);
    }
    let everyone = check(&segment("{}"));
    assert!(everyone.err.is_empty(), "said plainly: {}", everyone.err);
    let ahead = r#"{"$event": {"name": "x", "within": {"before": "2026-01-01"}}}"#;
    let left = docent(&["check", "--now", "2025-06-01", "-"], segment(ahead).as_bytes());
    assert!(left.err.is_empty(), "{}", left.err);
}
