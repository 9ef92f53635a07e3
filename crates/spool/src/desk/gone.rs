//! Faxes that a person deletes, and what is known of those that are gone.

use crate::database::{OptionalExtension, params};
use crate::error::Rollback;
use crate::legal_hold::fax_is_held;
use crate::retention::{DELETE, RECORD, SELECT_ONE, deletion_of_row};
use crate::{CleanupReport, Deletion, FaxId, Faxes, SpoolError, words};
use ferrofax_basics::UnixMs;

/// Why a fax was not deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDeleted {
    /// Its call goes on.
    #[error("fax {0} is still being received")]
    Coming(FaxId),
    /// A mail or a print of it is not yet where it belongs.
    #[error(
        "fax {0} is still being delivered; it can be deleted after that, or when \
         `ferrofax mail-queue` no longer lists it"
    )]
    OnItsWay(FaxId),
    /// An administrator has placed a legal hold on it.
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
    /// Deletes a fax as the clean-up does, with its document and a record of the deletion.
    /// What somebody has yet to get stays, and what is on legal hold; one that nobody could be given goes, since a person
    /// has seen it. The document is the PBX's: where this process may not delete it, the next
    /// clean-up of the PBX does.
    pub fn delete_fax(&self, fax: FaxId, reason: &str, now: UnixMs) -> Result<(), NotDeleted> {
        let left = self.delete_fax_saying(fax, reason, now)?;
        left.iter()
            .for_each(|left| log::warn!("fax {fax} is deleted, but not all of it: {left}"));
        Ok(())
    }

    /// The same; says what could not be removed yet, of this one or of one before it.
    pub fn delete_fax_saying(
        &self,
        fax: FaxId,
        reason: &str,
        now: UnixMs,
    ) -> Result<Vec<String>, NotDeleted> {
        self.spool.write_or_refuse(|transaction| {
            let coming: Option<bool> = transaction
                .prepare_cached(STATUS)?
                .query_row([fax.0], |row| row.get(0))
                .optional()?;
            if coming.ok_or(SpoolError::NoSuchFax(fax))? {
                return Err(Rollback::Refused(NotDeleted::Coming(fax)));
            }
            if fax_is_held(transaction, fax)? {
                return Err(Rollback::Refused(NotDeleted::OnHold(fax)));
            }
            let mut on_its_way = transaction.prepare_cached(ON_ITS_WAY)?;
            if on_its_way.query_row([fax.0], |row| row.get(0))? {
                return Err(Rollback::Refused(NotDeleted::OnItsWay(fax)));
            }
            transaction.prepare_cached(RECORD)?.execute(params![fax.0, now, reason])?;
            words::forget(transaction, fax.0)?;
            transaction.prepare_cached(DELETE)?.execute([fax.0])?;
            Ok(())
        })?;
        let mut report = CleanupReport::default();
        // The row is gone for good; the file is named until it is gone, too.
        if let Err(error) = self.spool.retention().remove_files(&mut report) {
            report.problems.push(error.to_string());
        }
        if let Err(error) = self.spool.recordings().remove_records_of_gone() {
            report.problems.push(error.to_string());
        }
        Ok(report.problems)
    }

    /// What is known of a fax that was deleted.
    pub fn deletion_of(&self, fax: FaxId) -> Result<Option<Deletion>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(SELECT_ONE)?
                .query_row([fax.0], deletion_of_row)
                .optional()
        })
    }
}
