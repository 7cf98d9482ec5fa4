//! What the device says of itself: gathered here, understood in the core.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::listener::once;
use super::{App, value, window};
use crate::core::Input;
use crate::core::device::{Probe, facts};
use crate::core::technographics::ClientHints;
use crate::core::value::Value;

/// Reports at once what can be read at once, and again when the client hints have come.
pub(super) fn start(app: &Rc<App>) {
    let probe = read();
    app.dispatch(Input::Probed(facts(&probe)));
    let asker = app.clone();
    app.hooks.hints(&once(Box::new(move |hints| {
        let hints = value::from_js(&hints).map(|hints| ClientHints::from_value(&hints));
        asker.dispatch(Input::Probed(facts(&Probe { hints, ..probe })));
    })));
}

fn get(target: &JsValue, path: &[&str]) -> JsValue {
    path.iter().fold(target.clone(), |target, key| {
        Reflect::get(&target, &(*key).into()).unwrap_or(JsValue::UNDEFINED)
    })
}

fn matches(query: &str) -> bool {
    let Some(media) = super::transport::method(&window(), "matchMedia") else { return false };
    let list = media.call1(&window(), &query.into()).unwrap_or(JsValue::UNDEFINED);
    get(&list, &["matches"]).as_bool() == Some(true)
}

/// Whether the system asks for dark colours.
pub(super) fn prefers_dark() -> bool {
    matches("(prefers-color-scheme:dark)")
}

fn read() -> Probe {
    let window: JsValue = window().into();
    let text = |path: &[&str]| get(&window, path).as_string();
    let number = |path: &[&str]| get(&window, path).as_f64();
    let size = |width: &[&str], height: &[&str]| number(width).zip(number(height));
    let languages = value::from_js(&get(&window, &["navigator", "languages"]));
    Probe {
        user_agent: text(&["navigator", "userAgent"]).unwrap_or_default(),
        hints: None,
        languages: languages.as_ref().map(Value::as_list).unwrap_or_default().to_vec(),
        timezone: timezone().unwrap_or_default(),
        screen: size(&["screen", "width"], &["screen", "height"]),
        viewport: size(&["innerWidth"], &["innerHeight"]),
        touch_points: number(&["navigator", "maxTouchPoints"]).unwrap_or_default(),
        pixel_ratio: number(&["devicePixelRatio"]).unwrap_or(1.0),
        dark: prefers_dark(),
        reduced_motion: matches("(prefers-reduced-motion:reduce)"),
        standalone: matches("(display-mode:standalone)"),
        connection: text(&["navigator", "connection", "effectiveType"]),
    }
}

fn timezone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    get(&format.resolved_options(), &["timeZone"]).as_string()
}
