//! Least squares: the linear filter that makes known symbols out of what was received,
//! all of it at once.
//!
//! # Theory
//!
//! The taps c for which Σₙ |Σₖ cₖ·x[2n + k] − d[n]|² is least, d being the known symbols
//! and x what was received, solve the normal equations (C. F. Gauss, 1809):
//!
//! ```text
//! A·c = b      Aₐᵦ = Σₙ conj(x[2n + a])·x[2n + b]      bₐ = Σₙ conj(x[2n + a])·d[n]
//! ```
//!
//! A gradient method goes a step a symbol and needs hundreds of them to come near to that;
//! V.29's training has 384, so all are used at once.
//!
//! A is Hermitian, and nearly constant along every second diagonal, since the filter sees
//! two samples a symbol: Aₐᵦ is Aₐ₋₂,ᵦ₋₂ but for the product that leaves at the front and
//! the one that enters at the end. So two rows are summed in full and the others follow.
//! To the diagonal a ridge is added (A. N. Tikhonov), as white noise would: without it
//! the taps grow without bounds where the signal has no energy, outside its band. A is
//! then positive definite, and Cholesky's A = L·Lᴴ solves it in `f64` without pivots.

use super::complex::Complex;
use super::lanes::conjugate_product;

#[derive(Clone, Copy, Default)]
struct Wide {
    re: f64,
    im: f64,
}

impl Wide {
    const fn of(c: Complex) -> Self {
        Self { re: c.re as f64, im: c.im as f64 }
    }

    /// Adds `conj(a) × b × weight`.
    const fn add_product(&mut self, a: Self, b: Self, weight: f64) {
        self.re += (a.re * b.re + a.im * b.im) * weight;
        self.im += (a.re * b.im - a.im * b.re) * weight;
    }
}

/// Every second of some complex numbers, their parts apart, so that vectors of them can
/// be worked on.
struct Halves {
    re: Vec<f32>,
    im: Vec<f32>,
}

/// So many products are summed in single precision: their errors stay far below the ridge.
const PIECE: usize = 64;

impl Halves {
    fn of(numbers: &[Complex]) -> Self {
        let half = || numbers.iter().step_by(2);
        Self { re: half().map(|c| c.re).collect(), im: half().map(|c| c.im).collect() }
    }

    fn every(numbers: &[Complex]) -> Self {
        Self {
            re: numbers.iter().map(|c| c.re).collect(),
            im: numbers.iter().map(|c| c.im).collect(),
        }
    }

    /// Σ conj(a) · b of `count` numbers, those of `self` from number `from` on.
    #[inline(always)]
    fn product(&self, from: usize, b: &Self, count: usize) -> Wide {
        let mut sum = Wide::default();
        let (re, im) = (&self.re[from..from + count], &self.im[from..from + count]);
        for at in (0..count).step_by(PIECE) {
            let piece = at..(at + PIECE).min(count);
            let a = (&re[piece.clone()], &im[piece.clone()]);
            let (re, im) = conjugate_product(a, (&b.re[piece.clone()], &b.im[piece]));
            sum.re += f64::from(re);
            sum.im += f64::from(im);
        }
        sum
    }
}

/// The `length` taps c that make Σₖ cₖ · `received[2n + k]` come nearest to `wanted[n]`, for all n.
///
/// `received` holds two samples a symbol, `length` of them from the first symbol's first
/// tap on, so at least `2 × (wanted.len() - 1) + length`. `ridge` is a share of the mean
/// power that is added as if it were white noise, which keeps the taps small where the
/// signal has no energy; it is to be a millionth at least. `None` if there is too little
/// data or no energy in it.
#[inline(always)]
pub fn solve(
    received: &[Complex],
    wanted: &[Complex],
    length: usize,
    ridge: f64,
) -> Option<Vec<Complex>> {
    let count = wanted.len();
    if count < length || received.len() < 2 * (count - 1) + length {
        return None;
    }
    let x: Vec<Wide> = received.iter().map(|&c| Wide::of(c)).collect();
    let heard = [Halves::of(received), Halves::of(&received[1..])];

    // A's lower triangle, first the rows and columns that are summed in full …
    let mut matrix = vec![vec![Wide::default(); length]; length];
    for b in 0..2 {
        for (a, row) in matrix.iter_mut().enumerate().skip(b) {
            row[b] = heard[a % 2].product(a / 2, &heard[b], count);
        }
    }
    // … then the others: less what left at the front, and more what entered at the end.
    for a in 2..length {
        for b in 2..=a {
            let mut value = matrix[a - 2][b - 2];
            value.add_product(x[a - 2], x[b - 2], -1.0);
            if let (Some(&xa), Some(&xb)) = (x.get(2 * count + a - 2), x.get(2 * count + b - 2)) {
                value.add_product(xa, xb, 1.0);
            } else {
                // The window's remote end was not given: sum this one in full.
                value = Wide::default();
                for n in 0..count {
                    value.add_product(x[2 * n + a], x[2 * n + b], 1.0);
                }
            }
            matrix[a][b] = value;
        }
    }
    // The ridge, a share of the mean of the diagonal.
    let trace: f64 = (0..length).map(|a| matrix[a][a].re).sum();
    if trace <= 0.0 {
        return None;
    }
    for (a, row) in matrix.iter_mut().enumerate() {
        row[a].re += ridge * trace / length as f64;
    }
    let wanted = Halves::every(wanted);
    let mut right = vec![Wide::default(); length];
    for (a, right) in right.iter_mut().enumerate() {
        *right = heard[a % 2].product(a / 2, &wanted, count);
    }
    let taps = cholesky(matrix, right)?;
    Some(taps.iter().map(|tap| Complex::new(tap.re as f32, tap.im as f32)).collect())
}

