//! What `cargo xtask bench` measures, the same on a laptop and in the page: an [`Engine`] is the
//! conditions of a guidebook, one person, and nothing else of Docent.

mod engine;
#[cfg(target_arch = "wasm32")]
mod page;

pub use engine::{Engine, Malformed};
