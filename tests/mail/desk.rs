//! The desk without pages: what a mail that cannot be faxed is answered by, and mails of
//! ours that come back.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use ferrofax::UnixMs;
use ferrofax::delivery::{Composed, MailSettings, Relay, SendError, deliver_due};
use ferrofax::mail::desk::Desk;
use ferrofax::mail::intake::{Intake, IntakeSettings, Kept};
use ferrofax::mail::{Reply, SessionPolicy};
use ferrofax::network::asker::{Client, Envelope, Notify, Recipient};
use ferrofax::program::settings::Settings;
use ferrofax::rights::{Grant, Known, NetworkSettings};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::JobQuery;
use ferrofax::spool::{
    Counted, DeviceRecord, Letter, LetterId, NewLetter, OutboxKind, OutboxState, Spool,
};
use tempfile::TempDir;

/// When all of it happens.
pub(crate) const NOW: UnixMs = UnixMs(1_790_000_000_000);
/// Where mails of ours come back to.
const BOUNCES: &str = "bounces@fax.example.com";

/// A spool with device 2101, and a desk.
pub(crate) struct Office {
    folder: TempDir,
    pub(crate) spool: Spool,
    pub(crate) settings: Settings,
}

impl Office {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let device = DeviceRecord {
            context: "fax".into(),
            extension: "2101".into(),
            mailboxes: vec!["owner@example.com".into()],
            enabled: true,
            ..DeviceRecord::default()
        };
        spool.devices().publish_devices(&[device]).unwrap();
        let mut settings = Settings::default();
        settings.mail.policy.domains = vec!["fax.example.com".into()];
        settings.mail.policy.bounces = Some(BOUNCES.into());
        settings.child = env!("CARGO_BIN_EXE_ferrofax").into();
        Self { folder, spool, settings }
    }

    pub(crate) fn mails(&self) -> std::path::PathBuf {
        self.folder.path().join("mail")
    }

    pub(crate) fn put(&self, envelope: &Envelope, mail: &str) -> String {
        let intake = Intake::open(&self.mails(), IntakeSettings::default()).unwrap();
        match intake.put(envelope, mail.as_bytes()).unwrap() {
            Kept::New(id) => id,
            Kept::Known(id) => panic!("{id} came before"),
        }
    }

    /// Has a new desk handle all that is due.
    pub(crate) fn work(&self, now: UnixMs) {
        let intake = Arc::new(Intake::open(&self.mails(), IntakeSettings::default()).unwrap());
        let desk = self.desk(&intake);
        desk.upkeep(now);
        while desk.turn(now).unwrap() {}
    }

    /// A desk for the mails of this intake.
    pub(crate) fn desk(&self, intake: &Arc<Intake>) -> Desk {
        let (settings, spool) = (&self.settings, &self.spool);
        let rights = settings.rights_for_mail(spool).unwrap();
        let policy = Arc::new(settings.mail_policy(&rights).unwrap());
        Desk::new(spool, intake, &policy, &settings.mail.desk, &settings.converter())
    }

    pub(crate) fn waiting(&self) -> usize {
        Intake::open(&self.mails(), IntakeSettings::default())
            .unwrap()
            .list()
            .unwrap()
            .len()
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        (1..20)
            .filter_map(|id| self.spool.outbox().letter(LetterId(id)).unwrap())
            .collect()
    }

    /// The one letter that there is.
    pub(crate) fn letter(&self) -> NewLetter {
        let mut letters = self.letters();
        assert_eq!(letters.len(), 1, "{letters:?}");
        letters.remove(0).new
    }

    fn assert_no_job(&self) {
        assert_eq!(self.spool.jobs().list(&JobQuery::default()).unwrap(), []);
    }
}

pub(crate) fn recipient(number: &str) -> Recipient {
    let grant = Grant {
        user: "alice".into(),
        device: "2101@fax".parse().unwrap(),
        by: Known::Login,
        own_sender: true,
        number: number.into(),
        canonical: number.into(),
        ..Grant::default()
    };
    Recipient {
        grant: Some(grant.to_json()),
        ..Recipient::new(format!("{number}@fax.example.com"))
    }
}

