//! The hash that puts people into buckets, compatible with GrowthBook's SDKs.
//!
//! Source: GrowthBook SDK specification, "Hashing", versions 1 and 2, over 32-bit FNV-1a
//! (Fowler, Noll, Vo) of the UTF-16 code units, as their SDK for JavaScript takes them.

use crate::core::digest::fnv32a;
use crate::core::platform::Platform;
use crate::core::strings::concat;
use crate::core::time::whole;
use crate::core::value::{Value, is_truthy, to_text};

/// A number from 0 to 1 (excluded) for a value, different for every seed; `None` for a version
/// other than 1 and 2.
#[must_use]
pub fn bucket(seed: &str, value: &str, version: u32) -> Option<f64> {
    match version {
        1 => Some(f64::from(fnv32a(&concat(&[value, seed])) % 1000) / 1000.0),
        2 => {
            let once = fnv32a(&concat(&[seed, value]));
            Some(f64::from(fnv32a(&whole(i64::from(once))) % 10_000) / 10_000.0)
        }
        _ => None,
    }
}

/// Where a person falls in a sample; 1 (in no sample) without an id.
pub(crate) fn sample(seed: &str, facts: &Value, platform: &dyn Platform) -> f64 {
    let id = person(facts, "user.anonymous_id", platform);
    id.and_then(|id| bucket(seed, &id, 2)).unwrap_or(1.0)
}

/// The value that tells people apart. A user keeps a variant from device to device, who is nobody
/// yet keeps it on this one; profiles on the command line have an `id`.
pub(super) fn person(facts: &Value, anonymous: &str, platform: &dyn Platform) -> Option<String> {
    let known = |path| known(facts, path, platform);
    known("user.id").or_else(|| known("id")).or_else(|| known(anonymous))
}

/// A fact as it is hashed; what JavaScript takes for false identifies nobody.
pub(super) fn known(facts: &Value, path: &str, platform: &dyn Platform) -> Option<String> {
    let value = facts.at(path)?;
    is_truthy(value).then(|| to_text(value, platform))
}
