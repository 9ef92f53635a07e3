//! When to retry a mailbox: a pure function of the number of failed attempts and the age of the
//! entry.
//!
//! The wait doubles after each failed attempt, up to a longest wait. So a relay that is back soon
//! gets the mail soon, and a relay that is down for a day does not get a flood of attempts. RFC
//! 5321 §4.5.4.1 asks for waits that grow, and for giving up after days, not hours.

use ferrofax_basics::UnixMs;

/// How long to wait between attempts, and when to give up. All times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The wait after the first failed attempt.
    pub first_wait_ms: i64,
    /// The longest wait between two attempts.
    pub longest_wait_ms: i64,
    /// The age at which an entry is given up, counted from its creation. [`i64::MAX`]: never, because
    /// the clock is not trusted.
    pub give_up_after_ms: i64,
}

/// The decision after an attempt that failed for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextTry {
    /// Try again at this time.
    At(UnixMs),
    /// Give up: the entry was tried for long enough.
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
    /// Whether entries are given up at all.
    pub const fn gives_up(&self) -> bool {
        self.give_up_after_ms < i64::MAX
    }

    /// The wait after `attempts` failed attempts (1 or more).
    pub fn wait_ms(&self, attempts: u32) -> i64 {
        let doublings = attempts.saturating_sub(1).min(62);
        let longest = self.longest_wait_ms.max(1);
        self.first_wait_ms
            .max(1)
            .checked_mul(1_i64 << doublings)
            .map_or(longest, |wait| wait.min(longest))
    }

    /// Decides at `now` about an entry that was made at `created_at` and has failed `attempts`
    /// times.
    ///
    /// The last attempt takes place exactly when the entry is given up. So a long wait never
    /// shortens the time for which the entry is tried.
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
