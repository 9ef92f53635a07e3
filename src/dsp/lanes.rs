//! Sums of products in lanes: written so that the compiler can use vector instructions and the result is still the same on every
//! machine, since the order of the additions is fixed here.

/// Products are added up in so many lanes.
pub const LANES: usize = 8;

/// The lanes' sum, by halves.
///
/// Never inlined: seen together with the loops before it, two such sums tempt the compiler to interleave them, which costs
/// more shuffling than adding.
#[inline(never)]
pub fn total(lanes: [f32; LANES]) -> f32 {
    let quarter: [f32; 4] = std::array::from_fn(|i| lanes[i] + lanes[i + 4]);
    (quarter[0] + quarter[2]) + (quarter[1] + quarter[3])
}

/// Σ a × b over the whole groups of [`LANES`] that both have.
pub fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    total(sums)
}

/// Σ a × b over the whole groups of [`LANES`] that both have, not yet added up: place 0 and 2 make the sum of the even places, 1 and
/// 3 that of the odd ones. Left so, because whoever adds at once gets vectors of two.
#[inline(always)]
pub fn product_by_halves(a: &[f32], b: &[f32]) -> [f32; 4] {
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    std::array::from_fn(|i| sums[i] + sums[i + 4])
}

/// Σ x × a and Σ x × b over the whole groups of [`LANES`] that all have.
pub fn two_products(x: &[f32], a: &[f32], b: &[f32]) -> (f32, f32) {
    let (mut with_a, mut with_b) = ([0.0f32; LANES], [0.0f32; LANES]);
    let (x, a, b) = (x.as_chunks::<LANES>().0, a.as_chunks::<LANES>().0, b.as_chunks::<LANES>().0);
    for ((x, a), b) in x.iter().zip(a).zip(b) {
        for lane in 0..LANES {
            with_a[lane] += x[lane] * a[lane];
            with_b[lane] += x[lane] * b[lane];
        }
    }
    (total(with_a), total(with_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_add_up() {
        let x: Vec<f32> = (0..32).map(|i| i as f32).collect();
        let ones = vec![1.0; 32];
        assert_eq!(product(&x, &ones), 496.0);
        assert_eq!(two_products(&x, &ones, &x), (496.0, 10_416.0));
        let [a, b, c, d] = product_by_halves(&x, &ones);
        assert_eq!((a + c, b + d), (240.0, 256.0));
    }
}
