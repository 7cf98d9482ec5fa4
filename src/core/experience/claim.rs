//! Which tab shows a run: it is claimed in one transaction, stays in its tab over a reload, goes on in
//! another when that tab is gone, and waits for the page that its step belongs on. A launcher is in
//! every tab, with a run of its own in each.

use std::rc::Rc;

use super::gate;
use super::run::Run;
use super::view;
use crate::core::consent::Answer;
use crate::core::effect::Effect;
use crate::core::guidebook::{Experience, Kind};
use crate::core::history::Occurrence;
use crate::core::list::keep;
use crate::core::state::{State, Turn};
use crate::core::strings::{concat, split};
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

/// Experiences on their way.
#[derive(Default)]
pub(crate) struct Runs {
    /// Those of this tab: asked for, or granted and on the screen.
    pub(crate) active: Vec<Rc<Run>>,
    /// Those of other tabs, and of none, by their keys, as they are stored.
    pub(crate) unfinished: Vec<(String, Value)>,
    /// The other tabs that are there.
    pub(crate) living: Vec<String>,
    /// Those that were ended before they were granted, and their keys.
    pub(crate) ended: Vec<(String, String)>,
    /// Those that are to end as soon as they turn out to be in no living tab.
    pub(crate) unwanted: Vec<String>,
}

impl State {
    /// Asks for a run of an experience, whatever its gates say.
    pub(super) fn ask_for(&mut self, experience: &Experience, turn: &mut Turn) {
        self.clear_stage(experience, false, turn);
        let known = self.stored(&experience.id, turn.now);
        let known = known.and_then(|known| Run::from_value(known, experience));
        let mut run = known.unwrap_or_else(|| {
            let id = self.ids.next(turn.now, turn.moment);
            let shuffle = self.ids.chance(turn.moment);
            let mut run = Run::new(id, &experience.id, turn.now, shuffle);
            run.open = experience.content.is_true("open");
            if experience.kind == Kind::Checklist {
                self.remember(&mut run.answers, &experience.id);
            }
            run
        });
        // What was put off goes on where it was; its age counts from now.
        (run.started, run.snoozed) = (turn.now, None);
        self.claim(run, experience, turn);
    }

    /// What was done of a list since it was completed is done.
    pub(super) fn remember(&self, done: &mut Map, id: &str) {
        for occurrence in self.person.history.states() {
            if let Occurrence::Experience { id: of, state, step, .. } = occurrence
                && of == id
            {
                if let Some(task) = step {
                    done.set(task, true);
                }
                if state == "completed" {
                    *done = Map::new();
                }
            }
        }
    }

    fn claim(&mut self, run: Run, experience: &Experience, turn: &mut Turn) {
        turn.push(Effect::Claim {
            run: run.id.clone(),
            key: self.run_key(&run.experience),
            value: run.to_value(experience, &self.tab, self.storable(experience, &run.answers)),
        });
        self.runs.active.push(Rc::new(run));
    }

    /// Claims stored runs that no living tab shows and that are not too old.
    pub(super) fn resume(&mut self, turn: &mut Turn) {
        self.move_in(turn);
        for (key, value) in &mut std::mem::take(&mut self.runs.unfinished) {
            if self.resume_one(key, value, turn).is_some() {
                turn.forget(key, "");
            } else {
                self.runs.unfinished.push((std::mem::take(key), std::mem::take(value)));
            }
        }
    }

    /// What the present user began before a log-out goes on under the profile of today, unless that
    /// has begun anew.
    fn move_in(&mut self, turn: &mut Turn) {
        while let Some(at) = self.runs.unfinished.iter().position(|(key, run)| self.moves(key, run))
        {
            let (key, value) = self.runs.unfinished.remove(at);
            turn.forget(&key, "");
            let id = value.text_or_empty("experience");
            let own = self.run_key(id);
            let anew = self.runs.active.iter().any(|run| run.experience == id)
                || self.runs.unfinished.iter().any(|(known, _)| *known == own);
            if !anew {
                let mut stored = value.to_map();
                if self.consent.analytics != Answer::Granted {
                    stored.remove("answers");
                }
                turn.persist(&own, "", Value::Map(stored));
                self.runs.unfinished.push((own, value));
            }
        }
    }

    fn moves(&self, key: &str, run: &Value) -> bool {
        let id = run.text_or_empty("experience");
        let single = self.guidebook.experience(id).is_some_and(|of| of.kind != Kind::Launcher);
        !self.is_living(run) && single && key != self.run_key(id) && self.was_ours(key)
    }

