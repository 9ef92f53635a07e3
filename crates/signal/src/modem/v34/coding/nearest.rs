//! Which points a received one may have been: the nearest of each label.
//!
//! Points of one label lie 8 apart in both diagonal directions, x + y and x − y, so each
//! direction is rounded by itself. The grid goes on without end; where the source shifts no
//! points (no precoder) a nearest point outside of the constellation cannot have been sent,
//! and the nearest inside is looked up.

use super::constellation::{Point, QUARTER, quarter};
use super::costs::NEVER;
use super::framing::Framing;
use crate::dsp::complex::Complex;
use crate::dsp::lanes::LANES;
use ferrofax_ground::wide::widest;

/// The nearest points of the eight labels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nearest {
    /// Their coordinates, whole numbers.
    re: [f32; 8],
    im: [f32; 8],
    /// Squares of their distances; [`NEVER`] of a label that no point of the constellation has.
    pub(super) distances: [f32; 8],
}

impl Nearest {
    /// The point with this label.
    #[inline(always)]
    pub(super) const fn point(&self, label: usize) -> Point {
        /// Adding it leaves whole numbers in the lowest bits.
        const WHOLE: f32 = 12_582_912.0;
        let (re, im) = (self.re[label % 8] + WHOLE, self.im[label % 8] + WHOLE);
        Point::new(re.to_bits() as i16, im.to_bits() as i16)
    }

    const fn put(&mut self, label: usize, point: Point) {
        (self.re[label], self.im[label]) = (point.re as f32, point.im as f32);
    }
}

/// x + y of a point with each label, and x − y, modulo 8.
const SUMS: [f32; 8] = [2.0, 0.0, 6.0, 0.0, 6.0, 4.0, 2.0, 4.0];
const DIFFERENCES: [f32; 8] = [0.0, 2.0, 0.0, 6.0, 4.0, 6.0, 4.0, 2.0];

/// No nearest point is farther away than this: both diagonals are off by four at most.
const REACH: f32 = 4.01;

/// What is received is taken to be no farther out than this, units of the grid.
const FARTHEST: f32 = 128.0;

/// The points of a constellation by their labels.
#[derive(Clone, Debug)]
pub(super) struct Constellation {
    /// The points of each label that may be sent; empty where all of the grid may.
    inside: Option<[Points; 8]>,
    /// How many points of the quarter there are.
    quarter_points: usize,
    /// Every point of less energy is one of them: they are numbered by it.
    surely_inside: i32,
    /// What is received with less energy has none but such points near.
    far_inside: f32,
}

impl Constellation {
    /// Of these frames. `is_shifted` if a precoder may shift points by any amount.
    pub(super) fn new(framing: &Framing, is_shifted: bool) -> Self {
        let quarter_points = framing.quarter_points();
        let mut inside: [Points; 8] = Default::default();
        for number in 0..quarter_points {
            for turns in 0..4 {
                let point = quarter(number).turned(turns);
                inside[usize::from(point.label())].push(point);
            }
        }
        // The first that is none, or of all the last.
        let surely_inside = quarter(quarter_points.min(QUARTER - 1)).energy();
        let far_inside = ((surely_inside as f32).sqrt() - REACH).max(0.0).powi(2);
        let inside = (!is_shifted).then_some(inside);
        Self { inside, quarter_points, surely_inside, far_inside }
    }

    /// The nearest points to what was received, in units of the grid.
    #[inline(always)]
    pub(super) fn nearest(&self, received: Complex) -> Nearest {
        let limited = |x: f32| if x.is_nan() { 0.0 } else { x.clamp(-FARTHEST, FARTHEST) };
        let received = Complex::new(limited(received.re), limited(received.im));
        let mut nearest = Nearest::default();
        for label in 0..8 {
            let (sum, off) = rounded_by_eights(received.re + received.im, SUMS[label]);
            let (difference, off_too) =
                rounded_by_eights(received.re - received.im, DIFFERENCES[label]);
            // Each coordinate is half of the sum or difference (both are even), and so is
            // the distance's square of theirs.
            nearest.re[label] = (sum + difference) * 0.5;
            nearest.im[label] = (sum - difference) * 0.5;
            nearest.distances[label] = (off * off + off_too * off_too) * 0.5;
        }
        if let Some(inside) = &self.inside
            && received.norm_sqr() >= self.far_inside
        {
            self.keep_inside(inside, received, &mut nearest);
        }
        nearest
    }

    /// Puts the nearest points of the constellation in the places of those that are none.
    #[cold]
    #[inline(never)]
    fn keep_inside(&self, inside: &[Points; 8], received: Complex, nearest: &mut Nearest) {
        for (label, points) in inside.iter().enumerate() {
            if !self.has(nearest.point(label)) {
                let (point, distance) = widest(
                    #[inline(always)]
                    || points.nearest(received),
                );
                nearest.put(label, point);
                nearest.distances[label] = distance;
            }
        }
    }
}

impl Constellation {
    #[inline(always)]
    fn has(&self, point: Point) -> bool {
        point.energy() < self.surely_inside
            || point.number().is_some_and(|number| number < self.quarter_points)
    }
}

