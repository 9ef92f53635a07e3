//! The import of jobs that have ended on another fax server. Each job is stored as it ended there,
//! with its documents if the other server still has them. It has no calls and no history, and
//! nobody is notified.

use super::super::SpoolError;
use super::super::failure::Failure;
use super::documents::Taken;
use super::submit::{insert, insert_documents};
use super::{JobId, NewJob, words};
use crate::Submission;
use crate::database::{self, Transaction, params};
use crate::taken_over::{mark_job, marked};
use ferrofax_basics::UnixMs;

/// The end of a job on another fax server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobEnded {
    /// Whether the job was sent.
    pub is_done: bool,
    /// The number of attempts in which a fax machine answered.
    pub tries: u32,
    /// The number of calls that the other server made for the job.
    pub dials: u32,
    /// The time when the job was submitted.
    pub created_at: UnixMs,
    /// The time when the job ended.
    pub ended_at: UnixMs,
    /// The number of pages, counted from the first, that were confirmed. For a job that was sent,
    /// all pages count as confirmed.
    pub pages_confirmed: u32,
    /// The reason why the job was not sent.
    pub failure: Option<Failure>,
    /// The description of how the job ended.
    pub text: String,
}

const END: &str = "
    UPDATE jobs SET state = ?2, tries = ?3, dials = ?4, created_at = ?5, ended_at = ?6, failure = ?7, text = ?8
    WHERE id = ?1";
const PAGES: &str =
    "SELECT document, page FROM job_pages WHERE job = ?1 ORDER BY document, page LIMIT ?2";
const CONFIRM: &str = "
    UPDATE job_pages SET state = 'confirmed', confirmed_at = ?4
    WHERE job = ?1 AND document = ?2 AND page = ?3";

impl Submission<'_> {
    /// Stores a job that has ended on another fax server, once for each mark. The job is durable
    /// when this returns. Returns its id, and whether it was stored now. If a fax has this mark,
    /// there is no id.
    ///
    /// # Errors
    /// [`SpoolError::Refused`]: a document was rejected. Otherwise, the spool could not be written.
    pub fn take_ended_job(
        &self,
        mark: &str,
        new: &NewJob,
        ended: &JobEnded,
        now: UnixMs,
    ) -> Result<(Option<JobId>, bool), SpoolError> {
        if let Some(known) = self.taken_over(mark)? {
            return Ok((known.job, false));
        }
        let documents = self.take_documents(&new.documents, new.max_pages)?;
        let filed = self.spool.write(|transaction| {
            if let Some(known) = marked(transaction, mark)? {
                return Ok((known.job, false));
            }
            let id = file(transaction, new, ended, &documents)?;
            mark_job(transaction, mark, id, "", now)?;
            Ok((Some(JobId(id)), true))
        });
        // If the job may exist, its documents remain. The clean-up deletes documents that belong to
        // no job.
        if !matches!(filed, Ok((_, true)) | Err(SpoolError::Unsure { .. })) {
            self.discard_documents(&documents);
        }
        filed
    }
}

fn file(
    transaction: &Transaction<'_>,
    new: &NewJob,
    ended: &JobEnded,
    documents: &[Taken],
) -> database::Result<i64> {
    let id = insert(transaction, new, ended.created_at)?;
    insert_documents(transaction, id, documents)?;
    words::index(transaction, JobId(id))?;
    let confirmed = if ended.is_done { u32::MAX } else { ended.pages_confirmed };
    let pages: Vec<(u32, u32)> =
        transaction.all(PAGES, params![id, confirmed], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut confirm = transaction.prepare_cached(CONFIRM)?;
    for (document, page) in pages {
        confirm.execute(params![id, document, page, ended.ended_at])?;
    }
    transaction.prepare_cached(END)?.execute(params![
        id,
        if ended.is_done { "done" } else { "failed" },
        ended.tries,
        ended.dials,
        ended.created_at,
        ended.ended_at,
        ended.failure.map(Failure::name),
        ended.text,
    ])?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::super::{JobQuery, NewDocument};
    use super::*;
    use crate::Spool;
    use crate::database::faults;
    use ferrofax_document::tiff::{Appender, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};

    #[test]
    fn an_imported_job_that_may_be_there_keeps_its_documents() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let path = folder.path().join("letter.tif");
        let (bitmap, quality) = (&Bitmap::white(1728, 10), PageQuality::default());
        let page = NewPage { bitmap, resolution: Resolution::Fine, quality, date_time: "" };
        Appender::open(&path).unwrap().append(&page).unwrap();
        let documents = vec![NewDocument { path, name: "letter".into() }];
        let new = NewJob { number: "1".into(), documents, ..NewJob::default() };
        let ended = JobEnded {
            is_done: true,
            tries: 1,
            dials: 1,
            created_at: UnixMs(1),
            ended_at: UnixMs(2),
            pages_confirmed: 1,
            failure: None,
            text: "Sent there.".into(),
        };
        let mut unsure = 0;
        for steps in 0.. {
            faults::die_after(steps);
            let mark = steps.to_string();
            let filed = spool.submission().take_ended_job(&mark, &new, &ended, UnixMs(9));
            if !faults::live_again() {
                break;
            }
            let error = filed.expect_err("the database failed");
            unsure += u32::from(matches!(error, SpoolError::Unsure { .. }));
        }
        assert!(unsure > 0, "a step comes after the commit");
        let jobs = spool.jobs().list(&JobQuery { limit: 100, ..JobQuery::default() }).unwrap();
        assert_eq!(jobs.len(), 2, "the one whose commit had no answer, and the last one");
        for job in &jobs {
            for document in &job.documents {
                assert!(document.path.exists(), "job {} lost {document:?}", job.id);
            }
        }
        // The jobs that were certainly not stored leave no documents.
        assert_eq!(std::fs::read_dir(spool.jobs_folder()).unwrap().count(), 2);
    }
}
