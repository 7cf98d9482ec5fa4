//! The core's text functions, answered by the page: they cost no bytes and are exact.

use wasm_bindgen::prelude::*;

use super::value::to_js;
use crate::core::platform::Platform;
use crate::core::strings::{digits, split};
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

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

    type Date;
    #[wasm_bindgen(constructor, js_name = Date)]
    fn at(time: f64) -> Date;
    #[wasm_bindgen(method, js_name = getTimezoneOffset)]
    fn behind(this: &Date) -> f64;
    #[wasm_bindgen(method, catch, js_name = toLocaleString)]
    fn say(this: &Date, language: &str, how: &JsValue) -> Result<String, JsValue>;

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

    /// From the end of a date that is written with its offset: `… GMT+05:30`, or `… GMT`.
    fn utc_offset(&self, zone: &str, at: Millis) -> Option<i32> {
        let how = Map::new().with("timeZone", zone).with("timeZoneName", "longOffset");
        let said = Date::at(at as f64).say("en-US", &to_js(&Value::Map(how))).ok()?;
        let (_, offset) = split(&said, "GMT")?;
        let Some((hours, minutes)) = split(offset, ":") else { return Some(0) };
        let (sign, hours) = hours.split_at_checked(1)?;
        let minutes = digits(hours)? * 60 + digits(minutes)?;
        i32::try_from(if sign == "+" { minutes } else { -minutes }).ok()
    }

    fn local_offset(&self, at: Millis) -> Option<i32> {
        Some(-Date::at(at as f64).behind() as i32)
    }
}
