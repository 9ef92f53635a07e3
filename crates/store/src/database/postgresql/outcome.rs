//! Finds out whether changes were committed if the server's answer to the commit never arrived.
//!
//! Each connection commits a number together with its changes, in a row of its own. A reader of
//! this row therefore knows whether the changes were committed. (`pg_xact_status` cannot tell:
//! after a crash, the server may give the number of a lost transaction to another one, and so may a
//! standby that has taken over.)

use std::cell::Cell;
use std::thread::sleep;
use std::time::{Duration, Instant};

use postgres::Client;

use super::{Connection, DURABLY, Purpose, Result};

/// The table of these rows. It is created with each new version.
pub(crate) const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS ferrofax_changes
        (connection TEXT PRIMARY KEY, number BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL)";

/// How long to wait for a server that may know the result.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait between two attempts to reach the server.
const PAUSE: Duration = Duration::from_millis(200);

/// The numbers of a connection's changes.
pub(super) struct Numbers {
    /// The unique name of the connection.
    connection: String,
    last: Cell<u64>,
}

impl Numbers {
    /// Begins the numbers of a new connection.
    pub(super) fn of(client: &mut Client) -> Result<Self> {
        let sql = "SELECT md5(random()::text || clock_timestamp()::text || pg_backend_pid()::text)";
        Ok(Self { connection: client.query_one(sql, &[])?.get(0), last: Cell::new(0) })
    }

    /// The next number, and the statements that run `more` and commit the changes with this number.
    /// The first commit also deletes the rows of connections whose last change is more than seven
    /// days old.
    pub(super) fn commit(&self, more: &str) -> (u64, String) {
        let (number, connection) = (self.last.get() + 1, &self.connection);
        self.last.set(number);
        let forget = match number {
            1 => "DELETE FROM ferrofax_changes WHERE at < now() - interval '7 days';",
            _ => "",
        };
        let words = format!(
            "{more}{DURABLY};{forget}
             INSERT INTO ferrofax_changes (connection, number, at)
             VALUES ('{connection}', {number}, now())
             ON CONFLICT (connection) DO UPDATE SET number = excluded.number, at = excluded.at;
             COMMIT"
        );
        (number, words)
    }
}

impl Connection {
    /// Whether the changes with this number were committed. This is asked on a new connection,
    /// after the server has finished everything that the old connection requested.
    ///
    /// # Errors The server could not be asked for so long that the result is unknown.
    pub(super) fn has_committed(&self, number: u64) -> Result<bool> {
        let until = Instant::now() + PATIENCE;
        let mut client = loop {
            match self.reach.connect() {
                Err(_) if Instant::now() < until => sleep(PAUSE),
                client => break client?,
            }
        };
        // This waits until the old connection's transaction has ended, committed or undone.
        client.batch_execute(&self.begin_words(Purpose::Changes))?;
        let sql = "SELECT 1 FROM ferrofax_changes WHERE connection = $1 AND number = $2";
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let is_there = client.query_opt(sql, &[&self.numbers.connection, &number])?.is_some();
        client.batch_execute("ROLLBACK")?;
        self.prepared.borrow_mut().clear();
        *self.client.borrow_mut() = client;
        Ok(is_there)
    }
}
