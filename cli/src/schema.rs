//! `docent schema`: the JSON Schema that lets editors complete and check guidebooks.

use crate::{Ending, Failure, help};
use docent::core::guidebook::schema::schema;
use docent::core::value::{Value, to_json};
use docent::native::Native;

const HELP: &str = "\
Prints the JSON Schema (draft 2020-12) of guidebooks, for editors

Usage: docent schema

Example:
  docent schema > guidebook.schema.json
  and in the guidebook: { \"$schema\": \"./guidebook.schema.json\", \"version\": 1, … }

Exit codes: 0 all is well, 2 docent was used wrongly.
";

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Ending, Failure> {
    use lexopt::prelude::{Long, Short};
    match arguments.next()? {
        None => help(&pretty(&schema())),
        Some(Long("help") | Short('h')) => help(HELP),
        Some(other) => Err(other.unexpected().into()),
    }
}

/// JSON text with one member or element a line.
fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out.push('\n');
    out
}

fn write(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            let mut before = '{';
            for (key, value) in map.iter() {
                line(before, depth + 1, out);
                out.push_str(&to_json(&Value::from(key), &Native));
                out.push_str(": ");
                write(value, depth + 1, out);
                before = ',';
            }
            line(' ', depth, out);
            out.push('}');
        }
        Value::List(list)
            if list.iter().any(|item| matches!(item, Value::Map(_) | Value::List(_))) =>
        {
            let mut before = '[';
            for value in list {
                line(before, depth + 1, out);
                write(value, depth + 1, out);
                before = ',';
            }
            line(' ', depth, out);
            out.push(']');
        }
        _ => out.push_str(&to_json(value, &Native)),
    }
}

/// What belongs to the line before (nothing where it is a space), and the next line's indent.
fn line(before: char, depth: usize, out: &mut String) {
    if before != ' ' {
        out.push(before);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}
