//! How unevenly the frames come: the spread of their times on the way.
//!
//! Only differences count, so that neither the way's own length nor a remote end's clock
//! that is a little off means anything: the spread is taken over [`WINDOW_MS`] and the
//! same before that.

/// In ms.
const WINDOW_MS: i64 = 5000;

/// The shortest and the longest time on the way, from an unknown zero, ms.
#[derive(Clone, Copy, Debug)]
struct Range {
    least: i64,
    most: i64,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub(super) struct Jitter {
    since_ms: i64,
    now: Option<Range>,
    before: Option<Range>,
}

impl Jitter {
    /// The line began anew: times on the way cannot be compared with those before.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// A frame came at `now_ms`, or up to `gathered_ms` earlier, that ends at `end_ms` of
    /// the timeline. Gives the spread, in ms: what the gathering does not explain.
    pub(super) fn push(&mut self, now_ms: i64, gathered_ms: i64, end_ms: i64) -> i64 {
        let most = now_ms - end_ms;
        let least = most - gathered_ms;
        if now_ms - self.since_ms > WINDOW_MS {
            self.before = self.now.take();
            self.since_ms = now_ms;
        }
        let range = self.now.get_or_insert(Range { least: most, most: least });
        (range.least, range.most) = (range.least.min(most), range.most.max(least));
        let (least, most) = self.before.map_or((range.least, range.most), |before| {
            (range.least.min(before.least), range.most.max(before.most))
        });
        (most - least).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_no_jitter_and_a_late_frame_is() {
        let mut jitter = Jitter::default();
        // 200 ppm for ten minutes: 120 ms.
        let most = (0..30_000).map(|n| jitter.push(n * 20 + n * 20 / 5000, 0, n * 20)).max();
        assert!(most <= Some(3), "{most:?}");
        assert!((75..=80).contains(&jitter.push(30_000 * 20 + 120 + 77, 0, 30_000 * 20)));
    }

    #[test]
    fn a_line_that_began_anew_is_not_compared_with_what_was() {
        let mut jitter = Jitter::default();
        jitter.push(0, 0, 0);
        jitter.reset();
        assert_eq!(jitter.push(5000, 0, 20), 0);
        assert_eq!(jitter.push(5050, 0, 40), 30);
    }

    #[test]
    fn what_is_read_some_at_a_time_is_no_jitter_and_what_is_late_still_is() {
        let mut jitter = Jitter::default();
        let read_each_80 = |ms: i64| (ms + 79) / 80 * 80;
        for n in 0..500 {
            assert_eq!(jitter.push(read_each_80(n * 20), 80, n * 20), 0, "frame {n}");
        }
        assert_eq!(jitter.push(500 * 20 + 160, 80, 500 * 20), 80);
    }
}
