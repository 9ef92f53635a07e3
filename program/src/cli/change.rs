//! What people do with jobs: cancel, hold, release, retry, priority.

use super::args::Priority;
use super::{End, print};
use crate::user;
use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::{JobId, JobState};
use ferrofax_spool::{Spool, SpoolError};

pub(super) fn cancel(spool: &Spool, jobs: &[i64]) -> Result<(), End> {
    each(jobs, |job, by| spool.cancel_job(job, by, UnixMs::now()))
}

pub(super) fn hold(spool: &Spool, jobs: &[i64]) -> Result<(), End> {
    each(jobs, |job, by| spool.hold_job(job, by, UnixMs::now()))
}

pub(super) fn release(spool: &Spool, jobs: &[i64]) -> Result<(), End> {
    each(jobs, |job, by| spool.release_job(job, by, UnixMs::now()))
}

pub(super) fn retry(spool: &Spool, jobs: &[i64]) -> Result<(), End> {
    each(jobs, |job, by| spool.retry_job(job, by, UnixMs::now()))
}

pub(super) fn priority(spool: &Spool, words: &Priority) -> Result<(), End> {
    let job = JobId(words.job);
    spool
        .set_job_priority(job, words.priority, &user::current(), UnixMs::now())
        .map_err(End::of_spool)?;
    print(&format!("job {job}: priority {}\n", words.priority))
}

/// Does it to each job that it can be done to; the others are told, and make the exit code.
fn each(
    jobs: &[i64],
    change: impl Fn(JobId, &str) -> Result<JobState, SpoolError>,
) -> Result<(), End> {
    let by = user::current();
    let mut worst = Ok(());
    for job in jobs {
        let job = JobId(*job);
        match change(job, &by) {
            Ok(state) => print(&format!("job {job} is {state}\n"))?,
            Err(error) => {
                if let Err(end) = std::mem::replace(&mut worst, Err(End::of_spool(error))) {
                    end.say();
                }
            }
        }
    }
    worst
}
