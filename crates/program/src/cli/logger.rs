//! The program's log: lines on standard error, for people. If standard error is systemd's journal,
//! each line becomes an entry with fields instead.
//!
//! A log line can have fields that say which fax or job it is about: `log::info!(FERROFAX_FAX:% =
//! fax; "fax {fax} …")`. The text of the line contains the same facts, for readers who do not see
//! the fields. docs/watching.md lists the fields.

use std::io::Write;

use ferrofax_basics::control_signs::plain;
use log::{Level, LevelFilter, Log, Metadata, Record};
use systemd_journal_logger::{JournalLog, connected_to_journal};

struct Logger {
    /// The systemd journal, if standard error is connected to it.
    journal: Option<JournalLog>,
}

/// Sets up the log: messages of the levels warning and error and, if `all` is true, those of the
/// level information, too.
pub(super) fn install(all: bool) {
    let level = if all { LevelFilter::Info } else { LevelFilter::Warn };
    let journal = connected_to_journal().then(|| JournalLog::new().ok()).flatten();
    let journal = journal.map(|journal| journal.with_syslog_identifier("ferrofax".to_owned()));
    // A second call changes nothing.
    if log::set_boxed_logger(Box::new(Logger { journal })).is_ok() {
        log::set_max_level(level);
    }
}

impl Log for Logger {
    /// Logs only messages of Ferrofax itself. Log messages of the libraries that read fonts and
    /// documents are dropped.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ferrofax")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let sent = self.journal.as_ref().map(|journal| journal.journal_send(record));
        // If the journal does not accept the entry, or there is no journal, write the line without
        // fields to standard error.
        if !matches!(sent, Some(Ok(()))) {
            // Each line is one write, so that lines of several threads do not mix.
            let line = line_of(record.level(), &record.args().to_string());
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    fn flush(&self) {}
}

/// The line of a message. A text from outside in the message can neither begin a line of its own
/// nor control a terminal.
fn line_of(level: Level, message: &str) -> String {
    format!("{}: {}\n", level.as_str().to_ascii_lowercase(), plain(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line() {
        let line = line_of(Level::Warn, "it refuses: no\nerror: \u{1b}[2J");
        assert_eq!(line, "warn: it refuses: no�error: �[2J\n");
    }
}
