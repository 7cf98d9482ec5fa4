//! Numbers by digest: open addressing, so that a look-up costs the same however many there are.

/// Finds numbers again by a digest of what they stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Digest and number plus 1; number 0 where empty. A power of two of them, a quarter free.
    slots: Vec<(u32, u32)>,
    filled: usize,
}

impl Index {
    /// The number with this digest that is the one looked for.
    pub(crate) fn find(&self, digest: u32, is: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = digest as usize;
        while let Some((known, number)) = self.slots.get(at & mask).filter(|slot| slot.1 != 0) {
            let number = *number as usize - 1;
            if *known == digest && is(number) {
                return Some(number);
            }
            at += 1;
        }
        None
    }

    /// Adds a number that is not there yet.
    pub(crate) fn add(&mut self, digest: u32, number: usize) {
        if self.filled * 4 >= self.slots.len() * 3 {
            let larger = vec![(0, 0); (self.slots.len() * 2).max(16)];
            for &(digest, number) in &std::mem::replace(&mut self.slots, larger) {
                if number != 0 {
                    self.put(digest, number);
                }
            }
        }
        self.filled += 1;
        self.put(digest, number as u32 + 1);
    }

    fn put(&mut self, digest: u32, number: u32) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = digest as usize;
        while let Some(slot) = self.slots.get_mut(at & mask) {
            if slot.1 == 0 {
                *slot = (digest, number);
                return;
            }
            at += 1;
        }
    }
}
