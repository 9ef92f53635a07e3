//! Writes a log of fax calls in HylaFAX's format (`xferfaxlog`), for programs that count fax calls
//! by such a log. It has a line for each finished call of a job, and for each received fax.
//!
//! After the lines are on the disk, a file (`place`) stores the position in the spool up to which
//! calls were logged. If a crash comes between the two steps, the lines are already at the end of
//! the log. They are found there, so no line is written twice. If the log was moved away
//! (logrotate), the next line begins a new log.
//!
//! Source: xferfaxlog(5F) of HylaFAX 6, and the fields that its xferfaxstats(1M) reads.

mod line;
mod place;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use ferrofax_basics::zone;
use ferrofax_spool::safe_file::{self, For, Share};
use ferrofax_spool::{Spool, SpoolError};
use jiff::tz::TimeZone;
use place::Place;

/// The maximum number of jobs' calls, and the maximum number of received faxes, that one query
/// reads from the spool for the log of fax calls.
const AT_ONCE: u32 = 200;

/// The number of bytes at the end of the log of fax calls that are searched for lines: more than
/// [`AT_ONCE`] lines need, even if each line has the greatest possible length.
const END: u64 = 512 << 10;

/// Writes a log of fax calls in HylaFAX's format (`xferfaxlog`).
pub struct TransferLog {
    spool: Spool,
    path: PathBuf,
    place: Place,
    zone: TimeZone,
    /// Whether no line was written since the program started. Only then may the log have lines that
    /// the stored position does not cover, because of a crash.
    is_first: AtomicBool,
}

/// The reason why fax calls could not be written to the log `xferfaxlog`. They are logged later.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The log of fax calls could not be written. Or the file with the position up to which calls
    /// were logged could not be read or written.
    #[error("{path}: {why}")]
    File {
        /// The path of the file that could not be written: the log of fax calls, or the file with
        /// the position.
        path: String,
        /// The error that the operating system reported when the file was written.
        why: io::Error,
    },
    /// The fax calls could not be read from the spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

fn at(path: &Path) -> impl Fn(io::Error) -> TransferError {
    let path = path.display().to_string();
    move |why| TransferError::File { path: path.clone(), why }
}

impl TransferLog {
    /// Prepares to log the fax calls of this spool in the file `path`. Calls that ended before
    /// Ferrofax wrote this log for the first time are left out.
    pub fn new(spool: &Spool, path: &Path) -> Self {
        Self {
            spool: spool.clone(),
            path: path.to_owned(),
            place: Place::of(spool.folder()),
            zone: zone::system(),
            is_first: AtomicBool::new(true),
        }
    }

    /// Writes a line to the log of fax calls for each fax call that has ended since the last run of
    /// this function.
    ///
    /// # Errors
    /// The reason why fax calls could not be logged. The next run of this function logs them.
    pub fn turn(&self) -> Result<(), TransferError> {
        let Some(mut told) = self.place.read().map_err(at(self.place.path()))? else {
            let told = self.spool.recordings().transfers_begin()?;
            return self.place.write(&told).map_err(at(self.place.path()));
        };
        loop {
            let new = self.spool.recordings().transfers_since(&told, AT_ONCE)?;
            if new.told == told {
                self.is_first.store(false, Ordering::Relaxed);
                return Ok(());
            }
            let sent = new.sent.iter().map(|call| (call.ended, line::sent(call, &self.zone)));
            let came = new.came.iter().map(|call| (call.ended, line::came(call, &self.zone)));
            let mut lines: Vec<_> = sent.chain(came).collect();
            lines.sort_by_key(|(ended, _)| *ended);
            self.append(lines.into_iter().map(|(_, line)| line)).map_err(at(&self.path))?;
            self.place.write(&new.told).map_err(at(self.place.path()))?;
            self.is_first.store(false, Ordering::Relaxed);
            if !new.has_more {
                return Ok(());
            }
            told = new.told;
        }
    }

    /// Appends lines to the log of fax calls. Lines that are already in the file are left out: a
    /// crash came after they were written and before the position was stored.
    fn append(&self, lines: impl Iterator<Item = String>) -> io::Result<()> {
        let mut lines: Vec<String> = lines.collect();
        if lines.is_empty() {
            return Ok(());
        }
        let mut log = safe_file::open_or_make(&self.path, For::Appending, Share::GroupReads)?;
        let end = end_of(&mut log)?;
        if self.is_first.load(Ordering::Relaxed) {
            let moved = self.path.with_added_extension("1");
            let before = safe_file::open(&moved, For::Reading).and_then(|mut log| end_of(&mut log));
            let before = before.unwrap_or_default();
            let there: HashSet<&str> = whole_lines(&end).chain(whole_lines(&before)).collect();
            lines.retain(|line| !there.contains(line.trim_end_matches('\n')));
        }
        // A line that is incomplete after a full disk or a crash is ended first.
        if !end.is_empty() && !end.ends_with('\n') {
            lines.insert(0, "\n".to_owned());
        }
        log.write_all(lines.concat().as_bytes())?;
        log.sync_data()
    }
}

/// The text at the end of a log file: its last [`END`] bytes.
fn end_of(log: &mut File) -> io::Result<String> {
    let length = log.metadata()?.len();
    log.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut end = Vec::new();
    log.read_to_end(&mut end)?;
    Ok(String::from_utf8_lossy(&end).into_owned())
}

/// The lines of a text that end with a line feed. An incomplete last line is left out.
fn whole_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'))
}
