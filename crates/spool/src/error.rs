//! What can go wrong in the spool, each with the path it happened at.

use std::io;
use std::path::{Path, PathBuf};

use super::database::Error;
use super::event::{Detail, Obstacle};
use super::failure::Failure;
use super::ids::{FaxId, JobId, LegalHoldId, OutboxId, PageRef, RecordId};
use super::job_words::JobState;

/// Why the spool refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpoolError {
    /// Disk: a file or folder could not be made, read or written.
    #[error("cannot {action} {}: {text}", path.display())]
    Io {
        /// What was tried, as in "cannot … PATH".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        text: String,
    },
    /// Disk: no room, or a quota or size limit was met.
    #[error("no space left for {}: {text}; Ferrofax continues when there is space", path.display())]
    DiskFull {
        /// The file that could not grow.
        path: PathBuf,
        /// The system's reason.
        text: String,
    },
    /// Caller: with this page a fax would be larger than a document may be.
    #[error(
        "{}: page {page} has no room in it, and its call ends: a fax has at most {} MB",
        path.display(),
        ferrofax_document::tiff::MOST_OCTETS / 1_000_000
    )]
    DocumentTooLarge {
        /// The document.
        path: PathBuf,
        /// The page.
        page: u32,
    },
    /// Disk: the database is damaged, locked by another for too long, or refused a statement.
    #[error("the spool's database {} failed: {text}", path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// SQLite's reason.
        text: String,
    },
    /// Disk: whether the change was made is not known. What belongs to it (its documents) is kept.
    #[error(
        "the spool's database {} did not confirm the change, which may have been made: {text}",
        path.display()
    )]
    Unsure {
        /// The database.
        path: PathBuf,
        /// Its reason.
        text: String,
    },
    /// Caller: the database is well, and does not take what was to be put into it.
    #[error("the spool's database {} rejects it: {text}", path.display())]
    Unfit {
        /// The database.
        path: PathBuf,
        /// Its reason.
        text: String,
    },
    /// Disk: a row of the database holds what Ferrofax never writes.
    #[error("a row of the spool's database {} cannot be read: {text}", path.display())]
    Unreadable {
        /// The database file.
        path: PathBuf,
        /// What is wrong with it.
        text: String,
    },
    /// Disk: the database is not whole.
    #[error(
        "the spool's database {} is damaged ({text}) and is not used; stop Asterisk and the Ferrofax service, then restore a backup: \
         see docs/backup.md",
        path.display()
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// SQLite's reason.
        text: String,
    },
    /// Caller: the database was written by a newer Ferrofax.
    #[error(
        "the spool's database {} has version {found}, of a newer Ferrofax, and this one knows versions up to {supported}; module and program must be of one release: install the newer one of both, or name another spool folder",
        path.display()
    )]
    NewerDatabase {
        /// The database file.
        path: PathBuf,
        /// The version found in it.
        found: i64,
        /// The newest version that this program knows.
        supported: i64,
    },
    /// Caller: the tables of a store are those of an older Ferrofax.
    #[error(
        "the store {} has tables of version {found}, and this Ferrofax works with version {needed}: `ferrofax node migrate`, on one machine, brings them up",
        path.display()
    )]
    OlderTables {
        /// The store.
        path: PathBuf,
        /// The version found in it.
        found: usize,
        /// The version that this program works with.
        needed: usize,
    },
    /// Caller: a store has no tables yet, and who looks makes none.
    #[error(
        "the store {} has no tables of Ferrofax yet: `ferrofax serve` of its first node makes them, or `ferrofax node migrate`",
        path.display()
    )]
    NoTables {
        /// The store.
        path: PathBuf,
    },
    /// Caller: the file is a database of another program.
    #[error("{} is an SQLite database, but not a Ferrofax spool", path.display())]
    NotASpool {
        /// The database file.
        path: PathBuf,
    },
    /// Caller: what is to be put in the place of a spool wants nobody to work with that.
    #[error(
        "{}: Asterisk, `ferrofax serve` or another program works with this spool; stop them first",
        path.display()
    )]
    AtWork {
        /// The spool's folder.
        path: PathBuf,
    },
    /// Caller: another process receives faxes into this spool.
    #[error("another process receives faxes into this spool; it holds {}", path.display())]
    InUse {
        /// The lock file.
        path: PathBuf,
    },
    /// Caller: another process, maybe of another machine, receives faxes into this spool.
    #[error(
        "another process receives faxes into the spool {}: {by}; a spool has one that does",
        path.display()
    )]
    Claimed {
        /// The database.
        path: PathBuf,
        /// Who it is.
        by: String,
    },
    /// Caller: a document is to be sealed or opened in a folder where this process may not write.
    #[error(
        "{0}: documents there are left as they are, since the encrypting process may not write there; the PBX's \
         module lets the spool's group within seconds, and where it does not run, or is an older one: chmod g+w {0}",
        folder.display()
    )]
    Closed {
        /// The folder.
        folder: PathBuf,
    },
    /// Caller: a page that is confirmed only when the shared store has it is not there.
    #[error("the shared store has not got page {page} of fax {fax}: {why}")]
    NotShared {
        /// The fax.
        fax: FaxId,
        /// Its page.
        page: u32,
        /// Why not, and what mends it.
        why: String,
    },
    /// Caller: another spool is at work in the store under this name.
    #[error(
        "another node is called '{name}' in the store, and is at work: {by}; each needs a name of its own ([node] name)"
    )]
    NodeNameTaken {
        /// The name.
        name: String,
        /// Where the other is.
        by: String,
    },
    /// Caller: another machine makes the store's tries under this node's identity.
    #[error(
        "another machine sends for the shared database under the identity of this node: {by}; the spool of one is a copy \
         of the other's, and only one of them may share jobs. (This machine before its restart is another one, too, until \
         the time of job_lease is over.)"
    )]
    NodeCopied {
        /// Where the other is.
        by: String,
    },
    /// Disk: the store was restored, made anew or taken over since this node has greeted it.
    #[error(
        "the shared database was restored or replaced; this machine first reports its jobs to it"
    )]
    OtherStore,
    /// Caller: documents can't be sealed, or opened, by the keys that there are.
    #[error("documents of the shared database cannot be encrypted or decrypted: {text}")]
    Keys {
        /// Why, and what mends it; nothing of a key.
        text: String,
    },
    /// Disk: a fax's document cannot be read or appended to.
    #[error("the document {} cannot be used: {text}", path.display())]
    Document {
        /// The document.
        path: PathBuf,
        /// What is wrong with it.
        text: String,
    },
    /// Environment: a document of the store could not be had from where it is kept, which may be away, or
    /// give it out wrongly, for a while.
    #[error("{}: {text}", path.display())]
    Away {
        /// The document.
        path: PathBuf,
        /// Why not.
        text: String,
    },
    /// Caller: what the change rests on is no longer as it was seen.
    #[error("it has changed since it was read")]
    Changed,
    /// Caller: no fax has this id (any more).
    #[error("there is no fax {0}")]
    NoSuchFax(FaxId),
    /// Caller: no outbox entry has this id (any more).
    #[error("there is no outbox entry {0}")]
    NoSuchEntry(OutboxId),
    /// Caller: a page for a fax that has ended.
    #[error("fax {0} has ended and takes no more pages")]
    FaxEnded(FaxId),
    /// Caller: a page number at or before the last one, which cannot be replaced any more.
    #[error("fax {fax} already has page {last}, so page {number} cannot be added")]
    PageOutOfOrder {
        /// The fax.
        fax: FaxId,
        /// The page that was offered.
        number: u32,
        /// The last page stored.
        last: u32,
    },
    /// Caller: a page without rows.
    #[error("page {number} of fax {fax} has no rows")]
    EmptyPage {
        /// The fax.
        fax: FaxId,
        /// The page that was offered.
        number: u32,
    },
    /// Caller: the job cannot be taken in.
    #[error("{text}")]
    Refused {
        /// What kind of refusal it is, for codes and notices.
        failure: Failure,
        /// The reason and where, as a sentence.
        text: String,
    },
    /// Caller: no job has this id (any more).
    #[error("there is no job {0}")]
    NoSuchJob(JobId),
    /// Caller: no change of a job has this id (any more).
    #[error("there is no change {0} of any job")]
    NoSuchChange(i64),
    /// Caller: what cannot be done to a job that has ended.
    #[error("job {job} is already {state}")]
    JobEnded {
        /// The job.
        job: JobId,
        /// How it ended.
        state: JobState,
    },
    /// Caller: what cannot be done to a job as long as it has no number.
    #[error("job {0} waits for a number; `ferrofax number {0} NUMBER` sets it")]
    NoNumber(JobId),
    /// Caller: a number for a job that has one.
    #[error("job {0} already has a number, which cannot be changed")]
    HasNumber(JobId),
    /// Caller: a job that can't go in a call now, since it is held or in one.
    #[error("job {job} is {state}, so it can't go in a call now; {}", match state {
        JobState::Suspended => "release it first",
        _ => "one call at a time can send it",
    })]
    JobNotWaiting {
        /// The job.
        job: JobId,
        /// Where it stands.
        state: JobState,
    },
    /// Caller: what can't be done to a job that the store has now.
    #[error("job {0} is in the shared database, where this cannot be changed")]
    InStore(JobId),
    /// Caller: no such record of a call.
    #[error("there is no record {0} of a call; `ferrofax call list` shows those that there are")]
    NoSuchRecord(RecordId),
    /// Caller: no such legal hold.
    #[error("there is no legal hold {0}; `ferrofax legal-hold` shows those that there are")]
    NoSuchLegalHold(LegalHoldId),
    /// Caller: a legal hold on a number without digits.
    #[error("'{0}' holds no digits, so nothing can be of this number")]
    NoDigits(String),
    /// Caller: the job has no such page.
    #[error("job {job} has no {page}")]
    NoSuchJobPage {
        /// The job.
        job: JobId,
        /// The page.
        page: PageRef,
    },
    /// Caller: the job is no longer this call's.
    #[error("job {0} is no longer this call's")]
    LeaseLost(JobId),
    /// Ours: a bug was met, and caught.
    #[error("an internal error occurred; see the log")]
    Internal,
}

