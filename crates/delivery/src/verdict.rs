//! Finds the explanation of a failed call for the call's report. There is one if the Ferrofax
//! service examines call recordings. The report waits for it, but not for long.

use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::JobChange;
use ferrofax_spool::{CallVerdict, OutboxEntry, Spool, SpoolError, VerdictOfCall};

/// The longest time that a report waits for the explanation of a failed call, in milliseconds.
const PATIENCE_MS: i64 = 60_000;

/// The interval at which the explanation of a failed call is looked for, in milliseconds.
const STEP_MS: i64 = 2_000;

/// The result of looking for the explanation of a failed call.
pub(super) enum Found {
    /// The search is over. The value is the explanation of the failed call, or `None` if there is
    /// none.
    Verdict(Option<CallVerdict>),
    /// The Ferrofax service may still write the explanation of the failed call. It must be looked
    /// for again at this time.
    Later(UnixMs),
}

/// Looks for the explanation of a failed call. `change` is the entry in the job's history about
/// that call.
pub(super) fn of(
    spool: &Spool,
    entry: &OutboxEntry,
    change: &JobChange,
    now: UnixMs,
) -> Result<Found, SpoolError> {
    let Some(call) = change.call.filter(|_| change.failure.is_some()) else {
        return Ok(Found::Verdict(None));
    };
    Ok(match spool.recordings().verdict_of_call(call, now)? {
        VerdictOfCall::Known(verdict) if !verdict.text.is_empty() => Found::Verdict(Some(verdict)),
        VerdictOfCall::Awaited if now.0.abs_diff(entry.created_at.0) < PATIENCE_MS as u64 => {
            Found::Later(now + STEP_MS)
        }
        _ => Found::Verdict(None),
    })
}
