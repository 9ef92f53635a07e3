//! A connection to PostgreSQL, with the same interface as the connection to SQLite.
//!
//! Changes run one after another, as with SQLite: each transaction of changes first takes the lock
//! of its spool. Transactions that only add rows which nobody reads yet take no lock
//! ([`Purpose::Additions`]). All queries of one transaction see the database as it was at the first
//! of them. A statement remains prepared on the connection. If the server has closed the
//! connection, the next transaction opens a new one.

mod claim;
mod dialect;
mod notices;
mod outcome;
mod reach;
mod values;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Duration;

use postgres::Client;

pub(crate) use dialect::table;
use dialect::translated;
pub use notices::Listener;
pub(crate) use outcome::TABLE as CHANGES;
pub(crate) use reach::{Reach, Trust};
pub(super) use values::column;
use values::with_values;

use super::{Error, Purpose, Result, ToSql};
use claim::Claim;
use outcome::Numbers;

/// The greatest number of prepared statements of a connection. The lists that people request have
/// many forms, each with a statement of its own.
const STATEMENTS: usize = 400;

/// The time in ms for which a transaction waits for the lock of changes while another process holds
/// it.
const BUSY_TIMEOUT_MS: u64 = 10_000;

/// The longest time in ms from a statement to its answer. No statement of ours takes nearly as
/// long, and people do not have to wait longer if the server hangs.
const STATEMENT_TIMEOUT_MS: u64 = 120_000;

/// The time in ms after which the server ends a transaction in which nothing happens any more,
/// because the transaction may block others.
const IDLE_TIMEOUT_MS: u64 = 30_000;

/// The time in ms that replaces [`IDLE_TIMEOUT_MS`] for a transaction that blocks nobody
/// ([`Purpose::Additions`]). It is longer, since the data may arrive over a slow network.
const SLOW_TIMEOUT_MS: u64 = 180_000;

/// The longest time for making a connection to the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The longest time for which the server may be silent while we wait for an answer, or for a sign
/// that it is alive.
const SILENCE: Duration = Duration::from_secs(20);

/// A connection to a server that works in one schema of a database.
pub struct Connection {
    client: RefCell<Client>,
    prepared: RefCell<HashMap<String, postgres::Statement>>,
    reach: Reach,
    schema: String,
    /// The right to receive into the spool, if this process has it.
    claim: Option<Claim>,
    numbers: Numbers,
}

