//! Finds out whether changes were committed if the server's answer to the commit never arrived.
//!
//! With its changes, each connection commits a number, which it stores in a row of its own. By this
//! row, another connection can see whether the changes were committed. (`pg_xact_status` is not
//! reliable: after a crash, or on a standby server that has taken over, the number of a lost
//! transaction may be given to another transaction.)

use std::cell::Cell;
use std::thread::sleep;
use std::time::{Duration, Instant};

use postgres::Client;

use super::{Connection, DURABLY, Purpose, Result};

/// The table of the rows with these numbers. It is created when the schema is made or upgraded.
pub(crate) const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS ferrofax_changes
        (connection TEXT PRIMARY KEY, number BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL)";

/// The longest time to wait until a server can say whether the changes were committed.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait between two attempts to reach the server.
const PAUSE: Duration = Duration::from_millis(200);

/// Makes the numbers that a connection commits with its changes.
pub(super) struct Numbers {
    /// The unique name of the connection.
    connection: String,
    last: Cell<u64>,
}

impl Numbers {
    /// Starts the numbers for a new connection, from 1.
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
    /// Whether the changes with this number were committed. The question is asked on a new
    /// connection, after the server has finished the transaction of the old connection.
    ///
    /// # Errors No server answered within [`PATIENCE`], so the result is unknown.
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
