//! What `docent check` says of questions.

use super::{check, docent};

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
        (
            r#""type": "scale", "min": 0, "max": 1000"#,
            "max: makes 1001 numbers, of which the first 101",
        ),
        (r#""type": "stars", "max": 4.5"#, "max: is cut to a whole number"),
        (r#""type": "nps", "max": 5"#, "max: does nothing"),
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
        r#""type": "multiple", "min": 2, "max": 9, OPTIONS"#,
        r#""type": "multiple", "min": 3, "other": "Else", OPTIONS"#,
        r#""type": "ranking", "min": 2, "max": 2, OPTIONS"#,
    ] {
        assert_eq!(question(&fine.replace("OPTIONS", OPTIONS)), [""; 0], "{fine}");
    }
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
fn an_answer_that_becomes_a_trait_is_said_to_be_one_of_the_user() {
    let set = |set: &str| question(&format!(r#""type": "text", "set": "{set}""#));
    for (name, expected) in [
        ("role", "is a trait of the user; write \"user.role\""),
        ("device.type", "called \"device.type\", dots and all, so that no condition finds it"),
        ("company.size", "called \"company.size\""),
        ("user.a.b", "called \"a.b\""),
        ("user.", "names no trait"),
    ] {
        let said = set(name);
        assert_eq!(said.len(), 1, "{name}: {said:?}");
        assert!(said[0].starts_with("warning: experiences[0].questions[0].set: "), "{said:?}");
        assert!(said[0].contains(expected), "{name}: {said:?}");
    }
    assert_eq!(set("user.role"), [""; 0]);
}
