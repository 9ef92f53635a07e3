//! Whether packets of the remote end's audio get lost.
//!
//! A sender wants to know: a line that loses packets this way most likely loses them the
//! other way, and there the receiver must not be given too much at a time. A line that is
//! merely still, as before the first audio or where silence is suppressed, loses nothing:
//! a loss is a short gap between samples.
//!
//! A packet that was lost before a gateway further off comes as silence, and nobody says
//! so. No signal of a modem is silent for some milliseconds and then goes on: in the midst
//! of one, that is a loss as well.

use ferrofax_signal::modem::is_silent;

/// So long a signal must go on behind a silence (60 ms): one that is over is taken for heard
/// for 33 ms more, in which a quiet line is as good as silent and now and then is not.
const PROOF: usize = 480;

/// The longest gap that is a loss, in samples: five packets of 20 ms.
const LONGEST: usize = 800;
/// The shortest silence within a signal that is one (5 ms).
const SHORTEST_SILENCE: usize = 40;

/// Tells losses from stillness.
#[derive(Clone, Debug, Default)]
pub(super) struct Losses {
    /// Samples were heard before the gap.
    has_heard: bool,
    /// Samples missing since then.
    missing: usize,
    /// Silent samples since the last other one.
    silent: usize,
    /// All of them were heard in a signal.
    in_signal: bool,
    /// Such silence has ended, so many samples ago, and the signal still goes on.
    ended_ago: Option<usize>,
    /// It was a loss.
    was_silenced: bool,
}

impl Losses {
    /// Samples came. True if something was lost right before them, or silenced a little earlier.
    pub(super) const fn push(&mut self) -> bool {
        let is_loss = self.has_heard && self.missing > 0 && self.missing <= LONGEST;
        self.has_heard = true;
        self.missing = 0;
        std::mem::replace(&mut self.was_silenced, false) || is_loss
    }

    /// So many samples did not come.
    pub(super) const fn gap(&mut self, samples: usize) {
        self.missing = self.missing.saturating_add(samples);
    }

    /// These samples came, while a signal was being heard or not.
    pub(super) fn hear(&mut self, samples: &[i16], in_signal: bool) {
        if !in_signal {
            (self.in_signal, self.ended_ago) = (false, None);
        }
        for &sample in samples {
            if is_silent(sample) {
                self.in_signal &= self.silent > 0 || in_signal;
                self.silent = self.silent.saturating_add(1);
                continue;
            }
            if self.in_signal && (SHORTEST_SILENCE..=LONGEST).contains(&self.silent) {
                self.ended_ago = Some(0);
            }
            (self.silent, self.in_signal) = (0, in_signal);
        }
        let Some(ago) = &mut self.ended_ago else { return };
        *ago += samples.len();
        if *ago > PROOF {
            (self.ended_ago, self.was_silenced) = (None, true);
        }
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

    /// What a line without noise of its own gives behind a signal, which V.21 still takes for heard.
    #[test]
    fn a_signal_that_is_over_has_lost_nothing() {
        let mut losses = Losses::default();
        losses.hear(&[500; 80], true);
        for _ in 0..5 {
            losses.hear(&[-8; 60], true);
            losses.hear(&[24; 1], true);
        }
        (0..100).for_each(|_| losses.hear(&[-8, 24], false));
        assert!(!losses.push());
    }

    #[test]
    fn silence_in_the_midst_of_a_signal_is_a_loss_and_at_its_end_it_is_none() {
        for (before, silent, after, lost) in [
            (true, 160, true, true),
            (true, 160, false, false),
            (false, 160, true, false),
            (true, 39, true, false),
            (true, 801, true, false),
        ] {
            let mut losses = Losses::default();
            losses.hear(&[500; 80], true);
            let silence = vec![-8; silent];
            for part in silence.chunks(80) {
                losses.hear(part, before);
            }
            assert!(!losses.push(), "it is not sure yet");
            (0..7).for_each(|_| losses.hear(&[500; 80], after));
            assert_eq!(losses.push(), lost, "{before}, {silent}, {after}");
            assert!(!losses.push(), "it is told once");
        }
    }
}
