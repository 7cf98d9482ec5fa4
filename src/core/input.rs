//! Something that happened outside: the only way in.

use super::call::Call;
use super::capture::Gesture;
use super::experience::run::Action;
use super::value::Value;

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Input {
    /// What storage held at the start: every key and its value.
    Restored(Vec<(String, Value)>),
    /// The host called a method.
    Called {
        /// Which, with its arguments.
        call: Call,
        /// The page it was called on, where that is not the present one (a replayed call).
        page: Option<Value>,
        /// What [`Effect::Acknowledge`](super::Effect::Acknowledge) refers to.
        ticket: u32,
    },
    /// The user did something on the page.
    Captured {
        /// What.
        gesture: Gesture,
        /// The page it happened on, where that is not the present one.
        page: Option<Value>,
    },
    /// Another page is on the screen: its facts (`url`, `path`, `query`, `hash`, `title`,
    /// `referrer`).
    Routed(Value),
    /// Facts about the device became known or changed.
    Probed(Value),
    /// The user did something in an experience, or its place on the page changed.
    Acted(String, Action),
    /// Whether this tab may show the run it asked for, and the run as another tab left it.
    Claimed {
        /// The run's id.
        run: String,
        /// Whether the claim was granted.
        granted: bool,
        /// What stood under the key before, if anything.
        stored: Option<Value>,
    },
    /// A tab that held a run is gone.
    TabGone(String),
    /// What another tab wrote (or, with nothing, deleted) in the storage.
    Foreign(Vec<(String, Option<Value>)>),
    /// Another tab forgot everything.
    Erased,
    /// Whether this tab sends for all tabs.
    Leads(bool),
    /// A sink's answer to a batch.
    Answered {
        /// The batch's id.
        batch: String,
        /// What came back.
        response: Response,
    },
    /// What came of asking for the guidebook.
    Fetched(Fetched),
    /// The page is being hidden or left: send what can be sent.
    Hiding,
    /// The page is visible again.
    Shown,
    /// The timer that [`Effect::Sleep`](super::Effect::Sleep) asked for.
    Woke,
}

/// A sink's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// It took the batch.
    Taken,
    /// It will never take the batch (HTTP status).
    Refused(u16),
    /// Try again, not before so many milliseconds where it said so.
    Later(Option<u32>),
}

/// What came of asking for the guidebook.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetched {
    /// Its text, with the entity tag the server gave it.
    Text(String, Option<String>),
    /// The copy in the cache is the current one.
    Unchanged,
    /// It could not be had, and why, as a phrase.
    Failed(String),
}
