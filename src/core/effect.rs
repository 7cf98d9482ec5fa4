//! Something to do outside: the only way out.

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
        /// The run's id; empty where a new identity is claimed.
        run: String,
        /// The key of the run, or `identity`.
        key: String,
        /// What to store there.
        value: Value,
    },
    /// Say when this tab is the one that sends to this sink
    /// ([`Input::Leads`](super::Input::Leads)).
    Lead(String),
    /// Say when this tab is gone ([`Input::TabGone`](super::Input::TabGone)).
    Watch(String),
    /// Watch the page for these things, and for nothing else ([`On::Watch`](
    /// super::guidebook::On::Watch)): since when the page is open, and what to say when one comes
    /// ([`Input::Cued`](super::Input::Cued)). Replaces what was asked for before.
    Await(Millis, Vec<Value>),
    /// Show this view ([`view`](super::experience::view)), in place of what the same run showed
    /// before.
    Show(Value),
    /// Take a run off the screen.
    Hide(String),
    /// Send a batch to a sink, by its index among the sinks.
    Send {
        /// The batch's id.
        batch: String,
        /// Which sink, by its index among those in the options.
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

impl Effect {
    /// The effect as its host in a page performs it: `[name, …]`, with what it carries.
    #[must_use]
    pub fn into_value(self) -> Value {
        let (name, parts): (&str, Vec<Value>) = match self {
            Effect::Persist(key, value) => ("persist", vec![key.into(), value]),
            Effect::Forget(key) => ("persist", vec![key.into()]),
            Effect::Erase => ("erase", Vec::new()),
            Effect::Fetch(url, tag) => ("fetch", vec![url.into(), tag.into()]),
            Effect::Claim { run, key, value } => ("claim", vec![run.into(), key.into(), value]),
            Effect::Lead(sink) => ("lead", vec![sink.into()]),
            Effect::Watch(tab) => ("watch", vec![tab.into()]),
            Effect::Await(opened, wanted) => ("await", vec![opened.into(), wanted.into()]),
            Effect::Show(view) => ("show", vec![view]),
            Effect::Hide(run) => ("hide", vec![run.into()]),
            Effect::Send { batch, sink, body, keepalive } => {
                ("send", vec![batch.into(), sink.into(), body, keepalive.into()])
            }
            Effect::Sleep(delay) => ("sleep", vec![delay.into()]),
            Effect::Notify(name, payload) => ("emit", vec![name.into(), payload]),
            Effect::Navigate(url, new_tab) => ("navigate", vec![url.into(), new_tab.into()]),
            Effect::CallHost(name, arguments) => ("call", vec![name.into(), arguments]),
            Effect::Acknowledge(ticket, id) => {
                ("settle", vec![f64::from(ticket).into(), id.into()])
            }
            Effect::Warn(message) => ("warn", vec![message.into()]),
        };
        let mut list = parts;
        list.insert(0, name.into());
        Value::List(list)
    }
}
