//! The spool of a HylaFAX server is taken over: its queue, what it has ended, and the faxes that
//! it received; and its settings are told in words of ours.
//!
//! Nothing there is changed. All that is to be read is opened first ([`Found::look`]), by root
//! where root has started us, before the process becomes the owner's of our own spool. A job or
//! fax is taken once, by a mark ([`ferrofax_spool::TakenOver`]); what can't be taken is named, and
//! the others go on.
//!
//! A job of the queue is taken held, so that nobody sends it here while HylaFAX may still send it
//! there. [`Wanted::release`] has it sent, and that of an earlier turn that is still in the queue
//! as it was; it is refused while HylaFAX's queue manager runs.
//!
//! The facts on HylaFAX's files are those of its pages of the manual (sendq(5F), recvq(5F),
//! xferfaxlog(5F), hylafax-config(5F), hosts.hfaxd(5F)) and of its programs, by what they write.
//!
//! Read in this order: `place` (the folder, and how a file in it is opened), `job_file` (a file of
//! the queue), `call_log` (xferfaxlog), `found` (all that is there), `wanted` (whose device it
//! becomes), `jobs`, `ended`, `faxes` (each is taken), `settings`.

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

/// Who takes things over, and what that needs besides them.
#[derive(Clone, Copy)]
pub struct Taker<'a> {
    /// Our spool.
    pub spool: &'a Spool,
    /// Decides what may be sent.
    pub rights: &'a Rights,
    /// Who takes it over.
    pub by: By<'a>,
    /// Makes pages of documents.
    pub converter: &'a Converter,
    /// Now.
    pub now: UnixMs,
}

/// What became of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is here now, as the words say.
    Taken(String),
    /// It was taken over before.
    Known(String),
    /// It was taken over before, and something about it is to be looked at.
    Changed(String),
    /// It is passed over, and why.
    PassedOver(String),
}

/// A thing, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where it is in HylaFAX's folder.
    pub at: String,
    /// What became of it.
    pub fate: Fate,
}

/// Takes all over that was found, and tells what became of each.
///
/// # Errors
/// What `tell` says: nothing more is done then.
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
