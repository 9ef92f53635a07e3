//! The actions of people on received faxes and jobs, for every interface (web interface, API). This
//! crate knows nothing of HTTP.
//!
//! An interface identifies the user and calls a [`Desk`] with that [`Person`]. Each function call
//! decides again what the person may see ([`Sight`]). Each action is written to the audit log
//! before it is done, and each refusal is written, too. For a person, a fax or job that they may
//! not see looks like one that does not exist. A deleted fax or job is reported as deleted to
//! people who saw it before.
//!
//! All functions here wait for the disk, so they must run on a worker thread. Each interface should
//! have its own [`Spool`], so that its long lists do not make other interfaces wait.
//!
//! Read in this order:
//!
//! - this file, `error`;
//! - `faxes` (lists, marks as read, claims, notes), `texts` (words on pages), `passing_on` (mail, print, forward as a fax);
//! - `bulk` and `passing_on_many` (actions on many faxes or jobs), `archive` (several faxes in one
//!   file), `lists` (saved views, and other parts of lists);
//! - `fetching` (polling), `jobs`, `proofs` (proofs of sending), `numbers`, `contacts` and `suggestions` (the recipients),
//!   `drafts` (faxes that are being written);
//! - `own` (the person's own sessions and language), `house`, `mails`, `junk` and `managed_devices`
//!   (for administrators), `remembered` (facts about numbers), `calls` and `log` (for
//!   administrators and auditors);
//! - `now` (calls in progress), `changes` (for web pages that show changes live);
//! - [`managed`] (the files with devices and settings that administrators change in the web
//!   interface), [`metrics`] (monitoring), [`trail`] (reading the audit log), [`csv`] (lists of
//!   contacts in files), [`user`] (the names of system users).

mod archive;
mod bulk;
mod calls;
pub mod changes;
mod contacts;
pub mod csv;
mod drafts;
mod error;
mod faxes;
mod fetching;
mod house;
mod jobs;
mod junk;
mod lists;
mod log;
mod mails;
pub mod managed;
mod managed_devices;
pub mod metrics;
mod now;
mod numbers;
mod own;
mod passing_on;
mod passing_on_many;
mod proofs;
mod refusals;
mod remembered;
mod suggestions;
mod texts;
pub mod trail;
pub mod user;

pub use archive::Bundle;
pub use bulk::{FaxDeed, MOST_AT_ONCE, Outcomes};
pub use contacts::{Book, table_too_large};
use drafts::{AllFacts, AllMaking};
pub use drafts::{
    Arrange, Checked, Draft, DraftAt, DraftChange, DraftDocument, DraftForm, DraftPage, FIELDS,
    FormUsual, Kept, MOST_DRAFTS, MOST_RECIPIENTS, Making, Named, Recipient, Unclear, Writing,
    delete_expired_drafts, too_many as too_many_recipients,
};
pub use error::{DeskError, Thing};
pub use faxes::WholeFax;
pub use ferrofax_rights::{Entrance, GroupSettings, Person, Role, Sight, Standing, Used};
pub use ferrofax_spool::desk::{
    Claim, ClaimedBy, Deed, DeskFax, FaxEvent, FaxList, FaxSieve, JobList, JobPlace, JobProgress,
    JobSieve, Note, NoteChange, Now, QueueNow, Reception, Total, Unread,
};
pub use ferrofax_spool::numbers::PriceClass;
pub use ferrofax_spool::{Contact, Imported, ListOf, SavedView};
pub use fetching::ToFetch;
pub use house::{HouseHealth, Machines};
pub use jobs::{JobDeed, SendingDevice};
pub use log::{LogPage, LogSieve};
pub use mails::HeldMail;
pub use managed_devices::{InEffect, ManagedDevices, ManagedSettings};
pub use now::Calls;
pub use numbers::NumberCheck;
pub use own::{LOOKS, REPORTS, START_PAGES, UNCLAIMED_AFTER};
pub use passing_on::{Mark, Onward, Sent};
pub use passing_on_many::Onto;
pub use remembered::KnownNumber;
pub use suggestions::{Source, Suggestion};
pub use texts::FaxWords;

use std::sync::{Arc, Mutex};

use self::lists::ForeignFilters;
use self::refusals::Refusal;
use crate::managed::ManagedFiles;
use ferrofax_convert::Converter;
use ferrofax_node::Place;
use ferrofax_proof::ProofSettings;
use ferrofax_rights::{Denied, Reason, Rights};
use ferrofax_spool::{Seen, Spool};

