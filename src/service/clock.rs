//! Time: the wall clock, which people read and which may be put forward or back at any moment, and a steady one that only goes on.
//!
//! What lies in the spool is dated by the wall clock. What this process waits for (leases of its calls, its own turns) goes by
//! the steady one. Whoever decides by a date that something is given up, has expired or is old enough to be deleted asks
//! [`Clock::look`] first: for an hour after the wall clock was put forward or back by more than a minute the answer is no. A
//! clock that is wrong for a moment then costs nothing, and what seems to be overdue is tried once more.

use super::host::Host;
use ferrofax_basics::lock::lock;
use ferrofax_spool::Spool;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// By how much the clocks may differ from one look to the next: time servers put a clock right in small steps.
const JUMP_MS: i64 = 60_000;

/// How long nothing is given up after a jump.
const SETTLING_MS: u64 = 3_600_000;

/// Now, in Unix milliseconds.
pub(super) fn unix_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Milliseconds since the first question.
pub(super) fn steady_ms() -> u64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    u64::try_from(BEGAN.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The host's clocks. All clones see the same jumps.
#[derive(Clone)]
pub(super) struct Clock {
    host: Arc<dyn Host>,
    seen: Arc<Mutex<Seen>>,
}

/// What a look saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) unix_ms: i64,
    pub(super) steady_ms: u64,
    /// No jump was seen within the last hour.
    pub(super) is_settled: bool,
    /// How many jumps were seen so far.
    pub(super) jumps: u64,
}

#[derive(Default)]
struct Seen {
    /// The wall clock's lead over the steady one at the last look.
    lead_ms: Option<i64>,
    jumped_at: Option<u64>,
    jumps: u64,
}

impl Clock {
    pub(super) fn new(host: &Arc<dyn Host>) -> Self {
        Self { host: Arc::clone(host), seen: Arc::default() }
    }

    pub(super) fn unix_ms(&self) -> i64 {
        self.host.unix_ms()
    }

    pub(super) fn steady_ms(&self) -> u64 {
        self.host.steady_ms()
    }

    /// Reads both clocks, and compares them with the last look.
    pub(super) fn look(&self) -> Look {
        let mut seen = lock(&self.seen);
        let (unix_ms, steady_ms) = (self.unix_ms(), self.steady_ms());
        let lead_ms = unix_ms.saturating_sub_unsigned(steady_ms);
        let by_ms = lead_ms.saturating_sub(seen.lead_ms.replace(lead_ms).unwrap_or(lead_ms));
        if by_ms.saturating_abs() > JUMP_MS {
            seen.jumped_at = Some(steady_ms);
            seen.jumps += 1;
            let (way, seconds) = (if by_ms > 0 { "forward" } else { "back" }, by_ms.saturating_abs() / 1000);
            log::warn!(
                "the machine's clock was put {way} by {seconds} s: for an hour nothing is given up, has expired or is deleted"
            );
        }
        let is_settled = seen.jumped_at.is_none_or(|at| steady_ms.saturating_sub(at) >= SETTLING_MS);
        Look { unix_ms, steady_ms, is_settled, jumps: seen.jumps }
    }

    /// Now, by the wall clock, once this spool was told whether jobs may expire.
    pub(super) fn now_for(&self, spool: &Spool) -> i64 {
        let look = self.look();
        spool.let_jobs_expire(look.is_settled);
        look.unix_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::Hands;

    #[test]
    fn a_jump_either_way_is_seen_and_holds_for_an_hour() {
        for jump in [JUMP_MS + 1, -JUMP_MS - 1, i64::MAX, i64::MIN / 2] {
            let (hands, clock) = Hands::at(0);
            assert!(clock.look().is_settled);
            hands.put(jump, 0);
            assert_eq!((clock.look().is_settled, clock.look().jumps), (false, 1));
            hands.put(jump.saturating_add(SETTLING_MS as i64 - 1), SETTLING_MS - 1);
            assert!(!clock.clone().look().is_settled, "a clone sees it too");
        }
        let (hands, clock) = Hands::at(0);
        clock.look();
        hands.put(2 * JUMP_MS, 0);
        clock.look();
        hands.put(2 * JUMP_MS + SETTLING_MS as i64, SETTLING_MS);
        assert!(clock.look().is_settled);
    }

    #[test]
    fn a_clock_that_is_put_right_in_small_steps_has_not_jumped() {
        let (hands, clock) = Hands::at(0);
        for step in 0..1000 {
            hands.put(step * JUMP_MS * 2, step as u64 * JUMP_MS as u64);
            assert!(clock.look().is_settled, "step {step}");
        }
    }

    #[test]
    fn the_machine_s_own_clocks_go_on() {
        assert!(unix_ms() > 1_700_000_000_000);
        let before = steady_ms();
        assert!(steady_ms() >= before);
    }
}
