//! A report on a call that failed says what the record of the call shows, if somebody looks
//! into records. It waits for that, but not for long.

use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::JobChange;
use ferrofax_spool::{CallVerdict, OutboxEntry, Spool, SpoolError, VerdictOfCall};

/// So long a report waits.
const PATIENCE_MS: i64 = 60_000;

/// So often it looks.
const STEP_MS: i64 = 2_000;

/// Why it waits.
pub(super) const WAITS: &str = "it waits for what the record of the call shows";

/// What there is for a report.
pub(super) enum Found {
    /// This, or nothing.
    Verdict(Option<CallVerdict>),
    /// It is worth to look again then.
    Later(UnixMs),
}

/// What the record of the call shows in which this happened.
pub(super) fn of(
    spool: &Spool,
    entry: &OutboxEntry,
    change: &JobChange,
    now: UnixMs,
) -> Result<Found, SpoolError> {
    let Some(call) = change.call.filter(|_| change.failure.is_some()) else {
        return Ok(Found::Verdict(None));
    };
    Ok(match spool.verdict_of_call(call, now)? {
        VerdictOfCall::Known(verdict) if !verdict.text.is_empty() => Found::Verdict(Some(verdict)),
        VerdictOfCall::Awaited if now.0.abs_diff(entry.created_at.0) < PATIENCE_MS as u64 => {
            Found::Later(now + STEP_MS)
        }
        _ => Found::Verdict(None),
    })
}
