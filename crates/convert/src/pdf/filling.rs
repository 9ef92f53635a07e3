//! Turns outlines into pixels: finds, row by row, the pixels of which more than a given part is
//! covered.
//!
//! A row is processed edge by edge. Each edge adds a number to the pixels that it crosses: the part
//! of the pixel to the right of the edge. The sum of these numbers from the left is then the
//! covered part of each pixel. This part is exact for straight edges. Eight adjacent pixels that no
//! edge crosses are written at once, as one byte.

use hayro::kurbo::{PathEl, Point, flatten};

use super::area::Area;

/// The maximum distance of a straight edge from its curve, in pixels.
const TOLERANCE: f64 = 0.1;

/// The greatest distance, in pixels, to which an outline is allowed to reach beyond the page. The
/// curves of a larger outline would have an endless number of edges.
const FARTHEST: f64 = 1e6;

/// The rule for an outline that crosses itself: which points count as inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// Points with a winding number other than zero count as inside the outline.
    NonZero,
    /// Points with an odd winding number count as inside the outline.
    EvenOdd,
}

/// The error for an outline that extends too far beyond the page to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooFar;

/// Turns outlines into pixels. The buffers of this value are reused for each outline.
#[derive(Default)]
pub(super) struct Filling {
    edges: Vec<Edge>,
    /// The edges that cross the current row, in no order.
    active: Vec<Edge>,
    /// For each pixel of the current row, the difference between its covered part and that of its
    /// left neighbour. One more number follows for the space to the right of the row.
    added: Vec<f32>,
    bits: Vec<u8>,
}

/// A straight edge that is not horizontal, with its upper and its lower end.
#[derive(Clone, Copy, Debug)]
struct Edge {
    top: f64,
    bottom: f64,
    /// The horizontal position of the edge's upper end, in columns of pixels.
    x: f64,
    /// The number of columns by which the edge moves to the right in one row.
    slope: f64,
    /// The direction of the outline at this edge: 1 is down, -1 is up.
    turn: f64,
}

impl Filling {
    /// Fills the part of an outline in `area`. `row` is called for each row with covered pixels.
    /// Its arguments are the row's number, the byte of the page's row with which the bits begin,
    /// and the bits. A bit is 1 if at least `least` of its pixel is covered.
    ///
    /// # Errors
    /// Returns [`TooFar`], and fills nothing, if the outline reaches too far beyond the page.
    pub(super) fn fill(
        &mut self,
        outline: impl IntoIterator<Item = PathEl>,
        inside: Inside,
        least: f32,
        area: Area,
        mut row: impl FnMut(u32, usize, &mut [u8]),
    ) -> Result<(), TooFar> {
        // The edges are sorted from top to bottom. The bits of a row begin with a whole byte.
        let Some(extent) = self.take_edges(outline, area)? else { return Ok(()) };
        let first_byte = (extent.left / 8) as usize;
        let origin = extent.left / 8 * 8;
        let columns = (extent.right - origin) as usize;
        self.added.clear();
        self.added.resize(columns.next_multiple_of(8) + 2, 0.0);
        self.bits.clear();
        self.bits.resize(columns.div_ceil(8), 0);
        self.edges.sort_unstable_by(|one, other| one.top.total_cmp(&other.top));
        let mut next = 0;
        self.active.clear();
        for y in extent.top..extent.bottom {
            let (upper, lower) = (f64::from(y), f64::from(y + 1));
            // Collect the edges that cross this row.
            self.active.retain(|edge| edge.bottom > upper);
            while let Some(edge) = self.edges.get(next).filter(|edge| edge.top < lower) {
                if edge.bottom > upper {
                    self.active.push(*edge);
                }
                next += 1;
            }
            if self.active.is_empty() {
                continue;
            }
            // Each edge contributes the part of the row that it crosses. The sum from left to right
            // is the covered part of each pixel.
            for edge in &self.active {
                let (from, to) = (edge.top.max(upper), edge.bottom.min(lower));
                let at = |y: f64| edge.x + (y - edge.top) * edge.slope - f64::from(origin);
                cross(&mut self.added[..=columns], at(from), at(to), (to - from) * edge.turn);
            }
            sum_up(&mut self.added, &mut self.bits, inside, least);
            if trim(&mut self.bits, (extent.left - origin) as usize, columns) {
                row(y, first_byte, &mut self.bits);
            }
        }
        Ok(())
    }

