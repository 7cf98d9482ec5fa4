//! Every kind of experience through the core: what it shows, and how one goes through it.

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
use host::json;
use host::page::{Page, banner, title};
use std::collections::BTreeMap;

// --- checklist ---------------------------------------------------------------------------------

const CHECKLIST: &str = r#"[
  {"id": "start", "kind": "checklist", "title": "Get started", "tasks": [
    {"id": "create", "title": "Create an invoice", "done": {"$event": {"name": "Created"}},
      "actions": [{"label": "Create", "do": "open", "url": "/new"}]},
    {"id": "send", "title": "Send it", "done": {"$event": {"name": "Sent"}}},
    {"id": "tour", "title": "Look around", "actions": [{"label": "Show me", "do": "show", "experience": "tour"}]}
  ]},
  {"id": "tour", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "a", "type": "modal", "title": "Here"}]}
]"#;

#[test]
fn a_checklist_checks_off_what_was_done_before_and_what_is_done_now() {
    let mut page = Page::with(r#"[]"#);
    page.track("Created");
    page.options =
        json(&format!(r#"{{"guidebook": {{"version": 1, "experiences": {CHECKLIST}}}}}"#));
    page.reload("tab0");
    assert_eq!(page.done("start"), [true, false, false], "from history");
    assert_eq!(page.view("start").get("progress"), Some(&json("[1, 3]")));
    assert_eq!(page.view("start").text("surface"), Some("checklist"));
    page.act("start", "seen");
    page.track("Sent");
    assert_eq!(page.done("start"), [true, true, false], "at the very event");
    assert_eq!(page.said("start"), ["started", "step create", "seen", "step send"]);
}

#[test]
fn a_checklist_is_completed_with_its_last_task_and_says_so_until_it_is_closed() {
    let mut page = Page::with(CHECKLIST);
    page.act("start", "seen");
    page.track("Created");
    page.track("Sent");
    page.act("start", "2.0");
    assert!(page.shows("tour"), "the action of the task was performed");
    assert_eq!(page.view("start").get("progress"), Some(&json("[3, 3]")));
    assert_eq!(page.said("start").last(), Some(&"completed"));
    page.act("start", "close");
    assert!(!page.shows("start"));
    assert_eq!(page.said("start").last(), Some(&"completed"), "closing is not dismissing then");
    page.reload("tab0");
    assert!(!page.shows("start"));
}

#[test]
fn a_task_once_done_stays_done_and_survives_a_reload() {
    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "title": "C", "tasks": [
          {"id": "page", "title": "See it", "done": {"page.path": "/there"}},
          {"id": "by-hand", "title": "Think"}, {"id": "last", "title": "Last"}]}]"#,
    );
    page.route("/there");
    page.act("c", "seen");
    page.route("/elsewhere");
    assert_eq!(page.done("c"), [true, false, false]);
    let label =
        page.view("c").list("items")[1].list("buttons")[0].text("label").unwrap().to_owned();
    assert_eq!(label, "Mark as done", "what nothing else ends, its button does");
    page.act("c", "1.0");
    page.act("c", "open");
    page.reload("tab0");
    assert_eq!(page.done("c"), [true, true, false]);
    assert!(page.view("c").is_true("open"));
    page.reload("tab1");
    assert_eq!(page.done("c"), [true, true, false], "in the next tab too");
}

#[test]
fn what_was_done_in_a_list_is_done_when_the_list_comes_back() {
    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "frequency": "until-completed", "tasks": [
            {"id": "a", "title": "A"}, {"id": "b", "title": "B"}]},
          {"id": "again", "kind": "checklist", "trigger": {"on": "manual"}, "tasks": [{"id": "a", "title": "A"}]}]"#,
    );
    page.act("c", "seen");
    page.act("c", "0.0");
    page.act("c", "close");
    page.turn();
    assert_eq!(page.done("c"), [true, false], "it was closed");
    page.act("c", "seen");
    page.pass(31 * DAY);
    page.reload("tab0");
    assert_eq!(page.done("c"), [true, false], "it was too old");
    for _ in 0..2 {
        page.call(Call::Show("again".into()));
        assert_eq!(page.done("again"), [false], "what was completed begins anew");
        page.act("again", "0.0");
        page.act("again", "close");
    }
}

