//! What people do with jobs: cancel, hold, release, retry, priority, number.

use super::args::GiveNumber;
use super::{End, print};
use crate::order::{self, Hands};
use crate::rights::{By, Door, Local, Rights};
use crate::settings::Settings;
use crate::user;
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;
use ferrofax_spool::jobs::{JobId, JobVerb};

/// Does it to each job that it can be done to; the others are told, and make the exit code.
pub(super) fn each(spool: &Spool, jobs: &[JobId], verb: &JobVerb) -> Result<(), End> {
    let by = user::current();
    let mut worst = Ok(());
    for &job in jobs {
        match (spool.do_to_job(job, verb.clone(), &by, UnixMs::now()), verb) {
            (Ok(_), JobVerb::Priority(priority)) => {
                print(&format!("job {job}: priority {priority}\n"))?;
            }
            (Ok(state), _) => print(&format!("job {job} is {state}\n"))?,
            (Err(error), _) => {
                if let Err(end) = std::mem::replace(&mut worst, Err(End::of_spool(error))) {
                    end.say();
                }
            }
        }
    }
    worst
}

/// Gives a job the number that it waits for.
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
