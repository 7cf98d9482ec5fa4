//! Who is here: profiles are kept per user, one of them awake.

use super::{Phase, State, Turn};
use crate::core::consent::Answer;
use crate::core::effect::Effect;
use crate::core::profile::Profile;
use crate::core::record::RecordKind;
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

/// Since when a stored identity is who is here.
pub(super) fn since(identity: &Value) -> Option<Millis> {
    identity.number("since").map(|time| time as Millis)
}

impl State {
    pub(super) fn new_identity(&mut self, user_id: Option<String>, turn: &mut Turn) {
        let anonymous_id = self.ids.next(turn.now, turn.moment);
        self.identity = self.identity.next(anonymous_id, user_id, turn.now);
        if !self.consent.keeps_identity() && self.phase != Phase::Restoring {
            // Said to the other tabs, and not kept.
            turn.persist("identity", "", Value::Map(Map::new()));
        }
        self.store_identity(turn);
    }

    /// Whether what was stored tells who is here, or nothing of that is to be stored.
    pub(super) fn is_settled(&mut self, stored: &[(String, Value)]) -> bool {
        let mut known = false;
        for (key, value) in stored {
            known |= key == "identity";
            if key == "consent" {
                self.learn_consent(value);
            }
        }
        known || !self.consent.keeps_identity()
    }

    /// Asks to be somebody new, unless another tab has just said who is here.
    pub(super) fn claim_identity(&mut self, turn: &mut Turn) {
        let anonymous_id = self.ids.next(turn.now, turn.moment);
        self.identity = self.identity.next(anonymous_id, None, turn.now);
        let (run, key) = (String::new(), "identity".into());
        turn.push(Effect::Claim { run, key, value: self.stored_identity() });
    }

    pub(super) fn store_identity(&mut self, turn: &mut Turn) {
        if !self.consent.keeps_identity() {
            return turn.forget("identity", "");
        }
        turn.persist("identity", "", self.stored_identity());
    }

    fn stored_identity(&self) -> Value {
        let mut value = Map::new()
            .with("anonymous", self.identity.anonymous_id.as_str())
            .with("since", self.identity.since);
        if let (Answer::Granted, Some(user)) = (self.consent.analytics, &self.identity.user_id) {
            value.set("user", user.as_str());
        }
        Value::Map(value)
    }

    pub(super) fn identify(
        &mut self,
        user: String,
        traits: Map,
        turn: &mut Turn,
    ) -> Option<String> {
        match &self.identity.user_id {
            Some(known) if *known == user => {}
            Some(_) => {
                self.leave_stage(turn);
                self.forget_profile();
                self.new_identity(Some(user), turn);
            }
            None => {
                self.identity.user_id = Some(user);
                self.store_identity(turn);
            }
        }
        self.derive_person();
        self.record(RecordKind::Identify, "", traits, turn)
    }

    /// Another id of the same user: what they are and did stays theirs.
    pub(super) fn alias(&mut self, user: String, turn: &mut Turn) -> Option<String> {
        match &self.identity.user_id {
            None => return self.identify(user, Map::new(), turn),
            Some(known) if *known == user => return None,
            Some(_) => {}
        }
        let id = self.record(RecordKind::Alias, &user, Map::new(), turn);
        let before = self.identity.user_id.replace(user);
        if id.is_none() && self.former.is_none() {
            self.former = before;
        }
        self.store_identity(turn);
        self.derive_person();
        id
    }

    /// All ids the present user has or had.
    pub(super) fn user_ids(&self) -> Vec<String> {
        let mut ids = Vec::new();
        if let Some(id) = &self.identity.user_id {
            ids.push(id.clone());
        }
        let mut at = 0;
        while let Some(id) = ids.get(at).cloned() {
            for record in &self.log.records {
                if let (RecordKind::Alias, Some(before)) = (record.kind, &record.user_id)
                    && record.name == id
                    && !ids.contains(before)
                {
                    ids.push(before.clone());
                }
            }
            at += 1;
        }
        ids
    }

    pub(super) fn reset(&mut self, turn: &mut Turn) {
        self.leave_stage(turn);
        self.forget_profile();
        self.new_identity(None, turn);
        self.derive_person();
        self.page.opened = turn.now;
    }

    /// What was said of whoever was here is not said of who comes after. What the server said was
    /// said of whoever was here first, unless it says of whom.
    pub(super) fn forget_profile(&mut self) {
        self.unkept = false;
        self.former = None;
        if self.config.profile.is_about(None, &*self.platform) {
            self.config.profile = Profile::default();
        }
    }

    /// Takes everything off the screen; what was unfinished stays with its profile.
    pub(super) fn leave_stage(&mut self, turn: &mut Turn) {
        for run in &self.runs.active.clone() {
            self.set_aside(run, turn);
        }
    }
}
