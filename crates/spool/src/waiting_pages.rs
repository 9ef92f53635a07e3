//! Received pages that are confirmed to the remote fax machine only when the shared database has
//! them, so that no confirmed page is lost with this machine's disk. The device of such a fax has
//! the setting `durable = "shared"` ([`option::DURABLE`]).
//!
//! Other code copies the pages into the shared database, and notes that in the table
//! `shared_pages`. Code that waits for a page asks here.

use std::time::Duration;

use crate::database::params;
use crate::job_options as option;
use crate::{FaxId, NewFax, Receiving, SpoolError};

/// The default time, in seconds, within which the shared database must have a page. A sender with
/// error correction waits for 60 s ± 5 s (T5), and our answer reaches the sender a moment after we
/// send it.
pub const SHARED_WITHIN_S: u32 = 45;

/// The word in the options of a fax or a device for this mode.
pub const SHARED: &str = "shared";

const HAS: &str = "SELECT 1 FROM shared_pages WHERE fax = ?1 AND upto >= ?2";
const ANY: &str = "SELECT 1 FROM device_options WHERE name = ?1 AND value = ?2 LIMIT 1";
const HAS_STORE: &str = "SELECT 1 FROM node LIMIT 1";

/// The time for which a page of a fax may wait for the shared database; `None` if the page only has
/// to be on this machine's disk.
pub fn waits_for_store(new: &NewFax) -> Option<Duration> {
    let is_shared = new.options.get(option::DURABLE).is_some_and(|word| word == SHARED);
    let within = new.options.get(option::DURABLE_WITHIN).and_then(|text| text.parse().ok());
    is_shared.then(|| Duration::from_secs(within.unwrap_or(SHARED_WITHIN_S).into()))
}

impl Receiving<'_> {
    /// Whether a device has this mode, so that there may be faxes whose pages wait for the shared
    /// database.
    ///
    /// # Errors
    /// The spool could not be queried.
    pub fn shares_pages(&self) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| transaction.finds(ANY, [option::DURABLE, SHARED]))
    }

    /// Whether this machine copies its received faxes to a shared database.
    ///
    /// # Errors
    /// The spool could not be queried.
    pub fn has_shared_database(&self) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| transaction.finds(HAS_STORE, []))
    }

    /// Whether the shared database has this page of a fax.
    ///
    /// # Errors
    /// The spool could not be queried.
    pub fn is_page_shared(&self, fax: FaxId, page: u32) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| transaction.finds(HAS, params![fax.0, page]))
    }
}
