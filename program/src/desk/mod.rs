//! The desk: what people see of received faxes and of jobs, and do with them, by whatever
//! door they come. Nothing here knows of HTTP.
//!
//! A door finds out who somebody is and asks with a [`Person`]; what he sees is decided here
//! at each question ([`Sight`]), and what he does is a line of the audit log before it is
//! done, as is what he is refused. What is not his looks to him as what is not there; what
//! was deleted he is told of if he saw it before.
//!
//! Everything here waits for the disk: it belongs on a worker thread. A door had better have
//! a [`Spool`] of its own, so that its lists keep nobody else waiting.
//!
//! Read in this order: this file, `error`, `faxes` (lists, marks, claims, notes), `passing_on`
//! (mailed, printed, sent on as a fax), `fetching`, `jobs`, `numbers` and `contacts` (to whom), `drafts`
//! (faxes that are being written), `own` (one's sessions and language), `house`, `remembered` (what is known of numbers), `calls` and
//! `log` (for administrators and auditors), `now` (what goes on), `changes` (what has changed, for pages
//! that show it live).

mod calls;
pub mod changes;
mod contacts;
mod drafts;
mod error;
mod faxes;
mod fetching;
mod house;
mod jobs;
mod log;
mod now;
mod numbers;
mod own;
mod passing_on;
mod remembered;

pub use crate::rights::{Entrance, GroupSettings, Person, Role, Sight, Standing, Used};
pub use contacts::Book;
pub use drafts::{
    Arrange, Checked, Draft, DraftAt, DraftDocument, DraftForm, DraftPage, FIELDS, Kept,
    MOST_DRAFTS, Recipient, Writing,
};
pub use error::{DeskError, Thing};
pub use faxes::WholeFax;
pub use ferrofax_spool::desk::{
    Claim, ClaimedBy, Deed, DeskFax, FaxEvent, FaxList, FaxSieve, JobList, JobPlace, JobProgress,
    JobSieve, Note, Now, QueueNow, Reception, Unread,
};
pub use ferrofax_spool::numbers::PriceClass;
pub use ferrofax_spool::{Contact, Imported};
pub use fetching::ToFetch;
pub use house::{HouseHealth, Machines};
pub use jobs::JobDeed;
pub use log::{LogPage, LogSieve};
pub use now::Calls;
pub use numbers::NumberCheck;
pub use own::LANGUAGES;
pub use passing_on::{Onward, Sent};
pub use remembered::KnownNumber;

use std::sync::{Arc, Mutex};

use crate::convert::Converter;
use crate::rights::{Denied, Reason, Rights};
use ferrofax_spool::{Seen, Spool};

/// What people see and do. Cheap to clone but for the converter's settings.
#[derive(Clone)]
pub struct Desk {
    spool: Spool,
    rights: Rights,
    converter: Converter,
    printers: Vec<String>,
    /// Bytes of the documents of one fax, at most.
    most: u64,
    /// Held while a fax is opened for the first time.
    opening: Arc<Mutex<()>>,
}

impl Desk {
    /// A desk at this spool. `printers`: those of the settings, which anybody may print on
    /// who sees a fax.
    pub fn new(
        spool: &Spool,
        rights: &Rights,
        converter: Converter,
        printers: Vec<String>,
    ) -> Self {
        let (spool, rights) = (spool.clone(), rights.clone());
        Self { spool, rights, converter, printers, most: u64::MAX, opening: Arc::default() }
    }

    /// The same desk; the documents of a fax that is written at it have no more bytes than so
    /// many.
    pub(crate) fn taking(self, most: u64) -> Self {
        Self { most, ..self }
    }

    /// The same desk for what is to be done only while something is as it was seen.
    pub(crate) fn resting_on(&self, seen: Seen) -> Self {
        Self { spool: self.spool.resting_on(seen), ..self.clone() }
    }

    /// What this person sees at this moment.
    ///
    /// # Errors
    /// It can't be found out now.
    pub fn sight(&self, person: &Person) -> Result<Sight, DeskError> {
        Ok(self.rights.sight(person)?)
    }

    /// May this person read the log of decisions? The reading is a line of it.
    pub fn read_log(&self, person: &Person) -> Result<(), DeskError> {
        let decided = match self.rights.sight(person)?.sees_log() {
            true => Ok(()),
            false => Err(Reason::ReadsLog.into()),
        };
        Ok(self.rights.at_desk(person, "log", &[], decided)?)
    }

    /// Writes down that this is done, before it is.
    fn granted(
        &self,
        person: &Person,
        asked: &str,
        about: &[(&str, &str)],
    ) -> Result<(), DeskError> {
        Ok(self.rights.at_desk(person, asked, about, Ok(()))?)
    }

    /// Writes down that this is refused, and refuses it.
    fn refused(
        &self,
        person: &Person,
        asked: &str,
        about: &[(&str, &str)],
        denied: Denied,
    ) -> DeskError {
        match self.rights.at_desk::<()>(person, asked, about, Err(denied.clone())) {
            Err(denied) => DeskError::Denied(denied),
            // A refusal is never granted.
            Ok(()) => DeskError::Denied(denied),
        }
    }

    /// Writes down that what was granted could not be done as things stand.
    fn hindered(
        &self,
        person: &Person,
        asked: &str,
        about: &[(&str, &str)],
        error: DeskError,
    ) -> DeskError {
        let denied = Denied::forbidden("not-done", error.to_string());
        _ = self.refused(person, asked, about, denied);
        error
    }

    /// Writes down that something was asked for that is not this person's, or not there, which
    /// looks the same to him.
    fn not_there(&self, person: &Person, asked: &str, thing: Thing, is_there: bool) -> DeskError {
        let rule = if is_there { "not-yours" } else { "not-there" };
        let id = thing.id().to_string();
        let denied = Denied::forbidden(rule, format!("{thing} is not there for this user"));
        _ = self.refused(person, asked, &[(thing.kind(), &id)], denied);
        DeskError::NotThere(thing)
    }
}
