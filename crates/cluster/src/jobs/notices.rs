//! Notices of changes to jobs of the shared database. A process receives them at once, if the
//! database can send them.

use crate::SharedQueue;
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::{Faults, Inside};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

/// A listener that waits for changes to jobs of a shared database.
pub struct JobNotices {
    #[cfg_attr(not(feature = "postgresql"), allow(dead_code, reason = "no store tells then"))]
    place: PathBuf,
    #[cfg(feature = "postgresql")]
    listener: Option<ferrofax_spool::inside::database::postgresql::Listener>,
}

impl SharedQueue<'_> {
    /// Listens for changes to jobs of this shared database. SQLite sends no notices, so such a
    /// database has to be asked from time to time.
    ///
    /// # Errors
    /// The shared database can't be reached.
    pub fn job_notices(&self) -> Result<JobNotices, SpoolError> {
        self.spool.listen().map(|(_listener, place)| JobNotices {
            place,
            #[cfg(feature = "postgresql")]
            listener: _listener,
        })
    }
}

impl JobNotices {
    /// Waits until a job changes, but at most for so long. Returns whether a job has changed.
    ///
    /// # Errors
    /// The connection broke off.
    pub fn wait(&mut self, longest: Duration) -> Result<bool, SpoolError> {
        #[cfg(feature = "postgresql")]
        if let Some(listener) = &mut self.listener {
            let heard = listener.wait(longest);
            return heard.map_err(|error| SpoolError::database(&self.place, &error));
        }
        sleep(longest);
        Ok(false)
    }
}
