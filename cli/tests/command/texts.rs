//! What `docent check` says of placeholders and translations.

use super::{Left, check};

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
      {"id": "c", "kind": "checklist", "label": "{{a", "tasks": [{"id": "t", "title": "{{user.a}} {{b}", "body": "{{user.a | }} fine }"}]}]}"##;
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

/// What is said of a banner with this text.
fn text(text: &str) -> String {
    check(&format!(
        r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "{text}"}}]}}"#
    ))
    .err
}

#[test]
fn a_placeholder_for_no_fact_and_braces_that_would_be_shown_are_doubted() {
    for (written, expected) in [
        (
            "Hi {{usr.name | x}}",
            "has a placeholder that is always empty: \"usr.name\" is not a fact Docent has; what the \
             host sets is under user or company (\"user.usr.name\"); did you mean \"user\"?",
        ),
        ("{{ name }}", "always empty: \"name\" is not a fact Docent has"),
        ("{{}}", "always empty: \"\" names no fact"),
        (
            "{{device.browsr.name}}",
            "\"device.browsr.name\" is not known; did you mean \"device.browser.name\"?",
        ),
        ("Hi {user.name}", "shows \"{user.name}\" as it is written: write {{user.name}}"),
        ("Hi {user.name | you}", "write {{user.name | you}}"),
        ("Hi user.name}}, hello", "has }} where no placeholder began"),
        ("{{user.name}}}} x", "has }} where no placeholder began"),
    ] {
        let said = text(written);
        assert!(said.contains("warning: experiences[0].body: "), "{written}: {said}");
        assert!(said.contains(expected), "{written}: {said}");
        assert_eq!(said.lines().count(), 1, "{written}: {said}");
    }
    for fine in [
        "{{user.name | there}}",
        "{{company.plan}} {{answers.welcome.role}} {{page.query.to | /safe}} {{page.utm.source}}",
        "{{user.name | {you}}}",
        "function() { return 1 } and {n} of {0}",
        "{{nps.score}} {{session.page_views}} {{geo.country | your country}}",
    ] {
        assert_eq!(text(fine), "", "{fine}");
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
        (
            r#"{"de": {"steps": [{}, {}, {"title": "T"}]}}"#,
            "de.steps[2]: leads to nothing: there are only 2",
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
        (r#"{"d": {}}"#, "d: is not a language"),
        (r#"{"de-": {}}"#, "de-: is not a language"),
        (r#"{"12": {}}"#, "12: is not a language"),
    ] {
        let left = translated(flow, "{}");
        // With what is no field of it, it would be no flow any more: the page leaves that out.
        let left_out = expected.contains("is not a field") || expected.starts_with("steps: ");
        let how = if left_out { "error" } else { "warning" };
        let expected = format!("{how}: experiences[0].locale.{expected}");
        assert!(left.err.contains(&expected), "{expected} is not in\n{}", left.err);
        let ends = (i32::from(left_out), 1);
        assert_eq!((left.code, left.err.lines().count()), ends, "{flow}: {}", left.err);
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
            r#"{"de": {"questions": {"role": {"options": [{"label": "A"}, {}, {"label": "C"}]}}}}"#,
            "role.options[2]: leads to nothing: there are only 2",
        ),
    ] {
        let left = translated("{}", survey);
        assert!(left.err.contains(expected), "{expected} is not in\n{}", left.err);
        let ends = (i32::from(expected.contains("is not a field")), 1);
        assert_eq!((left.code, left.err.lines().count()), ends, "{survey}: {}", left.err);
    }
}

#[test]
fn translations_that_are_laid_over_an_experience_are_fine_in_every_form() {
    let flow = r#"{"de": {"name": "F", "steps": {"one": {"title": "T", "body": "B", "actions": [{}, {"label": "Nein"}]},
        "two": {"title": "", "body": ["B"], "advance": {"event": "Los"}, "target": ["a", "b"]}}},
      "de_AT": {"steps": [{"title": "T", "body": ["B", {"heading": "H"}], "actions": [{"label": "Ja", "do": "next"}]}]},
      "id": {"name": "F"}, "zh-Hant-TW": {"steps": [{}, {"actions": [{"label": "W", "do": "next"}]}]}}"#;
    let survey = r#"{"FR": {"title": "T", "body": ["B"], "thanks": ["M"], "submit": "S", "questions": {"role": {"title": "Q",
        "other": "A", "options": {"a": {"label": "A"}, "b": {"label": "B"}}}}},
      "ar": {"thanks": "M", "actions": [{"do": "snooze"}], "questions": [{"other": true,
        "options": [{"label": "A"}, {"value": "b", "label": "B"}]}]}}"#;
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
