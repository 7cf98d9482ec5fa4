//! Who is in a segment: conditions compiled once, evaluated locally and incrementally, explained
//! in words.
//!
//! A condition is read into a [`Condition`] by the [`Compiler`], which reports what is wrong with
//! its place, and becomes part of one [`Graph`] that all conditions of a guidebook share. What
//! happens, a fact that changes or an instant that comes touches only the nodes that depend on
//! it; each knows the instant at which time alone will change it, so that nothing is ever polled.

mod behaviour;
mod compare;
mod condition;
pub mod explain;
mod graph;
mod memory;
mod pattern;
mod queue;
mod regex;
mod test;
mod topics;
mod world;

pub use behaviour::{Behaviour, Sequence, Source, Window};
pub use condition::{Compiler, Condition};
pub use graph::{Graph, NodeId};
pub(crate) use pattern::url_matches;
pub use test::{Operator, Outcome, Test};
pub use world::World;
