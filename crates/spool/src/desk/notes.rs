//! The words that people write for a received fax: a short tag to find the fax by, and a note.

use super::events::{Deed, Done};
use crate::database::{self, Transaction, params};
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

/// A change of the tag and the note of a fax.
#[derive(Clone, Copy, Debug)]
pub struct NoteChange<'n> {
    /// The new tag and note.
    pub note: &'n Note,
    /// The tag and the note that the person saw and changed. If another person has changed them
    /// since, nothing of that is lost. `None`: they are replaced in any case.
    pub seen: Option<&'n Note>,
}

impl<'n> From<&'n Note> for NoteChange<'n> {
    fn from(note: &'n Note) -> Self {
        Self { note, seen: None }
    }
}

impl NoteChange<'_> {
    /// The tag and the note that a fax with these gets. If the texts of two people differ, the note
    /// has both.
    fn applied(self, present: Note) -> Note {
        let Self { note, seen } = self;
        let Some(seen) = seen else { return note.clone() };
        let tag = if note.tag == seen.tag { &present.tag } else { &note.tag };
        let text = match () {
            () if note.text == seen.text => present.text.clone(),
            () if present.text == seen.text || present.text == note.text => note.text.clone(),
            () if note.text.is_empty() => present.text.clone(),
            () => format!("{}\n{}", present.text, note.text),
        };
        Note { tag: tag.clone(), text }
    }
}

pub(super) const NOTE: &str = "SELECT tag, note FROM fax_notes WHERE fax = ?1";
const PUT: &str = "
    INSERT INTO fax_notes (fax, tag, note) SELECT id, ?2, ?3 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET tag = excluded.tag, note = excluded.note";

impl Faxes<'_> {
    /// Changes the tag and the note of a fax; false if they remain as they are.
    pub fn note_fax<'n>(
        &self,
        fax: FaxId,
        change: impl Into<NoteChange<'n>>,
        by: &str,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let (done, change) = (Done { fax, by, at: now }, change.into());
        self.spool.write_or_refuse(|transaction| {
            let note = change.applied(note_of(transaction, fax)?);
            set_note(transaction, done, &note)
        })
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
    let put = transaction.change(PUT, params![fax.0, note.tag, note.text])?;
    if put > 0 {
        words::index(transaction, fax.0)?;
    }
    Ok(put > 0)
}

/// The tag and the note of this fax; empty if there are none.
pub(crate) fn note_of(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<Note> {
    let found =
        transaction.first(NOTE, [fax.0], |row| Ok(Note { tag: row.get(0)?, text: row.get(1)? }))?;
    Ok(found.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(tag: &str, text: &str) -> Note {
        Note { tag: tag.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn the_changes_of_two_people_are_kept() {
        let seen = note("a", "one");
        let applied = |note: Note, present: Note| {
            NoteChange { note: &note, seen: Some(&seen) }.applied(present)
        };
        assert_eq!(applied(note("b", "one"), note("a", "two")), note("b", "two"));
        assert_eq!(applied(note("a", "mine"), note("b", "one")), note("b", "mine"));
        assert_eq!(applied(note("a", "mine"), note("a", "two")), note("a", "two\nmine"));
        assert_eq!(applied(note("a", ""), note("a", "two")), note("a", "two"));
        assert_eq!(applied(note("", ""), note("a", "one")), note("", ""));
    }
}
