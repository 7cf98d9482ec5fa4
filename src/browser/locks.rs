//! Which tabs are alive, and which of them sends: by Web Locks, where the browser and the
//! context (HTTPS or localhost) have them.
//!
//! Every tab holds a lock of its own name for as long as it lives, crashes included; whoever
//! wants to know when it is gone asks for the same lock. One more lock elects the sender.
//! Without Web Locks every tab sends its own, and a tab that does not answer counts as gone.

use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

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
    hold(app, &name(prefix, &app.tab), |_| {});
    hold(app, &[prefix, ":deliver"].concat(), |app| app.dispatch(Input::Leads(true)));
}

/// Waits for a lock, acts, and keeps it until Docent leaves the page.
fn hold(app: &Rc<App>, name: &str, act: impl FnOnce(&Rc<App>) + 'static) {
    let holder = app.clone();
    let signal = app.hooks.signal();
    let held = Closure::once_into_js(move |_: JsValue| -> JsValue {
        act(&holder);
        // A promise that the signal settles: until then the lock is held.
        Promise::new(&mut |release, _| {
            let _ = signal.add_event_listener_with_callback("abort", &release);
        })
        .into()
    });
    if let Some(ended) = request(app, name, "exclusive", &held) {
        spawn_local(async move {
            // An abort while waiting is no error to us.
            let _ = JsFuture::from(ended).await;
        });
    }
}

/// Reports when a tab is gone: asks for its lock, shared among all who wait for it, and gives it
/// back before anyone is told.
pub(super) fn watch(app: &Rc<App>, tab: String) {
    let prefix = app.storage.borrow().prefix.clone();
    let app = app.clone();
    let ended = request(&app, &name(&prefix, &tab), "shared", &Closure::once_into_js(|_: JsValue| {}));
    spawn_local(async move {
        let gone = match ended {
            Some(ended) => JsFuture::from(ended).await.is_ok(),
            None => true,
        };
        if gone {
            app.dispatch(Input::TabGone(tab));
        }
    });
}

fn request(app: &App, name: &str, mode: &str, held: &JsValue) -> Option<Promise> {
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &"signal".into(), &app.hooks.signal());
    let _ = Reflect::set(&options, &"mode".into(), &mode.into());
    locks()?.request(name, &options, held.unchecked_ref()).ok()
}

/// The tabs that are alive; `None` where that cannot be known.
pub(super) async fn living(prefix: &str) -> Option<Vec<String>> {
    let snapshot = locks()?.query().await.ok()?;
    let held: Array = Reflect::get(&snapshot, &"held".into()).ok()?.unchecked_into();
    let start = name(prefix, "");
    let text = |lock: &JsValue, key: &str| Reflect::get(lock, &key.into()).ok()?.as_string();
    // Shared ones are held by those who watch.
    let living = held.iter().filter(|lock| text(lock, "mode").as_deref() == Some("exclusive"));
    let names = living.filter_map(|lock| text(&lock, "name"));
    Some(names.filter_map(|name| name.strip_prefix(&start).map(Into::into)).collect())
}
