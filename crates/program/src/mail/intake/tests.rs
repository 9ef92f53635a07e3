//! Tests of the guarantees that the intake gives.

use ferrofax_basics::UnixMs;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::SystemTime;

use super::upkeep::{ABANDONED, DAMAGED_KEPT, MOST_DAMAGED};
use super::*;
use crate::asker::{Client, Recipient};

const NOW: UnixMs = UnixMs(1_795_000_000_000);
const HOUR: i64 = 3_600_000;

fn envelope(recipients: &[&str]) -> Envelope {
    Envelope {
        client: Client::at("192.0.2.1".parse().unwrap(), "smtp", false),
        sender: "alice@example.com".to_owned(),
        envelope_id: None,
        return_full: None,
        utf8: false,
        recipients: recipients.iter().map(|it| Recipient::new(*it)).collect(),
        received_at: UnixMs::now(),
    }
}

fn mail(id: &str) -> Vec<u8> {
    format!("Message-ID: <{id}>\r\n\r\nHello\r\n").into_bytes()
}

fn no_limits() -> IntakeSettings {
    IntakeSettings { min_free: 0, ..IntakeSettings::default() }
}

fn opened(folder: &Path) -> Intake {
    Intake::open(folder, no_limits()).unwrap()
}

fn next(intake: &Intake) -> Option<Entry> {
    intake.next(UnixMs::now()).unwrap().map(|(_, entry)| entry)
}

fn new(kept: Kept) -> String {
    match kept {
        Kept::New(id) => id,
        Kept::Known(id) => panic!("{id} was known"),
    }
}

#[test]
fn mails_come_out_as_they_went_in_and_in_that_order() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    for (number, body) in [b"".as_slice(), b"one\ntwo\r\n", b"\0\xff{}\n"].into_iter().enumerate() {
        let envelope =
            Envelope { received_at: NOW + number as i64, ..envelope(&["1@x.fax", "2@x.fax"]) };
        let id = new(intake.put(&envelope, body).unwrap());
        let entry = intake.entry(&id).unwrap();
        assert_eq!((entry.envelope, entry.size), (envelope, body.len() as u64));
    }
    let taken: Vec<Entry> = std::iter::from_fn(|| next(&intake)).collect();
    assert_eq!(
        taken.iter().map(|it| it.envelope.received_at.ms_since(NOW)).collect::<Vec<_>>(),
        [0, 1, 2]
    );
    assert_eq!(taken[1].message().unwrap(), b"one\ntwo\r\n");
    assert_eq!(taken[2].message().unwrap(), b"\0\xff{}\n");
}

#[test]
fn what_was_taken_and_not_handled_comes_again_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, id);
    assert_eq!(next(&intake), None, "one that is handled is not given out twice");
    drop(intake);
    let intake = opened(folder.path());
    assert_eq!(next(&intake).unwrap().id, id);
    intake.done(&id).unwrap();
    drop(intake);
    assert_eq!(next(&opened(folder.path())), None);
}

#[test]
fn a_mail_that_comes_again_is_known_before_and_after_it_was_handled() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let first = envelope(&["1@x.fax", "2@x.fax"]);
    // The same mail, but with the recipients in another order, another client, and another
    // `Received` line.
    let again = Envelope {
        client: Client::at("::1".parse().unwrap(), "lmtp", true),
        ..envelope(&["2@X.fax", "1@x.fax"])
    };
    let resent = [b"Received: from y\r\n".as_slice(), &mail("a@x")].concat();
    let id = new(intake.put(&first, &mail("a@x")).unwrap());
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id.clone()));
    let entry = next(&intake).unwrap();
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id.clone()));
    intake.done(&entry.id).unwrap();
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id.clone()));
    drop(intake);
    let intake = opened(folder.path());
    assert_eq!(next(&intake), None);
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id));
    assert_eq!(intake.list().unwrap(), []);
}

#[test]
fn another_mail_is_another_fax() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let first = envelope(&["1@x.fax"]);
    new(intake.put(&first, &mail("a@x")).unwrap());
    new(intake.put(&first, &mail("b@x")).unwrap());
    new(intake.put(&envelope(&["1@x.fax", "2@x.fax"]), &mail("a@x")).unwrap());
    new(intake
        .put(&Envelope { sender: "bob@example.com".to_owned(), ..first }, &mail("a@x"))
        .unwrap());
    assert_eq!(intake.list().unwrap().len(), 4);
}

