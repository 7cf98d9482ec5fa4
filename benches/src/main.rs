//! The native half of `cargo xtask bench`: measures and writes one JSON object to standard output.
//!
//! Usage: docent-bench <directory that benches/mix.mjs has filled>
//!
//! What is compared is measured in turns, a batch of each at a time, so that whatever disturbs
//! the machine disturbs all of it; a figure is the median of its batches.

#![cfg_attr(target_arch = "wasm32", allow(unused))]

#[cfg(not(target_arch = "wasm32"))]
mod hostile;
#[cfg(not(target_arch = "wasm32"))]
mod native;

fn main() -> std::process::ExitCode {
    #[cfg(not(target_arch = "wasm32"))]
    if let Err(why) = native::run() {
        eprintln!("error: {why}");
        return std::process::ExitCode::FAILURE;
    }
    std::process::ExitCode::SUCCESS
}
