//! The log stays bounded: what is too old or too much goes when a page starts, oldest first.
//!
//! What a person is stays known. Of events, and of the states that experiences entered, it is kept
//! how often they happened; of what was said of somebody, what nothing later says anew. What waits
//! for a sink goes later than the rest, and goes too: a sink that is blocked never answers.

use super::{State, Turn, is_event};
use crate::core::history;
use crate::core::record::{Record, RecordKind};
use crate::core::strings::{concat, split};
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

/// What has not reached its sinks may be so many bytes more.
const UNSENT: usize = 1_000_000;

impl State {
    /// Drops what may go and is too old or too much. The days of it are counted in the
    /// guidebook's time zone, which has to be there.
    pub(super) fn trim(&mut self, turn: &mut Turn) {
        let weights = self.weigh();
        let mut surplus = 0;
        for weight in &weights {
            surplus += weight;
        }
        surplus = surplus.saturating_sub(self.config.history.bytes);
        let oldest = turn.now - self.config.history.age;
        let mut gone = Map::new();
        let records = std::mem::take(&mut self.records);
        for (record, weight) in records.into_iter().zip(weights) {
            let much = surplus > UNSENT || surplus > 0 && !self.outbox.holds(&record.id);
            if weight == 0 || !much && record.time >= oldest {
                self.records.push(record);
                continue;
            }
            surplus = surplus.saturating_sub(weight);
            self.remember(&record, turn);
            turn.forget("e:", &record.id);
            gone.set(&record.id, Value::Null);
        }
        let goes = |entry: &str| split(entry, ":").is_some_and(|(_, id)| gone.get(id).is_some());
        for entry in self.outbox.remove(&goes) {
            turn.forget("o:", &entry);
        }
        if self.forgotten.is_none() {
            return;
        }
        if !gone.is_empty() {
            let forgotten =
                Map::new().with_some("until", self.forgotten).with("totals", self.totals.clone());
            turn.persist("forgotten", "", Value::Map(forgotten));
        }
        // In the guidebook's zone two profiles of a person may share a day.
        self.derive_person();
    }

    /// What each record weighs, in bytes; nothing where it has to stay.
    fn weigh(&self) -> Vec<usize> {
        let mut weights = Vec::new();
        let mut profiles = Map::new();
        for record in &self.records {
            // Who somebody was first, and since when they are here.
            let profile = [&record.anonymous_id, " ", record.user_id.as_deref().unwrap_or("")];
            let profile = concat(&profile);
            let stays = !is_event(record) && profiles.get(&profile).is_none();
            if stays {
                profiles.set(&profile, Value::Null);
            }
            let weight = record.name.len() + 2 * record.properties.weight() + 200;
            weights.push(if stays { 0 } else { weight });
        }
        let mut said = Map::new();
        for (record, weight) in self.records.iter().zip(&mut weights).rev() {
            let owner = record.user_id.as_ref().unwrap_or(&record.anonymous_id);
            said.edit(owner, &mut |said| {
                for saying in sayings(record) {
                    if said.get(&saying).is_none() {
                        said.set(&saying, Value::Null);
                        *weight = 0;
                    }
                }
            });
        }
        weights
    }

    /// Keeps of a record that goes how often such a thing happened.
    fn remember(&mut self, record: &Record, turn: &Turn) {
        let name = match record.kind {
            RecordKind::Experience => {
                let state = record.properties.text("state").unwrap_or_default();
                history::of_state(&record.name, state)
            }
            RecordKind::Identify | RecordKind::Group => return,
            _ => record.event_name().into(),
        };
        self.forgotten = self.forgotten.max(Some(record.time));
        let mut totals = std::mem::take(&mut self.totals);
        totals.edit(&record.anonymous_id, &mut |profile| {
            let one = history::totals_of(&record.properties, record.time);
            profile.edit(&name, &mut |known| {
                history::add_up(known, &one, self.world(turn.now).zone());
            });
        });
        self.totals = totals;
    }

    /// What was dropped from the log, as it is stored.
    pub(super) fn learn_forgotten(&mut self, value: &Value) {
        self.forgotten = value.number("until").map(|time| time as Millis);
        self.totals = value.get("totals").unwrap_or(&Value::Null).to_map();
    }
}

/// What a record says of its profile, in words that a later one has to use to take its place;
/// nothing of an event.
fn sayings(record: &Record) -> Vec<String> {
    let about = concat(&[record.kind.name(), " ", &record.name, " "]);
    match record.kind {
        RecordKind::Track | RecordKind::Page => Vec::new(),
        RecordKind::Identify | RecordKind::Group => {
            let mut sayings = Vec::new();
            for (key, _) in record.properties.members() {
                sayings.push(concat(&[&about, key]));
            }
            sayings.push(about);
            sayings
        }
        RecordKind::Experience | RecordKind::Goal => {
            let mut saying = about;
            for key in &[
                "state",
                "step",
                "question",
                "goal",
                "experience",
                "experiment_id",
                "variation_id",
            ] {
                saying.push(' ');
                saying.push_str(record.properties.text(key).unwrap_or_default());
            }
            vec![saying]
        }
        RecordKind::Alias | RecordKind::Assignment | RecordKind::Exposure => {
            vec![record.id.clone()]
        }
    }
}
