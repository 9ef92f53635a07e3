//! The last samples of the line, each to be found at the time at which it was heard.
//!
//! The receivers look at samples by their place in time, again and again while they
//! train, so that a training sequence can be gone over with what was learned from it.

/// Samples by their number since the receiver began; the oldest are forgotten.
#[derive(Clone, Debug)]
pub struct History {
    samples: Vec<f32>,
    /// Number of the first sample kept.
    start: i64,
    /// Samples to keep at least.
    keep: usize,
}

impl History {
    /// Keeps at least `keep` samples; before the beginning there was silence.
    pub fn new(keep: usize) -> Self {
        let mut samples = Vec::with_capacity(2 * keep);
        samples.resize(keep, 0.0);
        Self { samples, start: -(keep as i64), keep }
    }

    /// Adds the newest samples, at most as many as are kept.
    pub fn push(&mut self, samples: &[i16]) {
        if self.samples.len() + samples.len() > 2 * self.keep {
            let surplus = self.samples.len() - self.keep;
            self.samples.drain(..surplus);
            self.start += surplus as i64;
        }
        self.samples.extend(samples.iter().map(|&sample| f32::from(sample)));
    }

    /// Number of the sample that comes next.
    pub const fn end(&self) -> i64 {
        self.start + self.samples.len() as i64
    }

    /// The `count` samples from number `first` on, or `None` if they are forgotten or not
    /// yet there.
    #[inline(always)]
    pub fn get(&self, first: i64, count: usize) -> Option<&[f32]> {
        let offset = usize::try_from(first - self.start).ok()?;
        self.samples.get(offset..offset.checked_add(count)?)
    }

    /// Back to silence at number 0.
    pub fn reset(&mut self) {
        *self = Self::new(self.keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_found_at_their_time() {
        let mut history = History::new(100);
        assert_eq!(history.get(-3, 3), Some(&[0.0; 3][..]));
        for i in 0..1000 {
            history.push(&[i as i16]);
            assert_eq!(history.end(), i + 1);
            assert_eq!(history.get(i, 1), Some(&[i as f32][..]));
            if i >= 99 {
                assert_eq!(history.get(i - 99, 100).map(|s| s[0]), Some((i - 99) as f32));
            }
        }
        assert_eq!(history.get(1000, 1), None);
        assert_eq!(history.get(10, 1), None);
    }
}
