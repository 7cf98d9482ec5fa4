//! Translations of an experience.
//!
//! Its `locale` holds, by language, objects of the same shape as the experience, with what differs:
//! `{"de": {"title": "…", "steps": {"create": {"title": "…"}}}}`. A list is an object by the ids (or
//! values) of its elements, or a list in the same order; a text of several blocks is one whole.

use super::check::Checker;
use super::place::Place;
use crate::core::value::Value;

/// Puts texts over those of the same places.
pub fn overlay(content: &mut Value, texts: &Value) {
    match (content, texts) {
        (Value::Map(content), Value::Map(texts)) => {
            for (key, text) in texts.iter() {
                let mut value = content.remove(key).unwrap_or_default();
                // The blocks of a text are its translation as a whole, and no places in it.
                if matches!(key, "body" | "thanks") {
                    value = text.clone();
                } else {
                    overlay(&mut value, text);
                }
                content.set(key, value);
            }
        }
        (Value::List(list), Value::Map(texts)) => {
            for item in list {
                let id = item.text("id").or(item.text("value")).unwrap_or_default();
                if let Some(texts) = texts.get(id) {
                    overlay(item, texts);
                }
            }
        }
        (Value::List(list), Value::List(texts))
            if list.iter().all(|item| item.as_map().is_some()) =>
        {
            for (item, texts) in list.iter_mut().zip(texts) {
                overlay(item, texts);
            }
        }
        (content, texts) => *content = texts.clone(),
    }
}

/// Takes out the translations with which an experience would not have its shape any more, and reports
/// what is wrong with them.
pub(super) fn drop_broken(content: &mut Value, place: &Place, checker: &mut Checker) {
    let place = place.key("locale");
    let mut sound = content.member("locale").to_map();
    for (language, texts) in content.member("locale").members() {
        let mut translated = content.clone();
        overlay(&mut translated, texts);
        let before = checker.problems.len();
        checker.check(&translated, "x", &place.key(language));
        if checker.problems.len() > before {
            sound.remove(language);
        }
    }
    if let Value::Map(content) = content
        && content.get("locale").is_some()
    {
        content.set("locale", sound);
    }
}
