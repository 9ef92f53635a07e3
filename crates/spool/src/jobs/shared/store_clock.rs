//! Who ends tries of nodes of which nothing is heard goes by the store's clock, and looks by the machine's
//! steady one whether that goes as clocks do. Where it has leapt ahead (it was put, or another server has
//! taken over whose clock is ahead) all nodes look as if they had been silent: none is taken for dead before
//! each that is there has had the time to say so.

use super::leases::StoreTry;
use crate::{SharedQueue, SpoolError};
use ferrofax_basics::UnixMs;

/// What is known of a store's clock.
#[derive(Debug, Default)]
pub struct StoreClock {
    /// What it said, and what the steady clock after that.
    base: Option<(UnixMs, u64)>,
    /// Nobody is taken for dead before, by the steady clock.
    quiet_until_ms: u64,
}

/// This part of a lease's time it may be ahead: as often says a node that it is there.
const PART: i64 = 12;

/// Of who has just begun to look the clock may have leapt before: this part of a lease's time he waits, three
/// times as long as nodes say nothing.
const FIRST_PART: i64 = 4;

impl StoreClock {
    /// The store says this, between these two by the steady clock (ms). Whether the dead may be told from
    /// the living by it.
    fn see(&mut self, now: UnixMs, [before_ms, after_ms]: [u64; 2], lease_ms: i64) -> bool {
        let lease = lease_ms.unsigned_abs();
        match self.base {
            None => {
                self.quiet_until_ms = after_ms.saturating_add(lease / FIRST_PART.unsigned_abs());
                self.base = Some((now, before_ms));
            }
            Some((then, then_ms)) => {
                // No more has passed than from before it was asked then until it has answered now.
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
                // Clocks differ by a little for ever; and one that was put back begins anew.
                if ahead_ms > lease_ms / PART || ahead_ms < 0 && now < then || passed > lease_ms {
                    self.base = Some((now, before_ms));
                }
            }
        }
        after_ms >= self.quiet_until_ms
    }
}

impl SharedQueue<'_> {
    /// Ends the tries of nodes that this store has not heard of in time ([`Self::end_dead_tries`]), unless its
    /// clock has leapt ahead, or nobody has looked at it for a while; `steady` is the machine's steady clock, ms.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn end_dead_tries_by(
        &self,
        clock: &mut StoreClock,
        lease_ms: i64,
        steady: &dyn Fn() -> u64,
    ) -> Result<Vec<(StoreTry, String)>, SpoolError> {
        let before_ms = steady();
        let (now, has_dead) = self.has_dead_tries()?;
        if !clock.see(now, [before_ms, steady()], lease_ms) || !has_dead {
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
    fn one_that_is_put_back_is_believed_and_its_next_leap_is_seen() {
        let mut clock = StoreClock::default();
        see(&mut clock, 9_000_000, 0);
        assert!(see(&mut clock, 20_000, 20_000));
        assert!(see(&mut clock, 21_000, 21_000));
        assert!(!see(&mut clock, 9_000_000, 22_000), "back where it was");
    }

    /// Whoever waits long for an answer believes no leap.
    #[test]
    fn an_answer_that_comes_late_is_no_leap() {
        let mut clock = StoreClock::default();
        clock.see(UnixMs(90_000), [0, 100_000], LEASE_MS);
        assert!(clock.see(UnixMs(200_000), [200_000, 200_010], LEASE_MS));
    }
}
