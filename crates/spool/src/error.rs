//! The errors of the spool, each with the path of the file or folder where it happened.

use std::io;
use std::path::{Path, PathBuf};

use super::database::Error;
use super::event::{Detail, Obstacle};
use super::failure::Failure;
use super::ids::{FaxId, JobId, LegalHoldId, OutboxId, PageRef, RecordId};
use super::job_words::JobState;

/// The reason why the spool refused a request, or failed. The first word of each description says
/// where the cause is: on the disk, with the caller, in the environment, or with us (a bug).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpoolError {
    /// Disk: a file or folder could not be made, read or written.
    #[error("cannot {action} {}: {text}", path.display())]
    Io {
        /// The action that failed, in the sentence "cannot ACTION PATH".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        text: String,
    },
    /// Disk: there is no space left, or a quota or a size limit was reached.
    #[error("no space left for {}: {text}; Ferrofax continues when there is space", path.display())]
    DiskFull {
        /// The file that could not grow.
        path: PathBuf,
        /// The system's reason.
        text: String,
    },
    /// Caller: with this page, the fax would be larger than the greatest size of a document.
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
    /// Disk: the database is damaged, was locked by another process for too long, or refused a
    /// statement.
    #[error("the spool's database {} failed: {text}", path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// SQLite's reason.
        text: String,
    },
    /// Disk: it is not known whether the change was made. The documents that belong to the change
    /// are kept.
    #[error(
        "the spool's database {} did not confirm the change, which may have been made: {text}",
        path.display()
    )]
    Unsure {
        /// The database.
        path: PathBuf,
        /// The reason that the database gave.
        text: String,
    },
    /// Caller: the database works, but does not accept the data that the change would store.
    #[error("the spool's database {} rejects it: {text}", path.display())]
    Unfit {
        /// The database.
        path: PathBuf,
        /// The reason that the database gave.
        text: String,
    },
    /// Disk: a row of the database contains a value that Ferrofax never writes.
    #[error("a row of the spool's database {} cannot be read: {text}", path.display())]
    Unreadable {
        /// The database file.
        path: PathBuf,
        /// The fault of the row.
        text: String,
    },
    /// Disk: the database is damaged.
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
        /// The version of the database that was found.
        found: i64,
        /// The newest version that this program can read.
        supported: i64,
    },
    /// Caller: the tables of a shared database were made by an older Ferrofax.
    #[error(
        "the store {} has tables of version {found}, and this Ferrofax works with version {needed}: `ferrofax node migrate`, on one machine, brings them up",
        path.display()
    )]
    OlderTables {
        /// The address of the database.
        path: PathBuf,
        /// The version of the tables that was found.
        found: usize,
        /// The version that this program works with.
        needed: usize,
    },
    /// Caller: a shared database has no tables yet, and this process may not make any.
    #[error(
        "the store {} has no tables of Ferrofax yet: `ferrofax serve` of its first node makes them, or `ferrofax node migrate`",
        path.display()
    )]
    NoTables {
        /// The address of the database.
        path: PathBuf,
    },
    /// Caller: the file is a database of another program.
    #[error("{} is an SQLite database, but not a Ferrofax spool", path.display())]
    NotASpool {
        /// The database file.
        path: PathBuf,
    },
    /// Caller: a process works with the spool that a restored backup would replace. All processes
    /// must be stopped first.
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
    /// Caller: another process, perhaps on another machine, receives faxes into this spool.
    #[error(
        "another process receives faxes into the spool {}: {by}; a spool has one that does",
        path.display()
    )]
    Claimed {
        /// The database.
        path: PathBuf,
        /// The other process.
        by: String,
    },
    /// Caller: a document would be encrypted or decrypted in a folder where this process may not
    /// write.
    #[error(
        "{0}: documents there are left as they are, since the encrypting process may not write there; the PBX's \
         module lets the spool's group within seconds, and where it does not run, or is an older one: chmod g+w {0}",
        folder.display()
    )]
    Closed {
        /// The folder.
        folder: PathBuf,
    },
    /// Caller: the shared database has not stored a page that is confirmed only after it is stored
    /// there.
    #[error("the shared store has not got page {page} of fax {fax}: {why}")]
    NotShared {
        /// The fax.
        fax: FaxId,
        /// The page.
        page: u32,
        /// The reason, and how to fix it.
        why: String,
    },
    /// Caller: another node with this name is active in the shared database.
    #[error(
        "another node is called '{name}' in the store, and is at work: {by}; each needs a name of its own ([node] name)"
    )]
    NodeNameTaken {
        /// The name.
        name: String,
        /// The machine and the spool of the other node.
        by: String,
    },
    /// Caller: another machine uses the identity of this node for attempts of the shared database.
    #[error(
        "another machine sends for the shared database under the identity of this node: {by}; the spool of one is a copy \
         of the other's, and only one of them may share jobs. (This machine before its restart is another one, too, until \
         the time of job_lease is over.)"
    )]
    NodeCopied {
        /// The machine and the spool of the other node.
        by: String,
    },
    /// Disk: after the last handshake of this node with the shared database, the shared database
    /// was restored or made again, or another server took it over.
    #[error(
        "the shared database was restored or replaced; this machine first reports its jobs to it"
    )]
    OtherStore,
    /// Caller: documents cannot be encrypted or decrypted with the present keys.
    #[error("documents of the shared database cannot be encrypted or decrypted: {text}")]
    Keys {
        /// The reason, and how to fix it. The text contains nothing of a key.
        text: String,
    },
    /// Disk: the document of a fax cannot be read, or no page can be added to it.
    #[error("the document {} cannot be used: {text}", path.display())]
    Document {
        /// The document.
        path: PathBuf,
        /// The fault of the document.
        text: String,
    },
    /// Environment: a document of the shared database could not be read from the place where it is
    /// stored. For a while, that place may be unreachable or may return wrong data.
    #[error("{}: {text}", path.display())]
    Away {
        /// The document.
        path: PathBuf,
        /// The reason.
        text: String,
    },
    /// Caller: the thing on which the change depends is no longer in the version that was seen.
    #[error("it has changed since it was read")]
    Changed,
    /// Caller: no fax has this ID, or no longer has it.
    #[error("there is no fax {0}")]
    NoSuchFax(FaxId),
    /// Caller: no outbox entry has this ID, or no longer has it.
    #[error("there is no outbox entry {0}")]
    NoSuchEntry(OutboxId),
    /// Caller: a page was added to a fax that has ended.
    #[error("fax {0} has ended and takes no more pages")]
    FaxEnded(FaxId),
    /// Caller: the page number is not greater than that of the last page, which can no longer be
    /// replaced.
    #[error("fax {fax} already has page {last}, so page {number} cannot be added")]
    PageOutOfOrder {
        /// The fax.
        fax: FaxId,
        /// The number of the page that was offered.
        number: u32,
        /// The number of the last page that is stored.
        last: u32,
    },
    /// Caller: the page has no rows of pixels.
    #[error("page {number} of fax {fax} has no rows")]
    EmptyPage {
        /// The fax.
        fax: FaxId,
        /// The number of the page that was offered.
        number: u32,
    },
    /// Caller: the job cannot be accepted.
    #[error("{text}")]
    Refused {
        /// The kind of refusal, from which error codes and notifications are chosen.
        failure: Failure,
        /// The reason for the refusal, as a sentence that also says where the fault is.
        text: String,
    },
    /// Caller: no job has this ID, or no longer has it.
    #[error("there is no job {0}")]
    NoSuchJob(JobId),
    /// Caller: no change of a job has this ID, or no longer has it.
    #[error("there is no change {0} of any job")]
    NoSuchChange(i64),
    /// Caller: the job has ended, and the action is only possible before that.
    #[error("job {job} is already {state}")]
    JobEnded {
        /// The job.
        job: JobId,
        /// The state in which the job ended.
        state: JobState,
    },
    /// Caller: the action is not possible while the job has no telephone number.
    #[error("job {0} waits for a number; `ferrofax number {0} NUMBER` sets it")]
    NoNumber(JobId),
    /// Caller: a telephone number was given for a job that already has one.
    #[error("job {0} already has a number, which cannot be changed")]
    HasNumber(JobId),
    /// Caller: the job cannot be sent in a call now, because it is held or a call is sending it.
    #[error("job {job} is {state}, so it can't go in a call now; {}", match state {
        JobState::Suspended => "release it first",
        _ => "one call at a time can send it",
    })]
    JobNotWaiting {
        /// The job.
        job: JobId,
        /// The state of the job.
        state: JobState,
    },
    /// Caller: the job is now in the shared database, where this action is not possible.
    #[error("job {0} is in the shared database, where this cannot be changed")]
    InStore(JobId),
    /// Caller: no call recording has this ID.
    #[error("there is no record {0} of a call; `ferrofax call list` shows those that there are")]
    NoSuchRecord(RecordId),
    /// Caller: no legal hold has this ID.
    #[error("there is no legal hold {0}; `ferrofax legal-hold` shows those that there are")]
    NoSuchLegalHold(LegalHoldId),
    /// Caller: the number for a legal hold contains no digits.
    #[error("'{0}' holds no digits, so nothing can be of this number")]
    NoDigits(String),
    /// Caller: the job does not have this page.
    #[error("job {job} has no {page}")]
    NoSuchJobPage {
        /// The job.
        job: JobId,
        /// The page.
        page: PageRef,
    },
    /// Caller: the lease of this call on the job has ended.
    #[error("job {0} is no longer this call's")]
    LeaseLost(JobId),
    /// Ours: a bug in Ferrofax occurred and was caught.
    #[error("an internal error occurred; see the log")]
    Internal,
}

