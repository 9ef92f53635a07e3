//! A mail that the relay has accepted is not sent again if its end can't be written: the end is kept
//! in memory, and written as soon as possible.

use std::cell::RefCell;
use std::path::Path;

use crate::outbox::{ENDED_AT, Outbox, new_fax, settings};
use ferrofax::UnixMs;
use ferrofax::delivery::{Composed, DeliveryReport, Relay, SendError, deliver_due};
use ferrofax::spool::{FaxStatus, Format, OutboxEntry, OutboxState};
use mail_parser::MessageParser;

const DAY_MS: i64 = 24 * 3_600_000;

/// A spool with a mail that is due, and a relay. When the relay accepts a mail, the database takes
/// no end of a mail any more.
struct Bench {
    outbox: Outbox,
    /// The Message-IDs of the mails that the relay got.
    sent: RefCell<Vec<String>>,
    /// The relay's answer, if it refuses each mail.
    refusal: Option<&'static str>,
}

impl Relay for Bench {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        let mail = MessageParser::default().parse(&mail.bytes).expect("a mail").into_owned();
        self.sent.borrow_mut().push(mail.message_id().expect("an id").to_owned());
        if self.sent.borrow().len() == 1 {
            self.rename("sums", "away");
        }
        match self.refusal {
            None => Ok("250 taken".to_owned()),
            Some(text) => Err(SendError::Permanent(text.into())),
        }
    }
}

impl Bench {
    fn new(refusal: Option<&'static str>) -> Self {
        let outbox = Outbox::new();
        let new = new_fax(&["alice@example.com"], Format::Pdf);
        outbox.receive(&new, 1, FaxStatus::Received);
        Self { outbox, sent: RefCell::default(), refusal }
    }

    /// Renames a table that the end of each mail writes.
    fn rename(&self, from: &str, to: &str) {
        let database = self.outbox.spool.folder().join(Path::new("spool.db"));
        let database = rusqlite::Connection::open(database).expect("the spool's database");
        database
            .execute_batch(&format!("ALTER TABLE {from} RENAME TO {to}"))
            .expect("renamed");
    }

    fn pass(&self, at: UnixMs) -> DeliveryReport {
        deliver_due(&self.outbox.spool, &settings(), self, at)
    }

    fn entries(&self) -> Vec<OutboxEntry> {
        let faxes = self.outbox.spool.faxes().list(&Default::default()).unwrap();
        self.outbox.spool.outbox().outbox_of(faxes[0].id).unwrap()
    }
}

#[test]
fn a_mail_that_the_relay_has_is_booked_later_and_never_sent_again() {
    let bench = Bench::new(None);
    let first = bench.pass(ENDED_AT);
    assert!(first.spool_error.is_some() && first.delivered == 0, "{first:?}");
    // The lease has expired. The end still can't be written.
    let second = bench.pass(ENDED_AT + 2 * DAY_MS);
    assert!(second.spool_error.is_some(), "{second:?}");
    assert_eq!(bench.sent.borrow().len(), 1, "{:?}", bench.sent.borrow());

    bench.rename("away", "sums");
    assert_eq!(bench.pass(ENDED_AT + 3 * DAY_MS), DeliveryReport::default());
    let entries = bench.entries();
    let [mail] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((mail.state, mail.ended_at), (OutboxState::Delivered, Some(ENDED_AT)));
    assert_eq!(mail.relay_answer.as_deref(), Some("250 taken"));
    // The domain of the Message-ID comes from the settings.
    let unique = |id: &str| id.split('@').next().unwrap().to_owned();
    assert_eq!(unique(&bench.sent.borrow()[0]), unique(&mail.message_id));
}

#[test]
fn at_the_end_of_the_process_the_booking_is_tried_a_last_time() {
    let bench = Bench::new(None);
    assert!(bench.pass(ENDED_AT).spool_error.is_some());
    bench.outbox.spool.outbox().book_at_last();
    assert_eq!(bench.entries()[0].state, OutboxState::Leased);
    bench.rename("away", "sums");
    bench.outbox.spool.outbox().book_at_last();
    assert_eq!(bench.entries()[0].state, OutboxState::Delivered);
}

#[test]
fn a_refusal_that_could_not_be_written_reaches_the_faxmaster_later() {
    let bench = Bench::new(Some("550 no such user"));
    assert!(bench.pass(ENDED_AT).spool_error.is_some());
    bench.rename("away", "sums");
    bench.pass(ENDED_AT + 2 * DAY_MS);
    let states: Vec<_> = bench.entries().iter().map(|entry| entry.state).collect();
    // The relay refuses the notice for the faxmaster, too.
    assert_eq!(states, [OutboxState::Rejected, OutboxState::Failed]);
    assert_eq!(bench.sent.borrow().len(), 2, "{:?}", bench.sent.borrow());
}
