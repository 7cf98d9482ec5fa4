//! Where things are in this repository, and what Cargo knows of it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell;

/// The target triple of the module that is shipped.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The repository and its Cargo workspace.
pub(crate) struct Project {
    /// The directory of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    metadata: Value,
}

impl Project {
    /// Asks Cargo about the workspace that this program was built from.
    pub(crate) fn load() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().context("xtask has no parent directory")?.to_path_buf();
        let mut cargo = cargo_in(&root);
        let answer = shell::output(cargo.args(["metadata", "--no-deps", "--format-version=1"]))?;
        let metadata = serde_json::from_str(&answer).context("`cargo metadata` wrote no JSON")?;
        Ok(Self { root, metadata })
    }

    /// `cargo`, started in the root.
    pub(crate) fn cargo(&self) -> Command {
        cargo_in(&self.root)
    }

    /// `node`, started in the root.
    pub(crate) fn node(&self) -> Command {
        let mut node = Command::new("node");
        node.current_dir(&self.root);
        node
    }

    /// A path in the repository.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// The npm package that [`crate::build`] makes.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// Where Cargo puts what it builds. `CARGO_TARGET_DIR` may have moved it.
    pub(crate) fn cargo_target(&self) -> Result<PathBuf> {
        let directory = self.metadata.get("target_directory").and_then(Value::as_str);
        Ok(directory.context("`cargo metadata` names no target directory")?.into())
    }

    /// The tests of the SDK that run in a browser: those in `tests/web/`.
    pub(crate) fn web_tests(&self) -> Vec<String> {
        let web = self.path("tests/web");
        self.targets("docent", "test")
            .filter(|target| {
                let source = target.get("src_path").and_then(Value::as_str);
                source.is_some_and(|source| Path::new(source).starts_with(&web))
            })
            .filter_map(|target| target.get("name").and_then(Value::as_str).map(String::from))
            .collect()
    }

    fn targets<'a>(&'a self, package: &'a str, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        items(&self.metadata, "packages")
            .filter(move |each| each.get("name").is_some_and(|name| name == package))
            .flat_map(|package| items(package, "targets"))
            .filter(move |target| items(target, "kind").any(|each| each == kind))
    }
}

/// The elements of the array `of[name]`; none where there is no such array.
fn items<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn cargo_in(root: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    cargo
}
