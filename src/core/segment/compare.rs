//! How two values compare, exactly as JavaScript compares them.
//!
//! Conditions are those of GrowthBook's SDKs, and their published cases fix what happens between
//! values of different types: that is ECMAScript's `==`-free subset of rules (ToNumber,
//! ToString, the relational comparison), written out here. Source: ECMA-262, sections 7.1.4,
//! 7.1.17 and 7.2.12.

use std::cmp::Ordering;

use crate::core::platform::Platform;
use crate::core::value::Value;

/// ToNumber: what arithmetic makes of a value.
pub(crate) fn to_number(value: &Value, platform: &dyn Platform) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(yes) => f64::from(u8::from(*yes)),
        Value::Number(number) => *number,
        Value::Text(text) => text_to_number(text, platform),
        Value::List(_) | Value::Map(_) => text_to_number(&to_text(value, platform), platform),
    }
}

fn text_to_number(text: &str, platform: &dyn Platform) -> f64 {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match text {
        "" => 0.0,
        _ if unsigned == "Infinity" => {
            if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }
        }
        _ if is_decimal(unsigned) => platform.parse_number(text.trim_start_matches('+')),
        _ => radix(text).unwrap_or(f64::NAN),
    }
}

/// Digits with an optional point and exponent, at least one digit before the exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && digits(part)
        && digits(exponent)
        && !exponent.is_empty()
        && !(whole.is_empty() && part.is_empty())
}

/// `0x1f`, `0b101`, `0o17`.
fn radix(text: &str) -> Option<f64> {
    let (base, digits) = match text.get(..2)? {
        "0x" | "0X" => (16, text.get(2..)?),
        "0b" | "0B" => (2, text.get(2..)?),
        "0o" | "0O" => (8, text.get(2..)?),
        _ => return None,
    };
    let mut sum = 0.0;
    for digit in digits.chars() {
        sum = sum * f64::from(base) + f64::from(digit.to_digit(base)?);
    }
    (!digits.is_empty()).then_some(sum)
}

/// ToString: what `value + ""` makes of a value.
pub(crate) fn to_text(value: &Value, platform: &dyn Platform) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(yes) => if *yes { "true" } else { "false" }.into(),
        Value::Number(number) if number.is_nan() => "NaN".into(),
        Value::Number(number) => platform.format_number(*number),
        Value::Text(text) => text.clone(),
        Value::List(list) => {
            let mut out = String::new();
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                if !item.is_null() {
                    out.push_str(&to_text(item, platform));
                }
            }
            out
        }
        Value::Map(_) => "[object Object]".into(),
    }
}

/// What an `if` makes of a value.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => *number != 0.0 && !number.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::List(_) | Value::Map(_) => true,
    }
}

/// The relational comparison behind `<` and `>`: texts by UTF-16 code unit, everything else by
/// number. `None` where either side is not a number; then every comparison is false.
pub(crate) fn compare(a: &Value, b: &Value, platform: &dyn Platform) -> Option<Ordering> {
    let primitive = |value: &Value| match value {
        Value::List(_) | Value::Map(_) => Value::Text(to_text(value, platform)),
        _ => value.clone(),
    };
    match (primitive(a), primitive(b)) {
        (Value::Text(a), Value::Text(b)) => Some(a.encode_utf16().cmp(b.encode_utf16())),
        (a, b) => to_number(&a, platform).partial_cmp(&to_number(&b, platform)),
    }
}

/// A version with its parts padded, so that versions compare as text: `1.10` after `1.9`, a
/// pre-release before its release. Build metadata and a leading `v` are left out.
pub(crate) fn padded_version(value: &Value, platform: &dyn Platform) -> String {
    let text = match value {
        Value::Number(_) => to_text(value, platform),
        Value::Text(text) if !text.is_empty() => text.clone(),
        _ => "0".into(),
    };
    let text = text.strip_prefix('v').unwrap_or(&text);
    let text = text.split('+').next().unwrap_or_default();
    let mut parts: Vec<&str> = text.split(['-', '.']).collect();
    if parts.len() == 3 {
        parts.push("~");
    }
    let mut out = String::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            out.push('-');
        }
        let number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        for _ in part.len()..if number { 5 } else { 0 } {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}
