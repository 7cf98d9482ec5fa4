//! What is done with an input, by target: used by the fuzzer, and by a test that keeps it
//! compiling (tests/core/fuzzed.rs).

use docent::core::call::Call;
use docent::core::config::Config;
use docent::core::guidebook::{Place, load};
use docent::core::history::{History, Occurrence};
use docent::core::input::Fetched;
use docent::core::segment::explain::explain;
use docent::core::segment::{Compiler, World};
use docent::core::value::{Limits, Value, locate, parse};
use docent::core::{Effect, Input, Moment, State, step};
use docent::native::Native;

/// Any two texts as a condition and as facts: compiling, evaluating and explaining end, whatever
/// stands there, and the graph says the same twice.
pub(crate) fn conditions(texts: (&str, &str)) {
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
        timezone: None,
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
}

/// Any text as a guidebook: it is refused with one place, or its good parts are in force.
pub(crate) fn guidebook(text: &str) {
    match load(text, &Native) {
        Ok((_, problems)) => {
            for problem in problems {
                let (line, column) = locate(text, &problem.place, &Native);
                assert!(line >= 1 && column >= 1);
            }
        }
        Err(problem) => assert!(!problem.why.is_empty()),
    }
}

/// Keys of the storage, or names of calls, and the JSON that belongs to each.
type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// Any texts as what was stored, as calls and as a fetched guidebook: every step ends, and what
/// it stores can be read again.
pub(crate) fn inputs(texts: (&str, Pairs, Pairs)) {
    let (guidebook, stored, calls) = texts;
    let value = |text: &str| parse(text, Limits::GUIDEBOOK, &Native).unwrap_or_default();
    let options =
        parse(r#"{"guidebook": "/g.json"}"#, Limits::GUIDEBOOK, &Native).unwrap_or_default();
    let (config, _) = Config::decode(&options, false);
    let mut state = State::new(Box::new(Native), config, "tab".into());
    let mut now = 1_780_000_000_000;
    let stored: Vec<(String, Value)> =
        stored.iter().map(|(key, text)| ((*key).to_owned(), value(text))).collect();
    let mut storage = stored.clone();
    let mut feed = |state: &mut State, input| {
        now += 1_000;
        let moment = Moment { wall: now, monotonic: now, utc_offset: 0, entropy: 7 };
        for effect in step(state, input, moment) {
            if let Effect::Persist(key, value) = effect {
                storage.push((key, value));
            }
        }
    };
    feed(&mut state, Input::Restored(stored));
    // Where nobody is known, somebody new is.
    feed(&mut state, Input::Claimed { run: String::new(), granted: true, stored: None });
    feed(&mut state, Input::Fetched(Fetched::Text(guidebook.to_owned(), None)));
    for (ticket, (name, arguments)) in (0..).zip(calls) {
        if let Ok(call) = Call::decode(name, value(arguments).as_list(), &Native) {
            feed(&mut state, Input::Called { call, page: None, ticket });
        }
    }
    feed(&mut state, Input::Woke);
    let _ = state.explain(None, now);
    let (config, _) = Config::decode(&options, false);
    let mut again = State::new(Box::new(Native), config, "tab".into());
    let moment = Moment { wall: now, monotonic: now, utc_offset: 0, entropy: 7 };
    let _ = step(&mut again, Input::Restored(storage), moment);
}
