//! Call recordings. A call recording (in the code: `record`) has the recorded signal of a call (in
//! the code: `tape`), from which the call can be replayed, and facts about the call. Call
//! recordings are kept for people who look for the cause of a fault. They are kept in a ring: the
//! oldest are deleted when they are too old, or when there are too many of them.
//!
//! A call recording is deleted with its fax or its job, because it contains their pages. While a
//! fax or a job is on legal hold, its call recordings are kept, even beyond the limits of the ring.
//! A fault in storing call recordings never disturbs a call.

mod tape;
mod verdict;

pub use tape::{Recording, packed_tape, unpacked_tape};
pub use verdict::{CallVerdict, VerdictOfCall};

use super::folder::CALLS;
use super::ids::{CallId, FaxId, JobId, RecordId};
use super::legal_hold::{digits, fax_on_hold, job_on_hold};
use super::{SpoolError, safe_file};
use crate::Recordings;
use crate::chunk::in_transactions;
use crate::database::{self, Row, ToSql, params};
use crate::error::Rollback;
use ferrofax_basics::UnixMs;
use safe_file::For;
use std::fmt;
use std::fs::File;
use std::path::PathBuf;

/// The fax, the job or the session of the PBX's own fax application to which a recorded call
/// belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordOf {
    /// The call received this fax.
    Fax(FaxId),
    /// The call was made for this job, or for several jobs, of which this was the first.
    Job(JobId, CallId),
    /// The call was a session of the PBX's own fax applications, which had this number there.
    Session(u32),
}

/// The facts about a recorded call that is to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCallRecord {
    /// The fax, the job or the session to which the call belongs.
    pub of: RecordOf,
    /// The fax that a job fetched in the call.
    pub fetched: Option<FaxId>,
    /// The time at which the call began.
    pub began_at: UnixMs,
    /// The time at which the call ended.
    pub ended_at: UnixMs,
    /// Whether the call belongs to a job (also one that fetches a document) or to Asterisk's
    /// `SendFAX`; otherwise, a fax was received.
    pub is_out: bool,
    /// The device; empty if there was none.
    pub device: String,
    /// The fax number of the remote side; empty if it is unknown.
    pub number: String,
    /// The trunk of the call; empty if it is unknown.
    pub trunk: String,
    /// Whether the call succeeded.
    pub is_ok: bool,
    /// The name of the cause of the end of the call ([`ferrofax_ground::outcome::Cause::name`]).
    pub cause: String,
    /// The number of pages that were confirmed.
    pub pages: u32,
}

/// A call recording that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// The number of the call recording.
    pub id: RecordId,
    /// The facts about the call.
    pub facts: NewCallRecord,
    /// The size of the recording on the disk, in bytes.
    pub octets: u64,
    file: String,
}

/// A query for call recordings; the newest come first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordQuery {
    /// Only recordings of this fax.
    pub fax: Option<FaxId>,
    /// Only recordings of calls for this job.
    pub job: Option<JobId>,
    /// Only recordings of calls that succeeded (`true`), or that failed (`false`).
    pub is_ok: Option<bool>,
    /// Only recordings of this device: `2101` or `2101@context`.
    pub device: Option<String>,
    /// Only recordings of calls where the number of the remote side contains these digits.
    pub number: Option<String>,
    /// Only recordings of calls that began at this time or later.
    pub since: Option<UnixMs>,
    /// Only recordings of calls that began before this time.
    pub until: Option<UnixMs>,
    /// Only recordings with a number below this one: the place where a list continues.
    pub below: Option<RecordId>,
    /// The greatest number of recordings; 0: all.
    pub limit: u32,
}

/// The limits of the ring of call recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordRing {
    /// The number of days for which recordings are kept; 0: for ever.
    pub days: u32,
    /// The disk space for all recordings together, in bytes.
    pub room: u64,
}

/// The SQL condition for a recording whose fax or call no longer exists. Such a recording counts as
/// deleted, although its file may still exist.
macro_rules! is_gone {
    () => {
        "(fax IS NOT NULL AND NOT EXISTS (SELECT 1 FROM faxes WHERE faxes.id = fax)
          OR call IS NOT NULL AND NOT EXISTS (SELECT 1 FROM job_calls WHERE job_calls.id = call))"
    };
}

const INSERT: &str = "
    INSERT INTO call_records (fax, job, call, session, began_at, ended_at, is_out, device, number, trunk, is_ok, cause,
                              pages, octets, file)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id";
