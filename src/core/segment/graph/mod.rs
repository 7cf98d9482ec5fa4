//! One graph for all conditions of a guidebook: equal conditions are one node, and whatever
//! changes touches only the nodes that depend on it.
//!
//! A node stands after its parts, so its number is its place in a topological order: work that
//! waits is done by rising numbers, and every node is looked at once however many ways lead to
//! it. A joint knows how many of its parts hold, so that a part that flips costs the same in a
//! conjunction of two and of two hundred. Leaves subscribe to *topics* (the path of a fact, the
//! name of an event, the id of an experience); those that time alone will change are woken by
//! one heap of instants.
//!
//! Here it is built; `settle` keeps it up to date, and `ask` answers what it knows.

mod ask;
mod settle;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::condition::Condition;
use super::memory::Memory;
use super::queue::Queue;
use super::topics::Topics;
use crate::core::digest::{digest_of, fnv32a, mixed};
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
    /// A condition without parts, and how it was written, key and operand, by which it is found again;
    /// nothing where it was written wrongly.
    Leaf(Rc<Condition>, Option<Written>),
}

type Written = Rc<(String, Value)>;

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
    /// A digest of the name of the time zone.
    timezone: u32,
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

impl Graph {
    /// The node of a condition: an equal one that is there, or a new one.
    pub fn add(&mut self, condition: Condition) -> NodeId {
        let (what, list) = match condition {
            Condition::All(parts) => (What::All, parts),
            Condition::Any(parts) => (What::Any, parts),
            Condition::Not(part) => (What::Not, vec![*part]),
            Condition::Known(node) => return node,
            leaf => {
                // No fact is called that.
                let written = match leaf {
                    Condition::Constant(holds) => Some(Rc::new(("$".into(), holds.into()))),
                    _ => None,
                };
                (What::Leaf(Rc::new(leaf), written), Vec::new())
            }
        };
        let mut parts = Vec::with_capacity(list.len());
        for part in list {
            parts.push(self.add(part));
        }
        self.intern(what, parts)
    }

    /// The node of a leaf that was written so.
    pub(super) fn leaf(&self, key: &str, operand: &Value) -> Option<NodeId> {
        let is = |node: &Node| match &node.what {
            What::Leaf(_, Some(written)) => written.0 == key && written.1 == *operand,
            _ => false,
        };
        self.find(digest_of_leaf(key, operand), is)
    }

    /// Adds a leaf that is not there yet, as it was written.
    pub(super) fn add_leaf(&mut self, leaf: Condition, key: &str, operand: &Value) -> NodeId {
        let written = Rc::new((key.into(), operand.clone()));
        self.intern(What::Leaf(Rc::new(leaf), Some(written)), Vec::new())
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
        self.ids.find(fnv32a(id), is)
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
        if let Some(known) = self.find(digest, same) {
            return known;
        }
        let id = self.nodes.len();
        let (mut memory, mut fact) = (None, None);
        if let What::Leaf(leaf, _) = &what {
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

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    fn find(&self, digest: u32, same: impl Fn(&Node) -> bool) -> Option<NodeId> {
        self.index.find(digest, |id| self.nodes.get(id).is_some_and(&same))
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
                .find(digest(&node.what, &node.parts), same)
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
        (What::Leaf(_, Some(a)), What::Leaf(_, Some(b))) => a == b,
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
        What::Leaf(_, Some(written)) => digest_of_leaf(&written.0, &written.1),
        What::Leaf(..) => 4,
    };
    for part in parts {
        digest = mixed(digest, *part as u32);
    }
    digest
}

fn digest_of_leaf(key: &str, operand: &Value) -> u32 {
    fnv32a(key) ^ digest_of(operand)
}
