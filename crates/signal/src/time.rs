//! Time is data: it is counted in samples of the line's 8 kHz clock, and nothing in the
//! engine reads another clock.

use std::ops::{Add, AddAssign, Sub};

/// Samples a second on a telephone line (ITU-T G.711).
pub const SAMPLE_RATE_HZ: u32 = 8000;

/// A point in time: samples since the call began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleTime(pub u64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u32);

impl Millis {
    /// The same length in samples.
    #[inline]
    pub const fn samples(self) -> u64 {
        self.0 as u64 * SAMPLE_RATE_HZ as u64 / 1000
    }
}

impl SampleTime {
    /// How long ago `earlier` was; zero if it is not earlier.
    #[inline]
    pub const fn since(self, earlier: Self) -> Millis {
        Millis((self.0.saturating_sub(earlier.0) * 1000 / SAMPLE_RATE_HZ as u64) as u32)
    }
}

impl Add<Millis> for SampleTime {
    type Output = Self;
    #[inline]
    fn add(self, length: Millis) -> Self {
        Self(self.0 + length.samples())
    }
}

impl AddAssign<Millis> for SampleTime {
    #[inline]
    fn add_assign(&mut self, length: Millis) {
        self.0 += length.samples();
    }
}

impl Sub<Millis> for SampleTime {
    type Output = Self;
    #[inline]
    fn sub(self, length: Millis) -> Self {
        Self(self.0.saturating_sub(length.samples()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_and_samples_agree() {
        assert_eq!(Millis(35_000).samples(), 280_000);
        assert_eq!((SampleTime(160) + Millis(20)).since(SampleTime(160)), Millis(20));
        assert_eq!(SampleTime(1).since(SampleTime(2)), Millis(0));
    }
}
