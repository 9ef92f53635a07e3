//! The number memory in the shared database. Nodes report the facts that they learn from calls to
//! numbers. The shared database keeps one row for each number, by the rules of a single machine
//! ([`super::learning`]), in the order of the shared database's clock.
//!
//! Only facts about the number itself are shared, and facts about a line are not. How often a
//! number was called, how often it was busy, and how often and when it received a fax are facts
//! about the number.
//!
//! A rate that did not hold, T.38 that broke, and error correction that failed may also be the
//! fault of the trunk of the node that called. They count as facts about the number only under one
//! condition: a short time ago, the same trunk of the same node carried the same rate, T.38 or
//! error correction to another number (`proven_lines`). Otherwise these facts remain with the node
//! that observed them, which stores them in its own row. A success needs no such proof.

use super::exchange::shifted;
use super::left_out;
use crate::{Cluster, Clustered};
use ferrofax_basics::UnixMs;
use ferrofax_ground::pii::Pii;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::destinations::learning::CallFacts;
use ferrofax_spool::inside::destinations::queue::{Learned, Way, What};
use ferrofax_spool::inside::destinations::table::{forget_before, forget_until, load, put};
use ferrofax_spool::inside::{Inside, Learns};
use ferrofax_spool::{Destination, SpoolError, T38Fate};

const DAY_MS: i64 = 24 * 3_600_000;

/// The number of days for which the shared database keeps the list of forgotten numbers. A node
/// that was away for less than that learns which numbers it has to forget.
const FORGOTTEN_DAYS: i64 = 60;

/// The greatest length of a number, in bytes. Calls to a longer number are ignored.
const LONGEST_NUMBER: usize = 64;

/// For each thing that a trunk has carried, this many numbers to which it was carried are kept. At
/// least one of the two is not the number in question.
const SLOTS: i64 = 2;

const UPTO: &str = "SELECT upto FROM learned_upto WHERE token = ?1";
const SET_UPTO: &str = "
    INSERT INTO learned_upto (token, upto) VALUES (?1, ?2)
    ON CONFLICT (token) DO UPDATE SET upto = excluded.upto";
const IS_FORGOTTEN: &str =
    "SELECT EXISTS (SELECT 1 FROM forgotten_numbers WHERE number = ?1 AND at >= ?2)";
const NOTE_FORGOTTEN: &str = "INSERT INTO forgotten_numbers (number, at) VALUES (?1, ?2)";
const DROP_FORGOTTEN: &str = "DELETE FROM forgotten_numbers WHERE at < ?1";
const DROP_PROOFS: &str = "DELETE FROM proven_lines WHERE number = ?1";
const PROVEN: &str = "
    SELECT EXISTS (SELECT 1 FROM proven_lines WHERE token = ?1 AND trunk = ?2 AND what = ?3 AND bps >= ?4
                   AND number <> ?5 AND at > ?6)";
const PROOFS: &str = "
    SELECT slot, number FROM proven_lines WHERE token = ?1 AND trunk = ?2 AND what = ?3 AND bps = ?4 ORDER BY at, slot";
const PROVE: &str = "
    INSERT INTO proven_lines (token, trunk, what, bps, slot, number, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (token, trunk, what, bps, slot) DO UPDATE SET number = excluded.number, at = excluded.at";

/// A call that a node has reported, with its time by the clock of the shared database.
struct Told<'t> {
    token: &'t str,
    number: &'t str,
    way: &'t Way,
    at: UnixMs,
}

impl Cluster<'_> {
    /// Stores the facts that a node has learned, each once and in their order. The clock of the
    /// node is `behind_ms` behind that of the shared database.
    ///
    /// Each fact has an ID, by which the shared database knows the facts that it has stored before.
    /// The spool of a node that was restored from a backup gives the same IDs to other facts. These
    /// facts are ignored until the IDs are new again.
    pub(super) fn believe_learned(
        &self,
        token: &str,
        learned: &[Learned],
        behind_ms: i64,
    ) -> Result<(), SpoolError> {
        let Some(last) = learned.last() else { return Ok(()) };
        let now = self.spool.shared_queue().now_of_store()?;
        self.spool.write(|transaction| {
            let upto: i64 = transaction.first(UPTO, [token], |row| row.get(0))?.unwrap_or(0);
            for one in learned.iter().filter(|one| one.id > upto) {
                let at = shifted(one.at, behind_ms).min(now);
                transaction.execute_batch("SAVEPOINT memory")?;
                if let Err(error) = believe(transaction, token, one, (at, now)) {
                    let number = Pii(&one.number);
                    log::warn!("the facts learned about number {number} can't be shared: {error}");
                    transaction.execute_batch("ROLLBACK TO memory")?;
                }
                transaction.execute_batch("RELEASE memory")?;
            }
            let row = params![token, last.id.max(upto)];
            transaction.run(SET_UPTO, row)
        })
    }
}

