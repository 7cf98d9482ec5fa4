//! Any two texts as a condition and as facts: compiling, evaluating and explaining end, whatever
//! stands there, and the graph says the same twice.
#![no_main]

use docent::core::history::{History, Occurrence};
use docent::core::segment::explain::explain;
use docent::core::segment::{Compiler, World};
use docent::core::value::{Limits, Value, parse};
use docent::native::Native;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    let Ok(condition) = parse(texts.0, Limits::GUIDEBOOK, &Native) else { return };
    let facts = parse(texts.1, Limits::GUIDEBOOK, &Native).unwrap_or_default();
    let mut history = History::default();
    for (time, name) in [(1, "a"), (5, "b"), (5, "a"), (9, "c")] {
        let properties = facts.clone();
        history.add(Occurrence::Event { time, name: name.into(), properties });
    }
    let mut compiler = Compiler::new(&Native);
    let root = compiler.node(&condition, &Place::top("where"));
    let mut graph = compiler.graph;
    let world = |now| World {
        facts: &facts,
        history: &history,
        now,
        utc_offset: 60,
        session_start: 5,
        groups: &facts,
        quantiles: &facts,
        variants: &facts,
        platform: &Native,
    };
    for now in [4, 10, 1_780_000_000_000] {
        graph.settle(&world(now));
        let holds = graph.holds(root);
        assert_eq!(explain(&graph, root, &world(now)).holds, holds);
        let _ = (graph.flips_at(root, &world(now)), graph.is_incomplete(root, &world(now)));
        let (mut other, node) = graph.extract(root);
        other.settle(&world(now));
        assert_eq!(other.holds(node), holds, "a graph of its own says the same");
    }
    let _: Value = explain(&graph, root, &world(10)).to_value();
});
