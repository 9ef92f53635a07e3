//! Writes times, sizes and numbers in the reader's language.

use super::texts::{Sentence, Texts};
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_desk::Deed;
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::FaxStatus;
use ferrofax_spool::event::Event;
use ferrofax_spool::jobs::{Job, JobState, ShownState};
use jiff::civil::DateTime;

/// Writes a time by the local clock in the format of the reader's language: `2026-11-22 07:15`,
/// `22.11.2026 07:15`.
pub(super) fn moment(at: UnixMs, texts: &Texts) -> String {
    let at = at.timestamp().unwrap_or_default().to_zoned(zone::system());
    at.strftime(texts.moment).to_string()
}

/// Writes the time zone with this name, or this machine's time zone if the name is empty, with its
/// present difference from UTC: `CET, UTC+01:00`.
pub(super) fn zone_now(name: &str) -> String {
    let named = if name.is_empty() { None } else { zone::named(name).ok() };
    let zone = named.unwrap_or_else(zone::system);
    let now = UnixMs::now().timestamp().unwrap_or_default().to_zoned(zone);
    now.strftime("%Z, UTC%:z").to_string()
}

/// Converts a time that a user has written to the form of the browser's input field for times:
/// `2026-11-22T07:15`. Empty if there is no time; `None` if the time has another form, such as
/// `+2h`.
pub(super) fn local_moment(written: &str) -> Option<String> {
    let written = written.trim();
    if written.is_empty() {
        return Some(String::new());
    }
    // Only a time without seconds and without a zone can be converted, since the input field has
    // neither.
    let at = DateTime::strptime("%Y-%m-%dT%H:%M", written.replace(' ', "T")).ok()?;
    Some(at.strftime("%Y-%m-%dT%H:%M").to_string())
}

/// A time as a list shows it: a short text, and the full date and time, for example for a tooltip.
pub(super) struct When {
    /// The short text: `today 14:05`, `yesterday 9:30`, `24 Nov` or `24 Nov 2025`, in the reader's
    /// language.
    pub(super) short: String,
    /// The full date and time, in the reader's language.
    pub(super) full: String,
}

impl When {
    /// Writes the time `at` for a list that is shown at the time `now`.
    pub(super) fn of(at: UnixMs, now: UnixMs, texts: &Texts) -> Self {
        let local = |at: UnixMs| at.timestamp().unwrap_or_default().to_zoned(zone::system());
        let (day, today) = (local(at), local(now).date());
        let short = match today.since(day.date()).map(|span| span.get_days()) {
            Ok(0) => day.strftime(texts.today_at).to_string(),
            Ok(1) => day.strftime(texts.yesterday_at).to_string(),
            _ => {
                let month = usize::from(day.month().unsigned_abs()).saturating_sub(1);
                let month = texts.months.split_whitespace().nth(month).unwrap_or_default();
                let date = day.strftime(texts.day_month).to_string().replace("MMM", month);
                if day.year() == today.year() { date } else { format!("{date} {}", day.year()) }
            }
        };
        Self { short, full: moment(at, texts) }
    }
}

/// Writes a day by the local clock in the format of the reader's language: `11-22`, `22.11.`.
pub(super) fn day(at: UnixMs, texts: &Texts) -> String {
    let at = at.timestamp().unwrap_or_default().to_zoned(zone::system());
    at.strftime(texts.short_day).to_string()
}

/// Writes the time of an event in a fax call, such as a T.30 frame, in seconds since the beginning
/// of the call: `12.3 s`.
pub(super) fn seconds(rung: &Rung) -> String {
    format!("{}.{} s", rung.at_ms / 1000, rung.at_ms % 1000 / 100)
}

/// The name of the status of a received fax. The boolean is `false` if the fax is incomplete or has
/// failed.
pub(super) fn of_status(status: FaxStatus, texts: &Texts) -> (&'static str, bool) {
    match status {
        FaxStatus::Receiving => (texts.is_receiving, true),
        FaxStatus::Received => (texts.is_received, true),
        FaxStatus::Incomplete => (texts.is_incomplete, false),
        FaxStatus::Failed => (texts.is_failed, false),
    }
}

/// The word for an action that a user took on a received fax. The web page about the fax shows it
/// in the list of past actions.
pub(super) fn of_deed(deed: Deed, texts: &Texts) -> &'static str {
    match deed {
        Deed::Read => texts.deed_read,
        Deed::Claimed => texts.deed_claimed,
        Deed::Released => texts.deed_released,
        Deed::HandedOver => texts.deed_handed,
        Deed::Noted => texts.deed_noted,
        Deed::Mailed => texts.deed_mailed,
        Deed::Printed => texts.deed_printed,
        Deed::FaxedOn => texts.deed_faxed,
        Deed::Sorted => texts.deed_sorted,
        Deed::LeftUnsorted => texts.deed_unsorted,
        Deed::Moved => texts.deed_moved,
        Deed::Split => texts.deed_split,
        Deed::Part => texts.deed_part,
    }
}

/// The word that web pages show for a job's state.
pub(super) fn of_state(job: &Job, texts: &Texts) -> &'static str {
    match job.state {
        JobState::Suspended if job.number.is_empty() => texts.state_number,
        JobState::Suspended => texts.state_suspended,
        JobState::Pending => texts.state_pending,
        JobState::Sleeping => texts.state_sleeping,
        JobState::Blocked => texts.state_blocked,
        JobState::Ready => texts.state_ready,
        JobState::Active => texts.state_active,
        JobState::Done if job.only_fetches() => texts.state_fetched,
        JobState::Done => texts.state_done,
        JobState::Failed if was_cancelled(job) => texts.state_cancelled,
        JobState::Failed => texts.state_failed,
    }
}

/// The sentence about the last event of a job. It is empty if the fax was sent whole, as the state of
/// the job and the number of its pages already say.
pub(super) fn of_event(job: &Job, texts: &Texts) -> Sentence {
    match job.event {
        Event::Done { pages_unconfirmed: 0, pages_perhaps_twice: 0, fetched: None, .. } => {
            Sentence::default()
        }
        _ => texts.event(&job.event),
    }
}

/// Whether the job needs attention: it has failed, or waits for a recipient's number.
pub(super) fn is_bad(job: &Job) -> bool {
    (job.state == JobState::Failed && !was_cancelled(job))
        || (job.number.is_empty() && job.state == JobState::Suspended)
}

/// Whether the job has ended because a user cancelled it.
pub(super) fn was_cancelled(job: &Job) -> bool {
    job.shown_state() == ShownState::Cancelled
}
