//! Why a condition holds or not: the tree of its parts with what was found at each leaf.

use super::behaviour::{Behaviour, MEASURES, Sequence, Source, Window};
use super::graph::{Graph, NodeId, What};
use super::memory::Memory;
use super::test::{self, Does, Test};
use super::{Condition, World};
use crate::core::experiment::hash::sample;
use crate::core::platform::Platform;
use crate::core::strings::{concat, join, phrase};
use crate::core::time::{Millis, in_words, to_day};
use crate::core::value::{Map, Value, to_text};

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
        What::Segment(id) => {
            out.words = phrase("they are in the segment \"*\"", &[id]);
            out.actual = out.holds.into();
            None
        }
        What::Leaf(leaf, _) => {
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
        Condition::Behaviour(behaviour) => explain_behaviour(node, leaf, behaviour, world),
        Condition::Sequence(sequence) => explain_sequence(node, sequence, world),
        Condition::Variant { experiment, is } => {
            node.actual = world.variants.member(experiment).clone();
            node.words = phrase("they have the variant \"*\" of \"*\"", &[is, experiment]);
        }
        Condition::Sample { percent, seed } => {
            node.actual = Value::from(sample(seed, world.facts, world.platform) * 100.0);
            let percent = world.platform.format_number(*percent);
            node.words = phrase("they fall into a sample of * %", &[&percent]);
        }
        Condition::Top { of, percent } => {
            node.actual = world.fact(of).clone();
            let percent = world.platform.format_number(*percent);
            node.words = phrase("* is among the highest * %", &[of, &percent]);
        }
        Condition::Constant(true) => node.words = "it is for everyone".into(),
        _ => node.words = "it can hold".into(),
    }
}

fn explain_sequence(node: &mut Explained, sequence: &Sequence, world: &World) {
    let mut names = Vec::new();
    for step in &sequence.steps {
        names.push(step.words(world));
    }
    node.actual = node.holds.into();
    let within = sequence.within.map(|span| concat(&[" within ", &in_words(span, true)]));
    node.words = concat(&[&*join(&names, ", then "), &within.unwrap_or_default()]);
}

impl Explained {
    /// What it takes to flip this: for a leaf its `text` and whether it must hold (`holds`), else
    /// `all` or `any` of such.
    #[must_use]
    pub fn flip(&self) -> Value {
        self.become_so(!self.holds)
    }

    fn become_so(&self, holds: bool) -> Value {
        let Some(joint) = self.joint else {
            let leaf = Map::new().with("text", self.words.as_str()).with("holds", holds);
            return Value::Map(leaf);
        };
        let part_holds = holds == (joint != "not");
        let mut parts = Vec::new();
        for part in &self.parts {
            // What is so already need not become so.
            if part.holds != part_holds {
                parts.push(part.become_so(part_holds));
            }
        }
        // To break a conjunction one part is enough, as it is to make an alternative hold.
        let every = (joint == "all") == holds;
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                if let Some(last) = last {
                    parts.push(last);
                }
                Value::Map(Map::new().with(if every { "all" } else { "any" }, parts))
            }
        }
    }

    /// The part that decides, as a clause: of a conjunction that fails, what fails; of one that
    /// holds, everything.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.joint {
            None if self.holds => self.words.clone(),
            None if self.found.is_empty() => concat(&["it is not so that ", &self.words]),
            None => phrase("* was asked for, but *", &[&self.words, &self.found]),
            Some("not") => match self.parts.first() {
                Some(part) if self.holds => {
                    concat(&["it is not so that ", &part.words_or_reason()])
                }
                Some(part) => concat(&[&part.words_or_reason(), ", which rules it out"]),
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
    node.words = phrase("* *", &[path, &describe_all(tests, world)]);
    node.found = match actual {
        Value::Null => "it is not known".into(),
        Value::Map(_) => "it is known".into(),
        _ => concat(&["it is ", &readable(actual, world.platform)]),
    };
}

/// What a behaviour asks, in the order of its tests; `*` stands for the property summed up.
const ASKS: [&str; 6] = [
    " a number of times that ",
    " on a number of days that ",
    " with a sum of * that ",
    " with an average of * that ",
    " first at a time that ",
    " last at a time that ",
];

