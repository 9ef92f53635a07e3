//! The names that `reportsubject` and `reportbody` may use, and what they stand for in one report.
//!
//! | name | what it stands for | also as |
//! | --- | --- | --- |
//! | `FAX_JOBID` | the job's number | `VM_MSGNUM` |
//! | `FAX_NUMBER` | the number as the user gave it | |
//! | `FAX_CANONICAL` | the same in the one form, `+…` | |
//! | `FAX_TAG` | the user's words for it | |
//! | `FAX_DESTINATION` | the number, and in brackets the tag | |
//! | `FAX_RECIPIENT` | who is to get it, by name | |
//! | `FAX_DEVICE` | the sender's device, its extension | `VM_MAILBOX` |
//! | `FAX_CONTEXT` | its dialplan context | |
//! | `FAX_OWNER` | who submitted it | |
//! | `FAX_MAILBOX` | the address that this report goes to | `VM_NAME` |
//! | `FAX_DOCUMENTS` | what is to be sent, by name | |
//! | `FAX_LEFTOUT` | what of the mail or the documents is not in the fax, and why; empty if nothing | |
//! | `FAX_PAGES` | pages of the fax | |
//! | `FAX_PAGESDONE` | pages that the receiver confirmed | |
//! | `FAX_TRIES`, `FAX_MAXTRIES` | calls that a fax machine answered, so far and at most | |
//! | `FAX_DIALS`, `FAX_MAXDIALS` | calls, so far and at most | |
//! | `FAX_STATUS` | `done`, `requeued`, `failed`, `rejected`, `removed`, `killed`, `timedout`, … | |
//! | `FAX_RESULT` | what became of it, in some words: `sent`, `not yet sent: the number was busy` | |
//! | `FAX_SUMMARY` | the same as a sentence with the number | |
//! | `FAX_REASON` | why it was not sent, as a sentence; empty if it was | |
//! | `FAX_ADVICE` | what to do about it; empty where nothing is to be done | |
//! | `FAX_DOUBT` | pages that may have come twice or not at all, as a sentence; empty if none | |
//! | `FAX_NEXTTRY` | when it is tried again, by `emaildateformat` and `tz`; empty if it is not | |
//! | `FAX_DATE` | when this happened | `VM_DATE` |
//! | `FAX_SUBMITTED` | when it was submitted | |
//! | `FAX_REMOTESTATIONID` | what the remote terminal calls itself (CSI) | |
//! | `FAX_SUBADDRESS` | the subaddress that it was sent to (SUB) | |
//! | `FAX_ERROR` | the failure's name, as `busy`; `OK` if there is none | |
//! | `FAX_ERRORCODE` | HylaFAX's code for it, as `E001` | |
//! | `FAX_CAUSE` | the session's cause, as in `FAXERROR`; empty if there was no session | |
//! | `FAX_HANGUPCAUSE` | the network's cause (Q.850) | |
//! | `FAX_TECHNICAL` | all four, in words; after a failure also what became of the packets | |
//! | `FAX_PACKETS` | what became of the packets of T.38, or of audio, in words | |
//! | `FAX_FILENAME` | the attachment's name | |
//!
//! A line of `reportbody` whose names all stand for nothing is left out. The names under
//! "also as" are those of `voicemail.conf`.

use super::facts::{self, Report};
use crate::dates::Dates;
use crate::names::position_in;
use crate::template::one_line;
use ferrofax_engine::t30::outcome::Cause;
use ferrofax_spool::DeviceName;
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::jobs::{Job, JobChange, JobId, JobState, UnknownPolicy};

/// Ours, and what `voicemail.conf` calls the same thing.
const NAMES: [(&str, &str); 36] = [
    ("FAX_JOBID", "VM_MSGNUM"),
    ("FAX_NUMBER", ""),
    ("FAX_CANONICAL", ""),
    ("FAX_TAG", ""),
    ("FAX_DESTINATION", ""),
    ("FAX_RECIPIENT", ""),
    ("FAX_DEVICE", "VM_MAILBOX"),
    ("FAX_CONTEXT", ""),
    ("FAX_OWNER", ""),
    ("FAX_MAILBOX", "VM_NAME"),
    ("FAX_DOCUMENTS", ""),
    ("FAX_LEFTOUT", ""),
    ("FAX_PAGES", ""),
    ("FAX_PAGESDONE", ""),
    ("FAX_TRIES", ""),
    ("FAX_MAXTRIES", ""),
    ("FAX_DIALS", ""),
    ("FAX_MAXDIALS", ""),
    ("FAX_STATUS", ""),
    ("FAX_RESULT", ""),
    ("FAX_SUMMARY", ""),
    ("FAX_REASON", ""),
    ("FAX_ADVICE", ""),
    ("FAX_DOUBT", ""),
    ("FAX_NEXTTRY", ""),
    ("FAX_DATE", "VM_DATE"),
    ("FAX_SUBMITTED", ""),
    ("FAX_REMOTESTATIONID", ""),
    ("FAX_SUBADDRESS", ""),
    ("FAX_ERROR", ""),
    ("FAX_ERRORCODE", ""),
    ("FAX_CAUSE", ""),
    ("FAX_HANGUPCAUSE", ""),
    ("FAX_PACKETS", ""),
    ("FAX_TECHNICAL", ""),
    ("FAX_FILENAME", ""),
];

