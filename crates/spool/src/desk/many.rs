//! A change of many received faxes at once, in one transaction.

use super::claims::{ClaimRefused, claim, release};
use super::events::Done;
use super::marks::mark;
use super::notes::{Note, note_of, set_note};
use crate::database::{self, Transaction};
use crate::error::Rollback;
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

/// A change of a received fax by a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaxChange<'a> {
    /// Marks the fax as read or unread by the user.
    Mark {
        /// True: as read.
        read: bool,
    },
    /// Makes `user` the one who deals with the fax.
    Claim {
        /// The user who deals with the fax from now on.
        user: &'a str,
        /// Whether a claim of another user is replaced.
        over_others: bool,
    },
    /// Ends the claim on the fax.
    Release {
        /// Whether a claim of another user is ended.
        over_others: bool,
    },
    /// Replaces the tag of the fax. The note remains.
    Tag(&'a str),
}

const IS_THERE: &str = "SELECT 1 FROM faxes WHERE id = ?1";

impl Faxes<'_> {
    /// Makes a change of each of these faxes in one transaction, at the request of `by`. A fax of
    /// which the change is refused remains as it is, and hinders no other. Returns a result for
    /// each fax, in their order.
    pub fn change_faxes(
        &self,
        faxes: &[FaxId],
        change: FaxChange<'_>,
        by: &str,
        now: UnixMs,
    ) -> Result<Vec<Result<(), ClaimRefused>>, SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let done = |fax: &FaxId| Done { fax: *fax, by, at: now };
            let one = |fax| Rollback::of_one(changed(transaction, done(fax), change));
            Ok(faxes.iter().map(one).collect::<database::Result<_>>()?)
        })
    }
}

fn changed(
    transaction: &Transaction<'_>,
    done: Done<'_>,
    change: FaxChange<'_>,
) -> Result<(), Rollback<ClaimRefused>> {
    let fax = done.fax;
    let there: Option<i64> = transaction.first(IS_THERE, [fax.0], |row| row.get(0))?;
    if there.is_none() {
        return Err(SpoolError::NoSuchFax(fax).into());
    }
    match change {
        FaxChange::Mark { read } => Ok(mark(transaction, done, read).map(drop)?),
        FaxChange::Claim { user, over_others } => {
            claim(transaction, done, user, over_others).map(drop)
        }
        FaxChange::Release { over_others } => release(transaction, done, over_others).map(drop),
        FaxChange::Tag(tag) => {
            let text = note_of(transaction, fax)?.text;
            set_note(transaction, done, &Note { tag: tag.to_owned(), text }).map(drop)
        }
    }
}
