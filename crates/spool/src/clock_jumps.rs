//! Notes jumps of the wall clock in the spool, for processes that were not running at the time: a
//! command that runs only for a moment, or a process that is started later. The jumps are dated by
//! the time since the machine was started, which nobody can set.
//!
//! A machine may start with a clock that is days ahead, or years behind if the battery of its clock is
//! empty, until a time server corrects it. A process that starts cannot see this as a jump. Therefore
//! the spool also has the time of the last reading of the clock. If a process starts more than a day
//! after it or before it, this counts as a jump.

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::{Clock, Look, SETTLING_MS};

use super::{Spool, SpoolError};
use crate::Monitoring;
use crate::database::params;

const FORGET: &str = "DELETE FROM clock_jumps";
const NOTE: &str = "INSERT INTO clock_jumps (boot, at_ms) VALUES (?1, ?2)";
const LAST: &str = "SELECT at_ms FROM clock_jumps WHERE boot = ?1";
const NOTE_READING: &str = "
    INSERT INTO clock_readings (one, at) VALUES (1, ?1)
    ON CONFLICT (one) DO UPDATE SET at = excluded.at";
const READING: &str = "SELECT at FROM clock_readings";

/// The time between two noted readings of the clock, in milliseconds.
const NOTE_EVERY_MS: u64 = 10 * 60_000;

/// The greatest time after or before the last reading, in milliseconds, at which a process that
/// starts trusts the clock.
const TRUSTED_WITHIN_MS: i64 = 24 * 3_600_000;

/// A moment, as the time since the machine was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The identifier of the machine's start (the kernel's boot_id).
    pub boot: String,
    /// The time since the machine was started, in milliseconds.
    pub ms: i64,
}

impl Moment {
    /// Returns the present moment; `None` if the system does not report it.
    pub fn now() -> Option<Self> {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
        let seconds: f64 = uptime.split_whitespace().next()?.parse().ok()?;
        Some(Self { boot: boot.trim().to_owned(), ms: (seconds * 1000.0) as i64 })
    }
}

/// Watches a clock, and notes its jumps and readings in a spool.
pub struct ClockWatch {
    clock: Clock,
    /// The number of jumps that are noted.
    noted: u64,
    /// The last attempt to note a reading, by the steady clock.
    read_at: Option<u64>,
}

impl ClockWatch {
    /// Watches this clock.
    pub fn new(clock: &Clock) -> Self {
        Self { clock: clock.clone(), noted: 0, read_at: None }
    }

    /// Reads the clock as [`Clock::look`] does, and notes a new jump in the spool. Every ten
    /// minutes, notes the reading, if the clock is trusted.
    pub fn look(&mut self, spool: &Spool) -> Look {
        let look = self.clock.look();
        if look.jumps != self.noted {
            match note_clock_jump(spool) {
                Ok(()) => self.noted = look.jumps,
                Err(error) => {
                    log::error!("that the machine's clock was put can't be noted: {error}")
                }
            }
        }
        let is_due = |at| look.steady_ms.saturating_sub(at) >= NOTE_EVERY_MS;
        if look.is_settled && self.read_at.is_none_or(is_due) {
            self.read_at = Some(look.steady_ms);
            if let Err(error) = spool.monitoring().note_reading(look.unix_ms) {
                log::warn!("the time of the machine's clock can't be noted: {error}");
            }
        }
        look
    }
}

/// Begins to use a clock for a spool. The clock is not trusted for an hour if a process noted a
/// jump within the last hour, or if the last noted reading is more than a day ago or ahead.
///
/// # Errors
/// The spool could not be used.
pub fn begin_clock(clock: &Clock, spool: &Spool) -> Result<(), SpoolError> {
    if is_clock_in_doubt(spool, clock.unix_ms())? {
        clock.distrust();
    }
    Ok(())
}

/// Whether the machine's clock, which shows `now`, is not trusted: a process noted a jump within the
/// last hour, or the last noted reading is more than a day ago or ahead. The latter is noted as a
/// jump.
///
/// # Errors
/// The spool could not be used.
pub fn is_clock_in_doubt(spool: &Spool, now: UnixMs) -> Result<bool, SpoolError> {
    let was_put = clock_was_put_lately(spool)?;
    let last = spool.monitoring().last_reading()?;
    let since_ms = last.map_or(0, |last| now.ms_since(last));
    let is_far = since_ms.saturating_abs() > TRUSTED_WITHIN_MS;
    if is_far && !was_put {
        let hours = since_ms.saturating_abs() / 3_600_000;
        let why = if since_ms > 0 {
            format!("by the machine's clock, Ferrofax has not run for {hours} hours")
        } else {
            format!(
                "the machine's clock is {hours} hours behind the time at which Ferrofax last ran"
            )
        };
        log::warn!("{why}: for an hour nothing is given up, has expired or is deleted");
        note_clock_jump(spool)?;
    }
    Ok(is_far || was_put)
}

