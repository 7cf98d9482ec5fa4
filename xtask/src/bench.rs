//! The benchmarks: `benches/` natively and in headless Chromium, beside GrowthBook's JavaScript
//! SDK, as a table and as `target/bench.json`; and the bounds they are held to.
//!
//! ```text
//! benches/mix.mjs ─► target/bench/*.json        the guidebooks both halves read
//! docent-bench, profile `release` ─► native figures
//! docent-bench, profile `sdk` + bindgen + wasm-opt ─► benches/web in Chromium ─► the others
//! dist/ ─► benches/web/steps.mjs in Chromium, slowed down ─► what a step of a flow costs
//! ```

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use serde_json::{Map, Value};

use crate::browser::Engine;
use crate::project::Project;
use crate::shell::{self, note, stage};
use crate::{Request, build, setup};

const HELP: &str = "\
Measures conditions, events and loading, natively and in headless Chromium, side by side with
GrowthBook's JavaScript SDK. Prints a table and writes target/bench.json.

Usage: cargo xtask bench [--check]

  --check   Exit with 1 where a bound is missed

Takes about two minutes when everything is compiled. Measure on a machine that does nothing else.

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
    let directory = project.path("target/bench");
    stage("Set-up: wasm32 target, source of std, npm tools, wasm-bindgen, browser");
    setup::wasm_target()?;
    setup::std_source()?;
    setup::node_tools(&project)?;
    let bindgen = setup::bindgen(&project)?;
    let browser = Engine::Chromium.browser(&project)?;
    shell::run(project.node().arg("benches/mix.mjs").arg(&directory))?;

    stage("Compiling: for this machine, and as the SDK is compiled");
    shell::run(project.cargo().args(["build", "--release", "--package", "docent-bench"]))?;
    let module = build::compile(&project, "docent-bench")?;
    let mut bind = Command::new(bindgen);
    bind.args(["--target", "web", "--no-typescript", "--out-name", "docent_bench", "--out-dir"]);
    shell::run(bind.arg(&directory).arg(module))?;
    let module = directory.join("docent_bench_bg.wasm");
    build::shrink(&project, &module, &module)?;

    stage("Measuring: natively");
    let program = format!("release/docent-bench{}", std::env::consts::EXE_SUFFIX);
    let program = project.cargo_target()?.join(program);
    let native = figures(Command::new(program).arg(&directory))?;

    stage("Measuring: in the browser");
    let mut node = project.node();
    browser.tell(node.arg("benches/web/run.mjs").arg(&directory));
    let mut page = figures(&mut node)?;

    stage("Measuring: a step of a flow, on a processor slowed down four times");
    build::package(&project)?;
    let mut node = project.node();
    browser.tell(node.arg("benches/web/steps.mjs"));
    page.extend(figures(&mut node)?);

    let figures = merge(native, page);
    report(&figures, &project.path("target/bench.json"), options.check)
}

fn figures(command: &mut Command) -> Result<Map<String, Value>> {
    let text = shell::output(command)?;
    serde_json::from_str(&text).with_context(|| format!("no figures: {text}"))
}

/// What the page measured stands under the plain names: there the module is called as in life.
fn merge(native: Map<String, Value>, page: Map<String, Value>) -> Value {
    let mut all = page;
    for (key, value) in native {
        let key = match key.as_str() {
            "hostile_ms" => key,
            _ => format!("{key}_native"),
        };
        all.insert(key, value);
    }
    Value::Object(all)
}

/// A line of the table: what, its figure, and the bound where there is one.
struct Line {
    what: String,
    figure: f64,
    unit: &'static str,
    bound: Option<Bound>,
}

