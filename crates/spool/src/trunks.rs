//! Memory of trunks: whether V.34 calls succeed on a trunk.
//!
//! On a trunk on which V.34 fails, each call loses 10 to 20 s until V.34 is given up. V.34 is
//! therefore not used on a trunk on which it failed in [`THRICE`] successive calls. Incoming and
//! outgoing calls are counted separately. A day later V.34 is tried again. If it fails, another day
//! without V.34 follows; if it carries a fax, V.34 is used again as before. Only calls in which
//! both machines have V.34 are counted, whether the fax succeeded or not.

use super::column::count;
use super::value::words;
use super::{MemorySettings, SpoolError};
use crate::Numbers;
use crate::database::{self, Row, Transaction, params};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use std::fmt;

words! {
    /// The direction of calls on a trunk.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TrunkWay {
        /// Incoming calls.
        In = "in",
        /// Outgoing calls.
        Out = "out",
    }
}

/// The facts known about a trunk in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTrunk {
    /// The trunk, for example `PJSIP/provider`.
    pub trunk: String,
    /// The direction.
    pub way: TrunkWay,
    /// The time of the first counted call.
    pub since: UnixMs,
    /// The time of the last counted call.
    pub at: UnixMs,
    /// The number of calls in which both machines had V.34.
    pub tries: u32,
    /// The number of these calls in which V.34 failed.
    pub failed: u32,
    /// The number of successive failures of V.34 up to the last call.
    pub in_row: u32,
    /// The time of the last failure of V.34.
    pub failed_at: Option<UnixMs>,
    /// The time at which V.34 last carried a fax.
    pub worked_at: Option<UnixMs>,
}

/// A period in which V.34 is not used on a trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutV34 {
    /// The time at which V.34 is tried again.
    pub until: UnixMs,
    /// The number of successive calls in which V.34 failed.
    pub failures: u32,
}

/// Formats the period as a sentence, for lists and the log.
impl fmt::Display for WithoutV34 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = formatted(self.until, "%Y-%m-%d %H:%M").unwrap_or_else(|| "-".to_owned());
        let Self { failures, .. } = self;
        write!(f, "Without V.34 until {until}: it failed in the last {failures} calls.")
    }
}

impl KnownTrunk {
    fn new(trunk: &str, way: TrunkWay, now: UnixMs) -> Self {
        Self {
            trunk: trunk.to_owned(),
            way,
            since: now,
            at: now,
            tries: 0,
            failed: 0,
            in_row: 0,
            failed_at: None,
            worked_at: None,
        }
    }

    /// The period without V.34, if the next call must not use V.34; else none.
    pub fn without_v34(&self, now: UnixMs, memory: &MemorySettings) -> Option<WithoutV34> {
        let failed_at = self.failed_at.filter(|_| memory.is_on && self.in_row >= THRICE)?;
        // A failure in the future was stored when the clock was ahead, and does not count.
        let is_fresh = (0..DAY_MS).contains(&now.ms_since(failed_at));
        is_fresh.then(|| WithoutV34 { until: failed_at + DAY_MS, failures: self.in_row })
    }

    fn learn(&mut self, worked: bool, now: UnixMs) {
        self.at = now;
        self.tries = self.tries.saturating_add(1);
        if worked {
            (self.in_row, self.worked_at) = (0, Some(now));
        } else {
            (self.failed, self.failed_at) = (self.failed.saturating_add(1), Some(now));
            self.in_row = self.in_row.saturating_add(1);
        }
    }
}

