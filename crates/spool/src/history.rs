//! Figures of the faxes that were received and sent in the last days, for charts.

use std::collections::BTreeMap;

use super::SpoolError;
use crate::Monitoring;
use crate::database::{self, Transaction};
use crate::failure::Failure;
use ferrofax_basics::UnixMs;

/// The statistics of faxes over some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The figures of each day, the oldest first.
    pub days: Vec<Day>,
    /// The numbers of jobs that were sent and that were not sent, by the transport of the last
    /// call: `audio` or `t38`; empty if no fax machine answered.
    pub ways: Vec<Share>,
    /// The numbers of ended jobs by the fax number of the remote fax machine; the fax numbers with
    /// the most jobs first.
    pub machines: Vec<Share>,
    /// The numbers of received faxes and placed calls by their trunks, if the trunk is known.
    pub trunks: Vec<Share>,
    /// The reasons why jobs were not sent, with their numbers of jobs; the most frequent first.
    pub not_sent: Vec<(String, u32)>,
    /// The reasons why faxes were not received whole, with their numbers of faxes; the most
    /// frequent first.
    pub not_received: Vec<(String, u32)>,
}

/// The figures of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// The time at which the day began.
    pub began: UnixMs,
    /// Faxes that were received whole.
    pub received: u32,
    /// Faxes that were received in part or not at all.
    pub not_received: u32,
    /// Jobs that were sent.
    pub sent: u32,
    /// Jobs that were not sent. A job that somebody cancelled did not fail and is not counted.
    pub not_sent: u32,
    /// The duration of the calls that received faxes, in ms.
    pub receiving_ms: i64,
    /// The duration of the calls that sent faxes, from the first signal of the remote fax machine,
    /// in ms.
    pub sending_ms: i64,
}

/// The numbers of faxes or calls with one transport, fax number or trunk that succeeded and that
/// failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The transport, the fax number or the trunk.
    pub of: String,
    /// The number of those that succeeded.
    pub well: u32,
    /// The number of those that failed.
    pub badly: u32,
}

/// The greatest number of remote fax machines, trunks and reasons in the figures; the most frequent
/// ones are kept.
const MOST: usize = 15;

const FAXES: &str = "
    SELECT started_at, ended_at, status, outcome_cause, trunk FROM faxes INDEXED BY faxes_started
    WHERE started_at >= ?1 AND ended_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM fax_parts AS part WHERE part.fax = faxes.id)";
const JOBS: &str = "
    SELECT ended_at, state, canonical, failure,
        (SELECT mode FROM job_calls WHERE job_calls.job = jobs.id ORDER BY id DESC LIMIT 1),
        (SELECT sum(ended_at - fax_seen_at) FROM job_calls WHERE job_calls.job = jobs.id AND fax_seen_at IS NOT NULL)
    FROM jobs INDEXED BY jobs_ended WHERE ended_at IS NOT NULL AND ended_at >= ?1
      AND role <> 'try'";
/// A job that is sent in the call of another job (`joined`) is not a call of its own.
const CALLS: &str = "
    SELECT trunk, failure IS NULL FROM job_calls INDEXED BY job_calls_by_trunk
    WHERE trunk IS NOT NULL AND joined IS NULL AND ended_at >= ?1";

impl Monitoring<'_> {
    /// The figures of the faxes of these days. Each day is given by the time of its beginning, in
    /// ascending order.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn history(&self, days: &[UnixMs]) -> Result<History, SpoolError> {
        let Some(first) = days.first().copied() else { return Ok(History::default()) };
        self.spool.read(|transaction| {
            let mut sums = Sums::of(days);
            sums.add_faxes(transaction, first)?;
            sums.add_jobs(transaction, first)?;
            sums.add_calls(transaction, first)?;
            Ok(sums.history())
        })
    }
}

/// The figures that were counted so far.
#[derive(Default)]
struct Sums {
    days: Vec<Day>,
    ways: BTreeMap<String, Share>,
    machines: BTreeMap<String, Share>,
    trunks: BTreeMap<String, Share>,
    not_sent: BTreeMap<String, u32>,
    not_received: BTreeMap<String, u32>,
}

