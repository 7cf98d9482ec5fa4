//! Writing JSON text: what leaves the module goes as one, and so do the results of the command line.

use super::Value;
use super::read::plain;
use crate::core::platform::Platform;
use crate::core::time::whole;

/// The JSON text of a value on one line; numbers that JSON cannot hold become `null`.
#[must_use]
pub fn to_json(value: &Value, platform: &dyn Platform) -> String {
    let mut out = String::new();
    write(value, platform, &mut out);
    out
}

fn write(value: &Value, platform: &dyn Platform, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) if !number.is_finite() => out.push_str("null"),
        // Most are whole, and need no question.
        Value::Number(number) if number.abs() < 1e15 && number.trunc() == *number => {
            out.push_str(&whole(*number as i64));
        }
        Value::Number(number) => out.push_str(&platform.format_number(*number)),
        Value::Text(text) => quote(text, out),
        Value::List(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, platform, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (key, item)) in map.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(key, out);
                out.push(':');
                write(item, platform, out);
            }
            out.push('}');
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    loop {
        let start = plain(rest);
        out.push_str(start);
        let Some((special, behind)) = rest.get(start.len()..).and_then(|it| it.split_at_checked(1))
        else {
            break;
        };
        out.push('\\');
        match special {
            "\n" => out.push('n'),
            "\r" => out.push('r'),
            "\t" => out.push('t'),
            "\"" | "\\" => out.push_str(special),
            _ => {
                out.push_str("u00");
                for byte in special.bytes() {
                    for digit in &[byte >> 4, byte & 15] {
                        out.push(char::from_digit(u32::from(*digit), 16).unwrap_or('0'));
                    }
                }
            }
        }
        rest = behind;
    }
    out.push('"');
}
