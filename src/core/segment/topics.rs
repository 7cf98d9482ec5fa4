//! Which leaves are told of what: the paths of facts, the names of events, the ids of
//! experiences. Each name stands once, however many leaves are about it.

use super::behaviour::{Source, Window};
use super::condition::Condition;
use super::graph::NodeId;
use super::index::Index;
use crate::core::experiment::hash::fnv32a;
use crate::core::strings::until;
use crate::core::value::Value;

/// What a topic is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum About {
    Fact,
    Event,
    Experience,
    /// The present session, the length of days, the assigned variants: one topic each.
    Session,
    Days,
    Variants,
}

#[derive(Clone, Debug)]
pub(super) struct Topic {
    about: About,
    name: String,
    /// Where in its family a fact was found last.
    member: usize,
    /// Whether it lies deeper than that.
    deep: bool,
    /// The leaves that it changes.
    pub(super) leaves: Vec<NodeId>,
    /// Of a family of facts: the topics of the family that leaves are about.
    pub(super) family: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Topics {
    list: Vec<Topic>,
    index: Index,
}

impl Topics {
    /// The number of a topic, where there is one.
    pub(super) fn find(&self, about: About, name: &str) -> Option<usize> {
        let is = |number| {
            self.get(number).is_some_and(|topic| topic.about == about && topic.name == name)
        };
        self.index.find(digest(about, name), &is)
    }

    pub(super) fn get(&self, number: usize) -> Option<&Topic> {
        self.list.get(number)
    }

    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut Topic> {
        self.list.get_mut(number)
    }

    fn enter(&mut self, about: About, name: &str) -> usize {
        self.find(about, name).unwrap_or_else(|| {
            let number = self.list.len();
            let (leaves, family) = (Vec::new(), Vec::new());
            let deep = name.bytes().filter(|byte| *byte == b'.').count() > 1;
            self.list.push(Topic { about, name: name.into(), member: 0, deep, leaves, family });
            self.index.add(digest(about, name), number);
            number
        })
    }

    fn add(&mut self, about: About, name: &str, leaf: NodeId) {
        let number = self.enter(about, name);
        let Some(topic) = self.list.get_mut(number) else { return };
        let first = topic.leaves.is_empty();
        if topic.leaves.last() != Some(&leaf) {
            topic.leaves.push(leaf);
        }
        if first && about == About::Fact {
            let family = self.enter(about, until(name, b"."));
            if let Some(family) = self.list.get_mut(family) {
                family.family.push(number);
            }
        }
    }

    /// Adds a leaf to everything that changes it.
    pub(super) fn subscribe(&mut self, leaf: &Condition, id: NodeId) {
        match leaf {
            Condition::Fact { path, .. } | Condition::Top { of: path, .. } => {
                self.add(About::Fact, path, id);
            }
            Condition::Sample { .. } => {
                for path in ["user.id", "user.anonymous_id", "id"] {
                    self.add(About::Fact, path, id);
                }
            }
            Condition::Variant { .. } => self.add(About::Variants, "", id),
            Condition::Behaviour(behaviour) => {
                self.subscribe_source(&behaviour.source, id);
                if behaviour.window == Window::Session {
                    self.add(About::Session, "", id);
                }
                if behaviour.counts_days() {
                    self.add(About::Days, "", id);
                }
            }
            Condition::Sequence(sequence) => {
                for step in &sequence.steps {
                    self.subscribe_source(step, id);
                }
            }
            _ => {}
        }
    }

    fn subscribe_source(&mut self, source: &Source, leaf: NodeId) {
        match source {
            Source::Events(names, _) => {
                for name in names {
                    self.add(About::Event, name, leaf);
                }
            }
            Source::Experience { id, .. } => self.add(About::Experience, id, leaf),
        }
    }
}

impl Topic {
    /// Whether a fact differs between two values of its family, whose name has so many bytes.
    pub(super) fn differs(&mut self, family: usize, before: &Value, after: &Value) -> bool {
        let Some(rest) = self.name.get(family + 1..) else { return before != after };
        match (before, after) {
            (Value::Map(before), Value::Map(after)) if !self.deep => {
                before.near(rest, &mut self.member) != after.near(rest, &mut self.member)
            }
            _ => before.at(rest) != after.at(rest),
        }
    }
}

fn digest(about: About, name: &str) -> u32 {
    fnv32a(name) ^ (about as u32)
}