#[test]
fn a_checklist_leaves_the_stage_to_others_and_can_be_dismissed() {
    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "title": "C", "tasks": [{"id": "a", "title": "A"}]},
          {"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "Here"}]}]"#,
    );
    assert!(page.shows("c") && page.shows("f"));
    page.act("c", "seen");
    page.act("c", "close");
    assert_eq!(page.said("c"), ["started", "seen", "dismissed"]);
    page.reload("tab0");
    assert!(!page.shows("c"));
}

#[test]
fn a_checklist_with_nothing_left_to_do_does_not_start() {
    let mut page = Page::with("[]");
    page.track("Created");
    page.options = json(
        r#"{"guidebook": {"version": 1, "experiences": [{"id": "c", "kind": "checklist", "title": "C",
          "tasks": [{"id": "a", "title": "A", "done": {"$event": {"name": "Created"}}}]}]}}"#,
    );
    page.reload("tab0");
    assert!(!page.shows("c"));
    let why = page.state.explain(Some("c"), page.now);
    assert_eq!(why.text("gate"), Some("done"));
}

#[test]
fn a_checklist_of_which_the_rest_was_done_while_it_was_closed_does_not_start() {
    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "frequency": "until-completed", "tasks": [
          {"id": "a", "title": "A"}, {"id": "b", "title": "B", "done": {"$event": {"name": "E"}}}]}]"#,
    );
    page.act("c", "seen");
    page.act("c", "0.0");
    page.act("c", "close");
    page.track("E");
    page.turn();
    assert!(!page.shows("c"));
    assert_eq!(page.sentence("c"), "\"c\" is not shown: everything in it is done already.");
}

#[test]
fn a_task_that_is_done_while_its_list_is_not_there_is_done() {
    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "tasks": [
          {"id": "a", "title": "A", "done": {"page.path": "/a"}}, {"id": "b", "title": "B", "done": {"page.path": "/b"},
            "actions": [{"label": "Later", "do": "snooze", "for": "1h"}]}, {"id": "d", "title": "D"}]}]"#,
    );
    page.act("c", "seen");
    page.call(Call::Suppress(true, false));
    page.route("/a");
    page.route("/other");
    page.call(Call::Suppress(false, false));
    assert_eq!(page.done("c"), [true, false, false], "in the quiet");
    page.act("c", "1.0");
    page.route("/b");
    page.turn();
    assert!(!page.shows("c"));
    page.pass(HOUR);
    assert_eq!(page.done("c"), [true, true, false], "put off");
    let steps = page.said("c").iter().filter(|said| said.starts_with("step")).count();
    assert_eq!(steps, 2, "each once");
}

#[test]
fn a_list_of_which_the_last_task_was_done_in_the_quiet_says_so_after_it() {
    let mut page = Page::with(
        r#"[{"id": "c", "kind": "checklist", "tasks": [
          {"id": "a", "title": "A", "done": {"page.path": "/a"}}]}]"#,
    );
    page.act("c", "seen");
    page.call(Call::Suppress(true, false));
    page.route("/a");
    page.route("/other");
    assert!(!page.shows("c"));
    page.call(Call::Suppress(false, false));
    assert_eq!(page.done("c"), [true]);
    assert_eq!(page.said("c").last(), Some(&"completed"));
}

// --- spotlight, launcher, inline -----------------------------------------------------------------

#[test]
fn a_spot_goes_when_its_button_was_used_and_the_last_completes_the_spotlight() {
    let mut page = Page::with(
        r##"[{"id": "s", "kind": "spotlight", "spots": [
          {"target": "#a", "title": "A"},
          {"id": "b", "target": "#b", "title": "B", "actions": [{"label": "Look", "do": "open", "url": "/b"}]}]},
          {"id": "t", "kind": "spotlight", "spots": [{"target": "#c", "type": "tooltip", "title": "C"}]}]"##,
    );
    assert!(page.shows("t"), "many at once");
    assert!(page.view("t").list("items")[0].list("buttons").is_empty());
    page.act("s", "seen");
    page.act("s", "open");
    page.act("s", "0.0");
    assert_eq!(page.done("s"), [true, false]);
    page.act("s", "1.0");
    assert_eq!(page.opened, ["/b"]);
    assert!(!page.shows("s"));
    assert_eq!(page.said("s"), ["started", "seen", "engaged", "step 0", "step b", "completed"]);
}

