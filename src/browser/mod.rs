//! The thin edge to the page: the state, lent to the core for one step at a time.
//!
//! What happens on the page is told, and effects are performed, by the loader
//! (pkg-config/src/edge.ts). Here is only what the core cannot do without: the moment, chance, the
//! page's text functions, values across the boundary, and the one timer.

mod platform;
pub(crate) mod value;

use js_sys::{Date, Function, Math};
use wasm_bindgen::prelude::*;

use crate::core::config::Config;
use crate::core::platform::Platform;
use crate::core::time::{HOUR, Millis};
use crate::core::value::Value;
use crate::core::{Effect, Input, Moment, State, step};
pub use platform::PagePlatform;

/// A third of the size of the standard one, and it extends, splits and merges as well.
#[cfg(not(target_feature = "atomics"))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The longest sleep: a browser's timer overflows after 24.8 days, so a longer one has stages,
/// and the core looks at the clock again at every waking.
const STAGE: Millis = 12 * HOUR;

/// Docent in one page.
pub(crate) struct App {
    pub(crate) state: State,
    /// Tells the loader that the timer has come.
    wake: Function,
    timer: Option<Timer>,
    seed: u64,
    /// What came of looking at the clock for a question, until it can be handed over.
    late: Vec<Effect>,
}

impl App {
    /// The app in its first state, and what is wrong with its options.
    pub(crate) fn new(
        options: &Value,
        wake: Function,
        tab: &Value,
        private: &Value,
    ) -> (App, Vec<Effect>) {
        let (config, wrong) = Config::decode(options, *private == Value::Bool(true));
        let tab = tab.as_text().unwrap_or_default().into();
        let app = App {
            state: State::new(Box::new(PagePlatform), config, tab),
            wake,
            timer: None,
            seed: (Math::random() * 9e15) as u64,
            late: Vec::new(),
        };
        let mut warnings = Vec::new();
        for wrong in &wrong {
            warnings.push(Effect::Warn(wrong.clone()));
        }
        (app, warnings)
    }

    /// Takes what happened: `[time, name, …]`; returns what is to be done.
    pub(crate) fn take(&mut self, told: Value) -> Vec<Effect> {
        let Value::List(parts) = told else { return Vec::new() };
        let mut parts = parts.into_iter();
        let moment = self.moment(parts.next().and_then(|time| time.as_number()));
        match Input::decode(parts, self.state.platform()) {
            Ok(input) => step(&mut self.state, input, moment),
            Err(instead) => instead,
        }
    }

    /// Brings memberships up to a time: timers ring late where the machine slept.
    pub(crate) fn catch_up(&mut self, now: f64) {
        if self.state.is_overdue(now as Millis) {
            let moment = self.moment(Some(now));
            self.late.append(&mut step(&mut self.state, Input::Woke, moment));
            drop(self.wake.call0(&JsValue::UNDEFINED));
        }
    }

    fn moment(&self, time: Option<f64>) -> Moment {
        let chance = (Math::random() * 9_007_199_254_740_992.0) as u64;
        let now = Date::now();
        Moment {
            wall: time.unwrap_or(now) as Millis,
            monotonic: performance_now() as Millis,
            utc_offset: PagePlatform.local_offset(now as Millis).unwrap_or_default(),
            entropy: chance ^ self.seed.rotate_left(11),
        }
    }

    /// Sets the one timer, in place of the one before.
    fn sleep(&mut self, delay: Option<Millis>) {
        self.timer =
            delay.map(|delay| Timer(set_timeout(&self.wake, delay.clamp(0, STAGE) as u32)));
    }

    /// The effects as plain values for the loader; the timer is set on the way.
    pub(crate) fn hand_over(&mut self, effects: Vec<Effect>) -> JsValue {
        let mut list = Vec::new();
        let mut all = std::mem::replace(&mut self.late, effects);
        all.append(&mut self.late);
        for effect in all {
            match effect {
                Effect::Sleep(delay) => self.sleep(delay),
                effect => list.push(effect.into_value()),
            }
        }
        value::to_js(&Value::List(list))
    }
}

/// A timer, by what the page calls it; dropping it stops it.
struct Timer(JsValue);

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.0);
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(ring: &Function, delay: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    // There is no Docent outside a window, so its clock is not looked for anywhere else.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}
