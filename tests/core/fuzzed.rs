//! What the fuzzer does, with a few inputs: so that it goes on compiling, and passes on what is
//! sound.

#[path = "../../fuzz/bodies.rs"]
mod bodies;

#[test]
fn a_condition_sound_or_not_is_compiled_evaluated_and_explained_to_an_end() {
    bodies::conditions((
        r#"{"user.age": {"$gt": 3}, "$event": {"name": "a", "count": 2}}"#,
        r#"{"user": {"age": 4}}"#,
    ));
    bodies::conditions((r#"{"$nor": [{"$within": 1}]}"#, "[1, 2"));
}

#[test]
fn a_guidebook_is_taken_but_for_what_is_broken_or_refused_with_a_place() {
    bodies::guidebook(
        r#"{"version": 1, "segments": [{"id": "a", "where": {"user.plan": {"$such": 1}}}]}"#,
    );
    bodies::guidebook("{");
}

#[test]
fn whatever_was_stored_and_called_every_step_ends_and_its_records_are_read_again() {
    let guidebook =
        r#"{"version": 1, "experiences": [{"id": "b", "kind": "banner", "body": "B"}]}"#;
    let stored = vec![("identity", r#"{"anonymous": "a"}"#), ("r:a:b", "{}"), ("e:x", "7")];
    let calls = vec![
        ("track", r#"["Made", {"amount": 3}]"#),
        ("identify", r#"["u1"]"#),
        ("show", r#"["b"]"#),
    ];
    bodies::inputs((guidebook, stored, calls));
}
