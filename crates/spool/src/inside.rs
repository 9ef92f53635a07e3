//! The parts of the spool that the crate `ferrofax-cluster` uses, and nobody else
//! (`tests/package/interfaces.rs` checks that).
//!
//! The faxes and jobs of several machines are changed in the same transactions, by the same
//! statements and with the same history as those of one machine. So the crate above the spool needs
//! transactions, rows, documents and the writers of job states, which no interface of the spool
//! shows. This file lists them, each under the name of its module. For everything else, that crate
//! uses the interfaces, as all other code does.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::database::{self as rows, Purpose, Transaction};
use crate::destinations::learning::CallFacts;
use crate::error::Rollback;
use crate::jobs::history::Ledger;
use crate::jobs::{JobId, JobNotDeleted};
use crate::seal::{Context, DocumentKey, Seal};
use crate::{Destination, Encryption, Objects, Spool, SpoolError};
use ferrofax_basics::UnixMs;
use front::Front;

/// A point in time that does not depend on the wall clock: the time since the machine was started.
pub mod clock_jumps {
    pub use crate::clock_jumps::Moment;
}

/// Functions that read columns: words of a fixed list, and counts.
pub mod column {
    pub use crate::column::{count, known_word, optional_word, word, word_or};
}

/// The transactions, statements and rows of the spool's database.
pub mod database {
    #[cfg(any(test, debug_assertions))]
    pub use crate::database::faults;
    pub use crate::database::{
        Error, FromSql, OptionalExtension, Params, Purpose, Result, Row, Statement, ToSql,
        Transaction, Value, params, params_from_iter,
    };

    /// The notifications of a PostgreSQL server.
    #[cfg(feature = "postgresql")]
    pub mod postgresql {
        pub use crate::database::postgresql::Listener;
    }
}

/// The number memory: the facts that Ferrofax has learned about called fax numbers.
pub mod destinations {
    /// The facts about one call that the number memory stores.
    pub mod learning {
        pub use crate::destinations::learning::CallFacts;
    }

    /// The queue of facts in the number memory that the shared database has not received yet.
    pub mod queue {
        pub use crate::destinations::queue::{Learned, Way, What, leave, next, told};
    }

    /// The functions that read and change the table of the number memory.
    pub mod table {
        pub use crate::destinations::table::{
            forget_before, forget_beginning, forget_until, is_elsewhere, load, put, put_elsewhere,
        };
    }
}

/// The functions that store the fax devices of several nodes.
pub mod devices {
    pub use crate::devices::{forget_node, put_of_node};
}

/// The files of documents.
pub mod documents {
    use std::path::Path;

    use crate::{SpoolError, documents};

    /// The SHA-256 of a document; for an encrypted document, that of its unencrypted form. None:
    /// there is no such file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sha256(folder: &Path, name: &str) -> Result<Option<String>, SpoolError> {
        documents::sha256(folder, name).map_err(SpoolError::of_document)
    }
}

/// The reason why a transaction is rolled back.
pub mod error {
    pub use crate::error::Rollback;
}

/// The form in which the database stores events of jobs and faxes.
pub mod event {
    use crate::event::Actor;
    pub use crate::event::stored::stored;

    /// Returns the stored name of a user who gave a command at another node of the shared database.
    pub fn at_node(by: &str, node: &str) -> String {
        Actor::at_node(by, node)
    }
}

/// The functions for folders inside the spool's folder.
pub mod folder {
    pub use crate::folder::{flush_folder, make_folder};
}

/// The interface by which a stateless node (a machine without a PBX) uses the shared database.
pub mod front {
    pub use crate::front::{Brought, Front};
}

/// The reasons why attempts and jobs fail.
pub mod failure {
    use crate::failure::{Failure, NotifyReason};

    /// The event that the notice reports if the failure ends a job.
    pub const fn final_reason(failure: Failure) -> NotifyReason {
        failure.final_reason()
    }
}

/// The functions that read jobs and change their states.
pub mod jobs {
    use crate::jobs::CallWish;

