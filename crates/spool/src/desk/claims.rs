//! Claims: the user who deals with a received fax. At most one user deals with a fax at a time.

use super::events::{Deed, Done};
use crate::database::{self, Transaction, params};
use crate::error::Rollback;
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

/// The claim of a user who deals with a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The user who deals with the fax.
    pub user: String,
    /// The user who made the claim: the same user, or another one who handed the fax over.
    pub given_by: String,
    /// The time when the claim was made.
    pub at: UnixMs,
}

/// The reason why a claim was not made or not ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefused {
    /// Another user deals with the fax.
    #[error("{} is already dealing with fax {fax}", claim.user)]
    Others {
        /// The fax.
        fax: FaxId,
        /// The claim of the other user.
        claim: Claim,
    },
    /// The spool refused or failed.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

pub(super) const CLAIM: &str = "SELECT user, given_by, at FROM fax_claims WHERE fax = ?1";
const PUT: &str = "
    INSERT INTO fax_claims (fax, user, given_by, at) SELECT id, ?2, ?3, ?4 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET user = excluded.user, given_by = excluded.given_by, at = excluded.at";
const REMOVE: &str = "DELETE FROM fax_claims WHERE fax = ?1";

impl Faxes<'_> {
    /// Makes `user` the one who deals with a fax, at the request of `by`. If `user` deals with the
    /// fax already, the claim remains as it is.
    ///
    /// `by` may hand over a fax with which nobody deals, or with which `by` deals. To hand over a
    /// fax of another user, `over_others` must be true.
    pub fn claim_fax(
        &self,
        fax: FaxId,
        user: &str,
        by: &str,
        over_others: bool,
        now: UnixMs,
    ) -> Result<Claim, ClaimRefused> {
        let done = Done { fax, by, at: now };
        self.spool
            .write_or_refuse(|transaction| claim(transaction, done, user, over_others))
    }

    /// Ends the claim on a fax. Returns false if nobody dealt with it. To end the claim of a user
    /// other than `by`, `over_others` must be true.
    pub fn release_fax(
        &self,
        fax: FaxId,
        by: &str,
        over_others: bool,
        now: UnixMs,
    ) -> Result<bool, ClaimRefused> {
        let done = Done { fax, by, at: now };
        self.spool
            .write_or_refuse(|transaction| release(transaction, done, over_others))
    }
}

/// Makes `user` the one who deals with a fax, within a transaction. If this is refused, nothing was
/// written.
pub(super) fn claim(
    transaction: &Transaction<'_>,
    done: Done<'_>,
    user: &str,
    over_others: bool,
) -> Result<Claim, Rollback<ClaimRefused>> {
    let Done { fax, by, at } = done;
    match claim_of(transaction, fax)? {
        Some(claim) if claim.user == user => return Ok(claim),
        Some(claim) if claim.user != by && !over_others => {
            return Err(Rollback::Refused(ClaimRefused::Others { fax, claim }));
        }
        _ => {}
    }
    let put = transaction.change(PUT, params![fax.0, user, by, at])?;
    if put == 0 {
        return Err(SpoolError::NoSuchFax(fax).into());
    }
    if user == by {
        done.note(transaction, Deed::Claimed, "")?
    } else {
        done.note(transaction, Deed::HandedOver, user)?
    }
    Ok(Claim { user: user.to_owned(), given_by: by.to_owned(), at })
}

/// Ends the claim on a fax, within a transaction. Returns false if nobody had claimed the fax. If
/// the user may not end the claim, nothing is written.
pub(super) fn release(
    transaction: &Transaction<'_>,
    done: Done<'_>,
    over_others: bool,
) -> Result<bool, Rollback<ClaimRefused>> {
    let Done { fax, by, .. } = done;
    match claim_of(transaction, fax)? {
        None => Ok(false),
        Some(claim) if claim.user != by && !over_others => {
            Err(Rollback::Refused(ClaimRefused::Others { fax, claim }))
        }
        Some(claim) => {
            transaction.run(REMOVE, [fax.0])?;
            let of = if claim.user == by { "" } else { &claim.user };
            done.note(transaction, Deed::Released, of)?;
            Ok(true)
        }
    }
}

/// Returns the claim on a fax, if a user deals with it.
pub(crate) fn claim_of(
    transaction: &Transaction<'_>,
    fax: FaxId,
) -> database::Result<Option<Claim>> {
    transaction.first(CLAIM, [fax.0], |row| {
        Ok(Claim { user: row.get(0)?, given_by: row.get(1)?, at: row.get(2)? })
    })
}
