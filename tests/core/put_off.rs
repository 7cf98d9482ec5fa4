//! What the user puts off comes back at its time, once, and goes on where it was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::call::Call;
use docent::core::time::{DAY, HOUR, MINUTE, SECOND};
use docent::core::value::Map;
use host::page::{Page, title};

const LATER: &str = r#"{"label": "Later", "do": "snooze", "for": "1h"}"#;

#[test]
fn what_was_put_off_comes_back_whatever_had_started_it_and_goes_on_where_it_was() {
    for trigger in [r#"{"on": "event", "event": "E"}"#, r#"{"on": "manual"}"#, r#"{"on": "page"}"#]
    {
        let mut page = Page::with(&format!(
            r#"[{{"id": "f", "kind": "flow", "trigger": {trigger}, "expires": "10m", "steps": [
              {{"id": "a", "type": "modal", "title": "A"}}, {{"id": "b", "type": "modal", "title": "B", "actions": [{LATER}]}}]}}]"#
        ));
        page.track("E");
        page.call(Call::Show("f".into()));
        page.act("f", "seen");
        page.act("f", "next");
        page.act("f", "0");
        page.pass(HOUR - MINUTE);
        page.reload("tab1");
        assert!(!page.shows("f"), "{trigger}");
        page.pass(MINUTE);
        assert_eq!(
            title(&page),
            "B",
            "{trigger}, in another tab after the time by which it expires"
        );
        page.act("f", "seen");
        page.reload("tab2");
        assert_eq!(title(&page), "B", "{trigger}: its age counts from when it came back");
        page.act("f", "seen");
        page.act("f", "close");
        page.pass(3 * HOUR);
        page.turn();
        assert!(!page.shows("f"), "{trigger}");
        let said =
            ["started", "seen", "step a", "engaged", "snoozed", "seen", "step b", "dismissed b"];
        assert_eq!(page.said("f"), said, "{trigger}");
    }
}

#[test]
fn what_is_put_off_comes_back_however_late_and_where_its_gates_let_it() {
    let mut page = Page::banner(&format!(
        r#""trigger": {{"on": "event", "event": "E", "page": "/a"}}, "audience": {{"user.paid": false}}, "actions": [{LATER}],"#
    ));
    page.call(Call::Set(Map::new().with("paid", false)));
    page.route("/a");
    page.track("E");
    page.act("b", "seen");
    page.act("b", "0");
    page.pass(30 * DAY);
    assert!(page.shows("b"), "it is said when the time has come");
    page.act("b", "0");
    page.route("/b");
    page.pass(30 * DAY);
    assert!(!page.shows("b"), "it belongs on another page");
    page.call(Call::Set(Map::new().with("paid", true)));
    page.route("/a");
    assert!(!page.shows("b"), "what it was about is done");
    page.call(Call::Set(Map::new().with("paid", false)));
    assert!(page.shows("b"));
}

