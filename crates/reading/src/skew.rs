//! The skew of a page: the angle by which its lines of text are not level.
//!
//! The lower edges of letters are projected along each angle that is tried. If the angle is that of
//! the lines, the edges of a line fall into few bins: the sum of the squares of the bins is greatest.

use ferrofax_ground::t4::Bitmap;

/// The greatest skew that is looked for, in degrees.
pub const MOST_DEGREES: f64 = 6.0;

/// The steps of the first and of the second search, in degrees.
const COARSE: f64 = 0.5;
const FINE: f64 = 0.1;

/// The size of a bin, in inches.
const BIN: f64 = 0.01;

/// The maximum number of edges that are projected. If there are more, every n-th is taken.
const MOST_EDGES: usize = 40_000;

/// The minimum number of edges. A page with fewer has too little text.
const FEWEST_EDGES: usize = 300;

/// The least sum of squares of an angle that counts as the skew, in multiples of the mean over all
/// angles.
const CLEAR: f64 = 1.25;

/// The skew of the lines of text, in degrees; positive if the lines fall towards the right. If no
/// angle is clearly better than the others, it is 0. On a page that was faxed sideways, it is the
/// angle between the lines and the vertical, with the same sign of rotation.
pub fn skew(page: &Bitmap, x_dpi: f64, y_dpi: f64) -> f64 {
    let edges = lower_edges(page, x_dpi, y_dpi);
    if edges.len() < FEWEST_EDGES {
        return 0.0;
    }
    let level = best(&edges);
    // On a page that was faxed sideways, the lines are columns.
    let aside: Vec<(f64, f64)> = edges.iter().map(|(x, y)| (*y, -*x)).collect();
    let aside = best(&aside);
    let best = if aside.clear > level.clear { aside } else { level };
    if best.clear < CLEAR { 0.0 } else { best.degrees }
}

/// The best angle, and its sum of squares in multiples of the mean.
struct Best {
    degrees: f64,
    clear: f64,
}

fn best(edges: &[(f64, f64)]) -> Best {
    let steps = (MOST_DEGREES / COARSE).round() as i32;
    let coarse: Vec<(f64, f64)> = (-steps..=steps)
        .map(|step| f64::from(step) * COARSE)
        .map(|degrees| (degrees, sum_of_squares(edges, degrees)))
        .collect();
    let mean = coarse.iter().map(|(_, sum)| sum).sum::<f64>() / coarse.len() as f64;
    let (about, _) = greatest(coarse);
    let steps = (COARSE / FINE).round() as i32;
    let fine = (-steps..=steps)
        .map(|step| about + f64::from(step) * FINE)
        .map(|degrees| (degrees, sum_of_squares(edges, degrees)))
        .collect();
    let (degrees, sum) = greatest(fine);
    Best { degrees, clear: sum / mean }
}

/// The angle with the greatest sum. Of equal ones, the one nearest to level.
fn greatest(sums: Vec<(f64, f64)>) -> (f64, f64) {
    let better = |a: (f64, f64), b: (f64, f64)| {
        if b.1 > a.1 || (b.1 == a.1 && b.0.abs() < a.0.abs()) { b } else { a }
    };
    sums.into_iter().reduce(better).unwrap_or((0.0, 0.0))
}

fn sum_of_squares(edges: &[(f64, f64)], degrees: f64) -> f64 {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let projected = |(x, y): &(f64, f64)| (y * cos - x * sin) / BIN;
    let least = edges.iter().map(projected).fold(f64::INFINITY, f64::min);
    let most = edges.iter().map(projected).fold(f64::NEG_INFINITY, f64::max);
    let mut bins = vec![0u32; (most - least) as usize + 1];
    for edge in edges {
        bins[(projected(edge) - least) as usize] += 1;
    }
    bins.iter().map(|count| f64::from(*count).powi(2)).sum()
}

/// The places, in inches, of black pixels with white below.
fn lower_edges(page: &Bitmap, x_dpi: f64, y_dpi: f64) -> Vec<(f64, f64)> {
    let edges_of = |y: u32| {
        let below = page.row(y + 1);
        let white = |at: usize| !below.get(at).copied().unwrap_or(0);
        page.row(y).iter().enumerate().map(move |(at, byte)| (at, byte & white(at)))
    };
    let count: usize = (0..page.rows())
        .flat_map(|y| edges_of(y).map(|(_, edge)| edge.count_ones() as usize))
        .sum();
    let every = count.div_ceil(MOST_EDGES).max(1);
    let mut edges = Vec::with_capacity(count / every + 1);
    let mut seen = 0usize;
    for y in 0..page.rows() {
        for (at, edge) in edges_of(y) {
            for bit in (0..8u32).filter(|bit| edge & (0x80 >> bit) != 0) {
                if seen.is_multiple_of(every) {
                    let x = at as u32 * 8 + bit;
                    edges.push((f64::from(x) / x_dpi, f64::from(y) / y_dpi));
                }
                seen += 1;
            }
        }
    }
    edges
}
