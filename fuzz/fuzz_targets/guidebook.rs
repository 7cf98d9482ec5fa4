//! Any text as a guidebook: it is refused with one place, or its good parts are in force.
#![no_main]
#![allow(dead_code, reason = "each target uses one of the bodies")]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|text: &str| bodies::guidebook(text));
