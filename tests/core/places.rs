//! Steps that belong on pages of their own: a flow waits where it is, and goes on where it belongs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::call::Call;
use docent::core::experience::run::Action;
use docent::core::time::{DAY, HOUR};
use host::{Browser, given};

const FLOW: &str = r##"{"guidebook": {"version": 1, "experiences": [
  {"id": "tour", "kind": "flow", "frequency": "always", "steps": [
    {"id": "start", "type": "modal", "title": "Start"},
    {"id": "logic", "type": "hidden", "page": "/never"},
    {"id": "send", "type": "tooltip", "target": "#send", "page": "/invoices/*", "title": "Send"},
    {"id": "end", "type": "modal", "title": "End"}]},
  {"id": "other", "kind": "survey", "trigger": {"on": "manual"},
    "questions": [{"id": "q", "type": "text", "title": "Q"}]},
  {"id": "card", "kind": "inline", "target": "#a", "title": "Card", "frequency": "always", "trigger": {"on": "event", "event": "Card"}}
]}}"##;

fn on_the_second_step() -> (Browser, usize) {
    let mut browser = Browser::with(FLOW);
    let tab = browser.open();
    browser.act(tab, "tour", Action::Seen);
    browser.act(tab, "tour", Action::Answer(docent::core::value::Value::Null));
    (browser, tab)
}

fn title(browser: &Browser, tab: usize) -> Option<String> {
    browser.tabs[tab].view("tour")?.text("title").map(str::to_owned)
}

#[test]
fn a_step_waits_for_its_page_and_is_shown_there() {
    let (mut browser, tab) = on_the_second_step();
    assert_eq!(title(&browser, tab), None, "the dashboard is not its page");
    browser.route(tab, "/reports");
    browser.pass(HOUR);
    assert_eq!(title(&browser, tab), None);
    assert_eq!(browser.tabs[tab].said("tour"), ["started", "seen", "step start", "engaged"]);
    let sentence = browser.tabs[tab].state.explain(Some("tour"), browser.now);
    assert!(sentence.text("sentence").unwrap().contains("on another page"), "{sentence:?}");
    browser.route(tab, "/invoices/7");
    assert_eq!(title(&browser, tab).as_deref(), Some("Send"));
    browser.act(tab, "tour", Action::Seen);
    browser.act(tab, "tour", Action::Answer(docent::core::value::Value::Null));
    browser.route(tab, "/");
    assert_eq!(
        title(&browser, tab).as_deref(),
        Some("End"),
        "a step without a page is at home anywhere"
    );
}

#[test]
fn a_step_leaves_with_its_page_and_comes_back_with_it() {
    let (mut browser, tab) = on_the_second_step();
    browser.route(tab, "/invoices/7");
    browser.act(tab, "tour", Action::Seen);
    browser.route(tab, "/invoices/8");
    assert_eq!(title(&browser, tab).as_deref(), Some("Send"), "another of its pages");
    browser.route(tab, "/reports");
    assert_eq!(title(&browser, tab), None);
    browser.route(tab, "/invoices/7");
    assert_eq!(title(&browser, tab).as_deref(), Some("Send"));
    assert_eq!(browser.tabs[tab].said("tour").iter().filter(|said| **said == "started").count(), 1);
}

#[test]
fn a_flow_that_waits_keeps_nothing_else_from_the_stage() {
    let (mut browser, tab) = on_the_second_step();
    browser.call(tab, Call::Show("other".into()));
    assert_eq!(browser.tabs[tab].showing(), ["other"]);
    browser.route(tab, "/invoices/7");
    assert_eq!(browser.tabs[tab].showing(), ["other"], "one at a time");
    browser.act(tab, "other", Action::Dismiss);
    assert_eq!(title(&browser, tab).as_deref(), Some("Send"));
}