    /// Claims a stored run where it may go on; something where it is to be forgotten.
    fn resume_one(&mut self, key: &str, value: &Value, turn: &mut Turn) -> Option<()> {
        let id = value.text_or_empty("experience");
        let free = !self.is_living(value);
        let started = value.number("started").unwrap_or_default() as Millis;
        let Some(experience) = self.guidebook.experience(id).filter(|_| key == self.run_key(id))
        else {
            // Of another profile, or of another guidebook: it sleeps, as long as the log remembers. A
            // launcher's has gone with its tab.
            // Without consent there is no profile that it could be of.
            let forgotten = started + self.config.history.age <= turn.now
                || !self.consent.keeps_identity() && !key.starts_with("r::");
            return (free && (forgotten || self.is_launcher(id))).then_some(());
        };
        let experience = experience.clone();
        if free && self.runs.unwanted.iter().any(|unwanted| value.says("run", unwanted)) {
            self.dismiss(Run::from_value(value, &experience)?, turn);
            return Some(());
        }
        // Of what is part of the page there may be many, but each is there once.
        let allowed = self.runs.active.iter().all(|run| run.experience != id)
            && gate::consent(self, &experience).is_ok()
            && gate::variant(self, &experience).is_ok()
            && gate::stage(self, &experience).is_ok();
        let schedule = gate::schedule(&experience, &self.world(turn.now));
        let over = schedule.as_ref().is_err_and(|block| block.until.is_none());
        let run = Run::from_value(value, &experience)?;
        let answered = experience.asks_consent && self.decided;
        let old = run.snoozed.is_none() && run.started + experience.expires <= turn.now;
        if free && (answered || over || old) {
            return Some(());
        }
        if let Err(block) = &schedule {
            turn.wake_at(block.until);
        }
        if free && allowed && schedule.is_ok() && !self.is_astray(&run, &experience) {
            // What has no element is not in the way, and gives way.
            self.clear_stage(&experience, false, turn);
            self.claim(run, &experience, turn);
        }
        None
    }

    /// The answer to a claim.
    pub(crate) fn claimed(
        &mut self,
        id: &str,
        granted: bool,
        stored: Option<Value>,
        turn: &mut Turn,
    ) {
        let Some(at) = self.runs.active.iter().position(|run| run.id == id) else {
            // It was ended while the claim was on its way, and is stored now.
            if let Some(at) = self.runs.ended.iter().position(|(ended, _)| ended == id) {
                let (_, key) = self.runs.ended.remove(at);
                // By now another run may have its place.
                if granted
                    && self.runs.active.iter().all(|run| self.run_key(&run.experience) != key)
                {
                    turn.forget(&key, "");
                }
            }
            return;
        };
        let asked = self.runs.active.remove(at);
        let Some(experience) = self.guidebook.experience(&asked.experience).cloned() else {
            return;
        };
        let key = self.run_key(&asked.experience);
        if !granted {
            if let Some(stored) = stored {
                self.learn_run(&key, stored, turn);
            }
            return;
        }
        let resumed = stored.and_then(|stored| Run::from_value(&stored, &experience));
        self.drop_stored(&key);
        let mut run = resumed.map_or_else(|| asked.clone(), Rc::new);
        // What is stored may have been left, or put aside, before it was granted.
        let fresh = !run.seen && !self.has_begun(&run.id);
        let changed = Rc::make_mut(&mut run);
        changed.granted = true;
        (changed.started, changed.snoozed) = (asked.started, None);
        if changed.id == asked.id {
            // Without consent they are not stored, and still known here.
            changed.answers = asked.answers.clone();
        }
        self.runs.active.push(run.clone());
        if fresh {
            self.note_state(&run, &experience, "started", None, turn);
        }
        self.skip_hidden(&run.id, turn);
        self.present(&run.id, turn);
    }

    /// Goes on with a run under a new guidebook: its stops are found again by their ids.
    pub(crate) fn carry_over(&mut self, run: &Run, before: &[Rc<Experience>], turn: &mut Turn) {
        let before = before.iter().find(|known| known.id == run.experience);
        let after = self.guidebook.experience(&run.experience);
        let (Some(before), Some(after)) = (before, after.cloned()) else {
            return self.end(run, turn);
        };
        if before.content == after.content {
            return;
        }
        let value = run.to_value(before, "", &run.answers);
        let Some(mut moved) = Run::from_value(&value, &after) else { return };
        (moved.granted, moved.over) = (run.granted, run.over);
        for known in &mut self.runs.active {
            if known.id == run.id {
                *known = Rc::new(moved.clone());
            }
        }
        self.skip_hidden(&run.id, turn);
        self.present(&run.id, turn);
    }

