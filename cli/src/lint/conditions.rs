//! Doubts about conditions: what can never be or always is, facts nobody sets, bounds and dates.

use super::behaviour::apart;
use super::{Lint, inside};
use crate::constant::constant;
use crate::person::holds;
use docent::core::time::{Millis, parse_date};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;

/// The types that `$type` can find.
const TYPES: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];

/// What is known where a condition stands.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    /// Whether its paths lead to facts, and not to properties of an event.
    pub(super) facts: bool,
    /// The facts that are there for sure, because the same conjunction asks for them.
    there: &'s [String],
    /// Whether it must not hold.
    negated: bool,
}

impl Lint<'_> {
    pub(super) fn audience(&mut self, item: &Value, key: &str, place: &str) {
        if let Some(condition) = item.get(key) {
            let place = inside(place, key);
            let scope = Scope { facts: true, there: &[], negated: false };
            self.certain(condition, &place, |lint| lint.condition(condition, &place, scope));
        }
    }

    /// Looks into a condition, and says whether it is certain to hold or not to.
    fn certain(&mut self, condition: &Value, place: &str, look: impl FnOnce(&mut Self)) {
        let found = self.problems.len();
        look(self);
        // A cause that was named is enough.
        let named = self.problems.iter().skip(found).any(|known| known.why.contains("never"));
        match constant(condition).filter(|_| !self.is_broken(place)) {
            Some(true) if condition.as_map().is_some_and(|map| !map.is_empty()) => {
                self.doubt(place, "always holds, for everyone; {} says so plainly");
            }
            Some(false) if !named => self.doubt(place, "can never hold, for anyone"),
            _ => {}
        }
    }

    fn condition(&mut self, condition: &Value, place: &str, scope: Scope) {
        let Some(map) = condition.as_map() else { return };
        let mut there = scope.there.to_vec();
        if !scope.negated {
            asked_for(map, &mut there);
        }
        let scope = Scope { there: &there, ..scope };
        let other = Scope { negated: !scope.negated, ..scope };
        for (key, operand) in map.iter() {
            let place = inside(place, key);
            match key {
                "$and" | "$or" | "$nor" => {
                    let mut there = scope.there.to_vec();
                    if key == "$or" {
                        not_asked_for(operand, &mut there);
                    }
                    let scope =
                        Scope { there: &there, ..if key == "$nor" { other } else { scope } };
                    for (index, part) in operand.as_list().iter().enumerate() {
                        self.condition(part, &format!("{place}[{index}]"), scope);
                    }
                }
                "$not" => self.condition(operand, &place, other),
                "$event" => self.event(operand, &place),
                "$sequence" => self.sequence(operand, &place),
                "$experience" => {
                    let id = operand.text("id");
                    self.reference("experiences", "the experience", id, &inside(&place, "id"));
                    self.step(id, operand.text("step"), &inside(&place, "step"));
                    self.window(operand, &place);
                }
                "$answer" => {
                    self.answer(operand.text("survey"), operand.text("question"), &place);
                    if let Some((path, tests)) = of_answer(operand) {
                        self.words(&path, &tests, &place);
                        self.missing(&path, &tests, &place, scope);
                    }
                }
                "$variant" => {
                    let id = operand.text("experiment");
                    self.reference(
                        "experiments",
                        "the experiment",
                        id,
                        &inside(&place, "experiment"),
                    );
                    self.variant(id, operand.text("is"), &inside(&place, "is"));
                }
                "$top" => self.top(operand, &place),
                _ if key.starts_with('$') => {}
                _ => self.fact(key, operand, &place, scope),
            }
        }
    }

    pub(super) fn properties(&mut self, step: &Value, place: &str) {
        if let Some(condition) = step.get("where") {
            let place = inside(place, "where");
            let scope = Scope { facts: false, there: &[], negated: false };
            self.certain(condition, &place, |lint| lint.condition(condition, &place, scope));
        }
    }

    /// A step or question of an experience that is there.
    pub(super) fn step(&mut self, experience: Option<&str>, step: Option<&str>, place: &str) {
        let named = experience.and_then(|id| self.named("experiences", id));
        let (Some(experience), Some(step)) = (named, step) else { return };
        let stops = experience.list("steps").iter().chain(experience.list("questions"));
        if !stops.into_iter().any(|stop| stop.text("id") == Some(step)) {
            self.doubt(place, &format!("refers to the step \"{step}\", which it does not have"));
        }
    }

    pub(super) fn answer(&mut self, survey: Option<&str>, question: Option<&str>, place: &str) {
        let Some(survey) = survey else { return };
        let Some(experience) = self.named("experiences", survey) else {
            self.reference("experiences", "the survey", Some(survey), place);
            return;
        };
        let Some(question) = question else { return };
        if !experience.list("questions").iter().any(|item| item.text("id") == Some(question)) {
            let why =
                format!("refers to the question \"{question}\", which \"{survey}\" does not ask");
            self.doubt(place, &why);
        }
    }

    /// A comparison that holds of what is missing too.
    pub(super) fn missing(&mut self, path: &str, operand: &Value, place: &str, scope: Scope) {
        // Of facts that are always there, 0 is a number like any other.
        let always = path.starts_with("session.") || matches!(path, "page.url" | "page.path");
        // Who is in a group has a score.
        let known = |known: &String| known == path || path == "nps.score" && known == "nps.group";
        if always || !scope.facts || scope.there.iter().any(known) {
            return;
        }
        let holds = || holds(&Value::Map(Map::new().with("x", operand.clone())), Value::Null);
        let doubtful = match operand {
            // Who was never asked is no detractor; but who is not a promoter may be.
            Value::Map(tests) if path == "nps.score" => {
                compares(tests, true) && holds() != scope.negated
            }
            Value::Map(tests) => compares(tests, false) && holds(),
            Value::Number(_) | Value::Text(_) => !scope.negated && holds(),
            _ => false,
        };
        if !doubtful {
            return;
        }
        let remedy = match operand {
            Value::Map(_) if scope.negated => {
                format!("ask for {{\"{path}\": {{\"$exists\": true}}}} beside it")
            }
            Value::Map(_) => "add \"$exists\": true".to_owned(),
            literal => {
                format!("write {{\"$exists\": true, \"$eq\": {}}}", to_json(literal, &Native))
            }
        };
        let as_text = operand.as_text().or(operand.text("$regex")).or(operand.text("$regexi"));
        let counts = match as_text {
            Some(_) => "what is missing reads as \"null\"",
            None => "a missing number counts as 0",
        };
        let why = format!(
            "holds for those of whom it is not known too, because {counts}; \
             $exists is missing: {remedy}"
        );
        self.doubt(place, &why);
    }

    /// Tests that can never hold together.
    pub(super) fn tests(&mut self, tests: &Map, place: &str) {
        self.bounds(tests, place, None);
        self.dates(tests, place, "$after", "$before");
        if apart(tests) {
            self.doubt(place, "can never hold: no time is within these bounds");
        }
        for (key, operand) in tests.iter() {
            let place = inside(place, key);
            match (key, operand) {
                ("$in" | "$ini", Value::List(list)) if list.is_empty() => {
                    self.doubt(&place, "can never hold: the list is empty");
                }
                ("$between", Value::List(list)) => {
                    if let [Value::Number(from), Value::Number(to)] = list.as_slice()
                        && from > to
                    {
                        self.doubt(&place, "can never hold: it ends before it starts");
                    }
                }
                ("$within" | "$until", _) => self.span(Some(operand), &place, "it can never hold"),
                ("$url", _) => self.page(Some(operand), &place),
                ("$gt" | "$gte" | "$lt" | "$lte", Value::Null) => {
                    let why = "compares with nothing, which counts as 0; write 0, or ask \
                               {\"$exists\": true} whether it is known";
                    self.doubt(&place, why);
                }
                ("$veq" | "$vne" | "$vgt" | "$vgte" | "$vlt" | "$vlte", Value::Text(text))
                    if !text.chars().any(|c| c.is_ascii_digit()) =>
                {
                    self.doubt(&place, "is no version; write one like \"1.2.3\"");
                }
                ("$type", Value::Text(name)) if !TYPES.contains(&name.as_str()) => {
                    self.doubt(&place, &format!("can never hold: types are {}", TYPES.join(", ")));
                }
                ("$inGroup" | "$notInGroup", Value::Text(id)) => {
                    let groups = self.document.get("groups");
                    if groups.and_then(|groups| groups.get(id)).is_none() {
                        let why = format!(
                            "refers to the group \"{id}\", which the guidebook does not have"
                        );
                        self.doubt(&place, &why);
                    }
                }
                ("$not", Value::Map(inner)) if inner.is_empty() => self.emptiness(&place),
                ("$not" | "$size", Value::Map(inner)) => {
                    self.tests(inner, &place);
                    if key == "$size" {
                        self.bounds(inner, &place, Some(0.0));
                    }
                }
                _ => {}
            }
        }
        let asks_more = tests.iter().any(|(key, _)| !matches!(key, "$exists" | "$not" | "$empty"));
        if tests.get("$exists") == Some(&Value::Bool(false)) && asks_more {
            self.doubt(place, "asks that it is not known and something of its value");
        }
    }

    /// Bounds that leave no number between them; `least` is the least number there can be.
    pub(super) fn bounds(&mut self, tests: &Map, place: &str, least: Option<f64>) {
        let number = |key: &str| tests.get(key).and_then(Value::as_number);
        let lower = [(number("$gt"), true), (number("$gte"), false), (least, false)];
        let upper = [(number("$lt"), true), (number("$lte"), false)];
        let empty = lower.into_iter().any(|(lower, above)| {
            upper.into_iter().any(|(upper, below)| match (lower, upper) {
                (Some(lower), Some(upper)) => lower > upper || lower == upper && (above || below),
                _ => false,
            })
        });
        if empty {
            self.doubt(place, "can never hold: no number is within these bounds");
        }
    }

    pub(super) fn dates(&mut self, tests: &Map, place: &str, after: &str, before: &str) {
        let date = |key: &str| tests.get(key).and_then(Value::as_text).and_then(parse_date);
        if let (Some(after), Some(before)) = (date(after), date(before))
            && after >= before
        {
            self.doubt(place, "can never hold: it ends before it starts");
        }
    }

    pub(super) fn passed(&mut self, date: Option<&Value>, place: &str, so: &str) {
        let date = match date {
            Some(Value::Text(text)) => parse_date(text),
            Some(Value::Number(number)) => Some(*number as Millis),
            _ => None,
        };
        if date.is_some_and(|date| date <= self.now) {
            self.doubt(place, &format!("has passed: {so}"));
        }
    }
}

