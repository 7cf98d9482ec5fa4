//! The published JSON Schema (draft 2020-12), written from the tables of [`shape`](super::shape);
//! what conditions are made of, from those of [`conditions`], and what tables of fields cannot say,
//! from those of [`rules`].

mod conditions;
mod rules;

pub use conditions::{FACTS, Fact, Values};
pub use rules::NEEDS;

use super::shape::{self, Object, Shape};
use crate::core::value::{Map, Value};

/// The schema of a guidebook.
#[must_use]
pub fn schema() -> Value {
    let mut writer = Writer { definitions: Map::new() };
    let root = writer.object(&shape::GUIDEBOOK);
    let mut map = root.as_map().cloned().unwrap_or_default();
    let experiences: Vec<Value> = shape::KINDS
        .iter()
        .filter_map(|kind| shape::of_kind(kind))
        .map(|object| writer.reference(object))
        .collect();
    writer.definitions.set("experience", Map::new().with("anyOf", experiences));
    conditions::define(&mut writer.definitions);
    writer.definitions.set("consent", rules::consent());
    let mark = writer.reference(&shape::MARK);
    let list = Map::new().with("type", "array").with("items", pointer("text"));
    let inline = vec![typed("string"), mark, Value::Map(list)];
    writer.definitions.set("text", Map::new().with("anyOf", inline));
    map.set("$schema", "https://json-schema.org/draft/2020-12/schema");
    map.set("title", "Docent guidebook");
    map.set("$defs", writer.definitions);
    Value::Map(map)
}

struct Writer {
    definitions: Map,
}

fn typed(name: &str) -> Value {
    Value::Map(Map::new().with("type", name))
}

fn pointer(name: &str) -> Value {
    Value::Map(Map::new().with("$ref", ["#/$defs/", name].concat()))
}

impl Writer {
    fn object(&mut self, object: &Object) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in object.groups.iter().flat_map(|group| group.iter()) {
            let mut schema = self.shape(&field.shape).as_map().cloned().unwrap_or_default();
            let named = object.name == field_kind(object) && field.name == "kind";
            if named {
                schema = Map::new().with("const", object.name);
            }
            // A trigger asks for the properties of its event, and not for the person.
            if field.name == "where" && object.name == shape::TRIGGER.name {
                schema = pointer("condition-on-properties").to_map();
            }
            schema.merge(&rules::of_field(object.name, field.name));
            schema.set("description", field.about);
            properties.set(field.name, schema);
            if field.required {
                required.push(Value::from(field.name));
            }
        }
        let mut map = Map::new()
            .with("type", "object")
            .with("properties", properties)
            .with("required", required)
            .with("additionalProperties", false);
        map.merge(&rules::of_object(object));
        Value::Map(map)
    }

    /// A pointer to an object's definition, which is written at its first use.
    fn reference(&mut self, object: &Object) -> Value {
        let name = object.name.replace(' ', "-");
        if self.definitions.get(&name).is_none() {
            self.definitions.set(&name, Value::Null);
            let definition = self.object(object);
            self.definitions.set(&name, definition);
        }
        pointer(&name)
    }

    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Any => Value::Map(Map::new()),
            Shape::Bool => typed("boolean"),
            Shape::Text => typed("string"),
            Shape::Id => Value::Map(Map::new().with("type", "string").with("minLength", 1.0)),
            Shape::Number(min, max) => Value::Map(
                Map::new().with("type", "number").with("minimum", *min).with("maximum", *max),
            ),
            Shape::Duration => conditions::duration(),
            Shape::Date => conditions::date(),
            Shape::Word(words) => {
                let words: Vec<Value> = words.iter().map(|word| Value::from(*word)).collect();
                Value::Map(Map::new().with("enum", words))
            }
            Shape::List(item) | Shape::Each(item) => {
                let items = self.shape(item);
                Value::Map(Map::new().with("type", "array").with("items", items))
            }
            Shape::Object(object) => self.reference(object),
            Shape::MapOf(item) => {
                let values = self.shape(item);
                Value::Map(Map::new().with("type", "object").with("additionalProperties", values))
            }
            Shape::Condition => pointer("condition"),
            Shape::Experience => pointer("experience"),
            Shape::Inline => pointer("text"),
            Shape::Either(shapes) => {
                let shapes: Vec<Value> = shapes.iter().map(|shape| self.shape(shape)).collect();
                Value::Map(Map::new().with("anyOf", shapes))
            }
        }
    }
}

/// The kind an object of an experience stands for; empty for other objects.
fn field_kind(object: &Object) -> &'static str {
    shape::KINDS.iter().find(|kind| **kind == object.name).copied().unwrap_or_default()
}
