//! Operators that Docent does not know, or not where they stand: what was probably meant.

use super::spelling::did_you_mean;
use docent::core::guidebook::Problem;
use docent::core::guidebook::schema::schema;
use docent::core::value::Value;

/// What the decoder says of one, in few words: the page carries them too.
const UNKNOWN: &str = "is not an operator Docent knows";

/// Says of such operators which one was probably meant, or where this one belongs.
pub(crate) fn clarify(problems: &mut [Problem]) {
    let is_one = |problem: &&mut Problem| problem.why == UNKNOWN;
    let mut unknown = problems.iter_mut().filter(is_one).peekable();
    if unknown.peek().is_none() {
        return;
    }
    let schema = schema();
    let names = |definition: &str| -> Vec<&str> {
        let all = schema.at(&format!("$defs.{definition}.properties"));
        let names = all.into_iter().flat_map(Value::members).map(|(name, _)| name);
        names.filter(|name| name.starts_with('$')).collect()
    };
    let (values, conditions) = (names("operators"), names("condition"));
    for problem in unknown {
        let key = problem.place.rsplit('.').next().unwrap_or_default();
        if key.starts_with('$') {
            let remedy = remedy(key, &values, &conditions);
            problem.why.push_str(&remedy);
        }
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
