//! Retention of jobs: a job that has ended is deleted like a received fax, once its reports were
//! sent. A record of the deletion is kept.

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use std::fs;
use std::time::{Duration, SystemTime};

use super::super::{CleanupReport, SpoolError, documents};
use super::{JobId, JobState};
use crate::Jobs;
use crate::column::word;
use crate::database::{self, Row, Transaction, params};
use crate::error::Rollback;
use crate::legal_hold::job_on_hold;
use crate::proof::{Leaving, Said, Steps};
use crate::retention::{AT_ONCE, Going, ids, is_old};

/// The record of a deletion. It has no fax number, name or content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDeletion {
    /// The number of the job.
    pub job: JobId,
    /// The device of the job.
    pub device: DeviceName,
    /// The time at which the job was submitted.
    pub created_at: UnixMs,
    /// The number of pages of the job.
    pub pages: u32,
    /// The state in which the job ended.
    pub state: JobState,
    /// The time at which the job was deleted.
    pub deleted_at: UnixMs,
    /// The reason for the deletion.
    pub reason: String,
}

/// The reason why a job was not deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobNotDeleted {
    /// The job has not ended.
    #[error("job {0} has not ended; `ferrofax cancel {0}` ends it")]
    GoesOn(JobId),
    /// A report of the job is still to be sent.
    #[error("a report of job {0} is still on its way; once that is over, it can be deleted")]
    Unreported(JobId),
    /// An administrator has placed a legal hold on the job, or on a job that was sent in the same
    /// call.
    #[error("job {0} is on legal hold: nobody can delete it until an administrator releases it")]
    OnHold(JobId),
    /// Another error of the spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// The greatest number of jobs that one transaction deletes, so that it never blocks the database
/// for calls for long.
const BATCH: u32 = 50;

/// The age from which a document without a job is deleted.
const ORPHAN_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// Whether a report of the job is still to be sent. A report that could not be delivered, not even
/// to the faxmaster, does not prevent the deletion: unlike a received fax, the sender has the
/// document of the job.
macro_rules! unreported {
    () => {
        "EXISTS (SELECT 1 FROM outbox WHERE outbox.job = jobs.id AND outbox.state IN ('waiting', 'leased'))"
    };
}

/// Whether the job is on legal hold, or is the first job of a call in which another job was sent
/// that is on legal hold. The record of the first job's call is also the record of the other job.
macro_rules! held_back {
    () => {
        concat!(
            "(",
            job_on_hold!("jobs"),
            " OR EXISTS (SELECT 1 FROM job_calls AS c JOIN job_calls AS g ON g.joined = c.id JOIN jobs AS guest
              ON guest.id = g.job WHERE c.job = jobs.id AND ",
            job_on_hold!("guest"),
            "))"
        )
    };
}

const OLD_REPORTED: &str = concat!(
    "SELECT id FROM jobs WHERE retention IS NOT DISTINCT FROM ?3 AND ",
    is_old!("?4"),
    " AND NOT ",
    unreported!(),
    " AND NOT ",
    held_back!(),
    " ORDER BY ended_at LIMIT ?2"
);
const OLD_UNREPORTED: &str = concat!(
    "SELECT id FROM jobs WHERE retention IS NOT DISTINCT FROM ?2 AND ",
    is_old!("?3"),
    " AND ",
    unreported!(),
    " ORDER BY id"
);
const OLD_HELD_BACK: &str = concat!(
    "SELECT id FROM jobs WHERE retention IS NOT DISTINCT FROM ?2 AND ",
    is_old!("?3"),
    " AND NOT ",
    unreported!(),
    " AND ",
    held_back!(),
    " ORDER BY id"
);
const HAS_ENDED: &str = "SELECT ended_at IS NOT NULL FROM jobs WHERE id = ?1";
const IS_UNREPORTED: &str =
    concat!("SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND ", unreported!(), ")");
const IS_HELD_BACK: &str =
    concat!("SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND ", held_back!(), ")");
const RECORD: &str = "
    INSERT INTO job_deletions (job, device, created_at, pages, state, deleted_at, reason)
    SELECT id, device, created_at, (SELECT count(*) FROM job_pages WHERE job = id), state, ?2, ?3 FROM jobs WHERE id = ?1";
const RECORD_FILES: &str =
    "INSERT INTO job_files_left (file, job) SELECT file, job FROM job_documents WHERE job = ?1";
const DELETE: &str = "DELETE FROM jobs WHERE id = ?1";
/// Files of documents that were held for polling have no job.
const FILES_LEFT: &str = "
    SELECT l.file, l.sha256, l.job, d.device, d.pages, d.reason, d.deleted_at
    FROM job_files_left AS l LEFT JOIN job_deletions AS d ON d.job = l.job ORDER BY l.job, l.file";