pub(crate) fn envelope(sender: &str, recipients: &[Recipient]) -> Envelope {
    Envelope {
        client: Client::at("192.0.2.7".parse().unwrap(), "smtp", true),
        sender: sender.into(),
        envelope_id: Some("E77".into()),
        return_full: None,
        utf8: false,
        recipients: recipients.to_vec(),
        received_at: NOW,
    }
}

/// A mail whose only part is nothing that can be faxed.
pub(crate) const CALENDAR: &str = "From: Alice <alice@example.com>\r\nMessage-ID: <m1@example.com>\r\nMIME-Version: 1.0\r\n\
    Content-Type: text/calendar; name=\"invite.ics\"\r\nContent-Disposition: attachment; filename=\"invite.ics\"\r\n\r\n\
    BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
pub(crate) const EMPTY: &str =
    "From: Alice <alice@example.com>\r\nMessage-ID: <m2@example.com>\r\n\r\n";
const TEXT_ONLY: &str = "From: Alice <alice@example.com>\r\nMessage-ID: <m3@example.com>\r\nSubject: Offer\r\n\r\nHello.\r\n";

#[test]
fn a_mail_with_nothing_to_fax_is_answered_in_its_thread_for_each_recipient() {
    let office = Office::new();
    let mut second = recipient("0991");
    second.original = Some("rfc822;boss@example.com".into());
    office.put(
        &envelope("alice@example.com", &[recipient("0990"), second, recipient("0990")]),
        EMPTY,
    );
    office.work(NOW);
    office.assert_no_job();
    assert_eq!(office.waiting(), 0);
    let letter = office.letter();
    assert_eq!(letter.mailbox, "alice@example.com");
    assert_eq!(letter.answers.message_id, "m2@example.com");
    assert_eq!(letter.answers.envelope_id, "E77");
    let told: Vec<_> = letter
        .recipients
        .iter()
        .map(|one| (one.address.as_str(), one.original.as_str(), one.failure))
        .collect();
    assert_eq!(
        told,
        [
            ("0990@fax.example.com", "", Failure::NoDocument),
            ("0991@fax.example.com", "rfc822;boss@example.com", Failure::NoDocument)
        ]
    );
    assert!(letter.subject.contains("NOT SENT"), "{}", letter.subject);
    assert!(
        letter.text.contains("Number:      0991\nReason:      the mail is empty"),
        "{}",
        letter.text
    );
}

#[test]
fn a_mail_whose_parts_can_all_not_be_faxed_is_refused_and_never_an_empty_fax() {
    for whole in [true, false] {
        let mut office = Office::new();
        office.settings.mail.policy.letter.whole = whole;
        office.put(&envelope("alice@example.com", &[recipient("0990")]), CALENDAR);
        office.work(NOW);
        office.assert_no_job();
        let letter = office.letter();
        assert_eq!(letter.recipients[0].failure, Failure::NoConverter);
        assert!(
            letter.text.contains("invite.ics (it is an entry for a calendar)"),
            "{}",
            letter.text
        );
    }
}

#[test]
fn with_mode_1_a_mail_without_attachment_is_told_so() {
    let mut office = Office::new();
    office.settings.mail.policy.letter.whole = false;
    office.put(&envelope("alice@example.com", &[recipient("0990")]), TEXT_ONLY);
    office.work(NOW);
    office.assert_no_job();
    let letter = office.letter();
    assert_eq!(letter.recipients[0].failure, Failure::NoDocument);
    assert!(
        letter
            .text
            .contains("the mail has no attachment, and attachments alone are faxed here"),
        "{}",
        letter.text
    );
}

#[test]
fn a_word_that_is_wrong_is_told_with_what_would_be_right() {
    let office = Office::new();
    let mut of_no_device = recipient("0990");
    let grant = Grant::from_json(of_no_device.grant.as_deref().unwrap()).unwrap();
    of_no_device.grant = Some(Grant { device: "2102@fax".parse().unwrap(), ..grant }.to_json());
    office.put(&envelope("alice@example.com", &[of_no_device]), TEXT_ONLY);
    office.work(NOW);
    office.assert_no_job();
    let letter = office.letter();
    assert!(letter.text.contains("there is no fax device '2102@fax'"), "{}", letter.text);
    assert_eq!(letter.recipients[0].failure, Failure::Forbidden);
}