impl Sums {
    fn of(days: &[UnixMs]) -> Self {
        let days = days.iter().map(|began| Day { began: *began, ..Day::default() }).collect();
        Self { days, ..Self::default() }
    }

    /// The day that contains this time.
    fn day(&mut self, at: UnixMs) -> Option<&mut Day> {
        let behind = self.days.partition_point(|day| day.began <= at);
        self.days.get_mut(behind.checked_sub(1)?)
    }

    fn add_faxes(&mut self, transaction: &Transaction<'_>, since: UnixMs) -> database::Result<()> {
        let mut select = transaction.prepare_cached(FAXES)?;
        let mut rows = select.query([since])?;
        while let Some(row) = &rows.next()? {
            let (at, ended): (UnixMs, UnixMs) = (row.get(0)?, row.get(1)?);
            let status: String = row.get(2)?;
            let is_whole = status == "received";
            if let Some(day) = self.day(at) {
                day.received += u32::from(is_whole);
                day.not_received += u32::from(!is_whole);
                day.receiving_ms += (ended.0 - at.0).max(0);
            }
            if let Some(trunk) = row.get(4)? {
                count(&mut self.trunks, trunk, is_whole);
            }
            if !is_whole {
                let cause: Option<String> = row.get(3)?;
                *self.not_received.entry(cause.unwrap_or_default()).or_default() += 1;
            }
        }
        Ok(())
    }

    fn add_jobs(&mut self, transaction: &Transaction<'_>, since: UnixMs) -> database::Result<()> {
        let mut select = transaction.prepare_cached(JOBS)?;
        let mut rows = select.query([since])?;
        while let Some(row) = &rows.next()? {
            let (at, state): (UnixMs, String) = (row.get(0)?, row.get(1)?);
            let is_sent = state == "done";
            let (number, failure): (String, Option<String>) = (row.get(2)?, row.get(3)?);
            let (way, ms): (Option<String>, Option<i64>) = (row.get(4)?, row.get(5)?);
            let is_cancelled = !is_sent && failure.as_deref() == Some(Failure::Cancelled.name());
            if let Some(day) = self.day(at) {
                day.sent += u32::from(is_sent);
                day.not_sent += u32::from(!is_sent && !is_cancelled);
                day.sending_ms += ms.unwrap_or(0).max(0);
            }
            if is_cancelled {
                continue;
            }
            if !is_sent {
                *self.not_sent.entry(failure.unwrap_or_default()).or_default() += 1;
            }
            count(&mut self.ways, way.unwrap_or_default(), is_sent);
            if !number.is_empty() {
                count(&mut self.machines, number, is_sent);
            }
        }
        Ok(())
    }

    fn add_calls(&mut self, transaction: &Transaction<'_>, since: UnixMs) -> database::Result<()> {
        let mut select = transaction.prepare_cached(CALLS)?;
        let mut rows = select.query([since])?;
        while let Some(row) = &rows.next()? {
            count(&mut self.trunks, row.get(0)?, row.get(1)?);
        }
        Ok(())
    }

    fn history(self) -> History {
        History {
            days: self.days,
            ways: largest(self.ways),
            machines: largest(self.machines),
            trunks: largest(self.trunks),
            not_sent: most(self.not_sent),
            not_received: most(self.not_received),
        }
    }
}

fn count(shares: &mut BTreeMap<String, Share>, of: String, is_well: bool) {
    let share = shares.entry(of.clone()).or_insert_with(|| Share { of, ..Share::default() });
    share.well += u32::from(is_well);
    share.badly += u32::from(!is_well);
}

fn largest(shares: BTreeMap<String, Share>) -> Vec<Share> {
    let mut shares: Vec<Share> = shares.into_values().collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.well + share.badly));
    shares.truncate(MOST);
    shares
}

fn most(reasons: BTreeMap<String, u32>) -> Vec<(String, u32)> {
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons.truncate(MOST);
    reasons
}
