//! Metrics for monitoring, as OpenMetrics text: counters of past events and gauges of the present
//! state. This module contains the health checks, too.
//!
//! Past events are summed up in the spool ([`SumOf`](ferrofax_spool::SumOf)), so that counters
//! survive restarts and do not decrease when faxes or jobs are deleted. Gauges are computed from
//! the jobs, calls and mails that are in the spool now. Trunks are not a label, because a stranger
//! could create any number of them by making fax calls from different addresses.
//!
//! Read in this order: `openmetrics` (the format), this file (the metrics), `health`.

mod health;
mod openmetrics;

pub(crate) use health::is_ready_around;
pub use health::{Health, NotLoaded, healthz, module_runs, readyz};

use std::path::Path;

use ferrofax_basics::UnixMs;
use ferrofax_convert::Tally;
use ferrofax_spool::{Figures, Spool, SpoolError, Sum, SumOf, Waiting};
use openmetrics::{Kind, Text, Unit};

/// The media type of the metrics' text.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A sum in the spool that is exported as an OpenMetrics counter: the counter's name, unit and
/// labels, and the help text.
struct Counter {
    sum: SumOf,
    name: &'static str,
    unit: Unit,
    /// The name of the counter's first label, such as `device`; `None` if the counter has no label.
    /// The spool stores the label's value in the field `of` of [`Sum`].
    of: Option<&'static str>,
    /// The name of the counter's second label, such as `status`; `None` if the counter has no
    /// second label. The spool stores the label's value in the field `by` of [`Sum`].
    by: Option<&'static str>,
    help: &'static str,
}

/// The sums of past events that are exported as OpenMetrics counters. The spool stores each sum.
const COUNTERS: &[Counter] = &[
    Counter {
        sum: SumOf::ReceivedCalls,
        name: "received_calls",
        unit: Unit::None,
        of: Some("device"),
        by: Some("status"),
        help: "Fax calls that were answered, by how they ended.",
    },
    Counter {
        sum: SumOf::ReceiveFailures,
        name: "receive_failures",
        unit: Unit::None,
        of: None,
        by: Some("cause"),
        help: "Fax calls that were answered and did not end well, by the cause.",
    },
    Counter {
        sum: SumOf::ReceivedPages,
        name: "received_pages",
        unit: Unit::None,
        of: Some("device"),
        by: None,
        help: "Pages received.",
    },
    Counter {
        sum: SumOf::ReceivedMs,
        name: "receiving",
        unit: Unit::Seconds,
        of: None,
        by: None,
        help: "Time of calls that received.",
    },
    Counter {
        sum: SumOf::ReceivedRates,
        name: "received_rate_calls",
        unit: Unit::None,
        of: None,
        by: Some("bps"),
        help: "Calls that received, by the last rate.",
    },
    Counter {
        sum: SumOf::ReceivedSnr,
        name: "received_snr_calls",
        unit: Unit::None,
        of: None,
        by: Some("db"),
        help: "Calls that received by audio, by the signal-to-noise ratio: 30 is from 30 to 35 dB.",
    },
    Counter {
        sum: SumOf::T38Packets,
        name: "t38_packets",
        unit: Unit::None,
        of: None,
        by: Some("fate"),
        help: "Packets of T.38 from remote ends: heard, missing (never came), late.",
    },
    Counter {
        sum: SumOf::AudioLostMs,
        name: "audio_lost",
        unit: Unit::Seconds,
        of: None,
        by: None,
        help: "Audio of fax calls that never came.",
    },
    Counter {
        sum: SumOf::SentCalls,
        name: "sent_calls",
        unit: Unit::None,
        of: None,
        by: Some("failure"),
        help: "Calls that were placed for jobs, by how they failed; none: they did not.",
    },
    Counter {
        sum: SumOf::SentRates,
        name: "sent_rate_calls",
        unit: Unit::None,
        of: None,
        by: Some("bps"),
        help: "Calls that sent, by the last rate.",
    },
    Counter {
        sum: SumOf::SentMs,
        name: "sending",
        unit: Unit::Seconds,
        of: None,
        by: None,
        help: "Time of calls that were placed for jobs, from the first ring on.",
    },
    Counter {
        sum: SumOf::SentPages,
        name: "sent_pages",
        unit: Unit::None,
        of: None,
        by: None,
        help: "Pages that a receiver has confirmed.",
    },
    Counter {
        sum: SumOf::Jobs,
        name: "jobs_ended",
        unit: Unit::None,
        of: None,
        by: Some("failure"),
        help: "Jobs that ended, by how they failed; none: they are done.",
    },
    Counter {
        sum: SumOf::Deliveries,
        name: "deliveries",
        unit: Unit::None,
        of: Some("way"),
        by: Some("end"),
        help: "Mails and prints that ended: delivered, rejected (the faxmaster has them), failed.",
    },
    Counter {
        sum: SumOf::Conversions,
        name: "conversions",
        unit: Unit::None,
        of: None,
        by: Some("end"),
        help: "Documents that the Ferrofax service converted, or could not.",
    },
    Counter {
        sum: SumOf::ConversionMs,
        name: "conversion",
        unit: Unit::Seconds,
        of: None,
        by: None,
        help: "Time that took.",
    },
];

