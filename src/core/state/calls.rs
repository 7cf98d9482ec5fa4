//! What the host called.

use super::{PREVIEW, Phase, State, Turn};
use crate::core::call::Call;
use crate::core::consent::{Answer, UNREADABLE};
use crate::core::effect::Effect;
use crate::core::experience::claim::is_in;
use crate::core::experience::gate::{self};
use crate::core::list::keep;
use crate::core::person::Identity;
use crate::core::profile::Profile;
use crate::core::record::RecordKind;
use crate::core::time::Millis;
use crate::core::value::{Map, Value, to_text};

/// Before 1973 nothing was tracked: such a time is in seconds.
const EARLIEST: Millis = 100_000_000_000;

impl State {
    pub(super) fn call(&mut self, call: Call, turn: &mut Turn) -> Option<String> {
        match call {
            Call::Identify(user, traits) => return self.identify(user, traits, turn),
            Call::Group(company, traits) => {
                return self.record(RecordKind::Group, &company, traits, turn);
            }
            Call::Track(name, properties, when) => {
                return self.track(&name, properties, when, turn);
            }
            Call::Page(properties) => {
                return self.record(RecordKind::Page, "", properties, turn);
            }
            Call::Set(traits) => return self.set(traits, turn),
            Call::SetOnce(traits) => {
                return self
                    .change_traits(traits, turn, |old, new| old.is_none().then(|| new.clone()));
            }
            Call::Add(traits) => {
                for (name, value) in traits.iter() {
                    let number =
                        |value: Option<&Value>| value.is_none_or(|it| it.as_number().is_some());
                    if !number(Some(value)) || !number(self.person.traits.get(name)) {
                        turn.warn(
                            "add: \"*\" stays as it is: it is no number, or what is added is none",
                            &[name],
                        );
                    }
                }
                return self.change_traits(traits, turn, |old, new| {
                    // What is no number stays what it is.
                    let old = old.map_or(Some(0.0), Value::as_number)?;
                    Some(Value::Number(old + new.as_number()?))
                });
            }
            Call::Append(traits) => {
                return self.change_traits(traits, turn, |old, new| {
                    let mut list = match old {
                        Some(Value::List(list)) => list.clone(),
                        Some(one) => vec![one.clone()],
                        None => Vec::new(),
                    };
                    list.push(new.clone());
                    Some(Value::List(list))
                });
            }
            Call::Remove(traits) => {
                return self.change_traits(traits, turn, |old, new| {
                    let Some(Value::List(old)) = old else { return None };
                    let mut list = old.clone();
                    keep(&mut list, |item| item != new);
                    Some(Value::List(list))
                });
            }
            Call::Alias(user) => return self.alias(user, turn),
            Call::Reset => self.reset(turn),
            Call::Show(id) => {
                self.page.requested.push(id);
                self.show_wanted(turn);
            }
            Call::Expose(id) => self.expose(&id, turn),
            Call::End(id) => self.stop_all(id.as_deref(), turn),
            Call::Suppress(quiet, preview) => {
                *(if preview { &mut self.page.hushed } else { &mut self.page.suppressed }) = quiet;
                if quiet {
                    self.leave_stage(turn);
                }
                self.show_wanted(turn);
            }
            Call::Consent(value) => self.change_consent(&value, turn),
            Call::Erase => {
                turn.push(Effect::Erase);
                self.forget_everything(turn);
                self.store_identity(turn);
            }
            // Answered when there is an answer: see `flush`.
            Call::Flush => {}
        }
        None
    }

    /// Ends what is shown, is about to be, or waits for its page: one experience, or all.
    fn stop_all(&mut self, id: Option<&str>, turn: &mut Turn) {
        let meant = |experience: &str| id.is_none_or(|id| id == experience);
        keep(&mut self.page.requested, |wanted| !meant(wanted));
        for run in &self.runs.active.clone() {
            if meant(&run.experience) {
                self.stop(run, turn);
            }
        }
        for experience in &self.guidebook.experiences.clone() {
            if meant(&experience.id) {
                self.stop_waiting(experience, turn);
            }
        }
    }

    /// Records an event; one of the past is history: it starts nothing.
    pub(super) fn track(
        &mut self,
        name: &str,
        properties: Map,
        when: Option<Millis>,
        turn: &mut Turn,
    ) -> Option<String> {
        let now = turn.now;
        let cues = turn.cues.len();
        if when.is_some_and(|when| when < EARLIEST) {
            turn.warn("track: timestamp: expected an ISO date or milliseconds since 1970", &[]);
        }
        let past = when.filter(|when| (EARLIEST..now).contains(when));
        turn.now = past.unwrap_or(now);
        let id = self.record(RecordKind::Track, name, properties, turn);
        turn.now = now;
        if past.is_some() {
            turn.cues.truncate(cues);
        }
        id
    }

    pub(super) fn set(&mut self, traits: Map, turn: &mut Turn) -> Option<String> {
        self.record(RecordKind::Identify, "", traits, turn)
    }

    pub(super) fn change_traits(
        &mut self,
        traits: Map,
        turn: &mut Turn,
        change: fn(Option<&Value>, &Value) -> Option<Value>,
    ) -> Option<String> {
        let mut out = Map::new();
        for (key, value) in traits.iter() {
            if let Some(value) = change(self.person.traits.get(key), value) {
                out.set(key, value);
            }
        }
        // Where nothing changes there is nothing to be told.
        if out.is_empty() { None } else { self.set(out, turn) }
    }

    pub(crate) fn change_consent(&mut self, value: &Value, turn: &mut Turn) {
        let Some(consent) = self.consent.read(value) else {
            turn.warn(UNREADABLE, &[]);
            return;
        };
        let value = consent.to_value();
        self.follow_consent(&value, turn);
        // Other tabs are told who is here before they may keep, and tell, who they think it is.
        self.store_identity(turn);
        turn.persist("consent", "", value);
        self.heed_consent(turn);
    }

