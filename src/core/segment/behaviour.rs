//! Conditions on what happened: `$event`, `$experience` and `$sequence`.
//!
//! A window `within: "30d"` is the half-open interval (now − 30 d, now], on the exact times. What
//! is counted can only shrink as time passes, oldest first, so the instant of the next flip is
//! found by letting one event after another leave the window. A filter (`where`) is asked of an
//! event at the time of that event: what matched once matches for good.

use super::condition::{Compiler, Condition};
use super::memory::Memory;
use super::test::{self, Outcome, Test};
use super::world::World;
use crate::core::guidebook::Place;
use crate::core::history::{Occurrence, Totals, of_state};
use crate::core::time::{Millis, instant, parse_duration};
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

/// What can be asked of the things in a window: how many there are, on how many local days, the sum
/// and the average of a property, and the first and the last time.
pub(super) const MEASURES: [&str; 6] = ["count", "days", "sum", "avg", "first", "last"];

/// Tests of how often, how much, on how many days, and when something happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Behaviour {
    /// What is counted.
    pub source: Source,
    /// In which window.
    pub window: Window,
    /// The property that is summed up, or averaged.
    pub of: Option<String>,
    /// Tests of what [`MEASURES`] names.
    pub tests: [Vec<Test>; 6],
    /// How many of the newest matches decide everything; `None`: all in the window.
    pub most: Option<usize>,
}

/// One thing after another, the first and the last less than a span apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// What happens, in this order.
    pub steps: Vec<Source>,
    /// Less than so many milliseconds from the first to the last.
    pub within: Option<Millis>,
}

pub(crate) fn event(map: &Map, place: &Place, compiler: &mut Compiler) -> Option<Behaviour> {
    let known = ["name", "where", "within", "count", "days", "sum", "avg", "first", "last"];
    compiler.known_keys(map, &known, place)?;
    let source = events(map, place, compiler)?;
    measure(source, map, place, compiler)
}

pub(crate) fn experience(map: &Map, place: &Place, compiler: &mut Compiler) -> Option<Behaviour> {
    let known = ["id", "state", "step", "within", "count", "first", "last"];
    compiler.known_keys(map, &known, place)?;
    let id = compiler.required_text(map, "id", place)?;
    let state = compiler.required_text(map, "state", place)?;
    if !crate::core::experience::STATES.contains(&state.as_str()) {
        compiler.expected(&place.key("state"), "a state like \"seen\" or \"completed\"");
        return None;
    }
    let step = compiler.optional_text(map, "step", place);
    measure(Source::Experience { id, state, step }, map, place, compiler)
}

