//! The journey of a person through the core, in several tabs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::call::Call;
use docent::core::capture::{Gesture, GestureKind};
use docent::core::config::{Config, Source};
use docent::core::experience::run::Action;
use docent::core::input::{Fetched, Response};
use docent::core::time::{DAY, HOUR, MINUTE, SECOND};
use docent::core::value::{Map, Value};
use docent::core::{Effect, Input, Moment, State, step};
use docent::native::Native;
use host::{Browser, GUIDEBOOK, THREE_STEPS, json, map, with_guidebook};

// --- the journey -----------------------------------------------------------------------------

#[test]
fn a_new_user_is_welcomed_and_the_answer_starts_the_flow_made_for_them() {
    let mut browser = Browser::new();
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "nobody is known to be new yet");
    browser.sign_up(tab);

    let view = browser.look(tab, "welcome");
    assert_eq!(view.text("surface"), Some("modal"));
    assert_eq!(view.text("title"), Some("Welcome, Ann"));
    assert_eq!(view.at("question.id"), Some(&"role".into()));
    assert_eq!(
        view.get("buttons"),
        Some(&json(r#"[{"label": "Continue", "press": "submit", "style": "primary"}]"#))
    );

    browser.act(tab, "welcome", Action::Answer(Value::Null));
    let view = browser.tabs[tab].view("welcome").unwrap();
    let error = view.at("question.error").and_then(Value::as_text);
    assert_eq!(error, Some("Please choose an answer."), "a required question is not passed over");

    browser.act(tab, "welcome", Action::Answer("freelancer".into()));
    let page = &browser.tabs[tab];
    assert_eq!(
        page.state.facts().at("user.role"),
        Some(&"freelancer".into()),
        "the answer is a trait"
    );
    assert!(page.is_in("freelancers") && !page.is_in("teams"));
    assert!(page.notices.iter().any(|(name, payload)| {
        *name == "segment"
            && payload.text("segment") == Some("freelancers")
            && payload.is_true("entered")
    }));
    assert_eq!(page.states_of("welcome"), ["started", "seen", "step", "engaged", "completed"]);
    assert_eq!(page.showing(), ["first-invoice"], "the flow starts in the same step");

    let view = browser.look(tab, "first-invoice");
    assert_eq!(view.text("surface"), Some("tooltip"));
    assert_eq!(view.text("target"), Some("[data-test=new-invoice]"));
    assert_eq!(view.get("progress"), Some(&json("[1, 2]")));
    browser.act(tab, "first-invoice", Action::Button(0));
    let view = browser.look(tab, "first-invoice");
    assert_eq!(view.text("title"), Some("Then send it"));
    assert_eq!(view.get("progress"), Some(&json("[2, 2]")));
    browser.act(tab, "first-invoice", Action::Button(0));
    let view = browser.look(tab, "first-invoice");
    assert_eq!(view.get("progress"), Some(&json("[1, 2]")), "back leads back");
    browser.act(tab, "first-invoice", Action::Button(0));
    browser.look(tab, "first-invoice");
    browser.act(tab, "first-invoice", Action::Button(1));
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    assert_eq!(browser.tabs[tab].states_of("first-invoice").last().unwrap(), "completed");
}

#[test]
fn another_answer_starts_another_flow() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.sign_up(tab);
    browser.look(tab, "welcome");
    browser.act(tab, "welcome", Action::Answer("team".into()));
    assert_eq!(browser.tabs[tab].showing(), ["invite-team"]);
}

#[test]
fn a_reload_in_the_middle_resumes_the_step() {
    let mut browser = Browser::new();
    let tab = browser.begin_flow();
    browser.act(tab, "first-invoice", Action::Button(0));
    browser.look(tab, "first-invoice");
    browser.close(tab);

    let tab = browser.open();
    assert_eq!(browser.tabs[tab].showing(), ["first-invoice"]);
    let view = browser.look(tab, "first-invoice");
    assert_eq!(view.text("title"), Some("Then send it"));
    assert_eq!(
        browser.tabs[tab].states_of("first-invoice"),
        [""; 0],
        "it neither starts nor is seen again"
    );
    browser.act(tab, "first-invoice", Action::Button(0));
    assert_eq!(
        browser.tabs[tab].view("first-invoice").unwrap().text("title"),
        Some("Start here"),
        "the way back is kept too"
    );
}

