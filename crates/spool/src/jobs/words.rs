//! The words by which people find a job. Each job has them in a table of their own, in lower case,
//! so that a search reads this narrow table instead of the tables with all of the job.
//!
//! The first line of the words has the digits of the job's numbers; the other words follow it.
//! Jobs of an older Ferrofax, and jobs that come from a shared database, have no words until
//! [`Jobs::index_lacking`] adds them. Until then, a search reads their tables. The words of a job
//! that waits for its number are stored when it has the number: an older version of the module,
//! which Asterisk may still run, gives a job its number without its words.

use super::JobId;
use crate::chunk::{Chunk, MOST};
use crate::database::{self, Row, Transaction, params};
use crate::{Jobs, SpoolError};

/// Two columns with those words of a job that are not in its own row.
macro_rules! people_and_documents {
    ($job:literal) => {
        concat!(
            "(SELECT string_agg(value, ' ') FROM job_options WHERE job = ",
            $job,
            " AND name IN ('recipient', 'company', 'subject')) AS people, \
             (SELECT string_agg(name, ' ') FROM job_documents WHERE job = ",
            $job,
            ") AS documents"
        )
    };
}
pub(crate) use people_and_documents;

const OF_JOB: &str = concat!(
    "SELECT number, canonical, tag, owner, ",
    people_and_documents!("jobs.id"),
    " FROM jobs WHERE id = ?1 AND (number <> '' OR ended_at IS NOT NULL)"
);
const PUT: &str = "
    INSERT INTO job_words (job, words) VALUES (?1, ?2) ON CONFLICT (job) DO UPDATE SET words = excluded.words";
const HAS_WORDS: &str = "UPDATE jobs SET has_words = 1 WHERE id = ?1 AND has_words = 0";
pub(crate) const LACKING: &str = "
    SELECT id FROM jobs INDEXED BY jobs_without_words
    WHERE has_words = 0 AND id > ?1 AND (number <> '' OR ended_at IS NOT NULL) ORDER BY id LIMIT ?2";

/// Stores the current words of a job, unless it waits for its number.
pub(crate) fn index(transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
    let words = transaction.first(OF_JOB, [job.0], |row| words(row, [0, 1, 2, 3, 4, 5]))?;
    let Some(words) = words else { return Ok(()) };
    transaction.run(PUT, params![job.0, words])?;
    transaction.run(HAS_WORDS, [job.0])
}

/// The words of a job, as they are stored. The row has its number, its canonical number, its tag, its
/// owner, and [`people_and_documents`] in these columns.
pub(crate) fn words(row: &Row<'_>, columns: [usize; 6]) -> database::Result<String> {
    let digits = |column| -> database::Result<String> {
        Ok(row.text(column)?.chars().filter(char::is_ascii_digit).collect())
    };
    let mut words = format!("{} {}\n", digits(columns[0])?, digits(columns[1])?);
    for column in columns {
        words += &row.text(column)?.to_lowercase();
        words.push(' ');
    }
    Ok(words)
}

