//! Values across the boundary, as JSON text both ways: in as the page's own writer makes it, out as
//! its own reader takes it.
//!
//! As text because it is exact (what is no JSON cannot come in, cycles are refused), needs one copy
//! instead of a call per member, and reuses the reader and the writer that are there anyway.

use wasm_bindgen::prelude::*;

use super::platform::PagePlatform;
use crate::core::value::{Limits, Value, parse_what_fits, to_json};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON)]
    fn parse(text: &str) -> JsValue;
}

/// What the page may hand in at once: 64 MB (a whole log), 100 levels.
const LIMITS: Limits = Limits { bytes: 64 << 20, depth: 100 };

/// The value of a JSON text, without what is nested too deep; null where it is none.
pub(crate) fn from_text(text: &str) -> Value {
    parse_what_fits(text, LIMITS, &PagePlatform)
}

/// A plain object, array, text, number, boolean or null.
pub(crate) fn to_js(value: &Value) -> JsValue {
    parse(&to_json(value, &PagePlatform))
}
