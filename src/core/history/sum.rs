//! Sums from which what was added can be taken away again without a trace.

/// An exact sum: partial sums that do not overlap, the largest last, so that what was added can
/// be taken away again without a trace. Source: J. R. Shewchuk, "Adaptive Precision
/// Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sum(Vec<f64>);

impl Sum {
    /// Adds a number; what is not one counts as nothing.
    pub(crate) fn add(&mut self, number: f64) {
        let mut number = if number.is_nan() { 0.0 } else { number.clamp(-1e300, 1e300) };
        let mut kept = 0;
        for at in 0..self.0.len() {
            let Some(part) = self.0.get(at).copied() else { break };
            let (large, small) =
                if number.abs() < part.abs() { (part, number) } else { (number, part) };
            let high = large + small;
            let low = small - (high - large);
            if low != 0.0 {
                if let Some(slot) = self.0.get_mut(kept) {
                    *slot = low;
                }
                kept += 1;
            }
            number = high;
        }
        self.0.truncate(kept);
        if number != 0.0 {
            self.0.push(number);
        }
    }

    /// The number nearest to the sum.
    pub(crate) fn value(&self) -> f64 {
        let mut parts = self.0.iter().rev();
        let Some(mut high) = parts.next().copied() else { return 0.0 };
        let mut low = 0.0;
        for part in parts.by_ref() {
            let before = high;
            high = before + part;
            low = part - (high - before);
            if low != 0.0 {
                break;
            }
        }
        // Half way between two numbers, what is left says which is nearer.
        let left = parts.next().copied().unwrap_or_default();
        if low != 0.0 && left != 0.0 && (low < 0.0) == (left < 0.0) {
            let twice = low * 2.0;
            let rounded = high + twice;
            if rounded - high == twice {
                high = rounded;
            }
        }
        high
    }
}
