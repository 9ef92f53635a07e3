//! The tables of the number memory, one row for each fax number. One table has the facts that this
//! machine has learned, the other has the facts that the other nodes knew at the last exchange.
//! Only this module knows the tables.

use super::learning::{CallFacts, MOST_PATIENCE, is_bad_line, is_rate};
use super::queue::Way;
use super::{Advice, Again, CallMemory, Destination, HeldRate, MemorySettings, Patience};
use super::{Slowed, T38Fate, queue};
use crate::column::count;
use crate::database::{self, Row, Transaction, params};
use crate::failure::Failure;
use crate::ids::CallId;
use crate::numbers::NumberRules;
use crate::{Numbers, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_ground::pii::Pii;
use ferrofax_ground::sent_line::SentLine;

/// The query limits the length of texts, because other programs can write to the table.
macro_rules! known {
    ($table:literal, $rest:literal) => {
        concat!(
            "SELECT substr(number, 1, 100) AS number, since, at, calls, busy, no_answer, in_vain, sent, sent_at,
                    substr(failure, 1, 40) AS failure, held_bps, held_at, ecm, substr(t38, 1, 40) AS t38, slowed_bps,
                    slowed_at, slowed_held, patience, is_climbing, t38_broke, t38_broke_at, ecm_failed, ecm_failed_at,
                    plain_at
             FROM ",
            $table,
            " ",
            $rest
        )
    };
}
macro_rules! put {
    ($table:literal) => {
        concat!(
            "INSERT INTO ",
            $table,
            "(
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
                plain_at = excluded.plain_at"
        )
    };
}
macro_rules! forget {
    ($table:literal, $which:literal) => {
        concat!("DELETE FROM ", $table, $which)
    };
}
/// A statement of deletion for each of the two tables.
macro_rules! of_each {
    ($which:literal) => {
        [forget!("destinations", $which), forget!("known_elsewhere", $which)]
    };
}

const ONE: &str = known!("destinations", "WHERE number = ?1");
const ONE_ELSEWHERE: &str = known!("known_elsewhere", "WHERE number = ?1");
const LAST: &str = known!("destinations", "ORDER BY at DESC, number LIMIT ?1");
const PUT: &str = put!("destinations");
const PUT_ELSEWHERE: &str = put!("known_elsewhere");
const CALL: &str = "SELECT line, ecm, trunk FROM job_calls WHERE id = ?1";
const FORGET: [&str; 2] = of_each!(" WHERE number = ?1");
const FORGET_UNTIL: [&str; 2] = of_each!(" WHERE number = ?1 AND at <= ?2");
const FORGET_BEFORE: [&str; 2] = of_each!(" WHERE at < ?1");
const FORGET_AHEAD: [&str; 2] = of_each!(" WHERE at > ?1");
const FORGET_ALL: [&str; 2] = of_each!("");
const FORGET_BEGINNING: [&str; 2] = of_each!(" WHERE substr(number, 1, length(?1)) = ?1");

/// A test of a number against the beginnings that other machines exclude.
const IS_ELSEWHERE: &str = "
    SELECT EXISTS (SELECT 1 FROM left_out_elsewhere WHERE substr(?1, 1, length(beginning)) = beginning)";

impl Numbers<'_> {
    /// The facts known about a number, which is given in its canonical form.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn destination(&self, number: &str) -> Result<Option<Destination>, SpoolError> {
        self.spool.read(|transaction| load(transaction, number))
    }

    /// The advice for the next call to a number. It follows from the facts that this machine has
    /// learned, and from those that the other nodes knew when a job to the number was last taken
    /// from the shared database.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn advice_for(
        &self,
        number: &str,
        now: UnixMs,
        memory: &MemorySettings,
    ) -> Result<Vec<Advice>, SpoolError> {
        self.spool.read(|transaction| {
            if is_elsewhere(transaction, number)? {
                return Ok(Vec::new());
            }
            let elsewhere = load_elsewhere(transaction, number)?;
            let [own, elsewhere] = [load(transaction, number)?, elsewhere]
                .map(|known| known.map(|it| it.advice(now, memory)).unwrap_or_default());
            Ok(Advice::together(own, elsewhere))
        })
    }

    /// The facts that the other nodes knew about a number when a job to it was last taken from the
    /// shared database.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn known_elsewhere(&self, number: &str) -> Result<Option<Destination>, SpoolError> {
        self.spool.read(|transaction| load_elsewhere(transaction, number))
    }

    /// The facts known about the numbers that were called last, at most `limit` numbers.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn destinations(&self, limit: u32) -> Result<Vec<Destination>, SpoolError> {
        self.spool.read(|transaction| transaction.all(LAST, [limit], of_row))
    }

    /// Deletes the facts known about a number: here and, on a node, also in the shared database and
    /// on all other nodes. False: there were none. On a node the result is always true, because a
    /// node does not know whether the shared database has facts about the number.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_destination(&self, number: &str) -> Result<bool, SpoolError> {
        let now = UnixMs::now();
        self.spool.write(|transaction| forget_number(transaction, number, now))
    }

    /// Deletes the facts known about a number, in each spelling in which it may have been called.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_destinations_of(
        &self,
        number: &str,
        rules: &NumberRules,
    ) -> Result<(), SpoolError> {
        let now = UnixMs::now();
        self.spool.write(|transaction| {
            rules
                .spellings(number)
                .iter()
                .try_for_each(|way| forget_number(transaction, way, now).map(drop))
        })
    }

    /// Deletes the facts about numbers whose last call is so long ago that the facts have expired.
    /// Returns the number of deleted rows.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_destinations(
        &self,
        now: UnixMs,
        memory: &MemorySettings,
    ) -> Result<usize, SpoolError> {
        let reach = i64::from(memory.days) * 24 * 3_600_000;
        self.spool.write(|transaction| {
            // Rows from a time when the clock was ahead would otherwise be kept longer than other
            // rows.
            let [ahead, _] = each(transaction, FORGET_AHEAD, [now + reach])?;
            Ok(ahead + forget_old(transaction, now - reach)?)
        })
    }
}

