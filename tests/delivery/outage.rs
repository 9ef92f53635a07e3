//! The relay refuses, keeps silent, is gone or is an impostor for a while: each fax
//! arrives once afterwards, or reaches the faxmaster with the reason. Time is handed in:
//! hours of retries pass at once.

use crate::programs;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use crate::outbox::{ENDED_AT, Outbox, new_fax, settings};
use crate::ports::own_port;
use crate::smtp_sink::{Answer, Identity, Mail, Script, ServerTls, TestSink, certificate};
use ferrofax::UnixMs;
use ferrofax::delivery::StopFlag;
use ferrofax::delivery::Timeouts;
use ferrofax::delivery::{
    Composed, MailSettings, Relay, SendError, SmtpRelay, Tls, deliver_due, tls,
};
use ferrofax::spool::{FaxStatus, Format, OutboxKind, OutboxState, Spool};
use mail_parser::MessageParser;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Three faxes to two mailboxes each, one of the six mails being a notice without pages.
fn six_mails() -> Outbox {
    let outbox = Outbox::new();
    for format in [Format::Pdf, Format::Tiff, Format::InlineGif] {
        let status =
            if format == Format::Tiff { FaxStatus::Incomplete } else { FaxStatus::Received };
        outbox.receive(&new_fax(&["alice@example.com", "bob@example.com"], format), 2, status);
    }
    outbox
}

/// A relay there. A good one has all the time that a busy test machine may take.
fn settings_for(address: SocketAddr) -> MailSettings {
    let mut settings = settings();
    settings.relay.host = "localhost".to_owned();
    settings.relay.port = Some(address.port());
    settings.relay.source_address = Some(address.ip());
    settings.relay.ca_file = Some(certificate("root.pem"));
    settings
}

/// The same with a little patience only, for relays whose silence is the test.
fn impatient(settings: &MailSettings) -> MailSettings {
    let mut settings = settings.clone();
    let moment = Duration::from_millis(50);
    settings.relay.timeouts =
        Timeouts { connect: moment, command: moment, data: moment, data_end: moment };
    settings
}

/// The relay of these settings.
fn relay_of(settings: &MailSettings) -> SmtpRelay {
    SmtpRelay::new(&settings.relay, &StopFlag::default())
}

/// Passes over the outbox whenever something is due, until `end` or until it is empty.
/// Gives back the time.
fn pass_until(
    spool: &Spool,
    settings: &MailSettings,
    relay: &dyn Relay,
    from: UnixMs,
    end: UnixMs,
) -> UnixMs {
    let mut now = from;
    for _ in 0..2000 {
        let report = deliver_due(spool, settings, relay, now);
        assert_eq!(report.spool_error, None);
        match spool.outbox().next_due().expect("a spool") {
            None => return now,
            Some(due) if due > end => return end,
            Some(due) => {
                assert!(due > now || report.more, "an entry is due again at once");
                now = now.max(due);
            }
        }
    }
    panic!("the outbox never comes to rest");
}

/// How often each mail arrived where.
fn arrivals(mails: &[Mail]) -> BTreeMap<(String, String), u32> {
    let mut arrivals = BTreeMap::new();
    for mail in mails {
        let parsed = MessageParser::default().parse(&mail.bytes).expect("a mail");
        assert!(parsed.attachment_count() > 0);
        let message_id = parsed.message_id().expect("an id").to_owned();
        *arrivals.entry((mail.to.clone(), message_id)).or_default() += 1;
    }
    arrivals
}

/// `trouble` for twenty minutes, then a good relay.
fn ride_out(trouble: Script, tls: Tls) -> (Outbox, Vec<Mail>) {
    let outbox = six_mails();
    let good = Script { tls: trouble_tls(&trouble), ..Script::default() };
    let sink = TestSink::start(trouble);
    let mut settings = settings_for(sink.address());
    settings.relay.tls = tls;
    let impatient = impatient(&settings);
    let now = pass_until(
        &outbox.spool,
        &impatient,
        &relay_of(&impatient),
        ENDED_AT,
        ENDED_AT + 20 * MINUTE_MS,
    );
    assert!(sink.mails().is_empty());
    sink.set(good);
    pass_until(&outbox.spool, &settings, &relay_of(&settings), now, UnixMs::MAX);
    let mails = sink.mails();
    (outbox, mails)
}

