//! Holds a document against the tables of [`shape`](super::shape), as [`packed`](super::packed)
//! has them.

use super::Problem;
use super::packed::{RANGES, TABLE};
use super::shape::KINDS;
use crate::core::strings::{inside, join, list, nth, split, until};
use crate::core::time::{parse_date, parse_duration};
use crate::core::value::{Map, Value};

/// What a shape is, and what follows.
fn head(shape: &str) -> (u8, &str) {
    (shape.bytes().next().unwrap_or_default(), shape.get(1..).unwrap_or_default())
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

/// Reports everything in `value` that does not fit `shape`, such as `{segment}`.
pub(crate) fn check(value: &Value, shape: &str, place: &str, problems: &mut Vec<Problem>) {
    if let Some(expected) = mismatch(value, shape) {
        problems.push(Problem::error(place, &["expected ", &expected].concat()));
        return;
    }
    let (kind, inner) = head(shape);
    match (kind, value) {
        (b'[' | b'~', Value::List(list)) => {
            let item = if kind == b'[' { inner } else { shape };
            for (index, value) in list.iter().enumerate() {
                check(value, item, &nth(place, index), problems);
            }
        }
        (b':', Value::Map(map)) => {
            for (key, value) in map.iter() {
                check(value, inner, &inside(place, key), problems);
            }
        }
        (b'{', Value::Map(map)) => check_fields(map, until(inner, b"}"), place, problems),
        (b'~', Value::Map(map)) => check_fields(map, "mark", place, problems),
        (b'x', Value::Map(map)) => match map.get("kind").and_then(Value::as_text) {
            Some(kind) if KINDS.contains(&kind) => check_fields(map, kind, place, problems),
            _ => {
                let why = ["expected one of ", &list(KINDS)].concat();
                problems.push(Problem::error(&inside(place, "kind"), &why));
            }
        },
        (b'(', _) => {
            if let Some(shape) = fitting(value, inner) {
                check(value, shape, place, problems);
            }
        }
        _ => {}
    }
}

/// A field of an object.
struct Field {
    name: &'static str,
    required: bool,
    shape: &'static str,
}

/// What the table says of an object. Gone through by lines: searching all of its text, for each
/// of a list of ten thousand objects, took half a second.
fn line_of(object: &str) -> &'static str {
    let mut rest = TABLE;
    while !rest.is_empty() {
        let line = until(rest, b"\n");
        let fields = line.strip_prefix(object).and_then(|fields| fields.strip_prefix(','));
        if let Some(fields) = fields {
            return fields;
        }
        rest = rest.get(line.len() + 1..).unwrap_or_default();
    }
    ""
}

fn fields(object: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut rest = line_of(object);
    while let Some((field, behind)) = split(rest, ",") {
        let name = until(field, b"=!");
        let (mark, shape) = head(field.get(name.len()..).unwrap_or_default());
        fields.push(Field { name, required: mark == b'!', shape });
        rest = behind;
    }
    fields
}

fn check_fields(map: &Map, object: &str, place: &str, problems: &mut Vec<Problem>) {
    let fields = fields(object);
    for (key, value) in map.iter() {
        match fields.iter().find(|field| field.name == key) {
            Some(field) => check(value, field.shape, &inside(place, key), problems),
            None => {
                let vowel = matches!(object.as_bytes(), [b'a' | b'e' | b'i' | b'o', ..]);
                let of = if vowel { "is not a field of an " } else { "is not a field of a " };
                let why = [of, object, suggestion(key, &fields)].concat();
                problems.push(Problem::error(&inside(place, key), &why));
            }
        }
    }
    for field in &fields {
        if field.required && map.get(field.name).is_none() {
            problems.push(Problem::error(&inside(place, field.name), "is missing"));
        }
    }
}

/// The field that was probably meant: the same letters but for case or one at either end.
fn suggestion(key: &str, fields: &[Field]) -> &'static str {
    for field in fields {
        let near = key.eq_ignore_ascii_case(field.name)
            || key.strip_suffix('s') == Some(field.name)
            || field.name.strip_suffix('s') == Some(key);
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
            return (!fits).then(|| ["one of ", &list(&words)].concat());
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
