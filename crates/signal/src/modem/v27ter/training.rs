//! V.27ter's turn-on sequence (table 3/V.27ter), the long one, symbol by symbol.
//!
//! | segment | length | what |
//! |---|---|---|
//! | 1 | 185–200 ms | unmodulated carrier (protection against talker echo) |
//! | 2 | 20–25 ms | silence |
//! | 3 | 50 symbols | reversals: 180° of phase change each |
//! | 4 | 1074 symbols | 0° for a 0 and 180° for a 1 of every third bit of the scrambler, fed with ones |
//! | 5 | 8 symbols | scrambled ones |

use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;

pub(super) const ECHO_PROTECTION_MS: usize = 190;
pub(super) const SILENCE_MS: usize = 22;
pub(super) const REVERSALS: usize = 50;
pub(super) const CONDITIONING: usize = 1074;
pub(super) const ONES: usize = 8;

/// Segment 4 comes round after so many symbols, with the sign changed each time.
pub(super) const PERIOD: usize = 127;

/// Segment 4 and the state of the scrambler after it: the symbols as signs, the last
/// reversal being +1.
pub(super) fn conditioning() -> (Vec<Complex>, Scrambler) {
    // What the register holds at the beginning of segment 4 is not told by the table;
    // transmitters in use begin so.
    let mut scrambler = Scrambler::new(6, 7, 0b011_1100).guarded();
    let mut sign = 1.0;
    let symbols = (0..CONDITIONING)
        .map(|_| {
            if scrambler.scramble(true) {
                sign = -sign;
            }
            scrambler.scramble(true);
            scrambler.scramble(true);
            Complex::new(sign, 0.0)
        })
        .collect();
    (symbols, scrambler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditioning_comes_round_and_is_balanced() {
        let (symbols, _) = conditioning();
        let opposite: Vec<Complex> = symbols[..PERIOD].iter().map(|&s| -s).collect();
        assert_eq!(opposite, symbols[PERIOD..2 * PERIOD]);
        let sum: f32 = symbols[..2 * PERIOD].iter().map(|s| s.re).sum();
        assert!(sum.abs() < 30.0, "sum {sum}");
    }
}
