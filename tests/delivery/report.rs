//! What becomes of a sent fax is told as its job asks for: sent by SMTP, read back by
//! another program's parser.

use crate::sending;
use std::fs;
use std::path::Path;

use crate::mails::{header, media_type, parse, pdf_of_pages};
use crate::outbox::settings;
use crate::sending::{ALICE, Sending, job};
use crate::smtp_sink::{Answer, Mail, Script, TestSink};
use ferrofax::UnixMs;
use ferrofax::delivery::StopFlag;
use ferrofax::delivery::report::{option, sending_report};
use ferrofax::delivery::{Composed, MailSettings, Report, SmtpRelay, compose_report, deliver_due};
use ferrofax::document::tiff;
use ferrofax::sent_line::SentLine;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{
    AttemptEnd, JobId, JobSession, NewFetch, NewJob, NotifyWhen, ReportFormat, UnknownPolicy,
};
use ferrofax::spool::window::Windows;
use ferrofax::spool::{NewFax, OutboxState, Spool};
use ferrofax_kit::english;
use ferrofax_languages::Language;
use ferrofax_spool::not_shown::{self, NotShown, Note};
use mail_parser::{Message, MimeHeaders};
use proptest::prelude::*;

const MINUTE_MS: i64 = 60_000;
/// 2026-11-20 13:30:05 UTC.
const NOW: UnixMs = UnixMs(1_795_181_405_000);

/// Delivers all that is due and gives back what arrived.
fn deliver(spool: &Spool, settings: &MailSettings, now: UnixMs) -> Vec<Mail> {
    let sink = TestSink::start(Script::default());
    let report = deliver_due(spool, &to(&sink, settings), &relay(&sink, settings), now);
    let mails = sink.mails();
    assert_eq!((report.delivered as usize, report.deferred, report.rejected), (mails.len(), 0, 0));
    assert_eq!((report.spool_error, report.relay_down), (None, None));
    mails
}

fn to(sink: &TestSink, settings: &MailSettings) -> MailSettings {
    let mut settings = settings.clone();
    settings.relay.host = "127.0.0.1".to_owned();
    settings.relay.port = Some(sink.address().port());
    settings
}

fn relay(sink: &TestSink, settings: &MailSettings) -> SmtpRelay {
    SmtpRelay::new(&to(sink, settings).relay, &StopFlag::default())
}

/// The job's reports so far, written but not sent.
fn written(sending: &Sending, job: JobId, settings: &MailSettings) -> Vec<Composed> {
    let thread = sending.spool.outbox().reports_of(job).expect("filed");
    let job = sending.spool.jobs().job(job).expect("filed");
    let write = |entry| {
        let changes = sending.spool.jobs().job_history(job.id).expect("filed");
        let change = changes
            .iter()
            .find(|change| Some(change.id) == sending::change_of(entry))
            .expect("filed");
        compose_report(&Report::new(entry, &job, change, &thread).expect("a report"), settings)
            .expect("written")
    };
    thread.iter().map(write).collect()
}

/// The one report of a job that was sent as given.
fn report_of(new: &NewJob, settings: &MailSettings) -> (Sending, JobId, Vec<u8>) {
    let sending = Sending::new();
    let job = sending.submit(new, NOW);
    sending.send_all(NOW + MINUTE_MS);
    let mails = written(&sending, job, settings);
    assert_eq!(mails.len(), 1);
    let bytes = mails[0].bytes.clone();
    (sending, job, bytes)
}

/// The media types of all parts.
fn shape(mail: &Message<'_>) -> Vec<String> {
    mail.parts.iter().map(media_type).collect()
}

fn text_of(mail: &Message<'_>) -> String {
    mail.body_text(0).expect("a text").replace("\r\n", "\n")
}

/// The `message/delivery-status` part.
fn status_of(mail: &Message<'_>) -> String {
    let place = shape(mail)
        .iter()
        .position(|name| name == "message/delivery-status")
        .expect("a part for programs");
    String::from_utf8(mail.parts[place].contents().to_vec()).expect("ASCII")
}

/// The PDF that the job's documents make.
fn pdf_of(spool: &Spool, job: JobId) -> Vec<u8> {
    let job = spool.jobs().job(job).expect("filed");
    let pages: Vec<_> = job
        .documents
        .iter()
        .flat_map(|document| tiff::read(&document.path).expect("whole"))
        .collect();
    pdf_of_pages(&pages, &format!("Fax job {}", job.id), NOW.0 / 1000)
}

fn with(options: &[(&str, &str)]) -> MailSettings {
    let mut settings = settings();
    for (option, value) in options {
        assert_eq!(settings.set(option, value), Ok(true), "{option}");
    }
    settings
}

#[test]
fn a_report_says_what_the_line_was_like() {
    let sending = Sending::new();
    let job = sending.submit(&job(1), NOW);
    let lease = sending.lease(NOW);
    sending.send_pages(&lease, 1, NOW);
    let line = SentLine {
        first_bps: 14_400,
        slowest_bps: 9600,
        frames: 512,
        frames_again: 38,
        ..SentLine::default()
    };
    let session = JobSession { line: Some(line), ..JobSession::default() };
    sending.spool.queue().note_job_session(&lease, &session).expect("filed");
    sending.end(&lease, &AttemptEnd::default(), NOW);
    let mails = written(&sending, job, &settings());
    let mail = parse(&mails[0].bytes);
    let told = "Line:         poor, slowed down from 14400 to 9600 bit/s. 38 of 512 frames were repeated.\n";
    assert!(text_of(&mail).contains(told), "{}", text_of(&mail));
    let figures = "poor first=14400 slowest=9600 ftt=0 frames=512 again=38 pages=0 commands=0";
    let line = header(&mail, "X-Ferrofax-Line").expect("a header").replace("\r\n", "");
    assert_eq!(line, figures);
}