impl Connection {
    /// Connects to the server. The schema need not exist yet. Its name consists of lower-case
    /// letters, digits and `_`.
    pub(crate) fn open(mut reach: Reach, schema: &str) -> Result<Self> {
        let config = &mut reach.config;
        config.application_name("ferrofax");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        // Without these limits, it would take 15 or 30 minutes to notice that a server has
        // vanished.
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
            config
                .keepalives_idle(SILENCE / 2)
                .keepalives_interval(SILENCE / 4)
                .keepalives_retries(2);
        }
        let mut client = reach.connect()?;
        let numbers = Numbers::of(&mut client)?;
        let (client, prepared) = (RefCell::new(client), RefCell::default());
        let schema = schema.to_owned();
        Ok(Self { client, prepared, reach, schema, claim: None, numbers })
    }

    /// Takes the exclusive right `what` for this connection, for example the right to receive into
    /// the spool. `who` describes this process to other processes. If another process gets the
    /// right later, this connection can make no more changes.
    ///
    /// # Errors [`Error::Claimed`]: another process has the right.
    pub(crate) fn claim(&mut self, what: &str, who: &str) -> Result<()> {
        self.claim = Some(Claim::take(&self.reach, &self.schema, (what, who))?);
        Ok(())
    }

    /// Begins a transaction of queries, of changes or of additions.
    pub(crate) fn transaction(&mut self, purpose: Purpose) -> Result<Transaction<'_>> {
        self.begin(purpose)?;
        let is_change = purpose == Purpose::Changes;
        // The right is checked after the transaction has got the lock of changes. If another
        // process takes the right after this check, its changes must wait for this lock.
        if is_change && !self.claim.as_mut().is_none_or(Claim::is_held) {
            self.client.get_mut().batch_execute("ROLLBACK")?;
            self.claim.as_mut().map_or(Ok(()), Claim::take_again)?;
            self.begin(purpose)?;
        }
        Ok(Transaction {
            connection: self,
            is_change,
            tells: Cell::new(false),
            is_open: Cell::new(true),
            has_failed: Cell::new(false),
        })
    }

    fn begin(&mut self, purpose: Purpose) -> Result<()> {
        let begin = self.begin_words(purpose);
        let client = self.client.get_mut();
        let mut begun = client.batch_execute(&begin);
        // Nothing has been done in the transaction yet, so it can begin again on a new connection.
        if begun.as_ref().is_err_and(|error| client.is_closed() || is_ending(error)) {
            self.prepared.get_mut().clear();
            *client = self.reach.connect()?;
            begun = client.batch_execute(&begin);
        }
        if begun.is_err() && !client.is_closed() {
            // The transaction may have begun without getting the lock.
            let _undone = client.batch_execute("ROLLBACK");
        }
        Ok(begun?)
    }

    fn begin_words(&self, purpose: Purpose) -> String {
        let schema = &self.schema;
        let idle_ms = match purpose {
            Purpose::Additions => SLOW_TIMEOUT_MS,
            Purpose::Queries | Purpose::Changes => IDLE_TIMEOUT_MS,
        };
        // The search path is set in each transaction, because a connection pool may give the
        // transaction the connection of another client. The spool's schema comes before the
        // server's own: functions with the same names exist in both, and those in the spool's
        // schema work as in SQLite. If a client vanishes during a transaction, others wait for it
        // only until the idle limit.
        let here = format!(
            "SET LOCAL search_path TO \"{schema}\", pg_catalog, pg_temp;
             SET LOCAL lock_timeout TO {BUSY_TIMEOUT_MS};
             SET LOCAL statement_timeout TO {STATEMENT_TIMEOUT_MS};
             SET LOCAL idle_in_transaction_session_timeout TO {idle_ms};"
        );
        match purpose {
            // The number of the lock is derived from the schema's name. Locks of other programs are
            // very unlikely to have this number.
            Purpose::Changes => format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {here}
                 SELECT pg_advisory_xact_lock(hashtextextended('ferrofax {schema}', 0))"
            ),
            Purpose::Additions => {
                format!("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {here}")
            }
            Purpose::Queries => {
                format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {here}")
            }
        }
    }
}

/// Makes the commit durable even if a trigger has turned `synchronous_commit` off meanwhile.
const DURABLY: &str = "
    SELECT pg_catalog.set_config('synchronous_commit', 'on', true)
    WHERE pg_catalog.current_setting('synchronous_commit') = 'off'";

/// Whether the error says that the server, or this connection, is being shut down (SQLSTATE class
/// 57P).
fn is_ending(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| code.code().starts_with("57P"))
}

/// Whether a prepared statement must be prepared again: its tables were changed by another process
/// (0A000, feature_not_supported), or the server does not know the statement (26000).
fn is_outdated(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| ["0A000", "26000"].contains(&code.code()))
}

/// Queries or changes that belong together. They are undone if the transaction is dropped without a
/// commit.
pub(crate) struct Transaction<'c> {
    connection: &'c Connection,
    is_change: bool,
    /// Whether the commit notifies the listeners of the changes.
    tells: Cell<bool>,
    is_open: Cell<bool>,
    /// Whether a statement has failed. The server accepts no other statement after that.
    has_failed: Cell<bool>,
}

