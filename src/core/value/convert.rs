//! What JavaScript makes of a value where it wants a number, a text, or yes or no. Source: ECMA-262,
//! sections 7.1.2, 7.1.4 and 7.1.17.

use super::Value;
use crate::core::platform::Platform;

/// ToNumber: what arithmetic makes of a value.
pub(crate) fn to_number(value: &Value, platform: &dyn Platform) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(yes) => f64::from(u8::from(*yes)),
        Value::Number(number) => *number,
        Value::Text(text) => platform.parse_number(text),
        Value::List(_) | Value::Map(_) => platform.parse_number(&to_text(value, platform)),
    }
}

/// ToString: what `value + ""` makes of a value.
pub(crate) fn to_text(value: &Value, platform: &dyn Platform) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(yes) => if *yes { "true" } else { "false" }.into(),
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
