//! Which leaves are told of what: the paths of facts, the names of events, the ids of
//! experiences. Each name stands once, however many leaves are about it; a fact is found and
//! compared once, and then stands where its leaves look at it.

use std::rc::Rc;

use super::behaviour::{Source, Window};
use super::condition::Condition;
use super::graph::NodeId;
use super::queue::Queue;
use super::world::World;
use crate::core::digest::fnv32a;
use crate::core::index::Index;
use crate::core::strings::{same, until};
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
    /// Of a fact: what it was when it was last told of.
    pub(super) value: Value,
    /// Its name within its family, such as `plan`, unless it is the family.
    within: Option<Rc<str>>,
    /// Whether that leads deeper than one member.
    deep: bool,
    /// The place of the member that was found last.
    member: usize,
    /// The leaves that it changes.
    pub(super) leaves: Vec<NodeId>,
}

/// The facts before whose first dot the same stands, such as `user`.
#[derive(Clone, Debug)]
struct Family {
    name: String,
    /// The topics of those that leaves are about.
    topics: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Topics {
    list: Vec<Topic>,
    index: Index,
    families: Vec<Family>,
    /// The topics before this one know their facts.
    told: usize,
}

impl Topics {
    /// The number of a topic, where there is one.
    pub(super) fn find(&self, about: About, name: &str) -> Option<usize> {
        let is = |number| {
            self.get(number).is_some_and(|topic| topic.about == about && topic.name == name)
        };
        self.index.find(digest(about, name), is)
    }

    pub(super) fn get(&self, number: usize) -> Option<&Topic> {
        self.list.get(number)
    }

    fn enter(&mut self, about: About, name: &str) -> usize {
        self.find(about, name).unwrap_or_else(|| {
            let number = self.list.len();
            let within = name.get(until(name, b".").len() + 1..);
            self.list.push(Topic {
                about,
                name: name.into(),
                value: Value::Null,
                within: within.map(Into::into),
                deep: within.is_some_and(|within| until(within, b".") != within),
                member: 0,
                leaves: Vec::new(),
            });
            self.index.add(digest(about, name), number);
            number
        })
    }

    fn add(&mut self, about: About, name: &str, leaf: NodeId) -> usize {
        let number = self.enter(about, name);
        let Some(topic) = self.list.get_mut(number) else { return number };
        let first = topic.leaves.is_empty();
        if topic.leaves.last() != Some(&leaf) {
            topic.leaves.push(leaf);
        }
        if first && about == About::Fact {
            self.told = self.told.min(number);
            let family = until(name, b".");
            match self.families.iter_mut().find(|known| known.name == family) {
                Some(known) => known.topics.push(number),
                None => self.families.push(Family { name: family.into(), topics: vec![number] }),
            }
        }
        number
    }

    /// A family of facts is this from now on: the leaves about what differs go into the queue.
    pub(super) fn tell(&mut self, family: &str, facts: &Value, queue: &mut Queue) {
        let Some(family) = self.families.iter().find(|known| same(&known.name, family)) else {
            return;
        };
        for number in &family.topics {
            if let Some(topic) = self.list.get_mut(*number)
                && topic.tell(facts)
            {
                for leaf in &topic.leaves {
                    queue.add(*leaf);
                }
            }
        }
    }

    /// Lets facts be looked up anew, all of them.
    pub(super) fn distrust(&mut self) {
        self.told = 0;
    }

    /// Looks up the facts that were not told of yet.
    pub(super) fn learn(&mut self, world: &World) {
        while let Some(topic) = self.list.get_mut(self.told) {
            self.told += 1;
            if topic.about == About::Fact && !topic.leaves.is_empty() {
                topic.value = world.fact(&topic.name).clone();
            }
        }
    }

    /// Adds a leaf to everything that changes it. Of a leaf on a fact, the fact's topic.
    pub(super) fn subscribe(&mut self, leaf: &Condition, id: NodeId) -> Option<usize> {
        match leaf {
            Condition::Fact { path, .. } => return Some(self.add(About::Fact, path, id)),
            Condition::Top { of: path, .. } => {
                self.add(About::Fact, path, id);
            }
            Condition::Sample { .. } => {
                for path in &["user.id", "user.anonymous_id", "id"] {
                    self.add(About::Fact, path, id);
                }
            }
            Condition::Variant { .. } => {
                self.add(About::Variants, "", id);
            }
            Condition::Behaviour(behaviour) => {
                self.subscribe_source(&behaviour.source, id);
                if matches!(behaviour.window, Window::Session) {
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
        None
    }

    fn subscribe_source(&mut self, source: &Source, leaf: NodeId) {
        match source {
            Source::Events(names, _) => {
                for name in names {
                    self.add(About::Event, name, leaf);
                }
            }
            Source::Experience { id, .. } => {
                self.add(About::Experience, id, leaf);
            }
        }
    }
}

impl Topic {
    /// Tells a fact of the family it is in: whether it differs from what it was.
    fn tell(&mut self, facts: &Value) -> bool {
        const MISSING: &Value = &Value::Null;
        let value = match (&mut self.within, facts) {
            (None, _) => Some(facts),
            (Some(within), Value::Map(facts)) if !self.deep => facts.near(within, &mut self.member),
            (Some(within), _) => facts.at(within),
        };
        let value = value.unwrap_or(MISSING);
        match (&mut self.value, value) {
            (Value::Number(known), Value::Number(now)) => std::mem::replace(known, *now) != *now,
            (Value::Text(known), Value::Text(now)) if same(known, now) => false,
            (known, now) if known == now => false,
            (known, now) => {
                *known = now.clone();
                true
            }
        }
    }
}

fn digest(about: About, name: &str) -> u32 {
    fnv32a(name) ^ (about as u32)
}
