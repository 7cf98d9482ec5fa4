//! The demo: build, then the development server in the foreground.

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::project::Project;
use crate::shell::{self, note, stage};
use crate::{Request, build};

const HELP: &str = "\
Builds the package and serves the demo with it, until Ctrl-C.

Usage: cargo xtask demo [--port 8080] [--open]

  --port <number>   Port on 127.0.0.1 (8080)
  --open            Open the demo in the browser

Example: cargo xtask demo --port 3000 --open";

pub(crate) struct Options {
    port: u16,
    open: bool,
}

impl Options {
    pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Request, lexopt::Error> {
        let mut options = Self { port: 8080, open: false };
        while let Some(argument) = arguments.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(Request::Help(HELP)),
                Long("port") => options.port = arguments.value()?.parse()?,
                Long("open") => options.open = true,
                other => return Err(other.unexpected()),
            }
        }
        Ok(Request::Demo(options))
    }
}

/// `cargo xtask demo`.
pub(crate) fn run(options: &Options) -> Result<()> {
    let project = Project::load()?;
    if !project.path("www/server.mjs").is_file() {
        bail!("www/server.mjs is missing");
    }
    build::package(&project)?;

    stage("Demo");
    note("what Docent sends to the collector is kept in target/collector.jsonl");
    let mut server = project.node();
    server.arg("www/server.mjs").arg("--port").arg(options.port.to_string());
    if options.open {
        server.arg("--open");
    }
    shell::become_program(&mut server)
}