#[test]
fn an_unfinished_run_is_given_up_after_a_day() {
    let mut browser = Browser::new();
    let tab = browser.begin_flow();
    browser.close(tab);
    browser.pass(DAY);
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "seen once and too old to resume");
    assert!(!browser.storage.keys().any(|key| key.starts_with("r:")), "and forgotten");
}

#[test]
fn a_finished_flow_never_comes_back() {
    let mut browser = Browser::new();
    let tab = browser.begin_flow();
    browser.act(tab, "first-invoice", Action::Button(0));
    browser.look(tab, "first-invoice");
    browser.act(tab, "first-invoice", Action::Button(1));
    browser.route(tab, "/invoices");
    browser.close(tab);
    for days in [0, 1, 40] {
        browser.pass(days * DAY);
        let tab = browser.open();
        browser.route(tab, "/reports");
        assert_eq!(browser.tabs[tab].shown_ever, [""; 0], "after {days} days");
        browser.close(tab);
    }
}

#[test]
fn a_dismissed_flow_does_not_come_back_either() {
    let mut browser = Browser::new();
    let tab = browser.begin_flow();
    browser.act(tab, "first-invoice", Action::Dismiss);
    browser.route(tab, "/invoices");
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.close(tab);
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].shown_ever, [""; 0]);
}

#[test]
fn a_second_tab_knows_at_once_and_never_starts_the_same_flow() {
    let mut browser = Browser::new();
    let first = browser.open();
    let second = browser.open();
    browser.sign_up(first);
    assert!(browser.tabs[first].view("welcome").is_some());
    assert_eq!(browser.tabs[second].showing(), [""; 0], "the second tab leaves it to the first");
    assert_eq!(browser.tabs[second].state.identity().user_id.as_deref(), Some("u1"));
    browser.look(first, "welcome");
    browser.act(first, "welcome", Action::Answer("freelancer".into()));
    assert!(browser.tabs[second].is_in("freelancers"), "the segment flips in both");
    assert!(browser.tabs[first].view("first-invoice").is_some());
    let third = browser.open();
    assert_eq!(browser.tabs[second].shown_ever, [""; 0]);
    assert_eq!(browser.tabs[third].shown_ever, [""; 0]);
    let why = browser.tabs[second].sentence("first-invoice", browser.now);
    assert!(why.contains("another tab"), "{why}");
    browser.look(first, "first-invoice");
    browser.act(first, "first-invoice", Action::Dismiss);
    browser.route(second, "/invoices");
    assert_eq!(browser.tabs[second].shown_ever, [""; 0], "nor after it is finished");
    browser.close(first);
    assert_eq!(browser.tabs[second].shown_ever, [""; 0], "nor after the first tab is gone");
    assert_eq!(browser.tabs[third].shown_ever, [""; 0]);
}

#[test]
fn a_run_moves_to_another_tab_once_its_own_is_gone() {
    let mut browser = Browser::new();
    let first = browser.begin_flow();
    browser.act(first, "first-invoice", Action::Button(0));
    let second = browser.open();
    assert_eq!(browser.tabs[second].showing(), [""; 0]);
    browser.close(first);
    assert_eq!(browser.tabs[second].showing(), ["first-invoice"]);
    let view = browser.tabs[second].view("first-invoice").unwrap();
    assert_eq!(view.text("title"), Some("Then send it"));
}

#[test]
fn a_claim_that_another_tab_won_shows_nothing() {
    let mut browser = Browser::new();
    let tab = browser.open();
    // The other tab wrote its claim, and its message has not come yet.
    let mut state = State::new(
        Box::new(Native),
        Config { guidebook: Source::Given(json(GUIDEBOOK)), ..Config::default() },
        "late".into(),
    );
    let moment = Moment { wall: browser.now, ..Moment::default() };
    let _ = step(&mut state, Input::Restored(Vec::new()), moment);
    let nobody = Input::Claimed { run: String::new(), granted: true, stored: None };
    let _ = step(&mut state, nobody, moment);
    let page = Value::Map(Map::new().with("url", "https://app.example/").with("path", "/"));
    let _ = step(&mut state, Input::Routed(page), moment);
    let traits = Map::new().with("created_at", browser.now);
    let call = Input::Called { call: Call::Identify("u1".into(), traits), page: None, ticket: 1 };
    let effects = step(&mut state, call, moment);
    let run = effects.iter().find_map(|effect| match effect {
        Effect::Claim { run, .. } => Some(run.clone()),
        _ => None,
    });
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Show(_))),
        "asking is not showing"
    );
    let stored = map(
        r#"{"v": 1, "run": "x", "experience": "welcome", "tab": "tab0", "started": 1782896400000}"#,
    );
    let denied =
        Input::Claimed { run: run.unwrap(), granted: false, stored: Some(Value::Map(stored)) };
    let effects = step(&mut state, denied, moment);
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Show(_) | Effect::Claim { .. })),
        "{effects:?}"
    );
    assert!(effects.contains(&Effect::Watch("tab0".into())), "it takes over once that tab is gone");
    browser.close(tab);
}