    /// Returns the command of a user for an active call from its name in the database.
    pub fn call_wish(name: &str) -> Option<CallWish> {
        CallWish::from_name(name)
    }

    /// The commands of users for jobs of the shared database.
    pub mod asked {
        pub use crate::jobs::asked::{lines, note_told, read, take, token_of, with_tokens};
    }

    /// The functions that read jobs.
    pub mod asking {
        pub use crate::jobs::asking::{OLDER_NODES_SKIP, OPTIONS, load, load_listed, marked};
    }

    /// The functions that end attempts.
    pub mod attempt {
        pub use crate::jobs::attempt::{end_call, end_settled, state_of};
    }

    /// The functions that write the history of jobs.
    pub mod history {
        pub use crate::jobs::history::{Happened, Ledger, event_of_row};
    }

    /// The function that updates the jobs whose time has come.
    pub mod passing {
        pub use crate::jobs::passing::pass_time;
    }

    /// The permission to dial a job of the shared database from this node.
    pub mod permit {
        pub use crate::jobs::permit::{end, end_all, moment, set};
    }

    /// The functions that change the state of a job in the queue.
    pub mod queue {
        pub use crate::jobs::queue::{
            activate, block_others, hand_back, has_forgotten, release_forgotten, settle,
        };
    }

    /// The role of a job's row, for example an attempt for a job of the shared database.
    pub mod role {
        pub use crate::jobs::role::Role;
    }
}

/// The outbox entries of received faxes that another machine may send.
pub mod outbox {
    pub use crate::is_owed_mail;
    #[cfg(any(test, debug_assertions))]
    pub use crate::outbox::UNTIL_END_IS_THERE_MS;
    pub use crate::outbox::{
        About, MailedElsewhere, end_elsewhere, end_is_there, how_many_wait_for_store, make_entries,
    };
}

/// The SQL statements for the rows of a received fax.
pub mod receiving {
    pub use crate::receiving::{
        FORGET_MAILBOXES, FORGET_OPTIONS, INSERT_MAILBOX, INSERT_OPTION, NAME_DOCUMENT,
    };
}

/// The versions of the database's tables.
pub mod schema {
    pub use crate::schema::{job_documents_since, mails_told_since};
}

/// The head of an encrypted file in the spool's folder.
pub mod sealed_file {
    pub use crate::sealed_file::Head;
}

/// The encryption of documents in the shared database.
pub mod sealing {
    pub use crate::seal::{Context, DocumentKey, PIECE, Seal, plain_octets, sealed_octets};
    pub use crate::sealing::{fax_context, job_context, key_of_seals, seal_begins};
}

/// The settings for sending that the module publishes.
pub mod sending {
    use std::collections::BTreeMap;

    use crate::database::{Result, Transaction};

    /// Reads the settings that the module of this spool has published.
    ///
    /// # Errors
    /// A query failed.
    pub fn published(transaction: &Transaction<'_>) -> Result<BTreeMap<String, String>> {
        crate::sending::published(transaction)
    }

    /// Stores the settings that a machine has published in the shared database.
    ///
    /// # Errors
    /// A statement failed.
    pub fn put_of_node(
        transaction: &Transaction<'_>,
        node: &str,
        settings: &BTreeMap<String, String>,
    ) -> Result<()> {
        crate::sending::put_of_node(transaction, node, settings)
    }
}

/// The setting by which a page is confirmed only when the shared database has it.
pub mod waiting_pages {
    pub use crate::waiting_pages::SHARED;
}

/// The search index of the words in faxes.
pub mod words {
    pub use crate::words::index;
}

/// The parts of the spool that only tests use. Release builds do not have them.
#[cfg(any(test, debug_assertions))]
pub mod testing {
    use std::path::Path;

    use crate::{Destination, Spool, SpoolError, Tables};

    #[cfg(feature = "postgresql")]
    pub use crate::opening::schema_of_tests;