    /// What is stored about a run (`null`: it ended).
    pub(crate) fn learn_run(&mut self, key: &str, mut value: Value, turn: &mut Turn) {
        Self::place_run(&mut value, turn.moment.wall);
        self.drop_stored(key);
        let tab = value.text("tab").filter(|tab| *tab != self.tab && !tab.is_empty());
        // In another tab, or ended there while this one was put aside.
        let is_theirs = |run: &&Rc<Run>| {
            run.granted && (value.says("run", &run.id) || self.run_key(&run.experience) == key)
        };
        if (tab.is_some() || value.is_null())
            && let Some(run) = self.runs.active.iter().find(is_theirs).cloned()
        {
            if tab.is_some() && value.text_or_empty("run") < run.id.as_str() {
                // Begun at the same moment as ours, which the other tab hears of: the later one counts.
                return self.store_run(&run.id, turn);
            }
            turn.push(Effect::Hide(run.id.clone()));
            self.drop_run(&run);
        }
        if let Some(tab) = tab.filter(|_| !self.is_living(&value)) {
            // Taken for alive until its lock says otherwise: nothing is ever shown twice.
            self.runs.living.push(tab.into());
            turn.push(Effect::Watch(tab.into()));
        }
        if !value.is_null() {
            self.runs.unfinished.push((key.into(), value));
        }
    }

    pub(crate) fn drop_run(&mut self, run: &Run) {
        keep(&mut self.runs.active, |known| known.id != run.id);
    }

    pub(super) fn drop_stored(&mut self, key: &str) {
        keep(&mut self.runs.unfinished, |(known, _)| known != key);
    }

    /// Adds the runs that were set aside and are in no other tab.
    pub(super) fn waiting(&self, now: Millis, runs: &mut Vec<Rc<Run>>) {
        for experience in &self.guidebook.experiences {
            if let Some(stored) = self.stored(&experience.id, now)
                && !self.is_living(stored)
                && let Some(mut run) = Run::from_value(stored, experience)
            {
                (run.granted, run.aside) = (true, true);
                runs.push(Rc::new(run));
            }
        }
    }

    /// Takes a run off the screen without ending it: it goes on when nothing is in its way.
    pub(crate) fn set_aside(&mut self, run: &Run, turn: &mut Turn) {
        self.drop_run(run);
        if let Some(experience) = self.guidebook.experience(&run.experience).filter(|_| !run.over) {
            let value = run.to_value(experience, self.keeper(run, experience), &run.answers);
            let key = self.run_key(&run.experience);
            self.drop_stored(&key);
            self.runs.unfinished.push((key, value));
        }
        turn.push(Effect::Hide(run.id.clone()));
    }

