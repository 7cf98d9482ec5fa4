//! Conditions: the language of segments, audiences and branches, compiled into typed nodes.

use super::behaviour::{self, Behaviour, Sequence};
use super::graph::{Graph, NodeId};
use super::test::{self, Outcome, Test};
use super::world::World;
use crate::core::experiment::hash::sample;
use crate::core::guidebook::{Checker, Place, Problem};
use crate::core::platform::Platform;
use crate::core::strings::phrase;
use crate::core::value::{Map, Value};

/// A compiled condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All parts hold. No parts: true.
    All(Vec<Condition>),
    /// Some part holds.
    Any(Vec<Condition>),
    /// The part does not hold.
    Not(Box<Condition>),
    /// Tests of the fact at a dotted path.
    Fact {
        /// The dotted path.
        path: String,
        /// What must hold of it, all together.
        tests: Vec<Test>,
    },
    /// Tests of what is asked about itself: an element, or a number of them.
    Tests(Vec<Test>),
    /// `$event` and `$experience`: how often, how much, when.
    Behaviour(Box<Behaviour>),
    /// `$sequence`: one thing after another.
    Sequence(Box<Sequence>),
    /// What is a node of the graph already: a leaf that stands elsewhere too, or a segment.
    Known(NodeId),
    /// `$variant`: which variant of an experiment this person has.
    Variant {
        /// The experiment's id.
        experiment: String,
        /// The variant's id.
        is: String,
    },
    /// `$sample`: a stable share of all people.
    Sample {
        /// Percent, 0 to 100.
        percent: f64,
        /// What makes this sample differ from others.
        seed: String,
    },
    /// `$top`: the highest share of the population by a fact.
    Top {
        /// The fact's path.
        of: String,
        /// Percent, 0 to 100.
        percent: f64,
    },
    /// Always or never.
    Constant(bool),
}

const TOP_LEVEL: [&str; 12] = [
    "$and",
    "$or",
    "$nor",
    "$not",
    "$event",
    "$sequence",
    "$experience",
    "$answer",
    "$segment",
    "$variant",
    "$sample",
    "$top",
];

/// What can be asked of a person only, and not of an event or an element.
const PERSONAL: [&str; 7] =
    ["$event", "$sequence", "$experience", "$answer", "$segment", "$variant", "$sample"];

/// Whether an object of operators is a condition of its own and not tests of one value.
pub(crate) fn starts_condition(value: &Value) -> bool {
    for (key, _) in value.members() {
        if key != "$not" && TOP_LEVEL.contains(&key) {
            return true;
        }
    }
    false
}

/// Turns the JSON of conditions into [`Condition`]s and collects what is wrong with it.
pub struct Compiler<'a> {
    /// The host's text functions; patterns are tried out with them.
    pub platform: &'a dyn Platform,
    /// Where conditions become nodes, and where the segments are that others may refer to.
    pub graph: Graph,
    /// What was found wrong so far.
    pub problems: Vec<Problem>,
    /// Holds parts of a guidebook against their shapes.
    pub(crate) checker: Checker,
    /// Whether what is compiled is asked of an event or an element, and not of the person.
    filtering: bool,
}

impl<'a> Compiler<'a> {
    /// A compiler that knows no segments yet.
    #[must_use]
    pub fn new(platform: &'a dyn Platform) -> Self {
        Self {
            platform,
            graph: Graph::default(),
            problems: Vec::new(),
            checker: Checker::default(),
            filtering: false,
        }
    }

    /// Compiles a condition on the person into a node of the graph.
    pub fn node(&mut self, value: &Value, place: &Place) -> NodeId {
        let condition = self.condition(value, place);
        self.graph.add(condition)
    }

    /// Compiles a condition on the properties of an event or the fields of an element.
    pub fn filter(&mut self, value: &Value, place: &Place) -> Condition {
        let outside = std::mem::replace(&mut self.filtering, true);
        let condition = self.condition(value, place);
        self.filtering = outside;
        condition
    }

    pub(crate) fn report(&mut self, place: &Place, why: &str) {
        self.problems.push(place.error(why));
    }

    pub(crate) fn expected(&mut self, place: &Place, expected: &str) {
        self.problems.push(place.expected(expected));
    }

    /// Compiles one condition. What cannot be understood never holds, and is reported.
    pub(crate) fn condition(&mut self, value: &Value, place: &Place) -> Condition {
        let Some(map) = value.as_map() else {
            self.expected(place, "a condition in { }");
            return Condition::Constant(false);
        };
        let mut parts = Vec::new();
        for (key, operand) in map.iter() {
            let part = self.part(key, operand, &place.key(key));
            if map.len() == 1 {
                return part;
            }
            parts.push(part);
        }
        if parts.is_empty() { Condition::Constant(true) } else { Condition::All(parts) }
    }