#[test]
fn a_tab_in_the_background_starts_nothing_until_it_is_looked_at() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.input(tab, Input::Hiding);
    browser.sign_up(tab);
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.input(tab, Input::Shown);
    assert_eq!(browser.tabs[tab].showing(), ["welcome"]);
}

#[test]
fn what_was_hushed_goes_on_where_it_was() {
    let mut browser = Browser::new();
    let tab = browser.begin_flow();
    browser.call(tab, Call::Suppress(true, false));
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.call(tab, Call::Suppress(false, false));
    assert_eq!(browser.tabs[tab].showing(), ["first-invoice"]);
}

#[test]
fn the_quiet_the_page_asks_for_during_a_preview_outlives_the_preview() {
    let mut browser = Browser::new();
    let tab = browser.begin_flow();
    let quiet = |browser: &mut Browser, word: &str, arguments: &[Value]| {
        let call = Call::decode(word, arguments, &docent::native::Native).unwrap();
        browser.call(tab, call);
        browser.tabs[tab].showing().len()
    };
    let preview = ["preview".into()];
    assert_eq!(quiet(&mut browser, "suppress", &preview), 0);
    assert_eq!(
        quiet(&mut browser, "unsuppress", &[]),
        0,
        "the page cannot end the preview's quiet"
    );
    assert_eq!(quiet(&mut browser, "suppress", &[]), 0);
    assert_eq!(quiet(&mut browser, "unsuppress", &preview), 0, "nor the preview the page's");
    assert_eq!(quiet(&mut browser, "unsuppress", &[]), 1);
}

