//! When to look at a bit: a clock that the changes between mark and space pull into step.

use super::BIT_RATE;
use crate::time::SAMPLE_RATE_HZ;

/// A free-running clock at the bit rate. Changes should fall on its zero; bits are looked
/// at half a turn later.
#[derive(Clone, Debug)]
pub(super) struct BitClock {
    /// In bits times 2³².
    phase: u32,
    last: f32,
}

/// What happened at a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Ticks {
    /// A change between mark and space, and how far from its place: in bits, −½ to ½.
    pub(super) change: Option<f32>,
    /// The middle of a bit: now is the time to look at it.
    pub(super) middle: bool,
}

impl BitClock {
    pub(super) fn new() -> Self {
        Self { phase: 0, last: 0.0 }
    }

    /// Goes on by a sample at which mark is stronger than space by `lean`. `pull` is the
    /// part of a change's error that is corrected at once.
    #[inline(always)]
    pub(super) fn step(&mut self, lean: f32, pull: f32) -> Ticks {
        let before = self.phase;
        self.phase = self.phase.wrapping_add(STEP);
        let mut change = None;
        if (lean > 0.0) != (self.last > 0.0) {
            // Where between the two samples the change was.
            let into = self.last / (self.last - lean);
            let at = before.wrapping_add((into * STEP as f32) as u32);
            let error = at as i32;
            self.phase = self.phase.wrapping_sub((error as f32 * pull) as i32 as u32);
            change = Some(error as f32 / 4_294_967_296.0);
        }
        self.last = lean;
        // The correction is less than half a turn, so the middle is neither passed twice
        // nor skipped: it is passed when the clock goes from the first into the second
        // half of its turn, forwards.
        let middle = (before as i32) >= 0
            && (self.phase as i32) < 0
            && self.phase.wrapping_sub(before) < 1 << 31;
        Ticks { change, middle }
    }
}

/// Bits a sample, times 2³².
const STEP: u32 = (((BIT_RATE as u64) << 32) / SAMPLE_RATE_HZ as u64) as u32;