#[test]
fn by_default_each_change_is_told_in_plain_text() {
    let sending = Sending::new();
    let job = sending.submit(&NewJob { tag: "Order 12345 for Müller".into(), ..job(3) }, NOW);
    let busy = AttemptEnd {
        failure: Some(Failure::Busy),
        hangup_cause: Some(17),
        ..AttemptEnd::default()
    };
    sending.end(&sending.lease(NOW), &busy, NOW);
    sending.send_all(NOW + 10 * MINUTE_MS);
    let mails = deliver(&sending.spool, &settings(), NOW + 11 * MINUTE_MS);
    let mails: Vec<_> = mails.iter().map(|mail| (mail, parse(&mail.bytes))).collect();
    let subjects: Vec<_> =
        mails.iter().map(|(_, mail)| mail.subject().unwrap_or_default()).collect();
    assert_eq!(
        subjects,
        [
            "Fax to 09911 2345 (Order 12345 for Müller): not yet sent: the number was busy",
            "Fax to 09911 2345 (Order 12345 for Müller): sent"
        ]
    );
    for (mail, parsed) in &mails {
        assert_eq!(
            (shape(parsed), mail.to.as_str(), mail.from.as_str()),
            (vec!["text/plain".to_owned()], ALICE, "")
        );
        assert_eq!(header(parsed, "Auto-Submitted"), Some("auto-generated"));
        assert_eq!(header(parsed, "X-Ferrofax-Job"), Some(job.to_string().as_str()));
    }
    let busy = text_of(&mails[0].1);
    for line in [
        "The fax to 09911 2345 has not been sent yet. It will be tried again.\n",
        "Reason:       The number was busy.\n",
        "Next attempt: Friday, November 20, 2026 at 1:33:05 PM\n",
        "Number:       09911 2345\n",
        "Tag:          Order 12345 for Müller\n",
        "Sent from:    2101\n",
        "Documents:    3 pages.pdf\n",
        "Pages sent:   0 of 3\n",
        "Calls:        1 of at most 12\n",
        "Attempts:     0 of at most 3 (calls that a fax machine answered)\n",
        "Technical:    busy, E001 Busy signal detected; hang-up cause 17\n",
    ] {
        assert!(busy.contains(line), "{line:?} is not in {busy}");
    }
    assert!(
        !busy.contains("${") && !busy.contains("Recipient:") && !busy.contains("\n\n\n"),
        "{busy}"
    );
    let sent = text_of(&mails[1].1);
    assert!(sent.starts_with("The fax to 09911 2345 was sent.\n\nNumber:"), "{sent}");
    assert!(sent.contains("Pages sent:   3 of 3\nCalls:        2 of at most 12\n"), "{sent}");
    assert!(sent.contains("Answered by:  +49 9991 12345\n") && !sent.contains("Reason:"), "{sent}");
}

#[test]
fn html_shows_the_first_page_and_has_the_fax_as_pdf() {
    let new = NewJob { notify_format: ReportFormat::Html, ..job(3) };
    let (sending, job, bytes) = report_of(&new, &settings());
    let mail = parse(&bytes);
    assert_eq!(
        shape(&mail),
        [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "multipart/related",
            "text/html",
            "image/gif",
            "application/pdf"
        ]
    );
    assert!(mail.parts[5].contents().starts_with(b"GIF89a"));
    let html = mail.body_html(0).expect("HTML");
    assert!(
        html.contains(&format!("src=\"cid:{}\"", mail.parts[5].content_id().expect("an id"))),
        "{html}"
    );
    assert!(html.contains("<bdi>09911 2345</bdi>"), "{html}");
    assert_eq!(mail.parts[6].attachment_name(), Some(format!("fax-job-{job}.pdf").as_str()));
    assert_eq!(mail.parts[6].contents(), pdf_of(&sending.spool, job));
}

#[test]
fn what_of_the_fax_is_in_its_reports_is_for_the_administrator_to_say() {
    let text = || job(3);
    let html = || NewJob { notify_format: ReportFormat::Html, ..job(3) };
    let picture =
        ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/gif"];
    let all = [&["multipart/mixed"], &picture[..], &["application/pdf"]].concat();
    let file = ["multipart/mixed", "text/plain", "application/pdf"];
    for (new, options, expected) in [
        (text(), &[][..], &["text/plain"][..]),
        (text(), &[("reportattach", "none")], &["text/plain"]),
        (text(), &[("reportattach", "first")], &file),
        (text(), &[("reportattach", "all")], &file),
        (html(), &[], &all),
        (
            html(),
            &[("reportattach", "none")],
            &["multipart/alternative", "text/plain", "text/html"],
        ),
        (html(), &[("reportattach", "first")], &picture),
        (html(), &[("attach", "no")], &["multipart/alternative", "text/plain", "text/html"]),
        (html(), &[("attach", "no"), ("reportattach", "all")], &all),
    ] {
        let (_, _, bytes) = report_of(&new, &with(options));
        assert_eq!(shape(&parse(&bytes)), expected, "{options:?}");
    }
    let (_, _, bytes) = report_of(&text(), &with(&[("reportattach", "first")]));
    let mail = parse(&bytes);
    let first = String::from_utf8_lossy(mail.parts[2].contents()).into_owned();
    assert!(first.contains("/Count 1"), "the first page alone");
}

/// What can happen to a job: its name in a report, and how it comes about.
type Outcome = (&'static str, fn(&Sending, JobId));

const OUTCOMES: [Outcome; 7] = [
    ("requeued", |sending, _| sending.fail(Failure::Busy, NOW)),
    ("done", |sending, _| sending.send_all(NOW)),
    ("done, with a doubt", |sending, _| sending.silence_at(&sending.lease(NOW), 1, NOW)),
    ("rejected", |sending, _| sending.fail(Failure::UnknownNumber, NOW)),
    ("removed", |sending, job| {
        sending.spool.jobs().cancel_job(job, "bob", NOW).expect("cancelled");
    }),
    ("killed", |sending, job| {
        let lease = sending.lease(NOW);
        sending.spool.jobs().cancel_job(job, "bob", NOW).expect("to be cancelled");
        sending.end(
            &lease,
            &AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() },
            NOW,
        );
    }),
    ("timedout", |sending, _| {
        sending.spool.queue().wake_jobs(NOW + 60 * MINUTE_MS).expect("a spool")
    }),
];

#[test]
fn each_wish_hears_of_what_it_asks_for() {
    for (when, heard) in [
        (NotifyWhen::EachChange, "requeued done doubt rejected removed killed timedout"),
        (NotifyWhen::AtEnd, "done doubt rejected removed killed timedout"),
        (NotifyWhen::OnFailure, "doubt rejected removed killed timedout"),
        (NotifyWhen::OnSuccess, "done doubt"),
        (NotifyWhen::OnTrouble, "requeued doubt rejected removed killed timedout"),
        (NotifyWhen::Never, ""),
    ] {
        for (name, happen) in OUTCOMES {
            let sending = Sending::new();
            let expires_at = Some(NOW + 30 * MINUTE_MS);
            let new =
                NewJob { notify_when: when, unknown: UnknownPolicy::Skip, expires_at, ..job(1) };
            let id = sending.submit(&new, NOW);
            happen(&sending, id);
            let wanted = heard.split(' ').any(|word| Some(word) == name.split(' ').next_back());
            let mails = deliver(&sending.spool, &settings(), NOW + 60 * MINUTE_MS);
            assert_eq!(mails.len(), usize::from(wanted), "{when:?} of {name}");
            for mail in mails {
                let mail = parse(&mail.bytes);
                let notice = name.split(',').next();
                assert_eq!(header(&mail, "X-Ferrofax-Notice"), notice, "{when:?}");
                assert_eq!(text_of(&mail).contains("In doubt:"), name.ends_with("doubt"));
            }
        }
    }
}

