//! The command as a shell sees it: what it reads, writes and ends with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod assign;
mod check;
mod conditions;
mod eval;
mod experiences;
mod guide;
mod languages;
mod people;
mod questions;
mod rules;
mod schema;
mod settings;
mod texts;
mod themes;
mod types;
mod versions;
mod written;

use docent::core::value::{Limits, Value, parse};
use docent::native::Native;
use std::io::Write;
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

const GUIDEBOOK: &str = r#"{
  "version": 1,
  "segments": [
    { "id": "core", "where": { "$segment": "active", "user.plan": "pro" } },
    { "id": "active", "where": { "$event": { "name": "login", "within": "7d" } } },
    { "id": "beta", "where": { "user.id": { "$inGroup": "beta" } } }
  ],
  "groups": { "beta": ["u2"] }
}"#;

fn check(text: &str) -> Left {
    docent(&["check", "-"], text.as_bytes())
}

/// A guidebook with one segment of this condition.
fn segment(condition: &str) -> String {
    format!(r#"{{"version": 1, "segments": [{{"id": "s", "where": {condition}}}]}}"#)
}

/// What is said of a guidebook with this theme, one line for each doubt.
fn doubts(theme: &str) -> Vec<String> {
    let left = check(&format!("{{\"version\": 1, \"theme\": {theme}}}"));
    assert_eq!(left.code, 0, "a warning is no error: {}", left.err);
    let lines = left.err.lines().map(|line| line.split_once("warning: ").unwrap().1.to_owned());
    lines.collect()
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

#[test]
fn technographics_take_the_full_version_list_and_answer_line_by_line() {
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    let hints = r#"{"brands": [{"brand": "Google Chrome", "version": "126"}], "fullVersionList": [{"brand": "Google Chrome", "version": "126.0.6478.61"}], "platform": "Windows", "platformVersion": "15.0.0", "mobile": false}"#;
    let empty = r#"{"brands": [{"brand": "Google Chrome"}], "platform": "", "platformVersion": "", "model": ""}"#;
    let input = format!(
        "{{\"user_agent\": \"{agent}\", \"client_hints\": {hints}}}\nx\n{{}}\n{{\"user_agent\": \"{agent}\", \"client_hints\": null}}
{{\"user_agent\": \"{agent}\", \"client_hints\": {empty}}}\n{{\"user_agent\": \"{agent}\", \"client_hints\": []}}\n"
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
    assert_eq!(answers[4], answers[3], "what hints leave open, the user agent says");
    assert_eq!(answers[5].text("error"), Some("client_hints: expected an object"));
    assert_eq!((answers.len(), left.code), (6, 1));
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
