//! Numbers that wait, the lowest first: a bit for each, and one for every 64 of these that are
//! not all clear, so that adding and taking cost the same however many numbers there are.

/// A set of numbers of nodes from which the lowest is taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    bits: Vec<u64>,
    /// Which of `bits` are not zero.
    filled: Vec<u64>,
}

impl Queue {
    /// Adds a number; nothing happens where it waits already.
    pub(super) fn add(&mut self, number: usize) {
        set(&mut self.bits, number);
        set(&mut self.filled, number / 64);
    }

    /// Takes the lowest number.
    pub(super) fn take(&mut self) -> Option<usize> {
        let (at, filled) = self.filled.iter_mut().enumerate().find(|(_, filled)| **filled != 0)?;
        let at = at * 64 + filled.trailing_zeros() as usize;
        let bits = self.bits.get_mut(at)?;
        let number = at * 64 + bits.trailing_zeros() as usize;
        *bits &= bits.wrapping_sub(1);
        if *bits == 0 {
            *filled &= filled.wrapping_sub(1);
        }
        Some(number)
    }
}

fn set(bits: &mut Vec<u64>, number: usize) {
    let at = number / 64;
    while bits.len() <= at {
        bits.push(0);
    }
    if let Some(bits) = bits.get_mut(at) {
        *bits |= 1 << (number % 64);
    }
}
