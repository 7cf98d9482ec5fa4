//! What happens to runs and answers between one page and the next: routes, newer guidebooks, stops and
//! what is put off.

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
use docent::core::time::{DAY, HOUR, MINUTE, SECOND};
use docent::core::value::Value;
use host::{Browser, THREE_STEPS, TOUR, TWO_STEPS, fetched, given, json, map};

// --- pages ------------------------------------------------------------------------------------

#[test]
fn a_flow_over_several_pages_waits_quietly_for_each() {
    let mut browser = given("", TOUR);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.route(tab, "/invoices");
    assert_eq!(browser.title(tab, "f").as_deref(), Some("B"));
    browser.does(tab, "f", "next");
    browser.route(tab, "/elsewhere");
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.route(tab, "/reports");
    assert_eq!(browser.title(tab, "f").as_deref(), Some("C"));
}

#[test]
fn a_run_that_was_resumed_waits_for_its_next_page_as_quietly() {
    let mut browser = given("", TOUR);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    browser.call(tab, Call::Suppress(true, false));
    browser.call(tab, Call::Suppress(false, false));
    browser.does(tab, "f", "next");
    browser.close(tab);
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.route(tab, "/invoices");
    assert_eq!(browser.title(tab, "f").as_deref(), Some("B"));
    browser.does(tab, "f", "next");
    browser.route(tab, "/reports");
    assert_eq!(browser.title(tab, "f").as_deref(), Some("C"));
}

#[test]
fn show_says_why_a_flow_that_waits_for_its_page_does_not_come() {
    let mut browser = given("", TOUR);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    browser.call(tab, Call::Show("f".into()));
    let said = &browser.tabs[tab].warnings;
    assert_eq!(said, &["show: \"f\": its next step belongs on another page"]);
}

