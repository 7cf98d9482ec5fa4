//! What the user did on the page, and which page is on the screen.

use super::{State, Turn};
use crate::core::capture::{self, Gesture, GestureKind};
use crate::core::experience::gate::Cue;
use crate::core::guidebook::{self};
use crate::core::person::Families;
use crate::core::record::RecordKind;
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

/// The page that is open, and what it wants.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) facts: Value,
    pub(crate) opened: Millis,
    /// Whether it is in the background.
    pub(crate) hidden: bool,
    /// Whether it wants nothing shown.
    pub(crate) suppressed: bool,
    /// Whether a preview has the stage.
    pub(crate) hushed: bool,
    /// Experiences it asked for before the guidebook was there, or while it wants quiet.
    pub(crate) requested: Vec<String>,
    /// What it is watched for, and since when it was open then.
    pub(crate) awaited: (Millis, Vec<Value>),
    /// What of it has come and still holds.
    pub(crate) reached: Vec<Value>,
    /// When something became of an experience on this very page; other tabs have pages of their own.
    pub(crate) here: Vec<Millis>,
}

impl State {
    pub(super) fn captured(&mut self, mut gesture: Gesture, turn: &mut Turn) {
        if !self.config.capture.has("queries") {
            for element in &mut gesture.path {
                capture::mask(element);
            }
        }
        let url = self.page.facts.text_or_empty("url");
        let features = &self.guidebook.features;
        // Where nothing is to be recorded, a click still starts what it is meant to start.
        let features = if self.config.capture.has("features") { features } else { &[][..] };
        let named = capture::features(&gesture, features, url);
        let Some((name, properties)) = capture::event(&gesture) else { return };
        let wanted = self.config.capture.has(match gesture.kind {
            GestureKind::Click => "clicks",
            GestureKind::Change => "inputs",
            GestureKind::Submit => "forms",
            GestureKind::Dead => "frustration",
        });
        if gesture.kind == GestureKind::Click {
            turn.cues.push(Cue::Click(gesture.matches));
            let selector = properties.member("selector").as_text().unwrap_or_default();
            if self.config.capture.has("frustration") && self.rage.click(selector, turn.now) {
                self.record(RecordKind::Track, "Rage clicked", properties.clone(), turn);
            }
        }
        for event in &named {
            self.record(RecordKind::Track, event, properties.clone(), turn);
        }
        if wanted {
            self.record(RecordKind::Track, name, properties, turn);
        }
    }

    pub(super) fn routed(&mut self, page: Value, turn: &mut Turn) {
        // A hash that looks like a path is the path of a router.
        let route = |page: &Value| {
            let hash = page.text_or_empty("hash");
            if hash.starts_with("#/") || hash.starts_with("#!") {
                hash.into()
            } else {
                String::new()
            }
        };
        let same = self.page.facts.get("path") == page.get("path")
            && self.page.facts.get("query") == page.get("query")
            && route(&self.page.facts) == route(&page);
        let first = self.page.facts.is_null();
        self.page.facts = page;
        self.stale.add(Families::PAGE);
        if same && !first {
            return;
        }
        self.page.opened = turn.now;
        self.stale.add(Families::USER);
        self.stale.add(Families::SESSION);
        self.page.reached.clear();
        self.page.here.clear();
        if self.config.capture.has("pages") {
            self.record(RecordKind::Page, "", Map::new(), turn);
        }
    }

    /// What was watched for has come. How far a page was scrolled and what appeared on it holds
    /// as long as the page is there; the rest is a moment.
    pub(super) fn cued(&mut self, what: Value, turn: &mut Turn) {
        let kind = what.as_list().first().and_then(Value::as_text);
        if matches!(kind, Some("scroll" | "element")) && !self.page.reached.contains(&what) {
            self.page.reached.push(what.clone());
        }
        if kind == Some("click") {
            // A click of which nothing else is told: what is tried out hears of the rest.
            turn.cues.push(Cue::Click(Value::texts_of(what.as_list())));
        }
        turn.cues.push(Cue::Watched(what));
    }

    /// The selectors that a click is compared with: those of tagged features and of triggers.
    #[must_use]
    pub fn selectors(&self) -> Vec<&str> {
        let mut selectors = Vec::new();
        for feature in &self.guidebook.features {
            selectors.push(feature.text_or_empty("selector"));
        }
        for experience in &self.guidebook.experiences {
            if let guidebook::On::Click(selector) = &experience.trigger.on {
                selectors.push(selector.as_str());
            }
        }
        selectors
    }
}
