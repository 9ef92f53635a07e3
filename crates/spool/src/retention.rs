//! Retention: the deletion of faxes and jobs after a time, which each class may set for itself (for
//! jobs, see `jobs::retention`). A fax that is not yet delivered or is on legal hold is never
//! deleted. Each deletion is recorded.

use std::collections::BTreeMap;

use super::ids::JobId;
use super::{FaxId, FaxStatus, Keeping, RetentionClass, SpoolError, counts, destinations};
use crate::Retention;
use crate::column::word;
use crate::database::{self, Params, Row, Transaction, params};
use crate::legal_hold::fax_on_hold;
use crate::proof::{Leaving, Said, Steps};
use crate::unshipped::{asked_since, not_surely_shipped};
use crate::words;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// The result of a clean-up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanupReport {
    /// The deleted faxes.
    pub deleted: Vec<FaxId>,
    /// Old faxes that are kept because they still have to be delivered to a mailbox (or to the
    /// faxmaster).
    pub kept_undelivered: Vec<FaxId>,
    /// Old faxes that are kept because they are on legal hold.
    pub kept_on_hold: Vec<FaxId>,
    /// Old faxes that are kept because it is not certain that the shared database has them: this
    /// node has not uploaded them yet, or has not checked the database for the last three hours.
    pub kept_unshipped: Vec<FaxId>,
    /// The deleted jobs.
    pub deleted_jobs: Vec<JobId>,
    /// Old jobs that are kept because a report about them still has to be sent.
    pub kept_unreported: Vec<JobId>,
    /// Old jobs that are kept because they are on legal hold.
    pub jobs_on_hold: Vec<JobId>,
    /// Retention classes that are not defined. Faxes and jobs of these classes are kept.
    pub unknown_classes: Vec<String>,
    /// The size of the deleted documents in bytes.
    pub freed_bytes: u64,
    /// Documents that could not be deleted, each with the reason. The next clean-up attempts it
    /// again.
    pub problems: Vec<String>,
}

/// The record of a deleted fax. It has no number, name or content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The fax.
    pub fax: FaxId,
    /// The device of the fax.
    pub device: DeviceName,
    /// The time when the fax began.
    pub started_at: UnixMs,
    /// The number of pages of the fax.
    pub pages: u32,
    /// The status with which the fax ended.
    pub status: FaxStatus,
    /// The time when the fax was deleted.
    pub deleted_at: UnixMs,
    /// The reason for the deletion.
    pub reason: String,
}

/// The faxes and jobs of one class that a clean-up deletes now.
pub(super) struct Going<'a> {
    /// The retention class; `None` for faxes and jobs without a class.
    pub(super) class: Option<&'a str>,
    /// They are deleted if they ended before this time.
    pub(super) before: UnixMs,
    /// The time of the clean-up.
    pub(super) now: UnixMs,
    /// The reason in the record of the deletion.
    pub(super) reason: String,
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The number of faxes that a preview reads at once: all.
pub(super) const AT_ONCE: u32 = u32::MAX;

/// The number of faxes that one transaction deletes, so that calls never wait long for the
/// database.
const BATCH: u32 = 50;

/// Whether a fax is not delivered yet. A failed outbox entry counts, too: after the mailbox, the
/// faxmaster also refused it. A link to the fax that can still be opened, and never was, counts as
/// well. `$now` is the parameter with the time of the clean-up.
macro_rules! undelivered {
    ($now:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM outbox WHERE outbox.fax = faxes.id AND state IN ('waiting', 'leased', 'failed'))
             OR EXISTS (SELECT 1 FROM fax_links AS l WHERE l.fax = faxes.id AND l.ticket IS NULL AND l.until > ",
            $now,
            "))"
        )
    };
}

/// Whether a fax or a job ended before `?1`. If its clock was behind a trusted reading when it ended,
/// that reading counts. A reading after `$now`, the time of the clean-up, is of a clock that was
/// ahead, and does not count.
macro_rules! is_old {
    ($now:literal) => {
        concat!("ended_at < ?1 AND (ages_from IS NULL OR ages_from < ?1 OR ages_from > ", $now, ")")
    };
}
pub(super) use is_old;