#[test]
fn what_waits_for_its_page_for_too_long_starts_anew_on_the_page_that_is_open() {
    let all = TOUR.replace(r#""kind""#, r#""frequency": "always", "expires": "1h", "kind""#);
    let mut browser = given("", &all);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    browser.pass(MINUTE);
    browser.route(tab, "/other");
    let why = browser.tabs[tab].state.explain(Some("f"), browser.now);
    assert_eq!(why.text("gate"), Some("page"));
    assert!(why.text("sentence").unwrap().ends_with("may change by itself in 59 minutes."));
    browser.pass(HOUR);
    assert_eq!(browser.tabs[tab].showing(), ["f"]);
}

#[test]
fn what_was_there_on_the_page_of_another_tab_was_not_on_this_one() {
    let all = r#"[{"id": "a", "kind": "banner", "body": "A", "frequency": "always"}]"#;
    let mut browser = given("", all);
    let (left, right) = (browser.open(), browser.open());
    for tab in [left, right] {
        assert_eq!(browser.tabs[tab].showing(), ["a"]);
        browser.does(tab, "a", "seen");
        browser.does(tab, "a", "close");
        assert_eq!(browser.tabs[tab].showing(), [""; 0], "once a page");
        browser.pass(MINUTE);
    }
    let other =
        r#"{"id": "b", "kind": "banner", "body": "B", "trigger": {"on": "event", "event": "E"}}]"#;
    let all = all.replace(r#""always"}]"#, &format!(r#""once"}}, {other}"#));
    let mut browser = given(r#""throttle": {"max": [{"times": 1, "per": "page"}]},"#, &all);
    let (left, right) = (browser.open(), browser.open());
    browser.does(left, "a", "seen");
    browser.does(left, "a", "close");
    browser.pass(MINUTE);
    for (tab, expected) in [(left, &[][..]), (right, &["b"])] {
        browser.call(tab, Call::Track("E".into(), map("{}"), None));
        browser.pass(MINUTE);
        assert_eq!(browser.tabs[tab].showing(), expected, "one a page");
    }
}

#[test]
fn a_hash_that_looks_like_a_path_is_a_page_of_its_own() {
    let mut browser = given("", "[]");
    let tab = browser.open();
    let views = |browser: &Browser| browser.fact(tab, "session.page_views").unwrap();
    let before = views(&browser).as_number().unwrap();
    let page = |hash: &str| {
        let url = format!("https://app.test/dashboard{hash}");
        Input::Routed(json(&format!(
            r#"{{"url": "{url}", "path": "/dashboard", "query": {{}}, "hash": "{hash}"}}"#
        )))
    };
    browser.input(tab, page("#/home"));
    browser.input(tab, page("#/home"));
    browser.input(tab, page("#/invoices"));
    browser.input(tab, page("#section"));
    let seen = views(&browser).as_number().unwrap() - before;
    assert_eq!(seen, 3.0, "home, invoices, and back to none; an anchor is no page");
}

#[test]
fn a_step_is_counted_once_however_often_its_page_is_loaded() {
    let mut browser = given("", TOUR);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    browser.close(tab);
    let tab = browser.open();
    browser.does(tab, "f", "seen");
    assert_eq!(browser.tabs[tab].said("f"), [""; 0], "it was there before");
}

// --- a newer guidebook ------------------------------------------------------------------------

#[test]
fn a_newer_guidebook_finds_the_step_on_the_screen_by_its_id() {
    let step = |id: &str, action: &str| {
        format!(r#"{{"id": "{id}", "type": "modal", "title": "{id}", "actions": [{action}]}}"#)
    };
    let flow = |steps: &[String]| {
        format!(r#"[{{"id": "f", "kind": "flow", "steps": [{}]}}]"#, steps.join(","))
    };
    let next = step("a", r#"{"do": "next"}"#);
    let wipe = step("new", r#"{"do": "call", "function": "wipe"}"#);
    let mut browser = Browser::with(r#"{"guidebook": "/g.json"}"#);
    let tab = browser.open();
    fetched(&mut browser, tab, &flow(std::slice::from_ref(&next)));
    browser.does(tab, "f", "seen");
    fetched(&mut browser, tab, &flow(&[wipe, next]));
    assert_eq!(browser.title(tab, "f").as_deref(), Some("a"));
    browser.does(tab, "f", "0");
    assert_eq!(browser.tabs[tab].called, []);
}

#[test]
fn an_answer_belongs_to_the_question_that_was_on_the_screen() {
    let question = |id: &str| format!(r#"{{"id": "{id}", "type": "text", "title": "{id}"}}"#);
    let survey = |of: &str| format!(r#"[{{"id": "s", "kind": "survey", "questions": [{of}]}}]"#);
    let mut browser = Browser::with(r#"{"guidebook": "/g.json"}"#);
    let tab = browser.open();
    fetched(&mut browser, tab, &survey(&question("role")));
    browser.does(tab, "s", "seen");
    fetched(&mut browser, tab, &survey(&[question("size"), question("role")].join(",")));
    browser.answers(tab, "s", "designer");
    assert_eq!(browser.fact(tab, "answers.s"), Some(json(r#"{"role": "designer"}"#)));
}

// --- stopping and putting off -----------------------------------------------------------------

#[test]
fn end_stops_what_is_about_to_come_or_waits_for_its_page() {
    let mut browser = Browser::with(r#"{"guidebook": "/g.json"}"#);
    let tab = browser.open();
    browser.call(tab, Call::Show("f".into()));
    browser.call(tab, Call::End(Some("f".into())));
    fetched(
        &mut browser,
        tab,
        &TOUR.replace(r#""kind""#, r#""trigger": {"on": "manual"}, "kind""#),
    );
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "asked for and stopped before it was known");
    browser.call(tab, Call::Show("f".into()));
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    browser.call(tab, Call::End(None));
    browser.route(tab, "/invoices");
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "it waited for that page, and was stopped");
    assert_eq!(browser.tabs[tab].said("f").last(), Some(&"dismissed b"));
}

#[test]
fn a_launcher_that_was_ended_stays_away_on_this_page() {
    let launcher =
        r#"[{"id": "l", "kind": "launcher", "items": [{"title": "Help", "url": "/help"}]}]"#;
    let mut browser = given("", launcher);
    let tab = browser.open();
    browser.does(tab, "l", "seen");
    browser.call(tab, Call::End(Some("l".into())));
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
}

#[test]
fn a_last_word_that_is_cut_short_does_not_undo_the_completion() {
    let survey = r#"[{"id": "s", "kind": "survey", "thanks": "Thank you",
        "questions": [{"id": "q", "type": "text", "title": "Q"}]}]"#;
    let mut browser = given("", survey);
    let tab = browser.open();
    browser.does(tab, "s", "seen");
    browser.answers(tab, "s", "x");
    browser.call(tab, Call::End(None));
    assert_eq!(browser.tabs[tab].said("s").last(), Some(&"completed"));
}

#[test]
fn what_is_put_off_comes_back_when_its_time_is_over() {
    let later = r#"[{"id": "n", "kind": "banner", "body": "B", "actions": [{"do": "snooze", "for": "1h"}]}]"#;
    let mut browser = given("", later);
    let tab = browser.open();
    browser.does(tab, "n", "seen");
    browser.does(tab, "n", "0");
    browser.pass(HOUR - SECOND);
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.pass(2 * SECOND);
    assert_eq!(browser.tabs[tab].showing(), ["n"]);
    browser.does(tab, "n", "seen");
    browser.does(tab, "n", "close");
    browser.pass(2 * DAY);
    browser.route(tab, "/again");
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "dismissed, it was shown once");
}

#[test]
fn what_began_under_a_clock_a_year_ahead_neither_stays_away_nor_comes_back_for_a_year() {
    let later = r#""actions": [{"label": "Later", "do": "snooze", "for": "1d"}],"#;
    let off = format!(r#"[{{"id": "b", "kind": "banner", {later} "body": "B"}}]"#);
    for (all, act, expected) in
        [(THREE_STEPS, Action::Seen, &[][..]), (&off, Action::Button(0), &["b"])]
    {
        let mut browser = given("", all);
        browser.now += 365 * DAY;
        let tab = browser.open();
        let id = browser.tabs[tab].showing()[0].to_owned();
        browser.act(tab, &id, Action::Seen);
        browser.act(tab, &id, act);
        browser.now -= 365 * DAY;
        browser.close(tab);
        browser.pass(3 * DAY);
        let tab = browser.open();
        assert_eq!(browser.tabs[tab].showing(), expected);
    }
}

#[test]
fn what_comes_when_the_clock_is_set_back_holds_nothing_up_for_a_year() {
    let all = r#"[{"id": "off", "kind": "banner", "body": "B",
          "actions": [{"label": "Later", "do": "snooze", "for": "1d"}]},
        {"id": "card", "kind": "inline", "target": ".gone", "body": "I", "trigger": {"on": "event", "event": "E"}}]"#;
    let mut browser = given(r#""throttle": {"gap": "5s"},"#, all);
    browser.now += 365 * DAY;
    let tab = browser.open();
    browser.does(tab, "off", "seen");
    browser.act(tab, "off", Action::Button(0));
    browser.pass(MINUTE);
    browser.track(tab, "E");
    assert_eq!(browser.tabs[tab].showing(), ["card"]);
    browser.now -= 365 * DAY;
    browser.pass(HOUR);
    browser.track(tab, "Else");
    assert_eq!(browser.tabs[tab].showing(), ["card", "off"]);
}

#[test]
fn a_throttle_counts_what_is_about_to_be_shown() {
    let all = r#"[
        {"id": "banner", "kind": "banner", "body": "B"},
        {"id": "inline", "kind": "inline", "target": "main", "body": "I"},
        {"id": "spots", "kind": "spotlight", "spots": [{"target": "nav", "title": "S"}]}]"#;
    for throttle in [r#"{"max": [{"times": 1, "per": "page"}]}"#, r#"{"gap": "1h"}"#] {
        let mut browser = given(&format!(r#""throttle": {throttle},"#), all);
        let tab = browser.open();
        assert_eq!(browser.tabs[tab].showing(), ["banner"], "{throttle}");
    }
}

#[test]
fn what_never_comes_for_want_of_its_element_does_not_use_up_the_throttle() {
    let all = r#"[
        {"id": "spots", "kind": "spotlight", "spots": [{"target": "nav", "title": "S"}]},
        {"id": "tip", "kind": "flow", "priority": 1, "steps": [
            {"id": "a", "type": "tooltip", "target": ".gone", "title": "A"}]}]"#;
    let mut browser = given(r#""throttle": {"max": [{"times": 1, "per": "page"}]},"#, all);
    let tab = browser.open();
    browser.does(tab, "tip", "missing");
    assert!(browser.tabs[tab].showing().contains(&"spots"));
}

// --- surveys ----------------------------------------------------------------------------------

#[test]
fn an_answer_that_is_taken_back_is_gone() {
    let survey = r#"[{"id": "s", "kind": "survey", "questions": [
        {"id": "mail", "type": "consent", "title": "News?", "set": "user.newsletter"},
        {"id": "why", "type": "text", "title": "Why?", "set": "why"},
        {"id": "end", "type": "text", "title": "Else?"}]}]"#;
    let mut browser = given("", survey);
    let tab = browser.open();
    browser.does(tab, "s", "seen");
    browser.answers(tab, "s", true);
    browser.answers(tab, "s", "because");
    assert_eq!(browser.fact(tab, "user.newsletter"), Some(true.into()));
    assert_eq!(browser.fact(tab, "user.why"), Some("because".into()));
    browser.does(tab, "s", "back");
    browser.does(tab, "s", "back");
    browser.answers(tab, "s", Vec::new());
    browser.answers(tab, "s", Value::Null);
    assert_eq!(browser.fact(tab, "user.newsletter"), Some(false.into()));
    assert_eq!(browser.fact(tab, "user.why"), None);
    assert_eq!(browser.fact(tab, "answers.s.why"), Some(Value::Null));
}

#[test]
fn a_survey_has_buttons_of_its_own_beside_the_one_that_goes_on() {
    let survey = r#"[{"id": "s", "kind": "survey",
        "actions": [{"do": "snooze", "for": "2d"}, {"do": "submit"}],
        "questions": [{"id": "q", "type": "text", "title": "Q"}]}]"#;
    let mut browser = given("", survey);
    let tab = browser.open();
    let buttons = browser.tabs[tab].view("s").unwrap().list("buttons").to_vec();
    let labels: Vec<_> = buttons.iter().map(|button| button.text("label").unwrap()).collect();
    assert_eq!(labels, ["Later", "Done"]);
    browser.does(tab, "s", "seen");
    browser.does(tab, "s", "0");
    assert_eq!(browser.tabs[tab].said("s").last(), Some(&"snoozed"));
}

#[test]
fn options_and_the_label_of_another_answer_are_filled() {
    let survey = r#"[{"id": "s", "kind": "survey", "questions": [
        {"id": "q", "type": "single", "title": "Q", "other": "Not at {{company.name | work}}",
         "options": [{"value": "w", "label": "At {{company.name | work}}"}]}]}]"#;
    let mut browser = given("", survey);
    let tab = browser.open();
    let view = browser.tabs[tab].view("s").unwrap();
    assert_eq!(view.at("question.options.0.label"), Some(&"At work".into()));
    assert_eq!(view.at("question.other"), Some(&"Not at work".into()));
}

#[test]
fn an_answer_of_ones_own_that_was_chosen_is_not_left_empty() {
    for (kind, empty, given_then) in
        [("single", r#"" ""#, r#""x""#), ("multiple", r#"["w", ""]"#, r#"["w"]"#)]
    {
        let survey = format!(
            r#"[{{"id": "s", "kind": "survey", "questions": [{{"id": "q", "type": "{kind}",
            "title": "Q", "other": true, "options": [{{"value": "w"}}]}}]}}]"#
        );
        let mut browser = given("", &survey);
        let tab = browser.open();
        browser.answers(tab, "s", json(empty));
        let view = browser.tabs[tab].view("s").expect("it is refused, though nothing is required");
        assert_eq!(view.at("question.error"), Some(&"Please fill this in.".into()));
        browser.answers(tab, "s", json(given_then));
        assert_eq!(browser.tabs[tab].said("s").last(), Some(&"completed"));
    }
}

