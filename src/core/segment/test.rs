//! One test of one value: the leaf of every condition on a fact, a property or a count.
//!
//! Operators are compiled once ([`Test::compile`]): durations, dates and patterns are read then
//! and reported with their place when bad, so that evaluating never parses and never fails.

use super::compare::{compare, compare_texts, is_truthy, padded_version, to_number, to_text};
use super::condition::{Compiler, Condition};
use super::world::World;
use crate::core::strings::{find, inside, nth};
use crate::core::time::{Millis, parse_date, parse_duration};
use crate::core::value::{Map, Value};

/// A compiled test. A list of tests must hold together.
///
/// In the fields, `not` turns the result around and `fold` ignores case.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields mean the same in every variant and are explained above")]
pub enum Test {
    /// A literal: loose for texts, numbers and booleans as published, deep for the rest.
    Literal(Value),
    /// `$eq`, and `$ne` where the flag is set: strict and deep.
    Equal(Value, bool),
    /// `$gt`, `$gte`, `$lt`, `$lte`.
    Order(Order, Value),
    /// `$between: [from, to]`, both included.
    Between(Value, Value),
    /// `$in`, `$nin`, `$ini`, `$nini`.
    Member { of: Vec<Value>, fold: bool, not: bool },
    /// `$inGroup`, `$notInGroup`.
    Group { id: String, not: bool },
    /// `$all`, `$alli`: a literal or tests for every element asked for.
    All { of: Vec<Vec<Test>>, fold: bool },
    /// `$elemMatch` with tests of the element itself.
    AnyElement(Vec<Test>),
    /// `$elemMatch` with a condition on the element as an object.
    AnyObject(Box<Condition>),
    /// `$size`: tests of the number of elements.
    Size(Vec<Test>),
    /// `$not`: the tests do not hold together.
    Not(Vec<Test>),
    /// `$exists`.
    Exists(bool),
    /// `$type`: a JavaScript type name.
    Type(String),
    /// `$empty`: missing, `""`, `[]` or `{}`.
    Empty(bool),
    /// `$regex`, `$regexi`.
    Pattern { pattern: String, fold: bool },
    /// `$contains`, `$startsWith`, `$endsWith` and their `…i` forms.
    Part { place: Place, text: String, fold: bool },
    /// `$veq`, `$vne`, `$vgt`, `$vgte`, `$vlt`, `$vlte`: the padded operand.
    Version(Order, String),
    /// `$before`, `$after` a fixed instant.
    Date { before: bool, instant: Millis },
    /// `$within`: in the last so many milliseconds.
    Within(Millis),
    /// `$olderThan`.
    OlderThan(Millis),
    /// `$until`: in the next so many milliseconds.
    Until(Millis),
    /// `$url`: a page pattern with wildcards.
    Url(String),
    /// A test that could not be compiled; never holds.
    Broken,
}

/// The six orders of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Order {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Order::Equal => ordering.is_eq(),
            Order::NotEqual => ordering.is_ne(),
            Order::Less => ordering.is_lt(),
            Order::LessOrEqual => ordering.is_le(),
            Order::Greater => ordering.is_gt(),
            Order::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// Where in a text another is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Place {
    Anywhere,
    Start,
    End,
}

/// Whether something holds, and the instant at which time alone will change it, if it will.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Whether it holds now.
    pub holds: bool,
    /// The next instant at which it may change by time alone.
    pub until: Option<Millis>,
}

impl Outcome {
    /// An outcome that time does not change.
    #[must_use]
    pub fn fixed(holds: bool) -> Self {
        Self { holds, until: None }
    }

    /// An outcome that changes at `until`.
    #[must_use]
    pub fn until(holds: bool, until: Option<Millis>) -> Self {
        Self { holds, until }
    }

    /// The other truth value, changing at the same instant.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { holds: !self.holds, ..self }
    }

    /// Takes over the earlier instant of a part this outcome was made from.
    pub fn absorb(&mut self, part: Outcome) {
        self.until = earliest(self.until, part.until);
    }
}

