//! Faxes that a printer has taken as jobs of its own: what is known of each, so that after
//! a crash the job is looked for before the fax is printed anew.

use super::super::SpoolError;
use crate::Outbox;
use crate::database::{OptionalExtension, params};
use crate::ids::OutboxId;
use crate::undelivered::Undelivered;
use ferrofax_basics::UnixMs;

/// A job at a printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintJob {
    /// The printer's URI.
    pub printer: String,
    /// The job's number there. None: the printer was asked for a job, and its answer is not
    /// known.
    pub job: Option<i32>,
    /// The printer has said that it has the whole fax.
    pub is_whole: bool,
    /// When this was noted.
    pub at: UnixMs,
}

const NOTE: &str = "
    INSERT INTO print_jobs (entry, printer, job, is_whole, at) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (entry) DO UPDATE SET
        printer = excluded.printer, job = excluded.job, is_whole = excluded.is_whole, at = excluded.at";
const NOTED: &str = "SELECT printer, job, is_whole, at FROM print_jobs WHERE entry = ?1";
pub(super) const FORGET: &str = "DELETE FROM print_jobs WHERE entry = ?1";
/// To look after a job is no try.
const STILL_PRINTING: &str = "
    UPDATE outbox SET state = 'waiting', next_try_at = ?2, last_error = ?3, last_error_values = ?4, attempts = max(attempts - 1, 0)
    WHERE id = ?1 AND state IN ('waiting', 'leased')";
const PROLONG: &str = "UPDATE outbox SET next_try_at = ?2 WHERE id = ?1 AND state = 'leased'";

impl Outbox<'_> {
    /// Notes what is known of an entry's job, in the place of what was.
    pub fn note_print_job(&self, id: OutboxId, job: &PrintJob) -> Result<(), SpoolError> {
        let PrintJob { printer, job, is_whole, at } = job;
        self.spool
            .write(|transaction| {
                transaction
                    .prepare_cached(NOTE)?
                    .execute(params![id.0, printer, job, is_whole, at])
            })
            .map(drop)
    }

    /// What is known of an entry's job; it is forgotten when the entry ends.
    pub fn print_job(&self, id: OutboxId) -> Result<Option<PrintJob>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(NOTED)?
                .query_row([id.0], |row| {
                    Ok(PrintJob {
                        printer: row.get(0)?,
                        job: row.get(1)?,
                        is_whole: row.get(2)?,
                        at: row.get(3)?,
                    })
                })
                .optional()
        })
    }

    /// The job is gone, and the fax is to be printed anew.
    pub fn forget_print_job(&self, id: OutboxId) -> Result<(), SpoolError> {
        self.spool
            .write(|transaction| transaction.prepare_cached(FORGET)?.execute([id.0]))
            .map(drop)
    }

    /// The printer has the fax and has not ended its job: it is looked after then. No try
    /// is counted. False if the entry had already ended.
    pub fn still_printing(
        &self,
        id: OutboxId,
        until: UnixMs,
        state: impl Into<Undelivered>,
    ) -> Result<bool, SpoolError> {
        let (text, values) = state.into().columns();
        self.change(id, |transaction| {
            transaction
                .prepare_cached(STILL_PRINTING)?
                .execute(params![id.0, until, text, values])
        })
    }

    /// Whoever has leased an entry is still at it.
    pub fn prolong(&self, id: OutboxId, until: UnixMs) -> Result<bool, SpoolError> {
        self.change(id, |transaction| {
            transaction.prepare_cached(PROLONG)?.execute(params![id.0, until])
        })
    }
}