#[test]
fn a_machine_that_writes_one_message_id_into_all_its_mails_sends_each_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let scan = |subject: &str, body: &str| {
        format!("Subject: {subject}\r\nMessage-ID: <1@copier>\r\n\r\n{body}\r\n").into_bytes()
    };
    let to = envelope(&["1@x.fax"]);
    for mail in
        [scan("Scan", "first page"), scan("Scan", "second page"), scan("Scan 2", "first page")]
    {
        new(intake.put(&to, &mail).unwrap());
        assert!(matches!(intake.put(&to, &mail).unwrap(), Kept::Known(_)));
    }
}

/// A mail is recognised although a relay adds lines on top, a filter marks it, and a program
/// changes its line ends.
#[test]
fn the_same_mail_by_another_way_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let to = envelope(&["1@x.fax"]);
    let first = b"Received: from a\r\nSubject: An\r\n offer\r\nMessage-ID: <1@x>\r\n\r\nDear all, \r\n\r\nyours\r\n";
    new(intake.put(&to, first).unwrap());
    for again in [
        "Received: from b\r\n by c\r\nReceived: from a\r\nSubject: An offer\r\nX-Spam-Score: 3\r\nMessage-ID: <1@x>\r\n\r\n\
         Dear all, \r\n\r\nyours\r\n",
        "Message-ID: <1@x>\nSubject: An\n offer\nDKIM-Signature: v=1\n\nDear all,\n\nyours\n\n\n",
        "Message-ID: <1@x>\nSubject: An offer\n\nDear all,\n\nyours",
    ] {
        assert!(matches!(intake.put(&to, again.as_bytes()).unwrap(), Kept::Known(_)), "{again}");
    }
    new(intake
        .put(&to, b"Message-ID: <1@x>\nSubject: An offer\n\nDear all,\nyours")
        .unwrap());
}

#[test]
fn two_mails_without_a_message_id_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    for _ in 0..2 {
        let id = new(intake.put(&envelope(&["1@x.fax"]), b"Subject: scan\r\n\r\n").unwrap());
        next(&intake).unwrap();
        intake.done(&id).unwrap();
    }
    assert_eq!(intake.ids(KNOWN).unwrap(), [""; 0]);
}

#[test]
fn a_mail_that_was_refused_as_its_folder_was_not_flushed_is_not_stored_twice() {
    for (bytes, stays) in [(&b"Hello\r\n"[..], 0), (&mail("1")[..], 1)] {
        let folder = tempfile::tempdir().unwrap();
        let mut intake = opened(folder.path());
        let flusher = std::mem::replace(&mut intake.flusher, Flusher::new(Path::new("/gone")));
        let envelope = envelope(&["1@x.fax"]);
        intake.put(&envelope, bytes).unwrap_err();
        assert_eq!(intake.list().unwrap().len(), stays);
        intake.flusher = flusher;
        intake.put(&envelope, bytes).unwrap();
        assert_eq!(intake.list().unwrap().len(), 1);
    }
}

/// Between the storing of a mail and the failed flush, a worker may have found the mail.
#[test]
fn a_mail_whose_handling_has_begun_is_not_withdrawn() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let put = || new(intake.put(&envelope(&["1@x.fax"]), b"Hello\r\n").unwrap());
    let waits = put();
    assert!(intake.withdraw(&waits).unwrap());
    assert!(next(&intake).is_none() && intake.list().unwrap().is_empty());
    let begun = put();
    assert_eq!(next(&intake).unwrap().id, begun);
    assert!(!intake.withdraw(&begun).unwrap());
    intake.later(&begun, UnixMs::now(), "later").unwrap();
    assert!(!intake.withdraw(&begun).unwrap());
    assert_eq!(next(&intake).unwrap().id, begun);
    intake.done(&begun).unwrap();
    assert!(!intake.withdraw(&begun).unwrap());
}

