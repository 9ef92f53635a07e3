//! Tests of the order in which workers get the mails, also after a crash.

use std::fs;
use std::sync::Arc;
use std::thread;

use super::*;

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

/// A folder in the place of the mail's file cannot be read, like a file on a bad disk.
#[test]
fn a_mail_whose_file_cannot_be_read_for_now_is_handled_later() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let entry = next(&intake).unwrap();
    let (file, moved) = (intake.place(WAITING, &id), folder.path().join("moved"));
    fs::rename(&file, &moved).unwrap();
    fs::create_dir(&file).unwrap();
    let now = UnixMs::now();
    assert!(intake.done(&id).is_err());
    intake.postpone(&entry, now + HOUR / 2, "too many open files").unwrap();
    fs::remove_dir(&file).unwrap();
    fs::rename(&moved, &file).unwrap();
    assert_eq!(intake.next(now).unwrap(), None);
    assert_eq!(intake.next(now + HOUR / 2).unwrap().unwrap().1.id, id);
}

#[test]
fn a_damaged_mail_that_cannot_be_set_aside_does_not_remain_taken() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    fs::write(intake.place(WAITING, "00ff"), "no mail\n").unwrap();
    // No file can be renamed to the name of a folder.
    fs::create_dir(intake.place(DAMAGED, "00ff")).unwrap();
    let now = UnixMs::now();
    assert!(intake.next(now).is_err() && !intake.waiting().is_taken("00ff"));
    fs::remove_dir(intake.place(DAMAGED, "00ff")).unwrap();
    assert_eq!(intake.next(now + 60_000).unwrap(), None);
    assert!(intake.place(DAMAGED, "00ff").is_file());
    assert_eq!(intake.waiting().count(), 0);
}

#[test]
fn a_mail_that_another_process_has_deleted_does_not_remain_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, command) = (opened(folder.path()), opened(folder.path()));
    for number in 0..2 {
        let from = format!("{number}@x");
        let id = new(desk.put(&envelope(&["1@x.fax"]), &mail(&from)).unwrap());
        let entry = next(&desk).unwrap();
        command.done(&id).unwrap();
        let ended = if number == 0 { desk.done(&id) } else { desk.broke(&entry, NOW, "no") };
        assert!(matches!(ended, Err(IntakeError::Unknown(_))));
        assert_eq!(desk.waiting().count(), 0);
    }
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
fn a_mail_that_may_have_killed_the_program_delays_no_others_while_a_slow_one_is_handled() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let put = |intake: &Intake, sender, at| {
        new(intake.put(&from(sender, NOW + at), &mail(sender)).unwrap())
    };
    let [slow, suspect] = [put(&intake, "a@x", 0), put(&intake, "b@x", 1)];
    assert_eq!(
        (next(&intake).unwrap().id, next(&intake).unwrap().id),
        (slow.clone(), suspect.clone())
    );
    drop(intake);
    let intake = opened(folder.path());
    let now = UnixMs::now();
    let in_lane = |lane, ms| intake.next_in(lane, now + ms).unwrap().map(|entry| entry.id);
    // The first mail takes long. The suspect mail is handled before the slow queue continues.
    let entry = next(&intake).unwrap();
    assert_eq!(entry.id, slow);
    intake.slow(&entry).unwrap();
    assert_eq!(in_lane(Lane::Slow, 0), None);
    assert_eq!(in_lane(Lane::Quick, 0), Some(suspect.clone()));
    // While the suspect mail is postponed, the slow mail begins.
    intake.later(&suspect, now + 1_000, "busy").unwrap();
    assert_eq!(in_lane(Lane::Slow, 0), Some(slow.clone()));
    let third = put(&intake, "c@x", 2);
    assert_eq!(in_lane(Lane::Quick, 0), Some(third.clone()));
    intake.later(&third, now + 2_000, "busy").unwrap();
    // The suspect mail is the first one, and waits for the slow mail; the third mail does not.
    assert_eq!(in_lane(Lane::Quick, 3_000), Some(third.clone()));
    assert_eq!(in_lane(Lane::Quick, 3_000), None);
    intake.done(&slow).unwrap();
    assert_eq!(in_lane(Lane::Quick, 3_000), None);
    intake.done(&third).unwrap();
    assert_eq!(in_lane(Lane::Quick, 3_000), Some(suspect));
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
fn in_the_slow_lane_each_sender_has_a_turn() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let put =
        |sender, at| new(intake.put(&from(sender, NOW + at), &mail(&format!("{at}"))).unwrap());
    let many = [put("many@x", 0), put("Many@x", 1), put("many@x", 2)];
    let other = [put("other@x", 3), put("other@x", 4)];
    let third = put("third@x", 5);
    for _ in 0..6 {
        let entry = intake.next_in(Lane::Quick, UnixMs::now()).unwrap().unwrap();
        intake.slow(&entry).unwrap();
    }
    let handled: Vec<String> = std::iter::from_fn(|| {
        let entry = intake.next_in(Lane::Slow, UnixMs::now()).unwrap()?;
        intake.done(&entry.id).unwrap();
        Some(entry.id)
    })
    .collect();
    let [many1, many2, many3] = many;
    let [other1, other2] = other;
    assert_eq!(handled, [many1, other1, third, many2, other2, many3]);
}
