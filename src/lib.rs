//! Docent: a guide for the people inside a web application.
//!
//! Read in this order: [`core`] decides, and knows nothing of a browser; `browser` turns what
//! happens on the page into inputs and performs the effects; `api` is what the loader calls.
//! [`native`] is the same edge for a laptop: the command line, tests and benchmarks.

pub mod core;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
