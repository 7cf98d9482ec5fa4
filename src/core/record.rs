//! Records: the append-only log from which everything about a person is derived.
//!
//! Everything that happens becomes one record under a key of its own, so that tabs never
//! overwrite one another; what a person is, has done and has seen is a fold over the records in
//! the order of time and id. The same records in any order of arrival give the same person.

use super::time::Millis;
use super::value::{Map, Value};

/// What a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// An event of the host or a captured one.
    Track,
    /// A page was viewed.
    Page,
    /// Traits of the user, and with a user id who they are.
    Identify,
    /// A user got another id: the name is the new one, and who it happened to has the old.
    Alias,
    /// The company and its traits; the name is the company's id.
    Group,
    /// An experience entered a state; the name is its id, the properties say which state.
    Experience,
    /// A variant that stays was assigned; the name is the experiment's id.
    Assignment,
    /// Somebody was shown their variant; an event, named so.
    Exposure,
    /// A goal was reached; an event, named so.
    Goal,
}

const KINDS: [(RecordKind, &str); 9] = [
    (RecordKind::Track, "track"),
    (RecordKind::Page, "page"),
    (RecordKind::Identify, "identify"),
    (RecordKind::Alias, "alias"),
    (RecordKind::Group, "group"),
    (RecordKind::Experience, "experience"),
    (RecordKind::Assignment, "assignment"),
    (RecordKind::Exposure, "exposure"),
    (RecordKind::Goal, "goal"),
];

impl RecordKind {
    /// The name in storage and in notices.
    #[must_use]
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Whether it follows from something else, once: two tabs may each write it down, under one id.
    #[must_use]
    pub fn happens_once(self) -> bool {
        matches!(self, RecordKind::Assignment | RecordKind::Exposure | RecordKind::Goal)
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// UUID version 7; also the `messageId` in every sink.
    pub id: String,
    /// When, in logical time.
    pub time: Millis,
    /// What kind of thing.
    pub kind: RecordKind,
    /// The event's name, or the id of what it is about.
    pub name: String,
    /// Properties or traits, an object.
    pub properties: Value,
    /// The anonymous id of the profile it belongs to.
    pub anonymous_id: String,
    /// The user id, where the profile had one.
    pub user_id: Option<String>,
    /// The page it happened on.
    pub page: Value,
}

impl Record {
    /// The record as it is stored. `v` is the version of this format.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let map = Map::new()
            .with("v", 1.0)
            .with("t", self.time)
            .with("k", self.kind.name())
            .with("n", self.name.as_str())
            .with("p", self.properties.clone())
            .with("a", self.anonymous_id.as_str())
            .with_some("u", self.user_id.as_deref())
            .with("c", self.page.clone());
        Value::Map(map)
    }

    /// Reads a stored record; `None` for one of a format this release does not know, which is
    /// left alone.
    #[must_use]
    pub fn from_value(id: &str, value: &Value) -> Option<Record> {
        if value.number("v") != Some(1.0) {
            return None;
        }
        let kind = value.text("k")?;
        Some(Record {
            id: id.into(),
            time: value.number("t")? as Millis,
            kind: KINDS.iter().find(|(_, name)| *name == kind)?.0,
            name: value.text("n")?.into(),
            properties: value.member("p").clone(),
            anonymous_id: value.text("a")?.into(),
            user_id: value.text("u").map(Into::into),
            page: value.member("c").clone(),
        })
    }

    /// About how many bytes it takes, stored or in a batch.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.name.len() + self.properties.weight() + self.page.weight() + 300
    }

    /// The name conditions know the event by.
    #[must_use]
    pub fn event_name(&self) -> &str {
        if self.kind == RecordKind::Page { "Page viewed" } else { &self.name }
    }

    /// What conditions and sinks know of the event: of a page, which it is, and what the host said of it.
    #[must_use]
    pub fn event_properties(&self) -> Value {
        if self.kind != RecordKind::Page {
            return self.properties.clone();
        }
        let mut page = self.page.to_map();
        page.merge(&self.properties.to_map());
        Value::Map(page)
    }

    /// What records are ordered by.
    #[must_use]
    pub fn order(&self) -> (Millis, &str) {
        (self.time, &self.id)
    }
}
