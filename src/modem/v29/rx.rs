//! V.29's receiver.

use super::tables::{CARRIER, PHASE_BITS, PHASES, check, element, has_amplitude_bit, scale};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::qam::receiver::{Decision, Demodulation, QamReceiver};
use crate::modem::qam::training::Training;
use crate::modem::qam::transmitter::Carrier;
use crate::modem::{Rate, Receiver, RxEvent};

/// Hears V.29 at one rate.
#[derive(Clone, Debug)]
pub struct V29Receiver {
    chain: QamReceiver<V29>,
}

impl V29Receiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.29's.
    pub fn new(rate: Rate) -> Self {
        check(rate);
        Self { chain: QamReceiver::new(V29::new(rate)) }
    }
}

impl Receiver for V29Receiver {
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
struct V29 {
    rate: Rate,
    /// The points by phase and, from the ninth on, with Q1 set.
    points: Vec<Complex>,
    descrambler: Scrambler,
    phase: u8,
}

impl V29 {
    fn new(rate: Rate) -> Self {
        let q1s = if has_amplitude_bit(rate) { 2 } else { 1 };
        let points =
            (0..q1s).flat_map(|q1| (0..PHASES).map(move |phase| element(phase, q1 == 1) * scale(rate))).collect();
        Self { rate, points, descrambler: Scrambler::new(18, 23, 0), phase: 0 }
    }
}

impl Demodulation for V29 {
    fn carrier(&self) -> Carrier {
        CARRIER
    }

    fn training(&self) -> Training {
        Training { conditioning: training::conditioning(self.rate), period: training::PERIOD, ones: training::ONES }
    }

    fn begin(&mut self) {
        self.descrambler = Scrambler::new(18, 23, 0);
        self.phase = 0;
    }

    fn decide(&self, output: Complex) -> Decision {
        let mut nearest = (f32::INFINITY, 0);
        for (index, &point) in self.points.iter().enumerate() {
            let distance = (output - point).norm_sqr();
            if distance < nearest.0 {
                nearest = (distance, index);
            }
        }
        Decision { index: nearest.1 as u8, point: self.points[nearest.1] }
    }

    fn demap(&mut self, decision: Decision, _output: Complex, sink: &mut impl FnMut(bool)) {
        let phase = decision.index % PHASES;
        let bits = PHASE_BITS[((phase + PHASES - self.phase) % PHASES) as usize];
        self.phase = phase;
        if has_amplitude_bit(self.rate) {
            sink(self.descrambler.descramble(decision.index >= PHASES));
        }
        for shift in [2, 1, 0] {
            sink(self.descrambler.descramble(bits >> shift & 1 == 1));
        }
    }
}
