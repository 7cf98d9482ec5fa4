//! What a graph is asked: who is a member, what flipped, when time alone will flip something, and
//! whether all that a node needs was known.

use std::cmp::Reverse;

use super::settle::{FAR, judge};
use super::{Graph, Node, NodeId, What};
use crate::core::segment::behaviour::Source;
use crate::core::segment::condition::Condition;
use crate::core::segment::world::World;
use crate::core::time::{Millis, earliest};

impl Graph {
    /// Whether a node holds, as of when the graph was last settled.
    #[must_use]
    pub fn holds(&self, id: NodeId) -> bool {
        self.nodes.get(id).is_some_and(|node| node.holds)
    }

    /// Whether this person is in the segment with this index.
    #[must_use]
    pub fn is_member(&self, segment: usize) -> bool {
        self.segments.get(segment).is_some_and(|(_, node)| self.holds(*node))
    }

    /// The segments that may have flipped since they were told last.
    #[must_use]
    pub fn flipped(&self) -> &[usize] {
        &self.flipped
    }

    /// Every segment may have flipped.
    pub fn tell_all(&mut self) {
        self.flipped.clear();
        for index in 0..self.segments.len() {
            self.flipped.push(index);
        }
    }

    /// What flipped was told.
    pub fn told(&mut self) {
        self.flipped.clear();
    }

    /// The next instant at which something has to be looked at again.
    #[must_use]
    pub fn next_alarm(&mut self) -> Option<Millis> {
        loop {
            let Reverse((at, id)) = *self.alarms.peek()?;
            if self.nodes.get(id).is_some_and(|node| node.until == Some(at)) {
                return Some(at);
            }
            self.alarms.pop();
        }
    }

    /// The nodes a node is made from.
    #[must_use]
    pub fn parts(&self, id: NodeId) -> &[NodeId] {
        self.nodes.get(id).map(|node| &*node.parts).unwrap_or_default()
    }

    /// How many times all nodes together remember: for tests and figures.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.nodes.iter().filter_map(|node| node.memory.as_ref()).map(|memory| memory.len()).sum()
    }

    /// How many instants are waited for, overtaken ones included: for tests and figures.
    #[must_use]
    pub fn alarms(&self) -> usize {
        self.alarms.len()
    }

    /// The leaf's own next instant.
    #[must_use]
    pub fn until(&self, id: NodeId) -> Option<Millis> {
        self.nodes.get(id)?.until
    }

    /// The node and everything it is made from, by rising numbers.
    pub(super) fn cone(&self, root: NodeId) -> Vec<NodeId> {
        let mut wanted = vec![false; root + 1];
        let mut cone = Vec::new();
        for id in (0..=root).rev() {
            if id == root || wanted.get(id) == Some(&true) {
                cone.push(id);
                for part in self.parts(id) {
                    if let Some(wanted) = wanted.get_mut(*part) {
                        *wanted = true;
                    }
                }
            }
        }
        cone.reverse();
        cone
    }

    /// Whether a node asks for a variant, itself or through segments.
    #[must_use]
    pub fn asks_variant(&self, root: NodeId) -> bool {
        self.has_leaf(root, |leaf| matches!(leaf, Condition::Variant { .. }))
    }

    /// Whether history that would be needed was no longer (or not yet) on the device.
    #[must_use]
    pub fn is_incomplete(&self, root: NodeId, world: &World) -> bool {
        let misses = |leaf: &Condition| match leaf {
            Condition::Behaviour(behaviour) if behaviour.covered().is_none() => {
                misses(&behaviour.source, behaviour.after(world), world)
            }
            // A server may tell how often something happened, and not on how many days.
            Condition::Behaviour(behaviour) => behaviour.totals(world).is_some_and(|known| {
                known.count > 0
                    && (behaviour.counts_days() && known.days == 0
                        || behaviour.of.is_some() && known.sum == 0.0
                        || behaviour.averages() && known.numbers == 0)
            }),
            Condition::Sequence(sequence) => {
                sequence.steps.iter().any(|step| misses(step, Millis::MIN, world))
            }
            _ => false,
        };
        self.has_leaf(root, misses)
    }

    /// Whether a node is such a leaf or is made from one.
    fn has_leaf(&self, root: NodeId, is: impl Fn(&Condition) -> bool) -> bool {
        for id in &self.cone(root) {
            if let Some(Node { what: What::Leaf(leaf, _), .. }) = self.nodes.get(*id)
                && is(leaf)
            {
                return true;
            }
        }
        false
    }

    /// The instant at which time alone flips a node: its leaves are followed through the
    /// instants at which they flip, until the node does.
    #[must_use]
    pub fn flips_at(&self, root: NodeId, world: &World) -> Option<Millis> {
        let cone = self.cone(root);
        let present = self.holds(root);
        let mut now = world.now;
        for _ in 0..FAR * FAR {
            let (holds, next) = self.holds_at(&cone, &World { now, ..*world });
            if holds != present {
                return Some(now);
            }
            now = next?;
        }
        None
    }

    fn holds_at(&self, cone: &[NodeId], world: &World) -> (bool, Option<Millis>) {
        let mut known: Vec<bool> = Vec::new();
        let mut next = None;
        for id in cone {
            let Some(node) = self.nodes.get(*id) else { continue };
            let mut met = 0;
            for part in &node.parts {
                let part = cone.binary_search(part).ok().and_then(|at| known.get(at));
                met += usize::from(part == Some(&true));
            }
            let holds = match &node.what {
                What::All => met == node.parts.len(),
                What::Any | What::Segment(..) => met > 0,
                What::Not => met == 0,
                What::Leaf(leaf, _) => {
                    let outcome = judge(leaf, None, node.memory.as_deref(), world);
                    next = earliest(next, outcome.until);
                    outcome.holds
                }
            };
            known.push(holds);
        }
        (known.last().copied().unwrap_or_default(), next)
    }
}

/// Whether some of what happened after an instant was dropped from the log, or is known to a server
/// alone, which tells of no single event.
fn misses(source: &Source, after: Millis, world: &World) -> bool {
    let elsewhere = |name: &String| {
        let known = world.history.totals(name, "").filter(|known| known.count > 0);
        known.is_some_and(|known| known.last.is_none_or(|last| last > after))
    };
    let names = if let Source::Events(names, _) = source { &**names } else { &[] };
    world.history.misses(after) || names.iter().any(elsewhere)
}
