//! Retention: jobs that have ended go like received faxes, with a record, once their
//! reports are on their way.

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use std::fs;
use std::time::{Duration, SystemTime};

use super::super::{CleanupReport, SpoolError, documents};
use super::shared::keep_end;
use super::{JobId, JobState};
use crate::Jobs;
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::error::Rollback;
use crate::legal_hold::job_on_hold;
use crate::proof::{Leaving, Said, Steps};
use crate::retention::{AT_ONCE, Going};

/// The record of a deletion: no number, name or content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDeletion {
    /// The job.
    pub job: JobId,
    /// Its device.
    pub device: DeviceName,
    /// When it was submitted.
    pub created_at: UnixMs,
    /// How many pages it had.
    pub pages: u32,
    /// How it ended.
    pub state: JobState,
    /// When it was deleted.
    pub deleted_at: UnixMs,
    /// Why.
    pub reason: String,
}

/// Why a job was not deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobNotDeleted {
    /// It is still to be sent.
    #[error("job {0} has not ended; `ferrofax cancel {0}` ends it")]
    GoesOn(JobId),
    /// A report of it has still to go out.
    #[error("a report of job {0} is still on its way; once that is over, it can be deleted")]
    Unreported(JobId),
    /// An administrator has placed a legal hold on it, or on what went in one call with it.
    #[error("job {0} is on legal hold: nobody can delete it until an administrator releases it")]
    OnHold(JobId),
    /// The spool refused or failed.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// How many jobs go in one transaction, so that calls are never kept from the database for long.
const BATCH: u32 = 50;

/// How old a document must be that no job names.
const ORPHAN_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// What people still have to be told. A report that not even the faxmaster could be given
/// does not keep a job: unlike a received fax, its sender has it.
macro_rules! unreported {
    () => {
        "EXISTS (SELECT 1 FROM outbox WHERE outbox.job = jobs.id AND outbox.state IN ('waiting', 'leased'))"
    };
}

