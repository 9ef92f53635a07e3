//! V.17's signal points (§2.4, figures 2 to 5) and carrier (§2.1).
//!
//! A symbol's number holds, from the lowest bit on, Y0 Y1 Y2 of the trellis code and then
//! the uncoded bits Q3 Q4 …. All four constellations look the same after a quarter turn
//! (to the left), which takes Y2 Y1 down by one and inverts Y0; so the points with Y2 Y1 =
//! 00 stand for all, and only they are written down here.

use std::sync::LazyLock;

use crate::dsp::complex::Complex;
use crate::dsp::pulse::Pulse;
use crate::modem::Rate;
use crate::modem::qam::transmitter::Carrier;

/// 1800 Hz, 2400 symbols a second. The pulse has 25 % of excess bandwidth, which puts 600
/// Hz and 3000 Hz, the edges of the band, 3 dB down in the transmitter (§2.2 asks for 4.5
/// ± 2.5 dB).
pub(super) const CARRIER: Carrier =
    Carrier { frequency_hz: 1800.0, rate_numerator: 3, rate_denominator: 10, rolloff: 0.25 };

/// Where the symbols lie between the samples, which is how they arrive on a digital line
/// with one clock. spandsp trains most often where they are a quarter to three quarters
/// late (`training`, the lead-in).
const LATE: f64 = 0.73;

/// The transmitter's pulse.
pub(super) static PULSE: LazyLock<Pulse> = LazyLock::new(|| CARRIER.pulse(LATE));

/// Points with Y2 Y1 = 00, by the uncoded bits (Q3 lowest); first those with Y0 = 0, then
/// those with Y0 = 1.
type Quarter<const N: usize> = [[(i8, i8); N]; 2];

const QUARTER_7200: Quarter<2> = [[(6, -6), (-2, 2)], [(-2, 6), (6, -2)]];

const QUARTER_9600: Quarter<4> =
    [[(-8, 2), (0, 2), (0, -6), (8, 2)], [(-6, -4), (-6, 4), (2, -4), (2, 4)]];

const QUARTER_12000: Quarter<8> = [
    [(7, 1), (3, -3), (7, -7), (-1, -7), (3, 5), (-1, 1), (-5, 5), (-5, -3)],
    [(-5, -1), (-1, 3), (-5, 7), (3, 7), (-1, -5), (3, -1), (7, -5), (7, 3)],
];

const QUARTER_14400: Quarter<16> = [
    [
        (-8, -3),
        (-8, 1),
        (-4, -3),
        (-4, 1),
        (4, -3),
        (4, 1),
        (0, -3),
        (0, 1),
        (8, -3),
        (8, 1),
        (-4, -7),
        (-4, 5),
        (4, -7),
        (4, 5),
        (0, -7),
        (0, 5),
    ],
    [
        (9, 2),
        (9, -2),
        (5, 2),
        (5, -2),
        (-3, 2),
        (-3, -2),
        (1, 2),
        (1, -2),
        (-7, 2),
        (-7, -2),
        (5, 6),
        (5, -6),
        (-3, 6),
        (-3, -6),
        (1, 6),
        (1, -6),
    ],
];

/// Points at the highest rate.
pub(super) const MOST_POINTS: usize = 128;

/// The points of one rate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Constellation {
    quarter: [&'static [(i8, i8)]; 2],
    /// Data bits of a symbol.
    pub(super) bits: u32,
    /// Factor that gives the points a mean square of 1.
    pub(super) scale: f32,
}

