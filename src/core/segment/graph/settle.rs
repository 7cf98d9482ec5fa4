//! How a graph is kept up to date: what changed touches its leaves, what happened is fed to them, and
//! whatever flips is followed upwards.

use std::cmp::Reverse;

use super::{Frame, Graph, Node, NodeId, What};
use crate::core::digest::fnv32a;
use crate::core::history::Occurrence;
use crate::core::segment::condition::Condition;
use crate::core::segment::memory::Memory;
use crate::core::segment::test::{self, Outcome};
use crate::core::segment::topics::{About, Topic};
use crate::core::segment::world::World;
use crate::core::time::{Millis, earliest};
use crate::core::value::Value;

impl Graph {
    /// Calls `with` for the leaves of a topic.
    fn each(&mut self, number: usize, mut with: impl FnMut(&mut Self, NodeId)) {
        let mut at = 0;
        // Asked for one by one, so that the leaves can be changed meanwhile.
        while let Some(leaf) = self.topics.get(number).and_then(|topic| topic.leaves.get(at)) {
            let leaf = *leaf;
            with(self, leaf);
            at += 1;
        }
    }

    fn touch(&mut self, about: About) {
        let Some(number) = self.topics.find(about, "") else { return };
        self.each(number, |graph, id| {
            if let Some(memory) = graph.nodes.get_mut(id).and_then(|node| node.memory.as_mut()) {
                memory.stale = true;
            }
            graph.queue.add(id);
        });
    }

    /// A family of facts, such as `user`, is this from now on.
    pub fn changed(&mut self, family: &str, facts: &Value) {
        self.topics.tell(family, facts, &mut self.queue);
    }

    /// The assigned variants changed.
    pub fn reassigned(&mut self) {
        self.touch(About::Variants);
    }

    /// The history is another one: everything about it is read anew.
    pub fn forget(&mut self) {
        self.fed = (0, 0);
        for id in 0..self.nodes.len() {
            if let Some(node) = self.nodes.get_mut(id)
                && node.memory.is_some()
            {
                if !std::mem::replace(&mut node.fresh, true) {
                    self.fresh.push(id);
                }
                self.queue.add(id);
            }
        }
    }

    /// Looks at every node again, for another person.
    #[inline(never)]
    pub fn start_over(&mut self) {
        self.topics.distrust();
        self.forget();
        for id in 0..self.nodes.len() {
            self.queue.add(id);
        }
    }

    /// Brings every node up to date. `changed` must have been told of facts that changed since.
    pub fn settle(&mut self, world: &World) {
        let frame = Frame {
            session: world.session_start,
            utc_offset: world.utc_offset,
            timezone: world.timezone.map_or(0, |zone| fnv32a(&zone.name)),
        };
        if frame != self.frame {
            self.reframe(frame);
        }
        if world.now < self.now {
            // The clock was set back: what has left a window may be in it again.
            self.start_over();
        }
        self.now = world.now;
        self.topics.learn(world);
        let fed = (world.history.events().len(), world.history.states().len());
        if fed != self.fed || !self.fresh.is_empty() {
            self.feed(world);
        }
        while let Some(Reverse((at, id))) = self.alarms.peek().copied()
            && at <= world.now
        {
            self.alarms.pop();
            if self.nodes.get(id).is_some_and(|node| node.until == Some(at)) {
                self.queue.add(id);
            }
        }
        while let Some(id) = self.queue.take() {
            self.look(id, world);
        }
    }

    /// The session or the length of days is another.
    #[inline(never)]
    fn reframe(&mut self, frame: Frame) {
        let before = std::mem::replace(&mut self.frame, frame);
        if before.session != frame.session {
            self.touch(About::Session);
        }
        if before != (Frame { session: before.session, ..frame }) {
            self.touch(About::Days);
        }
    }

    /// Hands what happened to the nodes that are about it; what happened before some were there,
    /// to those alone.
    #[inline(never)]
    fn feed(&mut self, world: &World) {
        let (events, states) = (world.history.events(), world.history.states());
        let (fed_events, fed_states) = self.fed;
        let fresh = std::mem::take(&mut self.fresh);
        for id in &fresh {
            if let Some(Node {
                fresh: true, what: What::Leaf(leaf, _), memory: Some(memory), ..
            }) = self.nodes.get_mut(*id)
            {
                memory.restart(leaf, world);
            }
        }
        if !fresh.is_empty() {
            self.offer(events.get(..fed_events).unwrap_or_default(), true, world);
            self.offer(states.get(..fed_states).unwrap_or_default(), true, world);
        }
        for id in &fresh {
            if let Some(node) = self.nodes.get_mut(*id) {
                node.fresh = false;
            }
        }
        self.offer(events.get(fed_events..).unwrap_or_default(), false, world);
        self.offer(states.get(fed_states..).unwrap_or_default(), false, world);
        self.fed = (events.len(), states.len());
    }

