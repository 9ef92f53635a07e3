//! Writes times, sizes and numbers in the reader's language.

use super::texts::Texts;
use crate::desk::Deed;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::FaxStatus;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{Job, JobState};

/// Writes a time by the local clock in the format of the reader's language: `2026-11-22 07:15`,
/// `22.11.2026 07:15`.
pub(super) fn moment(at: UnixMs, texts: &Texts) -> String {
    let at = at.timestamp().unwrap_or_default().to_zoned(zone::system());
    at.strftime(texts.moment).to_string()
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

/// Whether the job needs attention: it has failed, or waits for a recipient's number.
pub(super) fn is_bad(job: &Job) -> bool {
    (job.state == JobState::Failed && !was_cancelled(job))
        || (job.number.is_empty() && job.state == JobState::Suspended)
}

/// Whether the job has ended because a user cancelled it.
pub(super) fn was_cancelled(job: &Job) -> bool {
    job.failure == Some(Failure::Cancelled)
}
