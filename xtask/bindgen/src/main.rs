//! wasm-bindgen's own tools, compiled from the version in `Cargo.lock`.
//!
//! The command line tool and the library it serves must be the same version to the last digit.
//! Making the tool a member of this workspace pins both in one place, and nobody has to install
//! anything. Two uses:
//!
//! - `bindgen [arguments of wasm-bindgen]` writes the JavaScript half of the bindings;
//! - `bindgen test-runner tests.wasm [filter]` runs `wasm-bindgen-test` suites. It is the `runner`
//!   of the wasm target in `.cargo/config.toml`, so that `cargo test --target
//!   wasm32-unknown-unknown` works as it is.

use std::process::ExitCode;

use wasm_bindgen_cli::{wasm_bindgen, wasm_bindgen_test_runner};

fn main() -> ExitCode {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    let is_runner = arguments.get(1).is_some_and(|first| first == "test-runner");
    let result = if is_runner {
        arguments.remove(1);
        // `cargo test --quiet` passes this on, and the runner would refuse it.
        arguments.retain(|argument| argument != "--quiet");
        wasm_bindgen_test_runner::run_cli_with_args(arguments)
    } else {
        wasm_bindgen::run_cli_with_args(arguments)
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
