//! The course of a run.
//!
//! A run is asked for (one transaction decides which tab may show it), begins, moves from stop
//! to stop (steps of a flow, questions of a survey) and ends completed or dismissed; put off, it
//! waits. After every move it is stored, so that a reload, or the next tab, goes on where it was.

use std::rc::Rc;

use super::gate;
use super::run::{Action, Run};
use super::view;
use crate::core::effect::Effect;
use crate::core::guidebook::{Experience, Kind, On};
use crate::core::list::leading;
use crate::core::person::Families;
use crate::core::record::RecordKind;
use crate::core::segment::NodeId;
use crate::core::state::{State, Turn};
use crate::core::text::safe_url;
use crate::core::time::{DAY, SECOND, parse_duration};
use crate::core::value::{Map, Value};

impl State {
    /// Goes on with what has begun, on the screen or not; cues before `heard` have moved it already.
    pub(crate) fn go_on(&mut self, heard: usize, turn: &mut Turn) {
        self.leave_pages(turn);
        self.drive(heard, turn);
        self.check_off(turn);
        self.resume(turn);
    }

    /// Starts what may start, by priority and order.
    pub(crate) fn direct(&mut self, turn: &mut Turn) {
        let mut awaited = Vec::new();
        for experience in &self.by_priority() {
            let verdict = gate::may_start(self, experience, &self.world(turn.now), &turn.cues);
            match verdict {
                Ok(()) => self.ask_for(experience, turn),
                Err(block) => {
                    if let (gate::AWAITED, On::Watch(what)) = (block.gate, &experience.trigger.on) {
                        awaited.push(what.clone());
                    }
                    turn.wake_at(block.until);
                }
            }
        }
        let awaited = (if awaited.is_empty() { 0 } else { self.page.opened }, awaited);
        if awaited != self.page.awaited {
            turn.push(Effect::Await(awaited.0, awaited.1.clone()));
            self.page.awaited = awaited;
        }
        turn.cues.clear();
    }

    /// Experiences by falling priority, and in the order they were written where it is the same.
    fn by_priority(&self) -> Vec<Rc<Experience>> {
        let mut order: Vec<Rc<Experience>> = Vec::new();
        for experience in &self.guidebook.experiences {
            let at = leading(&order, |known| known.priority >= experience.priority);
            order.insert(at, experience.clone());
        }
        order
    }

    /// Moves driven steps on that waited for an event which just happened, on the screen or not.
    fn drive(&mut self, heard: usize, turn: &mut Turn) {
        if turn.cues.len() == heard {
            return;
        }
        let mut runs = self.runs.active.clone();
        // What waits moves in the tab in which it happened.
        if !turn.foreign {
            self.waiting(turn.now, &mut runs);
        }
        for run in &runs {
            let Some(experience) = self.guidebook.experience(&run.experience) else { continue };
            let step = view::stop_content(run, experience);
            let wanted = step.get("advance").filter(|_| step.says("type", "driven"));
            let Some(event) = wanted.and_then(|advance| advance.text("event")) else { continue };
            let is = |cue: &gate::Cue| matches!(cue, gate::Cue::Event(name, _) if name == event);
            if turn.cues.get(heard..).unwrap_or_default().iter().any(is) {
                if run.aside {
                    self.runs.active.push(run.clone());
                }
                self.engage(&run.id, turn);
                self.advance(&run.id, turn);
            }
        }
    }

    /// A run that this tab shows, and its experience. Shared, not copied: they stay as they are
    /// here while the state moves on.
    pub(super) fn run(&self, id: &str) -> Option<(Rc<Run>, Rc<Experience>)> {
        let run = self.runs.active.iter().find(|run| run.id == id && run.granted)?;
        let experience = self.guidebook.experience(&run.experience)?;
        Some((run.clone(), experience.clone()))
    }