#[test]
fn the_first_thing_that_is_wrong_with_a_call_is_said_and_nothing_is_done() {
    let decode = |name: &str, arguments| Call::decode(name, json(arguments).as_list(), &Native);
    for (name, arguments, expected) in [
        ("track", "[]", "the name of an event"),
        ("identify", r#"["", 3]"#, "a user id"),
        ("identify", r#"["u1", 3]"#, "an object of names and values"),
        ("track", r#"["Sent", 3, 4]"#, "an object of names and values"),
        ("set", "[[]]", "an object of names and values"),
        ("show", "[{}]", "the id of an experience"),
        ("end", r#"[""]"#, "the id of an experience"),
    ] {
        let wrong = format!("docent.{name} was called wrongly: expected {expected}");
        assert_eq!(decode(name, arguments), Err(wrong));
    }
    assert_eq!(decode("fly", "[]"), Err("docent.fly does not exist".into()));
    assert_eq!(decode("identify", "[17]"), Ok(Call::Identify("17".into(), Map::new())));
    assert_eq!(decode("end", "[{}]"), Ok(Call::End(None)));
    let at_no_time = Call::Track("Sent".into(), Map::new(), Some(0));
    assert_eq!(decode("track", r#"["Sent", null, {"timestamp": "soon"}]"#), Ok(at_no_time));
}

#[test]
fn a_banner_waits_for_its_event_and_comes_back_after_its_span() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.track(tab, "Invoice created");
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.track(tab, "Report opened");
    let view = browser.look(tab, "nudge");
    assert_eq!(view.text("surface"), Some("banner"));
    browser.act(tab, "nudge", Action::Button(0));
    assert_eq!(browser.tabs[tab].opened, ["/invoices"]);
    browser.track(tab, "Report opened");
    browser.pass(7 * DAY - 1);
    browser.track(tab, "Report opened");
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "not within seven days");
    browser.pass(1);
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "an event is a moment, and that one is over");
    browser.track(tab, "Report opened");
    assert_eq!(browser.tabs[tab].showing(), ["nudge"]);
}

#[test]
fn what_happened_before_storage_was_read_is_neither_lost_nor_moved_in_time() {
    let mut browser = Browser::new();
    let tab = browser.open_unread();
    let page = |path: &str| {
        Value::Map(Map::new().with("url", format!("https://app.example{path}")).with("path", path))
    };
    browser.route(tab, "/a");
    let clicked = Input::Called {
        call: Call::Track("Early".into(), Map::new(), None),
        page: Some(page("/before")),
        ticket: 9,
    };
    browser.input(tab, clicked);
    let then = browser.now;
    assert_eq!(browser.tabs[tab].state.memberships(), [""; 0], "nothing is decided before");
    assert_eq!(browser.tabs[tab].notices.len(), 0);
    browser.now += 5 * SECOND;
    browser.monotonic += 5 * SECOND;
    browser.read(tab);
    let record = browser.storage.values().find(|value| value.text("n") == Some("Early")).unwrap();
    assert_eq!(record.number("t"), Some(then as f64));
    assert_eq!(record.at("c.path"), Some(&"/before".into()));
    assert!(matches!(browser.tabs[tab].acknowledged.as_slice(), [(9, Some(_))]));
    assert!(browser.tabs[tab].state.is_ready());
    let ready = browser.tabs[tab].notices.iter().filter(|(name, _)| *name == "ready").count();
    assert_eq!(ready, 1);
}

#[test]
fn a_click_becomes_an_event_and_the_event_of_a_tagged_feature() {
    let mut browser = Browser::new();
    let tab = browser.open();
    browser.route(tab, "/reports/7");
    let button = json(r#"{"tag": "button", "test": ["data-test", "export"], "nth": 1}"#);
    assert!(browser.tabs[tab].state.selectors().contains(&"[data-test=export]"));
    let gesture = Gesture {
        kind: GestureKind::Click,
        path: vec![button],
        matches: vec!["[data-test=export]".into()],
    };
    for _ in 0..3 {
        browser.input(tab, Input::Captured { gesture: gesture.clone(), page: None, ago: 0 });
    }
    let names: Vec<&str> = browser.tabs[tab]
        .notices
        .iter()
        .filter(|(name, payload)| *name == "event" && payload.text("type") == Some("track"))
        .filter_map(|(_, payload)| payload.text("name"))
        .collect();
    let count = |wanted: &str| names.iter().filter(|name| **name == wanted).count();
    assert_eq!(
        (count("Element clicked"), count("Export clicked"), count("Rage clicked")),
        (3, 3, 1)
    );
}

#[test]
fn a_survey_branches_goes_back_and_keeps_its_answers() {
    let text = r#"{"version": 1, "experiences": [{
      "id": "s", "kind": "survey", "trigger": {"on": "manual"}, "questions": [
        {"id": "score", "type": "nps", "title": "How likely?", "required": true, "next": [
          {"when": {"nps.score": {"$gte": 9}}, "question": "praise"}, {"question": "sorrow"}]},
        {"id": "praise", "type": "text", "title": "What do you like?", "next": [{"question": "end"}]},
        {"id": "sorrow", "type": "long-text", "title": "What is missing?"}
      ]}]}"#;
    let (mut browser, tab) = with_guidebook(text);
    assert_eq!(browser.tabs[tab].shown_ever, [""; 0]);
    browser.call(tab, Call::Show("s".into()));
    let question =
        |browser: &Browser| browser.tabs[tab].view("s").unwrap().get("question").unwrap().clone();
    browser.look(tab, "s");
    browser.act(tab, "s", Action::Answer(9.0.into()));
    assert_eq!(question(&browser).text("id"), Some("praise"));
    browser.act(tab, "s", Action::Back);
    assert_eq!(question(&browser).number("answer"), Some(9.0), "the answer is still there");
    browser.act(tab, "s", Action::Answer(3.0.into()));
    assert_eq!(question(&browser).text("id"), Some("sorrow"));
    assert_eq!(browser.tabs[tab].state.facts().at("nps.group"), Some(&"detractor".into()));
    browser.act(tab, "s", Action::Answer(Value::Null));
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "the last question was not required");
    let answers: Vec<Option<f64>> = browser.tabs[tab]
        .notices
        .iter()
        .filter(|(name, _)| *name == "answer")
        .map(|(_, payload)| payload.number("answer"))
        .collect();
    assert_eq!(answers, [Some(9.0), Some(3.0)]);
}