    /// Opens the spool in this folder, with its database on the server that `FERROFAX_TEST_STORE`
    /// names; an SQLite file if it names none.
    ///
    /// # Errors
    /// The errors of [`Spool::open_as`].
    pub fn open(folder: &Path) -> Result<Spool, SpoolError> {
        #[cfg(feature = "postgresql")]
        let store = crate::opening::named_by_tests(folder);
        #[cfg(not(feature = "postgresql"))]
        let store = crate::Store::Sqlite;
        Spool::open_as(folder, &store, Tables::MayBeMade)
    }

    /// Forgets the calls that send jobs in this process, as if the process had just started.
    pub fn forget_calls(spool: &Spool) {
        spool.calls().clear();
    }

    /// The failures that the number memory has stored for a fax number: the rate (bit/s) at which
    /// calls begin, if it was lowered, how often T.38 broke, and how often error correction failed.
    pub fn troubles(of: &Destination) -> (Option<u32>, u32, u32) {
        of.troubles()
    }
}

/// Functions that read values of settings.
pub mod value {
    use crate::value::ValueError;

    /// Reads a list of beginnings of canonical numbers.
    ///
    /// # Errors
    /// [`ValueError::NotABeginning`], with the first word that is not a beginning.
    pub fn beginnings(text: &str) -> Result<Vec<String>, ValueError> {
        crate::value::beginnings(text)
    }
}

/// The functions of [`Spool`] that only the crate `ferrofax-cluster` uses: transactions, folders
/// and changes of jobs.
pub trait Inside: Sized {
    /// Runs queries that belong together. All of them see the same state of the database.
    ///
    /// # Errors
    /// A query failed.
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rows::Result<T>,
    ) -> Result<T, SpoolError>;

    /// Runs changes as one transaction. They are durable when this returns, and rolled back if a
    /// statement fails.
    ///
    /// # Errors
    /// A statement failed.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rows::Result<T>,
    ) -> Result<T, SpoolError>;

    /// Runs changes as one transaction, as [`Self::write`] does. The changes are also rolled back
    /// if `work` refuses them.
    ///
    /// # Errors
    /// A statement failed, or `work` refused the changes.
    fn write_or_refuse<T, E: From<SpoolError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Rollback<E>>,
    ) -> Result<T, E>;

    /// Adds rows that nobody reads before a later change names them, and that may be added twice.
    ///
    /// # Errors
    /// A statement failed.
    fn add<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rows::Result<T>,
    ) -> Result<T, SpoolError>;

    /// Runs a transaction for this purpose.
    ///
    /// # Errors
    /// A statement failed, or `work` refused the changes.
    fn transaction<T, E: From<SpoolError>>(
        &self,
        purpose: Purpose,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Rollback<E>>,
    ) -> Result<T, E>;

    /// The writer of the changes of jobs in this transaction.
    fn ledger<'s>(&'s self, transaction: &'s Transaction<'s>, now: UnixMs) -> Ledger<'s>;

    /// Deletes a job that has ended, with its documents, and returns the files that could not be
    /// removed yet. `note` writes in the transaction of the deletion.
    ///
    /// # Errors
    /// The reason why the job is not deleted.
    fn delete_job_noting(
        &self,
        job: JobId,
        reason: &str,
        now: UnixMs,
        note: &dyn Fn(&Transaction<'_>) -> rows::Result<()>,
    ) -> Result<Vec<String>, JobNotDeleted>;

    /// Holds a job that cannot be leased, until somebody has looked at it.
    ///
    /// # Errors
    /// The job could not be held either.
    fn hold_unfit(&self, job: JobId, why: &SpoolError, now: UnixMs) -> Result<(), SpoolError>;

    /// The name of this machine, in a form that a Message-ID may contain.
    fn host(&self) -> &str;

    /// The folder with the documents of received faxes.
    fn received_folder(&self) -> PathBuf;

    /// The path of the file with this document of a received fax.
    ///
    /// # Errors
    /// The name leads out of the folder.
    fn received_path(&self, document: &str) -> Result<PathBuf, SpoolError>;

    /// The folder with the documents of jobs.
    fn jobs_folder(&self) -> PathBuf;

    /// The place where the documents of a shared database are stored, if that place is not the
    /// database itself.
    fn objects(&self) -> Option<&Arc<dyn Objects>>;

    /// Claims, for this connection, work that only one process may do (`what`). Other processes see
    /// who holds it.
    ///
    /// # Errors
    /// Another process has the claim, or the database could not be reached.
    fn claim_work(&self, what: &str, who: &str) -> Result<(), SpoolError>;

    /// Returns a listener that is notified of changes in the database, and the address of the
    /// database. SQLite has no listener.
    ///
    /// # Errors
    /// The database could not be reached.
    #[cfg(feature = "postgresql")]
    fn listen(&self) -> Result<(Option<rows::postgresql::Listener>, PathBuf), SpoolError>;

    /// Without PostgreSQL there is no listener. Returns the path of the database alone.
    ///
    /// # Errors
    /// None.
    #[cfg(not(feature = "postgresql"))]
    fn listen(&self) -> Result<((), PathBuf), SpoolError>;

    /// Makes this machine a stateless node: the spool is a shared database.
    #[must_use]
    fn with_front(self, front: Arc<dyn Front<Self>>) -> Self;

    /// Returns the number of requests to the database server since the last call of this function.
    #[cfg(any(test, debug_assertions))]
    fn ways(&self) -> u32;
}

