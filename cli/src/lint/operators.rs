//! Operators that Docent does not know, or not where they stand: what was probably meant.

use super::spelling::did_you_mean;
use docent::core::guidebook::Problem;
use docent::core::guidebook::schema::schema;
use docent::core::value::Value;

/// What the decoder says of one, in few words: the page carries them too.
const UNKNOWN: &str = "is not an operator Docent knows";

/// The same problem with the operator that was probably meant, or where this one belongs.
pub(crate) fn clarified(problem: Problem) -> Problem {
    let key = problem.place.rsplit('.').next().unwrap_or_default();
    if problem.why != UNKNOWN || !key.starts_with('$') {
        return problem;
    }
    let schema = schema();
    let names = |definition: &str| -> Vec<&str> {
        let all = schema.at(&format!("$defs.{definition}.properties"));
        let names = all.into_iter().flat_map(Value::members).map(|(name, _)| name);
        names.filter(|name| name.starts_with('$')).collect()
    };
    let (values, conditions) = (names("operators"), names("condition"));
    let remedy = if values.contains(&key) {
        format!(" here: it says what is asked of a fact, as in {{\"user.plan\": {{\"{key}\": …}}}}")
    } else if conditions.contains(&key) {
        format!(" here: it stands beside facts, as in {{\"user.plan\": …, \"{key}\": …}}")
    } else {
        did_you_mean(key, values.into_iter().chain(conditions))
    };
    Problem { why: [UNKNOWN, &remedy].concat(), ..problem }
}
