//! Goals: what people do after they were shown a variant, or after an experience was completed.
//!
//! A goal counts once for each exposure and each completion, and asks only for what happened
//! since. What held before is no success of what was shown: where facts alone satisfied the goal
//! already, they must first cease to.

use super::{State, Turn};
use crate::core::guidebook::{Goal, names_goal};
use crate::core::history::History;
use crate::core::ids::once;
use crate::core::person::{Families, Milestone, Person};
use crate::core::record::RecordKind;
use crate::core::segment::{Graph, NodeId, World};
use crate::core::time::Millis;
use crate::core::value::Value;

/// A goal on its way, after one exposure or completion.
pub(super) struct Pursuit {
    /// The goal, by its index.
    goal: usize,
    /// What it is to follow from.
    from: Milestone,
    /// What the person did since.
    since: Box<Person>,
    /// The goal's condition in a graph of its own, asked about that alone.
    graph: Graph,
    root: NodeId,
    /// How many records of the log are behind, and the id of the last of them.
    read: (usize, String),
    /// Whether it has been seen not to hold.
    open: bool,
}

impl State {
    /// Records the goals that have been reached.
    pub(super) fn pursue_goals(&mut self, turn: &mut Turn) {
        let mut pursuits = self.pursuits(turn.now);
        let mut reached = Vec::new();
        for pursuit in &mut pursuits {
            self.catch_up(pursuit);
            let Some(goal) = self.guidebook.goals.get(pursuit.goal) else { continue };
            let world = World { history: &pursuit.since.history, ..self.world(turn.now) };
            pursuit.graph.recheck();
            pursuit.graph.settle(&world);
            turn.wake_at(pursuit.graph.next_alarm());
            let holds = pursuit.graph.holds(pursuit.root);
            if holds && pursuit.open {
                let id = once(&[&pursuit.from.id, &goal.id], turn.now);
                reached.push((id, pursuit.from.with_goal(goal)));
            }
            pursuit.open |= !holds;
        }
        self.pursuits = pursuits;
        for (id, what) in &reached {
            let told = what.clone();
            let id =
                self.record_as(id.clone(), RecordKind::Goal, "Goal Reached", what.clone(), turn);
            let told = told.with("time", turn.now).with_some("messageId", id.as_deref());
            turn.notify("goal", told);
        }
    }

    /// All goals on their way: those that were before, and new ones.
    fn pursuits(&mut self, now: Millis) -> Vec<Pursuit> {
        let mut before = std::mem::take(&mut self.pursuits);
        let mut pursuits = Vec::new();
        for (index, goal) in self.guidebook.goals.iter().enumerate() {
            for from in &self.person.milestones {
                if !self.leads_to(from, goal) || self.is_over(from, goal, now) {
                    continue;
                }
                let same = |known: &Pursuit| known.goal == index && known.from == *from;
                pursuits.push(match before.iter().position(same) {
                    Some(at) => before.swap_remove(at),
                    None => self.pursue(index, goal, from, now),
                });
            }
        }
        pursuits
    }

    /// Whether an exposure's experiment or a completed experience names the goal.
    fn leads_to(&self, from: &Milestone, goal: &Goal) -> bool {
        let text = |key: &str| from.what.member(key).as_text();
        if from.what.get("goal").is_some() {
            return false;
        }
        let content = match (text("experiment_id"), text("experience")) {
            (Some(id), _) => self.guidebook.experiment(id).map(|experiment| &experiment.content),
            (_, Some(id)) => self.guidebook.experience(id).map(|experience| &experience.content),
            _ => None,
        };
        content.is_some_and(|content| names_goal(content, &goal.id))
    }

    /// Whether the goal was reached since, or is too late.
    fn is_over(&self, from: &Milestone, goal: &Goal, now: Millis) -> bool {
        let reached = self.person.milestone(&from.with_goal(goal));
        // By time alone: of what happens once, the id says only in which minute it was.
        reached.is_some_and(|reached| reached.time >= from.time)
            || goal.within.is_some_and(|within| now > from.time + within)
    }

    fn pursue(&self, index: usize, goal: &Goal, from: &Milestone, now: Millis) -> Pursuit {
        let start = self.after(from);
        let nothing = History::default();
        let world = World { history: &nothing, ..self.world(now) };
        let (mut graph, root) = self.guidebook.graph.extract(goal.when);
        graph.settle(&world);
        let mut open = !graph.holds(root);
        if !open {
            // It holds by facts alone: did it then?
            let then = self.person_of(0, start);
            let mut facts = self.facts.to_map();
            facts.merge(&then.facts(Families::ALL, &self.identity, 0));
            graph.recheck();
            graph.settle(&World { facts: &Value::Map(facts), ..world });
            open = !graph.holds(root);
        }
        graph.forget();
        let since = self.person_of(start, start);
        let read = (0, String::new());
        Pursuit { goal: index, from: from.clone(), since, graph, root, read, open }
    }

    /// The index of the first record after a milestone.
    fn after(&self, from: &Milestone) -> usize {
        let order = (from.time, from.id.as_str());
        self.records_until(order, true)
    }

    /// Adds what happened meanwhile; anew where the log has changed before that.
    fn catch_up(&self, pursuit: &mut Pursuit) {
        let (read, last) = &pursuit.read;
        let known = read.checked_sub(1).and_then(|at| self.log.records.get(at));
        if known.is_some_and(|record| record.id == *last) {
            self.fold(*read, self.log.records.len(), &mut pursuit.since);
        } else {
            pursuit.since = self.person_of(self.after(&pursuit.from), self.log.records.len());
            pursuit.graph.forget();
        }
        let last = self.log.records.last().map(|record| record.id.clone());
        pursuit.read = (self.log.records.len(), last.unwrap_or_default());
    }
}
