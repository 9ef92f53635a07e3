//! Tests of the guarantees that the intake gives.

mod clock;
mod duplicates;
mod folder;
mod workers;

use super::*;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::{Client, Recipient};

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

#[test]
fn only_mails_that_were_put_off_are_among_the_postponed() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    for id in ["a@x", "b@x", "c@x"] {
        new(intake.put(&envelope(&["1@x.fax"]), &mail(id)).unwrap());
    }
    assert_eq!(intake.postponed().unwrap(), []);
    let id = next(&intake).unwrap().id;
    intake.later(&id, UnixMs::now() + HOUR, "no memory").unwrap();
    next(&intake).unwrap();
    let postponed = intake.postponed().unwrap();
    let [entry] = &postponed[..] else { panic!("{postponed:?}") };
    assert_eq!((&entry.id, entry.why.as_deref()), (&id, Some("no memory")));
    intake.done(&id).unwrap();
    assert_eq!(intake.postponed().unwrap(), []);
}
