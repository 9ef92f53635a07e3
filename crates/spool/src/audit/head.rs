//! The file `audit.head` beside the audit log: it has the place of the last line, and a writer
//! locks it while writing a line. A new log continues the chain from this place.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::chain::{Hash, Place};
use super::is_at;
use crate::safe_file::{self, For, Share};

/// The name of the file in the spool's folder.
pub(super) const FILE: &str = "audit.head";

/// The longest wait for another writer. A process that holds the lock for longer is stopped or
/// malicious.
const PATIENCE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(2);
/// The greatest number of lines that are written before `audit.head` is updated; `proof::LOT` lines
/// are written at once.
const MOST_AT_ONCE: u64 = 100;

/// The open file `audit.head`.
#[derive(Debug)]
pub(super) struct Head {
    path: PathBuf,
    file: File,
}

/// The lock on `audit.head`. The process that holds the lock may write lines to the audit log. The
/// lock is released when this value is dropped.
pub(super) struct Turn<'a>(&'a Head);

impl Head {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let file = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks)?;
        Ok(Self { path, file })
    }

    /// Waits for the lock; none if the file was removed or replaced since it was opened.
    pub(super) fn turn(&self) -> io::Result<Option<Turn<'_>>> {
        let began = Instant::now();
        loop {
            match self.file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                    std::thread::sleep(STEP);
                }
                Err(TryLockError::WouldBlock) => {
                    let why = "another process holds audit.head and does not let go of it";
                    return Err(io::Error::new(io::ErrorKind::TimedOut, why));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        let turn = Turn(self);
        Ok(is_at(&self.file, &self.path).then_some(turn))
    }
}

/// The content of the file `audit.head`, which stores the number and the hash of the last line of
/// the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    /// Nothing: the file is new, or its content was lost.
    Nothing,
    /// No number and hash: a power cut or another program damaged the file.
    Unreadable,
    /// The number and the hash of the log's last line.
    At(Place),
}

impl Noted {
    /// The reason why this content does not fit a log whose last line has this number and hash;
    /// none if it fits. If a process died after it wrote lines and before it updated `audit.head`,
    /// the file names an earlier line. This is no fault.
    pub(super) fn fault(self, last: Place) -> Option<String> {
        let (log, repair) = (last.seq, "`ferrofax audit verify` says which lines are missing");
        match self {
            Self::Nothing if log > 0 => Some(format!(
                "audit.head is empty or was replaced, but audit.log has lines up to {log}: lines after \
                 that may have been removed; {repair}"
            )),
            Self::Unreadable => Some(format!(
                "audit.head cannot be read, and audit.log has lines up to {log}: lines after that may \
                 have been removed; {repair}"
            )),
            Self::At(noted) if noted.seq + MOST_AT_ONCE < log => Some(format!(
                "audit.head is at line {} and audit.log at {log}: audit.head was replaced by an older \
                 one; {repair}",
                noted.seq
            )),
            Self::At(noted) if log > 0 && noted.seq > log => Some(format!(
                "audit.log ends at line {log}, but line {} was written: the lines between were \
                 removed; {repair}",
                noted.seq
            )),
            _ => None,
        }
    }

    /// The stored number and hash; the default value if there are none.
    pub(super) fn place(self) -> Place {
        match self {
            Self::At(place) => place,
            Self::Nothing | Self::Unreadable => Place::default(),
        }
    }
}

impl Turn<'_> {
    /// Reads the content of `audit.head`.
    pub(super) fn noted(&self) -> io::Result<Noted> {
        let mut text = [0; LENGTH];
        if self.0.file.metadata()?.len() == 0 {
            return Ok(Noted::Nothing);
        }
        match self.0.file.read_exact_at(&mut text, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Noted::Unreadable),
            read => read.map(|()| place(&text).map_or(Noted::Unreadable, Noted::At)),
        }
    }

    pub(super) fn note(&self, place: Place) -> io::Result<()> {
        let text = format!("{:020} {}\n", place.seq, place.hash);
        self.0.file.write_all_at(text.as_bytes(), 0)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // The system releases the lock when the file is closed, at the latest.
        let _ = self.0.file.unlock();
    }
}

/// The length of the content: twenty digits, a blank, 64 digits, a line break.
const LENGTH: usize = 20 + 1 + 64 + 1;

pub(super) fn place(text: &[u8]) -> Option<Place> {
    let (seq, hash) = std::str::from_utf8(text).ok()?.trim_end().split_once(' ')?;
    Some(Place { seq: seq.parse().ok()?, hash: Hash::read(hash)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fault that is reported for a folder with this head and a log that ends at this line.
    fn reported(head: &[u8], log: u64) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), head).unwrap();
        let opened = Head::open(folder.path()).unwrap();
        let turn = opened.turn().unwrap().unwrap();
        turn.noted().unwrap().fault(Place { seq: log, ..Place::default() })
    }

    fn head_at(seq: u64) -> Vec<u8> {
        format!("{seq:020} {}\n", Hash::default()).into_bytes()
    }

    #[test]
    fn a_head_that_fits_its_log_is_not_reported() {
        // A new log; a correct log; a process that died before it noted its lines; a log that was
        // moved away and compressed.
        for (head, log) in [(vec![], 0), (head_at(7), 7), (head_at(7), 57), (head_at(7), 0)] {
            assert_eq!(reported(&head, log), None);
        }
    }

    #[test]
    fn a_head_that_was_lost_torn_or_replaced_is_reported() {
        let torn = &head_at(7)[..40];
        let zeros = vec![0; LENGTH];
        for (head, log, what) in [
            (&[][..], 7, "audit.head is empty or was replaced"),
            (torn, 7, "audit.head cannot be read"),
            (&zeros, 0, "audit.head cannot be read"),
            (&head_at(7), 700, "audit.head was replaced by an older one"),
            (&head_at(9), 7, "audit.log ends at line 7, but line 9 was written"),
        ] {
            let reported = reported(head, log).expect(what);
            assert!(reported.contains(what), "{reported}");
        }
    }
}
