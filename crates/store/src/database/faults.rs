//! Simulates, for tests, a process that dies at a step of its work with the database. From this
//! step on, every database operation of this thread fails, as if the process had been killed there.

use std::cell::Cell;

use rustix::process::Signal;

use super::Result;

thread_local! {
    /// The number of steps until the thread of the test dies; `None` if it does not die.
    static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
    /// Whether only one step fails, and the thread does not die.
    static IS_ONCE: Cell<bool> = const { Cell::new(false) };
    static IS_DEAD: Cell<bool> = const { Cell::new(false) };
    /// Whether the whole process is really killed, as by `kill -9`, instead of simulating its
    /// death.
    static IS_REAL: Cell<bool> = const { Cell::new(false) };
}

/// Makes this thread die after this number of database steps: all later steps return an error.
pub fn die_after(steps: u32) {
    LEFT.set(Some(steps));
}

/// Makes one step of this thread fail, the step after this number of database steps. Later steps
/// work again.
pub fn fail_once_after(steps: u32) {
    IS_ONCE.set(true);
    LEFT.set(Some(steps));
}

/// Makes this process be killed when this thread has done this number of database steps.
pub fn be_killed_after(steps: u32) {
    IS_REAL.set(true);
    LEFT.set(Some(steps));
}

/// Ends the simulation. Returns whether the thread had died, or a step had failed.
pub fn live_again() -> bool {
    LEFT.set(None);
    IS_ONCE.set(false);
    IS_DEAD.replace(false)
}

/// Counts a database step. Returns an error if the thread has died in the simulation.
pub(super) fn step() -> Result<()> {
    match LEFT.get() {
        None => Ok(()),
        Some(0) => {
            if IS_REAL.get() {
                let killed = rustix::process::kill_process(rustix::process::getpid(), Signal::KILL);
                unreachable!("{killed:?}");
            }
            IS_DEAD.set(true);
            if IS_ONCE.get() {
                LEFT.set(None);
            }
            let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR);
            Err(rusqlite::Error::SqliteFailure(error, Some("the test ends it here".into())).into())
        }
        Some(left) => {
            LEFT.set(Some(left - 1));
            Ok(())
        }
    }
}
