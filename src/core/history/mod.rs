//! What one person did, in the order of time.

use crate::core::time::Millis;
use crate::core::value::Value;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Occurrence {
    /// An event: tracked by the host or captured.
    Event {
        /// When, in logical time.
        time: Millis,
        /// Its name.
        name: String,
        /// Its properties, an object.
        properties: Value,
    },
    /// An experience entered a state.
    Experience {
        /// When, in logical time.
        time: Millis,
        /// The experience's id.
        id: String,
        /// One of [`STATES`](crate::core::experience::STATES).
        state: String,
        /// The step's id where the state is `step`.
        step: Option<String>,
    },
}

impl Occurrence {
    /// When it happened.
    #[must_use]
    pub fn time(&self) -> Millis {
        match self {
            Occurrence::Event { time, .. } | Occurrence::Experience { time, .. } => *time,
        }
    }
}

/// Occurrences in the order of their times.
#[derive(Clone, Debug, Default)]
pub struct History {
    occurrences: Vec<Occurrence>,
    /// Where older occurrences were dropped: nothing at or before this instant is known.
    reaches_back: Option<Millis>,
}

impl History {
    /// Adds something that happened; what comes late is put where it belongs.
    pub fn add(&mut self, occurrence: Occurrence) {
        let at = self.occurrences.partition_point(|known| known.time() <= occurrence.time());
        self.occurrences.insert(at, occurrence);
    }

    /// Says that nothing up to this instant is known any more.
    pub fn forget_until(&mut self, instant: Millis) {
        self.reaches_back = self.reaches_back.max(Some(instant));
    }

    /// Whether something after this instant may have been forgotten.
    #[must_use]
    pub fn misses(&self, after: Millis) -> bool {
        self.reaches_back.is_some_and(|back| after < back)
    }

    /// The instant back to which everything is known; `None` where nothing was ever dropped.
    #[must_use]
    pub fn reaches_back(&self) -> Option<Millis> {
        self.reaches_back
    }

    /// All occurrences in the interval (after, until], oldest first.
    pub fn between(
        &self,
        after: Millis,
        until: Millis,
    ) -> impl DoubleEndedIterator<Item = &Occurrence> {
        let from = self.occurrences.partition_point(|known| known.time() <= after);
        let to = self.occurrences.partition_point(|known| known.time() <= until);
        self.occurrences.get(from..to.max(from)).unwrap_or_default().iter()
    }

    /// All states of one experience, oldest first: state, step, time.
    pub fn of_experience<'a>(
        &'a self,
        wanted: &'a str,
    ) -> impl DoubleEndedIterator<Item = (&'a str, Option<&'a str>, Millis)> {
        self.occurrences.iter().filter_map(move |occurrence| match occurrence {
            Occurrence::Experience { id, state, step, time } if id == wanted => {
                Some((state.as_str(), step.as_deref(), *time))
            }
            _ => None,
        })
    }

    /// Every time an experience was seen, oldest first: its id and the time.
    pub fn seen(&self) -> impl Iterator<Item = (&str, Millis)> {
        self.occurrences.iter().filter_map(|occurrence| match occurrence {
            Occurrence::Experience { id, state, time, .. } if state == "seen" => {
                Some((id.as_str(), *time))
            }
            _ => None,
        })
    }

    /// All occurrences, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Occurrence> {
        self.occurrences.iter()
    }
}
