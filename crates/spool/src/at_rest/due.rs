//! Finds the documents of this spool that are to be encrypted (in the code: *seal*), and those that
//! are to be decrypted again (*open*).

use super::SealedFiles;
use crate::database::{self, Row, ToSql, Transaction, params};
use crate::folder::{JOBS, RECEIVED};
use crate::{Encryption, SpoolError};
use ferrofax_basics::UnixMs;

/// The owner of a document's file: a received fax or a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A received fax.
    Fax(i64),
    /// A job, and the number of the document in the job.
    Job(i64, i64),
}

/// A document that is to be encrypted or decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) of: Of,
    /// The path of the document's file inside the spool.
    pub(super) name: String,
}

/// An SQL condition: a received fax has ended, and none of its e-mails and prints is waiting or
/// being delivered.
macro_rules! fax_rests {
    () => {
        "faxes.ended_at IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM outbox AS o WHERE o.fax = faxes.id AND o.state IN ('waiting', 'leased'))"
    };
}

/// An SQL condition: the job of a document has ended, and none of its reports is waiting or being
/// delivered.
macro_rules! job_rests {
    () => {
        "EXISTS (SELECT 1 FROM jobs AS j WHERE j.id = job_documents.job AND j.ended_at IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.job = job_documents.job AND o.state IN ('waiting', 'leased'))"
    };
}

/// The faxes to encrypt that ended since a time, after a fax number. A fax without a page has no
/// file.
const FAXES_TO_SEAL: &str = concat!(
    "SELECT id, document FROM faxes
     WHERE ended_at >= ?1 AND id > ?2 AND coalesce(sealed_by, '') = '' AND ",
    fax_rests!(),
    " AND EXISTS (SELECT 1 FROM pages WHERE pages.fax = faxes.id) ORDER BY id LIMIT ?3"
);
const JOBS_TO_SEAL: &str = concat!(
    "SELECT job_documents.job, job_documents.number, job_documents.file FROM jobs
     JOIN job_documents ON job_documents.job = jobs.id
     WHERE jobs.ended_at >= ?1 AND (job_documents.job, job_documents.number) > (?2, ?3) AND coalesce(job_documents.sealed_by, '') = '' AND ",
    job_rests!(),
    " ORDER BY job_documents.job, job_documents.number LIMIT ?4"
);
/// The faxes to decrypt: those that the module sends by e-mail. Prints are left out, because they
/// are made by the service, which has the keys.
const FAXES_TO_OPEN: &str = "
    SELECT DISTINCT faxes.id, faxes.document FROM outbox JOIN faxes ON faxes.id = outbox.fax
    WHERE outbox.state IN ('waiting', 'leased') AND faxes.sealed_by IS NOT NULL
      AND NOT (outbox.kind = 'fax' AND substr(outbox.mailbox, 1, 6) = 'print:')
    ORDER BY faxes.id LIMIT ?1";
const JOBS_TO_OPEN: &str = "
    SELECT d.job, d.number, d.file FROM jobs JOIN job_documents AS d ON d.job = jobs.id
    WHERE jobs.ended_at IS NULL AND d.sealed_by IS NOT NULL
    UNION
    SELECT d.job, d.number, d.file FROM outbox JOIN job_documents AS d ON d.job = outbox.job
    WHERE outbox.state IN ('waiting', 'leased') AND d.sealed_by IS NOT NULL
    ORDER BY 1, 2 LIMIT ?1";
const FAXES_SEALED: &str = "
    SELECT id, document FROM faxes WHERE sealed_by IS NOT NULL AND sealed_by <> ?1 AND id > ?2
    ORDER BY id LIMIT ?3";
const JOBS_SEALED: &str = "
    SELECT job, number, file FROM job_documents
    WHERE sealed_by IS NOT NULL AND sealed_by <> ?1 AND (job, number) > (?2, ?3) ORDER BY job, number LIMIT ?4";
