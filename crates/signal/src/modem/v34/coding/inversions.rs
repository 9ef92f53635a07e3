//! Whether the superframe's inversions of Y0 come where they are expected (ITU-T V.34
//! §9.6.3).

/// 4D symbols within which an inversion that was not expected is paid for.
pub(super) const PAID_WITHIN: usize = 8;

/// How quickly a loss of step is seen: within some ten inversions.
const EXCESS_GAIN: f32 = 0.15;

/// What inversions may cost more than other symbols, lately. At the wrong places it is some
/// four units of the grid (squared), and none at the right ones.
const MOST_EXCESS: f32 = 1.5;

/// More than this counts as this: a click of the line is no loss of step.
const MOST_PAID: f32 = 8.0;

/// Whether the inversions of Y0 come where they are expected: if not, the 4D symbols after
/// them cost more than others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inversions {
    /// 4D symbols that still count for the last one, and what they have cost.
    left: usize,
    cost: f32,
    /// By how much an inversion costs more than as many other symbols, lately.
    excess: f32,
}

impl Inversions {
    /// A 4D symbol that was expected to be inverted or not, what it has cost, and what one
    /// costs on the average.
    #[inline(always)]
    pub(super) fn push(&mut self, inverted: bool, cost: f32, mean: f32) {
        if inverted {
            (self.left, self.cost) = (PAID_WITHIN, 0.0);
        }
        if self.left > 0 {
            self.left -= 1;
            self.cost += cost - mean;
            if self.left == 0 {
                let cost = self.cost.clamp(-MOST_PAID, MOST_PAID);
                self.excess += EXCESS_GAIN * (cost - self.excess);
            }
        }
    }

    pub(super) fn are_in_step(&self) -> bool {
        self.excess < MOST_EXCESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty half data frames of thirty 4D symbols, each with its cost beyond the mean.
    fn after(cost: impl Fn(usize, usize) -> f32) -> bool {
        let mut inversions = Inversions::default();
        (0..20).all(|half| {
            (0..30).for_each(|at| inversions.push(at == 0, 1.0 + cost(half, at), 1.0));
            inversions.are_in_step()
        })
    }

    #[test]
    fn a_click_is_no_loss_of_step_but_dear_inversions_are() {
        assert!(after(|half, at| if (half, at) == (7, 2) { 1000.0 } else { 0.0 }));
        assert!(!after(|_, at| if at == 1 { 4.0 } else { 0.0 }));
    }
}