    /// Keeps what may be kept now, and nothing else; shows what may be shown.
    pub(super) fn heed_consent(&mut self, turn: &mut Turn) {
        self.keep_profile(turn);
        if self.consent.analytics == Answer::Denied {
            // Also what was written here before this tab heard of it.
            self.purge(turn);
            self.forget_answers(turn);
        }
        self.obey_consent(turn);
    }

    /// Learns what was decided. Runs are stored under an id, or under none, as may be: they move.
    pub(super) fn follow_consent(&mut self, value: &Value, turn: &mut Turn) {
        let before = self.consent.keeps_identity();
        self.learn_consent(value);
        if self.consent.keeps_identity() == before {
            return;
        }
        for run in &self.runs.active.clone() {
            let key = self.run_key_where(before, &run.experience);
            if run.granted {
                turn.forget(&key, "");
                self.store_run(&run.id, turn);
            } else {
                // It is being stored there just now, and asked for anew.
                self.runs.ended.push((run.id.clone(), key));
                self.drop_run(run);
            }
        }
        if before {
            for (key, value) in &self.runs.unfinished {
                if !self.is_living(value) {
                    turn.forget(key, "");
                }
            }
            let living = &self.runs.living;
            keep(&mut self.runs.unfinished, |(_, value)| is_in(living, value));
        }
    }

    /// Takes out of the storage what is not allowed to be kept.
    pub(super) fn purge(&mut self, turn: &mut Turn) {
        turn.forget_each("o:", &self.outbox.clear());
        let mut records = std::mem::take(&mut self.log.records);
        for record in &mut records {
            if !self.may_keep(record) {
                turn.forget("e:", &record.id);
            } else if record.user_id.take().is_some() {
                turn.persist("e:", &record.id, record.to_value());
            }
        }
        keep(&mut records, |record| self.may_keep(record));
        self.log.records = records;
        if !self.consent.keeps_identity() {
            // What comes after is not to be linked with what was withdrawn.
            self.identity.anonymous_id = self.ids.next(turn.now, turn.moment);
        }
        self.forget_totals();
        turn.forget("forgotten", "");
        turn.forget("segments", "");
        self.derive_person();
    }

    /// What was said of who is here while it was not allowed to be kept is kept, and sent, once
    /// it is allowed: as what they are now.
    pub(super) fn keep_profile(&mut self, turn: &mut Turn) {
        if self.consent.analytics != Answer::Granted || !std::mem::take(&mut self.unkept) {
            return;
        }
        if let Some(former) = self.former.take()
            && let Some(user) = self.identity.user_id.replace(former)
        {
            self.alias(user, turn);
        }
        self.store_identity(turn);
        let mut company = self.person.company.clone();
        self.set(self.person.traits.clone(), turn);
        if let Some(id) = company.remove("id") {
            let id = to_text(&id, &*self.platform);
            self.record(RecordKind::Group, &id, company, turn);
        }
    }

    /// Shows what the host asked for, or keeps it until the guidebook is there and the quiet over.
    pub(super) fn show_wanted(&mut self, turn: &mut Turn) {
        if self.phase == Phase::Ready && !self.is_quiet() && !self.page.requested.is_empty() {
            // What belongs to a variant is shown to those who have it by now.
            self.refresh(turn.now);
            for id in &std::mem::take(&mut self.page.requested) {
                self.show(id, "", turn);
            }
        }
    }

    /// Whether nothing may be shown, not even by hand; a preview's own quiet is only that nothing
    /// starts by itself.
    pub(crate) fn is_quiet(&self) -> bool {
        self.page.hushed || self.page.suppressed && self.tab != PREVIEW
    }

    /// What was decided, as it is stored.
    pub(super) fn learn_consent(&mut self, value: &Value) {
        self.consent = self.consent.read(value).unwrap_or(self.consent);
        self.decided = self.consent.analytics != Answer::Pending;
    }

    /// Takes off the screen what may not be shown without consent, and what asks for it once that
    /// was decided elsewhere.
    pub(super) fn obey_consent(&mut self, turn: &mut Turn) {
        for run in &self.runs.active.clone() {
            let Some(experience) = self.guidebook.experience(&run.experience).cloned() else {
                continue;
            };
            if experience.asks_consent && self.decided {
                self.end(run, turn);
            } else if gate::consent(self, &experience).is_err() {
                self.set_aside(run, turn);
            }
        }
    }

    /// Forgets and deletes all that is known. What another tab erased goes too: more may have been
    /// written here before this one heard of it.
    pub(super) fn forget_everything(&mut self, turn: &mut Turn) {
        for run in &self.runs.active.clone() {
            self.give_up(run);
        }
        self.leave_stage(turn);
        if self.decided || self.consent != self.config.consent {
            // What was decided about forgetting and remembering is not forgotten.
            turn.persist("consent", "", self.consent.to_value());
        }
        for record in &self.log.records {
            turn.forget("e:", &record.id);
        }
        for (key, _) in &self.runs.unfinished {
            turn.forget(key, "");
        }
        turn.forget_each("o:", &self.outbox.clear());
        self.log.records.clear();
        self.runs.unfinished.clear();
        self.forget_totals();
        self.forget_profile();
        self.config.profile = Profile::default();
        let anonymous_id = self.ids.next(turn.now, turn.moment);
        // Who comes after is said by the tab that erased.
        let since = if turn.foreign { self.identity.since } else { turn.now };
        self.identity = Identity { anonymous_id, user_id: None, since };
        self.derive_person();
        self.page.opened = turn.now;
    }
}
