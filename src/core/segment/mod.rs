//! Who is in a segment: conditions compiled once, evaluated locally, explained in words.
//!
//! A condition is read into a [`Condition`] by the [`Compiler`], which reports what is wrong with
//! its place. Evaluating it against a [`World`] gives an [`Outcome`]: whether it holds, and the
//! instant at which time alone may change that, so that nothing ever has to be polled.

mod behaviour;
mod compare;
mod condition;
pub mod explain;
mod pattern;
mod test;
mod world;

pub use behaviour::{Behaviour, Sequence, Window};
pub(crate) use compare::to_text;
pub use condition::{Compiler, Condition};
pub(crate) use pattern::url_matches;
pub(crate) use test::instant;
pub use test::{Order, Outcome, Place, Test, earliest};
pub use world::World;
