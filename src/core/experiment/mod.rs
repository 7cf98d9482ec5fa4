//! Experiments: who gets which variant, the same on every device, without asking anyone.

pub mod hash;
