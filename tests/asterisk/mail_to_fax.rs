//! A mail becomes a fax: subject and text, a PDF and a TIFF arrive as pages at spandsp, in order
//! and as they were shown, and the result is reported by mail. The mail is submitted by a mail
//! program, by Postfix and by Exim.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ferrofax::document::tiff;
use ferrofax::spool::FaxQuery;
use ferrofax::spool::jobs::{Job, JobState};
use ferrofax::t4::{Bitmap, Resolution};
use tempfile::TempDir;

use crate::exchange::header;
use crate::gateway::{Gateway, letter, mail_program, send};
use crate::laboratory::Asterisk;
use crate::mail_server::{Kind, MailServer, Way};
use crate::pages::{self, Content};
use crate::program::three_pages;
use crate::receive_case::differences;
use crate::sending_desk::SendingDesk;
use crate::smtp_sink::{Mail, Script, TestSink};
use crate::watching::eventually;
use ferrofax_kit::spools;

/// The number of the recipient, with the prefix of an outside line: 0991 2700619. And a second one.
const NUMBER: &str = "009912700619";
const SECOND: &str = "311002";

#[test]
fn a_mail_by_a_mail_program_is_received_by_spandsp() {
    Road::start("mail-to-fax", Asterisk::V22, None).walk();
}

#[test]
fn a_mail_through_postfix_is_received_by_spandsp_and_the_reports_go_back_through_it() {
    Road::start("mail-postfix", Asterisk::V22, Some(Kind::Postfix)).walk();
}

#[test]
fn a_mail_through_exim_is_received_by_spandsp_and_the_reports_go_back_through_it() {
    Road::start("mail-exim", Asterisk::V16, Some(Kind::Exim)).walk();
}

/// Everything between a mail program and the fax machine, and Alice's mailbox.
struct Road {
    desk: SendingDesk,
    gateway: Gateway,
    server: Option<MailServer>,
    mailbox: TestSink,
    folder: TempDir,
}

impl Road {
    fn start(name: &str, asterisk: Asterisk, server: Option<Kind>) -> Self {
        let mailbox = TestSink::start(Script::default());
        let folder = tempfile::tempdir().expect("a folder");
        let devices = ["exten => 8001,1,FaxDevice(alice@example.com)".to_owned()];
        let settings = ["country_code = 49", "outside_prefix = 0", "maildomain = pbx.example.com"];
        let desk = SendingDesk::start(name, asterisk, &devices, &settings);
        let gateway = Gateway::start(folder.path(), desk.spool.folder());
        let onward = mailbox.address().port();
        let server = server.map(|kind| {
            MailServer::start(
                kind,
                &folder.path().join("mail-server"),
                Way::Smtp(gateway.port()),
                onward,
            )
        });
        let relay = server.as_ref().map_or(onward, MailServer::port);
        desk.set(&["mailserver = 127.0.0.1", &format!("mailport = {relay}")]);
        Self { desk, gateway, server, mailbox, folder }
    }

    fn walk(self) {
        let (pdf, tiff_file) = self.attachments();
        let addresses = [format!("Karl.Huber@{NUMBER}.fax"), format!("{SECOND}@fax.example.com")];
        let mail = letter(
            "angebot-4711@example.com",
            &addresses.each_ref().map(String::as_str),
            &pdf,
            &tiff_file,
        );
        let port = self.server.as_ref().map_or_else(|| self.gateway.port(), MailServer::port);
        send(&mail_program(port), &mail)
            .unwrap_or_else(|error| panic!("{error}\n{}", self.gateway.service.log()));

        let shown = self.shown(&mail.formatted());
        self.assert_in_order(&shown, &pdf, &tiff_file);
        let jobs = self.finished_jobs();
        for (number, job) in [NUMBER, SECOND].into_iter().zip(&jobs) {
            assert_eq!((job.number.as_str(), job.state), (number, JobState::Done), "{job:?}");
            let arrivals = self.desk.arrivals(number);
            let [arrival] = &arrivals[..] else {
                panic!("{} calls came to {number}", arrivals.len())
            };
            assert_eq!(differences("there", &shown, &arrival.pages), [""; 0], "{number}");
            assert_eq!(arrival.said("FAXSTATUS"), "SUCCESS");
        }
        assert_eq!(jobs[0].canonical, "+499912700619");
        self.assert_reports(&jobs);
        let none = self
            .desk
            .spool
            .faxes()
            .list(&FaxQuery::default())
            .expect("the spool can be read");
        assert!(none.is_empty(), "nothing was received here");
    }

