//! Which tabs are alive, and which of them sends: by Web Locks, where the browser and the
//! context (HTTPS or localhost) have them.
//!
//! Every tab holds a lock of its own name for as long as it lives, crashes included; whoever
//! wants to know when it is gone asks for the same lock. One more lock elects the sender.
//! Without Web Locks every tab sends its own, and a tab that does not answer counts as gone.

use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::App;
use crate::core::Input;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &JsValue, held: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn query(this: &Locks) -> Result<JsValue, JsValue>;
}

fn locks() -> Option<Locks> {
    let locks = Reflect::get(&super::window().navigator(), &"locks".into()).ok()?;
    (!locks.is_undefined()).then(|| locks.unchecked_into())
}

fn name(prefix: &str, tab: &str) -> String {
    [prefix, ":tab:", tab].concat()
}

/// Takes this tab's lock, and stands for election.
pub(super) fn join(app: &Rc<App>, prefix: &str) {
    if locks().is_none() {
        app.dispatch(Input::Leads(true));
        return;
    }
    acquire(app, &name(prefix, &app.tab), true, |_| {});
    acquire(app, &[prefix, ":deliver"].concat(), true, |app| app.dispatch(Input::Leads(true)));
}

/// Reports when a tab is gone.
pub(super) fn watch(app: &Rc<App>, tab: String) {
    let prefix = app.storage.borrow().prefix.clone();
    acquire(app, &name(&prefix, &tab.clone()), false, move |app| app.dispatch(Input::TabGone(tab)));
}

/// Waits for a lock, then acts; keeps it until Docent leaves where `keep` is set.
fn acquire(app: &Rc<App>, name: &str, keep: bool, act: impl FnOnce(&Rc<App>) + 'static) {
    let Some(locks) = locks() else {
        return act(app);
    };
    let signal = app.hooks.signal();
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &"signal".into(), &signal);
    let app = app.clone();
    let held = Closure::once_into_js(move |_: JsValue| -> JsValue {
        act(&app);
        if !keep {
            return JsValue::UNDEFINED;
        }
        // A promise that the signal settles: until then the lock is held.
        Promise::new(&mut |release, _| {
            let _ = signal.add_event_listener_with_callback("abort", &release);
        })
        .into()
    });
    if let Ok(promise) = locks.request(name, &options, held.unchecked_ref()) {
        wasm_bindgen_futures::spawn_local(async move {
            // Ends when the lock is given back; an abort while waiting is no error to us.
            let _ = JsFuture::from(promise).await;
        });
    }
}

/// The tabs that are alive; `None` where that cannot be known.
pub(super) async fn living(prefix: &str) -> Option<Vec<String>> {
    let snapshot = locks()?.query().await.ok()?;
    let held: Array = Reflect::get(&snapshot, &"held".into()).ok()?.unchecked_into();
    let start = name(prefix, "");
    let names = held.iter().filter_map(|lock| Reflect::get(&lock, &"name".into()).ok()?.as_string());
    Some(names.filter_map(|name| name.strip_prefix(&start).map(Into::into)).collect())
}
