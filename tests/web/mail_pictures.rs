//! Pictures of the mails that Ferrofax writes: received faxes, reports, notices and letters, in the
//! widths of mail programs, light and dark, in English and German. People look at them.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ferrofax::UnixMs;
use ferrofax::delivery::{MailSettings, SmtpRelay, StopFlag, compose_test, deliver_due};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{NewJob, ReportFormat};
use ferrofax::spool::{FaxStatus, Format, LetterId, NewFax, Spool};
use ferrofax::t4::Bitmap;
use ferrofax_kit::ipp_client::{Ask, Client, OK, PRINT_JOB};
use ferrofax_kit::outbox::{self, Outbox};
use ferrofax_kit::patience::{PATIENCE, wait_for};
use ferrofax_kit::sending::{self, Sending};
use ferrofax_kit::{received, typical_pages};
use ferrofax_spool::not_shown::{self, NotShown, Note};

use crate::reader::Reader;
use crate::rig::{OPEN, Rig};
use crate::smtp_sink::{Script, TestSink};
use crate::{browser, house};

/// A minute in milliseconds.
const MINUTE_MS: i64 = 60_000;
/// 2026-11-20 13:30:05 UTC.
const NOW: UnixMs = outbox::STARTED_AT;

/// Who gets the mails.
const ALICE: &str = "alice@example.com";

/// The mails in one language, which are written into a folder as files.
struct Mails {
    folder: PathBuf,
    settings: MailSettings,
    count: usize,
}

impl Mails {
    fn new(folder: &Path, language: &str) -> Self {
        let mut settings = outbox::settings();
        settings.set("language", language).unwrap();
        settings.set("faxmaster", "faxmaster@example.com").unwrap();
        settings.set("numberreplyto", "number@fax.example.com").unwrap();
        Self { folder: folder.join(language), settings, count: 0 }
    }

    fn write(&mut self, name: &str, mail: &[u8]) {
        self.count += 1;
        fs::create_dir_all(&self.folder).unwrap();
        fs::write(self.folder.join(format!("{:02}-{name}.eml", self.count)), mail).unwrap();
    }

    /// Writes all mails that are due in a spool.
    fn due(&mut self, name: &str, spool: &Spool, now: UnixMs) {
        let sink = TestSink::start(Script::default());
        let mut settings = self.settings.clone();
        settings.relay.host = "127.0.0.1".to_owned();
        settings.relay.port = Some(sink.address().port());
        let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
        deliver_due(spool, &settings, &relay, now);
        let mails = sink.mails();
        assert!(!mails.is_empty(), "{name}: no mail was sent");
        mails.iter().for_each(|mail| self.write(name, &mail.bytes));
    }
}

#[test]
#[ignore = "draws pictures for people to look at: make mails"]
fn are_drawn() {
    let Some(mut script) = browser::script("mails.py") else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mails");
    _ = fs::remove_dir_all(&folder);
    for language in ["en", "de"] {
        let mut mails = Mails::new(&folder, language);
        received_faxes(&mut mails);
        reports(&mut mails);
        letters(&mut mails, language);
        set_aside(&mut mails, language);
        refused_print_job(&mut mails, language);
        instead_of_faxes(&mut mails);
        let test = compose_test(ALICE, &mails.settings, NOW).unwrap();
        mails.write("test", &test.bytes);
    }
    assert!(script.arg(&folder).status().unwrap().success());
    println!("The pictures are in {}", folder.display());
}

/// Pages of a letter.
fn pages(count: u32) -> Vec<Bitmap> {
    (1..=count).map(|_| typical_pages::text(1728, 2200, 1200)).collect()
}

fn new_fax(format: Format) -> NewFax {
    outbox::new_fax(&[ALICE], format)
}

fn received_faxes(mails: &mut Mails) {
    for (name, format) in [("received", Format::InlineGif), ("received-pdf", Format::Pdf)] {
        let outbox = Outbox::new();
        received::receive(&outbox.spool, &new_fax(format), &pages(3), NOW);
        mails.due(name, &outbox.spool, NOW);
    }
    for (name, status, pages) in
        [("incomplete", FaxStatus::Incomplete, 2), ("failed", FaxStatus::Failed, 0)]
    {
        let outbox = Outbox::new();
        let new = NewFax { mail_without_pages: true, ..new_fax(Format::InlineGif) };
        outbox.receive(&new, pages, status);
        mails.due(name, &outbox.spool, outbox::ENDED_AT);
    }
    undeliverable(mails);
}