/// The facts of which alternatives say themselves that they need not be there.
fn not_asked_for(alternatives: &Value, there: &mut Vec<String>) {
    for (path, tests) in alternatives.as_list().iter().flat_map(Value::members) {
        if tests.get("$exists") == Some(&Value::Bool(false)) {
            there.push(path.into());
        }
    }
}

/// The facts that a conjunction asks to be there, or that it does not hold without.
fn asked_for(map: &Map, there: &mut Vec<String>) {
    let asks = |tests: &Value| {
        let alone = Value::Map(Map::new().with("x", tests.clone()));
        tests.is_true("$exists")
            || tests.get("$empty") == Some(&Value::Bool(false))
            || !holds(&alone, Value::Null)
    };
    for (key, operand) in map.iter() {
        match key {
            "$and" => {
                let parts = operand.as_list().iter().filter_map(Value::as_map);
                parts.for_each(|part| asked_for(part, there));
            }
            "$answer" => {
                // An answer that nothing is asked of is asked to be there.
                if let Some((path, tests)) = of_answer(operand)
                    && (asks(&tests) || tests.as_map().is_some_and(Map::is_empty))
                {
                    there.push(path);
                }
            }
            _ if !key.starts_with('$') && asks(operand) => there.push(key.into()),
            _ => {}
        }
    }
}

/// The path that `$answer` leads to, and what is asked of it.
fn of_answer(operand: &Value) -> Option<(String, Value)> {
    let path = format!("answers.{}.{}", operand.text("survey")?, operand.text("question")?);
    let mut tests = operand.to_map();
    tests.remove("survey");
    tests.remove("question");
    Some((path, Value::Map(tests)))
}

/// Whether tests compare, and do nothing that asks whether a value is there. What is negated is meant
/// of those of whom nothing is known too: of negations alone, only where they are to be counted.
fn compares(tests: &Map, negations: bool) -> bool {
    let mut found = false;
    for (key, operand) in tests.iter() {
        match (key, operand) {
            // What must not be found.
            ("$regex" | "$regexi", Value::Text(pattern)) if pattern.contains("(?!") => {}
            ("$lt" | "$lte" | "$gt" | "$gte" | "$regex" | "$regexi", _) => found = true,
            ("$not", Value::Map(inner)) => found |= negations && compares(inner, true),
            ("$ne" | "$nin" | "$nini" | "$notInGroup" | "$not", _) => {}
            // Anything else is false of what is missing, or asks for just that.
            _ => return false,
        }
    }
    found
}
