//! The names that `reportsubject` and `reportbody` may use, and what they stand for in one report.
//!
//! A line of `reportbody` whose names all stand for nothing is left out. The table
//! [`NAMES`] says what each name stands for, and how `voicemail.conf` calls the same thing.

use super::facts::{Report, option};
use super::fetched;
use crate::dates::Dates;
use crate::name_table::{self, Row, TemplateName, Values, words};
use crate::template::one_line;
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::jobs::{Job, JobChange, JobId, JobState, UnknownPolicy};
use ferrofax_spool::view::{ChangeView, JobView, Shown};

/// What a report is about.
struct Facts<'a> {
    report: &'a Report<'a>,
    job: JobView,
    change: ChangeView,
    dates: &'a Dates,
    /// The mail may be answered with the number that it asks for.
    is_answered: bool,
}

/// How the value of a name is made.
type Value = fn(&Facts<'_>) -> String;

/// The names, in the order in which people are told them.
const NAMES: &[Row<Value>] = &[
    ("FAX_JOBID", "VM_MSGNUM", "the job's number", |of| words(&of.job.job)),
    ("FAX_NUMBER", "", "the number as the user gave it; empty if it waits for one", |of| {
        words(&of.job.number)
    }),
    ("FAX_CANONICAL", "", "the same in the one form, `+…`", |of| words(&of.job.canonical)),
    ("FAX_TAG", "", "the user's words for it", |of| words(&of.job.tag)),
    ("FAX_DESTINATION", "", "the number, and in brackets the tag", |of| destination(of.report.job)),
    ("FAX_RECIPIENT", "", "who is to get it, by name", |of| of.option(option::RECIPIENT)),
    ("FAX_DEVICE", "VM_MAILBOX", "the sender's device, its extension", |of| {
        of.report.job.device.number.clone()
    }),
    ("FAX_CONTEXT", "", "its dialplan context", |of| of.report.job.device.context.clone()),
    ("FAX_OWNER", "", "who submitted it", |of| words(&of.job.owner)),
    ("FAX_MAILBOX", "VM_NAME", "the address that this report goes to", |of| {
        of.report.entry.mailbox.clone()
    }),
    ("FAX_DOCUMENTS", "", "what is to be sent, by name", |of| documents(of.report.job)),
    (
        "FAX_LEFTOUT",
        "",
        "what of the mail or the documents is not in the fax, and why; empty if nothing",
        |of| of.option(option::LEFT_OUT),
    ),
    ("FAX_PAGES", "", "pages of the fax; empty of one that is fetched", |of| {
        of.if_sent(&of.job.pages)
    }),
    (
        "FAX_PAGESDONE",
        "",
        "pages that the receiver confirmed; empty of one that is fetched",
        |of| of.if_sent(&of.change.pages_confirmed),
    ),
    (
        "FAX_FETCHED",
        "",
        "what was fetched (polling), as `2 pages, as fax 7`; empty if nothing",
        |of| fetched::what_came(of.report.change),
    ),
    ("FAX_TRIES", "", "calls that a fax machine answered, so far", |of| words(&of.change.tries)),
    ("FAX_MAXTRIES", "", "calls that a fax machine may answer, at most", |of| {
        words(&of.job.max_tries)
    }),
    ("FAX_DIALS", "", "calls so far", |of| words(&of.change.dials)),
    ("FAX_MAXDIALS", "", "calls at most", |of| words(&of.job.max_dials)),
    (
        "FAX_STATUS",
        "",
        "`done`, `requeued`, `number_wanted`, `failed`, `rejected`, `removed`, `killed`, `timedout`, …",
        |of| of.report.why.name().to_owned(),
    ),
    (
        "FAX_RESULT",
        "",
        "the outcome in some words: `sent`, `not yet sent: the number was busy`",
        |of| result(of.report),
    ),
    ("FAX_SUMMARY", "", "the same as a sentence with the number", |of| summary(of.report)),
    ("FAX_REASON", "", "why it was not sent, as a sentence; empty if it was", |of| {
        reason(of.report)
    }),
    ("FAX_ADVICE", "", "what to do about it; empty where nothing is to be done", |of| advice(of)),
    (
        "FAX_DOUBT",
        "",
        "pages that may have come twice or not at all, as a sentence; empty if none",
        |of| doubt(of.report),
    ),
    (
        "FAX_NEXTTRY",
        "",
        "when it is tried again, by `emaildateformat` and `tz`; empty if it is not",
        |of| next_try(of.report, of.dates),
    ),
    ("FAX_DATE", "VM_DATE", "when this happened", |of| of.dates.text(of.report.change.at)),
    ("FAX_SUBMITTED", "", "when it was submitted", |of| of.dates.text(of.report.job.created_at)),
    ("FAX_REMOTESTATIONID", "", "what the remote terminal calls itself (CSI)", |of| {
        of.report.change.far_ident.clone().unwrap_or_default()
    }),
    ("FAX_SUBADDRESS", "", "the subaddress that it was sent to (SUB)", |of| {
        of.report.job.sub.clone().unwrap_or_default()
    }),
    ("FAX_ERROR", "", "the failure's name, as `busy`; `OK` if there is none", |of| {
        of.report.change.failure.map_or("OK", Failure::name).to_owned()
    }),
    ("FAX_ERRORCODE", "", "HylaFAX's code for it, as `E001`", |of| {
        of.report.change.failure.map(Failure::hylafax_code).unwrap_or_default()
    }),
    (
        "FAX_CAUSE",
        "",
        "the session's cause, as in `FAXERROR`; empty if there was no session",
        |of| words(&of.change.cause),
    ),
    ("FAX_HANGUPCAUSE", "", "the network's cause (Q.850)", |of| words(&of.change.hangup_cause)),
    (
        "FAX_TECHNICAL",
        "",
        "all four, in words; after a failure also what became of the packets",
        |of| technical(of.report.change),
    ),
    ("FAX_PACKETS", "", "what became of the packets of T.38, or of audio, in words", |of| {
        of.report.change.packets.clone().unwrap_or_default()
    }),
    ("FAX_LINE", "", "what the line was like: `good`, `fair` or `poor`, and by what", |of| {
        words(&of.change.line)
    }),
    ("FAX_FILENAME", "", "the attachment's name", |of| file_name(of.report.job.id)),
];

impl Facts<'_> {
    /// A count of pages, of a job that sends some.
    fn if_sent(&self, pages: &Shown) -> String {
        if self.report.job.only_fetches() { String::new() } else { words(pages) }
    }

    fn option(&self, name: &str) -> String {
        self.report.option(name).unwrap_or_default()
    }
}

