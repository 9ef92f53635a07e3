//! Finds the explanation of a failed call in the spool, for the report on that call. The Ferrofax
//! service stores such an explanation if it examines call recordings. The report waits for the
//! explanation for at most a minute.

use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::JobChange;
use ferrofax_spool::{CallVerdict, OutboxEntry, Spool, SpoolError, VerdictOfCall};

/// The longest time that a report on a job waits for the explanation of a failed call, in
/// milliseconds.
const PATIENCE_MS: i64 = 60_000;

/// The interval, in milliseconds, at which a waiting report checks whether the Ferrofax service has
/// stored the explanation of the failed call in the spool.
const STEP_MS: i64 = 2_000;

/// The result of a search in the spool for the explanation of a failed call.
pub(super) enum Found {
    /// The report on the failed call need not wait. The value is the explanation of the failed
    /// call, which the Ferrofax service made from the call recording; `None` if there is no
    /// explanation.
    Verdict(Option<CallVerdict>),
    /// The Ferrofax service may still store the explanation of the failed call, so the report on
    /// the job waits. When this point in time is reached, the spool must be searched for the
    /// explanation again.
    Later(UnixMs),
}

/// Searches the spool for the explanation of a failed call. `change` is the entry in the job's
/// history about that call.
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
