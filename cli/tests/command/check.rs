//! What `docent check` says of a whole document: places, summary, notes.

use super::{GUIDEBOOK, check, docent, file};
use std::path::Path;

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
fn our_own_guidebooks_are_without_errors_and_doubts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for path in ["www/guidebook.json", "www/gallery/guidebook.json"] {
        let left =
            docent(&["check", "--now", "2026-06-01", root.join(path).to_str().unwrap()], b"");
        assert_eq!((left.code, left.err.as_str()), (0, ""), "{path}");
    }
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let examples = readme.split("```json\n").skip(1).map(|it| it.split("```").next().unwrap());
    let whole = examples.map(|text| match text.contains("\"version\": 1") {
        true => text.to_owned(),
        // A part of one, to be put into it.
        false => text.replacen('{', "{ \"version\": 1,", 1),
    });
    let said: Vec<String> = whole.map(|text| check(&text).err).collect();
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
        ("{\"segments\": []}", "<stdin>:1:1: error: version: is missing: write \"version\": 1"),
        ("{\"version\": \"1\"}", "<stdin>:1:2: error: version: expected 1"),
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
fn a_segment_that_is_called_as_an_experience_is_doubted() {
    let called = |id: &str| {
        let rest = r#""where": {}}], "experiences": [{"id": "welcome", "kind": "banner", "body": "Hello"}]"#;
        check(&format!(r#"{{"version": 1, "segments": [{{"id": "{id}", {rest}}}"#)).err
    };
    let said = called("welcome");
    assert!(said.contains("segments[0].id: is the id of an experience too"), "{said}");
    assert!(called("newcomers").is_empty());
}

#[test]
fn a_guidebook_that_is_not_utf_8_is_an_error_where_that_begins_and_the_next_file_is_checked() {
    let path = file("latin.json", "");
    let bytes = b"{\"version\": 1,\n \"theme\": {\"\xc3\xbc\": \"\xfc\"}}";
    std::fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap();
    let left = docent(&["check", path, "-"], GUIDEBOOK.as_bytes());
    let said =
        format!("{path}:2:18: error: the document: is not UTF-8 from here on; save it as UTF-8\n");
    assert_eq!((left.code, left.err.as_str()), (1, said.as_str()));
    assert!(left.out.contains("<stdin>: no problems"), "{}", left.out);
    let left = docent(&["eval", "--guidebook", path], b"{}");
    assert_eq!((left.code, left.err.as_str()), (1, said.as_str()));
}