    /// The same run, to be changed.
    pub(super) fn run_mut(&mut self, id: &str) -> Option<&mut Run> {
        let run = self.runs.active.iter_mut().find(|run| run.id == id && run.granted)?;
        Some(Rc::make_mut(run))
    }

    /// Stores the run and shows the stop it is at.
    pub(super) fn present(&mut self, id: &str, turn: &mut Turn) {
        if self.leave_page(id, turn) {
            return;
        }
        let Some((run, experience)) = self.run(id) else { return };
        self.store_run(id, turn);
        let spoken = self.spoken(&experience);
        let mut view = view::build(&run, &spoken, &self.world(turn.now));
        self.dress(&mut view, &spoken);
        turn.push(Effect::Show(Value::Map(view)));
    }

    /// Something the user did.
    pub(crate) fn act(&mut self, id: &str, action: Action, turn: &mut Turn) {
        if let Some(run) = self.run_mut(id) {
            run.error = None;
        }
        let Some((run, experience)) = self.run(id) else { return };
        // A last word is over with whatever is done, and its buttons do it first.
        let ends = run.over && !matches!(action, Action::Seen | Action::Open(true));
        if ends && !matches!(action, Action::Button(_) | Action::Item(..)) {
            return self.end(&run, turn);
        }
        match action {
            Action::Seen => self.seen(&run, &experience, turn),
            Action::Dismiss => self.finish(&run.id, "dismissed", turn),
            Action::Back => self.back(&run.id, turn),
            Action::Missing => self.missing(&run, &experience, turn),
            Action::Open(open) => self.open_items(&run, &experience, open, turn),
            Action::Driven => {
                self.engage(&run.id, turn);
                self.advance(&run.id, turn);
            }
            Action::Answer(answer) => self.answer(&run, &experience, answer, turn),
            Action::Item(item, index) => {
                let spoken = self.spoken(&experience);
                self.use_item(&run, &spoken, item, index, turn);
            }
            Action::Button(index) => {
                let spoken = self.spoken(&experience);
                let mut next = view::action_of(&run, &spoken, index);
                while let Some(action) = next {
                    self.perform(&run.id, &spoken, action, turn);
                    next = action.get("then");
                }
            }
        }
        if ends {
            self.end(&run, turn);
        }
    }

    fn seen(&mut self, run: &Run, experience: &Experience, turn: &mut Turn) {
        let new_stop = run.shown != Some(run.at);
        if let Some(run) = self.run_mut(&run.id) {
            run.seen = true;
            run.shown = Some(run.at);
            run.missing = false;
        }
        if !run.seen {
            self.note_state(run, experience, "seen", None, turn);
            self.store_run(&run.id, turn);
            let of = experience.content.get("experiment");
            if let Some(id) = of.and_then(|of| of.text("id"))
                && gate::variant(self, experience).is_ok()
            {
                self.expose(id, turn);
            }
        }
        if let Some(stop) = experience.stops.get(run.at).filter(|_| new_stop) {
            self.note_state(run, experience, "step", Some(&stop.id), turn);
            self.store_run(&run.id, turn);
        }
    }

    pub(crate) fn store_run(&mut self, id: &str, turn: &mut Turn) {
        if let Some((run, experience)) = self.run(id).filter(|(run, _)| !run.over) {
            let answers = self.storable(&experience, &run.answers);
            let value = run.to_value(&experience, self.keeper(&run, &experience), answers);
            turn.persist(&self.run_key(&run.experience), "", value);
        }
    }

    /// The user acted in it: recorded once a run.
    pub(super) fn engage(&mut self, id: &str, turn: &mut Turn) {
        let Some((run, experience)) = self.run(id) else { return };
        if !run.engaged {
            if let Some(run) = self.run_mut(id) {
                run.engaged = true;
            }
            self.note_state(&run, &experience, "engaged", None, turn);
            self.store_run(id, turn);
        }
    }

