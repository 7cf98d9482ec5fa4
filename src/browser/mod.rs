//! The thin edge to the page: inputs in, effects out, nothing decided.
//!
//! [`App`] owns the state. [`App::dispatch`] lends it to the core for one step and performs the
//! effects when the loan is over, so that a listener of the host may call back into Docent: such
//! a call waits in the queue until the present one is done.

pub(crate) mod listener;
mod locks;
mod platform;
mod probe;
pub(crate) mod storage;
mod transport;
mod ui;
pub(crate) mod value;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::core::config::Config;
use crate::core::value::Value;
use crate::core::{Effect, Input, Moment, State};
use listener::Timer;
pub use platform::PagePlatform;
use storage::{Change, Storage};
use ui::Stage;

/// A third of the size of the standard one, and it extends, splits and merges as well.
#[cfg(not(target_feature = "atomics"))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen]
extern "C" {
    /// What the loader does for the module: everything that calls the host's own functions, and
    /// everything that is answered by a promise.
    pub type Hooks;

    #[wasm_bindgen(method)]
    fn emit(this: &Hooks, name: &str, payload: &JsValue);
    #[wasm_bindgen(method)]
    fn warn(this: &Hooks, message: &str);
    #[wasm_bindgen(method)]
    fn navigate(this: &Hooks, url: &str, new_tab: bool);
    #[wasm_bindgen(method, js_name = "callHost")]
    fn call_host(this: &Hooks, name: &str, arguments: &JsValue);
    #[wasm_bindgen(method)]
    fn settle(this: &Hooks, ticket: u32, id: Option<String>);
    #[wasm_bindgen(method)]
    fn hand(this: &Hooks, sink: u32, batch: &JsValue, done: &Function);
    #[wasm_bindgen(method)]
    fn hints(this: &Hooks, done: &Function);
    #[wasm_bindgen(method)]
    fn request(this: &Hooks, url: &str, options: &JsValue, most: u32, done: &Function);
    #[wasm_bindgen(method)]
    fn hold(this: &Hooks, lock: &str, held: &Function);
    #[wasm_bindgen(method)]
    fn watch(this: &Hooks, lock: &str, free: &Function);
    #[wasm_bindgen(method)]
    fn holders(this: &Hooks, start: &str, done: &Function);
    /// The style sheet of the user interface.
    #[wasm_bindgen(method, getter)]
    fn css(this: &Hooks) -> String;
    /// Aborted when Docent leaves the page, in order or not.
    #[wasm_bindgen(method, getter)]
    fn signal(this: &Hooks) -> AbortSignal;
}

/// Docent in one page.
pub(crate) struct App {
    state: RefCell<State>,
    pub(crate) hooks: Hooks,
    queue: RefCell<VecDeque<(Input, Option<f64>)>>,
    busy: Cell<bool>,
    stopped: Cell<bool>,
    storage: RefCell<Storage>,
    stage: Stage,
    timer: RefCell<Option<Timer>>,
    seed: u64,
    tab: String,
}

impl App {
    /// Starts: opens the storage, joins the other tabs, asks the device, and hands everything to
    /// the core as it arrives.
    pub(crate) fn start(options: &Value, hooks: Hooks, tab: &str, private: bool) -> Rc<App> {
        let (config, wrong) = Config::decode(options, private);
        let memory =
            options.get("storage").and_then(|storage| storage.text("kind")) == Some("memory");
        let prefix =
            options.get("storage").and_then(|storage| storage.text("prefix")).unwrap_or("docent");
        for message in wrong {
            hooks.warn(&message);
        }
        let app = Rc::new_cyclic(|weak: &Weak<App>| App {
            state: RefCell::new(State::new(Box::new(PagePlatform), config, tab.into())),
            stage: Stage::new(weak.clone()),
            hooks,
            queue: RefCell::default(),
            busy: Cell::new(false),
            stopped: Cell::new(false),
            storage: RefCell::new(Storage::closed(prefix)),
            timer: RefCell::new(None),
            seed: (js_sys::Math::random() * 9e15) as u64,
            tab: tab.into(),
        });
        let opening = app.clone();
        Storage::open(
            &app,
            prefix,
            memory,
            Box::new(move |storage, stored| {
                let prefix = storage.prefix.clone();
                *opening.storage.borrow_mut() = storage;
                if opening.stopped.get() {
                    // Left before it was open: nothing may stay open behind.
                    opening.storage.borrow_mut().close(&opening.tab);
                    return;
                }
                locks::join(&opening, &prefix);
                opening.dispatch(Input::Restored(stored));
            }),
        );
        probe::start(&app);
        app
    }

