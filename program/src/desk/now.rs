//! What goes on at this moment, as far as a person sees it.

use super::{Desk, DeskError, Person};
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::desk::{JobProgress, Now, Reception};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{FaxId, JobLadder, LadderOf};

/// The calls of a moment, each with what was said in it last: ten rungs at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Faxes that are coming in, the oldest call first.
    pub receiving: Vec<(Reception, Vec<Rung>)>,
    /// Jobs in a call, the oldest call first.
    pub sending: Vec<(JobProgress, Vec<Rung>)>,
}

impl Desk {
    /// The calls that this person sees, and how many jobs wait, of everybody.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: an auditor sees no calls; and others.
    pub fn now(&self, person: &Person) -> Result<Now, DeskError> {
        let sight = self.sight(person)?;
        let (seen, mut now) = (sight.jobs(person), self.spool.goes_on()?);
        now.receiving.retain(|one| sight.sees(&one.device));
        now.sending.retain(|one| seen.sees(&one.place));
        Ok(now)
    }

    /// The same, and what was said last in each of the calls.
    pub fn now_with_calls(&self, person: &Person) -> Result<(Now, Calls), DeskError> {
        let now = self.now(person)?;
        let of_fax =
            |one: &Reception| Ok((one.clone(), self.spool.ladder_end(LadderOf::Fax(one.fax))?));
        let of_job =
            |one: &JobProgress| Ok((one.clone(), self.spool.ladder_end(LadderOf::Call(one.call))?));
        let calls = Calls {
            receiving: now.receiving.iter().map(of_fax).collect::<Result<_, DeskError>>()?,
            sending: now.sending.iter().map(of_job).collect::<Result<_, DeskError>>()?,
        };
        Ok((now, calls))
    }

    /// What was said in the call that brought a fax.
    pub fn fax_ladder(&self, person: &Person, id: FaxId) -> Result<Vec<Rung>, DeskError> {
        self.seen_fax(person, "fax-ladder", id)?;
        Ok(self.spool.ladder(LadderOf::Fax(id))?)
    }

    /// What was said in the calls of a job, the oldest call first.
    pub fn job_ladders(&self, person: &Person, id: JobId) -> Result<Vec<JobLadder>, DeskError> {
        self.seen_job(person, "job-ladders", id)?;
        Ok(self.spool.ladders_of_job(id)?)
    }
}