    pub(super) fn perform(
        &mut self,
        id: &str,
        experience: &Experience,
        action: &Value,
        turn: &mut Turn,
    ) {
        let does = action.text_or_empty("do");
        if does != "dismiss" {
            self.engage(id, turn);
        }
        match does {
            "next" | "submit" => self.advance(id, turn),
            "back" => self.back(id, turn),
            "goto" => {
                let wanted = action.text("step");
                if let Some(at) =
                    experience.stops.iter().position(|stop| Some(stop.id.as_str()) == wanted)
                {
                    // Hidden steps ask how things are now.
                    self.refresh(turn.now);
                    self.go(id, at, turn);
                }
            }
            "complete" => self.finish(id, "completed", turn),
            "dismiss" => self.finish(id, "dismissed", turn),
            "snooze" => self.snooze(id, action, turn),
            "open" => self.open(id, experience, action, turn),
            "show" => {
                let by = if experience.kind.stays() { "" } else { id };
                self.show(action.text_or_empty("experience"), by, turn);
            }
            "track" => {
                let event = action.text_or_empty("event");
                self.record(RecordKind::Track, event, action.member("properties").to_map(), turn);
            }
            "set" => {
                self.record(RecordKind::Identify, "", action.member("traits").to_map(), turn);
            }
            "call" => {
                let name = action.text_or_empty("function");
                let arguments = action.get("arguments").cloned().unwrap_or(Value::List(Vec::new()));
                turn.push(Effect::CallHost(name.into(), arguments));
            }
            "consent" => {
                self.finish(id, "completed", turn);
                self.change_consent(action.member("set"), turn);
            }
            _ => {}
        }
    }

    /// Opening a page moves a flow on, so that its next step can be on that page; what does not stay
    /// has done its work with it.
    fn open(&mut self, id: &str, experience: &Experience, action: &Value, turn: &mut Turn) {
        let url = view::filled(action, "url", &self.world(turn.now));
        match experience.kind {
            Kind::Flow => self.advance(id, turn),
            kind if kind.stays() => {}
            _ => self.finish(id, "completed", turn),
        }
        match safe_url(&url) {
            Some(url) => turn.push(Effect::Navigate(url.into(), action.is_true("new_tab"))),
            None => {
                turn.warn("a link of \"*\" was not opened, its URL is unsafe", &[&experience.id])
            }
        }
    }

    /// Sets a run aside until later; it is seen anew then, which is what frequencies count.
    fn snooze(&mut self, id: &str, action: &Value, turn: &mut Turn) {
        let Some((run, experience)) = self.run(id) else { return };
        let span = action.text("for").and_then(parse_duration).unwrap_or(DAY);
        let until = turn.now + span.max(SECOND);
        self.note_with(&run, &experience, "snoozed", Map::new().with("until", until), turn);
        if let Some(run) = self.run_mut(id) {
            run.snoozed = Some(until);
            run.seen = false;
            run.shown = None;
        }
        self.leave_page(id, turn);
    }

    fn answer(&mut self, run: &Run, experience: &Experience, answer: Value, turn: &mut Turn) {
        let Some(question) = view::question_at(run, experience) else {
            self.engage(&run.id, turn);
            self.advance(&run.id, turn);
            return;
        };
        if let Some(error) = view::validate(question, &answer, &*self.platform) {
            if let Some(run) = self.run_mut(&run.id) {
                run.error = Some(error);
            }
            self.present(&run.id, turn);
            return;
        }
        let id = question.text_or_empty("id");
        self.engage(&run.id, turn);
        let answer = match view::is_blank(&answer) {
            // A box that is not ticked is an answer.
            true if question.says("type", "consent") => Value::Bool(false),
            true => Value::Null,
            false => answer,
        };
        let before = run.answers.member(id);
        let news = !before.is_null() || !answer.is_null();
        if let Some(run) = self.run_mut(&run.id) {
            run.answers.set(id, answer.clone());
        }
        // What was answered before and is not any more is taken back.
        if news {
            let said = Map::new()
                .with("question", id)
                .with("answer", answer.clone())
                .with("type", question.text_or_empty("type"));
            self.note_with(run, experience, "answer", said, turn);
            if let Some(name) = question.text("set") {
                let name = name.strip_prefix("user.").unwrap_or(name);
                self.record(RecordKind::Identify, "", Map::new().with(name, answer), turn);
            }
        }
        self.advance(&run.id, turn);
    }