/// Shows and changes faxes and jobs on behalf of people. Cloning is cheap, except that it copies
/// the converter's settings.
#[derive(Clone)]
pub struct Desk {
    spool: Spool,
    rights: Rights,
    converter: Converter,
    printers: Vec<String>,
    managed: ManagedFiles,
    /// The shared database of this PBX node, if it has one.
    store: Option<Place>,
    /// The settings of proofs of sending; none: there are no proofs.
    proof: Option<ProofSettings>,
    /// The largest total size of the documents of one fax, in bytes.
    most: u64,
    /// The lock that is held while the first opening of a fax by a person is recorded.
    opening: Arc<Mutex<()>>,
    /// The times at which the audit log got a line because a user filtered a list by a device of
    /// other users.
    foreign_filters: ForeignFilters,
    /// The documents of drafts that are being converted now.
    making: AllMaking,
    /// The owners and ages of the drafts, for the lists of drafts.
    draft_facts: AllFacts,
}

impl Desk {
    /// Creates a desk, which gives people access to the faxes and jobs of this spool. `printers`
    /// are the printers in the settings: everybody who sees a fax may print it on them.
    pub fn new(
        spool: &Spool,
        rights: &Rights,
        converter: Converter,
        printers: Vec<String>,
    ) -> Self {
        let managed = ManagedFiles::of(spool);
        let (spool, rights) = (spool.clone(), rights.clone());
        let (opening, foreign_filters, making, draft_facts) = Default::default();
        let (store, proof, most) = (None, None, u64::MAX);
        Self {
            spool,
            rights,
            converter,
            printers,
            managed,
            store,
            proof,
            most,
            opening,
            foreign_filters,
            making,
            draft_facts,
        }
    }

    /// Returns this [`Desk`], which carries out the actions of people, with another limit: it then
    /// accepts at most `most` bytes for all documents of one fax together.
    pub fn taking(self, most: u64) -> Self {
        Self { most, ..self }
    }

    /// Returns this [`Desk`] with the shared database of this PBX node: administrators then see and
    /// drain the nodes that use the database.
    pub fn sharing(self, store: Option<Place>) -> Self {
        Self { store, ..self }
    }

    /// Returns this [`Desk`] with the settings of proofs of sending.
    pub fn proving(self, proof: ProofSettings) -> Self {
        Self { proof: Some(proof), ..self }
    }

    /// A copy of this [`Desk`], which carries out the actions of people, for one request. The copy
    /// changes the fax or job `seen` only if the fax or job has not changed since the user saw it.
    pub fn resting_on(&self, seen: Seen) -> Self {
        Self { spool: self.spool.resting_on(seen), ..self.clone() }
    }

    /// A [`Desk`] for the faxes and jobs of the sandbox, which has no printers. Nothing is really
    /// sent there, so there are no proofs of sending.
    pub fn in_sandbox(&self, sandbox: &Spool, rights: &Rights) -> Self {
        let (spool, rights) = (sandbox.clone(), rights.clone());
        let (opening, foreign_filters, making, draft_facts) = Default::default();
        let (printers, proof) = (Vec::new(), None);
        Self {
            spool,
            rights,
            printers,
            proof,
            opening,
            foreign_filters,
            making,
            draft_facts,
            ..self.clone()
        }
    }

    /// Returns which faxes and jobs this person sees now.
    ///
    /// # Errors
    /// The permissions cannot be read now.
    pub fn sight(&self, person: &Person) -> Result<Sight, DeskError> {
        Ok(self.rights.sight(person)?)
    }

    /// Checks that this person may read the audit log. The reading adds a line to the log.
    pub fn read_log(&self, person: &Person) -> Result<(), DeskError> {
        let decided = if self.rights.sight(person)?.sees_log() {
            Ok(())
        } else {
            Err(Reason::ReadsLog.into())
        };
        Ok(self.rights.at_desk(person, "log", &[], decided)?)
    }

    /// Writes to the audit log that an action is granted, before the action is done.
    fn granted(
        &self,
        person: &Person,
        asked: &str,
        about: &[(&str, &str)],
    ) -> Result<(), DeskError> {
        Ok(self.rights.at_desk(person, asked, about, Ok(()))?)
    }

    /// Writes a refusal to the audit log, and returns the refusal as an error.
    fn refused(
        &self,
        person: &Person,
        asked: &str,
        about: &[(&str, &str)],
        denied: Denied,
    ) -> DeskError {
        match self.rights.at_desk::<()>(person, asked, about, Err(denied.clone())) {
            Err(denied) => DeskError::Denied(denied),
            // `refused` never returns a grant: this arm only satisfies the type.
            Ok(()) => DeskError::Denied(denied),
        }
    }

    /// Writes to the audit log that a granted action failed because of `error`. Returns `error`.
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

    /// Writes to the audit log that a person requested a fax, job or other item that does not
    /// exist, or that they may not see. The person gets the same error in both cases.
    fn not_there(&self, person: &Person, asked: &str, thing: Thing, is_there: bool) -> DeskError {
        self.refused_one(person, asked, thing, Refusal::not_there(thing, is_there))
    }
}
