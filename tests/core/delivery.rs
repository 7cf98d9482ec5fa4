//! What becomes of batches: what a sink refuses is found and dropped alone, and any tab can ask for all
//! to be sent.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::Input;
use docent::core::call::Call;
use docent::core::input::Response;
use docent::core::time::{MINUTE, SECOND};
use docent::core::value::Value;
use host::Browser;

const SINK: &str = r#"{"guidebook": {"version": 1}, "sinks": [{"kind": "segment", "url": "https://sink.example"}]}"#;

fn names(body: &Value) -> Vec<String> {
    let name = |message: &Value| message.text("event").unwrap_or("page").to_owned();
    body.list("batch").iter().map(name).collect()
}

/// Answers every batch as a sink would that takes at most so many messages, and none that is bad.
fn serve(browser: &mut Browser, tab: usize, most: usize) -> (Vec<String>, usize) {
    let (mut taken, mut requests) = (Vec::new(), 0);
    while let Some((batch, body)) = browser.tabs[tab].sent.pop() {
        requests += 1;
        let names = names(&body);
        let response = match names.iter().any(|name| name.starts_with("Bad")) {
            _ if names.len() > most => Response::Refused(413),
            true => Response::Refused(400),
            false => {
                taken.extend(names);
                Response::Taken
            }
        };
        browser.input(tab, Input::Answered { batch, response });
        browser.pass(10 * SECOND);
    }
    (taken, requests)
}

fn with_events(count: usize, bad: &[usize]) -> (Browser, usize) {
    let mut browser = Browser::with(SINK);
    let tab = browser.open();
    for index in 0..count {
        let kind = if bad.contains(&index) { "Bad" } else { "Good" };
        browser.track(tab, &format!("{kind} {index}"));
    }
    browser.input(tab, Input::Leads(true));
    browser.pass(10 * SECOND);
    (browser, tab)
}

#[test]
fn of_a_batch_that_is_refused_only_what_is_bad_is_dropped() {
    let (mut browser, tab) = with_events(60, &[3, 41]);
    let (taken, requests) = serve(&mut browser, tab, 100);
    assert_eq!(taken.len(), 1 + 58, "the page view and all that is good");
    assert!(taken.iter().all(|name| !name.starts_with("Bad")));
    assert!(requests < 40, "found by halving: {requests}");
    assert_eq!(browser.tabs[tab].warnings.len(), 2, "{:?}", browser.tabs[tab].warnings);
    assert!(!browser.storage.keys().any(|key| key.starts_with("o:")), "nothing is left behind");
}

#[test]
fn a_batch_that_is_too_large_is_sent_in_parts() {
    let (mut browser, tab) = with_events(60, &[]);
    let (taken, _) = serve(&mut browser, tab, 16);
    assert_eq!(taken.len(), 61);
    assert_eq!(browser.tabs[tab].warnings, [""; 0], "nothing was dropped");
}

#[test]
fn a_key_that_is_refused_is_no_reason_to_try_each_event() {
    let (mut browser, tab) = with_events(10, &[]);
    let (batch, _) = browser.tabs[tab].sent.pop().unwrap();
    browser.input(tab, Input::Answered { batch, response: Response::Refused(401) });
    browser.pass(MINUTE);
    assert_eq!(browser.tabs[tab].sent.len(), 0);
    assert_eq!(browser.tabs[tab].warnings.len(), 1);
}

#[test]
fn flush_in_a_tab_that_does_not_send_makes_the_one_that_does_send() {
    let mut browser = Browser::with(SINK);
    let leader = browser.open();
    browser.input(leader, Input::Leads(true));
    serve(&mut browser, leader, 100);
    let other = browser.open();
    browser.pass(10 * SECOND);
    serve(&mut browser, leader, 100);
    browser.track(other, "Urgent");
    assert_eq!(browser.tabs[leader].sent.len(), 0, "it waits for more to come");
    browser.call(other, Call::Flush);
    let (_, body) = browser.tabs[leader].sent.pop().expect("sent at once");
    assert_eq!(names(&body), ["Urgent"]);
    assert_eq!(browser.tabs[other].sent.len(), 0);
    assert!(!browser.storage.contains_key("flush"), "the word is not kept");
}
