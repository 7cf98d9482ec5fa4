//! The language and the looks of what is shown.
//!
//! Of an experience's `locale` (see [`overlay`]), what the exact
//! locale does not say the language says, and what that does not say stays as it was written. The
//! guidebook's `locales` translate what Docent itself says, and labels, by what they say: `{"de":
//! {"Next": "Weiter", "Step {n} of {n}": "Schritt {n} von {n}"}}`. Whoever draws looks the words up.

use std::rc::Rc;

use crate::core::guidebook::{Experience, overlay};
use crate::core::state::State;
use crate::core::value::{Map, Value};

/// What a document says for a locale such as `zh-Hant-TW`: for the language first, and the exact
/// locale has the last word. Names are compared as BCP 47 has it, without regard to case. Where Chinese
/// is written in traditional characters, browsers name the place and not the script.
fn said<'a>(texts: &'a Value, locale: &str) -> Vec<&'a Value> {
    let mut said: Vec<&Value> = Vec::new();
    let traditional = ["zh-TW", "zh-HK", "zh-MO"].iter().any(|place| same_tag(place, locale));
    for end in 1..=locale.len() {
        if !matches!(locale.as_bytes().get(end), None | Some(b'-' | b'_')) {
            continue;
        }
        for (name, texts) in texts.members() {
            if same_tag(name, locale.get(..end).unwrap_or_default())
                || traditional && end == 2 && same_tag(name, "zh-Hant")
            {
                said.push(texts);
            }
        }
    }
    said
}

fn same_tag(a: &str, b: &str) -> bool {
    let plain = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| plain(*a) == plain(*b))
}

impl State {
    /// The language people are spoken to in: the host's word, or the device's.
    pub(super) fn language(&self) -> &str {
        let told = self.config.locale.as_deref();
        told.or(self.facts.at("device.language").and_then(Value::as_text)).unwrap_or_default()
    }

    /// An experience in that language; as it was written where it has no texts in it.
    pub(super) fn spoken(&self, experience: &Rc<Experience>) -> Rc<Experience> {
        let mut spoken = experience.clone();
        if let Some(texts) = experience.content.get("locale") {
            for texts in &said(texts, self.language()) {
                overlay(&mut Rc::make_mut(&mut spoken).content, texts);
            }
        }
        spoken
    }

    /// Adds to a view what its looks depend on, its language and the words in it.
    pub(super) fn dress(&self, view: &mut Map, experience: &Experience) {
        let locale = self.language();
        let theme = experience.content.get("theme").cloned();
        if let Some(theme) = theme {
            view.set("theme", theme);
        }
        if !self.guidebook.theme.is_null() {
            view.set("base", self.guidebook.theme.clone());
        }
        let texts = experience.content.member("locale");
        let mut words = Map::new();
        let known = said(&self.guidebook.locales, locale);
        for known in &known {
            words.merge(&known.to_map());
        }
        if !known.is_empty() || !said(texts, locale).is_empty() {
            view.set("lang", locale).set("words", words);
        }
    }
}
