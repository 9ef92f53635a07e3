//! Whether packets of the remote end's audio get lost.
//!
//! A sender wants to know: a line that loses packets this way most likely loses them the
//! other way, and there the receiver must not be given too much at a time. A line that is
//! merely still, as before the first audio or where silence is suppressed, loses nothing:
//! a loss is a short gap between samples.

/// The longest gap that is a loss, in samples: five packets of 20 ms.
const LONGEST: usize = 800;

/// Tells losses from stillness.
#[derive(Clone, Debug, Default)]
pub(super) struct Losses {
    /// Samples were heard before the gap.
    has_heard: bool,
    /// Samples missing since then.
    missing: usize,
}

impl Losses {
    /// Samples came. True if something was lost right before them.
    pub(super) const fn push(&mut self) -> bool {
        let is_loss = self.has_heard && self.missing > 0 && self.missing <= LONGEST;
        self.has_heard = true;
        self.missing = 0;
        is_loss
    }

    /// So many samples did not come.
    pub(super) const fn gap(&mut self, samples: usize) {
        self.missing = self.missing.saturating_add(samples);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_gap_between_samples_is_a_loss_and_stillness_is_none() {
        let mut losses = Losses::default();
        losses.gap(160);
        assert!(!losses.push(), "nothing was heard before");
        assert!(!losses.push());
        losses.gap(160);
        losses.gap(160);
        assert!(losses.push());
        assert!(!losses.push());
        (0..50).for_each(|_| losses.gap(160));
        assert!(!losses.push(), "the line was still");
    }
}