#[test]
fn a_mail_is_forgotten_after_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let at = |hours: i64| Envelope { received_at: NOW + hours * HOUR, ..envelope(&["1@x.fax"]) };
    let id = new(intake.put(&at(0), &mail("a@x")).unwrap());
    next(&intake).unwrap();
    intake.done(&id).unwrap();
    assert_eq!(intake.put(&at(23), &mail("a@x")).unwrap(), Kept::Known(id));
    new(intake.put(&at(24), &mail("a@x")).unwrap());
    let never = IntakeSettings { duplicate_window: Duration::ZERO, ..no_limits() };
    let intake = Intake::open(folder.path(), never).unwrap();
    new(intake.put(&at(24), &mail("a@x")).unwrap());
}

/// The mail is recognised although `duplicate_window` is 0, and for longer than that window.
#[test]
fn a_mail_from_a_mailbox_is_known_by_its_digest_for_a_month() {
    let folder = tempfile::tempdir().unwrap();
    let settings = IntakeSettings { duplicate_window: Duration::ZERO, ..no_limits() };
    let intake = Intake::open(folder.path(), settings).unwrap();
    let at = |days: i64| Envelope {
        received_at: UnixMs::now() + days * 24 * HOUR,
        ..envelope(&["1@x.fax"])
    };
    // The mail has no Message-ID, so only its digest shows that it was fetched before.
    let put = |digest: &str, days| intake.put_fetched(digest, &at(days), b"Subject: a\r\n\r\nb");
    assert_eq!(intake.fetched("aa"), Fetched::Unknown);
    let id = new(put("aa", 0).unwrap());
    assert_eq!(put("aa", 0).unwrap(), Kept::Known(id.clone()));
    assert_eq!(intake.fetched("aa"), Fetched::Waiting);
    let entry = next(&intake).unwrap();
    assert!(entry.same.is_some(), "other machines know it, too");
    intake.done(&id).unwrap();
    assert!(matches!(intake.fetched("aa"), Fetched::Done(of) if of.envelope == entry.envelope));
    assert_eq!(put("aa", 30).unwrap(), Kept::Known(id));
    assert_eq!(intake.fetched("ab"), Fetched::Unknown);
    assert!(matches!(put("aa", 32).unwrap(), Kept::New(_)), "after a month it is another");

    let other = new(put("cc", 0).unwrap());
    let taken: Vec<Entry> = std::iter::from_fn(|| next(&intake)).collect();
    let entry = taken.iter().find(|entry| entry.id == other).unwrap();
    intake.set_aside(entry, "it crashes").unwrap();
    assert_eq!(intake.fetched("cc"), Fetched::SetAside);
    assert_eq!(put("cc", 0).unwrap(), Kept::Known(other));
    assert_eq!(intake.list().unwrap().iter().filter(|entry| entry.due == UnixMs(0)).count(), 1);
}

/// An attacker can construct two mails whose keys have the same hash. Neither mail may be lost.
#[test]
fn a_name_that_is_taken_by_another_mail_makes_nobody_known() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let here = envelope(&["1@x.fax"]);
    let name = Key::of(&here, &mail("a@x")).unwrap().id();
    let other = Key::of(&here, &mail("b@x")).unwrap();
    Head::write(&intake.place(KNOWN, &name), &here, Some(&other), b"").unwrap();
    let id = new(intake.put(&here, &mail("a@x")).unwrap());
    fs::remove_file(intake.place(WAITING, &id)).unwrap();
    Head::write(&intake.place(WAITING, &name), &here, Some(&other), &mail("b@x")).unwrap();
    assert_ne!(new(intake.put(&here, &mail("a@x")).unwrap()), name);
    assert_eq!(intake.list().unwrap().len(), 2);
}

#[test]
fn of_many_deliveries_at_once_one_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let intakes = [Arc::new(opened(folder.path())), Arc::new(opened(folder.path()))];
    let begin = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8)
        .map(|number| {
            let (intake, begin) = (Arc::clone(&intakes[number % 2]), Arc::clone(&begin));
            std::thread::spawn(move || {
                begin.wait();
                (0..20)
                    .filter(|n| {
                        matches!(
                            intake.put(&envelope(&["1@x.fax"]), &mail(&n.to_string())),
                            Ok(Kept::New(_))
                        )
                    })
                    .count()
            })
        })
        .collect();
    assert_eq!(threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>(), 20);
    assert_eq!(intakes[0].list().unwrap().len(), 20);
    assert_eq!(intakes[0].ids(NEW).unwrap(), [""; 0]);
}

