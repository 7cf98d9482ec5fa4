//! Benchmarks. Native ones are Cargo's bench targets; those in the browser will stand beside them.

use anyhow::Result;
use lexopt::prelude::*;

use crate::Request;
use crate::project::Project;
use crate::shell::{self, note, stage};

const HELP: &str = "\
Runs the benchmarks.

Usage: cargo xtask bench [--check]

  --check   Only see that each benchmark runs; measure nothing

Example: cargo xtask bench --check";

pub(crate) struct Options {
    check: bool,
}

impl Options {
    pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Request, lexopt::Error> {
        let mut options = Self { check: false };
        while let Some(argument) = arguments.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(Request::Help(HELP)),
                Long("check") => options.check = true,
                other => return Err(other.unexpected()),
            }
        }
        Ok(Request::Bench(options))
    }
}

/// `cargo xtask bench`.
pub(crate) fn run(options: &Options) -> Result<()> {
    let project = Project::load()?;
    stage("Benchmarks: native");
    if !project.has_benches() {
        note("there are none yet");
        return Ok(());
    }
    let mut cargo = project.cargo();
    // Under `cargo test`, a benchmark runs each of its bodies once.
    let command = if options.check { "test" } else { "bench" };
    shell::run(cargo.args([command, "--package", "docent", "--benches"]))
}
