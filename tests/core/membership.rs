//! When a membership begins and ends: at the very event, or at its instant; and who is told.

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
use docent::core::experience::run::Action;
use docent::core::time::{DAY, HOUR, MINUTE};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use host::{At, Browser, map, with_guidebook};

#[test]
fn a_segment_on_behaviour_flips_at_the_very_event() {
    let mut browser = Browser::new();
    let tab = browser.open();
    assert!(!browser.tabs[tab].is_in("stuck"));
    browser.track(tab, "Invoice created");
    assert!(browser.tabs[tab].is_in("stuck"));
    browser.track(tab, "Invoice sent");
    assert!(!browser.tabs[tab].is_in("stuck"));
    for _ in 0..3 {
        browser.track(tab, "Report opened");
        assert!(!browser.tabs[tab].is_in("readers"), "three are not over three");
    }
    browser.track(tab, "Report opened");
    assert!(browser.tabs[tab].is_in("readers"));
    let flips = browser.tabs[tab].notices.iter().filter(|(name, _)| *name == "segment").count();
    assert_eq!(flips, 3, "each flip is told once");
}

#[test]
fn a_membership_that_was_told_is_not_told_again_on_the_next_page() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.track(tab, "Invoice created");
    browser.close(tab);
    let next = browser.open();
    assert!(browser.tabs[next].is_in("stuck"));
    let told = |tab: At, browser: &Browser| {
        browser.tabs[tab].notices.iter().filter(|(name, _)| *name == "segment").count()
    };
    assert_eq!(told(next, &browser), 0);
    browser.track(next, "Invoice sent");
    assert_eq!(told(next, &browser), 1, "what changes is told");
}

#[test]
fn a_segment_flips_at_its_instant_by_time_alone_and_nothing_polls() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.track(tab, "login");
    for minute in 0..4 {
        browser.pass(MINUTE);
        browser.track(tab, if minute < 4 { "Report opened" } else { "x" });
    }
    assert!(browser.tabs[tab].is_in("readers") && !browser.tabs[tab].is_in("quiet"));
    browser.pass(7 * DAY - 4 * MINUTE - 1);
    assert!(!browser.tabs[tab].is_in("quiet"), "a millisecond before");
    browser.pass(1);
    assert!(browser.tabs[tab].is_in("quiet"), "at the instant, woken by the timer it asked for");
    assert!(browser.tabs[tab].is_in("readers"));
    browser.pass(MINUTE - 1);
    assert!(browser.tabs[tab].is_in("readers"));
    browser.pass(1);
    assert!(!browser.tabs[tab].is_in("readers"), "the first of four has left the window");
    assert_eq!(browser.tabs[tab].asleep_until, None, "nothing more to wait for, nothing wakes");
}

#[test]
fn an_event_told_with_its_past_time_counts_from_then() {
    let mut browser = Browser::new();
    let tab = browser.open();
    let then = browser.now - 7 * DAY + HOUR;
    browser.call(tab, Call::Track("login".into(), Map::new(), Some(then)));
    assert!(!browser.tabs[tab].is_in("quiet"));
    browser.pass(HOUR - 1);
    assert!(!browser.tabs[tab].is_in("quiet"));
    browser.pass(1);
    assert!(browser.tabs[tab].is_in("quiet"));
}

