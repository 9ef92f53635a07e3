//! Retention: old faxes go, but never what is not yet delivered; each deletion is recorded.

use super::{FaxId, FaxStatus, Spool, SpoolError};

/// How long documents are kept unless configured.
pub const DEFAULT_RETENTION_DAYS: u32 = 30;

/// What a clean-up did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanupReport {
    /// Faxes deleted.
    pub deleted: Vec<FaxId>,
    /// Old faxes kept because a mailbox (or the faxmaster) still has to get them.
    pub kept_undelivered: Vec<FaxId>,
    /// Bytes of documents deleted.
    pub freed_bytes: u64,
    /// Documents that could not be deleted, with the reason; the next clean-up tries again.
    pub problems: Vec<String>,
}

/// The record of a deletion: no number, name or content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The fax.
    pub fax: FaxId,
    /// Its device.
    pub device: String,
    /// When it began.
    pub started_at: i64,
    /// How many pages it had.
    pub pages: u32,
    /// How it ended.
    pub status: FaxStatus,
    /// When it was deleted.
    pub deleted_at: i64,
    /// Why.
    pub reason: String,
}

impl Spool {
    /// Deletes faxes that ended more than so many days before `now`.
    pub fn cleanup(&self, now: i64, retention_days: u32) -> Result<CleanupReport, SpoolError> {
        let _ = (now, retention_days);
        unimplemented!()
    }

    /// The recorded deletions, newest first.
    pub fn deletions(&self, limit: u32) -> Result<Vec<Deletion>, SpoolError> {
        let _ = limit;
        unimplemented!()
    }
}
