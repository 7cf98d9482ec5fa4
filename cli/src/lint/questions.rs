//! Doubts about questions: bounds that no answer is within, options that cannot be told apart,
//! fields that their type has no use for.

use super::{Lint, inside, items};
use docent::core::guidebook::Problem;
use docent::core::value::Value;

/// What is drawn where a scale does not say: its least and its greatest number.
const SCALES: [(&str, (f64, f64)); 4] =
    [("scale", (1.0, 5.0)), ("stars", (1.0, 5.0)), ("smileys", (1.0, 5.0)), ("csat", (1.0, 5.0))];

/// Fields that only some types of questions look at.
const OF: [(&str, &[&str]); 8] = [
    ("options", &["single", "multiple", "ranking"]),
    ("randomise", &["single", "multiple", "ranking"]),
    ("other", &["single", "multiple"]),
    ("min", BOUND),
    ("max", BOUND),
    ("low", &["scale", "stars", "smileys", "csat", "nps"]),
    ("high", &["scale", "stars", "smileys", "csat", "nps"]),
    ("placeholder", &["text", "long-text", "number", "email", "date"]),
];

/// Types that have a least and a greatest.
const BOUND: &[&str] = &["number", "multiple", "ranking", "scale", "stars", "smileys", "csat"];

/// How many numbers a scale is drawn with at most.
const NUMBERS: f64 = 101.0;

impl Lint<'_> {
    pub(super) fn question(&mut self, question: &Value, place: &str) {
        self.range(question, place);
        let kind = question.text("type").unwrap_or_default();
        for (key, types) in OF {
            let set = question.get(key).is_some_and(|it| *it != Value::Bool(false));
            if set && !types.contains(&kind) {
                let why = format!("does nothing: \"{kind}\" has none, only {}", types.join(", "));
                self.doubt(&inside(place, key), &why);
            }
        }
        self.values(question, place);
        self.kept(question, place);
    }

    /// An answer becomes a trait of the user, whatever it is called.
    fn kept(&mut self, question: &Value, place: &str) {
        let Some(set) = question.text("set") else { return };
        let name = set.strip_prefix("user.").unwrap_or(set);
        let last = set.rsplit('.').next().unwrap_or(set);
        if name.is_empty() || last.is_empty() {
            self.doubt(&inside(place, "set"), "names no trait; write one like \"user.role\"");
        } else if name.contains('.') {
            let why = format!(
                "becomes a trait of the user that is called \"{name}\", dots and all, so that no \
                 condition finds it; write \"user.{last}\""
            );
            self.doubt(&inside(place, "set"), &why);
        } else if name == set {
            let why =
                format!("is a trait of the user; write \"user.{set}\", as conditions ask for it");
            self.doubt(&inside(place, "set"), &why);
        }
    }

    /// Answers of two options that have one value are the same.
    fn values(&mut self, question: &Value, place: &str) {
        let mut seen = Vec::new();
        for (place, option) in items(question, "options", place) {
            let Some(value) = option.text("value") else { continue };
            if seen.contains(&value) {
                let why = format!("\"{value}\" stands twice here: answers cannot be told apart");
                self.doubt(&inside(&place, "value"), &why);
            }
            seen.push(value);
        }
    }

    /// Bounds of a number, of a scale, or of how many are chosen.
    fn range(&mut self, question: &Value, place: &str) {
        let kind = question.text("type").unwrap_or_default();
        let (min, max) = (question.number("min"), question.number("max"));
        let scale = SCALES.iter().find(|(scale, _)| *scale == kind).map(|(_, ends)| *ends);
        let choices = choices(question, kind);
        if scale.is_none() && choices.is_none() && kind != "number" {
            return;
        }
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            let why = format!("is over max, which is {max}: no answer is within; swap them");
            self.problems.push(Problem::error(&inside(place, "min"), &why));
        } else if let Some((fewest, most)) = choices {
            self.reach(min.filter(|min| *min > most), most, "at most", &inside(place, "min"));
            self.reach(max.filter(|max| *max < fewest), fewest, "at least", &inside(place, "max"));
        } else if let Some((least, most)) = scale {
            for (key, end) in [("min", min), ("max", max)] {
                if end.is_some_and(|end| end.fract() != 0.0) {
                    self.doubt(
                        &inside(place, key),
                        "is cut to a whole number, as all of a scale are",
                    );
                }
            }
            let numbers = max.unwrap_or(most) - min.unwrap_or(least) + 1.0;
            if numbers > NUMBERS {
                let why = format!(
                    "makes {numbers} numbers, of which the first {NUMBERS} are drawn; ask for a \"number\""
                );
                self.doubt(&inside(place, "max"), &why);
            }
            // The page draws what it can: a scale of one number.
            let (key, end, other) = match (min, max) {
                (Some(min), None) if min > most => ("min", most, "max"),
                (None, Some(max)) if max < least => ("max", least, "min"),
                _ => return,
            };
            let why = format!("leaves a scale of one number: {other} is {end} where missing");
            self.doubt(&inside(place, key), &why);
        }
    }

    /// A bound that no number of choices is within.
    fn reach(&mut self, bound: Option<f64>, choices: f64, how: &str, place: &str) {
        if bound.is_some() {
            let why = format!("lets nobody through: {how} {choices} can be chosen");
            self.problems.push(Problem::error(place, &why));
        }
    }
}

/// The fewest and the most that an answer with choices has; a ranking has all, in an order. Nothing
/// for other types, and where there is nothing to choose from, which is said elsewhere.
fn choices(question: &Value, kind: &str) -> Option<(f64, f64)> {
    let options = question.list("options").len();
    let own = question.is_true("other") || question.text("other").is_some_and(|it| !it.is_empty());
    match kind {
        _ if options == 0 => None,
        "multiple" => Some((1.0, (options + usize::from(own)) as f64)),
        "ranking" => Some((options as f64, options as f64)),
        _ => None,
    }
}
