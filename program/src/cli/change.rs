//! What people do with jobs: cancel, hold, release, retry, priority.

use super::{End, print};
use crate::user;
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;
use ferrofax_spool::jobs::{JobId, JobVerb};

/// Does it to each job that it can be done to; the others are told, and make the exit code.
pub(super) fn each(spool: &Spool, jobs: &[JobId], verb: JobVerb) -> Result<(), End> {
    let by = user::current();
    let mut worst = Ok(());
    for &job in jobs {
        match (spool.do_to_job(job, verb, &by, UnixMs::now()), verb) {
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
