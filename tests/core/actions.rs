//! What the buttons of experiences do, and what they leave behind.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::call::Call;
use docent::core::time::{DAY, HOUR, MINUTE};
use docent::core::value::{Map, Value};
use host::json;
use host::page::{Page, title};

/// A flow of three steps; the first has this action.
fn flow_that(action: &str) -> Page {
    Page::with(&format!(
        r#"[{{"id": "f", "kind": "flow", "frequency": "always", "steps": [
          {{"id": "a", "type": "modal", "title": "A", "actions": [{action}]}},
          {{"id": "b", "type": "modal", "title": "B"}}, {{"id": "c", "type": "modal", "title": "C"}}]}}]"#
    ))
}

#[test]
fn next_and_submit_go_on_goto_goes_where_it_says_and_back_goes_where_one_came_from() {
    for (action, then) in [
        (r#"{"do": "next"}"#, "B"),
        (r#"{"do": "submit"}"#, "B"),
        (r#"{"do": "goto", "step": "c"}"#, "C"),
    ] {
        let mut page = flow_that(action);
        page.act("f", "0");
        assert_eq!(title(&page), then, "{action}");
        page.act("f", "back");
        assert_eq!(title(&page), "A", "{action}");
    }
}

#[test]
fn complete_and_dismiss_end_a_run_in_their_own_states() {
    for (does, states) in [
        ("complete", vec!["started", "seen", "step a", "engaged", "completed"]),
        ("dismiss", vec!["started", "seen", "step a", "dismissed a"]),
    ] {
        let mut page = flow_that(&format!(r#"{{"do": "{does}"}}"#));
        page.act("f", "seen");
        page.act("f", "0");
        assert!(!page.shows("f"));
        assert_eq!(page.said("f"), states);
    }
}

#[test]
fn what_was_put_off_comes_back_when_its_time_is_over_and_explain_says_when() {
    let mut page = flow_that(r#"{"do": "snooze", "for": "2h"}"#);
    page.act("f", "0");
    page.route("/again");
    assert!(!page.shows("f"));
    assert!(page.sentence("f").contains("the user put it off"), "{}", page.sentence("f"));
    page.pass(2 * HOUR - MINUTE);
    assert!(!page.shows("f"));
    page.pass(MINUTE);
    assert!(page.shows("f"));
}

#[test]
fn track_set_and_call_do_their_work_and_leave_the_card_open() {
    let mut page = flow_that(r#"{"do": "track", "event": "Tried", "properties": {"how": "tour"}}"#);
    page.act("f", "0");
    assert_eq!(page.tracked()[0].text("name"), Some("Tried"));
    assert_eq!(page.tracked()[0].at("properties.how"), Some(&"tour".into()));
    assert_eq!(title(&page), "A");

    let mut page = flow_that(r#"{"do": "set", "traits": {"plan": "pro"}}"#);
    page.act("f", "0");
    assert_eq!(page.state.facts().at("user.plan"), Some(&"pro".into()));
    assert_eq!(title(&page), "A");

    let mut page = flow_that(r#"{"do": "call", "function": "celebrate", "arguments": [1, "x"]}"#);
    page.act("f", "0");
    assert_eq!(page.called, [("celebrate".to_owned(), json(r#"[1, "x"]"#))]);
    assert_eq!(title(&page), "A");
}

#[test]
fn open_moves_a_flow_on_and_show_takes_its_place() {
    let mut page = flow_that(r#"{"do": "open", "url": "/b"}"#);
    page.act("f", "0");
    assert_eq!((page.opened.as_slice(), title(&page).as_str()), (&["/b".to_owned()][..], "B"));

    let mut page = Page::with(
        r#"[{"id": "f", "kind": "flow", "steps": [
            {"id": "a", "type": "modal", "title": "A", "actions": [{"do": "show", "experience": "g"}]}]},
          {"id": "g", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "a", "type": "modal", "title": "G"}]}]"#,
    );
    page.act("f", "0");
    assert!(page.shows("g") && !page.shows("f"));
}

/// A banner that asks for consent, and what else there is.
fn asking(consent: &str, more: &str) -> Page {
    Page::given(&format!(
        r#"{{"consent": "{consent}", "guidebook": {{"version": 1, "experiences": [
          {{"id": "ask", "kind": "banner", "essential": true, "frequency": "always", "body": "May we?", "actions": [
            {{"label": "Yes", "do": "consent", "set": "granted"}}, {{"label": "No", "do": "consent", "set": "denied"}}]}},
          {more}]}}}}"#
    ))
}

const FLOW: &str =
    r#"{"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "A"}]}"#;

#[test]
fn a_banner_asks_for_consent_before_anything_else_is_shown() {
    let mut page = asking("denied", FLOW);
    assert!(page.shows("ask") && !page.shows("f"));
    page.act("ask", "0");
    assert!(!page.shows("ask") && page.shows("f"));
}

#[test]
fn consent_that_was_refused_is_not_asked_for_again() {
    let mut page = asking("pending", FLOW);
    page.act("ask", "close");
    page.reload("tab0");
    assert!(page.shows("ask"), "closing it is no answer");
    page.act("ask", "1");
    assert!(!page.shows("ask"));
    page.turn();
    assert!(!page.shows("ask"), "nor on the next page");
    page.reload("tab0");
    assert!(!page.shows("ask"), "nor in the next visit");
    assert!(page.sentence("ask").contains("decided"), "{}", page.sentence("ask"));
    page.call(Call::Erase);
    page.reload("tab0");
    assert!(!page.shows("ask"), "nor after all else was forgotten");
    page.call(Call::Show("ask".into()));
    assert!(page.shows("ask"), "but a page can open it again");
}

#[test]
fn consent_that_the_page_got_by_itself_takes_the_question_off_the_screen() {
    let mut page = asking("pending", FLOW);
    page.act("ask", "seen");
    page.call(Call::Consent("granted".into()));
    assert!(!page.shows("ask") && page.shows("f"));
    page.reload("tab0");
    assert!(!page.shows("ask") && page.shows("f"));
}

#[test]
fn what_has_consent_among_other_things_stays_when_that_is_decided() {
    let mut page = asking(
        "pending",
        r##"{"id": "help", "kind": "launcher", "essential": true, "title": "Help", "items": [
            {"title": "Forget me", "actions": [{"do": "consent", "set": "denied"}]}]},
          {"id": "more", "kind": "inline", "target": "#a", "title": "Help us", "actions": [
            {"label": "Share", "do": "consent", "set": "granted"}]}"##,
    );
    assert!(page.shows("ask") && page.shows("help") && !page.shows("more"));
    page.call(Call::Consent(json(r#"{"analytics": "denied", "personalization": "granted"}"#)));
    assert!(!page.shows("ask") && page.shows("help") && page.shows("more"));
    page.reload("tab0");
    assert!(!page.shows("ask") && page.shows("help") && page.shows("more"));
}

// --- one thing after another -----------------------------------------------------------------------

#[test]
fn what_a_run_that_is_completed_by_an_event_leads_to_follows_at_once_and_what_it_ends_does_not() {
    let mut page = Page::with(
        r##"[{"id": "tour", "kind": "flow", "priority": 1, "steps": [
            {"id": "a", "type": "driven", "target": "#new", "title": "A", "advance": {"on": "event", "event": "Made"}}]},
          {"id": "nudge", "kind": "flow", "audience": {"$not": {"$experience": {"id": "tour", "state": "completed"}}},
            "steps": [{"id": "a", "type": "modal", "title": "Take the tour"}]},
          {"id": "next", "kind": "banner", "audience": {"$experience": {"id": "tour", "state": "completed"}},
            "trigger": {"on": "segment"}, "body": "Well done"}]"##,
    );
    page.act("tour", "seen");
    page.track("Made");
    assert_eq!(page.showing(), ["next"]);
    assert_eq!(page.shown_ever, ["tour", "next"]);
}

#[test]
fn a_task_that_asks_for_another_list_is_done_with_it() {
    let mut page = Page::with(
        r#"[{"id": "b", "kind": "checklist", "title": "B", "trigger": {"on": "manual"}, "tasks": [
            {"id": "list", "title": "All of A", "done": {"$experience": {"id": "a", "state": "completed"}}}]},
          {"id": "a", "kind": "checklist", "title": "A", "trigger": {"on": "manual"}, "tasks": [
            {"id": "made", "title": "Make one", "done": {"$event": {"name": "Made"}}}]},
          {"id": "cheer", "kind": "banner", "body": "Both", "trigger": {"on": "segment"},
            "audience": {"$experience": {"id": "b", "state": "completed"}}}]"#,
    );
    page.call(Call::Show("a".into()));
    page.call(Call::Show("b".into()));
    page.track("Made");
    assert_eq!(page.said("b").last(), Some(&"completed"));
    assert!(page.shows("cheer"));
}

