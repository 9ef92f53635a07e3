//! Imports from the spool of a HylaFAX server: its queue, its ended jobs, and its received
//! faxes. Its settings are translated into a proposal for Ferrofax's.
//!
//! Nothing is changed in HylaFAX's spool. All files are opened first ([`Found::look`]), by root
//! if root started the program, before the process becomes the owner of Ferrofax's spool. A job
//! or fax is imported once, recognised by a mark ([`ferrofax_spool::TakenOver`]). One that
//! can't be imported is reported, and the others are imported.
//!
//! A job of the queue is imported as held, so that it is not sent here while HylaFAX may still
//! send it. With [`Wanted::release`] it is sent, and so is a job of an earlier import that has
//! not changed in the queue since. This is refused while HylaFAX's queue manager runs.
//!
//! The facts about HylaFAX's files come from its manual pages (sendq(5F), recvq(5F),
//! xferfaxlog(5F), hylafax-config(5F), hosts.hfaxd(5F)) and from files that its programs wrote.
//!
//! Read in this order: `place` (the folder, and how a file in it is opened), `job_file` (a file of
//! the queue), `call_log` (xferfaxlog), `found` (all files), `wanted` (the choice of devices),
//! `jobs`, `ended`, `faxes` (the imports), `settings`.

mod call_log;
mod ended;
mod faxes;
mod found;
mod job_file;
mod jobs;
mod place;
mod settings;
mod wanted;

use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;

pub use found::Found;
pub use place::NoPlace;
pub use settings::proposal;
pub use wanted::{BadName, Names, Wanted};

use crate::convert::Converter;
use crate::rights::{By, Rights};

/// The parts that an import needs.
#[derive(Clone, Copy)]
pub struct Taker<'a> {
    /// The spool of Ferrofax into which is imported.
    pub spool: &'a Spool,
    /// The rights, which decide what may be sent.
    pub rights: &'a Rights,
    /// The user who imports.
    pub by: By<'a>,
    /// Converts documents to pages.
    pub converter: &'a Converter,
    /// The present time.
    pub now: UnixMs,
}

/// The result for a job or fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The job or fax was imported now, as the words say.
    Taken(String),
    /// The job or fax was imported before.
    Known(String),
    /// The job or fax was imported before, and needs attention.
    Changed(String),
    /// The job or fax was not imported, for this reason.
    PassedOver(String),
}

/// A job or fax, and the result for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The path of the file in HylaFAX's folder.
    pub at: String,
    /// The result.
    pub fate: Fate,
}

/// Imports everything that was found, and reports the result of each.
///
/// # Errors
/// `tell` failed, which stops the import.
pub fn take_over<E>(
    found: Found,
    wanted: &Wanted,
    to: Taker<'_>,
    tell: &mut dyn FnMut(Told) -> Result<(), E>,
) -> Result<(), E> {
    for job in &found.queue {
        let fate = jobs::take(job, wanted, to);
        tell(Told { at: job.at.clone(), fate })?;
    }
    for told in jobs::left(&found, wanted, to) {
        tell(told)?;
    }
    for job in &found.done {
        let fate = ended::take(job, wanted, to);
        tell(Told { at: job.at.clone(), fate })?;
    }
    for fax in &found.received {
        let fate = faxes::take(fax, &found.calls, wanted, to);
        tell(Told { at: fax.at.clone(), fate })?;
    }
    for (at, why) in found.unread {
        tell(Told { at, fate: Fate::PassedOver(why) })?;
    }
    Ok(())
}