#[test]
fn a_launcher_opens_pages_and_experiences_and_stays() {
    let mut page = Page::with(
        r#"[{"id": "help", "kind": "launcher", "title": "Help", "items": [
          {"title": "Docs", "url": "/docs"}, {"title": "Tour", "experience": "tour"}, {"title": "Begin", "experience": "c"}]},
          {"id": "tour", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "a", "type": "modal", "title": "Here"}]},
          {"id": "c", "kind": "checklist", "title": "C", "tasks": [{"id": "a", "title": "A"}]}]"#,
    );
    page.act("help", "seen");
    page.act("help", "open");
    assert!(page.view("help").is_true("open"));
    page.act("help", "0.0");
    assert_eq!(page.opened, ["/docs"]);
    assert!(!page.view("help").is_true("open"), "the panel is out of the way");
    page.act("help", "2.0");
    assert!(page.view("c").is_true("open"), "what is there already is opened");
    page.act("help", "1.0");
    assert!(page.shows("tour") && page.shows("help"));
    page.reload("tab0");
    assert!(page.shows("help"));
    assert_eq!(
        page.said("help"),
        ["started", "seen", "engaged", "step 0", "step 2", "step 1"],
        "it is one run in a tab"
    );
    page.reload("tab1");
    assert!(page.shows("help"), "another tab has one of its own");
    let runs = page.storage.keys().filter(|key| key.starts_with("r:") && key.contains("help"));
    assert_eq!(runs.count(), 1, "what a closed tab left is cleared");
}

