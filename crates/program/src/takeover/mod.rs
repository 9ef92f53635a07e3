//! Imports from the spool of a HylaFAX server: its queue, its ended jobs, and its received faxes.
//! HylaFAX's settings are translated into a proposal for Ferrofax's settings.
//!
//! The import changes nothing in HylaFAX's spool. All files are opened first ([`Found::look`]). If
//! root started the program, root opens them, before the process becomes the owner of Ferrofax's
//! spool. Each job or fax is imported once; it is recognised by a mark (a unique key)
//! ([`ferrofax_spool::TakenOver`]). A job or fax that can't be imported is reported, and the others
//! are imported.
//!
//! A job of HylaFAX's queue is imported as held, so that Ferrofax does not send it while HylaFAX
//! may still send it. With [`Wanted::release`], Ferrofax sends the job. A job that an earlier
//! import held is then sent too, if it has not changed in the queue since. A release is refused
//! while HylaFAX's queue manager runs.
//!
//! The facts about HylaFAX's files come from its manual pages (sendq(5F), recvq(5F),
//! xferfaxlog(5F), hylafax-config(5F), hosts.hfaxd(5F)) and from files that HylaFAX's programs
//! wrote.
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
mod said;
mod settings;
mod wanted;

use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;

pub use found::Found;
pub use place::NoPlace;
pub use settings::proposal;
pub use wanted::{BadName, Names, Wanted};

use ferrofax_convert::Converter;
use ferrofax_rights::{By, Rights};

/// The parts of Ferrofax that an import from HylaFAX uses: the spool, the permissions and the
/// converter.
#[derive(Clone, Copy)]
pub struct Taker<'a> {
    /// The spool of Ferrofax into which the jobs and faxes are imported.
    pub spool: &'a Spool,
    /// The permissions of users, which decide which faxes may be sent.
    pub rights: &'a Rights,
    /// The user who runs the import from HylaFAX.
    pub by: By<'a>,
    /// The converter of documents into fax pages.
    pub converter: &'a Converter,
    /// The time at which the import from HylaFAX runs.
    pub now: UnixMs,
}

/// The result of importing one job or fax from HylaFAX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// This run has imported the job or fax, or has released a job that was imported earlier. In a
    /// dry run it would do so. The text describes the Ferrofax job or fax.
    Taken(String),
    /// The job or fax was imported earlier, and this import changes nothing. The text names the
    /// Ferrofax job or fax and its state, or says that it was deleted.
    Known(String),
    /// An earlier import created a Ferrofax job for this HylaFAX job. The two jobs have become
    /// different since, or the Ferrofax job could not be released. So the administrator must look
    /// at both. The text is the reason.
    Changed(String),
    /// The HylaFAX job or fax was not imported. The text is the reason.
    PassedOver(String),
}

/// One job or fax of HylaFAX, with the result of the attempt to import it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The path of HylaFAX's file for this job or fax, within the HylaFAX spool. If the file no
    /// longer exists: the word `job` and Ferrofax's job number.
    pub at: String,
    /// The result of importing this job or fax from HylaFAX.
    pub fate: Fate,
}

/// Imports all HylaFAX jobs and faxes in `found`. Calls `tell` with the result of each job or fax.
///
/// # Errors
/// Returns an error, and stops the import, if `tell` returns an error.
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
