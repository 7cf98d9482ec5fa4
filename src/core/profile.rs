//! What the customer's server knows of a person: a snapshot given to `init`, for what happened on
//! other devices or before Docent was there.
//!
//! ```json
//! { "user": "u1", "events": { "login": { "count": 40, "first": "2025-01-01", "last": "2026-06-30",
//!                                      "days": 31, "sums": { "minutes": 700 },
//!                                      "numbers": { "minutes": 35 } } },
//!   "experiences": { "welcome": { "completed": "2026-06-01" } }, "nps": { "score": 9, "time": "2026-06-02" } }
//! ```
//!
//! Left as it was given, and read where it is asked for. Of the snapshot and of what this device
//! saw itself, the later one counts.

use super::history::Occurrence;
use super::person::Person;
use super::platform::Platform;
use super::time::{Millis, earliest, instant};
use super::value::{Map, Value, to_text};

/// A snapshot; an empty one where none was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile(Map);

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

    /// What it says of an event, without those that this device has in its log: of what was
    /// before the snapshot, the server knows, and of what came later, the device.
    fn not_known(&self, name: &str, told: &Value, person: &Person, totals: &Map) -> Map {
        let time = |key: &str| told.get(key).and_then(instant);
        let until = self.time().or(time("last")).unwrap_or_default();
        let mut logged = 0.0;
        for event in person.history.events() {
            if let Occurrence::Event { time, name: of, .. } = event
                && of == name
                && *time <= until
            {
                logged += 1.0;
            }
        }
        let mut known = totals.member(name).to_map();
        let number = |key: &str| known.member(key).as_number();
        let told_count = (told.number("count").unwrap_or_default() - logged).max(0.0);
        let dropped = number("count").unwrap_or_default();
        // What was dropped from the log is in the server's count unless it came later.
        let later = number("first").is_some_and(|first| first > until as f64);
        let count = if later { told_count + dropped } else { told_count.max(dropped) };
        let first = earliest(number("first").map(|time| time as Millis), time("first"));
        let last = number("last").map(|time| time as Millis).max(time("last"));
        known.set("count", count);
        for key in &["days", "sums", "numbers"] {
            // Days and sums that this device knows as well cannot be told apart.
            if let (None, Some(told), true) = (known.get(key), told.get(key), logged == 0.0) {
                known.set(key, told.clone());
            }
        }
        for (key, time) in &[("first", first), ("last", last)] {
            if let Some(time) = *time {
                known.set(key, time);
            }
        }
        known
    }

    /// Whether it is about this user: it names them (by a text, or a number, which many user ids
    /// are), or nobody. `null` names whoever has no user id.
    #[must_use]
    pub fn is_about(&self, user_id: Option<&str>, platform: &dyn Platform) -> bool {
        match (self.0.get("user"), user_id) {
            (None, _) => true,
            (Some(named), Some(id)) => !named.is_null() && to_text(named, platform) == id,
            (Some(named), None) => named.is_null(),
        }
    }

    /// Adds the events, the states of experiences and the NPS that are later than what is known.
    pub(crate) fn complete(&self, person: &mut Person, totals: &mut Map) {
        if let Some(Value::Map(events)) = self.0.get("events") {
            for (name, told) in events.iter() {
                let told = self.not_known(name, told, person, totals);
                totals.set(name, told);
            }
        }
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
        let mut later = false;
        for occurrence in person.history.states() {
            let known = occurrence.state_of(id);
            later |= known.is_some_and(|(known, at)| known == state && at >= time);
        }
        if !later {
            let (id, state) = (id.into(), state.into());
            let (step, kind) = (None, None);
            person.history.add(Occurrence::Experience { time, id, state, step, kind });
        }
    }
}