const SELECT: &str = concat!(
    "SELECT * FROM call_records WHERE (fax = ?1 OR ?1 IS NULL) AND (job = ?2 OR ?2 IS NULL
     OR call IN (SELECT coalesce(joined, id) FROM job_calls WHERE job_calls.job = ?2)) AND (is_ok = ?3 OR ?3 IS NULL)
     AND (device = ?4 OR ?4 IS NULL OR substr(device, 1, length(?4) + 1) = ?4 || '@')
     AND (instr(number, ?5) > 0 OR ?5 IS NULL) AND (began_at >= ?6 OR ?6 IS NULL) AND (began_at < ?7 OR ?7 IS NULL)
     AND (id < ?8 OR ?8 IS NULL) AND NOT ",
    is_gone!(),
    " ORDER BY id DESC LIMIT ?9"
);
const ONE: &str = concat!("SELECT * FROM call_records WHERE id = ?1 AND NOT ", is_gone!());
/// The SQL condition that the recording in the row `r` is on legal hold. A recording is on hold
/// with its fax or its job. A session is on hold if its device or its number is on hold.
macro_rules! is_held {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM faxes WHERE faxes.id = r.fax AND ",
            fax_on_hold!("faxes"),
            ") OR EXISTS (SELECT 1 FROM jobs WHERE (jobs.id = r.job
                 OR jobs.id IN (SELECT g.job FROM job_calls AS g WHERE g.joined = r.call)) AND ",
            job_on_hold!("jobs"),
            ") OR r.fax IS NULL AND r.job IS NULL AND EXISTS (SELECT 1 FROM legal_holds AS h
                 WHERE h.released_at IS NULL AND (h.device = r.device
                 OR EXISTS (SELECT 1 FROM legal_hold_digits AS d WHERE d.hold = h.id AND d.digits = ",
            digits!("r", "number"),
            "))))"
        )
    };
}

/// Selects the recordings that are to be deleted: those whose fax or call no longer exists; those
/// that are too old by their retention class or by the ring; and those for which the newer ones
/// leave no disk space. A recording of an unknown retention class is never too old. If the clock was
/// behind when the fax or the job ended, the recording ages from the same trusted reading as the fax
/// or the job.
const SUPERFLUOUS: &str = concat!(
    "SELECT id, file FROM (
         SELECT *, sum(octets) OVER (ORDER BY id DESC) AS with_newer,
                coalesce((SELECT retention FROM faxes WHERE faxes.id = fax),
                         (SELECT retention FROM jobs WHERE jobs.id = job)) AS class,
                coalesce((SELECT ages_from FROM faxes WHERE faxes.id = fax AND ages_from <= ?3),
                         (SELECT ages_from FROM jobs WHERE jobs.id = job AND ages_from <= ?3), ended_at) AS aged_from
         FROM call_records
     ) AS r LEFT JOIN retention_classes ON name = class
     WHERE ((CASE WHEN name IS NULL AND class IS NOT NULL OR record_days = 0 THEN false
                 WHEN record_days IS NULL THEN ended_at < ?1 AND aged_from < ?1
                 ELSE ended_at < ?3 - record_days * 86400000 AND aged_from < ?3 - record_days * 86400000 END
            OR with_newer > CAST(?2 AS INTEGER)) OR ",
    is_gone!(),
    ") AND NOT ",
    is_held!()
);
const GONE: &str =
    concat!("SELECT id, file FROM call_records AS r WHERE ", is_gone!(), " AND NOT ", is_held!());
const IS_HELD: &str =
    concat!("SELECT EXISTS (SELECT 1 FROM call_records AS r WHERE r.id = ?1 AND ", is_held!(), ")");
