//! The log stays bounded: what is too old or too much goes when a page starts, oldest first.
//!
//! What a person is stays known. Of events, and of the states that experiences entered, it is kept
//! how often they happened; of what was said of somebody, what nothing later says anew; of what was
//! seen, what frequencies and the throttle count. What waits for a sink goes later than the rest, and
//! goes too: a sink that is blocked never answers.

use super::{State, Turn, is_event};
use crate::core::guidebook::Frequency;
use crate::core::history;
use crate::core::list::keep;
use crate::core::record::{Record, RecordKind};
use crate::core::strings::{concat, split};
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

/// What has not reached its sinks may be so many bytes more.
const UNSENT: usize = 1_000_000;

/// What tells states of experiences, answers and goals apart.
const WHICH: [&str; 7] =
    ["state", "step", "question", "goal", "experience", "experiment_id", "variation_id"];

impl State {
    /// Drops what may go and is too old or too much. The days of it are counted in the
    /// guidebook's time zone, which has to be there.
    pub(super) fn trim(&mut self, turn: &mut Turn) {
        self.log.grown = 0;
        let superfluous = self.superfluous(turn.now - self.config.history.age);
        let records = std::mem::take(&mut self.log.records);
        let mut gone = Map::new();
        for at in superfluous.iter().rev() {
            if let Some(record) = records.get(*at) {
                self.sum_up(record, turn);
                turn.forget("e:", &record.id);
                gone.set(&record.id, Value::Null);
            }
        }
        self.log.records = records;
        keep(&mut self.log.records, |record| gone.get(&record.id).is_none());
        let goes = |entry: &str| split(entry, ":").is_some_and(|(_, id)| gone.get(id).is_some());
        turn.forget_each("o:", &self.outbox.remove(goes));
        if self.log.forgotten.is_none() {
            return;
        }
        if !gone.is_empty() {
            let forgotten = Map::new()
                .with_some("until", self.log.forgotten)
                .with("totals", self.log.totals.clone());
            turn.persist("forgotten", "", Value::Map(forgotten));
        }
        // In the guidebook's zone two profiles of a person may share a day.
        self.derive_person();
    }

    /// Which records go, newest first: of those that may, what happened before `oldest`, and what
    /// there is no room for, the newest taking it first.
    fn superfluous(&self, oldest: Millis) -> Vec<usize> {
        let mut said = Map::new();
        for record in &self.log.records {
            let profile = profile_of(record);
            // Who somebody was first, and since when they are here.
            if !is_event(record) && said.get(&profile).is_none() {
                said.set(&profile, record.id.as_str());
            }
        }
        // Also for sinks that only other pages have.
        let unsent = self.outbox.records();
        let (mut superfluous, mut kept) = (Vec::new(), 0);
        for (at, record) in self.log.records.iter().enumerate().rev() {
            let mut stays = said.get(&profile_of(record)).is_some_and(|id| id.is(&record.id));
            let owner = record.user_id.as_ref().unwrap_or(&record.anonymous_id);
            for what in said_by(record) {
                let what = concat(&[owner, " ", &what]);
                let newer = said.member(&what).as_number().unwrap_or_default();
                stays |= newer < self.asked_for(record);
                said.set(&what, newer + 1.0);
            }
            if stays {
                continue;
            }
            let weight = record.weight();
            let over = (kept + weight).saturating_sub(self.config.history.bytes);
            let fits = over == 0 || over <= UNSENT && unsent.get(&record.id).is_some();
            if fits && record.time >= oldest {
                kept += weight;
            } else {
                superfluous.push(at);
            }
        }
        superfluous
    }

    /// How many of the records that say what this one says are still asked for: the newest, and of what
    /// was seen as many as a frequency or the throttle counts.
    fn asked_for(&self, record: &Record) -> f64 {
        let mut most = 1.0;
        if record.kind == RecordKind::Experience && record.properties.says("state", "seen") {
            let of = self.guidebook.experience(&record.name);
            if let Some(Frequency::Times(times, _)) = of.map(|experience| &experience.frequency) {
                most = f64::from(*times);
            }
            for cap in self.guidebook.throttle.list("max") {
                most = cap.number("times").unwrap_or_default().max(most);
            }
        }
        most
    }

    /// Keeps of a record that goes how often such a thing happened.
    fn sum_up(&mut self, record: &Record, turn: &Turn) {
        let name = match record.kind {
            RecordKind::Experience => {
                let state = record.properties.text_or_empty("state");
                history::of_state(&record.name, state)
            }
            RecordKind::Identify | RecordKind::Group => return,
            _ => record.event_name().into(),
        };
        self.log.forgotten = self.log.forgotten.max(Some(record.time));
        let mut totals = std::mem::take(&mut self.log.totals);
        let profile = totals.child(&record.anonymous_id);
        if let Some(known) = profile.and_then(|profile| profile.child(&name)) {
            let one = history::totals_of(&record.properties, record.time);
            history::add_up(known, &one, self.world(turn.now).zone());
        }
        self.log.totals = totals;
    }

    /// What was dropped from the log, as it is stored.
    pub(super) fn learn_forgotten(&mut self, value: &Value) {
        let until = value.number("until").map(|time| time as Millis);
        // Of two tabs that drop at once, the one that dropped more knows.
        if until >= self.log.forgotten {
            self.log.forgotten = until;
            self.log.totals = value.member("totals").to_map();
        }
    }
}

/// A profile while it had, or had not, this user.
fn profile_of(record: &Record) -> String {
    concat(&[&record.anonymous_id, "/", record.user_id.as_deref().unwrap_or_default()])
}

/// What a record says of its owner, in words that a later one has to use to take its place; nothing
/// of an event.
fn said_by(record: &Record) -> Vec<String> {
    let mut about = concat(&[record.kind.name(), " ", &record.name, " "]);
    let mut said = Vec::new();
    match record.kind {
        RecordKind::Track | RecordKind::Page => return said,
        RecordKind::Identify | RecordKind::Group => {
            for (key, _) in record.properties.members() {
                said.push(concat(&[&about, key]));
            }
        }
        RecordKind::Experience | RecordKind::Goal => {
            for key in &WHICH {
                about.push(' ');
                about.push_str(record.properties.text_or_empty(key));
            }
        }
        RecordKind::Alias | RecordKind::Assignment | RecordKind::Exposure => {
            about = record.id.clone();
        }
    }
    said.push(about);
    said
}