/// Deletes the facts about numbers that were not called since `before`: here and, on a node, also
/// in its shared database.
pub(crate) fn forget_old(transaction: &Transaction<'_>, before: UnixMs) -> database::Result<usize> {
    queue::forget_before(transaction, before)?;
    forget_before(transaction, before)
}

/// Deletes the facts about numbers that were not called since `before`.
pub fn forget_before(transaction: &Transaction<'_>, before: UnixMs) -> database::Result<usize> {
    each(transaction, FORGET_BEFORE, [before]).map(|[known, _]| known)
}

/// Deletes the facts about a number and, on a node, queues the deletion for the other nodes. False:
/// no fact was known here, and no other node has to be informed.
fn forget_number(
    transaction: &Transaction<'_>,
    number: &str,
    now: UnixMs,
) -> database::Result<bool> {
    let known = each(transaction, FORGET, [number])?;
    Ok(queue::forget(transaction, number, now)? || known.iter().any(|rows| *rows > 0))
}

/// Deletes the facts about a number whose last call is not later than `until`.
pub fn forget_until(
    transaction: &Transaction<'_>,
    number: &str,
    until: UnixMs,
) -> database::Result<()> {
    each(transaction, FORGET_UNTIL, params![number, until]).map(drop)
}

/// Deletes the facts about all numbers with this beginning.
pub fn forget_beginning(transaction: &Transaction<'_>, beginning: &str) -> database::Result<()> {
    each(transaction, FORGET_BEGINNING, [beginning]).map(drop)
}

/// Deletes the facts about all numbers.
pub(super) fn forget_all(transaction: &Transaction<'_>) -> database::Result<()> {
    each(transaction, FORGET_ALL, []).map(drop)
}

fn each<P: database::Params + Clone>(
    transaction: &Transaction<'_>,
    statements: [&str; 2],
    with: P,
) -> database::Result<[usize; 2]> {
    let [own, elsewhere] = statements;
    let own = transaction.change(own, with.clone())?;
    Ok([own, transaction.change(elsewhere, with)?])
}

