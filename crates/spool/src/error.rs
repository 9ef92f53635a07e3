//! The errors of the spool, each with the path of the file or folder where it happened.

use std::io;
use std::path::{Path, PathBuf};

use super::database::{Error, Fault};
use super::documents::DocumentError;
use super::event::{Detail, Obstacle};
use super::failure::Failure;
use super::ids::{FaxId, JobId, LegalHoldId, OutboxId, PageRef, RecordId};
use super::job_words::JobState;
use super::safe_file::FileError;
use super::seal::SealError;
use ferrofax_store::schema::NotOpened;

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
    /// Caller: this machine is a stateless node, and only the machine that received the fax can
    /// deliver it.
    #[error("this machine delivers no faxes; the machine that received fax {0} can release it")]
    ReceivedElsewhere(FaxId),
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
    /// Caller: the job cannot be sent in a call now. It is held, a call is sending it, it has
    /// expired, or another node may send it.
    #[error("job {job} is {state}, so it can't go in a call now; {}", match state {
        JobState::Suspended => "release it first",
        JobState::Active => "one call at a time can send it",
        _ => "its latest time of sending has passed, or another machine may send it",
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

    /// Makes the same error of the file system.
    pub(super) fn of_file(FileError { action, path, error }: FileError) -> Self {
        Self::io(action, &path, &error)
    }

    /// Makes the same error of a document.
    pub(super) fn of_document(why: DocumentError) -> Self {
        match why {
            DocumentError::File(error) => Self::of_file(error),
            DocumentError::Unusable { path, text } => Self::Document { path, text },
            DocumentError::TooLarge { path, page } => Self::DocumentTooLarge { path, page },
        }
    }

    /// Makes an error of the database, by its cause: no space on the disk, the contents of a row,
    /// or the database itself.
    pub(super) fn database(path: &Path, error: &Error) -> Self {
        let path = path.to_path_buf();
        match error.fault() {
            Fault::DiskFull(text) => Self::DiskFull { path, text },
            Fault::Damaged(text) => Self::Damaged { path, text },
            Fault::Unfit(text) => Self::Unfit { path, text },
            Fault::Unreadable(text) => Self::Unreadable { path, text },
            Fault::Claimed(by) => Self::Claimed { path, by },
            Fault::Unsure(text) => Self::Unsure { path, text },
            Fault::Other(text) => Self::Database { path, text },
        }
    }

    /// Makes the error for a database that could not be opened.
    pub(super) fn not_opened(path: &Path, why: NotOpened) -> Self {
        let path = path.to_path_buf();
        match why {
            NotOpened::File(error) => Self::io("open the database", &path, &error),
            NotOpened::Database(error) => Self::database(&path, &error),
            NotOpened::Refused(text) => Self::Database { path, text },
            NotOpened::Foreign => Self::NotASpool { path },
            NotOpened::Newer { found, supported } => Self::NewerDatabase { path, found, supported },
            NotOpened::Older { found, needed } => Self::OlderTables { path, found, needed },
            NotOpened::NoTables => Self::NoTables { path },
        }
    }

    /// Makes the error for a document whose seal cannot be used.
    pub(super) fn of_seal(document: &Path, why: SealError) -> Self {
        match why {
            SealError::Seal(text) => Self::Document { path: document.to_path_buf(), text },
            SealError::Keys(text) => Self::Keys { text },
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

impl<E> Rollback<E> {
    /// Splits the result of a change to one of several items in a transaction. If the change was
    /// refused, the inner result is an error, and the transaction can continue with the next item.
    /// If a statement failed, the outer result is an error, which ends the transaction.
    pub(crate) fn of_one<T>(result: Result<T, Self>) -> Result<Result<T, E>, Error> {
        Ok(match result {
            Ok(done) => Ok(done),
            Err(Self::Refused(why)) => Err(why),
            Err(Self::Database(error)) => return Err(error),
        })
    }
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
