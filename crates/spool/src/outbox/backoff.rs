//! When to try a mailbox again: a pure function of how often it was tried and since when.
//!
//! The wait doubles from try to try up to a cap, so that a relay that is back soon is met
//! soon and one that is away for a day is not hammered (RFC 5321 §4.5.4.1 asks for waits
//! that grow and for giving up after days, not hours).

use ferrofax_basics::UnixMs;

/// How to wait between tries, and when to give up. All in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The wait after the first try that failed.
    pub first_wait_ms: i64,
    /// The longest wait.
    pub longest_wait_ms: i64,
    /// How long after an entry was made it is given up.
    pub give_up_after_ms: i64,
}

/// What to do after a try that failed for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextTry {
    /// Try again then.
    At(UnixMs),
    /// It was tried for long enough.
    GiveUp,
}

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            first_wait_ms: MINUTE_MS,
            longest_wait_ms: 60 * MINUTE_MS,
            give_up_after_ms: 3 * DAY_MS,
        }
    }
}

impl RetryPolicy {
    /// The wait after `attempts` failed tries (1 or more).
    pub fn wait_ms(&self, attempts: u32) -> i64 {
        let doublings = attempts.saturating_sub(1).min(62);
        let longest = self.longest_wait_ms.max(1);
        self.first_wait_ms
            .max(1)
            .checked_mul(1_i64 << doublings)
            .map_or(longest, |wait| wait.min(longest))
    }

    /// What to do at `now` with an entry made at `created_at` that has failed `attempts` times.
    ///
    /// The last try falls on the moment of giving up itself, so that a long wait never
    /// shortens the whole.
    pub fn next(&self, created_at: UnixMs, attempts: u32, now: UnixMs) -> NextTry {
        let last = created_at + self.give_up_after_ms;
        if now >= last {
            NextTry::GiveUp
        } else {
            NextTry::At((now + self.wait_ms(attempts)).min(last))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_from_a_minute_to_an_hour() {
        let policy = RetryPolicy::default();
        let minutes: Vec<i64> =
            (1..=9).map(|attempts| policy.wait_ms(attempts) / MINUTE_MS).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(policy.wait_ms(u32::MAX), 60 * MINUTE_MS);
    }

    #[test]
    fn gives_up_after_three_days_and_not_before() {
        let policy = RetryPolicy::default();
        assert_eq!(
            policy.next(UnixMs(0), 80, UnixMs(3 * DAY_MS - 1)),
            NextTry::At(UnixMs(3 * DAY_MS))
        );
        assert_eq!(policy.next(UnixMs(0), 80, UnixMs(3 * DAY_MS)), NextTry::GiveUp);
    }

    #[test]
    fn an_entry_is_tried_about_seventy_seven_times_in_three_days() {
        let policy = RetryPolicy::default();
        let (mut now, mut attempts) = (UnixMs(0), 1);
        while let NextTry::At(next) = policy.next(UnixMs(0), attempts, now) {
            now = next;
            attempts += 1;
        }
        assert_eq!((now, attempts), (UnixMs(3 * DAY_MS), 78));
    }

    proptest! {
        #[test]
        fn the_next_try_is_always_later_and_never_after_the_end(
            first in 0_i64..10 * DAY_MS, longest in 0_i64..10 * DAY_MS, give_up in 0_i64..100 * DAY_MS,
            attempts in any::<u32>(), now in 0_i64..200 * DAY_MS,
        ) {
            let policy = RetryPolicy { first_wait_ms: first, longest_wait_ms: longest, give_up_after_ms: give_up };
            let (now, end) = (UnixMs(now), UnixMs(give_up));
            match policy.next(UnixMs(0), attempts, now) {
                NextTry::At(next) => prop_assert!(next > now && next <= end && now < end),
                NextTry::GiveUp => prop_assert!(now >= end),
            }
            prop_assert!(policy.wait_ms(attempts) <= policy.wait_ms(attempts.saturating_add(1)));
        }
    }
}
