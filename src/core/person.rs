//! One person, derived from their records: who they are, what they did, what they answered.

use super::guidebook::Goal;
use super::history::{History, Occurrence};
use super::record::{Record, RecordKind};
use super::time::{MINUTE, Millis};
use super::value::Map;

/// Who is using the application.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// UUID of this profile on this device.
    pub anonymous_id: String,
    /// The host's id, once it told it.
    pub user_id: Option<String>,
    /// Since when: of two that tabs take at once, all take the later one.
    pub since: Millis,
}

impl Identity {
    /// Somebody new, after this one.
    #[must_use]
    pub fn next(&self, anonymous_id: String, user_id: Option<String>, now: Millis) -> Self {
        Self { anonymous_id, user_id, since: now.max(self.since + 1) }
    }

    /// Whether it counts where another was taken at once: the later, or the greater id. One that does
    /// not say since when is taken as it comes.
    #[must_use]
    pub fn outranks(&self, anonymous_id: &str, since: Option<Millis>) -> bool {
        since.is_some_and(|since| (self.since, self.anonymous_id.as_str()) > (since, anonymous_id))
    }
}

/// A session ends after this long without activity, as in the analytics tools people compare
/// with.
pub const SESSION_GAP: Millis = 30 * MINUTE;

/// Families of facts, as bits: those that something changed and that must be made anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Families(u8);

impl Families {
    /// `user`.
    pub const USER: Families = Families(1);
    /// `company`.
    pub const COMPANY: Families = Families(2);
    /// `session`.
    pub const SESSION: Families = Families(4);
    /// `answers` and `nps`.
    pub const ANSWERS: Families = Families(8);
    /// `page`.
    pub const PAGE: Families = Families(16);
    /// `device` and `geo`.
    pub const DEVICE: Families = Families(32);
    /// Everything.
    pub const ALL: Families = Families(63);

    /// Adds others.
    pub fn add(&mut self, others: Families) {
        self.0 |= others.0;
    }

    /// Whether any of these is among them.
    #[must_use]
    pub fn has(self, any: Families) -> bool {
        self.0 & any.0 != 0
    }
}

/// A stretch of activity.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Which session of this person, from 1.
    pub count: usize,
    /// When it started.
    pub started_at: Millis,
    /// Pages viewed in it.
    pub page_views: usize,
    /// The path of its first page.
    pub landing: Option<String>,
}

/// Something that goals are counted from, or a goal: the last time it happened; of exposures,
/// the first, and of completions the last few, for a goal counts once for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    /// What: `experiment_id` and `variation_id`, or `experience`; with `goal`, a goal that
    /// followed from it.
    pub what: Map,
    /// When.
    pub time: Millis,
    /// The record's id.
    pub id: String,
}

impl Milestone {
    /// What a goal that follows from it is known by.
    pub(crate) fn with_goal(&self, goal: &Goal) -> Map {
        self.what.clone().with("goal", goal.id.as_str())
    }
}

/// Goals follow from so many completions of an experience: each of them is told anew what happens.
const COMPLETIONS: usize = 10;

/// The [`Milestone`] of an exposure.
pub(crate) fn exposure(experiment: &str, variant: &str) -> Map {
    Map::new().with("experiment_id", experiment).with("variation_id", variant)
}

/// A person as their records tell.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Traits of the user.
    pub traits: Map,
    /// The company's traits, with its `id`.
    pub company: Map,
    /// Answers by survey and question.
    pub answers: Map,
    /// The latest answer to an NPS question, and when.
    pub nps: Option<(f64, Millis)>,
    /// The variants that stay, by experiment: lists of ids, first assigned first.
    pub assigned: Map,
    /// Exposures, completions and goals.
    pub milestones: Vec<Milestone>,
    /// What they did.
    pub history: History,
    /// The present session.
    pub session: Session,
    /// When they were first active.
    pub first_seen: Option<Millis>,
    /// When the session before this one ended.
    pub last_seen: Option<Millis>,
    last_active: Option<Millis>,
    /// What its records changed since the facts were made.
    pub changed: Families,
}

impl Person {
    /// Adds one record; records must come in their order.
    pub fn absorb(&mut self, record: &Record) {
        // These follow from something else, or from the clock alone.
        if !matches!(record.kind, RecordKind::Assignment | RecordKind::Goal) {
            self.touch(record);
        }
        match record.kind {
            RecordKind::Track => self.happen(record),
            RecordKind::Page => {
                self.session.page_views += 1;
                self.changed.add(Families::SESSION);
                self.happen(record);
            }
            RecordKind::Identify => {
                if let Some(traits) = record.properties.as_map() {
                    self.traits.merge(traits);
                    self.changed.add(Families::USER);
                }
            }
            RecordKind::Alias => {}
            RecordKind::Group => self.join_company(record),
            RecordKind::Experience => self.experience(record),
            RecordKind::Assignment => self.assign(record),
            RecordKind::Exposure => {
                let text = |key| record.properties.text_or_empty(key);
                let what = exposure(text("experiment_id"), text("variation_id"));
                if self.milestone(&what).is_none() {
                    self.pass(what, record, 1);
                }
                self.happen(record);
            }
            RecordKind::Goal => {
                self.pass(record.properties.to_map(), record, 1);
                self.happen(record);
            }
        }
    }

    /// The last time something happened, as `what` names it.
    #[must_use]
    pub fn milestone(&self, what: &Map) -> Option<&Milestone> {
        self.milestones.iter().find(|known| known.what == *what)
    }

