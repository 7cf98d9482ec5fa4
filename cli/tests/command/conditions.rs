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
        r#"{"$and": [{"user.mrr": {"$lt": 100}}, {"user.mrr": {"$lte": 500}}]}"#,
        r#"{"$or": [{"user.mrr": {"$gt": 100}}, {"user.mrr": {"$lte": 5}}]}"#,
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
        r#"{"$and": [{"user.mrr": {"$gt": 100}}, {"user.mrr": {"$lte": 500}}]}"#,
        r#"{"user.age": {"$gt": 18}, "$or": [{"user.age": {"$lt": 30}}, {"user.plan": "pro"}]}"#,
        r#"{"$or": [{"user.age": {"$exists": false}}, {"user.age": {"$lt": 18}}]}"#,
        r#"{"nps.group": "detractor", "nps.score": {"$lt": 3}}"#,
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

/// What is said of a segment with this condition, beside what its guidebook has.
fn asked(condition: &str) -> String {
    let left = check(&format!(
        r##"{{"version": 1, "segments": [
            {{"id": "s", "where": {condition}}},
            {{"id": "enterprise", "where": {{"company.plan": "enterprise"}}}}],
          "quantiles": {{"user.mrr": {{"50": 12, "90": 99, "99": 480}}}},
          "groups": {{"beta-accounts": ["a1", "a2"]}},
          "experiments": [{{"id": "tour-length", "variants": ["long", "short"]}}],
          "experiences": [
            {{"id": "welcome", "kind": "survey", "questions": [
              {{"id": "role", "type": "single", "title": "Q", "options": [{{"value": "designer"}}, {{"value": "freelancer"}}]}},
              {{"id": "motivation", "type": "multiple", "title": "Q", "options": [{{"value": "work"}}, {{"value": "fun"}}]}},
              {{"id": "else", "type": "single", "title": "Q", "other": "Else", "options": [{{"value": "a"}}]}},
              {{"id": "why", "type": "text", "title": "Q"}}]}},
            {{"id": "link-accounts", "kind": "flow", "steps": [{{"id": "a", "type": "modal", "title": "T"}}]}}]}}"##
    ));
    left.err
}

