//! Questions of the host and of tools: they change nothing.

use super::{Phase, State};
use crate::core::capture::{Gesture, selector};
use crate::core::config::Source;
use crate::core::consent::Consent;
use crate::core::guidebook::Problem;
use crate::core::person::Identity;
use crate::core::platform::Platform;
use crate::core::strings::phrase;
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

impl State {
    /// Whether everything is decided as it happens.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// Whether time alone has changed something by now.
    #[must_use]
    pub fn is_overdue(&mut self, now: Millis) -> bool {
        self.guidebook.graph.next_alarm().is_some_and(|instant| instant <= now)
    }

    /// The ids of the segments this person belongs to; none before everything is ready.
    #[must_use]
    pub fn memberships(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        for (index, segment) in self.guidebook.segments.iter().enumerate() {
            if self.is_ready() && self.guidebook.graph.is_member(index) {
                ids.push(&*segment.id);
            }
        }
        ids
    }

    /// What is known, by the names conditions use.
    #[must_use]
    pub fn facts(&self) -> Value {
        self.facts.clone()
    }

    /// What the user allowed.
    #[must_use]
    pub fn consent(&self) -> Consent {
        self.consent
    }

    /// Which experiences are on the screen.
    #[must_use]
    pub fn showing(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        for run in &self.runs.active {
            if run.granted {
                ids.push(run.experience.as_str());
            }
        }
        ids
    }

    /// What was wrong with the guidebook in force.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The guidebook in force as it came: an object, or a text; null where there is none.
    #[must_use]
    pub fn document(&self) -> Value {
        match (&self.config.guidebook, &self.cached) {
            (Source::Given(document), _) => document.clone(),
            (_, Some((_, text))) => text.as_str().into(),
            _ => Value::Null,
        }
    }

    /// The selector that capture gives to what a gesture was made on.
    #[must_use]
    pub fn selector(gesture: &Value) -> Value {
        Gesture::from_value(gesture).map(|gesture| selector(&gesture.path)).into()
    }

    /// The texts functions of the host.
    #[must_use]
    pub fn platform(&self) -> &dyn Platform {
        &*self.platform
    }

    /// The identity, for showing and for tests.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Everything known of the present person, as JSON: identity, facts and records.
    #[must_use]
    pub fn export(&self) -> Value {
        let mut records = Vec::new();
        for record in &self.log.records {
            if self.is_ours(record) {
                records.push(record.to_value());
            }
        }
        let map = Map::new()
            .with("version", 1.0)
            .with("anonymousId", self.identity.anonymous_id.as_str())
            .with_some("userId", self.identity.user_id.as_deref())
            .with("facts", self.facts())
            .with("records", records)
            .with("totals", self.dropped())
            .with("runs", self.stored_runs())
            .with("consent", self.consent.to_value());
        Value::Map(map)
    }
}

/// A problem as a line for a developer.
#[must_use]
pub fn describe(problem: &Problem) -> String {
    let place = match (&problem.position, problem.place.is_empty()) {
        (Some((line, column)), _) => {
            let number = |number: &usize| to_whole(*number);
            phrase("line *, column *", &[&number(line), &number(column)])
        }
        (None, true) => "the document".into(),
        (None, false) => problem.place.clone(),
    };
    phrase("*: *", &[&place, &problem.why])
}

fn to_whole(number: usize) -> String {
    crate::core::time::whole(i64::try_from(number).unwrap_or(i64::MAX))
}