#[test]
fn what_nobody_may_be_told_goes_to_the_faxmaster() {
    for (sender, faxmaster, expected) in [
        ("", None, ""),
        ("", Some("boss@example.com"), "boss@example.com"),
        ("alice@example.com", None, "alice@example.com"),
    ] {
        let mut office = Office::new();
        office.settings.mail.policy.reports.faxmaster = faxmaster.map(str::to_owned);
        office.put(&envelope(sender, &[recipient("0990")]), EMPTY);
        office.work(NOW);
        assert_eq!(office.letter().mailbox, expected);
    }
}

#[test]
fn a_recipient_about_whom_no_report_is_wanted_is_not_answered() {
    let office = Office::new();
    let silent = Recipient { notify: Some(Notify::NEVER), ..recipient("0990") };
    office.put(&envelope("alice@example.com", std::slice::from_ref(&silent)), EMPTY);
    office.work(NOW);
    assert_eq!((office.letters(), office.waiting()), (Vec::new(), 0));
}

#[test]
fn a_crash_between_the_answer_and_the_end_makes_no_second_answer() {
    let office = Office::new();
    office.put(&envelope("alice@example.com", &[recipient("0990")]), EMPTY);
    let before = office.folder.path().join("before");
    copy(&office.mails(), &before);
    office.work(NOW);
    assert_eq!((office.letters().len(), office.waiting()), (1, 0));
    // The disk as the crash left it: the letter is filed, the mail still waits.
    fs::remove_dir_all(office.mails()).unwrap();
    copy(&before, &office.mails());
    assert_eq!(office.waiting(), 1);
    office.work(NOW + 1);
    assert_eq!((office.letters().len(), office.waiting()), (1, 0));
}

#[test]
fn a_mail_that_was_refused_may_come_again_when_its_cause_is_removed() {
    let office = Office::new();
    let to = envelope("alice@example.com", &[recipient("0990")]);
    let first = office.put(&to, EMPTY);
    office.work(NOW);
    assert_eq!((office.letters().len(), office.waiting()), (1, 0));
    // It is handled again, and answered again.
    let later = Envelope { received_at: NOW + 60_000, ..to };
    assert_eq!(office.put(&later, EMPTY), first);
    office.work(NOW + 60_000);
    assert_eq!((office.letters().len(), office.waiting()), (2, 0));
}

#[test]
fn a_recipient_who_possibly_has_the_fax_gets_no_second_one() {
    const HOUR_MS: i64 = 3_600_000;
    // The hours of the earlier attempts, and the hour of this one.
    let attempts: [(&[i64], i64, bool); 4] =
        [(&[0], 19, false), (&[0], 21, true), (&[0, 19], 21, false), (&[0, 19], 40, true)];
    for (earlier, hours, is_unknown) in attempts {
        let office = Office::new();
        let id = office.put(&envelope("alice@example.com", &[recipient("0990")]), TEXT_ONLY);
        // Each earlier attempt has counted the fax, and the last one has possibly submitted it.
        // There is no job of it.
        let (mark, device) = (format!("mail:{id}:{}:0", NOW.0), "2101@fax".parse().unwrap());
        let fax = Counted { mark: &mark, user: "alice", device: &device, pages: 1 };
        for at in earlier {
            office.spool.submission().count_fax(&fax, &[], NOW + at * HOUR_MS).unwrap();
        }
        office.work(NOW + hours * HOUR_MS);
        office.assert_no_job();
        // Before that time, the mail is handled as a new one. This one is refused for another reason.
        let text = office.letter().text;
        assert_eq!(text.contains("possibly sent before"), is_unknown, "after {hours} h: {text}");
    }
}