    fn offer(&mut self, list: &[Occurrence], fresh_only: bool, world: &World) {
        for occurrence in list {
            let (about, name) = match occurrence {
                Occurrence::Event { name, .. } => (About::Event, name),
                Occurrence::Experience { id, .. } => (About::Experience, id),
            };
            let Some(number) = self.topics.find(about, name) else { continue };
            self.each(number, |graph, id| {
                if let Some(node) = graph.nodes.get_mut(id)
                    && let (What::Leaf(leaf, _), Some(memory)) = (&node.what, &mut node.memory)
                    && (node.fresh || !fresh_only)
                {
                    memory.take(leaf, occurrence, world);
                    graph.queue.add(id);
                }
            });
        }
    }

    /// Looks at one node, and where it flips, sees to those made from it.
    fn look(&mut self, id: NodeId, world: &World) {
        self.looked += 1;
        let Some(node) = self.nodes.get_mut(id) else { return };
        let holds = match &node.what {
            What::Leaf(leaf, _) => {
                let fact = node.fact.and_then(|number| self.topics.get(number));
                let outcome = look_at(leaf, fact, node.memory.as_deref_mut(), world);
                if node.until != outcome.until {
                    node.until = outcome.until;
                    self.set_alarm(id, outcome.until);
                }
                outcome.holds
            }
            _ => node.should_hold(),
        };
        self.hold(id, holds);
    }

    /// Alarms that were overtaken lie in the heap until their time comes; too many are cleared.
    #[inline(never)]
    fn set_alarm(&mut self, id: NodeId, until: Option<Millis>) {
        let Some(until) = until else { return };
        self.alarms.push(Reverse((until, id)));
        if self.alarms.len() <= 4 * self.nodes.len() + 64 {
            return;
        }
        self.alarms.clear();
        for (id, node) in self.nodes.iter().enumerate() {
            if let Some(until) = node.until {
                self.alarms.push(Reverse((until, id)));
            }
        }
    }

    /// Whether a node holds from now on. Where it flips, those made from it are told; one that
    /// stays as it is has no need to be looked at.
    fn hold(&mut self, id: NodeId, holds: bool) {
        let Some(node) = self.nodes.get_mut(id) else { return };
        if std::mem::replace(&mut node.holds, holds) == holds {
            return;
        }
        for &segment in &node.segments {
            self.flipped.push(segment);
        }
        let mut at = 0;
        // Asked for one by one, so that the parents can be changed meanwhile.
        while let Some(&parent) = self.nodes.get(id).and_then(|node| node.parents.get(at)) {
            at += 1;
            let Some(node) = self.nodes.get_mut(parent) else { continue };
            node.met = if holds { node.met + 1 } else { node.met - 1 };
            if node.holds != node.should_hold() {
                self.queue.add(parent);
            }
        }
    }
}

impl Node {
    /// Whether a node with parts is one that should hold, by how many of them do.
    fn should_hold(&self) -> bool {
        match self.what {
            What::All => self.met == self.parts.len(),
            What::Not => self.met == 0,
            _ => self.met > 0,
        }
    }
}

/// Looks at a leaf now, and finds out when it will flip.
fn look_at(
    leaf: &Condition,
    fact: Option<&Topic>,
    memory: Option<&mut Memory>,
    world: &World,
) -> Outcome {
    if let (Condition::Fact { tests, .. }, Some(fact)) = (leaf, fact) {
        let present = test::all(tests, &fact.value, world);
        // Most facts do not change by time.
        if present.until.is_none() {
            return present;
        }
    }
    look_ahead(leaf, fact, memory, world)
}

/// The same for a leaf that time may flip, or that is about more than one fact.
#[inline(never)]
fn look_ahead(
    leaf: &Condition,
    fact: Option<&Topic>,
    mut memory: Option<&mut Memory>,
    world: &World,
) -> Outcome {
    let mut later = None;
    if let Some(memory) = &mut memory {
        if memory.stale || memory.later.is_some_and(|later| later <= world.now) {
            memory.read(leaf, world);
        }
        memory.expire(leaf, world.now);
        later = memory.later;
    }
    let mut outcome = foresee(leaf, fact, memory.as_deref(), world);
    outcome.until = earliest(outcome.until, later);
    outcome
}

/// What a leaf will be at an instant, if nothing else happens.
pub(super) fn judge(
    leaf: &Condition,
    fact: Option<&Topic>,
    memory: Option<&Memory>,
    world: &World,
) -> Outcome {
    match (leaf, fact, memory) {
        (Condition::Fact { tests, .. }, Some(fact), _) => test::all(tests, &fact.value, world),
        (Condition::Behaviour(behaviour), _, Some(memory)) => behaviour.judge(memory, world),
        (_, _, Some(memory)) => memory.is_done(),
        _ => leaf.eval(world),
    }
}

/// So many instants are tried in search of a flip; after the last, one has to look again.
pub(super) const FAR: usize = 16;

/// The outcome now, changing at the instant at which time alone flips it.
fn foresee(
    leaf: &Condition,
    fact: Option<&Topic>,
    memory: Option<&Memory>,
    world: &World,
) -> Outcome {
    let present = judge(leaf, fact, memory, world);
    let mut next = present;
    for _ in 0..FAR {
        let Some(then) = next.until else { return Outcome::fixed(present.holds) };
        next = judge(leaf, fact, memory, &World { now: then, ..*world });
        if next.holds != present.holds {
            return Outcome::until(present.holds, Some(then));
        }
    }
    Outcome::until(present.holds, next.until)
}