const OLD_DELIVERED: &str = concat!(
    "SELECT id FROM faxes WHERE retention IS NOT DISTINCT FROM ?3 AND junk IS NULL AND ",
    is_old!("?5"),
    " AND NOT ",
    undelivered!("?5"),
    " AND NOT ",
    fax_on_hold!("faxes"),
    " AND NOT ",
    not_surely_shipped!("?4"),
    " ORDER BY ended_at LIMIT ?2"
);
/// Junk has nothing to deliver. It has an expiry time of its own, independent of its class. If its
/// clock was behind, it expires as much later.
const OLD_JUNK: &str = concat!(
    "SELECT id FROM faxes WHERE junk IS NOT NULL
     AND junk_until + CASE WHEN ages_from <= ?1 THEN ages_from - ended_at ELSE 0 END < ?1
     AND ended_at IS NOT NULL AND NOT ",
    fax_on_hold!("faxes"),
    " AND NOT ",
    not_surely_shipped!("?3"),
    " ORDER BY id LIMIT ?2"
);
const OLD_UNDELIVERED: &str = concat!(
    "SELECT id FROM faxes WHERE retention IS NOT DISTINCT FROM ?2 AND ",
    is_old!("?3"),
    " AND ",
    undelivered!("?3"),
    " ORDER BY id"
);
const OLD_ON_HOLD: &str = concat!(
    "SELECT id FROM faxes WHERE retention IS NOT DISTINCT FROM ?2 AND ",
    is_old!("?3"),
    " AND NOT ",
    undelivered!("?3"),
    " AND ",
    fax_on_hold!("faxes"),
    " ORDER BY id"
);
const OLD_UNSHIPPED: &str = concat!(
    "SELECT id FROM faxes WHERE retention IS NOT DISTINCT FROM ?2 AND ",
    is_old!("?4"),
    " AND NOT ",
    undelivered!("?4"),
    " AND ",
    not_surely_shipped!("?3"),
    " ORDER BY id"
);
pub(super) const RECORD: &str = "
    INSERT INTO deletions (fax, device, started_at, pages, status, deleted_at, reason, document)
    SELECT id, device, started_at, (SELECT count(*) FROM pages WHERE fax = id), status, ?2, ?3, document
    FROM faxes WHERE id = ?1";
pub(super) const DELETE: &str = "DELETE FROM faxes WHERE id = ?1";
const FILES_LEFT: &str = "
    SELECT fax, document, sha256, device, pages, reason, deleted_at FROM deletions
    WHERE document IS NOT NULL ORDER BY fax";
const NOTE_HASH: &str = "UPDATE deletions SET sha256 = ?2 WHERE fax = ?1 AND sha256 IS NULL";
const HASH: &str = "SELECT sha256 FROM deletions WHERE fax = ?1 AND document IS NOT NULL";
const FILE_GONE: &str = "UPDATE deletions SET document = NULL WHERE fax = ?1";
const FORGET: &str = "DELETE FROM deletions WHERE deleted_at < ?1 AND document IS NULL";
const FORGET_JOBS: &str = "
    DELETE FROM job_deletions WHERE deleted_at < ?1
    AND NOT EXISTS (SELECT 1 FROM job_files_left AS l WHERE l.job = job_deletions.job)";
const SELECT: &str = "
    SELECT fax, device, started_at, pages, status, deleted_at, reason FROM deletions
    ORDER BY deleted_at DESC, fax DESC LIMIT ?1";
pub(super) const SELECT_ONE: &str = "
    SELECT fax, device, started_at, pages, status, deleted_at, reason FROM deletions WHERE fax = ?1";

