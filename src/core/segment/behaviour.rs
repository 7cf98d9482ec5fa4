//! Conditions on what happened: `$event`, `$experience` and `$sequence`.
//!
//! A window `within: "30d"` is the half-open interval (now − 30 d, now], evaluated on the exact
//! times. What is counted can only shrink as time passes, oldest first, so the instant of the
//! next flip is found by letting one event after another leave the window.

use super::condition::{Compiler, Condition};
use super::test::{self, Outcome, Test, instant};
use super::world::World;
use crate::core::history::Occurrence;
use crate::core::strings::{inside, nth};
use crate::core::time::{Millis, local_day, parse_duration};
use crate::core::value::{Map, Value};

/// From when on things count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Window {
    /// From the beginning.
    Ever,
    /// The last so many milliseconds.
    Last(Millis),
    /// Since the present session started.
    Session,
    /// After and before fixed instants, both excluded.
    Dates(Option<Millis>, Option<Millis>),
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// Events of any of these names whose properties satisfy the condition.
    Events(Vec<String>, Option<Condition>),
    /// States of one experience, of one step where named.
    Experience {
        /// The experience's id.
        id: String,
        /// `seen`, `completed`, …
        state: String,
        /// The step's id.
        step: Option<String>,
    },
}

/// Tests of how often, how much, on how many days, and when something happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Behaviour {
    /// What is counted.
    pub source: Source,
    /// In which window.
    pub window: Window,
    /// Tests of the number of occurrences.
    pub count: Vec<Test>,
    /// Tests of the number of distinct local days.
    pub days: Vec<Test>,
    /// Tests of the sum of a property.
    pub sum: Option<(String, Vec<Test>)>,
    /// Tests of the first time.
    pub first: Vec<Test>,
    /// Tests of the last time.
    pub last: Vec<Test>,
}

/// One thing after another, the first and the last less than a span apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    steps: Vec<Source>,
    within: Option<Millis>,
}

pub(crate) fn event(map: &Map, place: &str, compiler: &mut Compiler) -> Option<Behaviour> {
    let known = ["name", "where", "within", "count", "days", "sum", "first", "last"];
    compiler.known_keys(map, &known, place);
    let source = events(map, place, compiler)?;
    measure(source, map, place, compiler)
}

pub(crate) fn experience(map: &Map, place: &str, compiler: &mut Compiler) -> Option<Behaviour> {
    let known = ["id", "state", "step", "within", "count", "first", "last"];
    compiler.known_keys(map, &known, place);
    let id = compiler.required_text(map, "id", place)?;
    let state = compiler.required_text(map, "state", place)?;
    if !crate::core::experience::STATES.contains(&state.as_str()) {
        compiler.expected(&inside(place, "state"), "a state like \"seen\" or \"completed\"");
        return None;
    }
    let step = map.get("step").and_then(Value::as_text).map(Into::into);
    measure(Source::Experience { id, state, step }, map, place, compiler)
}

pub(crate) fn sequence(map: &Map, place: &str, compiler: &mut Compiler) -> Option<Sequence> {
    compiler.known_keys(map, &["steps", "within"], place);
    let list = map.get("steps").map(Value::as_list).unwrap_or_default();
    let place_of_steps = [place, ".steps"].concat();
    if list.is_empty() {
        compiler.expected(&place_of_steps, "a list of steps");
        return None;
    }
    let mut steps = Vec::new();
    for (index, step) in list.iter().enumerate() {
        let place = nth(&place_of_steps, index);
        steps.push(match step {
            Value::Text(name) => Source::Events(vec![name.clone()], None),
            Value::Map(step) => {
                compiler.known_keys(step, &["name", "where"], &place);
                events(step, &place, compiler)?
            }
            _ => {
                compiler.expected(&place, "the name of an event, or {name, where}");
                return None;
            }
        });
    }
    let within = match map.get("within") {
        None => None,
        Some(span) => Some(duration(span, &inside(place, "within"), compiler)?),
    };
    Some(Sequence { steps, within })
}

fn duration(value: &Value, place: &str, compiler: &mut Compiler) -> Option<Millis> {
    let span = value.as_text().and_then(parse_duration);
    if span.is_none() {
        compiler.expected(place, "a duration like \"30d\"");
    }
    span
}

