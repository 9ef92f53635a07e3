//! Protection against changes of something that has changed since a user saw it. A spool that rests
//! on a seen version ([`Spool::resting_on`](super::Spool::resting_on)) makes a change only if the
//! version is still current.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::ids::{FaxId, JobId};
use crate::database::{self, Transaction};

/// A record that users see and change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeable {
    /// A received fax.
    Fax(FaxId),
    /// A job.
    Job(JobId),
    /// A contact in an address book.
    Contact(i64),
}

/// The version of a record at the moment when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    what: Seeable,
    /// The version; none if there was no such record.
    version: Option<String>,
}

// A text for each record, of which the version is the hash. It becomes another one with each change
// that people make or see.
const OF_FAX: &str = "
    SELECT status || ' ' || coalesce((SELECT max(id) FROM fax_events WHERE fax = faxes.id), 0)
    FROM faxes WHERE id = ?1";
const VALUES_OF_FAX: &str =
    "SELECT '\n' || name || '\n' || value FROM fax_metadata WHERE fax = ?1 ORDER BY name";
const OF_JOB: &str = "
    SELECT state || ' ' || (SELECT max(id) FROM job_changes WHERE job = jobs.id) FROM jobs WHERE id = ?1";
const OF_CONTACT: &str = "
    SELECT name || '\n' || company || '\n' || number || '\n' || note FROM contacts WHERE id = ?1";

impl Seen {
    /// Reads the current version of a record.
    pub(super) fn now(transaction: &Transaction<'_>, what: Seeable) -> database::Result<Self> {
        let (statement, id) = match what {
            Seeable::Fax(id) => (OF_FAX, id.0),
            Seeable::Job(id) => (OF_JOB, id.0),
            Seeable::Contact(id) => (OF_CONTACT, id),
        };
        let mut version: Option<String> = transaction.first(statement, [id], |row| row.get(0))?;
        if let (Seeable::Fax(fax), Some(version)) = (what, &mut version) {
            // No event of the fax shows a change of its values.
            let mut select = transaction.prepare_cached(VALUES_OF_FAX)?;
            for value in select.query_map([fax.0], |row| row.get::<_, String>(0))? {
                *version += &value?;
            }
        }
        let hash = |text: String| HEXLOWER.encode(&Sha256::digest(text));
        Ok(Self { what, version: version.map(hash) })
    }

    /// The version of a record that a web page has shown. `version` is the text that
    /// [`Self::version`] returned for it.
    pub fn shown(what: Seeable, version: &str) -> Self {
        Self { what, version: Some(version.to_owned()) }
    }

    /// The version as a short text, which a form can contain; empty if there was no such record.
    pub fn version(&self) -> &str {
        self.version.as_deref().unwrap_or_default()
    }

    /// Whether the record has changed. A deleted record counts as unchanged, because the change
    /// itself detects that the record is missing.
    pub(super) fn has_changed(&self, transaction: &Transaction<'_>) -> database::Result<bool> {
        let now = Self::now(transaction, self.what)?;
        Ok(now.version.is_some() && now != *self)
    }
}

#[cfg(test)]
mod tests {
    use ferrofax_basics::UnixMs;

    use super::*;
    use crate::desk::Note;
    use crate::{Contact, NewFax, Spool, SpoolError};

    #[test]
    fn nothing_is_changed_that_is_no_longer_as_it_was_seen() {
        let (_folder, spool) = Spool::empty();
        let fax = spool.receiving().begin_fax(&NewFax::default()).unwrap();
        let note = |spool: &Spool, tag: &str| {
            let note = Note { tag: tag.to_owned(), text: String::new() };
            spool.faxes().note_fax(fax, &note, "alice", UnixMs(1))
        };
        let seen = Seen::of(&spool, Seeable::Fax(fax)).unwrap();
        let resting = spool.resting_on(seen);
        note(&resting, "first").unwrap();
        assert!(
            matches!(note(&resting, "second"), Err(SpoolError::Changed)),
            "it rests on the old"
        );
        note(&spool, "third").unwrap();
        // So do the values of programs, which are no event of the fax.
        let resting = spool.resting_on(Seen::of(&spool, Seeable::Fax(fax)).unwrap());
        let values = |case: &str| [("case".to_owned(), case.to_owned())].into();
        spool.faxes().set_fax_metadata(fax, &values("17")).unwrap();
        let set = resting.faxes().set_fax_metadata(fax, &values("18"));
        assert!(matches!(set, Err(SpoolError::Changed)));
        // A deleted record is detected by the change itself.
        let new = Contact { name: "a".into(), number: "1".into(), ..Contact::default() };
        let id = spool.numbers().put_contact(&new, "alice", UnixMs(1)).unwrap().unwrap();
        let resting = spool.resting_on(Seen::of(&spool, Seeable::Contact(id)).unwrap());
        let other = Contact { id, name: "b".into(), ..new };
        spool.numbers().put_contact(&other, "alice", UnixMs(1)).unwrap();
        assert!(matches!(resting.numbers().delete_contact(id), Err(SpoolError::Changed)));
        assert!(spool.numbers().delete_contact(id).unwrap());
        assert!(!resting.numbers().delete_contact(id).unwrap());
    }
}
