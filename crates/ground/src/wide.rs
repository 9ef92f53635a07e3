//! Runs code with the widest vectors and the newest bit instructions of this processor.
//!
//! The program is compiled for the baseline of its processor family. The most expensive functions
//! are compiled a second time, for processors with AVX2. The version is chosen at run time. Both
//! versions calculate in the same order, so their results are equal.

/// Runs `work` with the widest vectors of this processor. Only functions that are inlined into
/// `work` become faster.
#[inline(always)]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(wide) = fearless_simd::Level::new().as_avx2() {
        return fearless_simd::Simd::vectorize(wide, work);
    }
    work()
}

/// Returns a proof that the processor has AVX2, for code that uses its vectors of eight 32-bit
/// numbers. `None` if the processor lacks AVX2.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn avx2() -> Option<fearless_simd::Avx2> {
    fearless_simd::Level::new().as_avx2()
}
