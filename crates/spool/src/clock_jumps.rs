//! Notes jumps of the wall clock in the spool, for processes that were not running at the time: a
//! command that runs only for a moment, or a process that is started later. The jumps are dated by
//! the time since the machine was started, which nobody can set.

use ferrofax_basics::clock::{Clock, Look, SETTLING_MS};

use super::{Spool, SpoolError};
use crate::Monitoring;
use crate::database::{OptionalExtension, params};

const FORGET: &str = "DELETE FROM clock_jumps";
const NOTE: &str = "INSERT INTO clock_jumps (boot, at_ms) VALUES (?1, ?2)";
const LAST: &str = "SELECT at_ms FROM clock_jumps WHERE boot = ?1";

/// A moment, as the time since the machine was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The start of the machine (the kernel's boot_id).
    pub boot: String,
    /// The time since this start, in milliseconds.
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

/// Watches a clock, and notes its jumps in a spool.
pub struct ClockWatch {
    clock: Clock,
    /// The number of jumps that are noted.
    noted: u64,
}

impl ClockWatch {
    /// Watches this clock.
    pub fn new(clock: &Clock) -> Self {
        Self { clock: clock.clone(), noted: 0 }
    }

    /// Reads the clock as [`Clock::look`] does, and notes a new jump in the spool.
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
        look
    }
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
        self.spool
            .read(|transaction| transaction.query_row(LAST, [boot], |row| row.get(0)).optional())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_known_for_an_hour_of_this_run_of_the_machine() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
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
