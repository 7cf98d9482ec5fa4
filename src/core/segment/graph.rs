//! One graph for all conditions of a guidebook: equal conditions are one node, and whatever
//! changes touches only the nodes that depend on it.
//!
//! A node stands after its parts, so its number is its place in a topological order: work that
//! waits is done by rising numbers, and every node is looked at once however many ways lead to
//! it. A joint knows how many of its parts hold, so that a part that flips costs the same in a
//! conjunction of two and of two hundred. Leaves subscribe to *topics* (the path of a fact, the
//! name of an event, the id of an experience); those that time alone will change are woken by
//! one heap of instants.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::behaviour::{Source, Window};
use super::condition::Condition;
use super::memory::Memory;
use super::queue::Queue;
use super::test::{self, Outcome, Test, earliest};
use super::topics::{About, Topic, Topics};
use super::world::World;
use crate::core::digest::{digest_of, fnv32a, mixed};
use crate::core::history::Occurrence;
use crate::core::index::Index;
use crate::core::time::Millis;
use crate::core::value::Value;

/// The number of a node of a [`Graph`].
pub type NodeId = usize;

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Holds while all its parts do.
    All,
    /// Holds while one of its parts does.
    Any,
    /// Holds while its part does not.
    Not,
    /// `$segment`: membership of another segment; holds while its part does.
    Segment(Rc<str>),
    /// A condition without parts.
    Leaf(Rc<Condition>),
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) what: What,
    pub(super) parts: Vec<NodeId>,
    /// How many of the parts hold.
    met: usize,
    parents: Vec<NodeId>,
    /// The segments that are this condition, by index.
    segments: Vec<usize>,
    pub(super) holds: bool,
    /// The instant at which to look again.
    until: Option<Millis>,
    /// Whether it has not been fed what happened before it was there.
    fresh: bool,
    /// Of leaves on what happened.
    memory: Option<Box<Memory>>,
    /// Of leaves on a fact: its topic.
    fact: Option<usize>,
}

/// What the graph was last settled against, where leaves depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Frame {
    session: Millis,
    utc_offset: i32,
}

/// All conditions of a guidebook.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    index: Index,
    /// Segments by index: ids, and the nodes that are their conditions.
    segments: Vec<(Rc<str>, NodeId)>,
    ids: Index,
    /// Leaves by what changes them.
    topics: Topics,
    /// Nodes that have not been fed what happened before they were there.
    fresh: Vec<NodeId>,
    /// Nodes that wait to be looked at.
    queue: Queue,
    /// Instants, and the nodes that are to be looked at then.
    alarms: BinaryHeap<Reverse<(Millis, NodeId)>>,
    /// Indices of segments whose membership may have changed.
    flipped: Vec<usize>,
    /// How much of the history the nodes have been fed: events, and states of experiences.
    fed: (usize, usize),
    now: Millis,
    frame: Frame,
    /// How many nodes were looked at, ever: for tests and figures.
    pub looked: usize,
}

// --- building ------------------------------------------------------------------------------------

impl Graph {
    /// The node of a condition: an equal one that is there, or a new one.
    pub fn add(&mut self, condition: Condition) -> NodeId {
        let (what, list) = match condition {
            Condition::All(parts) => (What::All, parts),
            Condition::Any(parts) => (What::Any, parts),
            Condition::Not(part) => (What::Not, vec![*part]),
            Condition::Known(node) => return node,
            leaf => (What::Leaf(Rc::new(leaf)), Vec::new()),
        };
        let mut parts = Vec::with_capacity(list.len());
        for part in list {
            parts.push(self.add(part));
        }
        self.intern(what, parts)
    }

    /// Makes a segment of a condition that was added.
    pub fn add_segment(&mut self, id: Rc<str>, condition: NodeId) {
        let index = self.segments.len();
        if let Some(node) = self.nodes.get_mut(condition) {
            node.segments.push(index);
        }
        self.ids.add(fnv32a(&id), index);
        self.segments.push((id, condition));
    }

    /// The index of the segment with this id.
    pub(crate) fn segment(&self, id: &str) -> Option<usize> {
        let is = |index: usize| self.segments.get(index).is_some_and(|(known, _)| **known == *id);
        self.ids.find(fnv32a(id), &is)
    }

    /// The node that stands for membership of a segment where others refer to it.
    pub(crate) fn membership(&mut self, id: &str) -> Option<NodeId> {
        let (id, condition) = self.segments.get(self.segment(id)?)?.clone();
        Some(self.intern(What::Segment(id), vec![condition]))
    }

