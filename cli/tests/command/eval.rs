//! `docent eval` with conditions, line by line.

use super::{GUIDEBOOK, cases, docent, file};
use docent::core::experience::STATES;
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

#[test]
fn every_line_is_answered_in_order_and_a_bad_one_stops_nothing() {
    let lines = [
        (r#"{"condition": {"a": 1}, "facts": {"a": 1}}"#, r#"{"result":true}"#),
        ("nonsense", r#"{"error":"not JSON: column 1: expected a value"}"#),
        (r#"{"facts": {}}"#, r#"{"error":"condition: is missing"}"#),
        (r#"{"condition": []}"#, r#"{"error":"condition: expected an object"}"#),
        ("[]", r#"{"error":"expected an object with a condition"}"#),
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
    assert!(left.err.contains("7 of 11 lines"), "{}", left.err);
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
fn blank_lines_are_passed_over_and_counted_where_a_line_is_named() {
    let line = r#"{"condition": {}}"#;
    for input in [
        format!("{line}\n\n"),
        format!("\n\n{line}"),
        format!("\r\n{line}\r\n\r\n"),
        format!("{line}\n \t \n"),
    ] {
        let left = docent(&["eval"], input.as_bytes());
        let expected = (0, "{\"result\":true}\n", "");
        assert_eq!((left.code, left.out.as_str(), left.err.as_str()), expected, "{input:?}");
    }
    let between = docent(&["eval"], format!("{line}\n\r\nx\n\n{line}\n").as_bytes());
    assert_eq!(between.out.lines().count(), 3, "{}", between.out);
    assert!(between.err.contains("1 of 3 lines"), "{}", between.err);
    let guidebook = file("blank.json", GUIDEBOOK);
    let table = ["eval", "--guidebook", guidebook.to_str().unwrap(), "--format", "csv"];
    let left = docent(&table, b"\n{\"id\": \"a\"}\n\nx\n");
    assert!(left.err.contains("line 4: not JSON"), "as an editor counts: {}", left.err);
    for command in ["assign", "technographics"] {
        let left = docent(&[command], b"\n\r\n \n");
        assert_eq!((left.code, left.out.as_str(), left.err.as_str()), (0, "", ""), "{command}");
    }
}

#[test]
fn a_state_that_no_experience_has_is_an_error_that_names_those_there_are() {
    let line = |state: &str| {
        format!(
            r#"{{"condition": {{}}, "experiences": [{{"id": "w", "state": "{state}", "time": 1}}]}}"#
        )
    };
    let left = docent(&["eval"], line("complete").as_bytes());
    let expected =
        format!("{{\"error\":\"experiences[0].state: expected one of {}\"}}\n", STATES.join(", "));
    assert_eq!((left.code, left.out), (1, expected));
    let help = docent(&["eval", "--help"], b"").out;
    for state in STATES {
        assert_eq!(docent(&["eval"], line(state).as_bytes()).out, "{\"result\":true}\n", "{state}");
        assert!(help.contains(state), "the help names {state}");
    }
}

#[test]
fn now_is_what_a_line_says_and_by_the_system_clock_the_last_that_happened_within_a_day() {
    let ahead = |hours: u64| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
        let (time, now) = (now + hours * 3_600_000, format!(r#", "now": {now}"#));
        let line = |now: &str| {
            format!(
                r#"{{"condition": {{"$event": {{"name": "a", "within": "session"}}}},
                  "events": [{{"name": "a", "time": {time}}}]{now}}}"#
            )
            .replace('\n', " ")
        };
        [line(""), line(&now)].map(|line| docent(&["eval"], line.as_bytes()).out)
    };
    let [by_clock, as_said] = ahead(2);
    assert_eq!(by_clock, "{\"result\":true}\n", "the clock runs late");
    assert_eq!(as_said, "{\"result\":false}\n", "it has not happened yet");
    let [by_clock, _] = ahead(30);
    assert_eq!(by_clock, "{\"result\":false}\n", "the clock was wrong when that was written");
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
fn now_is_a_date_in_any_shape_or_milliseconds() {
    let line = r#"{"condition": {"user.created_at": {"$within": "1d"}}, "facts": {"user": {"created_at": "2026-01-01"}}}"#;
    for (now, expected) in
        [("2026", true), ("2026-01-01T12:00", true), ("1767225600000", true), ("2027", false)]
    {
        let left = docent(&["eval", "--now", now], line.as_bytes());
        assert_eq!(left.out, format!("{{\"result\":{expected}}}\n"), "{now}: {}", left.err);
    }
}

#[test]
fn days_are_those_of_the_guidebooks_time_zone_where_it_names_one() {
    let guidebook = file(
        "zone.json",
        r#"{"version": 1, "timezone": "America/New_York", "segments": [
            {"id": "two", "where": {"$event": {"name": "a", "days": 2}}}]}"#,
    );
    let line = r#"{"id": "u", "now": "2026-07-10", "events": [{"name": "a", "time": "2026-07-05T03:00:00Z"}, {"name": "a", "time": "2026-07-05T12:00:00Z"}]}"#;
    let left = docent(&["eval", "--guidebook", guidebook.to_str().unwrap()], line.as_bytes());
    assert!(left.out.contains("two"), "{} {}", left.out, left.err);
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
