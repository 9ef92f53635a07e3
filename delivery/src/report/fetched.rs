//! The words for a job that fetches a document (polling), alone or behind what it sends.
//!
//! Where something of what it sends is not through, that is what its report is about, and the
//! usual words hold.

use super::facts::Report;
use super::names::{failure_text, uncapitalized};
use ferrofax_basics::show::counted;
use ferrofax_spool::failure::NotifyReason;
use ferrofax_spool::jobs::{Fetched, JobChange};

/// What came: `2 pages, as fax 7`.
pub(super) fn what_came(change: &JobChange) -> String {
    change
        .fetched
        .map(|Fetched { fax, pages }| format!("{}, as fax {fax}", counted(pages, "page")))
        .unwrap_or_default()
}

/// The outcome in some words.
pub(super) fn result(report: &Report<'_>) -> Option<String> {
    let sent = all_sent(report)?;
    let why = uncapitalized(failure_text(report.change).trim_end_matches('.'));
    Some(match report.why {
        NotifyReason::Done => format!("{sent}fetched"),
        NotifyReason::Requeued => format!("{sent}not yet fetched: {why}"),
        NotifyReason::Removed | NotifyReason::Killed => format!("{sent}cancelled"),
        NotifyReason::NumberWanted => return None,
        _ => format!(
            "{sent}{}: {why}",
            if came_in_part(report) { "ONLY PARTLY FETCHED" } else { "NOT FETCHED" }
        ),
    })
}

/// The same as a sentence with the number.
pub(super) fn summary(report: &Report<'_>, number: &str) -> Option<String> {
    let sent = all_sent(report)?;
    let fax = match sent {
        "" => format!("The fax from {number} was"),
        _ => format!("The fax to {number} was sent; what is held there was"),
    };
    Some(match report.why {
        NotifyReason::Done => format!("{fax} fetched."),
        NotifyReason::Requeued => format!("{fax} not fetched yet. It is tried again."),
        NotifyReason::Removed | NotifyReason::Killed => format!("{fax} not fetched: cancelled."),
        NotifyReason::NumberWanted => return None,
        _ if came_in_part(report) => format!("{fax} ONLY PARTLY fetched."),
        _ => format!("{fax} NOT FETCHED."),
    })
}

/// What is said of what was sent before what was fetched, if all of it was and no doubt is left.
fn all_sent(report: &Report<'_>) -> Option<&'static str> {
    let change = report.change;
    let is_sure = change.pages_in_doubt.is_empty() && change.pages_perhaps_twice.is_empty();
    let is_all = change.pages_confirmed as usize == report.job.pages.len();
    let sent = if report.job.only_fetches() { "" } else { "sent, and " };
    (is_all && is_sure).then_some(sent)
}

fn came_in_part(report: &Report<'_>) -> bool {
    report.change.fetched.is_some_and(|fetched| fetched.pages > 0)
}