impl Retention<'_> {
    /// Deletes the faxes and jobs that ended more than `retention_days` days before `now` (0:
    /// never). Those of a class ([`Devices::publish_retention`](crate::Devices::publish_retention))
    /// are deleted after the days of the class. After `retention_days` days, these are deleted,
    /// too: letters, refused callers, documents that are no longer held for polling, and numbers in
    /// the number memory that were not called since. Faxes that were counted for the limits of
    /// submission are deleted after 70 days.
    ///
    /// The rows are deleted first, which leaves a record that still names the document. Then the
    /// file is deleted, then the deletion is written to the audit log, and last the name is removed
    /// from the record. A crash therefore leaves neither a fax without its document, nor a document
    /// without an owner, nor a deletion without its proof.
    pub fn cleanup(&self, now: UnixMs, retention_days: u32) -> Result<CleanupReport, SpoolError> {
        let (classes, all) =
            (self.spool.devices().retention_classes()?, Keeping::of_days(retention_days));
        let mut report = CleanupReport::default();
        for (name, received, _) in keepings(&classes, all) {
            if let Some(going) = Going::of(name, received, now) {
                self.cleanup_faxes(&going, &mut report)?;
            }
        }
        let junk = |transaction: &Transaction<'_>| {
            ids(transaction, OLD_JUNK, params![now, BATCH, asked_since(now)], FaxId)
        };
        self.delete_faxes(&junk, (now, "junk"), &mut report)?;
        self.remove_files(&mut report)?;
        self.remove_unowned_parts(now, &mut report)?;
        for (name, _, sent) in keepings(&classes, all) {
            if let Some(going) = Going::of(name, sent, now) {
                self.spool.jobs().cleanup_jobs(&going, &mut report)?;
            }
        }
        self.spool.submission().let_held_files_go()?;
        if let Some(Going { before, .. }) = Going::of(None, all, now) {
            self.spool.submission().forget_held(before)?;
            self.spool.outbox().cleanup_letters(before, now)?;
            self.spool.write(|transaction| destinations::forget_old(transaction, before))?;
            self.spool.faxes().forget_refused(before)?;
        }
        self.spool.write(|transaction| counts::forget_old(transaction, now))?;
        self.spool.jobs().remove_files_of_jobs(now, &mut report)?;
        report.unknown_classes = self.spool.devices().unknown_retention_classes()?;
        if let Err(error) = self.spool.recordings().remove_records_of_gone() {
            report.problems.push(error.to_string());
        }
        Ok(report)
    }

    /// Lists the faxes and jobs that [`Retention::cleanup`] would delete now, and those that it
    /// would keep with the reason. Nothing is changed; bytes are not counted.
    pub fn cleanup_preview(
        &self,
        now: UnixMs,
        retention_days: u32,
    ) -> Result<CleanupReport, SpoolError> {
        let (classes, all) =
            (self.spool.devices().retention_classes()?, Keeping::of_days(retention_days));
        let mut report = CleanupReport::default();
        for (name, received, sent) in keepings(&classes, all) {
            if let Some(going) = Going::of(name, received, now) {
                report.deleted.extend(self.spool.read(|transaction| {
                    let with = params![going.before, AT_ONCE, going.class, asked_since(now), now];
                    ids(transaction, OLD_DELIVERED, with, FaxId)
                })?);
                self.note_kept_faxes(&going, &mut report)?;
            }
            if let Some(going) = Going::of(name, sent, now) {
                self.spool.jobs().preview_jobs(&going, &mut report)?;
            }
        }
        report.deleted.extend(self.spool.read(|transaction| {
            ids(transaction, OLD_JUNK, params![now, AT_ONCE, asked_since(now)], FaxId)
        })?);
        report.unknown_classes = self.spool.devices().unknown_retention_classes()?;
        Ok(report)
    }

    /// Deletes the records of deletions that are older than this number of days. Returns the number
    /// of deleted records. A record is kept if its file could not be deleted yet.
    pub fn forget_deletions(&self, now: UnixMs, days: u32) -> Result<usize, SpoolError> {
        let before = now - i64::from(days) * DAY_MS;
        self.spool.write(|transaction| {
            let faxes = transaction.change(FORGET, [before])?;
            Ok(faxes + transaction.change(FORGET_JOBS, [before])?)
        })
    }

    /// Lists the recorded deletions, newest first.
    #[doc(hidden)]
    pub fn deletions(&self, limit: u32) -> Result<Vec<Deletion>, SpoolError> {
        self.spool.read(|transaction| transaction.all(SELECT, [limit], deletion_of_row))
    }

    /// Deletes the old faxes of a class, and adds those that are kept to the report, with the
    /// reason.
    fn cleanup_faxes(
        &self,
        going: &Going<'_>,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        let old = |transaction: &Transaction<'_>| {
            let with = params![going.before, BATCH, going.class, asked_since(going.now), going.now];
            ids(transaction, OLD_DELIVERED, with, FaxId)
        };
        self.delete_faxes(&old, (going.now, going.reason.as_str()), report)?;
        self.note_kept_faxes(going, report)
    }

    /// Adds the old faxes of a class that are kept to the report, with the reason.
    fn note_kept_faxes(
        &self,
        going: &Going<'_>,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        let stay = |sql: &str| {
            self.spool.read(|transaction| {
                ids(transaction, sql, params![going.before, going.class, going.now], FaxId)
            })
        };
        report.kept_undelivered.extend(stay(OLD_UNDELIVERED)?);
        report.kept_on_hold.extend(stay(OLD_ON_HOLD)?);
        report.kept_unshipped.extend(self.spool.read(|transaction| {
            let with = params![going.before, going.class, asked_since(going.now), going.now];
            ids(transaction, OLD_UNSHIPPED, with, FaxId)
        })?);
        Ok(())
    }

    /// Deletes faxes, in each transaction as many as `next` returns, until it returns none.
    fn delete_faxes(
        &self,
        next: &dyn Fn(&Transaction<'_>) -> database::Result<Vec<FaxId>>,
        (now, reason): (UnixMs, &str),
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        loop {
            let gone = self.spool.write(|transaction| {
                let gone = next(transaction)?;
                for FaxId(id) in &gone {
                    transaction.run(RECORD, params![id, now, reason])?;
                    words::forget(transaction, *id)?;
                    transaction.run(DELETE, [id])?;
                }
                Ok(gone)
            })?;
            if gone.is_empty() {
                return Ok(());
            }
            report.deleted.extend(gone);
        }
    }

    /// Removes the documents of deleted faxes, also those that an earlier clean-up could not
    /// remove.
    pub(super) fn remove_files(&self, report: &mut CleanupReport) -> Result<(), SpoolError> {
        let left: Vec<Leaving> =
            self.spool.read(|transaction| transaction.all(FILES_LEFT, [], leaving_of_row))?;
        let folder = self.spool.received_folder();
        let steps = Steps { folder, note_hash: NOTE_HASH, hash: HASH, gone: FILE_GONE };
        let removed = self.remove_with_proof(&steps, left)?;
        report.freed_bytes += removed.freed_bytes;
        report.problems.extend(removed.problems);
        Ok(())
    }
}