#[test]
fn caps_hold_over_all_experiences_but_for_the_exempt_and_for_show() {
    let text = r#"{"version": 1,
      "throttle": {"max": [{"times": 1, "per": "session"}], "gap": "30s", "exempt": ["banner"]},
      "experiences": [
        {"id": "a", "kind": "flow", "trigger": {"on": "event", "event": "a"}, "frequency": "always",
         "steps": [{"id": "1", "type": "modal", "title": "A"}]},
        {"id": "b", "kind": "flow", "trigger": {"on": "event", "event": "b"}, "frequency": "always",
         "steps": [{"id": "1", "type": "modal", "title": "B"}]},
        {"id": "c", "kind": "banner", "trigger": {"on": "event", "event": "c"}, "body": ["C"]}
      ]}"#;
    let (mut browser, tab) = with_guidebook(text);
    browser.track(tab, "a");
    browser.look(tab, "a");
    browser.track(tab, "b");
    assert_eq!(browser.tabs[tab].showing(), ["a"], "one at a time");
    browser.act(tab, "a", Action::Dismiss);
    browser.pass(MINUTE);
    browser.track(tab, "b");
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "one a session");
    browser.track(tab, "c");
    assert_eq!(browser.tabs[tab].showing(), ["c"], "banners are exempt");
    browser.call(tab, Call::Show("b".into()));
    assert!(browser.tabs[tab].view("b").is_some(), "show does not ask");
    browser.act(tab, "b", Action::Dismiss);
    browser.pass(31 * MINUTE);
    browser.track(tab, "b");
    assert!(browser.tabs[tab].view("b").is_some(), "another session");
}