/// The mail server rejects the recipient of a fax, and the faxmaster gets the fax.
fn undeliverable(mails: &mut Mails) {
    let outbox = Outbox::new();
    let fax = received::receive(&outbox.spool, &new_fax(Format::Pdf), &pages(1), NOW);
    let entry = outbox.spool.outbox().outbox_of(fax).unwrap()[0].id;
    let answer = "550 5.1.1 <alice@example.com>: Recipient address rejected: User unknown";
    assert!(outbox.spool.outbox().reject(entry, NOW, answer).unwrap());
    mails.due("undeliverable", &outbox.spool, NOW + MINUTE_MS);
}

fn job(number: &str, notify_format: ReportFormat) -> NewJob {
    let tag = "Order 12345".to_owned();
    NewJob { number: number.into(), tag, notify_format, ..sending::job(3) }
}

fn reports(mails: &mut Mails) {
    let number = "+44 20 7946 0321";
    for (name, format) in [("sent", ReportFormat::Html), ("sent-text", ReportFormat::Text)] {
        let sending = Sending::new();
        sending.submit(&job(number, format), NOW);
        sending.send_all(NOW + MINUTE_MS);
        mails.due(name, &sending.spool, NOW + MINUTE_MS);
    }
    for (name, failure) in [("not-sent", Failure::UnknownNumber), ("not-yet", Failure::Busy)] {
        let sending = Sending::new();
        sending.submit(&job(number, ReportFormat::Html), NOW);
        sending.fail(failure, NOW + MINUTE_MS);
        mails.due(name, &sending.spool, NOW + MINUTE_MS);
    }
    let sending = Sending::new();
    let mut new = job(number, ReportFormat::Html);
    let notes = [
        ("letter.txt", NotShown::CharactersMissing { count: 3 }),
        ("invite.ics", NotShown::PartCalendar),
    ];
    let notes = notes.map(|(name, what)| Note { document: name.to_owned(), what });
    not_shown::store(&notes, &mut new.options);
    sending.submit(&new, NOW);
    sending.send_all(NOW + MINUTE_MS);
    mails.due("left-out", &sending.spool, NOW + MINUTE_MS);
    let sending = Sending::new();
    let new = NewJob { max_tries: 1, max_dials: 1, ..job(number, ReportFormat::Html) };
    sending.submit(&new, NOW);
    sending.silence_at(&sending.lease(NOW), 2, NOW + MINUTE_MS);
    mails.due("in-part", &sending.spool, NOW + MINUTE_MS);
    let sending = Sending::new();
    let number_by = Some(NOW + 90 * MINUTE_MS);
    let new = NewJob { number_by, ..job("", ReportFormat::Html) };
    sending.submit(&new, NOW);
    mails.due("number-wanted", &sending.spool, NOW);
}

/// Letters that the Ferrofax service writes: an alarm, the link for a new user, answers to mails that
/// are not faxed, and a mail to the postmaster.
fn letters(mails: &mut Mails, language: &str) {
    let mail = OPEN.replace("[drop]\nenabled = false\n", "");
    let alarms = "[alarms]\ndisk_free_mb = 1000000\n";
    let rig = Rig::new(&format!("{}{mail}{alarms}", house::settings()));
    speak(&rig, language);
    let serving = rig.serve();
    wait_for("an alarm", || {
        rig.spool.monitoring().alarms().unwrap().first().map(|alarm| alarm.name.clone())
    });
    mails.due("alarm", &rig.spool, UnixMs::now());
    let web = serving.addresses.iter().find(|to| Reader::at(**to).get("/login").status == 200);
    let mut chief = Reader::logged_in(*web.unwrap(), "chief", "chief");
    chief.headers = vec![("Accept-Language".to_owned(), language.to_owned())];
    chief.get("/admin/users/new");
    let fields = [("name", "erna"), ("role", "user"), ("addresses", "erna@example.com")];
    assert_eq!(chief.post("/admin/users/new", &fields).status, 200);
    mails.due("invitation", &rig.spool, UnixMs::now());
    // There is nothing to fax in the first mail, and in the part of the second.
    let empty = "From: anna@example.com\nMessage-ID: <m2@example.com>\nSubject: \n\n";
    let calendar = "From: anna@example.com\nMessage-ID: <m3@example.com>\nMIME-Version: 1.0\n\
                    Content-Type: text/calendar; name=\"invite.ics\"\n\
                    Content-Disposition: attachment; filename=\"invite.ics\"\n\n\
                    BEGIN:VCALENDAR\nEND:VCALENDAR\n";
    for (name, mail, recipients) in [
        ("refused", empty, &["0991123456@fax.example.com"][..]),
        ("parts", calendar, &["0991123456@fax.example.com", "0991123457@fax.example.com"][..]),
        ("postmaster", empty, &["postmaster@fax.example.com"][..]),
    ] {
        rig.pipe(&[&["--sender", "anna@example.com"], recipients].concat(), mail);
        rig.wait_until_handled(PATIENCE);
        mails.due(name, &rig.spool, UnixMs::now());
    }
}

