//! Samples → bits.

use super::Channel;
use super::bit_clock::BitClock;
use super::carrier::{CarrierDetector, Verdict};
use super::correlator::{Correlator, WINDOW};
use crate::modem::{Bits, Receiver, RxEvent, is_silent};

/// Hears V.21 channel 2: [`RxEvent::CarrierUp`], then [`RxEvent::Bits`], then
/// [`RxEvent::CarrierDown`].
///
/// It needs about a tenth of a second to be sure of a carrier, which T.30's preamble of
/// one second leaves it. The last bits before the carrier is found to have gone are of
/// noise.
#[derive(Clone, Debug)]
pub struct V21Receiver {
    correlator: Correlator,
    clock: BitClock,
    carrier: CarrierDetector,
    /// Samples since the line was last loud enough for a carrier.
    quiet: u32,
    /// Which of the last samples were silent, the latest lowest: so come those that were
    /// lost, whether somebody says so or not.
    silent: u32,
}

impl V21Receiver {
    /// A receiver that waits for a carrier.
    pub fn new() -> Self {
        Self {
            correlator: Correlator::new(Channel::Two),
            clock: BitClock::new(),
            carrier: CarrierDetector::new(),
            quiet: 0,
            silent: 0,
        }
    }

    /// Whether there is a carrier.
    pub fn is_up(&self) -> bool {
        self.carrier.is_up()
    }
}

impl Default for V21Receiver {
    fn default() -> Self {
        Self::new()
    }
}

impl Receiver for V21Receiver {
    fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(RxEvent)) {
        for part in samples.chunks(PART) {
            self.hear(part, sink);
        }
    }

    fn reset(&mut self) {
        *self = Self::new();
    }
}

impl V21Receiver {
    /// Hears at most [`PART`] samples.
    fn hear(&mut self, samples: &[i16], sink: &mut dyn FnMut(RxEvent)) {
        if self.quiet > ASLEEP_AFTER && !self.carrier.is_up() && are_faint(samples) {
            self.quiet = self.quiet.saturating_add(samples.len() as u32);
            return;
        }
        self.correlator.settle();
        for &sample in samples {
            self.quiet = if is_faint(sample) { self.quiet.saturating_add(1) } else { 0 };
            if self.quiet > ASLEEP_AFTER && !self.carrier.is_up() {
                continue;
            }
            self.correlator.push(sample);
            self.silent = (self.silent << 1 | u32::from(is_silent(sample))) & ((1 << WINDOW) - 1);
            let pull = match (self.carrier.is_up(), self.carrier.is_strong()) {
                (false, _) => EAGER_PULL,
                (true, true) => STEADY_PULL,
                // Through a gap the clock goes on by itself.
                (true, false) => 0.0,
            };
            let ticks = self.clock.step(self.correlator.lean(), pull);
            if let Some(error) = ticks.change {
                self.carrier.change(error);
            }
            if !ticks.middle {
                continue;
            }
            let energies = self.correlator.energies();
            let was_up = self.carrier.is_up();
            let is_lost = self.silent.count_ones() > MOST_SILENT;
            let bit = Bits::one(energies.mark > energies.space);
            match self.carrier.bit(&energies) {
                Verdict::Same if was_up && is_lost => sink(RxEvent::LostBits(bit)),
                Verdict::Same if was_up => sink(RxEvent::Bits(bit)),
                Verdict::Same => {}
                Verdict::Up => sink(RxEvent::CarrierUp),
                Verdict::Down(quality) => sink(RxEvent::CarrierDown(quality)),
            }
        }
    }
}

/// All of them, looked at several at once: a silent line is heard for minutes.
fn are_faint(samples: &[i16]) -> bool {
    let ends = |(low, high): (i16, i16), &sample: &i16| (low.min(sample), high.max(sample));
    let (low, high) = samples.iter().fold((0, 0), ends);
    is_faint(low) && is_faint(high)
}

const fn is_faint(sample: i16) -> bool {
    -FAINT < sample && sample < FAINT
}

/// Below this no sample of the faintest signal (−49 dBm0) stays for long. A line that is
/// silent costs nothing then.
const FAINT: i16 = 40;
/// So many faint samples in a row are silence.
const ASLEEP_AFTER: u32 = 160;
/// Samples that are heard between two looks at whether they matter.
const PART: usize = 40;
/// More silent samples than these make a bit one that was lost. Of a faint signal (−43 dBm0)
/// one or two are as small.
const MOST_SILENT: u32 = 9;
/// How much of a change's distance from the clock is corrected at once: while looking for
/// a carrier …
const EAGER_PULL: f32 = 0.35;
/// … and while one is there.
const STEADY_PULL: f32 = 0.1;
