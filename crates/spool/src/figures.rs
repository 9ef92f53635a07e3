//! The figures for the metrics: counts of open faxes, jobs and outbox entries at one moment. An
//! index over open rows finds each of them, so no query reads all faxes or all jobs.

use ferrofax_basics::UnixMs;

use super::SpoolError;
use super::alarms::Alarm;
use super::sums::{self, Sum, SumOf};
use super::undelivered::Undelivered;
use crate::Monitoring;
use crate::database::{self, Row, Transaction};

/// The figures at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The number of faxes that are being received.
    pub receiving: u32,
    /// The jobs that have not ended, by their states.
    pub jobs: Vec<Waiting>,
    /// The outbox entries that have not ended: mails as `mail`, prints as `print`.
    pub outbox: Vec<Waiting>,
    /// The number of outbox entries that reached nobody.
    pub undeliverable: u32,
    /// The watched folders and servers at which received faxes are filed.
    pub folders: Vec<FilingState>,
    /// The names of the active alarms.
    pub alarms: Vec<String>,
}

/// The state of a watched folder, or of a server at which received faxes are filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingState {
    /// Its name in the settings.
    pub name: String,
    /// The path of the folder, or the URL of the server.
    pub address: String,
    /// Since when no faxes can be filed there; none if they can.
    pub failing_since: Option<UnixMs>,
}

impl FilingState {
    /// Whether this is a server, and not a watched folder.
    pub fn is_server(&self) -> bool {
        self.address.contains("://")
    }
}

/// The number of waiting jobs or outbox entries of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The state of the jobs, or the kind of the entries (`mail`, `print`).
    pub what: String,
    /// The number of them.
    pub count: u32,
    /// When the oldest of them was created.
    pub oldest: Option<UnixMs>,
}

const RECEIVING: &str =
    "SELECT count(*) FROM faxes INDEXED BY faxes_receiving WHERE status = 'receiving'";
const JOBS: &str = "SELECT state, count(*), min(created_at) FROM jobs INDEXED BY jobs_open WHERE ended_at IS NULL GROUP BY state";
const OUTBOX: &str = "
    SELECT iif(kind = 'fax' AND substr(mailbox, 1, 6) = 'print:', 'print', 'mail'), count(*), min(created_at)
    FROM outbox INDEXED BY outbox_due WHERE state IN ('waiting', 'leased') GROUP BY 1";
const UNDELIVERABLE: &str = "SELECT count(*) FROM outbox WHERE state = 'failed'";
const FOLDERS: &str = "SELECT name, path, failing_since FROM folders ORDER BY name";
const LAST_ENDS: &str = "
    SELECT status <> 'failed' FROM faxes WHERE device = ?1 AND ended_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM fax_parts AS part WHERE part.fax = faxes.id)
    ORDER BY id DESC LIMIT ?2";
/// Mails only: a printer's fault is no fault of the relay.
const STUCK: &str = "
    SELECT created_at, last_error, last_error_values FROM outbox INDEXED BY outbox_due
    WHERE state IN ('waiting', 'leased') AND attempts > 0 AND last_error IS NOT NULL
      AND NOT (kind = 'fax' AND substr(mailbox, 1, 6) = 'print:')
    ORDER BY created_at LIMIT 1";

impl Monitoring<'_> {
    /// Reads the figures of this moment.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn figures(&self) -> Result<Figures, SpoolError> {
        let alarms = self.alarms()?;
        self.spool.read(|transaction| {
            let count = |sql: &str| transaction.one(sql, [], |row| row.get(0));
            let folders = transaction.all(FOLDERS, [], |row| {
                let (name, address, failing_since) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(FilingState { name, address, failing_since })
            })?;
            Ok(Figures {
                receiving: count(RECEIVING)?,
                jobs: waiting(transaction, JOBS)?,
                outbox: waiting(transaction, OUTBOX)?,
                undeliverable: count(UNDELIVERABLE)?,
                folders,
                alarms: alarms.into_iter().map(|Alarm { name, .. }| name).collect(),
            })
        })
    }

    /// Reads the given sums, all from one state of the database.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn all_sums(&self, which: &[SumOf]) -> Result<Vec<(SumOf, Vec<Sum>)>, SpoolError> {
        self.spool.read(|transaction| {
            which.iter().map(|sum| Ok((*sum, sums::rows(transaction, *sum)?))).collect()
        })
    }

    /// Whether each of the last calls of a device brought a page, the newest call first.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn last_ends(&self, device: &str, most: u32) -> Result<Vec<bool>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(LAST_ENDS, database::params![device, most], |row| row.get(0))
        })
    }

    /// The oldest mail that was tried and still waits: when it was created, and why the last
    /// attempt failed.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn stuck_mail(&self) -> Result<Option<(UnixMs, Undelivered)>, SpoolError> {
        let read = |row: &Row<'_>| {
            let (text, values): (String, Option<String>) = (row.get(1)?, row.get(2)?);
            Ok((row.get(0)?, Undelivered::of_row(values.as_deref(), &text)))
        };
        self.spool.read(|transaction| transaction.first(STUCK, [], read))
    }
}

fn waiting(transaction: &Transaction<'_>, sql: &str) -> database::Result<Vec<Waiting>> {
    transaction.all(sql, [], |row| {
        Ok(Waiting { what: row.get(0)?, count: row.get(1)?, oldest: row.get(2)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_figure_goes_through_all_rows_of_a_table() {
        let (_folder, spool) = crate::Spool::empty_sqlite();
        // A partial index has the open rows only, and there are only a few folders.
        let small = ["jobs_open", "faxes_receiving", "outbox_due", "folders"];
        for sql in [RECEIVING, JOBS, OUTBOX, UNDELIVERABLE, FOLDERS, LAST_ENDS, STUCK] {
            let plan = spool.read(|transaction| transaction.plan(sql)).unwrap();
            let is_dear = |step: &&String| {
                step.starts_with("SCAN") && !small.iter().any(|name| step.ends_with(name))
            };
            assert_eq!(plan.iter().find(is_dear), None, "{sql}: {plan:?}");
        }
    }
}
