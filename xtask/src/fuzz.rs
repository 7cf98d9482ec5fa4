//! `cargo xtask fuzz`: random and hostile input, for a bounded time, into everything that reads
//! what comes from outside.

use std::process::Command;

use anyhow::{Context, Result};
use lexopt::prelude::*;

use crate::Request;
use crate::project::Project;
use crate::shell::{self, note, stage};

const HELP: &str = "\
Fuzzes everything that reads outside data, for a bounded time.

Usage: cargo xtask fuzz [--seconds N]

  --seconds N   For each target (60 where missing)

Installs cargo-fuzz where it is missing (it is compiled: some minutes). What is found is kept
under fuzz/artifacts, and belongs into the tests as a case.

Example: cargo xtask fuzz --seconds 300";

const TARGETS: [&str; 3] = ["conditions", "guidebook", "inputs"];

pub(crate) struct Options {
    seconds: u32,
}

impl Options {
    pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Request, lexopt::Error> {
        let mut options = Self { seconds: 60 };
        while let Some(argument) = arguments.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(Request::Help(HELP)),
                Long("seconds") => options.seconds = arguments.value()?.parse()?,
                other => return Err(other.unexpected()),
            }
        }
        Ok(Request::Fuzz(options))
    }
}

/// `cargo xtask fuzz`.
pub(crate) fn run(options: &Options) -> Result<()> {
    let project = Project::load()?;
    let there = Command::new("cargo").args(["fuzz", "--version"]).output();
    if !there.is_ok_and(|answer| answer.status.success()) {
        stage("Installing cargo-fuzz");
        shell::run(project.cargo().args(["install", "cargo-fuzz", "--locked"]))?;
    }
    stage("Compiling the targets");
    shell::run(project.cargo().env("RUSTC_BOOTSTRAP", "1").args(["fuzz", "build"]))?;
    for target in TARGETS {
        stage(&format!("Fuzzing {target} for {} seconds", options.seconds));
        let time = format!("-max_total_time={}", options.seconds);
        // The sanitizers are unstable flags of a stable compiler.
        shell::run(project.cargo().env("RUSTC_BOOTSTRAP", "1").args([
            "fuzz",
            "run",
            target,
            "--",
            &time,
            "-print_final_stats=1",
            "-verbosity=0",
        ]))
        .with_context(|| format!("{target}: what was found is in fuzz/artifacts/{target}"))?;
        note(format_args!("{target}: nothing found"));
    }
    Ok(())
}