    /// Lends the state to a question.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&State) -> T) -> T {
        question(&self.state.borrow())
    }

    pub(crate) fn dispatch(self: &Rc<Self>, input: Input) {
        self.dispatch_at(input, None);
    }

    /// Hands an input to the core, as of `time` where it happened earlier.
    pub(crate) fn dispatch_at(self: &Rc<Self>, input: Input, time: Option<f64>) {
        if self.stopped.get() {
            return;
        }
        self.queue.borrow_mut().push_back((input, time));
        if self.busy.replace(true) {
            return;
        }
        let mut changes = Vec::new();
        loop {
            let next = self.queue.borrow_mut().pop_front();
            let Some((input, time)) = next else { break };
            let moment = self.moment(time);
            let effects = self.state.borrow_mut().step(input, moment);
            for effect in effects {
                self.perform(effect, &mut changes);
            }
        }
        self.busy.set(false);
        Storage::write(self, changes);
    }

    pub(crate) fn moment(&self, time: Option<f64>) -> Moment {
        let chance = (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64;
        Moment {
            wall: time.unwrap_or_else(js_sys::Date::now) as i64,
            monotonic: performance_now() as i64,
            utc_offset: -js_sys::Date::new_0().get_timezone_offset() as i32,
            entropy: chance ^ self.seed.rotate_left(11),
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect, changes: &mut Vec<Change>) {
        match effect {
            Effect::Persist(key, value) => changes.push(Change::Put(key, value)),
            Effect::Forget(key) => changes.push(Change::Delete(key)),
            Effect::Acknowledge(ticket, id) => changes.push(Change::Ticket(ticket, id)),
            Effect::Erase => {
                changes.clear();
                Storage::erase(self);
            }
            Effect::Claim { run, key, value } => Storage::claim(self, run, key, value),
            Effect::Watch(tab) => locks::watch(self, tab),
            Effect::Fetch(url, etag) => transport::fetch_guidebook(self, &url, etag),
            Effect::Send { batch, sink, body, keepalive } => {
                self.send(batch, sink, &body, keepalive)
            }
            Effect::Sleep(delay) => self.sleep(delay),
            Effect::Show(view) => self.stage.show(*view),
            Effect::Hide(run) => self.stage.hide(&run),
            Effect::Notify(name, payload) => self.hooks.emit(name, &value::to_js(&payload)),
            Effect::Navigate(url, new_tab) => self.hooks.navigate(&url, new_tab),
            Effect::CallHost(name, arguments) => {
                self.hooks.call_host(&name, &value::to_js(&arguments))
            }
            Effect::Warn(message) => self.hooks.warn(&message),
        }
    }

    fn send(self: &Rc<Self>, batch: String, index: usize, body: &Value, keepalive: bool) {
        let Some(sink) = self.ask(|state| state.sinks().get(index).cloned()) else { return };
        transport::send(self, batch, index, &sink, &value::to_js(body), keepalive);
    }

    /// Sets the one timer. A browser's timer overflows after 24.8 days, so long sleeps have
    /// stages: the core looks at the clock again at every waking.
    fn sleep(self: &Rc<Self>, delay: Option<i64>) {
        const STAGE: i64 = 12 * 3600 * 1000;
        let app = Rc::downgrade(self);
        *self.timer.borrow_mut() = delay.map(|delay| {
            Timer::new(
                delay.clamp(0, STAGE) as u32,
                Box::new(move || {
                    if let Some(app) = app.upgrade() {
                        app.dispatch(Input::Woke);
                    }
                }),
            )
        });
    }

    /// Leaves the page as it was found.
    pub(crate) fn stop(&self) {
        self.stopped.set(true);
        self.timer.take();
        self.stage.clear();
        self.storage.borrow_mut().close(&self.tab);
    }

    /// Answers a call that cannot be understood.
    pub(crate) fn refuse(&self, message: &str, ticket: u32) {
        self.hooks.warn(message);
        self.hooks.settle(ticket, None);
    }

    /// What is not yet durably stored, for the journal that a leaving page writes.
    pub(crate) fn journal(&self) {
        self.storage.borrow().write_journal(&self.tab);
    }
}

#[wasm_bindgen]
extern "C" {
    // There is no Docent outside a window, so neither is looked for: a worker never loads it.
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: web_sys::Window;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: web_sys::Document;
}

pub(crate) fn window() -> web_sys::Window {
    WINDOW.with(Clone::clone)
}

pub(crate) fn document() -> web_sys::Document {
    DOCUMENT.with(Clone::clone)
}

pub(crate) fn performance_now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
