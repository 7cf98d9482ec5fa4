//! Regular expressions: harmless ones are accepted whatever their shape, and no accepted one is slow,
//! held against an engine that counts its steps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use std::cell::Cell;

use docent::core::guidebook::Place;
use docent::core::history::History;
use docent::core::platform::Platform;
use docent::core::segment::{Compiler, World};
use docent::core::time::Millis;
use docent::core::value::{Map, Value};
use docent::native::Native;
use proptest::prelude::*;

fn condition(pattern: &str) -> Value {
    Value::Map(Map::new().with("name", Map::new().with("$regex", pattern)))
}

/// Why the pattern is refused.
fn refusal(pattern: &str) -> Option<String> {
    refusal_of(&condition(pattern))
}

/// The same where capitals make no difference.
fn refusal_ignoring_case(pattern: &str) -> Option<String> {
    refusal_of(&Value::Map(Map::new().with("name", Map::new().with("$regexi", pattern))))
}

fn refusal_of(condition: &Value) -> Option<String> {
    let mut compiler = Compiler::new(&Native);
    let _ = compiler.node(condition, &Place::top("where"));
    compiler.problems.first().map(|problem| problem.why.to_string())
}

fn matches(pattern: &str, name: &str) -> bool {
    let mut compiler = Compiler::new(&Native);
    let node = compiler.node(&condition(pattern), &Place::top("where"));
    let facts = Value::Map(Map::new().with("name", name));
    let mut graph = compiler.graph;
    graph.settle(&World::new(&facts, &History::default(), &Native));
    graph.holds(node)
}

/// A platform that matches nothing but takes note of how long the subject of one pattern was.
struct Measuring<'a> {
    pattern: &'a str,
    length: Cell<Option<usize>>,
}

impl Platform for Measuring<'_> {
    fn parse_number(&self, text: &str) -> f64 {
        Native.parse_number(text)
    }

    fn format_number(&self, number: f64) -> String {
        Native.format_number(number)
    }

    fn lowercase(&self, text: &str) -> String {
        Native.lowercase(text)
    }

    fn matches(&self, pattern: &str, ignore_case: bool, subject: &str) -> Option<bool> {
        if pattern != self.pattern {
            return Native.matches(pattern, ignore_case, subject);
        }
        self.length.set(Some(subject.chars().count()));
        Some(false)
    }

    fn utc_offset(&self, _: &str, _: Millis) -> Option<i32> {
        None
    }
}

/// Up to how many characters of a long text a pattern is tried on; `None` where it is refused.
fn longest_subject(pattern: &str) -> Option<usize> {
    let platform = Measuring { pattern, length: Cell::new(None) };
    let mut compiler = Compiler::new(&platform);
    let node = compiler.node(&condition(pattern), &Place::top("where"));
    let accepted = compiler.problems.is_empty();
    platform.length.set(None);
    let facts = Value::Map(Map::new().with("name", "~".repeat(4_000)));
    let mut graph = compiler.graph;
    graph.settle(&World::new(&facts, &History::default(), &platform));
    assert!(!graph.holds(node));
    platform.length.get().filter(|_| accepted)
}

#[test]
fn a_pattern_is_read_as_browsers_read_it_without_the_flag_u() {
    for pattern in [r"\b+u", r"\B*u", r"\b{2}u", r"\b?u", r"a\b{1,}"] {
        assert_eq!(
            refusal(pattern).as_deref(),
            Some("expected a valid regular expression"),
            "{pattern}"
        );
    }
    for (pattern, yes, no) in [
        (r"^\u{3}1$", "uuu1", "\u{3}1"),
        (r"^\u0075{2}$", "uu", "u{2}"),
        (r"^[\b+]$", "+", "b"),
        (r"^a\b{x$", "a{x", "a{2x"),
        (r"\\b+$", "\\bb", "\\"),
    ] {
        assert_eq!(refusal(pattern), None, "{pattern}");
        assert!(matches(pattern, yes), "{pattern} takes {yes}");
        assert!(!matches(pattern, no), "{pattern} does not take {no}");
    }
}

