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
use docent::core::delivery::Outbox;
use docent::core::input::Response;
use docent::core::time::{HOUR, MINUTE, SECOND};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use host::{Browser, json, map};

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
    browser.lead(tab);
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

/// How often a sink is asked in ten minutes that gives the same answer every second.
fn ten_minutes_of(browser: &mut Browser, tab: usize, response: Response) -> usize {
    let mut requests = 0;
    for _ in 0..600 {
        requests += browser.tabs[tab].sent.len();
        answer(browser, tab, response);
        browser.pass(SECOND);
    }
    requests
}

#[test]
fn what_a_wrong_key_keeps_out_arrives_once_it_is_right() {
    let (mut browser, tab) = with_events(10, &[]);
    let requests = ten_minutes_of(&mut browser, tab, Response::Refused(401));
    assert!(requests < 12, "{requests} in ten minutes");
    assert_eq!(browser.tabs[tab].warnings[0], "a sink refused events (HTTP 401); they wait");
    let mut taken = Vec::new();
    for _ in 0..600 {
        taken.extend(answer(&mut browser, tab, Response::Taken));
        browser.pass(SECOND);
    }
    assert_eq!(taken.len(), 10);
}

#[test]
fn a_sink_that_refuses_whatever_it_gets_is_asked_ever_more_slowly() {
    let (mut browser, tab) = with_events(300, &[]);
    let requests = ten_minutes_of(&mut browser, tab, Response::Refused(400));
    assert!(requests < 30, "{requests} in ten minutes");
    assert!(waiting(&browser) > 280, "{}", waiting(&browser));
}

#[test]
fn what_gets_no_answer_holds_up_nothing_but_itself() {
    for poison in [0, 6, 11] {
        let (mut browser, tab) = with_events(12, &[poison]);
        let mut taken = Vec::new();
        for _ in 0..120 {
            while let Some((batch, body)) = browser.tabs[tab].sent.pop() {
                let names = names(&body);
                let bad = names.iter().any(|name| name.starts_with("Bad"));
                let response = if bad { Response::Later(None) } else { Response::Taken };
                taken.extend(names.into_iter().filter(|_| !bad));
                browser.input(tab, Input::Answered { batch, response });
            }
            browser.pass(SECOND);
        }
        assert_eq!(taken.len(), 12, "the page view and all others: {taken:?}");
        assert_eq!(waiting(&browser), 1);
    }
}

fn large(name: &str, bytes: usize) -> Call {
    Call::Track(name.into(), Map::new().with("long", "x".repeat(bytes)), None)
}

fn bytes(body: &Value) -> usize {
    to_json(body, &Native).len()
}

#[test]
fn a_batch_is_of_no_more_bytes_than_sinks_take() {
    let (mut browser, tab) = with_events(0, &[]);
    serve(&mut browser, tab, 100);
    for index in 0..30 {
        browser.call(tab, large(&format!("Large {index}"), 40_000));
    }
    let mut taken = Vec::new();
    while let Some((batch, body)) = browser.tabs[tab].sent.pop() {
        assert!(bytes(&body) < 500_000, "{}", bytes(&body));
        taken.extend(names(&body));
        browser.input(tab, Input::Answered { batch, response: Response::Taken });
        browser.pass(10 * SECOND);
    }
    assert_eq!(taken.len(), 30);
    assert_eq!(waiting(&browser), 0);
}

#[test]
fn at_leaving_as_much_goes_as_browsers_let_go_the_oldest_first_and_to_every_sink() {
    for (size, fewest) in [(300, 18), (3000, 16), (5000, 10)] {
        for sinks in [vec![ONE], vec![ONE, TWO], vec![ONE, TWO, FUNCTION]] {
            let mut browser = Browser::with("{}");
            let tab = open_with(&mut browser, &sinks);
            browser.pass(10 * SECOND);
            answer(&mut browser, tab, Response::Taken);
            browser.call(tab, large("70 KB", 70_000));
            for index in 0..18 {
                browser.call(tab, large(&format!("{index}"), size));
            }
            browser.input(tab, Input::Hiding);
            let sent = &browser.tabs[tab].sent;
            assert_eq!(sent.len(), sinks.len());
            let all: usize = sent.iter().map(|(_, body)| bytes(body)).sum();
            assert!(all <= 65_536, "{all}");
            for (_, body) in sent {
                let names = names(body);
                assert!(names.len() >= fewest / sinks.len(), "{} of {size}", names.len());
                assert_eq!(names[0], "0", "oldest first, and what is too large does not go");
            }
        }
    }
}

