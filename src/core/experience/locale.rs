//! The language and the looks of what is shown.
//!
//! An experience's `locale` holds, by language, objects of the same shape as the experience, with
//! what differs: `{"de": {"title": "…", "steps": {"create": {"title": "…"}}}}`. A list is an object
//! by the ids (or values) of its elements, or a list in the same order. What the exact locale does
//! not say the language says, and what that does not say stays as it was written. The guidebook's
//! `locales` translate labels, by what they say: `{"de": {"Next": "Weiter"}}`.

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
    for name in chain(locale) {
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

    /// Adds to a view what its looks depend on, and translates its labels.
    pub(super) fn dress(&self, view: &mut Map, experience: &Experience, locale: &str) {
        let theme = experience.content.get("theme").cloned();
        if let Some(theme) = theme {
            view.set("theme", theme);
        }
        if !self.guidebook.theme.is_null() {
            view.set("base", self.guidebook.theme.clone());
        }
        let mut spoken = None;
        for name in chain(locale) {
            let words = self.guidebook.locales.get(name);
            if words
                .or(experience.content.get("locale").and_then(|texts| texts.get(name)))
                .is_some()
            {
                spoken = Some(locale);
            }
            if let Some(words) = words {
                relabel(view, words);
            }
        }
        if let Some(spoken) = spoken {
            view.set("lang", spoken);
        }
    }
}

/// Translates the labels of the buttons of a view and of its items.
fn relabel(view: &mut Map, words: &Value) {
    for key in ["buttons", "items"] {
        let Some(Value::List(mut list)) = view.remove(key) else { continue };
        for item in &mut list {
            let Value::Map(item) = item else { continue };
            let label = item.get("label").and_then(Value::as_text);
            if let Some(word) = label.and_then(|label| words.get(label)).cloned() {
                item.set("label", word);
            }
            relabel(item, words);
        }
        view.set(key, list);
    }
}
