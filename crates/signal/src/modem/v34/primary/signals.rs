//! The signals that a line is learned from: S, S̄, PP and TRN (ITU-T V.34 §10.1.3.6 to
//! §10.1.3.8, §10.2.3).
//!
//! There is no J in half-duplex: TRN ends after the length that INFOh asked for, by
//! counting (§12.3.2).

use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::v34::Side;
use crate::modem::v34::points::{Points, s, s_bar};

/// Symbols of S (§12.3.1.1, §12.5.1).
pub const S_SYMBOLS: usize = 128;

/// Symbols of S̄.
pub const S_BAR_SYMBOLS: usize = 16;

/// Symbols of PP: six periods.
pub const PP_SYMBOLS: usize = 288;

/// PP comes round after so many symbols.
pub const PP_PERIOD: usize = 48;

/// Symbol `n` of PP, for 4k + I (equation 10-1): e^(jπ(kI + 4)/6) where k mod 3 is 1, else
/// e^(jπkI/6). Over one period it is like itself at no shift but none.
pub fn pp(n: usize) -> Complex {
    let (k, i) = (n / 4, n % 4);
    // In twelfths of a turn.
    let twelfths = (k * i + if k % 3 == 1 { 4 } else { 0 }) % 12;
    Complex::from_angle(std::f32::consts::TAU * twelfths as f32 / 12.0)
}

/// TRN: scrambled ones on the 4- or the 16-point constellation, without end.
#[derive(Clone, Debug)]
pub struct Trn {
    scrambler: Scrambler,
    points: Points,
}

impl Trn {
    /// As the modem at `source` sends it: its scrambler begins with zeros (§10.1.3.8).
    pub fn new(source: Side, points: Points) -> Self {
        Self { scrambler: source.scrambler(), points }
    }

    /// The next symbol: I1, I2 and, of 16 points, Q1, Q2 in the order of time; the point
    /// 2·Q2 + Q1 is turned clockwise by 2·I2 + I1 quarter turns, without differential
    /// encoding.
    pub fn next_symbol(&mut self) -> Complex {
        let ones = (1 << self.points.bits()) - 1;
        let bits = self.scrambler.scramble_group(ones, self.points.bits());
        self.points.point(bits >> 2, bits & 3)
    }
}

/// Symbol `n` of what comes before PP, and of PP itself: S, S̄, PP.
pub(super) fn preamble(n: usize) -> Complex {
    const S_ENDS: usize = S_SYMBOLS + S_BAR_SYMBOLS;
    match n {
        0..S_SYMBOLS => s(n),
        S_SYMBOLS..S_ENDS => s_bar(n - S_SYMBOLS),
        _ => pp(n - S_ENDS),
    }
}

/// Symbols before TRN, or before B1.
pub(super) const PREAMBLE: usize = S_SYMBOLS + S_BAR_SYMBOLS + PP_SYMBOLS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pp_comes_round_and_is_like_itself_nowhere_else() {
        for n in 0..PP_SYMBOLS {
            assert!((pp(n) - pp(n % PP_PERIOD)).norm_sqr() < 1e-9, "{n}");
            assert!((pp(n).norm_sqr() - 1.0).abs() < 1e-6);
        }
        for shift in 1..PP_PERIOD {
            let sum =
                (0..PP_PERIOD).fold(Complex::ZERO, |sum, n| sum + pp(n + shift) * pp(n).conj());
            assert!(sum.norm_sqr() < 1e-6, "shift {shift}: {sum:?}");
        }
        // Its first symbols by the equation: k = 0, then k = 1 with the four of it.
        let sixths = |n: f32| Complex::from_angle(std::f32::consts::PI * n / 6.0);
        let by_hand = [0.0, 0.0, 0.0, 0.0, 4.0, 5.0, 6.0, 7.0, 0.0, 2.0, 4.0, 6.0];
        for (n, angle) in by_hand.into_iter().enumerate() {
            assert!((pp(n) - sixths(angle)).norm_sqr() < 1e-9, "{n}");
        }
    }

    #[test]
    fn trn_is_scrambled_ones() {
        // From a register of zeros the first ones come out as they are, until the shorter
        // tap sees the first of them: bit 18 of the call modem, bit 5 of the answer modem.
        for (side, ones) in [(Side::Call, 18), (Side::Answer, 5)] {
            let mut trn = Trn::new(side, Points::Four);
            let mut bits = Vec::new();
            for _ in 0..20 {
                let (_, quarters) = Points::Four.nearest(trn.next_symbol());
                bits.extend([quarters & 1, quarters >> 1]);
            }
            assert!(bits[..ones].iter().all(|&bit| bit == 1) && bits[ones] == 0, "{side:?}");
        }
        let mut trn = Trn::new(Side::Call, Points::Sixteen);
        let power: f32 = (0..4000).map(|_| trn.next_symbol().norm_sqr()).sum::<f32>() / 4000.0;
        assert!((power - 1.0).abs() < 0.03, "{power}");
    }

    #[test]
    fn pp_and_trn_are_those_that_linmodem_makes() {
        // Twelfths of a turn.
        const PP: [u8; PP_PERIOD] = [
            0, 0, 0, 0, 4, 5, 6, 7, 0, 2, 4, 6, 0, 3, 6, 9, 4, 8, 0, 4, 0, 5, 10, 3, 0, 6, 0, 6, 4,
            11, 6, 1, 0, 8, 4, 0, 0, 9, 6, 3, 4, 2, 0, 10, 0, 11, 10, 9,
        ];
        for n in 0..PP_SYMBOLS {
            let angle = std::f32::consts::TAU * f32::from(PP[n % PP_PERIOD]) / 12.0;
            assert!((pp(n) - Complex::from_angle(angle)).norm_sqr() < 1e-9, "{n}");
        }
        // Points and quarter turns, which linmodem has the other way round: see `constellation`.
        let trn = [
            (
                Side::Call,
                Points::Four,
                "03 03 03 03 03 03 03 03 03 00 00 02 03 03 03 03 03 03 00 00",
            ),
            (
                Side::Answer,
                Points::Four,
                "03 03 01 00 00 03 03 01 00 00 03 01 02 03 03 00 02 01 00 00",
            ),
            (
                Side::Call,
                Points::Sixteen,
                "33 33 33 33 03 20 33 33 33 00 00 30 33 03 20 33 00 32 00 00",
            ),
            (
                Side::Answer,
                Points::Sixteen,
                "33 01 30 13 00 13 32 03 12 00 13 02 10 12 00 13 02 22 21 33",
            ),
        ];
        for (side, points, said) in trn {
            let mut trn = Trn::new(side, points);
            for pair in said.split(' ') {
                let (label, quarters) = points.nearest(trn.next_symbol());
                assert_eq!(format!("{label}{quarters}"), pair, "{side:?}, {points:?}");
            }
        }
    }
}