#[test]
fn repetitions_that_the_next_character_decides_are_accepted_and_match() {
    for (pattern, yes, no) in [
        ("(foo|bar)+baz", "foobarbaz", "foobar"),
        ("(Mobile|Tablet)+", "a Tablet", "Tab"),
        ("(Mobile|Mac|Macintosh)+", "a Mac", "Ma"),
        ("^(a|b)+$", "abba", "abc"),
        ("^([a-z0-9]+-)*[a-z0-9]+$", "a-slug-of-4", "a--b"),
        (r"^[^@]+@([a-z-]+\.)+[a-z]{2,}$", "ann@mail.example.com", "ann@example"),
        ("^(/[a-z-]+)+/?$", "/a/long-path/", "/a//b"),
        (r"^(\w+\.)+com$", "a.b.com", "a.b.org"),
        (r"^\d{1,3}(,\d{3})*$", "1,234,567", "1,23"),
        (r"^\d(,\d+)*$", "1,22,3", "1,,3"),
        ("^(ab+)+c", "abbabc", "abac"),
        ("^([0-9a-f]{2}){3}$", "00ff7a", "00ff7"),
        ("^([0-9a-f]{2}[:-])+[0-9a-f]{2}$", "00:ff:7a", "00:ff:7"),
        (
            r"^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$",
            "10.0.255.7",
            "10.0.256.7",
        ),
        (
            r"^\+?\d{1,4}[ .-]?\d{1,4}[ .-]?\d{1,4}[ .-]?\d{1,4}[ .-]?\d{1,9}$",
            "+49 30 1234 56 78",
            "+49 x",
        ),
        ("^(a(b|c)+d|e)+$", "abcdeabd", "abe"),
        ("^(a|b)+c(d|e)+f(g|h)+i(j|k)+l(m|n)+$", "abcdefghijklmn", "abcdefghij"),
        (r"^(?:(?!--).)*$", "a-b", "a--b"),
        (r"^(?=.*[A-Z])(?=.*\d)(?=.*[!?]).{8,}$", "Passw0rd!", "passw0rd!"),
        (r"(\w)\1+", "hello", "helo"),
        ("^[а-яё]+(-[а-яё]+)*$", "жар-птица", "жар--птица"),
        (r"^[\u0430-\u044f]+( [\u0430-\u044f]+)*$", "жар птица", "жар  птица"),
        ("^(.*@acme|.*@example|.*@bigcorp|.*@other)$", "ann@other", "ann@others"),
        (
            r"^(https?:\/\/)?([\w-]+\.)+[a-z]{2,}(\/[\w.-]*)*\/?$",
            "https://a.example.com/b/c.d/",
            "https://",
        ),
        ("^a{2}b{2,}c{1,2}$", "aabbbc", "abbc"),
        ("^(?:ab?){30}c", "abaaabaaabaaabaaabaaabaaabaaabaaabaaabaac", "abac"),
        ("^(?:a?){8}b", "aab", "aaaaaaaaab"),
        ("^(?:[01]?[0-9][.]?){3}$", "1.12.3", "1..2"),
        ("^{a}{$", "{a}{", "{a"),
        (r"^(\x41|\u0042|\cA|[\]x])+$", "AB]x", "C"),
        ("^$", "", "a"),
        ("", "a", "\u{0}never"),
    ] {
        assert_eq!(refusal(pattern), None, "{pattern}");
        assert!(matches(pattern, yes), "{pattern} matches {yes}");
        assert!(!matches(pattern, no) || no.starts_with('\u{0}'), "{pattern} does not match {no}");
    }
}

