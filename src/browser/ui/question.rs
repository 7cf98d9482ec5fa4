//! The question of a survey: native form controls, so that keyboard and screen reader work as
//! everywhere. A group of radio buttons is one tab stop; arrows choose; nothing advances by
//! itself.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use super::{append, element};
use crate::core::experience::view::{Entry, Question};
use crate::core::time::whole;
use crate::core::value::Value;

/// Draws the controls of a question called `label`.
pub(super) fn draw(form: &Element, question: &Question, label: &str) {
    let group = match &question.input {
        Entry::Typed(_) | Entry::Tick => element("div", &[("class", "field")], ""),
        Entry::Choice { many: false, .. } | Entry::Scale { .. } => {
            element("div", &[("class", "field"), ("role", "radiogroup"), ("aria-label", label)], "")
        }
        Entry::Choice { .. } => element("div", &[("class", "field"), ("role", "group"), ("aria-label", label)], ""),
    };
    match &question.input {
        Entry::Choice { many, options, other } => choice(&group, question, *many, options, other.as_deref()),
        Entry::Scale { min, max, low, high } => scale(&group, question, *min, *max, low, high),
        Entry::Typed(kind) => typed(&group, question, kind, label),
        Entry::Tick => option(&group, question, "checkbox", "yes", label),
    }
    if let Some(first) = group.query_selector("input,textarea").ok().flatten() {
        let _ = first.set_attribute("data-focus", "");
    }
    append(form, &group);
    let error = element("p", &[("class", "error"), ("id", "error"), ("role", "alert"), ("part", "error")], "");
    if let Some(message) = question.error {
        error.set_text_content(Some(message));
        let marked = group.query_selector("textarea,input:not([type=radio]):not([type=checkbox])").ok().flatten();
        let marked = marked.unwrap_or(group);
        let _ = marked.set_attribute("aria-invalid", "true");
        let _ = marked.set_attribute("aria-describedby", "error");
    }
    append(form, &error);
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
    let row = element("label", &[("class", "option"), ("part", "option")], "");
    let input = element("input", &[("type", kind), ("name", "answer"), ("value", value)], "");
    if was_chosen(question, value) {
        let _ = input.set_attribute("checked", "");
    }
    append(&row, &input);
    append(&row, &element("span", &[], label));
    append(group, &row);
}

fn choice(group: &Element, question: &Question, many: bool, options: &[(String, String)], other: Option<&str>) {
    let kind = if many { "checkbox" } else { "radio" };
    for (value, label) in options {
        option(group, question, kind, value, label);
    }
    if let Some(label) = other {
        option(group, question, kind, "", label);
        let text = element("input", &[("type", "text"), ("class", "other"), ("aria-label", label)], "");
        append(group, &text);
    }
}

fn scale(group: &Element, question: &Question, min: i64, max: i64, low: &str, high: &str) {
    let row = element("div", &[("class", "scale")], "");
    for number in min..=max {
        let text = whole(number);
        let name = match number {
            _ if number == min && !low.is_empty() => [&text, ", ", low].concat(),
            _ if number == max && !high.is_empty() => [&text, ", ", high].concat(),
            _ => text.clone(),
        };
        let cell = element("label", &[], "");
        let input = element("input", &[("type", "radio"), ("name", "answer"), ("value", &text), ("aria-label", &name)], "");
        if question.answer.as_number() == Some(number as f64) {
            let _ = input.set_attribute("checked", "");
        }
        append(&cell, &input);
        append(&cell, &element("span", &[("aria-hidden", "true")], &text));
        append(&row, &cell);
    }
    append(group, &row);
    if !low.is_empty() || !high.is_empty() {
        let ends = element("div", &[("class", "ends"), ("aria-hidden", "true")], "");
        append(&ends, &element("span", &[], low));
        append(&ends, &element("span", &[], high));
        append(group, &ends);
    }
}

fn typed(group: &Element, question: &Question, kind: &str, label: &str) {
    let attributes = [("class", "text"), ("placeholder", question.placeholder.as_str()), ("aria-label", label)];
    let field = if kind == "textarea" {
        element("textarea", &attributes, "")
    } else {
        let field = element("input", &attributes, "");
        let _ = field.set_attribute("type", kind);
        field
    };
    if question.required {
        let _ = field.set_attribute("aria-required", "true");
    }
    let text = match &question.answer {
        Value::Text(text) => text.clone(),
        Value::Number(number) => whole(*number as i64),
        _ => String::new(),
    };
    match field.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.set_value(&text),
        None => field.unchecked_ref::<HtmlInputElement>().set_value(&text),
    }
    append(group, &field);
}

fn inputs(card: &HtmlElement, selector: &str) -> Vec<HtmlInputElement> {
    let Ok(list) = card.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)?.dyn_into().ok()).collect()
}

/// Reads the answer off the controls: a text, a number, a list of texts, `true`, or `null` where
/// nothing was answered.
pub(super) fn answer(card: &HtmlElement) -> Value {
    let field = card.query_selector(".text").ok().flatten();
    if let Some(area) = field.as_ref().and_then(|field| field.dyn_ref::<HtmlTextAreaElement>()) {
        return text(area.value());
    }
    if let Some(input) = field.as_ref().and_then(|field| field.dyn_ref::<HtmlInputElement>()) {
        let number = input.type_() == "number" && !input.value_as_number().is_nan();
        return if number { Value::Number(input.value_as_number()) } else { text(input.value()) };
    }
    let own = inputs(card, ".other").first().map(HtmlInputElement::value).unwrap_or_default();
    let chosen = inputs(card, "input:checked");
    let mut values = chosen.iter().map(HtmlInputElement::value).map(|value| if value.is_empty() { own.clone() } else { value });
    let many = inputs(card, "[type=checkbox]").len();
    match (many, card.query_selector(".scale").ok().flatten()) {
        // Whole numbers, read as such: reading any number would bring 12 KB of tables along.
        (0, Some(_)) => {
            let number = values.next().and_then(|value| value.parse::<i32>().ok());
            number.map_or(Value::Null, |number| Value::Number(number.into()))
        }
        (0, None) => values.next().map_or(Value::Null, text),
        (1, _) if chosen.first().is_some_and(|input| input.value() == "yes") => Value::Bool(true),
        _ => Value::List(values.map(text).filter(|value| !value.is_null()).collect()),
    }
}

fn text(text: String) -> Value {
    if text.trim().is_empty() { Value::Null } else { Value::Text(text) }
}