impl Numbers<'_> {
    /// The facts known about trunks, at most `limit`; the trunks with the latest calls first.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn known_trunks(&self, limit: u32) -> Result<Vec<KnownTrunk>, SpoolError> {
        self.spool.read(|transaction| transaction.all(LAST, [limit], of_row))
    }

    /// The facts known about a trunk in one direction.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn known_trunk(
        &self,
        trunk: &str,
        way: TrunkWay,
    ) -> Result<Option<KnownTrunk>, SpoolError> {
        self.spool.read(|transaction| load(transaction, trunk, way))
    }

    /// Stores whether an ended call on this trunk, in which both machines had V.34, carried a fax
    /// by V.34. With `number_memory = no` nothing is stored.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn trunk_had_v34(
        &self,
        trunk: &str,
        way: TrunkWay,
        worked: bool,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        if !self.spool.devices().sending()?.memory.is_on {
            return Ok(());
        }
        self.spool.write(|transaction| {
            let known = load(transaction, trunk, way)?;
            let mut known = known.unwrap_or_else(|| KnownTrunk::new(trunk, way, now));
            known.learn(worked, now);
            put(transaction, &known)
        })
    }

    /// Deletes the facts known about a trunk in both directions. False: there were none.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_trunk(&self, trunk: &str) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| Ok(transaction.change(FORGET, [trunk])? > 0))
    }

    /// Deletes the facts about each trunk and direction whose last counted call is more than
    /// `memory.days` days ago. Counted are calls in which both machines had V.34.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_trunks(&self, now: UnixMs, memory: &MemorySettings) -> Result<(), SpoolError> {
        let before = now - i64::from(memory.days) * DAY_MS;
        self.spool
            .write(|transaction| transaction.execute(FORGET_BEFORE, [before]).map(drop))
    }
}

/// Deletes the facts about all trunks, if these settings turn the number memory off.
pub(super) fn leave_out(
    transaction: &Transaction<'_>,
    memory: &MemorySettings,
) -> database::Result<()> {
    if memory.is_on { Ok(()) } else { transaction.execute(FORGET_ALL, []).map(drop) }
}

fn load(
    transaction: &Transaction<'_>,
    trunk: &str,
    way: TrunkWay,
) -> database::Result<Option<KnownTrunk>> {
    let with = params![trunk, way.name()];
    transaction.first(ONE, with, of_row)
}

fn put(transaction: &Transaction<'_>, of: &KnownTrunk) -> database::Result<()> {
    let with = params![
        of.trunk,
        of.way.name(),
        of.since,
        of.at,
        of.tries,
        of.failed,
        of.in_row,
        of.failed_at,
        of.worked_at,
    ];
    transaction.run(PUT, with)
}

/// Reads a row and accepts any values, because no fax may fail because of the memory of trunks.
fn of_row(row: &Row<'_>) -> database::Result<KnownTrunk> {
    let way: String = row.get("way")?;
    Ok(KnownTrunk {
        trunk: row.get("trunk")?,
        way: TrunkWay::from_name(&way).unwrap_or(TrunkWay::Out),
        since: row.get("since")?,
        at: row.get("at")?,
        tries: count(row, "tries")?,
        failed: count(row, "failed")?,
        in_row: count(row, "in_row")?,
        failed_at: row.get("failed_at")?,
        worked_at: row.get("worked_at")?,
    })
}