/// Deletes the facts about the numbers that these settings exclude from the number memory.
pub(crate) fn leave_out(
    transaction: &Transaction<'_>,
    memory: &MemorySettings,
) -> database::Result<()> {
    if !memory.is_on {
        return forget_all(transaction);
    }
    memory
        .without
        .iter()
        .try_for_each(|beginning| forget_beginning(transaction, beginning))
}

/// Stores the facts that an ended call has shown about its number. If the facts can't be stored,
/// the attempt still ends, because a savepoint undoes only the facts.
///
/// # Errors
/// The whole transaction has failed.
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
        log::warn!("the facts that a call showed about its number can't be stored: {error}");
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
    if is_elsewhere(transaction, number)? {
        return Ok(());
    }
    let (facts, way) = transaction.one(CALL, [call.0], |row| {
        let (line, trunk): (Option<String>, Option<String>) = (row.get(0)?, row.get(2)?);
        let facts = CallFacts {
            failure,
            was_bad_line: is_bad_line(failure, cause),
            line: line.as_deref().and_then(SentLine::parse),
            ecm: row.get(1)?,
            t38: memory.t38,
        };
        Ok((facts, Way { line, trunk: trunk.unwrap_or_default(), days: memory.days }))
    })?;
    let known = load(transaction, number)?;
    let mut destination = known.unwrap_or_else(|| Destination::new(number, now));
    if destination.learn(&facts, now, memory.days) {
        put(transaction, &destination)?;
        queue::call(transaction, number, (&facts, &way), now)
    } else {
        Ok(())
    }
}

/// Reads the facts that this machine has learned about a fax number.
pub fn load(transaction: &Transaction<'_>, number: &str) -> database::Result<Option<Destination>> {
    transaction.first(ONE, [number], of_row)
}

fn load_elsewhere(
    transaction: &Transaction<'_>,
    number: &str,
) -> database::Result<Option<Destination>> {
    transaction.first(ONE_ELSEWHERE, [number], of_row)
}

/// Stores the facts about a number.
pub fn put(transaction: &Transaction<'_>, of: &Destination) -> database::Result<()> {
    put_by(transaction, PUT, of)
}

/// Stores the facts about a number that the other machines know.
pub fn put_elsewhere(transaction: &Transaction<'_>, of: &Destination) -> database::Result<()> {
    put_by(transaction, PUT_ELSEWHERE, of)
}

fn put_by(transaction: &Transaction<'_>, sql: &str, of: &Destination) -> database::Result<()> {
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
    transaction.run(sql, with)
}

/// Reads a row and accepts any values. A value that makes no sense counts as unknown, because no
/// fax may fail because of the number memory.
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
    let slowed = rate("slowed_bps", "slowed_at")?;
    let number: String = row.get("number")?;
    // A newer version of Ferrofax may have written words that this version does not know.
    for (column, is_odd) in [
        ("failure", failure.as_deref().is_some_and(|word| Failure::from_name(word).is_none())),
        ("t38", T38Fate::from_name(&t38).is_none()),
        ("slowed_bps", slowed.is_some_and(|(bps, _)| !is_rate(bps))),
    ] {
        if is_odd {
            let number = Pii(&number);
            log::warn!(
                "the facts known about number {number}: {column} makes no sense, and is passed over"
            );
        }
    }
    Ok(Destination {
        number,
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
        slowed: slowed.filter(|(bps, _)| is_rate(*bps)).map(|(bps, at)| Slowed {
            bps,
            at,
            held: slowed_held,
        }),
        patience: Patience {
            calls: count(row, "patience")?.clamp(1, MOST_PATIENCE),
            is_climbing: flag("is_climbing")?.unwrap_or_default(),
        },
        t38_broke: again("t38_broke", "t38_broke_at")?,
        ecm_failed: again("ecm_failed", "ecm_failed_at")?,
        plain_at: row.get("plain_at")?,
    })
}

/// Whether another machine of the shared database excludes the number from the number memory.
pub fn is_elsewhere(transaction: &Transaction<'_>, number: &str) -> database::Result<bool> {
    transaction.one(IS_ELSEWHERE, [number], |row| row.get(0))
}
