//! Tokens of themes that nothing in the style sheet asks for, and values that are none of theirs.

use super::spelling::did_you_mean;
use super::{Lint, inside};
use crate::contrast::tokens;
use docent::core::value::Value;

/// Signs of which the page takes values to be made; see `theme.ts`.
const SIGNS: &str = " #%.,()'\"+*/-_";

/// Functions of CSS that load something.
const LOADS: [&str; 4] = ["url(", "image(", "src(", "set("];

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
        for (name, value) in theme.into_iter().flat_map(Value::members) {
            let dark = name == "dark" && !place.ends_with(".dark");
            let token = name.replace('_', "-");
            if dark {
                continue;
            }
            if known.contains(&token.as_str()) {
                if let Some(why) = misfit(&token, value) {
                    self.doubt(&inside(place, name), why);
                }
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

/// Why a value does nothing. Whether a colour is one is said where colours are judged.
fn misfit(token: &str, value: &Value) -> Option<&'static str> {
    match (token, value) {
        ("z-index", Value::Text(text)) if text.parse::<i32>().is_ok() => None,
        ("z-index", _) => Some("expected a whole number as a text, like \"1000\""),
        ("radius" | "spacing" | "bottom", Value::Number(_)) => None,
        ("radius" | "spacing" | "bottom", Value::Text(text))
            if is_length(text) && is_safe(text) =>
        {
            None
        }
        ("radius" | "spacing" | "bottom", _) => Some("expected a length like \"8px\""),
        ("font", Value::Text(text)) if is_safe(text) => None,
        ("font", _) => Some("expected the names of fonts like \"Inter, sans-serif\""),
        ("shadow", Value::Text(text)) if is_safe(text) => None,
        ("shadow", _) => Some("expected a shadow like \"0 2px 8px #0003\""),
        _ => None,
    }
}

/// Whether the page takes it: it leaves out what could be more than a value.
pub(crate) fn is_safe(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let sign = |c: char| c.is_ascii_alphanumeric() || SIGNS.contains(c);
    !text.is_empty() && text.chars().all(sign) && !LOADS.iter().any(|load| lower.contains(load))
}

/// Numbers with a unit, one for each corner, or what only the page can work out.
fn is_length(text: &str) -> bool {
    let one = |word: &str| {
        let unit =
            word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
        let (number, _) = word.split_at(word.len() - unit.len());
        let known = unit == "%" || unit.len() >= 2 && unit.chars().all(|c| c.is_ascii_alphabetic());
        number.parse::<f64>().is_ok_and(|number| known || number == 0.0 && unit.is_empty())
    };
    let mut words = text.split([' ', '/']).filter(|word| !word.is_empty()).peekable();
    text.contains('(') || words.peek().is_some() && words.all(one)
}