#[test]
fn a_fax_without_a_number_asks_for_it_and_shows_its_first_page() {
    let sending = Sending::new();
    let number_by = Some(NOW + 90 * MINUTE_MS);
    let new = NewJob { number: String::new(), canonical: String::new(), number_by, ..job(2) };
    let id = sending.submit(&new, NOW);
    let written = written(&sending, id, &settings()).remove(0);
    let mail = parse(&written.bytes);
    let subject = header(&mail, "Subject").expect("a subject");
    assert_eq!(subject, "Fax without a number (2 pages.pdf): needs a number");
    let text = text_of(&mail);
    assert!(text.contains("will be sent when it has one"), "{text}");
    assert!(text.contains(&format!("`ferrofax number {id} NUMBER`")), "{text}");
    assert!(
        header(&mail, "Reply-To").is_none() && !text.contains("Reply to this e-mail"),
        "{text}"
    );
    // Where answers are taken, it says so.
    let mut answered = settings();
    answered.set("numberreplyto", "number@fax.example.com").expect("an address");
    let asking = self::written(&sending, id, &answered).remove(0);
    let (whole, asking) = (String::from_utf8_lossy(&asking.bytes), parse(&asking.bytes));
    assert!(whole.contains("Reply-To: number@fax.example.com"), "{whole}");
    assert!(text_of(&asking).contains("Reply to this e-mail by"), "{whole}");
    assert_eq!(header(&mail, "X-Ferrofax-Notice"), Some("number_wanted"));
    assert_eq!(
        shape(&mail),
        ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/gif"]
    );
}

#[test]
fn the_next_try_is_told_by_the_hours_in_which_it_may_be() {
    let sending = Sending::new();
    let windows = Windows::parse("08:00-13:32", "UTC").expect("hours");
    let id = sending.submit(&NewJob { windows, ..job(1) }, NOW);
    sending.fail(Failure::Busy, NOW);
    let mail = written(&sending, id, &settings()).remove(0);
    assert!(
        text_of(&parse(&mail.bytes))
            .contains("Next attempt: Saturday, November 21, 2026 at 8:00:00 AM\n")
    );
}

#[test]
fn a_number_that_does_not_exist_is_told_with_what_to_do() {
    let sending = Sending::new();
    let mut new = job(1);
    new.options.insert("reportdsn".into(), "failure".into());
    let id = sending.submit(&new, NOW);
    sending.fail(Failure::UnknownNumber, NOW);
    let mail = written(&sending, id, &settings()).remove(0);
    let mail = parse(&mail.bytes);
    assert_eq!(mail.subject(), Some("Fax to 09911 2345: NOT SENT: there is no such number"));
    assert!(
        text_of(&mail)
            .contains("Next step:    Check the number, its area code and the dialling rules.\n")
    );
    assert!(status_of(&mail).contains("Status: 5.1.1"), "the job's own wish");
}

#[test]
fn a_fax_that_came_over_in_part_says_how_much_and_why_in_words_and_in_codes() {
    let sending = Sending::new();
    let id = sending.submit(&NewJob { max_tries: 1, ..job(5) }, NOW);
    let lease = sending.lease(NOW);
    sending.send_pages(&lease, 2, NOW);
    let end = AttemptEnd {
        failure: Some(Failure::Dropped),
        cause: Some("HANGUP".into()),
        ..AttemptEnd::default()
    };
    sending.end(&lease, &end, NOW);
    let mails = written(&sending, id, &settings());
    let mail = parse(&mails[0].bytes);
    assert_eq!(
        mail.subject(),
        Some(
            "Fax to 09911 2345: ONLY 2 of 5 pages sent: the call ended before the fax was complete"
        )
    );
    let text = text_of(&mail);
    for line in [
        "ONLY 2 of 5 pages of the fax to 09911 2345 were sent.\n",
        "Reason:       The call ended before the fax was complete. Given up after 1 attempt.\n",
        "Technical:    dropped, E128 Remote fax disconnected prematurely; T.30 HANGUP: The line was hung up before the fax was complete\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in {text}");
    }
    for (name, value) in [
        ("X-Ferrofax-Notice", "failed"),
        ("X-Ferrofax-Failure", "dropped"),
        ("X-Ferrofax-Code", "E128"),
        ("X-Ferrofax-Cause", "HANGUP"),
        ("X-Ferrofax-Pages", "2/5"),
        ("X-Ferrofax-Device", "2101@fax-devices"),
        ("X-Ferrofax-Number", "09911 2345"),
    ] {
        assert_eq!(header(&mail, name), Some(value), "{name}");
    }
}

#[test]
fn pages_that_may_have_come_twice_or_not_at_all_are_named() {
    let says = |unknown, silences: &[u32], last: &str, expected: &str| {
        let sending = Sending::new();
        let id = sending.submit(&NewJob { unknown, ..job(3) }, NOW);
        let mut now = NOW;
        for &page in silences {
            sending.silence_at(&sending.lease(now), page, now);
            now += 10 * MINUTE_MS;
        }
        if last == "sent" {
            sending.send_all(now);
        }
        let mails = written(&sending, id, &settings());
        let mail = parse(&mails.last().expect("a report").bytes).into_owned();
        assert!(text_of(&mail).contains(expected), "{expected:?} is not in {}", text_of(&mail));
        mail.subject().unwrap_or_default().to_owned()
    };
    use UnknownPolicy::{Resend, Skip};
    let again = "In doubt:     Page 2 was sent, but not confirmed. It may arrive twice when the fax is sent again.\n";
    says(Resend, &[2], "", again);
    let subject = says(Resend, &[2], "sent", "In doubt:     Page 2 may have arrived twice.\n");
    assert!(subject.ends_with("sent, page 2 perhaps twice"), "{subject}");
    let given_up = "In doubt:     Page 2 was sent more than once and never confirmed. It may have arrived once, twice or \
                    not at all.\n";
    says(Resend, &[2, 2], "", given_up);
    let doubtful = "In doubt:     Pages 2, 3 were sent, but not confirmed. They may or may not have arrived.\n";
    let subject = says(Skip, &[2, 3], "", doubtful);
    assert!(subject.ends_with("sent, but pages 2, 3 are in doubt"), "{subject}");
}

