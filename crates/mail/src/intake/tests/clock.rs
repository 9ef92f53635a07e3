//! Tests of the intake while the system clock is wrong.

use std::time::SystemTime;

use super::super::upkeep::DAMAGED_KEPT;
use super::*;

/// A check of the clock with these results.
fn look(unix_ms: UnixMs, is_settled: bool, jumps: u64) -> Look {
    Look { unix_ms, is_settled, jumps, ..Look::default() }
}

#[test]
fn what_was_put_off_by_a_clock_that_was_ahead_does_not_wait_until_then() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let now = UnixMs::now();
    for wait in [365 * 24 * HOUR, HOUR + 1_000, UnixMs::MAX.ms_since(now)] {
        assert_eq!(intake.next(now).unwrap().unwrap().1.id, id);
        intake.later(&id, now + wait, "busy").unwrap();
    }
    drop(intake);
    let intake = opened(folder.path());
    assert_eq!(intake.next(now).unwrap().unwrap().1.id, id, "after a restart too");
}

#[test]
fn what_was_put_off_is_due_when_the_clock_is_put_also_by_less_than_it_waits() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let now = UnixMs::now();
    intake.go_by(&look(now, true, 0));
    intake.next(now).unwrap().unwrap();
    intake.later(&id, now + HOUR / 2, "busy").unwrap();
    intake.go_by(&look(now, true, 0));
    assert_eq!(intake.next(now).unwrap(), None);
    intake.go_by(&look(now - HOUR / 4, false, 1));
    // Read the folder again at once: the due time in the mail's file has not changed.
    *intake.looked.lock().unwrap() = None;
    assert_eq!(intake.next(now - HOUR / 4).unwrap().unwrap().1.id, id);
}

/// A mail that comes again in that hour must be recognised, or it would be a second fax.
#[test]
fn nothing_is_forgotten_in_the_hour_after_the_clock_was_put_forward() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let sent = envelope(&["1@x.fax"]);
    let id = new(intake.put(&sent, &mail("a@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, id);
    intake.done(&id).unwrap();
    let damaged = folder.path().join(DAMAGED).join("00ff");
    File::create(&damaged)
        .unwrap()
        .set_modified(SystemTime::now() - 2 * DAMAGED_KEPT)
        .unwrap();
    let later = UnixMs::now() + 40 * 24 * HOUR;
    intake.go_by(&look(later, false, 1));
    assert_eq!(intake.next(later).unwrap(), None);
    let again = Envelope { received_at: later, ..sent };
    assert_eq!(intake.put(&again, &mail("a@x")).unwrap(), Kept::Known(id));
    assert!(damaged.exists());
    intake.go_by(&look(later + HOUR, true, 1));
    assert_eq!(intake.next(later + HOUR).unwrap(), None);
    assert!(!damaged.exists() && intake.ids(KNOWN).unwrap().is_empty());
    assert!(matches!(intake.put(&again, &mail("a@x")).unwrap(), Kept::New(_)));
}

#[test]
fn what_came_while_the_clock_was_ahead_is_not_known_until_then() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let now = UnixMs::now();
    let ahead = Envelope { received_at: now + 365 * 24 * HOUR, ..envelope(&["1@x.fax"]) };
    let id = new(intake.put(&ahead, &mail("a@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, id);
    intake.done(&id).unwrap();
    new(intake.put(&Envelope { received_at: now, ..ahead }, &mail("a@x")).unwrap());
    intake.next(now + 2 * HOUR).unwrap();
    assert_eq!(intake.ids(KNOWN).unwrap(), [""; 0], "and is tidied away");
}