impl Constellation {
    /// Of `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.17's.
    pub(super) fn of(rate: Rate) -> Self {
        let (quarter, bits): ([&'static [(i8, i8)]; 2], u32) = match rate {
            Rate::V17At7200 => (QUARTER_7200.each_ref().map(|half| &half[..]), 3),
            Rate::V17At9600 => (QUARTER_9600.each_ref().map(|half| &half[..]), 4),
            Rate::V17At12000 => (QUARTER_12000.each_ref().map(|half| &half[..]), 5),
            Rate::V17At14400 => (QUARTER_14400.each_ref().map(|half| &half[..]), 6),
            _ => panic!("{rate} is not a rate of V.17"),
        };
        let mut constellation = Self { quarter, bits, scale: 1.0 };
        let squares: f32 = (0..constellation.len())
            .map(|index| constellation.point(index).norm_sqr())
            .sum();
        constellation.scale = (constellation.len() as f32 / squares).sqrt();
        constellation
    }

    /// How many points there are.
    pub(super) const fn len(&self) -> usize {
        2 << self.bits
    }

    /// All points, scaled, and zeros behind them.
    pub(super) fn points(&self) -> [Complex; MOST_POINTS] {
        std::array::from_fn(|index| {
            if index < self.len() { self.point(index) * self.scale } else { Complex::ZERO }
        })
    }

    /// Point number `index`, before scaling.
    pub(super) fn point(&self, index: usize) -> Complex {
        let (y0, y, uncoded) = (index & 1, index >> 1 & 3, index >> 3);
        let turns = (4 - y) % 4;
        let (re, im) = self.quarter[(y0 ^ turns) & 1][uncoded];
        quarter_turns(Complex::new(re.into(), im.into()), turns)
    }
}

/// The points of the training, a quarter turn apart each: A, B, C, D, before scaling.
pub(super) fn training_point(number: usize) -> Complex {
    quarter_turns(Complex::new(-6.0, -2.0), number % 4)
}

/// `point` turned to the left.
const fn quarter_turns(point: Complex, turns: usize) -> Complex {
    match turns % 4 {
        0 => point,
        1 => Complex::new(-point.im, point.re),
        2 => Complex::new(-point.re, -point.im),
        _ => Complex::new(point.im, -point.re),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: [Rate; 4] = [Rate::V17At7200, Rate::V17At9600, Rate::V17At12000, Rate::V17At14400];

    #[test]
    fn the_points_of_a_rate_are_all_different_and_as_far_apart_as_their_number_allows() {
        for (rate, nearest) in RATES.into_iter().zip([16.0, 8.0, 4.0, 2.0]) {
            let points = Constellation::of(rate);
            let least = (0..points.len())
                .flat_map(|a| (0..a).map(move |b| (a, b)))
                .map(|(a, b)| (points.point(a) - points.point(b)).norm_sqr())
                .fold(f32::INFINITY, f32::min);
            assert_eq!(least, nearest, "{rate}");
        }
    }

    #[test]
    fn each_partition_by_the_code_doubles_the_distance() {
        for (rate, nearest) in RATES.into_iter().zip([16.0, 8.0, 4.0, 2.0]) {
            let points = Constellation::of(rate);
            for (mask, factor) in [(0b001, 2.0), (0b011, 4.0), (0b101, 4.0), (0b111, 8.0)] {
                let least = (0..points.len())
                    .flat_map(|a| (0..a).map(move |b| (a, b)))
                    .filter(|(a, b)| (a ^ b) & mask == 0)
                    .map(|(a, b)| (points.point(a) - points.point(b)).norm_sqr())
                    .fold(f32::INFINITY, f32::min);
                if mask == 0b001 || mask == 0b111 {
                    assert_eq!(least, nearest * factor, "{rate}, {mask:03b}");
                } else {
                    assert!(least >= nearest * 2.0, "{rate}, {mask:03b}: {least}");
                }
            }
        }
    }

    #[test]
    fn the_scale_gives_unit_mean_square() {
        for rate in RATES {
            let points = Constellation::of(rate);
            let mean = (0..points.len())
                .map(|i| (points.point(i) * points.scale).norm_sqr())
                .sum::<f32>()
                / points.len() as f32;
            assert!((mean - 1.0).abs() < 1e-5, "{rate}");
        }
    }
}
