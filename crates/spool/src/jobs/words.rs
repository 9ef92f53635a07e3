//! The words by which people find a job. Each job has them in a table of their own, in lower case,
//! so that a search reads this narrow table instead of the tables with all of the job.
//!
//! The first line of the words has the digits of the job's numbers; the other words follow it.
//! Jobs of an older Ferrofax, and jobs that come from a shared database, have no words until
//! [`Jobs::index_lacking`] adds them. Until then, a search reads their tables.

use super::JobId;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::{Jobs, SpoolError};

/// How many jobs get their words in one step. A call that begins meanwhile waits only for this
/// step.
const AT_ONCE: u32 = 500;

const OF_JOB: &str = "
    SELECT number, canonical, tag, owner,
           (SELECT string_agg(value, ' ') FROM job_options
            WHERE job = jobs.id AND name IN ('recipient', 'company', 'subject')) AS people,
           (SELECT string_agg(name, ' ') FROM job_documents WHERE job = jobs.id) AS documents
    FROM jobs WHERE id = ?1";
const PUT: &str = "
    INSERT INTO job_words (job, words) VALUES (?1, ?2) ON CONFLICT (job) DO UPDATE SET words = excluded.words";
const HAS_WORDS: &str = "UPDATE jobs SET has_words = 1 WHERE id = ?1 AND has_words = 0";
pub(crate) const LACKING: &str = "
    SELECT id FROM jobs INDEXED BY jobs_without_words WHERE has_words = 0 AND id > ?1 ORDER BY id LIMIT ?2";

/// Stores the current words of a job.
pub(crate) fn index(transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
    let Some(words) = words_of(transaction, job)? else { return Ok(()) };
    transaction.prepare_cached(PUT)?.execute(params![job.0, words])?;
    transaction.prepare_cached(HAS_WORDS)?.execute([job.0]).map(drop)
}

/// The current words of a job, as they are stored. `None` if there is no such job.
pub(crate) fn words_of(
    transaction: &Transaction<'_>,
    job: JobId,
) -> database::Result<Option<String>> {
    transaction.prepare_cached(OF_JOB)?.query_row([job.0], words).optional()
}

fn words(row: &Row<'_>) -> database::Result<String> {
    let digits = |column| -> database::Result<String> {
        Ok(row.text(column)?.chars().filter(char::is_ascii_digit).collect())
    };
    let mut words = format!("{} {}\n", digits(0)?, digits(1)?);
    for column in 0..6 {
        words += &row.text(column)?.to_lowercase();
        words.push(' ');
    }
    Ok(words)
}

impl Jobs<'_> {
    /// Adds the words of the jobs that lack them. Returns their number. The work is done in steps, and ends early when `stopped` returns true.
    pub fn index_lacking(&self, stopped: &dyn Fn() -> bool) -> Result<u64, SpoolError> {
        let (mut last, mut count) = (0, 0);
        let lacking = |transaction: &Transaction<'_>, last: i64| {
            let mut select = transaction.prepare_cached(LACKING)?;
            select
                .query_map(params![last, AT_ONCE], |row| row.get(0))?
                .collect::<database::Result<Vec<i64>>>()
        };
        while !stopped() {
            // If there is nothing to add, no write transaction makes others wait.
            if self.spool.read(|transaction| lacking(transaction, last))?.is_empty() {
                break;
            }
            let done = self.spool.write(|transaction| {
                let jobs = lacking(transaction, last)?;
                jobs.iter().try_for_each(|job| index(transaction, JobId(*job)))?;
                Ok(jobs)
            })?;
            let Some(job) = done.last() else { break };
            (last, count) = (*job, count + done.len() as u64);
        }
        Ok(count)
    }
}
