//! The texts of reports on a job that fetches (polls) a document. The job may also send documents
//! before it fetches one.
//!
//! If a document could not be sent, the report is about that document, and the usual texts apply.

use super::facts::Report;
use super::names::because;
use crate::words::{Text, Words};
use ferrofax_languages::Value;
use ferrofax_spool::failure::NotifyReason;
use ferrofax_spool::jobs::{Fetched, JobChange};

/// Describes the pages that the job has fetched (polled) from the remote fax machine. The pages are
/// stored as a received fax, whose number the text contains: `2 pages, as fax 7`.
pub(super) fn what_came(change: &JobChange, words: Words) -> String {
    let Some(Fetched { fax, pages }) = change.fetched else { return String::new() };
    let (count, fax) = (Value::Count(pages as usize), fax.to_string());
    words.with(Text::polled_pages, &[("count", count), ("fax", Value::Text(&fax))])
}

/// The result of a job that fetches (polls) a document, in a few words. `None` if the usual texts
/// for sent documents apply.
pub(super) fn result(report: &Report<'_>, words: Words) -> Option<String> {
    let sends = all_sent(report)?;
    let result = match report.why {
        NotifyReason::Done => words.text(Text::result_polled),
        NotifyReason::Requeued => because(words.text(Text::result_not_polled_yet), report, words),
        NotifyReason::Removed | NotifyReason::Killed => words.text(Text::result_cancelled),
        NotifyReason::NumberWanted => return None,
        _ if came_in_part(report) => {
            because(words.text(Text::result_polled_in_part), report, words)
        }
        _ => because(words.text(Text::result_not_polled), report, words),
    };
    Some(if sends { words.with_one(Text::result_sent_and, "result", &result) } else { result })
}

/// The result of a job that fetches (polls) a document, as a sentence with the telephone number.
/// `None` if the usual texts for sent documents apply.
pub(super) fn summary(report: &Report<'_>, number: &str, words: Words) -> Option<String> {
    let sends = all_sent(report)?;
    let text = match report.why {
        NotifyReason::Done => Text::summary_polled,
        NotifyReason::Requeued => Text::summary_not_polled_yet,
        NotifyReason::Removed | NotifyReason::Killed => Text::summary_poll_cancelled,
        NotifyReason::NumberWanted => return None,
        _ if came_in_part(report) => Text::summary_polled_in_part,
        _ => Text::summary_not_polled,
    };
    let number = ("number", Value::Text(number));
    let rest = words.with(text, &[number]);
    Some(if sends {
        words.with(Text::summary_sent_and, &[number, ("rest", Value::Text(&rest))])
    } else {
        rest
    })
}

/// Whether the job had pages to send, in addition to the document that it fetches. The result is
/// known only if the sending succeeded: `None` if some pages were not sent, or if their arrival is
/// uncertain.
fn all_sent(report: &Report<'_>) -> Option<bool> {
    let change = report.change;
    let is_sure = change.pages_in_doubt.is_empty() && change.pages_perhaps_twice.is_empty();
    let is_all = change.pages_confirmed as usize == report.job.pages.len();
    (is_all && is_sure).then_some(!report.job.only_fetches())
}

fn came_in_part(report: &Report<'_>) -> bool {
    report.change.fetched.is_some_and(|fetched| fetched.pages > 0)
}
