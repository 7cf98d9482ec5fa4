//! What `docent check` says of translations that the page would leave out, and of the words of the
//! guidebook.

use super::{check, docent};

/// What is said of a survey with these texts in German, without the place of the language.
fn german(texts: &str) -> (i32, Vec<String>) {
    let left = check(&format!(
        r#"{{"version": 1, "experiences": [{{"id": "s", "kind": "survey", "title": "S", "body": "B",
          "trigger": {{"on": "manual"}}, "actions": [{{"label": "No", "do": "dismiss"}}], "locale": {{"de": {texts}}},
          "questions": [{{"id": "role", "type": "single", "title": "Q", "options": [{{"value": "a"}}, {{"value": "b"}}]}}]}}]}}"#
    ));
    let behind =
        |line: &str| line.split_once("experiences[0].locale.de").map(|(_, why)| why.to_owned());
    (left.code, left.err.lines().filter_map(behind).collect())
}

#[test]
fn a_translation_of_the_wrong_form_is_an_error_because_the_page_leaves_it_out() {
    for (texts, expected) in [
        (r#""T""#, ": would replace all of it"),
        (r#"{"questions": "T"}"#, ".questions: would replace all of it"),
        (r#"{"questions": {"role": "T"}}"#, ".questions.role: would replace all of it"),
        (r#"{"questions": [null]}"#, ".questions[0]: would replace all of it"),
        (r#"{"title": {"text": "T"}}"#, ".title: expected a text"),
        (r#"{"title": 5}"#, ".title: expected a text"),
        (r#"{"title": null}"#, ".title: expected a text"),
        (r#"{"titel": "T"}"#, ".titel: is not a field of this survey; did you mean \"title\"?"),
        (r#"{"kind": "banner"}"#, ".kind: would be another experience"),
        (r#"{"dismissible": "no"}"#, ".dismissible: expected true or false"),
        (r#"{"present": "big"}"#, ".present: expected one of modal, slideout"),
        (r#"{"body": {"0": "T"}}"#, ".body: expected a text, or a list of all blocks"),
        (r#"{"body": null}"#, ".body: expected a text, or a list"),
        (r#"{"body": 5}"#, ".body: expected a text, or a list"),
        (r#"{"body": [null]}"#, ".body[0]: expected a text, or an object"),
        (r#"{"body": [{"list": "x"}]}"#, ".body[0].list: expected a list"),
        (
            r#"{"body": [{"list": [null]}]}"#,
            ".body[0].list[0]: expected a text, or an object, or a list",
        ),
        (
            r#"{"body": [{"paragraph": null}]}"#,
            ".body[0].paragraph: expected a text, or an object, or a list",
        ),
        (
            r#"{"body": [{"paragraph": ["a", {"bold": 5}]}]}"#,
            ".body[0].paragraph[1].bold: expected a text",
        ),
        (
            r#"{"body": [{"paragraph": [["a", [1]]]}]}"#,
            ".body[0].paragraph[0][1][0]: expected a text",
        ),
        (r#"{"body": [{"quote": "x"}]}"#, ".body[0].quote: is not a field here"),
        (r#"{"thanks": [{"image": {"alt": "x"}}]}"#, ".thanks[0].image.src: is missing"),
        (r#"{"thanks": [{"button": {"label": "x"}}]}"#, ".thanks[0].button.do: is missing"),
        (
            r#"{"questions": {"role": {"options": {"a": "A"}}}}"#,
            ".questions.role.options.a: would replace all of it",
        ),
        (
            r#"{"questions": {"role": {"options": {"a": {"label": 5}}}}}"#,
            ".questions.role.options.a.label: expected a text",
        ),
    ] {
        let (code, said) = german(texts);
        assert_eq!(said.len(), 1, "{texts}: {said:?}");
        assert!(said[0].starts_with(expected), "{texts}: {said:?}");
        assert_eq!(code, 1, "{texts}");
    }
    let flow = |texts: &str| {
        check(&format!(
            r#"{{"version": 1, "experiences": [{{"id": "f", "kind": "flow", "locale": {{"de": {{"steps": {{"one": {texts}}}}}}},
              "steps": [{{"id": "one", "type": "modal", "title": "One"}}]}}]}}"#
        ))
    };
    for (texts, expected) in [
        (r#"{"actions": [{"label": "Weiter"}]}"#, "one.actions[0].do: is missing"),
        (
            r#"{"actions": {"0": {"label": "Weiter"}}}"#,
            "one.actions: leads to nothing: there is no action",
        ),
    ] {
        let left = flow(texts);
        assert!(
            left.err.contains(&format!("error: experiences[0].locale.de.steps.{expected}")),
            "{}",
            left.err
        );
        assert_eq!((left.code, left.err.lines().count()), (1, 1), "{}", left.err);
    }
}

#[test]
fn what_is_the_same_in_all_languages_is_doubted_in_a_translation() {
    for (texts, place) in [
        (r#"{"audience": {"geo.eu": true}}"#, ".audience"),
        (r#"{"frequency": "always"}"#, ".frequency"),
        (r#"{"trigger": {"on": "page"}}"#, ".trigger"),
        (r#"{"goal": "activated"}"#, ".goal"),
        (r#"{"id": "other"}"#, ".id"),
        (r#"{"questions": {"role": {"type": "multiple"}}}"#, ".questions.role.type"),
        (
            r#"{"questions": {"role": {"options": {"a": {"value": "c"}}}}}"#,
            ".questions.role.options.a.value",
        ),
    ] {
        let (code, said) = german(texts);
        let expected = format!(
            "{place}: is not translated: it is the same in all languages; leave it out here"
        );
        assert_eq!((code, said), (0, vec![expected]), "{texts}");
    }
    let same = r#"{"id": "s", "kind": "survey", "trigger": {"on": "manual"}, "questions": [{"id": "role", "type": "single"}]}"#;
    assert_eq!(german(same), (0, Vec::new()), "who copies all of it says nothing else");
}

/// What is said of these words in German.
fn words(words: &str) -> Vec<String> {
    let left = check(&format!(
        r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "B", "actions": [
          {{"label": "Show 3 more", "do": "dismiss"}}, {{"label": "Go, {{{{user.name | you}}}}!", "do": "dismiss"}}]}}],
          "locales": {{"de": {words}}}}}"#
    ));
    assert_eq!(left.code, 0, "{}", left.err);
    let behind = |line: &str| line.split_once("warning: locales.de").unwrap().1.to_owned();
    left.err.lines().map(behind).collect()
}

#[test]
fn words_that_nothing_says_or_that_would_not_be_said_are_doubted() {
    for (said, expected) in [
        (r#""x""#, ": does nothing: expected an object of words"),
        (
            r#"{"Nxt": "Weiter"}"#,
            ".Nxt: is said by nothing, neither by Docent nor by a button here, and does nothing; did you mean \"Next\"?",
        ),
        (r#"{"Step {n}": "Schritt {n}"}"#, ".Step {n}: is said by nothing"),
        (r#"{"Next": 5}"#, ".Next: is never said: expected a text, or an object"),
        (r#"{"Next": ["Weiter"]}"#, ".Next: is never said"),
        (r#"{"Next": ""}"#, ".Next: says nothing"),
        (r#"{"{n} found": {"one": "Ein Treffer"}}"#, ".{n} found: has no \"other\""),
        (
            r#"{"{n} found": {"singular": "Ein Treffer", "other": "{n} Treffer"}}"#,
            ".{n} found.singular: is no plural category",
        ),
        (r#"{"{n} found": {"other": 5}}"#, ".{n} found.other: is never said: expected a text"),
        (
            r#"{"{n} found": {"other": "{n} von {n}"}}"#,
            ".{n} found.other: has a {n} that stays empty: what it translates has one number",
        ),
        (
            r#"{"Step {n} of {n}": "{3} von {1}"}"#,
            ".Step {n} of {n}: has a {3} that stays empty: what it translates has 2 numbers",
        ),
        (r#"{"Step {n} of {n}": "{0} von {1}"}"#, "has a {0} that stays empty"),
        (
            r#"{"Next": "Weiter {n}"}"#,
            ".Next: has a {n} that stays empty: what it translates has no number",
        ),
    ] {
        let found = words(said);
        assert_eq!(found.len(), 1, "{said}: {found:?}");
        assert!(found[0].contains(expected), "{said}: {found:?}");
    }
    for fine in [
        r#"{"Next": "Weiter", "Step {n} of {n}": "{2}中{1}", "Step 2 of 5": "Fast die Hälfte"}"#,
        r#"{"{n} found": {"zero": "Nichts", "one": "Ein Treffer", "other": "{n} Treffer"}}"#,
        r#"{"Show {n} more": "{n} weitere", "Go, Ada!": "Los, Ada!"}"#,
    ] {
        assert!(words(fine).is_empty(), "{fine}: {:?}", words(fine));
    }
    let none = |language: &str| {
        check(&format!(r#"{{"version": 1, "locales": {{"{language}": {{"Next": "N"}}}}}}"#)).err
    };
    for language in ["german", "d", "", "de-", "de--AT", "d3"] {
        assert!(none(language).contains("is not a language like"), "{language}");
    }
    for language in ["de", "DE", "de_AT", "zh-Hant-TW", "sl-rozaj-biske-1994", "kok"] {
        assert_eq!(none(language), "", "{language}");
    }
}

#[test]
fn all_that_the_reference_says_docent_says_can_be_translated() {
    let guide = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guidebook.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let list =
        guide.split("What Docent says itself:").nth(1).unwrap().split("\n\n").next().unwrap();
    let words: Vec<String> =
        list.split('`').skip(1).step_by(2).map(|word| format!("{word:?}: {word:?}")).collect();
    assert!(words.len() > 30, "{words:?}");
    let left = docent(
        &["check", "-"],
        format!(r#"{{"version": 1, "locales": {{"de": {{{}}}}}}}"#, words.join(", ")).as_bytes(),
    );
    assert_eq!((left.code, left.err.as_str()), (0, ""));
}
