//! What others put into the spool in a while is looked for again and again.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often.
const INTERVAL: Duration = Duration::from_millis(250);

/// What `look` finds; none if there is nothing until then.
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
