//! After a crash: faxes that were being received are finished as incomplete and go on their way with the pages they have.

use super::{FaxId, Spool, SpoolError};

/// The cause of a fax that was cut off by a crash of the PBX.
pub const CAUSE_PBX_CRASHED: &str = "PBX_CRASHED";

impl Spool {
    /// Finishes faxes in the state `receiving` whose call is gone: all but those begun through this `Spool`. Says which.
    pub fn recover(&self, now: i64) -> Result<Vec<FaxId>, SpoolError> {
        let _ = now;
        unimplemented!()
    }
}
