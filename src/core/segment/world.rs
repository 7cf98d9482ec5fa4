//! Everything a condition may look at, borrowed for one evaluation.

use crate::core::history::History;
use crate::core::platform::Platform;
use crate::core::time::{Millis, NamedZone, Zone};
use crate::core::value::Value;

/// What conditions are evaluated against.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The facts, by dotted path.
    pub facts: &'a Value,
    /// What this person did.
    pub history: &'a History,
    /// Logical now.
    pub now: Millis,
    /// Minutes to add to UTC where days are counted, as it is now.
    pub utc_offset: i32,
    /// Where days are counted and schedules followed, unless it is where the user is.
    pub timezone: Option<&'a NamedZone>,
    /// When the present session started, for `within: "session"`.
    pub session_start: Millis,
    /// Named lists of ids (`$inGroup`).
    pub groups: &'a Value,
    /// Shipped quantiles of the population (`$top`).
    pub quantiles: &'a Value,
    /// Assigned variants by experiment (`$variant`).
    pub variants: &'a Value,
    /// The host's text functions.
    pub platform: &'a dyn Platform,
}

impl<'a> World<'a> {
    /// A world in which nothing is known but facts and a history; the time is 0, in UTC.
    #[must_use]
    pub fn new(facts: &'a Value, history: &'a History, platform: &'a dyn Platform) -> Self {
        const NOTHING: &Value = &Value::Null;
        World {
            facts,
            history,
            now: 0,
            utc_offset: 0,
            timezone: None,
            session_start: 0,
            groups: NOTHING,
            quantiles: NOTHING,
            variants: NOTHING,
            platform,
        }
    }

    /// The value a path leads to: a fact, or `null` where it is missing.
    pub(crate) fn fact(&self, path: &str) -> &'a Value {
        const MISSING: &Value = &Value::Null;
        self.facts.at(path).unwrap_or(MISSING)
    }

    /// The time zone of days: the guidebook's, else the user's.
    pub(crate) fn zone(&self) -> Zone<'a> {
        Zone { platform: self.platform, utc_offset: self.utc_offset, named: self.timezone }
    }
}