const FAX: &str = "SELECT id, document FROM faxes WHERE id = ?1 AND sealed_by IS NOT NULL";
const JOB: &str = "
    SELECT job, number, file FROM job_documents WHERE job = ?1 AND sealed_by IS NOT NULL ORDER BY number";
const FAX_BEGINS: &str =
    concat!("UPDATE faxes SET sealed_by = '' WHERE id = ?1 AND ", fax_rests!());
const JOB_BEGINS: &str = concat!(
    "UPDATE job_documents SET sealed_by = '' WHERE job = ?1 AND number = ?2 AND ",
    job_rests!()
);
const SET_FAX: &str = "UPDATE faxes SET sealed_by = ?2 WHERE id = ?1";
const SET_JOB: &str = "UPDATE job_documents SET sealed_by = ?3 WHERE job = ?1 AND number = ?2";
const KEYS: &str = "
    SELECT sealed_by FROM faxes WHERE sealed_by <> '' UNION SELECT sealed_by FROM job_documents WHERE sealed_by <> ''
    ORDER BY 1";
const COUNT: &str = concat!(
    "SELECT count(*) FILTER (WHERE by = ?1), count(*) FILTER (WHERE by <> ?1 AND by <> ''),
            count(*) FILTER (WHERE by = '')
     FROM (SELECT coalesce(sealed_by, '') AS by FROM faxes
           WHERE (sealed_by <> '' OR ",
    fax_rests!(),
    ") AND EXISTS (SELECT 1 FROM pages WHERE pages.fax = faxes.id)
           UNION ALL
           SELECT coalesce(sealed_by, '') AS by FROM job_documents WHERE sealed_by <> '' OR (",
    job_rests!(),
    ") UNION ALL
           SELECT coalesce(sealed_by, '') AS by FROM fax_texts WHERE text IS NOT NULL) AS files"
);
const MARK: &str = "SELECT mark FROM spool_mark";
const MAKE_MARK: &str = "
    INSERT INTO spool_mark (mark) SELECT lower(hex(randomblob(16)))
    WHERE NOT EXISTS (SELECT 1 FROM spool_mark)";

impl Due {
    fn of_fax(row: &Row<'_>) -> database::Result<Self> {
        let name = format!("{RECEIVED}/{}", row.get::<_, String>(1)?);
        Ok(Self { of: Of::Fax(row.get(0)?), name })
    }

    fn of_job(row: &Row<'_>) -> database::Result<Self> {
        let name = format!("{JOBS}/{}", row.get::<_, String>(2)?);
        Ok(Self { of: Of::Job(row.get(0)?, row.get(1)?), name })
    }

    /// The position of the document among the documents of its kind.
    pub(super) fn place(&self) -> Place {
        match self.of {
            Of::Fax(id) => (id, 0),
            Of::Job(id, number) => (id, number),
        }
    }
}

/// The position of a document, from which a query for the next documents begins.
pub(super) type Place = (i64, i64);

/// The position before all documents.
pub(super) const FIRST: Place = (i64::MIN, 0);

/// The kind of a document: of received faxes or of jobs.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Faxes,
    Jobs,
}

impl Encryption<'_> {
    /// The next documents after this position that are to be encrypted and whose faxes or jobs
    /// ended since this time.
    pub(super) fn to_seal(
        &self,
        kind: Kind,
        since: UnixMs,
        behind: (Place, u32),
    ) -> Result<Vec<Due>, SpoolError> {
        self.some(kind, [FAXES_TO_SEAL, JOBS_TO_SEAL], &since, behind)
    }

    /// Encrypted documents that the module needs unencrypted, at most `most`.
    pub(super) fn to_open(&self, most: u32) -> Result<Vec<Due>, SpoolError> {
        self.spool.read(|transaction| {
            let mut due: Vec<Due> = transaction.all(FAXES_TO_OPEN, [most], Due::of_fax)?;
            due.extend(transaction.all::<_, Vec<_>>(JOBS_TO_OPEN, [most], Due::of_job)?);
            Ok(due)
        })
    }

    /// The next encrypted documents after this position, except those that are encrypted with the
    /// key `but`.
    pub(super) fn all_sealed(
        &self,
        kind: Kind,
        but: &str,
        behind: (Place, u32),
    ) -> Result<Vec<Due>, SpoolError> {
        self.some(kind, [FAXES_SEALED, JOBS_SEALED], &but, behind)
    }

    /// Some documents of a kind, in the order of their positions. They are found by the statement
    /// for that kind, whose first parameter is `what`.
    fn some(
        &self,
        kind: Kind,
        [faxes, jobs]: [&str; 2],
        what: &dyn ToSql,
        ((id, number), most): (Place, u32),
    ) -> Result<Vec<Due>, SpoolError> {
        self.spool.read(|transaction| match kind {
            Kind::Faxes => transaction.all(faxes, params![what, id, most], Due::of_fax),
            Kind::Jobs => transaction.all(jobs, params![what, id, number, most], Due::of_job),
        })
    }

    /// The encrypted documents of a fax or of a job.
    pub(super) fn sealed_of(&self, kind: Kind, id: i64) -> Result<Vec<Due>, SpoolError> {
        self.spool.read(|transaction| match kind {
            Kind::Faxes => transaction.all(FAX, [id], Due::of_fax),
            Kind::Jobs => transaction.all(JOB, [id], Due::of_job),
        })
    }

    /// Records that a document is being encrypted. Returns false if the document need not be
    /// encrypted any longer.
    pub(super) fn begin_sealing(&self, of: Of) -> Result<bool, SpoolError> {
        let changed = self.spool.write(|transaction| match of {
            Of::Fax(id) => transaction.change(FAX_BEGINS, [id]),
            Of::Job(job, number) => transaction.change(JOB_BEGINS, params![job, number]),
        })?;
        Ok(changed > 0)
    }

    /// Records the key that encrypts a document. None: the document is unencrypted. Empty: the file
    /// is being changed now. Returns false if the document no longer exists.
    pub(super) fn set_sealed(&self, of: Of, by: Option<&str>) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| set(transaction, of, by))
    }

    /// The keys that encrypt documents of this spool, as far as the rows of the documents name
    /// them.
    pub(super) fn keys_at_rest(&self) -> Result<Vec<String>, SpoolError> {
        let mut keys: Vec<String> =
            self.spool.read(|transaction| transaction.all(KEYS, [], |row| row.get(0)))?;
        keys.extend(self.text_keys()?);
        keys.sort();
        keys.dedup();
        Ok(keys)
    }

    /// Counts the documents that are encrypted with this key, those that are encrypted with other
    /// keys, and those that are still to be encrypted.
    pub(super) fn count_at_rest(&self, newest: &str) -> Result<SealedFiles, SpoolError> {
        self.spool.read(|transaction| {
            transaction.one(COUNT, [newest], |row| {
                let count = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
                Ok(SealedFiles { newest: count(0)?, others: count(1)?, plain: count(2)? })
            })
        })
    }

    /// The random mark of this spool, which is written into the head of each encrypted file. The
    /// mark is made at the first call.
    pub(crate) fn mark(&self) -> Result<String, SpoolError> {
        let mark = |transaction: &Transaction<'_>| {
            let found: database::Result<Vec<String>> = transaction.all(MARK, [], |row| row.get(0));
            Ok(found?.into_iter().next())
        };
        if let Some(mark) = self.spool.read(mark)? {
            return Ok(mark);
        }
        let made = self.spool.write(|transaction| {
            transaction.run(MAKE_MARK, [])?;
            mark(transaction)
        })?;
        made.ok_or(SpoolError::Internal)
    }
}

fn set(transaction: &Transaction<'_>, of: Of, by: Option<&str>) -> database::Result<bool> {
    let changed = match of {
        Of::Fax(id) => transaction.change(SET_FAX, params![id, by])?,
        Of::Job(job, number) => transaction.change(SET_JOB, params![job, number, by])?,
    };
    Ok(changed > 0)
}
