//! V.17's receiver.

use std::sync::OnceLock;

use super::tables::{CARRIER, Constellation, MOST_POINTS, training_point};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::dsp::trellis::{DEPTH, Decoder};
use crate::modem::qam::demodulation::{Decision, Demodulation};
use crate::modem::qam::receiver::QamReceiver;
use crate::modem::qam::training::{Short, Training};
use crate::modem::qam::transmitter::Carrier;
use crate::modem::{Bits, Rate};

/// Hears V.17 at one rate.
pub type V17Receiver = QamReceiver<V17>;

impl V17Receiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.17's.
    pub fn new(rate: Rate) -> Self {
        Self::of(V17::at(rate))
    }
}

/// Symbols whose candidates are kept: a power of two beyond [`DEPTH`].
const KEPT: usize = 32;

/// Points → bits.
#[derive(Clone, Debug)]
pub struct V17 {
    rate: Rate,
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
    pub(in crate::modem) fn at(rate: Rate) -> Self {
        let constellation = Constellation::of(rate);
        Self {
            rate,
            map: NearestPoints::of(rate),
            training_points: std::array::from_fn(|number| {
                training_point(number) * constellation.scale
            }),
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
    fn rate(&self) -> Rate {
        self.rate
    }

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
                symbols: training::short_symbols()
                    .iter()
                    .map(|&symbol| symbol * self.constellation.scale)
                    .collect(),
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
        (0..self.constellation.len())
            .map(|i| self.constellation.point(i) * self.constellation.scale)
            .collect()
    }

    fn decide(&self, output: Complex) -> Decision {
        if self.bridge_left > 0 {
            return self.nearest_training_point(output);
        }
        let place = output * self.map.unscale;
        let near = self.map.at(place);
        let (mut best, mut least) = (0, f32::INFINITY);
        for (subset, distance) in near.distances(place).into_iter().enumerate() {
            if distance < least {
                (best, least) = (subset, distance);
            }
        }
        let index = near.index[best];
        Decision { index, point: self.map.points[usize::from(index)] }
    }

    #[inline(always)]
    fn take(&mut self, output: Complex) -> Decision {
        if self.bridge_left > 0 {
            return self.nearest_training_point(output);
        }
        let place = output * self.map.unscale;
        let near = self.map.at(place);
        let told = self.decoder.push(&near.distances(place));
        self.candidates[self.decoded % KEPT] = near.index;
        self.settled = told.settled;
        let index = near.index[usize::from(told.likely)];
        Decision { index, point: self.map.points[usize::from(index)] }
    }

    #[inline(always)]
    fn demap(&mut self, _decision: Decision, _output: Complex) -> Bits {
        if self.bridge_left > 0 {
            self.bridge_left -= 1;
            return Bits::default();
        }
        let now = self.decoded;
        self.decoded += 1;
        let Some(then) = now.checked_sub(DEPTH) else { return Bits::default() };
        let index = self.candidates[then % KEPT][usize::from(self.settled)];
        let y = index >> 1 & 3;
        let change = y.wrapping_sub(self.y) & 3;
        self.y = y;
        let group = u32::from(index >> 3) << 2 | u32::from(change);
        let count = self.constellation.bits;
        Bits { bits: self.descrambler.descramble_group(group, count), count }
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
/// The points of a subset form a square lattice, upright or (at 7200 and 12 000 bit/s) on
/// its corner. In coordinates that stand as the lattice does, the border between two
/// points lies on whole numbers; so a square between them has one nearest point all over,
/// but at the ragged edge of the constellation, where it does not matter.
#[derive(Debug)]
struct NearestPoints {
    /// All points, scaled.
    points: [Complex; MOST_POINTS],
    /// An array and no vector: what is made once lies in the module itself, and goes with
    /// it when that is unloaded.
    cells: [Near; Self::SIDE * Self::SIDE],
    unscale: f32,
    is_on_corner: bool,
}

/// The nearest point of each subset: where it is, before scaling, and its number.
#[derive(Clone, Copy, Debug)]
struct Near {
    re: [i8; 8],
    im: [i8; 8],
    index: [u8; 8],
}

impl Near {
    /// How far (squared) they are from `place`, before scaling as they are.
    #[inline(always)]
    fn distances(&self, place: Complex) -> [f32; 8] {
        let mut distances = [0.0; 8];
        for (subset, distance) in distances.iter_mut().enumerate() {
            let (re, im) =
                (place.re - f32::from(self.re[subset]), place.im - f32::from(self.im[subset]));
            *distance = re * re + im * im;
        }
        distances
    }
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
        let nearest_of = |subset: usize, place: Complex| {
            (subset..constellation.len())
                .step_by(8)
                .min_by(|&a, &b| {
                    let distance = |index| (constellation.point(index) - place).norm_sqr();
                    distance(a).total_cmp(&distance(b))
                })
                .unwrap_or(subset) as u8
        };
        let cells = std::array::from_fn(|cell| {
            let along = |number: usize| number as f32 + 0.5 - Self::MIDDLE;
            let (u, v) = (along(cell / Self::SIDE), along(cell % Self::SIDE));
            let place = if is_on_corner {
                Complex::new((u + v) / 2.0, (u - v) / 2.0)
            } else {
                Complex::new(u, v)
            };
            let index: [u8; 8] = std::array::from_fn(|subset| nearest_of(subset, place));
            let point = |subset: usize| constellation.point(usize::from(index[subset]));
            // Coordinates are whole numbers.
            let whole = |x: f32| x.round() as i8;
            let (re, im) = (|subset| whole(point(subset).re), |subset| whole(point(subset).im));
            Near { re: std::array::from_fn(re), im: std::array::from_fn(im), index }
        });
        Self {
            points: constellation.points(),
            cells,
            unscale: 1.0 / constellation.scale,
            is_on_corner,
        }
    }

    /// Around `place`, before scaling.
    #[inline(always)]
    fn at(&self, place: Complex) -> &Near {
        let (u, v) = if self.is_on_corner {
            (place.re + place.im, place.re - place.im)
        } else {
            (place.re, place.im)
        };
        let along = |x: f32| ((x + Self::MIDDLE) as i32).clamp(0, Self::SIDE as i32 - 1) as usize;
        &self.cells[along(u) * Self::SIDE + along(v)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::trellis::Encoder;
    use crate::modem::qam::test_line::Random;

    const RATES: [Rate; 4] = [Rate::V17At7200, Rate::V17At9600, Rate::V17At12000, Rate::V17At14400];

    #[test]
    fn the_nearest_point_of_each_subset_is_found_within_the_constellation() {
        let mut random = Random(5);
        for rate in RATES {
            let modem = V17::at(rate);
            let points = modem.points();
            let apart = (points[0]
                - points[1..]
                    .iter()
                    .copied()
                    .min_by(|&a, &b| {
                        (a - points[0]).norm_sqr().total_cmp(&(b - points[0]).norm_sqr())
                    })
                    .unwrap_or_default())
            .norm_sqr();
            for _ in 0..5000 {
                // Near a point, as outputs are.
                let point = points[random.next() as usize % points.len()];
                let least = 1.4 * modem.constellation.scale;
                let place =
                    point + Complex::new(random.uniform() - 0.5, random.uniform() - 0.5) * least;
                for (subset, &index) in
                    modem.map.at(place * modem.map.unscale).index.iter().enumerate()
                {
                    let nearest = points
                        .iter()
                        .skip(subset)
                        .step_by(8)
                        .map(|&p| (p - place).norm_sqr())
                        .fold(f32::INFINITY, f32::min);
                    let found = (points[usize::from(index)] - place).norm_sqr();
                    assert_eq!(usize::from(index) % 8, subset);
                    // At the ragged edge a far point may be taken for another that is about as far.
                    if nearest < 1.5 * apart {
                        assert!(
                            (found - nearest).abs() < 1e-5,
                            "{rate} at {place:?}, subset {subset}: {found}, {nearest}"
                        );
                    }
                }
            }
        }
    }

    /// Wrong bits in `symbols` symbols at this ratio of a symbol's energy to the noise,
    /// everything else being ideal.
    fn errors(rate: Rate, es_n0_db: f32, symbols: usize) -> (usize, usize) {
        let mut modem = V17::at(rate);
        modem.begin_short();
        let (mut random, mut encoder, mut scrambler) =
            (Random(9), Encoder::new(), training::scrambler());
        let deviation = (0.5 / 10f32.powf(es_n0_db / 10.0)).sqrt();
        let (mut sent, mut heard, mut y) = (Vec::new(), Vec::new(), 0u8);
        for _ in 0..symbols {
            let mut group = 0;
            for place in 0..modem.constellation.bits {
                let bit = random.next() >> 20 & 1 == 1;
                sent.push(bit);
                group |= usize::from(scrambler.scramble(bit)) << place;
            }
            y = y.wrapping_add((group & 3) as u8) & 3;
            let index = group >> 2 << 3 | usize::from(encoder.encode(y));
            let noise = Complex::new(random.gaussian(), random.gaussian()) * deviation;
            let output = modem.constellation.point(index) * modem.constellation.scale + noise;
            let decision = modem.take(output);
            heard.extend(modem.demap(decision, output).iter());
        }
        let from = 100;
        let wrong = (from..heard.len()).filter(|&i| heard[i] != sent[i]).count();
        (wrong, heard.len() - from)
    }

    #[test]
    fn the_code_is_worth_3_db_and_more() {
        // Without a code the same bits would have one error in a thousand there (8, 16,
        // 32, 64 points).
        for (rate, es_n0_db) in RATES.into_iter().zip([13.6, 16.8, 19.9, 22.9]) {
            let (wrong, of) = errors(rate, es_n0_db, 20_000);
            assert!(wrong < 20, "{rate} at {es_n0_db} dB: {wrong} of {of}");
        }
    }
}
