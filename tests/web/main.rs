//! The edge in a real browser, without the loader: values across the boundary, the page's text
//! functions, the one timer.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use docent::api;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
// A function for the module to call, and a promise of its being called.
export function bell() {
  let ring;
  const rung = new Promise((done) => (ring = () => done(performance.now())));
  return Object.assign(() => ring(), { rung });
}
export function rung(bell) { return bell.rung; }
"#)]
extern "C" {
    fn bell() -> js_sys::Function;
    fn rung(bell: &js_sys::Function) -> js_sys::Promise;
}

/// The page's own state, and a preview's.
const PAGE: usize = 0;
const PREVIEW: usize = 1;

fn start(given: &str, wake: js_sys::Function) -> JsValue {
    api::start(given, wake, PAGE)
}

fn input(told: &str) -> JsValue {
    api::input(told, PAGE)
}

fn ask(name: &str, argument: &str) -> JsValue {
    api::ask(&format!("[\"{name}\",{argument},0]"), PAGE)
}

fn stop() {
    api::stop(PAGE);
}

fn text(value: &JsValue) -> String {
    String::from(js_sys::JSON::stringify(value).unwrap())
}

/// Tells the module that something happens now; returns what is to be done.
fn tell(parts: &str) -> String {
    text(&input(&format!("[null,{parts}]")))
}

/// Starts with options and an empty storage; returns what is to be done at the start.
fn ready(options: &str) -> String {
    let wrong = text(&start(&format!(r#"[{options},"tab",false]"#), bell()));
    assert_eq!(wrong, "[]");
    restored()
}

/// Nothing was stored, and nobody else is here.
fn restored() -> String {
    let effects = tell(r#""restored",[]"#);
    assert!(effects.starts_with(r#"[["claim","","identity",{"anonymous":""#), "{effects}");
    tell(r#""claimed","",true"#)
}

#[wasm_bindgen_test]
fn an_event_is_to_be_stored_before_its_ticket_is_settled() {
    let effects = ready("{}");
    assert!(effects.contains(r#"["emit","ready",{}]"#), "{effects}");
    let effects = tell(r#""called",7,"track",["Invoice sent",{"via":"email"}]"#);
    let stored = effects.find(r#"["persist","e:"#).unwrap();
    assert!(effects.contains(r#""n":"Invoice sent""#), "{effects}");
    assert!(effects.find(r#"["settle",7,""#).is_some_and(|settled| settled > stored), "{effects}");
    stop();
}

#[wasm_bindgen_test]
fn a_call_made_wrongly_is_answered_with_nothing_and_said_to_the_developer() {
    ready("{}");
    let effects = tell(r#""called",8,"track",[42,7]"#);
    assert!(effects.starts_with(r#"[["warn","docent.track was called wrongly"#), "{effects}");
    assert!(effects.ends_with(r#"["settle",8,null]]"#), "{effects}");
    stop();
}

#[wasm_bindgen_test]
fn what_cannot_be_read_does_nothing() {
    ready("{}");
    for parts in ["", "{", "null", "[]", r#"[null,"captured"]"#, r#"[null,"acted","x"]"#] {
        assert_eq!(text(&input(parts)), "[]", "{parts}");
    }
    stop();
    assert!(input(r#"[null,"shown"]"#).is_undefined(), "after the end");
    assert!(ask("facts", "null").is_undefined());
}

#[wasm_bindgen_test]
fn patterns_and_cases_are_the_pages_own() {
    ready(
        r#"{
      "facts": {"plan": {"name": "GRÖSSE", "share": 0.75}},
      "guidebook": {"version": 1, "segments": [
        {"id": "lower", "where": {"plan.name": {"$ini": ["grösse"]}}},
        {"id": "pattern", "where": {"plan.name": {"$regex": "^[A-Z]"}}},
        {"id": "number", "where": {"plan.share": {"$gte": 7.5e-1}}}
      ]}
    }"#,
    );
    assert_eq!(text(&ask("segments", "null")), r#"["lower","pattern","number"]"#);
    assert_eq!(ask("isIn", r#""lower""#), JsValue::TRUE);
    stop();
}

#[wasm_bindgen_test]
fn a_survey_is_handed_over_as_a_plain_view() {
    let effects = ready(
        r#"{
      "guidebook": {"version": 1, "experiences": [
        {"id": "welcome", "kind": "survey", "questions": [{"id": "role", "type": "text", "title": "Who are you?"}]}
      ]}
    }"#,
    );
    let (_, claim) = effects.split_once(r#"["claim",""#).unwrap();
    let (run, _) = claim.split_once('"').unwrap();
    let effects = tell(&format!(r#""claimed","{run}",true"#));
    assert!(effects.contains(r#"["show",{"#), "{effects}");
    assert!(effects.contains(r#""surface":"modal""#), "{effects}");
    assert!(effects.contains(r#""title":"Who are you?""#), "{effects}");
    stop();
}

#[wasm_bindgen_test]
async fn the_timer_rings_when_time_alone_changes_something() {
    let ringing = bell();
    let given = r#"[{"guidebook": {"version": 1, "segments": [
      {"id": "now", "where": {"$event": {"name": "Poked", "within": "100ms"}}}]}}, "tab", false]"#;
    start(given, ringing.clone());
    restored();
    let before = js_sys::Date::now();
    tell(r#""called",1,"track",["Poked"]"#);
    assert_eq!(ask("isIn", r#""now""#), JsValue::TRUE);
    JsFuture::from(rung(&ringing)).await.unwrap();
    assert!(js_sys::Date::now() - before >= 99.0, "not before its time");
    tell(r#""woke""#);
    assert_eq!(ask("isIn", r#""now""#), JsValue::FALSE);
    stop();
}

#[wasm_bindgen_test]
fn a_preview_is_a_state_of_its_own_and_the_page_knows_nothing_of_it() {
    let book = r#"{"guidebook": {"version": 1, "segments": [
      {"id": "fresh", "where": {"$event": {"name": "Poked", "within": "7d"}}}]}}"#;
    ready(book);
    api::start(&format!(r#"[{book},"preview",false]"#), bell(), PREVIEW);
    let preview = |told: &str| text(&api::input(told, PREVIEW));
    let segments = |of| text(&api::ask(r#"["segments",null,0]"#, of));
    preview(r#"[1000,"restored",[]]"#);
    preview(r#"[1000,"claimed","",true]"#);
    preview(r#"[1000,"called",1,"track",["Poked"]]"#);
    assert_eq!(segments(PAGE), "[]");
    assert_eq!(segments(PREVIEW), r#"["fresh"]"#);
    preview(r#"[604801000,"woke"]"#);
    assert_eq!(segments(PREVIEW), "[]", "a week later by its own clock");
    api::stop(PREVIEW);
    assert!(api::ask(r#"["segments",null,0]"#, PREVIEW).is_undefined());
    assert_eq!(segments(PAGE), "[]", "the page's own goes on");
    stop();
}

#[wasm_bindgen_test]
fn tools_learn_what_guidebook_is_in_force_and_what_capture_calls_an_element() {
    ready(r#"{"guidebook": {"version": 1, "segments": []}}"#);
    assert_eq!(text(&ask("guidebook", "null")), r#"{"segments":[],"version":1}"#);
    let path = r#"[{"tag": "button", "nth": 2}, {"tag": "form", "test": ["data-test", "pay"]}]"#;
    let selector = ask("selector", &format!(r#"{{"kind": "click", "path": {path}}}"#));
    assert_eq!(selector, r#"[data-test="pay"] > button:nth-of-type(2)"#);
    assert_eq!(ask("selector", "null"), JsValue::NULL);
    stop();
}