/// Sets the language of the mails that the Ferrofax service writes.
fn speak(rig: &Rig, language: &str) {
    let mut sending = rig.spool.devices().sending().unwrap();
    assert!(sending.set("language", language).unwrap());
    rig.spool.devices().publish_sending(&sending, 4).unwrap();
}

/// The mails to the sender and to the faxmaster about a mail on which the service failed three times.
fn set_aside(mails: &mut Mails, language: &str) {
    let rig = Rig::new(OPEN);
    speak(&rig, language);
    let mail =
        "From: anna@example.com\nMessage-ID: <m4@example.com>\nSubject: Invoice 4711\n\nHello\n";
    rig.pipe(&["--sender", "anna@example.com", "0991123456@fax.example.com"], mail);
    let intake = rig.spool.folder().join("mail");
    let waiting = fs::read_dir(intake.join("waiting")).unwrap().next().unwrap().unwrap();
    let why = "the program ended each time while it handled the mail";
    let begun = format!(r#"{{"due":0,"tries":3,"why":"{why}","begun":3}}"#);
    fs::write(intake.join("put-off").join(waiting.file_name()), begun).unwrap();
    let _serving = rig.serve();
    rig.wait_until_handled(PATIENCE);
    mails.due("set-aside", &rig.spool, UnixMs::now());
}

/// The mail about a print job of which one fax is sent and the others are refused.
fn refused_print_job(mails: &mut Mails, language: &str) {
    let printer = "[printer]\nlisten = [\"127.0.0.1:0\"]\n[fields]\nmode = 2\n";
    let rig = Rig::new(&format!("{}{printer}", house::settings()));
    speak(&rig, language);
    let serving = rig.serve();
    let is_printer = |to: &&SocketAddr| Reader::at(**to).get("/login").status != 200;
    let printer = *serving.addresses.iter().find(is_printer).unwrap();
    let document = b"@@+FAX:0991 2700619@@\nDear Sir,\n\x0c@@+FAX:0900 123456@@\nDear Sir,\n\x0c\
                     @@+FAX:0991 2700620@@ @@+NOTIFY:anna@@example.com@@\nDear Madam,\n";
    let ask = Ask::new(PRINT_JOB).name("job-name", "Invoices of November");
    let answer = Client::alice(printer).post(&ask.with(document));
    assert_eq!(answer.status(), OK, "{}", answer.message());
    wait_for("the mail", || rig.spool.outbox().letter(LetterId(1)).unwrap());
    mails.due("print-job", &rig.spool, UnixMs::now());
}

/// What a recipient gets if a mail with a fax must be encrypted and cannot be: a link, or, without a
/// code for the link, a notice.
fn instead_of_faxes(mails: &mut Mails) {
    for (name, recipient) in [("link", "2101@example.com"), ("notice", "2102@example.com")] {
        let sink = TestSink::start(Script::default());
        let rig = Rig::new("");
        let codes = rig.folder.path().join("codes");
        fs::write(&codes, format!("{recipient} alice-4711\n")).unwrap();
        rig.set(&format!(
            "{}\n[relay]\nmailserver = \"{}\"\nmailtls = \"none\"\n\
             [fax_links]\naddress = \"https://fax.example.com\"\ncodes = \"{}\"\n",
            house::settings(),
            sink.address(),
            codes.display()
        ));
        let _serving = rig.serve();
        let mut settings = mails.settings.clone();
        let socket = rig.spool.folder().join("outgoing.sock");
        settings.set("mailserver", &format!("unix:{}", socket.display())).unwrap();
        settings.set("mailprotect", "required").unwrap();
        let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
        house::fax(&rig, "2101", "0991270061", "Carol");
        let done = deliver_due(&rig.spool, &settings, &relay, UnixMs::now());
        let all = sink.mails();
        assert!(!all.is_empty(), "{name}: {done:?}");
        all.iter().for_each(|mail| mails.write(name, &mail.bytes));
    }
}