/// The earlier of two instants, where there are any.
#[must_use]
pub fn earliest(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether every key of an object is an operator; an empty object is a literal.
pub(crate) fn is_operators(value: &Value) -> bool {
    value
        .as_map()
        .is_some_and(|map| !map.is_empty() && map.iter().all(|(key, _)| key.starts_with('$')))
}

/// Compiles what a fact is compared with: an object of operators, or a literal.
pub(crate) fn compile(value: &Value, place: &str, compiler: &mut Compiler) -> Vec<Test> {
    match value {
        Value::Map(map) if is_operators(value) => count_tests(map, place, compiler),
        _ => vec![Test::Literal(value.clone())],
    }
}

fn operator(key: &str, operand: &Value, place: &str, compiler: &mut Compiler) -> Test {
    let fold = key.ends_with('i') && !matches!(key, "$i");
    match key {
        "$eq" => Test::Equal(operand.clone(), false),
        "$ne" => Test::Equal(operand.clone(), true),
        "$gt" => Test::Order(Order::Greater, operand.clone()),
        "$gte" => Test::Order(Order::GreaterOrEqual, operand.clone()),
        "$lt" => Test::Order(Order::Less, operand.clone()),
        "$lte" => Test::Order(Order::LessOrEqual, operand.clone()),
        "$between" => match operand.as_list() {
            [from, to] => Test::Between(from.clone(), to.clone()),
            _ => compiler.bad(place, "two values, [from, to]"),
        },
        "$in" | "$ini" | "$nin" | "$nini" => match operand {
            Value::List(of) => Test::Member { of: of.clone(), fold, not: key.starts_with("$n") },
            _ => compiler.bad(place, "a list"),
        },
        "$inGroup" | "$notInGroup" => match operand {
            Value::Text(id) => Test::Group { id: id.clone(), not: key.starts_with("$n") },
            _ => compiler.bad(place, "the id of a group"),
        },
        "$all" | "$alli" => match operand {
            Value::List(of) => Test::All { of: each(of, place, compiler), fold },
            _ => compiler.bad(place, "a list"),
        },
        "$elemMatch" if is_operators(operand) && !super::condition::starts_condition(operand) => {
            Test::AnyElement(compile(operand, place, compiler))
        }
        "$elemMatch" => Test::AnyObject(Box::new(compiler.filter(operand, place))),
        "$size" => Test::Size(compile(operand, place, compiler)),
        "$not" => Test::Not(compile(operand, place, compiler)),
        "$exists" | "$empty" => match (key, operand) {
            ("$empty", Value::Bool(yes)) => Test::Empty(*yes),
            ("$empty", _) => compiler.bad(place, "true or false"),
            _ => Test::Exists(is_truthy(operand)),
        },
        "$type" => match operand {
            Value::Text(name) => Test::Type(name.clone()),
            _ => compiler.bad(place, "the name of a type"),
        },
        "$regex" | "$regexi" => pattern(operand, fold, place, compiler),
        "$veq" | "$vne" | "$vgt" | "$vgte" | "$vlt" | "$vlte" => {
            Test::Version(version_order(key), padded_version(operand, compiler.platform))
        }
        "$before" | "$after" => match instant(operand) {
            Some(instant) => Test::Date { before: key == "$before", instant },
            None => compiler.bad(place, "a date like \"2026-01-31\" or milliseconds"),
        },
        "$within" | "$olderThan" | "$until" => match operand.as_text().and_then(parse_duration) {
            Some(span) if key == "$within" => Test::Within(span),
            Some(span) if key == "$until" => Test::Until(span),
            Some(span) => Test::OlderThan(span),
            None => compiler.bad(place, "a duration like \"30d\""),
        },
        "$url" => match operand {
            Value::Text(pattern) => Test::Url(pattern.clone()),
            _ => compiler.bad(place, "a page like \"/reports/*\""),
        },
        _ => part(key, operand, fold, place, compiler),
    }
}

fn part(key: &str, operand: &Value, fold: bool, place: &str, compiler: &mut Compiler) -> Test {
    let at = match key {
        "$contains" | "$containsi" => Place::Anywhere,
        "$startsWith" | "$startsWithi" => Place::Start,
        "$endsWith" | "$endsWithi" => Place::End,
        _ => {
            compiler.report(place, "is not an operator Docent knows");
            return Test::Broken;
        }
    };
    match operand {
        Value::Text(text) => {
            let text = if fold { compiler.platform.lowercase(text) } else { text.clone() };
            Test::Part { place: at, text, fold }
        }
        _ => compiler.bad(place, "a text"),
    }
}

fn each(of: &[Value], place: &str, compiler: &mut Compiler) -> Vec<Vec<Test>> {
    let mut each = Vec::new();
    for (index, item) in of.iter().enumerate() {
        each.push(compile(item, &nth(place, index), compiler));
    }
    each
}

fn pattern(operand: &Value, fold: bool, place: &str, compiler: &mut Compiler) -> Test {
    let Value::Text(pattern) = operand else { return compiler.bad(place, "a regular expression") };
    if compiler.platform.matches(pattern, fold, "").is_none() {
        return compiler.bad(place, "a valid regular expression");
    }
    if super::pattern::can_explode(pattern) {
        compiler.report(
            place,
            "could take exponential time on a hostile text; rewrite it without nested repetition",
        );
        return Test::Broken;
    }
    Test::Pattern { pattern: pattern.clone(), fold }
}

fn version_order(key: &str) -> Order {
    match key {
        "$veq" => Order::Equal,
        "$vne" => Order::NotEqual,
        "$vgt" => Order::Greater,
        "$vgte" => Order::GreaterOrEqual,
        "$vlt" => Order::Less,
        _ => Order::LessOrEqual,
    }
}

/// A date as facts and operands hold it: ISO 8601 text, or epoch milliseconds.
pub(crate) fn instant(value: &Value) -> Option<Millis> {
    match value {
        Value::Text(text) => parse_date(text),
        Value::Number(number) if number.abs() < 8.64e15 => Some(*number as Millis),
        _ => None,
    }
}

/// Subjects of patterns are cut here, so that no text makes matching slow: what is tried from
/// every character on takes the square of this many steps.
const LONGEST_SUBJECT: usize = 2048;

impl Test {
    /// Evaluates the test on one value.
    pub(crate) fn eval(&self, actual: &Value, world: &World) -> Outcome {
        match self {
            Test::Within(_) | Test::OlderThan(_) | Test::Until(_) | Test::Date { .. } => {
                instant(actual)
                    .map_or(Outcome::fixed(false), |time| self.eval_date(time, world.now))
            }
            Test::Not(tests) => all(tests, actual, world).negated(),
            Test::Size(tests) => match actual {
                Value::List(list) => all(tests, &Value::from(list.len()), world),
                _ => Outcome::fixed(false),
            },
            Test::AnyElement(tests) => any(actual, |item| all(tests, item, world)),
            Test::AnyObject(condition) => {
                any(actual, |item| condition.eval(&World { facts: item, ..*world }))
            }
            Test::All { of, fold } => every(of, *fold, actual, world),
            _ => Outcome::fixed(self.holds(actual, world)),
        }
    }

    /// The tests that depend on nothing but the value.
    fn holds(&self, actual: &Value, world: &World) -> bool {
        let platform = world.platform;
        match self {
            Test::Literal(literal) => literal_holds(literal, actual, false, world),
            Test::Equal(operand, not) => (actual == operand) != *not,
            Test::Order(order, operand) => {
                compare(actual, operand, platform).is_some_and(|ordering| order.holds(ordering))
            }
            Test::Between(from, to) => {
                !actual.is_null()
                    && compare(actual, from, platform).is_some_and(std::cmp::Ordering::is_ge)
                    && compare(actual, to, platform).is_some_and(std::cmp::Ordering::is_le)
            }
            Test::Member { of, fold, not } => is_member(actual, of, *fold, world) != *not,
            Test::Group { id, not } => {
                is_member(actual, world.groups.list(id), false, world) != *not
            }
            Test::Exists(yes) => actual.is_null() != *yes,
            Test::Type(name) => actual.type_name() == name,
            Test::Empty(yes) => is_empty(actual) == *yes,
            Test::Pattern { pattern, fold } => {
                let text = to_text(actual, platform);
                let end = text.char_indices().nth(LONGEST_SUBJECT).map_or(text.len(), |(at, _)| at);
                let subject = text.get(..end).unwrap_or_default();
                platform.matches(pattern, *fold, subject) == Some(true)
            }
            Test::Part { place, text, fold } => has_part(actual, *place, text, *fold, world),
            Test::Version(order, operand) => {
                order.holds(compare_texts(&padded_version(actual, platform), operand))
            }
            Test::Url(pattern) => {
                actual.as_text().is_some_and(|url| super::pattern::url_matches(pattern, url))
            }
            _ => false,
        }
    }

    fn eval_date(&self, time: Millis, now: Millis) -> Outcome {
        let at = |holds, instant: Millis| Outcome::until(holds, (instant > now).then_some(instant));
        match self {
            Test::Date { before, instant } => {
                Outcome::fixed(if *before { time < *instant } else { time > *instant })
            }
            Test::Within(_) if time > now => at(false, time),
            Test::Within(span) => at(time > now - span, time + span),
            Test::OlderThan(span) => at(time <= now - span, time + span),
            Test::Until(span) if time > now + span => at(false, time - span),
            Test::Until(_) => at(time > now, time),
            _ => Outcome::fixed(false),
        }
    }
}

/// Whether all tests hold of one value.
pub(crate) fn all(tests: &[Test], actual: &Value, world: &World) -> Outcome {
    let mut outcome = Outcome::fixed(true);
    for test in tests {
        let part = test.eval(actual, world);
        outcome.holds &= part.holds;
        outcome.absorb(part);
    }
    outcome
}

/// `$elemMatch`: empty elements (`0`, `""`, `null`, `false`) never match, as published.
fn any(actual: &Value, check: impl Fn(&Value) -> Outcome) -> Outcome {
    let mut outcome = Outcome::fixed(false);
    for item in actual.as_list().iter().filter(|item| is_truthy(item)) {
        let part = check(item);
        outcome.holds |= part.holds;
        outcome.absorb(part);
    }
    outcome
}

fn every(of: &[Vec<Test>], fold: bool, actual: &Value, world: &World) -> Outcome {
    let Value::List(list) = actual else { return Outcome::fixed(false) };
    let mut outcome = Outcome::fixed(true);
    for wanted in of {
        let mut found = Outcome::fixed(false);
        for item in list {
            let part = match wanted.as_slice() {
                [Test::Literal(literal)] => {
                    Outcome::fixed(literal_holds(literal, item, fold, world))
                }
                tests => all(tests, item, world),
            };
            found.holds |= part.holds;
            found.absorb(part);
        }
        outcome.holds &= found.holds;
        outcome.absorb(found);
    }
    outcome
}

fn literal_holds(literal: &Value, actual: &Value, fold: bool, world: &World) -> bool {
    let platform = world.platform;
    match literal {
        Value::Text(text) if fold => {
            platform.lowercase(&to_text(actual, platform)) == platform.lowercase(text)
        }
        Value::Text(text) => match actual {
            Value::Text(actual) => actual == text,
            _ => to_text(actual, platform) == *text,
        },
        Value::Number(number) => to_number(actual, platform) == *number,
        Value::Bool(yes) => !actual.is_null() && is_truthy(actual) == *yes,
        _ => actual == literal,
    }
}

fn is_member(actual: &Value, of: &[Value], fold: bool, world: &World) -> bool {
    let same = |a: &Value, b: &Value| match (a, b) {
        (Value::Text(a), Value::Text(b)) if fold => {
            world.platform.lowercase(a) == world.platform.lowercase(b)
        }
        _ => a == b,
    };
    match actual {
        Value::List(list) => list.iter().any(|item| of.iter().any(|wanted| same(item, wanted))),
        _ => of.iter().any(|wanted| same(actual, wanted)),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(list) => list.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// Text operators look into texts, and into every text of a list.
fn has_part(actual: &Value, place: Place, part: &str, fold: bool, world: &World) -> bool {
    let test = |text: &str| match place {
        Place::Anywhere => find(text, part).is_some(),
        Place::Start => text.starts_with(part),
        Place::End => text.ends_with(part),
    };
    match actual {
        Value::Text(text) if fold => test(&world.platform.lowercase(text)),
        Value::Text(text) => test(text),
        Value::List(list) => list.iter().any(|item| has_part(item, place, part, fold, world)),
        _ => false,
    }
}

/// The operators a test of a count may use; everything else is a mistake there.
pub(crate) fn count_tests(map: &Map, place: &str, compiler: &mut Compiler) -> Vec<Test> {
    let mut tests = Vec::new();
    for (key, operand) in map.iter() {
        tests.push(operator(key, operand, &inside(place, key), compiler));
    }
    tests
}
