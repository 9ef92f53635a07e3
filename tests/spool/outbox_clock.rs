//! A machine's clock that was ahead, or is behind, makes no mail wait for ever and gives none up early.

use ferrofax::UnixMs;
use ferrofax::spool::{Deferral, FaxId, OutboxEntry, RetryPolicy, Spool};

use super::{DAY_MS, new_fax, spool, start, whole_fax};

const HOUR_MS: i64 = 3_600_000;
const NOW: UnixMs = UnixMs(20_000 * DAY_MS);

/// The policy while the clock is not trusted.
fn patient() -> RetryPolicy {
    RetryPolicy { give_up_after_ms: i64::MAX, ..RetryPolicy::default() }
}

/// A fax that ended at this time and is to be mailed.
fn ended(spool: &Spool, at: UnixMs) -> FaxId {
    whole_fax(spool, &new_fax(&["alice@example.com"]), at)
}

/// A fax whose mail was made at this time and could not be sent at its first attempt.
fn deferred(spool: &Spool, at: UnixMs) -> FaxId {
    let fax = ended(spool, at);
    fails(spool, fax, at, &RetryPolicy::default());
    fax
}

/// Tries to send the mail of a fax, without success.
fn fails(spool: &Spool, fax: FaxId, at: UnixMs, policy: &RetryPolicy) -> Deferral {
    let id = mail(spool, fax).id;
    spool.outbox().put_outbox_right(at, policy).unwrap();
    spool.outbox().lease(id, at, at + 60_000).unwrap().expect("it is due");
    spool.outbox().defer_by(id, at, policy, "451 later").unwrap()
}

fn mail(spool: &Spool, fax: FaxId) -> OutboxEntry {
    spool.outbox().outbox_of(fax).unwrap().remove(0)
}

#[test]
fn a_start_with_the_clock_far_behind_leaves_a_mail_its_three_days() {
    let (_folder, spool) = spool();
    let fax = deferred(&spool, NOW);
    let behind = NOW - 730 * DAY_MS;
    spool.outbox().put_outbox_right(behind, &patient()).unwrap();
    let waiting = mail(&spool, fax);
    assert_eq!((waiting.next_try_at, waiting.created_at), (behind, NOW));
    let later = NOW + 2 * HOUR_MS;
    let ends = fails(&spool, fax, later, &RetryPolicy::default());
    assert!(matches!(ends, Deferral::Until(_)), "{ends:?}");
    let late = NOW + 3 * DAY_MS;
    assert_eq!(fails(&spool, fax, late, &RetryPolicy::default()), Deferral::GaveUp);
}

#[test]
fn a_mail_of_a_clock_that_was_ahead_is_due_at_once_and_given_up_after_three_days() {
    let (_folder, spool) = spool();
    let fax = deferred(&spool, NOW + 365 * DAY_MS);
    // The clock is put back, and is not trusted for an hour.
    fails(&spool, fax, NOW, &patient());
    assert_eq!(mail(&spool, fax).created_at, NOW + 365 * DAY_MS);
    let trusted = NOW + HOUR_MS;
    fails(&spool, fax, trusted, &RetryPolicy::default());
    assert_eq!(mail(&spool, fax).created_at, trusted);
    let late = trusted + 3 * DAY_MS;
    assert_eq!(fails(&spool, fax, late, &RetryPolicy::default()), Deferral::GaveUp);
}

#[test]
fn a_mail_that_is_made_while_the_clock_is_behind_is_attempted_for_three_days() {
    let (_folder, spool) = spool();
    start(&spool, NOW);
    let behind = NOW - 730 * DAY_MS;
    start(&spool, behind);
    let fax = ended(&spool, behind);
    fails(&spool, fax, behind, &patient());
    let before = NOW + 3 * DAY_MS - 1;
    let ends = fails(&spool, fax, before, &RetryPolicy::default());
    assert!(matches!(ends, Deferral::Until(_)), "{ends:?}");
    let late = NOW + 3 * DAY_MS;
    assert_eq!(fails(&spool, fax, late, &RetryPolicy::default()), Deferral::GaveUp);
}