/// The same kind of TLS under the right name.
fn trouble_tls(trouble: &Script) -> ServerTls {
    match trouble.tls {
        ServerTls::None => ServerTls::None,
        ServerTls::StartTls(_) => ServerTls::StartTls(Identity::Localhost),
        ServerTls::Implicit(_) => ServerTls::Implicit(Identity::Localhost),
    }
}

fn say(text: &str) -> Answer {
    Answer::Say(text.to_owned())
}

fn assert_each_arrived_once(outbox: &Outbox, mails: &[Mail]) {
    let arrivals = arrivals(mails);
    assert_eq!(arrivals.len(), 6, "{arrivals:?}");
    assert!(arrivals.values().all(|&times| times == 1), "{arrivals:?}");
    assert_eq!(arrivals.keys().filter(|(to, _)| to == "alice@example.com").count(), 3);
    let stats = outbox.spool.faxes().stats().expect("a spool");
    assert_eq!((stats.outbox_waiting, stats.outbox_failed), (0, 0));
}

#[test]
fn refusals_for_now_end_in_one_delivery_each() {
    for trouble in [
        Script { mail: say("452 4.3.1 Disk full"), ..Script::default() },
        Script { rcpt: say("450 4.2.0 Greylisted"), ..Script::default() },
        Script { end_of_data: say("451 4.3.0 Queue broken"), ..Script::default() },
        Script { greeting: say("421 4.3.2 Down for maintenance"), ..Script::default() },
        Script { greeting: say("554 5.3.2 No service"), ..Script::default() },
    ] {
        let (outbox, mails) = ride_out(trouble, Tls::None);
        assert_each_arrived_once(&outbox, &mails);
    }
}

#[test]
fn silence_and_hang_ups_end_in_one_delivery_each() {
    for trouble in [
        Script { greeting: Answer::Silence, ..Script::default() },
        Script { rcpt: Answer::Silence, ..Script::default() },
        Script { end_of_data: Answer::Silence, ..Script::default() },
        Script { greeting: Answer::Close, ..Script::default() },
        Script { end_of_data: Answer::Close, ..Script::default() },
    ] {
        let (outbox, mails) = ride_out(trouble, Tls::None);
        assert_each_arrived_once(&outbox, &mails);
    }
}

#[test]
fn tls_under_a_wrong_name_ends_in_one_delivery_each_under_the_right_one() {
    if let Err(error) = tls::supported() {
        return programs::skip(&error.to_string());
    }
    for (tls, wrong) in [
        (Tls::Required, ServerTls::StartTls(Identity::Elsewhere)),
        (Tls::Implicit, ServerTls::Implicit(Identity::Elsewhere)),
    ] {
        let (outbox, mails) = ride_out(Script { tls: wrong, ..Script::default() }, tls);
        assert_each_arrived_once(&outbox, &mails);
        assert!(mails.iter().all(|mail| mail.encrypted));
    }
}

#[test]
fn a_closed_port_ends_in_one_delivery_each_when_it_opens() {
    let outbox = six_mails();
    let address = SocketAddr::from(([127, 0, 0, 1], own_port()));
    let settings = settings_for(address);
    let relay = relay_of(&settings);
    let now = pass_until(&outbox.spool, &settings, &relay, ENDED_AT, ENDED_AT + 3 * HOUR_MS);
    let sink = TestSink::start_at(address, Script::default());
    pass_until(&outbox.spool, &settings, &relay, now, UnixMs::MAX);
    assert_each_arrived_once(&outbox, &sink.mails());
}

