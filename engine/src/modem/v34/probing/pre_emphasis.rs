//! What the eleven pre-emphasis filters do to the spectrum of the primary channel (ITU-T
//! V.34 clause 5.4).
//!
//! Frequencies are counted in symbol rates: x = f/S. Indices 0 to 5 tilt the whole spectrum
//! (V.34 figure 1, table 3), 6 to 10 raise its upper part (figure 2, table 4):
//!
//! ```text
//! 0 … 5:   α·x dB                        α = 0, 2, 4, 6, 8, 10 dB
//! 6 … 10:  0 dB                          up to x = 0.4
//!          β + γ·(x − 0.8)/0.4 dB        from x = 0.8 to 1.2
//!          not defined between: a straight line is taken here
//! ```
//!
//! The Recommendation lets the spectrum be 1 dB off, for x from d/e − 0.45 to d/e + 0.45,
//! d/e being the carrier in symbol rates.

/// Gain in dB of filter `index` (0 to 10) at `x`, the frequency over the symbol rate. A
/// higher index gives what 10 does.
pub fn gain_db(index: u8, x: f64) -> f64 {
    let step = f64::from(index.min(10));
    if index <= 5 {
        return 2.0 * step * x;
    }
    let (beta, gamma) = ((step - 5.0) * 0.5, step - 5.0);
    if x <= 0.4 {
        0.0
    } else if x <= 0.8 {
        beta * (x - 0.4) / 0.4
    } else {
        beta + gamma * (x - 0.8) / 0.4
    }
}

#[cfg(test)]
mod tests {
    use super::gain_db;

    #[test]
    fn the_filters_go_through_the_points_of_the_tables() {
        for (index, alpha) in [(0, 0.0), (1, 2.0), (2, 4.0), (3, 6.0), (4, 8.0), (5, 10.0)] {
            assert_eq!((gain_db(index, 0.0), gain_db(index, 1.0)), (0.0, alpha));
        }
        for (index, beta, gamma) in
            [(6, 0.5, 1.0), (7, 1.0, 2.0), (8, 1.5, 3.0), (9, 2.0, 4.0), (10, 2.5, 5.0)]
        {
            assert_eq!(gain_db(index, 0.4), 0.0);
            assert!((gain_db(index, 0.8) - beta).abs() < 1e-9);
            assert!((gain_db(index, 1.2) - beta - gamma).abs() < 1e-9);
        }
    }
}
