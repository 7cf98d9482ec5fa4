//! The core's text functions, answered by the page: they cost no bytes and are exact.

use wasm_bindgen::prelude::*;

use crate::core::platform::Platform;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Number)]
    fn number(text: &str) -> f64;
    #[wasm_bindgen(js_name = String)]
    fn string(number: f64) -> String;

    type RegExp;
    #[wasm_bindgen(constructor, catch)]
    fn new(pattern: &str, flags: &str) -> Result<RegExp, JsValue>;
    #[wasm_bindgen(method)]
    fn test(this: &RegExp, subject: &str) -> bool;

    type Text;
    #[wasm_bindgen(method, js_name = toLowerCase)]
    fn to_lower_case(this: &Text) -> String;
}

/// [`Platform`] by the page's own `Number`, `String` and `RegExp`.
pub struct PagePlatform;

impl Platform for PagePlatform {
    fn parse_number(&self, text: &str) -> f64 {
        number(text)
    }

    fn format_number(&self, value: f64) -> String {
        string(value)
    }

    fn lowercase(&self, text: &str) -> String {
        if text.is_ascii() {
            return text.to_ascii_lowercase();
        }
        JsValue::from_str(text).unchecked_ref::<Text>().to_lower_case()
    }

    fn matches(&self, pattern: &str, ignore_case: bool, subject: &str) -> Option<bool> {
        let regex = RegExp::new(pattern, if ignore_case { "i" } else { "" }).ok()?;
        Some(regex.test(subject))
    }
}
