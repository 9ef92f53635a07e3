//! The time for which a fax waits for the rules that sort it.

use std::time::Instant;

use ferrofax_basics::UnixMs;

/// The longest time for which mails, webhooks and watched folders may wait for the sorting, in ms.
pub(crate) const LONGEST_WAIT_MS: i64 = 3_600_000;

/// The time until which a fax of the table `faxes` waits for its sorting, as an SQL expression; NULL if
/// it does not.
macro_rules! waits_until {
    () => {
        "(SELECT until FROM fax_sortings AS s WHERE s.fax = faxes.id AND s.sorted_at IS NULL)"
    };
}
pub(crate) use waits_until;

/// Whether webhooks and watched folders still wait for the sorting of a fax. `until` is the time until
/// which the fax waits; none if it does not. A time that is too far ahead comes from a clock that was
/// wrong.
pub(crate) fn waits(until: Option<UnixMs>, now: UnixMs) -> bool {
    until.is_some_and(|until| until > now && until <= now + LONGEST_WAIT_MS)
}

/// The time now, if it was `at` at the instant `begun`. A decryption, new documents and other
/// transactions may take a while, and the mails of a fax do not wait for them.
pub(crate) fn now_since(at: UnixMs, begun: Instant) -> UnixMs {
    at + i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX)
}
