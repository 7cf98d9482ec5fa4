//! Doubts about `$event`, `$sequence` and `$experience`: windows that nothing is in, and what is
//! asked of them in vain.

use super::{Lint, inside, items};
use docent::core::time::{DAY, Millis, parse_date, parse_duration};
use docent::core::value::{Map, Value};

impl Lint<'_> {
    pub(super) fn event(&mut self, operand: &Value, place: &str) {
        self.properties(operand, place);
        if let Some(tests) = operand.get("days").and_then(Value::as_map) {
            self.bounds(tests, &inside(place, "days"), Some(0.0));
        }
        let window = operand.get("within");
        if let Some(window) = window.and_then(Value::as_map) {
            let place = inside(place, "within");
            self.dates(window, &place, "after", "before");
            self.passed(window.get("before"), &inside(&place, "before"), "nothing new will count");
        }
        self.window(operand, place);
        if let (Some(days), Some(span)) = (operand.get("days"), window.and_then(length)) {
            self.days(days, span, place);
        }
    }

    pub(super) fn sequence(&mut self, operand: &Value, place: &str) {
        for (place, step) in items(operand, "steps", place) {
            self.properties(step, &place);
        }
        self.span(operand.get("within"), &inside(place, "within"), "the steps never fit into it");
    }

    /// What is asked of `$event` and `$experience` alike: how often, when, and within a window that
    /// slides.
    pub(super) fn window(&mut self, operand: &Value, place: &str) {
        if let Some(tests) = operand.get("count").and_then(Value::as_map) {
            self.bounds(tests, &inside(place, "count"), Some(0.0));
        }
        self.measured(operand, place);
        let within = operand.get("within");
        self.span(within, &inside(place, "within"), "it never counts anything");
        let span = within.and_then(span).filter(|span| *span > 0);
        for key in ["first", "last"] {
            let age =
                operand.get(key).and_then(|tests| tests.get("$olderThan")).and_then(self::span);
            if let (Some(span), Some(age)) = (span, age)
                && age >= span
            {
                let place = inside(&inside(place, key), "$olderThan");
                let why = "can never hold: what is looked at is never that old, because within \
                           ends before; make within longer, or leave it out";
                self.doubt(&place, why);
            }
        }
    }

    /// A span of time in which there is no time.
    pub(super) fn span(&mut self, span: Option<&Value>, place: &str, so: &str) {
        if span.and_then(self::span) == Some(0) {
            let why = format!("is empty, so that {so}; write how long it is, like \"7d\"");
            self.doubt(place, &why);
        }
    }

    /// More days than a window can touch: it may begin and end in the middle of one.
    fn days(&mut self, tests: &Value, span: Millis, place: &str) {
        let most = (span + DAY - 1).div_euclid(DAY) + 1;
        if span > 0 && fewest(tests).is_some_and(|fewest| fewest > most as f64) {
            let why = format!(
                "can never hold: what is within touches {most} dates at the most; \
                 ask for fewer, or make within longer"
            );
            self.doubt(&inside(place, "days"), &why);
        }
    }
}

/// The least number that passes tests, where they have a lower bound.
fn fewest(tests: &Value) -> Option<f64> {
    let bound = |key: &str| tests.number(key);
    let above = bound("$gt").map(|bound| bound.floor() + 1.0);
    tests.as_number().or(bound("$eq")).or(bound("$gte")).or(above)
}

fn span(value: &Value) -> Option<Millis> {
    value.as_text().and_then(parse_duration)
}

/// How long a window is, whether it slides or lies between two dates.
fn length(window: &Value) -> Option<Millis> {
    let date = |key: &str| window.get(key).and_then(Value::as_text).and_then(parse_date);
    span(window).or_else(|| Some(date("before")? - date("after")?))
}

/// Tests of a date that no instant passes: younger than a span and older than a longer one, or in
/// the past and in the time to come.
pub(super) fn apart(tests: &Map) -> bool {
    let of = |key: &str| tests.get(key).and_then(span);
    let (within, older, until) = (of("$within"), of("$olderThan"), of("$until"));
    within.zip(older).is_some_and(|(within, older)| older >= within)
        || until.is_some() && (within.is_some() || older.is_some())
}
