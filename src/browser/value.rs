//! Values across the boundary: in as the JSON text that the page's own writer makes of them, out
//! as plain objects by serde.
//!
//! Text on the way in because it is exact (what is no JSON cannot come in, cycles are refused),
//! needs one copy instead of a call per member, and reuses the reader that is there anyway.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::platform::PagePlatform;
use crate::core::value::{Limits, Value, parse_what_fits};

/// What the page may hand in at once: 64 MB (a whole log), 100 levels.
const LIMITS: Limits = Limits { bytes: 64 << 20, depth: 100 };

/// The value of a JSON text, without what is nested too deep; null where it is none.
pub(crate) fn from_text(text: &str) -> Value {
    parse_what_fits(text, LIMITS, &PagePlatform)
}

/// A plain object, array, text, number, boolean or null.
pub(crate) fn to_js(value: &Value) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
