//! Where it is kept what is known of numbers: a row each. The only place that knows.

use super::learning::{CallFacts, is_bad_line};
use super::{Again, CallMemory, Destination, HeldRate, MemorySettings, Patience, Slowed, T38Fate};
use crate::column::count;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::failure::Failure;
use crate::ids::CallId;
use crate::numbers::NumberRules;
use crate::{Spool, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;

const ONE: &str = "SELECT * FROM destinations WHERE number = ?1";
const LAST: &str = "SELECT * FROM destinations ORDER BY at DESC, number LIMIT ?1";
const PUT: &str = "
    INSERT INTO destinations (
        number, since, at, calls, busy, no_answer, in_vain, sent, sent_at, failure, held_bps, held_at, ecm, t38,
        slowed_bps, slowed_at, slowed_held, patience, is_climbing, t38_broke, t38_broke_at, ecm_failed, ecm_failed_at,
        plain_at)
    VALUES (
        ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
        ?21, ?22, ?23, ?24)
    ON CONFLICT (number) DO UPDATE SET
        since = excluded.since, at = excluded.at, calls = excluded.calls, busy = excluded.busy, no_answer
        = excluded.no_answer, in_vain = excluded.in_vain, sent = excluded.sent, sent_at =
        excluded.sent_at, failure = excluded.failure, held_bps = excluded.held_bps, held_at =
        excluded.held_at, ecm = excluded.ecm, t38 = excluded.t38, slowed_bps = excluded.slowed_bps,
        slowed_at = excluded.slowed_at, slowed_held = excluded.slowed_held, patience = excluded.patience,
        is_climbing = excluded.is_climbing, t38_broke = excluded.t38_broke, t38_broke_at =
        excluded.t38_broke_at, ecm_failed = excluded.ecm_failed, ecm_failed_at = excluded.ecm_failed_at,
        plain_at = excluded.plain_at";
const CALL: &str = "SELECT line, ecm FROM job_calls WHERE id = ?1";
const FORGET: &str = "DELETE FROM destinations WHERE number = ?1";
const FORGET_BEFORE: &str = "DELETE FROM destinations WHERE at < ?1";
const FORGET_AHEAD: &str = "DELETE FROM destinations WHERE at > ?1";
const FORGET_ALL: &str = "DELETE FROM destinations";
const FORGET_BEGINNING: &str = "DELETE FROM destinations WHERE substr(number, 1, length(?1)) = ?1";

impl Spool {
    /// What is known of a number, in its one form.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn destination(&self, number: &str) -> Result<Option<Destination>, SpoolError> {
        self.read(|transaction| load(transaction, number))
    }

    /// What is known of numbers, of those that were called last: so many at most.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn destinations(&self, limit: u32) -> Result<Vec<Destination>, SpoolError> {
        self.read(|transaction| {
            transaction.prepare_cached(LAST)?.query_map([limit], of_row)?.collect()
        })
    }

    /// Forgets what is known of a number. False: nothing was.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_destination(&self, number: &str) -> Result<bool, SpoolError> {
        self.write(|transaction| Ok(transaction.prepare_cached(FORGET)?.execute([number])? > 0))
    }

    /// Forgets what is known of a number, in whichever way it was written when it was called.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_destinations_of(
        &self,
        number: &str,
        rules: &NumberRules,
    ) -> Result<(), SpoolError> {
        self.write(|transaction| {
            let mut forget = transaction.prepare_cached(FORGET)?;
            rules
                .spellings(number)
                .iter()
                .try_for_each(|way| forget.execute([way]).map(drop))
        })
    }

    /// Forgets numbers that were not called for so long that nothing holds that was learned;
    /// how many they were.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_destinations(
        &self,
        now: UnixMs,
        memory: &MemorySettings,
    ) -> Result<usize, SpoolError> {
        let reach = i64::from(memory.days) * 24 * 3_600_000;
        self.write(|transaction| {
            // A clock that was ahead is believed for no longer than another.
            let ahead = transaction.execute(FORGET_AHEAD, [now + reach])?;
            Ok(ahead + forget_before(transaction, now - reach)?)
        })
    }
}

/// Forgets numbers that were not called since then.
pub(crate) fn forget_before(
    transaction: &Transaction<'_>,
    before: UnixMs,
) -> database::Result<usize> {
    transaction.prepare_cached(FORGET_BEFORE)?.execute([before])
}

/// Forgets the numbers of which by these settings nothing is remembered.
pub(crate) fn leave_out(
    transaction: &Transaction<'_>,
    memory: &MemorySettings,
) -> database::Result<()> {
    if !memory.is_on {
        return transaction.execute(FORGET_ALL, []).map(drop);
    }
    let mut forget = transaction.prepare_cached(FORGET_BEGINNING)?;
    memory
        .without
        .iter()
        .try_for_each(|beginning| forget.execute([beginning]).map(drop))
}