#[test]
fn what_no_person_can_ever_pass_is_doubted_with_what_to_write_instead() {
    for (condition, expected) in [
        (
            r#"{"$event": {"name": "a", "within": "0d"}}"#,
            r#"$event.within: is empty, so that it never counts anything; write how long it is, like "7d""#,
        ),
        (
            r#"{"$experience": {"id": "welcome", "state": "seen", "within": "0h"}}"#,
            "$experience.within: is empty",
        ),
        (r#"{"$sequence": {"steps": ["a", "b"], "within": "0d"}}"#, "$sequence.within: is empty"),
        (r#"{"user.since": {"$within": "0d"}}"#, "user.since.$within: is empty"),
        (
            r#"{"$event": {"name": "a", "days": {"$gte": 9}, "within": "7d"}}"#,
            "$event.days: can never hold: what is within touches 8 dates at the most",
        ),
        (r#"{"$event": {"name": "a", "days": {"$gt": 2}, "within": "3h"}}"#, "touches 2 dates"),
        (
            r#"{"$event": {"name": "a", "days": 5, "within": {"after": "2026-01-01", "before": "2026-01-03"}}}"#,
            "touches 3 dates",
        ),
        (
            r#"{"$event": {"name": "a", "last": {"$olderThan": "30d"}, "within": "7d"}}"#,
            "$event.last.$olderThan: can never hold: what is looked at is never that old",
        ),
        (
            r#"{"$event": {"name": "a", "first": {"$olderThan": "7d"}, "within": "7d"}}"#,
            "$event.first.$olderThan: can never hold",
        ),
        (
            r#"{"user.since": {"$within": "7d", "$olderThan": "30d"}}"#,
            "user.since: can never hold: no time is within these bounds",
        ),
        (r#"{"user.since": {"$until": "7d", "$within": "30d"}}"#, "no time is within"),
        (r#"{"user.age": {"gt": 30}}"#, r#"can never hold; did you mean "$gt"?"#),
        (r#"{"user.age": {"gte": 30, "lt": 40}}"#, r#"did you mean "$gte" and "$lt"?"#),
        (r#"{"user.age": {"gt": 30, "$lt": 40}}"#, r#"compared literally; did you mean "$gt"?"#),
        (r#"{"user.plan": {"in": ["a", "b"]}}"#, r#"did you mean "$in"?"#),
        (r#"{"and": [{"user.a": 1}]}"#, r#"and: is no operator, but a path; did you mean "$and"?"#),
        (
            r#"{"$event": {"name": "a", "where": {"amount": {"gt": 5}}}}"#,
            r#"where.amount: is compared with an object as it is written"#,
        ),
    ] {
        let now = condition.contains("before").then_some(["--now", "2025-12-01"]);
        let said = match now {
            Some(now) => {
                docent(&[&["check"][..], &now, &["-"]].concat(), segment(condition).as_bytes()).err
            }
            None => asked(condition),
        };
        assert!(
            said.contains("warning: segments[0].where") && said.contains(expected),
            "{condition}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{condition}: {said}");
    }
    for fine in [
        r#"{"$event": {"name": "a", "days": {"$gte": 8}, "within": "7d"}}"#,
        r#"{"$event": {"name": "a", "days": {"$lt": 20}, "within": "7d"}}"#,
        r#"{"$event": {"name": "a", "last": {"$olderThan": "7d"}, "within": "30d"}}"#,
        r#"{"$event": {"name": "a", "last": {"$olderThan": "7d"}}}"#,
        r#"{"user.since": {"$within": "30d", "$olderThan": "7d"}}"#,
        r#"{"user.address": {"city": "Berlin"}}"#,
        r#"{"user.range": {"from": 1, "in": 2}}"#,
    ] {
        assert_eq!(asked(fine), "", "{fine}");
    }
}

#[test]
fn facts_and_values_that_docent_never_has_are_doubted_with_those_it_has() {
    for (condition, expected) in [
        (
            r#"{"device.browsr.name": "Chrome"}"#,
            r#"is not known; did you mean "device.browser.name"?"#,
        ),
        (r#"{"device.browser.vendor": "x"}"#, "is not known: device.browser has name, version"),
        (r#"{"device.browser": "Chrome"}"#, "is an object, and never a value: device.browser has"),
        (
            r#"{"device.colour": "dark"}"#,
            "is not known: device has type, vendor, model, bot, browser",
        ),
        (r#"{"geo.countri": "DE"}"#, r#"did you mean "geo.country"?"#),
        (r#"{"page.url.path": "/x"}"#, "is not known: page has url, path"),
        (r#"{"session.pageviews": 3}"#, r#"did you mean "session.page_views"?"#),
        (r#"{"nps": 9}"#, "is not known: nps has score, group"),
        (
            r#"{"answers.welcome.role": "freelancr"}"#,
            r#"is never "freelancr"; it is one of designer, freelancer; did you mean "freelancer"?"#,
        ),
        (
            r#"{"$answer": {"survey": "welcome", "question": "role", "$in": ["freelancr"]}}"#,
            r#"$answer: is never "freelancr"; it is one of designer, freelancer"#,
        ),
        (r#"{"answers.welcome.motivation": {"$all": ["work", "money"]}}"#, r#"is never "money""#),
        (r#"{"answers.welcome.role": {"$not": {"$eq": "x"}}}"#, r#"is never "x""#),
        (r#"{"device.type": {"$ne": "phone"}}"#, r#"is never "phone""#),
        (
            r#"{"page.url": "/reports/*"}"#,
            r#"is compared as it is written, the * as well; write {"$url": "/reports/*"}"#,
        ),
        (r#"{"page.path": {"$in": ["/a", "/b/*"]}}"#, r#"write {"$url": "/b/*"}"#),
        (r#"{"page.url": "/reports"}"#, r#"it is the whole address; write {"$url": "/reports"}"#),
        (
            r#"{"device.os.name": "Windows 11"}"#,
            r#"is never "Windows 11"; write "Windows", and "device.os.version": "11" beside it"#,
        ),
        (r#"{"device.os.name": {"$in": ["Mac OS X", "Windows"]}}"#, r#"write "macOS""#),
        (r#"{"device.os.name": "macos"}"#, r#"is never "macos"; write "macOS""#),
        (r#"{"device.browser.name": "Google Chrome"}"#, r#"write "Chrome""#),
        (
            r#"{"device.browser.name": {"$ne": "Safari 17.2"}}"#,
            r#""device.browser.version": {"$vgte": "17.2", "$vlt": "17.3"}"#,
        ),
        (
            r#"{"device.browser.version": {"$lt": 120}}"#,
            r#"$lt: compares a version like "126.0.6478" as one number, or letter by letter; write "$vlt": "120""#,
        ),
        (r#"{"device.os.version": {"$gte": "10.15"}}"#, r#"write "$vgte": "10.15""#),
        (r#"{"user.app": {"$exists": true, "$lt": "2.10.1"}}"#, r#"write "$vlt": "2.10.1""#),
    ] {
        let said = asked(condition);
        assert!(
            said.contains("warning: segments[0].where") && said.contains(expected),
            "{condition}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{condition}: {said}");
    }
    for fine in [
        r#"{"answers.welcome.else": "whatever", "answers.welcome.why": "x"}"#,
        r#"{"answers.welcome.role": {"$ini": ["Freelancer"]}}"#,
        r#"{"device.browser.name": {"$ini": ["chrome", "edge"]}}"#,
        r#"{"device.browser.name": "Brave", "device.os.name": {"$startsWith": "Win"}}"#,
        r#"{"device.browser.version": {"$vlt": "120"}, "device.os.version": "11"}"#,
        r#"{"device.screen.width": {"$gt": 400}, "device.languages.0": "de", "device.languages": {"$in": ["de"]}}"#,
        r#"{"page.query.plan": "pro", "page.utm.source": "x", "geo.source": "inferred", "page.path": "/a"}"#,
        r#"{"geo": {"$exists": true}, "device.browser": {"$exists": true}}"#,
        r#"{"$event": {"name": "a", "where": {"device.browsr": "x", "url": "/a/*", "version": {"$lt": 3}}}}"#,
    ] {
        assert_eq!(asked(fine), "", "{fine}");
    }
}

#[test]
fn a_condition_that_is_an_error_is_not_said_to_hold_for_everyone_as_well() {
    for condition in [
        r#"{"$and": {"user.a": 1}}"#,
        r#"{"$or": {"user.a": 1}}"#,
        r#"{"$nor": 7}"#,
        r#"{"$sample": {"percent": 200}}"#,
        r#"{"$sample": {"percent": -5}}"#,
        r#"{"$or": [{"user.a": {"$near": 1}}, {}]}"#,
    ] {
        let left = check(&segment(condition));
        assert_eq!((left.code, left.err.lines().count()), (1, 1), "{condition}: {}", left.err);
        assert!(left.err.contains("error: segments[0].where.$"), "{condition}: {}", left.err);
    }
    let beside = r#"{"version": 1, "segments": [{"id": "s", "where": {"$sample": {"percent": 200}}},
      {"id": "t", "where": {"$sample": {"percent": 100}}}]}"#;
    assert!(
        check(beside).err.contains("segments[1].where: always holds"),
        "nothing is wrong there"
    );
}

#[test]
fn the_conditions_that_the_format_is_described_by_are_without_doubts() {
    for condition in [
        r#"{"$event": {"name": "login", "within": "30d", "count": {"$gt": 15}}}"#,
        r#"{"$event": {"name": ["report_created", "report_shared"], "where": {"format": "pdf"}, "within": "session"}}"#,
        r#"{"$event": {"name": "purchase", "sum": {"of": "amount", "$gte": 500}, "within": {"after": "2026-01-01"}}}"#,
        r#"{"$event": {"name": "login", "days": {"$gte": 3}, "within": "7d"}}"#,
        r#"{"$event": {"name": "login", "last": {"$olderThan": "7d"}}}"#,
        r#"{"$sequence": {"steps": ["invoice_created", {"name": "invoice_sent", "where": {"via": "email"}}], "within": "1h"}}"#,
        r#"{"$experience": {"id": "link-accounts", "state": "completed", "within": "30d"}}"#,
        r#"{"$answer": {"survey": "welcome", "question": "role", "$in": ["designer"]}}"#,
        r#"{"$segment": "enterprise"}"#,
        r#"{"$variant": {"experiment": "tour-length", "is": "short"}}"#,
        r#"{"$sample": {"percent": 10, "seed": "holdout"}}"#,
        r#"{"$top": {"of": "user.mrr", "percent": 10}}"#,
        r#"{"$and": [{"$event": {"name": "login", "within": "30d", "count": {"$gt": 15}}}, {"$event": {"name": ["report_created", "report_shared"]}}]}"#,
        r#"{"$event": {"name": "report_created", "count": {"$gte": 15}}}"#,
        r#"{"$event": {"name": "Invoice created"}, "$not": {"$event": {"name": "Invoice sent"}}}"#,
        r#"{"user.occupation": "nurse", "user.income": {"$between": [1, 5]}}"#,
        r#"{"answers.welcome.motivation": {"$in": ["fun"]}}"#,
        r#"{"answers.welcome": {"$exists": false}, "user.created_at": {"$within": "14d"}}"#,
        r#"{"answers.welcome.role": "freelancer"}"#,
        r#"{"geo.eu": true}"#,
        r#"{"geo.country": {"$in": ["DE", "FR"]}}"#,
        r#"{"geo.country": {"$ne": "AR"}}"#,
        r#"{"device.browser.name": "Chrome", "device.os.name": {"$in": ["Windows", "macOS"]}}"#,
        r#"{"device.browser.version": {"$vlt": "120"}}"#,
        r#"{"device.browser.name": {"$in": ["Edge", "Firefox", "Safari", "Opera", "Samsung Internet"]}}"#,
        r#"{"device.os.name": {"$in": ["iOS", "Android", "Chrome OS", "Linux"]}, "device.type": "tv"}"#,
        r#"{"company.employees": {"$gt": 500}, "company.plan": "enterprise"}"#,
        r#"{"user.invited": true, "device.language": "de", "user.id": {"$in": ["u1"]}}"#,
        r#"{"user.created_at": {"$before": "2022-01-01"}, "user.first_seen": {"$within": "7d"}}"#,
        r#"{"user.last_seen": {"$olderThan": "7d"}, "session.is_new": true}"#,
        r#"{"nps.group": "promoter"}"#,
        r#"{"nps.score": {"$exists": true, "$lt": 8}}"#,
        r#"{"page.url": {"$url": "/reports/*"}, "page.query.tab": "a"}"#,
        r#"{"nps.score": 9, "$experience": {"id": "link-accounts", "state": "completed"}, "user.created_at": {"$before": "2022-01-01"}, "geo.country": {"$ne": "AR"}}"#,
        r#"{"$not": {"$sample": {"percent": 10, "seed": "hold-out"}}}"#,
        r#"{"user.id": {"$inGroup": "beta-accounts"}}"#,
    ] {
        assert_eq!(asked(condition), "", "{condition}");
    }
}

#[test]
fn an_empty_object_is_a_value_to_be_equal_to_and_no_condition_that_always_holds() {
    for condition in [
        r#"{"user.plan": {}}"#,
        r#"{"$not": {"user.plan": {}}}"#,
        r#"{"$or": [{"user.plan": {}}, {"user.plan": "pro"}]}"#,
        r#"{"$nor": [{"user.plan": {}}]}"#,
        r#"{"$event": {"name": "Page viewed", "where": {"plan": {}}}}"#,
        r#"{"user.plan": {"$not": {}}}"#,
    ] {
        let left = check(&segment(condition));
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{condition}: {}", left.err);
        assert!(left.err.contains("is compared with an empty object"), "{condition}: {}", left.err);
    }
}
