//! A log that is bounded: what is dropped from it, what stays known of that, and by whom.

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
use docent::core::time::{DAY, HOUR};
use docent::core::value::{Map, Value};
use host::page::Page;
use host::{Browser, json, map};

#[test]
fn totals_outlive_the_log_and_what_does_not_is_called_incomplete() {
    let guidebook = r#"{"version": 1, "segments": [
        {"id": "at-limit", "where": {"$event": {"name": "report_created", "count": {"$gte": 15}}}},
        {"id": "over", "where": {"$event": {"name": "report_created", "count": {"$gte": 21}}}},
        {"id": "pdf", "where": {"$event": {"name": "report_created", "where": {"format": "pdf"}, "count": {"$gte": 15}}}},
        {"id": "today", "where": {"$event": {"name": "report_created", "within": "1h"}}}],
      "experiences": [{"id": "for-pdf", "kind": "banner", "body": "B", "trigger": {"on": "manual"},
        "audience": {"$segment": "pdf"}}]}"#;
    let mut page = Page::under(guidebook, r#"{"history": {"bytes": 2000}}"#);
    for _ in 0..20 {
        page.call(Call::Track("report_created".into(), map(r#"{"format": "pdf"}"#), None));
        page.pass(DAY);
    }
    assert!(page.is_in("at-limit") && page.is_in("pdf") && !page.is_in("over"));
    for _ in 0..2 {
        page.reload("tab0");
        assert!(page.is_in("at-limit"), "the total is kept");
        assert!(!page.is_in("over"), "and nothing is counted twice");
        let explain = |id: &str| page.state.explain(Some(id), page.now);
        assert!(!explain("at-limit").is_true("incomplete"));
        for id in ["pdf", "for-pdf"] {
            assert!(explain(id).is_true("incomplete"), "which of those that went were of pdf?");
            let sentence = explain(id).text_or_empty("sentence").to_owned();
            assert!(sentence.contains("as far as is known: not what was before 20"), "{sentence}");
            assert!(explain(id).number("reaches_back").is_some_and(|back| back < page.now as f64));
        }
        assert!(!explain("today").is_true("incomplete"), "an hour is all there");
    }
    page.track("report_created");
    assert!(page.is_in("over"));
    let old = Page::under(guidebook, r#"{"history": {"age": "5d"}}"#);
    assert!(!old.is_in("at-limit"));
}

#[test]
fn totals_go_with_consent_and_with_everything_else_and_are_exported() {
    let guidebook = r#"{"version": 1, "segments": [
        {"id": "many", "where": {"$event": {"name": "report_created", "count": {"$gte": 15}}}}]}"#;
    let trimmed = || {
        let mut page = Page::under(guidebook, r#"{"history": {"bytes": 2000}}"#);
        for _ in 0..20 {
            page.track("report_created");
            page.pass(DAY);
        }
        page.reload("tab0");
        assert!(page.is_in("many"));
        assert!(page.storage.contains_key("forgotten"));
        assert!(page.state.export().at("totals.report_created.count").is_some());
        page
    };
    for call in [Call::Consent(json(r#"{"analytics": "denied"}"#)), Call::Erase] {
        let mut page = trimmed();
        page.call(call);
        assert!(!page.is_in("many"));
        assert_eq!(page.state.export().get("totals"), Some(&json("{}")));
        page.reload("tab0");
        assert!(!page.is_in("many"));
        assert!(!page.storage.contains_key("forgotten"), "{:?}", page.storage);
    }
}

#[test]
fn days_that_are_dropped_are_counted_in_the_zone_of_the_guidebook() {
    let guidebook = r#"{"version": 1, "timezone": "Pacific/Auckland", "segments": [
        {"id": "two-days", "where": {"$event": {"name": "login", "days": {"$gte": 2}}}}]}"#;
    let mut page = Page::under(guidebook, r#"{"history": {"age": "1d"}}"#);
    page.pass(2 * HOUR);
    page.track("login");
    // Eleven in the morning in Greenwich is an hour before midnight there.
    page.pass(2 * HOUR);
    page.track("login");
    page.pass(3 * DAY);
    page.reload("tab0");
    assert!(!page.storage.values().any(|it| it.says("n", "login")), "dropped");
    assert!(page.is_in("two-days"));
}

#[test]
fn what_frequencies_and_the_throttle_count_outlives_the_log() {
    let of = |throttle: &str, frequency: &str| {
        format!(
            r#"{{"version": 1, {throttle} "experiences": [
              {{"id": "b", "kind": "banner", "frequency": {frequency}, "body": "B"}}]}}"#
        )
    };
    let throttle = r#""throttle": {"max": [{"times": 2, "per": "week"}]},"#;
    for (guidebook, span) in
        [(of("", r#"{"times": 2, "per": "30d"}"#), 30), (of(throttle, r#""always""#), 7)]
    {
        let mut page = Page::under(&guidebook, r#"{"history": {"bytes": 2000, "age": "1d"}}"#);
        for _ in 0..2 {
            page.see("b");
            page.pass(HOUR);
            page.turn();
        }
        for _ in 0..20 {
            page.track("click");
        }
        page.pass(2 * DAY);
        page.reload("tab0");
        assert!(!page.storage.values().any(|it| it.says("n", "click")), "dropped");
        assert!(!page.shows("b"), "it was shown as often as it may be: {guidebook}");
        page.pass((span - 2) * DAY);
        page.turn();
        assert!(page.shows("b"), "when that was long ago: {guidebook}");
        page.see("b");
        page.reload("tab0");
        let seen =
            page.storage.values().filter(|it| it.at("p.state").is_some_and(|it| it.is("seen")));
        assert_eq!(seen.count(), 2, "no more is kept than is counted");
    }
}

/// A page that says the same of its visitor, and shows the same, on every load.
fn repeated(options: &str, loads: usize) -> Page {
    let guidebook = r#"{"version": 1,
      "segments": [
        {"id": "thrice", "where": {"$experience": {"id": "b", "state": "seen", "count": {"$gte": 3}}}},
        {"id": "often", "where": {"$experience": {"id": "b", "state": "seen", "count": {"$gte": 150}}}},
        {"id": "too-often", "where": {"$experience": {"id": "b", "state": "seen", "count": {"$gt": 150}}}},
        {"id": "lately", "where": {"$experience": {"id": "b", "state": "dismissed", "within": "1h"}}},
        {"id": "asked", "where": {"answers.s.q": "red"}}],
      "experiences": [
        {"id": "b", "kind": "banner", "frequency": "always", "body": "B", "actions": [{"label": "No", "do": "dismiss"}]},
        {"id": "s", "kind": "survey", "trigger": {"on": "manual"}, "questions": [{"id": "q", "type": "text", "title": "Q"}]}]}"#;
    let mut page = Page::under(guidebook, options);
    page.call(Call::Set(map(r#"{"plan": "none"}"#)));
    page.pass(DAY);
    page.call(Call::Set(map(r#"{"plan": "unknown", "said_once": "anonymously"}"#)));
    page.call(Call::Show("s".into()));
    page.say("s", "answer", "red".into());
    for load in 0..loads {
        if load == loads / 2 {
            page.call(Call::Reset);
        }
        page.identify("u1", r#"{"plan": "pro"}"#);
        page.call(Call::Group("c1".into(), map(&format!(r#"{{"size": {load}}}"#))));
        page.act("b", "seen");
        page.act("b", "close");
        page.pass(HOUR);
        page.reload("tab0");
    }
    page
}

#[test]
fn what_is_said_and_shown_again_and_again_does_not_fill_the_device() {
    let page = repeated(r#"{"history": {"bytes": 10000}}"#, 150);
    let records = page.storage.keys().filter(|key| key.starts_with("e:")).count();
    assert!(records < 60, "{records}");
    assert!(page.is_in("thrice") && page.is_in("often") && !page.is_in("too-often"));
    assert!(page.is_in("asked"), "an answer stays");
    for (fact, value) in [
        ("user.plan", Value::from("pro")),
        ("user.said_once", "anonymously".into()),
        ("company.id", "c1".into()),
        ("company.size", 149.0.into()),
    ] {
        assert_eq!(page.fact(0, fact), Some(value), "{fact}");
    }
    let begun = page.now - 150 * HOUR - DAY;
    let first = page.fact(0, "user.first_seen").and_then(|first| first.as_number()).unwrap();
    assert!(first <= begun as f64, "since when somebody is here is known");
    let explain = |id: &str| page.state.explain(Some(id), page.now);
    assert!(!explain("often").is_true("incomplete"));
    assert!(!explain("lately").is_true("incomplete"), "an hour is all there");
}

#[test]
fn what_never_reaches_its_sink_is_bounded_too() {
    let sinks = r#"{"history": {"bytes": 2000}, "sinks": [{"kind": "segment", "url": "https://s.example"}]}"#;
    let mut page = Page::under(r#"{"version": 1}"#, sinks);
    let kept = |page: &Page, family: &str| {
        page.storage.keys().filter(|key| key.starts_with(family)).count()
    };
    let long = "x".repeat(2000);
    for (events, most) in [(100, 102), (900, 500)] {
        for _ in 0..events {
            page.call(Call::Track("blocked".into(), Map::new().with("long", long.as_str()), None));
        }
        page.reload("tab0");
        assert!((100..=most).contains(&kept(&page, "e:")), "{}", kept(&page, "e:"));
        assert_eq!(kept(&page, "o:"), kept(&page, "e:"), "nothing waits that is not there");
    }
    page.reload("tab0");
    let total = page.state.export().at("totals.blocked.count").and_then(Value::as_number).unwrap();
    let there = page.storage.values().filter(|it| it.says("n", "blocked")).count();
    assert_eq!(total as usize + there, 1000);
}

const THREE: &str = r#"{"guidebook": {"version": 1, "segments": [
    {"id": "three", "where": {"$event": {"name": "login", "count": {"$gte": 3}}}}]},
    "history": {"age": "1d"}}"#;

#[test]
fn what_another_tab_drops_from_the_log_still_counts_here() {
    let mut browser = Browser::with(THREE);
    let tab = browser.open();
    for _ in 0..3 {
        browser.track(tab, "login");
    }
    browser.pass(2 * DAY);
    browser.open();
    assert!(!browser.storage.values().any(|it| it.says("n", "login")), "dropped");
    browser.track(tab, "Something else");
    assert!(browser.tabs[tab].is_in("three"));
}

#[test]
fn of_two_tabs_that_drop_from_the_log_at_once_the_one_that_dropped_more_is_believed() {
    let mut browser = Browser::with(THREE);
    let first = browser.open();
    for _ in 0..3 {
        browser.track(first, "login");
        browser.pass(HOUR);
    }
    browser.close(first);
    browser.pass(DAY - 5 * HOUR / 2);
    let both = browser.storage.clone();
    let a = browser.open();
    browser.pass(HOUR);
    let b = browser.open_unread();
    let a_dropped = browser.storage["forgotten"].clone();
    browser.input(b, Input::Restored(both.into_iter().collect()));
    browser.input(b, Input::Foreign(vec![("forgotten".into(), a_dropped)]));
    for tab in [a, b] {
        browser.track(tab, "Something else");
        assert!(browser.tabs[tab].is_in("three"), "tab {tab}");
    }
}

#[test]
fn a_page_that_stays_open_keeps_its_log_within_bounds() {
    let mut page = Page::under(
        r#"{"version": 1, "segments": [{"id": "many", "where": {"$event": {"name": "Beat", "count": {"$gte": 500}}}}]}"#,
        r#"{"history": {"bytes": 20000}}"#,
    );
    let much = Map::new().with("text", "x".repeat(10_000));
    for beat in 0..500 {
        assert!(!page.is_in("many"), "{beat}");
        page.call(Call::Track("Beat".into(), much.clone(), None));
        let records = page.storage.keys().filter(|key| key.starts_with("e:")).count();
        assert!(records < 130, "{records}");
    }
    assert!(page.is_in("many"), "what was dropped is counted all the same");
}
