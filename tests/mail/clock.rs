//! The machine's clock is put forward: for an hour no mail is given up, and no part of
//! one is called late.

use std::sync::Arc;

use ferrofax::UnixMs;
use ferrofax::clock::Look;
use ferrofax::mail::desk::Desk;
use ferrofax::mail::intake::{Intake, IntakeSettings};

use super::desk::{NOW, Office, envelope, recipient};

const HOUR_MS: i64 = 3_600_000;
const LATER: UnixMs = UnixMs(NOW.0 + 30 * 24 * HOUR_MS);

const MAIL: &str = "From: Alice <alice@example.com>\r\nMessage-ID: <c1@example.com>\r\nSubject: Offer\r\n\r\nHello.\r\n";
const PART: &str = "From: Alice <alice@example.com>\r\nMessage-ID: <c2@example.com>\r\nMIME-Version: 1.0\r\n\
    Content-Type: message/partial; id=\"scan@x\"; number=1; total=2\r\n\r\nSubject: Scan\r\n\r\nHello.\r\n";

/// A desk, and the clock that it goes by.
struct Worker {
    office: Office,
    intake: Arc<Intake>,
    desk: Desk,
}

impl Worker {
    fn new(office: Office) -> Self {
        let intake = Arc::new(Intake::open(&office.mails(), IntakeSettings::default()).unwrap());
        let desk = office.desk(&intake);
        Self { office, intake, desk }
    }

    /// Does what is due. Says how many letters were written so far.
    fn work(&self, now: UnixMs, is_settled: bool) -> usize {
        self.intake
            .go_by(&Look { unix_ms: now, is_settled, jumps: 1, ..Look::default() });
        self.desk.upkeep(now);
        while self.desk.turn(now).unwrap() {}
        self.office.letters().len()
    }
}

#[test]
fn a_mail_that_cannot_be_handled_is_not_given_up() {
    let mut office = Office::new();
    // Nobody reads it.
    office.settings.child = "/nonexistent/ferrofax".into();
    office.put(&envelope("alice@example.com", &[recipient("0990")]), MAIL);
    let worker = Worker::new(office);
    assert_eq!(worker.work(NOW, true), 0);
    assert_eq!((worker.work(LATER, false), worker.office.waiting()), (0, 1), "it waits");
    assert_eq!(
        (worker.work(LATER + HOUR_MS, true), worker.office.waiting()),
        (1, 0),
        "it is old by every clock"
    );
}

#[test]
fn a_part_whose_others_have_not_come_waits_for_them() {
    let office = Office::new();
    office.put(&envelope("alice@example.com", &[recipient("0990")]), PART);
    let worker = Worker::new(office);
    assert_eq!(worker.work(NOW, true), 0);
    assert_eq!((worker.work(LATER, false), worker.intake.parts(None).unwrap().len()), (0, 1));
    assert_eq!(
        (worker.work(LATER + HOUR_MS, true), worker.intake.parts(None).unwrap().len()),
        (1, 0)
    );
}
