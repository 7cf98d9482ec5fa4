//! Holds a document against the tables of [`shape`](super::shape), as [`packed`](super::packed)
//! has them.

use std::rc::Rc;

use super::Problem;
use super::packed::{RANGES, TABLE};
use super::place::Place;
use super::shape::KINDS;
use crate::core::strings::{alike, concat, join, phrase, split, until};
use crate::core::time::{parse_date, parse_duration};
use crate::core::value::{Map, Value};

/// What a shape is, and what follows.
fn head(shape: &str) -> (u8, &str) {
    (shape.as_bytes().first().copied().unwrap_or_default(), shape.get(1..).unwrap_or_default())
}

/// What stands behind a shape.
fn skip(shape: &str) -> &str {
    let (kind, inner) = head(shape);
    match kind {
        b'[' | b':' => skip(inner),
        b'#' => head(inner).1,
        b'<' | b'{' => head(inner.get(until(inner, b">}").len()..).unwrap_or_default()).1,
        b'(' => {
            let mut rest = inner;
            while !matches!(head(rest).0, b')' | 0) {
                rest = skip(rest);
            }
            head(rest).1
        }
        _ => inner,
    }
}

/// The first of several shapes that a value fits.
fn fitting<'a>(value: &Value, shapes: &'a str) -> Option<&'a str> {
    let mut rest = shapes;
    while !matches!(head(rest).0, b')' | 0) {
        if mismatch(value, rest).is_none() {
            return Some(rest);
        }
        rest = skip(rest);
    }
    None
}

/// The words between two marks.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = until(text, b">");
    while let Some((word, behind)) = split(rest, "|") {
        words.push(word);
        rest = behind;
    }
    words.push(rest);
    words
}

/// A field of an object.
struct Field {
    name: &'static str,
    required: bool,
    shape: &'static str,
}

/// What the table says of an object.
fn fields(object: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let line = phrase("\n*,", &[object]);
    let mut rest = split(TABLE, &line).map_or("", |(_, fields)| until(fields, b"\n"));
    while let Some((field, behind)) = split(rest, ",") {
        let name = until(field, b"=!");
        let (mark, shape) = head(field.get(name.len()..).unwrap_or_default());
        fields.push(Field { name, required: mark == b'!', shape });
        rest = behind;
    }
    fields
}

/// Holds values against shapes, and collects what does not fit.
#[derive(Default)]
pub(crate) struct Checker {
    /// What was found wrong so far.
    pub(crate) problems: Vec<Problem>,
    /// Objects whose fields were looked up: there may be ten thousand of one kind.
    known: Vec<(&'static str, Rc<Vec<Field>>)>,
}

impl Checker {
    /// Reports everything in `value` that does not fit `shape`, such as `{segment}`.
    pub(crate) fn check(&mut self, value: &Value, shape: &'static str, place: &Place) {
        if let Some(expected) = mismatch(value, shape) {
            self.problems.push(place.expected(&expected));
            return;
        }
        let (kind, inner) = head(shape);
        match (kind, value) {
            (b'[' | b'~', Value::List(list)) => {
                let item = if kind == b'[' { inner } else { shape };
                for (index, value) in list.iter().enumerate() {
                    self.check(value, item, &place.item(index));
                }
            }
            (b':', Value::Map(map)) => {
                for (key, value) in map.iter() {
                    self.check(value, inner, &place.key(key));
                }
            }
            (b'{', Value::Map(map)) => self.check_fields(map, until(inner, b"}"), place),
            (b'~', Value::Map(map)) => self.check_fields(map, "mark", place),
            (b'x', Value::Map(map)) => {
                let kind = map.member("kind").as_text();
                match KINDS.iter().find(|known| Some(**known) == kind) {
                    Some(kind) => self.check_fields(map, kind, place),
                    None => {
                        let expected = concat(&["one of ", &join(KINDS, ", ")]);
                        self.problems.push(place.key("kind").expected(&expected));
                    }
                }
            }
            (b'(', _) => {
                if let Some(shape) = fitting(value, inner) {
                    self.check(value, shape, place);
                }
            }
            _ => {}
        }
    }

    fn check_fields(&mut self, map: &Map, object: &'static str, place: &Place) {
        let fields = self.fields(object);
        for (key, value) in map.iter() {
            match fields.iter().find(|field| field.name == key) {
                Some(field) => self.check(value, field.shape, &place.key(key)),
                None => {
                    let vowel = matches!(object.as_bytes(), [b'a' | b'e' | b'i' | b'o', ..]);
                    let of = if vowel { "is not a field of an " } else { "is not a field of a " };
                    let why = concat(&[of, object, suggestion(key, &fields)]);
                    self.problems.push(place.key(key).error(&why));
                }
            }
        }
        for field in fields.iter() {
            if field.required && map.get(field.name).is_none() {
                self.problems.push(place.key(field.name).error("is missing"));
            }
        }
    }

    fn fields(&mut self, object: &'static str) -> Rc<Vec<Field>> {
        for (known, fields) in &self.known {
            if *known == object {
                return fields.clone();
            }
        }
        let fields = Rc::new(fields(object));
        self.known.push((object, fields.clone()));
        fields
    }
}

/// The field that was probably meant: the same letters but for case or one at either end.
fn suggestion(key: &str, fields: &[Field]) -> &'static str {
    for field in fields {
        let near = alike(key, field.name)
            || key.strip_suffix("s") == Some(field.name)
            || field.name.strip_suffix("s") == Some(key);
        if near {
            return " (another spelling of one is)";
        }
    }
    ""
}

/// What was expected, where the value is not even of the right type.
fn mismatch(value: &Value, shape: &str) -> Option<String> {
    let (kind, inner) = head(shape);
    let text = value.as_text();
    let (fits, expected) = match kind {
        b'b' => (matches!(value, Value::Bool(_)), "true or false"),
        b't' => (text.is_some(), "a text"),
        b'i' => (text.is_some_and(|text| !text.is_empty()), "a text that is not empty"),
        b'#' => {
            let range = RANGES.get(usize::from(head(inner).0.wrapping_sub(b'0')));
            let fits = |(min, max): &(f64, f64)| {
                value.as_number().is_some_and(|number| (*min..=*max).contains(&number))
            };
            (range.is_some_and(fits), "a number in range")
        }
        b'd' => (text.and_then(parse_duration).is_some(), "a duration like \"30d\""),
        b'@' => {
            let fits = text.map_or(value.as_number().is_some(), |text| parse_date(text).is_some());
            (fits, "a date like \"2026-01-31\"")
        }
        b'<' => {
            let words = words(inner);
            let fits = text.is_some_and(|text| words.contains(&text));
            return (!fits).then(|| concat(&["one of ", &join(&words, ", ")]));
        }
        b'[' | b'-' => (matches!(value, Value::List(_)), "a list"),
        b'{' | b':' | b'x' => (value.as_map().is_some(), "an object"),
        b'(' => return fitting(value, inner).map_or_else(|| Some(any_of(value, inner)), |_| None),
        b'~' => (
            !matches!(value, Value::Null | Value::Bool(_) | Value::Number(_)),
            "a text, or a list of texts and marks",
        ),
        _ => return None,
    };
    (!fits).then(|| expected.into())
}

/// What was expected by several shapes, none of which fits.
fn any_of(value: &Value, shapes: &str) -> String {
    let mut expected = Vec::new();
    let mut rest = shapes;
    while let Some(one) = mismatch(value, rest) {
        expected.push(one);
        rest = skip(rest);
    }
    join(&expected, ", or ")
}
