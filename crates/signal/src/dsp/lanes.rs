//! Sums of products in lanes: by vector instructions where there are any, and with the
//! same result on every machine, since the order of the additions is fixed here.

use std::hint::black_box;

#[cfg(target_arch = "x86_64")]
use fearless_simd::{Simd, SimdBase, SimdInto, f32x4, f32x8};

use ferrofax_ground::wide;

/// Products are added up in so many lanes.
pub const LANES: usize = 8;

/// The lanes' sum, by halves.
///
/// The lanes are left in memory for a moment. Seen together with the loops before it, two
/// such sums tempt the compiler to interleave them, which costs more shuffling than
/// adding.
#[inline(always)]
pub fn total(lanes: [f32; LANES]) -> f32 {
    let lanes = black_box(lanes);
    let quarter: [f32; 4] = std::array::from_fn(|i| lanes[i] + lanes[i + 4]);
    sum_of_quarters(quarter)
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

/// Σ a × b over the whole groups of [`LANES`] that both have, not yet added up:
/// [`sum_of_quarters`] is to be taken of it later. Left so, because whoever adds at once
/// gets vectors of two.
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

/// Of four x: Σ x × a with an a of its own, all of them `N` long. Four at once share the work of
/// adding up; each is what [`sum_of_quarters`] makes of [`product_by_quarters`].
#[inline(always)]
pub fn four_products<const N: usize>(x: [&[f32; N]; 4], a: [&[f32; N]; 4]) -> [f32; 4] {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = wide::avx2() {
        return four_products_in(simd, x, a);
    }
    std::array::from_fn(|n| sum_of_quarters(product_by_quarters(x[n], a[n])))
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn four_products_in<S: Simd, const N: usize>(
    simd: S,
    x: [&[f32; N]; 4],
    a: [&[f32; N]; 4],
) -> [f32; 4] {
    let mut sums = [f32x8::splat(simd, 0.0); 4];
    for n in 0..4 {
        let (x, a) = (x[n].as_chunks::<LANES>().0, a[n].as_chunks::<LANES>().0);
        for group in 0..N / LANES {
            sums[n] += load(simd, &x[group]) * load(simd, &a[group]);
        }
    }
    four_totals(simd, sums)
}

/// Σ x × a and Σ x × b over the whole groups of [`LANES`] that all have.
///
/// Whoever calls it often must be within [`widest`](ferrofax_ground::wide::widest), and not in a
/// closure of its own there.
#[inline(always)]
pub fn two_products(x: &[f32], a: &[f32], b: &[f32]) -> (f32, f32) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = wide::avx2() {
        return two_products_in(simd, x, a, b);
    }
    two_products_plainly(x, a, b)
}

/// Out of the way of what is done where there are vectors.
#[cold]
#[inline(never)]
fn two_products_plainly(x: &[f32], a: &[f32], b: &[f32]) -> (f32, f32) {
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

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn two_products_in<S: Simd>(simd: S, x: &[f32], a: &[f32], b: &[f32]) -> (f32, f32) {
    let (mut with_a, mut with_b) = (f32x8::splat(simd, 0.0), f32x8::splat(simd, 0.0));
    let (x, a, b) = (x.as_chunks::<LANES>().0, a.as_chunks::<LANES>().0, b.as_chunks::<LANES>().0);
    for ((x, a), b) in x.iter().zip(a).zip(b) {
        let x = load(simd, x);
        with_a += x * load(simd, a);
        with_b += x * load(simd, b);
    }
    two_totals(simd, with_a, with_b)
}

/// Of two x: what [`two_products`] gives of each with an a and a b of its own, all of them `N` long.
/// Two at once share the work of adding up.
#[inline(always)]
pub fn two_products_twice<const N: usize>(
    x: [&[f32; N]; 2],
    a: [&[f32; N]; 2],
    b: [&[f32; N]; 2],
) -> [(f32, f32); 2] {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = wide::avx2() {
        return two_products_twice_in(simd, x, a, b);
    }
    std::array::from_fn(|n| two_products_plainly(x[n], a[n], b[n]))
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn two_products_twice_in<S: Simd, const N: usize>(
    simd: S,
    x: [&[f32; N]; 2],
    a: [&[f32; N]; 2],
    b: [&[f32; N]; 2],
) -> [(f32, f32); 2] {
    let mut sums = [f32x8::splat(simd, 0.0); 4];
    for n in 0..2 {
        let (x, a, b) =
            (x[n].as_chunks::<LANES>().0, a[n].as_chunks::<LANES>().0, b[n].as_chunks::<LANES>().0);
        for group in 0..N / LANES {
            let x = load(simd, &x[group]);
            sums[2 * n] += x * load(simd, &a[group]);
            sums[2 * n + 1] += x * load(simd, &b[group]);
        }
    }
    let [a, b, c, d] = four_totals(simd, sums);
    [(a, b), (c, d)]
}

/// Σ a × b of complex numbers, their parts apart.
#[inline(always)]
pub fn complex_product<const N: usize>(
    a: (&[f32; N], &[f32; N]),
    b: (&[f32; N], &[f32; N]),
) -> (f32, f32) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = wide::avx2() {
        return complex_product_in(simd, a, b);
    }
    complex_product_plainly(a, b)
}

#[cold]
#[inline(never)]
fn complex_product_plainly<const N: usize>(
    a: (&[f32; N], &[f32; N]),
    b: (&[f32; N], &[f32; N]),
) -> (f32, f32) {
    let (mut re, mut im) = ([0.0f32; LANES], [0.0f32; LANES]);
    for group in (0..N / LANES * LANES).step_by(LANES) {
        for lane in 0..LANES {
            let i = group + lane;
            re[lane] += a.0[i] * b.0[i] - a.1[i] * b.1[i];
            im[lane] += a.0[i] * b.1[i] + a.1[i] * b.0[i];
        }
    }
    (total(re), total(im))
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn complex_product_in<S: Simd, const N: usize>(
    simd: S,
    a: (&[f32; N], &[f32; N]),
    b: (&[f32; N], &[f32; N]),
) -> (f32, f32) {
    let (mut re, mut im) = (f32x8::splat(simd, 0.0), f32x8::splat(simd, 0.0));
    let (a_re, a_im) = (a.0.as_chunks::<LANES>().0, a.1.as_chunks::<LANES>().0);
    let (b_re, b_im) = (b.0.as_chunks::<LANES>().0, b.1.as_chunks::<LANES>().0);
    for ((a_re, a_im), (b_re, b_im)) in a_re.iter().zip(a_im).zip(b_re.iter().zip(b_im)) {
        let (a_re, a_im) = (load(simd, a_re), load(simd, a_im));
        let (b_re, b_im) = (load(simd, b_re), load(simd, b_im));
        re += a_re * b_re - a_im * b_im;
        im += a_re * b_im + a_im * b_re;
    }
    two_totals(simd, re, im)
}

/// What [`complex_product`] gives of one `a` and each of two `b`.
#[inline(always)]
pub fn complex_product_twice<const N: usize>(
    a: (&[f32; N], &[f32; N]),
    b: [(&[f32; N], &[f32; N]); 2],
) -> [(f32, f32); 2] {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = wide::avx2() {
        return complex_product_twice_in(simd, a, b);
    }
    b.map(|b| complex_product_plainly(a, b))
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn complex_product_twice_in<S: Simd, const N: usize>(
    simd: S,
    a: (&[f32; N], &[f32; N]),
    b: [(&[f32; N], &[f32; N]); 2],
) -> [(f32, f32); 2] {
    let mut sums = [f32x8::splat(simd, 0.0); 4];
    let (a_re, a_im) = (a.0.as_chunks::<LANES>().0, a.1.as_chunks::<LANES>().0);
    for group in 0..N / LANES {
        let (a_re, a_im) = (load(simd, &a_re[group]), load(simd, &a_im[group]));
        for n in 0..2 {
            let b_re = load(simd, &b[n].0.as_chunks::<LANES>().0[group]);
            let b_im = load(simd, &b[n].1.as_chunks::<LANES>().0[group]);
            sums[2 * n] += a_re * b_re - a_im * b_im;
            sums[2 * n + 1] += a_re * b_im + a_im * b_re;
        }
    }
    let [a, b, c, d] = four_totals(simd, sums);
    [(a, b), (c, d)]
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn load<S: Simd>(simd: S, group: &[f32; LANES]) -> f32x8<S> {
    (*group).simd_into(simd)
}

/// Σ conj(a) × b of complex numbers, their parts apart and all of one length: by lanes,
/// and then what is left over.
#[inline(always)]
pub fn conjugate_product(a: (&[f32], &[f32]), b: (&[f32], &[f32])) -> (f32, f32) {
    let (mut re, mut im) = ([0.0f32; LANES], [0.0f32; LANES]);
    let ((a_re, a_re_rest), (a_im, a_im_rest)) =
        (a.0.as_chunks::<LANES>(), a.1.as_chunks::<LANES>());
    let ((b_re, b_re_rest), (b_im, b_im_rest)) =
        (b.0.as_chunks::<LANES>(), b.1.as_chunks::<LANES>());
    for ((a_re, a_im), (b_re, b_im)) in a_re.iter().zip(a_im).zip(b_re.iter().zip(b_im)) {
        for lane in 0..LANES {
            re[lane] += a_re[lane] * b_re[lane] + a_im[lane] * b_im[lane];
            im[lane] += a_re[lane] * b_im[lane] - a_im[lane] * b_re[lane];
        }
    }
    let rest = a_re_rest.iter().zip(a_im_rest).zip(b_re_rest.iter().zip(b_im_rest));
    for (lane, ((a_re, a_im), (b_re, b_im))) in rest.enumerate() {
        re[lane] += a_re * b_re + a_im * b_im;
        im[lane] += a_re * b_im - a_im * b_re;
    }
    (total(re), total(im))
}

/// Two sums of lanes, each as [`total`] has it, with the vectors folded together.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn two_totals<S: Simd>(simd: S, a: f32x8<S>, b: f32x8<S>) -> (f32, f32) {
    let (a, b) = (folded(simd, a), folded(simd, b));
    let pairs = simd.zip_low_f32x4(a, b) + simd.zip_high_f32x4(a, b);
    let totals: [f32; 4] = pairs.into();
    (totals[0] + totals[2], totals[1] + totals[3])
}

/// The lower half with the upper one added to it.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn folded<S: Simd>(simd: S, lanes: f32x8<S>) -> f32x4<S> {
    let (low, high) = simd.split_f32x8(lanes);
    low + high
}

/// Four sums of lanes, each as [`total`] has it.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn four_totals<S: Simd>(simd: S, sums: [f32x8<S>; 4]) -> [f32; 4] {
    let [a, b, c, d] = sums;
    let (a, b, c, d) = (folded(simd, a), folded(simd, b), folded(simd, c), folded(simd, d));
    let ac = simd.zip_low_f32x4(a, c) + simd.zip_high_f32x4(a, c);
    let bd = simd.zip_low_f32x4(b, d) + simd.zip_high_f32x4(b, d);
    (simd.zip_low_f32x4(ac, bd) + simd.zip_high_f32x4(ac, bd)).into()
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
        assert_eq!(
            conjugate_product((&x, &ones), (&ones, &x)),
            (992.0, x.iter().map(|x| x * x - 1.0).sum())
        );
        assert_eq!(
            conjugate_product((&x[..11], &ones[..11]), (&ones[..11], &ones[..11])).0,
            55.0 + 11.0
        );
        let rising: &[f32; 32] = x.first_chunk().unwrap();
        assert_eq!(
            complex_product((rising, &[1.0; 32]), (&[1.0; 32], &[2.0; 32])),
            (496.0 - 64.0, 32.0 + 992.0)
        );
    }

    #[test]
    fn vectors_give_what_single_numbers_give() {
        let mut seed = 3u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / 8_388_608.0 - 1.0
        };
        let [x, a, b, c]: [[f32; 40]; 4] =
            std::array::from_fn(|_| std::array::from_fn(|_| random()));
        assert_eq!(two_products(&x, &a, &b), two_products_plainly(&x, &a, &b));
        assert_eq!(
            complex_product((&x, &a), (&b, &c)),
            complex_product_plainly((&x, &a), (&b, &c))
        );
        let pairs = [(&x, &a), (&b, &c), (&c, &x), (&a, &b)];
        assert_eq!(
            four_products(pairs.map(|pair| pair.0), pairs.map(|pair| pair.1)),
            pairs.map(|(x, a)| sum_of_quarters(product_by_quarters(x, a)))
        );
        assert_eq!(
            two_products_twice([&x, &c], [&a, &b], [&b, &x]),
            [two_products_plainly(&x, &a, &b), two_products_plainly(&c, &b, &x)]
        );
        assert_eq!(
            complex_product_twice((&x, &a), [(&b, &c), (&c, &a)]),
            [
                complex_product_plainly((&x, &a), (&b, &c)),
                complex_product_plainly((&x, &a), (&c, &a))
            ]
        );
    }
}
