//! `cargo xtask`: everything one does in this repository, with all set-up included.
//!
//! Each subcommand first sets up what it needs and no more ([`setup`]), then works through its
//! stages and says what it is doing. Read [`build`] to see how the npm package comes about, and
//! [`test`] for what "all tests" means. [`shell`] starts other programs; [`project`] knows where
//! things are.

mod bench;
mod browser;
mod build;
mod check;
mod demo;
mod fuzz;
mod locals;
mod mutants;
mod notices;
mod project;
mod setup;
mod shell;
mod size;
mod test;
mod unused;

use std::process::ExitCode;

use lexopt::prelude::*;

const HELP: &str = "\
cargo xtask: everything one does in this repository, set-up included

Usage: cargo xtask <command> [options]

Commands:
  demo    Build and serve the demo            cargo xtask demo --port 8080 --open
  build   Make the npm package in dist/       cargo xtask build
  size    Build, weigh, hold to the budget    cargo xtask size
  check   Formatting, lints and types         cargo xtask check
  test    Run every test                      cargo xtask test --native --filter segment
          ... in three browsers               cargo xtask test --e2e --all-engines
  bench   Run the benchmarks                  cargo xtask bench --check
  mutants Break the engine, see tests notice  cargo xtask mutants
  fuzz    Feed it random and hostile input    cargo xtask fuzz --seconds 60

`cargo xtask <command> --help` tells more about one.
Needs Rust (rustup) and Node 20.10 or newer; sets up the rest: the wasm32 target, the pinned
npm tools, and for tests Chromium with chromedriver (found, or installed by apt on Debian).";

/// What the command line asks for.
enum Request {
    /// Print a text and stop.
    Help(&'static str),
    Demo(demo::Options),
    Build,
    Size,
    Check,
    Test(test::Options),
    Bench(bench::Options),
    Mutants,
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    let request = match parse(lexopt::Parser::from_env()) {
        Ok(request) => request,
        Err(error) => {
            eprintln!("error: {error}\n\n`cargo xtask --help` lists the commands.");
            return ExitCode::from(2);
        }
    };
    match perform(request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(request: Request) -> anyhow::Result<()> {
    match request {
        Request::Help(text) => {
            println!("{text}");
            Ok(())
        }
        Request::Demo(options) => demo::run(&options),
        Request::Build => build::run(),
        Request::Size => size::run(),
        Request::Check => check::run(),
        Request::Test(options) => test::run(&options),
        Request::Bench(options) => bench::run(&options),
        Request::Mutants => mutants::run(),
        Request::Fuzz(options) => fuzz::run(&options),
    }
}

fn parse(mut arguments: lexopt::Parser) -> Result<Request, lexopt::Error> {
    let command = match arguments.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Request::Help(HELP)),
        Some(Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    match command.as_str() {
        "demo" => demo::Options::parse(arguments),
        "build" => no_options(arguments, build::HELP, Request::Build),
        "size" => no_options(arguments, size::HELP, Request::Size),
        "check" => no_options(arguments, check::HELP, Request::Check),
        "test" => test::Options::parse(arguments),
        "bench" => bench::Options::parse(arguments),
        "fuzz" => fuzz::Options::parse(arguments),
        "mutants" => no_options(arguments, mutants::HELP, Request::Mutants),
        "help" => Ok(Request::Help(HELP)),
        unknown => Err(format!("there is no command `{unknown}`").into()),
    }
}

/// The command line of a command that only knows `--help`.
fn no_options(
    mut arguments: lexopt::Parser,
    help: &'static str,
    request: Request,
) -> Result<Request, lexopt::Error> {
    match arguments.next()? {
        None => Ok(request),
        Some(Short('h') | Long("help")) => Ok(Request::Help(help)),
        Some(other) => Err(other.unexpected()),
    }
}
