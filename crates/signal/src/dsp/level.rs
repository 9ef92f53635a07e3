//! Levels: dBm0 ↔ linear samples. The one place where the two are tied together.
//!
//! Linear samples are 16 bit as Asterisk's `slin` and every G.711 decoder here gives
//! them. A sine that just fills the range of A-law is at +3.14 dBm0 (ITU-T G.711 §2;
//! µ-law's +3.17 is the same for our purposes), so a sine with a peak of 32 767 is +3.14
//! dBm0.

/// Level of a sine that peaks at full scale.
#[allow(clippy::approx_constant, reason = "a level, and no kin of π")]
const FULL_SCALE_SINE_DBM0: f32 = 3.14;

/// Full scale.
const FULL_SCALE: f32 = 32_767.0;

/// Peak of a sine at `dbm0`, in sample units.
pub fn sine_peak(dbm0: f32) -> f32 {
    FULL_SCALE * 10f32.powf((dbm0 - FULL_SCALE_SINE_DBM0) / 20.0)
}

/// Root mean square of any signal at `dbm0`, in sample units.
pub fn rms(dbm0: f32) -> f32 {
    sine_peak(dbm0) * std::f32::consts::FRAC_1_SQRT_2
}

/// Mean square of any signal at `dbm0`, in squared sample units.
pub fn mean_square(dbm0: f32) -> f32 {
    sine_peak(dbm0).powi(2) / 2.0
}

/// Level of a signal with this mean square (squared sample units); silence gives −∞.
pub fn dbm0_of_mean_square(mean_square: f32) -> f32 {
    10.0 * (2.0 * mean_square / (FULL_SCALE * FULL_SCALE)).log10() + FULL_SCALE_SINE_DBM0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_sine_is_3_14_dbm0() {
        assert!((sine_peak(FULL_SCALE_SINE_DBM0) - 32_767.0).abs() < 1.0);
        assert!((sine_peak(0.0) - 22_827.0).abs() < 2.0);
    }

    #[test]
    fn levels_survive_the_way_there_and_back() {
        for dbm0 in [-60.0, -43.0, -14.0, 0.0, 3.0] {
            assert!((dbm0_of_mean_square(mean_square(dbm0)) - dbm0).abs() < 1e-3);
        }
        assert_eq!(dbm0_of_mean_square(0.0), f32::NEG_INFINITY);
    }
}
