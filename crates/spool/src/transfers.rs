//! Reads the ended calls for a log of transfers: calls that were placed for a job, and calls in
//! which a fax was received.
//!
//! A call appears in the log once it has ended. Calls have growing numbers and end in any order.
//! Therefore the position of the log is the last number that was read, and a list of earlier calls
//! that had not ended yet. A call is removed from the list when it has ended.

use std::collections::BTreeSet;

use super::SpoolError;
use super::ids::{FaxId, JobId};
use crate::Recordings;
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::failure::Failure;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// The calls of one kind (sent or received) that the log of fax calls already contains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldCalls {
    /// The number of the last call that was read.
    pub last: i64,
    /// The numbers of the calls up to `last` that had not ended, and are therefore not in the log
    /// yet.
    pub going: BTreeSet<i64>,
}

/// The sent and received calls that the log of fax calls already contains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldTransfers {
    /// The calls for jobs.
    pub sent: ToldCalls,
    /// The calls in which faxes were received.
    pub came: ToldCalls,
}

/// The parameters of a call that the two fax machines agreed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreed {
    /// The identification that the remote fax machine sends.
    pub far_ident: Option<String>,
    /// The rate, in bit/s.
    pub rate_bps: Option<u32>,
    /// Whether error correction was used.
    pub ecm: Option<bool>,
    /// The coding of pages, for example `MMR`.
    pub coding: Option<String>,
    /// Rows per inch, if known.
    pub rows_per_inch: Option<f64>,
}

/// A call that was placed for a job and has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct SentCall {
    /// The number of the call among all calls for jobs.
    pub call: i64,
    /// The job.
    pub job: JobId,
    /// The tag of the job.
    pub tag: String,
    /// The owner of the job.
    pub owner: String,
    /// The device from which the job is sent.
    pub device: DeviceName,
    /// The number of the recipient, as the sender wrote it.
    pub number: String,
    /// When the call began.
    pub began: UnixMs,
    /// When a fax machine was detected.
    pub fax_seen: Option<UnixMs>,
    /// When the call ended.
    pub ended: UnixMs,
    /// The number of the job's pages that were confirmed in this call.
    pub pages: u32,
    /// The reason why the job was not sent in this call; none if it was.
    pub failure: Option<Failure>,
    /// The parameters that the two fax machines agreed on.
    pub agreed: Agreed,
}

/// An ended call in which a fax was received, with or without pages.
#[derive(Clone, Debug, PartialEq)]
pub struct CameCall {
    /// The number of the received fax.
    pub fax: FaxId,
    /// The device that was called.
    pub device: DeviceName,
    /// The number that was called.
    pub called: String,
    /// The number that called; empty if withheld.
    pub calling: String,
    /// The caller's name.
    pub caller_name: String,
    /// When the call was answered.
    pub began: UnixMs,
    /// When the call ended.
    pub ended: UnixMs,
    /// The number of pages that were received.
    pub pages: u32,
    /// The failure, as a sentence; none if the fax was received whole.
    pub trouble: Option<String>,
    /// The job that fetched this fax by polling, with its tag and its owner.
    pub fetched: Option<(JobId, String, String)>,
    /// The parameters that the two fax machines agreed on.
    pub agreed: Agreed,
}

/// The calls that have ended since a position.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfers {
    /// The calls for jobs.
    pub sent: Vec<SentCall>,
    /// The calls in which faxes were received.
    pub came: Vec<CameCall>,
    /// The position after these calls, from which the next read begins.
    pub told: ToldTransfers,
    /// Whether there may be more calls after this position.
    pub has_more: bool,
}

/// The SQL statements that find the calls of one kind.
struct Kind {
    last: &'static str,
    going: &'static str,
    new: &'static str,
    ended: &'static str,
}

const SENT: Kind = Kind {
    last: "SELECT coalesce(max(id), 0) FROM job_calls",
    going: "SELECT id FROM job_calls WHERE ended_at IS NULL ORDER BY id",
    new: "SELECT id, ended_at IS NOT NULL FROM job_calls WHERE id > ?1 ORDER BY id LIMIT ?2",
    ended: "SELECT ended_at IS NOT NULL FROM job_calls WHERE id = ?1",
};
const CAME: Kind = Kind {
    last: "SELECT coalesce(max(id), 0) FROM faxes",
    going: "SELECT id FROM faxes INDEXED BY faxes_receiving WHERE status = 'receiving' ORDER BY id",
    new: "SELECT id, ended_at IS NOT NULL FROM faxes WHERE id > ?1 ORDER BY id LIMIT ?2",
    ended: "SELECT ended_at IS NOT NULL FROM faxes WHERE id = ?1",
};
const SENT_CALL: &str = "
    SELECT c.id, c.job, j.tag, j.owner, j.device, j.number, c.leased_at, c.fax_seen_at, c.ended_at, c.failure,
        c.far_ident, c.rate_bps, c.ecm, c.coding, NULL AS y_dpi,
        (SELECT count(*) FROM job_pages AS p
         WHERE p.job = c.job AND p.confirmed_at >= c.leased_at AND p.confirmed_at <= c.ended_at) AS pages
    FROM job_calls AS c JOIN jobs AS j ON j.id = c.job WHERE c.id = ?1";
