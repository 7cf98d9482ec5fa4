//! The engine as the page calls it.

#![allow(
    unreachable_pub,
    reason = "what JavaScript calls must be public, and is reachable from there"
)]

use docent::api::PagePlatform;
use docent::core::time::Millis;
use wasm_bindgen::prelude::*;

use crate::Engine;

/// An [`Engine`] on the page's own text functions.
#[wasm_bindgen(js_name = Engine)]
pub struct PageEngine(Engine);

#[wasm_bindgen(js_class = Engine)]
impl PageEngine {
    /// Compiles a guidebook and evaluates it once.
    #[wasm_bindgen(constructor)]
    pub fn new(guidebook: &str, facts: &str, now: f64) -> Result<PageEngine, JsValue> {
        let engine = Engine::load(guidebook, facts, now as Millis, Box::new(PagePlatform));
        engine.map(PageEngine).map_err(|why| JsValue::from_str(&why))
    }

    /// Sets the age to a number.
    #[wasm_bindgen(js_name = setAge)]
    pub fn set_age(&mut self, age: f64) -> bool {
        self.0.set("user", "age", age)
    }

    /// Sets the plan to a text.
    #[wasm_bindgen(js_name = setPlan)]
    pub fn set_plan(&mut self, plan: &str) -> bool {
        self.0.set("user", "plan", plan)
    }

    /// An event of the past.
    pub fn remember(&mut self, name: &str, properties: &str, time: f64) {
        let properties = self.0.properties(properties);
        self.0.remember(name, properties, time as Millis);
    }

    /// An event with its properties as JSON: in how many segments membership changed.
    pub fn event(&mut self, name: &str, properties: &str, time: f64) -> usize {
        let properties = self.0.properties(properties);
        self.0.event(name, properties, time as Millis)
    }

    /// In how many segments the person is.
    pub fn members(&self) -> usize {
        self.0.members()
    }

    /// How many nodes were looked at so far.
    pub fn looked(&self) -> usize {
        self.0.looked()
    }
}

/// Bytes of memory the module has taken so far.
#[wasm_bindgen(js_name = memoryBytes)]
pub fn memory_bytes() -> f64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    f64::from(js_sys::ArrayBuffer::from(memory.buffer()).byte_length())
}