#[test]
fn a_report_speaks_of_its_own_moment_and_is_the_same_at_every_try() {
    let sending = Sending::new();
    let new = NewJob { notify_format: ReportFormat::Html, ..job(3) };
    let id = sending.submit(&new, NOW);
    sending.silence_at(&sending.lease(NOW), 2, NOW);
    let settings = with(&[("reportdsn", "all")]);
    let before = written(&sending, id, &settings).remove(0);
    sending.send_all(NOW + 10 * MINUTE_MS);
    let after = written(&sending, id, &settings);
    assert_eq!((after.len(), &after[0].bytes), (2, &before.bytes));
}

#[test]
fn a_jobs_reports_to_a_mailbox_are_a_thread_that_begins_with_the_mail_that_was_faxed() {
    let sending = Sending::new();
    let mut new = NewJob { notify: vec![ALICE.into(), "bob@example.com".into()], ..job(1) };
    new.options.insert(option::MAIL_ID.into(), "<order-7@example.com>".into());
    let id = sending.submit(&new, NOW);
    let busy = AttemptEnd { failure: Some(Failure::Busy), ..AttemptEnd::default() };
    sending.end(&sending.lease(NOW), &busy, NOW);
    sending.send_all(NOW + 10 * MINUTE_MS);
    let mails = written(&sending, id, &settings());
    let mails: Vec<_> = mails.iter().map(|mail| parse(&mail.bytes)).collect();
    let ids: Vec<_> =
        mails.iter().map(|mail| mail.message_id().expect("an id").to_owned()).collect();
    let original = "order-7@example.com";
    for first in [&mails[0], &mails[1]] {
        assert_eq!(first.in_reply_to().as_text(), Some(original));
    }
    assert_eq!(mails[2].in_reply_to().as_text(), Some(ids[0].as_str()));
    assert_eq!(mails[3].in_reply_to().as_text(), Some(ids[1].as_str()));
    assert_eq!(mails[3].references().as_text_list().expect("two"), [original, ids[1].as_str()]);
}

#[test]
fn programs_may_have_the_end_as_a_delivery_status() {
    let sending = Sending::new();
    let mut new = NewJob { canonical: "+4999112345".into(), sub: Some("77".into()), ..job(2) };
    for (name, value) in [
        (option::MAIL_ID, "order-7@example.com"),
        (option::MAIL_ENVELOPE_ID, "QQ314159"),
        (option::MAIL_RECIPIENT, "rfc822;099112345@fax.example.com"),
        (option::MAIL_SUBJECT, "Bestellung für Müller"),
    ] {
        new.options.insert(name.into(), value.into());
    }
    let id = sending.submit(&new, NOW);
    let mut now = NOW;
    for _ in 0..12 {
        let end = AttemptEnd {
            failure: Some(Failure::Busy),
            hangup_cause: Some(17),
            ..AttemptEnd::default()
        };
        sending.end(&sending.lease(now), &end, now);
        now += 10 * MINUTE_MS;
    }
    let mails = written(&sending, id, &with(&[("reportdsn", "failure")]));
    assert_eq!(shape(&parse(&mails[0].bytes)), ["text/plain"], "it is tried again");
    let mail = parse(&mails[11].bytes);
    assert_eq!(
        shape(&mail),
        ["multipart/report", "text/plain", "message/delivery-status", "text/rfc822-headers"]
    );
    let report_type = mail.parts[0].content_type().and_then(|kind| kind.attribute("report-type"));
    assert_eq!(report_type, Some("delivery-status"));
    assert_eq!(
        status_of(&mail).replace("\r\n", "\n").trim_end(),
        format!(
            "Original-Envelope-Id: QQ314159\n\
             Reporting-MTA: dns; pbx.example.com\n\
             Arrival-Date: Fri, 20 Nov 2026 13:30:05 +0000\n\
             \n\
             Original-Recipient: rfc822;099112345@fax.example.com\n\
             Final-Recipient: rfc822; FAX=+4999112345/T33S=77@pbx.example.com\n\
             Action: failed\n\
             Status: 4.4.1\n\
             Diagnostic-Code: x-fax; E001 Busy signal detected\n\
             Last-Attempt-Date: Fri, 20 Nov 2026 15:20:05 +0000\n\
             X-Ferrofax-Job: {id}\n\
             X-Ferrofax-Notice: failed\n\
             X-Ferrofax-Pages: 0/2\n\
             X-Ferrofax-Hangup-Cause: 17"
        )
    );
    let headers = String::from_utf8_lossy(mail.parts[3].contents()).into_owned();
    assert_eq!(
        headers.trim_end(),
        "Message-ID: <order-7@example.com>\r\nSubject: Bestellung f?r M?ller"
    );
}

#[test]
fn a_delivery_status_tells_delivered_from_relayed_and_delayed() {
    let action = |unknown, silence: bool, last: bool| {
        let sending = Sending::new();
        let id = sending
            .submit(&NewJob { unknown, expires_at: Some(NOW + 90 * MINUTE_MS), ..job(3) }, NOW);
        if silence {
            sending.silence_at(&sending.lease(NOW), 2, NOW);
        }
        if last {
            sending.send_all(NOW + 10 * MINUTE_MS);
        }
        let mails = written(&sending, id, &with(&[("reportdsn", "all")]));
        let mail = parse(&mails.last().expect("a report").bytes).into_owned();
        let status = status_of(&mail);
        let field = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_default()
                .trim_start_matches(": ")
                .to_owned()
        };
        (field("Action"), field("Status"), field("Will-Retry-Until"))
    };
    let three = |action: &str, status: &str, until: &str| {
        (action.to_owned(), status.to_owned(), until.to_owned())
    };
    use UnknownPolicy::{Resend, Skip};
    assert_eq!(action(Resend, false, true), three("delivered", "2.0.0", ""));
    assert_eq!(action(Resend, true, true), three("delivered", "2.0.0", ""));
    assert_eq!(action(Skip, true, true), three("relayed", "2.0.0", ""));
    assert_eq!(
        action(Resend, true, false),
        three("delayed", "4.4.2", "Fri, 20 Nov 2026 15:00:05 +0000")
    );
}

