//! Tokens of themes that nothing in the style sheet asks for.

use super::spelling::did_you_mean;
use super::{Lint, inside};
use crate::contrast::tokens;
use docent::core::value::Value;

impl Lint<'_> {
    /// The theme of the guidebook or of an experience.
    pub(super) fn theme(&mut self, of: &Value, place: &str) {
        let (theme, place) = (of.get("theme"), inside(place, "theme"));
        self.tokens(theme, &place);
        let (dark, place) = (theme.and_then(|theme| theme.get("dark")), inside(&place, "dark"));
        match dark {
            Some(dark) if dark.as_map().is_none() => {
                self.doubt(&place, "expected the tokens of dark pages: {\"accent\": \"#7cd\"}");
            }
            dark => self.tokens(dark, &place),
        }
    }

    fn tokens(&mut self, theme: Option<&Value>, place: &str) {
        let known = tokens();
        for (name, _) in theme.into_iter().flat_map(Value::members) {
            let dark = name == "dark" && !place.ends_with(".dark");
            if dark || known.contains(&name.replace('_', "-").as_str()) {
                continue;
            }
            let meant = did_you_mean(name, known.iter().copied());
            let why = match meant.as_str() {
                "" => format!("is not a token, and does nothing; there are {}", known.join(", ")),
                meant => format!("is not a token, and does nothing{meant}"),
            };
            self.doubt(&inside(place, name), &why);
        }
    }
}
