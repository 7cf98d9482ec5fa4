//! What the loader calls: thin, and without any logic.
//!
//! The public API in the page is the loader's `docent` object. It queues calls until the module
//! is here and then passes each on by name; decoding and answering them is the core's work.

#![allow(
    unreachable_pub,
    reason = "what JavaScript calls must be public, and is reachable from there"
)]

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::browser::App;
use crate::browser::value::{from_js, to_js};
pub use crate::browser::{Hooks, PagePlatform};
use crate::core::Input;
use crate::core::call::Call;
use crate::core::value::Value;

thread_local! {
    static APP: RefCell<Option<Rc<App>>> = const { RefCell::new(None) };
}

fn app() -> Option<Rc<App>> {
    APP.with_borrow(Option::clone)
}

/// Starts Docent with the options of `init`, in a tab of this id; `private` where the browser
/// signals Global Privacy Control.
#[wasm_bindgen]
pub fn start(options: &JsValue, hooks: Hooks, tab: &str, private: bool) {
    let options = from_js(options).unwrap_or_default();
    let app = App::start(&options, hooks, tab, private);
    APP.set(Some(app));
}

/// A call that changes something: its name, arguments, and for a replayed one its page and time.
#[wasm_bindgen]
pub fn call(name: &str, arguments: &JsValue, ticket: u32, page: &JsValue, time: Option<f64>) {
    let Some(app) = app() else { return };
    let arguments = from_js(arguments).unwrap_or_default();
    let decoded = app.ask(|state| Call::decode(name, arguments.as_list(), state.platform()));
    match decoded {
        Ok(call) => app.dispatch_at(Input::Called { call, page: from_js(page), ticket }, time),
        Err(message) => app.refuse(&message, ticket),
    }
}

/// A gesture of the user: what the loader saw, with the element where it still exists.
#[wasm_bindgen]
pub fn captured(
    gesture: &JsValue,
    element: Option<web_sys::Element>,
    page: &JsValue,
    time: Option<f64>,
) {
    let Some(app) = app() else { return };
    let Some(mut gesture) =
        from_js(gesture).as_ref().and_then(crate::core::capture::Gesture::from_value)
    else {
        return;
    };
    if let Some(element) = element {
        let wanted = app.ask(|state| state.selectors());
        let hit = |selector: &String| element.closest(selector).is_ok_and(|found| found.is_some());
        gesture.matches = wanted.into_iter().filter(hit).collect();
    }
    app.dispatch_at(Input::Captured { gesture, page: from_js(page) }, time);
}

/// Another page is on the screen.
#[wasm_bindgen]
pub fn routed(page: &JsValue, time: Option<f64>) {
    if let (Some(app), Some(page)) = (app(), from_js(page)) {
        app.dispatch_at(Input::Routed(page), time);
    }
}

/// The page is hidden or left (`true`), or visible again.
#[wasm_bindgen]
pub fn visibility(leaving: bool) {
    if let Some(app) = app() {
        app.dispatch(if leaving { Input::Hiding } else { Input::Shown });
        if leaving {
            app.journal();
        }
    }
}

/// A question: `segments`, `isIn`, `explain`, `facts`, `export`, `consent`, `showing`.
#[wasm_bindgen]
pub fn ask(name: &str, argument: Option<String>) -> JsValue {
    let Some(app) = app() else { return JsValue::UNDEFINED };
    let now = app.moment(None).wall;
    app.ask(|state| {
        let texts = |list: Vec<&str>| Value::List(list.into_iter().map(Value::from).collect());
        let value = match name {
            "segments" => texts(state.memberships()),
            "isIn" => state.memberships().contains(&argument.as_deref().unwrap_or_default()).into(),
            "explain" => state.explain(argument.as_deref(), now),
            "facts" => state.facts(),
            "export" => state.export(),
            "consent" => state.consent().to_value(),
            "showing" => texts(state.showing()),
            _ => return JsValue::UNDEFINED,
        };
        to_js(&value)
    })
}

/// Leaves the page as it was found.
#[wasm_bindgen]
pub fn stop() {
    if let Some(app) = APP.take() {
        app.stop();
    }
}