#[test]
fn inline_cards_are_many_at_once_and_name_their_place() {
    let page = Page::with(
        r##"[{"id": "i", "kind": "inline", "target": "#a", "title": "A"},
          {"id": "j", "kind": "inline", "target": ["#b", "#c"], "title": "B"},
          {"id": "b", "kind": "banner", "layout": "inline", "position": "bottom", "body": "B"}]"##,
    );
    assert_eq!(page.view("i").text("surface"), Some("inline"));
    assert_eq!(page.view("j").get("target"), Some(&json(r##"["#b", "#c"]"##)));
    assert_eq!(page.view("b").text("layout"), Some("inline"));
    assert_eq!(page.warnings, [""; 0]);
}

// --- surveys --------------------------------------------------------------------------------------

#[test]
fn a_survey_gives_thanks_and_has_been_completed_by_then() {
    let mut page = Page::with(
        r#"[{"id": "s", "kind": "survey", "title": "Hello", "thanks": ["Thank you!"],
          "questions": [{"id": "q", "type": "text", "title": "Q?"}]}]"#,
    );
    page.act("s", "seen");
    page.say("s", "answer", "x".into());
    let view = page.view("s");
    assert_eq!(view.get("body"), Some(&json(r#"["Thank you!"]"#)));
    assert_eq!(view.get("question"), None);
    assert_eq!(view.list("buttons")[0].text("press"), Some("close"));
    assert_eq!(page.said("s").last(), Some(&"completed"));
    page.act("s", "close");
    assert!(!page.shows("s"));
    assert_eq!(page.said("s").last(), Some(&"completed"));
}

#[test]
fn a_number_and_a_choice_keep_within_their_bounds() {
    let mut page = Page::with(
        r#"[{"id": "s", "kind": "survey", "questions": [
          {"id": "n", "type": "number", "title": "N?", "min": 1.5, "max": 10},
          {"id": "m", "type": "multiple", "title": "M?", "min": 2, "max": 3,
            "options": [{"value": "a"}, {"value": "b"}, {"value": "c"}, {"value": "d"}]}]}]"#,
    );
    let wrong = |page: &Page| page.view("s").at("question.error").unwrap().clone();
    page.say("s", "answer", 1.0.into());
    assert_eq!(wrong(&page), "Please enter at least 1.5.".into());
    page.say("s", "answer", 11.0.into());
    assert_eq!(wrong(&page), "Please enter at most 10.".into());
    page.say("s", "answer", 10.0.into());
    page.say("s", "answer", json(r#"["a"]"#));
    assert_eq!(wrong(&page), "Please choose at least 2.".into());
    page.say("s", "answer", json(r#"["a", "b", "c", "d"]"#));
    assert_eq!(wrong(&page), "Please choose at most 3.".into());
    page.say("s", "answer", json(r#"["a", "b"]"#));
    assert!(!page.shows("s"));
}

#[test]
fn promoters_passives_and_detractors_are_each_asked_what_is_for_them() {
    for (score, group, then) in [
        (10.0, "promoter", "praise"),
        (8.0, "passive", "lacks"),
        (7.0, "passive", "lacks"),
        (6.0, "detractor", "sorrow"),
    ] {
        let mut page = Page::with(
            r#"[{"id": "n", "kind": "survey", "frequency": {"every": "90d"}, "questions": [
              {"id": "score", "type": "nps", "title": "How likely?", "next": [
                {"when": {"nps.group": "promoter"}, "question": "praise"},
                {"when": {"nps.group": "passive"}, "question": "lacks"}, {"question": "sorrow"}]},
              {"id": "praise", "type": "text", "title": "What do you like?", "next": [{"question": "end"}]},
              {"id": "lacks", "type": "text", "title": "What is missing?", "next": [{"question": "end"}]},
              {"id": "sorrow", "type": "text", "title": "What went wrong?"}]}]"#,
        );
        page.act("n", "seen");
        page.say("n", "answer", score.into());
        assert_eq!(page.state.facts().at("nps.group"), Some(&group.into()));
        assert_eq!(page.view("n").at("question.id"), Some(&then.into()), "{score}");
        page.say("n", "answer", "x".into());
        assert_eq!(page.said("n").last(), Some(&"completed"), "{score}");
        page.pass(89 * DAY);
        page.turn();
        assert!(!page.shows("n"), "it is not asked again so soon");
        page.pass(DAY);
        page.turn();
        assert!(page.shows("n"), "it is asked again");
    }
}

#[test]
fn options_in_random_order_are_all_there_and_stay_as_they_are_for_a_run() {
    let mut orders = BTreeMap::new();
    for steps in 0..40 {
        let mut page = Page::with(
            r#"[{"id": "s", "kind": "survey", "trigger": {"on": "event", "event": "go"}, "questions": [
              {"id": "q", "type": "single", "title": "Q?", "randomise": true,
                "options": [{"value": "a"}, {"value": "b"}, {"value": "c"}]},
              {"id": "r", "type": "text", "title": "R?"}]}]"#,
        );
        page.entropy += steps << 56;
        page.track("go");
        let order = |page: &Page| page.view("s").at("question.options").unwrap().clone();
        let first = order(&page);
        assert_eq!(first.as_list().len(), 3);
        page.say("s", "answer", "b".into());
        page.act("s", "back");
        assert_eq!(order(&page), first, "coming back shows no change");
        assert_eq!(page.view("s").at("question.answer"), Some(&"b".into()));
        let order: Vec<_> = first.as_list().iter().filter_map(|it| it.text("value")).collect();
        *orders.entry(order.join(" ")).or_insert(0) += 1;
    }
    assert_eq!(orders.len(), 6, "there is no order that never comes: {orders:?}");
}

