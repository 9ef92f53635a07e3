//! L1 and L2, by which the source shows the line to the recipient (ITU-T V.34 clause
//! 10.1.2.4).
//!
//! Both are the same 21 cosines, 150 Hz apart from 150 to 3750 Hz; 900, 1200, 1800 and
//! 2400 Hz are left out. So 2400 and 1200 Hz are free for the tone by which the recipient
//! ends them, and all four show what the line makes of the others: distortion.
//!
//! The signal comes round 150 times a second, which at 8 kHz is three times in 160 samples.

use std::f64::consts::TAU;
use std::sync::LazyLock;

/// A tone of the probing signal: its frequency in Hz and whether it starts at 180°
/// (V.34 table 17).
const TONES: [(u16, bool); PROBING_TONES] = [
    (150, false),
    (300, true),
    (450, false),
    (600, false),
    (750, false),
    (1050, false),
    (1350, false),
    (1500, false),
    (1650, true),
    (1950, false),
    (2100, false),
    (2250, true),
    (2550, false),
    (2700, true),
    (2850, false),
    (3000, true),
    (3150, true),
    (3300, true),
    (3450, true),
    (3600, false),
    (3750, false),
];

/// Tones of the probing signal.
pub const PROBING_TONES: usize = 21;
/// Between one tone and the next, Hz; what is left out stands in the same row.
pub const SPACING_HZ: u16 = 150;
/// The tones that are left out, Hz.
pub const LEFT_OUT_HZ: [u16; 4] = [900, 1200, 1800, 2400];
/// Samples in which the signal comes round three times.
pub const PERIOD: usize = 160;

/// Frequencies (Hz) and starting phases (true is 180°) of the probing signal's tones.
pub fn tones() -> impl Iterator<Item = (u16, bool)> {
    TONES.into_iter()
}

/// A sample of the probing signal, `at` samples after its beginning, with a mean square of 1.
pub fn sample(at: u64) -> f32 {
    static SIGNAL: LazyLock<[f32; PERIOD]> = LazyLock::new(|| {
        let amplitude = (2.0 / PROBING_TONES as f64).sqrt();
        std::array::from_fn(|n| {
            let tone = |(hz, turned): (u16, bool)| {
                // Whole turns in a period are left out, so that the angle is exact.
                let turns = (usize::from(hz) * n % 8000) as f64 / 8000.0;
                (TAU * turns).cos() * if turned { -amplitude } else { amplitude }
            };
            tones().map(tone).sum::<f64>() as f32
        })
    });
    SIGNAL[(at % PERIOD as u64) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_one_tones_are_there_and_four_are_not() {
        let part = |hz: f64| {
            let (mut re, mut im) = (0.0, 0.0);
            for n in 0..PERIOD as u64 {
                let (sin, cos) = (TAU * hz * n as f64 / 8000.0).sin_cos();
                re += f64::from(sample(n)) * cos;
                im += f64::from(sample(n)) * sin;
            }
            (re / 80.0, im / 80.0)
        };
        let amplitude = (2.0f64 / 21.0).sqrt();
        for hz in (50..4000u16).step_by(50) {
            let (re, im) = part(f64::from(hz));
            let expected = match tones().find(|&(tone, _)| tone == hz) {
                Some((_, true)) => -amplitude,
                Some((_, false)) => amplitude,
                None => 0.0,
            };
            assert!((re - expected).abs() < 1e-5 && im.abs() < 1e-5, "{hz} Hz: {re} {im}");
            let left_out = hz % SPACING_HZ == 0 && expected == 0.0 && hz < 3900;
            assert_eq!(LEFT_OUT_HZ.contains(&hz), left_out, "{hz} Hz");
        }
        let square = (0..160).map(|n| sample(n).powi(2)).sum::<f32>() / 160.0;
        assert!((square - 1.0).abs() < 1e-5);
        // The phases of the table keep the peak as low as that of a sine, or nearly.
        let peak = (0..160).map(|n| sample(n).abs()).fold(0.0, f32::max);
        assert!((1.5..1.6).contains(&peak), "{peak}");
    }
}
