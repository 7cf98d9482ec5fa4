//! `cargo xtask mutants`: breaks the segment engine on purpose, one way after another, and sees
//! that the oracle notices. A mutant that survives is a hole in the tests.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::shell::{note, stage};

pub(crate) const HELP: &str = "\
Breaks the segment engine on purpose and sees that the tests notice.

Usage: cargo xtask mutants

Each mutant is one changed line in a copy of the repository under target/mutants, where the
oracle (tests/core/oracle.rs) has to fail. Takes some minutes.";

/// A file of the engine, what stands there, what is put in its place, and what that breaks.
type Mutant = (&'static str, &'static str, &'static str, &'static str);

const MUTANTS: [Mutant; 15] = [
    (
        "memory.rs",
        "oldest.0 <= now - span",
        "oldest.0 <= now",
        "a window forgets what is still in it",
    ),
    (
        "memory.rs",
        "let out = |time: Millis| time <= now - span;",
        "let out = |time: Millis| time < now - span;",
        "a flip is foretold a moment late",
    ),
    (
        "memory.rs",
        "self.matches.len() - self.gone > most",
        "self.matches.len() - self.gone >= most",
        "one match too few is remembered",
    ),
    (
        "memory.rs",
        "self.sum.add(-amount);\n        self.gone += 1;",
        "self.gone += 1;",
        "a sum never shrinks",
    ),
    (
        "memory.rs",
        "self.numbers -= usize::from(!amount.is_nan());",
        "",
        "an average is of what has left the window, too",
    ),
    ("memory.rs", "last.1 = time,", "{}", "a day ends with its first event"),
    (
        "behaviour.rs",
        "*slot = (*slot).max(Some(start));",
        "*slot = (*slot).or(Some(start));",
        "a sequence keeps its first start and not its latest",
    ),
    (
        "behaviour.rs",
        "now: *time, ..*world",
        "..*world",
        "a filter is asked at another time than the event's",
    ),
    (
        "behaviour.rs",
        "most = most.max(test.compared_with()?.as_number()?.floor() + 2.0);",
        "most = most.max(test.compared_with()?.as_number()?.floor());",
        "too few matches decide a count",
    ),
    (
        "graph/settle.rs",
        "What::Not => self.met == 0",
        "What::Not => self.met > 0",
        "not is forgotten",
    ),
    (
        "graph/settle.rs",
        "if world.now < self.now {",
        "if false {",
        "a clock that is set back is not noticed",
    ),
    (
        "graph/settle.rs",
        "if before.session != frame.session {",
        "if false {",
        "a new session goes unnoticed",
    ),
    (
        "graph/settle.rs",
        "node.until == Some(at)) {\n                self.queue.add(id);",
        "node.until == Some(at) && at < world.now) {\n                self.queue.add(id);",
        "an alarm that rings now is slept through",
    ),
    (
        "graph/settle.rs",
        "if node.holds != node.should_hold() {",
        "if node.should_hold() {",
        "what ceases to hold is not looked at",
    ),
    ("queue.rs", "if *bits == 0 {", "if true {", "what waits beside another is forgotten"),
];

/// What a build of the library needs.
const PARTS: [&str; 8] =
    ["Cargo.toml", "Cargo.lock", "src", "tests", "cli", "xtask", "benches", ".cargo"];

/// `cargo xtask mutants`.
pub(crate) fn run() -> Result<()> {
    let project = Project::load()?;
    let root = &project.root;
    let copy = root.join("target/mutants");
    let mut survived = Vec::new();
    stage("Mutants of the segment engine");
    // Files that are gone since the last time would still be compiled.
    for part in PARTS {
        let old = copy.join(part);
        if old.is_dir() {
            fs::remove_dir_all(old)?;
        }
    }
    for (file, from, to, breaks) in MUTANTS {
        mirror(root, &copy)?;
        let path = copy.join("src/core/segment").join(file);
        let text = fs::read_to_string(&path)?;
        if text.matches(from).count() != 1 {
            bail!("{file}: `{from}` must stand there once; bring the mutant up to date");
        }
        fs::write(&path, text.replace(from, to))?;
        if oracle_passes(&copy)? {
            note(format_args!("SURVIVED  {file}: {breaks}"));
            survived.push(breaks);
        } else {
            note(format_args!("caught    {file}: {breaks}"));
        }
    }
    if !survived.is_empty() {
        bail!("{} of {} mutants survived", survived.len(), MUTANTS.len());
    }
    note(format_args!("all {} are caught", MUTANTS.len()));
    Ok(())
}

/// Copies what a build of the library needs; only what differs is written, so that Cargo
/// compiles no more than it must.
fn mirror(root: &Path, copy: &Path) -> Result<()> {
    fs::create_dir_all(copy)?;
    for part in PARTS {
        mirror_one(&root.join(part), &copy.join(part))?;
    }
    Ok(())
}

fn mirror_one(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            mirror_one(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else if from.exists() {
        let text = fs::read(from)?;
        if fs::read(to).ok().as_ref() != Some(&text) {
            fs::write(to, text).with_context(|| format!("cannot write {}", to.display()))?;
        }
    }
    Ok(())
}

/// Whether the oracle passes; a mutant that does not compile is no mutant.
fn oracle_passes(copy: &Path) -> Result<bool> {
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command.current_dir(copy).args(arguments);
        // Finding one failure is enough.
        command.env("PROPTEST_MAX_SHRINK_ITERS", "0").env("CARGO_TARGET_DIR", "target");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().context("cannot start cargo")
    };
    if !cargo(&["test", "--test", "oracle", "--no-run"])?.success() {
        bail!("the mutant does not compile");
    }
    Ok(cargo(&["test", "--test", "oracle"])?.success())
}