#[test]
fn what_was_put_off_has_kept_what_was_done_in_it() {
    let item = |key: &str, more: &str| {
        format!(
            r##""{key}": [{{"id": "a", "title": "A", {more}}}, {{"id": "b", "title": "B", {more}}}]"##
        )
    };
    let tasks = item("tasks", &format!(r#""actions": [{{"do": "complete"}}, {LATER}]"#));
    let spots =
        item("spots", &format!(r##""target": "#a", "actions": [{{"do": "complete"}}, {LATER}]"##));
    for (kind, items) in [("checklist", tasks), ("spotlight", spots)] {
        let mut page = Page::with(&format!(r#"[{{"id": "x", "kind": "{kind}", {items}}}]"#));
        page.act("x", "seen");
        page.act("x", "0.0");
        page.act("x", "1.1");
        assert!(!page.shows("x"));
        page.pass(HOUR);
        assert_eq!(page.done("x"), [true, false], "{kind}");
    }
    let mut page = Page::with(&format!(
        r#"[{{"id": "s", "kind": "survey", "actions": [{LATER}], "questions": [
            {{"id": "q", "type": "text", "title": "Q"}}, {{"id": "r", "type": "text", "title": "R"}}]}}]"#
    ));
    page.act("s", "seen");
    page.say("s", "answer", "one".into());
    page.act("s", "0");
    page.pass(HOUR);
    assert_eq!(page.view("s").at("question.title"), Some(&"R".into()));
    page.act("s", "back");
    assert_eq!(page.view("s").at("question.answer"), Some(&"one".into()));
}

#[test]
fn what_was_put_off_and_came_back_has_been_there_once() {
    for (frequency, then) in [
        (r#""once""#, [false, false]),
        (r#""session""#, [false, true]),
        (r#"{"every": "30d"}"#, [false, true]),
        (r#"{"times": 1, "per": "30d"}"#, [false, true]),
    ] {
        let mut page = Page::banner(&format!(r#""frequency": {frequency}, "actions": [{LATER}],"#));
        page.act("b", "seen");
        page.act("b", "0");
        page.pass(HOUR);
        assert!(page.shows("b"), "{frequency}");
        page.see("b");
        page.pass(MINUTE);
        page.turn();
        assert_eq!(page.shows("b"), then[0], "{frequency}");
        page.pass(31 * DAY);
        page.turn();
        assert_eq!(page.shows("b"), then[1], "{frequency}");
    }
}

#[test]
fn what_is_put_off_may_be_asked_for_before_its_time_and_may_be_ended() {
    let mut page = Page::banner(&format!(r#""actions": [{LATER}],"#));
    page.act("b", "seen");
    page.act("b", "0");
    page.call(Call::Show("b".into()));
    assert!(page.shows("b"));
    page.act("b", "0");
    page.call(Call::End(Some("b".into())));
    page.pass(2 * HOUR);
    page.turn();
    assert!(!page.shows("b"));
    assert_eq!(page.said("b").last(), Some(&"dismissed"));
}

#[test]
fn what_is_put_off_for_seconds_is_back_after_seconds() {
    let mut page = Page::banner(
        r#""actions": [{"do": "snooze", "for": "30s"}, {"do": "snooze", "for": "0s"}],"#,
    );
    page.act("b", "0");
    page.pass(29 * SECOND);
    assert!(!page.shows("b"));
    page.pass(SECOND);
    assert!(page.shows("b"));
    page.act("b", "1");
    assert!(!page.shows("b"));
    page.pass(SECOND);
    assert!(page.shows("b"));
}

#[test]
fn a_question_for_consent_that_was_put_off_is_so_on_the_next_page_too() {
    let mut page = Page::given(&format!(
        r#"{{"consent": "pending", "guidebook": {{"version": 1, "experiences": [
            {{"id": "b", "kind": "banner", "essential": true, "body": "B", "actions": [
              {{"do": "consent", "set": "granted"}}, {LATER}]}}]}}}}"#
    ));
    page.act("b", "seen");
    page.act("b", "1");
    page.reload("tab0");
    assert!(!page.shows("b"));
    page.pass(HOUR);
    assert!(page.shows("b"));
}

#[test]
fn a_list_of_which_the_rest_was_done_while_it_was_put_off_is_completed() {
    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "tasks": [
          {"id": "a", "title": "A", "done": {"$event": {"name": "A"}},
            "actions": [{"label": "Later", "do": "snooze", "for": "1h"}]},
          {"id": "b", "title": "B", "done": {"$event": {"name": "B"}}}]}]"#,
    );
    page.act("c", "seen");
    page.track("A");
    page.act("c", "0.0");
    page.track("B");
    page.pass(HOUR);
    assert!(page.said("c").contains(&"completed"), "{:?}", page.said("c"));
}

#[test]
fn what_was_put_off_is_held_back_by_no_throttle_when_its_time_has_come() {
    let text = r#"{"version": 1, "throttle": {"max": [{"times": 1, "per": "day"}]}, "experiences": [
      {"id": "b", "kind": "banner", "body": "B", "actions": [{"do": "snooze", "for": "1h"}]}]}"#;
    let (mut browser, tab) = host::with_guidebook(text);
    browser.does(tab, "b", "seen");
    browser.does(tab, "b", "0");
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.pass(HOUR);
    assert_eq!(browser.tabs[tab].showing(), ["b"]);
}

#[test]
fn explain_asks_nobody_who_has_begun_for_an_audience() {
    let flow = r#"{"version": 1, "experiences": [{"id": "f", "kind": "flow", "audience": {"user.new": true}, "steps": [
      {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B", "page": "/invoices"}]}]}"#;
    let (mut browser, tab) = host::with_guidebook(flow);
    browser.call(tab, Call::Set(host::map(r#"{"new": true}"#)));
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    browser.call(tab, Call::Set(host::map(r#"{"new": false}"#)));
    let why = browser.tabs[tab].state.explain(Some("f"), browser.now);
    assert_eq!(why.text("gate"), Some("page"), "{why:?}");
    browser.route(tab, "/invoices");
    assert_eq!(browser.tabs[tab].showing(), ["f"]);
}
