//! Alarms to the faxmaster: one e-mail when an alarm begins, and one when it ends.
//!
//! Each active alarm is a row of the table `alarms`. Its e-mail is queued in the transaction that
//! writes or deletes the row. After a restart, Ferrofax therefore sends no e-mail twice and forgets
//! none.

use ferrofax_basics::UnixMs;

use super::SpoolError;
use super::letters::{self, NewLetter};
use crate::Monitoring;
use crate::database::params;

/// An active alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The name of the alarm's subject: `disk`, `silent`, `failing 2101@fax-devices`.
    pub name: String,
    /// The time at which the alarm began.
    pub since: UnixMs,
    /// The text of the e-mail to the faxmaster when the alarm began.
    pub text: String,
}

/// The e-mail to the faxmaster about the beginning or the end of an alarm.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The subject of the e-mail.
    pub subject: &'a str,
    /// The text of the e-mail.
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
    /// Begins an alarm and queues an e-mail to the faxmaster. False if the alarm is already active.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn raise_alarm(&self, name: &str, told: Told<'_>, now: UnixMs) -> Result<bool, SpoolError> {
        let host = self.spool.host();
        self.spool.write(|transaction| {
            let raised = transaction.change(RAISE, params![name, now, told.text])?;
            if raised > 0 {
                letters::file(transaction, &letter("begins", name, now, told), now, host)?;
            }
            Ok(raised > 0)
        })
    }

    /// Ends an alarm and queues an e-mail to the faxmaster. False if no alarm of this name is
    /// active.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn end_alarm(&self, name: &str, told: Told<'_>, now: UnixMs) -> Result<bool, SpoolError> {
        let host = self.spool.host();
        self.spool.write(|transaction| {
            let since: Option<UnixMs> = transaction.first(END, [name], |row| row.get(0))?;
            let Some(since) = since else { return Ok(false) };
            letters::file(transaction, &letter("is over", name, since, told), now, host)?;
            Ok(true)
        })
    }

    /// The active alarms, the oldest first.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn alarms(&self) -> Result<Vec<Alarm>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(ALL, [], |row| {
                Ok(Alarm {
                    name: row.get("name")?,
                    since: row.get("since")?,
                    text: row.get("text")?,
                })
            })
        })
    }

    /// The time at which the Ferrofax service began to watch the subject of this alarm, for example
    /// a device. The first call for a name stores `now` and returns it.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn watched_since(&self, name: &str, now: UnixMs) -> Result<UnixMs, SpoolError> {
        let known = self
            .spool
            .read(|transaction| transaction.first(WATCHED, [name], |row| row.get(0)))?;
        if let Some(since) = known {
            return Ok(since);
        }
        self.spool.write(|transaction| {
            transaction.run(WATCH, params![name, now])?;
            transaction.one(WATCHED, [name], |row| row.get(0))
        })
    }
}

/// The e-mail for the beginning or the end of an alarm. Its mark is unique for each of the two.
fn letter(what: &str, name: &str, since: UnixMs, told: Told<'_>) -> NewLetter {
    NewLetter {
        mark: format!("alarm:{name}:{}:{what}", since.0),
        subject: told.subject.to_owned(),
        text: told.text.to_owned(),
        ..NewLetter::default()
    }
}
