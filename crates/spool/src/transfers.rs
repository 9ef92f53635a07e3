//! What a log of transfers has of each call once it has ended: of those that were placed for
//! a job, and of those in which a fax came.
//!
//! Calls have growing numbers, and end in any order: of those that were passed while they
//! went on a list is kept, until each has ended.

use std::collections::BTreeSet;

use super::SpoolError;
use super::ids::{FaxId, JobId};
use crate::Recordings;
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::failure::Failure;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// Up to where calls of one kind were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldCalls {
    /// The last one.
    pub last: i64,
    /// Those up to there that had not ended.
    pub going: BTreeSet<i64>,
}

/// Up to where all were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldTransfers {
    /// Calls for jobs.
    pub sent: ToldCalls,
    /// Faxes that came.
    pub came: ToldCalls,
}

/// What the two sides agreed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreed {
    /// What the far machine calls itself.
    pub far_ident: Option<String>,
    /// bit/s.
    pub rate_bps: Option<u32>,
    /// Error correction.
    pub ecm: Option<bool>,
    /// The coding of pages, as `MMR`.
    pub coding: Option<String>,
    /// Rows to the inch, where it is known.
    pub rows_per_inch: Option<f64>,
}

/// A call for a job, which has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct SentCall {
    /// Its number among all calls for jobs.
    pub call: i64,
    /// The job.
    pub job: JobId,
    /// Its tag.
    pub tag: String,
    /// Who handed it in.
    pub owner: String,
    /// The device that it went from.
    pub device: DeviceName,
    /// The number, as it was written.
    pub number: String,
    /// When the call was begun.
    pub began: UnixMs,
    /// When a fax machine was heard.
    pub fax_seen: Option<UnixMs>,
    /// When it ended.
    pub ended: UnixMs,
    /// Pages of the job that were confirmed in it.
    pub pages: u32,
    /// Why the job was not sent in it.
    pub failure: Option<Failure>,
    /// What the two sides agreed on.
    pub agreed: Agreed,
}

/// A fax that came, with or without pages.
#[derive(Clone, Debug, PartialEq)]
pub struct CameCall {
    /// The fax.
    pub fax: FaxId,
    /// The device that was called.
    pub device: DeviceName,
    /// The number that was called.
    pub called: String,
    /// The number that called; empty if withheld.
    pub calling: String,
    /// Its name.
    pub caller_name: String,
    /// When the call was answered.
    pub began: UnixMs,
    /// When it ended.
    pub ended: UnixMs,
    /// Its pages.
    pub pages: u32,
    /// What went wrong; none: nothing.
    pub trouble: Option<String>,
    /// The job that fetched it, its tag and its owner.
    pub fetched: Option<(JobId, String, String)>,
    /// What the two sides agreed on.
    pub agreed: Agreed,
}

/// Calls that have ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfers {
    /// For jobs.
    pub sent: Vec<SentCall>,
    /// In which faxes came.
    pub came: Vec<CameCall>,
    /// Up to where these are all.
    pub told: ToldTransfers,
    /// There may be more.
    pub has_more: bool,
}

/// How calls of one kind are found.
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
    WHERE f.id = ?1 AND NOT EXISTS (SELECT 1 FROM taken_over WHERE taken_over.fax = f.id)";

impl Recordings<'_> {
    /// As if all calls up to now had been told.
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

    /// The calls that have ended and were not told, so many of each kind at most, in the order in
    /// which they ended. One whose job or fax was deleted since is told no more.
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
    let last = transaction.prepare_cached(kind.last)?.query_row([], |row| row.get(0))?;
    let mut going = transaction.prepare_cached(kind.going)?;
    let going = going.query_map([], |row| row.get(0))?.collect::<database::Result<_>>()?;
    Ok(ToldCalls { last, going })
}

/// The numbers of those that have ended, up to where they are all, and whether that is not the end.
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
    let mut new = transaction.prepare_cached(kind.new)?;
    let new = new.query_map(params![told.last, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let new = new.collect::<database::Result<Vec<(i64, bool)>>>()?;
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
