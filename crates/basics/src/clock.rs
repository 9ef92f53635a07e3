//! Watches two clocks: the wall clock, which people read and which may be set forward or back at
//! any moment, and a steady clock that cannot be set.
//!
//! Data in the spool are dated by the wall clock. A process measures its waits by the steady clock,
//! such as the leases of its calls. Before code uses a date to give something up, to let it expire
//! or to delete it, it asks [`Clock::look`]. For an hour after the wall clock was set forward or
//! back by more than a minute, [`Look::is_settled`] is false, and nothing is given up. So a clock
//! that is wrong for a moment does no harm, and work that seems to be overdue is tried once more.
//!
//! The Asterisk module and the Ferrofax service each watch the clocks while they run. A command
//! that runs only for a moment sees no jump itself. It asks the spool, where the module and the
//! service record the jumps that they see. If the module or the service starts more than a day after
//! they last ran, or more than a day before that time, this counts as a jump, too: the clock may not
//! be corrected yet.

use crate::UnixMs;
use crate::lock::lock;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

/// The greatest change between two looks that does not count as a jump, in milliseconds. Time
/// servers correct a clock in small steps.
const JUMP_MS: i64 = 60_000;

/// The time after a jump in which nothing is given up, expires or is deleted, in milliseconds.
pub const SETTLING_MS: u64 = 3_600_000;

/// The message for a person who wants to delete something within this hour.
pub const NOTHING_DELETED: &str = "Nothing is deleted: within the last hour, the machine's clock was put forward or back, or \
     Ferrofax started after more than a day.";

/// The milliseconds since this function was first called, by the steady clock.
pub fn steady_ms() -> u64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    u64::try_from(BEGAN.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A source of the time. The default methods read the machine's own clocks.
pub trait Clocks: Send + Sync {
    /// The time by the wall clock. It may be set forward or back at any time.
    fn unix_ms(&self) -> UnixMs {
        UnixMs::now()
    }

    /// The milliseconds by a clock that cannot be set.
    fn steady_ms(&self) -> u64 {
        steady_ms()
    }
}

/// The machine's own clocks.
struct Machine;

impl Clocks for Machine {}

/// Watches the two clocks for jumps. All clones share their observations.
#[derive(Clone)]
pub struct Clock {
    clocks: Arc<dyn Clocks>,
    seen: Arc<Mutex<Observations>>,
}

/// The result of reading both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The time by the wall clock.
    pub unix_ms: UnixMs,
    /// The time by the steady clock, in milliseconds.
    pub steady_ms: u64,
    /// Whether no jump of the wall clock was seen within the last hour.
    pub is_settled: bool,
    /// The number of jumps that were seen so far.
    pub jumps: u64,
}

/// The observations of the clocks so far.
#[derive(Default)]
struct Observations {
    /// The wall-clock time at which the steady clock was zero, calculated when the clocks were last
    /// read.
    lead: Option<UnixMs>,
    jumped_at: Option<u64>,
    jumps: u64,
}

impl Clock {
    /// Creates a watcher of these clocks.
    pub fn of(clocks: Arc<dyn Clocks>) -> Self {
        Self { clocks, seen: Arc::default() }
    }

    /// Creates a watcher of the machine's own clocks.
    pub fn of_machine() -> Self {
        Self::of(Arc::new(Machine))
    }

    /// The present time by the wall clock.
    pub fn unix_ms(&self) -> UnixMs {
        self.clocks.unix_ms()
    }

    /// The present time by the steady clock, in milliseconds.
    pub fn steady_ms(&self) -> u64 {
        self.clocks.steady_ms()
    }

    /// Records that the wall clock was possibly set before this process watched it. So nothing is
    /// given up for an hour.
    pub fn distrust(&self) {
        lock(&self.seen).jumped_at = Some(self.steady_ms());
    }

    /// Reads both clocks, and detects a jump since the last look.
    pub fn look(&self) -> Look {
        let mut seen = lock(&self.seen);
        let (unix_ms, steady_ms) = (self.unix_ms(), self.steady_ms());
        let lead = unix_ms - i64::try_from(steady_ms).unwrap_or(i64::MAX);
        let by_ms = lead.ms_since(seen.lead.replace(lead).unwrap_or(lead));
        if by_ms.saturating_abs() > JUMP_MS {
            seen.jumped_at = Some(steady_ms);
            seen.jumps += 1;
            let (way, seconds) =
                (if by_ms > 0 { "forward" } else { "back" }, by_ms.saturating_abs() / 1000);
            log::warn!(
                "the machine's clock was put {way} by {seconds} s: for an hour nothing is given up, has expired or is deleted"
            );
        }
        let is_settled =
            seen.jumped_at.is_none_or(|at| steady_ms.saturating_sub(at) >= SETTLING_MS);
        Look { unix_ms, steady_ms, is_settled, jumps: seen.jumps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clocks that a test can set.
    #[derive(Default)]
    struct Hands(Mutex<(UnixMs, u64)>);

    impl Hands {
        fn at(unix_ms: UnixMs) -> (Arc<Self>, Clock) {
            let hands = Arc::new(Self(Mutex::new((unix_ms, 0))));
            (hands.clone(), Clock::of(hands))
        }

        fn put(&self, unix_ms: UnixMs, steady_ms: u64) {
            *lock(&self.0) = (unix_ms, steady_ms);
        }
    }

    impl Clocks for Hands {
        fn unix_ms(&self) -> UnixMs {
            lock(&self.0).0
        }

        fn steady_ms(&self) -> u64 {
            lock(&self.0).1
        }
    }

    #[test]
    fn a_jump_either_way_is_seen_and_holds_for_an_hour() {
        for jump in [JUMP_MS + 1, -JUMP_MS - 1, i64::MAX, i64::MIN / 2].map(UnixMs) {
            let (hands, clock) = Hands::at(UnixMs(0));
            assert!(clock.look().is_settled);
            hands.put(jump, 0);
            assert_eq!((clock.look().is_settled, clock.look().jumps), (false, 1));
            hands.put(jump + (SETTLING_MS as i64 - 1), SETTLING_MS - 1);
            assert!(!clock.clone().look().is_settled, "a clone sees it too");
        }
        let (hands, clock) = Hands::at(UnixMs(0));
        clock.look();
        hands.put(UnixMs(2 * JUMP_MS), 0);
        clock.look();
        hands.put(UnixMs(2 * JUMP_MS + SETTLING_MS as i64), SETTLING_MS);
        assert!(clock.look().is_settled);
    }

    #[test]
    fn a_clock_that_is_put_right_in_small_steps_has_not_jumped() {
        let (hands, clock) = Hands::at(UnixMs(0));
        for step in 0..1000 {
            hands.put(UnixMs(step * JUMP_MS * 2), step as u64 * JUMP_MS as u64);
            assert!(clock.look().is_settled, "step {step}");
        }
    }

    #[test]
    fn the_machine_s_own_clocks_go_on() {
        assert!(UnixMs::now() > UnixMs(1_700_000_000_000));
        let before = steady_ms();
        assert!(steady_ms() >= before);
    }
}
