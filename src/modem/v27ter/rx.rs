//! V.27ter's receiver.

use super::tables::{DIBITS, PHASES, TRIBITS, carrier, check, element, has_eight_phases};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::qam::receiver::{Decision, Demodulation, QamReceiver};
use crate::modem::qam::training::Training;
use crate::modem::qam::transmitter::Carrier;
use crate::modem::{Rate, Receiver, RxEvent};

/// Hears V.27ter at one rate.
#[derive(Clone, Debug)]
pub struct V27terReceiver {
    chain: QamReceiver<V27ter>,
}

impl V27terReceiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.27ter's.
    pub fn new(rate: Rate) -> Self {
        check(rate);
        Self { chain: QamReceiver::new(V27ter::new(rate)) }
    }
}

impl Receiver for V27terReceiver {
    fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(RxEvent)) {
        self.chain.push(samples, sink);
    }

    fn gap(&mut self, samples: usize, sink: &mut dyn FnMut(RxEvent)) {
        self.chain.gap(samples, sink);
    }

    fn reset(&mut self) {
        self.chain.reset();
    }
}

/// Points → bits.
#[derive(Clone, Debug)]
struct V27ter {
    rate: Rate,
    descrambler: Scrambler,
    phase: u8,
}

impl V27ter {
    fn new(rate: Rate) -> Self {
        Self { rate, descrambler: training::conditioning().1, phase: 0 }
    }
}

impl Demodulation for V27ter {
    fn carrier(&self) -> Carrier {
        carrier(self.rate)
    }

    fn training(&self) -> Training {
        Training { conditioning: training::conditioning().0, period: training::PERIOD, ones: training::ONES }
    }

    fn begin(&mut self) {
        let (symbols, scrambler) = training::conditioning();
        self.descrambler = scrambler;
        self.phase = if symbols.last().is_some_and(|symbol| symbol.re < 0.0) { PHASES / 2 } else { 0 };
    }

    fn points(&self) -> Vec<Complex> {
        let step = if has_eight_phases(self.rate) { 1 } else { 2 };
        (0..PHASES).step_by(step).map(element).collect()
    }

    fn decide(&self, output: Complex) -> Decision {
        let phase = if has_eight_phases(self.rate) { nearest_eighth(output) } else { nearest_quarter(output) };
        Decision { index: phase, point: element(phase) }
    }

    fn demap(&mut self, decision: Decision, _output: Complex, sink: &mut impl FnMut(bool)) {
        let change = (decision.index + PHASES - self.phase) % PHASES;
        self.phase = decision.index;
        let (bits, count) =
            if has_eight_phases(self.rate) { (TRIBITS[change as usize], 3) } else { (DIBITS[change as usize / 2], 2) };
        let data = self.descrambler.descramble_group(bits.into(), count);
        for shift in (0..count).rev() {
            sink(data >> shift & 1 == 1);
        }
    }
}

/// The nearest axis, in eighths of a turn.
fn nearest_quarter(output: Complex) -> u8 {
    match (output.re.abs() >= output.im.abs(), output.re >= 0.0, output.im >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 2,
        (true, false, _) => 4,
        (false, _, false) => 6,
    }
}

/// The nearest axis or diagonal, in eighths of a turn.
fn nearest_eighth(output: Complex) -> u8 {
    // A diagonal is nearer than both axes when neither part is less than tan 22.5° of the other.
    const LIMIT: f32 = 0.414_213_57;
    let (re, im) = (output.re.abs(), output.im.abs());
    if im < LIMIT * re || re < LIMIT * im {
        return nearest_quarter(output);
    }
    match (output.re >= 0.0, output.im >= 0.0) {
        (true, true) => 1,
        (false, true) => 3,
        (false, false) => 5,
        (true, false) => 7,
    }
}
