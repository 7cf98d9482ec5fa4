//! Why a condition holds or not: the tree of its parts with what was found at each leaf.

use super::behaviour::{Behaviour, Sequence, Source, Window};
use super::graph::{Graph, NodeId, What};
use super::test::{Order, Place, Test};
use super::{Condition, World};
use crate::core::experiment::hash::sample;
use crate::core::state::readable;
use crate::core::strings::join;
use crate::core::time::{Millis, in_words, to_iso};
use crate::core::value::{Map, Value};

/// A condition explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Whether it holds.
    pub holds: bool,
    /// The condition in words, such as `plan is "pro"`.
    pub words: String,
    /// What was found, in words; empty where the words say it all.
    pub found: String,
    /// The value found, for tools.
    pub actual: Value,
    /// When time alone may change it.
    pub until: Option<Millis>,
    /// `all`, `any` or `not` where it has parts.
    pub joint: Option<&'static str>,
    /// Whether what it is part of is as it is because of this.
    pub decides: bool,
    /// Its parts.
    pub parts: Vec<Explained>,
}

/// Explains a node, as of when its graph was settled against this world.
#[must_use]
pub fn explain(graph: &Graph, root: NodeId, world: &World) -> Explained {
    let mut out = Explained {
        holds: graph.holds(root),
        words: String::new(),
        found: String::new(),
        actual: Value::Null,
        until: None,
        joint: None,
        decides: true,
        parts: Vec::new(),
    };
    let Some(node) = graph.node(root) else { return out };
    out.joint = match &node.what {
        What::All => Some("all"),
        What::Any => Some("any"),
        What::Not => Some("not"),
        What::Segment(_, id) => {
            out.words = ["they are in the segment \"", id, "\""].concat();
            None
        }
        What::Leaf(leaf) => {
            out.until = graph.until(root);
            explain_leaf(&mut out, leaf, world);
            None
        }
    };
    if let Some(joint) = out.joint {
        for part in &node.parts {
            let mut part = explain(graph, *part, world);
            // Of a conjunction that fails, what fails; of an alternative that holds, what holds.
            part.decides = joint == "not" || part.holds == out.holds;
            out.parts.push(part);
        }
        out.until = graph.flips_at(root, world);
    }
    out
}

fn explain_leaf(node: &mut Explained, leaf: &Condition, world: &World) {
    match leaf {
        Condition::Fact { path, tests } => explain_fact(node, path, tests, world),
        Condition::Behaviour(behaviour) => explain_behaviour(node, behaviour, world),
        Condition::Sequence(sequence) => explain_sequence(node, sequence),
        Condition::Variant { experiment, is } => {
            node.actual = world.variants.get(experiment).cloned().unwrap_or_default();
            node.words = ["they have the variant \"", is, "\" of \"", experiment, "\""].concat();
        }
        Condition::Sample { percent, seed } => {
            node.actual = Value::from(sample(seed, world.facts, world.platform) * 100.0);
            let percent = world.platform.format_number(*percent);
            node.words = ["they fall into a sample of ", &percent, " %"].concat();
        }
        Condition::Top { of, percent } => {
            node.actual = world.fact(of).clone();
            let percent = world.platform.format_number(*percent);
            node.words = [of, " is among the highest ", &percent, " %"].concat();
        }
        Condition::Constant(true) => node.words = "it is for everyone".into(),
        _ => node.words = "it can never hold".into(),
    }
}

fn explain_sequence(node: &mut Explained, sequence: &Sequence) {
    let mut names = Vec::new();
    for step in &sequence.steps {
        names.push(step.words());
    }
    let within = sequence.within.map(|span| [" within ", &in_words(span)].concat());
    node.words = [&*join(&names, ", then "), &within.unwrap_or_default()].concat();
}

impl Explained {
    /// The part that decides, as a clause: of a conjunction that fails, what fails; of one that
    /// holds, everything.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.joint {
            None if self.holds || self.found.is_empty() => {
                if self.holds {
                    self.words.clone()
                } else {
                    ["it is not so that ", &self.words].concat()
                }
            }
            None => [&self.words, " was asked for, but ", &self.found].concat(),
            Some("not") => match self.parts.first() {
                Some(part) if self.holds => {
                    ["it is not so that ", &part.words_or_reason()].concat()
                }
                Some(part) => [&part.words_or_reason(), ", which rules it out"].concat(),
                None => String::new(),
            },
            Some(joint) => {
                let mut reasons = Vec::new();
                for part in &self.parts {
                    if part.holds == self.holds {
                        reasons.push(part.reason());
                    }
                }
                // One failing part decides a conjunction, one holding part an alternative.
                let one = (joint == "all") != self.holds;
                match reasons.first() {
                    Some(first) if one => first.clone(),
                    _ => join(&reasons, ", and "),
                }
            }
        }
    }

    fn words_or_reason(&self) -> String {
        if self.words.is_empty() {
            let mut words = Vec::new();
            for part in &self.parts {
                words.push(part.words_or_reason());
            }
            join(&words, if self.joint == Some("any") { " or " } else { " and " })
        } else {
            self.words.clone()
        }
    }

    /// The tree as JSON: `holds`, `decides`, `text`, `actual`, `until` (epoch milliseconds), and
    /// `all`, `any` or `not` with the parts.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map = Map::new()
            .with("holds", self.holds)
            .with("decides", self.decides)
            .with_some("until", self.until);
        if let Some(joint) = self.joint {
            let mut parts = Vec::new();
            for part in &self.parts {
                parts.push(part.to_value());
            }
            map.set(joint, parts);
        } else {
            map.set("text", self.words.as_str()).set("actual", self.actual.clone());
        }
        Value::Map(map)
    }
}

