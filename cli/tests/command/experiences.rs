//! What `docent check` says of experiences: where they lead, and what their buttons do.

use super::{Left, check, docent};

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

#[test]
fn urls_that_placeholders_begin_are_doubted_where_they_lead_nowhere() {
    let button = |url: &str| {
        check(&format!(
            r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "body": "B",
              "actions": [{{"label": "Go", "do": "open", "url": "{url}"}}]}}]}}"#
        ))
    };
    for (url, why) in [
        ("{{page.query.next | /}}", "opens only what stands behind a bar"),
        ("{{ session.landing }}", "opens only what stands behind a bar"),
        ("{{company.portal}}/help", "begins with a placeholder, which is encoded"),
    ] {
        let left = button(url);
        let expected = format!("warning: experiences[0].actions[0].url: {why}");
        assert!(left.err.contains(&expected), "{url}: {}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (0, 1), "{url}: {}", left.err);
    }
    for url in ["{{user.home | /}}", "/go?to={{page.path}}", "https://{{user.sub}}.example.com/"] {
        assert_eq!(button(url).err, "", "{url}");
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
      {"id": "c", "kind": "checklist", "tasks": [{"id": "t", "title": "T", "body": [{"video": {"src": "file:///x", "captions": "javascript:x"}}]}],
        "locale": {"de": {"tasks": {"t": {"body": [{"paragraph": {"link": "t", "url": "javascript:x"}}]}}}}}]}"##;
    let left = check(text);
    let places = [
        "experiences[0].body[0].paragraph[1].url",
        "experiences[0].items[0].url",
        "experiences[0].items[2].url",
        "experiences[1].thanks[0].image.src",
        "experiences[1].questions[0].body[0].list[0].url",
        "experiences[2].tasks[0].body[0].video.src",
        "experiences[2].tasks[0].body[0].video.captions",
        "experiences[2].locale.de.tasks.t.body[0].paragraph.url",
    ];
    for place in places {
        let expected = format!("error: {place}: expected a path, or a URL of http, https");
        assert!(left.err.contains(&expected), "{place}: {}", left.err);
    }
    assert_eq!((left.code, left.err.lines().count()), (1, places.len()), "{}", left.err);
}

#[test]
fn an_id_that_stands_twice_among_the_parts_of_an_experience_is_an_error() {
    let experience = |parts: &str| {
        check(&format!(
            r##"{{"version": 1, "experiences": [{{"id": "x", "title": "T", {parts}}}]}}"##
        ))
    };
    for (parts, list) in [
        (
            r#""kind": "checklist", "tasks": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}, {"id": "a", "title": "C"}]"#,
            "tasks",
        ),
        (
            r#""kind": "launcher", "items": [{"id": "a", "title": "A", "url": "/a"}, {"title": "B", "url": "/b"}, {"id": "a", "title": "C", "url": "/c"}]"#,
            "items",
        ),
        (
            r#""kind": "survey", "questions": [{"id": "a", "type": "text", "title": "A"}, {"id": "b", "type": "text", "title": "B"}, {"id": "a", "type": "text", "title": "C"}]"#,
            "questions",
        ),
    ] {
        let left = experience(parts);
        let expected = format!("error: experiences[0].{list}[2].id: stands twice here");
        assert!(left.err.contains(&expected), "{}", left.err);
        assert_eq!((left.code, left.err.lines().count()), (1, 1), "{list}: {}", left.err);
    }
    let spots = check(
        r##"{"version": 1, "experiences": [
          {"id": "s", "kind": "spotlight", "spots": [{"id": "a", "target": "#a", "title": "A"}, {"id": "a", "target": "#b", "title": "B"}]},
          {"id": "t", "kind": "spotlight", "spots": [{"target": "#a", "title": "A"}, {"target": "#b", "title": "B"}]},
          {"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "A"}, {"id": "a", "type": "modal", "title": "B"}]}]}"##,
    );
    for expected in
        ["experiences[0].spots[1].id: stands twice", "experiences[2].steps[1].id: stands"]
    {
        assert!(spots.err.contains(expected), "{}", spots.err);
    }
}

#[test]
fn an_experience_that_waits_for_itself_is_doubted_unless_something_else_shows_it() {
    let banner = |audience: &str, more: &str| {
        check(&format!(
            r#"{{"version": 1, "segments": [{{"id": "had-it", "where": {{"$experience": {{"id": "b", "state": "seen"}}}}}}],
              "experiences": [{{"id": "b", "kind": "banner", "body": "B", "audience": {audience}}}{more}]}}"#
        ))
        .err
    };
    for audience in [
        r#"{"$experience": {"id": "b", "state": "completed"}}"#,
        r#"{"user.x": 1, "$and": [{"$experience": {"id": "b", "state": "seen", "count": {"$gte": 2}}}]}"#,
        r#"{"$or": [{"$experience": {"id": "b", "state": "seen"}}, {"$segment": "had-it"}]}"#,
        r#"{"$segment": "had-it"}"#,
    ] {
        let said = banner(audience, "");
        assert!(said.contains("experiences[0].audience: waits for itself"), "{audience}: {said}");
        assert_eq!(said.lines().count(), 1, "{audience}: {said}");
    }
    for fine in [
        r#"{"$not": {"$experience": {"id": "b", "state": "completed"}}}"#,
        r#"{"$experience": {"id": "b", "state": "seen", "count": {"$lt": 3}}}"#,
        r#"{"$or": [{"user.x": 1}, {"$experience": {"id": "b", "state": "completed"}}]}"#,
        r#"{"$nor": [{"$segment": "had-it"}]}"#,
    ] {
        assert_eq!(banner(fine, ""), "", "{fine}");
    }
    let again = r#"{"$experience": {"id": "b", "state": "completed"}}"#;
    for shown in [
        r#", {"id": "c", "kind": "banner", "body": "C", "actions": [{"do": "show", "experience": "b"}]}"#,
        r#", {"id": "l", "kind": "launcher", "items": [{"title": "T", "experience": "b"}]}"#,
    ] {
        assert_eq!(banner(again, shown), "", "{shown}");
    }
    let by_hand = format!(r#"{again}, "trigger": {{"on": "manual"}}"#);
    assert_eq!(banner(&by_hand, ""), "", "docent.show asks for no audience");
}
