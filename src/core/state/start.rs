//! The start: what was stored is read, and the guidebook is opened: first the copy in the cache,
//! then, where the server has a newer one, that.

use super::identity::since;
use super::{Phase, SET_BACK, State, Turn, describe};
use crate::core::config::Source;
use crate::core::consent::Answer;
use crate::core::effect::Effect;
use crate::core::guidebook::{self, Guidebook, Problem};
use crate::core::input::Fetched;
use crate::core::person::Identity;
use crate::core::record::Record;
use crate::core::strings::{phrase, split};
use crate::core::value::{Map, Value};

const BROKEN: &str =
    "the guidebook has problems; what is broken is left out, the rest stays in force:";
const UNUSABLE: &str =
    "the guidebook cannot be used; the last good one stays in force, where there is one:";

impl State {
    pub(super) fn restore(&mut self, mut stored: Vec<(String, Value)>, turn: &mut Turn) {
        let mut told = Value::Null;
        let mut ahead = false;
        for (key, value) in &mut stored {
            match split(key, ":") {
                Some(("e", id)) => {
                    if let Some(record) = Record::from_value(id, value) {
                        ahead |= self.place(record, turn);
                    }
                }
                Some(("o", entry)) => self.outbox.add(entry, turn.moment.monotonic),
                Some(("w", sink)) => self.leave_alone(sink, value, turn),
                Some(("r", _)) => {
                    if Self::place_run(value, turn.moment.wall) {
                        turn.persist("", key, value.clone());
                    }
                    self.learn_run(key, std::mem::take(value), turn);
                }
                _ if key == "identity" => self.learn_identity(value),
                _ if key == "segments" => told = std::mem::take(value),
                _ if key == "forgotten" => self.learn_forgotten(value),
                _ if key == "consent" => self.learn_consent(value),
                _ if key == "guidebook" => {
                    if let (Source::Url(url), Some(text)) =
                        (&self.config.guidebook, value.text("text"))
                        && value.says("url", url)
                    {
                        self.cached = Some((value.text("etag").map(Into::into), text.into()));
                    }
                }
                _ => {}
            }
        }
        self.outbox.hurry(turn.moment.monotonic);
        for sink in &self.outbox.sinks() {
            turn.push(Effect::Lead(sink.clone()));
        }
        if ahead {
            turn.warn(SET_BACK, &[]);
        }
        if let Some(last) = self.log.records.last() {
            self.clock.learn(last.time, turn.moment.wall);
            (turn.now, _) = self.clock.read(turn.moment.wall);
        }
        if self.identity.anonymous_id.is_empty() || !self.consent.keeps_identity() {
            self.new_identity(None, turn);
        }
        self.learn_told(&told);
        self.derive_person();
        if self.consent.analytics == Answer::Denied {
            // What another tab wrote when it had not heard of it yet, or no page could delete.
            if self.identity.user_id.take().is_some() {
                self.store_identity(turn);
            }
            self.purge(turn);
        }
        self.phase = Phase::Waiting;
        self.page.opened = turn.now;
        self.open_guidebook(turn);
    }

    pub(super) fn learn_identity(&mut self, value: &Value) {
        let user_id: Option<String> = value.text("user").map(Into::into);
        // Without consent to analytics it is not stored who this is, and still known here.
        if user_id.is_some() || !value.says("anonymous", &self.identity.anonymous_id) {
            let anonymous_id = value.text_or_empty("anonymous").into();
            self.identity =
                Identity { anonymous_id, user_id, since: since(value).unwrap_or_default() };
        }
    }

    pub(super) fn open_guidebook(&mut self, turn: &mut Turn) {
        match &self.config.guidebook {
            Source::None => {}
            Source::Given(document) => {
                let read = guidebook::decode(document, &*self.platform);
                self.adopt(read, true, turn);
            }
            Source::Url(url) => {
                let url = url.clone();
                let etag = self.cached.as_ref().and_then(|(etag, _)| etag.clone());
                if let Some((_, text)) = &self.cached {
                    let read = guidebook::load(text, &*self.platform);
                    // What is wrong in it was said when it arrived.
                    if self.adopt(read, false, turn) {
                        self.be_ready(turn);
                    }
                }
                turn.push(Effect::Fetch(url, etag));
                return;
            }
        }
        self.be_ready(turn);
    }

    pub(super) fn fetched(&mut self, fetched: Fetched, turn: &mut Turn) {
        match fetched {
            Fetched::Text(text, etag) => self.arrived(text, etag, turn),
            Fetched::Unchanged => {}
            Fetched::Failed(why) => {
                let place = if let Source::Url(url) = &self.config.guidebook {
                    url.clone()
                } else {
                    String::new()
                };
                let problem =
                    Problem::error("", &phrase("could not be had from *: *", &[&place, &why]));
                self.complain(UNUSABLE, &[problem], turn);
            }
        }
        self.be_ready(turn);
    }

    pub(super) fn arrived(&mut self, text: String, etag: Option<String>, turn: &mut Turn) {
        let known = self.cached.as_ref().filter(|(_, known)| *known == text);
        // The same text may come with a new tag.
        if known.is_some_and(|(tag, _)| *tag == etag) {
            return;
        }
        if known.is_none() {
            let read = guidebook::load(&text, &*self.platform);
            if !self.adopt(read, true, turn) {
                return;
            }
        }
        if let Source::Url(url) = &self.config.guidebook {
            let copy = Map::new()
                .with("url", url.as_str())
                .with_some("etag", etag.as_deref())
                .with("text", text.as_str());
            turn.persist("guidebook", "", Value::Map(copy));
        }
        self.cached = Some((etag, text));
    }

    /// Works by a guidebook from now on, where it could be read; whether it could.
    fn adopt(
        &mut self,
        read: Result<(Guidebook, Vec<Problem>), Problem>,
        says: bool,
        turn: &mut Turn,
    ) -> bool {
        let (guidebook, problems) = match read {
            Ok(read) => read,
            Err(problem) => {
                if says {
                    self.complain(UNUSABLE, &[problem], turn);
                }
                return false;
            }
        };
        let old = std::mem::replace(&mut self.guidebook, guidebook);
        self.guidebook.graph.inherit(old.graph);
        self.retell = true;
        self.pursuits.clear();
        if says {
            self.complain(BROKEN, &problems, turn);
        }
        self.problems = problems;
        if !self.runs.active.is_empty() {
            // Branches ask conditions of the new one.
            self.refresh(turn.now);
        }
        for run in &self.runs.active.clone() {
            self.carry_over(run, &old.experiences, turn);
        }
        true
    }

    /// One message for everything that is wrong with a guidebook, after what comes of it.
    fn complain(&self, words: &str, problems: &[Problem], turn: &mut Turn) {
        if problems.is_empty() {
            return;
        }
        let mut message = String::from(words);
        for problem in problems.iter().take(20) {
            message.push_str("\n  ");
            message.push_str(&describe(problem));
        }
        if problems.len() > 20 {
            message.push_str("\n  … and more; `docent check` lists them all");
        }
        turn.warn("*", &[&message]);
    }

    pub(super) fn be_ready(&mut self, turn: &mut Turn) {
        if self.phase == Phase::Waiting {
            self.phase = Phase::Ready;
            self.trim(turn);
            if self.consent.analytics == Answer::Denied {
                // Of a tab that was not there any more when they were to go.
                self.forget_answers(turn);
            }
            turn.cues.append(&mut self.cues);
            self.show_wanted(turn);
        }
    }
}