/// The longest value: more than any name or list of documents needs to be known again.
const LONGEST: usize = 500;
/// The longest tag in a subject.
const LONGEST_TAG: usize = 60;

/// What each name stands for in this report. The dates are as the device wants them.
pub(super) fn values(report: &Report<'_>, dates: &Dates, is_answered: bool) -> Values {
    let (job, change) = (JobView::of(report.job), ChangeView::of(report.change));
    let facts = Facts { report, job, change, dates, is_answered };
    Values::new(NAMES, |value| cut(&one_line(&value(&facts)), LONGEST))
}

/// The names that a template of reports may use.
pub(crate) fn all() -> Vec<TemplateName> {
    name_table::names(NAMES)
}

/// The name of the attachment: `fax-job-17.pdf`.
pub(super) fn file_name(job: JobId) -> String {
    format!("fax-job-{job}.pdf")
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn destination(job: &Job) -> String {
    match one_line(&job.tag) {
        tag if tag.is_empty() => number(job).to_owned(),
        tag => format!("{} ({})", number(job), cut(&tag, LONGEST_TAG)),
    }
}

/// The number, in a sentence.
fn number(job: &Job) -> &str {
    if job.number.is_empty() { "no number yet" } else { &job.number }
}

fn documents(job: &Job) -> String {
    let names: Vec<String> =
        job.documents.iter().map(|document| one_line(&document.name)).collect();
    names.join(", ")
}

/// How much of the fax is there, where it is neither all nor nothing.
fn part_of(report: &Report<'_>) -> Option<String> {
    let (done, all) = (report.change.pages_confirmed, report.job.pages.len());
    (done > 0 && (done as usize) < all).then(|| format!("{done} of {all} pages"))
}

fn result(report: &Report<'_>) -> String {
    if report.job.fetch.is_some()
        && let Some(result) = fetched::result(report)
    {
        return result;
    }
    let because =
        |what: String| match uncapitalized(failure_text(report.change).trim_end_matches('.')) {
            text if text.is_empty() => what,
            text => format!("{what}: {text}"),
        };
    match (report.why, part_of(report)) {
        (NotifyReason::Done, _) if !report.change.pages_in_doubt.is_empty() => {
            let pages = &report.change.pages_in_doubt;
            format!(
                "sent, but {} {} in doubt",
                page_list(pages),
                if pages.len() == 1 { "is" } else { "are" }
            )
        }
        (NotifyReason::Done, _) if !report.change.pages_perhaps_twice.is_empty() => {
            format!("sent, {} perhaps twice", page_list(&report.change.pages_perhaps_twice))
        }
        (NotifyReason::Done, _) => "sent".to_owned(),
        (NotifyReason::NumberWanted, _) => "needs its number".to_owned(),
        (NotifyReason::Requeued, None) => because("not yet sent".to_owned()),
        (NotifyReason::Requeued, Some(part)) => because(format!("{part} sent so far")),
        (NotifyReason::Removed | NotifyReason::Killed, part) => {
            part.map_or_else(|| "cancelled".to_owned(), |part| format!("cancelled after {part}"))
        }
        (_, None) => because("NOT SENT".to_owned()),
        (_, Some(part)) => because(format!("ONLY {part} sent")),
    }
}

fn summary(report: &Report<'_>) -> String {
    if report.job.fetch.is_some()
        && let Some(summary) = fetched::summary(report, number(report.job))
    {
        return summary;
    }
    let number = number(report.job);
    match (report.why, part_of(report)) {
        (NotifyReason::Done, _) if !report.change.pages_in_doubt.is_empty() => {
            let pages = page_list(&report.change.pages_in_doubt);
            format!("The fax to {number} was sent, but the arrival of {pages} is in doubt.")
        }
        (NotifyReason::Done, _) => format!("The fax to {number} was sent."),
        (NotifyReason::NumberWanted, _) => {
            "The fax was handed over without a number, and is not sent before it has one."
                .to_owned()
        }
        (NotifyReason::Requeued, part) => {
            let again = match report.change.state {
                JobState::Suspended => "It is held until it is released.",
                _ => "It is tried again.",
            };
            match part {
                None => format!("The fax to {number} could not be sent yet. {again}"),
                Some(part) => {
                    format!("The fax to {number} is not complete yet: {part} were sent. {again}")
                }
            }
        }
        (NotifyReason::Removed | NotifyReason::Killed, part) => {
            let part = part.map(|part| format!(" after {part}")).unwrap_or_default();
            format!("The fax to {number} was cancelled{part}.")
        }
        (NotifyReason::TimedOut, None) => format!("The fax to {number} was NOT SENT in its time."),
        (_, None) => format!("The fax to {number} was NOT SENT."),
        (_, Some(part)) => format!("ONLY {part} of the fax to {number} were sent."),
    }
}

fn reason(report: &Report<'_>) -> String {
    match report.why {
        NotifyReason::Done | NotifyReason::NumberWanted => String::new(),
        _ => report.change.text.clone(),
    }
}

/// A try that failed is nothing to worry about, unless it is not a fax machine that answers there.
fn advice(of: &Facts<'_>) -> String {
    let Facts { report, dates, is_answered, .. } = *of;
    match (report.why, report.change.failure) {
        (NotifyReason::NumberWanted, _) => {
            let until = report.job.number_by.map(|until| dates.text(until)).unwrap_or_default();
            let how = match is_answered {
                true => "answer this mail with the number as its first line, or give it",
                false => "give the number",
            };
            format!(
                "Until {until}, {how} by `ferrofax number {} NUMBER`; without one the fax is given up then.",
                report.job.id
            )
        }
        (NotifyReason::Done | NotifyReason::Removed | NotifyReason::Killed, _) | (_, None) => {
            String::new()
        }
        (NotifyReason::Requeued, Some(failure)) if failure != Failure::NoFax => String::new(),
        (_, Some(failure)) => failure.advice().to_owned(),
    }
}

pub(super) fn failure_text(change: &JobChange) -> &str {
    match change.failure {
        Some(failure) => failure.text(),
        None => &change.text,
    }
}

fn doubt(report: &Report<'_>) -> String {
    let (in_doubt, twice) = (&report.change.pages_in_doubt, &report.change.pages_perhaps_twice);
    let both: Vec<u32> = in_doubt.iter().copied().filter(|page| twice.contains(page)).collect();
    let once: Vec<u32> = in_doubt.iter().copied().filter(|page| !both.contains(page)).collect();
    let twice: Vec<u32> = twice.iter().copied().filter(|page| !both.contains(page)).collect();
    let goes_again =
        report.why == NotifyReason::Requeued && report.job.unknown == UnknownPolicy::Resend;
    let mut sentences = Vec::new();
    let mut say = |pages: &[u32], words: &str| {
        if !pages.is_empty() {
            sentences.push(format!("{} {words}.", capitalized(&page_list(pages))));
        }
    };
    say(
        &once,
        match goes_again {
            true => "went out whole without an answer, and may arrive twice when sent again",
            false => "went out whole without an answer, and may have arrived or not",
        },
    );
    say(
        &both,
        "went out whole more than once without an answer, and may have arrived once, twice or not at all",
    );
    say(&twice, "may have arrived twice");
    sentences.join(" ")
}

fn next_try(report: &Report<'_>, dates: &Dates) -> String {
    let Report { job, change, .. } = *report;
    let Some(due_at) = change.due_at.filter(|_| change.state == JobState::Sleeping) else {
        return String::new();
    };
    // Its hours may be over by then.
    let due_at = job
        .windows
        .as_ref()
        .and_then(|windows| windows.next_open(due_at))
        .unwrap_or(due_at);
    dates.text(due_at)
}

fn technical(change: &JobChange) -> String {
    let mut words = Vec::new();
    if let Some(failure) = change.failure {
        words.push(
            format!("{failure}, {} {}", failure.hylafax_code(), failure.hylafax_text())
                .replace("  ", " "),
        );
    }
    if let Some(cause) = change.hangup_cause {
        words.push(format!("hang-up cause {cause}"));
    }
    if let Some(cause) = change.cause.as_deref().filter(|cause| *cause != Cause::Ok.name()) {
        let text = Cause::from_name(cause).map_or("", Cause::text);
        words.push(format!("T.30 {cause}: {text}").trim_end_matches([':', ' ', '.']).to_owned());
    }
    if let Some(packets) = change.packets.as_deref().filter(|_| change.failure.is_some()) {
        words.push(packets.to_owned());
    }
    words.join("; ")
}

/// `page 3`, `pages 2, 5-7`.
fn page_list(pages: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => runs.push((page, page)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}-{last}"),
        })
        .collect();
    format!("{} {}", if pages.len() == 1 { "page" } else { "pages" }, runs.join(", "))
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

pub(super) fn uncapitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_listed_as_people_do() {
        let lists = [&[3][..], &[2, 3], &[1, 2, 3, 7], &[2, 5, 6, 7, 9]].map(page_list);
        assert_eq!(lists, ["page 3", "pages 2, 3", "pages 1-3, 7", "pages 2, 5-7, 9"]);
    }

    #[test]
    fn the_defaults_use_names_that_exist() {
        let settings = crate::settings::ReportSettings::default();
        let is_known = |text: &str| all().iter().any(|name| name.is(text));
        for template in [settings.subject, settings.body] {
            assert!(template.names().count() > 0 && template.names().all(is_known));
        }
        assert!(is_known("VM_MAILBOX") && !is_known("") && !is_known("FAX_CIDNUM"));
    }

    #[test]
    fn the_attachment_is_named_for_the_job() {
        assert_eq!(file_name(JobId(17)), "fax-job-17.pdf");
    }

    #[test]
    fn the_longest_value_is_cut_at_a_character() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöü", 2), "äö…");
    }
}
