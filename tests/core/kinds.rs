//! Every kind of experience and every trigger, through the core.

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
use docent::core::capture::{Element, Gesture, GestureKind};
use docent::core::experience::run::Action;
use docent::core::time::{DAY, HOUR, MINUTE, Millis, SECOND};
use docent::core::value::{Map, Value};
use host::page::Page;
use host::{Tab, json};
use std::collections::BTreeMap;

impl Page {
    /// Opens a page with these experiences.
    fn with(experiences: &str) -> Page {
        Page::given(&format!(r#"{{"guidebook": {{"version": 1, "experiences": {experiences}}}}}"#))
    }

    fn reload(&mut self, tab: &str) {
        self.load(tab, |_| {});
    }

    /// Goes to another page.
    fn turn(&mut self) {
        self.route(&format!("/{}", self.now));
    }

    /// The events the page or an action asked for.
    fn tracked(&self) -> Vec<&Value> {
        let is = |name: &str, event: &Value| name == "event" && event.text("type") == Some("track");
        self.notices
            .iter()
            .filter(|(name, event)| is(name, event))
            .map(|(_, event)| event)
            .collect()
    }

    /// Somebody sees an experience and closes it.
    fn see(&mut self, id: &str) {
        self.act(id, "seen");
        self.act(id, "close");
    }

    fn sentence(&self, id: &str) -> String {
        self.state.explain(Some(id), self.now).text("sentence").unwrap().into()
    }

    fn view(&self, id: &str) -> Value {
        Tab::view(self, id).unwrap_or_else(|| panic!("{id} is shown"))
    }

    fn shows(&self, id: &str) -> bool {
        self.showing().contains(&id)
    }

    fn act(&mut self, id: &str, word: &str) {
        self.say(id, word, Value::Null);
    }

    fn say(&mut self, id: &str, word: &str, value: Value) {
        let action = Action::decode(word, value).expect("a word for an action");
        let acted = self.acted(id, action);
        self.input(acted);
    }

    /// Which items of an experience are done.
    fn done(&self, id: &str) -> Vec<bool> {
        self.view(id).list("items").iter().map(|item| item.is_true("done")).collect()
    }
}

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
    assert_eq!(page.said("help"), ["started", "seen", "engaged"], "it is one run in a tab");
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

// --- triggers ------------------------------------------------------------------------------------

const WAITING: &str = r##"[
  {"id": "deep", "kind": "banner", "trigger": {"on": "scroll", "percent": 60, "page": "/docs"}, "frequency": "always", "body": "B"},
  {"id": "quiet", "kind": "inline", "target": "#a", "trigger": {"on": "idle", "after": "30s"}, "title": "I"},
  {"id": "leaving", "kind": "inline", "target": "#a", "trigger": {"on": "exit"}, "audience": {"user.plan": "trial"}, "title": "I"},
  {"id": "there", "kind": "inline", "target": "#a", "trigger": {"on": "element", "selector": "#x", "when": "appears"}, "title": "I"}
]"##;

#[test]
fn only_what_someone_eligible_waits_for_is_watched() {
    let mut page = Page::with(WAITING);
    assert_eq!(page.warnings, [""; 0]);
    let idle_and_element = json(r##"[["idle", 30000], ["element", "#x"]]"##);
    assert_eq!(Value::List(page.awaited.clone()), idle_and_element);
    page.route("/docs");
    assert_eq!(page.awaited.len(), 3);
    assert!(page.awaited.contains(&json(r#"["scroll", 60]"#)));
    let call = Call::Set(Map::new().with("plan", "trial"));
    page.input(Input::Called { call, page: None, ticket: 1 });
    assert!(page.awaited.contains(&json(r#"["exit"]"#)));
}

#[test]
fn what_was_watched_for_starts_what_waited_for_it_and_is_watched_no_more() {
    let mut page = Page::with(WAITING);
    page.route("/docs");
    page.input(Input::Cued(json(r#"["idle", 30000]"#)));
    assert!(page.shows("quiet") && !page.shows("there") && !page.shows("deep"));
    page.input(Input::Cued(json(r##"["element", "#x"]"##)));
    page.input(Input::Cued(json(r#"["scroll", 60]"#)));
    assert!(page.shows("there") && page.shows("deep"));
    assert_eq!(page.awaited, [Value::Null; 0]);
    page.act("deep", "seen");
    page.act("deep", "close");
    assert!(!page.shows("deep"), "once a page view");
    page.route("/");
    page.route("/docs");
    assert!(!page.shows("deep") && page.awaited == [json(r#"["scroll", 60]"#)]);
}

#[test]
fn a_depth_that_was_reached_while_the_stage_was_taken_still_counts() {
    let mut page = Page::with(
        r#"[{"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "A"}]},
          {"id": "g", "kind": "flow", "trigger": {"on": "scroll"}, "steps": [{"id": "a", "type": "modal", "title": "B"}]},
          {"id": "h", "kind": "flow", "trigger": {"on": "exit"}, "steps": [{"id": "a", "type": "modal", "title": "C"}]}]"#,
    );
    page.input(Input::Cued(json(r#"["scroll", 50]"#)));
    page.input(Input::Cued(json(r#"["exit"]"#)));
    page.act("f", "seen");
    page.act("f", "close");
    assert!(page.shows("g"));
    page.act("g", "close");
    assert!(!page.shows("h"), "a pointer that left has come back since");
}

// --- texts ---------------------------------------------------------------------------------------

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
fn texts_come_in_the_exact_locale_then_the_language_then_as_written() {
    let options = |locale: &str| {
        format!(
            r#"{{"ui": {{"locale": "{locale}"}}, "guidebook": {{"version": 1,
              "locales": {{"de": {{"Next": "Weiter"}}}},
              "experiences": [{{"id": "f", "kind": "flow", "steps": [
                {{"id": "a", "type": "modal", "title": "Hello", "body": ["One", "Two"],
                  "actions": [{{"do": "next"}}, {{"do": "dismiss", "label": "No"}}]}}],
                "locale": {{"de": {{"steps": {{"a": {{"title": "Hallo", "body": ["Eins"],
                    "actions": [{{}}, {{"label": "Nein"}}]}}}}}},
                  "de-AT": {{"steps": [{{"title": "Servus"}}]}}}}}}]}}}}"#
        )
    };
    let texts = |locale: &str| {
        let view = Page::given(&options(locale)).view("f");
        let label = |at: usize| view.list("buttons")[at].text("label").unwrap().to_owned();
        let body = view.list("body").len();
        (
            view.text("title").unwrap().to_owned(),
            body,
            label(0),
            label(1),
            (view.get("lang").cloned(), view.at("words.Next").cloned()),
        )
    };
    let of = |title: &str, body, no: &str, lang: Option<&str>| {
        let words = lang.map(|_| "Weiter".into());
        (title.to_owned(), body, "Next".to_owned(), no.to_owned(), (lang.map(Value::from), words))
    };
    assert_eq!(texts("fr"), of("Hello", 2, "No", None));
    assert_eq!(texts("de"), of("Hallo", 1, "Nein", Some("de")));
    assert_eq!(texts("de-AT"), of("Servus", 1, "Nein", Some("de-AT")));
}

#[test]
fn a_view_carries_the_tokens_of_the_guidebook_and_its_own() {
    let page = Page::given(
        r##"{"guidebook": {"version": 1, "theme": {"accent": "#067"}, "experiences": [
          {"id": "b", "kind": "banner", "theme": {"radius": "4px"}, "body": "B"}]}}"##,
    );
    let view = page.view("b");
    assert_eq!(view.at("base.accent"), Some(&"#067".into()));
    assert_eq!(view.at("theme.radius"), Some(&"4px".into()));
    assert_eq!(page.warnings, [""; 0]);
}

// --- actions -------------------------------------------------------------------------------------

/// A flow of three steps; the first has this action.
fn flow_that(action: &str) -> Page {
    Page::with(&format!(
        r#"[{{"id": "f", "kind": "flow", "frequency": "always", "steps": [
          {{"id": "a", "type": "modal", "title": "A", "actions": [{action}]}},
          {{"id": "b", "type": "modal", "title": "B"}}, {{"id": "c", "type": "modal", "title": "C"}}]}}]"#
    ))
}

fn title(page: &Page) -> String {
    page.view("f").text("title").unwrap().to_owned()
}

#[test]
fn next_and_submit_go_on_goto_goes_where_it_says_and_back_goes_where_one_came_from() {
    for (action, then) in [
        (r#"{"do": "next"}"#, "B"),
        (r#"{"do": "submit"}"#, "B"),
        (r#"{"do": "goto", "step": "c"}"#, "C"),
    ] {
        let mut page = flow_that(action);
        page.act("f", "0");
        assert_eq!(title(&page), then, "{action}");
        page.act("f", "back");
        assert_eq!(title(&page), "A", "{action}");
    }
}

#[test]
fn complete_and_dismiss_end_a_run_in_their_own_states() {
    for (does, states) in [
        ("complete", vec!["started", "seen", "step a", "engaged", "completed"]),
        ("dismiss", vec!["started", "seen", "step a", "dismissed a"]),
    ] {
        let mut page = flow_that(&format!(r#"{{"do": "{does}"}}"#));
        page.act("f", "seen");
        page.act("f", "0");
        assert!(!page.shows("f"));
        assert_eq!(page.said("f"), states);
    }
}

#[test]
fn what_was_put_off_comes_back_when_its_time_is_over_and_explain_says_when() {
    let mut page = flow_that(r#"{"do": "snooze", "for": "2h"}"#);
    page.act("f", "0");
    page.route("/again");
    assert!(!page.shows("f"));
    assert!(page.sentence("f").contains("the user put it off"), "{}", page.sentence("f"));
    page.pass(2 * HOUR - MINUTE);
    assert!(!page.shows("f"));
    page.pass(MINUTE);
    assert!(page.shows("f"));
}

#[test]
fn track_set_and_call_do_their_work_and_leave_the_card_open() {
    let mut page = flow_that(r#"{"do": "track", "event": "Tried", "properties": {"how": "tour"}}"#);
    page.act("f", "0");
    assert_eq!(page.tracked()[0].text("name"), Some("Tried"));
    assert_eq!(page.tracked()[0].at("properties.how"), Some(&"tour".into()));
    assert_eq!(title(&page), "A");

    let mut page = flow_that(r#"{"do": "set", "traits": {"plan": "pro"}}"#);
    page.act("f", "0");
    assert_eq!(page.state.facts().at("user.plan"), Some(&"pro".into()));
    assert_eq!(title(&page), "A");

    let mut page = flow_that(r#"{"do": "call", "function": "celebrate", "arguments": [1, "x"]}"#);
    page.act("f", "0");
    assert_eq!(page.called, [("celebrate".to_owned(), json(r#"[1, "x"]"#))]);
    assert_eq!(title(&page), "A");
}

#[test]
fn open_moves_a_flow_on_and_show_takes_its_place() {
    let mut page = flow_that(r#"{"do": "open", "url": "/b"}"#);
    page.act("f", "0");
    assert_eq!((page.opened.as_slice(), title(&page).as_str()), (&["/b".to_owned()][..], "B"));

    let mut page = Page::with(
        r#"[{"id": "f", "kind": "flow", "steps": [
            {"id": "a", "type": "modal", "title": "A", "actions": [{"do": "show", "experience": "g"}]}]},
          {"id": "g", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "a", "type": "modal", "title": "G"}]}]"#,
    );
    page.act("f", "0");
    assert!(page.shows("g") && !page.shows("f"));
}

/// A banner that asks for consent, and what else there is.
fn asking(consent: &str, more: &str) -> Page {
    Page::given(&format!(
        r#"{{"consent": "{consent}", "guidebook": {{"version": 1, "experiences": [
          {{"id": "ask", "kind": "banner", "essential": true, "frequency": "always", "body": "May we?", "actions": [
            {{"label": "Yes", "do": "consent", "set": "granted"}}, {{"label": "No", "do": "consent", "set": "denied"}}]}},
          {more}]}}}}"#
    ))
}

const FLOW: &str =
    r#"{"id": "f", "kind": "flow", "steps": [{"id": "a", "type": "modal", "title": "A"}]}"#;

#[test]
fn a_banner_asks_for_consent_before_anything_else_is_shown() {
    let mut page = asking("denied", FLOW);
    assert!(page.shows("ask") && !page.shows("f"));
    page.act("ask", "0");
    assert!(!page.shows("ask") && page.shows("f"));
}

#[test]
fn consent_that_was_refused_is_not_asked_for_again() {
    let mut page = asking("pending", FLOW);
    page.act("ask", "close");
    page.reload("tab0");
    assert!(page.shows("ask"), "closing it is no answer");
    page.act("ask", "1");
    assert!(!page.shows("ask"));
    page.turn();
    assert!(!page.shows("ask"), "nor on the next page");
    page.reload("tab0");
    assert!(!page.shows("ask"), "nor in the next visit");
    assert!(page.sentence("ask").contains("decided"), "{}", page.sentence("ask"));
    page.call(Call::Erase);
    page.reload("tab0");
    assert!(!page.shows("ask"), "nor after all else was forgotten");
    page.call(Call::Show("ask".into()));
    assert!(page.shows("ask"), "but a page can open it again");
}

#[test]
fn consent_that_the_page_got_by_itself_takes_the_question_off_the_screen() {
    let mut page = asking("pending", FLOW);
    page.act("ask", "seen");
    page.call(Call::Consent("granted".into()));
    assert!(!page.shows("ask") && page.shows("f"));
    page.reload("tab0");
    assert!(!page.shows("ask") && page.shows("f"));
}

#[test]
fn what_has_consent_among_other_things_stays_when_that_is_decided() {
    let mut page = asking(
        "pending",
        r##"{"id": "help", "kind": "launcher", "essential": true, "title": "Help", "items": [
            {"title": "Forget me", "actions": [{"do": "consent", "set": "denied"}]}]},
          {"id": "more", "kind": "inline", "target": "#a", "title": "Help us", "actions": [
            {"label": "Share", "do": "consent", "set": "granted"}]}"##,
    );
    assert!(page.shows("ask") && page.shows("help") && !page.shows("more"));
    page.call(Call::Consent(json(r#"{"analytics": "denied", "personalization": "granted"}"#)));
    assert!(!page.shows("ask") && page.shows("help") && page.shows("more"));
    page.reload("tab0");
    assert!(!page.shows("ask") && page.shows("help") && page.shows("more"));
}

// --- triggers, frequency, caps -------------------------------------------------------------------

/// A banner with these fields, which are JSON and end with a comma.
fn banner(id: &str, fields: &str) -> String {
    format!(r#"{{"id": "{id}", "kind": "banner", {fields} "body": "B"}}"#)
}

fn one(fields: &str) -> Page {
    Page::with(&format!("[{}]", banner("b", fields)))
}

#[test]
fn a_delay_starts_when_the_page_has_been_open_for_so_long() {
    let mut page = one(r#""trigger": {"on": "delay", "after": "10s"},"#);
    page.pass(9 * SECOND);
    assert!(!page.shows("b"));
    assert!(page.sentence("b").contains("has not been open long enough"));
    page.pass(SECOND);
    assert!(page.shows("b"));
}

#[test]
fn a_page_trigger_waits_for_its_page() {
    let mut page = one(r#""trigger": {"on": "page", "page": "/reports/*"},"#);
    assert!(!page.shows("b"));
    page.route("/reports/7");
    assert!(page.shows("b"));
}

#[test]
fn an_event_starts_what_waits_for_it_when_its_properties_fit() {
    let mut page =
        one(r#""trigger": {"on": "event", "event": "Exported", "where": {"format": "pdf"}},"#);
    for (format, shown) in [("csv", false), ("pdf", true)] {
        page.call(Call::Track("Exported".into(), Map::new().with("format", format), None));
        assert_eq!(page.shows("b"), shown, "{format}");
    }
}

#[test]
fn a_click_on_an_element_starts_what_waits_for_it() {
    let mut page =
        one(r##""trigger": {"on": "element", "selector": "#save", "when": "clicked"},"##);
    let click = |selector: &str| {
        let element = Element { tag: "button".into(), nth: 1, ..Element::default() };
        let matches = vec![selector.to_owned()];
        let gesture = Gesture { kind: GestureKind::Click, path: vec![element], matches };
        Input::Captured { gesture, page: None }
    };
    page.input(click("#other"));
    assert!(!page.shows("b"));
    page.input(click("#save"));
    assert!(page.shows("b"));
}

#[test]
fn who_enters_a_segment_is_shown_what_waits_for_it() {
    let mut page = Page::given(&format!(
        r#"{{"guidebook": {{"version": 1, "segments": [{{"id": "pros", "where": {{"user.plan": "pro"}}}}],
          "experiences": [{}]}}}}"#,
        banner("b", r#""audience": {"$segment": "pros"}, "trigger": {"on": "segment"},"#)
    ));
    assert!(!page.shows("b"));
    page.call(Call::Set(Map::new().with("plan", "pro")));
    assert!(page.shows("b"));
}

#[test]
fn what_is_manual_is_shown_when_the_page_asks() {
    let mut page = one(r#""trigger": {"on": "manual"},"#);
    assert!(!page.shows("b"));
    page.call(Call::Show("b".into()));
    assert!(page.shows("b"));
}

/// Whether a banner that was seen and closed is there again on a page opened after each span.
fn comes_back(frequency: &str, after: &[Millis]) -> Vec<bool> {
    let mut page = one(&format!(r#""frequency": {frequency},"#));
    page.see("b");
    let mut shown = Vec::new();
    for span in after {
        page.pass(*span);
        page.turn();
        shown.push(page.shows("b"));
        if page.shows("b") {
            page.see("b");
        }
    }
    shown
}

#[test]
fn each_frequency_lets_an_experience_come_back_when_it_says() {
    assert_eq!(comes_back(r#""once""#, &[MINUTE, 400 * DAY]), [false, false]);
    assert_eq!(comes_back(r#""session""#, &[MINUTE, 31 * MINUTE, MINUTE]), [false, true, false]);
    assert_eq!(comes_back(r#""always""#, &[MINUTE, MINUTE]), [true, true]);
    assert_eq!(comes_back(r#"{"every": "90d"}"#, &[89 * DAY, DAY, 89 * DAY]), [false, true, false]);
    assert_eq!(
        comes_back(r#"{"times": 2, "per": "7d"}"#, &[DAY, DAY, 4 * DAY, DAY]),
        [true, false, false, true],
        "the first of two has left the seven days"
    );
}

#[test]
fn until_completed_comes_back_until_it_was_completed() {
    let mut page = one(r#""frequency": "until-completed", "actions": [{"do": "complete"}],"#);
    page.see("b");
    page.turn();
    assert!(page.shows("b"), "it was only closed");
    page.act("b", "seen");
    page.act("b", "0");
    page.turn();
    assert!(!page.shows("b"));
    assert!(page.sentence("b").contains("it was completed on"));
}

/// When the second of two experiences is shown after the first under a cap, of these spans that
/// pass one after the other; a page is opened after each.
fn capped(throttle: &str, after: &[Millis]) -> Vec<bool> {
    let mut page = Page::given(&format!(
        r#"{{"guidebook": {{"version": 1, "throttle": {throttle}, "experiences": [{}, {}]}}}}"#,
        banner("first", ""),
        banner("second", "")
    ));
    page.see("first");
    let mut shown = vec![page.shows("second")];
    for span in after {
        page.pass(*span);
        page.turn();
        shown.push(page.shows("second"));
    }
    shown
}

#[test]
fn each_cap_holds_for_its_span() {
    let cap = |per: &str| format!(r#"{{"max": [{{"times": 1, "per": "{per}"}}]}}"#);
    assert_eq!(capped("{}", &[]), [true]);
    assert_eq!(capped(&cap("page"), &[SECOND]), [false, true]);
    assert_eq!(capped(&cap("session"), &[20 * MINUTE, 31 * MINUTE]), [false, false, true]);
    assert_eq!(capped(&cap("hour"), &[59 * MINUTE, MINUTE]), [false, false, true]);
    assert_eq!(capped(&cap("day"), &[23 * HOUR, HOUR]), [false, false, true]);
    assert_eq!(capped(&cap("week"), &[6 * DAY, DAY]), [false, false, true]);
    assert_eq!(capped(r#"{"gap": "30s"}"#, &[29 * SECOND, SECOND]), [false, false, true]);
    let exempt = r#"{"max": [{"times": 1, "per": "week"}], "gap": "1d", "exempt": ["banner"]}"#;
    assert_eq!(capped(exempt, &[]), [true]);
}

#[test]
fn of_several_the_one_with_the_highest_priority_comes_first_then_the_first_written() {
    let flow = |id: &str, more: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "flow", {more} "steps": [{{"id": "a", "type": "modal", "title": "A"}}]}}"#
        )
    };
    let all = [
        flow("a", ""),
        flow("b", r#""priority": 5,"#),
        flow("c", ""),
        flow("d", r#""priority": 5,"#),
    ];
    let mut page = Page::with(&format!("[{}]", all.join(",")));
    for id in ["b", "d", "a", "c"] {
        assert!(page.shows(id), "{id}");
        page.see(id);
    }
}

// --- surveys -------------------------------------------------------------------------------------

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

// --- one thing after another -----------------------------------------------------------------------

#[test]
fn what_a_run_that_is_completed_by_an_event_leads_to_follows_at_once_and_what_it_ends_does_not() {
    let mut page = Page::with(
        r##"[{"id": "tour", "kind": "flow", "priority": 1, "steps": [
            {"id": "a", "type": "driven", "target": "#new", "title": "A", "advance": {"on": "event", "event": "Made"}}]},
          {"id": "nudge", "kind": "flow", "audience": {"$not": {"$experience": {"id": "tour", "state": "completed"}}},
            "steps": [{"id": "a", "type": "modal", "title": "Take the tour"}]},
          {"id": "next", "kind": "banner", "audience": {"$experience": {"id": "tour", "state": "completed"}},
            "trigger": {"on": "segment"}, "body": "Well done"}]"##,
    );
    page.act("tour", "seen");
    page.track("Made");
    assert_eq!(page.showing(), ["next"]);
    assert_eq!(page.shown_ever, ["tour", "next"]);
}

#[test]
fn a_task_that_asks_for_another_list_is_done_with_it() {
    let mut page = Page::with(
        r#"[{"id": "b", "kind": "checklist", "title": "B", "trigger": {"on": "manual"}, "tasks": [
            {"id": "list", "title": "All of A", "done": {"$experience": {"id": "a", "state": "completed"}}}]},
          {"id": "a", "kind": "checklist", "title": "A", "trigger": {"on": "manual"}, "tasks": [
            {"id": "made", "title": "Make one", "done": {"$event": {"name": "Made"}}}]},
          {"id": "cheer", "kind": "banner", "body": "Both", "trigger": {"on": "segment"},
            "audience": {"$experience": {"id": "b", "state": "completed"}}}]"#,
    );
    page.call(Call::Show("a".into()));
    page.call(Call::Show("b".into()));
    page.track("Made");
    assert_eq!(page.said("b").last(), Some(&"completed"));
    assert!(page.shows("cheer"));
}

// --- put off ------------------------------------------------------------------------------------------

const LATER: &str = r#"{"label": "Later", "do": "snooze", "for": "1h"}"#;

#[test]
fn what_was_put_off_comes_back_whatever_had_started_it_and_goes_on_where_it_was() {
    for trigger in [r#"{"on": "event", "event": "E"}"#, r#"{"on": "manual"}"#, r#"{"on": "page"}"#]
    {
        let mut page = Page::with(&format!(
            r#"[{{"id": "f", "kind": "flow", "trigger": {trigger}, "expires": "10m", "steps": [
              {{"id": "a", "type": "modal", "title": "A"}}, {{"id": "b", "type": "modal", "title": "B", "actions": [{LATER}]}}]}}]"#
        ));
        page.track("E");
        page.call(Call::Show("f".into()));
        page.act("f", "seen");
        page.act("f", "next");
        page.act("f", "0");
        page.pass(HOUR - MINUTE);
        page.reload("tab1");
        assert!(!page.shows("f"), "{trigger}");
        page.pass(MINUTE);
        assert_eq!(
            title(&page),
            "B",
            "{trigger}, in another tab after the time by which it expires"
        );
        page.act("f", "seen");
        page.reload("tab2");
        assert_eq!(title(&page), "B", "{trigger}: its age counts from when it came back");
        page.act("f", "seen");
        page.act("f", "close");
        page.pass(3 * HOUR);
        page.turn();
        assert!(!page.shows("f"), "{trigger}");
        let said =
            ["started", "seen", "step a", "engaged", "snoozed", "seen", "step b", "dismissed b"];
        assert_eq!(page.said("f"), said, "{trigger}");
    }
}

#[test]
fn what_is_put_off_comes_back_however_late_and_where_its_gates_let_it() {
    let mut page = one(&format!(
        r#""trigger": {{"on": "event", "event": "E", "page": "/a"}}, "audience": {{"user.paid": false}}, "actions": [{LATER}],"#
    ));
    page.call(Call::Set(Map::new().with("paid", false)));
    page.route("/a");
    page.track("E");
    page.act("b", "seen");
    page.act("b", "0");
    page.pass(30 * DAY);
    assert!(page.shows("b"), "it is said when the time has come");
    page.act("b", "0");
    page.route("/b");
    page.pass(30 * DAY);
    assert!(!page.shows("b"), "it belongs on another page");
    page.call(Call::Set(Map::new().with("paid", true)));
    page.route("/a");
    assert!(!page.shows("b"), "what it was about is done");
    page.call(Call::Set(Map::new().with("paid", false)));
    assert!(page.shows("b"));
}

#[test]
fn what_was_put_off_has_kept_what_was_done_in_it() {
    let item = |key: &str, more: &str| {
        format!(
            r##""{key}": [{{"id": "a", "title": "A", {more}}}, {{"id": "b", "title": "B", {more}}}]"##
        )
    };
    let tasks = item("tasks", &format!(r#""actions": [{{"do": "complete"}}, {LATER}]"#));
    let spots =
        item("spots", &format!(r##""target": "#a", "actions": [{{"do": "complete"}}, {LATER}]"##));
    for (kind, items) in [("checklist", tasks), ("spotlight", spots)] {
        let mut page = Page::with(&format!(r#"[{{"id": "x", "kind": "{kind}", {items}}}]"#));
        page.act("x", "seen");
        page.act("x", "0.0");
        page.act("x", "1.1");
        assert!(!page.shows("x"));
        page.pass(HOUR);
        assert_eq!(page.done("x"), [true, false], "{kind}");
    }
    let mut page = Page::with(&format!(
        r#"[{{"id": "s", "kind": "survey", "actions": [{LATER}], "questions": [
            {{"id": "q", "type": "text", "title": "Q"}}, {{"id": "r", "type": "text", "title": "R"}}]}}]"#
    ));
    page.act("s", "seen");
    page.say("s", "answer", "one".into());
    page.act("s", "0");
    page.pass(HOUR);
    assert_eq!(page.view("s").at("question.title"), Some(&"R".into()));
    page.act("s", "back");
    assert_eq!(page.view("s").at("question.answer"), Some(&"one".into()));
}

#[test]
fn what_was_put_off_and_came_back_has_been_there_once() {
    for (frequency, then) in [
        (r#""once""#, [false, false]),
        (r#""session""#, [false, true]),
        (r#"{"every": "30d"}"#, [false, true]),
        (r#"{"times": 1, "per": "30d"}"#, [false, true]),
    ] {
        let mut page = one(&format!(r#""frequency": {frequency}, "actions": [{LATER}],"#));
        page.act("b", "seen");
        page.act("b", "0");
        page.pass(HOUR);
        assert!(page.shows("b"), "{frequency}");
        page.see("b");
        page.pass(MINUTE);
        page.turn();
        assert_eq!(page.shows("b"), then[0], "{frequency}");
        page.pass(31 * DAY);
        page.turn();
        assert_eq!(page.shows("b"), then[1], "{frequency}");
    }
}

#[test]
fn what_is_put_off_may_be_asked_for_before_its_time_and_may_be_ended() {
    let mut page = one(&format!(r#""actions": [{LATER}],"#));
    page.act("b", "seen");
    page.act("b", "0");
    page.call(Call::Show("b".into()));
    assert!(page.shows("b"));
    page.act("b", "0");
    page.call(Call::End(Some("b".into())));
    page.pass(2 * HOUR);
    page.turn();
    assert!(!page.shows("b"));
    assert_eq!(page.said("b").last(), Some(&"dismissed"));
}

#[test]
fn what_is_put_off_for_seconds_is_back_after_seconds() {
    let mut page =
        one(r#""actions": [{"do": "snooze", "for": "30s"}, {"do": "snooze", "for": "0s"}],"#);
    page.act("b", "0");
    page.pass(29 * SECOND);
    assert!(!page.shows("b"));
    page.pass(SECOND);
    assert!(page.shows("b"));
    page.act("b", "1");
    assert!(!page.shows("b"));
    page.pass(SECOND);
    assert!(page.shows("b"));
}

#[test]
fn a_question_for_consent_that_was_put_off_is_so_on_the_next_page_too() {
    let mut page = Page::given(&format!(
        r#"{{"consent": "pending", "guidebook": {{"version": 1, "experiences": [
            {{"id": "b", "kind": "banner", "essential": true, "body": "B", "actions": [
              {{"do": "consent", "set": "granted"}}, {LATER}]}}]}}}}"#
    ));
    page.act("b", "seen");
    page.act("b", "1");
    page.reload("tab0");
    assert!(!page.shows("b"));
    page.pass(HOUR);
    assert!(page.shows("b"));
}

// --- buttons, and what they leave behind --------------------------------------------------------------

#[test]
fn what_a_survey_opens_or_shows_leaves_it_open_for_its_answer() {
    let mut page = Page::with(
        r#"[{"id": "s", "kind": "survey", "body": ["Hi", {"button": {"do": "open", "url": "/privacy"}}],
            "actions": [{"do": "show", "experience": "more"}], "questions": [{"id": "q", "type": "text", "title": "Q"}]},
          {"id": "more", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "a", "type": "modal", "title": "A"}]}]"#,
    );
    page.act("s", "seen");
    page.act("s", "100");
    assert_eq!(page.opened, ["/privacy"]);
    assert_eq!(page.showing(), ["s"]);
    page.act("s", "0");
    assert_eq!(page.showing(), ["more"]);
    page.act("more", "close");
    page.say("s", "answer", "yes".into());
    assert_eq!(page.said("s"), ["started", "seen", "step q", "engaged", "completed"]);
}

#[test]
fn a_button_of_a_finished_list_does_what_it_says_and_closes_it() {
    for (action, opened, tracked) in [
        (r#"{"do": "open", "url": "/reward"}"#, 1, 0),
        (r#"{"do": "track", "event": "Claimed"}"#, 0, 1),
        (r#"{"do": "next"}"#, 0, 0),
        (r#"{"do": "complete"}"#, 0, 0),
        (r#"{"do": "dismiss"}"#, 0, 0),
    ] {
        let mut page = Page::with(&format!(
            r#"[{{"id": "c", "kind": "checklist", "actions": [{action}], "tasks": [{{"id": "a", "title": "A"}}]}}]"#
        ));
        page.act("c", "seen");
        page.act("c", "0.0");
        assert!(page.shows("c"));
        page.act("c", "0");
        assert_eq!((page.opened.len(), page.tracked().len()), (opened, tracked), "{action}");
        assert_eq!(
            page.said("c"),
            ["started", "seen", "engaged", "step a", "completed"],
            "{action}"
        );
        page.pass(DAY);
        assert!(!page.shows("c"), "{action}");
    }
}

#[test]
fn what_cannot_be_shown_now_does_not_complete_what_offers_it() {
    let mut page = Page::with(
        r#"[{"id": "b", "kind": "banner", "body": "B", "actions": [{"do": "show", "experience": "f"}]},
          {"id": "f", "kind": "flow", "trigger": {"on": "manual"}, "steps": [
            {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B", "page": "/b"}]}]"#,
    );
    page.call(Call::Show("f".into()));
    page.act("f", "seen");
    page.act("f", "next");
    page.act("b", "0");
    assert!(page.shows("b"));
    assert_eq!(page.warnings, [r#"show: "f": its next step belongs on another page"#]);
    page.route("/b");
    page.act("f", "next");
    page.act("b", "0");
    assert!(page.shows("f") && !page.shows("b"));
}

#[test]
fn the_last_button_of_a_survey_stands_where_nothing_follows() {
    let mut page = Page::with(
        r#"[{"id": "s", "kind": "survey", "submit": "Send", "questions": [
            {"id": "a", "type": "text", "title": "A", "next": [{"when": {"user.more": true}, "question": "b"}, {"question": "end"}]},
            {"id": "b", "type": "text", "title": "B", "next": [{"question": "end"}]},
            {"id": "c", "type": "text", "title": "C", "next": [{"when": {"user.more": true}, "question": "b"}]}]}]"#,
    );
    let on = |page: &Page| {
        let buttons = page.view("s").list("buttons").to_vec();
        buttons.last().and_then(|button| button.text("label")).map(str::to_owned)
    };
    assert_eq!(on(&page).as_deref(), Some("Continue"), "something may follow");
    page.call(Call::Set(Map::new().with("more", true)));
    page.act("s", "answer");
    assert_eq!(on(&page).as_deref(), Some("Send"));
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

// --- what its schedule has ended ----------------------------------------------------------------------

#[test]
fn what_its_schedule_has_closed_is_not_gone_on_with_and_what_it_has_ended_is_over() {
    let scheduled = |schedule: &str| {
        let mut page =
            one(&format!(r#""expires": "90d", "frequency": "always", "schedule": {schedule},"#));
        page.act("b", "seen");
        page
    };
    let mut page = scheduled(r#"{"hours": ["08:00", "10:00"], "timezone": "UTC"}"#);
    page.pass(2 * HOUR);
    page.reload("tab0");
    assert!(!page.shows("b"));
    page.pass(22 * HOUR);
    assert!(page.shows("b"));
    assert_eq!(page.said("b"), ["started", "seen"], "it is the same run");
    let mut page = scheduled(r#"{"until": "2026-07-02"}"#);
    page.pass(DAY);
    page.reload("tab0");
    assert!(!page.shows("b"));
    assert!(!page.stored().contains("r:"), "{}", page.stored());
}

#[test]
fn what_its_schedule_has_ended_is_not_shown_by_hand() {
    let mut page = one(r#""trigger": {"on": "manual"}, "schedule": {"until": "2020-01-01"},"#);
    page.call(Call::Show("b".into()));
    assert!(!page.shows("b"));
    assert_eq!(page.warnings, [r#"show: "b": its time is over"#]);
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

// --- texts in other languages, and in URLs ------------------------------------------------------------

#[test]
fn lists_without_ids_are_translated_in_their_order_and_texts_as_a_whole() {
    let page = Page::given(
        r##"{"ui": {"locale": "de"}, "guidebook": {"version": 1, "experiences": [
          {"id": "l", "kind": "launcher", "items": [{"title": "Docs", "url": "/docs"}, {"title": "Chat", "url": "/chat"}],
            "locale": {"de": {"items": [{"title": "Doku"}]}}},
          {"id": "t", "kind": "spotlight", "spots": [{"target": "#a", "title": "Hi", "body": [{"heading": "One"}, {"code": "x"}]}],
            "locale": {"de": {"spots": [{"title": "Hallo", "body": [{"heading": "Eins"}]}]}}},
          {"id": "s", "kind": "survey", "questions": [{"id": "q", "type": "single", "title": "Q",
              "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}],
            "locale": {"de": {"questions": {"q": {"options": [{"label": "Ä"}]}}}}}]}}"##,
    );
    let launcher = page.view("l");
    let said = |at: usize, key: &str| launcher.list("items")[at].text(key).unwrap();
    assert_eq!([said(0, "title"), said(0, "url"), said(1, "title")], ["Doku", "/docs", "Chat"]);
    let spot = page.view("t").at("items.0").cloned().unwrap();
    assert_eq!((spot.text("target"), spot.text("title")), (Some("#a"), Some("Hallo")));
    assert_eq!(spot.get("body"), Some(&json(r#"[{"heading": "Eins"}]"#)), "a text is a whole");
    let options = page.view("s").at("question.options").cloned();
    let expected = json(r#"[{"value": "a", "label": "Ä"}, {"value": "b", "label": "B"}]"#);
    assert_eq!(options, Some(expected));
}

#[test]
fn a_locale_is_looked_for_by_ever_shorter_names() {
    for (locale, then) in [
        ("zh-Hant-TW", "台"),
        ("zh_hant_hk", "繁"),
        ("zh-Hans-CN", "简"),
        ("zh-Hantx", "简"),
        ("sr-Latn-RS", "Latin"),
        ("sr", "Plain"),
    ] {
        let page = Page::given(&format!(
            r#"{{"ui": {{"locale": "{locale}"}}, "guidebook": {{"version": 1, "experiences": [{}]}}}}"#,
            banner(
                "b",
                r#""title": "Plain", "locale": {"zh": {"title": "简"}, "zh-Hant": {"title": "繁"}, "zh-Hant-TW": {"title": "台"},
                  "sr-Latn": {"title": "Latin"}},"#
            )
        ));
        assert_eq!(page.view("b").text("title"), Some(then), "{locale}");
    }
}

#[test]
fn what_is_filled_into_a_url_is_a_part_of_it() {
    let mut page = Page::with(
        r#"[{"id": "b", "kind": "banner", "body": [{"paragraph": [{"link": "Book, {{user.name}}", "url": "/b?n={{user.name}}"}]}],
            "actions": [{"do": "open", "url": "/b.html?name={{user.name}}&on={{ user.day | a/b }}"}]},
          {"id": "l", "kind": "launcher", "items": [{"title": "{{user.name}}", "url": "{{company.portal}}/?n={{user.name}}"}]}]"#,
    );
    page.call(Call::Set(Map::new().with("name", "Tom & Jérôme #1-_.!~*'()")));
    page.call(Call::Group("c".into(), Map::new().with("portal", "https://c.example/a?b=c")));
    page.reload("tab0");
    let encoded = "Tom%20%26%20J%C3%A9r%C3%B4me%20%231-_.!~*'()";
    page.act("b", "0");
    assert_eq!(page.opened, [format!("/b.html?name={encoded}&on=a%2Fb")]);
    let launcher = page.view("l");
    let item = launcher.at("items.0").unwrap();
    assert_eq!(item.text("title"), Some("Tom & Jérôme #1-_.!~*'()"));
    let whole = format!("https://c.example/a?b=c/?n={encoded}");
    assert_eq!(item.text("url"), Some(whole.as_str()), "what begins a URL stands as it is");
    page.act("l", "0.0");
    assert_eq!(page.opened.last(), Some(&whole));
    page.call(Call::Show("b".into()));
    let link = page.view("b").at("body.0.paragraph.0").cloned().unwrap();
    assert_eq!(link.text("url"), Some(format!("/b?n={encoded}").as_str()));
    assert_eq!(link.text("link"), Some("Book, Tom & Jérôme #1-_.!~*'()"));
}

#[test]
fn what_is_filled_into_a_url_cannot_make_it_run() {
    let mut page = one(r#""actions": [{"do": "open", "url": "{{user.link}}"}],"#);
    page.call(Call::Set(Map::new().with("link", "javascript:alert(1)")));
    page.act("b", "0");
    assert_eq!(page.opened, [""; 0]);
    assert_eq!(page.warnings, [r#"a link of "b" was not opened, its URL is unsafe"#]);
}
