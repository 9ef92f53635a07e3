//! For how long frames are gathered before they are handed over, as far as it may still be so.

/// Whoever gathers is told so, and that it is over, on another thread and in the middle of a sleep.
const LAGS: i64 = 3;

/// See the module's documentation. All in ms.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    now: i64,
    /// What was so before, and until when it may be.
    before: i64,
    until: i64,
}

impl Gathering {
    /// From `now_ms` on frames may be handed over `gather` after they came.
    pub(super) fn change(&mut self, now_ms: i64, gather: i64) {
        if gather != self.now {
            self.before = self.at(now_ms);
            self.until = now_ms + LAGS * self.before;
            self.now = gather;
        }
    }

    /// It was told to be over, though it may not be so yet.
    pub(super) fn is_over(&self) -> bool {
        self.now == 0
    }

    /// How long after it came a frame may be handed over at `now_ms`.
    pub(super) fn at(&self, now_ms: i64) -> i64 {
        if now_ms < self.until { self.now.max(self.before) } else { self.now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_it_comes_later_than_it_is_told() {
        let mut gathering = Gathering::default();
        assert_eq!(gathering.at(0), 0);
        gathering.change(100, 80);
        assert_eq!(gathering.at(100), 80);
        gathering.change(5000, 0);
        gathering.change(5100, 0);
        assert_eq!((gathering.at(5000), gathering.at(5239), gathering.at(5240)), (80, 80, 0));
        gathering.change(6000, 40);
        gathering.change(6010, 0);
        gathering.change(6020, 80);
        assert_eq!(gathering.at(6020), 80);
    }
}