/// What is on hold, and what went first in a call in which another went that is on hold: the
/// record of that call is its record.
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
    "SELECT id FROM jobs WHERE ended_at < ?1 AND retention IS NOT DISTINCT FROM ?3 AND NOT ",
    unreported!(),
    " AND NOT ",
    held_back!(),
    " ORDER BY ended_at LIMIT ?2"
);
const OLD_UNREPORTED: &str = concat!(
    "SELECT id FROM jobs WHERE ended_at < ?1 AND retention IS NOT DISTINCT FROM ?2 AND ",
    unreported!(),
    " ORDER BY id"
);
const OLD_HELD_BACK: &str = concat!(
    "SELECT id FROM jobs WHERE ended_at < ?1 AND retention IS NOT DISTINCT FROM ?2 AND NOT ",
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
/// Those of documents that were held to be fetched are no job's.
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
    /// The part of [`Retention::cleanup`](crate::Retention::cleanup) that is about jobs of a class.
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

    /// The part of [`Retention::cleanup_preview`](crate::Retention::cleanup_preview) that is about
    /// jobs of a class.
    pub(in super::super) fn preview_jobs(
        &self,
        going: &Going<'_>,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        report.deleted_jobs.extend(self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(OLD_REPORTED)?;
            let with = params![going.before, AT_ONCE, going.class];
            let ids = select.query_map(with, |row| row.get(0))?;
            ids.map(|id| id.map(JobId)).collect::<Result<Vec<_>, _>>()
        })?);
        self.note_kept_jobs(going, report)
    }

    /// Notes which of the old jobs of a class stay, and why.
    fn note_kept_jobs(
        &self,
        going: &Going<'_>,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        let stay = |sql: &str| {
            self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(sql)?;
                let ids = select.query_map(params![going.before, going.class], |row| row.get(0))?;
                ids.map(|id| id.map(JobId)).collect::<Result<Vec<_>, _>>()
            })
        };
        report.kept_unreported.extend(stay(OLD_UNREPORTED)?);
        report.jobs_on_hold.extend(stay(OLD_HELD_BACK)?);
        Ok(())
    }

    /// Removes the documents that no job has any more.
    pub(in super::super) fn remove_files_of_jobs(
        &self,
        now: UnixMs,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        self.remove_job_files(report)?;
        self.remove_orphans(now, report)
    }

    /// The recorded deletions of jobs, newest first.
    #[doc(hidden)]
    pub fn job_deletions(&self, limit: u32) -> Result<Vec<JobDeletion>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(SELECT)?;
            select.query_map([limit], deletion_of_row)?.collect()
        })
    }

    /// What is known of a job that was deleted.
    pub fn job_deletion_of(&self, job: JobId) -> Result<Option<JobDeletion>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(SELECT_ONE)?
                .query_row([job.0], deletion_of_row)
                .optional()
        })
    }

    /// Deletes a job that has ended, as the clean-up does, with its documents, its calls, their
    /// records and a record of the deletion.
    pub fn delete_job(&self, job: JobId, reason: &str, now: UnixMs) -> Result<(), JobNotDeleted> {
        let left = self.delete_job_saying(job, reason, now)?;
        left.iter()
            .for_each(|left| log::warn!("job {job} is deleted, but not all of it: {left}"));
        Ok(())
    }

    /// The same; says what could not be removed yet, of this one or of one before it.
    pub fn delete_job_saying(
        &self,
        job: JobId,
        reason: &str,
        now: UnixMs,
    ) -> Result<Vec<String>, JobNotDeleted> {
        // In a store of several machines the one that it was handed to may not have heard its end yet.
        let keep_end = |transaction: &Transaction<'_>| {
            if self.spool.cluster().is_front() { keep_end(transaction, job) } else { Ok(()) }
        };
        self.delete_job_noting(job, reason, now, &keep_end)
    }

    /// The same; what is noted of it is noted with that, or neither.
    pub(super) fn delete_job_noting(
        &self,
        job: JobId,
        reason: &str,
        now: UnixMs,
        note: &dyn Fn(&Transaction<'_>) -> database::Result<()>,
    ) -> Result<Vec<String>, JobNotDeleted> {
        self.spool.write_or_refuse(|transaction| {
            let ask = |sql: &str| {
                transaction.prepare_cached(sql)?.query_row([job.0], |row| row.get(0)).optional()
            };
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
            transaction.prepare_cached(RECORD)?.execute(params![job.0, now, reason])?;
            transaction.prepare_cached(RECORD_FILES)?.execute([job.0])?;
            transaction.prepare_cached(DELETE)?.execute([job.0])?;
            Ok(())
        })?;
        let mut report = CleanupReport::default();
        // The row is gone for good; the files are named until they are gone, too.
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
            let mut select = transaction.prepare_cached(OLD_REPORTED)?;
            let ids: Vec<i64> = select
                .query_map(params![going.before, BATCH, going.class], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for id in &ids {
                let record = params![id, going.now, going.reason];
                transaction.prepare_cached(RECORD)?.execute(record)?;
                transaction.prepare_cached(RECORD_FILES)?.execute([id])?;
                transaction.prepare_cached(DELETE)?.execute([id])?;
            }
            Ok(ids.into_iter().map(JobId).collect())
        })
    }

    /// Removes the documents of deleted jobs, also those that an earlier clean-up could not.
    fn remove_job_files(&self, report: &mut CleanupReport) -> Result<(), SpoolError> {
        let left: Vec<Leaving> = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(FILES_LEFT)?;
            select.query_map([], leaving_of_row)?.collect()
        })?;
        let folder = self.spool.jobs_folder();
        let steps = Steps { folder, note_hash: NOTE_HASH, hash: HASH, gone: FILE_GONE };
        let removed = self.spool.retention().remove_with_proof(&steps, left)?;
        report.freed_bytes += removed.freed_bytes;
        report.problems.extend(removed.problems);
        Ok(())
    }

    /// Removes documents that no job names, that are not held and not about to go with a proof: a
    /// crash cut their submission off.
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
            let is_named: bool = self.spool.read(|transaction| {
                transaction.prepare_cached(IS_NAMED)?.query_row([&name], |row| row.get(0))
            })?;
            if is_named {
                continue;
            }
            match documents::remove(&folder, &name) {
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
