//! Every test, in the order in which failures are cheapest to understand: native, in the browser,
//! the package and its size, then the package end to end.
//!
//! A stage that fails does not stop those that do not build on it; the summary at the end tells.

use std::fs;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::project::{Project, WASM};
use crate::setup;
use crate::shell::{self, note, stage};
use crate::{Request, build, size};

const HELP: &str = "\
Runs the tests: native, in a headless browser, and end to end against the built package, whose
size is held to the budget too.

Usage: cargo xtask test [--native] [--web] [--e2e] [--all-engines | --engine <name>]
                        [--filter <text>]

  --native          Only the native tests
  --web             Only the tests that run inside a browser (wasm-bindgen-test, in Chromium)
  --e2e             Only the package: build, size, end-to-end tests
  --all-engines     The end-to-end tests in Chromium, Firefox and WebKit, one after the other
  --engine <name>   The end-to-end tests in chromium (where nothing else is asked for), firefox
                    or webkit; may be given more than once
  --filter <text>   Only tests whose name contains the text

Firefox and WebKit are set up only when they are asked for: found, or installed by apt on Debian;
Firefox's driver is built from crates.io. WebKit is WebKitGTK's MiniBrowser, on Linux.

Suites of shared cases are read from DOCENT_SUITES, or from ../shared/suites where that exists.

Examples: cargo xtask test --native --filter segment
          cargo xtask test --e2e --engine firefox --filter keyboard";

#[derive(Default)]
pub(crate) struct Options {
    native: bool,
    web: bool,
    e2e: bool,
    engines: Vec<Engine>,
    filter: Option<String>,
}

impl Options {
    pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Request, lexopt::Error> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(Request::Help(HELP)),
                Long("native") => options.native = true,
                Long("web") => options.web = true,
                Long("e2e") => options.e2e = true,
                Long("all-engines") => options.engines = Engine::ALL.to_vec(),
                Long("engine") => {
                    options.engines.push(arguments.value()?.parse_with(Engine::named)?);
                }
                Long("filter") => options.filter = Some(arguments.value()?.string()?),
                other => return Err(other.unexpected()),
            }
        }
        if !(options.native || options.web || options.e2e) {
            (options.native, options.web, options.e2e) = (true, true, true);
        }
        if options.engines.is_empty() {
            options.engines.push(Engine::Chromium);
        }
        Ok(Request::Test(options))
    }
}

/// How many tests passed, failed and were skipped, as the test programs themselves say.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
        self.skipped += more.skipped;
    }
}

/// What became of one stage.
struct Outcome {
    name: String,
    took: Duration,
    tally: Result<Tally>,
}

/// `cargo xtask test`.
pub(crate) fn run(options: &Options) -> Result<()> {
    let project = Project::load()?;
    let filter = options.filter.as_deref();
    let mut outcomes = Vec::new();
    if options.native {
        outcomes.push(timed("native", || native(&project, filter)));
    }
    if options.web {
        outcomes.push(timed("web", || web(&project, filter)));
    }
    if options.e2e {
        let package = timed("package", || build::package(&project).map(|_| Tally::default()));
        // Without a fresh package the tests would run against the one before.
        let built = package.tally.is_ok();
        outcomes.push(package);
        if built {
            outcomes.push(timed("size", || size::check(&project).map(|()| Tally::default())));
            for &engine in &options.engines {
                let name = format!("end to end, {}", engine.name());
                outcomes.push(timed(&name, || end_to_end(&project, engine, filter)));
            }
        }
    }
    summarise(&outcomes)
}

fn timed(name: &str, stage: impl FnOnce() -> Result<Tally>) -> Outcome {
    let start = Instant::now();
    let tally = stage();
    if let Err(error) = &tally {
        eprintln!("\nerror: {error:#}");
    }
    Outcome { name: name.to_owned(), took: start.elapsed(), tally }
}

fn summarise(outcomes: &[Outcome]) -> Result<()> {
    stage("Summary");
    let mut sum = Tally::default();
    let mut broken = 0;
    for Outcome { name, took, tally } in outcomes {
        let seconds = took.as_secs_f64();
        match tally {
            Ok(tally) => {
                sum += *tally;
                let Tally { passed, failed, skipped } = tally;
                note(format_args!(
                    "{name:<24}{passed:>6} passed{failed:>6} failed{skipped:>6} skipped{seconds:>9.1} s"
                ));
            }
            Err(_) => {
                broken += 1;
                note(format_args!("{name:<24}{:>40}{seconds:>9.1} s", "did not run to its end"));
            }
        }
    }
    println!("\n{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
    match (sum.failed, broken) {
        (0, 0) => Ok(()),
        (failed, 0) => bail!("failed tests: {failed}"),
        (_, broken) => bail!("stages that did not run to their end, see above: {broken}"),
    }
}

fn native(project: &Project, filter: Option<&str>) -> Result<Tally> {
    stage("Tests: native");
    let mut cargo = project.cargo();
    // The bindgen member has no tests of its own, and its dependencies are many.
    cargo.args(["test", "--workspace", "--exclude", "bindgen", "--no-fail-fast"]);
    let suites = project.path("../shared/suites");
    if std::env::var_os("DOCENT_SUITES").is_none() && suites.is_dir() {
        cargo.env("DOCENT_SUITES", suites.canonicalize()?);
    }
    cargo.args(filter);
    counted(&mut cargo)
}

fn web(project: &Project, filter: Option<&str>) -> Result<Tally> {
    stage("Tests: in the browser");
    let tests = project.web_tests();
    if tests.is_empty() {
        note("there are none in tests/web yet");
        return Ok(Tally::default());
    }
    setup::wasm_target()?;
    let browser = Engine::Chromium.browser(project)?;
    let bindgen = setup::bindgen(project)?;
    let mut cargo = project.cargo();
    cargo.args(["test", "--package", "docent", "--target", WASM, "--no-fail-fast"]);
    cargo.args(tests.iter().flat_map(|name| ["--test", name.as_str()]));
    cargo.args(filter);
    let runner = format!("{} test-runner", shell::text(&bindgen)?);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "120").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(project, &browser)?);
    browser.tell(&mut cargo);
    counted(&mut cargo)
}

