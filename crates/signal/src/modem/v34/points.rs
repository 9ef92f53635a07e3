//! The four points that training and the control channel are made of, and the signals S
//! and Sh (ITU-T V.34 §9.1 figure 5, §10.1.3.7, §10.1.3.8, §10.2.3.3, §10.2.4).
//!
//! ```text
//!          │  1: (−3, 1)   0: (1, 1)        a point is chosen by 2·Q2 + Q1 and turned
//!   ───────┼────────────────────────        clockwise by quarter turns, 2·I2 + I1 of them
//!          │  3: (−3, −3)  2: (1, −3)
//! ```
//!
//! Turned, point 0 alone makes the 4-point constellation, all of them the 16-point one.

use crate::dsp::complex::Complex;

/// Points 0 to 3 of figure 5.
const POINTS: [Complex; 4] = [
    Complex::new(1.0, 1.0),
    Complex::new(-3.0, 1.0),
    Complex::new(1.0, -3.0),
    Complex::new(-3.0, -3.0),
];

/// How many points a training or control signal chooses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Points {
    /// Point 0 in its four turns: two bits a symbol.
    Four,
    /// Points 0 to 3 in their four turns: four bits a symbol.
    Sixteen,
}

impl Points {
    /// Bits of a symbol.
    pub const fn bits(self) -> u32 {
        match self {
            Self::Four => 2,
            Self::Sixteen => 4,
        }
    }

    /// What makes the mean square 1.
    const fn scale(self) -> f32 {
        match self {
            Self::Four => std::f32::consts::FRAC_1_SQRT_2,
            // 1/√10.
            Self::Sixteen => 0.316_227_77,
        }
    }

    /// Point `label` (0 to 3; 0 alone of four points), turned clockwise by `quarters`. The
    /// mean square of all points is 1.
    pub fn point(self, label: u32, quarters: u32) -> Complex {
        let label = if matches!(self, Self::Four) { 0 } else { label & 3 };
        clockwise(POINTS[label as usize], quarters) * self.scale()
    }

    /// The label and the quarter turns of the point that is nearest to `seen`.
    pub fn nearest(self, seen: Complex) -> (u32, u32) {
        let (mut best, mut found) = (f32::INFINITY, (0, 0));
        let labels = if matches!(self, Self::Four) { 1 } else { 4 };
        for label in 0..labels {
            for quarters in 0..4 {
                let distance = (seen - self.point(label, quarters)).norm_sqr();
                if distance < best {
                    (best, found) = (distance, (label, quarters));
                }
            }
        }
        found
    }
}

/// Turned clockwise by so many quarter turns.
pub const fn clockwise(point: Complex, quarters: u32) -> Complex {
    match quarters & 3 {
        0 => point,
        1 => Complex::new(point.im, -point.re),
        2 => Complex::new(-point.re, -point.im),
        _ => Complex::new(-point.im, point.re),
    }
}

/// Symbol `n` of S or Sh: point 0, and point 0 turned anticlockwise by a quarter. An even
/// number of them ends on the latter, as the text wants it.
pub fn s(n: usize) -> Complex {
    Points::Four.point(0, if n.is_multiple_of(2) { 0 } else { 3 })
}

/// Symbol `n` of S̄ or S̄h: the same, all turned by a half.
pub fn s_bar(n: usize) -> Complex {
    -s(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_a_mean_square_of_one_and_are_found_again() {
        for points in [Points::Four, Points::Sixteen] {
            let labels = if points == Points::Four { 1 } else { 4 };
            let mut sum = 0.0;
            for label in 0..labels {
                for quarters in 0..4 {
                    let point = points.point(label, quarters);
                    sum += point.norm_sqr();
                    assert_eq!(points.nearest(point), (label, quarters));
                }
            }
            assert!((sum / (4 * labels) as f32 - 1.0).abs() < 1e-6, "{points:?}");
        }
    }

    #[test]
    fn s_and_its_reversal_are_those_of_the_text() {
        // §10.2.3.3 and §10.1.3.7: S ends on (−1, 1), S̄ begins on (−1, −1).
        let corner = |re: f32, im: f32| Complex::new(re, im) * std::f32::consts::FRAC_1_SQRT_2;
        assert_eq!((s(0), s(1), s(127)), (corner(1.0, 1.0), corner(-1.0, 1.0), corner(-1.0, 1.0)));
        assert_eq!((s_bar(0), s_bar(1)), (corner(-1.0, -1.0), corner(1.0, -1.0)));
    }
}
