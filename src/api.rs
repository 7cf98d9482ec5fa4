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
use crate::core::State;
use crate::core::time::Millis;
use crate::core::value::Value;

thread_local! {
    /// The page's own state, and beside it a preview's; every function is told which it is `of`.
    static APPS: RefCell<[Option<App>; 2]> = const { RefCell::new([None, None]) };
}

/// Does something with one of the two states, where it is there.
fn with(of: usize, act: impl FnOnce(&mut App) -> JsValue) -> JsValue {
    APPS.with_borrow_mut(|apps| match apps.get_mut(of) {
        Some(Some(app)) => act(app),
        _ => JsValue::UNDEFINED,
    })
}

/// Puts a state in the place of the one there was, or takes that away.
fn put(of: usize, app: Option<App>) {
    APPS.with_borrow_mut(|apps| {
        if let Some(slot) = apps.get_mut(of) {
            *slot = app;
        }
    });
}

/// Starts Docent: `[options of init, id of the tab, private]` as JSON, private where the browser
/// signals Global Privacy Control; `of` is 0 for the page's own state, 1 for a preview's. `wake` is
/// called when time alone has changed something, and asks for the input `woke`. Returns effects, as
/// [`input`] does.
#[wasm_bindgen]
pub fn start(given: &str, wake: Function, of: usize) -> JsValue {
    let given = from_text(given);
    let [options, tab, private] = given.as_list() else { return JsValue::UNDEFINED };
    let (mut app, effects) = App::new(options, wake, tab, private);
    let effects = app.hand_over(effects);
    put(of, Some(app));
    effects
}

/// Something happened: `[time, name, …]` as JSON, with what belongs to it
/// ([`Input::decode`](crate::core::Input::decode)), and the time where it was earlier. Returns what
/// is to be done, in order: `[[name, …], …]`
/// ([`Effect::into_value`](crate::core::Effect::into_value)).
#[wasm_bindgen]
pub fn input(told: &str, of: usize) -> JsValue {
    let told = from_text(told);
    with(of, |app| {
        let effects = app.take(told);
        app.hand_over(effects)
    })
}

/// A question, `[name, argument, time]` as JSON: `segments`, `isIn`, `variant`, `explain`, `facts`,
/// `export`, `consent`, `showing`, `guidebook`, `selector` (of a gesture), `selectors`.
#[wasm_bindgen]
pub fn ask(question: &str, of: usize) -> JsValue {
    let question = from_text(question);
    let [name, argument, now] = question.as_list() else { return JsValue::UNDEFINED };
    let text = argument.as_text();
    let texts = |list: Vec<&str>| {
        let mut texts = Vec::new();
        for text in &list {
            texts.push((*text).into());
        }
        Value::List(texts)
    };
    let now = now.as_number().unwrap_or_default();
    with(of, |app| {
        app.catch_up(now);
        let state = &app.state;
        let value = match name.as_text().unwrap_or_default() {
            "segments" => texts(state.memberships()),
            "isIn" => state.memberships().contains(&text.unwrap_or_default()).into(),
            "variant" => state.variant(text.unwrap_or_default()).into(),
            "explain" => state.explain(text, now as Millis),
            "facts" => state.facts(),
            "export" => state.export(),
            "consent" => state.consent().to_value(),
            "showing" => texts(state.showing()),
            "guidebook" => state.document(),
            "selector" => State::selector(argument),
            _ => texts(state.selectors()),
        };
        to_js(&value)
    })
}

/// Forgets everything, the timer included.
#[wasm_bindgen]
pub fn stop(of: usize) {
    put(of, None);
}
