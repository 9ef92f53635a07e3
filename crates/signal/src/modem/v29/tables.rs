//! V.29's signal elements and carrier.

use std::sync::LazyLock;

use crate::dsp::complex::Complex;
use crate::dsp::pulse::Pulse;
use crate::modem::Rate;
use crate::modem::qam::transmitter::Carrier;

/// 1700 Hz, 2400 symbols a second. The pulse has 25 % of excess bandwidth, which puts 500
/// Hz and 2900 Hz, the edges of the band, 3 dB down in the transmitter (4.5 ± 2.5 dB are
/// asked for).
pub(super) const CARRIER: Carrier =
    Carrier { frequency_hz: 1700.0, rate_numerator: 3, rate_denominator: 10, rolloff: 0.25 };

/// The transmitter's pulse.
pub(super) static PULSE: LazyLock<Pulse> = LazyLock::new(|| CARRIER.pulse(0.0));

/// Phase change in eighths of a turn by the bits Q2 Q3 Q4, Q2 being the lowest.
pub(super) const PHASE_CHANGE: [u8; 8] = [1, 6, 2, 5, 0, 7, 3, 4];

/// Bits Q2 Q3 Q4 by phase change: the table above, read backwards.
pub(super) const PHASE_BITS: [u8; 8] = [4, 0, 2, 6, 7, 3, 1, 5];

/// Phases in a turn.
pub(super) const PHASES: u8 = 8;

/// The element at `phase` (eighths of a turn) with the amplitude bit Q1, before scaling:
/// on the axes amplitude 3 or 5, on the diagonals √2 or 3√2.
pub(super) const fn element(phase: u8, q1: bool) -> Complex {
    let axis = if q1 { 5.0 } else { 3.0 };
    let diagonal = if q1 { 3.0 } else { 1.0 };
    match phase % PHASES {
        0 => Complex::new(axis, 0.0),
        1 => Complex::new(diagonal, diagonal),
        2 => Complex::new(0.0, axis),
        3 => Complex::new(-diagonal, diagonal),
        4 => Complex::new(-axis, 0.0),
        5 => Complex::new(-diagonal, -diagonal),
        6 => Complex::new(0.0, -axis),
        _ => Complex::new(diagonal, -diagonal),
    }
}

/// Whether Q1 is among the data bits; at 7200 bit/s it is always 0.
pub(super) const fn has_amplitude_bit(rate: Rate) -> bool {
    matches!(rate, Rate::V29At9600)
}

/// Factor that gives the elements of `rate` a mean square of 1.
pub(super) fn scale(rate: Rate) -> f32 {
    // Mean squares: (9 + 25 + 2 + 18) / 4 and (9 + 2) / 2.
    let mean_square: f32 = if has_amplitude_bit(rate) { 13.5 } else { 5.5 };
    1.0 / mean_square.sqrt()
}

/// # Panics
/// If `rate` is not one of V.29's.
pub(super) fn check(rate: Rate) {
    assert!(matches!(rate, Rate::V29At7200 | Rate::V29At9600), "{rate} is not a rate of V.29");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_tables_are_each_others_inverse() {
        for bits in 0..8u8 {
            assert_eq!(PHASE_BITS[PHASE_CHANGE[bits as usize] as usize], bits);
        }
    }

    #[test]
    fn the_scale_gives_unit_mean_square() {
        for (rate, q1s) in [(Rate::V29At7200, &[false][..]), (Rate::V29At9600, &[false, true][..])]
        {
            let scale = scale(rate);
            let squares: Vec<f32> = (0..8)
                .flat_map(|p| q1s.iter().map(move |&q1| (element(p, q1) * scale).norm_sqr()))
                .collect();
            assert!((squares.iter().sum::<f32>() / squares.len() as f32 - 1.0).abs() < 1e-6);
        }
    }
}
