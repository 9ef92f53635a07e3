//! V.17's synchronising signals (§5, tables 3 and 4), symbol by symbol.
//!
//! | segment | symbols | what |
//! |---|---|---|
//! | (talker echo protection) | 480 + 48 | unmodulated carrier and silence, optional |
//! | (lead-in) | 20 | how our signal rises from silence; V.17 says nothing of that |
//! | 1 | 256 | the points A and B in turn |
//! | 2 | 2976, short: 38 | scrambled ones, two bits a symbol: C for 00, D for 01, B for 10, A for 11 |
//! | 3 | 64, not in the short one | a word of 16 bits, scrambled, eight times: two bits turn from the last point by 90° for 00, 0° for 01, 180° for 10, 270° for 11 |
//! | 4 | 48 | scrambled ones, coded as data are |
//!
//! The long training comes before the training check, the short one before pages.

use super::tables::training_point;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;

pub(super) const ECHO_PROTECTION: usize = 480;
pub(super) const SILENCE: usize = 48;
pub(super) const ALTERNATIONS: usize = 256;
pub(super) const CONDITIONING: usize = 2976;
pub(super) const SHORT_CONDITIONING: usize = 38;
pub(super) const BRIDGE: usize = 64;
pub(super) const ONES: usize = 48;

/// The lead-in as amplitude and angle in degrees.
///
/// It is for spandsp, which most of our calls go to. That receiver begins its carrier
/// with the sample at which its power meter wakes, and a short training fails there
/// whenever point A, a hundred symbols on, is heard between 90° and 180° (a comparison of
/// two angles that does not stand the turn from 180° to −180°). An ordinary rise lets the
/// meter wake anywhere, which loses one signal in four, other ones at each level and at
/// each difference of the clocks. These symbols rise in pulses, one for each turn of the
/// carrier, each louder than the one before: wherever the threshold lies, a pulse crosses
/// it, and A comes out right. They were found by a search over levels from −12 to −42
/// dBm0, all sample phases, noise and the filters of codecs.
///
/// Their number is a multiple of four, in which the carrier comes round; else all that
/// follows would be turned against them.
const LEAD_IN: [(f32, f32); 20] = [
    (0.037, 51.0),
    (0.037, -60.0),
    (0.056, 148.0),
    (0.096, 48.0),
    (0.130, -105.0),
    (0.139, 104.0),
    (0.148, -25.0),
    (0.257, -141.0),
    (0.362, 82.0),
    (0.387, -80.0),
    (0.435, 156.0),
    (0.650, 49.0),
    (0.972, -102.0),
    (1.033, 106.0),
    (0.902, 2.0),
    (1.305, -119.0),
    (1.600, 83.0),
    (1.563, -74.0),
    (1.038, 152.0),
    (1.600, 104.0),
];

/// Root of the mean square of a constellation's points before scaling; it is nearly the
/// same in all of them.
const LOUDNESS: f32 = 6.36;

/// The lead-in's element number `index`, before scaling; `None` after its last.
pub(super) fn lead_in(index: usize) -> Option<Complex> {
    let &(amplitude, degrees) = LEAD_IN.get(index)?;
    Some(Complex::from_angle(degrees.to_radians()) * (amplitude * LOUDNESS))
}

/// The scrambler's register at the beginning of segment 2 (newest bit lowest).
const SCRAMBLER_START: u32 = 0x2E_CDD5;

/// The bridge's word, its first bit lowest.
const BRIDGE_WORD: u32 = 0x8880;

/// Point of segment 2 by its two bits, the first one highest, as a number of [`training_point`].
const BY_DIBIT: [usize; 4] = [2, 3, 1, 0];

/// Quarter turns of segment 3 by its two bits, the first one highest.
const TURNS: [usize; 4] = [1, 0, 2, 3];

/// V.17's scrambler as it stands at the beginning of segment 2.
pub(super) fn scrambler() -> Scrambler {
    Scrambler::new(18, 23, SCRAMBLER_START)
}

/// Segment 1's element number `index`, before scaling.
pub(super) fn alternation(index: usize) -> Complex {
    training_point(index % 2)
}

/// Segment 2, before scaling, the scrambler after it and the number of its last point.
pub(super) fn conditioning(count: usize) -> (Vec<Complex>, Scrambler, usize) {
    let mut scrambler = scrambler();
    let mut last = 0;
    let symbols = (0..count)
        .map(|_| {
            last = BY_DIBIT[dibit(&mut scrambler, true, true)];
            training_point(last)
        })
        .collect();
    (symbols, scrambler, last)
}

/// What the receiver of a short training knows of it: the last of segment 1 and all of
/// segment 2, before scaling.
pub(super) fn short_symbols() -> Vec<Complex> {
    let alternations = (ALTERNATIONS - 64..ALTERNATIONS).map(alternation);
    alternations.chain(conditioning(SHORT_CONDITIONING).0).collect()
}

/// Segment 3's element number `index`, before scaling; `last` is the number of the point before it.
pub(super) fn bridge(index: usize, scrambler: &mut Scrambler, last: &mut usize) -> Complex {
    let at = index % 8 * 2;
    let bits = dibit(scrambler, BRIDGE_WORD >> at & 1 == 1, BRIDGE_WORD >> (at + 1) & 1 == 1);
    *last = (*last + TURNS[bits]) % 4;
    training_point(*last)
}

fn dibit(scrambler: &mut Scrambler, first: bool, second: bool) -> usize {
    usize::from(scrambler.scramble(first)) << 1 | usize::from(scrambler.scramble(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_conditioning_is_the_beginning_of_the_long_one() {
        let long = conditioning(CONDITIONING).0;
        let short = conditioning(SHORT_CONDITIONING).0;
        assert_eq!(short[..], long[..SHORT_CONDITIONING]);
    }
}
