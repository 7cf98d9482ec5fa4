//! Experiments: who gets which variant, the same on every device, without asking anyone.

mod assign;
pub mod hash;

pub use assign::{Assignment, assign, choose};