#[test]
fn refusals_for_good_reach_the_faxmaster_with_the_reason_and_the_fax() {
    for trouble in [
        Script { rcpt: say("550 5.1.1 No such user"), ..Script::default() },
        Script { end_of_data: say("552 5.3.4 Too big"), ..Script::default() },
    ] {
        let reason =
            if trouble.rcpt == Answer::Ok { "552 5.3.4 Too big" } else { "550 5.1.1 No such user" };
        let outbox = six_mails();
        let sink = TestSink::start(trouble);
        let settings = settings_for(sink.address());
        let relay = relay_of(&settings);
        assert_eq!(deliver_due(&outbox.spool, &settings, &relay, ENDED_AT).rejected, 6);
        sink.set(Script::default());
        pass_until(&outbox.spool, &settings, &relay, ENDED_AT, UnixMs::MAX);
        let mails = sink.mails();
        assert_eq!(arrivals(&mails).len(), 6);
        for mail in &mails {
            assert_eq!(mail.to, "faxmaster@pbx.example.com");
            let parsed = MessageParser::default().parse(&mail.bytes).expect("a mail");
            let text = parsed.body_text(0).expect("a text").replace("\r\n", " ");
            assert!(text.contains(reason) && text.contains("@example.com"), "{text}");
        }
    }
}

/// The relay refuses each mail that has a fax of thirty pages, as Postfix does above 10 MB.
fn small_relay(rcpt_of: Vec<(String, Answer)>) -> TestSink {
    TestSink::start(Script { rcpt_of, largest: 8_000, ..Script::default() })
}

/// The recipients of the mails, none of which has the fax, and their texts.
fn without_the_fax(mails: &[Mail]) -> Vec<(String, String)> {
    let text = |mail: &Mail| {
        let parsed = MessageParser::default().parse(&mail.bytes).expect("a mail");
        assert_eq!(parsed.attachment_count(), 0);
        (mail.to.clone(), parsed.body_text(0).expect("a text").replace("\r\n", " "))
    };
    mails.iter().map(text).collect()
}

#[test]
fn a_fax_that_is_too_large_for_the_relay_is_announced_and_the_faxmaster_informed() {
    let outbox = Outbox::new();
    let new = new_fax(&["alice@example.com"], Format::Pdf);
    let fax = outbox.receive(&new, 30, FaxStatus::Received);
    let sink = small_relay(Vec::new());
    let settings = settings_for(sink.address());
    pass_until(&outbox.spool, &settings, &relay_of(&settings), ENDED_AT, UnixMs::MAX);
    let mails = without_the_fax(&sink.mails());
    let [(alice, announced), (faxmaster, notice)] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((&**alice, &**faxmaster), ("alice@example.com", "faxmaster@pbx.example.com"));
    assert!(announced.contains("THIS FAX IS NOT ATTACHED"), "{announced}");
    for text in [announced, notice] {
        assert!(text.contains("552 5.3.4 Message size exceeds fixed limit"), "{text}");
    }
    let entries = outbox.spool.outbox().outbox_of(fax).expect("filed");
    assert!(entries.iter().all(|entry| entry.state == OutboxState::Delivered), "{entries:?}");
}

#[test]
fn the_faxmaster_gets_the_notice_of_a_lost_fax_that_is_too_large_for_the_relay() {
    let outbox = Outbox::new();
    outbox.receive(&new_fax(&["alice@example.com"], Format::Pdf), 30, FaxStatus::Received);
    let refused = ("alice@example.com".to_owned(), say("550 5.1.1 No such user"));
    let sink = small_relay(vec![refused]);
    let settings = settings_for(sink.address());
    pass_until(&outbox.spool, &settings, &relay_of(&settings), ENDED_AT, UnixMs::MAX);
    let mails = without_the_fax(&sink.mails());
    let [(faxmaster, notice)] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(faxmaster, "faxmaster@pbx.example.com");
    for part in ["550 5.1.1 No such user", "It cannot be attached either", "552 5.3.4"] {
        assert!(notice.contains(part), "{notice}");
    }
}

