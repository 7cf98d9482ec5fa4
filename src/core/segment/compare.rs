//! How two values compare, exactly as JavaScript compares them.
//!
//! Conditions are those of GrowthBook's SDKs, and their published cases fix what happens between
//! values of different types: that is ECMAScript's relational comparison, on what it
//! makes of values (`value/convert.rs`). Source: ECMA-262, section 7.2.12.

use std::cmp::Ordering;

use crate::core::platform::Platform;
use crate::core::strings::until;
use crate::core::value::{Value, to_number, to_text};

/// The relational comparison behind `<` and `>`: texts by UTF-16 code unit, everything else by
/// number. `None` where either side is not a number; then every comparison is false.
pub(crate) fn compare(a: &Value, b: &Value, platform: &dyn Platform) -> Option<Ordering> {
    let order = |a: f64, b: f64| a.partial_cmp(&b);
    // What is nearly always compared needs no copy.
    if let (Value::Number(a), Value::Number(b)) = (a, b) {
        return order(*a, *b);
    }
    let primitive = |value: &Value| match value {
        Value::List(_) | Value::Map(_) => Value::Text(to_text(value, platform)),
        _ => value.clone(),
    };
    match (primitive(a), primitive(b)) {
        (Value::Text(a), Value::Text(b)) => Some(compare_texts(&a, &b)),
        (a, b) => order(to_number(&a, platform), to_number(&b, platform)),
    }
}

/// The order of two texts by UTF-16 code unit, as JavaScript has it.
pub(crate) fn compare_texts(a: &str, b: &str) -> Ordering {
    // In UTF-16 what lies beyond U+FFFF comes before U+E000, in UTF-8 after U+FFFF: the first byte
    // that differs tells.
    let rank = |byte: u8| if matches!(byte, 0xee | 0xef) { byte + 0x10 } else { byte };
    for (at, one) in a.as_bytes().iter().enumerate() {
        let Some(other) = b.as_bytes().get(at) else { break };
        if one != other {
            return rank(*one).cmp(&rank(*other));
        }
    }
    a.len().cmp(&b.len())
}

/// A version with its parts padded, so that versions compare as text: `1.10` after `1.9`, a
/// pre-release before its release. Build metadata and a leading `v` are left out.
pub(crate) fn padded_version(value: &Value, platform: &dyn Platform) -> String {
    let text = match value {
        Value::Number(_) => to_text(value, platform),
        Value::Text(text) if !text.is_empty() => text.clone(),
        _ => "0".into(),
    };
    let text = text.strip_prefix("v").unwrap_or(&text);
    let mut rest = until(text, b"+");
    let mut out = String::new();
    let mut count = 0;
    loop {
        let part = until(rest, b"-.");
        if count > 0 {
            out.push('-');
        }
        count += 1;
        let number = !part.is_empty() && part.as_bytes().iter().all(u8::is_ascii_digit);
        for _ in part.len()..if number { 5 } else { 0 } {
            out.push(' ');
        }
        out.push_str(part);
        match rest.get(part.len() + 1..) {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    if count == 3 {
        out.push_str("-~");
    }
    out
}
