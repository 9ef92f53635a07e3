//! After a crash: faxes that were being received are finished as incomplete and go on their way with the pages they have.

//!
//! A page can be in the document without a row, if the crash fell between the two. It is kept, as not complete and not
//! confirmed: the caller may think that it was not received and send it again, but a page too many is better than one lost.

use super::{FaxEnd, FaxId, FaxStatus, Spool, SpoolError};
use crate::t30::outcome::Cause;

const RECEIVING: &str = "SELECT id FROM faxes WHERE status = 'receiving' ORDER BY id";

impl Spool {
    /// Finishes faxes in the state `receiving` whose call is gone: all but those begun through this `Spool`. Says which.
    ///
    /// Whatever is wrong with one of them, the others are finished too.
    pub fn recover(&self, now: i64) -> Result<Vec<FaxId>, SpoolError> {
        self.claim_receiving()?;
        let faxes: Vec<FaxId> = self.read(|transaction| {
            let mut select = transaction.prepare(RECEIVING)?;
            select.query_map([], |row| row.get(0).map(FaxId))?.collect()
        })?;
        let mut finished = Vec::new();
        let mut failure = None;
        for fax in faxes {
            if self.live().contains_key(&fax) {
                continue;
            }
            let end = FaxEnd {
                status: FaxStatus::Incomplete,
                phase: String::new(),
                cause: Cause::PbxCrashed.name().to_owned(),
                text: Cause::PbxCrashed.text().to_owned(),
                ended_at: now,
            };
            match self.end_fax(fax, None, &end) {
                Ok(true) => finished.push(fax),
                Ok(false) => {}
                Err(error) => {
                    log::error!("fax {fax} cannot be recovered: {error}");
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if finished.is_empty() => Err(error),
            _ => Ok(finished),
        }
    }
}
