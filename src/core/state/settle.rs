//! Settling, after every input: facts, memberships, what may start, batches, and one timer.

use super::{Phase, State, Turn};
use crate::core::capture::{self};
use crate::core::consent::Answer;
use crate::core::effect::Effect;
use crate::core::input::Response;
use crate::core::list::keep;
use crate::core::person::Families;
use crate::core::record::{Record, RecordKind};
use crate::core::segment::World;
use crate::core::time::{Millis, SECOND, earliest, whole};
use crate::core::value::{Map, Value};

/// So long a call of `flush` waits for a sink, or for the tab that sends to it.
const LONGEST_FLUSH: Millis = 10 * SECOND;

fn tell(id: &str, entered: bool, turn: &mut Turn) {
    turn.notify("segment", Map::new().with("segment", id).with("entered", entered));
}

/// When the log is trimmed while a page is open, which takes a while: after it has grown by so many
/// bytes, or by as many as it may have.
const MUCH: usize = 1 << 20;

impl State {
    pub(super) fn settle(&mut self, turn: &mut Turn) {
        if self.phase == Phase::Ready {
            // A page may stay open for weeks.
            if self.log.grown > self.config.history.bytes.max(MUCH) {
                self.trim(turn);
            }
            // What is recorded on the way may be what conditions are about. It comes to an end: a cue
            // is heard once, and a goal, a task or a run is not done twice.
            let (mut known, mut heard) = (usize::MAX, 0);
            while known != self.log.records.len() {
                known = self.log.records.len();
                self.update_memberships(turn);
                self.keep_variants(turn);
                self.pursue_goals(turn);
                self.go_on(heard, turn);
                heard = turn.cues.len();
            }
            self.direct(turn);
            if !std::mem::replace(&mut self.announced, true) {
                turn.notify("ready", Map::new());
            }
        } else {
            self.cues.append(&mut turn.cues);
        }
        self.deliver(turn);
        self.finish_flush(turn);
        self.sleep(turn);
    }

    /// Brings the facts and everything that depends on them up to date.
    pub(crate) fn refresh(&mut self, now: Millis) {
        let mut stale = std::mem::take(&mut self.stale);
        stale.add(std::mem::take(&mut self.person.changed));
        let mut graph = std::mem::take(&mut self.guidebook.graph);
        let mut facts = self.person.facts(stale, &self.identity, self.page.opened);
        if stale.has(Families::ANSWERS) && self.person.nps.is_none() {
            facts.set("nps", self.config.facts.member("nps").to_map());
        }
        if stale.has(Families::PAGE) {
            facts.set("page", capture::page_facts(&self.page.facts));
        }
        if stale.has(Families::DEVICE) {
            facts.set("device", self.found("device")).set("geo", self.found("geo"));
        }
        for (family, new) in facts.members_mut() {
            graph.changed(family, new);
            if let Value::Map(known) = &mut self.facts {
                known.set(family, std::mem::take(new));
            }
        }
        graph.settle(&self.world(now));
        // Audiences of experiments may ask for segments, and other segments for variants.
        if self.assign_variants(&graph, now) {
            graph.reassigned();
            graph.settle(&self.world(now));
        }
        self.guidebook.graph = graph;
    }

    /// What was found out of the device or the place, under what the host says of it; where the
    /// host says where someone is, nothing is inferred.
    fn found(&self, key: &str) -> Map {
        let told = self.config.facts.get(key).and_then(Value::as_map);
        let found = self.device.get(key).and_then(Value::as_map);
        let found = found.filter(|_| key != "geo" || told.is_none());
        let mut facts = found.cloned().unwrap_or_default();
        if let Some(told) = told {
            facts.merge(told);
        }
        facts
    }

