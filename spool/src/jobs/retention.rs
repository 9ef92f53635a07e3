//! Retention: jobs that have ended go like received faxes, with a record, once their
//! reports are on their way.

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use std::fs;
use std::time::{Duration, SystemTime};

use rusqlite::{OptionalExtension, Row, params};

use super::super::{CleanupReport, Spool, SpoolError, documents};
use super::{JobId, JobState};
use crate::column::word;

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

const OLD_REPORTED: &str = concat!(
    "SELECT id FROM jobs WHERE ended_at < ?1 AND NOT ",
    unreported!(),
    " ORDER BY ended_at LIMIT ?2"
);
const OLD_UNREPORTED: &str =
    concat!("SELECT id FROM jobs WHERE ended_at < ?1 AND ", unreported!(), " ORDER BY id");
const RECORD: &str = "
    INSERT INTO job_deletions (job, device, created_at, pages, state, deleted_at, reason)
    SELECT id, device, created_at, (SELECT count(*) FROM job_pages WHERE job = id), state, ?2, ?3 FROM jobs WHERE id = ?1";
const RECORD_FILES: &str =
    "INSERT INTO job_files_left (file) SELECT file FROM job_documents WHERE job = ?1";
const DELETE: &str = "DELETE FROM jobs WHERE id = ?1";
const FILES_LEFT: &str = "SELECT file FROM job_files_left";
const FILE_GONE: &str = "DELETE FROM job_files_left WHERE file = ?1";
const IS_NAMED: &str = "
    SELECT EXISTS (SELECT 1 FROM job_documents WHERE file = ?1)
        OR EXISTS (SELECT 1 FROM held_files WHERE file = ?1)";
const SELECT: &str = "
    SELECT job, device, created_at, pages, state, deleted_at, reason FROM job_deletions
    ORDER BY deleted_at DESC, job DESC LIMIT ?1";
const SELECT_ONE: &str = "
    SELECT job, device, created_at, pages, state, deleted_at, reason FROM job_deletions WHERE job = ?1";

impl Spool {
    /// The part of [`Spool::cleanup`] that is about jobs: those that ended before this time go.
    pub(in super::super) fn cleanup_jobs(
        &self,
        before: UnixMs,
        now: UnixMs,
        reason: &str,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        loop {
            let batch = self.delete_jobs(before, now, reason)?;
            if batch.is_empty() {
                break;
            }
            report.deleted_jobs.extend(batch);
        }
        report.kept_unreported = self.read(|transaction| {
            let mut select = transaction.prepare_cached(OLD_UNREPORTED)?;
            select.query_map([before], |row| row.get(0).map(JobId))?.collect()
        })?;
        self.forget_held(before)?;
        self.remove_job_files(report)?;
        self.remove_orphans(now, report)
    }

    /// The recorded deletions of jobs, newest first.
    #[doc(hidden)]
    pub fn job_deletions(&self, limit: u32) -> Result<Vec<JobDeletion>, SpoolError> {
        self.read(|transaction| {
            let mut select = transaction.prepare_cached(SELECT)?;
            select.query_map([limit], deletion_of_row)?.collect()
        })
    }

    /// What is known of a job that was deleted.
    pub fn job_deletion_of(&self, job: JobId) -> Result<Option<JobDeletion>, SpoolError> {
        self.read(|transaction| {
            transaction
                .prepare_cached(SELECT_ONE)?
                .query_row([job.0], deletion_of_row)
                .optional()
        })
    }

    fn delete_jobs(
        &self,
        before: UnixMs,
        now: UnixMs,
        reason: &str,
    ) -> Result<Vec<JobId>, SpoolError> {
        self.write(|transaction| {
            let mut select = transaction.prepare_cached(OLD_REPORTED)?;
            let ids: Vec<i64> = select
                .query_map(params![before, BATCH], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for id in &ids {
                transaction.prepare_cached(RECORD)?.execute(params![id, now, reason])?;
                transaction.prepare_cached(RECORD_FILES)?.execute([id])?;
                transaction.prepare_cached(DELETE)?.execute([id])?;
            }
            Ok(ids.into_iter().map(JobId).collect())
        })
    }

    /// Removes the documents of deleted jobs, also those that an earlier clean-up could not.
    fn remove_job_files(&self, report: &mut CleanupReport) -> Result<(), SpoolError> {
        let left: Vec<String> = self.read(|transaction| {
            let mut select = transaction.prepare_cached(FILES_LEFT)?;
            select.query_map([], |row| row.get(0))?.collect()
        })?;
        let mut gone = Vec::new();
        for file in left {
            match documents::remove(&self.jobs_folder(), &file) {
                Ok(bytes) => {
                    report.freed_bytes += bytes;
                    gone.push(file);
                }
                Err(error) => report.problems.push(error.to_string()),
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            let mut delete = transaction.prepare_cached(FILE_GONE)?;
            gone.iter().try_for_each(|file| delete.execute([file]).map(drop))
        })
    }

    /// Removes documents that no job names, and that are not held: a crash cut their
    /// submission off.
    fn remove_orphans(&self, now: UnixMs, report: &mut CleanupReport) -> Result<(), SpoolError> {
        let folder = self.jobs_folder();
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
            let is_named: bool = self.read(|transaction| {
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

fn deletion_of_row(row: &Row<'_>) -> rusqlite::Result<JobDeletion> {
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
