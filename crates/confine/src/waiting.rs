//! A child process that is killed if its parent stops waiting for it.

use std::io;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// The pause between two checks whether the child process has ended.
const LOOK: Duration = Duration::from_millis(10);

/// Owns a child process, and kills it when this value is dropped.
pub struct EndedOnDrop(pub Child);

impl EndedOnDrop {
    /// Waits for the child to end, and returns its exit status; `None` if it does not end in this
    /// time.
    pub fn within(&mut self, patience: Duration) -> io::Result<Option<ExitStatus>> {
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
