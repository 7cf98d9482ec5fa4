//! Parts of a conjunction that cannot hold together: two values of one fact, bounds that leave no
//! room between them, a part and its denial.
//!
//! A condition is taken apart into what must hold, through `$and`, and what must not, through `$not`
//! and `$nor`; what stands in an `$or` is one part among others.

use crate::constant::are_operators;
use docent::core::value::{Map, Value};

/// Whether parts of a condition deny one another.
pub(crate) fn contradicts(condition: &Map) -> bool {
    let mut parts = Parts::default();
    parts.take(condition);
    let denied = parts.denied.iter().any(|denied| {
        !denied.is_empty() && denied.iter().all(|part| parts.required.contains(&part))
    });
    denied
        || pairs(&parts.tests()).any(|(one, other)| one.path == other.path && exclude(one, other))
}

#[derive(Default)]
struct Parts<'c> {
    required: Vec<(&'c str, &'c Value)>,
    denied: Vec<&'c Map>,
}

impl<'c> Parts<'c> {
    fn take(&mut self, condition: &'c Map) {
        for (key, operand) in condition.iter() {
            match (key, operand) {
                ("$and", Value::List(parts)) => {
                    parts.iter().filter_map(Value::as_map).for_each(|part| self.take(part));
                }
                ("$not", Value::Map(denied)) => self.denied.push(denied),
                ("$nor", Value::List(parts)) => {
                    self.denied.extend(parts.iter().filter_map(Value::as_map));
                }
                _ => self.required.push((key, operand)),
            }
        }
    }

    /// What is asked of facts, operator by operator.
    fn tests(&self) -> Vec<Test<'c>> {
        let mut tests = Vec::new();
        for (path, operand) in self.required.iter().filter(|(key, _)| !key.starts_with('$')) {
            match operand.as_map() {
                Some(map) if are_operators(map) => {
                    tests.extend(map.iter().map(|(does, operand)| Test { path, does, operand }));
                }
                _ => tests.push(Test { path, does: "$eq", operand }),
            }
        }
        tests
    }
}

/// One operator on one fact.
struct Test<'c> {
    path: &'c str,
    does: &'c str,
    operand: &'c Value,
}

fn pairs<T>(list: &[T]) -> impl Iterator<Item = (&T, &T)> {
    list.iter().flat_map(move |one| list.iter().map(move |other| (one, other)))
}

/// Whether no value passes both. Asked both ways round.
fn exclude(one: &Test, other: &Test) -> bool {
    let (a, b) = (one.operand, other.operand);
    match (one.does, other.does) {
        ("$eq", "$eq") => is_scalar(a) && a.type_name() == b.type_name() && a != b,
        ("$eq", "$ne") => is_scalar(a) && a == b,
        ("$eq", "$nin") => is_scalar(a) && b.as_list().contains(a),
        ("$eq", "$in") => {
            is_scalar(a) && is_list(b) && !b.as_list().iter().any(|it| is_like(it, a))
        }
        ("$in", "$nin") => {
            !a.as_list().is_empty() && a.as_list().iter().all(|it| b.as_list().contains(it))
        }
        ("$exists", "$exists") => a == &Value::Bool(true) && b == &Value::Bool(false),
        ("$eq" | "$gt" | "$gte", "$eq" | "$lt" | "$lte") => {
            let (Some(low), Some(high)) = (a.as_number(), b.as_number()) else { return false };
            low > high || low == high && (one.does == "$gt" || other.does == "$lt")
        }
        _ => false,
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Number(_) | Value::Bool(_))
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::List(_))
}

/// Whether a literal may be this element: a text or number is compared loosely.
fn is_like(element: &Value, literal: &Value) -> bool {
    element == literal || element.type_name() != literal.type_name()
}