#[test]
fn a_button_in_a_text_does_what_it_says_and_every_button_looks_as_it_is_to() {
    let banner = r#"[{"id": "b", "kind": "banner",
        "body": ["Try it:", {"button": {"label": "Go", "do": "open", "url": "/go"}}],
        "actions": [{"do": "dismiss"}, {"do": "complete"}, {"do": "next", "style": "link"}]}]"#;
    let mut browser = given("", banner);
    let tab = browser.open();
    let view = browser.tabs[tab].view("b").unwrap();
    let styles: Vec<_> = view.list("buttons").iter().filter_map(|it| it.text("style")).collect();
    assert_eq!(
        styles,
        ["secondary", "primary", "link"],
        "it looks as it is written, or as it does"
    );
    assert_eq!(
        view.at("body.1.button"),
        Some(&json(r#"{"label": "Go", "press": 100, "style": "secondary"}"#))
    );
    browser.does(tab, "b", "seen");
    browser.does(tab, "b", "100");
    assert_eq!(browser.tabs[tab].opened, ["/go"]);
}

#[test]
fn what_is_opened_is_what_was_translated() {
    let launcher = r#"[{"id": "l", "kind": "launcher", "frequency": "always",
        "items": [{"id": "h", "title": "Help", "url": "/en/help"}],
        "locale": {"DE": {"items": {"h": {"title": "Hilfe", "url": "/de/hilfe"}}}}}]"#;
    let mut browser = Browser::with(&format!(
        r#"{{"ui": {{"locale": "de-at"}}, "guidebook": {{"version": 1, "experiences": {launcher}}}}}"#
    ));
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].view("l").unwrap().at("items.0.title"), Some(&"Hilfe".into()));
    browser.does(tab, "l", "seen");
    browser.does(tab, "l", "0.0");
    assert_eq!(browser.tabs[tab].opened, ["/de/hilfe"]);
}

