//! Who somebody is: their traits, companies and names, log-ins and log-outs, and what is known of
//! them beyond the log.

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
use docent::core::time::{DAY, HOUR, MINUTE};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use host::{At, Browser, given, json, map, with_guidebook};

#[test]
fn a_run_of_one_person_is_never_shown_to_the_next() {
    let mut browser = Browser::new();
    let tab = browser.begin_flow();
    assert_eq!(browser.tabs[tab].showing(), ["first-invoice"]);
    browser.call(tab, Call::Reset);
    assert!(!browser.tabs[tab].showing().contains(&"first-invoice"));
    browser.close(tab);
    let next = browser.open();
    assert!(!browser.tabs[next].showing().contains(&"first-invoice"));
}

#[test]
fn anonymous_history_joins_the_user_and_nobody_else() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.track(tab, "Invoice created");
    browser.sign_up(tab);
    assert!(browser.tabs[tab].is_in("stuck"), "what was done anonymously is kept");
    browser.call(tab, Call::Identify("u2".into(), Map::new()));
    assert!(!browser.tabs[tab].is_in("stuck"), "another user has another past");
    assert_eq!(browser.tabs[tab].state.facts().at("user.name"), None);
    browser.call(tab, Call::Identify("u1".into(), Map::new()));
    assert!(browser.tabs[tab].is_in("stuck"), "and the first one's is still there");
    browser.call(tab, Call::Reset);
    assert!(!browser.tabs[tab].is_in("stuck"), "after reset it is somebody unknown");
    assert_eq!(browser.tabs[tab].state.identity().user_id, None);
}

#[test]
fn a_switch_of_users_in_one_tab_takes_what_was_meant_for_the_other_off_every_screen() {
    let mut browser = Browser::new();
    let first = browser.open();
    let second = browser.open();
    browser.sign_up(second);
    assert_eq!(browser.tabs[second].showing(), ["welcome"]);
    browser.call(first, Call::Reset);
    assert_eq!(browser.tabs[second].showing(), [""; 0]);
    assert_eq!(browser.tabs[second].state.identity().user_id, None);
    browser.call(first, Call::Identify("u1".into(), Map::new()));
    let shown: Vec<&str> = browser.tabs.iter().flat_map(|tab| tab.showing()).collect();
    assert!(shown.len() <= 1, "in one tab at the most: {shown:?}");
}

