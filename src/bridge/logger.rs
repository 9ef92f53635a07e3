//! Lines of the `log` crate go to Asterisk's logger.
//!
//! Ours as they are; what libraries have to say only from a warning up, and as debug lines, for it is not written for
//! administrators. Debug lines are shown after `ferrofax set debug on`.

use super::host::{self, LogLevel};
use log::{Level, LevelFilter, Log, Metadata, Record};

struct Logger;

static LOGGER: Logger = Logger;

/// Our own lines.
const OURS: &str = env!("CARGO_PKG_NAME");

/// Lets `log` write to Asterisk. Once per mapping of the module; a second time changes nothing.
pub(super) fn install() {
    let _ = log::set_logger(&LOGGER);
    set_debug(false);
}

/// Shows debug lines or hides them.
pub(super) fn set_debug(on: bool) {
    log::set_max_level(if on { LevelFilter::Debug } else { LevelFilter::Info });
}

fn level(target: &str, level: Level) -> Option<LogLevel> {
    let ours = target == OURS || target.starts_with(concat!(env!("CARGO_PKG_NAME"), "::"));
    match level {
        Level::Error | Level::Warn if !ours => (log::max_level() >= LevelFilter::Debug).then_some(LogLevel::Debug),
        Level::Error => Some(LogLevel::Error),
        Level::Warn => Some(LogLevel::Warning),
        Level::Info => ours.then_some(LogLevel::Notice),
        Level::Debug | Level::Trace => ours.then_some(LogLevel::Debug),
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        level(metadata.target(), metadata.level()).is_some()
    }

    fn log(&self, record: &Record<'_>) {
        let Some(level) = level(record.target(), record.level()) else {
            return;
        };
        // A line break would begin a line that looks like one of Asterisk's own.
        let message = record.args().to_string().replace(['\n', '\r'], " ");
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
    fn libraries_do_not_alarm_the_administrator() {
        assert_eq!(level("ferrofax::spool", Level::Warn), Some(LogLevel::Warning));
        assert_eq!(level("rustls::conn", Level::Info), None);
        assert_ne!(level("rustls::conn", Level::Error), Some(LogLevel::Error));
    }
}
