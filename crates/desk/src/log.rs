//! Reads the audit log, for people who may read it.

use std::io;

use serde_json::Value;

use super::{Desk, DeskError, Person};
use crate::trail;
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::audit::{AuditLog, Verdict};

/// The number of bytes at the end of the audit log that are searched for new lines, for a client
/// that already has the older lines.
const END: u64 = 4 << 20;

/// A filter for the lines of the audit log; an empty field matches all lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSieve {
    /// Matches lines of the audit log in which the name of a user, a login name or the mail address
    /// of a sender contains this text.
    pub user: String,
    /// Matches lines of the audit log about this action: `login`, `submission`, ….
    pub asked: String,
    /// Matches lines of the audit log about granted actions (`true`) or refused actions (`false`).
    pub granted: Option<bool>,
    /// Matches lines of the audit log that were written at this time or later.
    pub since: Option<UnixMs>,
    /// Matches lines of the audit log that were written before this time.
    pub until: Option<UnixMs>,
}

/// The lines of the audit log that one request returns.
#[derive(Clone, Debug, Default)]
pub struct LogPage {
    /// The lines of the audit log, newest first, as JSON objects.
    pub lines: Vec<Value>,
    /// The position in the audit log, in bytes from its beginning. A request with this position as
    /// `above` returns the next older lines. `None`: there are no older lines.
    pub next: Option<u64>,
}

impl LogSieve {
    fn lets(&self, line: &Value) -> bool {
        let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
        let wanted = self.user.to_lowercase();
        let is_his = || {
            ["user", "login", "system_user", "name", "sender"]
                .iter()
                .any(|name| text(name).to_lowercase().contains(&wanted))
        };
        (self.asked.is_empty() || text("asked") == self.asked)
            && self.has_its_time(text("at"))
            && self.granted.is_none_or(|granted| line["granted"].as_bool() == Some(granted))
            && (wanted.is_empty() || is_his())
    }

    fn has_its_time(&self, at: &str) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let at = at.parse::<jiff::Timestamp>().map(UnixMs::from);
        at.is_ok_and(|at| {
            self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
        })
    }
}

impl Desk {
    /// The newest lines of the audit log that match `sieve` and are before the byte position
    /// `above` (`None`: the end of the log). Returns at most `most` lines, and never more than 500.
    /// Reading the log also adds a line to the log.
    pub fn log(
        &self,
        person: &Person,
        sieve: &LogSieve,
        above: Option<u64>,
        most: usize,
    ) -> Result<LogPage, DeskError> {
        self.read_log(person)?;
        let lets = |line: &Value| sieve.lets(line);
        let found = trail::newest(self.spool.folder(), above, most.clamp(1, 500), lets);
        let trail::Found { lines, next } = found.map_err(unreadable)?;
        Ok(LogPage { lines, next })
    }

    /// The lines of the audit log after the line with this number, oldest first, if they are within
    /// the last [`END`] bytes of the log. Reading the log adds a line to it.
    pub fn log_after(
        &self,
        person: &Person,
        sieve: &LogSieve,
        after: i64,
        most: usize,
    ) -> Result<Vec<Value>, DeskError> {
        self.read_log(person)?;
        let log = AuditLog::open(self.spool.folder());
        let end = log.and_then(|log| log.end(END)).map_err(unreadable)?;
        let is_behind = |line: &Value| line["seq"].as_i64().is_some_and(|seq| seq > after);
        let text = String::from_utf8_lossy(&end);
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        Ok(lines.filter(|line| is_behind(line) && sieve.lets(line)).take(most).collect())
    }

    /// Checks, by the chain of hashes, that no line of the audit log has been changed since it was
    /// written.
    pub fn verify_log(&self, person: &Person) -> Result<Verdict, DeskError> {
        self.read_log(person)?;
        trail::whole(self.spool.folder(), None).map_err(unreadable)
    }
}

fn unreadable(error: io::Error) -> DeskError {
    DeskError::Spool(SpoolError::Io {
        action: "read",
        path: ferrofax_spool::audit::FILE.into(),
        text: error.to_string(),
    })
}
