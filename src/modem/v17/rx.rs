//! V.17's receiver.

use std::sync::OnceLock;

use super::tables::{CARRIER, Constellation, training_point};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::dsp::trellis::{DEPTH, Decoder};
use crate::modem::qam::receiver::{Decision, Demodulation, QamReceiver};
use crate::modem::qam::short_training::Short;
use crate::modem::qam::training::Training;
use crate::modem::qam::transmitter::Carrier;
use crate::modem::{Rate, Receiver, RxEvent};

/// Hears V.17 at one rate.
#[derive(Clone, Debug)]
pub struct V17Receiver {
    chain: QamReceiver<V17>,
}

impl V17Receiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.17's.
    pub fn new(rate: Rate) -> Self {
        Self { chain: QamReceiver::new(V17::new(rate)) }
    }

    /// Ready for a new signal with long or short training; equaliser, timing and carrier of the last long one are kept.
    pub fn restart(&mut self) {
        self.chain.restart();
    }
}

impl Receiver for V17Receiver {
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

/// Symbols whose candidates are kept: a power of two beyond [`DEPTH`].
const KEPT: usize = 32;

/// Points → bits.
#[derive(Clone, Debug)]
struct V17 {
    constellation: Constellation,
    map: &'static NearestPoints,
    /// Points of the training, scaled.
    training_points: [Complex; 4],
    /// Symbols of the bridge still to come.
    bridge_left: usize,
    decoder: Decoder,
    /// The nearest points of the subsets at the last symbols.
    candidates: [[u8; 8]; KEPT],
    /// Symbols decoded.
    decoded: usize,
    /// Subset of the symbol [`DEPTH`] ago.
    settled: u8,
    /// Its predecessor's Y2 Y1.
    y: u8,
    descrambler: Scrambler,
}

impl V17 {
    fn new(rate: Rate) -> Self {
        let constellation = Constellation::of(rate);
        Self {
            map: NearestPoints::of(rate),
            training_points: std::array::from_fn(|number| training_point(number) * constellation.scale),
            bridge_left: 0,
            decoder: Decoder::new(),
            candidates: [[0; 8]; KEPT],
            decoded: 0,
            settled: 0,
            y: 0,
            descrambler: training::scrambler(),
            constellation,
        }
    }

    fn nearest_training_point(&self, output: Complex) -> Decision {
        nearest(output, &self.training_points)
    }

    /// What the receiver of the data begins with.
    fn restart(&mut self) {
        self.decoder = Decoder::new();
        self.decoded = 0;
    }
}

impl Demodulation for V17 {
    fn carrier(&self) -> Carrier {
        CARRIER
    }

    fn training(&self) -> Training {
        let conditioning: Vec<Complex> = training::conditioning(training::CONDITIONING)
            .0
            .iter()
            .map(|&symbol| symbol * self.constellation.scale)
            .collect();
        Training {
            // It does not come round.
            period: conditioning.len(),
            conditioning,
            // The bits come late by what the decoder looks ahead.
            ones: training::BRIDGE + training::ONES + DEPTH,
            short: Some(Short {
                symbols: training::short_symbols().iter().map(|&symbol| symbol * self.constellation.scale).collect(),
                conditioning: training::SHORT_CONDITIONING,
                ones: training::ONES + DEPTH,
            }),
        }
    }

    fn begin(&mut self) {
        self.restart();
        self.bridge_left = training::BRIDGE;
    }

    fn begin_short(&mut self) {
        self.restart();
        self.bridge_left = 0;
    }

    fn points(&self) -> Vec<Complex> {
        (0..self.constellation.len()).map(|i| self.constellation.point(i) * self.constellation.scale).collect()
    }

    fn decide(&self, output: Complex) -> Decision {
        if self.bridge_left > 0 {
            return self.nearest_training_point(output);
        }
        let candidates = self.map.at(output);
        let points = candidates.map(|index| self.map.points[usize::from(index)]);
        let decision = nearest(output, &points);
        Decision { index: candidates[usize::from(decision.index)], point: decision.point }
    }

