//! Guidebooks that are fetched, kept, broken or replaced: the good parts stay in force.

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
use docent::core::input::Fetched;
use docent::native::Native;
use host::{Browser, GUIDEBOOK, map, with_guidebook};

#[test]
fn a_guidebook_comes_from_its_server_and_next_time_from_the_cache() {
    let mut browser = Browser::with(r#"{"guidebook": "/guidebook.json"}"#);
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].fetched, [("/guidebook.json".to_owned(), None)]);
    assert!(!browser.tabs[tab].state.is_ready(), "nothing is decided without it");
    let text = Fetched::Text(GUIDEBOOK.into(), Some("\"1\"".into()));
    browser.input(tab, Input::Fetched(text));
    assert!(browser.tabs[tab].state.is_ready());
    browser.close(tab);
    let tab = browser.open();
    assert!(browser.tabs[tab].state.is_ready(), "the cached copy is in force before any answer");
    assert_eq!(
        browser.tabs[tab].fetched,
        [("/guidebook.json".to_owned(), Some("\"1\"".to_owned()))]
    );
    browser.track(tab, "Invoice created");
    assert!(browser.tabs[tab].is_in("stuck"));
    browser.input(tab, Input::Fetched(Fetched::Failed("the network is down".into())));
    assert!(browser.tabs[tab].is_in("stuck"), "and stays when the server is away");
    assert_eq!(browser.tabs[tab].warnings.len(), 1);
    assert!(browser.tabs[tab].warnings[0].contains("/guidebook.json: the network is down"));
}