impl SpoolError {
    /// True if trying again later may help, without anyone changing the configuration.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Io { .. }
                | Self::DiskFull { .. }
                | Self::Database { .. }
                | Self::Unsure { .. }
                | Self::Unreadable { .. }
                | Self::Damaged { .. }
                | Self::Document { .. }
                | Self::Away { .. }
                | Self::OtherStore
                | Self::Keys { .. }
        )
    }

    /// True if what stands in a row is to blame: it fails again each time, and nothing
    /// else does for that.
    pub fn is_of_a_row(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::Document { .. }
                | Self::NoSuchFax(_)
                | Self::NoSuchJob(_)
                | Self::NoSuchChange(_)
        )
    }

    /// The same, also where a database takes not what a change makes of a row: others behind it are no
    /// worse for that.
    pub fn blames_a_row(&self) -> bool {
        self.is_of_a_row() || matches!(self, Self::Unfit { .. })
    }

    /// An error of the file system, told apart by whether room is what is missing.
    pub(super) fn io(action: &'static str, path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        let (path, text) = (path.to_path_buf(), error.to_string());
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::DiskFull { path, text },
            _ => Self::Io { action, path, text },
        }
    }

    /// An error of the database, told apart by what is to blame: the room on the disk, a
    /// row, the database.
    pub(super) fn database(path: &Path, error: &Error) -> Self {
        match error {
            Error::Sqlite(error) => Self::sqlite(path, error),
            #[cfg(feature = "postgresql")]
            Error::Postgresql(error) => Self::postgresql(path, error),
            #[cfg(feature = "postgresql")]
            Error::Claimed(by) => Self::Claimed { path: path.to_path_buf(), by: by.clone() },
            Error::Unknown(text) => Self::Unsure { path: path.to_path_buf(), text: text.clone() },
            #[cfg(feature = "postgresql")]
            error => Self::Database { path: path.to_path_buf(), text: error.to_string() },
        }
    }

    /// The same of PostgreSQL: in its own words, with what to do where these do not say it.
    #[cfg(feature = "postgresql")]
    fn postgresql(path: &Path, error: &postgres::Error) -> Self {
        use std::error::Error as _;
        let path = path.to_path_buf();
        let Some(said) = error.as_db_error() else {
            let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            let text = match error.to_string() {
                said if said.starts_with("error connecting") => {
                    format!("it can't be reached: {cause}")
                }
                said if said.contains("TLS handshake") => {
                    format!("TLS with it failed: {cause}")
                }
                _ if error.is_closed() => "the connection to it broke off".to_owned(),
                said => said,
            };
            return Self::Database { path, text };
        };
        let (code, message) = (said.code().code(), said.message());
        let only_read =
            |message: &str| format!("it can only be read ({message}); a standby takes no changes");
        // Data, constraints, limits of a statement, what a trigger says, memory for a value; and
        // what the server itself did not foresee.
        let of_row = ["22", "23", "54", "P0", "XX000", "53200"];
        if of_row.iter().any(|class| code.starts_with(class)) {
            return Self::Unfit { path, text: format!("{message} ({code})") };
        }
        let text = match code {
            "53100" => return Self::DiskFull { path, text: message.to_owned() },
            "XX001" | "XX002" => return Self::Damaged { path, text: message.to_owned() },
            "25006" => only_read(message),
            // The same, said by a server that is one as a transaction begins.
            "0A000" | "55000" if message.contains("recovery") => only_read(message),
            "28000" | "28P01" => format!("it lets us not in: {message}"),
            "3D000" => format!("{message}; make it (createdb), or name another"),
            "42501" => format!("{message}; its administrator has to grant that"),
            "53300" => format!("{message}: it has too many connections"),
            "55P03" => "another process has been changing it for too long".to_owned(),
            _ => format!("{message} ({code})"),
        };
        Self::Database { path, text }
    }

    /// The same of SQLite.
    pub(super) fn sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::Error::{
            FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
        };
        let (path, text) = (path.to_path_buf(), error.to_string());
        if let FromSqlConversionFailure(..)
        | IntegralValueOutOfRange(..)
        | InvalidColumnType(..)
        | Utf8Error(..) = error
        {
            return Self::Unreadable { path, text };
        }
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull { path, text },
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Self::Damaged { path, text }
            }
            Some(rusqlite::ErrorCode::ConstraintViolation | rusqlite::ErrorCode::TooBig) => {
                Self::Unfit { path, text }
            }
            _ => Self::Database { path, text },
        }
    }
}