    /// The number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn intern(&mut self, what: What, parts: Vec<NodeId>) -> NodeId {
        let digest = digest(&what, &parts);
        let same = |node: &Node| is_same(&node.what, &what) && node.parts == parts;
        if let Some(known) = self.find(digest, &same) {
            return known;
        }
        let id = self.nodes.len();
        let (mut memory, mut fact) = (None, None);
        if let What::Leaf(leaf) = &what {
            fact = self.topics.subscribe(leaf, id);
            if let Condition::Behaviour(_) | Condition::Sequence(_) = **leaf {
                memory = Some(Box::default());
                self.fresh.push(id);
            }
        }
        for part in &parts {
            if let Some(part) = self.nodes.get_mut(*part) {
                part.parents.push(id);
            }
        }
        self.nodes.push(Node {
            fresh: memory.is_some(),
            what,
            parts,
            met: 0,
            parents: Vec::new(),
            segments: Vec::new(),
            holds: false,
            until: None,
            memory,
            fact,
        });
        self.index.add(digest, id);
        self.queue.add(id);
        id
    }

    fn find(&self, digest: u32, same: &dyn Fn(&Node) -> bool) -> Option<NodeId> {
        self.index.find(digest, &|id| self.nodes.get(id).is_some_and(same))
    }

    /// A graph of its own for one node, to be asked about another history.
    #[must_use]
    pub fn extract(&self, root: NodeId) -> (Graph, NodeId) {
        let mut graph = Graph::default();
        let cone = self.cone(root);
        let mut numbers: Vec<NodeId> = Vec::new();
        for id in &cone {
            let Some(node) = self.nodes.get(*id) else { continue };
            let mut parts = Vec::new();
            for part in &node.parts {
                if let Some(number) = cone.binary_search(part).ok().and_then(|at| numbers.get(at)) {
                    parts.push(*number);
                }
            }
            numbers.push(graph.intern(node.what.clone(), parts));
        }
        (graph, numbers.last().copied().unwrap_or_default())
    }

    /// Looks again at every leaf on facts, whatever changed.
    pub fn recheck(&mut self) {
        self.topics.distrust();
        for id in 0..self.nodes.len() {
            if self.nodes.get(id).is_some_and(|node| node.memory.is_none()) {
                self.queue.add(id);
            }
        }
    }

    /// Takes over what an older graph knows of conditions that both have, so that a new
    /// guidebook reads the history only for what is new in it. Segments are told anew.
    pub fn inherit(&mut self, mut old: Graph) {
        // What was fed to the old nodes and not to the new ones is fed to the fresh ones only.
        self.fed = old.fed;
        self.now = old.now;
        self.frame = old.frame;
        for node in &mut self.nodes {
            let Some(memory) = &mut node.memory else { continue };
            let same = |known: &Node| is_same(&known.what, &node.what);
            let twin = old
                .find(digest(&node.what, &node.parts), &same)
                .and_then(|twin| old.nodes.get_mut(twin));
            if let Some(twin) = twin.filter(|twin| !twin.fresh)
                && let Some(known) = twin.memory.take()
            {
                *memory = known;
                node.fresh = false;
            }
        }
    }
}

fn is_same(a: &What, b: &What) -> bool {
    match (a, b) {
        (What::All, What::All) | (What::Any, What::Any) | (What::Not, What::Not) => true,
        (What::Leaf(a), What::Leaf(b)) => a == b,
        (What::Segment(a), What::Segment(b)) => a == b,
        _ => false,
    }
}

/// A number that equal nodes share and others seldom do.
fn digest(what: &What, parts: &[NodeId]) -> u32 {
    let mut digest = match what {
        What::All => 1,
        What::Any => 2,
        What::Not => 3,
        What::Segment(id) => fnv32a(id),
        What::Leaf(leaf) => digest_of_leaf(leaf),
    };
    for part in parts {
        digest = mixed(digest, *part as u32);
    }
    digest
}

fn digest_of_leaf(leaf: &Condition) -> u32 {
    match leaf {
        Condition::Fact { path, tests } => fnv32a(path) ^ digest_of_tests(tests),
        Condition::Behaviour(behaviour) => {
            let window = match behaviour.window {
                Window::Last(span) => (span / 1000) as u32,
                _ => 0,
            };
            let name = match &behaviour.source {
                Source::Events(names, _) => names.first(),
                Source::Experience { id, .. } => Some(id),
            };
            let mut digest = name.map_or(5, |name| fnv32a(name)) ^ window.rotate_left(11);
            for tests in &behaviour.tests {
                digest = digest.rotate_left(7) ^ digest_of_tests(tests);
            }
            digest
        }
        _ => 4,
    }
}