/// Solves `matrix × taps = right` for a Hermitian positive definite matrix given by its
/// lower triangle.
fn cholesky(mut matrix: Vec<Vec<Wide>>, mut right: Vec<Wide>) -> Option<Vec<Wide>> {
    let size = right.len();
    for j in 0..size {
        for i in j..size {
            // L[i][j] · L[j][j] = A[i][j] − Σₖ L[i][k] · conj(L[j][k])
            let mut value = matrix[i][j];
            for (&l, &m) in matrix[j][..j].iter().zip(&matrix[i][..j]) {
                value.add_product(l, m, -1.0);
            }
            if i == j {
                if value.re <= 0.0 {
                    return None;
                }
                matrix[j][j] = Wide { re: value.re.sqrt(), im: 0.0 };
            } else {
                let pivot = matrix[j][j].re;
                matrix[i][j] = Wide { re: value.re / pivot, im: value.im / pivot };
            }
        }
    }
    // Forward with L, then back with its conjugate transpose.
    for i in 0..size {
        let mut value = right[i];
        for k in 0..i {
            let (l, y) = (matrix[i][k], right[k]);
            value.re -= l.re * y.re - l.im * y.im;
            value.im -= l.re * y.im + l.im * y.re;
        }
        let pivot = matrix[i][i].re;
        right[i] = Wide { re: value.re / pivot, im: value.im / pivot };
    }
    for i in (0..size).rev() {
        let mut value = right[i];
        for k in i + 1..size {
            value.add_product(matrix[k][i], right[k], -1.0);
        }
        let pivot = matrix[i][i].re;
        right[i] = Wide { re: value.re / pivot, im: value.im / pivot };
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_with_an_echo_is_undone() {
        let mut seed = 7u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if seed >> 31 == 1 { 1.0 } else { -1.0 }
        };
        let symbols: Vec<Complex> = (0..300).map(|_| Complex::new(random(), random())).collect();
        // Two samples a symbol through a channel of three taps, the middle one strongest.
        let channel = [Complex::new(0.1, 0.2), Complex::new(0.5, -0.8), Complex::new(-0.3, 0.1)];
        let line: Vec<Complex> = (0..symbols.len() * 2)
            .map(|i| {
                channel.iter().enumerate().fold(Complex::ZERO, |sum, (k, &tap)| {
                    let index = i.wrapping_sub(k);
                    if index % 2 == 0 {
                        sum + symbols.get(index / 2).copied().unwrap_or_default() * tap
                    } else {
                        sum
                    }
                })
            })
            .collect();
        let wanted = &symbols[8..250];
        let taps = solve(&line[10..], wanted, 16, 1e-6).unwrap_or_default();
        for (n, &d) in wanted.iter().enumerate() {
            let y = taps
                .iter()
                .enumerate()
                .fold(Complex::ZERO, |sum, (k, &tap)| sum + line[10 + 2 * n + k] * tap);
            assert!((y - d).norm_sqr() < 1e-4, "symbol {n}: {y:?} for {d:?}");
        }
    }

    #[test]
    fn too_little_or_silent_data_gives_nothing() {
        assert!(solve(&[Complex::ZERO; 200], &[Complex::new(1.0, 0.0); 50], 16, 1e-3).is_none());
        assert!(
            solve(&[Complex::new(1.0, 0.0); 20], &[Complex::new(1.0, 0.0); 8], 16, 1e-3).is_none()
        );
    }
}
