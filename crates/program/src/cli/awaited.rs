//! Reads the spool again and again until another process has stored the result for which a command
//! waits.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// The interval at which [`awaited`] reads the spool.
const INTERVAL: Duration = Duration::from_millis(250);

/// Repeats `look` until it finds something, and returns the result. `None`: nothing was found
/// within the time limit.
pub(super) fn awaited<T, E>(
    until: Instant,
    mut look: impl FnMut() -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    loop {
        let found = look()?;
        if found.is_some() || Instant::now() >= until {
            return Ok(found);
        }
        sleep(INTERVAL);
    }
}
