//! What the fuzzer does, with a few inputs: so that it goes on compiling, and passes on what is sound.

#[path = "../../fuzz/bodies.rs"]
mod bodies;

#[test]
fn a_condition_and_facts() {
    bodies::conditions((
        r#"{"user.age": {"$gt": 3}, "$event": {"name": "a", "count": 2}}"#,
        r#"{"user": {"age": 4}}"#,
    ));
    bodies::conditions((r#"{"$nor": [{"$within": 1}]}"#, "[1, 2"));
}

#[test]
fn a_guidebook() {
    bodies::guidebook(
        r#"{"version": 1, "segments": [{"id": "a", "where": {"user.plan": {"$such": 1}}}]}"#,
    );
    bodies::guidebook("{");
}

#[test]
fn what_was_stored_and_called() {
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