#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Line {
    fn holds(&self) -> bool {
        match self.bound {
            None => true,
            Some(Bound::AtLeast(bound)) => self.figure >= bound,
            Some(Bound::AtMost(bound)) => self.figure <= bound,
        }
    }

    fn print(&self) {
        let bound = match self.bound {
            None => String::new(),
            Some(Bound::AtLeast(bound)) => format!("at least {bound} {}", self.unit),
            Some(Bound::AtMost(bound)) => format!("at most {bound} {}", self.unit),
        };
        let verdict = match (self.bound, self.holds()) {
            (None, _) => "",
            (_, true) => "ok",
            (_, false) => "MISSED",
        };
        let Self { what, figure, unit, .. } = self;
        let digits = if *figure < 10.0 { 2 } else { 0 };
        note(format_args!("{what:<52}{figure:>10.digits$} {unit:<6}{bound:<20}{verdict}"));
    }
}

fn report(figures: &Value, file: &Path, check: bool) -> Result<()> {
    fs::write(file, serde_json::to_string_pretty(figures)? + "\n")?;
    stage("Figures");
    let lines = lines(figures)?;
    lines.iter().for_each(Line::print);
    note(format_args!("written to {}", file.display()));
    let missed = lines.iter().filter(|line| !line.holds()).count();
    if check && missed > 0 {
        bail!("bounds missed: {missed}");
    }
    Ok(())
}

fn lines(figures: &Value) -> Result<Vec<Line>> {
    use Bound::{AtLeast, AtMost};
    let number = |path: &str| {
        let found = figures.pointer(path).and_then(Value::as_f64);
        found.with_context(|| format!("nothing was measured for {path}"))
    };
    let mut lines = Vec::new();
    let mut add = |what: &str, figure: f64, unit, bound| {
        lines.push(Line { what: what.into(), figure, unit, bound });
    };
    let peer = number("/growthbook_ns")?;
    add("one condition, GrowthBook in Chromium", peer, "ns", None);
    for (what, key, least) in [
        ("native", "condition_ns_native", 10.0),
        ("wasm in Chromium", "condition_ns_wasm", 3.0),
        ("wasm in Chromium, a text", "condition_text_ns_wasm", 0.0),
    ] {
        let figure = number(&format!("/{key}"))?;
        add(&format!("one condition, {what}"), figure, "ns", None);
        let bound = Some(AtLeast(least)).filter(|_| least > 0.0);
        add(&format!("one condition, {what}: faster"), peer / figure, "times", bound);
    }
    for (place, suffix) in [("native", "_native"), ("wasm", "")] {
        for (what, from, to, most) in
            [("segments", 10, 10_000, 1.5), ("history", 100, 1_000_000, 1.2)]
        {
            let key = format!("/event_ns_by_{what}{suffix}");
            let list = figures.pointer(&key).and_then(Value::as_object);
            let mut sizes: Vec<u64> =
                list.into_iter().flatten().filter_map(|(size, _)| size.parse().ok()).collect();
            sizes.sort_unstable();
            for size in sizes {
                let figure = number(&format!("{key}/{size}"))?;
                add(&format!("one event, {place}, {what} {size}"), figure, "ns", None);
            }
            let growth = number(&format!("{key}/{to}"))? / number(&format!("{key}/{from}"))?;
            let name = format!("one event, {place}, {what} {from} to {to}: growth");
            add(&name, growth, "times", Some(AtMost(most)));
        }
    }
    let all = number("/growthbook_event_ns")?;
    add("10,000 conditions again, GrowthBook", all / 1e6, "ms", None);
    for (place, suffix) in [("native", "_native"), ("wasm", "")] {
        let one = number(&format!("/event_ns_by_segments{suffix}/10000"))?;
        add(
            &format!("one event, {place}: faster than that"),
            all / one,
            "times",
            Some(AtLeast(1e3)),
        );
    }
    add("load 10,000 segments, wasm", number("/load_10k_ms")?, "ms", Some(AtMost(150.0)));
    add("memory of a segment, wasm", number("/bytes_per_segment")?, "bytes", None);
    let step = number("/step_ms_slowed")?;
    add("a step of a flow, four times slower", step, "ms", Some(AtMost(16.0)));
    for (case, taken) in figures.get("hostile_ms").and_then(Value::as_object).into_iter().flatten()
    {
        let taken = taken.as_f64().unwrap_or(f64::INFINITY);
        add(&format!("hostile: {case}"), taken, "ms", Some(AtMost(50.0)));
    }
    Ok(lines)
}
