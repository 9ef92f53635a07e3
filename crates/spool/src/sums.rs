//! Counters of everything that has happened since the spool counts. They keep their values when
//! faxes and jobs are deleted, and never decrease. Each counter is increased in the transaction of
//! the event that it counts, so a crash neither loses nor doubles anything.

use ferrofax_basics::UnixMs;

use super::value::words;
use super::{LineFigures, SpoolError, T38Packets};
use crate::Monitoring;
use crate::database::{self, Transaction, params};

words! {
    /// A counter. Each variant says by which values, `of` and `by`, its rows are divided.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum SumOf {
        /// Calls that were answered as faxes: `of` a device, `by` the status at the fax's end.
        ReceivedCalls = "received_calls",
        /// Calls of [`Self::ReceivedCalls`] that did not end well: `by` the cause.
        ReceiveFailures = "receive_failures",
        /// Received pages: `of` a device.
        ReceivedPages = "received_pages",
        /// The duration of calls that received, in ms.
        ReceivedMs = "received_ms",
        /// Calls that received: `by` the last bit rate in bit/s.
        ReceivedRates = "received_rates",
        /// Calls that received over audio: `by` the signal-to-noise ratio in steps of 5 dB.
        ReceivedSnr = "received_snr",
        /// Packets of T.38 from remote fax machines: `by` heard, missing or late.
        T38Packets = "t38_packets",
        /// The length of audio that never arrived, in ms.
        AudioLostMs = "audio_lost_ms",
        /// Calls that sent: `by` the failure; empty if none.
        SentCalls = "sent_calls",
        /// Calls that sent: `by` the last bit rate in bit/s.
        SentRates = "sent_rates",
        /// The duration of calls that sent, in ms.
        SentMs = "sent_ms",
        /// Pages that a receiver confirmed.
        SentPages = "sent_pages",
        /// Jobs that ended: `by` the failure; empty if the job is done.
        Jobs = "jobs",
        /// Outbox entries that ended: `of` mail or print, `by` their final state.
        Deliveries = "deliveries",
        /// Documents that were converted into pages: `by` the result.
        Conversions = "conversions",
        /// The duration of conversions of documents into pages, in ms.
        ConversionMs = "conversion_ms",
    }
}

/// One row of a counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The value of `of`, for example a device.
    pub of: String,
    /// The value of `by`, for example a cause.
    pub by: String,
    /// The sum.
    pub value: u64,
    /// When something was last added to the row.
    pub at: UnixMs,
}

const ADD: &str = "
    INSERT INTO sums (name, of, by, value, at) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (name, of, by) DO UPDATE SET value = sums.value + excluded.value, at = max(sums.at, excluded.at)";
const OF_NAME: &str = "SELECT of, by, value, at FROM sums WHERE name = ?1 ORDER BY of, by";
const LAST: &str =
    "SELECT max(at) FROM sums WHERE name = ?1 AND (?2 = '' OR of = ?2) AND (?3 = '' OR by = ?3)";

impl SumOf {
    /// Adds to the counter, in the transaction of the event that it counts.
    pub(super) fn add(
        self,
        transaction: &Transaction<'_>,
        (of, by): (&str, &str),
        more: u64,
        at: UnixMs,
    ) -> database::Result<()> {
        let more = i64::try_from(more).unwrap_or(0);
        transaction.run(ADD, params![self.name(), of, by, more, at])
    }
}

/// Adds the measurements of a line to the counters.
pub(super) fn add_line(
    transaction: &Transaction<'_>,
    figures: &LineFigures,
) -> database::Result<()> {
    let T38Packets { heard, missing, late } = figures.t38;
    let sums = [
        (SumOf::T38Packets, "heard", heard),
        (SumOf::T38Packets, "missing", missing),
        (SumOf::T38Packets, "late", late),
        (SumOf::AudioLostMs, "", figures.audio_lost_ms),
    ];
    for (sum, by, more) in sums.into_iter().filter(|(_, _, more)| *more > 0) {
        sum.add(transaction, ("", by), more, figures.at)?;
    }
    figures.snr_db.map_or(Ok(()), |db| {
        SumOf::ReceivedSnr.add(transaction, ("", &snr_step(db)), 1, figures.at)
    })
}

/// The step of 5 dB that a ratio belongs to, named by its lower end. Ratios above 60 dB belong to
/// the step of 60 dB, so that there are few rows.
fn snr_step(db: u32) -> String {
    (db.min(60) / 5 * 5).to_string()
}

impl Monitoring<'_> {
    /// Adds events outside the spool to the counters: conversions.
    pub fn add_to_sums(&self, sums: &[(SumOf, &str, u64)], at: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            sums.iter()
                .try_for_each(|(sum, by, more)| sum.add(transaction, ("", by), *more, at))
        })
    }

    /// The rows of a counter.
    pub fn sums(&self, sum: SumOf) -> Result<Vec<Sum>, SpoolError> {
        self.spool.read(|transaction| rows(transaction, sum))
    }

    /// When something was last added to a counter. `of` and `by` select its rows; empty selects
    /// any.
    pub fn last_added(&self, sum: SumOf, of: &str, by: &str) -> Result<Option<UnixMs>, SpoolError> {
        self.spool.read(|transaction| {
            let last = transaction.first(LAST, [sum.name(), of, by], |row| row.get(0))?;
            Ok(last.flatten())
        })
    }
}

pub(super) fn rows(transaction: &Transaction<'_>, sum: SumOf) -> database::Result<Vec<Sum>> {
    transaction.all(OF_NAME, [sum.name()], |row| {
        let value: i64 = row.get("value")?;
        Ok(Sum {
            of: row.get("of")?,
            by: row.get("by")?,
            value: u64::try_from(value).unwrap_or(0),
            at: row.get("at")?,
        })
    })
}