const FILES: &str = "SELECT file FROM call_records";
const DELETE: &str = "DELETE FROM call_records WHERE id = ?1";

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Recordings<'_> {
    /// Lists the call recordings that match the query.
    pub fn call_records(&self, query: &RecordQuery) -> Result<Vec<CallRecord>, SpoolError> {
        let limit = if query.limit == 0 { i64::MAX } else { i64::from(query.limit) };
        let RecordQuery { is_ok, device, number, since, until, .. } = query;
        let (fax, job) = (query.fax.map(|id| id.0), query.job.map(|id| id.0));
        let below = query.below.map(|id| id.0);
        self.spool.read(|transaction| {
            let with = params![fax, job, is_ok, device, number, since, until, below, limit];
            transaction.all(SELECT, with, of_row)
        })
    }

    /// Returns one call recording.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchRecord`]
    pub fn call_record(&self, id: RecordId) -> Result<CallRecord, SpoolError> {
        let found = self.spool.read(|transaction| transaction.first(ONE, [id.0], of_row))?;
        found.ok_or(SpoolError::NoSuchRecord(id))
    }

    /// Reads the recorded signal of a call.
    ///
    /// # Errors
    /// The file can't be read, or it is damaged.
    pub fn call_tape(&self, record: &CallRecord) -> Result<Vec<u8>, SpoolError> {
        tape::read(&self.tape_path(record)?)
    }

    /// Opens the file with the recorded signal. The file is packed; [`unpacked_tape`] unpacks it,
    /// and rejects content that is damaged or too long.
    ///
    /// # Errors
    /// The file can't be opened.
    pub fn call_tape_file(&self, record: &CallRecord) -> Result<File, SpoolError> {
        let path = self.tape_path(record)?;
        safe_file::open(&path, For::Reading).map_err(|error| SpoolError::io("read", &path, &error))
    }

    fn tape_path(&self, record: &CallRecord) -> Result<PathBuf, SpoolError> {
        let folder = self.calls_folder();
        safe_file::below(&folder, &record.file).ok_or_else(|| SpoolError::Document {
            path: folder.join(&record.file),
            text: "its name leads out of the records' folder".to_owned(),
        })
    }

    /// Deletes the call recordings that are older than the ring or their retention class
    /// ([`super::RetentionClass`]) allows, those that exceed the disk space of the ring, and those
    /// whose fax or job no longer exists. Returns the number of deleted recordings.
    ///
    /// # Errors
    /// A file could not be deleted. The row of its recording remains in the database, and the next
    /// clean-up tries again. Meanwhile lists do not show the recording if its fax or job no longer
    /// exists.
    pub fn trim_call_records(&self, now: UnixMs, ring: RecordRing) -> Result<usize, SpoolError> {
        let before = if ring.days == 0 { i64::MIN } else { now.0 - i64::from(ring.days) * DAY_MS };
        let room = i64::try_from(ring.room).unwrap_or(i64::MAX);
        self.remove_records(SUPERFLUOUS, &[&before, &room, &now])
    }

    /// Deletes the call recordings whose fax or job no longer exists.
    pub(super) fn remove_records_of_gone(&self) -> Result<usize, SpoolError> {
        self.remove_records(GONE, &[])
    }

    fn remove_records(&self, which: &str, with: &[&dyn ToSql]) -> Result<usize, SpoolError> {
        let found: Vec<(i64, String)> = self.spool.read(|transaction| {
            transaction.all(which, with, |row| Ok((row.get(0)?, row.get(1)?)))
        })?;
        // No legal hold can be placed during a transaction, so nothing on hold is deleted.
        let removed = in_transactions(self.spool, &found, |transaction, (id, file)| {
            if transaction.one(IS_HELD, [id], |row| row.get(0))? {
                return Ok(0);
            }
            self.remove_tape(file)?;
            self.remove_verdict(RecordId(*id));
            Ok::<_, Rollback<SpoolError>>(transaction.change(DELETE, [id])?)
        });
        removed.into_iter().sum()
    }

    fn file_call_record(
        &self,
        new: &NewCallRecord,
        octets: u64,
        file: &str,
    ) -> Result<RecordId, SpoolError> {
        let (fax, job, call, session) = match new.of {
            RecordOf::Fax(fax) => (Some(fax.0), None, None, None),
            RecordOf::Job(job, call) => {
                (new.fetched.map(|fax| fax.0), Some(job.0), Some(call.0), None)
            }
            RecordOf::Session(session) => (None, None, None, Some(session)),
        };
        self.spool.write(|transaction| {
            let id = transaction.prepare_cached(INSERT)?.insert(params![
                fax,
                job,
                call,
                session,
                new.began_at,
                new.ended_at,
                new.is_out,
                new.device,
                new.number,
                new.trunk,
                new.is_ok,
                new.cause,
                new.pages,
                i64::try_from(octets).unwrap_or(i64::MAX),
                file
            ])?;
            Ok(RecordId(id))
        })
    }

    fn files_of_records(&self) -> Result<Vec<String>, SpoolError> {
        self.spool.read(|transaction| transaction.all(FILES, [], |row| row.get(0)))
    }

    /// The folder with the files of the recorded signals.
    fn calls_folder(&self) -> PathBuf {
        self.spool.folder().join(CALLS)
    }
}

/// The text for people: "fax 17".
impl fmt::Display for RecordOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fax(fax) => write!(f, "fax {fax}"),
            Self::Job(job, _) => write!(f, "job {job}"),
            Self::Session(session) => write!(f, "session {session}"),
        }
    }
}

fn of_row(row: &Row<'_>) -> database::Result<CallRecord> {
    let fax = row.get::<_, Option<i64>>("fax")?.map(FaxId);
    let (of, fetched) = match (fax, row.get("job")?, row.get("call")?) {
        (fax, Some(job), Some(call)) => (RecordOf::Job(JobId(job), CallId(call)), fax),
        (Some(fax), ..) => (RecordOf::Fax(fax), None),
        _ => (RecordOf::Session(row.get("session")?), None),
    };
    Ok(CallRecord {
        id: RecordId(row.get("id")?),
        facts: NewCallRecord {
            of,
            fetched,
            began_at: row.get("began_at")?,
            ended_at: row.get("ended_at")?,
            is_out: row.get("is_out")?,
            device: row.get("device")?,
            number: row.get("number")?,
            trunk: row.get("trunk")?,
            is_ok: row.get("is_ok")?,
            cause: row.get("cause")?,
            pages: row.get("pages")?,
        },
        octets: row.get::<_, i64>("octets")?.unsigned_abs(),
        file: row.get("file")?,
    })
}

#[cfg(test)]
mod tests;
