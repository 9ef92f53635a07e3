//! Waiting for another thread or process.

use std::fmt::Debug;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The timeout of all waits, long enough for a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until `look` returns a value, and returns this value. `what` describes it.
///
/// # Panics
/// With `what`, if there is no value within [`PATIENCE`].
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        sleep(Duration::from_millis(50));
    }
}

/// Waits until `is_so` accepts the value of `look`, and returns this value.
///
/// # Panics
/// With `what` and the last value of `look`, if that does not happen within [`PATIENCE`].
pub fn watch<T: Debug>(what: &str, mut look: impl FnMut() -> T, is_so: impl Fn(&T) -> bool) -> T {
    let mut seen = look();
    let began = Instant::now();
    while !is_so(&seen) {
        assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}: {seen:?}");
        sleep(Duration::from_millis(20));
        seen = look();
    }
    seen
}

/// Waits until `is_so` returns true.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    wait_for(what, || is_so().then_some(()));
}