impl Jobs<'_> {
    /// Adds the words of the jobs that lack them. Returns their number. The work is done in steps,
    /// each in a short transaction. `stopped` is called before each step, and may pause; the work
    /// ends early when it returns true.
    pub fn index_lacking(&self, stopped: &dyn Fn() -> bool) -> Result<u64, SpoolError> {
        let (mut last, mut count) = (0, 0);
        let lacking = |transaction: &Transaction<'_>, last: i64| -> database::Result<Vec<i64>> {
            transaction.all(LACKING, params![last, MOST as i64], |row| row.get(0))
        };
        while !stopped() {
            // If there is nothing to add, no write transaction makes others wait.
            let jobs = self.spool.read(|transaction| lacking(transaction, last))?;
            let Some(done) = self.index_first(&jobs)? else { break };
            (last, count) = (jobs[done - 1], count + done as u64);
        }
        Ok(count)
    }

    /// Stores the words of the first of these jobs in one transaction. Returns their number; `None`
    /// if there are no jobs.
    fn index_first(&self, jobs: &[i64]) -> Result<Option<usize>, SpoolError> {
        if jobs.is_empty() {
            return Ok(None);
        }
        self.spool.write(|transaction| {
            let (chunk, mut done) = (Chunk::begin(self.spool), 0);
            for job in jobs {
                if chunk.is_full(done) {
                    break;
                }
                index(transaction, JobId(*job))?;
                done += 1;
            }
            Ok(Some(done))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::desk::{JobSieve, JobsSeen, Seen};
    use crate::jobs::JobQuery;

    const WAITS: &str = "
        INSERT INTO jobs (state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                          tag, notify_when, notify_format, unknown, created_by)
        VALUES ('suspended', '', '', '2101@x', 'alice', 1, 1, 1, 1, '', 'end', 'text', 'resend', 'web')";
    /// An older module gives the job its number.
    const NUMBER: &str = "UPDATE jobs SET number = '0991 27', canonical = '+4999127'";
    const ENDS: &str = "UPDATE jobs SET state = 'failed', ended_at = 2";

    #[test]
    fn a_job_that_an_older_module_gives_its_number_is_found_by_it() {
        let (_folder, spool) = Spool::empty();
        let run = |sql| spool.write(|rows| rows.execute(sql, []).map(drop)).unwrap();
        let indexed = || spool.jobs().index_lacking(&|| false).unwrap();
        let found = |words: &str| {
            let sieve = JobSieve { words: words.into(), ..JobSieve::default() };
            let seen = JobsSeen { devices: Seen::All, names: vec![], system_users: vec![] };
            spool.jobs().desk_jobs(&seen, &sieve, None, 10).unwrap().jobs.len()
        };
        run(WAITS);
        spool.write(|transaction| index(transaction, JobId(1))).unwrap();
        assert_eq!((indexed(), found("alice"), found("0991/27")), (0, 1, 0));
        run(NUMBER);
        assert_eq!(found("0991/27"), 1, "its words are not stored yet");
        assert_eq!((indexed(), found("0991/27")), (1, 1));
        assert_eq!(indexed(), 0);
    }

    /// The database makes only ASCII letters lower-case.
    #[test]
    fn a_capital_letter_outside_ascii_is_found() {
        let (_folder, spool) = Spool::empty();
        for sql in [WAITS, NUMBER, "UPDATE jobs SET tag = 'Ölwechsel'"] {
            spool.write(|rows| rows.execute(sql, []).map(drop)).unwrap();
        }
        spool.write(|transaction| index(transaction, JobId(1))).unwrap();
        for (word, count) in [("öl", 1), ("ÖLWECHSEL", 1), ("ol", 0)] {
            let query = JobQuery { words: Some(word.to_owned()), ..JobQuery::default() };
            assert_eq!(spool.jobs().list(&query).unwrap().len(), count, "{word}");
        }
    }

    #[test]
    fn a_job_that_ends_without_a_number_gets_its_words() {
        let (_folder, spool) = Spool::empty();
        for (sql, count) in [(WAITS, 0), (ENDS, 1), ("UPDATE jobs SET tag = ''", 0)] {
            spool.write(|rows| rows.execute(sql, []).map(drop)).unwrap();
            assert_eq!(spool.jobs().index_lacking(&|| false), Ok(count), "{sql}");
        }
    }

    #[test]
    fn the_words_of_many_jobs_are_stored_in_steps() {
        let (_folder, spool) = Spool::empty();
        let jobs = MOST as u64 + 1;
        spool
            .write(|transaction| {
                (0..jobs).try_for_each(|_| transaction.execute(WAITS, []).map(drop))?;
                transaction.execute(NUMBER, []).map(drop)
            })
            .unwrap();
        let steps = std::cell::Cell::new(0);
        let count = || {
            steps.set(steps.get() + 1);
            false
        };
        assert_eq!(spool.jobs().index_lacking(&count), Ok(jobs));
        assert!(steps.get() >= 3, "two steps, and the one that finds no more");
    }
}