fn events(map: &Map, place: &str, compiler: &mut Compiler) -> Option<Source> {
    let (names, good) = match map.get("name") {
        Some(Value::Text(name)) => (vec![name.clone()], true),
        Some(Value::List(list)) => {
            let names = Value::texts_of(list);
            let good = !names.is_empty() && names.len() == list.len();
            (names, good)
        }
        _ => (Vec::new(), false),
    };
    if !good {
        compiler.expected(&inside(place, "name"), "the name of an event, or a list of names");
    }
    let filter = map.get("where");
    let filter = filter.map(|filter| compiler.condition(filter, &inside(place, "where")));
    good.then_some(Source::Events(names, filter))
}

fn measure(source: Source, map: &Map, place: &str, compiler: &mut Compiler) -> Option<Behaviour> {
    let window = window(map.get("within"), &inside(place, "within"), compiler)?;
    let mut tests = |key: &str| match map.get(key) {
        None => Vec::new(),
        Some(operand) => {
            let place = inside(place, key);
            if operand.as_number().is_none() && !test::is_operators(operand) {
                compiler.expected(&place, "a number, or operators like {\"$gte\": 3}");
            }
            test::compile(operand, &place, compiler)
        }
    };
    let (count, days, first, last) = (tests("count"), tests("days"), tests("first"), tests("last"));
    let sum = match map.get("sum") {
        None => None,
        Some(sum) => Some(sum_of(sum, &inside(place, "sum"), compiler)?),
    };
    let mut behaviour = Behaviour { source, window, count, days, sum, first, last };
    if behaviour.asks_nothing() {
        behaviour.count = vec![Test::Order(super::Order::GreaterOrEqual, Value::Number(1.0))];
    }
    Some(behaviour)
}

fn sum_of(sum: &Value, place: &str, compiler: &mut Compiler) -> Option<(String, Vec<Test>)> {
    let Some(map) = sum.as_map() else {
        compiler.expected(place, "an object like {\"of\": \"amount\", \"$gte\": 500}");
        return None;
    };
    let of = compiler.required_text(map, "of", place)?;
    let mut tests = map.clone();
    tests.remove("of");
    Some((of, test::count_tests(&tests, place, compiler)))
}

fn window(value: Option<&Value>, place: &str, compiler: &mut Compiler) -> Option<Window> {
    match value {
        None => Some(Window::Ever),
        Some(Value::Text(text)) if text == "session" => Some(Window::Session),
        Some(Value::Map(map)) => {
            compiler.known_keys(map, &["after", "before"], place);
            let mut date = |key| match map.get(key) {
                None => Some(None),
                Some(date) => match instant(date) {
                    Some(date) => Some(Some(date)),
                    None => {
                        compiler.expected(&inside(place, key), "a date like \"2026-01-31\"");
                        None
                    }
                },
            };
            Some(Window::Dates(date("after")?, date("before")?))
        }
        Some(span) => duration(span, place, compiler).map(Window::Last),
    }
}

impl Source {
    pub(crate) fn matches(&self, occurrence: &Occurrence, world: &World) -> bool {
        match (self, occurrence) {
            (Source::Events(names, filter), Occurrence::Event { name, properties, .. }) => {
                names.contains(name)
                    && filter.as_ref().is_none_or(|filter| {
                        filter.eval(&World { facts: properties, ..*world }).holds
                    })
            }
            (
                Source::Experience { id, state, step },
                Occurrence::Experience { id: of, state: is, step: at, .. },
            ) => id == of && state == is && (step.is_none() || step == at),
            _ => false,
        }
    }
}

/// What remains of the matches once all before one of them have left the window.
#[derive(Clone, Copy, Default)]
struct Tail {
    count: usize,
    days: usize,
    sum: f64,
}

impl Behaviour {
    fn asks_nothing(&self) -> bool {
        self.count.is_empty()
            && self.days.is_empty()
            && self.sum.is_none()
            && self.first.is_empty()
            && self.last.is_empty()
    }

