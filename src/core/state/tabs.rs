//! What other tabs wrote.

use super::identity::since;
use super::{State, Turn};
use crate::core::consent::Answer;
use crate::core::experience::gate::Cue;
use crate::core::list::keep;
use crate::core::record::{Record, RecordKind};
use crate::core::strings::split;
use crate::core::time::{DAY, MINUTE};
use crate::core::value::Value;

impl State {
    pub(super) fn foreign(&mut self, mut changes: Vec<(String, Value)>, turn: &mut Turn) {
        let mut anew = false;
        for (key, value) in &mut changes {
            let gone = value.is_null();
            match split(key, ":") {
                Some(("e", id)) if gone => anew |= self.drop_record(id),
                Some(("e", id)) => self.foreign_record(id, value, turn),
                Some(("o", entry)) if gone => self.outbox.done(entry),
                Some(("o", entry)) => self.outbox.add(entry, turn.moment.monotonic),
                Some(("r", _)) => self.learn_run(key, std::mem::take(value), turn),
                _ if key == "flush" => self.outbox.hurry(turn.moment.monotonic),
                _ if gone => {}
                Some(("w", sink)) => self.leave_alone(sink, value, turn),
                _ if key == "identity" => {
                    self.foreign_identity(value, turn);
                    anew = true;
                }
                _ if key == "forgotten" => {
                    self.learn_forgotten(value);
                    anew = true;
                }
                _ if key == "consent" => {
                    self.follow_consent(value, turn);
                    self.heed_consent(turn);
                }
                _ => {}
            }
        }
        if anew {
            self.derive_person();
        }
        (turn.now, _) = self.clock.read(turn.moment.wall);
    }

    /// Drops a record from the log; whether it was there.
    fn drop_record(&mut self, id: &str) -> bool {
        let before = self.log.records.len();
        keep(&mut self.log.records, |record| record.id != id);
        self.log.records.len() < before
    }

    fn foreign_record(&mut self, id: &str, value: &Value, turn: &mut Turn) {
        let Some(record) = Record::from_value(id, value) else { return };
        if self.consent.analytics == Answer::Denied && !self.may_keep(&record) {
            // Written before that tab had heard of it.
            return turn.forget("e:", id);
        }
        self.clock.learn(record.time, turn.moment.wall);
        // It may be known, as of a clock that was wrong.
        if turn.moment.wall - record.time >= DAY && self.drop_record(id) {
            self.derive_person();
        }
        let cue = Cue::Event(record.name.clone(), record.properties.clone());
        let is_news = record.kind == RecordKind::Track
            && self.is_ours(&record)
            && turn.moment.wall - record.time < MINUTE;
        // What is of the past, or was known, starts nothing.
        if self.add_record(record) && is_news {
            turn.cues.push(cue);
        }
    }

    fn foreign_identity(&mut self, value: &Value, turn: &mut Turn) {
        let known = value.text_or_empty("anonymous");
        let keeps = self.consent.keeps_identity();
        if keeps && !known.is_empty() && self.identity.outranks(known, since(value)) {
            // Taken at the same moment as ours, which the other tab takes too.
            return self.store_identity(turn);
        }
        let other = match (&self.identity.user_id, value.text("user")) {
            _ if keeps => known != self.identity.anonymous_id,
            (Some(ours), Some(theirs)) => ours != theirs,
            _ => false,
        };
        if known.is_empty() || other {
            // Somebody else: what is on the screen was not meant for them.
            self.leave_stage(turn);
            self.forget_profile();
        } else if !keeps {
            // The same, under the id that is kept from now on.
            for record in &mut self.log.records {
                if record.anonymous_id == self.identity.anonymous_id {
                    record.anonymous_id = known.into();
                }
            }
            self.identity.anonymous_id = known.into();
        }
        self.learn_identity(value);
        if known.is_empty() {
            // Nor are they known by an id.
            self.identity.anonymous_id = self.ids.next(turn.now, turn.moment);
        }
    }
}
