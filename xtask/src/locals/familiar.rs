//! How familiar a byte is after those before it: by how often the same has been seen elsewhere.
//!
//! A blend of counts after contexts of growing length, the longer ones weighing more the more often
//! they were seen (as in Witten and Bell's method C for PPM). It stands for what a compressor will
//! make of the code; that compressor itself would take a second for every question.

/// So many bytes before one say what to expect.
const LONGEST: usize = 12;

/// How often a context has to be seen to count as much as all shorter ones.
const TRUST: f32 = 100.0;

/// Counts are kept in a table of this many bits, by a digest of the bytes. That two share a place
/// is rare enough to make no difference.
const BITS: u32 = 22;

/// About how much code there is, for the frequencies of single bytes.
const ALL: f32 = 150_000.0;

pub(super) struct Familiar {
    counts: Vec<u16>,
}

impl Default for Familiar {
    fn default() -> Self {
        Self { counts: vec![0; 1 << BITS] }
    }
}

impl Familiar {
    pub(super) fn learn(&mut self, code: &[u8]) {
        self.count(code, |known| known.saturating_add(1));
    }

    pub(super) fn unlearn(&mut self, code: &[u8]) {
        self.count(code, |known| known.saturating_sub(1));
    }

    fn count(&mut self, code: &[u8], change: fn(u16) -> u16) {
        for at in 0..code.len() {
            let mut digest = Digest::default();
            for byte in context(code, at) {
                digest.add(byte);
                if let Some(known) = self.counts.get_mut(digest.place()) {
                    *known = change(*known);
                }
            }
        }
    }

    /// Whether the code is more familiar with other bytes in these places; then it is left so.
    pub(super) fn prefers(
        &self,
        code: &mut [u8],
        spots: &[usize],
        change: impl Fn(u8) -> u8,
    ) -> bool {
        let before = self.cost(code, spots);
        let mut old = Vec::new();
        for &spot in spots {
            if let Some(byte) = code.get_mut(spot) {
                old.push(*byte);
                *byte = change(*byte);
            }
        }
        // Less than a hundredth of a bit is no reason to change anything.
        let better = self.cost(code, spots) < before - 0.01;
        if !better {
            for (&spot, old) in spots.iter().zip(old) {
                if let Some(byte) = code.get_mut(spot) {
                    *byte = old;
                }
            }
        }
        better
    }

    /// About how many bits all bytes take whose context reaches these places.
    fn cost(&self, code: &[u8], spots: &[usize]) -> f32 {
        let (mut bits, mut done) = (0.0, 0);
        for &spot in spots {
            let end = (spot + LONGEST + 1).min(code.len());
            for at in spot.max(done)..end {
                bits -= self.likelihood(code, at).log2();
            }
            done = done.max(end);
        }
        bits
    }

    fn likelihood(&self, code: &[u8], at: usize) -> f32 {
        let seen =
            |digest: &Digest| self.counts.get(digest.place()).copied().map_or(0.0, f32::from);
        let (mut whole, mut before) = (Digest::default(), Digest::default());
        let mut likelihood = 1.0 / 256.0;
        for (length, byte) in context(code, at).enumerate() {
            whole.add(byte);
            let of = if length == 0 {
                ALL
            } else {
                before.add(byte);
                seen(&before)
            };
            if of == 0.0 {
                break;
            }
            likelihood = (seen(&whole) + TRUST * likelihood) / (of + TRUST);
        }
        likelihood
    }
}

/// A byte and those before it, going back.
fn context(code: &[u8], at: usize) -> impl Iterator<Item = u8> + '_ {
    code.get(..=at).unwrap_or_default().iter().rev().take(LONGEST + 1).copied()
}

/// FNV-1a of some bytes and of how many they are.
struct Digest {
    of: u64,
    length: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Self { of: 0xcbf2_9ce4_8422_2325, length: 0 }
    }
}

impl Digest {
    fn add(&mut self, byte: u8) {
        self.of = (self.of ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.of ^= self.of >> 31;
        self.length += 1;
    }

    fn place(&self) -> usize {
        let mixed = (self.of ^ self.length).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - BITS)) as usize
    }
}