    /// Evaluates the tests on the history.
    pub(crate) fn eval(&self, world: &World) -> Outcome {
        let (after, before) = self.bounds(world);
        let mut matches: Vec<&Occurrence> = Vec::new();
        for occurrence in world.history.between(after, world.now) {
            let in_time = before.is_none_or(|before| occurrence.time() < before);
            if in_time && self.source.matches(occurrence, world) {
                matches.push(occurrence);
            }
        }
        let tails = self.tails(&matches, world.utc_offset);
        let mut outcome = self.eval_tail(&matches, &tails, 0, world);
        if let Window::Last(span) = self.window {
            outcome.until = earlier_flip(outcome, &matches, span, |left| {
                self.eval_tail(&matches, &tails, left, world).holds
            });
        }
        outcome.incomplete = world.history.misses(after);
        outcome
    }

    fn bounds(&self, world: &World) -> (Millis, Option<Millis>) {
        match self.window {
            Window::Ever => (Millis::MIN, None),
            Window::Last(span) => (world.now - span, None),
            Window::Session => (world.session_start - 1, None),
            Window::Dates(after, before) => (after.unwrap_or(Millis::MIN), before),
        }
    }

    /// For each match, what is left from it on; and a last, empty one.
    fn tails(&self, matches: &[&Occurrence], utc_offset: i32) -> Vec<Tail> {
        let mut tail = Tail::default();
        let mut later = None;
        let mut tails = vec![tail];
        for occurrence in matches.iter().rev() {
            let day = local_day(occurrence.time(), utc_offset);
            tail.count += 1;
            tail.days += usize::from(later != Some(day));
            later = Some(day);
            if let (Some((of, _)), Occurrence::Event { properties, .. }) = (&self.sum, occurrence) {
                tail.sum += properties.at(of).and_then(Value::as_number).unwrap_or(0.0);
            }
            tails.push(tail);
        }
        tails.reverse();
        tails
    }

    fn eval_tail(
        &self,
        matches: &[&Occurrence],
        tails: &[Tail],
        left: usize,
        world: &World,
    ) -> Outcome {
        let tail = tails.get(left).copied().unwrap_or_default();
        let time = |occurrence: Option<&&Occurrence>| {
            occurrence.map_or(Value::Null, |occurrence| Value::from(occurrence.time()))
        };
        let mut outcome = Outcome::fixed(true);
        let mut check = |tests: &[Test], actual: Value| {
            let part = test::all(tests, &actual, world);
            outcome.holds &= part.holds;
            outcome.absorb(part);
        };
        check(&self.count, tail.count.into());
        check(&self.days, tail.days.into());
        if let Some((_, tests)) = &self.sum {
            check(tests, tail.sum.into());
        }
        check(&self.first, time(matches.get(left)));
        check(&self.last, time(matches.last().filter(|_| left < matches.len())));
        outcome
    }
}

/// The instant at which the oldest matches have left the window and the result is another one.
fn earlier_flip(
    now: Outcome,
    matches: &[&Occurrence],
    span: Millis,
    holds: impl Fn(usize) -> bool,
) -> Option<Millis> {
    let flip = matches
        .iter()
        .enumerate()
        .find(|(index, _)| holds(index + 1) != now.holds)
        .map(|(_, occurrence)| occurrence.time() + span);
    super::earliest(now.until, flip)
}

impl Sequence {
    /// For every number of steps done, the latest start of such a partial sequence: the only one
    /// that can still be the best.
    pub(crate) fn eval(&self, world: &World) -> Outcome {
        let mut starts: Vec<Option<Millis>> = vec![None; self.steps.len()];
        for occurrence in world.history.between(Millis::MIN, world.now) {
            let time = occurrence.time();
            for (index, step) in self.steps.iter().enumerate().rev() {
                let start = match index.checked_sub(1) {
                    None => Some(time),
                    Some(before) => starts.get(before).copied().flatten(),
                };
                let in_time = |start: &Millis| self.within.is_none_or(|span| time - start < span);
                if let Some(start) = start.filter(in_time)
                    && step.matches(occurrence, world)
                    && let Some(slot) = starts.get_mut(index)
                {
                    *slot = (*slot).max(Some(start));
                }
            }
        }
        let done = starts.last().copied().flatten().is_some();
        Outcome { holds: done, until: None, incomplete: world.history.misses(Millis::MIN) }
    }
}