#[test]
fn what_was_exempt_from_the_caps_stays_so_when_a_newer_guidebook_does_not_have_it() {
    let throttle = r#""throttle": {"max": [{"times": 1, "per": "day"}], "exempt": ["banner"]}"#;
    let guidebook = |all: &str| format!(r#"{{"version": 1, {throttle}, "experiences": {all}}}"#);
    let old = guidebook(r#"[{"id": "b", "kind": "banner", "body": "B"}]"#);
    let (mut browser, tab) = with_guidebook(&old);
    browser.look(tab, "b");
    browser.act(tab, "b", Action::Dismiss);
    browser.input(tab, Input::Fetched(Fetched::Text(guidebook(THREE_STEPS), None)));
    assert_eq!(browser.tabs[tab].showing(), ["f"]);
}

// --- delivery --------------------------------------------------------------------------------

fn with_sink() -> Browser {
    let sink = r#""sinks": [{"kind": "segment", "url": "https://c.example", "writeKey": "k"}]"#;
    Browser::with(&format!(r#"{{"guidebook": {GUIDEBOOK}, {sink}}}"#))
}

fn message_ids(body: &Value) -> Vec<String> {
    body.list("batch").iter().map(|message| message.text("messageId").unwrap().to_owned()).collect()
}

#[test]
fn events_go_out_in_batches_and_are_tried_again_under_the_same_ids() {
    let mut browser = with_sink();
    let tab = browser.open();
    browser.lead(tab);
    for index in 0..3 {
        browser.track(tab, &format!("Event {index}"));
    }
    browser.pass(6 * SECOND);
    let (batch, body) = browser.tabs[tab].sent.pop().expect("a batch is sent");
    assert_eq!(browser.tabs[tab].sent.len(), 0, "one batch for all");
    let ids = message_ids(&body);
    assert_eq!(ids.len(), 4, "the page view and three events");
    for id in &ids {
        assert_eq!((id.len(), id.as_bytes()[14]), (36, b'7'), "a UUID version 7");
    }
    let message = &body.list("batch")[1];
    assert_eq!((message.text("type"), message.text("event")), (Some("track"), Some("Event 0")));
    assert_eq!(message.text("timestamp"), Some("2026-07-01T09:00:00.000Z"));

    // The server is down for an hour; pauses grow, and nothing is lost.
    let mut batch = batch;
    let mut pauses = Vec::new();
    let start = browser.monotonic;
    while browser.monotonic - start < HOUR {
        browser
            .input(tab, Input::Answered { batch: batch.clone(), response: Response::Later(None) });
        let failed = browser.monotonic;
        for _ in 0..600 {
            if browser.tabs[tab].sent.is_empty() {
                browser.pass(SECOND);
            }
        }
        pauses.push(browser.monotonic - failed);
        let (again, body) = browser.tabs[tab].sent.pop().expect("tried again within ten minutes");
        let mut these = message_ids(&body);
        assert!(pauses.len() > 1 || these == ids, "the same messages, in the same order");
        these.retain(|id| !ids.contains(id));
        assert_eq!(these, [""; 0], "under the same ids, also in smaller batches");
        assert_ne!(again, batch);
        batch = again;
    }
    assert!(pauses[0] <= 2 * SECOND && *pauses.last().unwrap() >= 2 * MINUTE, "{pauses:?}");
    assert!(pauses.len() < 40, "an hour of failure is not a storm: {pauses:?}");
    browser.input(tab, Input::Answered { batch, response: Response::Taken });
    while let Some((batch, _)) = browser.tabs[tab].sent.pop() {
        browser.input(tab, Input::Answered { batch, response: Response::Taken });
    }
    assert!(
        !browser.storage.keys().any(|key| key.starts_with("o:")),
        "delivered, and out of the outbox"
    );
    browser.pass(HOUR);
    assert_eq!(browser.tabs[tab].sent.len(), 0, "and sent once");
}

#[test]
fn what_was_not_delivered_goes_out_after_a_reload_under_the_same_ids() {
    let mut browser = with_sink();
    let tab = browser.open();
    browser.lead(tab);
    browser.track(tab, "Last words");
    browser.input(tab, Input::Hiding);
    let ids = message_ids(&browser.tabs[tab].sent.pop().expect("leaving sends at once").1);
    browser.close(tab);
    browser.pass(DAY);
    let tab = browser.open();
    browser.lead(tab);
    browser.pass(10 * SECOND);
    let (_, body) = browser.tabs[tab].sent.first().expect("a batch").clone();
    assert_eq!(message_ids(&body)[..ids.len()], ids, "oldest first, ids unchanged");
}

#[test]
fn one_tab_sends_for_all() {
    let mut browser = with_sink();
    let leader = browser.open();
    browser.lead(leader);
    let other = browser.open();
    browser.track(other, "From the other tab");
    browser.pass(10 * SECOND);
    assert_eq!(browser.tabs[other].sent.len(), 0);
    let ids: Vec<String> =
        browser.tabs[leader].sent.iter().flat_map(|(_, body)| message_ids(body)).collect();
    assert!(!ids.is_empty());
    for (batch, _) in browser.tabs[leader].sent.clone() {
        browser.input(leader, Input::Answered { batch, response: Response::Taken });
    }
    browser.pass(10 * SECOND);
    for (batch, _) in browser.tabs[leader].sent.clone() {
        browser.input(leader, Input::Answered { batch, response: Response::Taken });
    }
    assert!(!browser.storage.keys().any(|key| key.starts_with("o:")));
    // The other tab takes over sending: nothing is sent twice.
    browser.close(leader);
    browser.lead(other);
    browser.pass(MINUTE);
    assert_eq!(browser.tabs[other].sent.len(), 0);
}

#[test]
fn a_refused_batch_is_dropped_and_said_once() {
    let mut browser = with_sink();
    let tab = browser.open();
    browser.lead(tab);
    browser.pass(10 * SECOND);
    let (batch, _) = browser.tabs[tab].sent.pop().expect("a batch");
    browser.input(tab, Input::Answered { batch, response: Response::Refused(400) });
    assert!(browser.tabs[tab].warnings[0].contains("HTTP 400"), "{:?}", browser.tabs[tab].warnings);
    assert!(!browser.storage.keys().any(|key| key.starts_with("o:")));
    browser.pass(HOUR);
    assert_eq!(browser.tabs[tab].sent.len(), 0);
}

#[test]
fn a_new_guidebook_takes_off_the_screen_what_it_no_longer_has() {
    let (mut browser, tab) = with_guidebook(GUIDEBOOK);
    browser.sign_up(tab);
    assert_eq!(browser.tabs[tab].showing(), ["welcome"]);
    let without = r#"{"version": 1, "segments": [{"id": "everyone", "where": {}}]}"#;
    browser.input(tab, Input::Fetched(Fetched::Text(without.into(), None)));
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    assert_eq!(browser.tabs[tab].state.memberships(), ["everyone"]);
}

// --- the rest --------------------------------------------------------------------------------

#[test]
fn the_same_inputs_give_the_same_effects() {
    let run = || {
        let mut browser = with_sink();
        let tab = browser.begin_flow();
        browser.lead(tab);
        browser.pass(DAY);
        (browser.storage, browser.tabs[tab].sent.clone(), browser.tabs[tab].notices.clone())
    };
    assert_eq!(run(), run());
}
