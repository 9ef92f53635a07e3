//! The jobs of printers that print faxes. Their state is stored, so that Ferrofax looks for the job
//! after a crash before it prints the fax again.

use super::super::SpoolError;
use crate::Outbox;
use crate::database::params;
use crate::ids::OutboxId;
use crate::undelivered::Undelivered;
use ferrofax_basics::UnixMs;

/// A print job at a printer, for one outbox entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintJob {
    /// The printer's URI.
    pub printer: String,
    /// The number of the job at the printer. None: Ferrofax asked the printer for a job, and does
    /// not know the answer.
    pub job: Option<i32>,
    /// Whether the printer has reported that it has the whole fax.
    pub is_whole: bool,
    /// How often the printer may have got the whole fax, with earlier print jobs of the fax. Print
    /// jobs that Ferrofax itself cancels because they are not whole do not count.
    pub sends: u32,
    /// The number of the last print job of the fax that Ferrofax itself cancelled because it was not
    /// whole. None if there is no such print job.
    pub withdrawn: Option<i32>,
    /// The time at which this state was stored.
    pub at: UnixMs,
}

const NOTE: &str = "
    INSERT INTO print_jobs (entry, printer, job, is_whole, sends, at, withdrawn)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (entry) DO UPDATE SET
        printer = excluded.printer, job = excluded.job, is_whole = excluded.is_whole, sends = excluded.sends,
        at = excluded.at, withdrawn = excluded.withdrawn";
const NOTED: &str =
    "SELECT printer, job, is_whole, sends, at, withdrawn FROM print_jobs WHERE entry = ?1";
const FORGET: &str = "DELETE FROM print_jobs WHERE entry = ?1";
/// Deletes the state of the print job of an attempt, but not that of a later attempt.
pub(super) const FORGET_OF: &str = "
    DELETE FROM print_jobs
    WHERE entry = ?1 AND NOT EXISTS (SELECT 1 FROM outbox WHERE id = ?1 AND message_id <> ?2 AND ?2 <> '')";
/// A look at a print job is no attempt, so the attempt that was counted before is subtracted.
const STILL_PRINTING: &str = "
    UPDATE outbox SET state = 'waiting', next_try_at = ?2, last_error = ?3, last_error_values = ?4, attempts = max(attempts - 1, 0)
    WHERE id = ?1 AND state IN ('waiting', 'leased')";
const PROLONG: &str = "UPDATE outbox SET next_try_at = ?2 WHERE id = ?1 AND state = 'leased'";

impl Outbox<'_> {
    /// Stores the state of an entry's print job, in place of the earlier state.
    pub fn note_print_job(&self, id: OutboxId, job: &PrintJob) -> Result<(), SpoolError> {
        let PrintJob { printer, job, is_whole, sends, withdrawn, at } = job;
        let row = params![id.0, printer, job, is_whole, sends, at, withdrawn];
        self.spool.write(|transaction| transaction.run(NOTE, row))
    }

    /// The state of an entry's print job, which is deleted when the entry ends.
    pub fn print_job(&self, id: OutboxId) -> Result<Option<PrintJob>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.first(NOTED, [id.0], |row| {
                Ok(PrintJob {
                    printer: row.get(0)?,
                    job: row.get(1)?,
                    is_whole: row.get(2)?,
                    sends: row.get(3)?,
                    at: row.get(4)?,
                    withdrawn: row.get(5)?,
                })
            })
        })
    }

    /// Deletes the state of a print job that no longer exists, so that the fax is printed again.
    pub fn forget_print_job(&self, id: OutboxId) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(FORGET, [id.0]))
    }

    /// Stores that the printer has the fax and its job has not ended. Ferrofax looks at the job
    /// again at `until`. No attempt is counted. False if the entry had already ended.
    pub fn still_printing(
        &self,
        id: OutboxId,
        until: UnixMs,
        state: impl Into<Undelivered>,
    ) -> Result<bool, SpoolError> {
        let (text, values) = state.into().columns();
        self.change(id, |transaction| {
            transaction.change(STILL_PRINTING, params![id.0, until, text, values])
        })
    }

    /// Prolongs the lease of an entry whose delivery is still active. False if the lease has ended.
    pub fn prolong(&self, id: OutboxId, until: UnixMs) -> Result<bool, SpoolError> {
        self.change(id, |transaction| transaction.change(PROLONG, params![id.0, until]))
    }
}