fn digest_of_tests(tests: &[Test]) -> u32 {
    let mut digest = 0;
    for test in tests {
        digest = mixed(digest, digest_of(&test.operand));
    }
    digest
}

// --- changing ------------------------------------------------------------------------------------

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
        let frame = Frame { session: world.session_start, utc_offset: world.utc_offset };
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
        if before.utc_offset != frame.utc_offset {
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
                fresh: true, what: What::Leaf(leaf), memory: Some(memory), ..
            }) = self.nodes.get_mut(*id)
            {
                memory.restart(leaf, world);
            }
        }
        if !fresh.is_empty() {
            self.offer(events.get(..fed_events).unwrap_or_default(), true, world);
            self.offer(states.get(..fed_states).unwrap_or_default(), true, world);
        }
        for id in fresh {
            if let Some(node) = self.nodes.get_mut(id) {
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
                    && let (What::Leaf(leaf), Some(memory)) = (&node.what, &mut node.memory)
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
            What::Leaf(leaf) => {
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
        return match present.until {
            None => present,
            Some(_) => foresee(world, &|world| test::all(tests, &fact.value, world)),
        };
    }
    look_back(leaf, memory, world)
}

/// The same for a leaf on more than one fact.
#[inline(never)]
fn look_back(leaf: &Condition, memory: Option<&mut Memory>, world: &World) -> Outcome {
    let Some(memory) = memory else {
        return foresee(world, &|world| leaf.eval(world));
    };
    if memory.stale || memory.later.is_some_and(|later| later <= world.now) {
        memory.read(leaf, world);
    }
    memory.expire(leaf, world.now);
    let mut outcome = foresee(world, &|world| judge(leaf, memory, world));
    outcome.until = earliest(outcome.until, memory.later);
    outcome
}

/// What a leaf on what happened will be at an instant, if nothing else happens.
fn judge(leaf: &Condition, memory: &Memory, world: &World) -> Outcome {
    match leaf {
        Condition::Behaviour(behaviour) => behaviour.judge(memory, world),
        _ => memory.is_done(),
    }
}

/// So many instants are tried in search of a flip; after the last, one has to look again.
const FAR: usize = 16;

/// The outcome now, changing at the instant at which time alone flips it.
fn foresee(world: &World, at: &dyn Fn(&World) -> Outcome) -> Outcome {
    let present = at(world);
    let mut next = present;
    for _ in 0..FAR {
        let Some(then) = next.until else { return Outcome::fixed(present.holds) };
        next = at(&World { now: then, ..*world });
        if next.holds != present.holds {
            return Outcome::until(present.holds, Some(then));
        }
    }
    Outcome::until(present.holds, next.until)
}

// --- asking --------------------------------------------------------------------------------------

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
        self.flipped = (0..self.segments.len()).collect();
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

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
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
    fn cone(&self, root: NodeId) -> Vec<NodeId> {
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
        self.has_leaf(root, &|leaf| matches!(leaf, Condition::Variant { .. }))
    }

    /// Whether history that would be needed was no longer (or not yet) on the device.
    #[must_use]
    pub fn is_incomplete(&self, root: NodeId, world: &World) -> bool {
        let misses = |leaf: &Condition| match leaf {
            Condition::Behaviour(behaviour) => {
                matches!(behaviour.source, Source::Events(..))
                    && behaviour.covered().is_none()
                    && world.history.misses(behaviour.after(world))
            }
            Condition::Sequence(_) => world.history.misses(Millis::MIN),
            _ => false,
        };
        self.has_leaf(root, &misses)
    }

    /// Whether a node is such a leaf or is made from one.
    fn has_leaf(&self, root: NodeId, is: &dyn Fn(&Condition) -> bool) -> bool {
        for id in self.cone(root) {
            if let Some(Node { what: What::Leaf(leaf), .. }) = self.nodes.get(id)
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
                What::Leaf(leaf) => {
                    let outcome = match &node.memory {
                        Some(memory) => judge(leaf, memory, world),
                        None => leaf.eval(world),
                    };
                    next = earliest(next, outcome.until);
                    outcome.holds
                }
            };
            known.push(holds);
        }
        (known.last().copied().unwrap_or_default(), next)
    }
}
