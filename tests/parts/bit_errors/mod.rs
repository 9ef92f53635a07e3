//! Bit errors of our image receivers on noisy lines, beside spandsp's on the same samples
//! and beside theory.
//!
//! ```text
//! cargo test --release --test parts bit_errors:: -- --ignored --nocapture --test-threads 1
//! ```
//!
//! prints tables: by SNR with the SNR at which one bit in 100 000 is wrong; the same with
//! a carrier that is off and another clock, which fails where more than 0.3 dB are lost;
//! on lines that distort; by the level received; by the noise floor of the line.
//! spandsp's transmitter sends. `FERROFAX_RATES='V.17 14400,V.29'` takes only the rates
//! that begin so. It needs a C compiler and libspandsp-dev.
mod distortion;
mod measure;
mod tables;
mod v34;

use ferrofax::modem::Rate;
use measure::{Condition, USUAL, Whose, point};

/// The SNR at which each receiver has one wrong bit in 100 000, as the first table has it.
fn reached_db(rate: Rate) -> f64 {
    match rate {
        Rate::V27ter2400 => 7.9,
        Rate::V27ter4800 => 14.5,
        Rate::V29At7200 => 15.5,
        Rate::V29At9600 => 19.0,
        Rate::V17At7200 => 12.1,
        Rate::V17At9600 => 15.0,
        Rate::V17At12000 => 18.2,
        Rate::V17At14400 => 21.3,
    }
}

/// One page at half a dB more: some three wrong bits are to be expected, or one wrong
/// path of the trellis.
const MOST_ERRORS: usize = 40;

#[test]
fn half_a_db_above_what_was_reached_a_page_is_nearly_clean() {
    for rate in Rate::ALL {
        let condition = Condition { signals: [1, 0], ..USUAL };
        let [ours, _] = point(rate, condition, &[Whose::Ours], reached_db(rate) + 0.5);
        assert!(ours.trained == 1 && ours.errors <= MOST_ERRORS, "{rate}: {ours:?}");
    }
}

#[test]
fn lines_that_distort_cost_less_than_their_worst_frequency() {
    for (line, more_db) in distortion::LINES.into_iter().zip([0.0, 2.5, 1.0, 1.0, 2.5]) {
        for rate in [Rate::V17At14400, Rate::V29At9600, Rate::V27ter4800] {
            let condition = Condition {
                signals: [1, 0],
                distortion: line,
                offset_hz: 7.0,
                skew_ppm: -150.0,
                ..USUAL
            };
            let [ours, _] =
                point(rate, condition, &[Whose::Ours], reached_db(rate) + 0.5 + more_db);
            assert!(
                ours.trained == 1 && ours.errors <= MOST_ERRORS,
                "{rate}, {}: {ours:?}",
                line.name
            );
        }
    }
}