    fn back(&mut self, id: &str, turn: &mut Turn) {
        if let Some(run) = self.run_mut(id)
            && let Some(at) = run.trail.pop()
        {
            run.at = at;
        }
        self.present(id, turn);
    }

    /// Moves to the next stop: the first branch that holds, else the one that follows.
    fn advance(&mut self, id: &str, turn: &mut Turn) {
        let Some((run, experience)) = self.run(id) else { return };
        // Of a survey's own questions its branches know what was answered this time.
        let known = self.person.answers.clone();
        if experience.kind == Kind::Survey {
            self.person.answers.set(&run.experience, run.answers.clone());
        }
        self.person.changed.add(Families::ANSWERS);
        self.refresh(turn.now);
        self.person.answers = known;
        self.person.changed.add(Families::ANSWERS);
        match self.next_stop(&run, &experience) {
            Some(at) => self.go(id, at, turn),
            None => self.conclude(id, turn),
        }
    }

    /// Completes a run; what has a last word says it until it is closed.
    pub(super) fn conclude(&mut self, id: &str, turn: &mut Turn) {
        let Some((run, experience)) = self.run(id) else { return };
        if run.over {
            return;
        }
        if experience.kind != Kind::Checklist && experience.content.get("thanks").is_none() {
            // Where every step was skipped, nothing was there to be completed.
            let there = run.seen || run.engaged;
            return self.finish(id, if there { "completed" } else { "dismissed" }, turn);
        }
        self.note_state(&run, &experience, "completed", None, turn);
        if let Some(run) = self.run_mut(id) {
            run.over = true;
        }
        self.forget_run(&run, turn);
        self.present(id, turn);
    }

    fn next_stop(&self, run: &Run, experience: &Experience) -> Option<usize> {
        let stop = experience.stops.get(run.at)?;
        let holds =
            |when: &Option<NodeId>| when.is_none_or(|when| self.guidebook.graph.holds(when));
        if let Some((_, to)) = stop.next.iter().find(|(when, _)| holds(when)) {
            return experience.stops.iter().position(|stop| stop.id == *to);
        }
        Some(run.at + 1).filter(|at| *at < experience.stops.len())
    }

    fn go(&mut self, id: &str, at: usize, turn: &mut Turn) {
        if let Some(run) = self.run_mut(id) {
            if !std::mem::take(&mut run.missing) {
                run.trail.push(run.at);
            }
            run.at = at;
        }
        self.skip_hidden(id, turn);
        self.present(id, turn);
    }

    /// Passes through steps that are logic only; a cycle of them ends the run.
    pub(super) fn skip_hidden(&mut self, id: &str, turn: &mut Turn) {
        let mut passed = 0;
        while let Some((run, experience)) = self.run(id) {
            if !view::is_logic(&experience, run.at) {
                return;
            }
            let next = self.next_stop(&run, &experience);
            let (Some(at), true) = (next, passed <= experience.stops.len()) else {
                if next.is_none() {
                    return self.conclude(id, turn);
                }
                turn.warn("the hidden steps of \"*\" lead round in a circle", &[&experience.id]);
                return self.finish(id, "dismissed", turn);
            };
            passed += 1;
            if let Some(run) = self.run_mut(id) {
                run.at = at;
            }
        }
    }

