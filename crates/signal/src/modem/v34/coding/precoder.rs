//! The precoder: points are shifted so that they lie on the grid where the recipient hears
//! them (ITU-T V.34 §9.6.2).
//!
//! # Theory
//!
//! A recipient whose equaliser makes the line even lifts the noise where the line is weak.
//! Better it takes the noise's correlation out again by a filter 1 + h(1)z⁻¹ + h(2)z⁻² +
//! h(3)z⁻³, which however smears the points. So the source takes the smear off beforehand:
//! from the point y it subtracts p, what the filter will add. That would cost power where p
//! is large, and y is shifted by c, the multiple of 2w nearest to p, so that what is sent,
//! x = u + c − p, is never farther than w from the point u that was meant. The recipient
//! sees y = u + c and, knowing the same p, takes c off (R. Laroia, S. A. Tretter and N.
//! Farvardin, IEEE Trans. Commun. 41, 1993, p. 1460).
//!
//! Both sides have to round alike: x and p have seven bits behind the point, h fourteen, and
//! what lies half way goes towards zero.

use super::Coefficient;
use super::constellation::Point;

/// A number with seven bits behind the point for each unit of the grid.
const ONE: i32 = 1 << 7;

/// What is sent is no farther out than this, units of the grid: 45 and what a shift leaves.
const FARTHEST: i32 = 128;

/// A point between the grid's, in units of 1/128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fine {
    pub(super) re: i32,
    pub(super) im: i32,
}

impl Fine {
    const fn of(point: Point) -> Self {
        Self { re: point.re as i32 * ONE, im: point.im as i32 * ONE }
    }
}

/// The filter's state, the same in the source and the recipient.
#[derive(Clone, Debug)]
pub(super) struct Precoder {
    coefficients: [Coefficient; 3],
    /// Whether there is anything to foretell.
    is_there: bool,
    /// 2w, units of the grid.
    step: i32,
    /// x of the last three symbols, the newest first.
    past: [Fine; 3],
}

/// What is known of a symbol before it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Prediction {
    /// p: what the filter will add.
    smear: Fine,
    /// c: by how much the point is shifted.
    pub(super) shift: Point,
}

impl Precoder {
    pub(super) fn new(coefficients: [Coefficient; 3], step: i32) -> Self {
        let is_there = coefficients != [Coefficient::default(); 3];
        Self { coefficients, is_there, step, past: [Fine::default(); 3] }
    }

    /// Whether any point is shifted by it.
    #[inline(always)]
    pub(super) const fn is_there(&self) -> bool {
        self.is_there
    }

    /// Of the next symbol (items 1 to 3).
    #[inline(always)]
    pub(super) fn predict(&self) -> Prediction {
        if self.is_there { self.foretold() } else { Prediction::default() }
    }

    fn foretold(&self) -> Prediction {
        let (mut re, mut im) = (0i64, 0i64);
        for (x, h) in self.past.iter().zip(self.coefficients) {
            let (x_re, x_im) = (i64::from(x.re), i64::from(x.im));
            let (h_re, h_im) = (i64::from(h.re), i64::from(h.im));
            re += x_re * h_re - x_im * h_im;
            im += x_re * h_im + x_im * h_re;
        }
        let smear = Fine { re: rounded(re, 1 << 14), im: rounded(im, 1 << 14) };
        let step = i64::from(self.step * ONE);
        let shift = |p: i32| (rounded(p.into(), step) * self.step) as i16;
        Prediction { smear, shift: Point::new(shift(smear.re), shift(smear.im)) }
    }

    /// The symbol is there, with channel output point y: gives x, what is sent of it (item
    /// 4).
    #[inline(always)]
    pub(super) fn push(&mut self, output: Point, prediction: Prediction) -> Fine {
        if self.is_there { self.sent(output, prediction) } else { Fine::of(output) }
    }

    fn sent(&mut self, output: Point, prediction: Prediction) -> Fine {
        let (y, p) = (Fine::of(output), prediction.smear);
        // No source says anything farther out; of a y that was misheard a filter whose
        // inverse rings would make more and more.
        let limited = |x: i32| x.clamp(-FARTHEST * ONE, FARTHEST * ONE);
        let sent = Fine { re: limited(y.re - p.re), im: limited(y.im - p.im) };
        self.past = [sent, self.past[0], self.past[1]];
        sent
    }

    /// The mean energy of x for that of u: what is added is spread evenly over a square of
    /// side 2w.
    pub(super) fn energy(&self, points: f64) -> f64 {
        let evenly = f64::from(self.step).powi(2) / 6.0;
        if self.is_there { points + evenly } else { points }
    }
}

/// `value` / `unit` as the nearest whole number, the one nearer to zero half way.
const fn rounded(value: i64, unit: i64) -> i32 {
    let magnitude = (value.abs() + (unit - 1) / 2) / unit;
    (value.signum() * magnitude) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_way_goes_towards_zero() {
        let cases =
            [(7, 1), (8, 1), (9, 1), (12, 1), (13, 2), (-12, -1), (-13, -2), (4, 0), (5, 1)];
        for (value, nearest) in cases {
            assert_eq!(rounded(value, 8), nearest, "{value}");
        }
    }

    #[test]
    fn without_coefficients_nothing_is_shifted() {
        let mut precoder = Precoder::new(Default::default(), 4);
        for point in [Point::new(1, -3), Point::new(-45, 9), Point::new(5, 5)] {
            let prediction = precoder.predict();
            assert_eq!(prediction, Prediction::default());
            assert_eq!(precoder.push(point, prediction), Fine::of(point));
        }
    }

    #[test]
    fn an_inverse_that_rings_stays_within_bounds() {
        let h = |re, im| Coefficient { re, im };
        for most in [i16::MAX, i16::MIN] {
            for coefficients in [[h(most, most); 3], [h(22_738, -32_664), h(-10_575, 839), h(0, 0)]]
            {
                let mut precoder = Precoder::new(coefficients, 8);
                for n in 0..1000 {
                    let prediction = precoder.predict();
                    let misheard = Point::new(127, if n % 3 == 0 { -127 } else { 127 });
                    precoder.push(misheard, prediction);
                    let Point { re, im } = misheard.minus(prediction.shift);
                    assert!(re.abs() < 10_000 && im.abs() < 10_000, "{re} {im}");
                }
            }
        }
    }
}
