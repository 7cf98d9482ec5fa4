//! Consent: what may be remembered and sent, and what may be shown.

use super::value::{Map, Value};

/// An answer to one question of consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Answer {
    Granted,
    Pending,
    Denied,
}

/// What is said of a consent that cannot be read.
pub const UNREADABLE: &str = "consent: expected \"granted\", \"pending\" or \"denied\", or an object of analytics and personalization";

/// What the user allowed. What is pending is not decided: what was recorded before stays and waits, and
/// nothing leaves until it is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Recording what is done and sending it to sinks.
    pub analytics: Answer,
    /// Showing experiences that are not essential.
    pub personalization: Answer,
}

impl Default for Consent {
    fn default() -> Self {
        Self { analytics: Answer::Granted, personalization: Answer::Granted }
    }
}

const ANSWERS: [(Answer, &str); 3] =
    [(Answer::Granted, "granted"), (Answer::Pending, "pending"), (Answer::Denied, "denied")];

fn answer(value: &Value) -> Option<Answer> {
    ANSWERS.iter().find(|(_, name)| value.is(name)).map(|(answer, _)| *answer)
}

fn name(answer: Answer) -> &'static str {
    ANSWERS.iter().find(|(known, _)| *known == answer).map_or("", |(_, name)| name)
}

impl Consent {
    /// Whether people may be known again by an id that is kept on the device: without any consent
    /// there is one only as long as the page.
    #[must_use]
    pub fn keeps_identity(self) -> bool {
        self.analytics == Answer::Granted || self.personalization == Answer::Granted
    }

    /// Reads `"granted"`, `"pending"`, `"denied"` or `{analytics, personalization}`, whose
    /// missing half stays as it was.
    #[must_use]
    pub fn read(self, value: &Value) -> Option<Consent> {
        if let Some(answer) = answer(value) {
            return Some(Consent { analytics: answer, personalization: answer });
        }
        let map = value.as_map()?;
        let known = |key: &str| matches!(key, "analytics" | "personalization");
        if map.is_empty() || !map.iter().all(|(key, _)| known(key)) {
            return None;
        }
        let half = |key, old| match map.get(key) {
            None => Some(old),
            Some(value) => answer(value),
        };
        Some(Consent {
            analytics: half("analytics", self.analytics)?,
            personalization: half("personalization", self.personalization)?,
        })
    }

    /// The form that [`read`](Self::read) reads.
    #[must_use]
    pub fn to_value(self) -> Value {
        let map = Map::new()
            .with("analytics", name(self.analytics))
            .with("personalization", name(self.personalization));
        Value::Map(map)
    }
}
