//! Values of another type than a fact has, and numbers that it never is: what is compared with them
//! can never hold.
//!
//! Asked of the engine itself: each test of its own, of every value that could make a difference.

use super::{Lint, inside};
use crate::person::holds;
use docent::core::guidebook::schema::{FACTS, Values};
use docent::core::time::parse_date;
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;

/// Orders, and what asks the same of dates.
const DATES: [(&str, &str); 4] =
    [("$gt", "$after"), ("$gte", "$after"), ("$lt", "$before"), ("$lte", "$before")];

impl Lint<'_> {
    /// What is asked of a fact of which it is known what it can be.
    pub(super) fn typed(&mut self, path: &str, operand: &Value, place: &str) {
        let known = FACTS.iter().find(|fact| covers(fact.path, path)).map(|fact| fact.kind);
        let Some(kind) = known.filter(|kind| *kind != Values::Lists) else { return };
        // What is always there is never nothing.
        let least = if path == "session.count" { 1.0 } else { 0.0 };
        let missing = !path.starts_with("session.");
        self.never(operand, place, Domain { path, kind, least, missing });
    }

    /// How often, on how many days, and when something happened.
    pub(super) fn measured(&mut self, rule: &Value, place: &str) {
        for key in ["count", "days", "first", "last"] {
            let Some(operand) = rule.get(key) else { continue };
            let place = inside(place, key);
            let kind =
                if matches!(key, "count" | "days") { Values::Numbers } else { Values::Times };
            if kind == Values::Times && operand.get("$exists") == Some(&Value::Bool(false)) {
                let why = "holds of those who never did it; where that is meant, \"count\": 0 says \
                           so plainly";
                self.doubt(&place, why);
            } else if kind == Values::Times && operand.as_text().is_some() {
                // That is an error, and said with what was expected.
            } else if kind == Values::Times && operand.as_number().is_some() {
                let why = "can never hold: it is a time, in milliseconds; ask for one with $after, \
                           $before, $within or $olderThan, and with count how often";
                self.doubt(&place, why);
            } else {
                let missing = kind == Values::Times;
                self.never(operand, &place, Domain { path: key, kind, least: 0.0, missing });
            }
        }
    }

    fn never(&mut self, operand: &Value, place: &str, domain: Domain) {
        match operand {
            Value::Map(tests) if tests.is_empty() => {}
            Value::Map(tests) => {
                for (operator, operand) in tests.iter().filter(|(key, _)| key.starts_with('$')) {
                    self.test(operator, operand, &inside(place, operator), domain);
                }
            }
            literal => self.test("", literal, place, domain),
        }
    }

    fn test(&mut self, operator: &str, operand: &Value, place: &str, domain: Domain) {
        match (operator, operand) {
            ("$not", Value::Map(_)) => self.never(operand, place, domain),
            ("$in" | "$ini", Value::List(list)) => {
                for (index, one) in list.iter().enumerate() {
                    let alone = Value::List(vec![one.clone()]);
                    if !domain.passes(operator, &alone) {
                        self.doubt(&format!("{place}[{index}]"), &domain.why(operator, one));
                    }
                }
            }
            // Whole numbers alone, and bounds that leave none are said elsewhere.
            ("" | "$eq" | "$gt" | "$gte" | "$lt" | "$lte" | "$between", _)
                if !domain.passes(operator, operand) && !domain.said(operator, operand) =>
            {
                self.doubt(place, &domain.why(operator, operand));
            }
            _ => {}
        }
    }
}

/// Whether a path is that of a fact, or of what is below one that holds anything.
fn covers(fact: &str, path: &str) -> bool {
    match fact.strip_suffix(".*") {
        Some(family) => path.strip_prefix(family).is_some_and(|rest| rest.starts_with('.')),
        None => fact == path,
    }
}

/// What something can be.
#[derive(Clone, Copy)]
struct Domain<'d> {
    path: &'d str,
    kind: Values,
    /// The least number.
    least: f64,
    /// Whether it may be unknown.
    missing: bool,
}

impl Domain<'_> {
    /// Whether any value passes.
    fn passes(self, operator: &str, operand: &Value) -> bool {
        let test = match operator {
            "" => operand.clone(),
            _ => Value::Map(Map::new().with(operator, operand.clone())),
        };
        let condition = Value::Map(Map::new().with("x", test));
        let passes = |value: Value| holds(&condition, Value::Map(Map::new().with("x", value)));
        self.values(operand).into_iter().any(passes) || self.missing && passes(Value::Null)
    }

    /// Every value that a test with this operand could tell from others.
    fn values(self, operand: &Value) -> Vec<Value> {
        let several = match operand {
            Value::List(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        match self.kind {
            Values::Flags => vec![true.into(), false.into()],
            Values::Scores => (0..=10).map(|score| Value::Number(f64::from(score))).collect(),
            Values::Numbers | Values::Times => {
                let whole =
                    matches!(self.path, "count" | "days") || self.path.starts_with("session.");
                let numbers = several.iter().filter_map(|value| match value {
                    Value::Text(text) => text.trim().parse().ok(),
                    other => other.as_number(),
                });
                let near =
                    numbers.flat_map(|at: f64| [at - 1.0, at.floor(), at, at.ceil(), at + 1.0]);
                let all = near.chain([self.least, self.least + 1.0, 1e15]);
                let fits =
                    |number: &f64| *number >= self.least && (!whole || number.fract() == 0.0);
                all.filter(fits).map(Value::Number).collect()
            }
            Values::Texts | Values::Versions | Values::Lists => {
                let same = several.iter().map(|value| match value {
                    Value::Text(text) => text.clone(),
                    other => to_json(other, &Native),
                });
                let near = same.flat_map(|text| [text.clone(), text + "0"]);
                near.chain(["".into(), "0".into(), "\u{10ffff}".into()]).map(Value::Text).collect()
            }
        }
    }

    /// Whether a number is beyond those that there are, in a way that is said of its bounds.
    fn said(self, operator: &str, operand: &Value) -> bool {
        matches!(self.path, "count" | "days")
            && matches!(operator, "$lt" | "$lte")
            && operand.as_number().is_some()
    }

    fn why(self, operator: &str, operand: &Value) -> String {
        let path = self.path;
        let is = match self.kind {
            Values::Flags => "true or false",
            Values::Scores => "a number from 0 to 10",
            Values::Numbers if matches!(path, "count" | "days") => "a whole number from 0 on",
            Values::Numbers if self.least > 0.0 => "a number from 1 on",
            Values::Numbers => "a number, never below 0",
            Values::Times => "a time, in milliseconds",
            Values::Texts | Values::Versions | Values::Lists => "a text",
        };
        let date = operand.as_text().filter(|text| parse_date(text).is_some());
        let instead = DATES.iter().find(|(order, _)| *order == operator).map(|(_, date)| date);
        let remedy = match (self.kind, date, instead) {
            (Values::Times, Some(date), Some(instead)) => {
                format!("; write \"{instead}\": \"{date}\"")
            }
            (Values::Times, Some(_), None) => "; ask with $after and $before".into(),
            _ => String::new(),
        };
        format!("can never hold: {path} is {is}, and so not {}{remedy}", beside(operator, operand))
    }
}

/// What a value would have to be.
fn beside(operator: &str, operand: &Value) -> String {
    let operand = to_json(operand, &Native);
    match operator {
        "$gt" => format!("more than {operand}"),
        "$gte" => format!("{operand} or more"),
        "$lt" => format!("less than {operand}"),
        "$lte" => format!("{operand} or less"),
        "$between" => format!("within {operand}"),
        _ => operand,
    }
}
