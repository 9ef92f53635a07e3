//! `audit.head` beside the log: the place of the last line, and the lock that whoever writes
//! a line holds. A log that is begun goes on with the chain from here.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::chain::{Hash, Place};
use super::is_at;
use crate::safe_file::{self, For, Share};

/// The file in the spool's folder.
pub(super) const FILE: &str = "audit.head";

/// How long another may write; one that holds it longer is stopped or means harm.
const PATIENCE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(2);

/// The file, open.
#[derive(Debug)]
pub(super) struct Head {
    path: PathBuf,
    file: File,
}

/// The right to write a line, until it is dropped.
pub(super) struct Turn<'a>(&'a Head);

impl Head {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let file = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks)?;
        Ok(Self { path, file })
    }

    /// Waits for the turn; none if the file has been taken away since it was opened.
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

impl Turn<'_> {
    /// The place of the last line, as far as it was noted.
    pub(super) fn place(&self) -> io::Result<Place> {
        let mut text = [0; LENGTH];
        match self.0.file.read_exact_at(&mut text, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Place::default()),
            read => read.map(|()| place(&text).unwrap_or_default()),
        }
    }

    pub(super) fn note(&self, place: Place) -> io::Result<()> {
        let text = format!("{:020} {}\n", place.seq, place.hash);
        self.0.file.write_all_at(text.as_bytes(), 0)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // The system frees it at the latest when the file is closed.
        let _ = self.0.file.unlock();
    }
}

/// Twenty digits, a blank, 64 digits, a line break.
const LENGTH: usize = 20 + 1 + 64 + 1;

pub(super) fn place(text: &[u8]) -> Option<Place> {
    let (seq, hash) = std::str::from_utf8(text).ok()?.trim_end().split_once(' ')?;
    Some(Place { seq: seq.parse().ok()?, hash: Hash::read(hash)? })
}
