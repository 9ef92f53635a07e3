//! The far end's tone where the control channel's signals are awaited.

use crate::modem::v34::Side;
use crate::modem::v34::probing::tone_meter::{STEP, ToneMeter};

/// Hears for how long a side's tone has been there.
#[derive(Debug)]
pub(super) struct ToneWatch {
    meter: ToneMeter,
    block: [f32; STEP],
    filled: usize,
}

impl ToneWatch {
    /// Hears the tone of `side`.
    pub(super) fn new(side: Side) -> Self {
        Self { meter: ToneMeter::new(side), block: [0.0; STEP], filled: 0 }
    }

    /// Hears `samples`.
    pub(super) fn push(&mut self, samples: &[i16]) {
        for &sample in samples {
            self.block[self.filled] = sample.into();
            self.filled += 1;
            if self.filled == STEP {
                self.filled = 0;
                self.meter.hear(&self.block);
            }
        }
    }

    /// For how long it has been there, ms. 0 is not at all.
    pub(super) const fn held_ms(&self) -> u32 {
        self.meter.held_ms()
    }
}
