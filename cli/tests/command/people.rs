//! `docent eval` with a guidebook and people.

use super::{GUIDEBOOK, docent, file, json};

const PEOPLE: &str = r#"{"id": "u1", "facts": {"user": {"plan": "pro"}}, "events": [{"name": "login", "time": "2026-06-30"}]}
{"facts": {"user": {"id": "u2", "plan": "pro"}}, "events": [{"name": "login", "time": 1767225600000}]}
oops
{"id": "a,\"b\"", "facts": {}, "events": [{"name": "login", "time": "2026-07-01"}], "now": "2026-07-02"}
{"facts": {}}
"#;

#[test]
fn a_guidebook_sorts_people_into_its_segments() {
    let (guidebook, people) = (file("sort.json", GUIDEBOOK), file("sort.jsonl", PEOPLE));
    let (guidebook, people) = (guidebook.to_str().unwrap(), people.to_str().unwrap());
    let base = ["eval", "--guidebook", guidebook, "--now", "2026-07-01T12:00:00Z"];
    let with = |more: &[&str]| docent(&[&base[..], more].concat(), PEOPLE.as_bytes());

    let left = with(&["--profiles", people]);
    let answers: Vec<&str> = left.out.lines().collect();
    assert_eq!(answers[0], r#"{"id":"u1","segments":["core","active"]}"#);
    assert_eq!(answers[1], r#"{"id":"u2","segments":["beta"]}"#);
    assert!(answers[2].starts_with("{\"error\""));
    assert_eq!(answers[3], r#"{"id":"a,\"b\"","segments":["active"]}"#);
    assert_eq!(answers[4], r#"{"error":"id: is missing","line":5}"#);
    assert_eq!((answers.len(), left.code), (5, 1));
    assert_eq!(with(&[]).out, left.out, "from standard input as well");

    let left = with(&["--segment", "active", "--format", "csv"]);
    assert_eq!(left.out, "id\nu1\n\"a,\"\"b\"\"\"\n", "errors do not get into the table");
    assert!(left.err.contains("line 3: not JSON"), "{}", left.err);
    let left = with(&["--format", "csv"]);
    assert!(left.out.starts_with("id,segments\nu1,core;active\nu2,beta\n"), "{}", left.out);
    assert_eq!(with(&["--segment", "nobody"]).code, 2);

    let left = with(&["--segment", "core", "--explain"]);
    let answer = json(left.out.lines().next().unwrap());
    assert_eq!(answer.at("explain.core.holds"), Some(&true.into()));
    assert_eq!(answer.at("explain.core.all.1.text"), Some(&"user.plan is \"pro\"".into()));
}

#[test]
fn the_id_of_a_profile_is_the_user_id_that_samples_and_groups_go_by() {
    let guidebook = file(
        "ids.json",
        r#"{"version": 1, "groups": {"beta": ["u4", "u5"]}, "segments": [
          {"id": "half", "where": {"$sample": {"percent": 50, "seed": "half"}}},
          {"id": "beta", "where": {"user.id": {"$inGroup": "beta"}}}]}"#,
    );
    let people = r#"{"id": "u1"}
{"id": "u4", "facts": {"user": {"plan": "pro"}}}
{"id": "u1", "facts": {"user": {"id": "u5"}}}
{"id": "u5", "facts": {"user": {"id": null}}}"#;
    let left = docent(&["eval", "--guidebook", guidebook.to_str().unwrap()], people.as_bytes());
    let answers: Vec<&str> = left.out.lines().collect();
    assert_eq!(
        answers,
        [
            r#"{"id":"u1","segments":["half"]}"#,
            r#"{"id":"u4","segments":["beta"]}"#,
            r#"{"id":"u1","segments":["beta"]}"#,
            r#"{"id":"u5","segments":["beta"]}"#,
        ],
        "{}",
        left.err
    );
}

#[test]
fn experiments_are_assigned_before_segments_that_ask_for_variants() {
    let guidebook = file(
        "variants.json",
        r#"{"version": 1,
          "segments": [
            {"id": "short", "where": {"$variant": {"experiment": "tour", "is": "short"}}},
            {"id": "pros", "where": {"user.plan": "pro"}},
            {"id": "priced", "where": {"$variant": {"experiment": "price", "is": "high"}}}],
          "experiments": [
            {"id": "tour", "variants": ["long", "short"]},
            {"id": "price", "variants": ["low", "high"], "weights": [0, 1], "coverage": 0.9,
             "hash_attribute": "company.id", "audience": {"$segment": "pros"}}]}"#,
    );
    let guidebook = guidebook.to_str().unwrap();
    let lines = [
        (r#"{"id": "u2"}"#, r#"["short"]"#),
        (r#"{"id": "u1"}"#, "[]"),
        (r#"{"id": "u1", "variants": {"tour": "short"}}"#, r#"["short"]"#),
        (r#"{"id": "u2", "variants": {"tour": "long"}}"#, "[]"),
        (r#"{"id": "u2", "variants": {"tour": null}}"#, "[]"),
        (
            r#"{"id": "u1", "facts": {"user": {"plan": "pro"}, "company": {"id": "c1"}}}"#,
            r#"["pros","priced"]"#,
        ),
        (r#"{"id": "u1", "facts": {"user": {"plan": "pro"}}}"#, r#"["pros"]"#),
        (r#"{"id": "u1", "facts": {"company": {"id": "c1"}}}"#, "[]"),
        (r#"{"id": "u2"}"#, r#"["short"]"#),
    ];
    let people = lines.map(|(line, _)| line).join("\n");
    let left = docent(&["eval", "--guidebook", guidebook], people.as_bytes());
    for (answer, (line, expected)) in left.out.lines().zip(lines) {
        assert!(answer.ends_with(&format!("\"segments\":{expected}}}")), "{line}: {answer}");
    }
    assert_eq!((left.out.lines().count(), left.code), (lines.len(), 0), "{}", left.err);

    let who = r#"{"experiment": "tour", "facts": {"user": {"id": "u2"}}}"#;
    let assigned = docent(&["assign", "--guidebook", guidebook], who.as_bytes());
    assert_eq!(json(&assigned.out).text("variant"), Some("short"), "docent assign agrees");
}

#[test]
fn a_broken_guidebook_is_said_and_its_good_segments_are_used() {
    let broken = GUIDEBOOK.replace("\"7d\"", "\"7 days\"");
    let path = file("broken.json", &broken);
    let person = br#"{"id": "u2", "facts": {"user": {"id": "u2"}}}"#;
    let left = docent(&["eval", "--guidebook", path.to_str().unwrap()], person);
    assert_eq!(left.out, "{\"id\":\"u2\",\"segments\":[\"beta\"]}\n");
    assert!(
        left.err.contains(
            "broken.json:5:63: error: segments[1].where.$event.within: expected a duration"
        ),
        "{}",
        left.err
    );
    assert_eq!(left.code, 1);
    let of = |id| docent(&["eval", "--guidebook", path.to_str().unwrap(), "--segment", id], person);
    let left = of("active");
    assert_eq!((left.code, left.out.as_str()), (1, ""), "the guidebook is broken, not its use");
    assert!(left.err.contains("segments[1].where"), "{}", left.err);
    assert_eq!(of("core").code, 1, "it refers to a broken one");
    assert_eq!(of("nobody").code, 2);
    let part = file("part.json", r#"{"segments": []}"#);
    let left = docent(&["eval", "--guidebook", part.to_str().unwrap()], person);
    assert!(left.err.contains("error: version: is missing: write \"version\": 1"), "{}", left.err);
    assert_eq!((left.code, left.out.as_str()), (1, ""));
}

#[test]
fn an_error_says_of_whom_and_of_which_line_it_is_where_not_every_line_is_answered() {
    let guidebook = file("traced.json", GUIDEBOOK);
    let people = r#"{"id": "u1"}

{"id": "u2", "facts": 5}
{"id": 7, "events": [{"name": "login"}]}
{"facts": {"user": {"id": "u8"}}, "now": "soon"}
oops
{"id": "u2"}"#;
    let left = docent(
        &["eval", "--guidebook", guidebook.to_str().unwrap(), "--segment", "beta"],
        people.as_bytes(),
    );
    let answers: Vec<&str> = left.out.lines().collect();
    assert_eq!(
        answers,
        [
            r#"{"error":"facts: expected an object","id":"u2","line":3}"#,
            r#"{"error":"events[0].time: expected milliseconds or an ISO date","id":7,"line":4}"#,
            r#"{"error":"now: expected milliseconds or an ISO date","id":"u8","line":5}"#,
            r#"{"error":"not JSON: column 1: expected a value","line":6}"#,
            r#"{"id":"u2"}"#,
        ]
    );
    assert_eq!(left.code, 1);
}

#[test]
fn a_field_that_nothing_looks_at_is_said_once_with_its_line() {
    let said = |arguments: &[&str], lines: &str| {
        let left = docent(arguments, lines.as_bytes());
        assert!(left.out.lines().all(|line| !line.contains("error")), "{}", left.out);
        assert_eq!(left.code, 0, "it is answered all the same");
        left.err
    };
    let wrong =
        r#"{"condition": {}, "fact": {}, "events": [{"name": "a", "time": 1, "props": {}}]}"#;
    assert_eq!(
        said(&["eval"], &format!("{{\"condition\": {{}}}}\n{wrong}\n{wrong}\n")),
        "docent eval: line 2: events[].props: is not looked at\n\
         docent eval: line 2: fact: is not looked at; did you mean \"facts\"?\n"
    );
    let guidebook = file("fields.json", GUIDEBOOK);
    assert_eq!(
        said(&["eval", "--guidebook", guidebook.to_str().unwrap()], r#"{"id": "u", "groups": {}}"#),
        "docent eval: line 1: groups: is not looked at\n"
    );
    assert_eq!(
        said(
            &["assign"],
            r#"{"experiment": {"id": "x", "variants": ["a", "b"]}, "force": 1, "qaMode": false}"#
        ),
        "docent assign: line 1: force: is not looked at; did you mean \"forced\"?\n"
    );
    assert_eq!(
        said(&["technographics"], r#"{"user_agent": "curl/8.5.0", "hints": {}}"#),
        "docent technographics: line 1: hints: is not looked at\n"
    );
    let many: Vec<String> = (0..100).map(|at| format!("\"k{at}\": 1")).collect();
    let lines = said(&["eval"], &format!("{{\"condition\": {{}}, {}}}", many.join(", ")));
    assert_eq!(lines.lines().count(), 20, "who has other keys in every line is not drowned");
}