    fn part(&mut self, key: &str, operand: &Value, place: &Place) -> Condition {
        if self.filtering && PERSONAL.contains(&key) {
            self.report(place, "asks about the person, and stands where properties are asked for");
            return Condition::Constant(false);
        }
        match key {
            "$and" if is_empty_list(operand) => Condition::Constant(true),
            "$and" => Condition::All(self.conditions(operand, place)),
            "$or" => self.any(operand, place),
            "$nor" => Condition::Not(Box::new(self.any(operand, place))),
            "$not" => Condition::Not(Box::new(self.condition(operand, place))),
            "$segment" => self.segment(operand, place),
            _ if self.filtering => self.leaf(key, operand, place),
            _ => self.shared_leaf(key, operand, place),
        }
    }

    /// A leaf that is compiled unless the same was before: in a large guidebook most leaves stand many
    /// times. What is wrong with one is said wherever it stands.
    fn shared_leaf(&mut self, key: &str, operand: &Value, place: &Place) -> Condition {
        if let Some(node) = self.graph.leaf(key, operand) {
            return Condition::Known(node);
        }
        let before = self.problems.len();
        let leaf = self.leaf(key, operand, place);
        if self.problems.len() > before {
            return leaf;
        }
        Condition::Known(self.graph.add_leaf(leaf, key, operand))
    }

    fn leaf(&mut self, key: &str, operand: &Value, place: &Place) -> Condition {
        if key != "$top" && !PERSONAL.contains(&key) {
            return self.fact(key, operand, place);
        }
        let Some(map) = operand.as_map() else {
            self.expected(place, "an object");
            return Condition::Constant(false);
        };
        let leaf = match key {
            "$event" => self.event(map, place),
            "$experience" => self.experience(map, place),
            "$sequence" => self.sequence(map, place),
            "$answer" => self.answer(map, place),
            "$variant" => self.variant(map, place),
            "$sample" => self.share(map, place),
            _ => self.top(map, place),
        };
        leaf.unwrap_or(Condition::Constant(false))
    }

    /// A key that is no operator is a path; one that looks like an operator is a path too, as
    /// published, and reported.
    fn fact(&mut self, key: &str, operand: &Value, place: &Place) -> Condition {
        if key.starts_with("$") {
            self.report(place, "is not an operator Docent knows");
        }
        Condition::Fact { path: key.into(), tests: test::compile(operand, place, self) }
    }

    fn conditions(&mut self, operand: &Value, place: &Place) -> Vec<Condition> {
        let Value::List(list) = operand else {
            self.expected(place, "a list of conditions");
            return vec![Condition::Constant(false)];
        };
        let mut parts = Vec::new();
        for (index, item) in list.iter().enumerate() {
            parts.push(self.condition(item, &place.item(index)));
        }
        parts
    }

    /// `$or` of nothing holds, as published.
    fn any(&mut self, operand: &Value, place: &Place) -> Condition {
        if is_empty_list(operand) {
            return Condition::Constant(true);
        }
        Condition::Any(self.conditions(operand, place))
    }

    fn event(&mut self, map: &Map, place: &Place) -> Option<Condition> {
        behaviour::event(map, place, self).map(|event| Condition::Behaviour(Box::new(event)))
    }

    fn experience(&mut self, map: &Map, place: &Place) -> Option<Condition> {
        behaviour::experience(map, place, self).map(|state| Condition::Behaviour(Box::new(state)))
    }

    fn sequence(&mut self, map: &Map, place: &Place) -> Option<Condition> {
        behaviour::sequence(map, place, self).map(|steps| Condition::Sequence(Box::new(steps)))
    }

    fn answer(&mut self, map: &Map, place: &Place) -> Option<Condition> {
        let survey = self.required_text(map, "survey", place)?;
        let question = self.required_text(map, "question", place)?;
        let mut tests = map.clone();
        tests.remove("survey");
        tests.remove("question");
        let path = phrase("answers.*.*", &[&survey, &question]);
        let tests = if tests.is_empty() {
            vec![Test::exists()]
        } else {
            test::operators(&tests, place, self)
        };
        Some(Condition::Fact { path, tests })
    }

    fn variant(&mut self, map: &Map, place: &Place) -> Option<Condition> {
        self.known_keys(map, &["experiment", "is"], place)?;
        let experiment = self.required_text(map, "experiment", place)?;
        let is = self.required_text(map, "is", place)?;
        Some(Condition::Variant { experiment, is })
    }

