//! What consent keeps, sends and shows, withdrawing it included; and what is left when all is
//! erased or exported.

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
use docent::core::config::{Bounds, Config};
use docent::core::consent::Answer;
use docent::core::experience::run::Action;
use docent::core::time::HOUR;
use docent::core::value::Map;
use host::{Browser, GUIDEBOOK, TOUR, TWO_QUESTIONS, given, json, map};

#[test]
fn without_consent_to_analytics_what_was_shown_once_still_does_not_come_back() {
    let consent = r#""consent": {"analytics": "denied"}"#;
    let mut browser = Browser::with(&format!(r#"{{"guidebook": {GUIDEBOOK}, {consent}}}"#));
    let tab = browser.open();
    browser.sign_up(tab);
    browser.look(tab, "welcome");
    browser.act(tab, "welcome", Action::Dismiss);
    assert!(browser.storage.keys().all(|key| !key.starts_with("o:")), "nothing waits to be sent");
    browser.close(tab);
    let next = browser.open();
    browser.sign_up(next);
    assert_eq!(browser.tabs[next].showing(), [""; 0]);
}

#[test]
fn without_consent_nothing_is_kept_sent_or_shown() {
    let sink =
        r#""sinks": [{"kind": "segment", "url": "https://c.example"}], "consent": "pending""#;
    let mut browser = Browser::with(&format!(r#"{{"guidebook": {GUIDEBOOK}, {sink}}}"#));
    let tab = browser.open();
    browser.lead(tab);
    browser.sign_up(tab);
    browser.pass(HOUR);
    assert!(!browser.storage.keys().any(|key| key.starts_with("e:") || key.starts_with("o:")));
    assert_eq!(browser.tabs[tab].sent.len(), 0);
    assert_eq!(browser.tabs[tab].shown_ever, [""; 0]);
    assert!(browser.tabs[tab].sentence("welcome", browser.now).contains("not agreed"));
    browser.call(tab, Call::Consent("granted".into()));
    assert_eq!(browser.tabs[tab].showing(), ["welcome"], "consent opens the gate at once");
}

#[test]
fn withdrawn_consent_purges_in_every_tab() {
    let mut browser = Browser::new();
    let first = browser.begin_flow();
    let second = browser.open();
    browser.track(first, "Invoice created");
    assert!(browser.tabs[second].is_in("stuck"));
    browser.call(first, Call::Consent("denied".into()));
    assert!(!browser.storage.keys().any(|key| key.starts_with("e:")));
    for tab in [first, second] {
        assert!(!browser.tabs[tab].is_in("stuck"), "tab {tab} has forgotten");
        assert_eq!(browser.tabs[tab].showing(), [""; 0]);
        assert_eq!(browser.tabs[tab].state.export().list("records").len(), 0);
    }
}

#[test]
fn erasing_forgets_everything_in_every_tab() {
    let mut browser = Browser::new();
    let first = browser.begin_flow();
    let second = browser.open();
    let known = browser.tabs[first].state.identity().clone();
    browser.call(first, Call::Erase);
    for tab in [first, second] {
        let state = &browser.tabs[tab].state;
        assert_eq!(state.identity().user_id, None);
        assert_ne!(state.identity().anonymous_id, known.anonymous_id);
        assert_eq!(state.memberships(), [""; 0]);
        assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    }
    assert_eq!(
        browser.tabs[first].state.identity(),
        browser.tabs[second].state.identity(),
        "all tabs go on as the same unknown person"
    );
    let stored = browser.storage.get("identity").and_then(|identity| identity.text("anonymous"));
    assert_eq!(stored, Some(browser.tabs[first].state.identity().anonymous_id.as_str()));
    let keys: Vec<&String> = browser.storage.keys().collect();
    assert_eq!(keys, ["identity"], "nothing else is left");
}

#[test]
fn withdrawn_consent_leaves_no_answer_membership_or_user_id_behind() {
    for denied in [r#""denied""#, r#"{"analytics": "denied"}"#] {
        let segments = r#""segments": [{"id": "member", "where": {"answers.s.q": "MINE"}}],"#;
        let mut browser = given(segments, TWO_QUESTIONS);
        let (tab, other) = (browser.open(), browser.open());
        browser.call(
            tab,
            Call::Identify("u1@example.test".into(), map(r#"{"email": "x@example.test"}"#)),
        );
        let (tab, other) =
            if browser.tabs[tab].view("s").is_some() { (tab, other) } else { (other, tab) };
        browser.does(tab, "s", "seen");
        browser.answers(tab, "s", "MINE");
        assert!(browser.stored().contains("MINE") && browser.stored().contains("member"));
        browser.call(other, Call::Consent(json(denied)));
        let stored = browser.stored();
        for secret in ["MINE", "member", "example.test"] {
            assert!(!stored.contains(secret), "{secret} after {denied}:\n{stored}");
        }
        assert_eq!(
            browser.fact(tab, "user.id"),
            Some("u1@example.test".into()),
            "it is still known here"
        );
    }
}

#[test]
fn a_consent_that_cannot_be_read_is_no_consent() {
    for odd in
        [r#""no""#, "false", "null", r#"{"analytics": false}"#, r#"{"analytic": "granted"}"#, "{}"]
    {
        let (config, wrong) = Config::decode(&json(&format!(r#"{{"consent": {odd}}}"#)), false);
        assert_eq!(config.consent.analytics, Answer::Pending, "{odd}");
        assert!(wrong.concat().starts_with("init: consent: expected"), "{odd}: {wrong:?}");
    }
}

#[test]
fn options_of_the_wrong_kind_capture_and_send_what_is_certain() {
    let odd = r#"{"sinks": {}, "capture": "none", "history": {"age": "soon"}, "profile": 5}"#;
    let (config, wrong) = Config::decode(&json(odd), false);
    assert_eq!(wrong, ["init: history.age: expected a duration like \"30d\""]);
    assert!(!config.capture.has("clicks") && !config.capture.has("pages"));
    assert_eq!(config.sinks, []);
    assert_eq!(config.history, Bounds::default());
}

#[test]
fn who_it_is_is_stored_once_that_is_allowed() {
    let mut browser = Browser::with(r#"{"consent": "pending"}"#);
    let tab = browser.open();
    browser.call(tab, Call::Identify("u1@example.test".into(), Map::new()));
    assert!(!browser.stored().contains("example.test"), "{}", browser.stored());
    browser.call(tab, Call::Consent("granted".into()));
    assert!(browser.stored().contains("example.test"));
}

fn stored_id(browser: &Browser) -> Option<String> {
    let identity = browser.storage.get("identity")?;
    identity.text("anonymous").map(Into::into)
}

fn id(browser: &Browser, tab: usize) -> String {
    browser.tabs[tab].state.identity().anonymous_id.clone()
}

/// Whether an id of the device stands anywhere in the storage.
fn is_kept(browser: &Browser, id: &str) -> bool {
    browser.stored().contains(id) || browser.storage.keys().any(|key| key.contains(id))
}

const ESSENTIAL: &str = r#"[{"id": "f", "kind": "flow", "essential": true, "frequency": "always", "steps": [
  {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B"}]}]"#;

#[test]
fn an_id_is_kept_on_the_device_once_something_was_allowed() {
    for (consent, keeps) in [
        (r#""denied""#, false),
        (r#""pending""#, false),
        (r#"{"analytics": "denied", "personalization": "pending"}"#, false),
        (r#"{"analytics": "pending", "personalization": "granted"}"#, true),
        (r#"{"analytics": "granted", "personalization": "denied"}"#, true),
    ] {
        let mut browser = Browser::with(&format!(
            r#"{{"consent": {consent}, "guidebook": {{"version": 1, "experiences": {ESSENTIAL}}}}}"#
        ));
        let tab = browser.open();
        browser.does(tab, "f", "seen");
        browser.track(tab, "Seen");
        browser.call(tab, Call::Identify("u1".into(), Map::new()));
        assert_eq!(is_kept(&browser, &id(&browser, tab)), keeps, "{consent}");
        browser.call(tab, Call::Erase);
        browser.call(tab, Call::Reset);
        assert_eq!(is_kept(&browser, &id(&browser, tab)), keeps, "{consent}, erased");
        browser.call(tab, Call::Consent(json(r#"{"analytics": "granted"}"#)));
        assert_eq!(stored_id(&browser), Some(id(&browser, tab)), "{consent}, then granted");
    }
}

#[test]
fn what_was_kept_before_is_forgotten_by_a_page_without_consent() {
    let mut browser = Browser::with(r#"{"consent": "pending"}"#);
    browser.storage.insert("identity".into(), json(r#"{"anonymous": "old-id"}"#));
    let tab = browser.open();
    assert_eq!(stored_id(&browser), None);
    assert_ne!(id(&browser, tab), "old-id");
}

#[test]
fn withdrawn_consent_takes_the_id_along_unless_showing_is_still_allowed() {
    let mut browser = given("", ESSENTIAL);
    let (tab, other) = (browser.open(), browser.open());
    browser.call(tab, Call::Identify("u1".into(), Map::new()));
    let first = id(&browser, tab);
    browser.call(tab, Call::Consent(json(r#"{"analytics": "denied"}"#)));
    assert_eq!((stored_id(&browser), id(&browser, other)), (Some(first.clone()), first.clone()));
    browser.call(tab, Call::Consent("denied".into()));
    assert!(!is_kept(&browser, &first), "{}", browser.stored());
    for tab in [tab, other] {
        assert_ne!(id(&browser, tab), first);
        assert_eq!(browser.fact(tab, "user.id"), Some("u1".into()), "it is still known here");
    }
    browser.call(other, Call::Consent("granted".into()));
    assert!(!is_kept(&browser, &first), "{}", browser.stored());
    assert_eq!(id(&browser, tab), id(&browser, other));
    assert_eq!(stored_id(&browser), Some(id(&browser, tab)), "all tabs have one id again");
    assert_eq!(browser.fact(tab, "user.anonymous_id"), Some(id(&browser, tab).into()));
}

#[test]
fn what_a_tab_knew_without_consent_is_kept_under_the_id_of_the_tab_that_was_given_it() {
    let mut browser = Browser::with(r#"{"consent": "pending"}"#);
    let (tab, other) = (browser.open(), browser.open());
    browser.call(other, Call::Identify("u1".into(), map(r#"{"plan": "pro"}"#)));
    browser.call(tab, Call::Consent("granted".into()));
    assert_eq!(id(&browser, tab), id(&browser, other));
    for tab in [tab, other] {
        assert_eq!(browser.fact(tab, "user.id"), Some("u1".into()));
        assert_eq!(browser.fact(tab, "user.plan"), Some("pro".into()));
    }
    assert_eq!(stored_id(&browser), Some(id(&browser, tab)));
}

#[test]
fn what_a_tab_knew_of_somebody_else_without_consent_is_not_said_of_who_is_here() {
    let mut browser = Browser::with(r#"{"consent": "pending"}"#);
    let (tab, other) = (browser.open(), browser.open());
    browser.call(other, Call::Identify("u1".into(), map(r#"{"plan": "pro"}"#)));
    browser.call(tab, Call::Identify("u2".into(), Map::new()));
    browser.call(tab, Call::Consent("granted".into()));
    assert_eq!(browser.fact(other, "user.id"), Some("u2".into()));
    assert_eq!(browser.fact(other, "user.plan"), None);
    assert!(!browser.stored().contains("pro"), "{}", browser.stored());
}

#[test]
fn who_logs_out_without_consent_is_logged_out_in_every_tab() {
    let mut browser = Browser::with(r#"{"consent": "pending"}"#);
    let (tab, other) = (browser.open(), browser.open());
    browser.call(other, Call::Identify("u1".into(), Map::new()));
    let third = browser.open();
    assert_eq!(browser.fact(other, "user.id"), Some("u1".into()), "another tab changes nothing");
    browser.call(tab, Call::Reset);
    assert_eq!(browser.fact(other, "user.id"), None);
    for tab in [tab, other, third] {
        assert!(!id(&browser, tab).is_empty() && !is_kept(&browser, &id(&browser, tab)));
    }
}

#[test]
fn what_may_be_shown_without_consent_goes_on_on_the_next_page_and_under_the_id_that_comes() {
    let mut browser = Browser::with(&format!(
        r#"{{"consent": "pending", "guidebook": {{"version": 1, "experiences": {ESSENTIAL}}}}}"#
    ));
    let title = |browser: &Browser, tab: usize| {
        browser.tabs[tab].view("f").and_then(|view| view.text("title").map(String::from))
    };
    let first = browser.open();
    browser.does(first, "f", "seen");
    browser.does(first, "f", "next");
    browser.close(first);
    let tab = browser.open();
    assert_eq!(title(&browser, tab).as_deref(), Some("B"));
    assert_eq!(browser.storage.keys().filter(|key| key.starts_with("r:")).count(), 1);
    browser.call(tab, Call::Consent("granted".into()));
    assert_eq!(title(&browser, tab).as_deref(), Some("B"));
    browser.close(tab);
    let tab = browser.open();
    assert_eq!(title(&browser, tab).as_deref(), Some("B"));
    let runs: Vec<&String> = browser.storage.keys().filter(|key| key.starts_with("r:")).collect();
    assert_eq!(runs, [&format!("r:{}:f", id(&browser, tab))]);
}

#[test]
fn nothing_leaves_while_consent_is_pending_and_what_waited_leaves_once_it_is_granted() {
    let mut browser =
        Browser::with(r#"{"sinks": [{"kind": "segment", "url": "https://c.example"}]}"#);
    let tab = browser.open();
    browser.lead(tab);
    browser.track(tab, "Before");
    browser.call(tab, Call::Consent("pending".into()));
    browser.call(tab, Call::Flush);
    assert_eq!(browser.tabs[tab].acknowledged.len(), 3, "there is nothing to wait for");
    browser.pass(HOUR);
    browser.input(tab, Input::Hiding);
    assert_eq!(browser.tabs[tab].sent.len(), 0);
    assert_eq!(browser.tabs[tab].asleep_until, None, "and nothing wakes up for it");
    browser.track(tab, "While");
    browser.call(tab, Call::Consent("granted".into()));
    browser.pass(HOUR);
    let sent = browser.tabs[tab].sent.iter().flat_map(|(_, body)| body.list("batch").to_vec());
    let names: Vec<String> =
        sent.filter_map(|message| message.text("event").map(Into::into)).collect();
    assert_eq!(names, ["Before"]);
}

#[test]
fn an_export_holds_what_is_unfinished_and_what_was_allowed() {
    let mut browser = given("", TOUR);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    let export = browser.tabs[tab].state.export();
    assert_eq!(export.at("runs.0.experience"), Some(&"f".into()));
    assert_eq!(export.at("consent.analytics"), Some(&"granted".into()));
}

#[test]
fn what_is_done_in_a_list_is_kept_without_analytics() {
    let list = r#"[{"id": "c", "kind": "checklist", "tasks": [{"id": "x", "title": "X"}, {"id": "y", "title": "Y"}]}]"#;
    let mut browser = Browser::with(&format!(
        r#"{{"consent": {{"analytics": "denied", "personalization": "granted"}}, "guidebook": {{"version": 1, "experiences": {list}}}}}"#
    ));
    let tab = browser.open();
    browser.does(tab, "c", "seen");
    browser.does(tab, "c", "0.0");
    assert_eq!(browser.tabs[tab].view("c").unwrap().at("progress.0"), Some(&1.0.into()));
    browser.call(tab, Call::Suppress(true, false));
    browser.call(tab, Call::Suppress(false, false));
    let same = browser.tabs[tab].view("c").unwrap().at("progress.0").cloned();
    browser.close(tab);
    let tab = browser.open();
    let next = browser.tabs[tab].view("c").unwrap().at("progress.0").cloned();
    assert_eq!((same, next), (Some(1.0.into()), Some(1.0.into())));
}

#[test]
fn answers_in_a_tab_that_has_just_gone_go_too() {
    let mut browser = given("", TWO_QUESTIONS);
    let a = browser.open();
    let b = browser.open();
    browser.does(a, "s", "seen");
    browser.answers(a, "s", "MINE");
    let name = browser.tabs[a].name.clone();
    browser.living.remove(&name); // closed; b is told three seconds later
    browser.call(b, Call::Consent("denied".into()));
    browser.input(b, Input::TabGone(name));
    browser.route(b, "/x");
    browser.close(b);
    let c = browser.open();
    browser.route(c, "/x");
    assert!(!browser.stored().contains("MINE"), "{}", browser.stored());
}

#[test]
fn answers_that_may_not_be_stored_are_not_stored_at_a_login() {
    let mut browser = given("", TWO_QUESTIONS);
    let t = browser.open();
    browser.call(t, Call::Identify("u1".into(), Map::new()));
    browser.does(t, "s", "seen");
    browser.call(t, Call::Consent(json(r#"{"analytics": "pending"}"#)));
    browser.answers(t, "s", "MINE");
    assert!(!browser.stored().contains("MINE"));
    browser.call(t, Call::Reset);
    assert!(!browser.stored().contains("MINE"));
    browser.call(t, Call::Identify("u1".into(), Map::new()));
    browser.route(t, "/x");
    assert!(!browser.stored().contains("MINE"), "{}", browser.stored());
}

#[test]
fn answers_are_kept_in_the_page_without_analytics() {
    let mut browser = Browser::with(&format!(
        r#"{{"consent": {{"analytics": "denied", "personalization": "granted"}}, "guidebook": {{"version": 1, "experiences": {TWO_QUESTIONS}}}}}"#
    ));
    let t = browser.open();
    browser.does(t, "s", "seen");
    browser.answers(t, "s", "MINE");
    browser.call(t, Call::Suppress(true, false));
    browser.call(t, Call::Suppress(false, false));
    browser.does(t, "s", "back");
    assert_eq!(browser.tabs[t].view("s").unwrap().at("question.answer"), Some(&"MINE".into()));
}
