//! PostgreSQL behind the same face.
//!
//! Changes run one after the other, as SQLite has it: each takes the lock of its spool first, but
//! for rows that are added beside ([`Purpose::Additions`]).
//! Queries see the state at their first. A statement stays prepared on the connection; one
//! that the server has closed is made again when the next transaction begins.

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
pub(crate) use notices::Listener;
pub(crate) use outcome::TABLE as CHANGES;
pub(crate) use reach::{Reach, Trust};
pub(super) use values::column;
use values::with_values;

use super::{Error, Purpose, Result, ToSql};
use claim::Claim;
use outcome::Numbers;

/// How many statements stay prepared; lists of what people ask for have many forms.
const STATEMENTS: usize = 400;

/// How long another process may hold the lock of changes.
const BUSY_TIMEOUT_MS: u64 = 10_000;

/// How long a statement may take, and its answer on the way: far longer than any of ours, and
/// shorter than somebody waits who thinks that the server has stopped.
const STATEMENT_TIMEOUT_MS: u64 = 120_000;

/// How long a transaction of which nothing more comes may keep others waiting.
const IDLE_TIMEOUT_MS: u64 = 30_000;

/// The same of one that keeps nobody waiting: what it adds comes as slowly as the line is.
const SLOW_TIMEOUT_MS: u64 = 180_000;

/// How long it may take until there is a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a server may be silent that has something to answer, or is asked whether it is there.
const SILENCE: Duration = Duration::from_secs(20);

/// A connection to a server, at work in one schema of a database.
pub(crate) struct Connection {
    client: RefCell<Client>,
    prepared: RefCell<HashMap<String, postgres::Statement>>,
    reach: Reach,
    schema: String,
    /// The right to receive into the spool, where we have it.
    claim: Option<Claim>,
    numbers: Numbers,
}

impl Connection {
    /// Connects. The schema need not be there yet; its name is made of small letters, digits
    /// and `_`.
    pub(crate) fn open(mut reach: Reach, schema: &str) -> Result<Self> {
        let config = &mut reach.config;
        config.application_name("ferrofax");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        // One that vanishes without a word would be waited for a quarter of an hour, or two.
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

    /// Makes this the connection of the one who receives into the spool; `who` says to others
    /// who that is. From now on there are no changes by it once another is.
    ///
    /// # Errors
    /// [`Error::Claimed`]: another is.
    pub(crate) fn claim(&mut self, what: &str, who: &str) -> Result<()> {
        self.claim = Some(Claim::take(&self.reach, &self.schema, (what, who))?);
        Ok(())
    }

    /// Begins queries, or changes.
    pub(crate) fn transaction(&mut self, purpose: Purpose) -> Result<Transaction<'_>> {
        self.begin(purpose)?;
        let is_change = purpose == Purpose::Changes;
        // Within the change, whose lock keeps those of another who receives waiting.
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
        // Nothing has been done yet, so that it can be done again.
        if begun.as_ref().is_err_and(|error| client.is_closed() || is_ending(error)) {
            self.prepared.get_mut().clear();
            *client = self.reach.connect()?;
            begun = client.batch_execute(&begin);
        }
        if begun.is_err() && !client.is_closed() {
            // It may have begun and not got the lock.
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
        // Each says where it is at work: a pool may give it another's connection. The schema's names
        // come before the server's own: it has functions that are named as SQLite's and do what
        // these do. One that vanishes in the middle is not waited for.
        let here = format!(
            "SET LOCAL search_path TO \"{schema}\", pg_catalog, pg_temp;
             SET LOCAL lock_timeout TO {BUSY_TIMEOUT_MS};
             SET LOCAL statement_timeout TO {STATEMENT_TIMEOUT_MS};
             SET LOCAL idle_in_transaction_session_timeout TO {idle_ms};"
        );
        match purpose {
            // The number of the lock is the schema's; other programs' locks hardly have it.
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

/// What is committed is durable, whatever somebody's trigger has set meanwhile.
const DURABLY: &str = "
    SELECT pg_catalog.set_config('synchronous_commit', 'on', true)
    WHERE pg_catalog.current_setting('synchronous_commit') = 'off'";

/// Whether the server ends, or ends this connection (SQLSTATE class 57P), and has said so.
fn is_ending(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| code.code().starts_with("57P"))
}

/// Whether a statement does not fit the tables any more, since another process has changed them
/// (0A000, feature_not_supported), or is not known to the server (26000).
fn is_outdated(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| ["0A000", "26000"].contains(&code.code()))
}

/// Queries or changes that belong together; undone if it is dropped.
pub(crate) struct Transaction<'c> {
    connection: &'c Connection,
    is_change: bool,
    /// Who listens is told of it.
    tells: Cell<bool>,
    is_open: Cell<bool>,
    /// A statement failed, so that the server takes no other.
    has_failed: Cell<bool>,
}

impl Transaction<'_> {
    /// A statement that is run once, or seldom.
    pub(super) fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        let kind = if is_step(sql) {
            Kind::Step(sql.to_owned())
        } else {
            Kind::Prepared(self.run(|client| client.prepare(&translated(sql)))?)
        };
        Ok(Statement { transaction: self, kind })
    }

    /// A statement that stays ready for the next transaction.
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

    /// Runs statements that give nothing back, in the words of PostgreSQL.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<()> {
        self.run(|client| client.batch_execute(sql))?;
        if sql.starts_with("ROLLBACK TO ") {
            self.has_failed.set(false);
        }
        Ok(())
    }

    /// Has those who listen be told of the changes, once, with their commit: that is no message of
    /// its own to the server.
    pub(super) fn tell_listeners(&self) {
        self.tells.set(true);
    }

    /// Whether a failure has ended it, and undone what belongs to it.
    pub(super) fn has_ended(&self) -> bool {
        self.connection.client.borrow().is_closed()
    }

    /// Makes the changes durable. Where a statement has failed the server would undo them and
    /// not say so; where the connection broke off before the answer, it is asked on another.
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
        // A commit that was refused is undone, by whom it is dropped.
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
            // One that the server cannot undo any more it has undone itself.
            let _undone = client.batch_execute("ROLLBACK");
        }
    }
}

/// A step around statements; it is run as it stands, also after one that failed.
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
    /// Changes rows; how many.
    pub(super) fn execute(&self, values: &[&dyn ToSql]) -> Result<usize> {
        match &self.kind {
            Kind::Step(sql) => self.transaction.execute_batch(sql).map(|()| 0),
            Kind::Prepared(statement) => with_values(values, |values| {
                let changed = self.transaction.run(|client| client.execute(statement, values))?;
                Ok(usize::try_from(changed).unwrap_or(usize::MAX))
            }),
        }
    }

    /// All rows that it finds.
    pub(super) fn query(&self, values: &[&dyn ToSql]) -> Result<Vec<postgres::Row>> {
        match &self.kind {
            Kind::Step(sql) => self.transaction.execute_batch(sql).map(|()| Vec::new()),
            Kind::Prepared(statement) => with_values(values, |values| {
                self.transaction.run(|client| client.query(statement, values))
            }),
        }
    }
}