fn explain_behaviour(node: &mut Explained, leaf: &Condition, behaviour: &Behaviour, world: &World) {
    node.words = behaviour.source.words(world);
    for (at, (asks, tests)) in ASKS.iter().zip(&behaviour.tests).enumerate() {
        // That it happened at all is said already.
        let plain = at == 0 && matches!(tests.as_slice(), [test] if test.is_once());
        if !tests.is_empty() && !plain {
            let of = behaviour.of.as_deref().unwrap_or_default();
            node.words.push_str(&phrase(asks, &[of]));
            node.words.push_str(&describe_all(tests, world));
        }
    }
    node.words.push_str(&match behaviour.window {
        Window::Ever => String::new(),
        Window::Last(span) => concat(&[" in the last ", &in_words(span, true)]),
        Window::Session => " in this session".into(),
        Window::Dates(after, before) => {
            let day =
                |words, date: Option<Millis>| date.map(|date| concat(&[words, &to_day(date)]));
            let (after, before) = (day(" after ", after), day(" before ", before));
            concat(&[&after.unwrap_or_default(), &before.unwrap_or_default()])
        }
    });
    let tail = Memory::whole(leaf, world).tail(behaviour, world.now).0;
    let mut actual = Map::new();
    for (at, name) in MEASURES.iter().enumerate() {
        let value = tail.value(at);
        let wanted = match at {
            1 => behaviour.counts_days(),
            2 => behaviour.of.is_some(),
            3 => behaviour.averages(),
            _ => !value.is_null(),
        };
        if wanted {
            actual.set(name, value);
        }
    }
    node.actual = Value::Map(actual);
    // What was asked for and is not so; else how often, where that is what would be.
    let fails =
        |(at, tests): &(usize, &Vec<Test>)| !test::all(tests, &tail.value(*at), world).holds;
    let asked =
        behaviour.tests.iter().enumerate().take(FOUND.len()).find(fails).map_or(0, |(at, _)| at);
    node.found = match tail.last {
        None if matches!(behaviour.window, Window::Ever) => "that never happened".into(),
        None => "that did not happen".into(),
        Some(last) => {
            let words = FOUND.get(asked).copied().unwrap_or_default();
            let number = readable(&tail.value(asked), world.platform);
            let words = if number == "1" { words.0 } else { words.1 };
            phrase(words, &[&number, &to_day(last)])
        }
    };
}

/// What is found, as many times as one and as any other number.
const FOUND: [(&str, &str); 4] = [
    ("that happened * time, last on *", "that happened * times, last on *"),
    ("that happened on * day, last on *", "that happened on * days, last on *"),
    ("the sum is *", "the sum is *"),
    ("the average is *", "the average is *"),
];

impl Source {
    fn words(&self, world: &World) -> String {
        match self {
            Source::Events(names, filter) => {
                let names = phrase("\"*\"", &[&join(names, "\" or \"")]);
                let filter = filter.as_ref().map(|it| concat(&[" with ", &clause(it, world)]));
                concat(&[&names, &filter.unwrap_or_default(), " happened"])
            }
            Source::Experience { id, state, .. } => phrase("\"*\" was *", &[id, state]),
        }
    }
}

/// A condition on the properties of an event, in words.
fn clause(condition: &Condition, world: &World) -> String {
    let all = |parts: &[Condition], between| {
        let mut words = Vec::new();
        for part in parts {
            words.push(clause(part, world));
        }
        join(&words, between)
    };
    match condition {
        Condition::All(parts) if !parts.is_empty() => all(parts, " and "),
        Condition::All(_) | Condition::Constant(true) => "anything".into(),
        Condition::Any(parts) => phrase("(*)", &[&all(parts, " or ")]),
        Condition::Not(part) => concat(&["not ", &clause(part, world)]),
        Condition::Fact { path, tests } => phrase("* *", &[path, &describe_all(tests, world)]),
        _ => "what can never be".into(),
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
    phrase(test.operator.words, &[&operand(test, world)])
}

fn operand(test: &Test, world: &World) -> String {
    let list = |between| {
        let mut words = Vec::new();
        for value in test.operand.as_list() {
            words.push(readable(value, world.platform));
        }
        join(&words, between)
    };
    match (test.operator.does, &test.operand) {
        (Does::Such | Does::Size, _) => match test.parts.first() {
            Some(Condition::Tests(tests)) => describe_all(tests, world),
            _ => String::new(),
        },
        (Does::Between, _) => list(" to "),
        (Does::Member, _) => list(", "),
        (Does::Exists | Does::Empty, Value::Bool(yes)) => if *yes { "" } else { " not" }.into(),
        (Does::Date(_), Value::Number(instant)) => to_day(*instant as Millis),
        (Does::Within | Does::OlderThan | Does::Until, Value::Number(span)) => {
            in_words(*span as Millis, true)
        }
        (Does::Literal | Does::Equal | Does::Order(_), value) => readable(value, world.platform),
        (Does::Version(_), Value::Text(text)) => {
            let mut version = String::new();
            for c in text.strip_suffix("-~").unwrap_or(text).chars() {
                match c {
                    ' ' => {}
                    '-' => version.push('.'),
                    _ => version.push(c),
                }
            }
            version
        }
        (_, Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// A fact as a person reads it.
fn readable(value: &Value, platform: &dyn Platform) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Text(text) => phrase("\"*\"", &[text]),
        Value::List(list) => {
            let mut items = Vec::new();
            for item in list {
                items.push(readable(item, platform));
            }
            join(&items, ", ")
        }
        Value::Map(_) => "an object".into(),
        _ => to_text(value, platform),
    }
}