/// Returns the retention of faxes and jobs without a class and of each class: the class, the time
/// for received faxes, and the time for sent ones.
fn keepings(
    classes: &BTreeMap<String, RetentionClass>,
    all: Keeping,
) -> impl Iterator<Item = (Option<&str>, Keeping, Keeping)> {
    std::iter::once((None, all, all)).chain(classes.iter().map(move |(name, class)| {
        (Some(name.as_str()), class.received.unwrap_or(all), class.sent.unwrap_or(all))
    }))
}

/// Reads the numbers of faxes or jobs that a statement selects.
pub(super) fn ids<T>(
    transaction: &Transaction<'_>,
    select: &str,
    with: impl Params,
    of: fn(i64) -> T,
) -> database::Result<Vec<T>> {
    transaction.all(select, with, |row| row.get(0).map(of))
}

impl<'a> Going<'a> {
    /// Returns what a clean-up deletes of a class with this retention; `None` if the class is kept
    /// without a limit.
    fn of(class: Option<&'a str>, keeping: Keeping, now: UnixMs) -> Option<Self> {
        let Keeping::Days(days) = keeping else { return None };
        let reason = match class {
            Some(class) => format!("older than {days} days (class {class})"),
            None => format!("older than {days} days"),
        };
        Some(Self { class, before: now - i64::from(days) * DAY_MS, now, reason })
    }
}

fn leaving_of_row(row: &Row<'_>) -> database::Result<Leaving> {
    let fax: i64 = row.get("fax")?;
    let said = Said {
        of: ("fax", fax),
        device: row.get("device")?,
        pages: row.get("pages")?,
        reason: row.get("reason")?,
        at: row.get("deleted_at")?,
    };
    let (file, sha256) = (row.get("document")?, row.get("sha256")?);
    Ok(Leaving { key: fax.into(), file, sha256, said: Some(said) })
}

pub(super) fn deletion_of_row(row: &Row<'_>) -> database::Result<Deletion> {
    Ok(Deletion {
        fax: FaxId(row.get("fax")?),
        device: row.get("device")?,
        started_at: row.get("started_at")?,
        pages: row.get("pages")?,
        status: word(row, "status", FaxStatus::from_name)?,
        deleted_at: row.get("deleted_at")?,
        reason: row.get("reason")?,
    })
}
