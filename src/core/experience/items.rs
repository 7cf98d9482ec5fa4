//! Kinds whose parts are there at once: the tasks of a checklist, the spots of a spotlight, what
//! a launcher opens.
//!
//! A task is done when its condition holds, by what happened before or at the very event, or when
//! its button says so; once done it stays done for the run. A spot is done when one of its buttons
//! was used. When everything is done the run is completed; a launcher never is.

use super::run::Run;
use super::view::{action_at, blocks, body, button, buttons, filled};
use crate::core::guidebook::{Experience, Kind};
use crate::core::segment::World;
use crate::core::state::{State, Turn};
use crate::core::strings::phrase;
use crate::core::time::whole;
use crate::core::value::{Map, Value};

/// What an item says as the guidebook does, without placeholders.
const AS_IT_IS: [&str; 4] = ["target", "placement", "type", "on"];

/// The items of an experience, as written.
fn of(experience: &Experience) -> &[Value] {
    experience.kind.items().map_or(&[], |key| experience.content.list(key))
}

/// What an item is called: by its id, or its number.
fn name(item: &Value, index: usize) -> String {
    item.text("id").map_or_else(|| whole(index as i64), Into::into)
}

/// Whether there is nothing left to do in a checklist: each task's condition holds, or it was done when
/// the list was there before.
pub(super) fn is_done(state: &State, experience: &Experience) -> bool {
    if experience.tasks.is_empty() {
        return false;
    }
    let mut before = Map::new();
    state.remember(&mut before, &experience.id);
    let items = of(experience);
    for (index, task) in experience.tasks.iter().enumerate() {
        let holds = task.is_some_and(|task| state.guidebook.graph.holds(task));
        let known = |item| before.get(&name(item, index)).is_some();
        if !holds && !items.get(index).is_some_and(known) {
            return false;
        }
    }
    true
}

/// Adds the items to a view, as the guidebook writes them, with `done` and `buttons`; and for a
/// checklist the progress: how many are done of how many.
pub(super) fn list(view: &mut Map, run: &Run, experience: &Experience, world: &World) {
    if experience.kind.items().is_none() {
        return;
    }
    let mut items = Vec::new();
    let mut total = 0;
    for (index, item) in of(experience).iter().enumerate() {
        let done = run.answers.get(&name(item, index)).is_some();
        total += usize::from(done);
        let mut shown = Map::new();
        for key in &AS_IT_IS {
            shown.set_some(key, item.get(key).cloned());
        }
        shown
            .set("done", done)
            .set("title", filled(item, "title", world))
            .set("url", filled(item, "url", world))
            .set("body", text_of(item, index, experience.kind, world))
            .set("buttons", pressed(item, index, experience.kind, world));
        items.push(Value::Map(shown));
    }
    if experience.kind == Kind::Checklist {
        view.set("progress", vec![total.into(), items.len().into()]);
    }
    view.set("items", items)
        .set("open", run.open)
        .set("label", filled(&experience.content, "label", world));
}

/// The text of an item. One that is opened as a whole has no buttons in it.
fn text_of(item: &Value, index: usize, kind: Kind, world: &World) -> Vec<Value> {
    if kind == Kind::Launcher {
        return blocks(item, "body", world);
    }
    of_item(body(item, world), "button", index)
}

/// The buttons of an item, which say whose they are.
fn pressed(item: &Value, index: usize, kind: Kind, world: &World) -> Vec<Value> {
    let mut buttons = buttons(item, true, world);
    // A dot that was understood must be able to go, and a task that nothing else ends to be done.
    let closing = match kind {
        Kind::Spotlight if !item.says("type", "tooltip") => "Got it",
        Kind::Checklist if item.get("done").is_none() => "Mark as done",
        _ => "",
    };
    if buttons.is_empty() && !closing.is_empty() {
        buttons.push(button(closing, 0_usize.into(), kind == Kind::Spotlight));
    }
    of_item(buttons, "", index)
}

/// Makes buttons say which item they are of: `2.0`, the first of the third. Blocks of text have
/// theirs under a key.
fn of_item(mut buttons: Vec<Value>, under: &str, item: usize) -> Vec<Value> {
    for button in &mut buttons {
        let Value::Map(map) = button else { continue };
        let button = match map.get_mut(under) {
            Some(Value::Map(inner)) => inner,
            _ => map,
        };
        if let Some(at) = button.member("press").as_number() {
            button.set("press", phrase("*.*", &[&whole(item as i64), &whole(at as i64)]));
        }
    }
    buttons
}

