//! Settling, after every input: facts, memberships, what may start, batches, and one timer.

use super::{Phase, State, Turn};
use crate::core::capture::{self};
use crate::core::consent::Answer;
use crate::core::effect::Effect;
use crate::core::input::Response;
use crate::core::segment::{World, earliest};
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

impl State {
    pub(super) fn settle(&mut self, turn: &mut Turn) {
        if self.phase == Phase::Ready {
            self.update_memberships(turn);
            self.keep_variants(turn);
            self.pursue_goals(turn);
            self.direct(turn);
            // What started may have recorded something that segments are about.
            self.update_memberships(turn);
            if !std::mem::replace(&mut self.announced, true) {
                turn.notify("ready", Map::new());
            }
        } else {
            self.cues.append(&mut turn.cues);
        }
        self.deliver(turn);
        self.sleep(turn);
    }

    /// Brings the facts up to date.
    pub(crate) fn refresh(&mut self, now: Millis) {
        let mut facts = self.config.facts.clone();
        self.person.write_facts(
            &mut facts,
            &self.identity.anonymous_id,
            self.identity.user_id.as_deref(),
        );
        // Where the host says where someone is, nothing is inferred.
        let told = facts.get("geo").is_some();
        for key in ["device", "geo"] {
            let Some(found) =
                self.device.get(key).and_then(Value::as_map).filter(|_| key != "geo" || !told)
            else {
                continue;
            };
            facts.edit(key, |facts| {
                let known = std::mem::replace(facts, found.clone());
                facts.merge(&known);
            });
        }
        facts.set("page", capture::page_facts(&self.page));
        self.facts = Value::Map(facts);
        self.evaluate_segments(now);
        // Audiences of experiments may ask for segments, and other segments for variants.
        if self.assign_variants(now) {
            self.evaluate_segments(now);
        }
    }

    fn evaluate_segments(&mut self, now: Millis) {
        let mut outcomes = std::mem::take(&mut self.outcomes);
        for index in 0..outcomes.len() {
            let Some(segment) = self.guidebook.segments.get(index) else { continue };
            let outcome = segment.condition.eval(&World { segments: &outcomes, ..self.world(now) });
            if let Some(slot) = outcomes.get_mut(index) {
                *slot = outcome;
            }
        }
        self.outcomes = outcomes;
    }

    pub(super) fn update_memberships(&mut self, turn: &mut Turn) {
        self.refresh(turn.now);
        // Compared with what was told, not with what was last evaluated: a run that moves on
        // brings the facts up to date in between.
        let before = std::mem::take(&mut self.told);
        let mut tell = |id: &str, entered: bool| {
            turn.notify("segment", Map::new().with("segment", id).with("entered", entered));
        };
        for (segment, outcome) in self.guidebook.segments.iter().zip(&self.outcomes) {
            if outcome.holds != before.contains(&segment.id) {
                tell(&segment.id, outcome.holds);
            }
            if outcome.holds {
                self.told.push(segment.id.clone());
            }
        }
        for id in before
            .iter()
            .filter(|id| self.guidebook.segments.iter().all(|segment| segment.id != **id))
        {
            tell(id, false);
        }
        for outcome in &self.outcomes {
            turn.wake_at(outcome.until);
        }
        turn.wake_at(self.variants_until);
        // Stored, so that the next page tells only what has changed since.
        if before != self.told && self.consent.analytics == Answer::Granted {
            turn.push(self.keep_told());
        }
    }

    pub(super) fn keep_told(&self) -> Effect {
        if self.told.is_empty() {
            return Effect::Forget("segments".into());
        }
        let mut ids = Vec::new();
        for id in &self.told {
            ids.push(Value::from(id.as_str()));
        }
        let told = Map::new().with("profile", self.identity.anonymous_id.as_str()).with("ids", ids);
        Effect::Persist("segments".into(), Value::Map(told))
    }

    pub(super) fn learn_told(&mut self, value: &Value) {
        if value.text("profile") == Some(&self.identity.anonymous_id) {
            self.told = value.texts("ids");
        }
    }

    /// What conditions are evaluated against.
    pub(crate) fn world(&self, now: Millis) -> World<'_> {
        World {
            facts: &self.facts,
            history: &self.person.history,
            now,
            utc_offset: self.offset,
            session_start: self.person.session.started_at,
            segments: &self.outcomes,
            groups: &self.guidebook.groups,
            quantiles: &self.guidebook.quantiles,
            variants: &self.variants,
            platform: &*self.platform,
        }
    }

    pub(super) fn deliver(&mut self, turn: &mut Turn) {
        for parcel in self.outbox.due(turn.moment.monotonic, turn.leaving) {
            let batch = self.ids.next(turn.now, turn.moment);
            let mut records = Vec::new();
            for record in &self.records {
                if parcel.records.contains(&record.id) {
                    records.push(record);
                }
            }
            if records.is_empty() {
                // What waited was withdrawn meanwhile.
                for id in &parcel.records {
                    self.outbox.remove(id);
                    turn.push(Effect::Forget(["o:", id].concat()));
                }
                continue;
            }
            let context = self.device.get("context").unwrap_or(&Value::Null);
            let body = self.outbox.body(parcel.sink, &records, context, turn.now);
            self.outbox.sent(&parcel, &batch);
            turn.push(Effect::Send { batch, sink: parcel.sink, body, keepalive: turn.leaving });
        }
    }

    pub(super) fn answered(&mut self, batch: &str, response: Response, turn: &mut Turn) {
        let chance = self.ids.chance(turn.moment);
        let Some((records, refused)) =
            self.outbox.answered(batch, response, turn.moment.monotonic, chance)
        else {
            return;
        };
        if let Some(status) = refused {
            let status = crate::core::time::whole(i64::from(status));
            turn.warn(
                &["a sink refused a batch for good (HTTP ", &status, "); its events are dropped"]
                    .concat(),
            );
        }
        for id in records {
            let key = ["o:", &id].concat();
            match self.outbox.mask(&id) {
                0 => turn.push(Effect::Forget(key)),
                mask => turn.push(Effect::Persist(key, Value::from(f64::from(mask)))),
            }
        }
    }

    /// One timer for everything: flips, schedules, batches.
    pub(super) fn sleep(&mut self, turn: &mut Turn) {
        let monotonic = turn.moment.monotonic;
        let by_clock = turn.wake.map(|instant| instant - turn.now);
        let by_delivery = self.outbox.next_due().map(|due| (due - monotonic).max(0));
        let wake = earliest(by_clock, by_delivery).map(|delay| monotonic + delay);
        if wake != self.asleep_until {
            self.asleep_until = wake;
            turn.push(Effect::Sleep(wake.map(|at| at - monotonic)));
        }
    }
}
