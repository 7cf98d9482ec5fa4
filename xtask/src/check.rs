//! Everything that can be said without running the program: formatting, lints, types.

use anyhow::Result;

use crate::project::{Project, WASM};
use crate::setup;
use crate::shell::{self, note, stage};

pub(crate) const HELP: &str = "\
Checks the formatting, runs clippy for the host and for wasm32 with warnings denied, and checks
the types of the TypeScript sources. Needs no browser.

Usage: cargo xtask check

Example: cargo fmt --all && cargo xtask check";

/// `cargo xtask check`.
pub(crate) fn run() -> Result<()> {
    let project = Project::load()?;

    stage("Formatting");
    shell::run(project.cargo().args(["fmt", "--all", "--check"]))?;

    stage("Lints: this machine");
    clippy(&project, &["--workspace", "--all-targets"])?;

    stage("Lints: wasm32");
    setup::wasm_target()?;
    let web_tests = project.web_tests();
    let mut arguments = vec!["--package", "docent", "--target", WASM, "--lib"];
    arguments.extend(web_tests.iter().flat_map(|name| ["--test", name.as_str()]));
    clippy(&project, &arguments)?;
    clippy(&project, &["--package", "docent-bench", "--target", WASM, "--lib"])?;

    stage("Types");
    types(&project)
}

fn clippy(project: &Project, arguments: &[&str]) -> Result<()> {
    let mut cargo = project.cargo();
    shell::run(cargo.arg("clippy").args(arguments).args(["--", "--deny", "warnings"]))
}

fn types(project: &Project) -> Result<()> {
    if !project.path("pkg-config/tsconfig.json").is_file() {
        note("pkg-config/ has no tsconfig.json: nothing to check");
        return Ok(());
    }
    setup::node_tools(project)?;
    let compiler = "node_modules/typescript/bin/tsc";
    for part in ["pkg-config", "tests/types"] {
        shell::run(project.node().args([compiler, "--noEmit", "--project", part]))?;
    }
    Ok(())
}