// --- buttons, and what they leave behind --------------------------------------------------------------

#[test]
fn what_a_survey_opens_or_shows_leaves_it_open_for_its_answer() {
    let mut page = Page::with(
        r#"[{"id": "s", "kind": "survey", "body": ["Hi", {"button": {"do": "open", "url": "/privacy"}}],
            "actions": [{"do": "show", "experience": "more"}], "questions": [{"id": "q", "type": "text", "title": "Q"}]},
          {"id": "more", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "a", "type": "modal", "title": "A"}]}]"#,
    );
    page.act("s", "seen");
    page.act("s", "100");
    assert_eq!(page.opened, ["/privacy"]);
    assert_eq!(page.showing(), ["s"]);
    page.act("s", "0");
    assert_eq!(page.showing(), ["more"]);
    page.act("more", "close");
    page.say("s", "answer", "yes".into());
    assert_eq!(page.said("s"), ["started", "seen", "step q", "engaged", "completed"]);
}

#[test]
fn a_button_of_a_finished_list_does_what_it_says_and_closes_it() {
    for (action, opened, tracked) in [
        (r#"{"do": "open", "url": "/reward"}"#, 1, 0),
        (r#"{"do": "track", "event": "Claimed"}"#, 0, 1),
        (r#"{"do": "next"}"#, 0, 0),
        (r#"{"do": "complete"}"#, 0, 0),
        (r#"{"do": "dismiss"}"#, 0, 0),
    ] {
        let mut page = Page::with(&format!(
            r#"[{{"id": "c", "kind": "checklist", "actions": [{action}], "tasks": [{{"id": "a", "title": "A"}}]}}]"#
        ));
        page.act("c", "seen");
        page.act("c", "0.0");
        assert!(page.shows("c"));
        page.act("c", "0");
        assert_eq!((page.opened.len(), page.tracked().len()), (opened, tracked), "{action}");
        assert_eq!(
            page.said("c"),
            ["started", "seen", "engaged", "step a", "completed"],
            "{action}"
        );
        page.pass(DAY);
        assert!(!page.shows("c"), "{action}");
    }
}

#[test]
fn what_cannot_be_shown_now_does_not_complete_what_offers_it() {
    let mut page = Page::with(
        r#"[{"id": "b", "kind": "banner", "body": "B", "actions": [{"do": "show", "experience": "f"}]},
          {"id": "f", "kind": "flow", "trigger": {"on": "manual"}, "steps": [
            {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B", "page": "/b"}]}]"#,
    );
    page.call(Call::Show("f".into()));
    page.act("f", "seen");
    page.act("f", "next");
    page.act("b", "0");
    assert!(page.shows("b"));
    assert_eq!(page.warnings, [r#"show: "f": its next step belongs on another page"#]);
    page.route("/b");
    page.act("f", "next");
    page.act("b", "0");
    assert!(page.shows("f") && !page.shows("b"));
}

#[test]
fn the_last_button_of_a_survey_stands_where_nothing_follows() {
    let mut page = Page::with(
        r#"[{"id": "s", "kind": "survey", "submit": "Send", "questions": [
            {"id": "a", "type": "text", "title": "A", "next": [{"when": {"user.more": true}, "question": "b"}, {"question": "end"}]},
            {"id": "b", "type": "text", "title": "B", "next": [{"question": "end"}]},
            {"id": "c", "type": "text", "title": "C", "next": [{"when": {"user.more": true}, "question": "b"}]}]}]"#,
    );
    let on = |page: &Page| {
        let buttons = page.view("s").list("buttons").to_vec();
        buttons.last().and_then(|button| button.text("label")).map(str::to_owned)
    };
    assert_eq!(on(&page).as_deref(), Some("Continue"), "something may follow");
    page.call(Call::Set(Map::new().with("more", true)));
    page.act("s", "answer");
    assert_eq!(on(&page).as_deref(), Some("Send"));
}

#[test]
fn a_flow_that_shows_another_experience_goes_on_with_its_next_step_when_that_is_over() {
    let flow = |then: &str| {
        let mut page = Page::with(&format!(
            r#"[{{"id": "f", "kind": "flow", "steps": [
                {{"id": "a", "type": "modal", "title": "A", "actions": [{{"do": "show", "experience": "{then}"}}]}},
                {{"id": "b", "type": "modal", "title": "B"}}]}},
              {{"id": "g", "kind": "flow", "trigger": {{"on": "manual"}},
                "steps": [{{"id": "a", "type": "modal", "title": "G"}}]}}]"#
        ));
        page.act("f", "seen");
        page.act("f", "0");
        page
    };
    let mut page = flow("g");
    assert_eq!(page.showing(), ["g"]);
    page.act("g", "seen");
    page.act("g", "next");
    assert_eq!((page.showing(), title(&page).as_str()), (vec!["f"], "B"));
    assert_eq!(page.said("f"), ["started", "seen", "step a", "engaged"], "it is not completed");
    assert_eq!(page.view("f").list("buttons").len(), 2, "and one can go back");

    let page = flow("nothing");
    assert_eq!(title(&page), "A", "what cannot be shown moves nothing on");
}

#[test]
fn one_button_does_several_things_one_after_another() {
    let mut page = flow_that(
        r#"{"label": "Go", "do": "set", "traits": {"role": "dev"},
            "then": {"do": "track", "event": "Chosen", "then": {"do": "goto", "step": "c"}}}"#,
    );
    page.act("f", "0");
    assert_eq!(title(&page), "C");
    assert_eq!(page.fact(0, "user.role"), Some("dev".into()));
    assert_eq!(page.tracked().last().and_then(|event| event.text("name")), Some("Chosen"));

    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "title": "C", "tasks": [
            {"id": "a", "title": "A", "done": {"user.never": true}, "actions": [
                {"do": "track", "event": "Ticked", "then": {"do": "complete"}}]},
            {"id": "b", "title": "B"}]}]"#,
    );
    page.act("c", "0.0");
    assert_eq!(page.done("c"), [true, false], "of a task, the task is completed and not the list");
    assert_eq!(page.tracked().len(), 1);
}