    /// Answers are analytics; without consent to it they stay in this page.
    pub(super) fn storable<'a>(&self, experience: &Experience, answers: &'a Map) -> &'a Map {
        const NONE: &Map = &Map::new();
        let done = experience.kind.items().is_some();
        if done || self.consent.analytics == Answer::Granted { answers } else { NONE }
    }

    /// Takes the answers out of the stored runs that no other tab keeps.
    pub(crate) fn forget_answers(&mut self, turn: &mut Turn) {
        for run in &self.runs.active.clone() {
            self.store_run(&run.id, turn);
        }
        let (living, guidebook) = (&self.runs.living, &self.guidebook);
        for (key, value) in &mut self.runs.unfinished {
            let of = value.text("experience").and_then(|id| guidebook.experience(id));
            // What was done of a list is no answer.
            if of.is_some_and(|experience| experience.kind.items().is_some()) {
                continue;
            }
            if !is_in(living, value)
                && let Value::Map(run) = value
                && run.remove("answers").is_some()
            {
                turn.persist(key, "", value.clone());
            }
        }
    }

    /// All unfinished runs of the present profile, as they are stored.
    pub(crate) fn stored_runs(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for run in &self.runs.active {
            if let Some(experience) = self.guidebook.experience(&run.experience) {
                all.push(run.to_value(experience, &self.tab, &run.answers));
            }
        }
        for (key, value) in &self.runs.unfinished {
            if value.text("experience").is_some_and(|id| *key == self.run_key(id)) {
                all.push(value.clone());
            }
        }
        all
    }

    /// Ends a run because the page says so.
    pub(crate) fn stop(&mut self, run: &Run, turn: &mut Turn) {
        if run.granted {
            self.finish(&run.id, "dismissed", turn);
        } else {
            self.give_up(run);
            if let Some(experience) = self.guidebook.experience(&run.experience).cloned() {
                self.note_state(run, &experience, "dismissed", None, turn);
            }
            self.end(run, turn);
        }
    }

    /// What is claimed, and not granted yet, is not to stay stored when it is.
    pub(crate) fn give_up(&mut self, run: &Run) {
        if !run.granted {
            self.runs.ended.push((run.id.clone(), self.run_key(&run.experience)));
        }
    }

    /// Ends the stored run of an experience, unless another tab shows it.
    pub(crate) fn stop_waiting(&mut self, experience: &Experience, turn: &mut Turn) {
        self.move_in(turn);
        let Some(stored) = self.stored(&experience.id, turn.now) else { return };
        if self.is_living(stored) {
            // Taken for alive; should that tab be gone, it ends then.
            let run = stored.text_or_empty("run").into();
            if !self.runs.unwanted.contains(&run) {
                self.runs.unwanted.push(run);
            }
            return;
        }
        if let Some(run) = Run::from_value(stored, experience) {
            self.dismiss(run, turn);
        }
    }

    fn dismiss(&mut self, run: Run, turn: &mut Turn) {
        let id = run.id.clone();
        self.runs.active.push(Rc::new(Run { granted: true, ..run }));
        self.finish(&id, "dismissed", turn);
    }

    /// Whether a run is not to be seen here and now: it was put off, or its step belongs elsewhere.
    fn is_astray(&self, run: &Run, experience: &Experience) -> bool {
        run.snoozed.is_some() || self.is_elsewhere(run, experience)
    }

    /// Whether the step a run is at belongs on another page than this.
    pub(super) fn is_elsewhere(&self, run: &Run, experience: &Experience) -> bool {
        view::is_elsewhere(view::stop_content(run, experience), &self.page.facts)
    }

    /// The tab that keeps a run: what waits for its page or its time goes on in any tab that is there
    /// then. Of a launcher, every tab has its own.
    pub(super) fn keeper(&self, run: &Run, experience: &Experience) -> &str {
        let single = experience.kind != Kind::Launcher;
        if single && self.is_astray(run, experience) { "" } else { &self.tab }
    }

    /// Sets aside the runs whose step belongs on another page.
    pub(super) fn leave_pages(&mut self, turn: &mut Turn) {
        for run in &self.runs.active.clone() {
            self.leave_page(&run.id, turn);
        }
    }

    /// Sets a run aside where it is not to be seen now; whether it did.
    pub(super) fn leave_page(&mut self, id: &str, turn: &mut Turn) -> bool {
        let Some((run, experience)) = self.run(id) else { return false };
        let astray = run.aside || self.is_astray(&run, &experience);
        if astray {
            self.store_run(id, turn);
            self.set_aside(&run, turn);
        }
        astray
    }

    /// Whether a key is that of a run which an earlier profile of the present user began.
    fn was_ours(&self, key: &str) -> bool {
        let profile = split(key, ":").and_then(|(_, rest)| split(rest, ":"));
        profile.is_some_and(|(anonymous, _)| {
            // Without consent it had none.
            anonymous.is_empty()
                || anonymous != self.identity.anonymous_id && self.joined(anonymous)
        })
    }

    /// The stored run of an experience, unless it is too old.
    pub(super) fn stored(&self, experience: &str, now: Millis) -> Option<&Value> {
        let expires = self.guidebook.experience(experience)?.expires;
        let key = self.run_key(experience);
        let single = !self.is_launcher(experience);
        let is = |known: &str, run: &Value| {
            let of_it = known == key
                || single && run.says("experience", experience) && self.was_ours(known);
            let started = run.number("started").unwrap_or_default() as Millis;
            of_it && (run.get("snoozed").is_some() || started + expires > now)
        };
        self.runs.unfinished.iter().find(|(known, run)| is(known, run)).map(|(_, run)| run)
    }

    /// Until when an experience was put off, where it was.
    pub(super) fn put_off(&self, experience: &str, now: Millis) -> Option<Millis> {
        let until = self.stored(experience, now)?.number("snoozed")?;
        Some(until as Millis)
    }

    /// Whether a stored run is in a living tab.
    pub(crate) fn is_living(&self, run: &Value) -> bool {
        is_in(&self.runs.living, run)
    }

    /// Where a run is stored. A launcher is in every tab, so that each has a run of its own.
    pub(crate) fn run_key(&self, experience: &str) -> String {
        self.run_key_where(self.consent.keeps_identity(), experience)
    }

    /// The same where the id is kept, or is not: then it is in no key either.
    pub(crate) fn run_key_where(&self, keeps: bool, experience: &str) -> String {
        let tab =
            if self.is_launcher(experience) { concat(&[":", &self.tab]) } else { String::new() };
        let who = if keeps { self.identity.anonymous_id.as_str() } else { "" };
        concat(&["r:", who, ":", experience, &tab])
    }

    fn is_launcher(&self, experience: &str) -> bool {
        self.guidebook.experience(experience).is_some_and(|known| known.kind == Kind::Launcher)
    }
}

/// Whether a stored run is in one of these tabs.
pub(crate) fn is_in(tabs: &[String], run: &Value) -> bool {
    tabs.iter().any(|tab| run.says("tab", tab))
}
