//! The wall that no panic passes.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; a panic inside it answers `broken` instead, and is logged by the hook of
/// [`install_hook`].
pub(super) fn guarded<T>(broken: T, work: impl FnOnce() -> T) -> T {
    // What a panic leaves half done is never used again: a call is marked as broken,
    // everything else is behind locks that are taken whole (see `entries`).
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        // What was thrown may throw again when it is dropped; then it is given up.
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(payload);
        }
        broken
    })
}

/// Lets panics be told in Asterisk's log instead of on its standard error.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        // The place alone: the message may quote what a caller sent.
        let place = info.location().map_or_else(
            || "an unknown place".to_owned(),
            |at| format!("{}:{}", at.file(), at.line()),
        );
        log::error!(
            "internal error at {place}: this call or command is given up, all others go on. Please report it"
        );
        log::debug!("internal error: {info}");
    }));
}

/// Forgets the hook: it is code of this module, which may be about to be unmapped.
pub(super) fn remove_hook() {
    drop(std::panic::take_hook());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_answer() {
        assert_eq!(guarded(-1, || 0), 0);
        assert_eq!(guarded(-1, || panic!("caught")), -1);
    }
}
