//! Rules and facts that mean harm: each is a located error or plainly false, with bounded work.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use docent::core::guidebook::{Place, Problem, load};
use docent::core::history::{History, Occurrence};
use docent::core::segment::{Compiler, Graph, NodeId, World};
use docent::core::value::{Limits, Map, Value, parse};
use docent::native::Native;

fn json(text: &str) -> Value {
    parse(text, Limits { bytes: usize::MAX, depth: 64 }, &Native).expect("the test's JSON is JSON")
}

fn compile(condition: &Value) -> (Graph, NodeId, Vec<Problem>) {
    let mut compiler = Compiler::new(&Native);
    let node = compiler.node(condition, &Place::top("where"));
    (compiler.graph, node, compiler.problems)
}

fn holds(condition: &Value, facts: &Value, history: &History) -> bool {
    let (mut graph, node, _) = compile(condition);
    graph.settle(&world(facts, history));
    graph.holds(node)
}

fn world<'a>(facts: &'a Value, history: &'a History) -> World<'a> {
    World { now: 1_780_000_000_000, ..World::new(facts, history, &Native) }
}

fn nested(depth: usize) -> String {
    let (open, close) = (r#"{"$not": "#.repeat(depth), "}".repeat(depth));
    format!(r#"{{"version": 1, "segments": [{{"id": "s", "where": {open}{{}}{close}}}]}}"#)
}

#[test]
fn a_document_a_hundred_thousand_deep_is_one_error_with_its_place() {
    let problem = load(&nested(100_000), &Native).expect_err("too deep");
    assert!(problem.position.is_some(), "{problem:?}");
    assert!(problem.why.contains("deep"), "{problem:?}");
}

#[test]
fn a_document_of_ten_megabytes_is_one_error() {
    let text = format!(r#"{{"version": 1, "groups": {{"g": ["{}"]}}}}"#, "x".repeat(10_000_000));
    let problem = load(&text, &Native).expect_err("too large");
    assert!(problem.why.contains("larger"), "{problem:?}");
}

#[test]
fn as_deep_as_is_allowed_still_evaluates() {
    let (guidebook, problems) = load(&nested(58), &Native).expect("deep, and within the limit");
    assert_eq!(problems, []);
    let mut graph = guidebook.graph;
    graph.settle(&world(&Value::Null, &History::default()));
    assert!(graph.is_member(0), "an even number of denials");
}

#[test]
fn numbers_at_the_edge_compare_as_javascript_compares_them() {
    let nothing = History::default();
    for (condition, fact, expected) in [
        (r#"{"n": {"$gt": 1e308}}"#, Value::Number(f64::INFINITY), true),
        (r#"{"n": {"$gt": 0}}"#, Value::Number(f64::NAN), false),
        (r#"{"n": {"$lte": 0}}"#, Value::Number(f64::NAN), false),
        (r#"{"n": {"$eq": 0}}"#, Value::Number(f64::NAN), false),
        (r#"{"n": {"$ne": 0}}"#, Value::Number(f64::NAN), true),
        (r#"{"n": {"$between": [-1e308, 1e308]}}"#, Value::Number(f64::NAN), false),
        (r#"{"n": {"$within": "7d"}}"#, Value::Number(f64::NAN), false),
        (r#"{"n": {"$olderThan": "7d"}}"#, Value::Number(-1e300), false),
        (r#"{"n": {"$before": 1}}"#, Value::Number(1e300), false),
    ] {
        let facts = Value::Map(Map::new().with("n", fact.clone()));
        assert_eq!(holds(&json(condition), &facts, &nothing), expected, "{condition} of {fact:?}");
    }
}

#[test]
fn sums_of_the_largest_numbers_neither_overflow_nor_turn_into_nonsense() {
    let mut history = History::default();
    for (time, n) in
        [(1, 1e308), (2, 1e308), (3, -1e308), (4, f64::NAN), (5, f64::INFINITY), (6, 2.5)]
    {
        let properties = Value::Map(Map::new().with("n", n));
        history.add(Occurrence::Event { time, name: "a".into(), properties });
    }
    let condition = json(r#"{"$event": {"name": "a", "sum": {"of": "n", "$gt": 1e299}}}"#);
    assert!(holds(&condition, &Value::Null, &history));
    let condition = json(r#"{"$event": {"name": "a", "sum": {"of": "n", "$lt": 0}}}"#);
    assert!(!holds(&condition, &Value::Null, &history));
}

#[test]
fn names_that_mean_something_to_javascript_mean_nothing_here() {
    let nothing = History::default();
    for path in ["__proto__", "constructor.name", "__proto__.toString", "toString", "length"] {
        let condition = Value::Map(Map::new().with(path, json(r#"{"$exists": true}"#)));
        assert!(!holds(&condition, &json("{}"), &nothing), "{path}");
    }
    // No text has it, once it is read.
    let facts = Value::Map(Map::new().with("__proto__", json(r#"{"admin": true}"#)));
    assert!(!holds(&json(r#"{"admin": true}"#), &facts, &nothing), "members are members");
    assert!(holds(&json(r#"{"__proto__.admin": true}"#), &facts, &nothing), "and nothing else");
}

#[test]
fn lone_surrogates_are_read_and_compared_without_harm() {
    let condition = json(r#"{"name": {"$contains": "\ud800"}, "$not": {"name": "\udfff\ud800"}}"#);
    let facts = json(r#"{"name": "a\ud800b"}"#);
    let _ = holds(&condition, &facts, &History::default());
    let (_, _, problems) = compile(&json(r#"{"name": {"$regex": "\ud800+"}}"#));
    assert!(problems.iter().all(|problem| problem.place.starts_with("where")), "{problems:?}");
}

#[test]
fn patterns_that_explode_are_refused_with_their_place() {
    for pattern in
        ["(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*)*x", "([a-z]+)*!", "((a*)*)*b", "(x+x+)+y"]
    {
        let condition =
            Value::Map(Map::new().with("name", Value::Map(Map::new().with("$regex", pattern))));
        let (mut graph, node, problems) = compile(&condition);
        assert_eq!(problems.len(), 1, "{pattern}");
        assert_eq!(problems[0].place, "where.name.$regex");
        let facts = Value::Map(Map::new().with("name", "a".repeat(100_000) + "!"));
        graph.settle(&world(&facts, &History::default()));
        assert!(!graph.holds(node), "{pattern} is refused, and false");
    }
}

#[test]
fn patterns_that_take_long_are_refused_or_tried_on_less() {
    let compile_pattern = |pattern: &str| {
        let tests = Map::new().with("$regex", pattern);
        compile(&Value::Map(Map::new().with("name", Value::Map(tests))))
    };
    for pattern in [".*.*=.*;", "a*a*a*a*b", ".*a.*b.*c.*d", "\\w+\\w+\\w+\\w+!"] {
        let (_, _, problems) = compile_pattern(pattern);
        assert_eq!(problems.len(), 1, "{pattern}");
        assert!(problems[0].why.contains("very long"), "{}", problems[0].why);
    }
    for (pattern, length, expected) in [
        // Each ends where it must: as long as any text.
        (r"^[^@\s]+@[^@\s]+\.[a-z]+$", 1_500, true),
        (r"^/users/\d+/projects/[^/]+/items/[^/]+/edit$", 1_500, true),
        // Three choices: tried on the start of the text alone.
        (".*foo.*bar.*", 20, true),
        ("a*a*a*b", 100_000, false),
        (".*foo.*bar.*", 100_000, false),
    ] {
        let (mut graph, node, problems) = compile_pattern(pattern);
        assert_eq!(problems, [], "{pattern}");
        let name = match pattern {
            _ if pattern.contains('@') => format!("{}@example.com", "a".repeat(length)),
            _ if pattern.contains("users") => {
                format!("/users/1/projects/{}/items/b/edit", "p".repeat(length))
            }
            _ if length < 100 => "foo and bar".into(),
            _ => "foo".repeat(length / 3),
        };
        let facts = Value::Map(Map::new().with("name", name));
        graph.settle(&world(&facts, &History::default()));
        assert_eq!(graph.holds(node), expected, "{pattern}");
    }
}

#[test]
fn many_equal_rules_are_one_and_an_event_looks_at_no_others() {
    let mut compiler = Compiler::new(&Native);
    for index in 0..2_000 {
        let name = format!("event {}", index % 1_000);
        let rule = format!(r#"{{"$event": {{"name": "{name}", "count": {{"$gte": 2}}}}}}"#);
        let node = compiler.node(&json(&rule), &Place::top("where"));
        compiler.graph.add_segment(format!("s{index}").into(), node);
    }
    let mut graph = compiler.graph;
    assert_eq!(graph.len(), 1_000, "two segments that ask the same are one leaf");
    let mut history = History::default();
    graph.settle(&world(&Value::Null, &history));
    for (time, expected) in [(1, 1), (2, 1)] {
        let before = graph.looked;
        let properties = Value::Map(Map::new());
        history.add(Occurrence::Event { time, name: "event 7".into(), properties });
        graph.settle(&world(&Value::Null, &history));
        assert_eq!(graph.looked - before, expected, "the leaf and no other");
    }
    assert_eq!(graph.flipped(), [7, 1_007]);
}

#[test]
fn a_lattice_of_segments_is_looked_at_once_and_not_once_a_way() {
    // Each refers twice to the one before: two to the power of sixty ways.
    let mut segments = vec![r#"{"id": "s0", "where": {"user.x": 1}}"#.to_owned()];
    for index in 1..60 {
        let before = index - 1;
        segments.push(format!(
            r#"{{"id": "s{index}", "where": {{"$or": [{{"$segment": "s{before}"}}, {{"$not": {{"$not": {{"$segment": "s{before}"}}}}}}]}}}}"#
        ));
    }
    let text = format!(r#"{{"version": 1, "segments": [{}]}}"#, segments.join(", "));
    let (guidebook, problems) = load(&text, &Native).expect("a guidebook");
    assert_eq!(problems, []);
    let mut graph = guidebook.graph;
    let (before, after) = (json(r#"{"x": 0}"#), json(r#"{"x": 1}"#));
    let facts = Value::Map(Map::new().with("user", before));
    graph.settle(&world(&facts, &History::default()));
    let looked = graph.looked;
    graph.changed("user", &after);
    let facts = Value::Map(Map::new().with("user", after));
    let history = History::default();
    let world = world(&facts, &history);
    graph.settle(&world);
    assert!(graph.is_member(59));
    assert!(graph.looked - looked <= 5 * 60, "{}", graph.looked - looked);
    let top = guidebook.segments[59].node;
    assert_eq!(graph.flips_at(top, &world), None);
    assert!(!graph.is_incomplete(top, &world));
}

#[test]
fn what_a_counting_node_remembers_is_bounded_by_its_rule() {
    let rule = r#"{"$event": {"name": "a", "within": "400d", "count": {"$gte": 10}}}"#;
    let (mut graph, node, _) = compile(&json(rule));
    let mut history = History::default();
    for time in 0..5_000 {
        let properties = Value::Map(Map::new());
        history.add(Occurrence::Event { time, name: "a".into(), properties });
        graph.settle(&World { now: time, ..world(&Value::Null, &history) });
    }
    assert!(graph.holds(node));
    assert!(graph.remembered() < 200, "{}", graph.remembered());
    assert!(graph.alarms() < 100, "{}", graph.alarms());
}
