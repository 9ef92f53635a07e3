//! Received faxes that a person deletes, and the records of deleted faxes.

use crate::chunk::in_transactions;
use crate::database::{Transaction, params};
use crate::error::Rollback;
use crate::legal_hold::fax_is_held;
use crate::retention::{DELETE, RECORD, SELECT_ONE, deletion_of_row};
use crate::{CleanupReport, Deletion, FaxId, Faxes, SpoolError, words};
use ferrofax_basics::UnixMs;

/// The reason why a fax was not deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDeleted {
    /// The call in which the fax is received has not ended.
    #[error("fax {0} is still being received")]
    Coming(FaxId),
    /// An e-mail or a print with the fax has not been delivered yet.
    #[error(
        "fax {0} is still being delivered; it can be deleted after that, or when \
         `ferrofax mail-queue` no longer lists it"
    )]
    OnItsWay(FaxId),
    /// The fax is on legal hold, which an administrator has placed.
    #[error("fax {0} is on legal hold: nobody can delete it until an administrator releases it")]
    OnHold(FaxId),
    /// The spool refused or failed.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

pub(super) const STATUS: &str = "SELECT status = 'receiving' FROM faxes WHERE id = ?1";
pub(super) const ON_ITS_WAY: &str = "
    SELECT EXISTS (SELECT 1 FROM outbox WHERE fax = ?1 AND state IN ('waiting', 'leased'))";

impl Faxes<'_> {
    /// Deletes a fax as the clean-up does, with its document, and stores a record of the deletion.
    ///
    /// A fax that has yet to be delivered to somebody is kept, and so is a fax on legal hold. A fax
    /// that could be delivered to nobody is deleted, since a person has seen it. The document
    /// belongs to the PBX: if this process may not delete it, the next clean-up of the PBX does.
    pub fn delete_fax(&self, fax: FaxId, reason: &str, now: UnixMs) -> Result<(), NotDeleted> {
        let left = self.delete_fax_saying(fax, reason, now)?;
        left.iter()
            .for_each(|left| log::warn!("fax {fax} is deleted, but not all of it: {left}"));
        Ok(())
    }

    /// Deletes a fax as [`Self::delete_fax`] does. Returns a text for each file that could not be
    /// removed yet, of this fax or of one that was deleted before.
    pub fn delete_fax_saying(
        &self,
        fax: FaxId,
        reason: &str,
        now: UnixMs,
    ) -> Result<Vec<String>, NotDeleted> {
        self.spool
            .write_or_refuse(|transaction| delete(transaction, fax, reason, now))?;
        Ok(self.remove_what_is_left())
    }

    /// Deletes each of these faxes as [`Self::delete_fax`] does, in as few transactions as calls
    /// allow. The documents are removed after the rows. A fax that is not deleted hinders no other.
    /// Returns a result for each fax, in their order.
    pub fn delete_faxes(
        &self,
        faxes: &[FaxId],
        reason: &str,
        now: UnixMs,
    ) -> Vec<Result<(), NotDeleted>> {
        let results = in_transactions(self.spool, faxes, |transaction, fax| {
            delete(transaction, *fax, reason, now)
        });
        if results.iter().any(Result::is_ok) {
            let left = self.remove_what_is_left();
            left.iter()
                .for_each(|left| log::warn!("not all of a deleted fax is removed: {left}"));
        }
        results
    }

    /// Removes the documents and call records of deleted faxes. Returns a text for each file that
    /// could not be removed yet.
    fn remove_what_is_left(&self) -> Vec<String> {
        let mut report = CleanupReport::default();
        // The row is deleted for good. The name of the file is kept until the file is deleted too.
        if let Err(error) = self.spool.retention().remove_files(&mut report) {
            report.problems.push(error.to_string());
        }
        if let Err(error) = self.spool.recordings().remove_records_of_gone() {
            report.problems.push(error.to_string());
        }
        report.problems
    }

    /// Returns the record of the deletion of a fax; none if there is no such record.
    pub fn deletion_of(&self, fax: FaxId) -> Result<Option<Deletion>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(SELECT_ONE, [fax.0], deletion_of_row))
    }
}

/// Deletes the row of a fax, and stores a record of the deletion. If the fax is refused, nothing was
/// written.
fn delete(
    transaction: &Transaction<'_>,
    fax: FaxId,
    reason: &str,
    now: UnixMs,
) -> Result<(), Rollback<NotDeleted>> {
    let coming: Option<bool> = transaction.first(STATUS, [fax.0], |row| row.get(0))?;
    match coming {
        None => return Err(Rollback::Refused(SpoolError::NoSuchFax(fax).into())),
        Some(true) => return Err(Rollback::Refused(NotDeleted::Coming(fax))),
        Some(false) => {}
    }
    if fax_is_held(transaction, fax)? {
        return Err(Rollback::Refused(NotDeleted::OnHold(fax)));
    }
    if transaction.one(ON_ITS_WAY, [fax.0], |row| row.get(0))? {
        return Err(Rollback::Refused(NotDeleted::OnItsWay(fax)));
    }
    transaction.run(RECORD, params![fax.0, now, reason])?;
    words::forget(transaction, fax.0)?;
    transaction.run(DELETE, [fax.0])?;
    Ok(())
}
