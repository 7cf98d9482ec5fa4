//! The licences of what others wrote and the module carries: they ask for their notices to go
//! along. `THIRD-PARTY.txt` of the package, written from the dependencies there really are.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::shell;

const INTRODUCTION: &str = "docent.wasm carries parts of what follows, and of the standard library of Rust \
    (The Rust Project Contributors, MIT OR Apache-2.0).\n";

/// Writes the notices into `dist/`.
pub(crate) fn write(project: &Project, dist: &Path) -> Result<()> {
    let mut tree = project.cargo();
    tree.args(["tree", "--package", "docent", "--target", "wasm32-unknown-unknown"]);
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    let mut metadata = project.cargo();
    metadata.args(["metadata", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&shell::output(&mut metadata)?)?;
    let mut packages = BTreeMap::new();
    for package in metadata.get("packages").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        packages.insert(format!("{} v{}", text("name"), text("version")), package);
    }
    let mut notices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in shell::output(&mut tree)?.lines() {
        // Behind the name and version of ours stands where it is.
        let Some(package) = packages.remove(line.trim_end_matches(" (*)")) else { continue };
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} {} ({})", text("name"), text("version"), text("license"));
        notices.entry(notice(Path::new(text("manifest_path")))?).or_default().push(name);
    }
    let mut out = INTRODUCTION.to_owned();
    for (notice, names) in &notices {
        write!(out, "\n\n{}\n\n{}\n", names.join("\n"), notice.trim())?;
    }
    fs::write(dist.join("THIRD-PARTY.txt"), out)?;
    Ok(())
}

/// The text of a package's licence, that of MIT where there are several; nothing where it has none of its own.
fn notice(manifest: &Path) -> Result<String> {
    let directory = manifest.parent().context("a manifest lies in a directory")?;
    for name in ["LICENSE-MIT", "LICENSE", "LICENSE.md", "LICENSE-MIT.txt", "LICENSE.txt"] {
        if let Ok(text) = fs::read_to_string(directory.join(name)) {
            return Ok(text);
        }
    }
    Ok(String::new())
}
