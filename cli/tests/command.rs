//! The command as a shell sees it: what it reads, writes and ends with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use docent::core::value::{Limits, Map, Value, parse, to_json};
use docent::native::Native;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a command left behind.
struct Left {
    code: i32,
    out: String,
    err: String,
}

fn docent(arguments: &[&str], input: &[u8]) -> Left {
    let mut child = Command::new(env!("CARGO_BIN_EXE_docent"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("docent starts");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // On a thread of its own, so that full pipes on both sides do not wait for each other.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let left = child.wait_with_output().expect("docent ends");
    writer.join().unwrap();
    Left {
        code: left.status.code().expect("docent is not killed"),
        out: String::from_utf8(left.stdout).unwrap(),
        err: String::from_utf8(left.stderr).unwrap(),
    }
}

fn json(text: &str) -> Value {
    parse(text, Limits { bytes: usize::MAX, depth: 64 }, &Native).expect("JSON")
}

/// A file of its own for this test.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("docent-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn cases(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases").join(file);
    json(&std::fs::read_to_string(path).unwrap())
}

#[test]
fn help_is_there_for_every_command_with_an_example() {
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["eval", "-h"],
        &["technographics", "--help"],
        &["schema", "--help"],
    ] {
        let left = docent(arguments, b"");
        assert_eq!((left.code, left.err.as_str()), (0, ""), "{arguments:?}");
        assert!(left.out.contains("Usage:") && left.out.contains("Example"), "{arguments:?}");
    }
    assert!(docent(&["--version"], b"").out.starts_with("docent 0."));
}

#[test]
fn wrong_use_ends_with_2_and_says_why_on_standard_error() {
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["--frobnicate"],
        &["check"],
        &["check", "/no/such/file"],
        &["check", "--frobnicate"],
        &["eval", "/no/such/file"],
        &["eval", "--profiles", "x"],
        &["eval", "--segment", "x"],
        &["eval", "--guidebook"],
        &["eval", "--guidebook", "/no/such/file"],
        &["eval", "--guidebook", "-"],
        &["eval", "--now", "soon"],
        &["eval", "--format", "xml"],
        &["technographics", "--frobnicate"],
        &["schema", "x"],
    ] {
        let left = docent(arguments, b"");
        assert_eq!((left.code, left.out.as_str()), (2, ""), "{arguments:?}");
        assert!(left.err.contains("docent: "), "{arguments:?}: {}", left.err);
    }
}

// --- eval ------------------------------------------------------------------------------------

