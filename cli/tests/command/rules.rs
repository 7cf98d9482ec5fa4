//! What the schema says of fields that belong together, of lists and of URLs, held against `docent
//! check`: an editor underlines what the command refuses.

use super::check;
use super::json;
use super::schema::Validator;
use docent::core::guidebook::schema::NEEDS;
use docent::core::value::{Value, to_json};
use docent::native::Native;

/// A guidebook with these experiences and experiments.
fn guidebook(experiences: &str, experiments: &str) -> Value {
    json(&format!(
        r#"{{"version": 1, "experiences": [{experiences}], "experiments": [{experiments}]}}"#
    ))
}

/// A banner with this beside what it must have.
fn banner(more: &str) -> Value {
    guidebook(&format!(r#"{{"id": "b", "kind": "banner", "body": "B", {more}}}"#), "")
}

fn agree(document: &Value, sound: bool) {
    let text = to_json(document, &Native);
    let left = check(&text);
    assert_eq!(left.code == 0, sound, "check says of {text}: {}", left.err);
    assert_eq!(Validator::new().fits(document, ""), sound, "the schema says of {text}");
}

#[test]
fn what_a_trigger_or_an_action_does_nothing_without_is_required_by_the_schema_too() {
    let sound = |needed: &str| match needed {
        "after" => r#""3s""#,
        "traits" => r#"{"plan": "pro"}"#,
        "url" => r#""/x""#,
        "set" => r#""granted""#,
        "experience" => r#""b""#,
        _ => r#""one""#,
    };
    for (object, field, word, needed) in NEEDS {
        let with = |more: &str| {
            let part = format!(r#"{{"{field}": "{word}"{more}}}"#);
            let of = match *object {
                "trigger" => format!(r#""trigger": {part}"#),
                _ => format!(r#""actions": [{{"do": "dismiss", "label": "x", "then": {part}}}]"#),
            };
            guidebook(
                &format!(
                    r#"{{"id": "b", "kind": "flow", "steps": [{{"id": "one", "type": "modal", "title": "T"{}}}]{}}}"#,
                    if *object == "action" { format!(", {of}") } else { String::new() },
                    if *object == "trigger" { format!(", {of}") } else { String::new() },
                ),
                "",
            )
        };
        agree(&with(""), false);
        agree(&with(&format!(r#", "{needed}": {}"#, sound(needed))), true);
    }
    // And what stands beside the others.
    for fine in ["page", "segment", "scroll", "exit", "manual"] {
        let audience = r#""audience": {"geo.eu": true}"#;
        agree(&banner(&format!(r#"{audience}, "trigger": {{"on": "{fine}"}}"#)), true);
    }
}

#[test]
fn consent_is_given_in_a_form_that_the_page_reads() {
    for (set, sound) in [
        (r#""granted""#, true),
        (r#""yes""#, false),
        ("true", false),
        ("{}", false),
        (r#"{"analytics": "denied"}"#, true),
        (r#"{"analytics": "denied", "personalization": "pending"}"#, true),
        (r#"{"analytics": true}"#, false),
        (r#"{"marketing": "granted"}"#, false),
    ] {
        agree(
            &banner(&format!(r#""actions": [{{"label": "x", "do": "consent", "set": {set}}}]"#)),
            sound,
        );
    }
}

#[test]
fn how_often_is_one_of_two_forms() {
    for (frequency, sound) in [
        (r#""once""#, true),
        ("{}", false),
        (r#"{"every": "7d"}"#, true),
        (r#"{"times": 3}"#, false),
        (r#"{"per": "7d"}"#, false),
        (r#"{"times": 3, "per": "7d"}"#, true),
        (r#"{"every": "7d", "times": 3}"#, false),
        (r#"{"every": "7d", "times": 3, "per": "7d"}"#, false),
    ] {
        agree(&banner(&format!(r#""frequency": {frequency}"#)), sound);
    }
}

#[test]
fn lists_have_the_length_that_the_page_reads() {
    for (hours, sound) in [
        (r#"["09:00", "17:00"]"#, true),
        (r#"["9:00", "24:00"]"#, true),
        (r#"["0:5", "12:059"]"#, true),
        ("[]", false),
        (r#"["09:00"]"#, false),
        (r#"["09:00", "12:00", "17:00"]"#, false),
        (r#"["09:00", "24:01"]"#, false),
        (r#"["09:00", "12:60"]"#, false),
        (r#"["09:00", "noon"]"#, false),
        (r#"["09:00", "17"]"#, false),
    ] {
        agree(&banner(&format!(r#""schedule": {{"hours": {hours}}}"#)), sound);
    }
    for (more, sound) in [
        (r#""variants": ["a", "b"]"#, true),
        (r#""variants": []"#, false),
        (r#""variants": ["a", "b"], "namespace": ["n", 0, 0.5]"#, true),
        (r#""variants": ["a", "b"], "namespace": ["n", 0]"#, false),
        (r#""variants": ["a", "b"], "namespace": [0, 0, 1]"#, false),
        (r#""variants": ["a", "b"], "namespace": ["n", 0, 1, 2]"#, false),
        (r#""variants": ["a", "b"], "ranges": [[0, 0.5], [0.5, 1]]"#, true),
        (r#""variants": ["a", "b"], "ranges": [[0, 0.5], [0.5]]"#, false),
        (r#""variants": ["a", "b"], "filters": [{"seed": "s", "ranges": [[0, 0.5, 1]]}]"#, false),
    ] {
        agree(&guidebook("", &format!(r#"{{"id": "e", {more}}}"#)), sound);
    }
    for (kind, list) in [
        ("flow", "steps"),
        ("survey", "questions"),
        ("checklist", "tasks"),
        ("spotlight", "spots"),
        ("launcher", "items"),
    ] {
        agree(&guidebook(&format!(r#"{{"id": "x", "kind": "{kind}", "{list}": []}}"#), ""), false);
    }
}

#[test]
fn urls_that_the_page_would_not_follow_do_not_fit() {
    let url = |url: &str| to_json(&Value::from(url), &Native);
    for (written, sound) in [
        ("/x", true),
        ("x", true),
        ("?x=1", true),
        ("#a", true),
        ("//example.com/a:b", true),
        ("a/b:c", true),
        ("https://example.com", true),
        ("HTTPS://example.com", true),
        ("mailto:a@example.com", true),
        ("tel:+49", true),
        (" /x ", true),
        ("{{company.portal | /}}", true),
        ("https://example.com/{{user.id}}", true),
        ("/a{{user.id}}:b", true),
        ("", false),
        ("  ", false),
        ("javascript:alert(1)", false),
        (" JavaScript:alert(1)", false),
        ("javascript:{{user.id}}", false),
        ("java\nscript:alert(1)", false),
        ("java\tscript:alert(1)", false),
        ("data:text/html,x", false),
        ("ftp://example.com", false),
        ("/\\example.com", false),
        ("httpss://example.com", false),
        (":x", false),
    ] {
        let quoted = url(written);
        agree(
            &banner(&format!(r#""actions": [{{"label": "x", "do": "open", "url": {quoted}}}]"#)),
            sound,
        );
        let marked = format!(
            r#"{{"id": "i", "kind": "banner", "body": [{{"paragraph": ["a", {{"link": "b", "url": {quoted}}}]}}]}}"#
        );
        agree(&guidebook(&marked, ""), sound);
    }
    for (src, sound) in [("/x.png", true), ("javascript:alert(1)", false)] {
        let image = format!(r#"{{"image": {{"src": "{src}", "alt": "x"}}}}"#);
        agree(
            &guidebook(&format!(r#"{{"id": "i", "kind": "banner", "body": [{image}]}}"#), ""),
            sound,
        );
    }
}

#[test]
fn a_language_without_an_object_of_texts_does_not_fit() {
    agree(&banner(r#""locale": {"de": {"body": "T"}}"#), true);
    agree(&banner(r#""locale": {"de": "T"}"#), false);
}