#[test]
fn a_fax_that_cannot_be_attached_is_reported_all_the_same() {
    let new = || NewJob { notify_format: ReportFormat::Html, ..job(3) };
    let said = |damage: &dyn Fn(&std::path::Path), options: &[(&str, &str)]| {
        let sending = Sending::new();
        let id = sending.submit(&new(), NOW);
        sending.send_all(NOW);
        damage(&sending.spool.jobs().job(id).expect("filed").documents[0].path);
        let mails = deliver(&sending.spool, &with(options), NOW);
        let mail = parse(&mails[0].bytes).into_owned();
        assert!(!shape(&mail).contains(&"application/pdf".to_owned()), "{:?}", shape(&mail));
        assert_eq!(mail.subject(), Some("Fax to 09911 2345: sent"));
        let text = text_of(&mail);
        let said = text
            .lines()
            .find(|line| line.contains("not attached"))
            .expect("said")
            .to_owned();
        (said, shape(&mail).contains(&"image/gif".to_owned()))
    };
    let (gone, picture) = said(&|path| fs::remove_file(path).expect("there"), &[]);
    assert!(gone.contains("\"3 pages.pdf\" cannot be read") && !picture, "{gone}");
    let cut = |path: &std::path::Path| {
        fs::write(path, &fs::read(path).expect("there")[..900]).expect("writable")
    };
    assert!(said(&cut, &[]).0.contains("\"3 pages.pdf\" is damaged"));
    let (empty, _) = said(&|path| fs::write(path, b"").expect("writable"), &[]);
    assert!(empty.contains("\"3 pages.pdf\" is damaged (it is empty)"), "{empty}");
    let huge = |path: &std::path::Path| {
        fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|file| file.set_len(200 << 20))
            .expect("sparse");
    };
    let (large, _) = said(&huge, &[]);
    assert!(large.contains("\"3 pages.pdf\" is too large for a mail"), "{large}");
}

#[test]
fn a_fax_that_is_larger_than_a_report_may_carry_is_left_out_and_its_first_page_stays() {
    let sending = Sending::new();
    let new = NewJob { notify_format: ReportFormat::Html, documents: sending.noise(6), ..job(1) };
    let id = sending.submit(&new, NOW);
    sending.send_all(NOW);
    let mails = written(&sending, id, &with(&[("reportattachmax", "1")]));
    let mail = parse(&mails[0].bytes);
    assert_eq!(
        shape(&mail),
        ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/gif"]
    );
    let text = text_of(&mail);
    assert!(text.ends_with(
        "The fax is not attached: it has more than 1 MB, which is all that a report may carry.\n"
    ));
    let mails = written(&sending, id, &with(&[("reportattachmax", "20")]));
    assert_eq!(parse(&mails[0].bytes).attachment_count(), 2);
}

/// So many pages of what a job fetches come.
fn comes(sending: &Sending, job: JobId, pages: u32) {
    let new = NewFax { fetched_by: Some(job), ..NewFax::default() };
    let fax = sending.spool.receiving().begin_fax(&new).expect("filed");
    (1..=pages).for_each(|number| {
        sending
            .spool
            .receiving()
            .append_page(fax, &crate::outbox::page(number))
            .expect("filed");
    });
}

#[test]
fn what_is_fetched_is_told_as_that() {
    let told = |failure: Option<Failure>, came: u32, documents| {
        let sending = Sending::new();
        let new = NewJob { documents, fetch: Some(NewFetch::default()), ..job(1) };
        let id = sending.submit(&new, NOW);
        let lease = sending.lease(NOW);
        sending.send_pages(&lease, usize::MAX, NOW);
        if came > 0 {
            comes(&sending, id, came);
        }
        sending.end(&lease, &AttemptEnd { failure, ..AttemptEnd::default() }, NOW);
        let mail = written(&sending, id, &settings()).pop().expect("a report");
        let mail = parse(&mail.bytes);
        (mail.subject().unwrap_or_default().to_owned(), text_of(&mail))
    };
    let (subject, text) = told(None, 2, Vec::new());
    assert_eq!(subject, "Fax from 09911 2345: polled");
    assert!(text.starts_with("The fax from 09911 2345 was polled."), "{text}");
    assert!(
        text.contains("Polled:       2 pages, as fax 1") && !text.contains("Pages sent"),
        "{text}"
    );

    let (subject, text) = told(Some(Failure::NothingToFetch), 0, Vec::new());
    let why = "the remote fax machine has no document to be polled";
    assert_eq!(subject, format!("Fax from 09911 2345: NOT POLLED: {why}"));
    assert!(text.contains("Next step:    Ask its owner"), "{text}");

    let (subject, text) = told(Some(Failure::Dropped), 1, Vec::new());
    assert!(subject.starts_with("Fax from 09911 2345: ONLY PARTLY POLLED: the call"), "{subject}");
    assert!(text.contains("Before that, 1 page was polled, as fax 1."), "{text}");

    let (subject, text) = told(None, 1, job(1).documents);
    assert_eq!(subject, "Fax to 09911 2345: sent, and polled");
    assert!(text.contains("Pages sent:   1 of 1\nPolled:       1 page, as fax 1\n"), "{text}");
    let (subject, _) = told(Some(Failure::NothingToFetch), 0, job(1).documents);
    assert_eq!(subject, format!("Fax to 09911 2345: sent, and NOT POLLED: {why}"));
}

#[test]
fn a_report_that_waited_tells_of_the_try_that_it_is_of() {
    let sending = Sending::new();
    let new = NewJob { documents: Vec::new(), fetch: Some(NewFetch::default()), ..job(1) };
    let id = sending.submit(&new, NOW);
    let lease = sending.lease(NOW);
    comes(&sending, id, 1);
    let dropped = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
    sending.end(&lease, &dropped, NOW);
    let told = || {
        let mail = written(&sending, id, &settings()).remove(0);
        let mail = parse(&mail.bytes);
        (mail.subject().unwrap_or_default().to_owned(), text_of(&mail))
    };
    let at_once = told();
    assert!(at_once.0.contains("ONLY PARTLY POLLED"), "{}", at_once.0);
    assert!(at_once.1.contains("Polled:       1 page, as fax 1\n"), "{}", at_once.1);

    sending.spool.jobs().retry_job(id, "alice", NOW).expect("it failed");
    assert_eq!(told(), at_once, "while it waits for its second try");
    let lease = sending.lease(NOW);
    comes(&sending, id, 3);
    sending.end(&lease, &AttemptEnd::default(), NOW);
    assert_eq!(told(), at_once, "when that has brought all");
    let last = written(&sending, id, &settings()).pop().expect("a report");
    assert!(text_of(&parse(&last.bytes)).contains("Polled:       3 pages, as fax 2\n"));
}

#[test]
fn a_fax_that_was_cancelled_is_told_as_what_it_is() {
    let sending = Sending::new();
    let id = sending.submit(&job(3), NOW);
    sending.spool.jobs().cancel_job(id, "bob", NOW).expect("cancelled");
    let mail = written(&sending, id, &settings()).remove(0);
    let mail = parse(&mail.bytes);
    assert_eq!(mail.subject(), Some("Fax to 09911 2345: cancelled"));
    assert!(
        text_of(&mail).starts_with(
            "The fax to 09911 2345 was cancelled.\n\nReason:       Cancelled by bob.\n"
        )
    );
}

