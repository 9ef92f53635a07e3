//! Changes to jobs: cancel, hold, release, retry, priority, number.

use super::args::GiveNumber;
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_desk::user;
use ferrofax_rights::order::{self, Hands, OrderError};
use ferrofax_rights::{By, Door, Local, Rights};
use ferrofax_spool::Spool;
use ferrofax_spool::jobs::{JobId, JobState, JobVerb};

/// Cancels or holds each of these jobs. The permissions in gateway.toml are not checked for this.
/// Jobs for which the change is impossible are reported, and make the command fail.
pub(super) fn each(spool: &Spool, jobs: &[JobId], verb: &JobVerb) -> Result<(), End> {
    let by = user::current();
    let done = |job| {
        spool
            .jobs()
            .do_to_job(job, verb.clone(), &by, UnixMs::now())
            .map_err(End::of_spool)
    };
    to_each(jobs, verb, done)
}

/// Does the action `verb` (such as release, retry or priority) to each job, with the permissions of
/// the system user who runs this program.
pub(super) fn by_right(
    spool: &Spool,
    settings: &Settings,
    jobs: &[JobId],
    verb: &JobVerb,
) -> Result<(), End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
    let hands = Hands { rights: &rights, by: By::System(&by) };
    let done = |job| {
        let done = order::change(spool, hands, job, verb.clone(), UnixMs::now());
        done.map_err(|error| match error {
            OrderError::Spool(error) => End::of_spool(error),
            error => End::of_order(&error),
        })
    };
    to_each(jobs, verb, done)
}

fn to_each(
    jobs: &[JobId],
    verb: &JobVerb,
    done: impl Fn(JobId) -> Result<JobState, End>,
) -> Result<(), End> {
    let mut worst = Ok(());
    for &job in jobs {
        match (done(job), verb) {
            (Ok(_), JobVerb::Priority(priority)) => {
                print(&format!("job {job}: priority {priority}\n"))?;
            }
            (Ok(state), _) => print(&format!("job {job} is {state}\n"))?,
            (Err(end), _) => {
                if let Err(end) = std::mem::replace(&mut worst, Err(end)) {
                    end.say();
                }
            }
        }
    }
    worst
}

/// Gives a job the recipient's fax number, for which the job waits.
pub(super) fn give_number(
    spool: &Spool,
    settings: &Settings,
    words: &GiveNumber,
) -> Result<(), End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
    let hands = Hands { rights: &rights, by: By::System(&by) };
    let GiveNumber { job, number } = words;
    let state = order::give_number(spool, hands, *job, number, UnixMs::now())
        .map_err(|error| End::of_order(&error))?;
    print(&format!("job {job} is {state}\n"))
}