#[test]
fn each_mail_goes_to_one_worker() {
    let folder = tempfile::tempdir().unwrap();
    let intake = Arc::new(opened(folder.path()));
    intake.next(UnixMs(0)).unwrap();
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let intake = Arc::clone(&intake);
            std::thread::spawn(move || {
                let mut handled = Vec::new();
                while handled.last().is_none_or(|id: &String| !id.is_empty()) {
                    match next(&intake) {
                        Some(entry) if entry.message().unwrap().is_empty() => {
                            intake.done(&entry.id).unwrap();
                            handled.push(String::new());
                        }
                        Some(entry) => {
                            intake.done(&entry.id).unwrap();
                            handled.push(entry.id);
                        }
                        None => intake.wait(Lane::Quick, Duration::from_millis(20)),
                    }
                }
                handled
            })
        })
        .collect();
    let mut put: Vec<String> = (0..100)
        .map(|n| new(intake.put(&envelope(&["1@x.fax"]), &mail(&n.to_string())).unwrap()))
        .collect();
    // An empty mail makes a worker end.
    let last = Envelope { received_at: UnixMs::now() + 1000, ..envelope(&["1@x.fax"]) };
    (0..4).for_each(|_| drop(intake.put(&last, b"").unwrap()));
    let handled = workers.into_iter().flat_map(|worker| worker.join().unwrap());
    let mut handled: Vec<String> = handled.filter(|id| !id.is_empty()).collect();
    put.sort();
    handled.sort();
    assert_eq!(handled, put);
}

#[test]
fn what_another_process_puts_in_is_found_and_one_process_alone_handles() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, pipe) = (opened(folder.path()), opened(folder.path()));
    assert_eq!(next(&desk), None);
    assert!(matches!(pipe.next(UnixMs(0)), Err(IntakeError::Taken(_))));
    let id = new(pipe.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    *desk.looked.lock().unwrap() = None;
    assert_eq!(next(&desk).unwrap().id, id);
    desk.done(&id).unwrap();
    assert_eq!(pipe.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap(), Kept::Known(id));
}

#[test]
fn what_is_put_off_comes_when_it_is_due_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let now = UnixMs::now();
    intake.next(now).unwrap().unwrap();
    intake.later(&id, now + HOUR, "the spool is locked").unwrap();
    assert_eq!(intake.next(now).unwrap(), None);
    drop(intake);
    let intake = opened(folder.path());
    assert_eq!(intake.next(now).unwrap(), None);
    let (_, entry) = intake.next(now + HOUR).unwrap().unwrap();
    assert_eq!((entry.tries, entry.why.as_deref()), (1, Some("the spool is locked")));
    intake.done(&id).unwrap();
    assert_eq!(intake.ids(PUT_OFF).unwrap(), [""; 0]);
}

/// Another worker takes the mail at once. The mail must then be in the state that was stored, not
/// in its state while it was handled.
#[test]
fn a_mail_that_takes_long_is_taken_by_the_other_lane_without_a_beginning_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    for number in 0..50 {
        let from = format!("{number}@x");
        let id = new(intake.put(&envelope(&["1@x.fax"]), &mail(&from)).unwrap());
        let entry = next(&intake).unwrap();
        let taken = thread::scope(|scope| {
            let slow = scope.spawn(|| {
                loop {
                    if let Some(entry) = intake.next_in(Lane::Slow, UnixMs::now()).unwrap() {
                        return entry;
                    }
                }
            });
            intake.slow(&entry).unwrap();
            slow.join().unwrap()
        });
        assert_eq!((taken.id, taken.begun), (id.clone(), 0), "{number}");
        intake.done(&id).unwrap();
    }
}

#[test]
fn what_is_put_off_comes_earlier_if_another_process_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, command) = (opened(folder.path()), opened(folder.path()));
    let id = new(desk.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    next(&desk).unwrap();
    desk.later(&id, UnixMs::now() + HOUR, "busy").unwrap();
    assert_eq!(next(&desk), None);
    command.later(&id, UnixMs::now() - 1, "busy").unwrap();
    *desk.looked.lock().unwrap() = None;
    assert_eq!(next(&desk).unwrap().id, id);
}

