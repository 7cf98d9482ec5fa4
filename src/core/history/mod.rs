//! What one person did, in the order of time.

mod sum;
mod totals;

pub(crate) use sum::Sum;
pub use totals::{Totals, add_up, of_state, totals_of};

use crate::core::list::leading;
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

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
        /// Which kind it was, where that was written down: the guidebook may not have it any more.
        kind: Option<String>,
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

    /// The state this experience entered, and when, where it is about that.
    #[must_use]
    pub fn state_of(&self, wanted: &str) -> Option<(&str, Millis)> {
        match self {
            Occurrence::Experience { id, state, time, .. } if id == wanted => Some((state, *time)),
            _ => None,
        }
    }
}

/// Occurrences in the order of their times.
#[derive(Clone, Debug, Default)]
pub struct History {
    events: Vec<Occurrence>,
    states: Vec<Occurrence>,
    /// Where older events were dropped: nothing at or before this instant is known.
    reaches_back: Option<Millis>,
    /// By event: `count`, `days`, `first`, `last` and, under `sums` and `numbers`, a sum per property
    /// and of how many.
    totals: Map,
}

impl History {
    /// Adds something that happened; what comes late is put where it belongs.
    pub fn add(&mut self, occurrence: Occurrence) {
        let list = match occurrence {
            Occurrence::Event { .. } => &mut self.events,
            Occurrence::Experience { .. } => &mut self.states,
        };
        // Nearly all come last, and finding out must not cost more in a long history.
        let is_last = list.last().is_none_or(|last| last.time() <= occurrence.time());
        let at = if is_last {
            list.len()
        } else {
            leading(list, |known| known.time() <= occurrence.time())
        };
        list.insert(at, occurrence);
    }

    /// Says that no event up to this instant is known any more, except for what these totals
    /// tell.
    pub fn forget_until(&mut self, instant: Option<Millis>, totals: Map) {
        self.reaches_back = self.reaches_back.max(instant);
        self.totals = totals;
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

    /// What is known of events of this name that are not in the log, with the sum of a property.
    #[must_use]
    pub fn totals(&self, name: &str, sum_of: &str) -> Option<Totals> {
        Some(Totals::read(self.totals.get(name)?, sum_of))
    }

    /// All events, oldest first.
    #[must_use]
    pub fn events(&self) -> &[Occurrence] {
        &self.events
    }

    /// All states that experiences entered, oldest first.
    #[must_use]
    pub fn states(&self) -> &[Occurrence] {
        &self.states
    }
}