impl Transaction<'_> {
    /// Prepares a statement that is run once, or rarely.
    pub(super) fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        let kind = if is_step(sql) {
            Kind::Step(sql.to_owned())
        } else {
            Kind::Prepared(self.run(|client| client.prepare(&translated(sql)))?)
        };
        Ok(Statement { transaction: self, kind })
    }

    /// Prepares a statement and keeps it prepared for later transactions on this connection.
    pub(super) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        let mut prepared = self.connection.prepared.borrow_mut();
        if let Some(statement) = prepared.get(sql) {
            return Ok(Statement { transaction: self, kind: Kind::Prepared(statement.clone()) });
        }
        let statement = self.prepare(sql)?;
        if let Kind::Prepared(one) = &statement.kind {
            if prepared.len() >= STATEMENTS {
                prepared.clear();
            }
            prepared.insert(sql.to_owned(), one.clone());
        }
        Ok(statement)
    }

    /// Runs statements in PostgreSQL's own SQL that return nothing.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<()> {
        self.run(|client| client.batch_execute(sql))?;
        if sql.starts_with("ROLLBACK TO ") {
            self.has_failed.set(false);
        }
        Ok(())
    }

    /// Makes the commit also notify the listeners of the changes, once. The notification is part of
    /// the commit command, so it costs no extra message to the server.
    pub(super) fn tell_listeners(&self) {
        self.tells.set(true);
    }

    /// Whether a failure has ended the transaction and undone its changes.
    pub(super) fn has_ended(&self) -> bool {
        self.connection.client.borrow().is_closed()
    }

    /// Commits the changes durably. If a statement has failed, returns [`Error::Undone`]: the
    /// server would undo the changes and report no error. If the connection broke before the server
    /// answered, the server is asked on a new connection whether the changes were committed.
    pub(super) fn commit(self) -> Result<()> {
        if self.has_failed.get() {
            return Err(Error::Undone);
        }
        if !self.is_change {
            self.is_open.set(false);
            return self.run(|client| client.batch_execute(&format!("{DURABLY}; COMMIT")));
        }
        let tell = if self.tells.get() { self.connection.notice() } else { String::new() };
        let (number, commit) = self.connection.numbers.commit(&tell);
        let done = self.run(|client| client.batch_execute(&commit));
        let is_cut = match &done {
            Err(Error::Postgresql(error)) => self.has_ended() || is_ending(error),
            _ => false,
        };
        // A rejected commit is rolled back when the transaction is dropped.
        self.is_open.set(done.is_err() && !is_cut);
        match done {
            Err(error) if is_cut => match self.connection.has_committed(number) {
                Ok(true) => Ok(()),
                Ok(false) => Err(error),
                Err(why) => Err(Error::Unknown(why.to_string())),
            },
            done => done,
        }
    }

    fn run<T>(&self, step: impl FnOnce(&mut Client) -> Result<T, postgres::Error>) -> Result<T> {
        let done = step(&mut self.connection.client.borrow_mut());
        if let Err(error) = &done {
            self.has_failed.set(true);
            if is_outdated(error)
                && let Ok(mut prepared) = self.connection.prepared.try_borrow_mut()
            {
                prepared.clear();
            }
        }
        Ok(done?)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        let mut client = self.connection.client.borrow_mut();
        if self.is_open.get() && !client.is_closed() {
            // If this command fails, the connection has ended, and the server has undone the
            // transaction.
            let _undone = client.batch_execute("ROLLBACK");
        }
    }
}

/// Whether a statement only sets, restores or releases a savepoint. Such a statement is run without
/// translation, and also after a failed statement.
fn is_step(sql: &str) -> bool {
    ["SAVEPOINT ", "ROLLBACK TO ", "RELEASE "]
        .iter()
        .any(|step| sql.starts_with(step))
}

/// A statement that is ready to run.
pub(super) struct Statement<'t> {
    transaction: &'t Transaction<'t>,
    kind: Kind,
}

enum Kind {
    Prepared(postgres::Statement),
    Step(String),
}

impl Statement<'_> {
    /// Runs the statement and returns the number of changed rows.
    pub(super) fn execute(&self, values: &[&dyn ToSql]) -> Result<usize> {
        match &self.kind {
            Kind::Step(sql) => self.transaction.execute_batch(sql).map(|()| 0),
            Kind::Prepared(statement) => with_values(values, |values| {
                let changed = self.transaction.run(|client| client.execute(statement, values))?;
                Ok(usize::try_from(changed).unwrap_or(usize::MAX))
            }),
        }
    }

    /// Runs the statement and returns all rows that it finds.
    pub(super) fn query(&self, values: &[&dyn ToSql]) -> Result<Vec<postgres::Row>> {
        match &self.kind {
            Kind::Step(sql) => self.transaction.execute_batch(sql).map(|()| Vec::new()),
            Kind::Prepared(statement) => with_values(values, |values| {
                self.transaction.run(|client| client.query(statement, values))
            }),
        }
    }
}