#[test]
fn every_line_is_answered_in_order_and_a_bad_one_stops_nothing() {
    let lines = [
        (r#"{"condition": {"a": 1}, "facts": {"a": 1}}"#, r#"{"result":true}"#),
        ("nonsense", r#"{"error":"not JSON: column 1: expected a value"}"#),
        (r#"{"facts": {}}"#, r#"{"error":"condition: is missing"}"#),
        (r#"{"condition": []}"#, r#"{"error":"condition: expected an object"}"#),
        ("[]", r#"{"error":"expected an object with a condition"}"#),
        ("", r#"{"error":"the line is empty"}"#),
        (
            r#"{"condition": {}, "now": "soon"}"#,
            r#"{"error":"now: expected milliseconds or an ISO date"}"#,
        ),
        (
            r#"{"condition": {}, "events": [{"name": "x"}]}"#,
            r#"{"error":"events[0].time: expected milliseconds or an ISO date"}"#,
        ),
        (
            r#"{"condition": {"a": 1, "a": 2}}"#,
            r#"{"error":"not JSON: column 24: the key \"a\" stands twice in this object"}"#,
        ),
        (r#"{"condition": {"a": {"$near": 1}}, "facts": {"a": 1}}"#, r#"{"result":false}"#),
        (r#"{"condition": {"$and": 7}, "facts": {"a": 1}}"#, r#"{"result":false}"#),
        (r#"{"condition": {}}"#, r#"{"result":true}"#),
    ];
    let input: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
    let left = docent(&["eval"], (input.join("\n") + "\n").as_bytes());
    let answers: Vec<&str> = left.out.lines().collect();
    assert_eq!(answers, lines.map(|(_, answer)| answer));
    assert_eq!(left.code, 1);
    assert!(left.err.contains("8 of 12 lines"), "{}", left.err);
    assert_eq!(
        docent(&["eval", "-"], lines[0].0.as_bytes()).out,
        "{\"result\":true}\n",
        "no newline at the end"
    );
    assert_eq!(docent(&["eval"], b"").code, 0, "nothing is asked, nothing is wrong");
}

#[test]
fn lines_that_are_not_text_or_too_deep_are_answered_too() {
    let mut input = b"{\"condition\": {\"a\": \"\xff\"}}\n".to_vec();
    input.extend("[".repeat(200_000).bytes());
    input.extend(b"\n{\"condition\": {}}\r\n");
    let left = docent(&["eval"], &input);
    let answers: Vec<&str> = left.out.lines().collect();
    assert_eq!(answers.len(), 3);
    assert!(answers[0].contains("UTF-8") && answers[1].contains("nested"), "{answers:?}");
    assert_eq!(answers[2], "{\"result\":true}", "a carriage return is white space");
}

#[test]
fn our_cases_of_conditions_hold_on_the_command_line_too() {
    let cases = cases("conditions.json");
    let (mut lines, mut expected) = (String::new(), Vec::new());
    for case in cases.list("cases") {
        for (list, result) in [("holds", true), ("fails", false)] {
            for facts in case.list(list) {
                let mut line = case.as_map().unwrap().clone();
                line.remove("holds");
                line.remove("fails");
                let line = line.with("facts", facts.clone()).with("now", "2026-07-01T12:00:00Z");
                lines += &to_json(&Value::Map(line), &Native);
                lines.push('\n');
                expected.push((case.text("name").unwrap(), format!("{{\"result\":{result}}}")));
            }
        }
    }
    let left = docent(&["eval"], lines.as_bytes());
    assert_eq!(left.out.lines().count(), expected.len());
    for (answer, (name, expected)) in left.out.lines().zip(&expected) {
        assert_eq!(answer, expected, "{name}");
    }
}

#[test]
fn our_cases_of_behaviour_hold_on_the_command_line_too() {
    let cases = cases("behaviour.json");
    let (mut lines, mut names) = (String::new(), Vec::new());
    for case in cases.list("cases").iter().filter(|case| case.get("repeat").is_none()) {
        let event = |item: &Value| {
            let item = item.as_list();
            let event = Map::new().with("name", item[0].clone()).with("time", item[1].clone());
            Value::Map(event.with_some("properties", item.get(2).cloned()))
        };
        let state = |item: &Value| {
            let item = item.as_list();
            let state = Map::new().with("id", item[0].clone()).with("state", item[1].clone());
            Value::Map(state.with("time", item[2].clone()).with_some("step", item.get(3).cloned()))
        };
        let line = Map::new()
            .with("condition", case.get("condition").unwrap().clone())
            .with("facts", case.get("facts").cloned())
            .with("quantiles", case.get("quantiles").cloned())
            .with("events", case.list("events").iter().map(event).collect::<Vec<_>>())
            .with("experiences", case.list("experiences").iter().map(state).collect::<Vec<_>>());
        lines += &to_json(&Value::Map(line), &Native);
        lines.push('\n');
        names.push((case.text("name").unwrap(), case.is_true("expect")));
    }
    let left = docent(&["eval", "--now", "2026-07-01T12:00:00Z"], lines.as_bytes());
    assert_eq!(left.code, 0, "{}", left.err);
    for (answer, (name, expected)) in left.out.lines().zip(&names) {
        assert_eq!(answer, format!("{{\"result\":{expected}}}"), "{name}");
    }
    assert_eq!(left.out.lines().count(), names.len());
}

#[test]
fn days_are_those_of_the_time_zone_a_person_is_in_unless_the_line_gives_an_offset() {
    for (more, expected) in [
        ("", false),
        (r#", "facts": {"device": {"timezone": "America/New_York"}}"#, true),
        (r#", "facts": {"device": {"timezone": "Europe/Berlin"}}"#, false),
        (r#", "facts": {"device": {"timezone": "Nowhere/At_All"}}"#, false),
        (r#", "facts": {"device": {"timezone": "America/New_York"}}, "utc_offset": 0"#, false),
        (r#", "facts": {"device": {"timezone": "Europe/Berlin"}}, "utc_offset": -240"#, true),
    ] {
        let line = format!(
            r#"{{"condition": {{"$event": {{"name": "a", "days": 2}}}}, "now": "2026-07-10", "events": [
              {{"name": "a", "time": "2026-07-05T03:00:00Z"}}, {{"name": "a", "time": "2026-07-05T12:00:00Z"}}]{more}}}"#
        );
        let left = docent(&["eval"], line.replace('\n', " ").as_bytes());
        assert_eq!(left.out, format!("{{\"result\":{expected}}}\n"), "{line}");
    }
    // In summer time, both would be on the fifth.
    let winter = r#"{"condition": {"$event": {"name": "a", "days": 2}}, "now": "2026-07-10", "facts": {"device": {"timezone": "America/New_York"}}, "events": [{"name": "a", "time": "2026-01-05T04:30:00Z"}, {"name": "a", "time": "2026-01-05T12:00:00Z"}]}"#;
    assert_eq!(docent(&["eval"], winter.as_bytes()).out, "{\"result\":true}\n");
}

#[test]
fn regular_expressions_see_the_code_units_that_javascript_sees() {
    for (pattern, subject, expected) in [
        ("^.$", "😀", false),
        ("^..$", "😀", true),
        ("^[^a]$", "😀", false),
        ("^[^a]{2}$", "😀", true),
        ("^[😀]$", "😀", false),
        ("^😀+$", "😀😀", false),
        ("^(?:😀)+$", "😀😀", true),
        (r"^\\ud83d\\ude00$", "😀", true),
        (r"^[\\ud800-\\udbff][\\udc00-\\udfff]$", "😀", true),
        (r"^\\\\ud83d$", r"\\ud83d", true),
        ("^.$", "é", true),
        ("^É$", "é", false),
    ] {
        let line = format!(
            r#"{{"condition": {{"a": {{"$regex": "{pattern}"}}}}, "facts": {{"a": "{subject}"}}}}"#
        );
        let left = docent(&["eval"], line.as_bytes());
        assert_eq!(left.out, format!("{{\"result\":{expected}}}\n"), "{line}");
    }
}

const GUIDEBOOK: &str = r#"{
  "version": 1,
  "segments": [
    { "id": "core", "where": { "$segment": "active", "user.plan": "pro" } },
    { "id": "active", "where": { "$event": { "name": "login", "within": "7d" } } },
    { "id": "beta", "where": { "user.id": { "$inGroup": "beta" } } }
  ],
  "groups": { "beta": ["u2"] }
}"#;

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
    assert_eq!(answers[4], r#"{"error":"id: is missing"}"#);
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
}

#[test]
fn many_lines_stream_through_and_a_reader_that_leaves_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_docent"))
        .arg("eval")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let chunk = "{\"condition\": {}}\n".repeat(1000);
        let mut chunks = 0;
        // Endless, until docent has gone.
        while stdin.write_all(chunk.as_bytes()).is_ok() {
            chunks += 1;
        }
        chunks
    });
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    for _ in 0..50_000 {
        line.clear();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "{\"result\":true}\n", "answers come while questions still do");
    }
    drop(stdout);
    let left = child.wait_with_output().unwrap();
    assert!(writer.join().unwrap() > 50);
    assert_eq!((left.status.code(), left.stderr.len()), (Some(0), 0));
}

// --- check -----------------------------------------------------------------------------------

fn check(text: &str) -> Left {
    docent(&["check", "-"], text.as_bytes())
}

/// A guidebook with one segment of this condition.
fn segment(condition: &str) -> String {
    format!(r#"{{"version": 1, "segments": [{{"id": "s", "where": {condition}}}]}}"#)
}

#[test]
fn a_good_guidebook_passes_with_a_line_of_summary() {
    let left = check(GUIDEBOOK);
    assert_eq!((left.code, left.err.as_str()), (0, ""));
    let (summary, note) = left.out.split_once('\n').unwrap();
    assert_eq!(summary, "<stdin>: no problems (3 segments, 0 experiences, 0 features in force)");
    assert!(note.starts_with(
        "<stdin>:5:46: note: segments[1].where.$event.name: \"login\" is captured by nothing"
    ));
    assert_eq!(docent(&["check", "-q", "-"], GUIDEBOOK.as_bytes()).out, "");
}

#[test]
fn an_event_that_the_application_must_track_is_noted_once_and_not_where_it_is_captured() {
    let text = r##"{"version": 1,
      "features": [{"event": "Export clicked", "selector": "[data-test=export]"}],
      "segments": [
        {"id": "a", "where": {"$event": {"name": ["login", "Export clicked", "Page viewed"]}}},
        {"id": "b", "where": {"$sequence": {"steps": ["login", "Banner used"]}}}],
      "experiences": [{"id": "x", "kind": "banner", "body": "X", "actions": [{"do": "track", "event": "Banner used"}]}]}"##;
    let left = check(text);
    let notes: Vec<&str> = left.out.lines().skip(1).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("segments[0].where.$event.name[0]: \"login\""), "{notes:?}");
}

#[test]
fn branches_that_lead_round_in_a_circle_are_doubted_with_the_way_they_take() {
    let flow = |steps: &str| {
        check(&format!(r##"{{"version": 1, "experiences": [{{"id": "f", "kind": "flow", "steps": {steps}}}]}}"##)).err
    };
    let round = flow(
        r#"[{"id": "a", "type": "modal", "title": "T", "next": [{"step": "b"}]}, {"id": "b", "type": "modal", "title": "T", "next": [{"step": "a"}]}]"#,
    );
    assert!(
        round.contains("steps[0].next: leads round in a circle: a → b → a, and nothing leads out"),
        "{round}"
    );
    assert_eq!(round.lines().count(), 1, "told once: {round}");
    let way_out = flow(
        r#"[{"id": "a", "type": "modal", "title": "T"}, {"id": "b", "type": "modal", "title": "T", "next": [{"when": {"user.x": 1}, "step": "a"}]}]"#,
    );
    assert!(
        way_out.contains("circle: a → b → a") && !way_out.contains("nothing leads out"),
        "{way_out}"
    );
    let button = flow(
        r#"[{"id": "a", "type": "modal", "title": "T", "next": [{"step": "a"}], "actions": [{"do": "complete"}]}]"#,
    );
    assert!(button.contains("circle: a → a") && !button.contains("nothing leads out"), "{button}");
    let on = flow(
        r#"[{"id": "a", "type": "modal", "title": "T", "next": [{"when": {"user.x": 1}, "step": "c"}]}, {"id": "b", "type": "modal", "title": "T"}, {"id": "c", "type": "modal", "title": "T"}]"#,
    );
    assert_eq!(on, "");
}

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
fn our_own_guidebooks_are_without_errors_and_doubts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for path in ["www/guidebook.json", "www/gallery/guidebook.json"] {
        let left =
            docent(&["check", "--now", "2026-06-01", root.join(path).to_str().unwrap()], b"");
        assert_eq!((left.code, left.err.as_str()), (0, ""), "{path}");
    }
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let examples = readme.split("```json\n").skip(1).map(|it| it.split("```").next().unwrap());
    let whole = examples.filter(|it| it.contains("\"version\": 1"));
    let said: Vec<String> = whole.map(|text| check(text).err).collect();
    assert!(!said.is_empty() && said.iter().all(String::is_empty), "{said:?}");
}

#[test]
fn every_error_comes_with_file_line_and_column() {
    let text = "{\n  \"version\": 1,\n  \"colour\": 1,\n  \"segments\": [\n    { \"id\": \"a\", \"where\": { \"user.x\": { \"$near\": 1 }, \"user.y\": { \"$regex\": \"(a+)+$\" } } },\n    { \"id\": \"b\", \"wher\": {} },\n    { \"id\": \"a\", \"where\": {} }\n  ],\n  \"experiences\": [ { \"id\": \"e\", \"kind\": \"popup\" } ]\n}";
    let path = file("errors.json", text);
    let left = docent(&["check", path.to_str().unwrap()], b"");
    assert_eq!(left.code, 1);
    for expected in [
        ":3:3: error: colour: is not a field of a guidebook",
        ":5:41: error: segments[0].where.user.x.$near: is not an operator Docent knows",
        ":5:67: error: segments[0].where.user.y.$regex: could take exponential time",
        ":6:5: error: segments[1].where: is missing",
        ":6:18: error: segments[1].wher: is not a field of a segment",
        ":7:5: error: segments[2]: the id \"a\" stands twice; the first is used",
        ":9:33: error: experiences[0].kind: expected one of flow",
    ] {
        assert!(
            left.err.contains(&format!("errors.json{expected}")),
            "{expected} is not in\n{}",
            left.err
        );
    }
    assert!(left.out.contains("7 errors, 0 warnings"), "{}", left.out);
}

#[test]
fn what_cannot_be_read_at_all_is_one_error_with_its_place() {
    for (text, expected) in [
        ("", "<stdin>:1:1: error: the document: the text ends too early"),
        ("{\n nope", "<stdin>:2:2: error: the document: expected a key"),
        ("{\"version\": 2}", "<stdin>:1:2: error: version: is newer than this Docent reads"),
        (
            "{\"version\": 1, \"version\": 1}",
            "<stdin>:1:16: error: the document: the key \"version\" stands twice",
        ),
        ("{\"segments\": []}", "<stdin>:1:1: error: version: expected 1"),
    ] {
        let left = check(text);
        assert_eq!((left.code, left.err.lines().count()), (1, 1), "{text}: {}", left.err);
        assert!(left.err.starts_with(expected), "{text}: {}", left.err);
    }
    let large = format!("{{\"version\": 1, \"theme\": {{\"x\": \"{}\"}}}}", "x".repeat(3 << 20));
    assert!(check(&large).err.contains("is larger than 1 MB"));
    assert!(check(&"[".repeat(100_000)).err.contains("is nested more than 64 deep"));
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
fn buttons_that_lead_nowhere_are_errors_and_steps_nothing_leads_to_are_doubted() {
    let flow = r##"{"version": 1, "experiences": [{"id": "f", "kind": "flow", "steps": [
      {"id": "a", "type": "modal", "title": "T", "next": [{"step": "c"}, {"step": "b"}], "actions": [{"do": "goto", "step": "x"}]},
      {"id": "b", "type": "tooltip", "title": "T", "actions": [{"do": "show", "experience": "y"}]},
      {"id": "c", "type": "modal", "title": "T", "next": [{"step": "end"}], "actions": [{"do": "open", "url": "javascript:x"}]},
      {"id": "d", "type": "tooltip", "title": "T", "target": "#d"}]}]}"##;
    let left = check(flow);
    for expected in [
        "error: experiences[0].steps[0].actions[0].step: leads to \"x\"",
        "error: experiences[0].steps[1].actions[0].experience: shows \"y\"",
        "error: experiences[0].steps[2].actions[0].url: expected a path",
        "warning: experiences[0].steps[0].next[1]: is never reached",
        "warning: experiences[0].steps[1]: has no target",
        "warning: experiences[0].steps[1]: is never reached",
        "warning: experiences[0].steps[3]: is never reached",
    ] {
        assert!(left.err.contains(expected), "{expected} is not in\n{}", left.err);
    }
    assert_eq!((left.code, left.err.lines().count()), (1, 7), "{}", left.err);
    let quiet = docent(&["check", "-q", "-"], flow.as_bytes());
    assert_eq!((quiet.out.as_str(), quiet.err.lines().count()), ("", 3));
}

/// What is said of a banner with this action.
fn button(action: &str) -> Left {
    check(&format!(
        r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "B", "actions": [{action}]}}]}}"#
    ))
}