const CAME_CALL: &str = "
    SELECT f.id, f.device, f.called, f.calling, f.caller_name, f.started_at, f.ended_at,
        iif(f.status = 'received', NULL, f.outcome_text) AS trouble, f.far_ident, f.rate_bps, f.ecm, f.coding, f.y_dpi,
        (SELECT count(*) FROM pages AS p WHERE p.fax = f.id) AS pages, j.id AS job, j.tag, j.owner
    FROM faxes AS f LEFT JOIN jobs AS j ON j.id = f.fetched_by
    WHERE f.id = ?1 AND NOT EXISTS (SELECT 1 FROM taken_over WHERE taken_over.fax = f.id)
      AND NOT EXISTS (SELECT 1 FROM fax_parts WHERE fax_parts.fax = f.id)";

impl Recordings<'_> {
    /// The position after all calls up to now. A log that begins here has none of the calls that
    /// have ended already.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn transfers_begin(&self) -> Result<ToldTransfers, SpoolError> {
        self.spool.read(|transaction| {
            Ok(ToldTransfers {
                sent: all_told(transaction, &SENT)?,
                came: all_told(transaction, &CAME)?,
            })
        })
    }

    /// The calls that have ended and are after this position, in the order in which they ended.
    ///
    /// Of each kind, at most `most` new call numbers are read. A call whose job or fax was deleted
    /// in the meantime is left out, and so is a fax that was imported from another fax server or that
    /// is a part of another fax.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn transfers_since(
        &self,
        told: &ToldTransfers,
        most: u32,
    ) -> Result<Transfers, SpoolError> {
        self.spool.read(|transaction| {
            let (sent, sent_told, more_sent) = ended(transaction, &SENT, &told.sent, most)?;
            let (came, came_told, more_came) = ended(transaction, &CAME, &told.came, most)?;
            let mut sent = each(transaction, SENT_CALL, &sent, sent_of_row)?;
            let mut came = each(transaction, CAME_CALL, &came, came_of_row)?;
            sent.sort_by_key(|call| (call.ended, call.call));
            came.sort_by_key(|call| (call.ended, call.fax));
            let told = ToldTransfers { sent: sent_told, came: came_told };
            Ok(Transfers { sent, came, told, has_more: more_sent || more_came })
        })
    }
}

fn all_told(transaction: &Transaction<'_>, kind: &Kind) -> database::Result<ToldCalls> {
    let last = transaction.one(kind.last, [], |row| row.get(0))?;
    let going = transaction.all(kind.going, [], |row| row.get(0))?;
    Ok(ToldCalls { last, going })
}

/// The numbers of the calls that have ended after a position, the position after these calls, and
/// whether there may be more.
fn ended(
    transaction: &Transaction<'_>,
    kind: &Kind,
    told: &ToldCalls,
    most: u32,
) -> database::Result<(Vec<i64>, ToldCalls, bool)> {
    let (mut ended, mut told) = (Vec::new(), told.clone());
    let mut has_ended = transaction.prepare_cached(kind.ended)?;
    for call in std::mem::take(&mut told.going) {
        match has_ended.query_row([call], |row| row.get(0)).optional()? {
            Some(true) => ended.push(call),
            Some(false) => drop(told.going.insert(call)),
            None => {}
        }
    }
    let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let new: Vec<(i64, bool)> = transaction.all(kind.new, params![told.last, most], of_row)?;
    let is_full = new.len() as u64 == u64::from(most);
    for (call, has_ended) in new {
        told.last = call;
        if has_ended {
            ended.push(call);
        } else {
            told.going.insert(call);
        }
    }
    Ok((ended, told, is_full))
}

fn each<T>(
    transaction: &Transaction<'_>,
    sql: &str,
    ids: &[i64],
    of_row: impl Fn(&Row<'_>) -> database::Result<T>,
) -> database::Result<Vec<T>> {
    let mut select = transaction.prepare_cached(sql)?;
    let found = ids.iter().map(|id| select.query_row([id], &of_row).optional());
    Ok(found.collect::<database::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn sent_of_row(row: &Row<'_>) -> database::Result<SentCall> {
    let failure: Option<String> = row.get("failure")?;
    Ok(SentCall {
        call: row.get("id")?,
        job: JobId(row.get("job")?),
        tag: row.get("tag")?,
        owner: row.get("owner")?,
        device: row.get("device")?,
        number: row.get("number")?,
        began: row.get("leased_at")?,
        fax_seen: row.get("fax_seen_at")?,
        ended: row.get("ended_at")?,
        pages: row.get("pages")?,
        failure: match failure {
            Some(_) => Some(word(row, "failure", Failure::from_name)?),
            None => None,
        },
        agreed: agreed(row)?,
    })
}

fn came_of_row(row: &Row<'_>) -> database::Result<CameCall> {
    let job: Option<i64> = row.get("job")?;
    Ok(CameCall {
        fax: FaxId(row.get("id")?),
        device: row.get("device")?,
        called: row.get("called")?,
        calling: row.get("calling")?,
        caller_name: row.get("caller_name")?,
        began: row.get("started_at")?,
        ended: row.get("ended_at")?,
        pages: row.get("pages")?,
        trouble: row.get("trouble")?,
        fetched: match job {
            Some(job) => Some((JobId(job), row.get("tag")?, row.get("owner")?)),
            None => None,
        },
        agreed: agreed(row)?,
    })
}

fn agreed(row: &Row<'_>) -> database::Result<Agreed> {
    Ok(Agreed {
        far_ident: row.get("far_ident")?,
        rate_bps: row.get("rate_bps")?,
        ecm: row.get("ecm")?,
        coding: row.get("coding")?,
        rows_per_inch: row.get("y_dpi")?,
    })
}
