//! What is shown: who may see it and when ([`gate`], `schedule`), which tab shows it (`claim`), how a
//! [`run`] of it goes (`course`, and [`items`] for what has its parts there at once), and what of it
//! is on the screen ([`view`]), in which language ([`locale`]).

pub(crate) mod claim;
mod course;
pub mod gate;
pub mod items;
pub mod locale;
pub mod run;
mod schedule;
pub mod view;

/// The states of an experience that conditions can ask for.
pub const STATES: [&str; 8] =
    ["started", "seen", "engaged", "step", "completed", "dismissed", "snoozed", "missing"];