#[test]
fn what_is_too_old_to_be_tried_again_is_answered() {
    let office = Office::new();
    let id = office.put(&envelope("alice@example.com", &[recipient("0990")]), TEXT_ONLY);
    // The spool's tables for devices are gone: nothing can be asked for.
    let database = rusqlite::Connection::open(office.spool.folder().join("spool.db")).unwrap();
    database.execute_batch("ALTER TABLE devices RENAME TO hidden").unwrap();
    office.work(NOW);
    assert_eq!((office.waiting(), office.letters().len()), (1, 0));
    let intake = Intake::open(&office.mails(), IntakeSettings::default()).unwrap();
    let entry = intake.entry(&id).unwrap();
    assert_eq!(entry.tries, 1);
    assert!(entry.why.unwrap().contains("devices"));
    drop(intake);
    office.work(NOW + 1_000);
    assert_eq!(office.waiting(), 1, "it is not due yet");
    office.work(NOW + 24 * 3_600_000);
    assert_eq!(office.waiting(), 0);
    let letter = office.letter();
    assert_eq!(
        (letter.mailbox.as_str(), letter.recipients[0].failure),
        ("alice@example.com", Failure::Internal)
    );
}

#[test]
fn a_mail_of_ours_that_comes_back_is_flagged_and_goes_to_the_faxmaster() {
    let office = Office::new();
    office.put(&envelope("alice@example.com", &[recipient("0990")]), EMPTY);
    office.work(NOW);
    let id = office.letters()[0].id;
    let sent = office.spool.outbox().outbox_of_letter(id).unwrap().remove(0);
    office.spool.outbox().delivered(sent.id, NOW, "250 ok").unwrap();

    let bounce = |action: &str| {
        format!(
            "From: MAILER-DAEMON@mx\r\nMessage-ID: <{action}@mx>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n\
             Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
             Final-Recipient: rfc822; alice@example.com\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
             Diagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
             Message-ID: <{}>\r\n--b--\r\n",
            sent.message_id
        )
    };
    for (action, state) in [("delayed", OutboxState::Delivered), ("failed", OutboxState::Rejected)]
    {
        office.put(&envelope("", &[Recipient::new(BOUNCES)]), &bounce(action));
        office.work(NOW + 1);
        assert_eq!(office.waiting(), 0);
        assert_eq!(office.spool.outbox().outbox_of_letter(id).unwrap()[0].state, state, "{action}");
    }
    let entries = office.spool.outbox().outbox_of_letter(id).unwrap();
    assert_eq!(entries[0].last_error.as_deref(), Some("came back: 5.1.1 smtp; 550 no such user"));
    let OutboxKind::Letter { undelivered: Some((why, whom)), .. } = &entries[1].kind else {
        panic!("{entries:?}")
    };
    assert_eq!(
        (why.to_string().as_str(), whom.as_str()),
        ("came back: 5.1.1 smtp; 550 no such user", "alice@example.com")
    );
    office.assert_no_job();
}

/// A relay that takes all.
#[derive(Default)]
pub(crate) struct Taking(pub(crate) Mutex<Vec<Composed>>);

impl Taking {
    /// The text that people read of the first mail.
    pub(crate) fn text(&self) -> String {
        let mails = self.0.lock().unwrap();
        let mail = mail_parser::MessageParser::new().parse(&mails[0].bytes).unwrap();
        mail.body_text(0).unwrap().into_owned()
    }
}

impl Relay for Taking {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok("250 taken".into())
    }
}

#[test]
fn the_module_mails_the_answer_for_people_and_for_programs() {
    let office = Office::new();
    office.put(&envelope("alice@example.com", &[recipient("0990")]), EMPTY);
    office.work(NOW);
    let relay = Taking::default();
    let settings =
        MailSettings { domain: Some("pbx.example.com".into()), ..MailSettings::default() };
    let report = deliver_due(&office.spool, &settings, &relay, NOW + 1);
    assert_eq!((report.delivered, report.spool_error), (1, None));
    let mails = relay.0.into_inner().unwrap();
    let mail = String::from_utf8(mails[0].bytes.clone()).unwrap();
    assert_eq!(
        (mails[0].envelope.from.as_ref(), mails[0].envelope.to.to_string()),
        (None, "alice@example.com".into())
    );
    for line in [
        "In-Reply-To: <m2@example.com>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "report-type=delivery-status",
        "Final-Recipient: rfc822; 0990@fax.example.com\r\nAction: failed\r\nStatus: 5.6.0\r\n",
        "Original-Envelope-Id: E77\r\n",
    ] {
        assert!(mail.contains(line), "{line} in {mail}");
    }
    assert_eq!(
        office.spool.outbox().outbox_of_letter(LetterId(1)).unwrap()[0].state,
        OutboxState::Delivered
    );
}

