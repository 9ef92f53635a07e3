//! V.29's synchronising signals before the data, symbol by symbol.
//!
//! | segment | symbols | what |
//! |---|---|---|
//! | (talker echo protection) | 480 | unmodulated carrier, optional |
//! | 1 | 48 | silence |
//! | (lead-in) | 16 | segment 2, rising from the silence; V.29 says nothing of that |
//! | 2 | 128 | the elements A and B in turn |
//! | 3 | 384 | C for a 0 and D for a 1 of the generator 1 + x⁻⁶ + x⁻⁷, beginning CDCDCDC |
//! | 4 | 48 | scrambled ones |

use super::tables::{element, has_amplitude_bit, scale};
use crate::dsp::complex::Complex;
use crate::modem::Rate;

pub(super) const ECHO_PROTECTION: usize = 480;
pub(super) const SILENCE: usize = 48;
pub(super) const LEAD_IN: usize = 16;
pub(super) const ALTERNATIONS: usize = 128;
pub(super) const CONDITIONING: usize = 384;
pub(super) const ONES: usize = 48;

/// The generator of segment 3 comes round after so many symbols.
pub(super) const PERIOD: usize = 127;

/// How much louder each element of the lead-in is than the one before it: by 3 dB.
const LEAD_IN_STEP: f32 = 1.412_537_5;

/// The lead-in's element number `index`: segment 2's, each louder than the one before it.
///
/// It is for spandsp, which most of our calls go to. That receiver begins to look for the
/// symbols' timing with the sample at which its power meter wakes. Where this falls
/// between two symbols, the timing of 7200 bit/s, whose B is weak, is not found in time,
/// and the training is lost: one in thirty at usual levels, when the signal begins at
/// once. A rise of so many dB a symbol, over more than the 30 dB by which a signal may
/// exceed the meter's threshold, has the meter wake at the same place of a symbol at
/// every level.
pub(super) fn lead_in(rate: Rate, index: usize) -> Complex {
    let steps_below = LEAD_IN.saturating_sub(index) as i32;
    // An even number of elements: segment 2 begins with A.
    alternation(rate, index) * LEAD_IN_STEP.powi(-steps_below)
}

/// Segment 2's element number `index`: A at 180° with amplitude 3; B at 315°, 3√2 at 9600
/// bit/s and √2 at 7200.
pub(super) fn alternation(rate: Rate, index: usize) -> Complex {
    let point = if index.is_multiple_of(2) {
        element(4, false)
    } else {
        element(7, has_amplitude_bit(rate))
    };
    point * scale(rate)
}

/// Segment 3: C at 0° with amplitude 3; D at 135°, 3√2 at 9600 bit/s and √2 at 7200.
pub(super) fn conditioning(rate: Rate) -> Vec<Complex> {
    let (c, d) =
        (element(0, false) * scale(rate), element(3, has_amplitude_bit(rate)) * scale(rate));
    // The generator's register, the next bit to come out lowest.
    let mut register: u8 = 0b010_1010;
    (0..CONDITIONING)
        .map(|_| {
            let bit = register & 1;
            let feedback = (register ^ (register >> 1)) & 1;
            register = register >> 1 | feedback << 6;
            if bit == 1 { d } else { c }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditioning_begins_cdcdcdc_and_comes_round() {
        let symbols = conditioning(Rate::V29At9600);
        let (c, d) = (symbols[0], symbols[1]);
        assert!(c != d);
        assert_eq!(symbols[..7], [c, d, c, d, c, d, c]);
        assert_eq!(symbols[..127], symbols[127..254]);
        assert_eq!(symbols[..127].iter().filter(|&&s| s == d).count(), 64);
    }
}
