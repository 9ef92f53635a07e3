//! The mails that were accepted and not yet handled: one durable file a mail, in the folder `mail/` of the spool's folder.
//!
//! What [`Intake::put`] has returned for is on the disk and stays there until [`Intake::done`]; a crash at any instant gives
//! it back to [`Intake::next`].

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Envelope;

/// Limits of the intake: `[mail]` of gateway.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeSettings {
    /// `duplicate_window_hours`, as a time: how long a mail is known again. Nought: never.
    pub duplicate_window: Duration,
    /// `max_waiting_mails`: that wait at once.
    pub max_entries: u64,
    /// `max_waiting_mb`, as bytes: of them all.
    pub max_bytes: u64,
}

impl Default for IntakeSettings {
    fn default() -> Self {
        Self { duplicate_window: Duration::from_secs(24 * 3600), max_entries: 10_000, max_bytes: 4 << 30 }
    }
}

/// The mails that wait.
#[derive(Debug)]
pub struct Intake {
    folder: PathBuf,
}

/// What became of a mail that was put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It waits under this id.
    New(String),
    /// It had come before, under this id: nothing was put in.
    Known(String),
}

/// A mail that waits, taken for handling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id: letters and digits, the same for as long as it waits.
    pub id: String,
    /// Its envelope.
    pub envelope: Envelope,
    /// How often it was put off.
    pub tries: u32,
    /// Why it was last put off.
    pub why: Option<String>,
    /// The file.
    path: PathBuf,
}

/// Why the intake did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The administrator has paused it.
    #[error("no mails are taken in for now")]
    Paused,
    /// A limit.
    #[error("too many mails wait")]
    Full,
    /// The disk.
    #[error("there is no room on the disk")]
    NoSpace,
    /// No mail of that id.
    #[error("no mail '{0}' waits")]
    Unknown(String),
    /// Another process handles the mails.
    #[error("another process handles the mails of {}", .0.display())]
    Taken(PathBuf),
    /// The disk.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Intake {
    /// Opens the intake in this folder, which is made if it is not there. Any number of processes may put mails in; one
    /// handles them.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn open(folder: &Path, _settings: IntakeSettings) -> Result<Self, IntakeError> {
        Ok(Self { folder: folder.to_owned() })
    }

    /// Keeps a mail. It is durable when this returns.
    ///
    /// # Errors
    /// [`IntakeError`]: nothing was kept, the client is to come again.
    pub fn put(&self, _envelope: &Envelope, _bytes: &[u8]) -> Result<Kept, IntakeError> {
        Err(IntakeError::Full)
    }

    /// The next mail that is due, which is the caller's from now on, until [`Self::done`] or [`Self::later`]. None while
    /// it is paused.
    ///
    /// # Errors
    /// [`IntakeError::Taken`], [`IntakeError::Io`]
    pub fn next(&self, _now: i64) -> Result<Option<Entry>, IntakeError> {
        Ok(None)
    }

    /// Waits until something may have come or become due, or for so long.
    pub fn wait(&self, _at_most: Duration) {}

    /// The mail is handled: it is gone, and known again for a while. Durable when this returns.
    ///
    /// # Errors
    /// [`IntakeError::Unknown`], [`IntakeError::Io`]
    pub fn done(&self, id: &str) -> Result<(), IntakeError> {
        Err(IntakeError::Unknown(id.to_owned()))
    }

    /// The mail cannot be handled now: it is due again at `when` (Unix milliseconds).
    ///
    /// # Errors
    /// [`IntakeError::Unknown`], [`IntakeError::Io`]
    pub fn later(&self, id: &str, _when: i64, _why: &str) -> Result<(), IntakeError> {
        Err(IntakeError::Unknown(id.to_owned()))
    }

    /// All that wait, the oldest first.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn list(&self) -> Result<Vec<Entry>, IntakeError> {
        Ok(Vec::new())
    }

    /// One that waits.
    ///
    /// # Errors
    /// [`IntakeError::Unknown`], [`IntakeError::Io`]
    pub fn entry(&self, id: &str) -> Result<Entry, IntakeError> {
        Err(IntakeError::Unknown(id.to_owned()))
    }

    /// Takes no mails in and gives none out until [`Self::resume`], also after a restart.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn pause(&self) -> Result<(), IntakeError> {
        Ok(())
    }

    /// Ends the pause.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn resume(&self) -> Result<(), IntakeError> {
        Ok(())
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        self.folder.join("paused").exists()
    }
}

impl Entry {
    /// The mail itself, header and body.
    ///
    /// # Errors
    /// What the system says.
    pub fn message(&self) -> io::Result<Vec<u8>> {
        std::fs::read(&self.path)
    }
}