#[test]
fn a_question_left_blank_is_no_answer_of_the_time_before() {
    let mut page = Page::with(
        r#"[{"id": "n", "kind": "survey", "frequency": {"every": "90d"}, "questions": [
            {"id": "score", "type": "nps", "title": "Score", "next": [
              {"when": {"answers.n.score": {"$exists": true, "$lt": 7}}, "question": "why"}, {"question": "end"}]},
            {"id": "why", "type": "text", "title": "Why?", "next": [
              {"when": {"$and": [{"answers.n.score": 3}, {"$answer": {"survey": "n", "question": "why", "$eq": "slow"}}]}, "question": "more"},
              {"question": "end"}]},
            {"id": "more", "type": "text", "title": "More?"}]},
          {"id": "low", "kind": "banner", "trigger": {"on": "segment"}, "audience": {"answers.n.score": 3}, "body": "Sorry"}]"#,
    );
    page.act("n", "seen");
    page.say("n", "answer", 3.0.into());
    page.say("n", "answer", "slow".into());
    assert_eq!(page.view("n").at("question.title"), Some(&"More?".into()));
    page.act("n", "answer");
    page.pass(91 * DAY);
    page.turn();
    page.act("n", "seen");
    page.act("n", "answer");
    assert!(!page.shows("n"), "nothing was said of which one could ask why");
    assert_eq!(page.state.facts().at("answers.n.score"), Some(&3.0.into()), "it was said once");
    assert!(page.shows("low"));
}

// --- a step without its element ------------------------------------------------------------------

/// A flow whose first step has an element that may be missing.
fn flow_missing(missing: &str) -> Page {
    Page::with(&format!(
        r##"[{{"id": "f", "kind": "flow", "frequency": "always", "steps": [
          {{"id": "a", "type": "tooltip", "target": "#gone", "wait": "2s", {missing} "title": "A"}},
          {{"id": "b", "type": "modal", "title": "B"}}]}}]"##
    ))
}

#[test]
fn an_element_that_does_not_come_is_waited_for_and_that_is_said() {
    for missing in ["", r#""missing": "wait","#] {
        let mut page = flow_missing(missing);
        assert_eq!(page.view("f").number("wait"), Some(2000.0));
        assert_eq!(page.sentence("f"), "\"f\" waits for its element to be on the page.");
        page.act("f", "missing");
        assert_eq!(page.said("f"), ["started", "missing a"]);
        assert_eq!(title(&page), "A", "it is still waited for");
        page.act("f", "seen");
        assert_eq!(page.sentence("f"), "\"f\" is being shown now.");
    }
}

#[test]
fn what_waits_for_its_element_lets_others_go_first_and_comes_after_them() {
    let mut page = Page::with(
        r##"[{"id": "f", "kind": "flow", "priority": 1, "steps": [
            {"id": "a", "type": "tooltip", "target": "#late", "title": "A"}]},
          {"id": "s", "kind": "survey", "questions": [{"id": "q", "type": "text", "title": "Q"}]}]"##,
    );
    assert_eq!(page.view("f").number("wait"), Some(5000.0));
    assert!(!page.shows("s"), "it may still come");
    page.act("f", "missing");
    assert!(page.shows("s") && !page.shows("f"));
    page.act("s", "seen");
    page.act("s", "close");
    assert!(page.shows("f"));
    page.act("f", "seen");
    assert_eq!(page.said("f"), ["started", "missing a", "seen", "step a"]);
}

#[test]
fn a_step_without_its_element_is_skipped_and_that_is_said() {
    let mut page = flow_missing(r#""missing": "skip","#);
    page.act("f", "missing");
    assert_eq!(page.said("f"), ["started", "missing a"]);
    assert_eq!(title(&page), "B");
}

#[test]
fn a_flow_without_its_element_ends_says_why_and_is_tried_again_on_the_next_page() {
    let mut page = flow_missing(r#""missing": "end","#);
    page.act("f", "missing");
    assert_eq!(page.said("f"), ["started", "missing a", "dismissed a"]);
    assert!(!page.shows("f"), "else it would come and go for as long as the page is open");
    assert_eq!(page.sentence("f"), "\"f\" is not shown: its element was not on this page.");
    page.turn();
    assert!(page.shows("f"));
}

#[test]
fn what_came_late_and_was_closed_was_there() {
    let mut page = flow_missing("");
    page.act("f", "missing");
    page.see("f");
    let there = "\"f\" is not shown: it was there on this page already.";
    assert_eq!(page.sentence("f"), there);
}

#[test]
fn conditions_may_ask_for_what_had_no_element() {
    let mut page = Page::with(&format!(
        r##"[{{"id": "f", "kind": "flow", "steps": [
          {{"id": "a", "type": "tooltip", "target": "#gone", "wait": "2s", "title": "A"}}]}}, {}]"##,
        banner(
            "b",
            r#""audience": {"$experience": {"id": "f", "state": "missing"}}, "trigger": {"on": "segment"},"#
        )
    ));
    assert!(!page.shows("b"));
    page.act("f", "missing");
    assert!(page.shows("b"));
    assert_eq!(page.warnings, [""; 0]);
}