/// The number nearest to `x` that leaves `rest` when divided by eight, and how far away it is.
#[inline(always)]
const fn rounded_by_eights(x: f32, rest: f32) -> (f32, f32) {
    /// Adding it leaves no bits behind the point.
    const WHOLE: f32 = 12_582_912.0;
    let eights = ((x - rest) * 0.125 + WHOLE) - WHOLE;
    let nearest = eights * 8.0 + rest;
    (nearest, x - nearest)
}

/// Some points, by lanes.
#[derive(Clone, Debug, Default)]
struct Points {
    re: Vec<[f32; LANES]>,
    im: Vec<[f32; LANES]>,
    count: usize,
}

impl Points {
    /// Farther away than [`NEVER`] from all that is received.
    const NOWHERE: f32 = 1e4;

    fn push(&mut self, point: Point) {
        let lane = self.count % LANES;
        if lane == 0 {
            self.re.push([Self::NOWHERE; LANES]);
            self.im.push([Self::NOWHERE; LANES]);
        }
        self.re[self.count / LANES][lane] = point.re.into();
        self.im[self.count / LANES][lane] = point.im.into();
        self.count += 1;
    }

    /// The first of those that are nearest, and the square of its distance.
    #[inline(always)]
    fn nearest(&self, received: Complex) -> (Point, f32) {
        let (mut least, mut groups) = ([NEVER; LANES], [u32::MAX; LANES]);
        for (group, (re, im)) in self.re.iter().zip(&self.im).enumerate() {
            for lane in 0..LANES {
                let (re, im) = (received.re - re[lane], received.im - im[lane]);
                let distance = re * re + im * im;
                let is_nearer = distance < least[lane];
                least[lane] = if is_nearer { distance } else { least[lane] };
                groups[lane] = if is_nearer { group as u32 } else { groups[lane] };
            }
        }
        let mut best = (NEVER, u32::MAX, 0);
        for lane in 0..LANES {
            let (distance, group) = (least[lane], groups[lane]);
            if distance < best.0 || distance == best.0 && group < best.1 {
                best = (distance, group, lane);
            }
        }
        let (distance, group, lane) = best;
        let (re, im) = (self.re.get(group as usize), self.im.get(group as usize));
        let (Some(re), Some(im)) = (re, im) else { return (Point::new(1, 1), NEVER) };
        (Point::new(re[lane] as i16, im[lane] as i16), distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::coding::Shaping;
    use crate::modem::v34::coding::test_line::Noise;
    use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

    fn framing(bps: u32) -> Framing {
        let rate = DataRate::of_bps(bps).expect("it is one");
        Framing::new(SymbolRate::S3200, rate, Shaping::Minimum).expect("it is carried")
    }

    #[test]
    fn the_nearest_of_the_grid_are_as_a_search_finds_them() {
        let constellation = Constellation::new(&framing(31_200), true);
        let mut noise = Noise::new(9);
        for _ in 0..300 {
            let received = noise.gaussian(500.0);
            let nearest = constellation.nearest(received);
            for label in 0..8 {
                let (point, distance) = (nearest.point(label), nearest.distances[label]);
                assert_eq!(usize::from(point.label()), label);
                let center = |x: f32| 2 * (x / 2.0).floor() as i16 + 1;
                let around = (-5..=5i16).flat_map(|x| (-5..=5i16).map(move |y| (x, y)));
                let best = around
                    .map(|(x, y)| {
                        Point::new(center(received.re) + 2 * x, center(received.im) + 2 * y)
                    })
                    .filter(|point| usize::from(point.label()) == label)
                    .map(|point| {
                        (received - Complex::new(point.re.into(), point.im.into())).norm_sqr()
                    })
                    .fold(f32::INFINITY, f32::min);
                assert!((distance - best).abs() < 1e-3, "{received:?} {label}");
            }
        }
    }

    #[test]
    fn no_point_outside_of_the_constellation_is_nearest() {
        for bps in [4800, 9600, 19_200, 31_200] {
            let framing = framing(bps);
            let constellation = Constellation::new(&framing, false);
            let mut noise = Noise::new(10);
            for _ in 0..200 {
                let nearest = constellation.nearest(noise.gaussian(framing.points() as f32));
                for (label, distance) in nearest.distances.into_iter().enumerate() {
                    let number = nearest.point(label).number().expect("it is inside");
                    assert!(distance == NEVER || number < framing.quarter_points());
                }
            }
        }
        // Four points have four labels.
        let nearest = Constellation::new(&framing(4800), false).nearest(Complex::new(0.3, 0.2));
        assert_eq!(nearest.distances.map(|distance| distance == NEVER)[4..], [true; 4]);
    }

    #[test]
    fn what_is_told_by_its_energy_is_as_its_number_tells() {
        for bps in [4800, 9600, 19_200, 31_200] {
            let constellation = Constellation::new(&framing(bps), false);
            for (re, im) in (-51..=51).flat_map(|re| (-51..=51).map(move |im| (re, im))) {
                let point = Point::new(2 * re + 1, 2 * im + 1);
                let inside =
                    point.number().is_some_and(|number| number < constellation.quarter_points);
                assert_eq!(constellation.has(point), inside, "{bps}: {point:?}");
            }
        }
    }

    #[test]
    fn nonsense_is_survived() {
        let constellation = Constellation::new(&framing(31_200), false);
        for x in [f32::NAN, f32::INFINITY, -1e30] {
            let nearest = constellation.nearest(Complex::new(x, 3.0));
            assert!(nearest.distances.iter().all(|distance| distance.is_finite()));
        }
    }
}