#[test]
fn that_a_mail_is_begun_is_known_after_a_crash_and_forgotten_after_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let id = new(opened(folder.path()).put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    for begun in 0..MOST_BEGUN {
        let intake = opened(folder.path());
        assert_eq!(next(&intake).unwrap().begun, begun);
        assert_eq!(
            intake.entry(&id).unwrap().begun,
            begun + 1,
            "on the disk before anybody handles it"
        );
    }
    let intake = opened(folder.path());
    let entry = next(&intake).unwrap();
    assert_eq!(
        (entry.begun, intake.entry(&id).unwrap().begun),
        (MOST_BEGUN, MOST_BEGUN),
        "it is not to be handled"
    );
    intake.later(&id, UnixMs(1), "no room").unwrap();
    assert_eq!(intake.entry(&id).unwrap().begun, 0);
    let entry = next(&intake).unwrap();
    intake.broke(&entry, UnixMs(1), "it breaks").unwrap();
    let entry = next(&intake).unwrap();
    intake.slow(&entry).unwrap();
    assert_eq!(
        intake.entry(&id).unwrap().begun,
        1,
        "that it takes long is no crash, and undoes none"
    );
    let (lane, entry) = intake.next(UnixMs::now()).unwrap().unwrap();
    assert_eq!((lane, entry.begun, entry.why.as_deref()), (Lane::Slow, 1, Some("it breaks")));
    intake.set_aside(&entry, "it breaks again").unwrap();
    assert_eq!((next(&intake), intake.has_room(0).is_ok()), (None, true));
    let waiting = intake.waiting();
    assert_eq!((waiting.count(), waiting.bytes()), (0, 0));
    drop(waiting);
    drop(intake);
    let intake = opened(folder.path());
    assert_eq!(next(&intake), None);
    let aside = intake.all_set_aside().unwrap();
    assert_eq!(
        aside[0].1.as_ref().unwrap().why.as_deref(),
        Some("it breaks again"),
        "also after a tidying"
    );
    intake.take_back(&id).unwrap();
    assert_eq!(
        next(&intake).map(|entry| (entry.id, entry.begun, entry.why)),
        Some((id.clone(), 0, None))
    );
    assert!(matches!(intake.take_back(&id), Err(IntakeError::Unknown(_))));
    intake.set_aside(&intake.entry(&id).unwrap(), "no").unwrap();
    intake.delete_aside(&id).unwrap();
    assert!(intake.all_set_aside().unwrap().is_empty() && intake.ids(PUT_OFF).unwrap().is_empty());
}

fn from(sender: &str, received_at: UnixMs) -> Envelope {
    Envelope { sender: sender.to_owned(), received_at, ..envelope(&["1@x.fax"]) }
}

#[test]
fn a_mail_that_may_have_killed_the_program_is_handled_alone() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let put = |sender, at| new(intake.put(&from(sender, NOW + at), &mail(sender)).unwrap());
    let [first, second] = [put("a@x", 0), put("b@x", 1)];
    assert_eq!(
        (next(&intake).unwrap().id, next(&intake).unwrap().id),
        (first.clone(), second.clone())
    );
    drop(intake);
    let intake = opened(folder.path());
    let third = new(intake.put(&from("c@x", NOW + 2), &mail("c@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, first);
    assert_eq!(
        next(&intake),
        None,
        "the second is suspect too, and nobody is to be beside the first"
    );
    intake.done(&first).unwrap();
    assert_eq!(next(&intake).unwrap().id, second);
    assert_eq!(next(&intake), None);
    intake.later(&second, UnixMs::now() + HOUR, "busy").unwrap();
    assert_eq!(next(&intake).unwrap().id, third);
}

#[test]
fn whoever_has_a_mail_in_hand_waits_for_those_who_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let put = |sender, id, at| new(intake.put(&from(sender, NOW + at), &mail(id)).unwrap());
    let [many1, many2, many3, other] = [
        put("many@x", "1", 0),
        put("many@x", "2", 1),
        put("Many@x", "3", 2),
        put("other@x", "4", 3),
    ];
    let taken: Vec<String> = std::iter::from_fn(|| next(&intake)).map(|entry| entry.id).collect();
    assert_eq!(
        taken,
        [many1, other, many2, many3],
        "with nobody else there they come all the same"
    );
}

#[test]
fn what_takes_long_is_in_a_lane_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let slow = new(intake.put(&from("a@x", NOW), &mail("1")).unwrap());
    let entry = next(&intake).unwrap();
    intake.slow(&entry).unwrap();
    let quick = new(intake.put(&from("b@x", NOW + 1), &mail("2")).unwrap());
    let in_lane = |lane| intake.next_in(lane, UnixMs::now()).unwrap().map(|entry| entry.id);
    assert_eq!((in_lane(Lane::Quick), in_lane(Lane::Quick)), (Some(quick), None));
    assert_eq!((in_lane(Lane::Slow), in_lane(Lane::Slow)), (Some(slow.clone()), None));
    // A note on a mail in the slow lane does not move the mail back to the quick lane.
    intake.later(&slow, UnixMs(1), "busy").unwrap();
    assert_eq!((in_lane(Lane::Quick), in_lane(Lane::Slow)), (None, Some(slow)));
}

