//! The whole program without a page: pure, deterministic, native.
//!
//! [`step`] is the program in one signature. Something happened outside: an [`Input`]; when:
//! a [`Moment`]; what follows from it: [`Effect`]s, which the host performs after `step` has
//! returned. The same inputs give the same effects in a page, a test and on the command line.
#![forbid(unsafe_code)]

pub mod call;
pub mod capture;
pub mod clock;
pub mod config;
pub mod consent;
pub mod delivery;
pub mod device;
pub(crate) mod digest;
pub mod effect;
pub mod experience;
pub mod experiment;
pub mod explain;
pub mod guidebook;
pub mod history;
pub mod ids;
pub(crate) mod index;
pub mod input;
pub(crate) mod list;
pub mod person;
pub mod platform;
pub mod profile;
pub mod record;
pub mod segment;
pub mod state;
pub(crate) mod strings;
pub mod technographics;
pub mod text;
pub mod time;
pub mod value;

pub use effect::Effect;
pub use input::Input;
pub use state::State;
pub use time::Moment;

/// Takes one thing that happened and returns what is to be done about it.
#[must_use]
pub fn step(state: &mut State, input: Input, moment: Moment) -> Vec<Effect> {
    state.step(input, moment)
}
