//! The work of a stateless node: a machine without a PBX, whose spool is a database that other
//! machines share. In the code, such a machine is a *front*.
//!
//! The spool asks only whether this machine is one (`Spool::is_front`). The work itself is done by
//! the [`Front`] that is given to the spool after it was opened.

use std::collections::BTreeMap;
use std::path::Path;

use crate::SpoolError;
use crate::database::{self, Transaction};
use crate::ids::{FaxId, JobId};
use ferrofax_basics::UnixMs;

/// The parts of a stateless node's work that need the other machines, or the documents in the
/// shared database. `S` is the spool.
pub trait Front<S>: Send + Sync {
    /// Makes this file the copy of the document of a fax of the shared database.
    ///
    /// # Errors
    /// The document could not be read or copied.
    fn copy_document(&self, spool: &S, fax: FaxId, path: &Path) -> Result<(), SpoolError>;

    /// Makes these files the copies of the documents of a job of the shared database. If a document
    /// can't be read, there is no file, and the reader of the file gets an error.
    fn copy_documents(&self, spool: &S, job: JobId, files: &[&Path]);

    /// The mark by which the other machines know a new job with these options.
    ///
    /// # Errors
    /// [`SpoolError::Refused`]: a stateless node can't do what the job asks for.
    fn mark(
        &self,
        spool: &S,
        options: &BTreeMap<String, String>,
        fetches: bool,
    ) -> Result<String, SpoolError>;

    /// Transfers these files, the documents of a new job with this mark, into the shared database,
    /// where they belong to no job yet.
    ///
    /// # Errors
    /// The shared database could not store them, or a document can't be read.
    fn bring(&self, spool: &S, mark: &str, files: &[&str]) -> Result<Box<dyn Brought>, SpoolError>;

    /// Returns the job that another machine has made of the same mail, if it is in the shared
    /// database already. `canonical` is the canonical form of the number that the new job calls.
    ///
    /// # Errors
    /// A statement failed.
    fn same_job(
        &self,
        transaction: &Transaction<'_>,
        options: &BTreeMap<String, String>,
        canonical: &str,
        now: UnixMs,
    ) -> database::Result<Option<JobId>>;

    /// Keeps the end of a job that is being deleted, for the machine that accepted the job and may
    /// not know the end yet.
    ///
    /// # Errors
    /// A statement failed.
    fn keep_end(&self, transaction: &Transaction<'_>, job: JobId) -> database::Result<()>;
}

/// Documents that are in the shared database and do not belong to a job yet.
pub trait Brought {
    /// Whether all of the documents are completely in the shared database.
    ///
    /// # Errors
    /// A statement failed.
    fn are_there(&self, transaction: &Transaction<'_>) -> database::Result<bool>;

    /// Stores the documents under the names that the rows of their job have for them.
    ///
    /// # Errors
    /// A statement failed.
    fn put(&self, transaction: &Transaction<'_>) -> database::Result<()>;
}
