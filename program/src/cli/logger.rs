//! The program's log: lines on standard error, where systemd's journal and people find them.

use std::io::Write;

use log::{LevelFilter, Log, Metadata, Record};

struct Lines;

static LINES: Lines = Lines;

/// Sets the log up: warnings and errors, and with `all` what is done, too.
pub(super) fn install(all: bool) {
    let level = if all { LevelFilter::Info } else { LevelFilter::Warn };
    // A second call changes nothing.
    if log::set_logger(&LINES).is_ok() {
        log::set_max_level(level);
    }
}

impl Log for Lines {
    /// Ours alone: fonts and documents are commented on by their readers, too.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ferrofax")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            // One write a line, so that lines of several threads stay whole.
            let line =
                format!("{}: {}\n", record.level().as_str().to_ascii_lowercase(), record.args());
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    fn flush(&self) {}
}
