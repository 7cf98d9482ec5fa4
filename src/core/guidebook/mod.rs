//! The guidebook: the one document a product team writes, and the only thing that decides what
//! is shown to whom.
//!
//! Its fields stand once, as tables in [`shape`]: the page, the command line and the published
//! JSON Schema all come from them. [`load`] reads a text, leaves out what is broken, says where
//! and why, and keeps the rest.

mod check;
mod decode;
mod experiment;
mod packed;
mod place;
#[cfg(not(target_arch = "wasm32"))]
pub mod schema;
mod segments;
pub(crate) mod shape;
mod translation;

pub(crate) use check::Checker;
pub use decode::{decode, decode_experiment, load};
pub use experiment::{Experiment, Goal, bucket_ranges};
pub use place::Place;
pub use translation::overlay;

use std::rc::Rc;

use crate::core::segment::{Condition, Graph, NodeId};
use crate::core::time::{Millis, NamedZone};
use crate::core::value::Value;

/// Which numbers from 0 to 1 belong to something: from (included) to (excluded).
pub type Range = (f64, f64);

/// Something wrong in a guidebook, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// A path such as `segments[3].where.$event.within`; empty for the document itself.
    pub place: String,
    /// Why, as the end of a sentence that starts with the place.
    pub why: String,
    /// Whether what stands there was left out (true), or is merely doubtful (false).
    pub error: bool,
    /// Line and column, where the text itself could not be read.
    pub position: Option<(usize, usize)>,
}

impl Problem {
    /// An error: what stands there was left out.
    #[must_use]
    pub fn error(place: &str, why: &str) -> Self {
        Self { place: place.into(), why: why.into(), error: true, position: None }
    }

    /// A warning: it works, but likely not as meant.
    #[must_use]
    pub fn warning(place: &str, why: &str) -> Self {
        Self { error: false, ..Self::error(place, why) }
    }
}

/// A segment: a named condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Its id.
    pub id: Rc<str>,
    /// Its name for people; the id where none was given.
    pub name: Rc<str>,
    /// Who belongs to it: its node in the guidebook's graph.
    pub node: NodeId,
}

/// The kinds of experience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Flow,
    Survey,
    Banner,
    Checklist,
    Inline,
    Spotlight,
    Launcher,
}

impl Kind {
    /// The name the guidebook uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Flow => "flow",
            Kind::Survey => "survey",
            Kind::Banner => "banner",
            Kind::Checklist => "checklist",
            Kind::Inline => "inline",
            Kind::Spotlight => "spotlight",
            Kind::Launcher => "launcher",
        }
    }

    /// Whether it takes the stage for itself: of these, one is shown at a time.
    #[must_use]
    pub fn is_modal_like(self) -> bool {
        matches!(self, Kind::Flow | Kind::Survey)
    }

    /// Whether it stays on the page while something is opened from it: its parts are used one by one,
    /// there are questions left, or it is a part of the page itself.
    #[must_use]
    pub fn stays(self) -> bool {
        self.items().is_some() || matches!(self, Kind::Survey | Kind::Inline)
    }

    /// The list of parts that are there at once, where it has one.
    #[must_use]
    pub fn items(self) -> Option<&'static str> {
        match self {
            Kind::Checklist => Some("tasks"),
            Kind::Spotlight => Some("spots"),
            Kind::Launcher => Some("items"),
            _ => None,
        }
    }
}

/// What starts an experience, where its audience holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// What happens.
    pub on: On,
    /// The pages it may happen on; everywhere where missing.
    pub page: Option<String>,
}

/// The moment of a [`Trigger`].
#[derive(Clone, Debug, PartialEq)]
pub enum On {
    /// While the page is open.
    Page,
    /// At an event of this name whose properties satisfy the condition.
    Event(String, Option<Condition>),
    /// While the audience holds, on any page.
    Segment,
    /// This long after the page was opened.
    Delay(Millis),
    /// Only by `show(id)`.
    Manual,
    /// A click on an element that matches the selector.
    Click(String),
    /// What somebody has to watch for in the page: `["scroll", percent]`, `["idle",
    /// milliseconds]`, `["exit"]` or `["element", selector]`.
    Watch(Value),
}

