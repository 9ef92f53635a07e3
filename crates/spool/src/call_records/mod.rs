//! Records of calls: the tape of a call, by which it can be run again, and what is known of
//! it beside. They are kept for whoever looks for what went wrong, in a ring: the oldest go
//! when they are old, or when there are too many of them.
//!
//! A record goes with its fax or its job: there are pages in it. What of these is on legal hold
//! keeps its records, whatever the ring says. What is in the way of the
//! records is never in the way of a call.

mod tape;
mod verdict;

pub use tape::{Recording, packed_tape, unpacked_tape};
pub use verdict::{CallVerdict, VerdictOfCall};

use super::folder::CALLS;
use super::ids::{CallId, FaxId, JobId, RecordId};
use super::legal_hold::{digits, fax_on_hold, job_on_hold};
use super::{SpoolError, safe_file};
use crate::Recordings;
use crate::database::{self, OptionalExtension, Row, ToSql, params};
use ferrofax_basics::UnixMs;
use safe_file::For;
use std::fmt;
use std::fs::File;
use std::path::PathBuf;

/// Whose call it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordOf {
    /// It brought a fax.
    Fax(FaxId),
    /// It was for a job, or for several, of which this was the first.
    Job(JobId, CallId),
    /// It was a session of the PBX's own fax applications, with the number it had there.
    Session(u32),
}

/// What is known of a call that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCallRecord {
    /// Whose it was.
    pub of: RecordOf,
    /// The fax that a job fetched in it.
    pub fetched: Option<FaxId>,
    /// When it began,
    pub began_at: UnixMs,
    /// and when it ended.
    pub ended_at: UnixMs,
    /// Whether we sent.
    pub is_out: bool,
    /// The device, if there was one.
    pub device: String,
    /// The number at the other end, if it is known.
    pub number: String,
    /// The trunk that it came or went by, if it is known.
    pub trunk: String,
    /// Whether all went well.
    pub is_ok: bool,
    /// The name of its cause ([`ferrofax_ground::outcome::Cause::name`]).
    pub cause: String,
    /// Pages that were confirmed.
    pub pages: u32,
}

/// The record of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// Its number.
    pub id: RecordId,
    /// What is known of the call.
    pub facts: NewCallRecord,
    /// What it takes on the disk, in octets.
    pub octets: u64,
    file: String,
}

/// Which records are wanted, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordQuery {
    /// Of this fax.
    pub fax: Option<FaxId>,
    /// Of calls for this job.
    pub job: Option<JobId>,
    /// Of calls that went well, or of those that did not.
    pub is_ok: Option<bool>,
    /// Of this device: `2101` or `2101@context`.
    pub device: Option<String>,
    /// These digits are in the number at the other end.
    pub number: Option<String>,
    /// They began at this time or later,
    pub since: Option<UnixMs>,
    /// and before this one.
    pub until: Option<UnixMs>,
    /// Their numbers are below this one: where a list goes on.
    pub below: Option<RecordId>,
    /// So many at most; 0: all.
    pub limit: u32,
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordRing {
    /// For so many days; 0: for ever.
    pub days: u32,
    /// So much on the disk, in octets.
    pub room: u64,
}

/// A record whose fax or call is gone is gone, though its file may still be there.
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
/// Whether the record in the row `r` is of a fax or a job that is on legal hold, or of a session
/// of a device or with a number that is.
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

/// What is gone; what is too old, by its class or by the ring; and what has no room behind all
/// that is newer. What is of a class that nobody knows grows not too old.
const SUPERFLUOUS: &str = concat!(
    "SELECT id, file FROM (
         SELECT *, sum(octets) OVER (ORDER BY id DESC) AS with_newer,
                coalesce((SELECT retention FROM faxes WHERE faxes.id = fax),
                         (SELECT retention FROM jobs WHERE jobs.id = job)) AS class
         FROM call_records
     ) AS r LEFT JOIN retention_classes ON name = class
     WHERE ((CASE WHEN name IS NULL AND class IS NOT NULL OR record_days = 0 THEN false
                 WHEN record_days IS NULL THEN ended_at < ?1
                 ELSE ended_at < ?3 - record_days * 86400000 END
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

/// How many go in one transaction, so that calls are never kept from the database for long.
const LOT: usize = 5;

impl Recordings<'_> {
    /// The records that there are.
    pub fn call_records(&self, query: &RecordQuery) -> Result<Vec<CallRecord>, SpoolError> {
        let limit = if query.limit == 0 { i64::MAX } else { i64::from(query.limit) };
        let RecordQuery { is_ok, device, number, since, until, .. } = query;
        let (fax, job) = (query.fax.map(|id| id.0), query.job.map(|id| id.0));
        let below = query.below.map(|id| id.0);
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(SELECT)?;
            let with = params![fax, job, is_ok, device, number, since, until, below, limit];
            select.query_map(with, of_row)?.collect()
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchRecord`]
    pub fn call_record(&self, id: RecordId) -> Result<CallRecord, SpoolError> {
        let found = self.spool.read(|transaction| {
            transaction.prepare_cached(ONE)?.query_row([id.0], of_row).optional()
        })?;
        found.ok_or(SpoolError::NoSuchRecord(id))
    }

    /// Its tape.
    ///
    /// # Errors
    /// It can't be read, or it is damaged.
    pub fn call_tape(&self, record: &CallRecord) -> Result<Vec<u8>, SpoolError> {
        tape::read(&self.tape_path(record)?)
    }

    /// The file that its tape lies in, packed, for whoever reads it with care
    /// ([`unpacked_tape`]).
    ///
    /// # Errors
    /// It can't be opened.
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

    /// Removes the records that are older than the ring goes back, or than their class says
    /// ([`super::RetentionClass`]), that have no room in it, and whose fax or job is gone; how
    /// many they were.
    ///
    /// # Errors
    /// A file could not be removed. Its record is not shown any more, and the next clean-up
    /// tries again.
    pub fn trim_call_records(&self, now: UnixMs, ring: RecordRing) -> Result<usize, SpoolError> {
        let before = if ring.days == 0 { i64::MIN } else { now.0 - i64::from(ring.days) * DAY_MS };
        let room = i64::try_from(ring.room).unwrap_or(i64::MAX);
        self.remove_records(SUPERFLUOUS, &[&before, &room, &now])
    }

    /// Removes those whose fax or job is gone.
    pub(super) fn remove_records_of_gone(&self) -> Result<usize, SpoolError> {
        self.remove_records(GONE, &[])
    }

    fn remove_records(&self, which: &str, with: &[&dyn ToSql]) -> Result<usize, SpoolError> {
        let found: Vec<(i64, String)> = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(which)?;
            select.query_map(with, |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })?;
        let (mut gone, mut failure) = (0, Ok(()));
        for lot in found.chunks(LOT) {
            // No hold is placed while this goes on: what is removed is on none.
            self.spool.write(|transaction| {
                let mut is_held = transaction.prepare_cached(IS_HELD)?;
                let mut delete = transaction.prepare_cached(DELETE)?;
                for (id, file) in lot {
                    if is_held.query_row([id], |row| row.get(0))? {
                        continue;
                    }
                    match self.remove_tape(file) {
                        Ok(()) => {
                            self.remove_verdict(RecordId(*id));
                            gone += delete.execute([id])?;
                        }
                        Err(error) => failure = Err(error),
                    }
                }
                Ok(())
            })?;
        }
        failure.map(|()| gone)
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
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(FILES)?;
            select.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// The folder of the tapes.
    fn calls_folder(&self) -> PathBuf {
        self.spool.folder().join(CALLS)
    }
}

/// As people read it: "fax 17".
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
