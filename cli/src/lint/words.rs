//! The guidebook's `locales`: words that nothing says, and translations that would not be said.
//!
//! How they are looked up is in `pkg-config/src/ui/words.ts`: by what is said, with `{n}` for each of
//! its numbers.

use super::locale::is_language;
use super::spelling::did_you_mean;
use super::{Lint, inside};
use docent::core::value::Value;

/// What Docent says itself; `docs/guidebook.md` lists it for people.
const SAID: [&str; 32] = [
    "Next",
    "Back",
    "Done",
    "Close",
    "Later",
    "OK",
    "Continue",
    "Dismiss",
    "Got it",
    "Mark as done",
    "To do",
    "Progress",
    "Step {n} of {n}",
    "Question {n} of {n}",
    "{n} of {n} done",
    "{n} of {n}",
    "Something else",
    "Move up",
    "Move down",
    "Search",
    "{n} found",
    "Nothing found",
    "Message",
    "Please choose an answer.",
    "Please fill this in.",
    "Please tick the box to go on.",
    "Please enter a number.",
    "Please enter an e-mail address like name@example.com.",
    "Please enter at least {n}.",
    "Please enter at most {n}.",
    "Please choose at least {n}.",
    "Please choose at most {n}.",
];

/// Texts of experiences that are looked up as well: of buttons, and what opens a list.
const LABELS: [&str; 4] = ["label", "submit", "title", "name"];

/// The categories of plurals that languages have.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Lint<'_> {
    pub(super) fn translated_words(&mut self) {
        let document = self.document;
        let mut said: Vec<String> = SAID.iter().map(|text| (*text).to_owned()).collect();
        labels(document.get("experiences").unwrap_or(&Value::Null), &mut said);
        for (language, words) in document.get("locales").into_iter().flat_map(Value::members) {
            let place = inside("locales", language);
            if !is_language(language) {
                let why = "is not a language like \"de\" or \"pt-BR\", and is asked for by nobody";
                self.doubt(&place, why);
            }
            if words.as_map().is_none() {
                let why = "does nothing: expected an object of words, like {\"Next\": \"Weiter\"}";
                self.doubt(&place, why);
            }
            for (key, text) in words.members() {
                let place = inside(&place, key);
                self.said(key, &said, &place);
                self.word(text, numbers(key), &place);
            }
        }
    }

    fn said(&mut self, key: &str, said: &[String], place: &str) {
        let plain = without_numbers(key);
        if !said.iter().any(|text| may_be(text, &plain)) {
            let meant = did_you_mean(&plain, said.iter().map(String::as_str));
            let why = format!(
                "is said by nothing, neither by Docent nor by a button here, and does nothing{meant}"
            );
            self.doubt(place, &why);
        }
    }

    /// The translation of what has so many numbers in it.
    fn word(&mut self, text: &Value, numbers: usize, place: &str) {
        match text {
            Value::Text(text) => self.numbered(text, numbers, place),
            Value::Map(forms) => {
                for (category, form) in forms.iter() {
                    let place = inside(place, category);
                    if !PLURALS.contains(&category) {
                        let why =
                            format!("is no plural category; there are {}", PLURALS.join(", "));
                        self.doubt(&place, &why);
                    }
                    match form {
                        Value::Text(text) => self.numbered(text, numbers, &place),
                        _ => self.doubt(&place, "is never said: expected a text"),
                    }
                }
                if forms.get("other").is_none() {
                    let why = "has no \"other\", and is said as it was written where no category \
                               here fits the number";
                    self.doubt(place, why);
                }
            }
            _ => {
                let why =
                    "is never said: expected a text, or an object of texts by plural category";
                self.doubt(place, why);
            }
        }
    }

    /// Numbers that are asked for and not there are said as nothing.
    fn numbered(&mut self, text: &str, numbers: usize, place: &str) {
        if text.trim().is_empty() {
            self.doubt(place, "says nothing: leave it out, and it is said as it was written");
        }
        let within = text.split('{').skip(1).filter_map(|behind| behind.split_once('}'));
        let mut rest = numbers;
        for (which, _) in within {
            let there = match (which, which.parse::<usize>()) {
                ("n", _) if rest > 0 => {
                    rest -= 1;
                    true
                }
                ("n", _) => false,
                (digit, Ok(number)) if digit.len() == 1 => (1..=numbers).contains(&number),
                (_, number) => number.is_err(),
            };
            if !there {
                let has = match numbers {
                    0 => "no number".into(),
                    1 => "one number".into(),
                    _ => format!("{numbers} numbers"),
                };
                let why =
                    format!("has a {{{which}}} that stays empty: what it translates has {has}");
                self.doubt(place, &why);
            }
        }
    }
}

/// The texts of buttons and lists, and of their translations.
fn labels(content: &Value, out: &mut Vec<String>) {
    for (key, item) in content.members() {
        if let Some(text) = item.as_text().filter(|_| LABELS.contains(&key)) {
            out.push(without_numbers(text));
        }
        labels(item, out);
    }
    content.as_list().iter().for_each(|item| labels(item, out));
}

/// A text as it is looked up: `Step 2 of 5` is `Step {n} of {n}`.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let whole = from.trim_start_matches(|c: char| c.is_ascii_digit());
        let fraction =
            whole.strip_prefix('.').filter(|it| it.starts_with(|c: char| c.is_ascii_digit()));
        rest = fraction.map_or(whole, |it| it.trim_start_matches(|c: char| c.is_ascii_digit()));
        out.push_str(before.strip_suffix('-').unwrap_or(before));
        out.push_str("{n}");
    }
    out + rest
}

fn numbers(text: &str) -> usize {
    without_numbers(text).matches("{n}").count()
}

/// Whether what is said may come out like this; of a placeholder, nobody knows what it says.
fn may_be(said: &str, text: &str) -> bool {
    match (said.split_once("{{"), said.rsplit_once("}}")) {
        (Some((before, _)), Some((_, behind))) => {
            text.starts_with(before) && text.ends_with(behind)
        }
        _ => said == text,
    }
}
