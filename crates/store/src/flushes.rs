//! The number of flushes that a thread waits for, for tests: flushes of folders, of transactions with
//! changes, and of the audit log.

use std::cell::Cell;

thread_local! {
    static FLUSHES: Cell<u32> = const { Cell::new(0) };
}

/// Counts a flush of this thread.
pub fn one() {
    FLUSHES.set(FLUSHES.get() + 1);
}

/// Returns the number of flushes of this thread.
pub fn count() -> u32 {
    FLUSHES.get()
}