// --- in each other's way ------------------------------------------------------------------------

#[test]
fn a_run_that_is_too_old_is_not_in_the_way_of_show() {
    let mut browser = given("", TWO_STEPS);
    let tab = browser.open();
    browser.call(tab, Call::Show("f".into()));
    browser.does(tab, "f", "seen");
    browser.close(tab);
    browser.now += 2 * DAY;
    let tab = browser.open_unread();
    browser.route(tab, "/x");
    browser.call(tab, Call::Show("f".into()));
    browser.read(tab);
    assert_eq!(browser.tabs[tab].showing(), ["f"]);
}

#[test]
fn a_newer_guidebook_asks_its_branches_of_the_person_as_they_are() {
    let steps = |last: &str| {
        format!(
            r#"[{{"id": "f", "kind": "flow", "steps": [
        {{"id": "start", "type": "hidden", "next": [{{"when": {{"user.plan": "pro"}}, "step": "p"}}, {{"step": "free"}}]}},
        {{"id": "free", "type": "modal", "title": "FREE"}},
        {{"id": "p", "type": "modal", "title": "PRO"}},
        {{"id": "{last}", "type": "modal", "title": "L"}}]}}]"#
        )
    };
    let mut browser = Browser::with(r#"{"guidebook": "/g.json"}"#);
    let tab = browser.open();
    browser.call(tab, Call::Identify("u".into(), map(r#"{"plan": "pro"}"#)));
    fetched(&mut browser, tab, &steps("x"));
    assert_eq!(browser.title(tab, "f").as_deref(), Some("PRO"));
    browser.does(tab, "f", "seen");
    browser.does(tab, "f", "next");
    assert_eq!(browser.title(tab, "f").as_deref(), Some("L"));
    fetched(&mut browser, tab, &steps("y"));
    assert_eq!(browser.title(tab, "f").as_deref(), Some("PRO"));
}

#[test]
fn buttons_in_texts_are_told_from_those_of_their_items() {
    let list = r#"[{"id": "c", "kind": "checklist", "tasks": [
        {"id": "x", "title": "X", "body": ["See", {"button": {"label": "Docs", "do": "open", "url": "/docs"}}]}, {"id": "y", "title": "Y"}]},
        {"id": "l", "kind": "launcher", "items": [{"title": "Help", "url": "/help", "body": ["See", {"button": {"label": "Chat", "do": "open", "url": "/chat"}}]}]}]"#;
    let mut browser = given("", list);
    let tab = browser.open();
    browser.does(tab, "l", "seen");
    browser.does(tab, "l", "0.0");
    let l = browser.tabs[tab].opened.clone();
    browser.tabs[tab].opened.clear();
    browser.does(tab, "c", "seen");
    browser.does(tab, "c", "0.0");
    assert_eq!((l, browser.tabs[tab].opened.clone()), (vec!["/help".to_string()], vec![]));
}

