//! Something to do outside: the only way out.

use super::experience::view::View;
use super::time::Millis;
use super::value::Value;

/// Something to do outside, performed in order after `step` has returned.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an effect that is not performed is a promise broken"]
pub enum Effect {
    /// Store a value under a key, and tell other tabs.
    Persist(String, Value),
    /// Delete a key, and tell other tabs.
    Forget(String),
    /// Delete everything of ours, in all tabs.
    Erase,
    /// Ask for the guidebook, with the entity tag of the copy in the cache.
    Fetch(String, Option<String>),
    /// Take a run for this tab in one transaction: granted where nothing stands under the key,
    /// or what stands there belongs to this tab or to one that is gone.
    Claim {
        /// The run's id.
        run: String,
        /// The key of the run.
        key: String,
        /// What to store there.
        value: Value,
    },
    /// Say when this tab is gone ([`Input::TabGone`](super::Input::TabGone)).
    Watch(String),
    /// Show this, in place of what the same run showed before.
    Show(Box<View>),
    /// Take a run off the screen.
    Hide(String),
    /// Send a batch to a sink, by its index among the sinks.
    Send {
        /// The batch's id.
        batch: String,
        /// Which sink.
        sink: usize,
        /// The body, as the sink expects it.
        body: Value,
        /// Whether it must outlive the page.
        keepalive: bool,
    },
    /// Wake the core after so many milliseconds; never, where there is nothing to wait for.
    /// Replaces what was asked for before.
    Sleep(Option<Millis>),
    /// Tell those who listen with `docent.on`.
    Notify(&'static str, Value),
    /// Go to a URL that was found harmless; in a new tab where the flag is set.
    Navigate(String, bool),
    /// Call a function that the host registered.
    CallHost(String, Value),
    /// The call with this ticket is done: what it recorded is stored once everything before
    /// this effect is.
    Acknowledge(u32, Option<String>),
    /// Tell the developer, once.
    Warn(String),
}
