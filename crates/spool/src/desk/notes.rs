//! The words that people write for a received fax: a short tag to find the fax by, and a note.

use super::events::{Deed, Done};
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::error::Rollback;
use crate::words;
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

/// The tag and the note of a received fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// A word or two, for example "Order 4711".
    pub tag: String,
    /// The note; any text.
    pub text: String,
}

pub(super) const NOTE: &str = "SELECT tag, note FROM fax_notes WHERE fax = ?1";
const PUT: &str = "
    INSERT INTO fax_notes (fax, tag, note) SELECT id, ?2, ?3 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET tag = excluded.tag, note = excluded.note";

impl Faxes<'_> {
    /// Replaces the tag and the note of a fax; false if they are unchanged.
    pub fn note_fax(
        &self,
        fax: FaxId,
        note: &Note,
        by: &str,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let done = Done { fax, by, at: now };
        self.spool.write_or_refuse(|transaction| set_note(transaction, done, note))
    }
}

/// Replaces the tag and the note of a fax, within a transaction. If this is refused, nothing was
/// written.
pub(super) fn set_note<E: From<SpoolError>>(
    transaction: &Transaction<'_>,
    done: Done<'_>,
    note: &Note,
) -> Result<bool, Rollback<E>> {
    if note_of(transaction, done.fax)? == *note {
        return Ok(false);
    }
    if !put_note(transaction, done.fax, note)? {
        return Err(SpoolError::NoSuchFax(done.fax).into());
    }
    done.note(transaction, Deed::Noted, &note.tag)?;
    Ok(true)
}

/// Stores the tag and the note of a fax, without an event. Returns false if there is no such fax.
pub(crate) fn put_note(
    transaction: &Transaction<'_>,
    fax: FaxId,
    note: &Note,
) -> database::Result<bool> {
    let put = transaction.prepare_cached(PUT)?.execute(params![fax.0, note.tag, note.text])?;
    if put > 0 {
        words::index(transaction, fax.0)?;
    }
    Ok(put > 0)
}

/// The tag and the note of this fax; empty if there are none.
pub(crate) fn note_of(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<Note> {
    let found = transaction
        .prepare_cached(NOTE)?
        .query_row([fax.0], |row| Ok(Note { tag: row.get(0)?, text: row.get(1)? }))
        .optional()?;
    Ok(found.unwrap_or_default())
}