#[test]
fn what_is_not_on_its_way_leaves_with_the_page() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[ONE]);
    browser.track(tab, "Hangs");
    browser.pass(10 * SECOND);
    browser.track(tab, "Still here");
    for _ in 0..2 {
        browser.input(tab, Input::Hiding);
        browser.input(tab, Input::Shown);
    }
    let sent = std::mem::take(&mut browser.tabs[tab].sent);
    let each: Vec<_> = sent.iter().map(|(_, body)| names(body)).collect();
    assert_eq!(each, [vec!["page", "Hangs"], vec!["Still here"]], "each once");
    let [(hangs, _), (left, _)] = &sent[..] else { panic!("two batches") };
    let answered = |batch: &String, response| Input::Answered { batch: batch.clone(), response };
    browser.input(tab, answered(hangs, Response::Taken));
    assert_eq!(waiting(&browser), 1);
    // As browsers say of a request that is on its way when the page goes.
    browser.input(tab, answered(left, Response::Later(None)));
    browser.input(tab, Input::Hiding);
    assert_eq!(browser.tabs[tab].sent.len(), 0, "it may have arrived");
    browser.input(tab, Input::Shown);
    browser.pass(10 * SECOND);
    assert_eq!(answer(&mut browser, tab, Response::Taken), [(0, "Still here".into())]);
    assert_eq!(waiting(&browser), 0);
}