/// `webdriver.json` with the browser that was found: chromedriver alone would look only in the
/// usual places.
fn capabilities(project: &Project, browser: &Browser) -> Result<PathBuf> {
    let text = fs::read_to_string(project.path("webdriver.json"))?;
    let mut capabilities: Value = serde_json::from_str(&text).context("webdriver.json")?;
    if let Some(options) = capabilities.get_mut("goog:chromeOptions").and_then(Value::as_object_mut)
    {
        options.insert("binary".into(), json!(shell::text(&browser.program)?));
    }
    let file = project.path("target/webdriver.json");
    fs::create_dir_all(project.path("target"))?;
    fs::write(&file, capabilities.to_string())?;
    Ok(file)
}

/// Each file of `tests/e2e/` is a suite; one after the other, for they share the machine's one
/// clock and its few cores with a whole browser.
fn end_to_end(project: &Project, engine: Engine, filter: Option<&str>) -> Result<Tally> {
    stage(&format!("Tests: end to end, {}", engine.name()));
    let files = end_to_end_files(&project.path("tests/e2e"))?;
    if files.is_empty() {
        note("there are none in tests/e2e yet");
        return Ok(Tally::default());
    }
    setup::node_tools(project)?;
    let browser = engine.browser(project)?;
    let mut node = browser.node(project);
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    if let Some(filter) = filter {
        node.arg(format!("--test-name-pattern=/{}/i", escaped(filter)));
    }
    node.args(files).env("DOCENT_DIST", project.dist());
    browser.tell(&mut node);
    counted(&mut node)
}

fn end_to_end_files(directory: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(directory) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.to_str().is_some_and(|path| path.ends_with(".test.mjs")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Text as a regular expression that matches just this text.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut pattern, each| {
        if !each.is_alphanumeric() && each != ' ' && each != '_' {
            pattern.push('\\');
        }
        pattern.push(each);
        pattern
    })
}

/// Runs a test program and adds up what it says of its tests. A program that fails without a
/// failed test (it did not compile, a browser did not start) is an error.
fn counted(command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = shell::follow(command, |line| tally += counts(line))?;
    if !succeeded && tally.failed == 0 {
        bail!("the test program stopped before it was done, see above");
    }
    Ok(tally)
}

/// Reads `test result: ok. 12 passed; 0 failed; …` of Rust's test programs, and `ℹ pass 12` and
/// the like of Node's.
fn counts(line: &str) -> Tally {
    let plain = without_colours(line);
    if let Some((_, result)) = plain.split_once("test result: ") {
        return Tally {
            passed: number_before(result, " passed"),
            failed: number_before(result, " failed"),
            skipped: number_before(result, " ignored"),
        };
    }
    let none = Tally::default();
    let mut words = plain.split_whitespace();
    let (Some("ℹ"), Some(word), Some(number), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return none;
    };
    let number = number.parse().unwrap_or(0);
    match word {
        "pass" => Tally { passed: number, ..none },
        "fail" | "cancelled" => Tally { failed: number, ..none },
        "skipped" => Tally { skipped: number, ..none },
        _ => none,
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let number = text.split_once(word).and_then(|(before, _)| before.split_whitespace().last());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Drops terminal colour sequences (`ESC [ … m`).
fn without_colours(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_both_test_programs_are_counted() {
        let tally = |passed, failed, skipped| Tally { passed, failed, skipped };
        let rust = "test result: \u{1b}[32mok\u{1b}[m. 12 passed; 1 failed; 3 ignored; 0 measured";
        assert_eq!(counts(rust), tally(12, 1, 3));
        assert_eq!(counts("\u{1b}[34mℹ pass 7\u{1b}[39m"), tally(7, 0, 0));
        assert_eq!(counts("ℹ fail 2"), tally(0, 2, 0));
        assert_eq!(counts("ℹ skipped 4"), tally(0, 0, 4));
        assert_eq!(counts("ℹ tests 9"), tally(0, 0, 0));
        assert_eq!(counts("anything else"), tally(0, 0, 0));
    }

    #[test]
    fn a_filter_is_text_and_not_a_pattern() {
        assert_eq!(escaped("a b.c(d)"), "a b\\.c\\(d\\)");
    }
}