    fn share(&mut self, map: &Map, place: &Place) -> Option<Condition> {
        self.known_keys(map, &["percent", "seed"], place)?;
        let seed = self.optional_text(map, "seed", place).unwrap_or_default();
        Some(Condition::Sample { percent: self.percent(map, place)?, seed })
    }

    fn top(&mut self, map: &Map, place: &Place) -> Option<Condition> {
        self.known_keys(map, &["of", "percent"], place)?;
        let of = self.required_text(map, "of", place)?;
        Some(Condition::Top { of, percent: self.percent(map, place)? })
    }

    fn percent(&mut self, map: &Map, place: &Place) -> Option<f64> {
        let percent = map.member("percent").as_number();
        let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
        if percent.is_none() {
            self.expected(&place.key("percent"), "a number from 0 to 100");
        }
        percent
    }

    fn segment(&mut self, operand: &Value, place: &Place) -> Condition {
        let id = operand.as_text().unwrap_or_default();
        match self.graph.membership(id) {
            Some(node) => Condition::Known(node),
            None => {
                self.report(place, "refers to a segment that does not exist or is broken");
                Condition::Constant(false)
            }
        }
    }

    pub(crate) fn required_text(&mut self, map: &Map, key: &str, place: &Place) -> Option<String> {
        let text = map.member(key).as_text();
        if text.is_none() {
            self.expected(&place.key(key), "a text");
        }
        text.map(Into::into)
    }

    /// A text that may be missing; anything else is reported.
    pub(crate) fn optional_text(&mut self, map: &Map, key: &str, place: &Place) -> Option<String> {
        map.get(key)?;
        self.required_text(map, key, place)
    }

    /// Nothing where there are others: what was meant by them is anybody's guess.
    pub(crate) fn known_keys(&mut self, map: &Map, known: &[&str], place: &Place) -> Option<()> {
        let mut all = Some(());
        for (key, _) in map.iter() {
            if !known.contains(&key) {
                self.report(&place.key(key), "is not a field Docent knows");
                all = None;
            }
        }
        all
    }
}

fn is_empty_list(value: &Value) -> bool {
    matches!(value, Value::List(list) if list.is_empty())
}

impl Condition {
    /// Evaluates what depends on facts alone; of the rest only the graph can tell.
    #[must_use]
    pub fn eval(&self, world: &World) -> Outcome {
        match self {
            Condition::Constant(holds) => Outcome::fixed(*holds),
            Condition::All(parts) => combine(parts, world, true),
            Condition::Any(parts) => combine(parts, world, false),
            Condition::Not(part) => part.eval(world).negated(),
            Condition::Fact { path, tests } => test::all(tests, world.fact(path), world),
            Condition::Tests(tests) => test::all(tests, world.facts, world),
            Condition::Behaviour(_) | Condition::Sequence(_) | Condition::Known(_) => {
                Outcome::fixed(false)
            }
            Condition::Variant { experiment, is } => {
                Outcome::fixed(world.variants.says(experiment, is))
            }
            Condition::Sample { percent, seed } => {
                Outcome::fixed(sample(seed, world.facts, world.platform) * 100.0 < *percent)
            }
            Condition::Top { of, percent } => Outcome::fixed(is_top(of, *percent, world)),
        }
    }
}

fn combine(parts: &[Condition], world: &World, all: bool) -> Outcome {
    let mut outcome = Outcome::fixed(all);
    for part in parts {
        let part = part.eval(world);
        outcome.holds = if all { outcome.holds && part.holds } else { outcome.holds || part.holds };
        outcome.absorb(part);
    }
    outcome
}

/// At or above the shipped quantile; the next higher one where the exact one was not shipped,
/// so that an approximate guidebook says too few rather than too many.
fn is_top(of: &str, percent: f64, world: &World) -> bool {
    let Some(actual) = world.fact(of).as_number() else { return false };
    // What is written with a point is not exact: 100 - 68.3 is a little more than 31.7.
    let wanted = 100.0 - percent - 1e-9;
    let quantiles = world.quantiles.member(of);
    let mut best: Option<(f64, f64)> = None;
    for (quantile, threshold) in quantiles.members() {
        let quantile = world.platform.parse_number(quantile);
        let Some(threshold) = threshold.as_number() else { continue };
        if quantile >= wanted && best.is_none_or(|(known, _)| quantile < known) {
            best = Some((quantile, threshold));
        }
    }
    best.is_some_and(|(_, threshold)| actual >= threshold)
}
