//! The marks of read and unread faxes, for each user. All faxes up to a certain one are read
//! (`fax_readers`), and each fax for which that is not right has a row of its own (`fax_marks`).

use super::events::{Deed, Done};
use crate::chunk::in_transactions;
use crate::database::{self, Transaction, params};
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

pub(super) const READ_THROUGH: &str = "SELECT read_through FROM fax_readers WHERE user = ?1";
const SET_READ_THROUGH: &str = "
    INSERT INTO fax_readers (user, read_through) VALUES (?1, ?2)
    ON CONFLICT (user) DO UPDATE SET read_through = max(fax_readers.read_through, excluded.read_through)";
const FORGET_BELOW: &str = "DELETE FROM fax_marks WHERE user = ?1 AND fax <= ?2";
pub(super) const MARK: &str = "SELECT is_read FROM fax_marks WHERE user = ?1 AND fax = ?2";
pub(super) const PUT_MARK: &str = "
    INSERT INTO fax_marks (user, fax, is_read) VALUES (?1, ?2, ?3)
    ON CONFLICT (user, fax) DO UPDATE SET is_read = excluded.is_read";
/// The text of an event `read` is `former` if another person had the user's name then.
pub(super) const HAS_READ: &str = "
    SELECT EXISTS (
        SELECT 1 FROM fax_events WHERE fax = ?1 AND by = ?2 AND what = 'read' AND text <> 'former')";
/// A fax that a user has only marked as read has the event `read` with the text [`MARKED`].
pub(super) const HAS_OPENED: &str = "
    SELECT EXISTS (
        SELECT 1 FROM fax_events WHERE fax = ?1 AND by = ?2 AND what = 'read' AND text NOT IN ('former', 'marked'))";
/// The text of the event `read` if the user has marked the fax as read and has not opened it.
const MARKED: &str = "marked";

const UNREAD_FOR_ALL: &str = "
    INSERT INTO fax_marks (user, fax, is_read) SELECT user, ?1, 0 FROM fax_readers WHERE read_through >= ?1
    ON CONFLICT DO NOTHING";

/// Marks a fax as unread for all users who have not seen it. Otherwise, a fax that moves to another
/// device would be read for those who had marked all faxes there as read.
pub(crate) fn is_new_for_all(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<()> {
    transaction.run(UNREAD_FOR_ALL, [fax.0])
}

impl Faxes<'_> {
    /// Marks a fax as read or unread for this user. Returns true if the mark has changed. If the
    /// user has not read the fax before, its first mark as read is an event of the fax.
    pub fn mark_fax(
        &self,
        fax: FaxId,
        user: &str,
        read: bool,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let done = Done { fax, by: user, at: now };
        self.spool.write(|transaction| mark(transaction, done, read))
    }

    /// Those of these faxes that this user has not read.
    pub fn unread_among(&self, faxes: &[FaxId], user: &str) -> Result<Vec<FaxId>, SpoolError> {
        self.spool.read(|transaction| {
            let mut unread = Vec::new();
            for fax in faxes {
                unread.extend(is_unread(transaction, *fax, user)?.then_some(*fax));
            }
            Ok(unread)
        })
    }

    /// Returns whether this user has opened a fax before, even if it is now marked as unread. A fax
    /// that the user has only marked as read was not opened.
    pub fn has_opened_fax(&self, fax: FaxId, user: &str) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| is_noted(transaction, HAS_OPENED, fax, user))
    }

    /// Notes that this user opens a fax, if it is the first time. The mark remains as it is.
    pub fn note_reading(&self, fax: FaxId, user: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.note_readings(&[fax], user, now)
    }

    /// Notes for each of these faxes that this user opens it, if it is the first time. This is done
    /// in as few transactions as calls allow.
    pub fn note_readings(
        &self,
        faxes: &[FaxId],
        user: &str,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let noted = in_transactions(self.spool, faxes, |transaction, &fax| {
            if !is_noted(transaction, HAS_OPENED, fax, user)? {
                Done { fax, by: user, at: now }.note(transaction, Deed::Read, "")?;
            }
            Ok(())
        });
        noted.into_iter().collect()
    }

    /// Marks all faxes up to this one as read for this user.
    pub fn mark_faxes_through(&self, fax: FaxId, user: &str) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.run(SET_READ_THROUGH, params![user, fax.0])?;
            transaction.run(FORGET_BELOW, params![user, fax.0])
        })
    }
}

/// Marks a fax as read or unread, within a transaction. Returns true if the mark has changed.
pub(super) fn mark(
    transaction: &Transaction<'_>,
    done: Done<'_>,
    read: bool,
) -> database::Result<bool> {
    let Done { fax, by, .. } = done;
    if is_unread(transaction, fax, by)? != read {
        return Ok(false);
    }
    transaction.run(PUT_MARK, params![by, fax.0, read])?;
    if read && !is_noted(transaction, HAS_READ, fax, by)? {
        done.note(transaction, Deed::Read, MARKED)?;
    }
    Ok(true)
}

/// Whether the history of the fax has an event of this user for which `sql` looks.
fn is_noted(
    transaction: &Transaction<'_>,
    sql: &str,
    fax: FaxId,
    user: &str,
) -> database::Result<bool> {
    transaction.one(sql, params![fax.0, user], |row| row.get(0))
}

pub(super) fn read_through(transaction: &Transaction<'_>, user: &str) -> database::Result<i64> {
    let found = transaction.first(READ_THROUGH, [user], |row| row.get(0))?;
    Ok(found.unwrap_or(0))
}

fn is_unread(transaction: &Transaction<'_>, fax: FaxId, user: &str) -> database::Result<bool> {
    let mark: Option<bool> = transaction.first(MARK, params![user, fax.0], |row| row.get(0))?;
    match mark {
        Some(is_read) => Ok(!is_read),
        None => Ok(fax.0 > read_through(transaction, user)?),
    }
}