/// Notes that the wall clock was set just now.
///
/// # Errors
/// The spool could not be written.
pub fn note_clock_jump(spool: &Spool) -> Result<(), SpoolError> {
    Moment::now().map_or(Ok(()), |now| spool.monitoring().note_jump_at(&now.boot, now.ms))
}

/// Whether a process noted within the last hour that the wall clock was set.
///
/// # Errors
/// The spool could not be read.
pub fn clock_was_put_lately(spool: &Spool) -> Result<bool, SpoolError> {
    let Some(now) = Moment::now() else { return Ok(false) };
    let noted = spool.monitoring().last_jump(&now.boot)?;
    Ok(noted.is_some_and(|at| now.ms.saturating_sub(at).unsigned_abs() < SETTLING_MS))
}

impl Monitoring<'_> {
    /// Notes a jump at a time after this start of the machine, in milliseconds. An older note is
    /// replaced.
    fn note_jump_at(&self, boot: &str, at_ms: i64) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.execute(FORGET, [])?;
            transaction.execute(NOTE, params![boot, at_ms]).map(drop)
        })
    }

    /// Returns the time of the last jump since this start of the machine.
    fn last_jump(&self, boot: &str) -> Result<Option<i64>, SpoolError> {
        self.spool.read(|transaction| transaction.first(LAST, [boot], |row| row.get(0)))
    }

    /// Notes a reading of the wall clock.
    fn note_reading(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(NOTE_READING, [now]))
    }

    /// Returns the last noted reading of the wall clock.
    fn last_reading(&self) -> Result<Option<UnixMs>, SpoolError> {
        self.spool.read(|transaction| transaction.first(READING, [], |row| row.get(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::clock::Clocks;
    use std::sync::Arc;

    /// A clock that a test sets.
    struct At(UnixMs);

    impl Clocks for At {
        fn unix_ms(&self) -> UnixMs {
            self.0
        }
    }

    /// Begins to use a clock that shows this time. Returns whether the clock is trusted.
    fn begun(spool: &Spool, at: i64) -> bool {
        let clock = Clock::of(Arc::new(At(UnixMs(at))));
        begin_clock(&clock, spool).unwrap();
        ClockWatch::new(&clock).look(spool).is_settled
    }

    #[test]
    fn a_clock_that_is_more_than_a_day_after_the_last_reading_is_not_trusted() {
        let (_folder, spool) = Spool::empty();
        let begun = |at| begun(&spool, at);
        assert!(begun(0), "the spool has no reading yet");
        assert!(begun(TRUSTED_WITHIN_MS), "a day later");
        assert_eq!(clock_was_put_lately(&spool), Ok(false));
        assert!(!begun(2 * TRUSTED_WITHIN_MS + 1));
        assert_eq!(clock_was_put_lately(&spool), Ok(true), "commands do not trust it either");
        assert!(!begun(2 * TRUSTED_WITHIN_MS + 2), "a reading that is not trusted is not noted");
    }

    #[test]
    fn a_clock_that_is_more_than_a_day_before_the_last_reading_is_not_trusted() {
        let (_folder, spool) = Spool::empty();
        let last = 3 * TRUSTED_WITHIN_MS;
        let reading = || spool.monitoring().last_reading().unwrap();
        assert!(begun(&spool, last) && begun(&spool, last - TRUSTED_WITHIN_MS), "a day before");
        assert!(begun(&spool, last));
        assert!(!begun(&spool, last - TRUSTED_WITHIN_MS - 1));
        assert_eq!(clock_was_put_lately(&spool), Ok(true), "commands do not trust it either");
        assert_eq!(reading(), Some(UnixMs(last)), "a reading that is not trusted is not noted");
        assert!(!begun(&spool, i64::MIN));
    }

    #[test]
    fn a_jump_is_known_for_an_hour_of_this_run_of_the_machine() {
        let (folder, spool) = Spool::empty();
        assert_eq!(clock_was_put_lately(&spool), Ok(false));
        spool
            .monitoring()
            .note_jump_at("another run", Moment::now().unwrap().ms)
            .unwrap();
        assert_eq!(clock_was_put_lately(&spool), Ok(false));
        note_clock_jump(&spool).unwrap();
        assert_eq!(clock_was_put_lately(&Spool::open(folder.path()).unwrap()), Ok(true));
        let Moment { boot, ms } = Moment::now().unwrap();
        spool.monitoring().note_jump_at(&boot, ms - SETTLING_MS as i64 - 1_000).unwrap();
        assert_eq!(clock_was_put_lately(&spool), Ok(false));
        for at in [i64::MIN, i64::MAX] {
            spool.monitoring().note_jump_at(&boot, at).unwrap();
            assert_eq!(clock_was_put_lately(&spool), Ok(false));
        }
    }
}
