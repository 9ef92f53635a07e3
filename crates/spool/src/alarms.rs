//! What the faxmaster is told of once when it begins, and once when it is over.
//!
//! An alarm that goes on is a row here, and its letter is filed in the same transaction: a
//! restart tells nothing twice and forgets nothing.

use ferrofax_basics::UnixMs;

use super::SpoolError;
use super::letters::{self, NewLetter};
use crate::Monitoring;
use crate::database::{OptionalExtension, params};

/// An alarm that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What it is about: `disk`, `silent`, `failing 2101@fax-devices`.
    pub name: String,
    /// Since when.
    pub since: UnixMs,
    /// What the faxmaster was told.
    pub text: String,
}

/// What the faxmaster is told.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The letter's subject.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
}

const RAISE: &str =
    "INSERT INTO alarms (name, since, text) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO NOTHING";
const END: &str = "DELETE FROM alarms WHERE name = ?1 RETURNING since";
const ALL: &str = "SELECT name, since, text FROM alarms ORDER BY since, name";
const WATCH: &str =
    "INSERT INTO alarm_watches (name, since) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
const WATCHED: &str = "SELECT since FROM alarm_watches WHERE name = ?1";

impl Monitoring<'_> {
    /// Raises an alarm, with a letter to the faxmaster. False if it goes on already.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn raise_alarm(&self, name: &str, told: Told<'_>, now: UnixMs) -> Result<bool, SpoolError> {
        let host = self.spool.host();
        self.spool.write(|transaction| {
            let raised =
                transaction.prepare_cached(RAISE)?.execute(params![name, now, told.text])?;
            if raised > 0 {
                letters::file(transaction, &letter("begins", name, now, told), now, host)?;
            }
            Ok(raised > 0)
        })
    }

    /// Ends an alarm, with a letter to the faxmaster. False if there is none of this name.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn end_alarm(&self, name: &str, told: Told<'_>, now: UnixMs) -> Result<bool, SpoolError> {
        let host = self.spool.host();
        self.spool.write(|transaction| {
            let mut end = transaction.prepare_cached(END)?;
            let since: Option<UnixMs> = end.query_row([name], |row| row.get(0)).optional()?;
            let Some(since) = since else { return Ok(false) };
            letters::file(transaction, &letter("is over", name, since, told), now, host)?;
            Ok(true)
        })
    }

    /// The alarms that go on, the oldest first.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn alarms(&self) -> Result<Vec<Alarm>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(ALL)?;
            let rows = select.query_map([], |row| {
                Ok(Alarm {
                    name: row.get("name")?,
                    since: row.get("since")?,
                    text: row.get("text")?,
                })
            })?;
            rows.collect()
        })
    }

    /// Since when something is watched: since now, if nobody has asked before.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn watched_since(&self, name: &str, now: UnixMs) -> Result<UnixMs, SpoolError> {
        let known = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(WATCHED)?;
            select.query_row([name], |row| row.get(0)).optional()
        })?;
        if let Some(since) = known {
            return Ok(since);
        }
        self.spool.write(|transaction| {
            transaction.prepare_cached(WATCH)?.execute(params![name, now])?;
            transaction.prepare_cached(WATCHED)?.query_row([name], |row| row.get(0))
        })
    }
}

/// One for each beginning and each end.
fn letter(what: &str, name: &str, since: UnixMs, told: Told<'_>) -> NewLetter {
    NewLetter {
        mark: format!("alarm:{name}:{}:{what}", since.0),
        subject: told.subject.to_owned(),
        text: told.text.to_owned(),
        ..NewLetter::default()
    }
}