#[test]
fn a_page_in_greys_is_shown_at_a_resolution_of_faxes() {
    let sending = Sending::new();
    let new = NewJob { notify_format: ReportFormat::Html, documents: sending.grey(), ..job(1) };
    let id = sending.submit(&new, NOW);
    sending.send_all(NOW);
    let mail = written(&sending, id, &settings()).remove(0);
    let mail = parse(&mail.bytes);
    let file = mail.parts[6].contents();
    let text = String::from_utf8_lossy(file);
    assert!(text.contains("/Width 1654") && text.contains("/Height 2338"), "200 dots an inch");
    // All white would be less.
    assert!(
        file.len() > 1_500 && mail.parts[5].contents().starts_with(b"GIF89a"),
        "{} bytes",
        file.len()
    );
}

#[test]
fn nobody_to_tell_is_the_faxmaster() {
    let (sending, _, _) = report_of(&NewJob { notify: Vec::new(), ..job(1) }, &settings());
    let mails = deliver(&sending.spool, &settings(), NOW + 2 * MINUTE_MS);
    assert_eq!(
        mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
        ["faxmaster@pbx.example.com"]
    );
}

#[test]
fn a_report_that_is_refused_reaches_the_faxmaster_once_with_the_reason_and_then_stays_visible() {
    let sending = Sending::new();
    let id = sending.submit(&job(1), NOW);
    sending.send_all(NOW);
    let sink = TestSink::start(Script {
        rcpt: Answer::Say("550 5.1.1 No such user".into()),
        ..Script::default()
    });
    let settings = to(&sink, &settings());
    let relay = relay(&sink, &settings);
    assert_eq!(deliver_due(&sending.spool, &settings, &relay, NOW).rejected, 1);
    sink.set(Script { rcpt: Answer::Say("450 4.2.0 Not now".into()), ..Script::default() });
    assert_eq!(deliver_due(&sending.spool, &settings, &relay, NOW).deferred, 1);
    sink.set(Script::default());
    let later = sending.spool.outbox().next_due().expect("a spool").expect("it is tried again");
    assert_eq!(deliver_due(&sending.spool, &settings, &relay, later).delivered, 1);
    let mails = sink.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "faxmaster@pbx.example.com"));
    let mail = parse(&mails[0].bytes);
    assert_eq!(mail.subject(), Some("Undeliverable: Fax to 09911 2345: sent"));
    let text = text_of(&mail);
    assert!(
        text.starts_with("This report could not be delivered to alice@example.com.\nReason: "),
        "{text}"
    );
    assert!(text.contains("550 5.1.1 No such user\n\nThe fax to 09911 2345 was sent.\n"), "{text}");
    assert_eq!(header(&mail, "X-Ferrofax-Undeliverable-To"), Some(ALICE));

    let refused = sending.submit(&job(1), NOW);
    sending.send_all(NOW + MINUTE_MS);
    sink.set(Script { rcpt: Answer::Say("550 5.7.1 Nobody may".into()), ..Script::default() });
    for _ in 0..3 {
        deliver_due(&sending.spool, &settings, &relay, later + MINUTE_MS);
    }
    let states = |job| {
        sending
            .spool
            .outbox()
            .reports_of(job)
            .expect("filed")
            .iter()
            .map(|entry| entry.state)
            .collect::<Vec<_>>()
    };
    assert_eq!(states(id), [OutboxState::Rejected, OutboxState::Delivered]);
    assert_eq!(states(refused), [OutboxState::Rejected, OutboxState::Failed]);
}

#[test]
fn a_report_that_is_too_large_for_the_relay_arrives_without_the_fax() {
    let sending = Sending::new();
    let new = NewJob { notify_format: ReportFormat::Html, documents: sending.noise(6), ..job(1) };
    sending.submit(&new, NOW);
    sending.send_all(NOW);
    let sink = TestSink::start(Script { largest: 600_000, ..Script::default() });
    let settings = to(&sink, &settings());
    let report = deliver_due(&sending.spool, &settings, &relay(&sink, &settings), NOW);
    assert_eq!((report.delivered, report.rejected), (1, 0));
    let mail = sink.mails().remove(0);
    let mail = parse(&mail.bytes);
    assert!(!shape(&mail).contains(&"application/pdf".to_owned()), "{:?}", shape(&mail));
    let text = text_of(&mail);
    assert!(text.contains("The fax is not attached: relay 127.0.0.1"), "{text}");
    assert!(text.contains("552 5.3.4 Message size exceeds fixed limit"), "{text}");
}

/// The one case in which a report arrives twice: the relay took it and we never learnt.
/// Both are one mail to the reader.
#[test]
fn a_lost_answer_gives_a_double_that_can_be_told_even_if_the_job_went_on() {
    let mut sending = Sending::new();
    sending.submit(&NewJob { notify_format: ReportFormat::Html, ..job(3) }, NOW);
    sending.silence_at(&sending.lease(NOW), 2, NOW);
    let sink = TestSink::start(Script { end_of_data: Answer::KeepAndClose, ..Script::default() });
    let settings = to(&sink, &settings());
    let relay = relay(&sink, &settings);
    assert!(deliver_due(&sending.spool, &settings, &relay, NOW).relay_down.is_some());
    sending.crash();
    sending.send_all(NOW + 10 * MINUTE_MS);
    sink.set(Script::default());
    assert_eq!(deliver_due(&sending.spool, &settings, &relay, NOW + 60 * MINUTE_MS).delivered, 2);
    let mails = sink.mails();
    assert_eq!(mails.len(), 3);
    assert_eq!(mails[0].bytes, mails[1].bytes);
    assert_ne!(mails[1].bytes, mails[2].bytes);
}