#[test]
fn repetitions_through_which_one_text_leads_in_two_ways_are_refused() {
    for pattern in [
        "(a+)+",
        "(a|aa)+",
        "(a|a)*",
        "(x+x+)+",
        r"(\w+\s?)*$",
        "(.*)*",
        "(a?b?)*",
        "((a?|b?)c)*",
        "([a-z]+)*",
        r"(\d+|\d+x)*",
        "((a|b)*c?)*",
        "(((a)+b?)+c?)+",
        "(a|b|ab)*c",
        r"(\d|5)+",
        r"(\s|\u2003)+$",
        "([é-ü]|[à-ê])+$",
        r"([\u0430-\u0440]|[\u0440-\u044f])+$",
        r"(\u044fa|[я]a?)+",
        r"([\ud83d]|\ud83d)+",
        r"(a\1?)+",
        "((?=.*x)a)*",
        r"(?:(?!a+b)\w)*",
        "(.*,){11}P",
        "(.*,){1,11}P",
        "(a?){20}a?a?a?a{20}",
        "(a{1,20}){20}",
        "^(a?){30}a{30}$",
        "^(?:a?){30}$",
        "(?:a?){20}b",
        "(?:a??){26}b",
        "^(a{0,1}){30}a{30}$",
        "^((a?)){30}a{30}$",
        "^(?:a|){28}b",
        "^(?:|){28}b",
        "^(?:|){20}b",
        r"^(?:\b|\b){20}\B",
        "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b",
        "^(?:[a-z]{0,2}){16}[0-9]",
        r"^(?:\w?\s?){20}$",
        "^(?:[a-z]?-?){25}$",
        "(a?b?){20}c",
        "^(?:ab|ab|a[b]|[a]b){15}c",
        "^(?:a+(?:bc|b[c]|[b]c)){15}d",
        "^(?=(?:ab|a[b]|[a]b|[a][b]){15}c)",
        "(?:a+)+",
        "(?<name>a+)+",
        "(a+)+?b",
        "(a*?)*b",
    ] {
        let why = refusal(pattern).unwrap_or_default();
        let time = why.contains("exponential") || why.contains("very long");
        assert!(time, "{pattern}: {why}");
    }
}

#[test]
fn capitals_tell_rounds_apart_only_where_they_make_a_difference() {
    for pattern in ["(a|A)+", "^[a-z]+([A-Z][a-z]+)*$", "^([A-Z][a-z]+ ?)+$", "(é|É)+"] {
        assert_eq!(refusal(pattern), None, "{pattern}");
        let why = refusal_ignoring_case(pattern).unwrap_or_default();
        assert!(why.contains("exponential"), "{pattern}: {why}");
    }
}

#[test]
fn patterns_of_any_size_are_judged_in_no_time() {
    let deep = "(".repeat(5_000) + "a" + &")".repeat(5_000);
    let wide = format!("^({})+$", (0..400).map(|n| format!("w{n}")).collect::<Vec<_>>().join("|"));
    let copies = "((a{20}){20}){20}".to_owned();
    let hollow = "((((){20}){20}){20}){20}".to_owned();
    for pattern in [deep, wide, copies, hollow] {
        if let Some(why) = refusal(&pattern) {
            assert!(why.contains("very long") || why.contains("valid"), "{why}");
        }
    }
    let countries = "(Austria|Belgium|Bulgaria|Croatia|Cyprus|Denmark|Estonia|Finland|France)";
    assert_eq!(refusal(&format!("^{countries}(, {countries})*$")), None);
}

// --- an engine that counts its steps ----------------------------------------------------------

#[derive(Clone, Debug)]
enum Node {
    One(char),
    Any,
    Row(Vec<Node>),
    Either(Vec<Node>),
    /// How often at least, and at most.
    Times(Box<Node>, usize, usize),
}

const EVER: usize = usize::MAX;

impl Node {
    fn text(&self) -> String {
        match self {
            Node::One(c) => c.to_string(),
            Node::Any => "[ab]".into(),
            Node::Row(parts) => parts.iter().map(Node::text).collect(),
            Node::Either(parts) => {
                let parts: Vec<String> = parts.iter().map(Node::text).collect();
                format!("(?:{})", parts.join("|"))
            }
            Node::Times(node, least, most) => {
                let times = match (*least, *most) {
                    (0, EVER) => "*".into(),
                    (1, EVER) => "+".into(),
                    (0, 1) => "?".into(),
                    (least, EVER) => format!("{{{least},}}"),
                    (least, most) => format!("{{{least},{most}}}"),
                };
                format!("(?:{}){times}", node.text())
            }
        }
    }

