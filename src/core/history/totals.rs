//! What is known of events that are not in the log: those that were dropped from it, and those
//! a customer's server tells of. The states of experiences that were dropped are kept beside them.
//!
//! By event: `count`, `days` (local days it happened on), `first` and `last` (epoch
//! milliseconds), and under `sums` a sum for every property that is a number, by
//! its dotted path; under `numbers`, how many events had one there.

use super::sum::Sum;
use crate::core::strings::concat;
use crate::core::time::{Millis, Zone};
use crate::core::value::{Map, Value};

/// What is known of the events of one name that are not in the log.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// How many there were.
    pub count: usize,
    /// On how many local days.
    pub days: usize,
    /// The sum of one of their properties.
    pub sum: f64,
    /// Of how many numbers that is the sum.
    pub numbers: usize,
    /// When the first was.
    pub first: Option<Millis>,
    /// When the last was.
    pub last: Option<Millis>,
}

impl Totals {
    /// Reads totals, with the sum of one property.
    pub(super) fn read(known: &Value, sum_of: &str) -> Totals {
        let number = |key: &str| known.number(key).unwrap_or_default();
        let of = |key| known.get(key).and_then(|all| all.number(sum_of)).unwrap_or_default();
        let time = |key: &str| known.number(key).map(|time| time as Millis);
        Totals {
            count: number("count") as usize,
            days: number("days") as usize,
            sum: of("sums"),
            numbers: of("numbers") as usize,
            first: time("first"),
            last: time("last"),
        }
    }
}

/// The name under which the totals of a state of an experience stand: none that an event has.
#[must_use]
pub fn of_state(experience: &str, state: &str) -> String {
    concat(&[experience, "\n", state])
}

/// The totals of one event.
#[must_use]
pub fn totals_of(properties: &Value, time: Millis) -> Map {
    let mut sums = Map::new();
    collect_numbers(properties, "", &mut sums);
    let mut numbers = Map::new();
    for (path, _) in sums.iter() {
        numbers.set(path, 1.0);
    }
    Map::new()
        .with("count", 1.0)
        .with("days", 1.0)
        .with("first", time)
        .with("last", time)
        .with("sums", sums)
        .with("numbers", numbers)
}

/// All numbers of an object, and of the objects in it, by their dotted path.
fn collect_numbers(of: &Value, path: &str, into: &mut Map) {
    for (key, value) in of.members() {
        let path = concat(&[path, key]);
        match value {
            Value::Number(number) => {
                into.set(&path, *number);
            }
            _ => collect_numbers(value, &concat(&[&path, "."]), into),
        }
    }
}

/// Adds later totals to earlier ones; a day on which the one ends and the other starts is one.
pub fn add_up(into: &mut Map, more: &Map, zone: Zone<'_>) {
    let number = |map: &Map, key: &str| map.member(key).as_number();
    let day = |time: Option<f64>| time.map(|time| zone.day(time as Millis));
    let shared =
        day(number(into, "last")).is_some_and(|last| Some(last) == day(number(more, "first")));
    plus(into, more, "count");
    plus(into, more, "days");
    if shared && let Some(days) = number(into, "days") {
        into.set("days", days - 1.0);
    }
    for &(key, earlier) in &[("first", true), ("last", false)] {
        let known = number(into, key);
        if let Some(time) = number(more, key)
            && known.is_none_or(|known| if earlier { time < known } else { time > known })
        {
            into.set(key, time);
        }
    }
    for key in &["sums", "numbers"] {
        if let Some(more) = more.member(key).as_map()
            && let Some(sums) = into.child(key)
        {
            for (key, _) in more.iter() {
                plus(sums, more, key);
            }
        }
    }
}

fn plus(into: &mut Map, more: &Map, key: &str) {
    let mut sum = Sum::default();
    let number = |map: &Map| map.member(key).as_number().unwrap_or_default();
    sum.add(number(into));
    sum.add(number(more));
    into.set(key, sum.value());
}