    /// The element did not come: told, and then what the guidebook says; else it is waited for.
    fn missing(&mut self, run: &Run, experience: &Experience, turn: &mut Turn) {
        let step = experience.stops.get(run.at).map(|stop| stop.id.as_str());
        self.note_state(run, experience, "missing", step, turn);
        if let Some(run) = self.run_mut(&run.id) {
            run.missing = true;
        }
        match view::stop_content(run, experience).text("missing") {
            Some("skip") => self.advance(&run.id, turn),
            Some("end") => self.finish(&run.id, "dismissed", turn),
            _ => {}
        }
    }

    /// Ends a run in a state.
    pub(crate) fn finish(&mut self, id: &str, state: &'static str, turn: &mut Turn) {
        let Some((run, experience)) = self.run(id) else { return };
        let step = experience.stops.get(run.at).filter(|_| state == "dismissed");
        if !run.over {
            self.note_state(&run, &experience, state, step.map(|stop| stop.id.as_str()), turn);
        }
        self.end(&run, turn);
    }

    /// Takes a run off the screen and out of the storage.
    pub(crate) fn end(&mut self, run: &Run, turn: &mut Turn) {
        self.drop_run(run);
        turn.push(Effect::Hide(run.id.clone()));
        if !run.over {
            self.forget_run(run, turn);
        }
    }

    fn forget_run(&mut self, run: &Run, turn: &mut Turn) {
        let key = self.run_key(&run.experience);
        self.drop_stored(&key);
        turn.forget(&key, "");
    }

    /// Starts an experience because the page asked for it, or another of which a run has done its work
    /// with that.
    pub(crate) fn show(&mut self, id: &str, by: &str, turn: &mut Turn) {
        let Some(experience) = self.guidebook.experience(id).cloned() else {
            turn.warn("show: the guidebook has no experience \"*\"", &[id]);
            return;
        };
        if let Err(block) = gate::by_hand(self, &experience, &self.world(turn.now)) {
            return turn.warn("show: \"*\": *", &[id, &block.why]);
        }
        self.make_way(by, &experience, turn);
        if let Some(run) = self.runs.active.iter().find(|run| run.experience == id) {
            if experience.kind.items().is_some() {
                let run = run.clone();
                self.open_items(&run, &experience, true, turn);
            }
            return;
        }
        self.clear_stage(&experience, true, turn);
        self.ask_for(&experience, turn);
    }

    /// A run has done its work by asking for another experience; a flow has with that step alone, and
    /// goes on when the other is over.
    fn make_way(&mut self, by: &str, newcomer: &Experience, turn: &mut Turn) {
        let flow = self.run(by).is_some_and(|(_, experience)| experience.kind == Kind::Flow);
        if !flow {
            return self.finish(by, "completed", turn);
        }
        if let Some(run) = self.run_mut(by) {
            run.aside = newcomer.kind.is_modal_like();
        }
        self.advance(by, turn);
    }

    /// Sets aside what stands where the newcomer is to be shown: all of it, or only what is without its
    /// element just now.
    pub(super) fn clear_stage(&mut self, newcomer: &Experience, all: bool, turn: &mut Turn) {
        for run in &self.runs.active.clone() {
            let experience = self.guidebook.experience(&run.experience);
            let in_its_place = experience.is_some_and(|known| gate::share_a_place(known, newcomer));
            // Buttons at a corner stand on one another.
            if in_its_place && newcomer.kind.items().is_none() && (all || run.missing) {
                self.set_aside(run, turn);
            }
        }
    }

    pub(super) fn note_state(
        &mut self,
        run: &Run,
        experience: &Experience,
        state: &str,
        step: Option<&str>,
        turn: &mut Turn,
    ) {
        self.note_with(run, experience, state, Map::new().with_some("step", step), turn);
    }

    fn note_with(
        &mut self,
        run: &Run,
        experience: &Experience,
        state: &str,
        more: Map,
        turn: &mut Turn,
    ) {
        let properties = more
            .with("state", state)
            .with("run", run.id.as_str())
            .with("kind", experience.kind.name());
        self.record(RecordKind::Experience, &run.experience, properties, turn);
    }
}