#[test]
fn a_driven_step_moves_on_when_its_element_is_used_or_its_event_happens_and_hidden_steps_are_passed()
 {
    let mut page = Page::with(
        r##"[{"id": "f", "kind": "flow", "steps": [
          {"id": "a", "type": "driven", "target": "#a", "title": "A"},
          {"id": "logic", "type": "hidden", "next": [{"when": {"user.plan": "pro"}, "step": "c"}, {"step": "b"}]},
          {"id": "b", "type": "driven", "target": "#b", "title": "B", "advance": {"on": "event", "event": "Saved"}},
          {"id": "c", "type": "modal", "title": "C"}]}]"##,
    );
    assert_eq!(page.view("f").get("driven"), Some(&true.into()));
    page.act("f", "driven");
    assert_eq!(title(&page), "B");
    assert_eq!(page.view("f").get("progress"), Some(&json("[2, 3]")), "logic does not count");
    page.track("Other");
    assert_eq!(title(&page), "B");
    page.track("Saved");
    assert_eq!(title(&page), "C");
}

#[test]
fn a_click_that_something_else_captures_starts_what_waits_for_it() {
    let mut page = Page::with(
        r##"[{"id": "b", "kind": "banner", "body": "B",
          "trigger": {"on": "element", "selector": "#export", "when": "clicked"}}]"##,
    );
    page.input(Input::Cued(json(r##"["click", "#import"]"##)));
    assert!(!page.shows("b"));
    page.input(Input::Cued(json(r##"["click", "#import", "#export"]"##)));
    assert!(page.shows("b"));
    assert_eq!(page.tracked().len(), 0, "it is not recorded a second time");
}

// --- steps that were not seen -------------------------------------------------------------------------

fn skipping(steps: &str) -> Page {
    Page::with(&format!(
        r#"[{{"id": "f", "kind": "flow", "frequency": "once", "steps": [{steps}]}}]"#
    ))
}

const SKIPPED: &str =
    r##"{"id": "s", "type": "tooltip", "target": "#gone", "title": "S", "missing": "skip"}"##;

#[test]
fn a_flow_of_which_nothing_was_seen_is_not_completed_and_tried_again_on_the_next_page() {
    let mut page = skipping(&format!("{SKIPPED}, {}", SKIPPED.replace(r#""s""#, r#""t""#)));
    page.act("f", "missing");
    page.act("f", "missing");
    assert!(!page.shows("f"));
    assert_eq!(page.said("f"), ["started", "missing s", "missing t", "dismissed t"]);
    page.turn();
    page.act("f", "seen");
    page.act("f", "next");
    page.act("f", "missing");
    assert_eq!(page.said("f").last(), Some(&"completed"), "something was seen");
    page.turn();
    assert!(!page.shows("f"));
}

#[test]
fn back_goes_to_what_was_seen_and_not_to_what_was_skipped() {
    let card = |id: &str| format!(r#"{{"id": "{id}", "type": "modal", "title": "{id}"}}"#);
    let mut page = skipping(&[&card("a"), SKIPPED, &card("c")].join(","));
    page.act("f", "seen");
    page.act("f", "next");
    page.act("f", "missing");
    assert_eq!(title(&page), "c");
    page.act("f", "back");
    assert_eq!(title(&page), "a");
    let mut page = skipping(&[SKIPPED, &card("c")].join(","));
    page.act("f", "missing");
    assert_eq!(page.view("f").list("buttons").len(), 1, "there is nothing to go back to");
}

#[test]
fn there_is_no_way_back_to_another_page() {
    let mut page = skipping(
        r#"{"id": "a", "type": "modal", "title": "A", "page": "/"},
           {"id": "b", "type": "modal", "title": "B", "page": "/b"}, {"id": "c", "type": "modal", "title": "C"}"#,
    );
    page.act("f", "seen");
    page.act("f", "next");
    page.route("/b");
    assert_eq!((title(&page).as_str(), page.view("f").list("buttons").len()), ("B", 1));
    page.act("f", "seen");
    page.act("f", "next");
    assert_eq!((title(&page).as_str(), page.view("f").list("buttons").len()), ("C", 2));
}

// --- events for what is not on the screen -------------------------------------------------------------

#[test]
fn a_driven_step_hears_its_event_while_it_waits_for_its_page_or_its_turn() {
    let mut page = Page::with(
        r##"[{"id": "f", "kind": "flow", "steps": [
            {"id": "a", "type": "driven", "page": "/invoices", "target": "#new", "title": "Create one", "advance": {"on": "event", "event": "Created"}},
            {"id": "b", "type": "driven", "target": "#send", "title": "Send it", "advance": {"on": "event", "event": "Sent"}},
            {"id": "c", "type": "modal", "title": "Well done"}]},
          {"id": "s", "kind": "survey", "trigger": {"on": "manual"}, "questions": [{"id": "q", "type": "text", "title": "Q"}]}]"##,
    );
    page.route("/invoices");
    page.act("f", "seen");
    page.route("/invoices/new");
    assert!(!page.shows("f"));
    page.track("Created");
    assert_eq!(title(&page), "Send it");
    page.act("f", "seen");
    page.call(Call::Show("s".into()));
    page.track("Sent");
    assert_eq!(page.showing(), ["s"]);
    page.act("s", "close");
    assert_eq!(title(&page), "Well done");
    assert_eq!(page.said("f"), ["started", "seen", "step a", "engaged", "step b"]);
}

#[test]
fn the_last_step_that_is_seen_says_so_whatever_logic_follows_it() {
    let label = |steps: &str| {
        let page = Page::with(&format!(
            r#"[{{"id": "f", "kind": "flow", "steps": [{{"id": "a", "type": "modal", "title": "A"}}, {steps}]}}]"#
        ));
        page.view("f").list("buttons")[0].text("label").map(str::to_owned).unwrap()
    };
    let hidden = |id: &str, next: &str| format!(r#"{{"id": "{id}", "type": "hidden"{next}}}"#);
    assert_eq!(label(&hidden("h", "")), "Done");
    assert_eq!(label(&[hidden("h", ""), hidden("i", "")].join(",")), "Done");
    let shown = r#"{"id": "b", "type": "modal", "title": "B"}"#;
    assert_eq!(label(&[&hidden("h", ""), shown].join(",")), "Next");
    assert_eq!(label(&[&hidden("h", r#", "next": [{"step": "end"}]"#), shown].join(",")), "Done");
}

#[test]
fn a_step_says_how_far_one_has_come_on_the_way_one_takes() {
    let progress = |page: &Page| {
        let view = page.view("s");
        view.get("progress").map(|it| (it.as_list()[0].as_number(), it.as_list()[1].as_number()))
    };
    let of = |at: f64, total: f64| Some((Some(at), Some(total)));
    let open = || {
        Page::with(
            r#"[{"id": "s", "kind": "survey", "questions": [
              {"id": "score", "type": "nps", "title": "1", "next": [
                {"when": {"nps.group": "promoter"}, "question": "praise"}, {"question": "why"}]},
              {"id": "why", "type": "text", "title": "2"},
              {"id": "more", "type": "text", "title": "3", "next": [{"question": "end"}]},
              {"id": "praise", "type": "text", "title": "4"}]}]"#,
        )
    };
    let mut page = open();
    assert_eq!(progress(&page), of(1.0, 3.0), "at the most");
    page.say("s", "answer", 2.0.into());
    assert_eq!(progress(&page), of(2.0, 3.0));
    page.act("s", "back");
    assert_eq!(progress(&page), of(1.0, 3.0));
    page.say("s", "answer", 10.0.into());
    assert_eq!(progress(&page), of(2.0, 2.0), "there is nothing more");

    let flow = |steps: &str| {
        Page::with(&format!(r#"[{{"id": "s", "kind": "flow", "steps": [{steps}]}}]"#))
    };
    let card = |id: &str| format!(r#"{{"id": "{id}", "type": "modal", "title": "{id}"}}"#);
    let branch = r#"{"id": "h", "type": "hidden", "next": [{"when": {"user.dev": true}, "step": "a"}, {"step": "b"}]}"#;
    let page = flow(&[branch, &card("a"), &card("b")].join(","));
    assert_eq!(progress(&page), None, "it is the only one");
    let round =
        r#"{"id": "b", "type": "modal", "title": "b", "actions": [{"do": "goto", "step": "a"}]}"#;
    let mut page = flow(&[&card("a"), round, &card("c")].join(","));
    page.act("s", "next");
    page.act("s", "0");
    assert_eq!(progress(&page), of(1.0, 3.0), "back at the first");
}

#[test]
fn a_written_way_back_is_there_where_it_leads_somewhere() {
    let steps = r#"[{"id": "f", "kind": "flow", "steps": [
        {"id": "a", "type": "modal", "title": "A", "page": "/", "actions": [{"do": "back"}, {"do": "next"}]},
        {"id": "b", "type": "modal", "title": "B", "actions": [{"do": "back"}, {"do": "next"}]},
        {"id": "c", "type": "modal", "title": "C", "page": "/c", "actions": [{"do": "back"}]}]}]"#;
    let buttons = |page: &Page| {
        let view = page.view("f");
        view.list("buttons")
            .iter()
            .map(|it| it.text("label").unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut page = Page::with(steps);
    assert_eq!(buttons(&page), ["Next"], "there is nothing before it");
    page.act("f", "1");
    assert_eq!(buttons(&page), ["Back", "Next"]);
    page.route("/b");
    page.act("f", "1");
    assert!(!page.shows("f"));
    page.route("/c");
    assert_eq!(buttons(&page), ["Back"]);
    page.act("f", "back");
    assert_eq!(buttons(&page), ["Next"], "what is before it belongs on another page");
}

#[test]
fn of_what_stays_on_the_page_there_is_one_in_each_place() {
    let page = Page::with(
        r#"[{"id": "trial", "kind": "banner", "body": "T"}, {"id": "again", "kind": "banner", "position": "top", "body": "A"},
          {"id": "down", "kind": "banner", "position": "bottom", "body": "D"},
          {"id": "help", "kind": "launcher", "title": "Help", "items": [{"title": "A", "url": "/a"}]},
          {"id": "news", "kind": "launcher", "title": "News", "position": "start", "items": [{"title": "B", "url": "/b"}]},
          {"id": "late", "kind": "launcher", "title": "Late", "items": [{"title": "C", "url": "/c"}]},
          {"id": "todo", "kind": "checklist", "title": "To do", "tasks": [{"id": "t", "title": "T"}]}]"#,
    );
    assert_eq!(page.showing(), ["down", "help", "news", "todo", "trial"]);
    assert!(page.sentence("late").contains(r#""help" is being shown"#));
}

#[test]
fn explain_says_what_holds_up_what_has_begun() {
    let mut page = Page::with(
        r#"[{"id": "f", "kind": "flow", "name": "Tour", "steps": [{"id": "a", "type": "tooltip", "target": ".a", "title": "A"}]},
          {"id": "g", "kind": "flow", "trigger": {"on": "event", "event": "go"}, "steps": [{"id": "a", "type": "modal", "title": "G"}]}]"#,
    );
    page.act("f", "seen");
    page.act("f", "missing");
    assert!(page.sentence("f").contains("waits for its element"), "{}", page.sentence("f"));
    page.track("go");
    assert_eq!(page.showing(), ["g"]);
    assert!(page.sentence("f").contains(r#""g" is being shown"#), "{}", page.sentence("f"));
}