/// Returns all metrics of the Ferrofax service as OpenMetrics text.
pub fn text(spool: &Spool, now: UnixMs) -> Result<String, SpoolError> {
    let mut text = Text::default();
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    text.family("build", Kind::Info, Unit::None, "This program.");
    text.sample(&version, 1.0);
    ready(&mut text, spool);
    let sums = COUNTERS.iter().map(|counter| counter.sum).collect::<Vec<_>>();
    let sums = spool.monitoring().all_sums(&sums)?;
    for (counter, (_, rows)) in COUNTERS.iter().zip(&sums) {
        counter.write(&mut text, rows);
    }
    stand(&mut text, &spool.monitoring().figures()?, now);
    web(&mut text, spool, now)?;
    disk(&mut text, spool.folder());
    Ok(text.end())
}

/// Adds the numbers and the duration of the document conversions that this process has made since
/// the last run of this function to the sums in the spool. The metrics show these sums.
///
/// # Errors
/// The spool could not be written. These conversions are then not counted.
pub fn keep_conversions(spool: &Spool, now: UnixMs) -> Result<(), SpoolError> {
    let Tally { done, failed, ms } = Tally::take();
    let counted = [
        (SumOf::Conversions, "done", done),
        (SumOf::Conversions, "failed", failed),
        (SumOf::ConversionMs, "", ms),
    ];
    let more: Vec<_> = counted.into_iter().filter(|(_, _, more)| *more > 0).collect();
    if more.is_empty() { Ok(()) } else { spool.monitoring().add_to_sums(&more, now) }
}

impl Counter {
    fn write(&self, text: &mut Text, rows: &[Sum]) {
        text.family(self.name, Kind::Counter, self.unit, self.help);
        if rows.is_empty() && self.of.is_none() && self.by.is_none() {
            text.sample(&[], 0.0);
        }
        for row in rows {
            let by = if row.by.is_empty() { "none" } else { &row.by };
            let labels =
                [self.of.map(|name| (name, row.of.as_str())), self.by.map(|name| (name, by))];
            let labels: Vec<(&str, &str)> = labels.into_iter().flatten().collect();
            // Durations are stored in milliseconds.
            let in_unit = if self.unit == Unit::Seconds { 1_000.0 } else { 1.0 };
            text.sample(&labels, row.value as f64 / in_unit);
        }
    }
}

/// Adds a gauge to the metrics for each check whether the service is ready to take faxes.
fn ready(text: &mut Text, spool: &Spool) {
    let help = "1 for each check of `ferrofax show health` that finds nothing wrong, otherwise 0.";
    text.family("ready", Kind::Gauge, Unit::None, help);
    for (check, found) in health::checks(spool) {
        text.sample(&[("check", check)], f64::from(u8::from(found.is_ok())));
    }
}

