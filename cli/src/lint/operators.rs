//! What the decoder says in few words, because the page carries them too, in more: operators that
//! Docent does not know, or not where they stand, numbers beyond their range, tests of a time.

use super::spelling::did_you_mean;
use docent::core::guidebook::Problem;
use docent::core::guidebook::schema::schema;
use docent::core::value::Value;

/// What the decoder says of an operator.
const UNKNOWN: &str = "is not an operator Docent knows";

/// What it says of a number.
const IN_RANGE: &str = "a number in range";

/// What it says of any measure of events, though the first and the last are times.
const MEASURE: &str = "expected a number, or operators like {\"$gte\": 3}";

/// Says more of problems that the decoder tells in few words.
pub(crate) fn clarify(problems: &mut [Problem]) {
    let short = |problem: &&mut Problem| {
        problem.why == UNKNOWN || problem.why == MEASURE || problem.why.contains(IN_RANGE)
    };
    let mut short = problems.iter_mut().filter(short).peekable();
    if short.peek().is_none() {
        return;
    }
    let schema = schema();
    let names = |definition: &str| -> Vec<&str> {
        let all = schema.at(&format!("$defs.{definition}.properties"));
        let names = all.into_iter().flat_map(Value::members).map(|(name, _)| name);
        names.filter(|name| name.starts_with('$')).collect()
    };
    let (values, conditions) = (names("operators"), names("condition"));
    for problem in short {
        let key = problem.place.rsplit('.').next().unwrap_or_default();
        if problem.why.contains(IN_RANGE) {
            let range = range(&schema, key.split('[').next().unwrap_or_default());
            problem.why = problem.why.replace(IN_RANGE, &range);
        } else if problem.why == MEASURE {
            if matches!(key, "first" | "last") {
                problem.why = TIME.into();
            }
        } else if key.starts_with('$') {
            let remedy = remedy(key, &values, &conditions);
            problem.why.push_str(&remedy);
        }
    }
}

/// What is asked of the first and the last time.
const TIME: &str =
    "expected a test of a time, like {\"$after\": \"2026-01-31\"} or {\"$within\": \"7d\"}";

/// The numbers that fields of this name take, in words.
fn range(schema: &Value, key: &str) -> String {
    let objects = schema.get("$defs").into_iter().flat_map(Value::members);
    let fields = objects.filter_map(|(_, object)| object.get("properties")?.get(key));
    let bounds = |field: &Value| field.number("minimum").zip(field.number("maximum"));
    match fields.filter_map(bounds).find(|(_, most)| *most < f64::MAX) {
        Some((least, most)) => format!("a number from {least} to {most}"),
        None => "a number".into(),
    }
}

fn remedy(key: &str, values: &[&str], conditions: &[&str]) -> String {
    if values.contains(&key) {
        format!(" here: it says what is asked of a fact, as in {{\"user.plan\": {{\"{key}\": …}}}}")
    } else if conditions.contains(&key) {
        format!(" here: it stands beside facts, as in {{\"user.plan\": …, \"{key}\": …}}")
    } else {
        did_you_mean(key, values.iter().chain(conditions).copied())
    }
}
