//! What is part of the page is in every tab as one run; what a moment started is in its own.

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
use docent::core::value::Value;
use host::{At, Browser};

const EXPERIENCES: &str = r##"[
  {"id": "list", "kind": "checklist", "title": "Begin", "tasks": [
    {"id": "make", "title": "Make one", "done": {"$event": {"name": "Made"}}},
    {"id": "look", "title": "Look around"}]},
  {"id": "card", "kind": "inline", "target": "#side", "title": "Try it"},
  {"id": "dots", "kind": "spotlight", "spots": [{"id": "a", "target": "#a", "title": "A"}, {"id": "b", "target": "#b", "title": "B"}]},
  {"id": "news", "kind": "banner", "body": "Read this"},
  {"id": "done", "kind": "banner", "trigger": {"on": "event", "event": "Exported"}, "body": "Exported"},
  {"id": "tour", "kind": "flow", "trigger": {"on": "event", "event": "Begun"}, "steps": [{"id": "s", "type": "modal", "title": "S"}]}
]"##;

fn browser() -> Browser {
    Browser::with(&format!(
        r#"{{"guidebook": {{"version": 1, "experiences": {EXPERIENCES}}}, "consent": "granted"}}"#
    ))
}

/// The tasks of the list that are done, as a tab shows them.
fn done(browser: &Browser, at: At) -> Vec<bool> {
    let view = browser.tabs[at].view("list").unwrap();
    view.list("items").iter().map(|item| item.is_true("done")).collect()
}

/// How often something was said of an experience, in all tabs together.
fn said(browser: &Browser, of: &str, what: &str) -> usize {
    browser.tabs.iter().map(|tab| tab.said(of).iter().filter(|said| **said == what).count()).sum()
}

const PAGE: [&str; 4] = ["card", "dots", "list", "news"];

#[test]
fn what_is_part_of_the_page_is_in_every_tab_as_one_run() {
    let mut browser = browser();
    let first = browser.open();
    let second = browser.open();
    assert_eq!(browser.tabs[first].showing(), PAGE);
    assert_eq!(browser.tabs[second].showing(), PAGE);
    for id in PAGE {
        let run = |at: At| browser.tabs[at].view(id).unwrap().text("run").unwrap().to_owned();
        assert_eq!(run(first), run(second), "{id}");
        assert_eq!(said(&browser, id, "started"), 1, "{id}");
    }
    let runs = browser.storage.iter().filter(|(key, _)| key.starts_with("r:"));
    assert!(runs.map(|(_, run)| run.text("tab")).all(|tab| tab == Some("")));
}

#[test]
fn it_is_in_tabs_that_were_open_before_it_began() {
    let mut browser = browser();
    let tabs = [browser.open(), browser.open()];
    for id in PAGE {
        browser.act(tabs[0], id, Action::Dismiss);
    }
    assert_eq!(browser.tabs[tabs[1]].showing(), [""; 0], "closed in one, it is closed in all");
    browser.call(tabs[1], Call::Show("list".into()));
    assert_eq!(browser.tabs[tabs[0]].showing(), ["list"]);
    assert_eq!(browser.tabs[tabs[1]].showing(), ["list"]);
}

#[test]
fn what_is_done_in_one_tab_is_done_in_all_and_said_once() {
    let mut browser = browser();
    let [first, second] = [browser.open(), browser.open()];
    browser.act(first, "list", Action::Seen);
    browser.act(second, "list", Action::Seen);
    assert_eq!(said(&browser, "list", "seen"), 1);
    browser.track(first, "Made");
    assert_eq!(done(&browser, first), [true, false]);
    assert_eq!(done(&browser, second), [true, false]);
    assert_eq!(said(&browser, "list", "step make"), 1);
    browser.act(second, "list", Action::Open(true));
    let is_open = |at: At| browser.tabs[at].view("list").unwrap().is_true("open");
    assert!(is_open(second) && !is_open(first), "each tab opens its own list");
    browser.act(second, "list", Action::Item(1, 0));
    assert_eq!(said(&browser, "list", "completed"), 1);
    assert!(browser.tabs[second].view("list").is_some(), "its last word is said where it was done");
    assert!(browser.tabs[first].view("list").is_none());
    browser.act(second, "list", Action::Dismiss);
    assert!(browser.tabs[second].view("list").is_none());
    assert!(browser.storage.keys().all(|key| !key.starts_with("r:") || !key.contains("list")));
}

#[test]
fn it_stays_in_the_others_when_a_tab_closes_and_comes_back_with_a_new_one() {
    let mut browser = browser();
    let [first, second] = [browser.open(), browser.open()];
    browser.track(first, "Made");
    browser.close(first);
    assert_eq!(browser.tabs[second].showing(), PAGE);
    browser.close(second);
    let third = browser.open();
    assert_eq!(browser.tabs[third].showing(), PAGE);
    assert_eq!(done(&browser, third), [true, false]);
    assert_eq!(said(&browser, "list", "started"), 1);
}

#[test]
fn what_a_moment_started_and_what_takes_the_stage_stay_in_their_own_tab() {
    let mut browser = browser();
    let [first, second] = [browser.open(), browser.open()];
    browser.act(second, "news", Action::Dismiss);
    browser.track(first, "Exported");
    browser.track(first, "Begun");
    assert_eq!(browser.tabs[first].showing(), ["card", "done", "dots", "list", "tour"]);
    assert_eq!(browser.tabs[second].showing(), ["card", "dots", "list"]);
}

#[test]
fn a_stored_run_that_may_not_go_on_says_why_and_not_that_it_waits_for_a_page() {
    let mut browser = browser();
    let first = browser.open();
    browser.call(first, Call::Consent(Value::from("denied")));
    let explained = browser.tabs[first].state.explain(Some("list"), browser.now);
    let why = explained.text("sentence").unwrap();
    assert!(why.contains("not agreed"), "{why}");
}