/// The longest value: more than any name or list of documents needs to be known again.
const LONGEST: usize = 500;
/// The longest tag in a subject.
const LONGEST_TAG: usize = 60;

/// What each name stands for in one report.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// In the order of [`NAMES`].
    values: [String; NAMES.len()],
}

impl Values {
    /// For this report. The dates are as the device wants them.
    pub(super) fn new(report: &Report<'_>, dates: &Dates) -> Self {
        let Report { job, change, .. } = *report;
        let DeviceName { number: extension, context } = DeviceName::of_row(&job.device);
        let values = NAMES.map(|(name, _)| match name {
            "FAX_JOBID" => job.id.to_string(),
            "FAX_NUMBER" => job.number.clone(),
            "FAX_CANONICAL" => job.canonical.clone(),
            "FAX_TAG" => job.tag.clone(),
            "FAX_DESTINATION" => destination(job),
            "FAX_RECIPIENT" => report.option(facts::option::RECIPIENT).unwrap_or_default(),
            "FAX_DEVICE" => extension.clone(),
            "FAX_CONTEXT" => context.clone(),
            "FAX_OWNER" => job.owner.clone(),
            "FAX_MAILBOX" => report.entry.mailbox.clone(),
            "FAX_DOCUMENTS" => documents(job),
            "FAX_LEFTOUT" => report.option(facts::option::LEFT_OUT).unwrap_or_default(),
            "FAX_PAGES" => job.pages.len().to_string(),
            "FAX_PAGESDONE" => change.pages_confirmed.to_string(),
            "FAX_TRIES" => change.tries.to_string(),
            "FAX_MAXTRIES" => job.max_tries.to_string(),
            "FAX_DIALS" => change.dials.to_string(),
            "FAX_MAXDIALS" => job.max_dials.to_string(),
            "FAX_STATUS" => report.why.name().to_owned(),
            "FAX_RESULT" => result(report),
            "FAX_SUMMARY" => summary(report),
            "FAX_REASON" => reason(report),
            "FAX_ADVICE" => advice(report),
            "FAX_DOUBT" => doubt(report),
            "FAX_NEXTTRY" => next_try(job, change, dates),
            "FAX_DATE" => dates.text(change.at),
            "FAX_SUBMITTED" => dates.text(job.created_at),
            "FAX_REMOTESTATIONID" => change.far_ident.clone().unwrap_or_default(),
            "FAX_SUBADDRESS" => job.sub.clone().unwrap_or_default(),
            "FAX_ERROR" => change.failure.map_or("OK", Failure::name).to_owned(),
            "FAX_ERRORCODE" => change.failure.map(Failure::hylafax_code).unwrap_or_default(),
            "FAX_CAUSE" => change.cause.clone().unwrap_or_default(),
            "FAX_HANGUPCAUSE" => {
                change.hangup_cause.map(|cause| cause.to_string()).unwrap_or_default()
            }
            "FAX_PACKETS" => change.packets.clone().unwrap_or_default(),
            "FAX_TECHNICAL" => technical(change),
            "FAX_FILENAME" => file_name(job.id),
            _ => String::new(),
        });
        Self { values: values.map(|value| cut(&one_line(&value), LONGEST)) }
    }

    /// What a name stands for; none if there is no such name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        position(name).map(|position| self.values[position].as_str())
    }
}

/// Whether a template of reports may use this name.
pub(crate) fn is_known(name: &str) -> bool {
    position(name).is_some()
}

fn position(name: &str) -> Option<usize> {
    position_in(&NAMES, name)
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
        tag if tag.is_empty() => job.number.clone(),
        tag => format!("{} ({})", job.number, cut(&tag, LONGEST_TAG)),
    }
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
    let number = &report.job.number;
    match (report.why, part_of(report)) {
        (NotifyReason::Done, _) if !report.change.pages_in_doubt.is_empty() => {
            let pages = page_list(&report.change.pages_in_doubt);
            format!("The fax to {number} was sent, but the arrival of {pages} is in doubt.")
        }
        (NotifyReason::Done, _) => format!("The fax to {number} was sent."),
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
    if report.why == NotifyReason::Done { String::new() } else { report.change.text.clone() }
}

/// A try that failed is nothing to worry about, unless it is not a fax machine that answers there.
fn advice(report: &Report<'_>) -> String {
    match (report.why, report.change.failure) {
        (NotifyReason::Done | NotifyReason::Removed | NotifyReason::Killed, _) | (_, None) => {
            String::new()
        }
        (NotifyReason::Requeued, Some(failure)) if failure != Failure::NoFax => String::new(),
        (_, Some(failure)) => failure.advice().to_owned(),
    }
}

fn failure_text(change: &JobChange) -> &str {
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

fn next_try(job: &Job, change: &JobChange, dates: &Dates) -> String {
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

fn uncapitalized(text: &str) -> String {
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