    /// Stores the edges of the outline in `edges`. Returns the part of `area` that contains them,
    /// or `None` if the outline covers nothing in `area`.
    fn take_edges(
        &mut self,
        outline: impl IntoIterator<Item = PathEl>,
        area: Area,
    ) -> Result<Option<Area>, TooFar> {
        self.edges.clear();
        let is_near = |point: &Point| point.x.abs() < FARTHEST && point.y.abs() < FARTHEST;
        let mut is_far = false;
        // A coordinate that is not a number (NaN) also counts as too far.
        let checked = outline.into_iter().take_while(|part| {
            is_far = !match part {
                PathEl::MoveTo(end) | PathEl::LineTo(end) => is_near(end),
                PathEl::QuadTo(control, end) => is_near(control) && is_near(end),
                PathEl::CurveTo(one, other, end) => is_near(one) && is_near(other) && is_near(end),
                PathEl::ClosePath => true,
            };
            !is_far
        });
        let mut edges = Edges { kept: &mut self.edges, area, extent: Extent::default() };
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        flatten(checked, TOLERANCE, |part| match part {
            PathEl::MoveTo(point) => {
                edges.add(last, start);
                (start, last) = (point, point);
            }
            PathEl::LineTo(point) => {
                edges.add(last, point);
                last = point;
            }
            PathEl::ClosePath => {
                edges.add(last, start);
                last = start;
            }
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
        });
        edges.add(last, start);
        let extent = edges.extent.within(area);
        if is_far { Err(TooFar) } else { Ok(extent) }
    }
}

/// Collects the edges of an outline that decide which pixels of `area` the outline covers.
struct Edges<'a> {
    kept: &'a mut Vec<Edge>,
    area: Area,
    extent: Extent,
}

/// The smallest rectangle that contains all edges of an outline, in pixels.
struct Extent {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Default for Extent {
    fn default() -> Self {
        Self { left: f64::MAX, right: f64::MIN, top: f64::MAX, bottom: f64::MIN }
    }
}

impl Extent {
    /// The part of `area` that the outline possibly covers; `None` if the outline is outside
    /// `area`.
    fn within(&self, area: Area) -> Option<Area> {
        let part = Area {
            left: area.left.max(self.left.floor().max(0.0) as u32),
            right: area.right.min(self.right.ceil().max(0.0) as u32),
            top: area.top.max(self.top.floor().max(0.0) as u32),
            bottom: area.bottom.min(self.bottom.ceil().max(0.0) as u32),
        };
        (!part.is_empty()).then_some(part)
    }
}

impl Edges<'_> {
    /// Adds an edge of the outline. An edge is left out if it is horizontal, or if it is above,
    /// below or to the right of `area`. An edge to the left of `area` is added, since it decides
    /// what is inside.
    fn add(&mut self, from: Point, to: Point) {
        if from.y == to.y {
            return;
        }
        let (upper, lower, turn) = if from.y < to.y { (from, to, 1.0) } else { (to, from, -1.0) };
        self.extent.left = self.extent.left.min(upper.x).min(lower.x);
        self.extent.right = self.extent.right.max(upper.x).max(lower.x);
        self.extent.top = self.extent.top.min(upper.y);
        self.extent.bottom = self.extent.bottom.max(lower.y);
        let Area { right, top, bottom, .. } = self.area;
        if lower.y <= f64::from(top)
            || upper.y >= f64::from(bottom)
            || upper.x.min(lower.x) >= f64::from(right)
        {
            return;
        }
        let slope = (lower.x - upper.x) / (lower.y - upper.y);
        self.kept.push(Edge { top: upper.y, bottom: lower.y, x: upper.x, slope, turn });
    }
}

