//! Writes the mail that reports the result of a fax job. Such mails are sent at the end of the job
//! and after failed attempts, as the job requests. The table has the MIME parts of the mail:
//!
//! | the job's format, and `reportattach` | shape |
//! | --- | --- |
//! | text, `none` (default) | text |
//! | text, `first` or `all` | `multipart/mixed`: text, `application/pdf` |
//! | HTML, `none` | `multipart/alternative`: text, HTML |
//! | HTML, `first` | `multipart/alternative`: text, (`multipart/related`: HTML, `image/gif`) |
//! | any, if the report asks for the telephone number of the fax | as HTML, `first` |
//! | HTML, `all` (default) | `multipart/mixed`: as above, `application/pdf` |
//! | any of these, with a drawing of the call | `multipart/mixed`: as above, `image/png` |
//! | any of these, `reportdsn` | `multipart/report`: as above, `message/delivery-status` (`status`), the headers of the mail that was faxed |
//!
//! A report describes the job at the moment of the reported change ([`JobChange`]), even if the
//! report is sent much later. Its content comes from that change and from facts that never change
//! in a job. So an outbox entry gives the same bytes at every attempt to send it, under the
//! Message-ID that was stored with the entry. (The exception is the explanation from a call
//! recording, which exists only as long as the recording.) The reports of a job to one mailbox are
//! one thread. If the fax came by mail, the thread begins with that mail.
//!
//! Reports have the null sender and say that a machine wrote them, so that no other machine
//! answers them. If a fax cannot be attached (it is damaged, deleted or too large, also for the
//! relay), the report is sent nevertheless and says so.

mod copy;
mod facts;
mod fetched;
mod files;
mod headers;
pub(super) mod names;
mod outcome;
mod sending;
mod sheet;
pub(super) mod status;

pub use facts::{Report, option};
pub use files::{NoJobFile, job_pdf, job_tiff};
pub use outcome::{JobCall, PageFate, answered_by, job_calls, job_end};
pub use sending::{ProofRow, Shown, no_time_stamp, proof_is_verified, proof_sheet, sending_report};

use lettre::address::AddressError;
use lettre::message::{Mailbox, Message, MultiPartKind};

use self::copy::{Copied, Missing, Wanted};
pub use self::headers::PROOF_HEADER;
use self::headers::{add_report_headers, order_proof};
use super::compose::{ComposeError, Composed, envelope, from, lettre_envelope};
use super::headers::{add, mail_date};
use super::html;
use super::mime::{self, Part, Picture};
use super::protection::About;
use super::settings::{MailSettings, ReportAttach, StatusPart};
use super::template::one_line;
use super::words::Text;
use ferrofax_spool::failure::NotifyReason;

/// Writes the mail that reports on a job. `settings` are the general settings; the settings of the
/// job's device are stored with the job.
pub fn compose_report(
    report: &Report<'_>,
    settings: &MailSettings,
) -> Result<Composed, ComposeError> {
    let Report { job, entry, .. } = *report;
    let settings = settings.for_job(job);
    // The recipient of the report, and the address for a bounce of it.
    let mailbox = if entry.mailbox.is_empty() { &settings.faxmaster } else { &entry.mailbox };
    let sender = &settings.report.envelope_sender;
    let sender = if sender.is_empty() { String::new() } else { settings.complete_address(sender) };
    let envelope = envelope(mailbox, &sender, &settings)?;

    // The parts of the fax that the report contains, and its text.
    let wanted = match report.why {
        NotifyReason::NumberWanted => Wanted::FIRST_PAGE,
        _ => Wanted::new(job.notify_format, &settings),
    };
    let mut copied = copy::of(job, wanted, settings.report.max_attachment_bytes);
    if let Some(refusal) = report.refusal {
        copied.pdf = None;
        copied.trouble = Some(Missing::Refused(refusal.clone()));
    }
    let has_fax = copied.pdf.is_some();
    // The drawing of a call has small pictures of the pages.
    let is_drawn = report.verdict.is_some_and(|verdict| verdict.drawing.is_some());
    let has_pages = copied.picture.is_some() || copied.pdf.is_some() || is_drawn;
    let (subject, text) = words(report, &settings, copied.trouble.as_ref());

    // The mail, in the thread of the mail that was faxed.
    let message_id = settings.message_id(&entry.message_id);
    let mut builder = Message::builder()
        .date(mail_date(entry.created_at))
        .from(from(&settings)?)
        .to(Mailbox::new(None, envelope.to.clone()))
        .message_id(Some(format!("<{message_id}>")))
        .envelope(lettre_envelope(&envelope)?);
    let original = report.original_mail();
    let first = report.first_report().map(|id| settings.message_id(id));
    if let Some(answered) = first.as_ref().or(original.as_ref()) {
        let thread: Vec<String> =
            original.iter().chain(&first).map(|id| format!("<{id}>")).collect();
        builder = builder.in_reply_to(format!("<{answered}>")).references(thread.join(" "));
    }
    if let Some(answers) = answers_to(report, &settings) {
        let address = answers
            .parse()
            .map_err(|error: AddressError| ComposeError::Mail(error.to_string()))?;
        builder = builder.reply_to(Mailbox::new(None, address));
    }
    let mut message = body(report, &settings, &text, wanted, copied)
        .mail(builder)
        .map_err(|error| ComposeError::Mail(error.to_string()))?;
    add(message.headers_mut(), "Subject", &subject);
    add_report_headers(message.headers_mut(), report);
    let has_proof = settings.report.attach == Some(ReportAttach::Proof) && report.why.is_final();
    if has_proof {
        order_proof(message.headers_mut(), report, settings.language);
    }
    let protect = settings.order(About::Report).filter(|_| has_pages || has_proof);
    let mut mail = Composed::new(envelope, message_id, message.formatted());
    (mail.protect, mail.has_fax) = (protect, has_fax);
    Ok(mail)
}

