//! Translations that lead nowhere: what is said in an experience's `locale` of fields and parts that
//! the experience does not have, or in a form that would break them.
//!
//! The fields are those of the published schema; how texts are laid over an experience is in
//! `src/core/experience/locale.rs`.

use super::spelling::did_you_mean;
use super::{Lint, inside, items};
use docent::core::guidebook::schema::schema;
use docent::core::value::Value;

impl Lint<'_> {
    pub(super) fn locales(&mut self) {
        let schema = schema();
        for (place, experience) in items(self.document, "experiences", "") {
            self.locale(experience, &Fields { schema: &schema }, &inside(&place, "locale"));
        }
    }

    fn locale(&mut self, experience: &Value, fields: &Fields, place: &str) {
        let kind = experience.text("kind").unwrap_or_default();
        for (language, texts) in experience.get("locale").into_iter().flat_map(Value::members) {
            let place = inside(place, language);
            let primary = language.split(['-', '_']).next().unwrap_or_default();
            if !matches!(primary.len(), 2 | 3) {
                let why =
                    "is not a language like \"de\" or \"pt-BR\", and texts stand under one each";
                self.doubt(&place, why);
            } else {
                self.texts(experience, texts, (fields, kind), &place);
            }
        }
    }

    /// Texts to be laid over an object of this name in the schema.
    fn texts(&mut self, content: &Value, texts: &Value, shape: (&Fields, &str), place: &str) {
        let (fields, object) = shape;
        if texts.as_map().is_none() {
            self.doubt(place, "would replace all of it: expected an object with its texts");
            return;
        }
        // Of what the schema does not list, nothing is known.
        let known = fields.all(object).is_some();
        for (key, text) in texts.members().filter(|_| known) {
            let place = inside(place, key);
            let Some(field) = fields.of(object, key) else {
                let meant = did_you_mean(key, fields.names(object));
                let object = object.replace('-', " ");
                self.doubt(&place, &format!("is not a field of this {object}{meant}"));
                continue;
            };
            if let Some(item) = field.get("items").and_then(referred) {
                self.parts(content.list(key), text, (fields, item), &place);
            } else if let Some(object) = referred(field).filter(|it| *it != "condition") {
                let content = content.get(key).unwrap_or(&Value::Null);
                self.texts(content, text, (fields, object), &place);
            } else if let Some(why) = misfit(field, text) {
                self.doubt(&place, why);
            }
        }
    }

    /// Texts to be laid over the elements of a list: by their ids or values, or in their order.
    fn parts(&mut self, list: &[Value], texts: &Value, shape: (&Fields, &str), place: &str) {
        let ids = || list.iter().filter_map(name);
        for (id, text) in texts.members() {
            let place = inside(place, id);
            let part = shape.1;
            match list.iter().find(|item| name(item) == Some(id)) {
                Some(item) => self.texts(item, text, shape, &place),
                None if ids().next().is_none() => {
                    let why = format!(
                        "leads to nothing: no {part} here has an id; expected a list in their order"
                    );
                    self.doubt(&place, &why);
                }
                None => {
                    let meant = did_you_mean(id, ids());
                    let why = format!("leads to nothing: no {part} here is called so{meant}");
                    self.doubt(&place, &why);
                }
            }
        }
        // What has neither is replaced as a whole, as it is where there is nothing yet.
        let ordered = list.iter().all(|item| item.get("id").or(item.get("do")).is_some());
        for (index, text) in texts.as_list().iter().enumerate() {
            let place = format!("{place}[{index}]");
            match list.get(index) {
                None if ordered && !list.is_empty() => {
                    let why = format!("leads to nothing: there are only {} here", list.len());
                    self.doubt(&place, &why);
                }
                _ if !ordered && shape.1 == "option" && text.get("value").is_none() => {
                    let why = "has no value, and would replace an option that has one: expected an \
                               object by the values of the options";
                    self.doubt(&place, why);
                }
                item => self.texts(item.unwrap_or(&Value::Null), text, shape, &place),
            }
        }
        if texts.as_map().is_none() && !matches!(texts, Value::List(_)) {
            self.doubt(place, "would replace all of it: expected an object by ids, or a list");
        }
    }
}

/// What texts call an element of a list.
fn name(item: &Value) -> Option<&str> {
    item.text("id").or(item.text("value"))
}

/// Why a text would break what it is laid over. Nothing at all takes a text away.
fn misfit(field: &Value, text: &Value) -> Option<&'static str> {
    match (field.text("type"), text) {
        (_, Value::Null) => None,
        (Some("string"), text) if text.as_text().is_none() => Some("expected a text"),
        // Blocks of text have no ids, so that they are replaced, all at once.
        (None, Value::Map(_)) if blocks(field) => Some("expected a text, or a list of all blocks"),
        _ => None,
    }
}

fn blocks(field: &Value) -> bool {
    let list = |one: &Value| one.at("items.anyOf").is_some();
    field.list("anyOf").iter().any(list)
}

/// The name of the object that a schema refers to.
fn referred(schema: &Value) -> Option<&str> {
    schema.text("$ref")?.rsplit('/').next()
}

/// The fields of all objects, as the schema has them.
struct Fields<'a> {
    schema: &'a Value,
}

impl<'a> Fields<'a> {
    fn all(&self, object: &str) -> Option<&'a Value> {
        self.schema.get("$defs")?.get(object)?.get("properties")
    }

    fn of(&self, object: &str, key: &str) -> Option<&'a Value> {
        self.all(object)?.get(key)
    }

    fn names(&self, object: &str) -> impl Iterator<Item = &'a str> {
        self.all(object).into_iter().flat_map(Value::members).map(|(name, _)| name)
    }
}
