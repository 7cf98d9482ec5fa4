//! Logical time: a clock that never runs back, unless it is set back by more than a day.
//!
//! Wall clocks jump. Now is the larger of the wall clock and the latest time stored, as long as
//! the two are within a day; a clock set back further starts anew from the wall clock.

use super::time::{DAY, Millis};

/// The logical clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    latest: Millis,
}

impl Clock {
    /// Logical now for a wall clock reading, and whether the clock was found set back by more
    /// than a day.
    pub fn read(&mut self, wall: Millis) -> (Millis, bool) {
        let set_back = self.latest - wall > DAY;
        self.latest = if set_back { wall } else { self.latest.max(wall) };
        (self.latest, set_back)
    }

    /// Takes note of a stored time: what happens here is later, also while the wall clock is behind
    /// it. One that lies more than a day ahead was written under a wrong clock and does not count.
    pub fn learn(&mut self, stored: Millis, wall: Millis) {
        if stored - wall <= DAY {
            self.latest = self.latest.max(stored + 1);
        }
    }
}