/// The mail address to which people reply with the telephone number, if the report asks for a
/// number.
fn answers_to(report: &Report<'_>, settings: &MailSettings) -> Option<String> {
    let address = &settings.report.number_reply_to;
    (report.why == NotifyReason::NumberWanted && !address.is_empty())
        .then(|| settings.complete_address(address))
}

/// Writes the subject and the text of the report on a job.
fn words(
    report: &Report<'_>,
    settings: &MailSettings,
    trouble: Option<&Missing>,
) -> (String, String) {
    let is_answered = answers_to(report, settings).is_some();
    let words = settings.words();
    let values = names::values(report, settings, is_answered);
    let subject = settings.report.subject_of(report.job, words);
    let mut subject = subject.fill(|name| values.get(name));
    let mut text = settings.report.body_of(words).fill_lines(|name| values.get(name));
    if let Some(verdict) = report.verdict {
        let what = one_line(&verdict.text_in(words.language));
        let shows = words.with_one(Text::recording_shows, "what", &what);
        text.push_str(&format!("\n{shows}\n"));
    }
    if let Some(trouble) = trouble {
        let trouble = one_line(&trouble.text(words));
        let missing = words.with_one(Text::report_not_attached, "why", &trouble);
        text.push_str(&format!("\n{missing}\n"));
    }
    if let Some((reason, mailbox)) = report.undelivered {
        subject = words.with_one(Text::undeliverable_subject, "subject", &subject);
        let undelivered = words.with_one(Text::report_undelivered, "mailbox", &one_line(mailbox));
        let reason = one_line(&reason.text(words.language));
        let reason = words.with_one(Text::undelivered_reason, "reason", &reason);
        text = format!("{undelivered}\n{reason}\n\n{text}");
    }
    (subject, text)
}

fn body(
    report: &Report<'_>,
    settings: &MailSettings,
    text: &str,
    wanted: Wanted,
    copied: Copied,
) -> Part {
    let id = &report.entry.message_id;
    // The text, in HTML with the first page beside it.
    let mut part = if wanted.html {
        let picture = copied.picture.map(|gif| Picture::first_page(gif, id));
        let html = html::page(
            text,
            report.tone(),
            settings.words(),
            picture.as_ref().map(|picture| picture.content_id.as_str()),
        );
        Part::Multi(mime::alternative(text, &html, picture, id))
    } else {
        Part::Single(mime::text_part(text))
    };
    // The fax as a file.
    if let Some(pdf) = copied.pdf {
        let mixed = part.within(mime::multipart(MultiPartKind::Mixed, "mixed", id));
        let file = mime::file_part(&names::file_name(report.job.id), pdf, "application/pdf");
        part = Part::Multi(mixed.singlepart(file));
    }
    // The drawing of the call.
    if let Some(drawing) = report.verdict.and_then(|verdict| verdict.drawing.clone()) {
        let mixed = part.within(mime::multipart(MultiPartKind::Mixed, "drawn", id));
        let name = format!("call-of-job-{}.png", report.job.id);
        part = Part::Multi(mixed.singlepart(mime::file_part(&name, drawing, "image/png")));
    }
    // The part for programs (RFC 3464), and headers of the mail that was faxed.
    if has_status_part(report, settings) {
        let status = mime::program_part(status::text(report, settings), "message/delivery-status");
        let mut both = part.within(mime::report(id)).singlepart(status);
        if let Some(headers) = status::original_headers(report) {
            both = both.singlepart(mime::program_part(headers, "text/rfc822-headers"));
        }
        part = Part::Multi(both);
    }
    part
}

fn has_status_part(report: &Report<'_>, settings: &MailSettings) -> bool {
    match settings.report.status_part {
        StatusPart::Never => false,
        StatusPart::Failure => report.why.is_final() && report.why != NotifyReason::Done,
        StatusPart::Always => true,
    }
}
