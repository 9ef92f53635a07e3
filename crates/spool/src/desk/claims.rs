//! Who deals with a fax: at most one person at a time.

use super::events::{Deed, Done};
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::error::Rollback;
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

/// Who deals with a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub user: String,
    /// Who gave it to him: himself, or another.
    pub given_by: String,
    /// Since when.
    pub at: UnixMs,
}

/// Why a claim was not made or ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefused {
    /// Another has the fax.
    #[error("{} is already dealing with fax {fax}", claim.user)]
    Others {
        /// The fax.
        fax: FaxId,
        /// Who has it.
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
    /// Makes a fax `user`'s to deal with, by `by`; what is his already stays as it is. `by`
    /// may hand on what is nobody's or his own; what another has, with `over_others` alone.
    pub fn claim_fax(
        &self,
        fax: FaxId,
        user: &str,
        by: &str,
        over_others: bool,
        now: UnixMs,
    ) -> Result<Claim, ClaimRefused> {
        self.spool.write_or_refuse(|transaction| {
            match claim_of(transaction, fax)? {
                Some(claim) if claim.user == user => return Ok(claim),
                Some(claim) if claim.user != by && !over_others => {
                    return Err(Rollback::Refused(ClaimRefused::Others { fax, claim }));
                }
                _ => {}
            }
            let put = transaction.prepare_cached(PUT)?.execute(params![fax.0, user, by, now])?;
            if put == 0 {
                return Err(SpoolError::NoSuchFax(fax).into());
            }
            let done = Done { fax, by, at: now };
            if user == by {
                done.note(transaction, Deed::Claimed, "")?
            } else {
                done.note(transaction, Deed::HandedOver, user)?
            }
            Ok(Claim { user: user.to_owned(), given_by: by.to_owned(), at: now })
        })
    }

    /// Nobody deals with the fax any more; false if nobody did.
    pub fn release_fax(
        &self,
        fax: FaxId,
        by: &str,
        over_others: bool,
        now: UnixMs,
    ) -> Result<bool, ClaimRefused> {
        self.spool.write_or_refuse(|transaction| match claim_of(transaction, fax)? {
            None => Ok(false),
            Some(claim) if claim.user != by && !over_others => {
                Err(Rollback::Refused(ClaimRefused::Others { fax, claim }))
            }
            Some(claim) => {
                transaction.prepare_cached(REMOVE)?.execute([fax.0])?;
                let of = if claim.user == by { "" } else { &claim.user };
                Done { fax, by, at: now }.note(transaction, Deed::Released, of)?;
                Ok(true)
            }
        })
    }
}

/// Who has the fax.
pub(super) fn claim_of(
    transaction: &Transaction<'_>,
    fax: FaxId,
) -> database::Result<Option<Claim>> {
    transaction
        .prepare_cached(CLAIM)?
        .query_row([fax.0], |row| {
            Ok(Claim { user: row.get(0)?, given_by: row.get(1)?, at: row.get(2)? })
        })
        .optional()
}
