//! Changes jobs in the spool. A change that causes one or more further fax calls needs the same
//! permissions as submitting the fax. All submission methods use this module.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Hands, OrderError, as_faxes, counted_as, usual_of};
use crate::{FaxOf, Grant, Needs, Submission};
use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::{Account, Altered, Job, JobId, JobState, JobVerb, Restart};
use ferrofax_spool::sending::{JobDefaults, option};
use ferrofax_spool::{DeviceName, Spool, SpoolError};

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
    let needs = needs_of(&verb, &job);
    let fax = Submission { ahead: ahead(spool, &job, &verb)?, ..fax_of(&job) };
    let account = spool.jobs().account_of_job(id)?;
    let Hands { rights, by } = hands;
    let asked = (verb.name(), id);
    let Some(grant) = rights.on_job(by, asked, (needs, fax, &account))? else {
        return Ok(spool.jobs().do_to_job(id, verb, by.name(), now)?);
    };
    let pages = u32::try_from(job.pages.len()).unwrap_or(u32::MAX);
    if needs == Needs::Submission {
        let mark = retry_mark(spool, id)?;
        rights.fax(&grant, pages, counted_as(spool, &job.device, job.max_dials)?, &mark)?;
        let restart = Restart::For(Account { user: grant.user, calls: grant.calls });
        return Ok(spool.jobs().retry_job_of(id, &restart, by.name(), now)?);
    }
    if verb == JobVerb::Retry {
        // The job waited when the permission was decided. If it has failed since, its retry is a
        // new fax, which nobody has permitted and counted.
        return Ok(spool.jobs().retry_job_of(id, &Restart::No, by.name(), now)?);
    }
    if let JobVerb::Alter(Altered { max_dials: Some(dials), .. }) = verb {
        let before = counted_as(spool, &job.device, job.max_dials)?;
        let more = counted_as(spool, &job.device, dials)?.saturating_sub(before);
        if more > 0 {
            // The change may still be refused, and a later one may ask for more calls. So the mark
            // has their number.
            let mark = format!("alter-{id}-{}-{dials}", spool.jobs().last_change_of(id)?);
            rights.fax(&grant, 0, more, &mark)?;
        }
    }
    Ok(spool.jobs().do_to_job(id, verb, by.name(), now)?)
}

/// Cancels, holds, releases or retries many jobs, with the permissions of the user who requests it.
/// Checks each job by the same rules as [`change`], but writes all lines of the audit log together,
/// and all changes together. Returns a result for each job, in no particular order.
///
/// # Errors
/// The audit log can't be used, so no job is changed.
pub fn change_all(
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
    let mut asked = Vec::new();
    for (job, account) in &found {
        let fax = Submission { ahead: ahead(spool, job, verb)?, ..fax_of(job) };
        asked.push((job.id, needs_of(verb, job), fax, account.as_str()));
    }
    let decided = rights.on_jobs(by, verb.name(), &asked)?;
    let mut granted = Vec::new();
    for ((job, _), decided) in found.iter().zip(decided) {
        match decided {
            Ok(grant) => granted.push((job, grant)),
            Err(denied) => results.push((job.id, Err(denied.into()))),
        }
    }
    if *verb == JobVerb::Retry {
        results.extend(retry_all(spool, Hands { rights, by }, granted, now)?);
        return Ok(results);
    }
    let granted: Vec<JobId> = granted.into_iter().map(|(job, _)| job.id).collect();
    let done = spool.jobs().do_to_jobs(&granted, verb, by.name(), now);
    let done = done.into_iter().map(|done| done.map_err(OrderError::from));
    results.extend(granted.into_iter().zip(done));
    Ok(results)
}

/// Retries many jobs that the user may retry. Failed jobs are first counted as new faxes. A failed
/// job is retried only if the limits allow this.
fn retry_all(
    spool: &Spool,
    Hands { rights, by }: Hands<'_>,
    granted: Vec<(&Job, Option<Grant>)>,
    now: UnixMs,
) -> Result<Vec<(JobId, Result<JobState, OrderError>)>, OrderError> {
    let (mut failed, mut counts, mut jobs) = (Vec::new(), Vec::new(), Vec::new());
    let mut usual: HashMap<&DeviceName, JobDefaults> = HashMap::new();
    for (job, grant) in &granted {
        let grant = match grant {
            Some(grant) if job.state == JobState::Failed => grant,
            Some(_) => {
                jobs.push((job.id, Restart::No));
                continue;
            }
            None => {
                jobs.push((job.id, Restart::AsBefore));
                continue;
            }
        };
        let usual = match usual.entry(&job.device) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(usual_of(spool, &job.device)?),
        };
        let pages = u32::try_from(job.pages.len()).unwrap_or(u32::MAX);
        let (faxes, mark) = (as_faxes(usual, job.max_dials), retry_mark(spool, job.id)?);
        counts.push(FaxOf { grant, pages, faxes, mark });
        failed.push((job.id, Account { user: grant.user.clone(), calls: grant.calls }));
    }
    let mut results = Vec::new();
    for ((id, account), counted) in failed.into_iter().zip(rights.faxes(&counts)?) {
        match counted {
            Ok(()) => jobs.push((id, Restart::For(account))),
            Err(denied) => results.push((id, Err(denied.into()))),
        }
    }
    let done = spool.jobs().retry_jobs(&jobs, by.name(), now);
    let done = done.into_iter().map(|done| done.map_err(OrderError::from));
    results.extend(jobs.into_iter().map(|(id, _)| id).zip(done));
    Ok(results)
}

/// The permission that a change of a job needs.
fn needs_of(verb: &JobVerb, job: &Job) -> Needs {
    match verb {
        JobVerb::Cancel | JobVerb::Hold => Needs::Nothing,
        JobVerb::Retry if job.state == JobState::Failed => Needs::Submission,
        _ => Needs::GoingOn,
    }
}

/// The mark under which the retry of a failed job is counted. Each failure is counted once, even if
/// its retry is requested twice. A failure is known by the change with which the job failed, since
/// other changes may follow, such as the request to the shared database.
fn retry_mark(spool: &Spool, job: JobId) -> Result<String, SpoolError> {
    let history = spool.jobs().job_history(job)?;
    let since_failure = history.iter().rev().take_while(|change| change.state == JobState::Failed);
    let failed = since_failure.last().or(history.last());
    Ok(format!("retry-{job}-{}", failed.map_or(0, |change| change.id)))
}

/// The properties of a job's fax that need a permission.
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
pub fn undo_hold(
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
