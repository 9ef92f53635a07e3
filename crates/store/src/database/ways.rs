//! Counts the network round trips to a server, for tests. Each statement needs one, and so do the
//! begin and the end of each transaction. (The first use of a statement needs another one, to
//! prepare it.)

use std::cell::Cell;

thread_local! {
    static WAYS: Cell<u32> = const { Cell::new(0) };
}

/// Counts a round trip of this thread.
pub(super) fn one() {
    WAYS.set(WAYS.get() + 1);
}

/// Returns the number of round trips of this thread.
pub fn count() -> u32 {
    WAYS.get()
}
