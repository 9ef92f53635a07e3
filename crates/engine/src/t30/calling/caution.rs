//! How long a signal of ours may be: as long as it likes, until the line or the far
//! machine has lost one.
//!
//! A receiver whose modem has lost a signal in the middle of it may wait for the command
//! behind it no longer than T2, and begins anew then: the rest of a signal must be over
//! before that. But short signals cost half of the speed, so that caution wears off.
//! After some blocks that went well in a row signals may be twice as long, and so on,
//! until they are as long as they like; each time that caution was needed after all it
//! takes more good blocks.

use ferrofax_signal::time::Millis;

/// The caution of a call.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Caution {
    /// The longest signal; `None`: as long as it likes.
    longest: Option<Millis>,
    /// Blocks in a row that went well with signals of this length.
    good: u32,
    /// How often caution was called for.
    calls: u32,
}

impl Caution {
    /// A signal was lost from some point on, or was not heard at all.
    pub(super) const fn lost_signal(&mut self) {
        *self = Self { longest: Some(SHORT), good: 0, calls: self.calls.saturating_add(1) };
    }

    /// A packet of the remote end's audio was lost: the like may happen to ours.
    pub(super) const fn lost_packet(&mut self) {
        if self.longest.is_none() {
            self.lost_signal();
        }
        self.good = 0;
    }

    /// A block went well.
    pub(super) fn went_well(&mut self) {
        let Some(longest) = self.longest else { return };
        self.good += 1;
        if self.good >= GOOD << self.calls.clamp(1, MOST_CALLS).saturating_sub(1) {
            self.good = 0;
            self.longest = Some(Millis(2 * longest.0)).filter(|twice| *twice < LONGEST);
        }
    }

    /// The longest signal; `None`: as long as it likes.
    pub(super) const fn longest(self) -> Option<Millis> {
        self.longest
    }
}

/// The longest signal after one was lost. Whatever is lost in it, the command behind it
/// comes before T2 (6 ± 1 s).
const SHORT: Millis = Millis(4_500);
/// A limit as long as this is none: at 14 400 bit/s no block takes longer.
const LONGEST: Millis = Millis(40_000);
/// Good blocks for the first step after the first time.
const GOOD: u32 = 2;
/// From then on it takes no more of them.
const MOST_CALLS: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    /// How many good blocks it takes until signals are as long as they like.
    fn wears_off(caution: &mut Caution) -> usize {
        (0..1000)
            .take_while(|_| caution.longest().is_some().then(|| caution.went_well()).is_some())
            .count()
    }

    #[test]
    fn caution_wears_off_and_takes_longer_each_time() {
        let mut caution = Caution::default();
        assert_eq!((caution.longest(), wears_off(&mut caution)), (None, 0));
        let each: Vec<usize> = (0..7)
            .map(|_| {
                caution.lost_signal();
                assert_eq!(caution.longest(), Some(SHORT));
                wears_off(&mut caution)
            })
            .collect();
        assert_eq!(each, [8, 16, 32, 64, 128, 128, 128]);
    }

    #[test]
    fn a_lost_packet_delays_the_next_step_but_takes_none_back() {
        let mut caution = Caution::default();
        caution.lost_packet();
        caution.went_well();
        caution.lost_packet();
        caution.went_well();
        assert_eq!(caution.longest(), Some(SHORT));
        caution.went_well();
        caution.lost_packet();
        assert_eq!(caution.longest(), Some(Millis(9_000)));
    }
}
