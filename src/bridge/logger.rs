//! Passes the lines of the `log` crate on to Asterisk's logger.
//!
//! Lines of Ferrofax itself keep their level. Of the log lines of libraries, only warnings and
//! errors are passed on. They become debug lines, because they are not written for administrators.
//! Debug lines are shown after `ferrofax set debug on`.

use super::host::{self, LogLevel};
use log::{Level, LevelFilter, Log, Metadata, Record};

struct Logger;

static LOGGER: Logger = Logger;

/// The prefix of the module names in the log lines of Ferrofax itself. The names of all its crates
/// begin with it (`ferrofax_spool::…`).
const OURS: &str = env!("CARGO_PKG_NAME");

/// Makes the `log` crate write to Asterisk's log. A second call while the module is loaded changes
/// nothing.
pub(super) fn install() {
    let _ = log::set_logger(&LOGGER);
    set_debug(false);
}

/// Switches Ferrofax's debug lines in Asterisk's log on or off.
pub(super) fn set_debug(on: bool) {
    log::set_max_level(if on { LevelFilter::Debug } else { LevelFilter::Info });
}

fn level(target: &str, level: Level) -> Option<LogLevel> {
    let ours = target
        .strip_prefix(OURS)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '_']));
    match level {
        Level::Error | Level::Warn if !ours => {
            (log::max_level() >= LevelFilter::Debug).then_some(LogLevel::Debug)
        }
        Level::Error => Some(LogLevel::Error),
        Level::Warn => Some(LogLevel::Warning),
        Level::Info => ours.then_some(LogLevel::Notice),
        Level::Debug | Level::Trace => ours.then_some(LogLevel::Debug),
    }
}

/// Replaces the control characters in a log line. A log line may contain text that a remote fax
/// machine sent (a display name, an identification). A line break would begin a line that looks
/// like one of Asterisk's own, and ESC and similar characters control the administrator's terminal.
pub(super) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        level(metadata.target(), metadata.level()).is_some()
    }

    fn log(&self, record: &Record<'_>) {
        let Some(level) = level(record.target(), record.level()) else {
            return;
        };
        let message = one_line(&record.args().to_string());
        host::log(
            level,
            record.file().unwrap_or("?"),
            record.line().unwrap_or(0),
            record.module_path().unwrap_or("?"),
            &message,
        );
    }

    fn flush(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_far_end_sends_moves_the_terminal() {
        assert_eq!(
            one_line("\u{1b}]0;x\u{7}Alice\u{1b}[2J\r\nb\tc\u{7f}\u{9b}31m Größe"),
            " ]0;x Alice [2J  b c  31m Größe"
        );
    }

    #[test]
    fn libraries_do_not_alarm_the_administrator() {
        assert_eq!(level("ferrofax::service", Level::Warn), Some(LogLevel::Warning));
        assert_eq!(level("ferrofax_spool::jobs", Level::Info), Some(LogLevel::Notice));
        assert_eq!(level("ferrofaxes", Level::Info), None);
        assert_eq!(level("rustls::conn", Level::Info), None);
        assert_ne!(level("rustls::conn", Level::Error), Some(LogLevel::Error));
    }
}
