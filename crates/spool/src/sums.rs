//! Sums of what happened since the spool knows them: they stay when faxes and jobs go, and
//! never go back. Each is added to in the transaction of what it counts, so that a crash
//! neither loses nor doubles anything.

use ferrofax_basics::UnixMs;

use super::{LineFigures, SpoolError, T38Packets};
use crate::Monitoring;
use crate::database::{self, OptionalExtension, Transaction, params};

/// What is summed up. `of` and `by` of a row are what each of these says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SumOf {
    /// Calls that were answered as faxes: of a device, by how they ended.
    ReceivedCalls,
    /// Of these, those that did not end well: by the cause.
    ReceiveFailures,
    /// Pages that came, of a device.
    ReceivedPages,
    /// Milliseconds of calls that received.
    ReceivedMs,
    /// Calls that received, by the last rate in bit/s.
    ReceivedRates,
    /// Calls that received by audio, by the signal-to-noise ratio in steps of 5 dB.
    ReceivedSnr,
    /// Packets of T.38 from remote ends, by what became of them.
    T38Packets,
    /// Milliseconds of audio that never came.
    AudioLostMs,
    /// Calls that sent, by their failure; empty if none.
    SentCalls,
    /// Calls that sent, by the last rate in bit/s.
    SentRates,
    /// Milliseconds of calls that sent.
    SentMs,
    /// Pages that a receiver confirmed.
    SentPages,
    /// Jobs that ended: by their failure; empty if they are done.
    Jobs,
    /// Mails and prints (of), by what became of them.
    Deliveries,
    /// Documents that were made into pages, by how that ended.
    Conversions,
    /// Milliseconds that took.
    ConversionMs,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Whose.
    pub of: String,
    /// By what.
    pub by: String,
    /// How much.
    pub value: u64,
    /// When something was added last.
    pub at: UnixMs,
}

const ADD: &str = "
    INSERT INTO sums (name, of, by, value, at) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (name, of, by) DO UPDATE SET value = sums.value + excluded.value, at = max(sums.at, excluded.at)";
const OF_NAME: &str = "SELECT of, by, value, at FROM sums WHERE name = ?1 ORDER BY of, by";
const LAST: &str =
    "SELECT max(at) FROM sums WHERE name = ?1 AND (?2 = '' OR of = ?2) AND (?3 = '' OR by = ?3)";

impl SumOf {
    /// Its name in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ReceivedCalls => "received_calls",
            Self::ReceiveFailures => "receive_failures",
            Self::ReceivedPages => "received_pages",
            Self::ReceivedMs => "received_ms",
            Self::ReceivedRates => "received_rates",
            Self::ReceivedSnr => "received_snr",
            Self::T38Packets => "t38_packets",
            Self::AudioLostMs => "audio_lost_ms",
            Self::SentCalls => "sent_calls",
            Self::SentRates => "sent_rates",
            Self::SentMs => "sent_ms",
            Self::SentPages => "sent_pages",
            Self::Jobs => "jobs",
            Self::Deliveries => "deliveries",
            Self::Conversions => "conversions",
            Self::ConversionMs => "conversion_ms",
        }
    }

    /// Adds to it, in the transaction of what it counts.
    pub(super) fn add(
        self,
        transaction: &Transaction<'_>,
        (of, by): (&str, &str),
        more: u64,
        at: UnixMs,
    ) -> database::Result<()> {
        let more = i64::try_from(more).unwrap_or(0);
        transaction
            .prepare_cached(ADD)?
            .execute(params![self.name(), of, by, more, at])
            .map(drop)
    }
}

/// Adds what was seen of a line.
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

/// The step of 5 dB that it is in, by its lower end: few rows, whatever comes.
fn snr_step(db: u32) -> String {
    (db.min(60) / 5 * 5).to_string()
}

impl Monitoring<'_> {
    /// Adds what happened outside of the spool: conversions.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn add_to_sums(&self, sums: &[(SumOf, &str, u64)], at: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            sums.iter()
                .try_for_each(|(sum, by, more)| sum.add(transaction, ("", by), *more, at))
        })
    }

    /// The rows of a sum.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn sums(&self, sum: SumOf) -> Result<Vec<Sum>, SpoolError> {
        self.spool.read(|transaction| rows(transaction, sum))
    }

    /// When something was added last: of whom and by what, empty for any.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn last_added(&self, sum: SumOf, of: &str, by: &str) -> Result<Option<UnixMs>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(LAST)?;
            let last = select.query_row([sum.name(), of, by], |row| row.get(0)).optional()?;
            Ok(last.flatten())
        })
    }
}

pub(super) fn rows(transaction: &Transaction<'_>, sum: SumOf) -> database::Result<Vec<Sum>> {
    let mut select = transaction.prepare_cached(OF_NAME)?;
    let rows = select.query_map([sum.name()], |row| {
        let value: i64 = row.get("value")?;
        Ok(Sum {
            of: row.get("of")?,
            by: row.get("by")?,
            value: u64::try_from(value).unwrap_or(0),
            at: row.get("at")?,
        })
    })?;
    rows.collect()
}
