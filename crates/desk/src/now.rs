//! Calls in progress and waiting jobs, as far as a person may see them.

use super::{Desk, DeskError, Person};
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::desk::{JobProgress, Now, Reception};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{FaxId, JobLadder, LadderOf};

/// The calls in progress, each with the last T.30 frames that were exchanged in it, ten at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// The calls in progress that receive a fax, the oldest call first.
    pub receiving: Vec<(Reception, Vec<Rung>)>,
    /// The calls in progress that were placed for jobs, the oldest call first.
    pub sending: Vec<(JobProgress, Vec<Rung>)>,
}

impl Desk {
    /// The calls in progress that this person sees, and the number of all waiting jobs.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: a user with the role auditor (who only reads the audit log) sees no
    /// calls.
    pub fn now(&self, person: &Person) -> Result<Now, DeskError> {
        let sight = self.sight(person)?;
        let (seen, mut now) = (sight.jobs(person), self.spool.monitoring().goes_on()?);
        now.receiving.retain(|one| sight.sees(&one.device));
        now.sending.retain(|one| seen.sees(&one.place));
        Ok(now)
    }

    /// The calls in progress that this person sees, and the number of all waiting jobs, as
    /// [`Self::now`] returns them. The second value adds the last T.30 frames that were exchanged
    /// in each call.
    pub fn now_with_calls(&self, person: &Person) -> Result<(Now, Calls), DeskError> {
        let now = self.now(person)?;
        let of_fax = |one: &Reception| {
            Ok((one.clone(), self.spool.recordings().ladder_end(LadderOf::Fax(one.fax))?))
        };
        let of_job = |one: &JobProgress| {
            Ok((one.clone(), self.spool.recordings().ladder_end(LadderOf::Call(one.call))?))
        };
        let calls = Calls {
            receiving: now.receiving.iter().map(of_fax).collect::<Result<_, DeskError>>()?,
            sending: now.sending.iter().map(of_job).collect::<Result<_, DeskError>>()?,
        };
        Ok((now, calls))
    }

    /// The T.30 frames that were exchanged in the call of a received fax.
    pub fn fax_ladder(&self, person: &Person, id: FaxId) -> Result<Vec<Rung>, DeskError> {
        self.seen_fax(person, "fax-ladder", id)?;
        Ok(self.spool.recordings().ladder(LadderOf::Fax(id))?)
    }

    /// The T.30 frames that were exchanged in the calls for a job, the oldest call first.
    pub fn job_ladders(&self, person: &Person, id: JobId) -> Result<Vec<JobLadder>, DeskError> {
        self.seen_job(person, "job-ladders", id)?;
        Ok(self.spool.recordings().ladders_of_job(id)?)
    }
}