    pub(super) fn update_memberships(&mut self, turn: &mut Turn) {
        self.refresh(turn.now);
        turn.wake_at(self.guidebook.graph.next_alarm());
        let mut news = false;
        if std::mem::take(&mut self.retell) {
            self.guidebook.graph.tell_all();
            let graph = &self.guidebook.graph;
            for id in &self.told {
                if graph.segment(id).is_none() {
                    news = true;
                    tell(id, false, turn);
                }
            }
            keep(&mut self.told, |id| graph.segment(id).is_some());
        }
        let mut at = 0;
        while let Some(&index) = self.guidebook.graph.flipped().get(at) {
            at += 1;
            let Some(segment) = self.guidebook.segments.get(index) else { continue };
            // Compared with what was told, so that what flips twice in a step is no news.
            let member = self.guidebook.graph.is_member(index);
            match (member, self.told.binary_search_by(|told| (**told).cmp(&segment.id))) {
                (true, Err(at)) => self.told.insert(at, segment.id.as_ref().into()),
                (false, Ok(at)) => drop(self.told.remove(at)),
                _ => continue,
            }
            news = true;
            tell(&segment.id, member, turn);
        }
        self.guidebook.graph.told();
        // Stored, so that the next page tells only what has changed since.
        if news && self.consent.analytics == Answer::Granted {
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
        if value.says("profile", &self.identity.anonymous_id) {
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
            timezone: self.guidebook.timezone.as_ref(),
            session_start: self.person.session_start(self.page.opened),
            groups: &self.guidebook.groups,
            quantiles: &self.guidebook.quantiles,
            variants: &self.variants,
            platform: &*self.platform,
        }
    }

    /// Whether what waits may leave.
    fn sends(&self) -> bool {
        self.consent.analytics == Answer::Granted
    }

    pub(super) fn deliver(&mut self, turn: &mut Turn) {
        if !self.sends() {
            return;
        }
        let context = self.device.member("context");
        let weigh = |entry: &str| {
            let record = self.log.records.iter().rev().find(|record| entry.ends_with(&record.id));
            record.map_or(0, Record::weight) + context.weight()
        };
        for parcel in self.outbox.due(turn.moment.monotonic, turn.leaving, weigh) {
            let batch = self.ids.next(turn.now, turn.moment);
            let mut records = Vec::new();
            let (mut whose, mut company) = ("", "");
            for record in &self.log.records {
                if record.kind == RecordKind::Group {
                    (whose, company) = (&record.anonymous_id, &record.name);
                }
                if parcel.has(&record.id) {
                    let theirs = *whose == record.anonymous_id;
                    records.push((record, if theirs { company } else { "" }));
                }
            }
            if records.is_empty() {
                // What waited was withdrawn meanwhile.
                for entry in &parcel.entries {
                    self.outbox.done(entry);
                }
                turn.forget_each("o:", &parcel.entries);
                continue;
            }
            let Some((sink, body)) = self.outbox.body(&parcel, &records, context, turn.now) else {
                continue;
            };
            self.outbox.sent(parcel, &batch);
            turn.push(Effect::Send { batch, sink, body, keepalive: turn.leaving });
        }
    }

    pub(super) fn answered(&mut self, batch: &str, response: Response, turn: &mut Turn) {
        let chance = self.ids.chance(turn.moment);
        let Some((sink, done)) =
            self.outbox.answered(batch, response, turn.moment.monotonic, chance)
        else {
            return;
        };
        match response {
            Response::Refused(status) if !done.is_empty() || !response.is_about_content() => {
                let status = whole(i64::from(status));
                let they = if done.is_empty() { "wait" } else { "are dropped" };
                turn.warn("a sink refused events (HTTP *); they *", &[&status, they]);
            }
            // For the next page, and the tab that sends after this one.
            Response::Later(Some(pause)) => {
                turn.persist("w:", &sink, (turn.now + Millis::from(pause)).into());
            }
            _ => {}
        }
        turn.forget_each("o:", &done);
    }

    /// Leaves a sink alone until the time that it asked for.
    pub(super) fn leave_alone(&mut self, sink: &str, until: &Value, turn: &Turn) {
        let pause = until.as_number().unwrap_or_default() as Millis - turn.now;
        self.outbox.bar(sink, pause, turn.moment.monotonic);
    }

    /// Sends what waits, and says so when sinks have answered, failed or asked for a pause.
    pub(super) fn flush(&mut self, ticket: u32, turn: &mut Turn) {
        self.outbox.hurry(turn.moment.monotonic);
        // Said to the tabs that send, and not kept.
        turn.persist("flush", "", Value::Null);
        turn.forget("flush", "");
        self.flushing.push(ticket);
        self.flush_until = turn.moment.monotonic + LONGEST_FLUSH;
    }

    fn finish_flush(&mut self, turn: &mut Turn) {
        if self.flushing.is_empty() {
            return;
        }
        let monotonic = turn.moment.monotonic;
        if self.sends() && self.outbox.is_busy(monotonic) && monotonic < self.flush_until {
            return;
        }
        for ticket in &std::mem::take(&mut self.flushing) {
            turn.push(Effect::Acknowledge(*ticket, None));
        }
    }

    /// One timer for everything: flips, schedules, batches.
    pub(super) fn sleep(&mut self, turn: &mut Turn) {
        let monotonic = turn.moment.monotonic;
        // Where the wall clock was set back, now stands still until it has caught up.
        let by_clock = turn.wake.map(|instant| instant - turn.moment.wall);
        let flushed = Some(self.flush_until).filter(|_| !self.flushing.is_empty());
        let by_delivery = earliest(self.outbox.next_due().filter(|_| self.sends()), flushed)
            .map(|due| (due - monotonic).max(0));
        let wake = earliest(by_clock, by_delivery).map(|delay| monotonic + delay);
        if wake != self.asleep_until {
            self.asleep_until = wake;
            turn.push(Effect::Sleep(wake.map(|at| at - monotonic)));
        }
    }
}