#[test]
fn a_flow_that_waits_goes_on_after_a_reload_and_in_another_tab() {
    let (mut browser, tab) = on_the_second_step();
    browser.close(tab);
    let again = browser.open();
    assert_eq!(title(&browser, again), None);
    let other = browser.open();
    browser.route(other, "/invoices/7");
    assert_eq!(title(&browser, other).as_deref(), Some("Send"));
    browser.route(again, "/invoices/7");
    assert_eq!(title(&browser, again), None, "it is in one tab at a time");
}

#[test]
fn a_flow_that_waits_too_long_is_given_up() {
    let (mut browser, tab) = on_the_second_step();
    browser.pass(DAY);
    browser.route(tab, "/invoices/7");
    assert_eq!(title(&browser, tab).as_deref(), Some("Start"), "and may begin anew");
}

#[test]
fn what_is_part_of_the_page_is_resumed_once_after_a_reload() {
    let mut browser = Browser::with(FLOW);
    let tab = browser.open();
    browser.call(tab, Call::End(None));
    browser.track(tab, "Card");
    browser.act(tab, "card", Action::Seen);
    browser.close(tab);
    let tab = browser.open();
    for path in ["/a", "/b", "/c"] {
        browser.route(tab, path);
    }
    assert_eq!(browser.tabs[tab].state.showing().iter().filter(|id| **id == "card").count(), 1);
}

#[test]
fn a_step_that_was_put_off_on_its_page_waits_for_that_page_when_its_time_has_come() {
    let mut browser = Browser::with(&FLOW.replace(
        r#""title": "Send""#,
        r#""title": "Send", "actions": [{"do": "snooze", "for": "1h"}]"#,
    ));
    let tab = browser.open();
    browser.act(tab, "tour", Action::Seen);
    browser.act(tab, "tour", Action::Answer(docent::core::value::Value::Null));
    browser.route(tab, "/invoices/7");
    browser.act(tab, "tour", Action::Seen);
    browser.act(tab, "tour", Action::Button(0));
    browser.route(tab, "/reports");
    browser.pass(HOUR);
    assert_eq!(title(&browser, tab), None);
    let other = browser.open();
    browser.route(other, "/invoices/8");
    assert_eq!(title(&browser, other).as_deref(), Some("Send"), "in whatever tab that is");
    browser.route(tab, "/invoices/8");
    assert_eq!(title(&browser, tab), None);
}

#[test]
fn what_waits_for_its_element_gives_way_to_what_goes_on() {
    let flows = r##"[
      {"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "A"},
        {"id": "b", "type": "modal", "title": "B", "page": "/invoices"}]},
      {"id": "g", "kind": "flow", "trigger": {"on": "event", "event": "Sent"},
        "steps": [{"id": "a", "type": "tooltip", "target": "#x", "title": "G"}]}]"##;
    let mut browser = given("", flows);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    browser.track(tab, "Sent");
    browser.does(tab, "g", "missing");
    browser.route(tab, "/invoices");
    assert_eq!(browser.tabs[tab].showing(), ["f"], "one at a time");
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "close");
    assert_eq!(browser.tabs[tab].showing(), ["g"], "and it goes on afterwards");
}

#[test]
fn one_event_moves_what_waits_by_one_step_however_many_tabs_there_are() {
    let flow = r##"[{"id": "f", "kind": "flow", "steps": [{"id": "o", "type": "modal", "title": "O"},
      {"id": "a", "type": "driven", "target": "#x", "page": "/up", "title": "A", "advance": {"on": "event", "event": "Up"}},
      {"id": "b", "type": "driven", "target": "#x", "page": "/up", "title": "B", "advance": {"on": "event", "event": "Up"}},
      {"id": "c", "type": "modal", "page": "/up", "title": "C"}]}]"##;
    for others in 0..3 {
        let mut browser = given("", flow);
        let tab = browser.open();
        for _ in 0..others {
            browser.open();
        }
        browser.does(tab, "f", "seen");
        browser.does(tab, "f", "next");
        browser.track(tab, "Up");
        browser.route(tab, "/up");
        assert_eq!(browser.title(tab, "f").as_deref(), Some("B"), "{others} other tabs");
    }
}
