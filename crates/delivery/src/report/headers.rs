//! The mail headers that the report of a sent fax has for programs. A report has
//! `X-Ferrofax-Device` like the mail of a received fax, and these headers:
//!
//! | header | content |
//! | --- | --- |
//! | `X-Ferrofax-Job` | the job's number |
//! | `X-Ferrofax-Number` | the telephone number of the fax's recipient |
//! | `X-Ferrofax-Tag` | the user's own name for the fax |
//! | `X-Ferrofax-Notice` | `done`, `requeued`, `failed`, `rejected`, `removed`, `killed`, `timedout`, … |
//! | `X-Ferrofax-Failure` | the reason why the fax was not sent, as `busy` |
//! | `X-Ferrofax-Code` | HylaFAX's code for that reason, as `E001` |
//! | `X-Ferrofax-Cause` | the cause with which the T.30 session ended, if there was a session |
//! | `X-Ferrofax-Pages` | the confirmed pages and all pages, as `2/5` |
//! | `X-Ferrofax-Packets` | the counts of the packets of T.38, or of audio |
//! | `X-Ferrofax-Proof` | the order to the Ferrofax service to attach the proof of sending: the job, and the language |
//! | `X-Ferrofax-Line` | the quality of the telephone line: a word, and figures |

use super::facts::Report;
use crate::headers::{add, add_automatic};
use ferrofax_languages::Language;
use ferrofax_spool::failure::Failure;
use lettre::message::header::Headers;

/// The name of the header that orders the Ferrofax service to attach the proof of sending. The
/// service removes this header.
pub const PROOF_HEADER: &str = "X-Ferrofax-Proof";

/// Adds the order to attach the proof of sending, in this language.
pub(super) fn order_proof(headers: &mut Headers, report: &Report<'_>, language: Language) {
    add(headers, PROOF_HEADER, &format!("{}; language={}", report.job.id, language.code()));
}

/// Adds the headers for programs to the report of a sent fax.
pub(super) fn add_report_headers(headers: &mut Headers, report: &Report<'_>) {
    let Report { job, change, .. } = *report;
    add_automatic(headers);
    add(headers, "X-Ferrofax-Job", &job.id.to_string());
    add(headers, "X-Ferrofax-Device", &job.device.to_string());
    add(headers, "X-Ferrofax-Number", &job.number);
    add(headers, "X-Ferrofax-Tag", &job.tag);
    add(headers, "X-Ferrofax-Notice", report.why.name());
    add(headers, "X-Ferrofax-Failure", change.failure.map(Failure::name).unwrap_or_default());
    add(headers, "X-Ferrofax-Code", &change.failure.map(Failure::hylafax_code).unwrap_or_default());
    add(headers, "X-Ferrofax-Cause", change.cause.as_deref().unwrap_or_default());
    add(headers, "X-Ferrofax-Pages", &format!("{}/{}", change.pages_confirmed, job.pages.len()));
    add(headers, "X-Ferrofax-Packets", change.packets.as_deref().unwrap_or_default());
    let line = change.line.map(|line| format!("{} {}", line.grade(), line.emit()));
    add(headers, "X-Ferrofax-Line", line.as_deref().unwrap_or_default());
    if let Some((_, mailbox)) = report.undelivered {
        add(headers, "X-Ferrofax-Undeliverable-To", mailbox);
    }
}