    /// Adds a milestone; of those that are about the same, the last `most` stay.
    fn pass(&mut self, what: Map, record: &Record, most: usize) {
        let (mut first, mut same) = (0, 0);
        for (at, known) in self.milestones.iter().enumerate().rev() {
            if known.what == what {
                (first, same) = (at, same + 1);
            }
        }
        if same >= most {
            self.milestones.remove(first);
        }
        self.milestones.push(Milestone { what, time: record.time, id: record.id.clone() });
    }

    fn assign(&mut self, record: &Record) {
        let mut kept = self.assigned.member(&record.name).as_list().to_vec();
        if let Some(variant) = record.properties.get("variant") {
            kept.push(variant.clone());
        }
        self.assigned.set(&record.name, kept);
    }

    fn touch(&mut self, record: &Record) {
        let gap = self.last_active.map(|last| record.time - last);
        if gap.is_none_or(|gap| gap > SESSION_GAP) {
            self.changed.add(Families::USER);
            self.changed.add(Families::SESSION);
            self.last_seen = self.last_active;
            self.session = Session {
                count: self.session.count + 1,
                started_at: record.time,
                page_views: 0,
                landing: record.page.text("path").map(Into::into),
            };
        }
        self.first_seen = self.first_seen.or(Some(record.time));
        self.last_active = Some(record.time);
    }

    /// Whether the last session had ended when a page was opened, of which nothing is recorded: where
    /// page views are not captured, a session begins nevertheless.
    fn was_away(&self, opened: Millis) -> bool {
        self.last_active.is_none_or(|last| opened - last > SESSION_GAP)
    }

    /// When the session of a page began that was opened at a time.
    #[must_use]
    pub fn session_start(&self, opened: Millis) -> Millis {
        if self.was_away(opened) { opened } else { self.session.started_at }
    }

    fn happen(&mut self, record: &Record) {
        self.history.add(Occurrence::Event {
            time: record.time,
            name: record.event_name().into(),
            properties: record.event_properties(),
        });
    }

    fn join_company(&mut self, record: &Record) {
        self.changed.add(Families::COMPANY);
        if !self.company.get("id").is_some_and(|id| id.is(&record.name)) {
            self.company = Map::new().with("id", record.name.as_str());
        }
        if let Some(traits) = record.properties.as_map() {
            self.company.merge(traits);
        }
        // Hosts hand in whole companies, whose own id may be a number.
        self.company.set("id", record.name.as_str());
    }

    fn experience(&mut self, record: &Record) {
        let properties = &record.properties;
        let state = properties.text_or_empty("state");
        if state == "answer" {
            self.answer(record);
            return;
        }
        if state == "completed" {
            let what = Map::new().with("experience", record.name.as_str());
            self.pass(what, record, COMPLETIONS);
        }
        self.history.add(Occurrence::Experience {
            time: record.time,
            id: record.name.clone(),
            state: state.into(),
            step: properties.text("step").map(Into::into),
            kind: properties.text("kind").map(Into::into),
        });
    }

    fn answer(&mut self, record: &Record) {
        let properties = &record.properties;
        let (Some(question), Some(answer)) =
            (properties.text("question"), properties.get("answer"))
        else {
            return;
        };
        if properties.says("type", "nps") {
            self.nps = answer.as_number().map(|score| (score, record.time));
        }
        self.changed.add(Families::ANSWERS);
        if let Some(survey) = self.answers.child(&record.name) {
            survey.set(question, answer.clone());
        }
    }

    /// The facts that come from this person's records, by their families: those of `which` alone, on
    /// a page that was opened at a time.
    #[must_use]
    pub fn facts(&self, which: Families, who: &Identity, opened: Millis) -> Map {
        let mut facts = Map::new();
        let away = self.was_away(opened);
        if which.has(Families::USER) {
            let mut user = self.traits.clone();
            user.set("anonymous_id", who.anonymous_id.as_str());
            let last_seen = if away { self.last_active } else { self.last_seen };
            for (key, value) in &[("first_seen", self.first_seen), ("last_seen", last_seen)] {
                if let Some(value) = *value {
                    user.set(key, value);
                }
            }
            if let Some(id) = &who.user_id {
                user.set("id", id.as_str());
            }
            facts.set("user", user);
        }
        if which.has(Families::COMPANY) {
            facts.set("company", self.company.clone());
        }
        if which.has(Families::SESSION) {
            let Session { page_views, landing, .. } = &self.session;
            let count = self.session.count + usize::from(away);
            let session = Map::new()
                .with("count", count)
                .with("page_views", if away { 0 } else { *page_views })
                .with("is_new", count <= 1)
                .with_some("started_at", Some(self.session_start(opened)).filter(|at| *at > 0))
                .with_some("landing", landing.as_deref().filter(|_| !away));
            facts.set("session", session);
        }
        if which.has(Families::ANSWERS) {
            facts.set("answers", self.answers.clone());
            // Unless it was asked here, what the host knows of it stands.
            if let Some((score, _)) = self.nps {
                let nps = Map::new().with("score", score).with_some("group", nps_group(score));
                facts.set("nps", nps);
            }
        }
        facts
    }
}

/// Promoters answer 9 or 10, passives 7 or 8, detractors less; the scale goes from 0 to 10, and who
/// is beyond it is in no group.
/// Source: Reichheld, "The One Number You Need to Grow", 2003.
pub(super) fn nps_group(score: f64) -> Option<&'static str> {
    if !(0.0..=10.0).contains(&score) {
        None
    } else if score >= 9.0 {
        Some("promoter")
    } else if score >= 7.0 {
        Some("passive")
    } else {
        Some("detractor")
    }
}