pub(crate) fn sequence(map: &Map, place: &Place, compiler: &mut Compiler) -> Option<Sequence> {
    compiler.known_keys(map, &["steps", "within"], place)?;
    let list = map.member("steps").as_list();
    let place_of_steps = place.key("steps");
    if list.is_empty() {
        compiler.expected(&place_of_steps, "a list of steps");
        return None;
    }
    let mut steps = Vec::new();
    for (index, step) in list.iter().enumerate() {
        let place = place_of_steps.item(index);
        steps.push(match step {
            Value::Text(name) => Source::Events(vec![name.clone()], None),
            Value::Map(step) => {
                compiler.known_keys(step, &["name", "where"], &place)?;
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
        Some(span) => Some(duration(span, &place.key("within"), compiler)?),
    };
    Some(Sequence { steps, within })
}

fn duration(value: &Value, place: &Place, compiler: &mut Compiler) -> Option<Millis> {
    let span = value.as_text().and_then(parse_duration);
    if span.is_none() {
        compiler.expected(place, "a duration like \"30d\"");
    }
    span
}

fn events(map: &Map, place: &Place, compiler: &mut Compiler) -> Option<Source> {
    let (names, good) = match map.get("name") {
        Some(Value::Text(name)) => (vec![name.clone()], true),
        Some(Value::List(list)) => {
            let names = Value::texts_of(list);
            let good = !names.is_empty() && names.len() == list.len();
            (names, good)
        }
        _ => (Vec::new(), false),
    };
    let good = good && names.iter().all(|name| !name.is_empty());
    if !good {
        compiler.expected(&place.key("name"), "the name of an event, or a list of names");
    }
    let filter = map.get("where");
    let filter = filter.map(|filter| compiler.filter(filter, &place.key("where")));
    good.then_some(Source::Events(names, filter))
}

fn measure(source: Source, map: &Map, place: &Place, compiler: &mut Compiler) -> Option<Behaviour> {
    let window = window(map.get("within"), &place.key("within"), compiler)?;
    let mut of: Option<String> = None;
    let mut tests: [Vec<Test>; 6] = Default::default();
    for (key, tests) in MEASURES.iter().zip(&mut tests) {
        let Some(operand) = map.get(key) else { continue };
        let place = place.key(key);
        if matches!(*key, "sum" | "avg") {
            let another = sum_of(operand, &place, compiler, tests)?;
            if of.is_some_and(|of| of != another) {
                compiler.expected(&place.key("of"), "the property that `sum` is of");
                return None;
            }
            of = Some(another);
            continue;
        }
        if operand.as_number().is_none() && !test::is_operators(operand) {
            compiler.expected(&place, "a number, or operators like {\"$gte\": 3}");
        }
        *tests = test::compile(operand, &place, compiler);
    }
    let mut most = None;
    let [count, days, .., first, last] = &mut tests;
    if of.is_none() && first.is_empty() {
        if count.is_empty() && days.is_empty() && last.is_empty() {
            count.push(Test::once());
        }
        most = most_of(count);
    }
    Some(Behaviour { source, window, of, tests, most })
}

/// How many matches tell these tests of their number all they need: one more than the largest
/// number they mention; `None` where they mention something else.
fn most_of(tests: &[Test]) -> Option<usize> {
    let mut most = 1.0_f64;
    for test in tests {
        most = most.max(test.compared_with()?.as_number()?.floor() + 2.0);
    }
    Some(most.min(1e9) as usize)
}

/// Reads the tests of a sum or an average, and of which property it is.
fn sum_of(
    sum: &Value,
    place: &Place,
    compiler: &mut Compiler,
    tests: &mut Vec<Test>,
) -> Option<String> {
    let Some(map) = sum.as_map() else {
        compiler.expected(place, "an object like {\"of\": \"amount\", \"$gte\": 500}");
        return None;
    };
    let of = compiler.required_text(map, "of", place)?;
    let mut map = map.clone();
    map.remove("of");
    if map.is_empty() {
        compiler.expected(place, "a comparison beside `of`, like {\"$gte\": 500}");
        return None;
    }
    *tests = test::operators(&map, place, compiler);
    Some(of)
}

fn window(value: Option<&Value>, place: &Place, compiler: &mut Compiler) -> Option<Window> {
    match value {
        None => Some(Window::Ever),
        Some(Value::Text(text)) if text == "session" => Some(Window::Session),
        Some(Value::Map(map)) => {
            compiler.known_keys(map, &["after", "before"], place)?;
            let mut date = |key| match map.get(key) {
                None => Some(None),
                Some(date) => match instant(date) {
                    Some(date) => Some(Some(date)),
                    None => {
                        compiler.expected(&place.key(key), "a date like \"2026-01-31\"");
                        None
                    }
                },
            };
            Some(Window::Dates(date("after")?, date("before")?))
        }
        Some(span) => duration(span, place, compiler).map(Window::Last),
    }
}

/// What a window holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tail {
    pub(super) count: usize,
    pub(super) days: usize,
    pub(super) sum: f64,
    /// How many amounts the sum is of.
    pub(super) numbers: usize,
    pub(super) first: Option<Millis>,
    pub(super) last: Option<Millis>,
}

impl Tail {
    /// What the tests at a place among those of a behaviour are about.
    pub(super) fn value(&self, at: usize) -> Value {
        match at {
            0 => self.count.into(),
            1 => self.days.into(),
            2 => self.sum.into(),
            3 if self.numbers == 0 => Value::Null,
            3 => (self.sum / self.numbers as f64).into(),
            4 => self.first.into(),
            _ => self.last.into(),
        }
    }
}

impl Source {
    pub(crate) fn matches(&self, occurrence: &Occurrence, world: &World) -> bool {
        match (self, occurrence) {
            (Source::Events(names, filter), Occurrence::Event { name, properties, time }) => {
                names.contains(name)
                    && filter.as_ref().is_none_or(|filter| {
                        filter.eval(&World { facts: properties, now: *time, ..*world }).holds
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

impl Behaviour {
    /// Whether the number of days matters.
    pub(super) fn counts_days(&self) -> bool {
        let [_, days, ..] = &self.tests;
        !days.is_empty()
    }

    /// Whether the average matters.
    pub(super) fn averages(&self) -> bool {
        let [.., average, _, _] = &self.tests;
        !average.is_empty()
    }

    /// What lies at or before this instant does not count.
    pub(crate) fn after(&self, world: &World) -> Millis {
        match self.window {
            Window::Ever | Window::Dates(None, _) => Millis::MIN,
            Window::Last(span) => world.now - span,
            Window::Session => world.session_start - 1,
            Window::Dates(Some(after), _) => after,
        }
    }

    /// Whether something at this time, not in the future, lies in the window now.
    pub(crate) fn admits(&self, time: Millis, world: &World) -> bool {
        let before = match self.window {
            Window::Dates(_, Some(before)) => before,
            _ => Millis::MAX,
        };
        time > self.after(world) && time < before
    }

    /// What an event adds to the sum: `NaN` where it has no number there.
    pub(crate) fn amount(&self, of: &Occurrence) -> f64 {
        match (&self.of, of) {
            (Some(path), Occurrence::Event { properties, .. }) => {
                properties.at(path).and_then(Value::as_number).unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        }
    }

    /// What is known of events that are no longer, or never were, in the log; only where nothing
    /// narrows down which of them count.
    pub(crate) fn totals(&self, world: &World) -> Option<Totals> {
        let name = self.covered()?;
        world.history.totals(&name, self.of.as_deref().unwrap_or_default())
    }

    /// What the totals beyond the log that tell this all it needs are known by.
    pub(crate) fn covered(&self) -> Option<String> {
        match (&self.source, self.window) {
            (Source::Events(names, None), Window::Ever) if names.len() == 1 => {
                names.first().cloned()
            }
            (Source::Experience { id, state, step: None }, Window::Ever) => {
                Some(of_state(id, state))
            }
            _ => None,
        }
    }

    /// Whether the tests hold of what the window holds at an instant, and when that may change.
    pub(super) fn judge(&self, memory: &Memory, world: &World) -> Outcome {
        let (tail, leaves) = memory.tail(self, world.now);
        let mut outcome = Outcome::until(true, leaves);
        for (at, tests) in self.tests.iter().enumerate() {
            if !tests.is_empty() {
                let part = test::all(tests, &tail.value(at), world);
                // Of nothing there is no average, and no comparison with it holds.
                outcome.holds &= part.holds && (at != 3 || tail.numbers > 0);
                outcome.absorb(part);
            }
        }
        outcome
    }
}

impl Sequence {
    /// For every number of steps done, keeps the latest start of such a partial sequence: the
    /// only one that can still be the best. Events must come in their order.
    pub(super) fn advance(
        &self,
        starts: &mut Vec<Option<Millis>>,
        occurrence: &Occurrence,
        world: &World,
    ) {
        while starts.len() < self.steps.len() {
            starts.push(None);
        }
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
}
