//! Something that happened outside: the only way in.

use std::vec::IntoIter;

use super::call::Call;
use super::capture::Gesture;
use super::device;
use super::effect::Effect;
use super::experience::run::Action;
use super::platform::Platform;
use super::strings::concat;
use super::time::{Millis, whole};
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
        /// How long ago, in milliseconds: more than 0 where it waited for the guidebook.
        ago: Millis,
    },
    /// Another page is on the screen: its facts (`url`, `path`, `search`, `query`, `hash`, `title`,
    /// `referrer`).
    Routed(Value),
    /// Facts about the device became known or changed.
    Probed(Value),
    /// The user did something in an experience, or its place on the page changed.
    Acted(String, Action),
    /// Whether this tab may show the run it asked for, and the run as another tab left it.
    Claimed {
        /// The run's id; empty where a new identity was claimed.
        run: String,
        /// Whether the claim was granted.
        granted: bool,
        /// What stood under the key before, if anything.
        stored: Option<Value>,
    },
    /// Something that was watched for ([`Effect::Await`](super::Effect::Await)) has come.
    Cued(Value),
    /// A tab that held a run is gone.
    TabGone(String),
    /// What another tab wrote (or, with `null`, deleted) in the storage.
    Foreign(Vec<(String, Value)>),
    /// Another tab forgot everything.
    Erased,
    /// This tab sends to a sink for all tabs that have it ([`Effect::Lead`](super::Effect::Lead)).
    Leads(String),
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
    /// It refused the batch (HTTP status).
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

impl Input {
    /// Reads an input as a page hands it over: its name, and what belongs to it.
    ///
    /// # Errors
    /// What is to be done instead: nothing, or where a call was made wrongly, to say so.
    pub fn decode(
        mut parts: IntoIter<Value>,
        platform: &dyn Platform,
    ) -> Result<Input, Vec<Effect>> {
        let mut next = || parts.next().unwrap_or_default();
        Ok(match text(next()).as_str() {
            "restored" => Input::Restored(changes(next())),
            "called" => return called(next(), &next(), &next(), next(), platform),
            "captured" => match Gesture::from_value(&next()) {
                Some(gesture) => Input::Captured {
                    gesture,
                    page: some(next()),
                    ago: next().as_number().unwrap_or_default() as Millis,
                },
                None => return Err(Vec::new()),
            },
            "routed" => Input::Routed(next()),
            "probed" => Input::Probed(device::facts(&next())),
            "acted" => {
                let (run, word, value) = (text(next()), text(next()), next());
                let action = Action::decode(&word, value).ok_or_else(Vec::new)?;
                Input::Acted(run, action)
            }
            "claimed" => Input::Claimed {
                run: text(next()),
                granted: next() == Value::Bool(true),
                stored: some(next()),
            },
            "cued" => Input::Cued(next()),
            "gone" => Input::TabGone(text(next())),
            "foreign" => Input::Foreign(changes(next())),
            "erased" => Input::Erased,
            "leads" => Input::Leads(text(next())),
            "answered" => Input::Answered { batch: text(next()), response: Response::of(&next()) },
            "fetched" => Input::Fetched(Fetched::of(&next())),
            "hiding" => Input::Hiding,
            "shown" => Input::Shown,
            _ => Input::Woke,
        })
    }
}

/// A call, or what to answer to one that was made wrongly.
fn called(
    ticket: Value,
    name: &Value,
    arguments: &Value,
    page: Value,
    platform: &dyn Platform,
) -> Result<Input, Vec<Effect>> {
    let ticket = ticket.as_number().unwrap_or_default() as u32;
    match Call::decode(name.as_text().unwrap_or_default(), arguments.as_list(), platform) {
        Ok(call) => Ok(Input::Called { call, page: some(page), ticket }),
        Err(message) => Err(vec![Effect::Warn(message), Effect::Acknowledge(ticket, None)]),
    }
}

fn text(value: Value) -> String {
    if let Value::Text(text) = value { text } else { String::new() }
}

fn some(value: Value) -> Option<Value> {
    Some(value).filter(|value| !value.is_null())
}

/// `[[key, value], [key], …]`: what storage held, and what tabs tell one another.
fn changes(value: Value) -> Vec<(String, Value)> {
    let Value::List(mut list) = value else { return Vec::new() };
    let mut changes = Vec::with_capacity(list.len());
    for change in &mut list {
        if let Value::List(pair) = change {
            let mut take = |at: usize| pair.get_mut(at).map(std::mem::take).unwrap_or_default();
            changes.push((text(take(0)), take(1)));
        }
    }
    changes
}

impl Response {
    /// Whether it was refused for what is in it, and always will be. Where it was for the key, the
    /// address or the sender, somebody may yet put that right.
    #[must_use]
    pub fn is_about_content(self) -> bool {
        matches!(self, Response::Refused(400 | 413 | 422))
    }

    /// The verdict in an answer of HTTP: `{status, retry}`, 0 where there was none; `retry` is in
    /// seconds.
    #[must_use]
    pub fn of(answer: &Value) -> Response {
        match status(answer) {
            200..=299 => Response::Taken,
            0 | 408 | 429 | 500.. => {
                let seconds = answer.number("retry");
                Response::Later(seconds.map(|seconds| (seconds.min(3600.0) * 1000.0) as u32))
            }
            status => Response::Refused(status),
        }
    }
}

impl Fetched {
    /// What came of an answer of HTTP: `{status, tag, text}`, or with what is `wrong` with its
    /// text.
    #[must_use]
    pub fn of(answer: &Value) -> Fetched {
        let own = |key: &str| answer.text(key).map(Into::into);
        match (status(answer), own("text")) {
            (200..=299, Some(text)) => Fetched::Text(text, own("tag")),
            (200..=299, None) => Fetched::Failed(own("wrong").unwrap_or_default()),
            (0, _) => Fetched::Failed("the network did not answer".into()),
            (304, _) => Fetched::Unchanged,
            (status, _) => {
                let status = whole(i64::from(status));
                Fetched::Failed(concat(&["the server answered with HTTP ", &status]))
            }
        }
    }
}

fn status(answer: &Value) -> u16 {
    answer.number("status").unwrap_or_default() as u16
}
