//! The edge in a real browser, without the loader: what the module does with the page's own
//! storage, dialogs and text functions.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use docent::api::{Hooks, ask, call, start, stop};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
// What the loader does for the module, noted down.
export function hooks() {
  const controller = new AbortController();
  const waiting = new Map();
  const heard = [];
  const self = {
    css: "", signal: controller.signal,
    emit(name, payload) { heard.push([name, payload]); waiting.get(name)?.(payload); },
    warn(message) { heard.push(["warn", message]); },
    navigate() {}, callHost() {}, hand() {}, hints() {}, request() {}, watch() {},
    hold(lock, held) { held(); }, holders(start, done) { done([]); },
    settle(ticket, id) { waiting.get(ticket)?.(id ?? null); },
    // Not for the module:
    wait(key) { return new Promise((done) => waiting.set(key, done)); },
    abort() { controller.abort(); },
  };
  return self;
}
export function wait(hooks, key) { return hooks.wait(key); }
export function abort(hooks) { hooks.abort(); }
export function json(text) { return JSON.parse(text); }
export function stored(database, key) {
  return new Promise((done) => {
    const open = indexedDB.open(database);
    open.onsuccess = () => {
      const get = open.result.transaction("docent").objectStore("docent").get(key);
      get.onsuccess = () => { open.result.close(); done(JSON.stringify(get.result ?? null)); };
    };
  });
}
export function dialogText() {
  const dialog = document.querySelector("docent-ui")?.shadowRoot.querySelector("dialog[open]");
  return dialog ? dialog.textContent : "";
}
export function nextFrame() { return new Promise((done) => requestAnimationFrame(() => done())); }
"#)]
extern "C" {
    fn hooks() -> Hooks;
    fn wait(hooks: &Hooks, key: &JsValue) -> js_sys::Promise;
    fn abort(hooks: &Hooks);
    fn json(text: &str) -> JsValue;
    fn stored(database: &str, key: &str) -> js_sys::Promise;
    #[wasm_bindgen(js_name = dialogText)]
    fn dialog_text() -> String;
    #[wasm_bindgen(js_name = nextFrame)]
    fn next_frame() -> js_sys::Promise;
}

/// Starts with options, waits until ready; returns the hooks under another handle.
async fn ready(options: &str, tab: &str) -> Hooks {
    let given = hooks();
    let kept: Hooks = JsValue::from(&given).unchecked_into();
    let is_ready = wait(&kept, &"ready".into());
    start(&json(options), given, tab, false);
    JsFuture::from(is_ready).await.unwrap();
    kept
}

fn leave(hooks: &Hooks) {
    stop();
    abort(hooks);
}

#[wasm_bindgen_test]
async fn an_event_is_in_the_database_before_its_ticket_is_settled() {
    let hooks = ready(r#"{"storage":{"prefix":"web-a"}}"#, "tab-a").await;
    let settled = wait(&hooks, &7.into());
    call("track", &json(r#"["Invoice sent",{"via":"email"}]"#), 7, &JsValue::NULL, None);
    let id = JsFuture::from(settled).await.unwrap().as_string().unwrap();
    let record = JsFuture::from(stored("web-a", &format!("e:{id}"))).await.unwrap();
    let record = record.as_string().unwrap();
    assert!(record.contains(r#""n":"Invoice sent""#), "{record}");
    leave(&hooks);
}

#[wasm_bindgen_test]
async fn a_call_made_wrongly_is_answered_with_nothing_and_said_to_the_developer() {
    let hooks = ready(r#"{"storage":{"prefix":"web-b"}}"#, "tab-b").await;
    let settled = wait(&hooks, &8.into());
    call("track", &json("[42, 7]"), 8, &JsValue::NULL, None);
    assert!(JsFuture::from(settled).await.unwrap().is_null());
    leave(&hooks);
}

#[wasm_bindgen_test]
async fn patterns_and_cases_are_the_pages_own() {
    let options = r#"{
      "storage": {"kind": "memory"}, "facts": {"plan": {"name": "GRÖSSE", "share": 0.75}},
      "guidebook": {"version": 1, "segments": [
        {"id": "lower", "where": {"plan.name": {"$ini": ["grösse"]}}},
        {"id": "pattern", "where": {"device.timezone": {"$regex": "^[A-Z]"}}},
        {"id": "number", "where": {"plan.share": {"$gte": 7.5e-1}}}
      ]}
    }"#;
    let hooks = ready(options, "tab-c").await;
    let segments = js_sys::JSON::stringify(&ask("segments", None)).unwrap();
    let segments = String::from(segments);
    assert!(["lower", "pattern", "number"].iter().all(|id| segments.contains(id)), "{segments}");
    leave(&hooks);
}

#[wasm_bindgen_test]
async fn a_survey_opens_a_modal_dialog_and_leaves_nothing_behind() {
    let options = r#"{
      "storage": {"kind": "memory"},
      "guidebook": {"version": 1, "experiences": [
        {"id": "welcome", "kind": "survey", "questions": [{"id": "role", "type": "text", "title": "Who are you?"}]}
      ]}
    }"#;
    let hooks = ready(options, "tab-d").await;
    for _ in 0..20 {
        if !dialog_text().is_empty() {
            break;
        }
        JsFuture::from(next_frame()).await.unwrap();
    }
    assert!(dialog_text().contains("Who are you?"));
    leave(&hooks);
    assert!(dialog_text().is_empty());
}
