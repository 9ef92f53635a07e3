//! Decides which jobs may be dialled from this spool.
//!
//! A machine that shares its jobs with other machines (crates/cluster/src/jobs) dials only jobs of
//! which the shared database knows that an attempt begins. It dials them only for as long as it can
//! be sure that the attempt is still its own. Jobs that poll, and self-tests, are not shared: the
//! machine that accepted them dials them.

use super::{JobId, JobLease};
use crate::clock_jumps::Moment;
use crate::database::{self, Transaction, params};

/// Tests in SQL whether a row of `jobs` may be dialled at a moment.
///
/// `$boot` and `$ms` are the parameters of the statement for the boot ID of the machine and for the
/// milliseconds since it started. An attempt is one call. A job with encrypted documents is not
/// dialled before these are decrypted.
macro_rules! may_go {
    ($boot:literal, $ms:literal) => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM job_documents AS d WHERE d.job = jobs.id AND d.sealed_by IS NOT NULL)) AND
             (jobs.role = 'try' AND jobs.permit_boot = ",
            $boot,
            " AND jobs.permit_until_ms > ",
            $ms,
            " AND NOT EXISTS (SELECT 1 FROM job_calls WHERE job_calls.job = jobs.id AND job_calls.ended_at IS NOT NULL)
              OR (jobs.role = 'own'
                  AND (NOT EXISTS (SELECT 1 FROM node WHERE node.shares_jobs = 1)
                       OR EXISTS (SELECT 1 FROM job_fetches WHERE job_fetches.job = jobs.id)
                       OR EXISTS (SELECT 1 FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'selftest_to'))))"
        )
    };
}
pub(super) use may_go;

const MAY_GO: &str =
    concat!("SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND ", may_go!("?2", "?3"), ")");
const UNTIL: &str = "
    SELECT coalesce(permit_boot, ''), coalesce(permit_until_ms, -1) FROM jobs WHERE id = ?1 AND role = 'try'";
const IS_TOLD: &str = "
    SELECT job_pages.told FROM jobs JOIN job_pages ON job_pages.job = jobs.id
    WHERE jobs.id = ?1 AND jobs.role = 'try' AND document = ?2 AND page = ?3";
const SET: &str = "UPDATE jobs SET permit_boot = ?2, permit_until_ms = ?3 WHERE id = ?1";
const END: &str = "UPDATE jobs SET permit_until_ms = -1 WHERE id = ?1 AND role = 'try'";
const END_ALL: &str =
    "UPDATE jobs SET permit_until_ms = -1 WHERE role = 'try' AND permit_until_ms >= 0";

/// The present moment. If the operating system does not report it, this node may dial no job of the
/// shared database.
pub fn moment() -> Moment {
    Moment::now().unwrap_or_default()
}

/// Allows an attempt of the shared database to be dialled here until a moment.
pub fn set(transaction: &Transaction<'_>, job: JobId, until: &Moment) -> database::Result<()> {
    let row = params![job.0, until.boot, until.ms];
    transaction.run(SET, row)
}

/// Forbids an attempt of the shared database to be dialled here. A call for it is broken off.
pub fn end(transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
    transaction.run(END, [job.0])
}

/// Does the same as [`end`] for all attempts of the shared database.
pub fn end_all(transaction: &Transaction<'_>) -> database::Result<()> {
    transaction.run(END_ALL, [])
}

/// Returns whether a job may be dialled from this spool now.
pub(super) fn may_be_dialled(transaction: &Transaction<'_>, job: JobId) -> database::Result<bool> {
    let now = moment();
    transaction.one(MAY_GO, params![job.0, now.boot, now.ms], |row| row.get(0))
}

/// Returns whether an attempt still belongs to this node.
///
/// An attempt for a job of this spool always does. An attempt for the shared database does until a
/// time limit, which ends if this node cannot report to the shared database that it is running.
pub(super) fn holds(transaction: &Transaction<'_>, lease: &JobLease) -> database::Result<bool> {
    let until = transaction.first(UNTIL, [lease.job.id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // The operating system is asked for the time only if the job is one of the shared database.
    Ok(until.is_none_or(|(boot, until_ms): (String, i64)| {
        let now = moment();
        boot == now.boot && until_ms > now.ms
    }))
}

/// Returns whether the shared database knows that a page has begun. For a job that is not in the
/// shared database this is always true.
pub(super) fn is_told(
    transaction: &Transaction<'_>,
    lease: &JobLease,
    page: super::PageRef,
) -> database::Result<bool> {
    let keys = params![lease.job.id.0, page.document, page.page];
    let told = transaction.first(IS_TOLD, keys, |row| row.get(0))?;
    Ok(told.unwrap_or(true))
}