impl Inside for Spool {
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rows::Result<T>,
    ) -> Result<T, SpoolError> {
        Self::read(self, work)
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rows::Result<T>,
    ) -> Result<T, SpoolError> {
        Self::write(self, work)
    }

    fn write_or_refuse<T, E: From<SpoolError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Rollback<E>>,
    ) -> Result<T, E> {
        Self::write_or_refuse(self, work)
    }

    fn add<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rows::Result<T>,
    ) -> Result<T, SpoolError> {
        Self::add(self, work)
    }

    fn transaction<T, E: From<SpoolError>>(
        &self,
        purpose: Purpose,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Rollback<E>>,
    ) -> Result<T, E> {
        Self::transaction(self, purpose, work)
    }

    fn ledger<'s>(&'s self, transaction: &'s Transaction<'s>, now: UnixMs) -> Ledger<'s> {
        self.jobs().ledger(transaction, now)
    }

    fn delete_job_noting(
        &self,
        job: JobId,
        reason: &str,
        now: UnixMs,
        note: &dyn Fn(&Transaction<'_>) -> rows::Result<()>,
    ) -> Result<Vec<String>, JobNotDeleted> {
        self.jobs().delete_job_noting(job, reason, now, note)
    }

    fn hold_unfit(&self, job: JobId, why: &SpoolError, now: UnixMs) -> Result<(), SpoolError> {
        self.queue().hold_unfit(job, why, now)
    }

    fn host(&self) -> &str {
        Self::host(self)
    }

    fn received_folder(&self) -> PathBuf {
        Self::received_folder(self)
    }

    fn received_path(&self, document: &str) -> Result<PathBuf, SpoolError> {
        Self::received_path(self, document)
    }

    fn jobs_folder(&self) -> PathBuf {
        Self::jobs_folder(self)
    }

    fn objects(&self) -> Option<&Arc<dyn Objects>> {
        Self::objects(self)
    }

    fn claim_work(&self, what: &str, who: &str) -> Result<(), SpoolError> {
        Self::claim_work(self, what, who)
    }

    #[cfg(feature = "postgresql")]
    fn listen(&self) -> Result<(Option<rows::postgresql::Listener>, PathBuf), SpoolError> {
        Self::listen(self)
    }

    #[cfg(not(feature = "postgresql"))]
    fn listen(&self) -> Result<((), PathBuf), SpoolError> {
        Self::listen(self)
    }

    fn with_front(self, front: Arc<dyn Front<Self>>) -> Self {
        Self::with_front(self, front)
    }

    #[cfg(any(test, debug_assertions))]
    fn ways(&self) -> u32 {
        Self::ways(self)
    }
}

