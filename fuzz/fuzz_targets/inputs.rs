//! Any texts as what was stored, as calls and as a fetched guidebook: every step ends, and what
//! it stores can be read again.
#![no_main]
#![allow(dead_code, reason = "each target uses one of the bodies")]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|texts: (&str, Vec<(&str, &str)>, Vec<(&str, &str)>)| bodies::inputs(texts));