#[test]
fn what_was_viewed_is_known_of_each_page_view() {
    let guidebook = r#"{"version": 1, "segments": [
        {"id": "shoppers", "where": {"$event": {"name": "Page viewed", "where": {"path": {"$url": "/pricing/*"}}, "count": 2}}},
        {"id": "deep", "where": {"$event": {"name": "Page viewed", "where": {"section": "plans"}}}}],
      "experiences": [{"id": "b", "kind": "banner", "body": "B",
        "trigger": {"on": "event", "event": "Page viewed", "where": {"path": "/pricing/plans"}}}]}"#;
    let (mut browser, tab) = with_guidebook(guidebook);
    browser.route(tab, "/pricing");
    browser.route(tab, "/other");
    assert!(!browser.tabs[tab].is_in("shoppers") && browser.tabs[tab].showing().is_empty());
    browser.route(tab, "/pricing/plans");
    assert!(browser.tabs[tab].is_in("shoppers"));
    assert_eq!(browser.tabs[tab].showing(), ["b"]);
    browser.call(tab, Call::Page(map(r#"{"section": "plans"}"#)));
    assert!(browser.tabs[tab].is_in("deep"), "and what the page says of it itself");
}

#[test]
fn explain_tells_why_in_words() {
    let mut browser = Browser::new();
    let tab = browser.open();
    let before = browser.tabs[tab].sentence("welcome", browser.now);
    assert_eq!(
        before,
        "\"Welcome\" is not shown: this person is not in its audience, because user.created_at is within the last 14 days was asked for, but it is not known."
    );
    browser.sign_up(tab);
    assert_eq!(
        browser.tabs[tab].sentence("welcome", browser.now),
        "\"Welcome\" is being shown now."
    );
    browser.look(tab, "welcome");
    browser.act(tab, "welcome", Action::Answer("freelancer".into()));
    let freelancers = browser.tabs[tab].sentence("freelancers", browser.now);
    assert_eq!(
        freelancers,
        "This person is in \"Freelancers\": answers.welcome.role is \"freelancer\"."
    );
    let all = browser.tabs[tab].state.explain(None, browser.now);
    assert_eq!(all.as_map().unwrap().len(), 11, "all segments and experiences");
    assert!(!to_json(&all, &Native).is_empty());
    assert_eq!(browser.tabs[tab].state.explain(Some("nobody"), browser.now), Value::Null);
}

#[test]
fn a_clock_set_back_by_days_starts_anew_and_says_so_once() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.track(tab, "Report opened");
    browser.now -= 3 * DAY;
    browser.track(tab, "Invoice created");
    browser.track(tab, "Invoice created");
    assert!(browser.tabs[tab].is_in("stuck"));
    let said =
        browser.tabs[tab].warnings.iter().filter(|message| message.contains("clock")).count();
    assert_eq!(said, 1);
}

#[test]
fn what_was_recorded_under_a_clock_a_month_ahead_holds_nothing_up() {
    let options = r#"{"guidebook": {"version": 1, "experiences": [
        {"id": "w", "kind": "banner", "frequency": "session", "body": "W", "actions": [{"label": "No", "do": "dismiss"}]}]},
        "sinks": [{"kind": "segment", "url": "https://sink.example"}]}"#;
    for stays_open in [true, false] {
        let mut browser = Browser::with(options);
        browser.now += 30 * DAY;
        let mut tab = browser.open();
        browser.call(tab, Call::Set(map(r#"{"plan": "wrong"}"#)));
        browser.now -= 30 * DAY;
        if !stays_open {
            browser.close(tab);
            tab = browser.open();
        }
        browser.call(tab, Call::Set(map(r#"{"plan": "right"}"#)));
        let number = |browser: &Browser, tab: usize, path: &str| {
            browser.fact(tab, path).and_then(|fact| fact.as_number()).unwrap_or_default()
        };
        let begun = number(&browser, tab, "session.started_at");
        assert_eq!(begun, browser.now as f64);
        assert!(number(&browser, tab, "user.first_seen") < begun);
        browser.act(tab, "w", Action::Seen);
        browser.act(tab, "w", Action::Dismiss);
        for load in 1..=3 {
            browser.close(tab);
            browser.pass(MINUTE);
            tab = browser.open();
            assert_eq!(browser.tabs[tab].showing(), [""; 0], "once per session");
            let views = load + usize::from(!stays_open);
            assert_eq!(number(&browser, tab, "session.page_views"), views as f64);
            assert_eq!(number(&browser, tab, "session.started_at"), begun);
            assert_eq!(browser.fact(tab, "user.plan"), Some("right".into()));
        }
        browser.lead(tab);
        browser.call(tab, Call::Flush);
        let sent = browser.tabs[tab].sent.iter().map(|(_, body)| body.list("batch").len());
        let waits = browser.storage.keys().filter(|key| key.starts_with("o:")).count();
        assert_eq!(sent.sum::<usize>(), waits, "it reaches its sink all the same");
    }
}

#[test]
fn what_was_recorded_under_a_clock_that_was_ahead_gets_one_time_for_good() {
    let options = r#"{"guidebook": {"version": 1, "segments": [
        {"id": "lately", "where": {"$event": {"name": "Login", "within": "7d"}}},
        {"id": "long-ago", "where": {"$event": {"name": "Login", "last": {"$olderThan": "7d"}}}},
        {"id": "twice", "where": {"$event": {"name": "Login", "count": {"$gte": 2}}}}]}}"#;
    for stays_open in [true, false] {
        let mut browser = Browser::with(options);
        browser.now += 365 * DAY;
        let first = browser.open();
        browser.call(first, Call::Set(map(r#"{"plan": "free"}"#)));
        browser.track(first, "Login");
        browser.now -= 365 * DAY;
        let second = browser.open();
        let warned = browser.tabs[second].warnings.join(" ");
        assert!(warned.contains("clock was set back"), "{warned:?}");
        if stays_open {
            // What another tab found of the same at another moment.
            let is_login = |value: &Value| value.says("n", "Login");
            let login = browser.storage.iter().find(|(_, value)| is_login(value)).unwrap();
            let (key, mut record) = (login.0.clone(), login.1.to_map());
            record.set("t", browser.now - DAY - 5);
            browser.input(first, Input::Foreign(vec![(key, Value::Map(record))]));
            assert_eq!(browser.tabs[first].state.memberships(), ["lately"], "it is no second one");
        } else {
            browser.close(first);
        }
        browser.pass(HOUR);
        browser.call(second, Call::Set(map(r#"{"plan": "pro"}"#)));
        browser.close(second);
        for _ in 0..4 {
            browser.pass(26 * HOUR);
            let tab = browser.open();
            assert_eq!(browser.fact(tab, "user.plan"), Some("pro".into()));
            assert_eq!(browser.tabs[tab].state.memberships(), ["lately"]);
            browser.close(tab);
        }
        browser.pass(60 * DAY);
        let tab = browser.open();
        assert_eq!(browser.tabs[tab].state.memberships(), ["long-ago"]);
    }
}

#[test]
fn what_is_done_after_a_reload_is_later_also_while_the_clock_is_behind() {
    let options = r#"{"guidebook": {"version": 1, "segments": [
        {"id": "sent", "where": {"$sequence": {"steps": ["Invoice created", "Invoice sent"], "within": "1h"}}}]}}"#;
    let mut browser = Browser::with(options);
    let tab = browser.open();
    browser.track(tab, "Opened");
    browser.now -= HOUR;
    browser.close(tab);
    let tab = browser.open();
    for _ in 0..20 {
        browser.track(tab, "Opened");
    }
    browser.call(tab, Call::Set(map(r#"{"plan": "trial"}"#)));
    browser.track(tab, "Invoice created");
    let other = browser.open();
    browser.call(other, Call::Set(map(r#"{"plan": "pro"}"#)));
    browser.track(other, "Invoice sent");
    for tab in [tab, other] {
        assert_eq!(browser.fact(tab, "user.plan"), Some("pro".into()));
        assert!(browser.tabs[tab].is_in("sent"));
    }
    browser.call(tab, Call::Set(map(r#"{"plan": "free"}"#)));
    assert_eq!(browser.fact(other, "user.plan"), Some("free".into()));
}

#[test]
fn nothing_wakes_until_the_wall_clock_has_caught_up() {
    let options = r#"{"guidebook": {"version": 1, "segments": [
        {"id": "lately", "where": {"$event": {"name": "Login", "within": "1h"}}}]}}"#;
    let mut browser = Browser::with(options);
    let tab = browser.open();
    browser.track(tab, "Login");
    browser.pass(59 * MINUTE);
    browser.track(tab, "Opened");
    browser.now -= 2 * HOUR;
    browser.track(tab, "Opened");
    let until = browser.tabs[tab].asleep_until;
    assert_eq!(until, Some(browser.monotonic + 2 * HOUR + MINUTE));
    browser.pass(2 * HOUR);
    assert!(browser.tabs[tab].is_in("lately"));
    browser.pass(MINUTE);
    assert!(!browser.tabs[tab].is_in("lately"));
}

#[test]
fn what_follows_from_the_facts_the_host_gives_is_known_too() {
    let segments = r#"[{"id": "union", "where": {"geo.eu": true}}, {"id": "critics", "where": {"nps.group": "detractor"}}]"#;
    let of = |facts: &str| {
        let guidebook = format!(r#"{{"version": 1, "segments": {segments}}}"#);
        let mut browser =
            Browser::with(&format!(r#"{{"guidebook": {guidebook}, "facts": {facts}}}"#));
        let tab = browser.open();
        browser.tabs[tab].state.memberships().join(" ")
    };
    assert_eq!(of(r#"{"geo": {"country": "IE"}, "nps": {"score": 6}}"#), "union critics");
    assert_eq!(of(r#"{"geo": {"country": "GB"}, "nps": {"score": 7}}"#), "");
    assert_eq!(of(r#"{"nps": {"score": 0}}"#), "critics");
    for beyond in ["-5", "-0.1", "10.1", "11", "1000", "\"6\""] {
        let facts = format!(r#"{{"nps": {{"score": {beyond}}}}}"#);
        assert_eq!(of(&facts), "", "{beyond} is on no scale");
        let options = format!(
            r#"{{"facts": {facts}, "guidebook": {{"version": 1, "segments": [
                {{"id": "grouped", "where": {{"nps.group": {{"$exists": true}}}}}}]}}}}"#
        );
        let mut browser = Browser::with(&options);
        let tab = browser.open();
        assert!(!browser.tabs[tab].is_in("grouped"), "{beyond}");
    }
    assert_eq!(of(r#"{"geo": {"country": "Bu"}}"#), "", "the start of a city");
    assert_eq!(of(r#"{"geo": {"country": "IE", "eu": false}}"#), "", "the host knows better");
    assert_eq!(of(r#"{"geo": {"eu": true}}"#), "union");
}