    /// Tries every way, as a backtracking engine does whose pattern never matches in the end, for as
    /// many steps as are left.
    fn walk(
        &self,
        text: &[char],
        at: usize,
        left: &mut u64,
        then: &mut dyn FnMut(usize, &mut u64),
    ) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        match self {
            Node::One(c) => {
                if text.get(at) == Some(c) {
                    then(at + 1, left);
                }
            }
            Node::Any => {
                if text.get(at).is_some_and(|c| "ab".contains(*c)) {
                    then(at + 1, left);
                }
            }
            Node::Row(parts) => row(parts, text, at, left, then),
            Node::Either(parts) => {
                for part in parts {
                    part.walk(text, at, left, then);
                }
            }
            Node::Times(node, least, most) => times(node, *least, *most, text, at, left, then),
        }
    }
}

fn row(
    parts: &[Node],
    text: &[char],
    at: usize,
    left: &mut u64,
    then: &mut dyn FnMut(usize, &mut u64),
) {
    match parts.split_first() {
        None => then(at, left),
        Some((first, rest)) => {
            first.walk(text, at, left, &mut |at, left| row(rest, text, at, left, then));
        }
    }
}

/// Empty rounds are none once there were as many as must be (ECMA-262, 22.2.2.3.1).
fn times(
    node: &Node,
    least: usize,
    most: usize,
    text: &[char],
    at: usize,
    left: &mut u64,
    then: &mut dyn FnMut(usize, &mut u64),
) {
    if most > 0 {
        let fewer = if most == EVER { EVER } else { most - 1 };
        node.walk(text, at, left, &mut |next, left| {
            if next > at || least > 0 {
                times(node, least.saturating_sub(1), fewer, text, next, left, then);
            }
        });
    }
    if least == 0 {
        then(at, left);
    }
}

const MOST: u64 = 400_000;

/// The steps of the slowest text of a length that repeats a short one; no more than `most`.
fn steps(node: &Node, length: usize, most: u64) -> u64 {
    let words = ["a", "b", "ab", "aab", "abb", "aabb", "aaab", "abbb", "abaab", "ababb"];
    let texts = words.iter().map(|word| word.chars().cycle().take(length).collect::<Vec<char>>());
    let one = |text: Vec<char>| {
        let mut left = most;
        for start in 0..text.len() {
            node.walk(&text, start, &mut left, &mut |_, _| {});
        }
        most - left
    };
    texts.map(one).max().unwrap()
}

const ANY_TIMES: [(usize, usize); 6] = [(0, EVER), (1, EVER), (0, 1), (2, EVER), (2, 2), (1, 3)];

/// How often something may be repeated, where it may be none at all.
const BOUNDED: [(usize, usize); 9] =
    [(0, 1), (0, 1), (0, 2), (0, 3), (1, 4), (6, 6), (12, 12), (20, 20), (25, 30)];

fn node(times: &'static [(usize, usize)]) -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        4 => Just(Node::One('a')),
        4 => Just(Node::One('b')),
        1 => Just(Node::Any),
    ];
    leaf.prop_recursive(4, 12, 3, move |inner| {
        let times = prop::sample::select(times);
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(Node::Row),
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(Node::Either),
            4 => (inner, times).prop_map(|(node, (least, most))| {
                Node::Times(Box::new(node), least, most)
            }),
        ]
    })
}

#[test]
fn rounds_of_several_characters_are_counted_by_their_characters() {
    let unit = Node::Row(vec![Node::One('b'), Node::One('b')]);
    let node = Node::Times(Box::new(Node::Times(Box::new(unit), 0, 3)), 6, 6);
    let length = longest_subject(&format!("{}c", node.text())).unwrap_or_default();
    assert!(steps(&node, length, TOO_MANY) < TOO_MANY, "on {length} characters");
}

