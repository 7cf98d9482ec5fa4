//! What the package weighs, and whether it keeps to `size-budget.json`.
//!
//! A budget names what it is about (`what`), the files it adds up (`files`, or `all_but` for all
//! code in `dist/` with exceptions: lazy parts count without being listed), how they are measured
//! (`as`: `raw`, `gzip` or `brotli`), the `limit` in bytes that fails the build, and optionally
//! the `goal` we are working towards.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::Project;
use crate::shell::{self, stage};
use crate::{build, shell::note};

pub(crate) const HELP: &str = "\
Builds the package, prints what each file in dist/ weighs (raw, gzip -9, brotli 11), and fails
where a budget of size-budget.json is exceeded.

Usage: cargo xtask size

Example: cargo xtask size";

/// What counts as code: it is loaded by the page. Types, schema and the like are not.
const CODE: [&str; 4] = ["js", "mjs", "wasm", "css"];

/// Node has both compressors, at the levels that servers use for static files.
const WEIGH: &str = r#"
const { gzipSync, brotliCompressSync, constants } = require("node:zlib");
for (const file of process.argv.slice(1)) {
  const bytes = require("node:fs").readFileSync(file);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  console.log(bytes.length, gzip.length, brotli.length);
}"#;

/// One file in `dist/`, in bytes.
struct Weight {
    file: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// A line of `size-budget.json`.
struct Budget {
    what: String,
    files: Files,
    measure: Measure,
    limit: u64,
    goal: Option<u64>,
}

enum Files {
    These(Vec<String>),
    AllBut(Vec<String>),
}

#[derive(Clone, Copy)]
enum Measure {
    Raw,
    Gzip,
    Brotli,
}

/// `cargo xtask size`.
pub(crate) fn run() -> Result<()> {
    let project = Project::load()?;
    build::package(&project)?;
    check(&project)
}

/// Weighs what is in `dist/`, prints the tables, and fails over budget.
pub(crate) fn check(project: &Project) -> Result<()> {
    stage("Size");
    let weights = weigh(project)?;
    print_weights(&weights);
    let text = fs::read_to_string(project.path("size-budget.json"))?;
    let budgets = parse(&text).context("size-budget.json")?;
    println!();
    let mut over = Vec::new();
    for budget in &budgets {
        let sum = budget.sum(&weights)?;
        let goal = budget.goal.map(|goal| format!(", goal {goal}")).unwrap_or_default();
        let unit = budget.measure.name();
        let Budget { what, limit, .. } = budget;
        note(format_args!("{what:<24}{sum:>9} {unit} of {limit}{goal}"));
        if sum > *limit {
            over.push(format!("{what} is {} bytes over its budget", sum - limit));
        }
    }
    if !over.is_empty() {
        bail!("{} (size-budget.json)", over.join(", "));
    }
    Ok(())
}

fn weigh(project: &Project) -> Result<Vec<Weight>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(project.dist()).context("there is no dist/")? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if extension.is_some_and(|extension| CODE.contains(&extension)) {
            files.push(path);
        }
    }
    files.sort();
    let mut node = project.node();
    let answer = shell::output(node.arg("--eval").arg(WEIGH).arg("--").args(&files))?;
    if answer.lines().count() != files.len() {
        bail!("not every file could be weighed:\n{answer}");
    }
    files.iter().zip(answer.lines()).map(|(file, line)| Weight::parse(file, line)).collect()
}

fn print_weights(weights: &[Weight]) {
    println!("    {:<24}{:>9}{:>9}{:>9}", "file", "raw", "gzip", "brotli");
    for Weight { file, raw, gzip, brotli } in weights {
        println!("    {file:<24}{raw:>9}{gzip:>9}{brotli:>9}");
    }
}

impl Weight {
    fn parse(file: &Path, line: &str) -> Result<Self> {
        let mut numbers = line.split_whitespace().map(str::parse::<u64>);
        let mut next = || anyhow::Ok(numbers.next().with_context(|| line.to_owned())??);
        let (raw, gzip, brotli) = (next()?, next()?, next()?);
        let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { file, raw, gzip, brotli })
    }
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Gzip => "gzip",
            Self::Brotli => "brotli",
        }
    }

    fn of(self, weight: &Weight) -> u64 {
        match self {
            Self::Raw => weight.raw,
            Self::Gzip => weight.gzip,
            Self::Brotli => weight.brotli,
        }
    }
}

impl Budget {
    fn sum(&self, weights: &[Weight]) -> Result<u64> {
        if let Files::These(files) = &self.files {
            let missing = files.iter().find(|file| weights.iter().all(|each| each.file != **file));
            if let Some(missing) = missing {
                bail!("dist/{missing} does not exist, but the budget for {} needs it", self.what);
            }
        }
        let counted = |weight: &&Weight| match &self.files {
            Files::These(files) => files.contains(&weight.file),
            Files::AllBut(files) => !files.contains(&weight.file),
        };
        Ok(weights.iter().filter(counted).map(|weight| self.measure.of(weight)).sum())
    }

    fn parse(line: &Value) -> Result<Self> {
        let number = |name: &str| line.get(name).and_then(Value::as_u64);
        let files = match (names(line, "files"), names(line, "all_but")) {
            (Some(files), None) => Files::These(files),
            (None, Some(files)) => Files::AllBut(files),
            _ => bail!("needs either \"files\" or \"all_but\""),
        };
        let measure = match line.get("as").and_then(Value::as_str) {
            Some("raw") => Measure::Raw,
            Some("gzip") => Measure::Gzip,
            Some("brotli") => Measure::Brotli,
            _ => bail!("\"as\" is one of raw, gzip, brotli"),
        };
        let what = line.get("what").and_then(Value::as_str).context("needs \"what\"")?;
        Ok(Self {
            what: what.to_owned(),
            files,
            measure,
            limit: number("limit").context("needs a \"limit\" in bytes")?,
            goal: number("goal"),
        })
    }
}

fn parse(text: &str) -> Result<Vec<Budget>> {
    let value: Value = serde_json::from_str(text)?;
    let lines = value.as_array().context("expected an array of budgets")?;
    lines
        .iter()
        .enumerate()
        .map(|(index, line)| Budget::parse(line).with_context(|| format!("[{index}]")))
        .collect()
}

fn names(line: &Value, field: &str) -> Option<Vec<String>> {
    let names = line.get(field)?.as_array()?.iter();
    names.map(|name| name.as_str().map(String::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Vec<Weight> {
        let file =
            |file: &str, brotli| Weight { file: file.into(), raw: brotli * 2, gzip: 0, brotli };
        vec![file("docent.js", 3), file("docent.wasm", 40), file("lazy.js", 5), file("other.js", 9)]
    }

    fn sum(line: &str) -> Result<u64> {
        Budget::parse(&serde_json::from_str(line)?)?.sum(&weights())
    }

    #[test]
    fn a_budget_adds_up_the_files_it_names() -> Result<()> {
        let line = r#"{"what":"a","files":["docent.js","docent.wasm"],"as":"brotli","limit":1}"#;
        assert_eq!(sum(line)?, 43);
        Ok(())
    }

    #[test]
    fn lazy_parts_count_without_being_named() -> Result<()> {
        assert_eq!(sum(r#"{"what":"a","all_but":["other.js"],"as":"raw","limit":1}"#)?, 96);
        Ok(())
    }

    #[test]
    fn a_file_that_was_not_built_is_an_error_and_not_zero_bytes() {
        assert!(sum(r#"{"what":"a","files":["gone.js"],"as":"raw","limit":1}"#).is_err());
    }
}
