//! The last report mail on a job has the proof of sending, if the device's settings say so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use ferrofax::delivery::{MailSettings, Relay, Report, SmtpRelay, StopFlag, compose_report};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobChange, JobId, NewJob, ReportFormat};
use ferrofax_kit::sending::{change_of, job};
use ferrofax_kit::smtp_sink::{Script, TestSink};
use ferrofax_mail::outgoing::{Listener, Outgoing, socket_path};
use ferrofax_program::settings::Settings;
use mail_parser::{MessageParser, MimeHeaders};

use super::{NOW, Proofs};

/// The service that takes the module's mails, and the mail server behind it.
struct Service {
    proofs: Proofs,
    sink: TestSink,
    of_module: MailSettings,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Service {
    fn start(proofs: Proofs) -> Self {
        let sink = TestSink::start(Script::default());
        let text = format!(
            "[relay]\nmailserver = \"127.0.0.1\"\nmailport = {}\nmailtls = \"none\"\n\
             [proof]\nreport_mails = true\n",
            sink.address().port()
        );
        let settings = Settings::parse(&text).unwrap();
        let spool = &proofs.sending.spool;
        let outgoing = Outgoing::by_smtp(&settings.front.mail(), spool)
            .proving(spool, proofs.settings.clone());
        let stop = Arc::<AtomicBool>::default();
        let thread = Listener::open(spool, outgoing).unwrap().serve(&stop).unwrap();
        let mut of_module = MailSettings::default();
        of_module.set("reportattach", "proof").unwrap();
        let told = of_module.problems().concat();
        assert!(told.contains("reportattach = proof needs the Ferrofax service"), "{told}");
        let socket = format!("unix:{}", socket_path(spool.folder()).display());
        of_module.set("mailserver", &socket).unwrap();
        assert_eq!(of_module.problems(), [""; 0]);
        Self { proofs, sink, of_module, stop, thread: Some(thread) }
    }

    /// Sends the reports on a job as the module does. Returns the mails that arrive.
    fn report(&self, id: JobId) -> Vec<Vec<u8>> {
        let spool = &self.proofs.sending.spool;
        let thread = spool.outbox().reports_of(id).unwrap();
        let (job, changes) = (spool.jobs().job(id).unwrap(), spool.jobs().job_history(id).unwrap());
        let relay = SmtpRelay::new(&self.of_module.relay, &StopFlag::default());
        for entry in &thread {
            let is_its = |change: &&JobChange| Some(change.id) == change_of(entry);
            let change = changes.iter().find(is_its).unwrap();
            let report = Report::new(entry, &job, change, &thread).unwrap();
            relay.send(&compose_report(&report, &self.of_module).unwrap()).unwrap();
        }
        let mails = self.sink.take(|_| true).into_iter().map(|mail| mail.bytes);
        mails
            .inspect(|mail| assert!(!String::from_utf8_lossy(mail).contains("X-Ferrofax-Proof")))
            .collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().map(JoinHandle::join);
    }
}

#[test]
fn the_last_report_on_a_job_has_the_proof() {
    let service = Service::start(Proofs::new());
    let sending = &service.proofs.sending;
    for format in [ReportFormat::Text, ReportFormat::Html] {
        let id = sending.submit(&NewJob { notify_format: format, ..job(2) }, NOW);
        sending.fail(Failure::Busy, NOW);
        sending.send_all(NOW + 3_600_000);
        let [first, last] = &service.report(id)[..] else { panic!("two reports") };
        let name = format!("job-{id}-proof.pdf");
        let proof = |mail: &[u8]| {
            let parsed = MessageParser::default().parse(mail).unwrap();
            assert!(parsed.body_text(0).unwrap().contains("09911 2345"));
            let mut files = parsed.attachments();
            let file = files.find(|file| file.attachment_name() == Some(&name));
            file.map(|file| file.contents().to_vec())
        };
        assert!(proof(first).is_none());
        let verdict = service.proofs.verdict(&proof(last).expect("a proof"));
        assert_eq!(verdict.facts.unwrap()["job"], id.0);
    }
}

#[test]
fn a_report_whose_proof_cannot_be_made_is_sent_without_it() {
    let mut proofs = Proofs::new();
    proofs.settings.folder = Some("/proc/nowhere".into());
    let id = proofs.sent(1);
    let service = Service::start(proofs);
    let [mail] = &service.report(id)[..] else { panic!("one report") };
    let text = String::from_utf8_lossy(mail).into_owned();
    assert!(!text.contains("application/pdf") && text.contains("X-Ferrofax-Job: "), "{text}");
}
