//! What became of changes whose end was sent to the server and never answered.
//!
//! With its changes each connection commits their number, in a row of its own; so whoever reads
//! the row knows whether they are there. (`pg_xact_status` does not: after a crash the server
//! may give the number of a transaction that it lost to another one, and so does a standby
//! that has taken over.)

use std::cell::Cell;
use std::thread::sleep;
use std::time::{Duration, Instant};

use postgres::Client;

use super::{Connection, DURABLY, Purpose, Result};

/// Where the rows are; made with each new version.
pub(crate) const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS ferrofax_changes
        (connection TEXT PRIMARY KEY, number BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL)";

/// How long a server is waited for that may know.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait between two tries to reach it.
const PAUSE: Duration = Duration::from_millis(200);

/// The changes of a connection, by numbers.
pub(super) struct Numbers {
    /// Nobody else's.
    connection: String,
    last: Cell<u64>,
}

impl Numbers {
    /// Begins them for a new connection.
    pub(super) fn of(client: &mut Client) -> Result<Self> {
        let sql = "SELECT md5(random()::text || clock_timestamp()::text || pg_backend_pid()::text)";
        Ok(Self { connection: client.query_one(sql, &[])?.get(0), last: Cell::new(0) })
    }

    /// The next number, and the words that commit it with the changes, and with these. With the
    /// first one goes what connections have left that ended long ago.
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
    /// Whether changes are there, by their number: asked on a new connection, after all that the
    /// old one has had the server do.
    ///
    /// # Errors
    /// The server can't be asked for so long that it can't be known.
    pub(super) fn has_committed(&self, number: u64) -> Result<bool> {
        let until = Instant::now() + PATIENCE;
        let mut client = loop {
            match self.reach.connect() {
                Err(_) if Instant::now() < until => sleep(PAUSE),
                client => break client?,
            }
        };
        // This waits until the old connection's transaction has ended, the one way or the other.
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
