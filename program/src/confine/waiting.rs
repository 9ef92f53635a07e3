//! A program that is waited for, and does not outlive who waits.

use std::io;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// A child that is ended when nobody waits for it any more.
pub(crate) struct EndedOnDrop(pub(crate) Child);

impl EndedOnDrop {
    /// How it ended; none if it did not in this time.
    pub(crate) fn within(&mut self, patience: Duration) -> io::Result<Option<ExitStatus>> {
        let began = Instant::now();
        loop {
            match self.0.try_wait()? {
                Some(status) => return Ok(Some(status)),
                None if began.elapsed() >= patience => return Ok(None),
                None => std::thread::sleep(LOOK),
            }
        }
    }
}

impl Drop for EndedOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
