//! Conditions and events, measured on this machine.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docent::core::time::{DAY, Millis, SECOND};
use docent::core::value::{Map, Value};
use docent::native::Native;
use docent_bench::Engine;
use serde_json::{Map as Json, json};

use crate::hostile;

type Failure = Box<dyn Error>;

/// When everything takes place.
const START: Millis = 1_780_000_000_000;

/// How many batches of each are measured, and about how long one takes.
const BATCHES: usize = 25;
const BATCH: Duration = Duration::from_millis(12);

/// Lengths of histories.
const HISTORIES: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

/// What benches/mix.mjs wrote.
struct Mix {
    directory: PathBuf,
    about: serde_json::Value,
}

impl Mix {
    fn read(directory: &Path) -> Result<Self, Failure> {
        let about = fs::read_to_string(directory.join("mix.json"))?;
        Ok(Self { directory: directory.into(), about: serde_json::from_str(&about)? })
    }

    fn engine(&self, size: usize, facts: &str) -> Result<Engine, Failure> {
        let text = fs::read_to_string(self.directory.join(format!("guidebook-{size}.json")))?;
        let facts = self.about.get(facts).ok_or("mix.json lacks facts")?.to_string();
        Ok(Engine::load(&text, &facts, START, Box::new(Native))?)
    }

    fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        let list = self.about.get(key).and_then(serde_json::Value::as_array);
        list.into_iter().flatten().filter_map(serde_json::Value::as_str)
    }

    fn event(&self) -> &str {
        self.about.get("event").and_then(serde_json::Value::as_str).unwrap_or_default()
    }

    fn sizes(&self) -> impl Iterator<Item = usize> {
        let list = self.about.get("sizes").and_then(serde_json::Value::as_array);
        list.into_iter().flatten().filter_map(|size| usize::try_from(size.as_u64()?).ok())
    }
}

/// Something measured: its name, and what does it so many times, telling how many of them
/// changed a result.
struct Case<'a> {
    name: String,
    run: Box<dyn FnMut(usize) -> usize + 'a>,
}

pub(crate) fn run() -> Result<(), Failure> {
    let directory = std::env::args_os().nth(1).ok_or("name the directory of the mix")?;
    let mix = Mix::read(Path::new(&directory))?;

    let mut only = mix.engine(1, "single")?;
    let condition = Case {
        name: "condition".into(),
        run: Box::new(move |times| {
            let mut held = 0;
            for turn in 0..times {
                let age = if turn % 2 == 0 { 17.0 } else { 30.0 };
                held += usize::from(only.set("user", "age", black_box(age)));
            }
            held * 2
        }),
    };
    let condition = measure(vec![condition])?;

    let mut cases = Vec::new();
    for size in mix.sizes() {
        cases.push(checkouts(size, mix.engine(size, "facts")?, mix.event()));
    }
    let by_segments = measure(cases)?;

    let mut cases = Vec::new();
    for length in HISTORIES {
        let mut engine = mix.engine(100, "facts")?;
        remember(&mut engine, length, &mix);
        cases.push(checkouts(length, engine, mix.event()));
    }
    let by_history = measure(cases)?;

    let figures = json!({
        "condition_ns": condition.get("condition"),
        "event_ns_by_segments": by_segments,
        "event_ns_by_history": by_history,
        "hostile_ms": hostile::measure()?,
    });
    println!("{figures}");
    Ok(())
}

/// Fills two years with a history; every tenth event is the one that is measured.
fn remember(engine: &mut Engine, length: usize, mix: &Mix) {
    let names: Vec<&str> = mix.texts("events").collect();
    for at in 0..length {
        let back = 730 * DAY / length as Millis * (length - at) as Millis;
        let other = names.get(at % names.len().max(1)).copied().unwrap_or_default();
        let name = if at % 10 == 0 { mix.event() } else { other };
        engine.remember(name, paid(at / 10 % 2 == 0), START - back);
    }
}

/// Properties of the event that is measured: paid, or taken back.
fn paid(paid: bool) -> Value {
    let amount = if paid { 40.0 } else { -40.0 };
    Value::Map(Map::new().with("amount", amount).with("currency", "EUR").with("items", 3.0))
}

/// Events in pairs: taken back after 20 seconds, paid one second later. All rules about them
/// flip at each.
fn checkouts<'a>(name: usize, mut engine: Engine, event: &'a str) -> Case<'a> {
    let mut now = START;
    let mut turn = 0;
    let run = move |times| {
        let mut flips = 0;
        for _ in 0..times {
            let is_paid = turn % 2 == 0;
            turn += 1;
            now += if is_paid { SECOND } else { 20 * SECOND };
            flips += engine.event(black_box(event), paid(is_paid), now);
        }
        flips
    };
    Case { name: name.to_string(), run: Box::new(run) }
}

/// Nanoseconds per iteration of each: the median of its batches.
fn measure(mut cases: Vec<Case>) -> Result<Json<String, serde_json::Value>, Failure> {
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); cases.len()];
    // One that is not counted warms up, and tells how many make a batch.
    let mut times = Vec::new();
    for case in &mut cases {
        (case.run)(200);
        let start = Instant::now();
        (case.run)(2_000);
        let one = start.elapsed().as_secs_f64() / 2_000.0;
        times.push((BATCH.as_secs_f64() / one) as usize / 2 * 2);
    }
    for _ in 0..BATCHES {
        for ((case, times), taken) in cases.iter_mut().zip(&times).zip(&mut taken) {
            let start = Instant::now();
            let changes = (case.run)(*times);
            taken.push(start.elapsed().as_secs_f64() * 1e9 / *times as f64);
            if changes < *times {
                return Err(format!("{}: not every iteration changed a result", case.name).into());
            }
        }
    }
    let named = cases.into_iter().map(|case| case.name);
    Ok(named.zip(taken.into_iter().map(|taken| json!(median(taken)))).collect())
}

/// The middle one of several figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