fn believe(
    transaction: &Transaction<'_>,
    token: &str,
    one: &Learned,
    (at, now): (UnixMs, UnixMs),
) -> database::Result<()> {
    let number = one.number.as_str();
    match &one.what {
        What::Call(facts, way) if number.len() <= LONGEST_NUMBER => {
            believe_call(transaction, facts, &Told { token, number, way, at })
        }
        What::Call(..) => Ok(()),
        What::Forgotten => {
            forget_until(transaction, number, at)?;
            transaction.run(DROP_PROOFS, [number])?;
            transaction.run(NOTE_FORGOTTEN, params![number, at])?;
            let old = now - FORGOTTEN_DAYS * DAY_MS;
            transaction.run(DROP_FORGOTTEN, [old])
        }
        What::ForgottenBefore => forget_before(transaction, at).map(drop),
    }
}

fn believe_call(
    transaction: &Transaction<'_>,
    facts: &CallFacts,
    told: &Told<'_>,
) -> database::Result<()> {
    let Told { number, at, .. } = *told;
    if left_out::is_anywhere(transaction, number)?
        || transaction.one(IS_FORGOTTEN, params![number, at], |row| row.get(0))?
    {
        return Ok(());
    }
    let own = told.of_number(transaction, facts)?;
    let mut known = known(transaction, number)?.unwrap_or_else(|| Destination::new(number, at));
    // A node that was away may report calls that are older than the last known call.
    if known.at > at {
        known.learn_late(&own, at);
        put(transaction, &known)?;
    } else if known.learn(&own, at, told.days()) {
        put(transaction, &known)?;
    }
    told.prove(transaction, facts)
}

/// Returns the facts about a number. A row that cannot be read is ignored.
pub(super) fn known(
    transaction: &Transaction<'_>,
    number: &str,
) -> database::Result<Option<Destination>> {
    load(transaction, number).or_else(|error| {
        if error.is_unreadable() {
            let number = Pii(number);
            log::warn!(
                "the shared facts about number {number} can't be read, and are passed over: {error}"
            );
            Ok(None)
        } else {
            Err(error)
        }
    })
}

impl Told<'_> {
    fn days(&self) -> u32 {
        self.way.days.clamp(1, 3650)
    }

    /// Returns the facts about a call that are facts about the number, without those that may be
    /// the fault of the trunk.
    fn of_number(
        &self,
        transaction: &Transaction<'_>,
        facts: &CallFacts,
    ) -> database::Result<CallFacts> {
        let mut own = *facts;
        if facts.t38 == T38Fate::Broke && !self.is_proven(transaction, "t38", 0)? {
            // The fate of T.38 is now unknown. So the line and the error correction are removed as
            // well: otherwise they would count as facts about a call by audio.
            (own.t38, own.line, own.ecm) = (T38Fate::Unknown, None, None);
            return Ok(own);
        }
        if let Some(line) = facts.line
            && (line.slowest_bps < line.first_bps || facts.was_bad_line)
            && !self.is_proven(transaction, "rate", line.first_bps)?
        {
            own.line = None;
        }
        if facts.ecm == Some(true)
            && facts.failure == Some(Failure::LineTooBad)
            && !self.is_proven(transaction, "ecm", 0)?
        {
            own.ecm = None;
        }
        Ok(own)
    }

    /// Returns whether the trunk has carried this to another number.
    fn is_proven(
        &self,
        transaction: &Transaction<'_>,
        what: &str,
        bps: u32,
    ) -> database::Result<bool> {
        let since = self.at - i64::from(self.days()) * DAY_MS;
        let row = params![self.token, self.way.trunk, what, bps, self.number, since];
        transaction.one(PROVEN, row, |row| row.get(0))
    }

    /// Notes what the trunk has carried successfully.
    fn prove(&self, transaction: &Transaction<'_>, facts: &CallFacts) -> database::Result<()> {
        if facts.failure.is_some() {
            return Ok(());
        }
        if facts.t38 == T38Fate::Used {
            return self.note(transaction, "t38", 0);
        }
        if let Some(line) = facts.line
            && line.slowest_bps >= line.first_bps
        {
            self.note(transaction, "rate", line.first_bps)?;
        }
        if facts.ecm == Some(true) {
            self.note(transaction, "ecm", 0)?;
        }
        Ok(())
    }

    fn note(&self, transaction: &Transaction<'_>, what: &str, bps: u32) -> database::Result<()> {
        let (token, trunk) = (self.token, &self.way.trunk);
        let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let known: Vec<(i64, String)> =
            transaction.all(PROOFS, params![token, trunk, what, bps], of_row)?;
        let free = (0..SLOTS).find(|slot| known.iter().all(|(taken, _)| taken != slot));
        let of_this = known.iter().find(|(_, number)| number == self.number);
        // The oldest row is the first.
        let slot = of_this
            .map(|(slot, _)| *slot)
            .or(free)
            .or_else(|| known.first().map(|(slot, _)| *slot));
        let row = params![token, trunk, what, bps, slot.unwrap_or(0), self.number, self.at];
        transaction.run(PROVE, row)
    }
}