#[test]
fn a_pause_closes_the_door_on_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    opened(folder.path()).pause().unwrap();
    let error = intake.put(&envelope(&["1@x.fax"]), &mail("b@x")).unwrap_err();
    assert!(matches!(error, IntakeError::Paused));
    assert_eq!((error.reply().code, error.reply().status), (451, (4, 3, 2)));
    assert_eq!(next(&intake), None);
    intake.resume().unwrap();
    intake.resume().unwrap();
    assert!(next(&intake).is_some());
}

#[test]
fn limits_hold_and_are_temporary() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |settings: IntakeSettings| {
        let intake = Intake::open(folder.path(), settings).unwrap();
        intake.put(&envelope(&["1@x.fax"]), &mail("b@x")).unwrap_err()
    };
    new(opened(folder.path()).put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    for (settings, full) in [
        (IntakeSettings { max_entries: 1, ..no_limits() }, true),
        (IntakeSettings { max_bytes: 2 * mail("a@x").len() as u64 - 1, ..no_limits() }, true),
        (IntakeSettings { min_free: u64::MAX, ..no_limits() }, false),
    ] {
        let error = refused(settings);
        assert_eq!(matches!(error, IntakeError::Full { .. }), full, "{error}");
        assert_eq!((error.reply().code, error.reply().status), (452, (4, 3, 1)));
    }
    let enough =
        IntakeSettings { max_entries: 2, max_bytes: 2 * mail("a@x").len() as u64, ..no_limits() };
    let intake = Intake::open(folder.path(), enough).unwrap();
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("b@x")).unwrap());
    assert!(intake.has_room(0).is_err());
    next(&intake).unwrap();
    intake.done(&id).unwrap();
    intake.has_room(mail("a@x").len() as u64).unwrap();
}

#[test]
fn a_file_that_cannot_be_read_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    for (name, text) in [("aa", ""), ("bb", "{}\n"), ("cc", "\u{0}\u{0}")] {
        fs::write(intake.place(WAITING, name), text).unwrap();
    }
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, id);
    assert_eq!(next(&intake), None);
    assert_eq!(intake.ids(DAMAGED).unwrap().len(), 3);
}

#[test]
fn half_of_a_mail_was_never_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    Head::write(&intake.place(NEW, "aa"), &envelope(&["1@x.fax"]), None, b"half").unwrap();
    let old = SystemTime::now() - ABANDONED - Duration::from_secs(1);
    File::options()
        .write(true)
        .open(intake.place(NEW, "aa"))
        .unwrap()
        .set_modified(old)
        .unwrap();
    Head::write(&intake.place(NEW, "bb"), &envelope(&["1@x.fax"]), None, b"being written").unwrap();
    assert_eq!(next(&intake), None);
    assert_eq!(intake.ids(NEW).unwrap(), ["bb"]);
}

#[test]
fn what_is_left_of_a_handled_mail_has_nothing_of_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    next(&intake).unwrap();
    intake.done(&id).unwrap();
    let left = fs::read_to_string(intake.place(KNOWN, &id)).unwrap();
    assert!(left.ends_with("}\n") && !left.contains("Hello"), "{left}");
}

