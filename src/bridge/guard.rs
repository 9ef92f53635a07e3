//! The guard around each Rust function that C calls. It catches panics, so that none reaches the C
//! code.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work` and returns its value; returns `broken` if `work` panics. The hook of
/// [`install_hook`] logs the panic.
pub(super) fn guarded<T>(broken: T, work: impl FnOnce() -> T) -> T {
    // Data that a panic left half changed is never used again: a call is marked as broken, and
    // everything else is behind locks and is replaced as a whole (see `entries`).
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        // The payload of the panic may panic again when it is dropped. It is leaked then.
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(payload);
        }
        broken
    })
}

/// Makes panics appear in Asterisk's log instead of on Asterisk's standard error.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        // The log shows the source position alone: the message may quote what a caller sent.
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

/// Removes the panic hook. The hook's code is in this Asterisk module, which may soon be unloaded
/// from memory.
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