#[test]
fn a_guidebook_that_cannot_be_used_says_where_and_harms_nothing() {
    let deep = |depth: usize| {
        format!(
            r#"{{"version": 1, "theme": {{"x": {}1{}}}}}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    let large = format!(r#"{{"version": 1, "theme": {{"x": "{}"}}}}"#, "x".repeat(1 << 20));
    let cases = [
        ("<!doctype html>".to_owned(), "line 1, column 1: expected a value"),
        (String::new(), "line 1, column 1: the text ends too early"),
        ("{\"version\": 1,\n \"segments\": [}".into(), "line 2, column 15: expected a value"),
        (
            "{\"version\": 1,\n \"version\": 1}".into(),
            "line 2, column 2: the key \"version\" stands twice",
        ),
        ("[]".into(), "the document: expected an object"),
        (r#"{"segments": []}"#.into(), "version: expected 1"),
        (r#"{"version": 2, "sequel": {}}"#.into(), "version: is newer than this Docent reads"),
        (large, "is larger than 1 MB"),
        (deep(63), "is nested more than 64 deep"),
        (deep(100_000), "is nested more than 64 deep"),
    ];
    for (text, expected) in cases {
        let (mut browser, tab) = with_guidebook(&text);
        assert_eq!(
            browser.tabs[tab].warnings.len(),
            1,
            "one message: {:?}",
            browser.tabs[tab].warnings
        );
        let warning = &browser.tabs[tab].warnings[0];
        assert!(warning.contains(expected), "{expected}: {warning}");
        assert!(browser.tabs[tab].state.is_ready(), "events are still captured");
        browser.track(tab, "x");
        assert!(!browser.storage.contains_key("guidebook"), "and it is not cached");
    }
    let (browser, tab) = with_guidebook(&deep(62));
    assert_eq!(browser.tabs[tab].warnings, [""; 0], "64 deep is not too deep");
}

#[test]
fn a_time_zone_that_does_not_exist_is_an_error_with_its_place() {
    let text = r#"{"version": 1, "experiences": [
        {"id": "a", "kind": "banner", "schedule": {"timezone": "Europe/Atlantis"}}
    ]}"#;
    let (guidebook, problems) = docent::core::guidebook::load(text, &Native).unwrap();
    assert_eq!(guidebook.experiences.len(), 0);
    let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["experiences[0].schedule.timezone"]);
    for (zone, why) in [
        (r#""Europe/Atlantis""#, "expected a time zone like \"Europe/Berlin\""),
        ("60", "expected a text"),
    ] {
        let text = format!(
            r#"{{"version": 1, "timezone": {zone}, "segments": [{{"id": "s", "where": {{}}}}]}}"#
        );
        let (guidebook, problems) = docent::core::guidebook::load(&text, &Native).unwrap();
        assert_eq!((guidebook.segments.len(), &guidebook.timezone), (1, &None));
        assert_eq!((&*problems[0].place, &*problems[0].why), ("timezone", why));
        assert_eq!(problems.len(), 1);
    }
}

#[test]
fn a_broken_update_leaves_the_good_copy_in_force() {
    for broken in ["oops".to_owned(), GUIDEBOOK.replace("\"version\": 1", "\"version\": 2")] {
        let (mut browser, tab) = with_guidebook(GUIDEBOOK);
        browser.close(tab);
        let tab = browser.open();
        browser.input(tab, Input::Fetched(Fetched::Text(broken, None)));
        browser.track(tab, "Invoice created");
        assert!(browser.tabs[tab].is_in("stuck"));
        assert_eq!(browser.tabs[tab].warnings.len(), 1);
        browser.close(tab);
        let tab = browser.open();
        assert!(browser.tabs[tab].is_in("stuck"), "in the cache too");
    }
}

#[test]
fn one_broken_segment_is_left_out_with_what_refers_to_it_and_the_rest_stays() {
    let broken = GUIDEBOOK
        .replace(r#""id": "freelancers", "#, r#""id": "freelancers", "colour": "red", "#)
        .replace(r#""within": "7d", "count""#, r#""within": "7 days", "count""#);
    let (mut browser, tab) = with_guidebook(&broken);
    let warnings = browser.tabs[tab].warnings.clone();
    assert_eq!(warnings.len(), 1, "one message");
    for line in [
        "segments[0].colour: is not a field of a segment",
        "segments[3].where.$event.within: expected a duration like \"30d\"",
        "segments[6].where.$segment: refers to a segment that does not exist or is broken",
        "experiences[1].audience.$segment: refers to a segment that does not exist or is broken",
    ] {
        assert!(warnings[0].contains(line), "{line} is not in {}", warnings[0]);
    }
    browser.sign_up(tab);
    browser.look(tab, "welcome");
    browser.act(tab, "welcome", Action::Answer("freelancer".into()));
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "nothing whose audience is broken shows");
    browser.track(tab, "Invoice created");
    assert!(browser.tabs[tab].is_in("stuck"), "the good ones are in force");
}

#[test]
fn segments_may_refer_to_one_another_in_any_order_but_not_in_a_circle() {
    let text = r#"{"version": 1, "segments": [
      {"id": "c", "where": {"$segment": "b"}},
      {"id": "b", "where": {"$not": {"$segment": "a"}}},
      {"id": "a", "where": {"user.x": 1}},
      {"id": "p", "where": {"$segment": "q"}},
      {"id": "q", "where": {"$or": [{"$segment": "p"}, {"user.x": 1}]}},
      {"id": "self", "where": {"$segment": "self"}},
      {"id": "hangs-on", "where": {"$segment": "q"}}
    ]}"#;
    let (mut browser, tab) = with_guidebook(text);
    let warning = &browser.tabs[tab].warnings[0];
    for said in [
        "segments[3].where: refers to itself: p → q → p",
        "segments[5].where: refers to itself: self → self",
        "segments[6].where.$segment: refers to a segment that does not exist or is broken",
    ] {
        assert!(warning.contains(said), "{said} is not in {warning}");
    }
    assert_eq!(browser.tabs[tab].state.memberships(), ["b", "c"]);
    browser.call(tab, Call::Set(map(r#"{"x": 1}"#)));
    assert_eq!(browser.tabs[tab].state.memberships(), ["a"]);
}
