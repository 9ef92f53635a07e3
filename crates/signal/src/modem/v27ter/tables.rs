//! V.27ter's signal elements and carrier.

use std::sync::LazyLock;

use crate::dsp::complex::Complex;
use crate::dsp::pulse::Pulse;
use crate::modem::Rate;
use crate::modem::qam::transmitter::Carrier;

/// 1800 Hz with 50 % of excess bandwidth: 1600 symbols a second at 4800 bit/s, 1200 at 2400.
pub(super) const fn carrier(rate: Rate) -> Carrier {
    let (rate_numerator, rate_denominator) = if has_eight_phases(rate) { (1, 5) } else { (3, 20) };
    Carrier { frequency_hz: 1800.0, rate_numerator, rate_denominator, rolloff: 0.5 }
}

/// The transmitter's pulse.
pub(super) fn pulse(rate: Rate) -> &'static Pulse {
    static SLOW: LazyLock<Pulse> = LazyLock::new(|| carrier(Rate::V27ter2400).pulse(0.0));
    static FAST: LazyLock<Pulse> = LazyLock::new(|| carrier(Rate::V27ter4800).pulse(0.0));
    if has_eight_phases(rate) { &FAST } else { &SLOW }
}

/// Whether three bits choose among eight phases (4800 bit/s) or two among four (2400).
pub(super) const fn has_eight_phases(rate: Rate) -> bool {
    matches!(rate, Rate::V27ter4800)
}

/// Phase change in eighths of a turn by three bits, the first in time lowest.
pub(super) const TRIBIT_CHANGE: [u8; 8] = [1, 6, 2, 5, 0, 7, 3, 4];

/// Three bits by phase change: the table above, read backwards.
pub(super) const TRIBITS: [u8; 8] = [4, 0, 2, 6, 7, 3, 1, 5];

/// Phase change in eighths of a turn by two bits, the first in time lowest.
pub(super) const DIBIT_CHANGE: [u8; 4] = [0, 6, 2, 4];

/// Two bits by phase change in quarters of a turn: the table above, read backwards.
pub(super) const DIBITS: [u8; 4] = [0, 2, 3, 1];

/// Phases in a turn.
pub(super) const PHASES: u8 = 8;

/// The element at `phase` (eighths of a turn).
pub(super) const fn element(phase: u8) -> Complex {
    const DIAGONAL: f32 = std::f32::consts::FRAC_1_SQRT_2;
    const ELEMENTS: [Complex; 8] = [
        Complex::new(1.0, 0.0),
        Complex::new(DIAGONAL, DIAGONAL),
        Complex::new(0.0, 1.0),
        Complex::new(-DIAGONAL, DIAGONAL),
        Complex::new(-1.0, 0.0),
        Complex::new(-DIAGONAL, -DIAGONAL),
        Complex::new(0.0, -1.0),
        Complex::new(DIAGONAL, -DIAGONAL),
    ];
    ELEMENTS[(phase % PHASES) as usize]
}

/// # Panics
/// If `rate` is not one of V.27ter's.
pub(super) fn check(rate: Rate) {
    assert!(matches!(rate, Rate::V27ter2400 | Rate::V27ter4800), "{rate} is not a rate of V.27ter");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_each_others_inverse() {
        for bits in 0..8u8 {
            assert_eq!(TRIBITS[TRIBIT_CHANGE[bits as usize] as usize], bits);
        }
        for bits in 0..4u8 {
            assert_eq!(DIBITS[DIBIT_CHANGE[bits as usize] as usize / 2], bits);
        }
    }
}
