//! Versions that are compared as numbers, or with fewer parts than browsers have: what is meant by
//! "120" is seldom that, and no other.
//!
//! Versions are padded as GrowthBook's SDKs do it. Part by part, one that ends earlier comes first,
//! so that 120.0.0.0 is later than 120; but of three parts the last counts as a release, which comes
//! after whatever follows it, so that 120.0.0.0 is earlier than 120.0.0.

use super::{Lint, inside};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;

const BROWSER: &str = "device.browser.version";
const SYSTEM: &str = "device.os.version";

/// Versions of Windows, which have no more parts.
const WHOLE: [&str; 7] = ["XP", "Vista", "7", "8", "8.1", "10", "11"];

/// Orders of numbers, and what asks the same of versions.
const ORDERS: [(&str, &str); 4] =
    [("$gt", "$vgt"), ("$gte", "$vgte"), ("$lt", "$vlt"), ("$lte", "$vlte")];

impl Lint<'_> {
    /// What is asked of a version. Whether it was said that numbers were meant.
    pub(super) fn version(&mut self, path: &str, operand: &Value, place: &str) -> bool {
        let ours = matches!(path, BROWSER | SYSTEM);
        let mut as_number = false;
        for (key, operand) in operand.as_map().into_iter().flat_map(Map::iter) {
            let order = ORDERS.iter().find(|(order, _)| *order == key);
            let place = inside(place, key);
            match (order, operand) {
                (Some((_, instead)), _) => {
                    let Some(text) = version_of(operand, ours) else { continue };
                    let instead = meant(path, instead, &text)
                        .unwrap_or_else(|| format!("\"{instead}\": \"{text}\""));
                    let why = format!(
                        "compares a version like \"126.0.6478\" as one number, or letter by letter; \
                         write {instead}"
                    );
                    self.doubt(&place, &why);
                    as_number = true;
                }
                (None, Value::Map(_)) if key == "$not" => {
                    as_number |= self.version(path, operand, &place);
                }
                _ => self.padded(path, key, operand, &place),
            }
        }
        if operand.as_text().is_some() {
            self.padded(path, "$eq", operand, place);
        }
        as_number
    }

    /// A version that is held against those of browsers and systems, which have more parts.
    fn padded(&mut self, path: &str, operator: &str, operand: &Value, place: &str) {
        let Some(text) = version_of(operand, true) else { return };
        if let Some(instead) = meant(path, operator, &text) {
            let (report, like) = match path {
                BROWSER => ("browsers", "\"126.0.0.0\""),
                _ => ("systems", "\"17.0\" or \"14.0.0\""),
            };
            let why = format!(
                "is hardly what is meant: {report} say more parts, like {like}, which are compared one \
                 by one; write {instead}"
            );
            self.doubt(place, &why);
        }
    }
}

/// What to write where a version of a browser or a system is to be just this.
pub(super) fn literal(path: &str, version: &str) -> String {
    match meant(path, "$eq", version) {
        Some(tests) => format!("{{{tests}}}"),
        None => format!("\"{version}\""),
    }
}

/// What was probably meant, where a test does something else.
fn meant(path: &str, operator: &str, version: &str) -> Option<String> {
    let parts: Vec<u64> =
        version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let three = parts.len() == 3;
    let falls_short = match (path, operator) {
        (BROWSER, "$vgte" | "$vlt") => three,
        (BROWSER, _) => parts.len() < 4,
        (SYSTEM, _) if WHOLE.contains(&version) => false,
        // What is not rounded is as precise as what systems say.
        (SYSTEM, _) if three => parts.last() == Some(&0),
        (SYSTEM, "$veq" | "$vne" | "$vgt" | "$vlte") => parts.len() == 1,
        _ => false,
    };
    if !falls_short {
        return None;
    }
    let (from, to) = (rounded(&parts, 0), rounded(&parts, 1));
    Some(match operator {
        "$eq" | "$veq" => format!("\"$vgte\": \"{from}\", \"$vlt\": \"{to}\""),
        "$ne" | "$vne" => format!("\"$not\": {{\"$vgte\": \"{from}\", \"$vlt\": \"{to}\"}}"),
        "$vgt" => format!("\"$vgte\": \"{to}\""),
        "$vgte" => format!("\"$vgte\": \"{from}\""),
        "$vlt" => format!("\"$vlt\": \"{from}\""),
        "$vlte" => format!("\"$vlt\": \"{to}\""),
        _ => return None,
    })
}

/// A version without the noughts at its end, or the next one after it; never of three parts.
fn rounded(parts: &[u64], more: u64) -> String {
    let last = parts.iter().rposition(|part| *part > 0).unwrap_or(0);
    let mut kept: Vec<u64> = parts.iter().take(last + 1).copied().collect();
    if let Some(last) = kept.last_mut() {
        *last += more;
    }
    if kept.len() == 3 {
        kept.push(0);
    }
    kept.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// A version as a text; of other facts than ours only what is one for sure.
fn version_of(operand: &Value, ours: bool) -> Option<String> {
    match operand {
        Value::Number(_) if ours => Some(to_json(operand, &Native)),
        Value::Text(text) if ours || is_version(text) => Some(text.clone()),
        _ => None,
    }
}

/// Numbers with at least two dots between them.
fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.len() >= 3 && parts.iter().all(number)
}
