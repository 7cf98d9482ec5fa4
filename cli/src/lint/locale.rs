//! Translations that lead nowhere: what is said in an experience's `locale` of fields and parts that
//! the experience does not have, or in a form that would break them.
//!
//! The fields are those of the published schema; how texts are laid over an experience is in
//! `src/core/guidebook/translation.rs`. Of what would not be an experience any more, the page leaves out
//! that language; the decoder says so by the experience that it would be, and here it is said where the
//! text stands.

use super::shapes::{Shapes, referred};
use super::spelling::did_you_mean;
use super::{Lint, inside, items};
use docent::core::guidebook::Problem;
use docent::core::guidebook::schema::schema;
use docent::core::value::Value;

/// What is decided before the language is, and so the same in all of them.
const DECIDED: [&str; 11] = [
    "audience",
    "trigger",
    "frequency",
    "priority",
    "schedule",
    "experiment",
    "goal",
    "expires",
    "essential",
    "next",
    "done",
];

/// What a part is found by.
const NAMES: [&str; 3] = ["id", "type", "value"];

impl Lint<'_> {
    pub(super) fn locales(&mut self) {
        let schema = schema();
        for (place, experience) in items(self.document, "experiences", "") {
            self.locale(experience, &Shapes { schema: &schema }, &inside(&place, "locale"));
        }
    }

    fn locale(&mut self, experience: &Value, shapes: &Shapes, place: &str) {
        let kind = experience.text("kind").unwrap_or_default();
        for (language, texts) in experience.get("locale").into_iter().flat_map(Value::members) {
            let place = inside(place, language);
            let before = self.problems.len();
            if is_language(language) {
                self.texts(experience, texts, (shapes, kind), &place);
            } else {
                let why =
                    "is not a language like \"de\" or \"pt-BR\", and texts stand under one each";
                self.unfit(&place, why);
            }
            self.judged(before, place);
        }
    }

    /// What was found of a language is as grave as the page takes it.
    fn judged(&mut self, before: usize, language: String) {
        if !self.problems.iter().skip(before).any(|found| found.error) {
            return;
        }
        if self.is_broken(&language) {
            self.told.push(language);
        } else {
            self.problems.iter_mut().skip(before).for_each(|found| found.error = false);
        }
    }

    /// Texts to be laid over an object of this name in the schema; null where there is none yet.
    fn texts(&mut self, content: &Value, texts: &Value, shape: (&Shapes, &str), place: &str) {
        let (shapes, object) = shape;
        if texts.as_map().is_none() {
            self.unfit(place, "would replace all of it: expected an object with its texts");
            return;
        }
        // Of what the schema does not list, nothing is known.
        let known = shapes.all(object).is_some();
        for (key, text) in texts.members().filter(|_| known) {
            let place = inside(place, key);
            let Some(field) = shapes.of(object, key) else {
                let meant = did_you_mean(key, shapes.names(object));
                let object = object.replace('-', " ");
                self.unfit(&place, &format!("is not a field of this {object}{meant}"));
                continue;
            };
            let own = content.get(key);
            let named = NAMES.contains(&key) && own.is_some();
            if key == "kind" && own != Some(text) {
                self.unfit(&place, "would be another experience; leave it out here");
            } else if own != Some(text) && (named || DECIDED.contains(&key)) {
                let why = "is not translated: it is the same in all languages; leave it out here";
                self.doubt(&place, why);
            } else if let Some(item) = field.get("items").and_then(referred) {
                self.parts(own, text, (shapes, item), &place);
            } else if let Some(object) = referred(field).filter(|it| *it != "condition") {
                self.texts(own.unwrap_or(&Value::Null), text, (shapes, object), &place);
            } else {
                self.text(field, text, shapes, &place);
            }
        }
        if content.is_null() {
            for key in shapes.required(object).into_iter().filter(|key| texts.get(key).is_none()) {
                self.unfit(&inside(place, key), "is missing, and there is nothing to be laid over");
            }
        }
    }

    /// A text, or the blocks of one: these have no ids, so that they are replaced, all at once.
    fn text(&mut self, field: &Value, text: &Value, shapes: &Shapes, place: &str) {
        let blocks = field.list("anyOf").iter().any(|one| one.at("items.anyOf").is_some());
        match text {
            Value::Map(_) if blocks => {
                self.unfit(place, "expected a text, or a list of all blocks");
            }
            _ => {
                for (place, why) in shapes.misfits(field, text, place) {
                    self.unfit(&place, &why);
                }
            }
        }
    }

    /// Texts to be laid over the elements of a list: by their ids or values, or in their order.
    fn parts(&mut self, list: Option<&Value>, texts: &Value, shape: (&Shapes, &str), place: &str) {
        let part = shape.1;
        match texts {
            Value::Map(_) if list.is_none() => {
                self.unfit(
                    place,
                    &format!("leads to nothing: there is no {part}; expected a list"),
                );
            }
            Value::Map(_) => {
                let list = list.map(Value::as_list).unwrap_or_default();
                self.by_name(list, texts, shape, place);
            }
            Value::List(texts) => {
                let list = list.map(Value::as_list).unwrap_or_default();
                for (index, text) in texts.iter().enumerate() {
                    let place = format!("{place}[{index}]");
                    match list.get(index) {
                        None if !list.is_empty() => {
                            let why = "leads to nothing: there are only";
                            self.doubt(&place, &format!("{why} {} here", list.len()));
                        }
                        item => self.texts(item.unwrap_or(&Value::Null), text, shape, &place),
                    }
                }
            }
            _ => {
                self.unfit(place, "would replace all of it: expected an object by ids, or a list");
            }
        }
    }

    fn by_name(&mut self, list: &[Value], texts: &Value, shape: (&Shapes, &str), place: &str) {
        let ids = || list.iter().filter_map(name);
        let part = shape.1;
        for (id, text) in texts.members() {
            let place = inside(place, id);
            let why = match list.iter().find(|item| name(item) == Some(id)) {
                Some(item) => {
                    self.texts(item, text, shape, &place);
                    continue;
                }
                None if ids().next().is_none() => {
                    format!("no {part} here has an id; expected a list in their order")
                }
                None => format!("no {part} here is called so{}", did_you_mean(id, ids())),
            };
            self.doubt(&place, &["leads to nothing: ", &why].concat());
        }
    }

    /// What would be no experience any more.
    fn unfit(&mut self, place: &str, why: &str) {
        self.problems.push(Problem::error(place, why));
    }
}

/// What texts call an element of a list.
fn name(item: &Value) -> Option<&str> {
    item.text("id").or(item.text("value"))
}

/// Whether a name is a language as BCP 47 writes them, with `_` for `-` as some do.
pub(super) fn is_language(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let word =
        |part: &str| matches!(part.len(), 1..=8) && part.chars().all(|c| c.is_ascii_alphanumeric());
    matches!(language.len(), 2 | 3)
        && language.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(word)
}