/// What an item of a launcher does by its own fields.
fn deed(item: &Value) -> Value {
    let action = match item.text("experience") {
        Some(experience) => Map::new().with("do", "show").with("experience", experience),
        None => Map::new()
            .with("do", "open")
            .with_some("url", item.get("url").cloned())
            .with("new_tab", item.is_true("new_tab")),
    };
    Value::Map(action)
}

impl State {
    /// Checks off what has been done, whether just now or before the list was there, on the screen
    /// or not.
    pub(super) fn check_off(&mut self, turn: &mut Turn) {
        let mut runs = self.runs.active.clone();
        self.waiting(turn.now, &mut runs);
        for run in &runs {
            let Some(experience) = self.guidebook.experience(&run.experience).cloned() else {
                continue;
            };
            if experience.tasks.is_empty() || run.over {
                continue;
            }
            if run.aside {
                if self.runs.active.iter().any(|known| known.id == run.id) {
                    // It is claimed just now.
                    continue;
                }
                self.runs.active.push(run.clone());
            }
            let mut news = false;
            for (index, task) in experience.tasks.iter().enumerate() {
                if task.is_some_and(|task| self.guidebook.graph.holds(task)) {
                    news |= self.tick(&run.id, index, turn);
                }
            }
            if !run.aside {
                // The last task may have been done while the list was not there.
                self.proceed(&run.id, news, turn);
            } else if news {
                self.leave_page(&run.id, turn);
            } else {
                self.drop_run(run);
            }
        }
    }

    /// Marks an item as done; whether it was not before.
    fn tick(&mut self, id: &str, index: usize, turn: &mut Turn) -> bool {
        let Some((run, experience)) = self.run(id) else { return false };
        let Some(item) = of(&experience).get(index) else { return false };
        let item = name(item, index);
        if run.answers.get(&item).is_some() {
            return false;
        }
        if let Some(run) = self.run_mut(id) {
            run.answers.set(&item, true);
        }
        self.note_state(&run, &experience, "step", Some(&item), turn);
        true
    }

    /// Shows what is done now, if that is news, or completes the run where that is everything.
    fn proceed(&mut self, id: &str, news: bool, turn: &mut Turn) {
        let Some((run, experience)) = self.run(id) else { return };
        let done = |(index, item): (usize, &Value)| run.answers.get(&name(item, index)).is_some();
        if of(&experience).iter().enumerate().all(done) {
            self.conclude(id, turn);
        } else if news {
            self.present(id, turn);
        }
    }

    /// The list or panel was opened or folded; of a spotlight, one of its spots was opened.
    pub(super) fn open_items(
        &mut self,
        run: &Run,
        experience: &Experience,
        open: bool,
        turn: &mut Turn,
    ) {
        if open && !run.over {
            self.engage(&run.id, turn);
        }
        if experience.kind != Kind::Spotlight {
            if let Some(run) = self.run_mut(&run.id) {
                run.open = open;
            }
            self.present(&run.id, turn);
        }
    }

    /// A button of an item was used, or an item of a launcher.
    pub(super) fn use_item(
        &mut self,
        run: &Run,
        experience: &Experience,
        item: usize,
        index: usize,
        turn: &mut Turn,
    ) {
        let Some(content) = of(experience).get(item) else { return };
        let mut action = action_at(content, "body", index).cloned();
        self.engage(&run.id, turn);
        if experience.kind == Kind::Launcher {
            action = action.or_else(|| Some(deed(content)));
            self.note_state(run, experience, "step", Some(&name(content, item)), turn);
        }
        let kind = experience.kind;
        let mut ticks = kind != Kind::Checklist || content.get("done").is_none();
        let mut next = action.as_ref();
        loop {
            let does = next.and_then(|action| action.text("do")).unwrap_or("complete");
            let of_item = matches!(does, "complete" | "next" | "submit")
                || (does == "dismiss" && kind == Kind::Spotlight);
            ticks |= of_item;
            // What is opened or shown is not to be covered by the list it was found in.
            if matches!(does, "open" | "show") {
                self.open_items(run, experience, false, turn);
            }
            let Some(action) = next else { break };
            if !of_item {
                self.perform(&run.id, experience, action, turn);
            }
            next = action.get("then");
            if next.is_none() {
                break;
            }
        }
        if kind != Kind::Launcher && ticks && self.tick(&run.id, item, turn) {
            self.proceed(&run.id, true, turn);
        }
    }
}