/// Adds an edge of an outline to a row of pixels. Within this row, the edge extends over the height
/// `height` (at most 1) and from column `from` to column `to`. `height` is negative if the
/// direction of the edge is upwards.
fn cross(added: &mut [f32], from: f64, to: f64, height: f64) {
    let columns = (added.len() - 1) as f64;
    let (left, right) = if from < to { (from, to) } else { (to, from) };
    if left >= columns {
        return;
    }
    if right <= 0.0 {
        added[0] += height as f32;
        return;
    }
    if left < 0.0 || right > columns {
        // The parts of the edge beyond the ends of the row count as vertical edges at these ends.
        // To the right of the row they are not visible.
        let share = |part: f64| height * part / (right - left);
        if left < 0.0 {
            added[0] += share(-left) as f32;
        }
        let (from, to) = (left.max(0.0), right.min(columns));
        cross(added, from, to, share(to - from));
        return;
    }
    let first = left as usize;
    let last = (right.ceil() as usize).max(first + 1) - 1;
    if first == last {
        let beyond = height * ((left + right) / 2.0 - first as f64);
        added[first] += (height - beyond) as f32;
        added[first + 1] += beyond as f32;
        return;
    }
    // Up to column x, the edge has covered a triangle. The covered part of a pixel is the
    // difference of two triangles.
    let steep = 0.5 * height / (right - left);
    let triangle = |x: f64| steep * (x - left) * (x - left);
    let (mut before, mut known) = (0.0, 0.0);
    for (column, cell) in (first..last).zip(&mut added[first..last]) {
        let area = triangle((column + 1) as f64);
        *cell += (area - known - before) as f32;
        (before, known) = (area - known, area);
    }
    let all = 0.5 * height * (right - left) + height * ((last + 1) as f64 - right);
    added[last] += (all - known - before) as f32;
    added[last + 1] += (height - (all - known)) as f32;
}

/// Adds up the numbers that the edges have added to the pixels of a row. The sums become bits: a
/// bit is 1 if at least `least` of the pixel is covered. Then clears the numbers for the next row.
fn sum_up(added: &mut [f32], bits: &mut [u8], inside: Inside, least: f32) {
    let covered = |sum: f32| match inside {
        Inside::NonZero => sum.abs() >= least,
        // By the even-odd rule, nothing is covered if the sum is an even number, and the whole
        // pixel if it is an odd number. In between, the covered part changes evenly.
        Inside::EvenOdd => 1.0 - (sum.abs() % 2.0 - 1.0).abs() >= least,
    };
    let mut sum = 0.0;
    for (byte, eight) in bits.iter_mut().zip(added.chunks_exact_mut(8)) {
        if eight.iter().all(|cell| *cell == 0.0) {
            *byte = if covered(sum) { 0xFF } else { 0 };
            continue;
        }
        *byte = 0;
        for (bit, cell) in eight.iter_mut().enumerate() {
            sum += *cell;
            *byte |= u8::from(covered(sum)) << (7 - bit);
            *cell = 0.0;
        }
    }
    let rest = added.len() / 8 * 8;
    added[rest..].fill(0.0);
}

/// Clears all bits of the row except those from `first` to `end` (which is excluded). Returns false
/// if no bit of the result is 1.
fn trim(bits: &mut [u8], first: usize, end: usize) -> bool {
    if let Some(byte) = bits.first_mut() {
        *byte &= 0xFF >> first;
    }
    if let Some(byte) = bits.last_mut().filter(|_| !end.is_multiple_of(8)) {
        *byte &= 0xFF << (8 - end % 8);
    }
    bits.iter().any(|byte| *byte != 0)
}

#[cfg(test)]
mod tests {
    use hayro::kurbo::{BezPath, Circle, Shape};

    use super::*;

    const PAGE: Area = Area { left: 0, right: 40, top: 0, bottom: 30 };

    /// The pixels that are filled, as a table of true and false.
    fn filled(outline: &BezPath, inside: Inside, area: Area) -> Vec<Vec<bool>> {
        let mut page = vec![vec![false; 48]; 30];
        let fill = |y: u32, first: usize, bits: &mut [u8]| {
            for (at, byte) in bits.iter().enumerate() {
                (0..8).for_each(|bit| {
                    page[y as usize][(first + at) * 8 + bit] |= byte & (0x80 >> bit) != 0
                });
            }
        };
        Filling::default().fill(outline.iter(), inside, 0.5, area, fill).unwrap();
        page
    }

    fn polygon(points: &[(f64, f64)]) -> BezPath {
        let mut path = BezPath::new();
        path.move_to(points[0]);
        points[1..].iter().for_each(|point| path.line_to(*point));
        path.close_path();
        path
    }

