//! The language and the looks of what is shown.
//!
//! An experience's `locale` holds, by language, objects of the same shape as the experience, with
//! what differs: `{"de": {"title": "…", "steps": {"create": {"title": "…"}}}}`. A list is an object
//! by the ids (or values) of its elements, or a list in the same order. What the exact locale does
//! not say the language says, and what that does not say stays as it was written. The guidebook's
//! `locales` translate what Docent itself says, and labels, by what they say: `{"de": {"Next":
//! "Weiter", "Step {n} of {n}": "Schritt {n} von {n}"}}`. Whoever draws looks the words up.

use crate::core::guidebook::Experience;
use crate::core::state::State;
use crate::core::strings::until;
use crate::core::value::{Map, Value};

/// `language` as in `de-AT`, and what of it is the language alone.
fn chain(locale: &str) -> [&str; 2] {
    [until(locale, b"-_"), locale]
}

/// An experience in a language; nothing where it has no texts in it.
pub(super) fn translated(experience: &Experience, locale: &str) -> Option<Experience> {
    let texts = experience.content.get("locale")?;
    let mut translated = None;
    // The language first, so that the exact locale has the last word.
    for name in &chain(locale) {
        if let Some(texts) = texts.get(name) {
            let experience = translated.get_or_insert_with(|| experience.clone());
            overlay(&mut experience.content, texts);
        }
    }
    translated
}

/// Puts texts over those of the same places.
fn overlay(content: &mut Value, texts: &Value) {
    match (content, texts) {
        (Value::Map(content), Value::Map(texts)) => {
            for (key, text) in texts.iter() {
                let mut value = content.remove(key).unwrap_or_default();
                overlay(&mut value, text);
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
            if list.iter().all(|item| item.get("id").or(item.get("do")).is_some()) =>
        {
            for (item, texts) in list.iter_mut().zip(texts) {
                overlay(item, texts);
            }
        }
        (content, texts) => *content = texts.clone(),
    }
}

impl State {
    /// The language people are spoken to in: the host's word, or the device's.
    pub(super) fn language(&self) -> &str {
        let told = self.config.locale.as_deref();
        told.or(self.facts.at("device.language").and_then(Value::as_text)).unwrap_or_default()
    }

    /// Adds to a view what its looks depend on, its language and the words in it.
    pub(super) fn dress(&self, view: &mut Map, experience: &Experience, locale: &str) {
        let theme = experience.content.get("theme").cloned();
        if let Some(theme) = theme {
            view.set("theme", theme);
        }
        if !self.guidebook.theme.is_null() {
            view.set("base", self.guidebook.theme.clone());
        }
        let texts = experience.content.get("locale").unwrap_or(&Value::Null);
        let mut words = Map::new();
        let mut spoken = false;
        for name in &chain(locale) {
            let known = self.guidebook.locales.get(name).and_then(Value::as_map);
            spoken |= known.is_some() || texts.get(name).is_some();
            if let Some(known) = known {
                words.merge(known);
            }
        }
        if spoken {
            view.set("lang", locale).set("words", words);
        }
    }
}
