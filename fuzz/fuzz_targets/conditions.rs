//! Any two texts as a condition and as facts: compiling, evaluating and explaining end, whatever
//! stands there, and the graph says the same twice.
#![no_main]
#![allow(dead_code, reason = "each target uses one of the bodies")]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|texts: (&str, &str)| bodies::conditions(texts));