/// Adds the gauges that show the present state of the spool: incoming fax calls, jobs, outbox
/// entries, folders that cannot be written, and alarms.
fn stand(text: &mut Text, figures: &Figures, now: UnixMs) {
    let gauge = Kind::Gauge;
    text.family("receiving_calls", gauge, Unit::None, "Calls that receive just now.");
    text.sample(&[], figures.receiving.into());
    text.family("jobs", gauge, Unit::None, "Jobs that are not over, by their states.");
    counts(text, "state", &figures.jobs);
    text.family("jobs_oldest_age", gauge, Unit::Seconds, "How old the oldest of them is.");
    ages(text, "state", &figures.jobs, now);
    text.family("outbox_entries", gauge, Unit::None, "Mails and prints that are not over.");
    counts(text, "way", &figures.outbox);
    text.family("outbox_oldest_age", gauge, Unit::Seconds, "How old the oldest of them is.");
    ages(text, "way", &figures.outbox, now);
    text.family("outbox_undeliverable", gauge, Unit::None, "Mails and prints that reached nobody.");
    text.sample(&[], figures.undeliverable.into());
    let help =
        "Since how long a watched folder or a server of [[filing]] can't be used; 0: it can.";
    text.family("folder_failing", gauge, Unit::Seconds, help);
    for folder in &figures.folders {
        let age = folder.failing_since.map_or(0.0, |since| age(since, now));
        text.sample(&[("folder", folder.name.as_str())], age);
    }
    text.family("alarm", gauge, Unit::None, "1 for each active alarm.");
    for name in &figures.alarms {
        text.sample(&[("name", name.as_str())], 1.0);
    }
}

/// Adds the metrics of the web interface and of webhooks.
fn web(text: &mut Text, spool: &Spool, now: UnixMs) -> Result<(), SpoolError> {
    let (gauge, told) = (Kind::Gauge, spool.webhooks().webhook_counts()?);
    text.family("webhook_messages", gauge, Unit::None, "Messages to webhooks that are kept.");
    text.sample(&[("state", "waiting")], told.waiting.into());
    text.sample(&[("state", "dead")], told.dead.into());
    let help = "How old the oldest message is that waits for its webhook.";
    text.family("webhook_oldest_age", gauge, Unit::Seconds, help);
    text.sample(&[], told.oldest.map_or(0.0, |oldest| age(oldest, now)));
    let help = "Logins in the web interface that were used within the last hour.";
    text.family("web_sessions", gauge, Unit::None, help);
    text.sample(&[], spool.logins().sessions_seen(now - 3_600_000)?.into());
    Ok(())
}

fn counts(text: &mut Text, label: &str, rows: &[Waiting]) {
    for row in rows {
        text.sample(&[(label, row.what.as_str())], row.count.into());
    }
}

fn ages(text: &mut Text, label: &str, rows: &[Waiting], now: UnixMs) {
    for row in rows {
        if let Some(oldest) = row.oldest {
            text.sample(&[(label, row.what.as_str())], age(oldest, now));
        }
    }
}

/// The seconds that have passed since a time, at least 0 even if the clock was set back.
fn age(since: UnixMs, now: UnixMs) -> f64 {
    now.ms_since(since).max(0) as f64 / 1_000.0
}

fn disk(text: &mut Text, folder: &Path) {
    let Ok(system) = rustix::fs::statvfs(folder) else { return };
    let bytes = |blocks: u64| blocks.saturating_mul(system.f_frsize) as f64;
    text.family("disk_free", Kind::Gauge, Unit::Bytes, "Free bytes on the spool's disk.");
    text.sample(&[], bytes(system.f_bavail));
    text.family("disk_size", Kind::Gauge, Unit::Bytes, "How large the spool's disk is.");
    text.sample(&[], bytes(system.f_blocks));
}

#[cfg(test)]
mod tests;
