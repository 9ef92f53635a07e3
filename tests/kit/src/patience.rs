//! Waiting for what another thread or process does.

use std::fmt::Debug;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Longer than anything that tests wait for takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until `look` finds something, and returns it.
///
/// # Panics
/// If nothing was found in time, with `what` was waited for.
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

/// Waits until what `look` sees is as it should be, and returns it.
///
/// # Panics
/// If that is not so in time, with what `look` saw last.
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

/// Waits until something is true.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    wait_for(what, || is_so().then_some(()));
}
