//! Sums of products in lanes: written so that the compiler can use vector instructions and the result is still the same on every
//! machine, since the order of the additions is fixed here.

use std::hint::black_box;

/// Products are added up in so many lanes.
pub const LANES: usize = 8;

/// The lanes' sum, by halves.
///
/// The lanes are left in memory for a moment. Seen together with the loops before it, two such sums tempt the compiler to interleave
/// them, which costs more shuffling than adding.
#[inline(always)]
pub fn total(lanes: [f32; LANES]) -> f32 {
    let lanes = black_box(lanes);
    let quarter: [f32; 4] = std::array::from_fn(|i| lanes[i] + lanes[i + 4]);
    sum_of_quarters(quarter)
}

/// Two sums of lanes, each as [`total`] has it, with the vectors folded together.
#[inline(always)]
pub fn two_totals(a: [f32; LANES], b: [f32; LANES]) -> (f32, f32) {
    let (a, b) = (black_box(a), black_box(b));
    let a: [f32; 4] = std::array::from_fn(|i| a[i] + a[i + 4]);
    let b: [f32; 4] = std::array::from_fn(|i| b[i] + b[i + 4]);
    let (low, high) = ([a[0], a[1], b[0], b[1]], [a[2], a[3], b[2], b[3]]);
    let pairs: [f32; 4] = std::array::from_fn(|i| low[i] + high[i]);
    (pairs[0] + pairs[1], pairs[2] + pairs[3])
}

/// Σ a × b over the whole groups of [`LANES`] that both have.
#[inline(always)]
pub fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    total(sums)
}

/// Σ a × b over the whole groups of [`LANES`] that both have, not yet added up: [`sum_of_quarters`] is to be taken of it later. Left
/// so, because whoever adds at once gets vectors of two.
#[inline(always)]
pub fn product_by_quarters(a: &[f32], b: &[f32]) -> [f32; 4] {
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    std::array::from_fn(|i| sums[i] + sums[i + 4])
}

/// What [`product_by_quarters`] has left.
#[inline(always)]
pub const fn sum_of_quarters(quarters: [f32; 4]) -> f32 {
    (quarters[0] + quarters[2]) + (quarters[1] + quarters[3])
}

/// Σ x × a and Σ x × b over the whole groups of [`LANES`] that all have.
#[inline(always)]
pub fn two_products(x: &[f32], a: &[f32], b: &[f32]) -> (f32, f32) {
    let (mut with_a, mut with_b) = ([0.0f32; LANES], [0.0f32; LANES]);
    let (x, a, b) = (x.as_chunks::<LANES>().0, a.as_chunks::<LANES>().0, b.as_chunks::<LANES>().0);
    for ((x, a), b) in x.iter().zip(a).zip(b) {
        for lane in 0..LANES {
            with_a[lane] += x[lane] * a[lane];
            with_b[lane] += x[lane] * b[lane];
        }
    }
    two_totals(with_a, with_b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_add_up() {
        let x: Vec<f32> = (0..32).map(|i| i as f32).collect();
        let ones = vec![1.0; 32];
        assert_eq!(product(&x, &ones), 496.0);
        assert_eq!(sum_of_quarters(product_by_quarters(&x, &ones)), 496.0);
        assert_eq!(two_products(&x, &ones, &x), (496.0, 10_416.0));
    }
}
