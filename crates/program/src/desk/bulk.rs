//! Actions of a person on many faxes or jobs at once. Each fax and job is decided on its own, with
//! the rights of the person, and the audit log has the same lines as for single actions.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;

use super::{Desk, DeskError, JobDeed, Note, Person};
use ferrofax_basics::UnixMs;
use ferrofax_spool::FaxId;
use ferrofax_spool::jobs::JobId;

/// The greatest number of faxes or jobs that one request may change.
pub const MOST_AT_ONCE: usize = 1_000;

/// An action of a person on received faxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaxDeed {
    /// Marks the faxes as read by the person.
    Read,
    /// Marks the faxes as unread by the person.
    Unread,
    /// Claims the faxes for the person.
    Claim,
    /// Ends the claims on the faxes.
    Release,
    /// Hands the faxes over to this user.
    HandOver(String),
    /// Replaces the tag of the faxes. The notes remain.
    Tag(String),
    /// Deletes the faxes for everybody.
    Delete,
}

/// The results of an action on several faxes or jobs.
#[derive(Debug)]
pub struct Outcomes<I> {
    /// The faxes or jobs that were changed.
    pub done: Vec<I>,
    /// The faxes or jobs that were not changed, each with the reason.
    pub refused: Vec<(I, DeskError)>,
}

impl Desk {
    /// Carries out an action on each of these faxes.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there are more than [`MOST_AT_ONCE`] faxes; none was changed.
    pub fn change_faxes(
        &self,
        person: &Person,
        faxes: &[FaxId],
        deed: &FaxDeed,
        now: UnixMs,
    ) -> Result<Outcomes<FaxId>, DeskError> {
        each(faxes, |id| match deed {
            FaxDeed::Read => self.mark(person, id, true, now),
            FaxDeed::Unread => self.mark(person, id, false, now),
            FaxDeed::Claim => self.claim(person, id, now).map(drop),
            FaxDeed::Release => self.release(person, id, now).map(drop),
            FaxDeed::HandOver(to) => self.hand_over(person, id, to, now).map(drop),
            FaxDeed::Tag(tag) => {
                let text = self.fax(person, id)?.note.text;
                self.note(person, id, &Note { tag: tag.clone(), text }, now)
            }
            FaxDeed::Delete => self.delete(person, id, now),
        })
    }

    /// Carries out an action on each of these jobs.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there are more than [`MOST_AT_ONCE`] jobs; none was changed.
    pub fn change_jobs(
        &self,
        person: &Person,
        jobs: &[JobId],
        deed: JobDeed,
        now: UnixMs,
    ) -> Result<Outcomes<JobId>, DeskError> {
        each(jobs, |id| self.change_job(person, id, deed, now).map(drop))
    }
}

/// Carries out an action on each of these faxes or jobs, once for each.
fn each<I: Copy + Eq + Hash + Display>(
    ids: &[I],
    deed: impl Fn(I) -> Result<(), DeskError>,
) -> Result<Outcomes<I>, DeskError> {
    if ids.len() > MOST_AT_ONCE {
        let text = format!("at most {MOST_AT_ONCE} can be changed at once");
        return Err(DeskError::Unfit(text));
    }
    let mut outcomes = Outcomes { done: Vec::new(), refused: Vec::new() };
    let mut known = HashSet::new();
    // While the spool cannot be used, each further action would wait in vain.
    let mut fault: Option<String> = None;
    for id in ids.iter().copied().filter(|id| known.insert(*id)) {
        let done = match &fault {
            Some(fault) => Err(DeskError::Unfit(fault.clone())),
            None => deed(id),
        };
        match done {
            Ok(()) => outcomes.done.push(id),
            Err(error) => {
                if matches!(error, DeskError::Spool(_)) && error.may_pass() {
                    fault = Some(error.to_string());
                }
                outcomes.refused.push((id, error));
            }
        }
    }
    Ok(outcomes)
}