#[test]
fn what_is_below_the_fold_holds_nothing_up_for_long() {
    let all = r#"[
        {"id": "card", "kind": "inline", "target": ".gone", "body": "I", "priority": 1},
        {"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "A"}]}]"#;
    let mut browser = given(r#""throttle": {"gap": "30s"},"#, all);
    let tab = browser.open();
    browser.pass(HOUR);
    assert!(browser.tabs[tab].showing().contains(&"f"), "{:?}", browser.tabs[tab].showing());
}

#[test]
fn what_is_below_the_fold_holds_nothing_up_for_long_where_something_else_was_seen_before() {
    let all = r#"[
        {"id": "banner", "kind": "banner", "body": "B"},
        {"id": "card", "kind": "inline", "target": ".gone", "body": "I", "trigger": {"on": "event", "event": "E"}},
        {"id": "late", "kind": "banner", "position": "bottom", "body": "L", "audience": {"user.late": true}}]"#;
    for throttle in [r#"{"max": [{"times": 2, "per": "hour"}]}"#, r#"{"gap": "40s"}"#] {
        let mut browser = given(&format!(r#""throttle": {throttle},"#), all);
        let tab = browser.open();
        browser.does(tab, "banner", "seen");
        browser.does(tab, "banner", "close");
        browser.pass(MINUTE);
        browser.track(tab, "E");
        browser.call(tab, Call::Set(map(r#"{"late": true}"#)));
        assert_eq!(browser.tabs[tab].showing(), ["card"], "{throttle}");
        browser.pass(10 * SECOND);
        assert_eq!(browser.tabs[tab].showing(), ["card", "late"], "{throttle}");
    }
}

#[test]
fn a_route_in_a_hash_may_have_any_letters() {
    let all = r##"[{"id": "b", "kind": "banner", "body": "B", "trigger": {"on": "page", "page": "/app#/über"}}]"##;
    let mut browser = given("", all);
    let tab = browser.open();
    browser.input(tab, Input::Routed(json(r##"{"url": "https://app.test/app#/%C3%BCber", "path": "/app", "query": {}, "hash": "#/%C3%BCber"}"##)));
    assert_eq!(browser.tabs[tab].showing(), ["b"]);
}

#[test]
fn what_is_asked_for_in_the_quiet_is_shown_when_that_is_over() {
    let mut browser = given("", TWO_STEPS);
    let tab = browser.open();
    for preview in [false, true] {
        browser.call(tab, Call::Suppress(true, preview));
        browser.call(tab, Call::Show("f".into()));
        assert_eq!(browser.tabs[tab].showing(), [""; 0]);
        let why = browser.tabs[tab].state.explain(Some("f"), browser.now);
        assert_eq!(why.text("gate"), Some("suppressed"));
        browser.call(tab, Call::Suppress(false, preview));
        assert_eq!(browser.tabs[tab].showing(), ["f"]);
        browser.call(tab, Call::End(None));
    }
    browser.call(tab, Call::Suppress(true, false));
    browser.call(tab, Call::Show("f".into()));
    browser.call(tab, Call::End(Some("f".into())));
    browser.call(tab, Call::Suppress(false, false));
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "no longer asked for");
}

#[test]
fn what_goes_on_after_the_quiet_has_started_once_wherever_it_is_kept() {
    for forgetful in [false, true] {
        let mut browser = given("", TWO_STEPS);
        browser.forgetful = forgetful;
        let tab = browser.open();
        browser.call(tab, Call::Show("f".into()));
        browser.does(tab, "f", "seen");
        browser.call(tab, Call::Suppress(true, false));
        browser.call(tab, Call::Suppress(false, false));
        assert_eq!(browser.tabs[tab].showing(), ["f"]);
        assert_eq!(browser.tabs[tab].said("f"), ["started", "seen", "step a"]);
    }
}
