//! Polling: looks again and again for something that another process puts into the spool.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// The time between two looks.
const INTERVAL: Duration = Duration::from_millis(250);

/// Returns what `look` finds; none if there is nothing until then.
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
