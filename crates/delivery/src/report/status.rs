//! The part of a report for programs: `message/delivery-status` (RFC 3464), in ASCII.
//!
//! The fax number is a mail address in the form of RFC 3192: `FAX=+49991234/T33S=77@domain`.
//! `Diagnostic-Code` has HylaFAX's code: `x-fax; E001 Busy signal detected`. If the arrival of
//! some pages is uncertain, the fax is `relayed` and not `delivered`, since nobody has
//! confirmed them.

use super::super::settings::MailSettings;
use super::super::template::one_line;
use super::facts::{Report, option};
use ferrofax_basics::UnixMs;
use ferrofax_spool::failure::{Failure, NotifyReason};
use jiff::tz::TimeZone;

/// The greatest length of a value in a line `Name: value` of the delivery status, in characters.
/// Longer values are cut. Telephone numbers and names are shorter.
const LONGEST: usize = 400;

/// Writes the `message/delivery-status` part of a report on a job: the fields about the message, a
/// blank line, and the fields about its one recipient.
pub(super) fn text(report: &Report<'_>, settings: &MailSettings) -> String {
    let (job, change) = (report.job, report.change);
    // RFC 3464 §2.2: the fields of the message.
    let mut fields = Fields::default();
    fields
        .add("Original-Envelope-Id", &report.option(option::MAIL_ENVELOPE_ID).unwrap_or_default());
    fields.add("Reporting-MTA", &format!("dns; {}", settings.domain()));
    fields.add("Arrival-Date", &date(job.created_at));
    fields.end_group();

    // RFC 3464 §2.3: the fields of its one recipient.
    let (action, status) = action(report);
    fields.add("Original-Recipient", &report.option(option::MAIL_RECIPIENT).unwrap_or_default());
    fields
        .add("Final-Recipient", &format!("rfc822; {}@{}", fax_address(report), settings.domain()));
    fields.add("Action", action);
    fields.add("Status", status);
    fields.add("Diagnostic-Code", &diagnosis(change.failure));
    fields
        .add("Last-Attempt-Date", &if change.dials > 0 { date(change.at) } else { String::new() });
    if report.why == NotifyReason::Requeued {
        fields.add("Will-Retry-Until", &job.expires_at.map(date).unwrap_or_default());
    }
    // RFC 3464 §2.4: fields of our own.
    fields.add("X-Ferrofax-Job", &job.id.to_string());
    fields.add("X-Ferrofax-Notice", report.why.name());
    fields.add("X-Ferrofax-Pages", &format!("{}/{}", change.pages_confirmed, job.pages.len()));
    fields.add("X-Ferrofax-Cause", change.cause.as_deref().unwrap_or_default());
    fields.add(
        "X-Ferrofax-Hangup-Cause",
        &change.hangup_cause.map(|cause| cause.to_string()).unwrap_or_default(),
    );
    fields.text()
}

/// The headers of the mail that was faxed. By these headers, programs find that mail. `None` if it
/// is not known which mail was faxed.
pub(super) fn original_headers(report: &Report<'_>) -> Option<String> {
    let mut fields = Fields::default();
    fields.add("Message-ID", &format!("<{}>", report.original_mail()?));
    fields.add("Subject", &report.option(option::MAIL_SUBJECT).unwrap_or_default());
    Some(fields.text())
}

fn action(report: &Report<'_>) -> (&'static str, &'static str) {
    let failure = report.change.failure.unwrap_or(Failure::Internal);
    match report.why {
        NotifyReason::Done if report.change.pages_in_doubt.is_empty() => ("delivered", "2.0.0"),
        NotifyReason::Done => ("relayed", "2.0.0"),
        NotifyReason::Requeued => ("delayed", failure.dsn_while_retrying()),
        NotifyReason::NumberWanted => ("delayed", "4.1.0"),
        _ => ("failed", failure.dsn_final()),
    }
}

/// The reason for the failure in HylaFAX's words; empty if the fax did not fail.
pub(crate) fn diagnosis(failure: Option<Failure>) -> String {
    failure.map_or_else(String::new, |failure| {
        format!("x-fax; {} {}", failure.hylafax_code(), failure.hylafax_text()).replace("  ", " ")
    })
}

/// Writes the telephone number of the fax as a mail address, with the characters that RFC 3192 §2
/// permits.
fn fax_address(report: &Report<'_>) -> String {
    let kept = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '*' | '#'))
            .take(60)
            .collect()
    };
    let mut address = format!("FAX={}", kept(&report.job.canonical));
    if let Some(sub) = report.job.sub.as_deref().map(kept).filter(|sub| !sub.is_empty()) {
        address.push_str("/T33S=");
        address.push_str(&sub);
    }
    address
}

/// Writes a time in the form that mails use (RFC 5322 §3.3), in UTC.
pub(crate) fn date(at: UnixMs) -> String {
    let time = at.timestamp().unwrap_or_default().to_zoned(TimeZone::UTC);
    time.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

/// Lines of the form `Name: value`, collected for a part of a report that programs read.
#[derive(Default)]
pub(crate) struct Fields(String);

impl Fields {
    /// Adds the line `Name: value`, unless the value is empty. Line breaks, control characters and
    /// characters beyond ASCII are replaced, so that the value is one line.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        let value: String = one_line(value)
            .chars()
            .take(LONGEST)
            .map(
                |character| {
                    if character.is_ascii_graphic() || character == ' ' { character } else { '?' }
                },
            )
            .collect();
        if !value.is_empty() {
            self.0.push_str(&format!("{name}: {value}\r\n"));
        }
    }

    /// Adds a blank line, which ends a group of lines `Name: value` in the delivery status.
    pub(crate) fn end_group(&mut self) {
        self.0.push_str("\r\n");
    }

    /// Returns all lines `Name: value` that were added, as one text.
    pub(crate) fn text(self) -> String {
        self.0
    }
}