#[test]
fn an_id_is_no_path() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    fs::write(folder.path().join("secret"), "{}").unwrap();
    for id in ["", ".", "../secret", "/etc/passwd"] {
        assert!(matches!(intake.done(id), Err(IntakeError::Unknown(_))), "{id}");
    }
}

#[test]
fn nobody_else_may_read_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(&folder.path().join("mail"));
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&intake.place(WAITING, &id)), 0o600);
    assert_eq!(mode(&folder.path().join("mail")) & 0o077, 0);
}

/// An administrator may run `ferrofax mail-queue` as root, even before the service has ever run.
#[test]
fn what_root_makes_belongs_to_the_spool_s_owner() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let spool = tempfile::tempdir().unwrap();
    chown(spool.path(), Some(12_345), Some(12_346)).unwrap();
    let intake = opened(&spool.path().join("mail"));
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    next(&intake).unwrap();
    intake.later(&id, UnixMs::now() + HOUR, "busy").unwrap();
    let mut paths = vec![spool.path().join("mail")];
    while let Some(path) = paths.pop() {
        let found = fs::metadata(&path).unwrap();
        assert_eq!((found.uid(), found.gid()), (12_345, 12_346), "{}", path.display());
        if found.is_dir() {
            paths.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
}

/// The permissions are as in the package: the spool belongs to the PBX's user, and the user of the
/// Ferrofax service has access by its group.
#[test]
fn a_group_that_shares_the_spool_shares_the_mails() {
    let spool = tempfile::tempdir().unwrap();
    fs::set_permissions(spool.path(), Permissions::from_mode(0o2770)).unwrap();
    let intake = opened(&spool.path().join("mail"));
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&intake.place(WAITING, &id)), 0o660);
    assert_eq!(mode(&spool.path().join("mail/lock")), 0o660);
    for folder in ["mail", "mail/waiting", "mail/known"] {
        assert_eq!(mode(&spool.path().join(folder)), 0o2770, "{folder}");
    }
}

/// Other people's names and numbers are deleted in time, also in a service that runs for months.
#[test]
fn what_nobody_needs_goes_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, id);
    intake.done(&id).unwrap();
    let count = |inside: &str| fs::read_dir(folder.path().join(inside)).unwrap().count();
    for number in 0..MOST_DAMAGED + 5 {
        let file = File::create(folder.path().join(DAMAGED).join(format!("{number:05}"))).unwrap();
        let age = if number < 3 {
            DAMAGED_KEPT + Duration::from_secs(60)
        } else {
            Duration::from_secs(60)
        };
        file.set_modified(SystemTime::now() - age).unwrap();
    }
    assert_eq!(intake.next(UnixMs::now() + HOUR / 2).unwrap(), None);
    assert_eq!(
        (count(KNOWN), count(DAMAGED)),
        (1, MOST_DAMAGED + 5),
        "it has been tidied a moment ago"
    );
    assert_eq!(intake.next(UnixMs::now() + 2 * HOUR).unwrap(), None);
    assert_eq!((count(KNOWN), count(DAMAGED)), (1, MOST_DAMAGED));
    assert!(!folder.path().join(DAMAGED).join("00002").exists(), "the oldest ones");
    assert_eq!(intake.next(UnixMs::now() + 25 * HOUR).unwrap(), None);
    assert_eq!(count(KNOWN), 0);
}

#[test]
fn parts_of_mails_count_against_what_may_wait() {
    let folder = tempfile::tempdir().unwrap();
    let intake =
        Intake::open(folder.path(), IntakeSettings { max_entries: 2, ..no_limits() }).unwrap();
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    intake.keep_part(&id, "00ff", 1).unwrap();
    assert_eq!((next(&intake), intake.parts(Some("00ff")).unwrap().len()), (None, 1));
    new(intake.put(&envelope(&["1@x.fax"]), &mail("b@x")).unwrap());
    assert!(matches!(
        intake.put(&envelope(&["1@x.fax"]), &mail("c@x")),
        Err(IntakeError::Full { .. })
    ));
    drop(intake);
    let intake = opened(folder.path());
    assert_eq!(
        intake.parts(None).unwrap()[0].entry.message().unwrap(),
        mail("a@x"),
        "after a restart"
    );
    intake.drop_parts("00ff").unwrap();
    assert_eq!(intake.parts(None).unwrap(), []);
}

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
