//! The widest vectors and the newest bit instructions that this processor has.
//!
//! The program is compiled for any processor of its kind. What costs most is compiled a
//! second time, for those with AVX2, and chosen when it runs. Nothing is reckoned in
//! another order then, so the result is the same.

/// Does `work` with all that this processor can. What is to profit from it must be inlined into it.
#[inline(always)]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(wide) = fearless_simd::Level::new().as_avx2() {
        return fearless_simd::Simd::vectorize(wide, work);
    }
    work()
}

/// The proof that there are vectors of eight numbers, for what is to be written with them.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn avx2() -> Option<fearless_simd::Avx2> {
    fearless_simd::Level::new().as_avx2()
}
