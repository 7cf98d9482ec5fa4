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