/// How often an experience may come back.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Frequency {
    Once,
    Session,
    Always,
    UntilCompleted,
    Every(Millis),
    Times(u32, Millis),
}

/// When an experience may be shown at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schedule {
    /// Not before; where the flag is set, on the clock of the zone, as if that were UTC.
    pub from: Option<(Millis, bool)>,
    /// Not at or after; as `from`.
    pub until: Option<(Millis, bool)>,
    /// Days of the week, Sunday 0; every day where empty.
    pub days: Vec<u8>,
    /// Minutes of the local day, from (included) to (excluded).
    /// Over midnight where the second is the smaller.
    pub hours: Option<(u16, u16)>,
    /// Whose dates, days and hours, where not those of the guidebook's zone.
    pub zone: Option<NamedZone>,
}

/// Where a step or a question leads: the first whose condition holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stop {
    /// The id of the step or question.
    pub id: String,
    /// Conditions and the ids they lead to; no condition always holds.
    pub next: Vec<(Option<NodeId>, String)>,
}

/// An experience: what is decided about it, typed, and what is shown of it, as written. What is
/// large is shared with its translations.
#[derive(Clone, Debug, PartialEq)]
pub struct Experience {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where none was given.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Who may see it: a node of the guidebook's graph.
    pub audience: NodeId,
    /// When it starts.
    pub trigger: Rc<Trigger>,
    /// How often.
    pub frequency: Frequency,
    /// Higher goes first.
    pub priority: f64,
    /// When it may be shown.
    pub schedule: Rc<Schedule>,
    /// How long an unfinished run can be resumed.
    pub expires: Millis,
    /// Whether it may be shown before consent.
    pub essential: bool,
    /// Whether it is there to ask for consent: essential, with a button that gives or refuses it.
    pub asks_consent: bool,
    /// Steps of a flow or questions of a survey, in order.
    pub stops: Rc<Vec<Stop>>,
    /// When each task of a checklist counts as done, in order.
    pub tasks: Vec<Option<NodeId>>,
    /// The experience as it was written, for its texts.
    pub content: Value,
}

/// A guidebook whose broken parts were left out.
#[derive(Clone, Debug, Default)]
pub struct Guidebook {
    /// All conditions on the person, in one graph.
    pub graph: Graph,
    /// Segments, so ordered that each stands after all it refers to.
    pub segments: Vec<Segment>,
    /// Tagged features, as written: clicks on a `selector`, on some pages or all, become an `event`.
    pub features: Vec<Value>,
    /// Experiences in the order they were written; shared with whoever works on one.
    pub experiences: Vec<Rc<Experience>>,
    /// Experiments in the order they were written.
    pub experiments: Vec<Experiment>,
    /// What experiences and experiments are meant to lead to.
    pub goals: Vec<Goal>,
    /// Whose days and schedules, where not the user's.
    pub timezone: Option<NamedZone>,
    /// Named lists of ids.
    pub groups: Value,
    /// Quantiles of the population by fact.
    pub quantiles: Value,
    /// Caps over all experiences, as written.
    pub throttle: Value,
    /// Design tokens, as written.
    pub theme: Value,
    /// Labels by language and by what they say.
    pub locales: Value,
}

/// Whether an experience or an experiment, as written, names a goal.
pub(crate) fn names_goal(content: &Value, goal: &str) -> bool {
    match content.get("goal") {
        Some(Value::List(goals)) => goals.iter().any(|known| known.is(goal)),
        known => known.is_some_and(|known| known.is(goal)),
    }
}

impl Guidebook {
    /// The experience with this id.
    #[must_use]
    pub fn experience(&self, id: &str) -> Option<&Rc<Experience>> {
        self.experiences.iter().find(|experience| experience.id == id)
    }

    /// The experiment with this id.
    #[must_use]
    pub fn experiment(&self, id: &str) -> Option<&Experiment> {
        self.experiments.iter().find(|experiment| experiment.id == id)
    }
}
