//! The reader and writer of JSON, with `serde_json` as the oracle.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use docent::core::value::{Limits, Map, Value, locate, parse, parse_what_fits, to_json};
use docent::native::Native;
use proptest::prelude::*;

const LIMITS: Limits = Limits { bytes: 1 << 20, depth: 64 };

fn read(text: &str) -> Result<Value, (usize, usize, String)> {
    parse(text, LIMITS, &Native).map_err(|wrong| (wrong.line, wrong.column, wrong.why))
}

/// A tree of the oracle as one of ours.
fn ours(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(yes) => (*yes).into(),
        serde_json::Value::Number(number) => number.as_f64().unwrap().into(),
        serde_json::Value::String(text) => text.as_str().into(),
        serde_json::Value::Array(list) => list.iter().map(ours).collect::<Vec<_>>().into(),
        serde_json::Value::Object(members) => {
            let map =
                members.iter().fold(Map::new(), |map, (key, value)| map.with(key, ours(value)));
            Value::Map(map)
        }
    }
}

fn tree() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC*".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::hash_map(any::<String>(), inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_oracle_writes_we_read_as_it_does(tree in tree()) {
        prop_assert_eq!(read(&tree.to_string()), Ok(ours(&tree)));
        let pretty = serde_json::to_string_pretty(&tree).unwrap();
        prop_assert_eq!(read(&pretty), Ok(ours(&tree)));
    }

    #[test]
    fn what_we_write_the_oracle_reads_as_we_do(tree in tree()) {
        let written = to_json(&ours(&tree), &Native);
        let back: serde_json::Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(ours(&back), ours(&tree));
        prop_assert_eq!(read(&written), Ok(ours(&tree)));
    }

    #[test]
    fn any_text_is_accepted_by_both_or_by_neither(text in "[\\[\\]{}\",:0-9eE+.\\-truefalsn\\\\u \\n]{0,24}") {
        agree(&text);
    }

    #[test]
    fn any_change_of_a_good_text_is_judged_as_by_the_oracle(
        tree in tree(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}\",:0-9eE+.\\-\\\\ ]",
    ) {
        let mut chars: Vec<char> = tree.to_string().chars().collect();
        let at = at.index(chars.len());
        chars.splice(at..=at, with.chars());
        agree(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn no_text_makes_reading_or_locating_panic(text in any::<String>(), path in "[a-c0-2.\\[\\]]{0,12}") {
        let _ = read(&text);
        let _ = locate(&text, &path, &Native);
    }

    #[test]
    fn decimal_numbers_are_read_to_the_last_bit(number in "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?") {
        let exact: f64 = number.parse().unwrap();
        prop_assert_eq!(read(&number).unwrap().as_number().map(f64::to_bits), Some(exact.to_bits()));
    }
}

/// Both accept or both refuse, but for what we refuse on purpose: a key given twice, a number
/// beyond a double, and the oracle's refusal of lone surrogates, which JavaScript can send.
fn agree(text: &str) {
    match (read(text), serde_json::from_str::<serde_json::Value>(text)) {
        (Ok(mine), Ok(theirs)) => assert_eq!(mine, ours(&theirs), "{text}"),
        (Err(_), Err(_)) => {}
        (Err((.., why)), Ok(_)) => assert!(why.contains("stands twice"), "{text}: {why}"),
        (Ok(_), Err(error)) => {
            let error = error.to_string();
            assert!(error.contains("surrogate") || error.contains("hex escape"), "{text}: {error}");
        }
    }
}

#[test]
fn escapes_are_read_and_lone_surrogates_replaced() {
    for (text, expected) in [
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\u00e9\u20AC""#, "é€"),
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00x""#, "\u{fffd}x"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        ("\"\u{2028}\"", "\u{2028}"),
    ] {
        assert_eq!(read(text), Ok(expected.into()), "{text}");
    }
}

#[test]
fn what_is_wrong_comes_with_line_and_column() {
    let cases = [
        ("", 1, 1, "the text ends too early"),
        ("{", 1, 2, "expected a key in double quotes"),
        ("[1,]", 1, 4, "expected a value"),
        ("{\"a\":1,}", 1, 8, "expected a key in double quotes"),
        ("{\"a\" 1}", 1, 6, "expected :"),
        ("[1 2]", 1, 4, "expected , or ]"),
        ("{\n  \"é\": nul\n}", 2, 8, "expected a value"),
        ("\"abc", 1, 5, "the string does not end"),
        ("\"a\nb\"", 1, 3, "a control character inside a string"),
        ("\"\\x\"", 1, 3, "an unknown escape"),
        ("\"\\u12g4\"", 1, 6, "expected four hexadecimal digits"),
        ("[01]", 1, 3, "a number may not start with 0"),
        ("[-]", 1, 3, "expected a digit"),
        ("[1.]", 1, 4, "expected a digit"),
        ("[1e]", 1, 4, "expected a digit"),
        ("[1e999]", 1, 2, "a number beyond what a double can hold"),
        ("1 2", 1, 3, "unexpected text after the end"),
        ("NaN", 1, 1, "expected a value"),
        ("'a'", 1, 1, "expected a value"),
    ];
    for (text, line, column, why) in cases {
        assert_eq!(read(text), Err((line, column, why.into())), "{text}");
    }
}

#[test]
fn a_key_given_twice_is_an_error_at_its_second_place() {
    let text = "{\n  \"a\": {\"b\": 1, \"c\": {}, \"b\": 2}\n}";
    assert_eq!(read(text), Err((2, 26, "the key \"b\" stands twice in this object".into())));
    let escaped = r#"{"a": 1, "\u0061": 2}"#;
    assert_eq!(read(escaped), Err((1, 10, "the key \"a\" stands twice in this object".into())));
    assert!(
        read(r#"{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}"#).is_ok(),
        "in one object, that is"
    );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(read("\u{feff}{}"), Ok(Value::Map(Map::new())));
    assert_eq!(read("\u{feff}\u{feff}{}").unwrap_err().2, "expected a value");
}

#[test]
fn depth_and_size_are_bounded_whatever_comes() {
    let nested =
        |depth: usize, open: &str, close: &str| open.repeat(depth) + "1" + &close.repeat(depth);
    assert!(read(&nested(64, "[", "]")).is_ok());
    assert!(read(&nested(64, "{\"a\":", "}")).is_ok());
    for text in [
        nested(65, "[", "]"),
        nested(65, "{\"a\":", "}"),
        "[".repeat(100_000),
        "{\"a\":[".repeat(100_000),
    ] {
        assert_eq!(read(&text).unwrap_err().2, "is nested more than 64 deep");
    }
    assert!(read(&format!("\"{}\"", "x".repeat((1 << 20) - 2))).is_ok());
    assert_eq!(
        read(&format!("\"{}\"", "x".repeat((1 << 20) - 1))).unwrap_err().2,
        "is larger than 1 MB"
    );
}

#[test]
fn of_many_values_one_that_is_nested_too_deep_takes_no_other_along() {
    for deep in ["[".repeat(99) + &"]".repeat(99), r#"{"]}\"":["#.repeat(50) + &"]}".repeat(50)] {
        let text = format!(r#"[null,"restored",[["a",{deep}],["b",1]]]"#);
        let limits = Limits { bytes: 1 << 20, depth: 6 };
        let read = parse_what_fits(&text, limits, &Native);
        let kept = read.at("2.0.1").expect("what is not as deep");
        assert!(!kept.is_null() && to_json(kept, &Native).contains("null"), "{text}");
        assert_eq!(read.at("2.1.1"), Some(&1.0.into()), "{text}");
        assert!(parse(&text, limits, &Native).is_err());
    }
    for text in ["[[[[[[[[", r#"[[[[[[["]"#, "[[[[[[[[]", "{"] {
        let limits = Limits { bytes: 1 << 20, depth: 6 };
        assert_eq!(parse_what_fits(text, limits, &Native), Value::Null, "{text}");
    }
}

#[test]
fn nothing_is_read_that_an_object_of_the_page_would_inherit_from() {
    let expected = read(r#"{"a": {"b": 1}, "proto": 2}"#);
    for text in [
        r#"{"a": {"b": 1, "__proto__": {"admin": true}}, "proto": 2, "__proto__": 3}"#,
        r#"{"a": {"__proto\u005f_": {}, "b": 1}, "proto": 2}"#,
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn locating_finds_the_place_of_a_path() {
    let text = r#"{
  "segments": [
    { "id": "a" },
    { "id": "b", "where": {
        "user.plan": { "$in": ["x", 7] },
        "user": { "plan": 1 },
        "$and": [ {}, { "a.b.c": { "$near": 1 } } ]
    } }
  ]
}"#;
    for (path, line, column) in [
        ("", 1, 1),
        ("segments", 2, 3),
        ("segments[1]", 4, 5),
        ("segments[1].where", 4, 18),
        ("segments[1].where.user.plan.$in[1]", 5, 37),
        ("segments[1].where.user", 6, 9),
        ("segments[1].where.$and[1].a.b.c.$near", 7, 36),
        ("segments[1].where.$and[1].a.b.c.$gone", 7, 25),
        ("segments[0].where", 3, 5),
        ("segments[9]", 2, 3),
        ("nothing.of.this", 1, 1),
    ] {
        assert_eq!(locate(text, path, &Native), (line, column), "{path}");
    }
}

#[test]
fn a_path_leads_through_objects_and_lists() {
    let value = read(r#"{"a": {"b": [10, {"c": null}]}, "": {"": 1}}"#).unwrap();
    assert_eq!(value.at("a.b.0"), Some(&10.0.into()));
    assert_eq!(value.at("a.b.1.c"), Some(&Value::Null));
    assert_eq!(value.at("."), Some(&1.0.into()));
    for missing in ["b", "a.b.2", "a.b.-1", "a.b.x", "a.b.0.c", "a..b"] {
        assert_eq!(value.at(missing), None, "{missing}");
    }
}