    /// The pixels that are filled, as `filled` returns them, but found by testing many points of
    /// each pixel.
    fn asked(outline: &BezPath, is_in: impl Fn(i32) -> bool, area: Area) -> Vec<Vec<bool>> {
        const STEPS: u32 = 16;
        let mut page = vec![vec![false; 48]; 30];
        for y in area.top..area.bottom {
            for x in area.left..area.right {
                let at = |pixel: u32, step: u32| {
                    f64::from(pixel) + (f64::from(step) + 0.5) / f64::from(STEPS)
                };
                let places = (0..STEPS)
                    .flat_map(|down| (0..STEPS).map(move |across| (at(x, across), at(y, down))));
                let covered =
                    places.filter(|place| is_in(outline.winding(Point::from(*place)))).count();
                page[y as usize][x as usize] = covered as u32 * 2 >= STEPS * STEPS;
            }
        }
        page
    }

    /// The number of pixels that differ. A few may differ, because the covered part is so close to
    /// half that the test with points is too coarse.
    fn differing(one: &[Vec<bool>], other: &[Vec<bool>]) -> usize {
        one.iter()
            .flatten()
            .zip(other.iter().flatten())
            .filter(|(one, other)| one != other)
            .count()
    }

    #[test]
    fn outlines_of_all_kinds_are_filled_as_if_each_pixel_were_asked() {
        let star = polygon(&[(20.3, 1.2), (31.1, 28.4), (3.7, 11.6), (37.2, 10.9), (8.8, 27.7)]);
        let circle = Circle::new((17.4, 14.2), 12.3).to_path(0.01);
        let both = BezPath::from_iter(
            circle.iter().chain(Circle::new((20.0, 15.0), 4.0).to_path(0.01).iter()),
        );
        let beyond = polygon(&[(-30.0, -10.0), (70.0, 5.0), (20.0, 60.0)]);
        let flat = polygon(&[(1.0, 10.2), (39.0, 11.9), (39.0, 12.9), (1.0, 11.2)]);
        for (name, outline) in
            [("star", star), ("circle", circle), ("both", both), ("beyond", beyond), ("flat", flat)]
        {
            for area in [PAGE, Area { left: 11, right: 29, top: 3, bottom: 20 }] {
                let found = filled(&outline, Inside::NonZero, area);
                let differ = differing(&found, &asked(&outline, |winding| winding != 0, area));
                assert!(differ <= 2, "{name} in {area:?}: {differ} pixels");
                let found = filled(&outline, Inside::EvenOdd, area);
                let differ = differing(&found, &asked(&outline, |winding| winding % 2 != 0, area));
                // If an outline crosses itself within a pixel, the covered parts are only summed
                // up.
                assert!(differ <= 5, "{name} in {area:?}, every other: {differ} pixels");
            }
        }
    }

    #[test]
    fn nothing_is_filled_outside_the_area() {
        let all = polygon(&[(-5.0, -5.0), (500.0, -5.0), (500.0, 500.0), (-5.0, 500.0)]);
        let area = Area { left: 9, right: 27, top: 4, bottom: 6 };
        let found = filled(&all, Inside::NonZero, area);
        for (y, row) in (0..).zip(&found) {
            for (x, ink) in (0..).zip(row) {
                assert_eq!(*ink, (9..27).contains(&x) && (4..6).contains(&y), "{x} {y}");
            }
        }
    }

    #[test]
    fn what_goes_too_far_or_nowhere_is_not_filled() {
        let mut rows = 0;
        let mut fill = |points: &[(f64, f64)]| {
            Filling::default().fill(
                polygon(points).iter(),
                Inside::NonZero,
                0.5,
                PAGE,
                |_, _, _| rows += 1,
            )
        };
        assert_eq!(fill(&[(0.0, 0.0), (1e9, 0.0), (0.0, 10.0)]), Err(TooFar));
        assert_eq!(fill(&[(0.0, 0.0), (f64::NAN, 0.0), (0.0, 10.0)]), Err(TooFar));
        assert_eq!(fill(&[(5.0, 5.0), (10.0, 5.0), (3.0, 5.0)]), Ok(()));
        assert_eq!(fill(&[(100.0, 5.0), (110.0, 25.0), (103.0, 15.0)]), Ok(()));
        assert_eq!(rows, 0);
    }
}
