//! Short numbers that equal things share and others seldom do.

use super::value::Value;

/// 32-bit FNV-1a (Fowler, Noll, Vo) of the UTF-16 code units, as GrowthBook's SDK for JavaScript
/// takes them; of ASCII these are the bytes.
pub(crate) fn fnv32a(text: &str) -> u32 {
    let mut hash = 0x811c_9dc5;
    if text.is_ascii() {
        for byte in text.as_bytes() {
            hash = step(hash, u32::from(*byte));
        }
    } else {
        for unit in text.encode_utf16() {
            hash = step(hash, u32::from(unit));
        }
    }
    hash
}

fn step(hash: u32, unit: u32) -> u32 {
    (hash ^ unit).wrapping_mul(0x0100_0193)
}

/// A digest of two things, in this order.
pub(crate) fn mixed(digest: u32, with: u32) -> u32 {
    (digest ^ with).wrapping_mul(0x0100_0193).rotate_left(15)
}

/// A digest of a whole tree.
pub(crate) fn digest_of(value: &Value) -> u32 {
    match value {
        Value::Null => 0,
        Value::Bool(yes) => 1 + u32::from(*yes),
        Value::Text(text) => fnv32a(text),
        Value::Number(number) => (number.to_bits() >> 24) as u32 ^ number.to_bits() as u32,
        Value::List(list) => {
            let mut digest = 3;
            for item in list {
                digest = mixed(digest, digest_of(item));
            }
            digest
        }
        Value::Map(map) => {
            let mut digest = 4;
            for (key, item) in map.iter() {
                digest = mixed(mixed(digest, fnv32a(key)), digest_of(item));
            }
            digest
        }
    }
}