#[test]
fn flush_in_a_tab_that_does_not_send_makes_the_one_that_does_send() {
    let mut browser = Browser::with(SINK);
    let leader = browser.open();
    browser.lead(leader);
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

// --- which sink gets what ----------------------------------------------------------------------

const ONE: &str = r#"{"kind": "segment", "url": "https://one.example", "writeKey": "k"}"#;
const TWO: &str = r#"{"kind": "posthog", "url": "https://two.example", "apiKey": "k"}"#;
const FUNCTION: &str = r#"{"kind": "function"}"#;

/// Opens a page that was given these sinks, and makes it send to them.
fn open_with(browser: &mut Browser, sinks: &[&str]) -> usize {
    browser.options = json(&format!(r#"{{"sinks": [{}]}}"#, sinks.join(", ")));
    let tab = browser.open();
    browser.lead(tab);
    tab
}

/// What waits for sinks, in the storage.
fn waiting(browser: &Browser) -> usize {
    browser.storage.keys().filter(|key| key.starts_with("o:")).count()
}

/// Answers all batches of a tab with the same; returns the events, with the places of their sinks.
fn answer(browser: &mut Browser, tab: usize, response: Response) -> Vec<(usize, String)> {
    let mut events = Vec::new();
    let to = std::mem::take(&mut browser.tabs[tab].sent_to);
    let sent = std::mem::take(&mut browser.tabs[tab].sent);
    for ((batch, body), sink) in sent.into_iter().zip(to) {
        let of = |name: String| (name != "page" && name != "$pageview").then_some((sink, name));
        events.extend(names(&body).into_iter().filter_map(of));
        browser.input(tab, Input::Answered { batch, response });
    }
    events
}

#[test]
fn an_event_reaches_the_sinks_of_the_page_it_happened_on_and_no_others() {
    let mut browser = Browser::with("{}");
    let none = open_with(&mut browser, &[]);
    let function = open_with(&mut browser, &[FUNCTION]);
    let one = open_with(&mut browser, &[ONE]);
    browser.track(none, "Nobody's");
    browser.track(function, "The function's");
    browser.track(one, "One's");
    browser.pass(10 * SECOND);
    assert_eq!(browser.tabs[none].sent.len(), 0);
    assert_eq!(answer(&mut browser, function, Response::Taken), [(0, "The function's".into())]);
    assert_eq!(answer(&mut browser, one, Response::Taken), [(0, "One's".into())]);
    assert_eq!(waiting(&browser), 0);
}

#[test]
fn a_sink_is_known_by_what_it_is_and_not_by_its_place() {
    let mut browser = Browser::with("{}");
    let before = open_with(&mut browser, &[ONE]);
    browser.track(before, "For one");
    browser.close(before);
    let other_key = ONE.replace(r#""k""#, r#""other""#);
    let after = open_with(&mut browser, &[TWO, &other_key, ONE]);
    browser.pass(10 * SECOND);
    let events = answer(&mut browser, after, Response::Taken);
    assert_eq!(events, [(2, "For one".into())]);
}

#[test]
fn a_sink_that_only_another_tab_has_is_left_to_that_tab() {
    let mut browser = Browser::with("{}");
    let one = open_with(&mut browser, &[ONE]);
    let both = open_with(&mut browser, &[TWO, ONE]);
    browser.track(both, "Shared");
    browser.pass(10 * SECOND);
    assert_eq!(answer(&mut browser, one, Response::Taken), [(0, "Shared".into())]);
    assert_eq!(waiting(&browser), 2, "the page view and the event, for the other sink");
    let events = answer(&mut browser, both, Response::Taken);
    assert!(events.contains(&(0, "Shared".into())), "{events:?}");
    assert_eq!(waiting(&browser), 0);
}

#[test]
fn what_waits_for_a_sink_that_is_not_here_goes_with_the_consent() {
    let mut browser = Browser::with("{}");
    let before = open_with(&mut browser, &[ONE]);
    browser.close(before);
    let after = open_with(&mut browser, &[]);
    assert_eq!(waiting(&browser), 1);
    browser.call(after, Call::Consent("denied".into()));
    assert_eq!(waiting(&browser), 0);
}

#[test]
fn a_page_without_a_sink_drops_nothing_that_the_sink_of_another_page_has_to_get() {
    let mut browser = Browser::with("{}");
    let options =
        |sinks: &str| json(&format!(r#"{{"history": {{"bytes": 2000}}, "sinks": [{sinks}]}}"#));
    browser.options = options(ONE);
    let before = browser.open();
    for index in 0..50 {
        browser.track(before, &format!("{index}"));
    }
    browser.close(before);
    browser.options = options("");
    let without = browser.open();
    browser.close(without);
    assert_eq!(waiting(&browser), 51);
    assert_eq!(browser.storage.keys().filter(|key| key.starts_with("e:")).count(), 52);
}

#[test]
fn what_waits_is_known_once_in_whatever_order_it_comes() {
    let mut outbox = Outbox::default();
    for index in 0..1000 {
        outbox.add(&format!("1:{:03}", index * 7 % 1000), 0);
        outbox.add("1:000", 0);
    }
    let gone = outbox.remove(|_| true);
    let expected: Vec<String> = (0..1000).map(|index| format!("1:{index:03}")).collect();
    assert_eq!(gone, expected);
}

#[test]
fn posthog_is_told_of_traits_as_it_wants_to_be_of_somebody_without_an_id_and_of_a_user() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[TWO]);
    browser.call(tab, Call::Set(map(r#"{"plan": "trial"}"#)));
    browser.call(tab, Call::Identify("u1".into(), map(r#"{"plan": "pro"}"#)));
    browser.call(tab, Call::Flush);
    let sent: Vec<Value> =
        browser.tabs[tab].sent.iter().flat_map(|(_, body)| body.list("batch").to_vec()).collect();
    let event = |name: &str| sent.iter().find(|event| event.says("event", name)).unwrap();
    assert_eq!(event("$set").at("properties.$set.plan"), Some(&"trial".into()));
    assert_eq!(event("$set").at("properties.$anon_distinct_id"), None);
    assert_eq!(event("$identify").at("properties.$set.plan"), Some(&"pro".into()));
    let before = event("$set").get("distinct_id");
    assert_eq!(event("$identify").at("properties.$anon_distinct_id"), before);
}

#[test]
fn sinks_are_told_of_the_company_somebody_was_in_at_the_time_and_of_the_page() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[ONE, TWO]);
    browser.track(tab, "Before");
    browser.call(tab, Call::Group("acme".into(), map("{}")));
    browser.track(tab, "After");
    browser.call(tab, Call::Set(map(r#"{"plan": null, "role": "dev"}"#)));
    browser.call(tab, Call::Page(map(r#"{"kind": "report"}"#)));
    browser.call(tab, Call::Reset);
    browser.track(tab, "Other");
    browser.call(tab, Call::Flush);
    let of = |sink: usize| -> Vec<Value> {
        let sent = browser.tabs[tab].sent.iter().zip(&browser.tabs[tab].sent_to);
        sent.filter(|(_, to)| **to == sink)
            .flat_map(|((_, body), _)| body.list("batch").to_vec())
            .collect()
    };
    let (segment, posthog) = (of(0), of(1));
    for (name, company) in [("Before", None), ("After", Some(Value::from("acme"))), ("Other", None)]
    {
        let event = |sent: &[Value]| sent.iter().find(|it| it.says("event", name)).unwrap().clone();
        assert_eq!(event(&segment).at("context.groupId"), company.as_ref(), "{name}");
        assert_eq!(event(&posthog).at("properties.$groups.company"), company.as_ref(), "{name}");
    }
    let page = segment.iter().rfind(|it| it.says("type", "page")).unwrap();
    assert_eq!(page.at("properties.kind"), Some(&"report".into()));
    assert_eq!(page.at("properties.path"), page.at("context.page.path"));
    assert!(page.at("properties.url").is_some());
    let set = posthog.iter().find(|it| it.says("event", "$set")).unwrap();
    assert_eq!(set.at("properties.$set"), Some(&json(r#"{"role": "dev"}"#)));
    assert_eq!(set.at("properties.$unset"), Some(&json(r#"["plan"]"#)));
}

// --- pauses ------------------------------------------------------------------------------------

#[test]
fn a_pause_that_the_sink_asked_for_is_kept_by_every_page() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[ONE]);
    browser.pass(10 * SECOND);
    answer(&mut browser, tab, Response::Later(Some(60_000)));
    browser.call(tab, Call::Flush);
    browser.input(tab, Input::Hiding);
    let other = open_with(&mut browser, &[ONE]);
    browser.close(tab);
    let next = open_with(&mut browser, &[ONE]);
    browser.input(next, Input::Hiding);
    browser.pass(55 * SECOND);
    for tab in [tab, other, next] {
        assert_eq!(browser.tabs[tab].sent.len(), 0, "tab {tab}");
    }
    browser.pass(10 * SECOND);
    assert!(!browser.tabs[next].sent.is_empty());
}

#[test]
fn a_sink_that_asks_for_no_pause_gets_one_all_the_same() {
    let answered = |retry: Value| {
        Response::of(&Value::Map(Map::new().with("status", 503.0).with("retry", retry)))
    };
    for (retry, least) in [(Value::Null, 0), (0.0.into(), 0), ((-9.0).into(), 0), (20.0.into(), 20)]
    {
        let mut browser = Browser::with("{}");
        let tab = open_with(&mut browser, &[ONE]);
        let began = browser.monotonic;
        let mut times = Vec::new();
        while browser.monotonic < began + MINUTE {
            browser.pass(100);
            if !answer(&mut browser, tab, answered(retry.clone())).is_empty() {
                times.push(browser.monotonic);
            }
            browser.track(tab, "Another");
        }
        assert!((2..10).contains(&times.len()), "{retry:?}: {times:?}");
        assert!(times.windows(2).all(|two| two[1] - two[0] >= least * SECOND), "{times:?}");
    }
}

#[test]
fn what_left_with_a_page_and_was_not_heard_of_goes_again_with_the_next_one() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[ONE]);
    browser.track(tab, "Left");
    browser.input(tab, Input::Hiding);
    browser.close(tab);
    assert_eq!(browser.tabs[tab].sent.len(), 1);
    let next = open_with(&mut browser, &[ONE]);
    browser.pass(10 * SECOND);
    assert_eq!(answer(&mut browser, next, Response::Taken), [(0, "Left".into())]);
    assert_eq!(waiting(&browser), 0);
}

#[test]
fn flush_is_done_when_the_sinks_have_answered_or_failed() {
    let mut browser = Browser::with("{}");
    let done = |browser: &Browser, tab: usize| {
        browser.tabs[tab].acknowledged.iter().filter(|(ticket, _)| *ticket == 9).count()
    };
    let flush = || Input::Called { call: Call::Flush, page: None, ticket: 9 };
    let tab = open_with(&mut browser, &[ONE]);
    for (response, times) in [(Response::Taken, 1), (Response::Later(None), 2)] {
        browser.track(tab, "Something");
        browser.input(tab, flush());
        assert_eq!(done(&browser, tab), times - 1, "nothing has arrived yet");
        answer(&mut browser, tab, response);
        assert_eq!(done(&browser, tab), times);
    }
    // A tab that does not send hears of it from the one that does, and waits for it no longer than this.
    let other = browser.open();
    browser.input(tab, flush());
    answer(&mut browser, tab, Response::Taken);
    browser.track(other, "Theirs");
    browser.input(other, flush());
    assert_eq!(done(&browser, other), 0);
    answer(&mut browser, tab, Response::Taken);
    assert_eq!(done(&browser, other), 1);
    browser.track(other, "Never answered");
    browser.input(other, flush());
    browser.pass(11 * SECOND);
    assert_eq!(done(&browser, other), 2);
    let none = open_with(&mut browser, &[]);
    browser.input(none, flush());
    assert_eq!(done(&browser, none), 1, "nothing to wait for");
    // Where the clock was set back, its time stands still until it is later than what was.
    browser.now -= 20 * HOUR;
    browser.track(other, "Never answered either");
    browser.input(other, flush());
    browser.pass(11 * SECOND);
    assert_eq!(done(&browser, other), 3);
}

#[test]
fn what_is_recorded_while_a_batch_is_on_its_way_waits_its_turn() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[ONE]);
    browser.call(tab, Call::Flush);
    for _ in 0..3 {
        assert_eq!(browser.tabs[tab].sent.len(), 1);
        browser.track(tab, "Sent");
        answer(&mut browser, tab, Response::Taken);
        assert_eq!(browser.tabs[tab].sent.len(), 0, "a sink that records what it does is no storm");
        browser.pass(6 * SECOND);
    }
}

#[test]
fn a_time_that_is_none_is_said_and_the_event_is_of_now() {
    let mut browser = Browser::with("{}");
    let tab = browser.open();
    let arguments = |when: &str| vec!["Old".into(), Value::Null, json(when)];
    for (when, said) in [
        (r#"{"timestamp": "yesterday"}"#, true),
        (r#"{"timestamp": 1782896400}"#, true),
        (r#"{"timestamp": "2026-06-01"}"#, false),
        (r#"{"timestamp": null}"#, false),
    ] {
        browser.tabs[tab].warnings.clear();
        browser.call(tab, Call::decode("track", &arguments(when), &Native).unwrap());
        assert_eq!(!browser.tabs[tab].warnings.is_empty(), said, "{when}");
    }
    let records = browser.tabs[tab].state.export();
    let now =
        |record: &&Value| record.says("n", "Old") && record.number("t") == Some(browser.now as f64);
    assert_eq!(records.list("records").iter().filter(now).count(), 3);
}

// --- consent that comes later --------------------------------------------------------------------

#[test]
fn who_someone_is_said_to_be_before_consent_is_kept_and_sent_once_after_it() {
    let mut browser = Browser::with("{}");
    let sinks = format!(r#"{{"consent": "pending", "sinks": [{ONE}]}}"#);
    browser.options = json(&sinks);
    let (tab, other) = (browser.open(), browser.open());
    browser.lead(tab);
    browser.call(tab, Call::Identify("u1".into(), map(r#"{"plan": "pro"}"#)));
    browser.call(tab, Call::Group("c1".into(), map(r#"{"size": 3}"#)));
    assert!(!browser.stored().contains("u1"));
    browser.call(other, Call::Consent("granted".into()));
    browser.call(tab, Call::Consent("granted".into()));
    browser.call(tab, Call::Flush);
    let bodies: String =
        browser.tabs[tab].sent.iter().map(|(_, body)| to_json(body, &Native)).collect();
    for once in [r#""type":"identify""#, r#""plan":"pro""#, r#""type":"group""#, r#""size":3"#] {
        assert_eq!(bodies.matches(once).count(), 1, "{once} in {bodies}");
    }
    browser.close(tab);
    let next = browser.open();
    assert_eq!(browser.fact(next, "user.id"), Some("u1".into()));
    assert_eq!(browser.fact(next, "user.plan"), Some("pro".into()));
    assert_eq!(browser.fact(next, "company.size"), Some(3.0.into()));
}

#[test]
fn another_name_given_before_consent_is_told_once_after_it() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[ONE]);
    browser.call(tab, Call::Identify("old".into(), map(r#"{"plan": "pro"}"#)));
    browser.call(tab, Call::Reset);
    browser.call(tab, Call::Consent("pending".into()));
    browser.call(tab, Call::Identify("old".into(), map("{}")));
    browser.call(tab, Call::Alias("newer".into()));
    browser.call(tab, Call::Alias("new".into()));
    browser.call(tab, Call::Consent("granted".into()));
    browser.call(tab, Call::Flush);
    assert_eq!(browser.fact(tab, "user.id"), Some("new".into()));
    assert_eq!(browser.fact(tab, "user.plan"), Some("pro".into()), "they are who they were");
    let sent: String =
        browser.tabs[tab].sent.iter().map(|(_, body)| to_json(body, &Native)).collect();
    assert_eq!(sent.matches(r#""previousId":"old""#).count(), 1, "{sent}");
    browser.close(tab);
    let next = open_with(&mut browser, &[ONE]);
    assert_eq!(browser.fact(next, "user.plan"), Some("pro".into()));
}

#[test]
fn what_was_said_of_somebody_before_consent_is_not_said_of_who_comes_after() {
    let mut browser = Browser::with("{}");
    let tab = open_with(&mut browser, &[ONE]);
    let other = open_with(&mut browser, &[ONE]);
    browser.call(tab, Call::Consent("pending".into()));
    browser.call(other, Call::Identify("u1".into(), map(r#"{"plan": "pro"}"#)));
    browser.call(tab, Call::Reset);
    browser.call(tab, Call::Consent("granted".into()));
    assert!(!browser.stored().contains("identify"), "{}", browser.stored());
}
