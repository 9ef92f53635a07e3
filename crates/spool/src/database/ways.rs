//! How often a server is asked something, for tests: each statement, and the begin and the end of each
//! transaction, is a way there and back by a network. (One that is not ready yet is another, once.)

use std::cell::Cell;

thread_local! {
    static WAYS: Cell<u32> = const { Cell::new(0) };
}

/// One more, by this thread.
pub(super) fn one() {
    WAYS.set(WAYS.get() + 1);
}

/// How many there were by this thread.
pub(crate) fn count() -> u32 {
    WAYS.get()
}
