//! The eleven pre-emphasis filters (ITU-T V.34 §5.4, tables 3 and 4, figures 1 and 2).
//!
//! A line that weakens high frequencies more than low ones is helped by sending those
//! louder: the equaliser then raises less noise. The filters are given as levels over the
//! frequency in symbol rates, and the text leaves ±1 dB; the power as a whole stays what
//! it was.
//!
//! ```text
//! 0–5:  level = α·f/S                       α = 0, 2, 4, 6, 8, 10 dB
//! 6–10: level = 0 up to 0.4 S, β at 0.8 S, β + γ at 1.2 S, straight in between
//! ```
//!
//! Both figures are told here as two digests and another modem's filter design have them;
//! the shape between 0.4 S and 0.8 S they leave open.

/// One of the filters, by its number in INFOh (table 22, bits 23–26).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PreEmphasis(u8);

/// β and γ of the filters 6 to 10 in dB (table 4).
const STEPS: [(f64, f64); 5] = [(0.5, 1.0), (1.0, 2.0), (1.5, 3.0), (2.0, 4.0), (2.5, 5.0)];

impl PreEmphasis {
    /// How many there are.
    pub(super) const COUNT: usize = 11;

    /// The filter that changes nothing.
    pub const NONE: Self = Self(0);

    /// Filter `index`, 0 to 10.
    pub const fn of_index(index: u8) -> Option<Self> {
        match index {
            0..=10 => Some(Self(index)),
            _ => None,
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=10).map(Self)
    }

    /// Its number.
    pub const fn index(self) -> u8 {
        self.0
    }

    /// Its level in dB at a frequency given in symbol rates.
    pub fn level_db(self, frequency: f64) -> f64 {
        match self.0 {
            // Table 3: α.
            index @ 0..=5 => 2.0 * f64::from(index) * frequency,
            index => {
                let (beta, gamma) = STEPS[usize::from(index - 6)];
                if frequency <= 0.4 {
                    0.0
                } else if frequency <= 0.8 {
                    beta * (frequency - 0.4) / 0.4
                } else {
                    beta + gamma * (frequency - 0.8) / 0.4
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_tables() {
        let level = |index, frequency| PreEmphasis(index).level_db(frequency);
        assert_eq!(level(0, 0.7), 0.0);
        assert_eq!(level(5, 1.0), 10.0);
        assert_eq!((level(6, 0.3), level(6, 0.8)), (0.0, 0.5));
        assert!((level(6, 1.2) - 1.5).abs() < 1e-9 && (level(10, 1.2) - 7.5).abs() < 1e-9);
        assert_eq!((level(10, 0.4), level(10, 0.8)), (0.0, 2.5));
        assert_eq!((PreEmphasis::of_index(11), PreEmphasis::all().count()), (None, 11));
    }
}
