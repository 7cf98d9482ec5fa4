//! Values held against the published schema, for parts of a document that the decoder does not look
//! at: translations, which become a part of an experience once they are laid over it.

use super::inside;
use docent::core::value::Value;

/// The objects of the schema, by their names.
pub(super) struct Shapes<'s> {
    pub(super) schema: &'s Value,
}

impl<'s> Shapes<'s> {
    /// The fields of an object; nothing where it may have any.
    pub(super) fn all(&self, object: &str) -> Option<&'s Value> {
        self.definition(object)?.get("properties")
    }

    pub(super) fn of(&self, object: &str, key: &str) -> Option<&'s Value> {
        self.all(object)?.get(key)
    }

    pub(super) fn names(&self, object: &str) -> impl Iterator<Item = &'s str> {
        self.all(object).into_iter().flat_map(Value::members).map(|(name, _)| name)
    }

    /// The fields an object must have.
    pub(super) fn required(&self, object: &str) -> Vec<&'s str> {
        let required = self.definition(object).map(|it| it.list("required")).unwrap_or_default();
        required.iter().filter_map(Value::as_text).collect()
    }

    fn definition(&self, object: &str) -> Option<&'s Value> {
        self.schema.get("$defs")?.get(object)
    }

    fn resolved(&self, schema: &'s Value) -> &'s Value {
        referred(schema).and_then(|name| self.definition(name)).unwrap_or(schema)
    }

    /// Everything in a value that does not fit, with its place.
    pub(super) fn misfits(
        &self,
        schema: &'s Value,
        value: &Value,
        place: &str,
    ) -> Vec<(String, String)> {
        let shapes = self.alternatives(schema);
        let Some(shape) = shapes.iter().find(|shape| fits(shape, value)) else {
            let expected: Vec<String> = shapes.into_iter().map(expected).collect();
            return vec![(place.into(), format!("expected {}", expected.join(", or ")))];
        };
        let mut found = Vec::new();
        for (index, item) in value.as_list().iter().enumerate() {
            if let Some(items) = shape.get("items") {
                found.append(&mut self.misfits(items, item, &format!("{place}[{index}]")));
            }
        }
        let Some(fields) = shape.get("properties").filter(|_| value.as_map().is_some()) else {
            return found;
        };
        for (key, item) in value.members() {
            let place = inside(place, key);
            match fields.get(key) {
                Some(field) => found.append(&mut self.misfits(field, item, &place)),
                None => found.push((place, "is not a field here".into())),
            }
        }
        for key in shape.list("required").iter().filter_map(Value::as_text) {
            if value.get(key).is_none() {
                found.push((inside(place, key), "is missing".into()));
            }
        }
        found
    }

    fn alternatives(&self, schema: &'s Value) -> Vec<&'s Value> {
        let schema = self.resolved(schema);
        match schema.list("anyOf") {
            [] => vec![schema],
            several => several.iter().flat_map(|one| self.alternatives(one)).collect(),
        }
    }
}

/// The name of the object that a schema refers to.
pub(super) fn referred(schema: &Value) -> Option<&str> {
    schema.text("$ref")?.rsplit('/').next()
}

/// Whether a value is of the type that a schema asks for, whatever is in it.
fn fits(schema: &Value, value: &Value) -> bool {
    if !schema.list("enum").is_empty() {
        return schema.list("enum").contains(value);
    }
    match (schema.text("type"), value) {
        (Some("string"), Value::Text(text)) => {
            !text.is_empty() || schema.number("minLength").is_none()
        }
        (Some("number"), Value::Number(number)) => {
            schema.number("minimum").is_none_or(|least| *number >= least)
                && schema.number("maximum").is_none_or(|most| *number <= most)
        }
        (Some(name), value) => name == value.type_name() && !matches!(name, "string" | "number"),
        (None, _) => true,
    }
}

fn expected(schema: &Value) -> String {
    let words: Vec<&str> = schema.list("enum").iter().filter_map(Value::as_text).collect();
    match schema.text("type") {
        _ if !words.is_empty() => format!("one of {}", words.join(", ")),
        Some("string") if schema.number("minLength").is_some() => "a text that is not empty".into(),
        Some("string") => "a text".into(),
        Some("boolean") => "true or false".into(),
        Some("array") => "a list".into(),
        Some("object") => "an object".into(),
        Some(name) => format!("a {name}"),
        None => "something else".into(),
    }
}