#[test]
fn traits_are_set_added_to_and_deleted() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.call(tab, Call::Set(map(r#"{"plan": "free", "seats": 2, "tags": ["a"]}"#)));
    browser.call(tab, Call::SetOnce(map(r#"{"plan": "pro", "source": "ad"}"#)));
    browser.call(tab, Call::Add(map(r#"{"seats": 3, "logins": 1}"#)));
    browser.call(tab, Call::Append(map(r#"{"tags": "b"}"#)));
    browser.call(tab, Call::Remove(map(r#"{"tags": "a"}"#)));
    browser.call(tab, Call::Set(map(r#"{"source": null}"#)));
    browser.call(tab, Call::Group("c1".into(), map(r#"{"plan": "enterprise"}"#)));
    let facts = browser.tabs[tab].state.facts();
    let at = |path: &str| facts.at(path).cloned().unwrap_or_default();
    assert_eq!(at("user.plan"), "free".into());
    assert_eq!(at("user.seats"), 5.0.into());
    assert_eq!(at("user.logins"), 1.0.into());
    assert_eq!(at("user.tags"), vec![Value::from("b")].into());
    assert_eq!(at("user.source"), Value::Null);
    assert_eq!((at("company.id"), at("company.plan")), ("c1".into(), "enterprise".into()));
}

#[test]
fn a_company_keeps_the_id_it_was_named_by_and_what_is_known_of_it() {
    let mut browser = Browser::with("{}");
    let tab = browser.open();
    browser.call(tab, Call::Group("12".into(), map(r#"{"id": 12, "name": "Acme"}"#)));
    browser.call(tab, Call::Group("12".into(), map(r#"{"seats": 3}"#)));
    let company = browser.fact(tab, "company");
    assert_eq!(company, Some(json(r#"{"id": "12", "name": "Acme", "seats": 3}"#)));
}

#[test]
fn whoever_comes_after_a_log_out_has_a_session_that_begins_then() {
    let guidebook = r#"{"version": 1, "segments": [{"id": "long", "where": {"session.started_at": {"$olderThan": "10m"}}}]}"#;
    let (mut browser, tab) = with_guidebook(guidebook);
    assert!(!browser.tabs[tab].is_in("long"));
    for over in [Call::Reset, Call::Erase] {
        browser.pass(HOUR);
        browser.track(tab, "x");
        browser.pass(MINUTE);
        browser.call(tab, over);
        assert!(!browser.tabs[tab].is_in("long"));
        assert_eq!(browser.fact(tab, "session.count"), Some(1.0.into()));
        browser.pass(10 * MINUTE + 1);
        assert!(browser.tabs[tab].is_in("long"));
    }
}

#[test]
fn what_changes_no_trait_is_no_event_and_what_cannot_be_added_is_said() {
    let mut browser = Browser::with("{}");
    let tab = browser.open();
    browser.call(tab, Call::Set(map(r#"{"n": 1, "s": "x"}"#)));
    let records =
        |browser: &Browser| browser.storage.keys().filter(|key| key.starts_with("e:")).count();
    let before = records(&browser);
    browser.call(tab, Call::Add(map(r#"{"n": "3"}"#)));
    browser.call(tab, Call::Add(map(r#"{"s": 3}"#)));
    browser.call(tab, Call::SetOnce(map(r#"{"n": 7}"#)));
    browser.call(tab, Call::Remove(map(r#"{"n": 7}"#)));
    assert_eq!(records(&browser), before);
    let said = |name: &str| {
        browser.tabs[tab].warnings.iter().any(|it| it.contains(&format!("add: \"{name}\"")))
    };
    assert!(said("n") && said("s"), "{:?}", browser.tabs[tab].warnings);
    browser.call(tab, Call::Add(map(r#"{"n": 3, "new": 2}"#)));
    assert_eq!(
        (browser.fact(tab, "user.n"), browser.fact(tab, "user.new")),
        (Some(4.0.into()), Some(2.0.into()))
    );
}

/// Two steps for who has an id.
const FOR_USERS: &str = r#"[{"id": "f", "kind": "flow", "audience": {"user.id": {"$exists": true}}, "steps": [
    {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B"}]}]"#;

#[test]
fn who_logs_out_and_in_again_goes_on_where_they_were() {
    let mut browser = given("", FOR_USERS);
    let tab = browser.open();
    browser.call(tab, Call::Identify("u1".into(), Map::new()));
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    browser.call(tab, Call::Reset);
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.call(tab, Call::Identify("u2".into(), Map::new()));
    assert_eq!(browser.title(tab, "f").as_deref(), Some("A"), "another user begins");
    browser.call(tab, Call::Identify("u1".into(), Map::new()));
    browser.route(tab, "/again");
    assert_eq!(browser.title(tab, "f").as_deref(), Some("B"));
    let runs = browser.storage.keys().filter(|key| key.starts_with("r:")).count();
    assert_eq!(runs, 2, "one of each user");
}

#[test]
fn another_name_of_the_same_user_keeps_what_they_are_and_did() {
    let segments = r#""segments": [{"id": "did", "where": {"$event": {"name": "a"}}},
        {"id": "pro", "where": {"user.plan": "pro"}}],"#;
    let mut browser = given(segments, "[]");
    let tab = browser.open();
    browser.call(tab, Call::Identify("u1".into(), map(r#"{"plan": "pro"}"#)));
    browser.track(tab, "a");
    browser.call(tab, Call::Alias("u2".into()));
    assert!(browser.tabs[tab].is_in("did") && browser.tabs[tab].is_in("pro"));
    assert_eq!(browser.fact(tab, "user.id"), Some("u2".into()));
    browser.close(tab);
    let tab = browser.open();
    assert!(
        browser.tabs[tab].is_in("did") && browser.tabs[tab].is_in("pro"),
        "and on the next page"
    );
    browser.call(tab, Call::Identify("u3".into(), Map::new()));
    assert!(!browser.tabs[tab].is_in("did"), "somebody else");
    browser.call(tab, Call::Identify("u2".into(), Map::new()));
    assert!(browser.tabs[tab].is_in("did"), "and back");
}

#[test]
fn a_sink_is_told_that_two_names_are_one_user() {
    let sinks = r#"{"sinks": [{"kind": "segment", "url": "/s", "writeKey": "k"}, {"kind": "posthog", "url": "/p", "apiKey": "k"}]}"#;
    let mut browser = Browser::with(sinks);
    let tab = browser.open();
    browser.lead(tab);
    browser.call(tab, Call::Identify("u1".into(), Map::new()));
    browser.call(tab, Call::Alias("u2".into()));
    browser.call(tab, Call::Flush);
    let bodies: String =
        browser.tabs[tab].sent.iter().map(|(_, body)| to_json(body, &Native)).collect();
    for part in
        [r#""type":"alias""#, r#""previousId":"u1""#, r#""$create_alias""#, r#""alias":"u2""#]
    {
        assert!(bodies.contains(part), "{part} in {bodies}");
    }
}

#[test]
fn traits_of_another_type_stay_what_they_are() {
    let mut browser = given("", "[]");
    let tab = browser.open();
    browser.call(tab, Call::Set(map(r#"{"plan": "pro", "n": 5, "tags": ["a", "b"], "one": "x"}"#)));
    browser.call(tab, Call::Add(map(r#"{"plan": 2, "n": 2, "fresh": 1}"#)));
    browser.call(tab, Call::Remove(map(r#"{"n": 7, "tags": "a", "nothing": "a"}"#)));
    browser.call(tab, Call::Append(map(r#"{"one": "y"}"#)));
    for (path, wanted) in [
        ("user.plan", r#""pro""#),
        ("user.n", "7"),
        ("user.fresh", "1"),
        ("user.tags", r#"["b"]"#),
        ("user.one", r#"["x", "y"]"#),
    ] {
        assert_eq!(browser.fact(tab, path), Some(json(wanted)), "{path}");
    }
    assert_eq!(browser.fact(tab, "user.nothing"), None);
}

/// After twenty days of which the log keeps ten.
fn later(options: &str, before: impl FnOnce(&mut Browser, At)) -> (Browser, At) {
    let mut browser = Browser::with(options);
    let tab = browser.open();
    before(&mut browser, tab);
    browser.close(tab);
    browser.now += 20 * DAY;
    let tab = browser.open();
    (browser, tab)
}

#[test]
fn a_sum_in_an_object_outlives_the_log() {
    let options = r#"{"history": {"age": "10d"}, "guidebook": {"version": 1, "segments": [
        {"id": "rich", "where": {"$event": {"name": "buy", "sum": {"of": "order.total", "$gte": 100}}}}]}}"#;
    let (browser, tab) = later(options, |browser, tab| {
        let order = map(r#"{"order": {"total": 100}}"#);
        browser.call(tab, Call::Track("buy".into(), order, None));
    });
    assert!(browser.tabs[tab].is_in("rich"));
}

#[test]
fn an_average_outlives_the_log_and_is_of_those_that_had_a_number() {
    let options = r#"{"history": {"age": "10d"}, "guidebook": {"version": 1, "segments": [
        {"id": "big", "where": {"$event": {"name": "buy", "avg": {"of": "total", "$eq": 20}}}}]}}"#;
    let (mut browser, tab) = later(options, |browser, tab| {
        for total in ["10", "\"none\"", "20"] {
            let order = map(&format!(r#"{{"total": {total}}}"#));
            browser.call(tab, Call::Track("buy".into(), order, None));
        }
    });
    assert!(!browser.tabs[tab].is_in("big"));
    browser.call(tab, Call::Track("buy".into(), map(r#"{"total": 30}"#), None));
    assert!(browser.tabs[tab].is_in("big"));
    let why = browser.tabs[tab].state.explain(Some("big"), browser.now);
    assert!(!why.is_true("incomplete"), "{why:?}");
    let text = "\"buy\" happened with an average of total that is 20";
    assert_eq!(why.at("condition.text"), Some(&text.into()), "{why:?}");
    assert_eq!(why.at("condition.actual.avg"), Some(&20.0.into()), "{why:?}");
}

#[test]
fn an_average_takes_what_a_server_tells_in_sums_and_numbers() {
    let mut browser = Browser::with(
        r#"{"profile": {"time": "2026-06-30", "events": {"buy": {"count": 9, "sums": {"n": 10, "m": 10}, "numbers": {"n": 4}}}},
            "guidebook": {"version": 1, "segments": [
                {"id": "n", "where": {"$event": {"name": "buy", "avg": {"of": "n", "$eq": 2.5}}}},
                {"id": "m", "where": {"$event": {"name": "buy", "avg": {"of": "m", "$gt": 0}}}}]}}"#,
    );
    let tab = browser.open();
    assert!(browser.tabs[tab].is_in("n"));
    assert!(!browser.tabs[tab].is_in("m"), "nobody says of how many");
    let why = browser.tabs[tab].state.explain(Some("m"), browser.now);
    assert!(why.is_true("incomplete"));
}

#[test]
fn what_the_device_knew_later_than_the_server_counts() {
    let options = r#"{"history": {"age": "10d"},
        "profile": {"events": {"login": {"count": 5, "last": "2026-01-01"}}},
        "guidebook": {"version": 1, "segments": [
            {"id": "away", "where": {"$event": {"name": "login", "last": {"$olderThan": "100d"}}}},
            {"id": "six", "where": {"$event": {"name": "login", "count": 6}}}]}}"#;
    let (browser, tab) = later(options, |browser, tab| browser.track(tab, "login"));
    assert!(!browser.tabs[tab].is_in("away") && browser.tabs[tab].is_in("six"));
}

#[test]
fn what_a_server_knows_in_sum_alone_is_never_denied_with_confidence() {
    let conditions = [
        ("count", r#"{"count": {"$gt": 50}}"#, false),
        ("days", r#"{"days": {"$gte": 3}}"#, true),
        ("sum", r#"{"sum": {"of": "n", "$gte": 3}}"#, true),
        ("average", r#"{"avg": {"of": "n", "$gte": 0}}"#, true),
        ("window", r#"{"within": "3650d", "count": {"$gt": 15}}"#, true),
        ("filter", r#"{"where": {"x": 1}}"#, true),
    ];
    let segment = |(id, how, _): &(&str, &str, bool)| {
        let how = how.trim_start_matches('{');
        format!(r#"{{"id": "{id}", "where": {{"$event": {{"name": "login", {how}}}}}"#)
    };
    let mut segments: Vec<String> = conditions.iter().map(segment).collect();
    segments.push(r#"{"id": "order", "where": {"$sequence": {"steps": ["login", "buy"]}}}"#.into());
    let mut browser = Browser::with(&format!(
        r#"{{"profile": {{"time": "2026-06-30", "events": {{"login": {{"count": 40, "last": "2026-06-30"}}}}}},
            "guidebook": {{"version": 1, "segments": [{}]}}}}"#,
        segments.join(",")
    ));
    let tab = browser.open();
    let incomplete = |id: &str| {
        assert!(!browser.tabs[tab].is_in(id), "{id}");
        browser.tabs[tab].state.explain(Some(id), browser.now).is_true("incomplete")
    };
    for (id, _, wanted) in conditions {
        assert_eq!(incomplete(id), wanted, "{id}");
    }
    assert!(incomplete("order"));
}

#[test]
fn what_goes_on_after_a_login_goes_on_at_once() {
    let mut browser = given("", FOR_USERS);
    let tab = browser.open();
    browser.call(tab, Call::Identify("u1".into(), Map::new()));
    browser.does(tab, "f", "seen");
    browser.call(tab, Call::Reset);
    browser.call(tab, Call::Identify("u1".into(), Map::new()));
    browser.pass(DAY / 2);
    assert_eq!(browser.tabs[tab].showing(), ["f"]);
}

#[test]
fn tabs_that_begin_together_are_one_person() {
    let mut browser = Browser::new();
    let (a, b) = (browser.open_unread(), browser.open_unread());
    // Both have read that nobody is known, before either has said who it is.
    let nothing = || Input::Restored(Vec::new());
    browser.inputs([(a, nothing()), (b, nothing())]);
    for tab in [a, b] {
        browser.call(tab, Call::Identify("u1".into(), Map::new()));
    }
    let id = browser.fact(a, "user.anonymous_id");
    assert!(id.is_some());
    assert_eq!(browser.fact(b, "user.anonymous_id"), id);
    assert_eq!(browser.storage["identity"].get("anonymous").cloned(), id);
}

#[test]
fn what_is_told_of_the_past_starts_nothing_in_another_tab_either() {
    let banner = r#"[{"id": "b", "kind": "banner", "body": "B", "trigger": {"on": "event", "event": "Sent"}}]"#;
    let mut browser = given("", banner);
    let (here, there) = (browser.open(), browser.open());
    let past = browser.now - HOUR;
    browser.call(here, Call::Track("Sent".into(), Map::new(), Some(past)));
    assert_eq!(browser.tabs[there].showing(), [""; 0]);
    browser.call(here, Call::Track("Sent".into(), Map::new(), None));
    let shown = [here, there].map(|tab| browser.tabs[tab].showing().len());
    assert_eq!(shown.iter().sum::<usize>(), 1, "what happens now does, in one of them");
}
