//! The check of the shared database's clock, by which nodes are declared dead. A node ends the
//! attempts of nodes whose leases have expired by that clock. It compares the clock with the steady
//! clock of its own machine. If the shared database's clock has leapt ahead (it was set, or a
//! server whose clock is ahead has taken over), all nodes seem to have been silent. No node is then
//! declared dead before each living node has had the time to renew its leases.
//!
//! Jobs with an expiry time also seem to have expired. After a leap, they are neither sent nor ended
//! for an hour, in which somebody can put the clock right.

use super::leases::StoreTry;
use crate::SharedQueue;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::{Look, SETTLING_MS};
use ferrofax_spool::SpoolError;

/// The observations of a shared database's clock.
#[derive(Debug, Default)]
pub struct StoreClock {
    /// The time that the database's clock showed, and the time of the steady clock just before it
    /// was asked.
    base: Option<(UnixMs, u64)>,
    /// By the steady clock, the time in milliseconds before which no node is declared dead.
    quiet_until_ms: u64,
    /// By the steady clock, the time in milliseconds before which no job expires.
    expiring_from_ms: u64,
}

/// The clock may be ahead by this part of a lease's duration, which is also the interval at which
/// nodes renew their leases.
const PART: i64 = 12;

/// The greatest leap in milliseconds after which jobs still expire, unless a longer one is allowed
/// by [`PART`]. They expire too early by this time at most.
const EXPIRY_LEAP_MS: i64 = 60_000;

/// The clock may have leapt just before the first observation. A new observer waits for this part
/// of a lease's duration, which is three times the interval at which nodes renew their leases.
const FIRST_PART: i64 = 4;

impl StoreClock {
    /// Records that the database's clock showed `now` between these two times of the steady clock
    /// (ms). Returns whether dead nodes may be determined by that clock.
    fn see(&mut self, now: UnixMs, [before_ms, after_ms]: [u64; 2], lease_ms: i64) -> bool {
        let lease = lease_ms.unsigned_abs();
        match self.base {
            None => {
                self.quiet_until_ms = after_ms.saturating_add(lease / FIRST_PART.unsigned_abs());
                self.base = Some((now, before_ms));
            }
            Some((then, then_ms)) => {
                // At most this time has passed: from before the previous question until after the
                // answer to this one.
                let passed = i64::try_from(after_ms.saturating_sub(then_ms)).unwrap_or(i64::MAX);
                let ahead_ms = now.ms_since(then).saturating_sub(passed);
                if ahead_ms > lease_ms / PART {
                    log::warn!(
                        "the store's clock has leapt ahead by {} s: no machine is taken for dead for {} s",
                        ahead_ms / 1000,
                        lease_ms / 1000
                    );
                    self.quiet_until_ms = after_ms.saturating_add(lease);
                }
                if ahead_ms > EXPIRY_LEAP_MS.max(lease_ms / PART) {
                    log::warn!(
                        "the store's clock has leapt ahead by {} s: for an hour no job of the shared \
                         database expires",
                        ahead_ms / 1000
                    );
                    self.expiring_from_ms = after_ms.saturating_add(SETTLING_MS);
                }
                // Clocks always drift a little. The comparison also starts again from a clock that
                // was put back.
                if ahead_ms > lease_ms / PART || ahead_ms < 0 && now < then || passed > lease_ms {
                    self.base = Some((now, before_ms));
                }
            }
        }
        after_ms >= self.quiet_until_ms
    }

    /// Whether jobs may expire by the database's clock, at this time of the steady clock (ms).
    const fn lets_jobs_expire(&self, steady_ms: u64) -> bool {
        steady_ms >= self.expiring_from_ms
    }
}

impl SharedQueue<'_> {
    /// Ends the attempts of nodes whose leases have expired ([`Self::end_dead_tries`]), unless the
    /// clock of this shared database has leapt ahead or was not observed for a while. `look` reads
    /// the clocks of the machine. Jobs that this process takes from this shared database do not
    /// expire for an hour after its clock has leapt ahead, nor while the wall clock of the machine
    /// is not trusted: both clocks are possibly those of one host.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn end_dead_tries_by(
        &self,
        clock: &mut StoreClock,
        lease_ms: i64,
        look: &dyn Fn() -> Look,
    ) -> Result<Vec<(StoreTry, String)>, SpoolError> {
        let before = look();
        let (now, has_dead) = self.has_dead_tries()?;
        let after = look();
        let is_trusted = clock.see(now, [before.steady_ms, after.steady_ms], lease_ms);
        let may_expire = after.is_settled && clock.lets_jobs_expire(after.steady_ms);
        self.spool.queue().let_jobs_expire(may_expire);
        if !is_trusted || !has_dead {
            return Ok(Vec::new());
        }
        self.end_dead_tries()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE_MS: i64 = 60_000;

    fn see(clock: &mut StoreClock, store_ms: i64, steady_ms: u64) -> bool {
        clock.see(UnixMs(store_ms), [steady_ms, steady_ms + 20], LEASE_MS)
    }

    #[test]
    fn one_that_goes_as_clocks_do_is_believed_after_a_moment() {
        let mut clock = StoreClock::default();
        let at: Vec<u64> = (0..1000)
            .filter(|s| see(&mut clock, s * 1001, *s as u64 * 1000))
            .map(|s| s as u64)
            .collect();
        assert_eq!((at[0], at.len()), (15, 985));
    }

    #[test]
    fn one_that_leaps_ahead_takes_nobody_for_dead_until_all_have_said_that_they_are_there() {
        for leap_ms in [6_000, 600_000, 86_400_000] {
            let mut clock = StoreClock::default();
            assert!(!see(&mut clock, 0, 0) && see(&mut clock, 20_000, 20_000));
            let store = |steady: u64| steady as i64 + leap_ms;
            for steady in [21_000, 40_000, 80_000] {
                assert!(!see(&mut clock, store(steady), steady), "{leap_ms} {steady}");
            }
            assert!(see(&mut clock, store(81_500), 81_500));
        }
    }

    #[test]
    fn no_job_expires_for_an_hour_after_a_leap() {
        for (leap_ms, hour) in [(50_000, true), (70_000, false), (86_400_000, false)] {
            let mut clock = StoreClock::default();
            see(&mut clock, 0, 0);
            assert!(clock.lets_jobs_expire(20), "{leap_ms}");
            see(&mut clock, 20_000 + leap_ms, 20_000);
            assert_eq!(clock.lets_jobs_expire(3_600_000), hour, "{leap_ms}");
            assert!(clock.lets_jobs_expire(3_620_020), "{leap_ms}");
        }
    }

    #[test]
    fn one_that_is_put_back_is_believed_and_its_next_leap_is_seen() {
        let mut clock = StoreClock::default();
        see(&mut clock, 9_000_000, 0);
        assert!(see(&mut clock, 20_000, 20_000));
        assert!(see(&mut clock, 21_000, 21_000));
        assert!(!see(&mut clock, 9_000_000, 22_000), "back where it was");
    }

    /// A late answer does not count as a leap of the clock.
    #[test]
    fn an_answer_that_comes_late_is_no_leap() {
        let mut clock = StoreClock::default();
        clock.see(UnixMs(90_000), [0, 100_000], LEASE_MS);
        assert!(clock.see(UnixMs(200_000), [200_000, 200_010], LEASE_MS));
    }
}