impl SpoolError {
    /// True if the same action may succeed later, without a change of the configuration.
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

    /// True if the contents of one row or one document are the cause. The same action on that row
    /// will fail again each time, but the same action on other rows is not affected.
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

    /// True if one row is the cause, as in [`Self::is_of_a_row`], or if the database does not
    /// accept the data that a change would store in the row. The rows after it are not affected.
    pub fn blames_a_row(&self) -> bool {
        self.is_of_a_row() || matches!(self, Self::Unfit { .. })
    }

    /// Makes an error of the file system: [`Self::DiskFull`] if space is missing, and [`Self::Io`]
    /// otherwise.
    pub(super) fn io(action: &'static str, path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        let (path, text) = (path.to_path_buf(), error.to_string());
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::DiskFull { path, text },
            _ => Self::Io { action, path, text },
        }
    }

    /// Makes an error of the database, by its cause: no space on the disk, the contents of a row,
    /// or the database itself.
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

    /// Makes an error of PostgreSQL, with the message of PostgreSQL. If that message does not say
    /// what to do, advice is added.
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
        // The error classes of a row: data, constraints, limits of a statement, an error that a
        // trigger raises, too little memory for a value, and internal errors that the server did
        // not expect.
        let of_row = ["22", "23", "54", "P0", "XX000", "53200"];
        if of_row.iter().any(|class| code.starts_with(class)) {
            return Self::Unfit { path, text: format!("{message} ({code})") };
        }
        let text = match code {
            "53100" => return Self::DiskFull { path, text: message.to_owned() },
            "XX001" | "XX002" => return Self::Damaged { path, text: message.to_owned() },
            "25006" => only_read(message),
            // The error that a standby server returns when a transaction begins.
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

    /// Makes an error of SQLite.
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

/// Faults of single rows and documents have details of their own. Such a fault can stop a single
/// job. The other faults stop the spool, and become a text.
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

/// The reason why a transaction is rolled back.
pub enum Rollback<E = SpoolError> {
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

/// A fault of the spool, as the reason why a job was not dialled.
impl From<&SpoolError> for Obstacle {
    fn from(error: &SpoolError) -> Self {
        match error.into() {
            Detail::Text { text } => Self::Text { text },
            why => Self::Stopped { why },
        }
    }
}
