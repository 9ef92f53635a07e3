//! The program's log: lines on standard error, for systemd's journal and for people.

use std::io::Write;

use log::{LevelFilter, Log, Metadata, Record};

struct Lines;

static LINES: Lines = Lines;

/// Sets up the log: warnings and errors, and with `all` also information.
pub(super) fn install(all: bool) {
    let level = if all { LevelFilter::Info } else { LevelFilter::Warn };
    // A second call changes nothing.
    if log::set_logger(&LINES).is_ok() {
        log::set_max_level(level);
    }
}

impl Log for Lines {
    /// Only messages of Ferrofax itself are logged: the readers of fonts and documents also write
    /// some.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ferrofax")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            // Each line is one write, so that lines of several threads do not mix.
            let line =
                format!("{}: {}\n", record.level().as_str().to_ascii_lowercase(), record.args());
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    fn flush(&self) {}
}