fn explain_fact(node: &mut Explained, path: &str, tests: &[Test], world: &World) {
    let actual = world.fact(path);
    node.actual = actual.clone();
    node.words = [path, " ", &describe_all(tests, world)].concat();
    node.found = match actual {
        Value::Null => "it is not known".into(),
        Value::Map(_) => "it is known".into(),
        _ => ["it is ", &readable(actual, world.platform)].concat(),
    };
}

fn explain_behaviour(node: &mut Explained, behaviour: &Behaviour, world: &World) {
    let tail = behaviour.tail(world);
    let count = crate::core::time::whole(tail.count as i64);
    let subject = behaviour.source.words();
    let tests = |name: &str, tests: &[Test]| {
        if tests.is_empty() { String::new() } else { [name, &describe_all(tests, world)].concat() }
    };
    let window = match behaviour.window {
        Window::Ever => String::new(),
        Window::Last(span) => [" in the last ", &in_words(span)].concat(),
        Window::Session => " in this session".into(),
        Window::Dates(..) => " in the given dates".into(),
    };
    let plain =
        matches!(&*behaviour.count, [Test::Order(Order::GreaterOrEqual, Value::Number(1.0))]);
    let how_often =
        if plain { String::new() } else { tests(" a number of times that ", &behaviour.count) };
    let sum = behaviour
        .sum
        .as_ref()
        .map(|(of, sum)| tests(&[" with a sum of ", of, " that "].concat(), sum));
    node.words = [
        &subject,
        &*how_often,
        &tests(" on a number of days that ", &behaviour.days),
        &sum.unwrap_or_default(),
        &tests(" first at a time that ", &behaviour.first),
        &tests(" last at a time that ", &behaviour.last),
        &window,
    ]
    .concat();
    let mut actual = Map::new()
        .with("count", tail.count)
        .with_some("first", tail.first)
        .with_some("last", tail.last);
    if !behaviour.days.is_empty() {
        actual.set("days", tail.days);
    }
    if behaviour.sum.is_some() {
        actual.set("sum", tail.sum);
    }
    node.actual = Value::Map(actual);
    node.found = match tail.last {
        None => "it never did".into(),
        Some(last) => {
            let date = to_iso(last);
            let plural = if tail.count == 1 { " time" } else { " times" };
            ["it did ", &count, plural, ", last on ", date.get(..10).unwrap_or_default()].concat()
        }
    };
}

impl Source {
    fn words(&self) -> String {
        match self {
            Source::Events(names, _) => ["\"", &join(names, "\" or \""), "\" happened"].concat(),
            Source::Experience { id, state, .. } => ["\"", id, "\" was ", state].concat(),
        }
    }
}

fn describe_all(tests: &[Test], world: &World) -> String {
    let mut words = Vec::new();
    for test in tests {
        words.push(describe(test, world));
    }
    join(&words, " and ")
}

/// A test as the end of a sentence that starts with what is tested.
fn describe(test: &Test, world: &World) -> String {
    let show = |value: &Value| readable(value, world.platform);
    let list = |values: &[Value]| {
        let mut words = Vec::new();
        for value in values {
            words.push(show(value));
        }
        join(&words, ", ")
    };
    let order = |order: &Order| match order {
        Order::Equal => "is ",
        Order::NotEqual => "is not ",
        Order::Less => "is less than ",
        Order::LessOrEqual => "is at most ",
        Order::Greater => "is more than ",
        Order::GreaterOrEqual => "is at least ",
    };
    match test {
        Test::Literal(value) | Test::Equal(value, false) => ["is ", &show(value)].concat(),
        Test::Equal(value, true) => ["is not ", &show(value)].concat(),
        Test::Order(by, value) => [order(by), &show(value)].concat(),
        Test::Between(from, to) => ["is from ", &show(from), " to ", &show(to)].concat(),
        Test::Member { of, not, .. } => {
            [if *not { "is none of " } else { "is one of " }, &list(of)].concat()
        }
        Test::Group { id, not } => {
            [if *not { "is not in the group " } else { "is in the group " }, id].concat()
        }
        Test::All { .. } => "has all that is asked for".into(),
        Test::AnyElement(_) | Test::AnyObject(_) => "has such an element".into(),
        Test::Size(tests) => {
            ["has a number of elements that ", &describe_all(tests, world)].concat()
        }
        Test::Not(tests) => ["is not such that it ", &describe_all(tests, world)].concat(),
        Test::Exists(true) => "is known".into(),
        Test::Exists(false) => "is not known".into(),
        Test::Type(name) => ["is of type ", name].concat(),
        Test::Empty(yes) => if *yes { "is empty" } else { "is not empty" }.into(),
        Test::Pattern { pattern, .. } => ["matches /", pattern, "/"].concat(),
        Test::Part { place, text, .. } => {
            let verb = match place {
                Place::Anywhere => "contains \"",
                Place::Start => "starts with \"",
                Place::End => "ends with \"",
            };
            [verb, text, "\""].concat()
        }
        Test::Version(by, version) => {
            [order(by), "version ", version.strip_suffix("-~").unwrap_or(version)].concat()
        }
        Test::Date { before, instant } => {
            let date = to_iso(*instant);
            [if *before { "is before " } else { "is after " }, date.get(..10).unwrap_or_default()]
                .concat()
        }
        Test::Within(span) => ["is within the last ", &in_words(*span)].concat(),
        Test::OlderThan(span) => ["is more than ", &in_words(*span), " ago"].concat(),
        Test::Until(span) => ["is within the next ", &in_words(*span)].concat(),
        Test::Url(pattern) => ["matches ", pattern].concat(),
        Test::Broken => "can never be".into(),
    }
}
