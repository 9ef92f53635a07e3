//! That something has happened to a job of the store is heard at once, where the store tells.

use crate::{SharedQueue, SpoolError};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

/// Who hears that something has happened to a job of a store.
pub struct JobNotices {
    #[cfg_attr(not(feature = "postgresql"), allow(dead_code, reason = "no store tells then"))]
    place: PathBuf,
    #[cfg(feature = "postgresql")]
    listener: Option<crate::database::postgresql::Listener>,
}

impl SharedQueue<'_> {
    /// Listens to what happens to jobs of this store. One that tells nothing is to be asked now
    /// and then.
    ///
    /// # Errors
    /// The store can't be reached.
    pub fn job_notices(&self) -> Result<JobNotices, SpoolError> {
        self.spool.listen().map(|(_listener, place)| JobNotices {
            place,
            #[cfg(feature = "postgresql")]
            listener: _listener,
        })
    }
}

impl JobNotices {
    /// Waits for so long, or until something happens; whether it did.
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