#[test]
fn one_bad_mailbox_does_not_harm_the_others() {
    let outbox = Outbox::new();
    let mailboxes = ["no address at all", "alice@example.com", "bob@", "carol"];
    let fax = outbox.receive(&new_fax(&mailboxes, Format::Pdf), 1, FaxStatus::Received);
    let sink = TestSink::start(Script::default());
    let settings = settings_for(sink.address());
    let relay = relay_of(&settings);
    pass_until(&outbox.spool, &settings, &relay, ENDED_AT, UnixMs::MAX);
    let mut recipients: Vec<_> = sink.mails().into_iter().map(|mail| mail.to).collect();
    recipients.sort();
    let faxmaster = "faxmaster@pbx.example.com";
    assert_eq!(recipients, ["alice@example.com", "carol@pbx.example.com", faxmaster, faxmaster]);
    let entries = outbox.spool.outbox().outbox_of(fax).expect("filed");
    let bad: Vec<_> = entries.iter().filter(|entry| entry.state == OutboxState::Rejected).collect();
    assert_eq!(bad.len(), 2);
    assert!(bad.iter().all(|entry| {
        entry
            .last_error
            .as_deref()
            .is_some_and(|error| error.contains("not an e-mail address"))
    }));
}

#[test]
fn a_relay_that_stays_away_for_too_long_leaves_it_to_the_faxmaster() {
    let outbox = six_mails();
    let sink = TestSink::start(Script { rcpt: say("450 4.2.0 Not yet"), ..Script::default() });
    let mut settings = settings_for(sink.address());
    settings.retry.give_up_after_ms = 8 * HOUR_MS;
    let relay = relay_of(&settings);
    let now =
        pass_until(&outbox.spool, &settings, &relay, ENDED_AT, ENDED_AT + 8 * HOUR_MS + MINUTE_MS);
    assert!(sink.mails().is_empty());
    sink.set(Script::default());
    pass_until(&outbox.spool, &settings, &relay, now, UnixMs::MAX);
    let mails = sink.mails();
    assert_eq!(arrivals(&mails).len(), 6);
    assert!(mails.iter().all(|mail| mail.to == "faxmaster@pbx.example.com"));
}

#[test]
fn a_sending_limit_that_lasts_for_too_long_leaves_it_to_the_faxmaster() {
    let outbox = Outbox::new();
    let fax = outbox.receive(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received);
    let limited = say("550 5.4.5 Daily user sending limit exceeded");
    let sink = TestSink::start(Script { end_of_data: limited, ..Script::default() });
    let mut settings = settings_for(sink.address());
    // The attempts are not counted, so the wait does not become longer.
    settings.retry.first_wait_ms = HOUR_MS / 2;
    let relay = relay_of(&settings);
    let now = pass_until(&outbox.spool, &settings, &relay, ENDED_AT, ENDED_AT + 73 * HOUR_MS);
    let state = || {
        let entries = outbox.spool.outbox().outbox_of(fax).expect("filed");
        entries.iter().map(|entry| entry.state).collect::<Vec<_>>()
    };
    assert_eq!(state(), [OutboxState::Rejected, OutboxState::Waiting]);
    sink.set(Script::default());
    pass_until(&outbox.spool, &settings, &relay, now, UnixMs::MAX);
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "faxmaster@pbx.example.com");
    assert_eq!(state(), [OutboxState::Rejected, OutboxState::Delivered]);
}

#[test]
fn a_faxmaster_who_is_refused_too_stays_visible_as_failed() {
    let outbox = Outbox::new();
    let fax = outbox.receive(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received);
    let sink = TestSink::start(Script { rcpt: say("550 5.1.1 No such user"), ..Script::default() });
    let settings = settings_for(sink.address());
    let relay = relay_of(&settings);
    pass_until(&outbox.spool, &settings, &relay, ENDED_AT, UnixMs::MAX);
    let entries = outbox.spool.outbox().outbox_of(fax).expect("filed");
    let failed: Vec<_> =
        entries.iter().filter(|entry| entry.state == OutboxState::Failed).collect();
    assert_eq!(failed.len(), 1);
    assert!(matches!(failed[0].kind, OutboxKind::FaxmasterNotice { .. }));
    sink.set(Script::default());
    assert!(outbox.spool.outbox().requeue(failed[0].id, ENDED_AT).expect("filed"));
    pass_until(&outbox.spool, &settings, &relay, ENDED_AT, UnixMs::MAX);
    assert_eq!(sink.mails().len(), 1);
}