#[test]
fn a_button_in_the_thanks_of_a_survey_does_its_work_and_closes_it() {
    let mut page = Page::with(
        r#"[{"id": "s", "kind": "survey", "title": "Your opinion", "questions": [{"id": "q", "type": "text", "title": "Q"}],
            "thanks": ["Thanks!", {"button": {"label": "Book a demo", "do": "open", "url": "/demo"}}]}]"#,
    );
    page.say("s", "answer", "yes".into());
    let view = page.view("s");
    assert_eq!(view.at("body.1.button.label"), Some(&"Book a demo".into()));
    assert_eq!((view.text("title"), view.text("name")), (Some(""), Some("Your opinion")));
    let press = view.at("body.1.button.press").and_then(Value::as_number).unwrap();
    page.act("s", &format!("{press}"));
    assert_eq!(page.opened, ["/demo"]);
    assert!(!page.shows("s"));
}

#[test]
fn nobody_is_locked_in_by_a_card_whose_buttons_lead_nowhere() {
    let closable = |actions: &str| {
        let page = Page::with(&format!(
            r#"[{{"id": "f", "kind": "flow", "steps": [{{"id": "a", "type": "modal", "title": "A",
                "dismissible": false, "actions": [{actions}]}}]}}]"#
        ));
        page.view("f").get("dismissible").is_none()
    };
    assert!(closable(r#"{"do": "track", "event": "Got it"}"#));
    assert!(closable(r#"{"do": "set", "traits": {}, "then": {"do": "track", "event": "x"}}"#));
    assert!(!closable(r#"{"do": "set", "traits": {}, "then": {"do": "next"}}"#));
    assert!(!closable(r#"{"do": "track", "event": "x"}, {"do": "complete"}"#));
    assert!(!closable(""), "it has a button of its own then");
}

#[test]
fn a_card_of_the_page_stays_when_something_is_opened_from_it_and_a_banner_has_done_its_work() {
    let mut page = Page::with(
        r##"[{"id": "card", "kind": "inline", "target": "#slot", "title": "C", "actions": [
            {"do": "open", "url": "/docs", "new_tab": true}, {"do": "open", "url": "/new", "then": {"do": "dismiss"}}]},
          {"id": "bar", "kind": "banner", "body": "B", "actions": [{"do": "open", "url": "/b"}]}]"##,
    );
    page.act("card", "0");
    page.act("bar", "0");
    assert_eq!(page.showing(), ["card"]);
    page.act("card", "1");
    assert_eq!(page.showing(), [""; 0]);
    assert_eq!(page.opened, ["/docs", "/b", "/new"]);
}

#[test]
fn hidden_steps_ask_how_things_are_by_whatever_way_they_are_come_to() {
    for then in [r#"{"do": "next"}"#, r#"{"do": "goto", "step": "h"}"#] {
        let mut page = Page::with(&format!(
            r#"[{{"id": "f", "kind": "flow", "steps": [
              {{"id": "a", "type": "modal", "title": "A", "actions": [
                {{"label": "I design", "do": "set", "traits": {{"job": "designer"}}, "then": {then}}}]}},
              {{"id": "h", "type": "hidden", "next": [{{"when": {{"user.job": "designer"}}, "step": "d"}}, {{"step": "o"}}]}},
              {{"id": "o", "type": "modal", "title": "Others"}}, {{"id": "d", "type": "modal", "title": "Designers"}}]}}]"#
        ));
        page.act("f", "seen");
        page.act("f", "0");
        assert_eq!(page.view("f").text("title"), Some("Designers"), "{then}");
    }
}