/// Faults of single rows and documents have names, which can stop a single job. The other faults
/// stop the spool.
impl From<&SpoolError> for Detail {
    fn from(error: &SpoolError) -> Self {
        match error {
            SpoolError::Unreadable { path, text } => {
                Self::RowUnreadable { path: path.display().to_string(), why: text.clone() }
            }
            SpoolError::Unfit { path, text } => {
                Self::DatabaseUnfit { path: path.display().to_string(), why: text.clone() }
            }
            SpoolError::Document { path, text } => {
                Self::DocumentUnusable { path: path.display().to_string(), why: text.clone() }
            }
            SpoolError::NoSuchFax(fax) => Self::NoFax { fax: fax.to_string() },
            SpoolError::NoSuchJob(job) => Self::NoJob { job: job.to_string() },
            SpoolError::NoSuchChange(change) => Self::NoChange { change: change.to_string() },
            other => Self::Text { text: other.to_string() },
        }
    }
}

/// Why a transaction is rolled back.
pub(super) enum Rollback<E = SpoolError> {
    /// A statement failed.
    Database(Error),
    /// A statement found that the change may not be made.
    Refused(E),
}

impl<E> From<Error> for Rollback<E> {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl<E: From<SpoolError>> From<SpoolError> for Rollback<E> {
    fn from(error: SpoolError) -> Self {
        Self::Refused(error.into())
    }
}

/// A fault of the spool.
impl From<&SpoolError> for Obstacle {
    fn from(error: &SpoolError) -> Self {
        match error.into() {
            Detail::Text { text } => Self::Text { text },
            why => Self::Stopped { why },
        }
    }
}