/// The one case in which a mail arrives twice: the relay took it and we never learnt.
/// Both are one mail to the reader.
#[test]
fn a_lost_answer_gives_a_double_that_can_be_told() {
    let outbox = Outbox::new();
    outbox.receive(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received);
    let sink = TestSink::start(Script { end_of_data: Answer::KeepAndClose, ..Script::default() });
    let settings = settings_for(sink.address());
    let relay = relay_of(&settings);
    let report = deliver_due(&outbox.spool, &settings, &relay, ENDED_AT);
    assert!(report.relay_down.is_some());
    sink.set(Script::default());
    pass_until(&outbox.spool, &settings, &relay, ENDED_AT, UnixMs::MAX);
    let mails = sink.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].bytes, mails[1].bytes);
}

/// Counts what it is asked, and always says the same.
struct Stubborn {
    answer: Result<String, SendError>,
    asked: RefCell<Vec<String>>,
    /// Looks into the spool while a mail is under way.
    look: Box<dyn Fn()>,
}

impl Stubborn {
    fn new(answer: Result<String, SendError>, look: impl Fn() + 'static) -> Self {
        Self { answer, asked: RefCell::default(), look: Box::new(look) }
    }
}

impl Relay for Stubborn {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        (self.look)();
        self.asked.borrow_mut().push(mail.message_id.clone());
        self.answer.clone()
    }
}

#[test]
fn a_dead_relay_is_asked_once_a_pass_however_many_wait() {
    let outbox = six_mails();
    let relay =
        Stubborn::new(Err(SendError::Relay("relay mail: it kept silent for 60 s".into())), || {});
    let report = deliver_due(&outbox.spool, &settings(), &relay, ENDED_AT);
    assert_eq!(report.relay_down.as_deref(), Some("relay mail: it kept silent for 60 s"));
    assert_eq!((report.deferred, report.more), (6, false));
    assert_eq!(relay.asked.borrow().len(), 1);
    assert_eq!(outbox.spool.outbox().next_due(), Ok(Some(ENDED_AT + MINUTE_MS)));
    let waiting = outbox.spool.outbox().outbox_in(OutboxState::Waiting, 10).expect("a spool");
    assert!(
        waiting
            .iter()
            .all(|entry| entry.last_error.as_deref().is_some_and(|error| error.contains("silent")))
    );
}

#[test]
fn what_is_under_way_is_not_due_for_anyone_else() {
    let outbox = six_mails();
    let spool = outbox.spool.clone();
    let settings = settings();
    let soon =
        ENDED_AT + i64::try_from(settings.relay.timeouts.data_end.as_millis()).expect("minutes");
    let relay = Stubborn::new(Ok("250 Ok".to_owned()), move || {
        let leased = spool.outbox().outbox_in(OutboxState::Leased, 10).expect("a spool");
        assert_eq!(leased.len(), 1);
        assert!(
            spool
                .outbox()
                .due(soon, 10)
                .expect("a spool")
                .iter()
                .all(|entry| entry.id != leased[0].id)
        );
    });
    let report = deliver_due(&outbox.spool, &settings, &relay, ENDED_AT);
    assert_eq!(report.delivered, 6);
}

#[test]
fn a_stop_leaves_the_mail_due_for_the_next_start() {
    let outbox = six_mails();
    let relay = Stubborn::new(Err(SendError::Stopped), || {});
    deliver_due(&outbox.spool, &settings(), &relay, ENDED_AT);
    assert_eq!(relay.asked.borrow().len(), 1);
    assert_eq!(outbox.spool.outbox().due(ENDED_AT, 10).expect("a spool").len(), 6);
}

#[test]
fn a_bug_that_one_mail_meets_does_not_stop_the_others() {
    let outbox = six_mails();
    let count = RefCell::new(0);
    let relay = Stubborn::new(Ok("250 Ok".to_owned()), move || {
        *count.borrow_mut() += 1;
        assert_ne!(*count.borrow(), 2, "a bug for this test");
    });
    let report = deliver_due(&outbox.spool, &settings(), &relay, ENDED_AT);
    assert_eq!((report.delivered, report.deferred), (5, 1));
}