#[test]
fn buttons_that_would_do_nothing_are_errors() {
    for (action, expected) in [
        (r#"{"do": "call"}"#, "function: is missing"),
        (r#"{"do": "track"}"#, "event: is missing"),
        (r#"{"do": "set"}"#, "traits: is missing"),
        (r#"{"do": "open"}"#, "url: expected a path"),
        (r#"{"do": "goto"}"#, "step: is missing"),
        (r#"{"do": "show"}"#, "experience: is missing"),
        (r#"{"do": "consent"}"#, "set: expected \"granted\""),
        (r#"{"do": "consent", "set": "yes"}"#, "set: expected \"granted\""),
        (r#"{"do": "consent", "set": true}"#, "set: expected \"granted\""),
        (r#"{"do": "consent", "set": {}}"#, "set: expected \"granted\""),
        (r#"{"do": "consent", "set": {"analytics": "no"}}"#, "set: expected \"granted\""),
        (r#"{"do": "consent", "set": {"marketing": "granted"}}"#, "set: expected \"granted\""),
    ] {
        let left = button(action);
        let expected = format!("error: experiences[0].actions[0].{expected}");
        assert!(left.err.contains(&expected), "{action}: {}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (1, 1), "{action}: {}", left.err);
    }
    for action in [
        r#"{"do": "call", "function": "chat"}"#,
        r#"{"do": "track", "event": "Banner used"}"#,
        r#"{"do": "set", "traits": {"plan": null}}"#,
        r#"{"do": "open", "url": "{{user.home}}"}"#,
        r#"{"do": "consent", "set": "pending"}"#,
        r#"{"do": "consent", "set": {"personalization": "denied"}}"#,
    ] {
        assert_eq!(button(action).err, "", "{action}");
    }
}

/// What is said of a survey with this question, one line for each problem, without the file.
fn question(fields: &str) -> Vec<String> {
    let left = check(&format!(
        r#"{{"version": 1, "experiences": [{{"id": "s", "kind": "survey", "questions": [{{"id": "q", "title": "Q", {fields}}}]}}]}}"#
    ));
    let lines = left.err.lines().map(|line| line.splitn(4, ':').nth(3).unwrap().trim().to_owned());
    lines.collect()
}

/// Two options, to be put into a question.
const OPTIONS: &str = r#""options": [{"value": "a"}, {"value": "b"}]"#;

#[test]
fn bounds_that_no_answer_is_within_are_errors_and_a_scale_of_one_number_is_doubted() {
    let at = |key: &str| format!("experiences[0].questions[0].{key}");
    for (fields, expected) in [
        (r#""type": "number", "min": 5, "max": 1"#, "min: is over max, which is 1"),
        (r#""type": "scale", "min": 5, "max": 1"#, "min: is over max, which is 1"),
        (r#""type": "multiple", "min": 2, "max": 1, OPTIONS"#, "min: is over max"),
        (r#""type": "ranking", "min": 2, "max": 1, OPTIONS"#, "min: is over max"),
        (r#""type": "multiple", "min": 3, OPTIONS"#, "min: lets nobody through: at most 2 can"),
        (
            r#""type": "multiple", "min": 4, "other": true, OPTIONS"#,
            "min: lets nobody through: at most 3",
        ),
        (r#""type": "multiple", "max": 0, OPTIONS"#, "max: lets nobody through: at least 1"),
        (r#""type": "ranking", "max": 1, OPTIONS"#, "max: lets nobody through: at least 2"),
    ] {
        let said = question(&fields.replace("OPTIONS", OPTIONS));
        assert_eq!(said.len(), 1, "{fields}: {said:?}");
        assert!(said[0].starts_with(&format!("error: {}", at(expected))), "{fields}: {said:?}");
    }
    for (fields, expected) in [
        (r#""type": "scale", "min": 7"#, "min: leaves a scale of one number: max is 5"),
        (r#""type": "stars", "max": 0"#, "max: leaves a scale of one number: min is 1"),
    ] {
        let said = question(fields);
        assert_eq!(said.len(), 1, "{fields}: {said:?}");
        assert!(said[0].starts_with(&format!("warning: {}", at(expected))), "{fields}: {said:?}");
    }
    for fine in [
        r#""type": "number", "min": 1, "max": 1"#,
        r#""type": "number", "min": -5"#,
        r#""type": "scale", "min": 0, "max": 10"#,
        r#""type": "nps", "min": 1"#,
        r#""type": "multiple", "min": 2, "max": 9, OPTIONS"#,
        r#""type": "multiple", "min": 3, "other": "Else", OPTIONS"#,
        r#""type": "ranking", "min": 2, "max": 2, OPTIONS"#,
    ] {
        assert_eq!(question(&fine.replace("OPTIONS", OPTIONS)), [""; 0], "{fine}");
    }
}

#[test]
fn a_placeholder_that_is_not_closed_is_doubted_wherever_texts_are_filled() {
    let text = r##"{"version": 1, "experiences": [
      {"id": "s", "kind": "survey", "title": "Hello {{user.name", "submit": "{{ a.b", "thanks": ["Bye {{user.name}"],
        "questions": [{"id": "q", "type": "single", "title": "{{user.name and {{user.plan}}", "other": "{{a",
          "options": [{"value": "{{", "label": "{{user.name | you"}]}],
        "locale": {"de": {"questions": {"q": {"title": "{{user.x."}}}}},
      {"id": "b", "kind": "banner", "name": "{{", "audience": {"user.title": "{{"},
        "body": [{"paragraph": ["Hi ", {"bold": "{{user.name"}]}, {"code": "a {{ b"}],
        "actions": [{"label": "Go {{", "do": "open", "url": "/u/{{user.id"}, {"do": "track", "event": "X", "properties": {"title": "{{"}}]},
      {"id": "c", "kind": "checklist", "label": "{{a", "tasks": [{"id": "t", "title": "{{a}} {{b}", "body": "{{a | }} fine }}"}]}]}"##;
    let left = check(text);
    let expected = [
        ("experiences[0].title", "{{user.name"),
        ("experiences[0].submit", "{{ a.b"),
        ("experiences[0].thanks[0]", "{{user.name"),
        ("experiences[0].questions[0].title", "{{user.name"),
        ("experiences[0].questions[0].other", "{{a"),
        ("experiences[0].questions[0].options[0].label", "{{user.name"),
        ("experiences[0].locale.de.questions.q.title", "{{user.x"),
        ("experiences[1].body[0].paragraph[1].bold", "{{user.name"),
        ("experiences[1].actions[0].label", "{{"),
        ("experiences[1].actions[0].url", "{{user.id"),
        ("experiences[2].label", "{{a"),
        ("experiences[2].tasks[0].title", "{{b"),
    ];
    for (place, from) in expected {
        let line = format!(
            "warning: {place}: has a placeholder that is not closed: write }}}} after \"{from}\""
        );
        assert!(left.err.contains(&line), "{line} is not in\n{}", left.err);
    }
    assert_eq!((left.code, left.err.lines().count()), (0, expected.len()), "{}", left.err);
}

#[test]
fn fields_that_a_type_of_question_has_no_use_for_and_values_that_stand_twice_are_doubted() {
    for (fields, expected) in [
        (
            r#""type": "text", OPTIONS"#,
            "options: does nothing: \"text\" has none, only single, multiple",
        ),
        (r#""type": "scale", "randomise": true"#, "randomise: does nothing"),
        (r#""type": "ranking", "other": true, OPTIONS"#, "other: does nothing"),
        (r#""type": "text", "min": 3"#, "min: does nothing: \"text\" has none, only number"),
        (r#""type": "long-text", "max": 3"#, "max: does nothing"),
        (r#""type": "email", "max": 3"#, "max: does nothing"),
        (r#""type": "date", "min": 3"#, "min: does nothing"),
        (r#""type": "consent", "min": 1"#, "min: does nothing"),
        (r#""type": "single", "max": 1, OPTIONS"#, "max: does nothing"),
        (r#""type": "number", "low": "L""#, "low: does nothing"),
        (r#""type": "stars", "placeholder": "P""#, "placeholder: does nothing"),
        (
            r#""type": "single", "options": [{"value": "a"}, {"value": "b"}, {"value": "a", "label": "A"}]"#,
            "options[2].value: \"a\" stands twice",
        ),
    ] {
        let said = question(&fields.replace("OPTIONS", OPTIONS));
        assert_eq!(said.len(), 1, "{fields}: {said:?}");
        let expected = format!("warning: experiences[0].questions[0].{expected}");
        assert!(said[0].starts_with(&expected), "{fields}: {said:?}");
    }
}

#[test]
fn a_button_may_go_to_a_step_or_to_a_question_that_is_there() {
    let survey = |step: &str| {
        check(&format!(
            r#"{{"version": 1, "experiences": [{{"id": "s", "kind": "survey", "actions": [{{"label": "Skip", "do": "goto", "step": "{step}"}}],
              "questions": [{{"id": "role", "type": "text", "title": "A"}}, {{"id": "last", "type": "text", "title": "B"}}]}}]}}"#
        ))
    };
    assert_eq!(survey("last").err, "");
    let left = survey("lst");
    let expected =
        "actions[0].step: leads to \"lst\", which does not exist; did you mean \"last\"?";
    assert!(left.code == 1 && left.err.contains(expected), "{}", left.err);
}

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
fn what_is_shown_with_nothing_to_read_is_doubted() {
    let text = r##"{"version": 1, "experiences": [
      {"id": "a", "kind": "banner", "actions": [{"label": "OK", "do": "dismiss"}]},
      {"id": "b", "kind": "inline", "target": "#b", "title": " ", "body": ["", " "]},
      {"id": "c", "kind": "flow", "steps": [{"id": "a", "type": "modal"}, {"id": "b", "type": "slideout", "body": ""},
        {"id": "c", "type": "tooltip", "target": "#c"}, {"id": "d", "type": "driven", "target": "#d", "title": "Press it"},
        {"id": "e", "type": "hidden"}, {"id": "f", "type": "modal", "body": [{"image": {"src": "/x.png"}}]}]},
      {"id": "d", "kind": "spotlight", "spots": [{"target": "#e"}, {"target": "#f", "body": "F"}]}]}"##;
    let left = check(text);
    let places = [
        "experiences[0]",
        "experiences[1]",
        "experiences[2].steps[0]",
        "experiences[2].steps[1]",
        "experiences[2].steps[2]",
        "experiences[3].spots[0]",
    ];
    for place in places {
        let expected = format!("warning: {place}: has nothing to read");
        assert!(left.err.contains(&expected), "{expected} is not in\n{}", left.err);
    }
    assert_eq!((left.code, left.err.lines().count()), (0, places.len()), "{}", left.err);
}

#[test]
fn buttons_in_texts_are_looked_at_like_those_below_them() {
    let left = check(
        r#"{"version": 1, "experiences": [{"id": "b", "kind": "banner", "body": ["B",
          {"button": {"do": "show", "experience": "y"}}, {"button": {"do": "open", "url": "javascript:x"}}, {"button": {"do": "open"}}]}]}"#,
    );
    for expected in [
        "body[1].button.experience: shows \"y\"",
        "body[2].button.url: expected a path",
        "body[3].button.url: expected a path",
    ] {
        let expected = format!("error: experiences[0].{expected}");
        assert!(left.err.contains(&expected), "{expected} is not in\n{}", left.err);
    }
    assert_eq!((left.code, left.err.lines().count()), (1, 3), "{}", left.err);
}

#[test]
fn urls_that_the_page_would_not_follow_are_errors_wherever_they_stand() {
    let text = r##"{"version": 1, "experiences": [
      {"id": "l", "kind": "launcher", "body": [{"paragraph": ["See ", {"link": "this", "url": "javascript:x"}]}],
        "items": [{"title": "A", "url": "data:text/html,x"}, {"title": "B", "url": "/b"},
          {"title": "C", "url": "javascript:{{user.x}}"}, {"title": "D", "url": "https://{{user.x}}/"}]},
      {"id": "s", "kind": "survey", "thanks": [{"image": {"src": "blob:x"}}, {"image": {"src": "/x.png"}}],
        "questions": [{"id": "q", "type": "text", "title": "Q", "body": [{"list": [{"link": "t", "url": "vbscript:x"}]}]}]},
      {"id": "c", "kind": "checklist", "tasks": [{"id": "t", "title": "T", "body": [{"video": {"src": "file:///x"}}]}],
        "locale": {"de": {"tasks": {"t": {"body": [{"paragraph": {"link": "t", "url": "javascript:x"}}]}}}}}]}"##;
    let left = check(text);
    let places = [
        "experiences[0].body[0].paragraph[1].url",
        "experiences[0].items[0].url",
        "experiences[0].items[2].url",
        "experiences[1].thanks[0].image.src",
        "experiences[1].questions[0].body[0].list[0].url",
        "experiences[2].tasks[0].body[0].video.src",
        "experiences[2].locale.de.tasks.t.body[0].paragraph.url",
    ];
    for place in places {
        let expected = format!("error: {place}: expected a path, or a URL of http, https");
        assert!(left.err.contains(&expected), "{place}: {}", left.err);
    }
    assert_eq!((left.code, left.err.lines().count()), (1, places.len()), "{}", left.err);
}

#[test]
fn a_dot_in_the_id_of_a_survey_or_a_question_is_doubted_because_nothing_finds_its_answers() {
    let survey = |survey: &str, question: &str| {
        check(&format!(
            r#"{{"version": 1, "experiences": [
              {{"id": "my.tour", "kind": "flow", "steps": [{{"id": "a.b", "type": "modal", "title": "T"}}]}},
              {{"id": "{survey}", "kind": "survey", "questions": [{{"id": "{question}", "type": "text", "title": "Q"}}]}}]}}"#
        ))
    };
    for (left, expected) in [
        (survey("v1.2", "role"), "warning: experiences[1].id: has a dot"),
        (survey("welcome", "the.role"), "warning: experiences[1].questions[0].id: has a dot"),
    ] {
        assert!(left.err.contains(expected), "{}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{}", left.err);
    }
    assert!(survey("v1.2", "role").err.contains("call it \"v1-2\""));
    assert_eq!(survey("welcome", "role").err, "", "flows have no answers");
    let asked = r#"{"condition": {"$answer": {"survey": "v1.2", "question": "q"}}, "facts": {"answers": {"v1.2": {"q": 1}}}}"#;
    assert_eq!(docent(&["eval"], asked.as_bytes()).out, "{\"result\":false}\n", "it is not found");
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

/// What is said of a guidebook with this theme, one line for each doubt.
fn doubts(theme: &str) -> Vec<String> {
    let left = check(&format!("{{\"version\": 1, \"theme\": {theme}}}"));
    assert_eq!(left.code, 0, "a warning is no error: {}", left.err);
    let lines = left.err.lines().map(|line| line.split_once("warning: ").unwrap().1.to_owned());
    lines.collect()
}

#[test]
fn colours_that_can_hardly_be_read_on_one_another_are_doubted_on_bright_and_on_dark_pages() {
    assert_eq!(
        doubts(r##"{"accent": "#8be9fd", "dark": {"text": "#444"}}"##),
        [
            "theme.accent: too little contrast: links 1.4 to 1 (#8be9fd on #fff), \
             buttons 1.4 to 1 (#fff on #8be9fd); text needs 4.5 to 1",
            "theme.dark.text: too little contrast where the page is dark: \
             titles 1.7 to 1 (#444 on #1d212c), answers 1.5 to 1 (#444 on #262b38); \
             text needs 4.5 to 1",
        ]
    );
    assert_eq!(
        doubts(r##"{"on_accent": "#999", "accent": "#888"}"##),
        [
            "theme.on_accent: too little contrast: buttons 1.2 to 1 (#999 on #888); \
             text needs 4.5 to 1",
            "theme.accent: too little contrast: links 3.5 to 1 (#888 on #fff); text needs 4.5 to 1",
        ],
        "what is the same on dark pages is said once"
    );
    let bright_alone = doubts(r##"{"text": "#222"}"##);
    assert_eq!(bright_alone.len(), 1, "the theme has no text for dark pages: {bright_alone:?}");
    assert!(bright_alone[0].starts_with("theme.text: too little contrast where the page is dark"));
    for fine in [
        r##"{"accent": "#067", "dark": {"accent": "#7cd"}}"##,
        r##"{"line": "#fff", "radius": "8px", "font": "#fff", "spacing": 4, "shadow": "none"}"##,
    ] {
        assert_eq!(doubts(fine), [""; 0], "{fine}");
    }
}

#[test]
fn the_frame_of_a_field_needs_less_than_a_text_and_more_than_a_line() {
    // On white, the ratio of #949494 is 3.03, and that of #969696 is 2.95.
    let frames = |colour: &str| doubts(&format!(r##"{{"border": "{colour}", "line": "#fff"}}"##));
    assert_eq!(frames("#949494"), [""; 0]);
    assert_eq!(
        frames("#969696"),
        ["theme.border: too little contrast: frames of fields 2.9 to 1 (#969696 on #fff); \
          frames need 3 to 1"]
    );
    let both = doubts(r##"{"surface": "#888", "dark": {"surface": "#1d212c"}}"##);
    assert_eq!(both.len(), 1, "{both:?}");
    assert!(both[0].contains("frames of fields 1.1 to 1 (#858ca0 on #888)"), "{both:?}");
    assert!(both[0].ends_with("; text needs 4.5 to 1, frames need 3 to 1"), "{both:?}");
}

#[test]
fn an_experience_is_judged_by_the_tokens_that_it_sets_over_those_of_the_guidebook() {
    let left = check(
        r##"{"version": 1, "theme": {"surface": "#123", "text": "#fff", "muted": "#ddd",
            "accent": "#8cf", "on_accent": "#012", "danger": "#fcc", "field": "#234"}, "experiences": [
          {"id": "a", "kind": "banner", "body": "A", "theme": {"text": "#122", "radius": "2px"}},
          {"id": "b", "kind": "banner", "body": "B", "theme": {"dark": {"surface": "#eee"}}},
          {"id": "c", "kind": "banner", "body": "C", "theme": {"accent": "#9df"}}]}"##,
    );
    let said: Vec<&str> =
        left.err.lines().map(|line| line.split_once("warning: ").unwrap().1).collect();
    assert_eq!(
        said,
        [
            "experiences[0].theme.text: too little contrast: titles 1.0 to 1 (#122 on #123), \
             answers 1.3 to 1 (#122 on #234); text needs 4.5 to 1",
            "experiences[1].theme.dark.surface: too little contrast where the page is dark: \
             titles 1.2 to 1 (#fff on #eee), texts 1.2 to 1 (#ddd on #eee), \
             links 1.5 to 1 (#8cf on #eee), errors 1.2 to 1 (#fcc on #eee); text needs 4.5 to 1",
        ]
    );
}

#[test]
fn colours_are_read_as_style_sheets_write_them() {
    // Muted on white: the ratio of #777 is 4.48, and that of #767676 is 4.54.
    let muted = |colour: &str| {
        let theme = format!(
            r##"{{"surface": "white", "field": "white", "muted": "{colour}",
                "dark": {{"surface": "var(--page)"}}}}"##
        );
        doubts(&theme).join("\n")
    };
    for (colour, ratio) in [
        ("#777", "4.4"),
        ("#777f", "4.4"),
        ("#777777", "4.4"),
        ("#777777FF", "4.4"),
        ("#00000088", "4.4"),
        ("rgb(119, 119, 119)", "4.4"),
        ("rgb(119 119 119 / 1)", "4.4"),
        ("rgba(0, 0, 0, .53333)", "4.4"),
        ("hsl(0, 0%, 46.667%)", "4.4"),
        ("HSLA(1turn 0% 46.667% / 100%)", "4.4"),
        ("red", "4.0"),
        ("yellow", "1.1"),
        ("transparent", "1.0"),
    ] {
        let (said, ratio) = (muted(colour), format!("texts {ratio} to 1 ({colour} on white)"));
        assert!(said.starts_with("theme.muted: ") && said.contains(&ratio), "{colour}: {said}");
    }
    for fine in ["#767676", "#0000008a", "rgb(118 118 118)", "hsl(240 100% 50%)", "rebeccapurple"] {
        assert_eq!(muted(fine), "", "{fine}");
    }
    for unknown in ["var(--x, #fff)", "color-mix(in srgb, red, blue)", "currentColor", "GrayText"] {
        assert_eq!(muted(unknown), "", "{unknown} cannot be judged");
    }
    for none in ["gren", "#12345", "777", "4px", ""] {
        assert_eq!(muted(none), "theme.muted: expected a colour like \"#06c\"", "{none}");
    }
    let ours = doubts(r##"{"line": 3, "dark": {"on_accent": "gren"}, "shadow": "gren"}"##);
    let expected = ["theme.line: expected", "theme.dark.on_accent: expected"];
    assert_eq!(ours.len(), 2, "{ours:?}");
    assert!(expected.iter().all(|place| ours.iter().any(|it| it.starts_with(place))), "{ours:?}");
    let clear = r##"{"surface": "#0008", "text": "#000"}"##;
    assert_eq!(doubts(clear).len(), 0, "nobody knows what shows through");
}

#[test]
fn what_a_theme_leaves_open_is_as_in_the_style_sheet_whose_own_colours_can_be_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pkg-config/src/ui/style.css");
    let style = std::fs::read_to_string(path).unwrap();
    let (bright, dark) = style.split_once(r#":host([data-scheme="dark"]) ["#).unwrap();
    let token = |style: &str, token: &str| {
        let line = style.lines().find(|line| line.starts_with(&format!("  --d-{token}:"))).unwrap();
        line.rsplit([' ', ')']).nth(1).unwrap().to_owned()
    };
    // A token of the very colour that the style sheet has for the other of its pair.
    for (style, when) in [(bright, ":"), (dark, " where the page is dark:")] {
        for (fore, back) in [
            ("text", "surface"),
            ("muted", "surface"),
            ("accent", "surface"),
            ("danger", "surface"),
            ("on-accent", "accent"),
            ("text", "field"),
            ("muted", "field"),
            ("border", "surface"),
        ] {
            for (set, other) in [(fore, back), (back, fore)] {
                let same = token(style, other);
                let said = doubts(&format!("{{\"{set}\": \"{same}\"}}"));
                let place = format!("theme.{set}: too little contrast{when}");
                let line = said.iter().find(|line| line.starts_with(&place)).unwrap();
                assert!(line.contains(&format!(" 1.0 to 1 ({same} on {same})")), "{line}");
            }
        }
    }
    let tokens =
        ["text", "muted", "accent", "on-accent", "danger", "surface", "field", "line", "border"];
    let all = |style: &str| {
        let written = tokens.map(|name| format!("\"{name}\": \"{}\"", token(style, name)));
        written.join(", ")
    };
    let itself = format!("{{{}, \"dark\": {{{}}}}}", all(bright), all(dark));
    assert_eq!(doubts(&itself), [""; 0]);
}

#[test]
fn tokens_that_the_style_sheet_does_not_ask_for_are_doubted_with_what_was_meant() {
    let left = check(
        r##"{"version": 1, "theme": {"acent": "#067", "onAccent": "#fff", "background": "#fff", "spacing": "8px",
          "z_index": 5, "dark": {"sruface": "#123", "dark": {}}}, "experiences": [
          {"id": "a", "kind": "banner", "body": "A", "theme": {"Radius": "2px", "dark": "#000"}}]}"##,
    );
    let said: Vec<&str> =
        left.err.lines().map(|line| line.split_once("warning: ").unwrap().1).collect();
    let expected = [
        r#"theme.acent: is not a token, and does nothing; did you mean "accent"?"#,
        r#"theme.onAccent: is not a token, and does nothing; did you mean "on-accent"?"#,
        "theme.background: is not a token, and does nothing; there are z-index, accent, on-accent,",
        r#"theme.dark.sruface: is not a token, and does nothing; did you mean "surface"?"#,
        "theme.dark.dark: is not a token, and does nothing; there are",
        r#"experiences[0].theme.Radius: is not a token, and does nothing; did you mean "radius"?"#,
        "experiences[0].theme.dark: expected the tokens of dark pages",
    ];
    assert_eq!((left.code, said.len()), (0, expected.len()), "{said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
}

/// A flow and a survey with these translations.
fn translated(flow: &str, survey: &str) -> Left {
    check(&format!(
        r##"{{"version": 1, "experiences": [
          {{"id": "f", "kind": "flow", "locale": {flow}, "steps": [
            {{"id": "one", "type": "modal", "title": "One", "body": ["A", "B"], "actions": [{{"do": "next"}}, {{"do": "dismiss"}}]}},
            {{"id": "two", "type": "driven", "target": "#two", "title": "Two", "advance": {{"on": "click"}}}}]}},
          {{"id": "s", "kind": "survey", "title": "S", "locale": {survey}, "questions": [
            {{"id": "role", "type": "single", "title": "Q", "options": [{{"value": "a", "label": "A"}}, {{"value": "b"}}]}}]}}]}}"##
    ))
}

#[test]
fn translations_of_what_an_experience_does_not_have_are_doubted() {
    for (flow, expected) in [
        (r#"{"de": {"titel": "T"}}"#, "de.titel: is not a field of this flow"),
        (
            r#"{"de": {"steps": {"one": {"titel": "T"}}}}"#,
            "de.steps.one.titel: is not a field of this step; did you mean \"title\"?",
        ),
        (
            r#"{"de": {"steps": {"ones": {"title": "T"}}}}"#,
            "de.steps.ones: leads to nothing: no step here is called so; did you mean \"one\"?",
        ),
        (
            r#"{"de": {"step": {"one": {"title": "T"}}}}"#,
            "de.step: is not a field of this flow; did you mean \"steps\"?",
        ),
        (r#"{"de": {"steps": {"one": "T"}}}"#, "de.steps.one: would replace all of it"),
        (r#"{"de": {"steps": "T"}}"#, "de.steps: would replace all of it"),
        (
            r#"{"de": {"steps": [{}, {}, {"title": "T"}]}}"#,
            "de.steps[2]: leads to nothing: there are only 2",
        ),
        (
            r#"{"de": {"steps": {"one": {"title": {"text": "T"}}}}}"#,
            "de.steps.one.title: expected a text",
        ),
        (
            r#"{"de": {"steps": {"one": {"body": {"0": "T"}}}}}"#,
            "de.steps.one.body: expected a text, or",
        ),
        (
            r#"{"de": {"steps": {"one": {"actions": {"next": {"label": "T"}}}}}}"#,
            "de.steps.one.actions.next: leads to nothing: no action here has an id",
        ),
        (
            r#"{"de": {"steps": {"one": {"actions": [{"lable": "T"}]}}}}"#,
            "de.steps.one.actions[0].lable: is not a field of this action; did you mean \"label\"?",
        ),
        (r#"{"steps": {"one": {"title": "T"}}}"#, "steps: is not a language"),
        (r#"{"german": {}}"#, "german: is not a language"),
        (r#"{"de": "T"}"#, "de: would replace all of it"),
    ] {
        let left = translated(flow, "{}");
        let expected = format!("warning: experiences[0].locale.{expected}");
        assert!(left.err.contains(&expected), "{expected} is not in\n{}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{flow}: {}", left.err);
    }
    for (survey, expected) in [
        (
            r#"{"de": {"thank": "T"}}"#,
            "de.thank: is not a field of this survey; did you mean \"thanks\"?",
        ),
        (
            r#"{"de": {"questions": {"role": {"options": {"c": {"label": "C"}}}}}}"#,
            "role.options.c: leads to nothing: no option here",
        ),
        (
            r#"{"de": {"questions": {"role": {"options": {"a": "A"}}}}}"#,
            "role.options.a: would replace all of it",
        ),
        (
            r#"{"de": {"questions": {"role": {"options": [{"label": "A"}, {"value": "b"}]}}}}"#,
            "role.options[0]: has no value",
        ),
    ] {
        let left = translated("{}", survey);
        assert!(left.err.contains(expected), "{expected} is not in\n{}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{survey}: {}", left.err);
    }
}

#[test]
fn translations_that_are_laid_over_an_experience_are_fine_in_every_form() {
    let flow = r#"{"de": {"name": "F", "steps": {"one": {"title": "T", "body": "B", "actions": [{}, {"label": "Nein"}]},
        "two": {"title": null, "body": ["B"], "advance": {"event": "Los"}, "target": ["a", "b"]}}},
      "de_AT": {"steps": [{"title": "T", "body": ["B", {"heading": "H"}], "actions": [{"label": "Ja", "do": "next"}]}]},
      "id": {"name": "F"}, "zh-Hant-TW": {"steps": [{}, {"actions": [{"label": "W", "do": "next"}]}]}}"#;
    let survey = r#"{"FR": {"title": "T", "body": ["B"], "thanks": ["M"], "submit": "S", "questions": {"role": {"title": "Q",
        "other": "A", "options": {"a": {"label": "A"}, "b": {"label": "B"}}}}},
      "ar": {"thanks": "M", "actions": [{"do": "snooze"}], "questions": [{"other": true,
        "options": [{"value": "a", "label": "A"}, {"value": "b"}]}]}}"#;
    let left = translated(flow, survey);
    assert_eq!((left.code, left.err.as_str()), (0, ""));
    let items = check(
        r#"{"version": 1, "experiences": [{"id": "l", "kind": "launcher", "label": "H", "items": [{"id": "h", "title": "H", "url": "/h"}],
        "locale": {"de": {"label": "L", "items": {"h": {"title": "Hilfe", "url": "/de/hilfe"}}}}},
        {"id": "m", "kind": "launcher", "items": [{"title": "H", "url": "/h"}],
        "locale": {"de": {"items": [{"title": "Hilfe", "url": "/de/hilfe"}]}}}]}"#,
    );
    assert_eq!(items.err, "");
}

// --- technographics and schema ---------------------------------------------------------------

#[test]
fn technographics_take_the_full_version_list_and_answer_line_by_line() {
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    let hints = r#"{"brands": [{"brand": "Google Chrome", "version": "126"}], "fullVersionList": [{"brand": "Google Chrome", "version": "126.0.6478.61"}], "platform": "Windows", "platformVersion": "15.0.0", "mobile": false}"#;
    let input = format!(
        "{{\"user_agent\": \"{agent}\", \"client_hints\": {hints}}}\nx\n{{}}\n{{\"user_agent\": \"{agent}\", \"client_hints\": null}}\n"
    );
    let left = docent(&["technographics"], input.as_bytes());
    let answers: Vec<Value> = left.out.lines().map(json).collect();
    assert_eq!(answers[0].at("browser.version"), Some(&"126.0.6478.61".into()));
    assert_eq!(answers[0].at("os.version"), Some(&"11".into()));
    assert_eq!(answers[0].at("device.type"), Some(&"desktop".into()));
    assert_eq!(answers[0].at("bot"), Some(&false.into()));
    assert!(answers[1].text("error").unwrap().contains("not JSON"));
    assert_eq!(answers[2].text("error"), Some("user_agent: expected a text"));
    assert_eq!(answers[3].at("os.version"), Some(&"10".into()));
    assert_eq!((answers.len(), left.code), (4, 1));
}

#[test]
fn the_schema_is_json_and_names_every_kind_of_experience() {
    let left = docent(&["schema"], b"");
    let schema = json(&left.out);
    assert_eq!(schema.text("$schema"), Some("https://json-schema.org/draft/2020-12/schema"));
    assert_eq!(schema.at("$defs.experience.anyOf").map(|kinds| kinds.as_list().len()), Some(7));
    for kind in ["flow", "survey", "banner", "checklist", "inline", "spotlight", "launcher"] {
        let field = schema.at(&format!("$defs.{kind}.properties.audience"));
        assert!(field.is_some(), "{kind} is the kind, and nothing else has that name");
    }
    assert!(left.out.lines().count() > 100, "a person can read it");
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

#[test]
fn an_event_that_nothing_captures_is_doubted() {
    let rule = |name: &str| {
        format!(
            r#"{{"version": 1, "features": [{{"event": "Export clicked", "selector": "[data-test=x]"}}],
              "segments": [{{"id": "s", "where": {{"$sequence": {{"steps": ["Export clicked", "{name}"]}}}}}}]}}"#
        )
    };
    let spelled = check(&rule("export_clicked"));
    let expected = "steps[1]: is \"export_clicked\" here and \"Export clicked\" elsewhere";
    assert!(spelled.err.contains(expected), "{}", spelled.err);
    assert!(check(&rule("Invoice sent")).err.is_empty(), "the host may track it");
    let tracked = file("events.txt", "Invoice created\nInvoice sent\n");
    let tracked = tracked.to_str().unwrap();
    let known = docent(&["check", "--events", tracked, "-"], rule("Invoice sent").as_bytes());
    assert!(known.err.is_empty(), "{}", known.err);
    let unknown = docent(&["check", "--events", tracked, "-"], rule("Invoice paid").as_bytes());
    let expected = "steps[1]: asks for \"Invoice paid\", which nothing captures or tracks";
    assert!(unknown.err.contains(expected), "{}", unknown.err);
    let automatic = docent(&["check", "--events", tracked, "-"], rule("Page viewed").as_bytes());
    assert!(automatic.err.is_empty(), "{}", automatic.err);
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

#[test]
fn what_follows_from_facts_need_not_be_said() {
    let lines = concat!(
        r#"{"condition": {"geo.eu": true}, "facts": {"geo": {"country": "FR"}}}"#,
        "\n",
        r#"{"condition": {"nps.group": "promoter"}, "facts": {"nps": {"score": 9}}}"#,
        "\n",
        r#"{"condition": {"geo.eu": {"$exists": true}}, "facts": {}}"#,
    );
    let left = docent(&["eval"], lines.as_bytes());
    assert_eq!(left.out, "{\"result\":true}\n{\"result\":true}\n{\"result\":false}\n");
}