/// More steps than are promised: there are a few million at most.
const TOO_MANY: u64 = 1 << 24;

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 4_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_accepted_pattern_takes_more_steps_than_a_power_of_the_length(node in node(&ANY_TIMES)) {
        // What is refused is refused for a reason too, but not always for one of so few letters.
        if refusal(&format!("{}c", node.text())).is_none() {
            let (short, long) = (steps(&node, 12, MOST), steps(&node, 24, MOST));
            prop_assert!(long < MOST, "{}: {long} steps", node.text());
            // To the power of four at most: sixteen times, and what is lost at the edges.
            prop_assert!(long <= short * 24, "{}: {short}, then {long}", node.text());
        }
    }

    #[test]
    fn every_pattern_that_explodes_is_refused(node in node(&ANY_TIMES)) {
        let (short, long) = (steps(&node, 12, MOST), steps(&node, 24, MOST));
        if long >= MOST || long > short * 64 {
            prop_assert!(refusal(&format!("{}c", node.text())).is_some(), "{}", node.text());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 1_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_accepted_pattern_of_bounded_repetitions_takes_more_than_a_few_million_steps(
        node in node(&BOUNDED)
    ) {
        if let Some(length) = longest_subject(&format!("{}c", node.text())) {
            let steps = steps(&node, length, TOO_MANY);
            prop_assert!(steps < TOO_MANY, "{} on {length} characters", node.text());
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Where {
    Anywhere,
    AtTheStart,
    AtTheEnd,
}
use Where::{Anywhere, AtTheEnd, AtTheStart};

/// Whether a pattern matches there, by trying every way; nothing where that takes too long.
fn finds(node: &Node, text: &str, at: Where) -> Option<bool> {
    let text: Vec<char> = text.chars().collect();
    let (mut left, mut found) = (MOST, false);
    for start in 0..=text.len() {
        if at != AtTheStart || start == 0 {
            node.walk(&text, start, &mut left, &mut |end, _| {
                found |= at != AtTheEnd || end == text.len();
            });
        }
    }
    (left > 0).then_some(found)
}

/// Repetitions that are no numbers of rounds.
const UNCOUNTED: [(usize, usize); 5] = [(0, EVER), (1, EVER), (0, 1), (2, EVER), (2, 2)];

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 2_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn in_a_long_text_a_pattern_finds_what_it_finds_in_a_short_one(
        node in node(&UNCOUNTED),
        short in "[ab]{0,8}",
    ) {
        let far = "~".repeat(3_000);
        for (pattern, text, long, at) in [
            (node.text(), short.clone(), format!("{far}{short}"), Anywhere),
            (node.text(), short.clone(), format!("{short}{far}"), Anywhere),
            (format!("^{}", node.text()), format!("{short}~"), format!("{short}{far}"), AtTheStart),
            (format!("{}$", node.text()), format!("~{short}"), format!("{far}{short}"), AtTheEnd),
        ] {
            if refusal(&pattern).is_none()
                && let Some(expected) = finds(&node, &text, at)
            {
                prop_assert_eq!(matches(&pattern, &long), expected, "{} in {}", pattern, text);
            }
        }
    }
}

#[test]
fn a_text_is_looked_through_to_its_end() {
    let long = "x".repeat(5_000);
    let url =
        format!("https://shop.example/?utm_source={long}&utm_medium={long}&utm_campaign=spring");
    for (pattern, text, found) in [
        ("utm_source=.*&utm_medium=.*&utm_campaign=spring", url.clone(), true),
        ("utm_source=.*&utm_medium=.*&utm_campaign=autumn", url, false),
        (".*foo.*bar.*", format!("{long}foobar"), true),
        (".*foo.*bar.*", format!("{long}barfoo"), false),
        ("(?:a?){2,}b", "aaaac".into(), false),
        ("(?:a?){2,}b", "aaaab".into(), true),
        ("^a+$", format!("{}!", "a".repeat(5_000)), false),
        ("^a+$", "a".repeat(5_000), true),
        ("needle", format!("{long}NEEDLE"), false),
        ("[\\w-]+@example\\.com$", format!("{long}@example.com"), true),
        ("[\\w-]+@example\\.com$", format!("{long}@example.com."), false),
        ("(foo|bar).*(baz|qux).*end", format!("{long}bar{long}qux{long}end"), true),
    ] {
        assert_eq!(matches(pattern, &text), found, "{pattern}");
    }
}
