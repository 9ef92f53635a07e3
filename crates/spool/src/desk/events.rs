//! What people did with a received fax, and when. It goes with the fax.

use crate::column::word;
use crate::database::{self, Row, Transaction, params};
use crate::value::words;
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

/// Something that a person did with a received fax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Read it for the first time.
    Read,
    /// Took it as his to deal with.
    Claimed,
    /// Gave it back: it is nobody's.
    Released,
    /// Gave it to somebody else.
    HandedOver,
    /// Changed its tag or its note.
    Noted,
    /// Had it mailed.
    Mailed,
    /// Had it printed.
    Printed,
    /// Sent it on as a fax.
    FaxedOn,
}

words!(Deed {
    Read = "read",
    Claimed = "claimed",
    Released = "released",
    HandedOver = "handed_over",
    Noted = "noted",
    Mailed = "mailed",
    Printed = "printed",
    FaxedOn = "faxed_on",
});

/// A deed with who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxEvent {
    /// Its number; later ones are greater.
    pub id: i64,
    /// The fax.
    pub fax: FaxId,
    /// When.
    pub at: UnixMs,
    /// Who.
    pub by: String,
    /// What.
    pub what: Deed,
    /// To whom, or what it is now; empty where there is nothing more to say.
    pub text: String,
}

const INSERT: &str = "INSERT INTO fax_events (fax, at, by, what, text) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const OF_FAX: &str =
    "SELECT id, fax, at, by, what, text FROM fax_events WHERE fax = ?1 ORDER BY id";

/// A deed that is about to be written down.
#[derive(Clone, Copy)]
pub(super) struct Done<'a> {
    pub(super) fax: FaxId,
    pub(super) by: &'a str,
    pub(super) at: UnixMs,
}

impl Done<'_> {
    pub(super) fn note(
        self,
        transaction: &Transaction<'_>,
        what: Deed,
        text: &str,
    ) -> database::Result<()> {
        transaction
            .prepare_cached(INSERT)?
            .execute(params![self.fax.0, self.at, self.by, what.name(), text])
            .map(drop)
    }
}

impl Faxes<'_> {
    /// What people did with a fax, the oldest first.
    pub fn fax_events(&self, fax: FaxId) -> Result<Vec<FaxEvent>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(OF_FAX)?.query_map([fax.0], event_of_row)?.collect()
        })
    }

    /// Notes what a person did with a fax beside the spool's own tables: sent it on.
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
