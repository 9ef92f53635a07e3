//! The owner of a document in the shared database (in the code: *store*): a received fax or a job.
//! While a document is being transferred, it has no owner.
//!
//! A node of version 0.3.0 finds documents of jobs only in the table `job_octets`, and deletes
//! documents that belong to no fax a day after their transfer began. So while such a node is on the
//! list of nodes, jobs get their documents in that table. Otherwise, a job is marked: no node of
//! version 0.3.0 takes it, even if the node comes back later. And the transfer of its documents
//! seems to begin in the distant future, so they are never deleted as unfinished.

use super::members::now;
use crate::Cluster;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::jobs::asking::OLDER_NODES_SKIP;
use ferrofax_spool::inside::schema::job_documents_since;
use ferrofax_spool::{FaxId, SpoolError};

/// The age in ms at which an unfinished transfer is deleted.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

/// The noted beginning of the transfer of a job's document: the year 9999.
const NEVER_FORGOTTEN: UnixMs = UnixMs(253_370_764_800_000);

const FORGET: &str = "
    DELETE FROM store_documents WHERE fax IS NULL AND file IS NULL AND begun_at < ?1";
/// Deletes unfinished documents of jobs of version 0.3.0.
const FORGET_OLDER: &str = "DELETE FROM job_pieces WHERE came_at < ?1";
const IS_COMING: &str =
    "SELECT 1 FROM store_documents WHERE id = ?1 AND fax IS NULL AND file IS NULL";
const ADOPT: &str =
    "UPDATE store_documents SET fax = ?2 WHERE id = ?1 AND fax IS NULL AND file IS NULL";
const ADOPT_FOR_NONE: &str = "
    UPDATE store_documents SET fax = ?2 WHERE id = ?1 AND fax IS NULL AND file IS NULL
    AND NOT EXISTS (SELECT 1 FROM store_documents WHERE fax = ?2)";
/// The token is changed, so that the same document can be transferred again.
const ADOPT_FOR_JOB: &str = "
    UPDATE store_documents SET file = ?2, token = ?3, begun_at = ?4
    WHERE id = ?1 AND fax IS NULL AND file IS NULL";
const DROP_COMING: &str =
    "DELETE FROM store_documents WHERE id = ?1 AND fax IS NULL AND file IS NULL";
const DROP_OTHER: &str = "DELETE FROM store_documents WHERE fax = ?1 AND sha256 <> ?2";
const HAS_OLDER: &str = "SELECT EXISTS (SELECT 1 FROM nodes WHERE knows < ?1)";
/// Joins the pieces for nodes of version 0.3.0. A document of another place is not joined.
const JOIN_FOR_OLDER: &str = "
    INSERT INTO job_octets (file, sha256, octets)
    SELECT ?2, d.sha256, CAST(string_agg(p.octets, '' ORDER BY p.number) AS BLOB)
    FROM store_documents AS d JOIN store_pieces AS p ON p.document = d.id
    WHERE d.id = ?1 AND d.seal_key IS NULL GROUP BY d.id, d.sha256, d.octets
    HAVING sum(length(p.octets)) = d.octets";

/// The owner of a document.
#[derive(Clone, Copy)]
pub(crate) enum Owner<'o> {
    Fax(FaxId),
    /// A job: the file name of the document in the job's row.
    Job(&'o str),
}

impl Cluster<'_> {
    /// Whether a node of a version that finds documents of jobs only in `job_octets` is on the list
    /// of nodes.
    ///
    /// # Errors
    /// The shared database could not be queried.
    pub(crate) fn has_older_nodes(&self) -> Result<bool, SpoolError> {
        self.spool.read(has_older_nodes)
    }
}

fn has_older_nodes(transaction: &Transaction<'_>) -> database::Result<bool> {
    transaction.one(HAS_OLDER, [job_documents_since()], |row| row.get(0))
}

/// Whether the document with this number is here and has no owner yet.
pub(crate) fn is_coming(transaction: &Transaction<'_>, number: i64) -> database::Result<bool> {
    transaction.finds(IS_COMING, [number])
}

/// Makes the transferred document the document of this owner. The job has its rows already.
pub(crate) fn adopt(
    transaction: &Transaction<'_>,
    number: i64,
    owner: Owner<'_>,
) -> database::Result<()> {
    let file = match owner {
        Owner::Fax(fax) => {
            return transaction.run(ADOPT, [number, fax.0]);
        }
        Owner::Job(file) => file,
    };
    if has_older_nodes(transaction)?
        && transaction.change(JOIN_FOR_OLDER, params![number, file])? > 0
    {
        return drop_coming(transaction, number);
    }
    let row = params![number, file, format!("job {file}"), NEVER_FORGOTTEN];
    transaction.run(ADOPT_FOR_JOB, row)?;
    transaction.run(OLDER_NODES_SKIP, [file])
}

/// Gives the transferred document to a fax that is already here. The fax's document was lost, or is
/// another one and is deleted. If the fax has this document meanwhile, the transferred one is
/// deleted.
pub(super) fn mend(
    transaction: &Transaction<'_>,
    number: i64,
    (fax, sha256): (i64, &str),
) -> database::Result<()> {
    transaction.run(DROP_OTHER, params![fax, sha256])?;
    if transaction.change(ADOPT_FOR_NONE, [number, fax])? > 0 {
        return Ok(());
    }
    drop_coming(transaction, number)
}

/// Deletes a transferred document that has no owner.
pub(crate) fn drop_coming(transaction: &Transaction<'_>, number: i64) -> database::Result<()> {
    transaction.run(DROP_COMING, [number])
}

/// Deletes documents whose transfer nobody has continued for a day.
pub(crate) fn forget_old(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<()> {
    transaction.run(FORGET, [now - FORGOTTEN_MS])
}

/// Deletes documents as [`forget_old`] does, also those of jobs of version 0.3.0.
pub(crate) fn forget_old_of_jobs(transaction: &Transaction<'_>) -> database::Result<()> {
    let now = now(transaction)?;
    forget_old(transaction, now)?;
    transaction.run(FORGET_OLDER, [now - FORGOTTEN_MS])
}