#[test]
fn a_device_has_its_own_words_sender_and_time_zone_in_reports_too() {
    let mut new = job(2);
    for (option, value) in [
        ("reportsubject", "Fax ${FAX_JOBID}: ${FAX_STATUS} ${FAX_NO_SUCH}"),
        (
            "reportbody",
            "Nach ${FAX_CANONICAL}\\nTag: ${FAX_TAG}\\n${FAX_DATE} an ${VM_NAME} von ${VM_MAILBOX}",
        ),
        ("emaildateformat", "%d.%m.%Y %H:%M"),
        ("tz", "UTC"),
        ("serveremail", "praxis@example.com"),
        ("fromstring", "Praxis Dr. Müller"),
        ("mailserver", "192.0.2.1"),
    ] {
        new.options.insert(option.to_owned(), value.to_owned());
    }
    let (_, id, bytes) = report_of(&new, &settings());
    let mail = parse(&bytes);
    assert_eq!(mail.subject(), Some(format!("Fax {id}: done ${{FAX_NO_SUCH}}").as_str()));
    assert_eq!(
        text_of(&mail).trim_end(),
        "Nach 09911 2345\n20.11.2026 13:31 an alice@example.com von 2101"
    );
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!(
        (from.name(), from.address()),
        (Some("Praxis Dr. Müller"), Some("praxis@example.com"))
    );
}

#[test]
fn bounces_of_reports_go_nowhere_or_where_the_administrator_says() {
    for (sender, expected) in
        [("<>", ""), ("bounces", "bounces@pbx.example.com"), ("b@example.com", "b@example.com")]
    {
        let (sending, _, _) = report_of(&job(1), &settings());
        let mails =
            deliver(&sending.spool, &with(&[("reportenvelopefrom", sender)]), NOW + 2 * MINUTE_MS);
        assert_eq!(mails[0].from, expected);
    }
}

#[test]
fn every_failure_is_told_in_words_and_codes() {
    for failure in Failure::ALL {
        let sending = Sending::new();
        let id = sending.submit(&NewJob { max_dials: 1, ..job(1) }, NOW);
        sending.end(
            &sending.lease(NOW),
            &AttemptEnd { failure: Some(failure), ..AttemptEnd::default() },
            NOW,
        );
        let mails = written(&sending, id, &with(&[("reportdsn", "all")]));
        assert_eq!(mails.len(), 1, "{failure}");
        let mail = parse(&mails[0].bytes);
        let text = text_of(&mail);
        let has_advice = failure != Failure::Cancelled;
        assert_eq!(text.contains("Next step:   "), has_advice, "{text}");
        assert!(text.contains(failure.hylafax_text()), "{text}");
        assert!(text.contains(&failure.hylafax_code()), "{text}");
        let status = status_of(&mail);
        assert!(status.contains("\r\nAction: failed\r\n"), "{status}");
        assert!(status.contains(&format!("\r\nStatus: {}\r\n", failure.dsn_final())), "{status}");
        assert!(
            !text.contains("  of") && !mail.subject().unwrap_or_default().contains(".:"),
            "{text}"
        );
    }
}

#[test]
fn names_in_all_scripts_arrive_and_none_turns_the_line() {
    let tag = "Ζωή Łódź 株式会社 (مكتب) \"Groß\"";
    let new = NewJob {
        tag: format!("\u{202E}{tag}\u{2066}"),
        notify_format: ReportFormat::Html,
        ..job(1)
    };
    let (_, _, bytes) = report_of(&new, &settings());
    let mail = parse(&bytes);
    assert_eq!(mail.subject(), Some(format!("Fax to 09911 2345 ({tag}): sent").as_str()));
    assert!(text_of(&mail).contains(&format!("Tag:          {tag}\n")));
    let html = mail.body_html(0).expect("HTML");
    assert!(html.contains(&format!("<bdi>{}</bdi>", tag.replace('"', "&quot;"))), "{html}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// What senders and remote terminals say goes into headers, text, HTML and the part for
    /// programs, and stays there.
    #[test]
    fn nobody_can_write_headers_parts_or_fields(hostile in prop::collection::vec("(\r\n|\n|\r|--|=_|: |Bcc: x@evil.example|Action: delivered|<b>|\\$\\{FAX_JOBID\\}|=\\?utf-8\\?Q\\?=0A\\?=|[ -~]|[\u{80}-\u{2fff}]|\u{0}){0,40}", 8)) {
        let mut new = NewJob { notify_format: ReportFormat::Html, ..job(1) };
        new.number = format!("1{}", hostile[0]);
        new.tag = hostile[1].clone();
        new.device = ferrofax::spool::DeviceName::of_row(&hostile[2]);
        new.owner = hostile[3].clone();
        new.documents[0].name = hostile[4].clone();
        for (name, value) in [
            (option::RECIPIENT, &hostile[5]),
            (option::MAIL_ID, &hostile[6]),
            (option::MAIL_ENVELOPE_ID, &hostile[7]),
            (option::MAIL_RECIPIENT, &hostile[5]),
            (option::MAIL_SUBJECT, &hostile[6]),
            ("fromstring", &hostile[3]),
        ] {
            new.options.insert(name.to_owned(), value.clone());
        }
        let sending = Sending::new();
        let id = sending.submit(&new, NOW);
        let end = AttemptEnd {
            failure: Some(Failure::UnknownNumber),
            cause: Some(hostile[7].clone()),
            reason: Some(ferrofax::spool::event::Reason::Text { text: hostile[1].clone() }),
            ..AttemptEnd::default()
        };
        sending.end(&sending.lease(NOW), &end, NOW);
        let mails = written(&sending, id, &with(&[("reportdsn", "all"), ("reportattach", "none")]));
        let mail = parse(&mails[0].bytes);
        let known = ["Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type", "Auto-Submitted",
            "In-Reply-To", "References"];
        for header in mail.headers() {
            let name = header.name();
            prop_assert!(name.starts_with("X-") || known.iter().any(|k| k.eq_ignore_ascii_case(name)), "{}", name);
        }
        prop_assert_eq!(mail.header_values("To").count(), 1);
        let parts = shape(&mail);
        let expected = ["multipart/report", "multipart/alternative", "text/plain", "text/html", "message/delivery-status"];
        prop_assert_eq!(&parts[..5], &expected[..]);
        prop_assert!(parts.len() == 5 || parts[5..] == ["text/rfc822-headers"], "{:?}", parts);
        let status = status_of(&mail);
        prop_assert_eq!(status.lines().filter(|line| line.starts_with("Action:")).count(), 1);
        prop_assert!(status.contains("\r\nAction: failed\r\nStatus: 5.1.1\r\n"), "{}", status);
        let html = mail.body_html(0).expect("HTML");
        prop_assert!(!html.contains("<b>"), "{}", html);
    }
}

/// What a fax does not show of a mail: a value, and a fault that is only known as a sentence.
fn left_out() -> Vec<Note> {
    [
        ("brief.txt", NotShown::CharactersMissing { count: 3 }),
        ("invite.ics", NotShown::PartCalendar),
        ("cut.pdf", NotShown::english("its end is missing; it was not copied completely")),
    ]
    .map(|(name, what)| Note { document: name.to_owned(), what })
    .into()
}

#[test]
fn all_of_many_parts_that_are_not_in_the_fax_are_named() {
    let note =
        |at: u32| Note { document: format!("invite-{at}.ics"), what: NotShown::english("no page") };
    let notes: Vec<Note> = (1..=99).map(note).collect();
    let mut options = NewJob::default().options;
    not_shown::store(&notes, &mut options);
    let (_, _, bytes) = report_of(&NewJob { options, ..job(1) }, &settings());
    let text = text_of(&parse(&bytes));
    assert!(text.contains("invite-1.ics") && text.contains("invite-99.ics"), "{text}");
}

#[test]
fn a_report_is_in_the_language_of_its_device() {
    for (language, subject, next) in [
        ("en", "Fax to 09911 2345: not yet sent: the number was busy", "It will be tried again."),
        (
            "de",
            "Fax an 09911 2345: noch nicht gesendet: die Nummer war besetzt",
            "noch einmal versucht.",
        ),
        (
            "fr",
            "Fax à 09911 2345 : pas encore envoyé : le numéro était occupé",
            "Un nouvel essai sera fait.",
        ),
        (
            "es",
            "Fax a 09911 2345: aún no enviado: el número estaba ocupado",
            "Se volverá a intentar.",
        ),
        (
            "it",
            "Fax a 09911 2345: non ancora inviato: il numero era occupato",
            "un nuovo tentativo.",
        ),
        (
            "nl",
            "Fax aan 09911 2345: nog niet verzonden: het nummer was bezet",
            "een nieuwe poging.",
        ),
        ("pl", "Faks do 09911 2345: jeszcze nie wysłano: numer był zajęty", "kolejna próba."),
        (
            "pt",
            "Fax para 09911 2345: ainda não enviado: o número estava ocupado",
            "nova tentativa.",
        ),
    ] {
        let mut options = [("language".to_owned(), language.to_owned())].into();
        not_shown::store(&left_out(), &mut options);
        let notify_format = ReportFormat::Html;
        let sending = Sending::new();
        let id = sending.submit(&NewJob { options, notify_format, ..job(1) }, NOW);
        sending.fail(Failure::Busy, NOW);
        let mail = written(&sending, id, &settings()).remove(0);
        let mail = parse(&mail.bytes);
        assert_eq!(mail.subject(), Some(subject));
        let text = text_of(&mail);
        assert!(text.lines().next().unwrap_or_default().ends_with(next), "{text}");
        assert!(text.contains("brief.txt (") && text.contains("invite.ics ("), "{text}");
        english::assert_none(&text, language);
        let html = mail.body_html(0).expect("HTML");
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{html}");
        // To be looked at in the widths of mail programs.
        if std::env::var_os("FERROFAX_SCREENS").is_some() {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mails");
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join(format!("{language}.html")), html.as_bytes()).expect("a file");
        }
        // Each label of the text is one of the table, whatever its language.
        let labels = text.lines().filter(|line| line.contains(":  ")).count();
        assert!(labels > 5 && html.matches("<tr>").count() >= labels, "{labels}: {html}");
    }
}

