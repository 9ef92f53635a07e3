//! The history of a received fax: each action of a person, and its time. It is deleted with the
//! fax.

use crate::column::word;
use crate::database::{self, Row, Transaction, params};
use crate::value::words;
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

words! {
    /// An action of a person on a received fax.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Deed {
        /// The person opened the fax for the first time, or marked it as read.
        Read = "read",
        /// The person claimed the fax, to deal with it.
        Claimed = "claimed",
        /// The person gave up the claim; the fax is claimed by no user now.
        Released = "released",
        /// The person handed the fax over to another user.
        HandedOver = "handed_over",
        /// The person changed the tag or the note of the fax.
        Noted = "noted",
        /// The person had the fax e-mailed.
        Mailed = "mailed",
        /// The person had the fax printed.
        Printed = "printed",
        /// The person forwarded the fax as a fax.
        FaxedOn = "faxed_on",
        /// Rules sorted the fax. Not an action of a person.
        Sorted = "sorted",
        /// Rules left the fax where it was. Not an action of a person.
        LeftUnsorted = "left_unsorted",
        /// The person moved the fax to another device.
        Moved = "moved",
        /// The settings split the fax into several faxes. Not an action of a person.
        Split = "split",
        /// The fax is a part of another fax. Not an action of a person.
        Part = "part",
    }
}

/// An action on a received fax, with its person and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxEvent {
    /// The number of the action; later actions have greater numbers.
    pub id: i64,
    /// The received fax.
    pub fax: FaxId,
    /// The time of the action.
    pub at: UnixMs,
    /// The user's name.
    pub by: String,
    /// The kind of the action.
    pub what: Deed,
    /// The new owner or device of the fax, the new value of its tag or note, or its parts, or the fax
    /// of which it is a part. `marked` if the person marked the fax as read without opening it.
    /// Empty if the action needs no further text.
    pub text: String,
}

const INSERT: &str = "INSERT INTO fax_events (fax, at, by, what, text) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const OF_FAX: &str =
    "SELECT id, fax, at, by, what, text FROM fax_events WHERE fax = ?1 ORDER BY id";

/// An action that is about to be stored, without its kind and text.
#[derive(Clone, Copy)]
pub(crate) struct Done<'a> {
    pub(crate) fax: FaxId,
    pub(crate) by: &'a str,
    pub(crate) at: UnixMs,
}

impl Done<'_> {
    pub(crate) fn note(
        self,
        transaction: &Transaction<'_>,
        what: Deed,
        text: &str,
    ) -> database::Result<()> {
        transaction.run(INSERT, params![self.fax.0, self.at, self.by, what.name(), text])
    }
}

impl Faxes<'_> {
    /// The actions of people on a fax, the oldest first.
    pub fn fax_events(&self, fax: FaxId) -> Result<Vec<FaxEvent>, SpoolError> {
        self.spool.read(|transaction| transaction.all(OF_FAX, [fax.0], event_of_row))
    }

    /// Stores an action on a fax that no other table of the spool shows, such as forwarding.
    pub fn note_fax_event(
        &self,
        fax: FaxId,
        what: Deed,
        text: &str,
        by: &str,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool
            .write(|transaction| Done { fax, by, at: now }.note(transaction, what, text))
    }
}

fn event_of_row(row: &Row<'_>) -> database::Result<FaxEvent> {
    Ok(FaxEvent {
        id: row.get("id")?,
        fax: FaxId(row.get("fax")?),
        at: row.get("at")?,
        by: row.get("by")?,
        what: word(row, "what", Deed::from_name)?,
        text: row.get("text")?,
    })
}
