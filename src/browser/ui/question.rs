//! The question of a survey: native form controls, so that keyboard and screen reader work as
//! everywhere. A group of radio buttons is one tab stop; arrows choose; nothing advances by
//! itself.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::{add, all, first, set};
use crate::core::experience::view::{Entry, Question};
use crate::core::time::whole;
use crate::core::value::Value;

/// Draws the controls of a question called `label`.
pub(super) fn draw(form: &Element, question: &Question, label: &str) {
    let group = add(form, "div class=field", &[]);
    let role = match &question.input {
        Entry::Typed(_) | Entry::Tick => "",
        Entry::Choice { many: true, .. } => "group",
        Entry::Choice { .. } | Entry::Scale { .. } => "radiogroup",
    };
    if !role.is_empty() {
        set(&group, "role", role);
        set(&group, "aria-label", label);
    }
    match &question.input {
        Entry::Choice { many, options, other } => {
            choice(&group, question, *many, options, other.as_deref())
        }
        Entry::Scale { min, max, low, high } => scale(&group, question, *min, *max, low, high),
        Entry::Typed(kind) => typed(&group, question, kind, label),
        Entry::Tick => option(&group, question, "checkbox", "yes", label),
    }
    if let Some(field) = first(&group, "input,textarea") {
        set(&field, "data-focus", "");
    }
    let error = add(form, "p class=error id=error role=alert part=error", &[]);
    if let Some(message) = question.error {
        error.set_text_content(Some(message));
        let marked =
            first(&group, "textarea,input:not([type=radio]):not([type=checkbox])").unwrap_or(group);
        set(&marked, "aria-invalid", "true");
        set(&marked, "aria-describedby", "error");
    }
}

fn was_chosen(question: &Question, value: &str) -> bool {
    match &question.answer {
        Value::List(list) => list.iter().any(|item| item.as_text() == Some(value)),
        Value::Text(text) => text == value,
        Value::Bool(yes) => *yes,
        _ => false,
    }
}

fn option(group: &Element, question: &Question, kind: &str, value: &str, label: &str) {
    let row = add(group, "label class=option part=option", &[]);
    let input = add(&row, "input type=$ name=answer value=$", &[kind, value]);
    if was_chosen(question, value) {
        set(&input, "checked", "");
    }
    add(&row, "span", &[label]);
}

fn choice(
    group: &Element,
    question: &Question,
    many: bool,
    options: &[(String, String)],
    other: Option<&str>,
) {
    let kind = if many { "checkbox" } else { "radio" };
    for (value, label) in options {
        option(group, question, kind, value, label);
    }
    if let Some(label) = other {
        option(group, question, kind, "", label);
        add(group, "input type=text class=other aria-label=$", &[label]);
    }
}

fn scale(group: &Element, question: &Question, min: i64, max: i64, low: &str, high: &str) {
    let row = add(group, "div class=scale", &[]);
    for number in min..=max {
        let text = whole(number);
        let name = match number {
            _ if number == min && !low.is_empty() => [&text, ", ", low].concat(),
            _ if number == max && !high.is_empty() => [&text, ", ", high].concat(),
            _ => text.clone(),
        };
        let cell = add(&row, "label", &[]);
        let input =
            add(&cell, "input type=radio name=answer value=$ aria-label=$", &[&text, &name]);
        if question.answer.as_number() == Some(number as f64) {
            set(&input, "checked", "");
        }
        add(&cell, "span aria-hidden=true", &[&text]);
    }
    if !low.is_empty() || !high.is_empty() {
        let ends = add(group, "div class=ends aria-hidden=true", &[]);
        add(&ends, "span", &[low]);
        add(&ends, "span", &[high]);
    }
}

fn typed(group: &Element, question: &Question, kind: &str, label: &str) {
    let line = match kind {
        "textarea" => "textarea class=text placeholder=$ aria-label=$",
        _ => "input class=text placeholder=$ aria-label=$ type=$",
    };
    let values = [&question.placeholder, label, kind];
    // A text area has no type: its line takes one value less, and more would be its text.
    let field = add(group, line, if kind == "textarea" { &values[..2] } else { &values });
    if question.required {
        set(&field, "aria-required", "true");
    }
    let text = match &question.answer {
        Value::Text(text) => text.clone(),
        Value::Number(number) => whole(*number as i64),
        _ => String::new(),
    };
    control(&field).set_value(&text);
}

/// An input or a text area: what is needed of them here has the same names on both.
fn control(element: &Element) -> &HtmlInputElement {
    element.unchecked_ref()
}

/// Reads the answer off the controls: a text, a number, a list of texts, `true`, or `null` where
/// nothing was answered.
pub(super) fn answer(card: &HtmlElement) -> Value {
    if let Some(field) = first(card, ".text") {
        let field = control(&field);
        let number = if field.type_() == "number" { field.value_as_number() } else { f64::NAN };
        return if number.is_nan() { text(field.value()) } else { Value::Number(number) };
    }
    let own = first(card, ".other").map(|field| control(&field).value()).unwrap_or_default();
    let chosen: Vec<_> =
        all(card, "input:checked").iter().map(|input| control(input).value()).collect();
    let mut values =
        chosen.iter().map(|value| if value.is_empty() { own.clone() } else { value.clone() });
    match (all(card, "[type=checkbox]").len(), first(card, ".scale")) {
        // Whole numbers, read as such: reading any number would bring 12 KB of tables along.
        (0, Some(_)) => {
            let number = values.next().and_then(|value| value.parse::<i32>().ok());
            number.map_or(Value::Null, |number| Value::Number(number.into()))
        }
        (0, None) => values.next().map_or(Value::Null, text),
        (1, _) if chosen.first().is_some_and(|value| value == "yes") => Value::Bool(true),
        _ => Value::List(values.map(text).filter(|value| !value.is_null()).collect()),
    }
}

fn text(text: String) -> Value {
    if text.trim().is_empty() { Value::Null } else { Value::Text(text) }
}
