//! A process that dies at a step of its work with the database, for tests: from that step on
//! nothing more of this thread comes through, as if it had been killed there.

use std::cell::Cell;

use rustix::process::Signal;

use super::Result;

thread_local! {
    /// How many steps are done until it dies; none: it does not.
    static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
    static IS_DEAD: Cell<bool> = const { Cell::new(false) };
    /// The whole process dies, as by `kill -9`.
    static IS_REAL: Cell<bool> = const { Cell::new(false) };
}

/// Has this thread die after so many steps.
pub(crate) fn die_after(steps: u32) {
    LEFT.set(Some(steps));
}

/// Has this process be killed after so many steps of this thread.
pub(crate) fn be_killed_after(steps: u32) {
    IS_REAL.set(true);
    LEFT.set(Some(steps));
}

/// It lives again; whether it had died.
pub(crate) fn live_again() -> bool {
    LEFT.set(None);
    IS_DEAD.replace(false)
}

/// A step: an error where it is dead.
pub(super) fn step() -> Result<()> {
    match LEFT.get() {
        None => Ok(()),
        Some(0) => {
            if IS_REAL.get() {
                let killed = rustix::process::kill_process(rustix::process::getpid(), Signal::KILL);
                unreachable!("{killed:?}");
            }
            IS_DEAD.set(true);
            let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR);
            Err(rusqlite::Error::SqliteFailure(error, Some("the test ends it here".into())).into())
        }
        Some(left) => {
            LEFT.set(Some(left - 1));
            Ok(())
        }
    }
}