#[test]
fn a_flow_of_which_nothing_was_seen_is_dismissed_though_it_ends_in_a_hidden_step() {
    let mut page = Page::with(
        r##"[{"id": "f", "kind": "flow", "steps": [
          {"id": "a", "type": "tooltip", "target": "#x", "missing": "skip", "title": "A"},
          {"id": "h", "type": "hidden", "next": [{"when": {"user.x": 1}, "step": "a"}]}]}]"##,
    );
    page.act("f", "missing");
    assert_eq!(page.said("f").last(), Some(&"dismissed h"));
}

#[test]
fn a_banner_that_is_asked_for_takes_the_place_of_the_one_that_is_there() {
    let mut page = Page::with(
        r#"[{"id": "a", "kind": "banner", "body": "A"}, {"id": "b", "kind": "banner", "body": "B", "trigger": {"on": "manual"}},
            {"id": "c", "kind": "banner", "body": "C", "position": "bottom", "trigger": {"on": "manual"}}]"#,
    );
    page.act("a", "seen");
    page.call(Call::Show("c".into()));
    assert_eq!(page.showing(), ["a", "c"]);
    page.call(Call::Show("b".into()));
    assert_eq!(page.showing(), ["b", "c"]);
    page.act("b", "seen");
    page.act("b", "close");
    assert_eq!(page.showing(), ["a", "c"], "and that one is back afterwards");
}
