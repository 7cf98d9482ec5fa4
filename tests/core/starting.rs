//! What starts, when and how often: triggers, frequencies, caps and priorities.

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
use docent::core::capture::{Gesture, GestureKind};
use docent::core::time::{DAY, HOUR, MINUTE, Millis, SECOND};
use docent::core::value::{Map, Value};
use host::json;
use host::page::{Page, banner};

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

// --- triggers, frequency, caps -------------------------------------------------------------------

#[test]
fn whoever_is_idle_or_about_to_leave_again_is_shown_again_on_the_same_page() {
    for (trigger, cue) in [
        (r#"{"on": "exit"}"#, r#"["exit"]"#),
        (r#"{"on": "idle", "after": "1m"}"#, r#"["idle", 60000]"#),
    ] {
        for frequency in [r#""always""#, r#"{"every": "10m"}"#] {
            let mut page =
                Page::banner(&format!(r#""frequency": {frequency}, "trigger": {trigger},"#));
            page.input(Input::Cued(json(cue)));
            page.see("b");
            assert!(!page.shows("b"), "not before the next such moment");
            page.pass(10 * MINUTE);
            assert_eq!(page.awaited, [json(cue)], "which is watched for");
            let waits = "\"b\" is not shown: it waits for something to happen on this page.";
            assert_eq!(page.sentence("b"), waits);
            page.input(Input::Cued(json(cue)));
            assert!(page.shows("b"), "{trigger} {frequency}");
        }
    }
}

#[test]
fn a_delay_starts_when_the_page_has_been_open_for_so_long() {
    let mut page = Page::banner(r#""trigger": {"on": "delay", "after": "10s"},"#);
    page.pass(9 * SECOND);
    assert!(!page.shows("b"));
    assert!(page.sentence("b").contains("has not been open long enough"));
    page.pass(SECOND);
    assert!(page.shows("b"));
}

#[test]
fn a_page_trigger_waits_for_its_page() {
    let mut page = Page::banner(r#""trigger": {"on": "page", "page": "/reports/*"},"#);
    assert!(!page.shows("b"));
    page.route("/reports/7");
    assert!(page.shows("b"));
}

#[test]
fn an_event_starts_what_waits_for_it_when_its_properties_fit() {
    let mut page = Page::banner(
        r#""trigger": {"on": "event", "event": "Exported", "where": {"format": "pdf"}},"#,
    );
    for (format, shown) in [("csv", false), ("pdf", true)] {
        page.call(Call::Track("Exported".into(), Map::new().with("format", format), None));
        assert_eq!(page.shows("b"), shown, "{format}");
    }
}

#[test]
fn a_click_on_an_element_starts_what_waits_for_it() {
    let mut page =
        Page::banner(r##""trigger": {"on": "element", "selector": "#save", "when": "clicked"},"##);
    let click = |selector: &str| {
        let element = json(r#"{"tag": "button", "nth": 1}"#);
        let matches = vec![selector.to_owned()];
        let gesture = Gesture { kind: GestureKind::Click, path: vec![element], matches };
        Input::Captured { gesture, page: None, ago: 0 }
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
    let mut page = Page::banner(r#""trigger": {"on": "manual"},"#);
    assert!(!page.shows("b"));
    page.call(Call::Show("b".into()));
    assert!(page.shows("b"));
}

/// Whether a banner that was seen and closed is there again on a page opened after each span.
fn comes_back(frequency: &str, after: &[Millis]) -> Vec<bool> {
    let mut page = Page::banner(&format!(r#""frequency": {frequency},"#));
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
    let mut page =
        Page::banner(r#""frequency": "until-completed", "actions": [{"do": "complete"}],"#);
    page.see("b");
    page.turn();
    assert!(page.shows("b"), "it was only closed");
    page.act("b", "seen");
    page.act("b", "0");
    page.turn();
    assert!(!page.shows("b"));
    assert!(page.sentence("b").contains("it was completed on"));
}

#[test]
fn where_pages_are_not_captured_a_session_begins_with_a_page_all_the_same() {
    let mut page = Page::under(
        r#"{"version": 1, "segments": [{"id": "back", "where": {"session.count": 2, "session.page_views": 0}}],
          "experiences": [{"id": "b", "kind": "banner", "frequency": "session", "body": "B"}]}"#,
        r#"{"capture": false}"#,
    );
    let number = |page: &Page, path: &str| page.state.facts().at(path).and_then(Value::as_number);
    page.see("b");
    let seen = page.now;
    page.turn();
    assert!(!page.shows("b"), "in the same session");
    page.pass(HOUR);
    page.reload("tab0");
    assert!(page.shows("b"), "an hour later");
    assert!(page.is_in("back"));
    let opened = number(&page, "session.started_at").unwrap();
    assert!(opened > (seen + 30 * MINUTE) as f64);
    assert_eq!(number(&page, "user.last_seen"), Some(seen as f64));
    page.see("b");
    assert_eq!(number(&page, "session.count"), Some(2.0), "what is done in it belongs to it");
    page.turn();
    assert!(!page.shows("b"));
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
