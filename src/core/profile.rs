//! What the customer's server knows of a person: a snapshot given to `init`, for what happened on
//! other devices or before Docent was there.
//!
//! ```json
//! { "user": "u1", "events": { "login": { "count": 40, "first": "2025-01-01", "last": "2026-06-30" } },
//!   "experiences": { "welcome": { "completed": "2026-06-01" } }, "nps": { "score": 9, "time": "2026-06-02" } }
//! ```
//!
//! Left as it was given, and read where it is asked for. Of the snapshot and of what this device
//! saw itself, the later one counts.

use super::history::Occurrence;
use super::person::Person;
use super::segment::instant;
use super::time::Millis;
use super::value::{Map, Value};

/// A snapshot; an empty one where none was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile(Map);

/// How often and when something happened before the snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// How often.
    pub count: f64,
    /// When for the first time.
    pub first: Option<Millis>,
    /// When for the last time.
    pub last: Option<Millis>,
}

impl Profile {
    /// A snapshot as it was given to `init`; nothing for what is no object.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Profile> {
        value.as_map().map(|map| Profile(map.clone()))
    }

    /// When it was taken, where it says so.
    #[must_use]
    pub fn time(&self) -> Option<Millis> {
        self.0.get("time").and_then(instant)
    }

    /// What it says of an event.
    #[must_use]
    pub fn tally(&self, event: &str) -> Option<Tally> {
        let of = self.0.get("events")?.get(event)?;
        let time = |key: &str| of.get(key).and_then(instant);
        Some(Tally { count: of.number("count")?, first: time("first"), last: time("last") })
    }

    /// Whether it is about this user: it names them, or nobody.
    #[must_use]
    pub fn is_about(&self, user_id: Option<&str>) -> bool {
        match self.0.get("user") {
            None => true,
            named => named.and_then(Value::as_text) == user_id,
        }
    }

    /// Adds the states of experiences and the NPS that are later than what is known.
    pub(crate) fn complete(&self, person: &mut Person) {
        if let Some(Value::Map(experiences)) = self.0.get("experiences") {
            for (id, states) in experiences.iter() {
                complete_one(id, states, person);
            }
        }
        let Some(nps) = self.0.get("nps") else { return };
        let time = nps.get("time").and_then(instant).or(self.time()).unwrap_or_default();
        if person.nps.is_none_or(|(_, known)| known < time) {
            person.nps = nps.number("score").map(|score| (score, time)).or(person.nps);
        }
    }
}

fn complete_one(id: &str, states: &Value, person: &mut Person) {
    let Value::Map(states) = states else { return };
    for (state, time) in states.iter() {
        let Some(time) = instant(time) else { continue };
        let mut known = person.history.of_experience(id);
        if !known.any(|(known, _, at)| known == state && at >= time) {
            drop(known);
            let (id, state) = (id.into(), state.into());
            person.history.add(Occurrence::Experience { time, id, state, step: None });
        }
    }
}
