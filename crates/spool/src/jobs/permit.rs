//! Which jobs may be dialled from this spool: of one that shares its jobs with other nodes
//! ([`super::shared`]) those of which the store knows that a try begins, until the node can no
//! longer be sure that the try is its own.

use super::{JobId, JobLease};
use crate::clock_jumps::Moment;
use crate::database::{self, OptionalExtension, Transaction, params};

/// Whether a row of `jobs` is this spool's own matter: a store has the others.
macro_rules! not_moved {
    () => {
        "NOT EXISTS (SELECT 1 FROM moved_jobs WHERE moved_jobs.job = jobs.id)"
    };
}
pub(super) use not_moved;

/// Whether a row of `jobs` may be dialled at a moment: the run of the machine, and its age, are
/// these places of the statement. A try is one call. Documents that lie sealed are opened first.
macro_rules! may_go {
    ($boot:literal, $ms:literal) => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM job_documents AS d WHERE d.job = jobs.id AND d.sealed_by IS NOT NULL)) AND
             (EXISTS (SELECT 1 FROM store_tries AS t WHERE t.job = jobs.id AND t.is_told = 0 AND t.boot = ",
            $boot,
            " AND t.until_ms > ",
            $ms,
            " AND NOT EXISTS (SELECT 1 FROM job_calls WHERE job_calls.job = jobs.id AND job_calls.ended_at IS NOT NULL))
              OR (NOT EXISTS (SELECT 1 FROM store_tries AS t WHERE t.job = jobs.id)
                  AND ",
            $crate::jobs::permit::not_moved!(),
            " AND (NOT EXISTS (SELECT 1 FROM node WHERE node.shares_jobs = 1)
                       OR EXISTS (SELECT 1 FROM job_fetches WHERE job_fetches.job = jobs.id)
                       OR EXISTS (SELECT 1 FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'selftest_to'))))"
        )
    };
}
pub(super) use may_go;

const MAY_GO: &str =
    concat!("SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND ", may_go!("?2", "?3"), ")");
const UNTIL: &str = "SELECT boot, until_ms FROM store_tries WHERE job = ?1";
const IS_TOLD: &str = "
    SELECT job_pages.told FROM store_tries JOIN job_pages ON job_pages.job = store_tries.job
    WHERE store_tries.job = ?1 AND document = ?2 AND page = ?3";

/// Now, for those who ask; where the system does not tell, no try of the store's holds.
pub(super) fn moment() -> Moment {
    Moment::now().unwrap_or_default()
}

/// Whether a job may be dialled from here now.
pub(super) fn may_be_dialled(transaction: &Transaction<'_>, job: JobId) -> database::Result<bool> {
    let now = moment();
    let mut select = transaction.prepare_cached(MAY_GO)?;
    select.query_row(params![job.0, now.boot, now.ms], |row| row.get(0))
}

/// Whether a try is still ours to make: it always is, but one of the store's is not once the
/// store could not be told that we are there.
pub(super) fn holds(transaction: &Transaction<'_>, lease: &JobLease) -> database::Result<bool> {
    let mut select = transaction.prepare_cached(UNTIL)?;
    let until = select.query_row([lease.job.id.0], |row| Ok((row.get(0)?, row.get(1)?)));
    // What the time is the system is asked for a store's job alone.
    Ok(until.optional()?.is_none_or(|(boot, until_ms): (String, i64)| {
        let now = moment();
        boot == now.boot && until_ms > now.ms
    }))
}

/// Whether the store knows that a page has begun; of a job that is none of the store's nobody
/// need know.
pub(super) fn is_told(
    transaction: &Transaction<'_>,
    lease: &JobLease,
    page: super::PageRef,
) -> database::Result<bool> {
    let mut select = transaction.prepare_cached(IS_TOLD)?;
    let keys = params![lease.job.id.0, page.document, page.page];
    let told = select.query_row(keys, |row| row.get(0));
    Ok(told.optional()?.unwrap_or(true))
}