const NOTE_HASH: &str = "UPDATE job_files_left SET sha256 = ?2 WHERE file = ?1 AND sha256 IS NULL";
const HASH: &str = "SELECT sha256 FROM job_files_left WHERE file = ?1";
const FILE_GONE: &str = "DELETE FROM job_files_left WHERE file = ?1";
const IS_NAMED: &str = "
    SELECT EXISTS (SELECT 1 FROM job_documents WHERE file = ?1)
        OR EXISTS (SELECT 1 FROM held_files WHERE file = ?1)
        OR EXISTS (SELECT 1 FROM job_files_left WHERE file = ?1)";
const SELECT: &str = "
    SELECT job, device, created_at, pages, state, deleted_at, reason FROM job_deletions
    ORDER BY deleted_at DESC, job DESC LIMIT ?1";
const SELECT_ONE: &str = "
    SELECT job, device, created_at, pages, state, deleted_at, reason FROM job_deletions WHERE job = ?1";

impl Jobs<'_> {
    /// The part of [`Retention::cleanup`](crate::Retention::cleanup) that deletes the jobs of one
    /// retention class.
    pub(in super::super) fn cleanup_jobs(
        &self,
        going: &Going<'_>,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        loop {
            let batch = self.delete_jobs(going)?;
            if batch.is_empty() {
                break;
            }
            report.deleted_jobs.extend(batch);
        }
        self.note_kept_jobs(going, report)
    }

    /// The part of [`Retention::cleanup_preview`](crate::Retention::cleanup_preview) that lists the
    /// jobs of one retention class.
    pub(in super::super) fn preview_jobs(
        &self,
        going: &Going<'_>,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        report.deleted_jobs.extend(self.spool.read(|transaction| {
            let with = params![going.before, AT_ONCE, going.class, going.now];
            ids(transaction, OLD_REPORTED, with, JobId)
        })?);
        self.note_kept_jobs(going, report)
    }

    /// Adds to the report the old jobs of a retention class that are kept, by their reasons.
    fn note_kept_jobs(
        &self,
        going: &Going<'_>,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        let stay = |sql: &str| {
            self.spool.read(|transaction| {
                ids(transaction, sql, params![going.before, going.class, going.now], JobId)
            })
        };
        report.kept_unreported.extend(stay(OLD_UNREPORTED)?);
        report.jobs_on_hold.extend(stay(OLD_HELD_BACK)?);
        Ok(())
    }

    /// Removes the documents that belong to no job any longer.
    pub(in super::super) fn remove_files_of_jobs(
        &self,
        now: UnixMs,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        self.remove_job_files(report)?;
        self.remove_orphans(now, report)
    }

    /// The records of deleted jobs, the newest first.
    #[doc(hidden)]
    pub fn job_deletions(&self, limit: u32) -> Result<Vec<JobDeletion>, SpoolError> {
        self.spool.read(|transaction| transaction.all(SELECT, [limit], deletion_of_row))
    }

    /// The record of the deletion of a job.
    pub fn job_deletion_of(&self, job: JobId) -> Result<Option<JobDeletion>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(SELECT_ONE, [job.0], deletion_of_row))
    }

    /// Deletes a job that has ended, like the clean-up, with its documents, its calls and their
    /// records. A record of the deletion is kept.
    pub fn delete_job(&self, job: JobId, reason: &str, now: UnixMs) -> Result<(), JobNotDeleted> {
        let left = self.delete_job_saying(job, reason, now)?;
        left.iter()
            .for_each(|left| log::warn!("job {job} is deleted, but not all of it: {left}"));
        Ok(())
    }

    /// Deletes a job like [`Self::delete_job`], and returns the files that could not be removed
    /// yet, of this job or of jobs that were deleted before.
    pub fn delete_job_saying(
        &self,
        job: JobId,
        reason: &str,
        now: UnixMs,
    ) -> Result<Vec<String>, JobNotDeleted> {
        // The origin node of a job of a shared database may not know the job's end yet.
        let keep_end = |transaction: &Transaction<'_>| {
            self.spool.front().map_or(Ok(()), |front| front.keep_end(transaction, job))
        };
        self.delete_job_noting(job, reason, now, &keep_end)
    }

    /// Deletes a job like [`Self::delete_job_saying`]. `note` writes in the transaction of the
    /// deletion, so that either both are stored or neither.
    pub(crate) fn delete_job_noting(
        &self,
        job: JobId,
        reason: &str,
        now: UnixMs,
        note: &dyn Fn(&Transaction<'_>) -> database::Result<()>,
    ) -> Result<Vec<String>, JobNotDeleted> {
        self.spool.write_or_refuse(|transaction| {
            let ask = |sql: &str| transaction.first(sql, [job.0], |row| row.get(0));
            let has = |sql: &str| -> database::Result<bool> { Ok(ask(sql)?.unwrap_or(false)) };
            if !ask(HAS_ENDED)?.ok_or(SpoolError::NoSuchJob(job))? {
                return Err(Rollback::Refused(JobNotDeleted::GoesOn(job)));
            }
            if has(IS_HELD_BACK)? {
                return Err(Rollback::Refused(JobNotDeleted::OnHold(job)));
            }
            if has(IS_UNREPORTED)? {
                return Err(Rollback::Refused(JobNotDeleted::Unreported(job)));
            }
            note(transaction)?;
            transaction.run(RECORD, params![job.0, now, reason])?;
            transaction.run(RECORD_FILES, [job.0])?;
            transaction.run(DELETE, [job.0])?;
            Ok(())
        })?;
        let mut report = CleanupReport::default();
        // The row of the job is deleted for good. The files remain listed until they are removed,
        // too.
        if let Err(error) = self.remove_job_files(&mut report) {
            report.problems.push(error.to_string());
        }
        if let Err(error) = self.spool.recordings().remove_records_of_gone() {
            report.problems.push(error.to_string());
        }
        Ok(report.problems)
    }

    fn delete_jobs(&self, going: &Going<'_>) -> Result<Vec<JobId>, SpoolError> {
        self.spool.write(|transaction| {
            let with = params![going.before, BATCH, going.class, going.now];
            let ids = ids(transaction, OLD_REPORTED, with, JobId)?;
            for JobId(id) in &ids {
                let record = params![id, going.now, going.reason];
                transaction.run(RECORD, record)?;
                transaction.run(RECORD_FILES, [id])?;
                transaction.run(DELETE, [id])?;
            }
            Ok(ids)
        })
    }

    /// Removes the documents of deleted jobs, also those that an earlier clean-up could not remove.
    fn remove_job_files(&self, report: &mut CleanupReport) -> Result<(), SpoolError> {
        let left: Vec<Leaving> =
            self.spool.read(|transaction| transaction.all(FILES_LEFT, [], leaving_of_row))?;
        let folder = self.spool.jobs_folder();
        let steps = Steps { folder, note_hash: NOTE_HASH, hash: HASH, gone: FILE_GONE };
        let removed = self.spool.retention().remove_with_proof(&steps, left)?;
        report.freed_bytes += removed.freed_bytes;
        report.problems.extend(removed.problems);
        Ok(())
    }

    /// Removes documents that belong to no job, are not held for polling and are not about to be
    /// deleted with a proof. They are left from submissions that a crash interrupted.
    fn remove_orphans(&self, now: UnixMs, report: &mut CleanupReport) -> Result<(), SpoolError> {
        let folder = self.spool.jobs_folder();
        let now = SystemTime::from(now);
        let entries =
            fs::read_dir(&folder).map_err(|error| SpoolError::io("read", &folder, &error))?;
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let made = entry.metadata().and_then(|file| file.modified());
            let is_old =
                made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age > ORPHAN_AGE));
            if !name.ends_with(".tif") || !is_old {
                continue;
            }
            let is_named: bool = self
                .spool
                .read(|transaction| transaction.one(IS_NAMED, [&name], |row| row.get(0)))?;
            if is_named {
                continue;
            }
            match documents::remove(&folder, &name).map_err(SpoolError::of_document) {
                Ok(bytes) => report.freed_bytes += bytes,
                Err(error) => report.problems.push(error.to_string()),
            }
        }
        Ok(())
    }
}

fn leaving_of_row(row: &Row<'_>) -> database::Result<Leaving> {
    let file: String = row.get("file")?;
    let job: Option<i64> = row.get("job")?;
    let said = |device: String| -> database::Result<Said> {
        Ok(Said {
            of: ("job", row.get("job")?),
            device,
            pages: row.get("pages")?,
            reason: row.get("reason")?,
            at: row.get("deleted_at")?,
        })
    };
    let device = row.get::<_, Option<String>>("device")?;
    let said = job.and(device).map(said).transpose()?;
    Ok(Leaving { key: file.clone().into(), file, sha256: row.get("sha256")?, said })
}

fn deletion_of_row(row: &Row<'_>) -> database::Result<JobDeletion> {
    Ok(JobDeletion {
        job: JobId(row.get("job")?),
        device: row.get("device")?,
        created_at: row.get("created_at")?,
        pages: row.get("pages")?,
        state: word(row, "state", JobState::from_name)?,
        deleted_at: row.get("deleted_at")?,
        reason: row.get("reason")?,
    })
}
