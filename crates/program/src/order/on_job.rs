//! Changes jobs in the spool. A change that causes one or more further fax calls needs the same
//! permissions as submitting the fax. All submission methods use this module.

use super::{Hands, OrderError, counted_as, usual_of};
use crate::rights::{Needs, Submission};
use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::{Account, Altered, Job, JobId, JobState, JobVerb};
use ferrofax_spool::sending::option;
use ferrofax_spool::{Spool, SpoolError};

/// Changes a job, with the permissions of the user who requests the change. Returns the new state
/// of the job.
///
/// - Cancelling and holding need no permission apart from access to the job, which the calling
///   function has checked.
/// - Retrying a failed job is a submission, and is counted as one.
/// - All other changes need the permission to send the fax now. If a change allows the job more fax
///   calls than before, this adds to the user's count of faxes.
///
/// The decision is written to the audit log before anything is done. A job that waits for its
/// telephone number gets it by [`super::give_number`].
///
/// # Errors
/// [`OrderError`]: the job is not changed.
pub fn change(
    spool: &Spool,
    hands: Hands<'_>,
    id: JobId,
    verb: JobVerb,
    now: UnixMs,
) -> Result<JobState, OrderError> {
    let job = spool.jobs().job(id)?;
    let verb = within_limits(spool, &job, verb)?;
    let needs = match verb {
        JobVerb::Cancel | JobVerb::Hold => Needs::Nothing,
        JobVerb::Retry if job.state == JobState::Failed => Needs::Submission,
        _ => Needs::GoingOn,
    };
    let fax = Submission { ahead: ahead(spool, &job, &verb)?, ..fax_of(&job) };
    let account = spool.jobs().account_of_job(id)?;
    let Hands { rights, by } = hands;
    let asked = (verb.name(), id);
    let Some(grant) = rights.on_job(by, asked, (needs, fax, &account))? else {
        return Ok(spool.jobs().do_to_job(id, verb, by.name(), now)?);
    };
    let pages = u32::try_from(job.pages.len()).unwrap_or(u32::MAX);
    if needs == Needs::Submission {
        // Each failure can be retried once; a second request for the same failure has no effect.
        let mark = format!("retry-{id}-{}", spool.jobs().last_change_of(id)?);
        rights.fax(&grant, pages, counted_as(spool, &job.device, job.max_dials)?, &mark)?;
        let account = Account { user: grant.user, calls: grant.calls };
        return Ok(spool.jobs().retry_job_for(id, &account, by.name(), now)?);
    }
    if let JobVerb::Alter(Altered { max_dials: Some(dials), .. }) = verb {
        let before = counted_as(spool, &job.device, job.max_dials)?;
        let more = counted_as(spool, &job.device, dials)?.saturating_sub(before);
        if more > 0 {
            let mark = format!("alter-{id}-{}", spool.jobs().last_change_of(id)?);
            rights.fax(&grant, 0, more, &mark)?;
        }
    }
    Ok(spool.jobs().do_to_job(id, verb, by.name(), now)?)
}

/// Cancels, holds or releases many jobs, with the permissions of the user who requests it. The
/// decisions are those of [`change`]. The lines of the audit log are written together, and so are
/// the changes. Returns a result for each job, in no particular order.
///
/// # Errors
/// The audit log can't be used, so no job is changed.
pub(crate) fn change_all(
    spool: &Spool,
    Hands { rights, by }: Hands<'_>,
    ids: &[JobId],
    verb: &JobVerb,
    now: UnixMs,
) -> Result<Vec<(JobId, Result<JobState, OrderError>)>, OrderError> {
    let (mut found, mut results) = (Vec::new(), Vec::new());
    for id in ids {
        match (spool.jobs().job(*id), spool.jobs().account_of_job(*id)) {
            (Ok(job), Ok(account)) => found.push((job, account)),
            (Err(error), _) | (_, Err(error)) => results.push((*id, Err(error.into()))),
        }
    }
    let needs = if *verb == JobVerb::Release { Needs::GoingOn } else { Needs::Nothing };
    let asked = found.iter().map(|(job, account)| (job.id, needs, fax_of(job), &**account));
    let asked: Vec<(JobId, Needs, Submission<'_>, &str)> = asked.collect();
    let decided = rights.on_jobs(by, verb.name(), &asked)?;
    let mut granted = Vec::new();
    for ((id, ..), decided) in asked.into_iter().zip(decided) {
        match decided {
            Ok(_) => granted.push(id),
            Err(denied) => results.push((id, Err(denied.into()))),
        }
    }
    let done = spool.jobs().do_to_jobs(&granted, verb, by.name(), now);
    let done = done.into_iter().map(|done| done.map_err(OrderError::from));
    results.extend(granted.into_iter().zip(done));
    Ok(results)
}

/// The fax of a job, as the permissions see it.
fn fax_of(job: &Job) -> Submission<'_> {
    Submission {
        device: &job.device,
        number: &job.number,
        post_dial: job.options.get(option::POST_DIAL).map_or("", String::as_str),
        ahead: None,
    }
}

/// Releases a job that was held a moment ago for a change that is not made after all. This needs no
/// permission, because the job is as it was before. The dialler itself checks for blocked users.
///
/// # Errors
/// [`OrderError`]: the job is still held.
pub(crate) fn undo_hold(
    spool: &Spool,
    Hands { rights, by }: Hands<'_>,
    id: JobId,
    now: UnixMs,
) -> Result<JobState, OrderError> {
    let job = spool.jobs().job(id)?;
    let fax = Submission { device: &job.device, number: &job.number, post_dial: "", ahead: None };
    rights.on_job(by, (JobVerb::Release.name(), id), (Needs::Nothing, fax, ""))?;
    Ok(spool.jobs().do_to_job(id, JobVerb::Release, by.name(), now)?)
}

/// Reduces the maximum number of attempts or fax calls that a change sets for a job to the number
/// that the job's device allows. A number that the job already has is never reduced.
fn within_limits(spool: &Spool, job: &Job, verb: JobVerb) -> Result<JobVerb, SpoolError> {
    let JobVerb::Alter(altered) = verb else { return Ok(verb) };
    let limits = usual_of(spool, &job.device)?;
    let within = |wanted: Option<u32>, most: u32, now: u32| {
        wanted.map(|wanted| wanted.clamp(1, most.max(now).max(1)))
    };
    Ok(JobVerb::Alter(Altered {
        max_tries: within(altered.max_tries, limits.max_tries, job.max_tries),
        max_dials: within(altered.max_dials, limits.max_dials, job.max_dials),
        ..altered
    }))
}

/// The new priority that a change gives to a job, if the job would be dialled earlier than with its
/// present priority and with its device's default. `None` otherwise.
fn ahead(spool: &Spool, job: &Job, verb: &JobVerb) -> Result<Option<u8>, SpoolError> {
    let JobVerb::Priority(wanted) = verb else { return Ok(None) };
    let usual = usual_of(spool, &job.device)?.priority;
    Ok(Some(*wanted).filter(|wanted| *wanted < usual.min(job.priority)))
}