    fn take(&mut self, output: Complex) -> Decision {
        if self.bridge_left > 0 {
            return self.nearest_training_point(output);
        }
        let candidates = self.map.at(output);
        let distances = candidates.map(|index| (output - self.map.points[usize::from(index)]).norm_sqr());
        let told = self.decoder.push(&distances);
        self.candidates[self.decoded % KEPT] = candidates;
        self.settled = told.settled;
        let index = candidates[usize::from(told.likely)];
        Decision { index, point: self.map.points[usize::from(index)] }
    }

    fn demap(&mut self, _decision: Decision, _output: Complex, sink: &mut impl FnMut(bool)) {
        if self.bridge_left > 0 {
            self.bridge_left -= 1;
            return;
        }
        let now = self.decoded;
        self.decoded += 1;
        let Some(then) = now.checked_sub(DEPTH) else { return };
        let index = self.candidates[then % KEPT][usize::from(self.settled)];
        let y = index >> 1 & 3;
        let change = y.wrapping_sub(self.y) & 3;
        self.y = y;
        let group = u32::from(index >> 3) << 2 | u32::from(change);
        let count = self.constellation.bits;
        // The descrambler wants the first bit highest.
        let line = group.reverse_bits() >> (32 - count);
        let data = self.descrambler.descramble_group(line, count);
        for shift in (0..count).rev() {
            sink(data >> shift & 1 == 1);
        }
    }
}

/// The nearest of `points`, and its number among them.
fn nearest<const N: usize>(output: Complex, points: &[Complex; N]) -> Decision {
    let (mut best, mut least) = (0, f32::INFINITY);
    for (number, &point) in points.iter().enumerate() {
        let distance = (output - point).norm_sqr();
        if distance < least {
            (best, least) = (number, distance);
        }
    }
    Decision { index: best as u8, point: points[best] }
}

/// For every place of the plane, the nearest point of each subset.
///
/// The points of a subset form a square lattice, upright or (at 7200 and 12 000 bit/s) on its corner. In coordinates that stand as
/// the lattice does, the border between two points lies on whole numbers; so a square between them has one nearest point all over,
/// but at the ragged edge of the constellation, where it does not matter.
#[derive(Debug)]
struct NearestPoints {
    /// All points, scaled.
    points: [Complex; 128],
    cells: Vec<[u8; 8]>,
    unscale: f32,
    is_on_corner: bool,
}

impl NearestPoints {
    /// Cells along one side, and the coordinate of the middle.
    const SIDE: usize = 40;
    const MIDDLE: f32 = 20.0;

    /// Of `rate`; made once.
    fn of(rate: Rate) -> &'static Self {
        static MAPS: [OnceLock<NearestPoints>; 4] = [const { OnceLock::new() }; 4];
        let constellation = Constellation::of(rate);
        MAPS[(constellation.bits - 3) as usize % 4].get_or_init(|| Self::new(&constellation))
    }

    fn new(constellation: &Constellation) -> Self {
        let is_on_corner = constellation.bits % 2 == 1;
        let mut points = [Complex::ZERO; 128];
        for (index, point) in points.iter_mut().enumerate().take(constellation.len()) {
            *point = constellation.point(index) * constellation.scale;
        }
        let nearest_of = |subset: usize, place: Complex| {
            (subset..constellation.len())
                .step_by(8)
                .min_by(|&a, &b| {
                    let distance = |index| (constellation.point(index) - place).norm_sqr();
                    distance(a).total_cmp(&distance(b))
                })
                .unwrap_or(subset) as u8
        };
        let cells = (0..Self::SIDE * Self::SIDE)
            .map(|cell| {
                let along = |number: usize| number as f32 + 0.5 - Self::MIDDLE;
                let (u, v) = (along(cell / Self::SIDE), along(cell % Self::SIDE));
                let place = if is_on_corner { Complex::new((u + v) / 2.0, (u - v) / 2.0) } else { Complex::new(u, v) };
                std::array::from_fn(|subset| nearest_of(subset, place))
            })
            .collect();
        Self { points, cells, unscale: 1.0 / constellation.scale, is_on_corner }
    }

    fn at(&self, place: Complex) -> [u8; 8] {
        let place = place * self.unscale;
        let (u, v) = if self.is_on_corner { (place.re + place.im, place.re - place.im) } else { (place.re, place.im) };
        let along = |x: f32| ((x + Self::MIDDLE) as i32).clamp(0, Self::SIDE as i32 - 1) as usize;
        self.cells[along(u) * Self::SIDE + along(v)]
    }
}
