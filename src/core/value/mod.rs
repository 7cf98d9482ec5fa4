//! One small tree for everything that has the shape of JSON.
//!
//! Guidebooks, facts, traits, event properties and stored records are all [`Value`]s. A single
//! tree with a single set of readers costs far fewer bytes in the module than a derived
//! deserialiser per type (figures in ARCHITECTURE.md), and it behaves the same everywhere.

mod convert;
mod map;
mod read;
mod write;

use super::strings::{digits, same};

pub(crate) use convert::{is_truthy, to_number, to_text};
pub use map::Map;
pub use read::{Limits, locate, parse, parse_what_fits};
pub use write::to_json;

/// A JSON value. Numbers are IEEE doubles, as in JavaScript.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`, and also what a missing fact evaluates as.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any JSON number; `NaN` and the infinities never come out of the reader.
    Number(f64),
    /// A string, always valid Unicode: a lone surrogate becomes U+FFFD.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Map(Map),
}

impl Value {
    /// The value at a dotted path such as `user.plan`, or `None` where any part is missing.
    ///
    /// A part that is a whole number indexes a list, as it would in JavaScript.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Value> {
        let (mut value, mut path) = (self, path);
        loop {
            let end = path.as_bytes().iter().position(|byte| *byte == b'.').unwrap_or(path.len());
            let part = path.get(..end)?;
            value = match value {
                Value::Map(map) => map.get(part)?,
                Value::List(list) => list.get(usize::try_from(digits(part)?).ok()?)?,
                _ => return None,
            };
            match path.get(part.len() + 1..) {
                Some(rest) => path = rest,
                None => return Some(value),
            }
        }
    }

    /// About how many bytes its JSON takes.
    #[must_use]
    pub fn weight(&self) -> usize {
        match self {
            Value::Text(text) => text.len() + 3,
            Value::List(list) => {
                let mut weight = 0;
                for item in list {
                    weight += item.weight();
                }
                weight
            }
            Value::Map(map) => {
                let mut weight = 0;
                for (key, value) in map.iter() {
                    weight += key.len() + 4 + value.weight();
                }
                weight
            }
            _ => 6,
        }
    }

    /// The member of an object, or `None` for anything else.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map()?.get(key)
    }

    /// The member of an object, or `null` where there is none.
    #[must_use]
    #[inline(never)]
    pub fn member(&self, key: &str) -> &Value {
        const MISSING: &Value = &Value::Null;
        self.get(key).unwrap_or(MISSING)
    }

    /// The text of a member, or `None` where it is missing or not a string.
    #[must_use]
    #[inline(always)]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.text_at(key).map(String::as_str)
    }

    // A reference of one word is a result of its own; one of two goes through memory, at every
    // call. So with the number and the list below.
    #[inline(never)]
    fn text_at(&self, key: &str) -> Option<&String> {
        if let Value::Text(text) = self.get(key)? { Some(text) } else { None }
    }

    /// The text of a member, an empty one where it is missing or not a string.
    #[must_use]
    #[inline(always)]
    pub fn text_or_empty(&self, key: &str) -> &str {
        self.text_or_empty_at(key)
    }

    #[inline(never)]
    fn text_or_empty_at(&self, key: &str) -> &String {
        const NONE: &String = &String::new();
        self.text_at(key).unwrap_or(NONE)
    }

    /// Whether a member is this text.
    #[must_use]
    #[inline(never)]
    pub fn says(&self, key: &str, text: &str) -> bool {
        self.get(key).is_some_and(|value| value.is(text))
    }

    /// Whether this is this text.
    #[must_use]
    #[inline(never)]
    pub fn is(&self, text: &str) -> bool {
        if let Value::Text(own) = self { same(own, text) } else { false }
    }

    /// The number of a member, or `None` where it is missing or not a number.
    #[must_use]
    #[inline(always)]
    pub fn number(&self, key: &str) -> Option<f64> {
        self.number_at(key).copied()
    }

    #[inline(never)]
    fn number_at(&self, key: &str) -> Option<&f64> {
        if let Value::Number(number) = self.get(key)? { Some(number) } else { None }
    }

    /// The elements of a member that is a list; none for anything else.
    #[must_use]
    #[inline(always)]
    pub fn list(&self, key: &str) -> &[Value] {
        self.list_at(key)
    }

    #[inline(never)]
    fn list_at(&self, key: &str) -> &Vec<Value> {
        const NONE: &Vec<Value> = &Vec::new();
        if let Some(Value::List(list)) = self.get(key) { list } else { NONE }
    }

    /// The texts in a member that is a list.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<String> {
        Self::texts_of(self.list(key))
    }

    /// The texts in a list.
    #[must_use]
    pub fn texts_of(list: &[Value]) -> Vec<String> {
        let mut out = Vec::new();
        for item in list {
            if let Value::Text(text) = item {
                out.push(text.clone());
            }
        }
        out
    }

    /// Whether a member is `true`.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Bool(true))
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }

    /// The elements, if this is a list; an empty slice otherwise.
    #[must_use]
    pub fn as_list(&self) -> &[Value] {
        if let Value::List(list) = self { list } else { &[] }
    }

    /// The object, if this is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = self { Some(map) } else { None }
    }

    /// The members of an object in the order of their keys; none for anything else.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        const NOTHING: &Map = &Map::new();
        self.as_map().unwrap_or(NOTHING).iter()
    }

    /// A copy of the object; an empty one for anything else.
    #[must_use]
    #[inline(never)]
    pub fn to_map(&self) -> Map {
        self.as_map().cloned().unwrap_or_default()
    }

    /// Whether this is [`Value::Null`].
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The name JavaScript developers know the type by, as `$type` compares it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::List(_) => "array",
            Value::Map(_) => "object",
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Number(value)
    }
}

impl From<i64> for Value {
    /// Exact up to 2^53, which every time in milliseconds stays below.
    fn from(value: i64) -> Self {
        Value::Number(value as f64)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Value::Number(value as f64)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<Map> for Value {
    fn from(value: Map) -> Self {
        Value::Map(value)
    }
}

impl From<Vec<Value>> for Value {
    fn from(value: Vec<Value>) -> Self {
        Value::List(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
