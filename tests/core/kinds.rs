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
use docent::core::experience::run::Action;
use docent::core::value::{Map, Value};
use host::page::Page;
use host::{Tab, json};

impl Page {
    /// Opens a page with these experiences.
    fn with(experiences: &str) -> Page {
        Page::given(&format!(r#"{{"guidebook": {{"version": 1, "experiences": {experiences}}}}}"#))
    }

    fn reload(&mut self, tab: &str) {
        self.load(tab, |_| {});
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
