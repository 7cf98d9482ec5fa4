//! Identifiers: UUID version 7 (RFC 9562, section 5.7), whose order is the order of time.

use super::time::{MINUTE, Millis, Moment};

/// Makes identifiers that rise strictly within one tab.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ids {
    time: Millis,
    counter: u64,
    chance: u64,
}

impl Ids {
    /// The next identifier. 48 bits of milliseconds, 12 of a counter that starts anew every
    /// millisecond, 62 of chance.
    pub fn next(&mut self, now: Millis, moment: Moment) -> String {
        self.chance = mix(self.chance ^ moment.entropy);
        self.counter += 1;
        if now > self.time || self.counter > 0xfff {
            self.time = self.time.max(now) + Millis::from(now <= self.time);
            self.counter = 0;
        }
        written(self.time, self.counter, self.chance)
    }

    /// A number from 0 to 1 (excluded), for jitter and shuffling.
    pub fn chance(&mut self, moment: Moment) -> f64 {
        self.chance = mix(self.chance ^ moment.entropy);
        (self.chance >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The identifier of what happens once: the same in all tabs that say the same of it within a
/// minute.
pub(crate) fn once(parts: &[&str], now: Millis) -> String {
    let mut hash = 0;
    for part in parts {
        for byte in part.as_bytes() {
            hash = mix(hash ^ u64::from(*byte));
        }
        hash = mix(hash);
    }
    written(now - now.rem_euclid(MINUTE), hash & 0xfff, mix(hash))
}

/// 48 bits of milliseconds, 12 and 62 bits more, and between them version and variant.
fn written(time: Millis, counter: u64, rest: u64) -> String {
    let high = time.unsigned_abs() << 16 | 0x7000 | counter;
    let low = rest >> 2 | 1 << 63;
    let mut out = String::with_capacity(36);
    for nibble in 0..32_u32 {
        if matches!(nibble, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        let half = if nibble < 16 { high } else { low };
        let digit = half >> (60 - nibble % 16 * 4) & 15;
        out.push(char::from_digit(digit as u32, 16).unwrap_or('0'));
    }
    out
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014).
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}