/// What the policy says to a mail from this sender for these addresses.
fn at_the_door(office: &Office, sender: &str, addresses: &[&str], mail: &str) -> Result<(), Reply> {
    let rights = office.settings.rights_for_mail(&office.spool).unwrap();
    let mail_policy = office.settings.mail_policy(&rights).unwrap();
    let client = Client::at("192.0.2.7".parse().unwrap(), "smtp", true);
    mail_policy.sender(&client, sender, None)?;
    let mut envelope = Envelope { client, ..envelope(sender, &[]) };
    for address in addresses {
        envelope.recipients.push(mail_policy.recipient(
            &envelope.client,
            sender,
            address,
            &envelope.recipients,
        )?);
    }
    mail_policy.message(&envelope, mail.as_bytes())
}

#[test]
fn the_address_for_what_comes_back_takes_nothing_else() {
    let office = Office::new();
    let ours = "Subject: Returned\r\n\r\nMessage-ID: <ferrofax-7-0123456789abcdef01234567@pbx>\r\n";
    assert_eq!(at_the_door(&office, "", &[BOUNCES], ours), Ok(()));
    for (sender, addresses, mail) in [
        ("", &[BOUNCES][..], "Subject: Buy this\r\n\r\nnow\r\n"),
        ("eve@example.com", &[BOUNCES], ours),
        ("", &[BOUNCES, "0990@fax.example.com"], ours),
        ("", &["0990@fax.example.com"], ours),
    ] {
        let refused = at_the_door(&office, sender, addresses, mail).unwrap_err();
        assert_eq!(refused.code / 100, 5, "{sender} {addresses:?}: {refused}");
    }
    let mut closed = office;
    closed.settings.mail.policy.bounces = None;
    assert!(at_the_door(&closed, "", &[BOUNCES], ours).is_err());
}

#[test]
fn what_is_wrong_with_a_mail_is_told_before_it_is_taken() {
    let mut office = Office::new();
    let network = NetworkSettings {
        addresses: vec!["192.0.2.7".parse().unwrap()],
        device: Some("2101".parse().unwrap()),
        ..Default::default()
    };
    office.settings.rights.networks =
        vec![NetworkSettings { may_claim: vec!["*".into()], ..network }];
    let told = |office: &Office, headers: &str| {
        let mail = format!("From: alice@example.com\r\n{headers}\r\nHello\r\n");
        at_the_door(office, "alice@example.com", &["0990@fax.example.com"], &mail)
            .map_err(|reply| reply.to_string())
    };
    assert_eq!(told(&office, ""), Ok(()));
    for (headers, says) in [
        (
            "Auto-Submitted: auto-replied\r\n",
            "554 5.7.1 This mail is not faxed: it is an automatic answer",
        ),
        ("X-Ferrofax-Letter: 4\r\n", "554 5.7.1 This mail is not faxed: this fax server wrote it"),
        ("X-Fax-Cover: perhaps\r\n", "554 5.6.0 This mail is not faxed: Cover: 'perhaps'"),
        (
            "X-Fax-Notify: eve@evil.example\r\n",
            "554 5.7.1 reports may not go to 'eve@evil.example'",
        ),
    ] {
        let refused = told(&office, headers).unwrap_err();
        assert!(refused.starts_with(says), "{headers}: {refused}");
    }
    office.settings.mail.policy.scan =
        ["/bin/sh", "-c", "grep -q Hello && exit 1"].map(str::to_owned).to_vec();
    assert!(
        told(&office, "")
            .unwrap_err()
            .starts_with("554 5.7.1 This mail is refused by the scanner")
    );
    office.settings.mail.policy.scan = vec!["/nonexistent".into()];
    assert!(told(&office, "").unwrap_err().starts_with("451 4.7.1"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()))
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