/// The text of a sheet's pages, as a program reads it.
fn text_of_sheet(name: &str, pdf: &[u8]) -> Option<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(format!("{name}.pdf"));
    fs::write(&file, pdf).expect("written");
    if !crate::programs::is_there("pdftotext") {
        return None;
    }
    let output = std::process::Command::new("pdftotext")
        .args(["-layout", "-q"])
        .arg(&file)
        .arg("-")
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn a_sending_report_is_a_sheet_whose_text_can_be_searched() {
    let sheet = |sending: &Sending, job: JobId, name, language| {
        let history = sending.spool.jobs().job_history(job).expect("filed");
        let job = sending.spool.jobs().job(job).expect("filed");
        sending_report(&job, &history, name, language).expect("ended")
    };
    // Sent, in two calls.
    let sending = Sending::new();
    let new = NewJob { tag: "Order 17".to_owned(), ..job(4) };
    let sent = sending.submit(&new, NOW);
    let lease = sending.lease(NOW);
    sending.send_pages(&lease, 1, NOW + 20_000);
    let dropped = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
    sending.end(&lease, &dropped, NOW + 40_000);
    let lease = sending.lease(NOW + 60 * MINUTE_MS);
    sending.send_pages(&lease, 3, NOW + 61 * MINUTE_MS);
    let line = SentLine { first_bps: 14_400, slowest_bps: 9600, ..SentLine::default() };
    let session = JobSession { line: Some(line), ..JobSession::default() };
    sending.spool.queue().note_job_session(&lease, &session).expect("filed");
    sending.end(&lease, &AttemptEnd::default(), NOW + 62 * MINUTE_MS);
    let english = sheet(&sending, sent, Some("Bäckerei Huber"), Language::English);
    assert_eq!(english, sheet(&sending, sent, Some("Bäckerei Huber"), Language::English));
    if let Some(text) = text_of_sheet("sent", &english) {
        for words in [
            "Sending report",
            "Bäckerei Huber",
            "Order 17",
            "4 of 4",
            "9600 bit/s",
            "not confirmed",
            "2026-11-20",
        ] {
            let is_there = text.contains(words);
            assert_eq!(is_there, words != "not confirmed", "{words}: {text}");
        }
    }
    let polish = sheet(&sending, sent, Some("Żółć Łukasz"), Language::Polish);
    if let Some(text) = text_of_sheet("polish", &polish) {
        assert!(text.contains("Żółć Łukasz") && text.contains("Wysłane strony"), "{text}");
    }
    // Failed after three calls; a long name, and many pages.
    let sending = Sending::new();
    let long = "A very long name of a customer of ours, ".repeat(6);
    let documents = sending.noise(20);
    let new = NewJob { tag: long.clone(), max_dials: 3, documents, ..job(1) };
    let failed = sending.submit(&new, NOW);
    for at in 0..3 {
        let busy = AttemptEnd { failure: Some(Failure::Busy), ..AttemptEnd::default() };
        let now = NOW + at * 60 * MINUTE_MS;
        sending.end(&sending.lease(now), &busy, now + 9_000);
    }
    let german = sheet(&sending, failed, Some(&long), Language::German);
    let pages = String::from_utf8_lossy(&german).matches("/Type /Page\n").count();
    assert!((2..=3).contains(&pages), "{pages}");
    if let Some(text) = text_of_sheet("failed", &german) {
        assert!(text.contains("Sendebericht") && text.contains("NICHT"), "{text}");
        assert_eq!(text.matches("0:09").count(), 3, "{text}");
        assert!(text.contains("nicht bestätigt") && text.contains("1/"), "{text}");
    }
}