    /// Writes a PDF with three pages, and a TIFF with one page like a fax page.
    fn attachments(&self) -> (PathBuf, PathBuf) {
        let at = self.folder.path();
        let (pdf, tiff) = (at.join("Angebot.pdf"), at.join("Zeichnung.tif"));
        fs::write(&pdf, three_pages()).expect("it is ours");
        pages::write_tiff(&tiff, &[pages::page(Content::Drawing, 1728, 1100, 5)], Resolution::Fine);
        (pdf, tiff)
    }

    /// Returns the preview of a file by `ferrofax convert`.
    fn preview(&self, file: &Path) -> Vec<Bitmap> {
        let to = self.folder.path().join("shown.tif");
        let done = self
            .gateway
            .service
            .command()
            .arg("convert")
            .arg(file)
            .arg("-o")
            .arg(&to)
            .output()
            .expect("it can be run");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let pages = tiff::read(&to).expect("the program wrote it");
        pages.iter().map(|page| page.bitmap().expect("a whole page")).collect()
    }

    fn shown(&self, mail: &[u8]) -> Vec<Bitmap> {
        let file = self.folder.path().join("mail.eml");
        fs::write(&file, mail).expect("it is ours");
        self.preview(&file)
    }

    /// Checks the order of the pages: that of the mail, those of the PDF, that of the TIFF. Each
    /// must equal the preview of its file.
    fn assert_in_order(&self, shown: &[Bitmap], pdf: &Path, tiff: &Path) {
        let [first, attached @ ..] = shown else { panic!("no pages") };
        let ink = first.data().iter().map(|byte| byte.count_ones()).sum::<u32>();
        assert!(
            (1_000..300_000).contains(&ink),
            "the page with subject and text has {ink} black pixels"
        );
        let expected = [self.preview(pdf), self.preview(tiff)].concat();
        assert_eq!(expected.len(), 4);
        assert_eq!(differences("shown", &expected, attached), [""; 0]);
    }

    /// Waits for the ends of both jobs, and returns them in the order of the recipients.
    fn finished_jobs(&self) -> Vec<Job> {
        let mut jobs = eventually("two jobs", 60, || {
            let jobs = spools::jobs(&self.desk.spool);
            (jobs.len() >= 2).then_some(jobs)
        });
        assert_eq!(jobs.len(), 2);
        jobs.sort_by_key(|job| job.number != NUMBER);
        jobs.iter()
            .map(|job| self.desk.await_end(job.id, Duration::from_secs(300)))
            .collect()
    }

    /// Checks that Alice has got a report for each job, in the thread of her mail.
    fn assert_reports(&self, jobs: &[Job]) {
        let mails: Vec<Mail> = eventually("the reports", 60, || {
            Some(self.mailbox.mails()).filter(|mails| mails.len() >= jobs.len())
        });
        assert_eq!(mails.len(), jobs.len());
        for mail in &mails {
            assert_eq!((mail.from.as_str(), mail.to.as_str()), ("", "alice@example.com"));
            assert_eq!(header(mail, "X-Ferrofax-Notice"), Some("done"));
            assert_eq!(header(mail, "In-Reply-To"), Some("<angebot-4711@example.com>"));
            assert_eq!(header(mail, "Auto-Submitted"), Some("auto-generated"));
        }
        let of = |number: &str| {
            mails
                .iter()
                .filter(|mail| String::from_utf8_lossy(&mail.bytes).contains(number))
                .count()
        };
        assert_eq!((of(NUMBER), of(SECOND)), (1, 1));
    }
}