/// The functions that encrypt and decrypt documents when they are copied to or from the shared
/// database.
pub trait Seals {
    /// Whether an unencrypted document may be read from this shared database. If not, returns the
    /// reason as a sentence.
    ///
    /// # Errors
    /// The reason.
    fn takes_plain(&self) -> Result<(), String>;

    /// Checks that an unencrypted document may be stored.
    ///
    /// # Errors
    /// [`SpoolError::Keys`]. The shared database could not be read.
    fn may_be_plain(&self) -> Result<(), SpoolError>;

    /// Removes the keys that no longer encrypt anything from the register.
    ///
    /// # Errors
    /// The shared database could not be changed.
    fn retire_keys(&self) -> Result<(), SpoolError>;

    /// Wraps the data key of a document by the newest master key.
    ///
    /// # Errors
    /// [`SpoolError::Keys`].
    fn rewrapped(&self, seal: &Seal, of: &Path) -> Result<Seal, SpoolError>;

    /// Makes a new data key for a document of this spool, and a seal with this key. None: documents
    /// are not encrypted here.
    ///
    /// # Errors
    /// [`SpoolError::Keys`].
    fn new_seal(&self, context: &Context) -> Result<Option<(Seal, DocumentKey)>, SpoolError>;

    /// Returns the key of a document of this spool.
    ///
    /// # Errors
    /// [`SpoolError::Document`] or [`SpoolError::Keys`].
    fn open_seal(
        &self,
        seal: &Seal,
        context: &Context,
        of: &Path,
    ) -> Result<DocumentKey, SpoolError>;
}

impl Seals for Encryption<'_> {
    fn takes_plain(&self) -> Result<(), String> {
        Self::takes_plain(self)
    }

    fn may_be_plain(&self) -> Result<(), SpoolError> {
        Self::may_be_plain(self)
    }

    fn retire_keys(&self) -> Result<(), SpoolError> {
        Self::retire_keys(self)
    }

    fn rewrapped(&self, seal: &Seal, of: &Path) -> Result<Seal, SpoolError> {
        Self::rewrapped(self, seal, of)
    }

    fn new_seal(&self, context: &Context) -> Result<Option<(Seal, DocumentKey)>, SpoolError> {
        Self::new_seal(self, context)
    }

    fn open_seal(
        &self,
        seal: &Seal,
        context: &Context,
        of: &Path,
    ) -> Result<DocumentKey, SpoolError> {
        Self::open_seal(self, seal, context, of)
    }
}

/// The functions that make a [`SpoolError`] from an error of a file or of the database.
pub trait Faults {
    /// Makes an error of the file system.
    fn io(action: &'static str, path: &Path, error: &io::Error) -> Self;

    /// Makes an error of the database.
    fn database(path: &Path, error: &rows::Error) -> Self;
}

impl Faults for SpoolError {
    fn io(action: &'static str, path: &Path, error: &io::Error) -> Self {
        Self::io(action, path, error)
    }

    fn database(path: &Path, error: &rows::Error) -> Self {
        Self::database(path, error)
    }
}

/// The functions that add facts about a fax number from the calls of several nodes.
pub trait Learns {
    /// A number about which nothing is known.
    fn new(number: &str, now: UnixMs) -> Self;

    /// Learns from a call to the number that has ended now. Returns false if the call says nothing
    /// about the number.
    fn learn(&mut self, call: &CallFacts, now: UnixMs, days: u32) -> bool;

    /// Learns from a call that ended before the last call that is known.
    fn learn_late(&mut self, call: &CallFacts, at: UnixMs);
}

impl Learns for Destination {
    fn new(number: &str, now: UnixMs) -> Self {
        Self::new(number, now)
    }

    fn learn(&mut self, call: &CallFacts, now: UnixMs, days: u32) -> bool {
        Self::learn(self, call, now, days)
    }

    fn learn_late(&mut self, call: &CallFacts, at: UnixMs) {
        Self::learn_late(self, call, at);
    }
}
