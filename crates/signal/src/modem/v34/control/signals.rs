//! The control channel's symbols: PPh, AC, Sh, S̄h, and bits ↔ points (ITU-T V.34 §10.2.4,
//! §10.2.3.3).

use super::mph::ControlRate;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::v34::Side;
use crate::modem::v34::points::{Points, s, s_bar};

/// Symbols a second.
pub const SYMBOLS_PER_SECOND: usize = 600;

/// Symbols of PPh: four periods of eight (§10.2.4.5).
pub const PPH_SYMBOLS: usize = 32;

/// Symbols of Sh and of S̄h (§12.6.1.1).
pub const SH_SYMBOLS: usize = 24;

/// Symbols of S̄h.
pub const SH_BAR_SYMBOLS: usize = 8;

/// Symbols of ALT at least, and at most where the text limits it (§12.4.2.3).
pub const ALT_SYMBOLS: std::ops::RangeInclusive<usize> = 16..=120;

/// Symbols of scrambled ones that turn the channel off (§12.6.3).
pub const TURN_OFF_SYMBOLS: usize = 4;

/// How equation 10-2 of PPh is read, for 2k + I.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PphReading {
    /// e^(jπ(2k(k − I) + 1)/4): with the I that the equation defines and then does not
    /// use. It is like itself at no shift, as a training sequence has to be; spandsp has it so.
    #[default]
    WithI,
    /// e^(jπ(2k(k − 1) + 1)/4), as it is printed: four symbols of one point and four of
    /// its opposite.
    AsPrinted,
}

/// Symbol `n` of PPh.
pub fn pph(n: usize, reading: PphReading) -> Complex {
    let (k, i) = ((n / 2 % 4) as i32, (n % 2) as i32);
    let less = match reading {
        PphReading::WithI => i,
        PphReading::AsPrinted => 1,
    };
    // In eighths of a turn.
    let eighths = (2 * k * (k - less) + 1).rem_euclid(8);
    Complex::from_angle(std::f32::consts::TAU * eighths as f32 / 8.0)
}

/// Symbol `n` of AC: point 0 and its opposite (§10.2.4.1).
pub fn ac(n: usize) -> Complex {
    let point = Points::Four.point(0, 0);
    if n.is_multiple_of(2) { point } else { -point }
}

/// Symbol `n` of Sh followed by S̄h.
pub fn sh(n: usize) -> Complex {
    if n < SH_SYMBOLS { s(n) } else { s_bar(n - SH_SYMBOLS) }
}

/// The points of a data rate. All have a mean square of 1: the text gives one level for
/// the channel and none for its rates.
pub(super) const fn points(rate: ControlRate) -> Points {
    match rate {
        ControlRate::Bps1200 => Points::Four,
        ControlRate::Bps2400 => Points::Sixteen,
    }
}

/// Bits → points: scrambled, differentially encoded.
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    scrambler: Scrambler,
    /// The last point's clockwise quarter turns.
    turned: u32,
}

impl Encoder {
    /// As it is when ALT begins: the scrambler holds zeros (§10.2.4.2); of the turn the
    /// text says nothing, and nobody can tell.
    pub(super) fn new(side: Side) -> Self {
        Self { scrambler: side.scrambler(), turned: 0 }
    }

    /// The point of two or four bits: I1, I2, Q1, Q2, the first in time lowest.
    pub(super) fn point(&mut self, bits: u32, rate: ControlRate) -> Complex {
        let points = points(rate);
        let line = self.scrambler.scramble_group(bits, points.bits());
        self.turned = (self.turned + (line & 3)) & 3;
        points.point(line >> 2, self.turned)
    }
}

/// Points → bits.
#[derive(Clone, Debug)]
pub(super) struct Decoder {
    scrambler: Scrambler,
    turned: u32,
}

impl Decoder {
    /// Of what the modem at `far` sends.
    pub(super) fn new(far: Side) -> Self {
        Self { scrambler: far.scrambler(), turned: 0 }
    }

    /// The nearest point and its bits, descrambled, the first in time lowest.
    pub(super) fn decide(&mut self, seen: Complex, rate: ControlRate) -> (Complex, u32) {
        let points = points(rate);
        let (label, quarters) = points.nearest(seen);
        let line = ((quarters + 4 - self.turned) & 3)
            | if points == Points::Sixteen { label << 2 } else { 0 };
        self.turned = quarters;
        (points.point(label, quarters), self.scrambler.descramble_group(line, points.bits()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::Random;

    #[test]
    fn pph_is_like_itself_at_no_shift_but_as_printed_it_is() {
        let likeness = |reading, shift: usize| {
            (0..8)
                .fold(Complex::ZERO, |sum, n| {
                    sum + pph(n + shift, reading) * pph(n, reading).conj()
                })
                .norm_sqr()
        };
        for shift in 1..8 {
            assert!(likeness(PphReading::WithI, shift) < 1e-6, "shift {shift}");
        }
        assert!((likeness(PphReading::AsPrinted, 4) - 64.0).abs() < 1e-3);
        // By hand from the equation, in eighths of a turn.
        for (reading, eighths) in [
            (PphReading::WithI, [1, 1, 3, 1, 1, 5, 3, 5]),
            (PphReading::AsPrinted, [1, 1, 1, 1, 5, 5, 5, 5]),
        ] {
            for n in 0..PPH_SYMBOLS {
                let angle = std::f32::consts::FRAC_PI_4 * eighths[n % 8] as f32;
                assert!((pph(n, reading) - Complex::from_angle(angle)).norm_sqr() < 1e-9);
            }
        }
    }

    #[test]
    fn bits_come_back_through_every_turn_of_the_carrier() {
        for (rate, count) in [(ControlRate::Bps1200, 2), (ControlRate::Bps2400, 4)] {
            for side in [Side::Call, Side::Answer] {
                for turn in 0..4 {
                    let mut random = Random(2);
                    let (mut encoder, mut decoder) = (Encoder::new(side), Decoder::new(side));
                    for n in 0..400 {
                        let bits = random.next() >> 9 & ((1 << count) - 1);
                        let point = encoder.point(bits, rate);
                        let turned = crate::modem::v34::points::clockwise(point, turn);
                        let (nearest, heard) = decoder.decide(turned, rate);
                        assert!((nearest - turned).norm_sqr() < 1e-9);
                        assert!(n < 13 || heard == bits, "{rate:?}, symbol {n}");
                    }
                }
            }
        }
    }
}
