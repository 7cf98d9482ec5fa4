//! A run: one person going through one experience; what is known of it, and how it is stored. How it
//! goes is told in `course`.

use crate::core::guidebook::Experience;
use crate::core::strings::{digits, split};
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

/// What the user did in an experience, or what became of its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// It is on the screen, the element it belongs to included.
    Seen,
    /// The button with this index was used.
    Button(usize),
    /// An answer to the question shown, with the button that goes on.
    Answer(Value),
    /// Back to the question before.
    Back,
    /// It was closed.
    Dismiss,
    /// The element of a driven step was used.
    Driven,
    /// The element did not come within the time the step waits.
    Missing,
    /// Its list, panel or spot was opened, or folded again.
    Open(bool),
    /// Of an item, by its index, the button with this index was used.
    Item(usize, usize),
}

impl Action {
    /// Reads an action: `seen`, `answer` or `next` with a value, `back`, `close`, `driven`,
    /// `missing`, `open`, `fold`, the index of a button, or that of an item, a dot, and that of its
    /// button.
    #[must_use]
    pub fn decode(word: &str, value: Value) -> Option<Action> {
        Some(match word {
            "seen" => Action::Seen,
            "answer" | "next" => Action::Answer(value),
            "back" => Action::Back,
            "close" => Action::Dismiss,
            "driven" => Action::Driven,
            "missing" => Action::Missing,
            "open" => Action::Open(true),
            "fold" => Action::Open(false),
            index => match split(index, ".") {
                Some((item, index)) => {
                    Action::Item(digits(item)? as usize, digits(index)? as usize)
                }
                None => Action::Button(digits(index)? as usize),
            },
        })
    }
}

/// One person going through one experience.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// UUID version 7.
    pub id: String,
    /// The experience's id.
    pub experience: String,
    /// The stop it is at, by index.
    pub at: usize,
    /// The stops it came through, for going back.
    pub trail: Vec<usize>,
    /// Answers so far; of a kind with items, those that are done.
    pub answers: Map,
    /// When it began.
    pub started: Millis,
    /// Whether it was ever on the screen.
    pub seen: bool,
    /// Whether the user did something in it.
    pub engaged: bool,
    /// Whether this tab has been granted it.
    pub granted: bool,
    /// What is wrong with the answer that was tried.
    pub error: Option<String>,
    /// The stop that was last on the screen.
    pub shown: Option<usize>,
    /// Whether the element of its step did not come: then it is not in the way of others.
    pub missing: bool,
    /// Whether its list or panel is open.
    pub open: bool,
    /// Whether it was completed, and only says so.
    pub over: bool,
    /// Until when the user put it off; then its gates decide when it goes on.
    pub snoozed: Option<Millis>,
    /// Whether it moves on without being shown.
    pub aside: bool,
    /// The number from 0 to 1 (excluded) that the order of options is drawn from.
    pub shuffle: f64,
}

impl Run {
    pub(super) fn new(id: String, experience: &str, started: Millis, shuffle: f64) -> Self {
        Self {
            id,
            experience: experience.into(),
            at: 0,
            trail: Vec::new(),
            answers: Map::new(),
            started,
            seen: false,
            engaged: false,
            granted: false,
            error: None,
            shown: None,
            missing: false,
            open: false,
            over: false,
            snoozed: None,
            aside: false,
            shuffle,
        }
    }

    pub(super) fn to_value(&self, experience: &Experience, tab: &str, answers: &Map) -> Value {
        let id = |at: &usize| experience.stops.get(*at).map(|stop| stop.id.as_str());
        let mut trail = Vec::new();
        for at in &self.trail {
            if let Some(id) = id(at) {
                trail.push(Value::from(id));
            }
        }
        let map = Map::new()
            .with("v", 1.0)
            .with("run", self.id.as_str())
            .with("experience", self.experience.as_str())
            .with("tab", tab)
            .with_some("at", id(&self.at))
            .with_some("shown", self.shown.as_ref().and_then(id))
            .with("trail", trail)
            .with("answers", answers.clone())
            .with("started", self.started)
            .with("seen", self.seen)
            .with("engaged", self.engaged)
            .with("open", self.open)
            .with_some("snoozed", self.snoozed)
            .with("shuffle", self.shuffle);
        Value::Map(map)
    }

    /// Reads a stored run; a stop that the guidebook no longer has is replaced by the first.
    pub(super) fn from_value(value: &Value, experience: &Experience) -> Option<Run> {
        let index = |id: &Value| experience.stops.iter().position(|stop| id.is(&stop.id));
        let mut run = Run::new(
            value.text("run")?.into(),
            value.text("experience")?,
            value.number("started")? as Millis,
            value.number("shuffle").unwrap_or_default(),
        );
        run.at = value.get("at").and_then(index).unwrap_or_default();
        run.shown = value.get("shown").and_then(index);
        for id in value.list("trail") {
            if let Some(at) = index(id) {
                run.trail.push(at);
            }
        }
        run.answers = value.member("answers").to_map();
        run.seen = value.is_true("seen");
        run.engaged = value.is_true("engaged");
        run.open = value.is_true("open");
        run.snoozed = value.number("snoozed").map(|until| until as Millis);
        Some(run)
    }
}
