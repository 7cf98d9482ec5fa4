//! What the loader calls: thin, and without any logic.
//!
//! The public API in the page is the loader's `docent` object. What happens is passed in by name,
//! and what is to be done comes back as a list: one way in and one way out. Decoding and deciding
//! is the core's work, performing the loader's.

#![allow(
    unreachable_pub,
    reason = "what JavaScript calls must be public, and is reachable from there"
)]

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::browser::App;
pub use crate::browser::PagePlatform;
use crate::browser::value::{from_text, to_js};
use crate::core::value::Value;

thread_local! {
    static APP: RefCell<Option<App>> = const { RefCell::new(None) };
}

/// Starts Docent: `[options of init, id of the tab, private]` as JSON, private where the browser
/// signals Global Privacy Control. `wake` is called when time alone has changed something, and
/// asks for the input `woke`. Returns effects, as [`input`] does.
#[wasm_bindgen]
pub fn start(given: &str, wake: Function) -> JsValue {
    let given = from_text(given);
    let [options, tab, private] = given.as_list() else { return JsValue::UNDEFINED };
    let (mut app, effects) = App::new(options, wake, tab, private);
    let effects = app.hand_over(effects);
    APP.with_borrow_mut(|slot| *slot = Some(app));
    effects
}

/// Something happened: `[time, name, …]` as JSON, with what belongs to it
/// ([`Input::decode`](crate::core::Input::decode)), and the time where it was earlier. Returns what
/// is to be done, in order: `[[name, …], …]`
/// ([`Effect::into_value`](crate::core::Effect::into_value)).
#[wasm_bindgen]
pub fn input(told: &str) -> JsValue {
    let told = from_text(told);
    APP.with_borrow_mut(|app| {
        let Some(app) = app else { return JsValue::UNDEFINED };
        let effects = app.take(told);
        app.hand_over(effects)
    })
}

/// A question, `[name, argument]` as JSON: `segments`, `isIn`, `variant`, `explain`, `facts`, `export`,
/// `consent`, `showing`, `selectors`.
#[wasm_bindgen]
pub fn ask(question: &str) -> JsValue {
    let question = from_text(question);
    let [name, argument] = question.as_list() else { return JsValue::UNDEFINED };
    let argument = argument.as_text();
    let texts = |list: Vec<&str>| Value::List(list.into_iter().map(Value::from).collect());
    APP.with_borrow(|app| {
        let Some(App { state, .. }) = app else { return JsValue::UNDEFINED };
        let value = match name.as_text().unwrap_or_default() {
            "segments" => texts(state.memberships()),
            "isIn" => state.memberships().contains(&argument.unwrap_or_default()).into(),
            "variant" => state.variant(argument.unwrap_or_default()).into(),
            "explain" => state.explain(argument, js_sys::Date::now() as i64),
            "facts" => state.facts(),
            "export" => state.export(),
            "consent" => state.consent().to_value(),
            "showing" => texts(state.showing()),
            _ => texts(state.selectors()),
        };
        to_js(&value)
    })
}

/// Forgets everything, the timer included.
#[wasm_bindgen]
pub fn stop() {
    APP.with_borrow_mut(|slot| *slot = None);
}
