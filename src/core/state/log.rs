//! The log: whatever happens is recorded here, and a person is derived from what is theirs.

use super::{State, Turn};
use crate::core::capture;
use crate::core::consent::Answer;
use crate::core::experience::gate::Cue;
use crate::core::history;
use crate::core::list::leading;
use crate::core::person::{Families, Person};
use crate::core::record::{Record, RecordKind};
use crate::core::strings::concat;
use crate::core::time::{DAY, Millis};
use crate::core::value::{Map, Value};

/// What has happened, in its order.
#[derive(Default)]
pub(super) struct Log {
    pub(super) records: Vec<Record>,
    /// The weight of what was added since it was trimmed, in bytes.
    pub(super) grown: usize,
    /// The time of the latest event that was dropped, and what is kept of the dropped ones, by
    /// profile and event.
    pub(super) forgotten: Option<Millis>,
    pub(super) totals: Map,
}

impl State {
    /// Writes a record of something that happens now; its id, or nothing where analytics is not
    /// allowed (experiences still work, but nothing is kept or sent).
    pub(crate) fn record(
        &mut self,
        kind: RecordKind,
        name: &str,
        properties: Map,
        turn: &mut Turn,
    ) -> Option<String> {
        let id = self.ids.next(turn.now, turn.moment);
        self.record_as(id, kind, name, properties, turn)
    }

    /// As [`record`](Self::record), under an id of its own: that of what happens once, for two tabs
    /// that see it at the same instant.
    pub(super) fn record_as(
        &mut self,
        id: String,
        kind: RecordKind,
        name: &str,
        properties: Map,
        turn: &mut Turn,
    ) -> Option<String> {
        let record = Record {
            id,
            time: turn.now,
            kind,
            name: name.into(),
            properties: Value::Map(properties),
            anonymous_id: self.identity.anonymous_id.clone(),
            // Who it was is analytics.
            user_id: match self.consent.analytics {
                Answer::Granted => self.identity.user_id.clone(),
                _ => None,
            },
            page: match self.config.capture.has("queries") {
                true => self.page.facts.clone(),
                false => capture::discreet(&self.page.facts),
            },
        };
        let id = record.id.clone();
        let kept = self.may_keep(&record);
        if kept {
            turn.persist("e:", &id, record.to_value());
            // What was assigned is nobody's business before it was shown.
            if kind != RecordKind::Assignment && self.consent.analytics == Answer::Granted {
                for sink in &self.outbox.sinks() {
                    let entry = concat(&[sink, &id]);
                    self.outbox.add(&entry, turn.moment.monotonic);
                    turn.persist("o:", &entry, Value::Bool(true));
                }
            }
        }
        self.unkept |=
            !kept && matches!(kind, RecordKind::Identify | RecordKind::Group | RecordKind::Alias);
        if kind == RecordKind::Experience {
            self.page.here.push(turn.now);
        }
        announce(&record, turn);
        if is_event(&record) || matches!(kind, RecordKind::Exposure | RecordKind::Goal) {
            turn.cues.push(Cue::Event(record.event_name().into(), record.event_properties()));
        }
        self.add_record(record);
        kept.then_some(id)
    }

    /// Whether a record may be stored: with consent to analytics, or, of what was shown, with
    /// consent to showing, so that it is not shown again.
    pub(super) fn may_keep(&self, record: &Record) -> bool {
        let shown = record.kind == RecordKind::Assignment
            || record.kind == RecordKind::Experience && !record.properties.says("state", "answer");
        self.consent.analytics == Answer::Granted
            || shown && self.consent.personalization == Answer::Granted
    }

    /// Adds a record to the log and the person; one that comes late makes the person anew. Whether it was
    /// not there yet.
    pub(super) fn add_record(&mut self, record: Record) -> bool {
        // Two tabs may each have written down what happens once, a moment apart.
        if record.kind.happens_once() && self.log.records.iter().any(|known| known.id == record.id)
        {
            return false;
        }
        let at = self.records_until(record.order(), false);
        if self.log.records.get(at).is_some_and(|known| known.id == record.id) {
            return false;
        }
        let last = at == self.log.records.len();
        self.log.grown += record.weight();
        let ours = self.is_ours(&record);
        self.log.records.insert(at, record);
        if ours && last {
            if let Some(record) = self.log.records.last() {
                self.person.absorb(record);
            }
        } else if ours {
            self.derive_person();
        }
        true
    }

    /// Whether it was recorded that a run began.
    pub(crate) fn has_begun(&self, run: &str) -> bool {
        let says = |record: &Record| {
            record.properties.says("run", run) && record.properties.says("state", "started")
        };
        self.log.records.iter().rev().any(says)
    }