const ONE: &str = "SELECT * FROM trunks WHERE trunk = ?1 AND way = ?2";
const LAST: &str = "SELECT * FROM trunks ORDER BY at DESC, trunk, way LIMIT ?1";
const PUT: &str = "
    INSERT INTO trunks (trunk, way, since, at, tries, failed, in_row, failed_at, worked_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (trunk, way) DO UPDATE SET
        since = excluded.since, at = excluded.at, tries = excluded.tries, failed = excluded.failed,
        in_row = excluded.in_row, failed_at = excluded.failed_at, worked_at = excluded.worked_at";
const FORGET: &str = "DELETE FROM trunks WHERE trunk = ?1";
const FORGET_BEFORE: &str = "DELETE FROM trunks WHERE at < ?1";
const FORGET_ALL: &str = "DELETE FROM trunks";

/// The number of successive failures after which V.34 is not used. A single failure may be due to a
/// remote fax machine with a faulty V.34, another to a moment in which the line was bad.
const THRICE: u32 = 3;
const DAY_MS: i64 = 24 * 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::sending::SendingSettings;

    const TRUNK: &str = "PJSIP/provider";

    fn at(hours: i64) -> UnixMs {
        UnixMs(1_700_000_000_000) + hours * 3_600_000
    }

    /// An empty spool in a temporary folder.
    fn until(spool: &Spool, way: TrunkWay, hours: i64) -> Option<UnixMs> {
        let known = spool.numbers().known_trunk(TRUNK, way).unwrap()?;
        known.without_v34(at(hours), &MemorySettings::default()).map(|it| it.until)
    }

    #[test]
    fn three_failures_running_leave_it_out_for_a_day_each_way_for_itself() {
        let (_folder, spool) = Spool::empty();
        let ends = |way, worked, hours| {
            spool.numbers().trunk_had_v34(TRUNK, way, worked, at(hours)).unwrap()
        };
        for (hours, worked) in [(0, false), (1, false), (2, true), (3, false), (4, false)] {
            ends(TrunkWay::Out, worked, hours);
            assert_eq!(until(&spool, TrunkWay::Out, hours), None, "{hours}");
        }
        ends(TrunkWay::Out, false, 5);
        let left_out = [5, 28, 29].map(|hours| until(&spool, TrunkWay::Out, hours));
        assert_eq!(left_out, [Some(at(29)), Some(at(29)), None]);
        assert_eq!(until(&spool, TrunkWay::In, 6), None);
        // The trial of V.34 on the next day fails, and the trial on the day after succeeds.
        ends(TrunkWay::Out, false, 30);
        assert_eq!(until(&spool, TrunkWay::Out, 31), Some(at(54)));
        ends(TrunkWay::Out, true, 55);
        ends(TrunkWay::Out, false, 56);
        assert_eq!(until(&spool, TrunkWay::Out, 57), None);
        let known = spool.numbers().known_trunk(TRUNK, TrunkWay::Out).unwrap().unwrap();
        assert_eq!((known.tries, known.failed, known.in_row), (9, 7, 1));
        assert_eq!((known.failed_at, known.worked_at), (Some(at(56)), Some(at(55))));
    }

    #[test]
    fn it_is_forgotten_when_somebody_says_so_and_with_the_numbers() {
        let (_folder, spool) = Spool::empty();
        let memory = MemorySettings::default();
        for way in TrunkWay::ALL {
            (0..3).for_each(|hour| {
                spool.numbers().trunk_had_v34(TRUNK, way, false, at(hour)).unwrap()
            });
        }
        assert!(until(&spool, TrunkWay::In, 3).is_some());
        assert!(
            spool.numbers().forget_trunk(TRUNK).unwrap()
                && !spool.numbers().forget_trunk(TRUNK).unwrap()
        );
        assert_eq!(until(&spool, TrunkWay::In, 3), None);
        spool.numbers().trunk_had_v34(TRUNK, TrunkWay::In, false, at(4)).unwrap();
        spool.numbers().forget_trunks(at(29 * 24), &memory).unwrap();
        assert_eq!(spool.numbers().known_trunks(9).unwrap().len(), 1);
        spool.numbers().forget_trunks(at(31 * 24), &memory).unwrap();
        assert_eq!(spool.numbers().known_trunks(9).unwrap(), []);
        // If the number memory is off, nothing is stored about a trunk.
        spool.numbers().trunk_had_v34(TRUNK, TrunkWay::In, false, at(4)).unwrap();
        let memory = MemorySettings { is_on: false, ..memory };
        let none = SendingSettings { memory, ..SendingSettings::default() };
        spool.devices().publish_sending(&none, 1).unwrap();
        spool.numbers().trunk_had_v34(TRUNK, TrunkWay::In, false, at(5)).unwrap();
        assert_eq!(spool.numbers().known_trunks(9).unwrap(), []);
    }

    #[test]
    fn a_clock_that_was_ahead_leaves_nothing_out() {
        let mut known = KnownTrunk::new(TRUNK, TrunkWay::In, at(0));
        (0..3).for_each(|_| known.learn(false, at(1000)));
        let memory = MemorySettings::default();
        assert_eq!(known.without_v34(at(0), &memory), None);
        let text = known.without_v34(at(1001), &memory).unwrap().to_string();
        assert!(text.starts_with("Without V.34 until 20"), "{text}");
        assert!(text.ends_with(": it failed in the last 3 calls."), "{text}");
    }
}