/// A call to a number has ended so. What can't be remembered is the end of no try.
///
/// # Errors
/// The transaction is lost as a whole.
pub(crate) fn learn(
    transaction: &Transaction<'_>,
    number: &str,
    call: CallId,
    how: (Option<Failure>, Option<&str>),
    memory: CallMemory,
    now: UnixMs,
) -> database::Result<()> {
    transaction.execute_batch("SAVEPOINT memory")?;
    if let Err(error) = learn_of(transaction, number, call, how, memory, now) {
        log::warn!("what a call showed of its number can't be kept: {error}");
        transaction.execute_batch("ROLLBACK TO memory")?;
    }
    transaction.execute_batch("RELEASE memory")
}

fn learn_of(
    transaction: &Transaction<'_>,
    number: &str,
    call: CallId,
    (failure, cause): (Option<Failure>, Option<&str>),
    memory: CallMemory,
    now: UnixMs,
) -> database::Result<()> {
    let facts = transaction.prepare_cached(CALL)?.query_row([call.0], |row| {
        let line: Option<String> = row.get(0)?;
        Ok(CallFacts {
            failure,
            was_bad_line: is_bad_line(failure, cause),
            line: line.as_deref().and_then(SentLine::parse),
            ecm: row.get(1)?,
            t38: memory.t38,
        })
    })?;
    let known = load(transaction, number)?;
    let mut destination = known.unwrap_or_else(|| Destination::new(number, now));
    match destination.learn(&facts, now, memory.days) {
        true => put(transaction, &destination),
        false => Ok(()),
    }
}

fn load(transaction: &Transaction<'_>, number: &str) -> database::Result<Option<Destination>> {
    transaction.prepare_cached(ONE)?.query_row([number], of_row).optional()
}

pub(super) fn put(transaction: &Transaction<'_>, of: &Destination) -> database::Result<()> {
    let (held, slowed) = (of.held, of.slowed);
    let with = params![
        of.number,
        of.since,
        of.at,
        of.calls,
        of.busy,
        of.no_answer,
        of.in_vain,
        of.sent,
        of.sent_at,
        of.failure.map(Failure::name),
        held.map(|held| held.bps),
        held.map(|held| held.at),
        of.ecm,
        of.t38.name(),
        slowed.map(|slowed| slowed.bps),
        slowed.map(|slowed| slowed.at),
        slowed.map_or(0, |slowed| slowed.held),
        of.patience.calls,
        of.patience.is_climbing,
        of.t38_broke.times,
        of.t38_broke.at,
        of.ecm_failed.times,
        of.ecm_failed.at,
        of.plain_at,
    ];
    transaction.prepare_cached(PUT)?.execute(with).map(drop)
}

/// Whatever stands in the row: what makes no sense is as if it were not known, since no fax may
/// fail for what is only remembered.
fn of_row(row: &Row<'_>) -> database::Result<Destination> {
    let rate = |bps: &str, at: &str| -> database::Result<Option<(u32, UnixMs)>> {
        let bps: Option<i64> = row.get(bps)?;
        let at: Option<UnixMs> = row.get(at)?;
        Ok(bps.and_then(|bps| u32::try_from(bps).ok()).zip(at))
    };
    let flag = |column: &str| -> database::Result<Option<bool>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(|value| value != 0))
    };
    let again = |times: &str, at: &str| -> database::Result<Again> {
        Ok(Again { times: count(row, times)?, at: row.get(at)? })
    };
    let (failure, t38): (Option<String>, String) = (row.get("failure")?, row.get("t38")?);
    let slowed_held = count(row, "slowed_held")?;
    Ok(Destination {
        number: row.get("number")?,
        since: row.get("since")?,
        at: row.get("at")?,
        calls: count(row, "calls")?,
        busy: count(row, "busy")?,
        no_answer: count(row, "no_answer")?,
        in_vain: count(row, "in_vain")?,
        sent: count(row, "sent")?,
        sent_at: row.get("sent_at")?,
        failure: failure.as_deref().and_then(Failure::from_name),
        held: rate("held_bps", "held_at")?.map(|(bps, at)| HeldRate { bps, at }),
        ecm: flag("ecm")?,
        t38: T38Fate::from_name(&t38).unwrap_or_default(),
        slowed: rate("slowed_bps", "slowed_at")?.map(|(bps, at)| Slowed {
            bps,
            at,
            held: slowed_held,
        }),
        patience: Patience {
            calls: count(row, "patience")?,
            is_climbing: flag("is_climbing")?.unwrap_or_default(),
        },
        t38_broke: again("t38_broke", "t38_broke_at")?,
        ecm_failed: again("ecm_failed", "ecm_failed_at")?,
        plain_at: row.get("plain_at")?,
    })
}