    /// Puts what was stored in its place. What lies more than a day ahead was written under a wrong
    /// clock. It has happened, nobody knows when: as of a day ago it holds up nothing of today. That is
    /// kept, or it would be a day ago for every page. Whether it was so.
    pub(super) fn place(&mut self, mut record: Record, turn: &mut Turn) -> bool {
        let ahead = record.time - turn.moment.wall > DAY;
        if ahead {
            record.time = turn.moment.wall - DAY;
            if self.may_keep(&record) {
                turn.persist("e:", &record.id, record.to_value());
            }
        }
        // Keys rise with time: nearly every one belongs at the end.
        let at = self.records_until(record.order(), true);
        self.log.records.insert(at, record);
        ahead
    }

    /// The same for a run that is stored: it began a day ago, and was put off until now.
    pub(crate) fn place_run(run: &mut Value, wall: Millis) -> bool {
        let ahead = run.number("started").is_some_and(|time| time > (wall + DAY) as f64);
        if ahead && let Value::Map(run) = run {
            run.set("started", wall - DAY);
            if run.get("snoozed").is_some() {
                run.set("snoozed", wall);
            }
        }
        ahead
    }

    /// How many records come before this place in their order, or before what follows it.
    #[inline(never)]
    pub(super) fn records_until(&self, order: (Millis, &str), included: bool) -> usize {
        leading(&self.log.records, |known| {
            known.order() < order || included && known.order() == order
        })
    }

    /// Whether a record belongs to the present profile: its user's, or from before the user had
    /// said who they are.
    pub(super) fn is_ours(&self, record: &Record) -> bool {
        match &record.user_id {
            Some(user) => self.is_user(user),
            None => {
                record.anonymous_id == self.identity.anonymous_id
                    || self.joined(&record.anonymous_id)
            }
        }
    }

    /// Whether this is an id of the present user.
    fn is_user(&self, id: &str) -> bool {
        self.user_ids.iter().any(|known| known == id)
    }

    /// Whether an anonymous profile turned into the present user.
    pub(crate) fn joined(&self, anonymous_id: &str) -> bool {
        self.joined.iter().any(|known| known == anonymous_id)
    }

    /// The anonymous profiles that turned into the present user: of each, its first user counts.
    fn joined_profiles(&self) -> Vec<String> {
        let (mut ours, mut theirs): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
        for record in &self.log.records {
            let id = record.anonymous_id.as_str();
            if let Some(user) = &record.user_id
                && !ours.iter().any(|known| known == id)
                && !theirs.contains(&id)
            {
                if self.is_user(user) { ours.push(id.into()) } else { theirs.push(id) }
            }
        }
        ours
    }

    pub(super) fn derive_person(&mut self) {
        self.user_ids = self.user_ids();
        self.joined = self.joined_profiles();
        self.person = *self.person_of(0, self.log.records.len());
        let mut totals = self.dropped();
        if self.config.profile.is_about(self.identity.user_id.as_deref(), &*self.platform) {
            self.config.profile.complete(&mut self.person, &mut totals);
        }
        self.person.history.forget_until(self.log.forgotten, totals);
        self.stale = Families::ALL;
        self.guidebook.graph.forget();
    }

    /// Forgets what was kept of events that were dropped: it was theirs as much as the events.
    pub(super) fn forget_totals(&mut self) {
        self.log.totals = Map::new();
        self.log.forgotten = None;
    }

    /// How often what was dropped from the log had happened to the present profile.
    pub(super) fn dropped(&self) -> Map {
        let mut totals = Map::new();
        for (profile, known) in self.log.totals.iter() {
            if profile == self.identity.anonymous_id || self.joined(profile) {
                for (name, known) in known.members() {
                    if let Some(known) = known.as_map()
                        && let Some(totals) = totals.child(name)
                    {
                        history::add_up(totals, known, self.world(0).zone());
                    }
                }
            }
        }
        totals
    }

    /// The person that a part of the log tells of.
    #[inline(never)]
    pub(super) fn person_of(&self, from: usize, to: usize) -> Box<Person> {
        let mut person = Box::new(Person::default());
        self.fold(from, to, &mut person);
        person
    }

    /// Adds what a part of the log says of the present profile.
    pub(super) fn fold(&self, from: usize, to: usize, person: &mut Person) {
        for record in self.log.records.get(from..to).unwrap_or_default() {
            if self.is_ours(record) {
                person.absorb(record);
            }
        }
    }
}

pub(super) fn is_event(record: &Record) -> bool {
    matches!(record.kind, RecordKind::Track | RecordKind::Page)
}

/// Tells listeners of a record under the name of its kind; of exposures and goals, who records
/// them tells.
fn announce(record: &Record, turn: &mut Turn) {
    if record.kind.happens_once() {
        return;
    }
    let base = Map::new().with("messageId", record.id.as_str()).with("time", record.time);
    if record.kind != RecordKind::Experience {
        let event = base
            .with("type", record.kind.name())
            .with("name", record.event_name())
            .with("properties", record.event_properties());
        turn.notify("event", event);
        return;
    }
    let mut payload = record.properties.to_map();
    payload.set("experience", record.name.as_str()).set("time", record.time);
    let answer = payload.get("state").is_some_and(|state| state.is("answer"));
    if answer {
        payload.remove("state");
    }
    turn.notify(if answer { "answer" } else { "experience" }, payload);
}
