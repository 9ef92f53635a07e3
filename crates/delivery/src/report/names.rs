//! The names (variables) that the templates `reportsubject` and `reportbody` may use, and their
//! values in one report on a job.
//!
//! A line of `reportbody` in which all names have empty values is left out. The table [`NAMES`]
//! describes each name, and has the corresponding variable of Asterisk's `voicemail.conf`.

use super::facts::{Report, option};
use super::fetched;
use crate::dates::Dates;
use crate::name_table::{self, Row, TemplateName, Values, words};
use crate::settings::MailSettings;
use crate::template::one_line;
use crate::words::{Text, Words};
use ferrofax_ground::outcome::Cause;
use ferrofax_languages::Value;
use ferrofax_spool::event;
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::jobs::{Job, JobChange, JobId, JobState, UnknownPolicy};
use ferrofax_spool::not_shown::{listed, of_job};
use ferrofax_spool::view::{ChangeView, JobView, Shown};

/// The facts from which the values of the template variables in a report on a job are made.
struct Facts<'a> {
    report: &'a Report<'a>,
    job: JobView,
    change: ChangeView,
    dates: &'a Dates,
    words: Words,
    /// Whether the report asks for the fax's telephone number, and the report's recipient may send
    /// the number as a reply.
    is_answered: bool,
}

/// A function that makes the value of one template variable, such as `FAX_NUMBER`, from the facts
/// of a report on a job.
type Maker = fn(&Facts<'_>) -> String;

/// The names that templates of reports on fax jobs may use, each with its description. Users see
/// the names in this order.
const NAMES: &[Row<Maker>] = &[
    ("FAX_JOBID", "VM_MSGNUM", "the job's number", |of| words(&of.job.job)),
    ("FAX_NUMBER", "", "the number as the user gave it; empty if it waits for one", |of| {
        words(&of.job.number)
    }),
    ("FAX_CANONICAL", "", "the same in the one form, `+…`", |of| words(&of.job.canonical)),
    ("FAX_TAG", "", "the user's words for it", |of| words(&of.job.tag)),
    ("FAX_DESTINATION", "", "the number, and in brackets the tag", |of| destination(of)),
    ("FAX_RECIPIENT", "", "the recipient, by name", |of| of.option(option::RECIPIENT)),
    ("FAX_DEVICE", "VM_MAILBOX", "the sender's device, its extension", |of| {
        of.report.job.device.number.clone()
    }),
    ("FAX_CONTEXT", "", "its dialplan context", |of| of.report.job.device.context.clone()),
    ("FAX_OWNER", "", "the user who submitted it", |of| words(&of.job.owner)),
    ("FAX_MAILBOX", "VM_NAME", "the address that this report is sent to", |of| {
        of.report.entry.mailbox.clone()
    }),
    ("FAX_DOCUMENTS", "", "the documents to be sent, by name", |of| documents(of.report.job)),
    (
        LEFT_OUT,
        "",
        "the parts of the mail or the documents that are not in the fax, and why; empty if none",
        |of| of.not_shown(),
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
        "the fetched pages (polling), as `2 pages, as fax 7`; empty if none",
        |of| fetched::what_came(of.report.change, of.words),
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
        |of| result(of.report, of.words),
    ),
    ("FAX_SUMMARY", "", "the same as a sentence with the number", |of| {
        summary(of.report, of.words)
    }),
    ("FAX_REASON", "", "why it was not sent, as a sentence; empty if it was", |of| {
        reason(of.report, of.words)
    }),
    ("FAX_ADVICE", "", "advice on it; empty where nothing is to be done", |of| advice(of)),
    (
        "FAX_DOUBT",
        "",
        "pages that may have come twice or not at all, as a sentence; empty if none",
        |of| doubt(of.report, of.words),
    ),
    (
        "FAX_NEXTTRY",
        "",
        "when it is tried again, by `emaildateformat` and `tz`; empty if it is not",
        |of| next_try(of.report, of.dates),
    ),
    ("FAX_DATE", "VM_DATE", "when this happened", |of| of.dates.text(of.report.change.at)),
    ("FAX_SUBMITTED", "", "when it was submitted", |of| of.dates.text(of.report.job.created_at)),
    ("FAX_REMOTESTATIONID", "", "the identification of the remote fax machine (CSI)", |of| {
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
        "all four, in words; after a failure also the statistics of the packets",
        |of| technical(of.report.change),
    ),
    ("FAX_PACKETS", "", "statistics of the T.38 or audio packets, in words", |of| {
        of.report.change.packets.clone().unwrap_or_default()
    }),
    ("FAX_LINE", "", "the quality of the line: `good`, `fair` or `poor`, and why", |of| {
        let line = of.report.change.line;
        line.map(|line| event::line_alone(&line, of.words.language)).unwrap_or_default()
    }),
    ("FAX_FILENAME", "", "the attachment's name", |of| file_name(of.report.job.id)),
];

impl Facts<'_> {
    /// Writes a number of pages that were or should be sent. The text is empty if the job only
    /// fetches (polls) a document.
    fn if_sent(&self, pages: &Shown) -> String {
        if self.report.job.only_fetches() { String::new() } else { words(pages) }
    }

    fn option(&self, name: &str) -> String {
        self.report.option(name).unwrap_or_default()
    }

    /// Lists, as one text, the parts of the submitted mail or documents that are not in the fax.
    fn not_shown(&self) -> String {
        one_line(&listed(&of_job(&self.report.job.options), self.words.language))
    }
}

/// The maximum length, in characters, of the value that replaces a name in a template. A longer
/// value, such as a list of documents, is cut; its beginning is enough to recognise it.
const LONGEST: usize = 500;
/// The name of the list of parts that are not in the fax, and the maximum length of this list in
/// characters. Readers need the whole list, since they do not see the missing parts anywhere else.
const LEFT_OUT: &str = "FAX_LEFTOUT";
const LONGEST_LEFT_OUT: usize = 4_000;
/// The greatest length, in the subject of a report, of the job's tag (the user's own name for the
/// fax), in characters.
const LONGEST_TAG: usize = 60;

/// Computes the value of each template variable for this report on a job. Dates and words have the
/// format and the language of `settings`, the settings of the job's device.
pub(super) fn values(report: &Report<'_>, settings: &MailSettings, is_answered: bool) -> Values {
    let (job, change) = (JobView::of(report.job), ChangeView::of(report.change));
    let (dates, words) = (&settings.dates, settings.words());
    let facts = Facts { report, job, change, dates, words, is_answered };
    Values::new(NAMES, |name, value| {
        let longest = if name == LEFT_OUT { LONGEST_LEFT_OUT } else { LONGEST };
        cut(&one_line(&value(&facts)), longest)
    })
}

/// Lists the names that a template of reports on jobs may use.
pub(crate) fn all() -> Vec<TemplateName> {
    name_table::names(NAMES)
}

/// The name of the PDF file that a report on this job has as its attachment: `fax-job-17.pdf`.
pub(super) fn file_name(job: JobId) -> String {
    format!("fax-job-{job}.pdf")
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn destination(of: &Facts<'_>) -> String {
    let job = of.report.job;
    match one_line(&job.tag) {
        tag if tag.is_empty() => number(job, of.words),
        tag => format!("{} ({})", number(job, of.words), cut(&tag, LONGEST_TAG)),
    }
}

/// The telephone number of a job as a part of a sentence. If the job has no number yet, returns
/// words that say so.
fn number(job: &Job, words: Words) -> String {
    if job.number.is_empty() { words.text(Text::no_number_yet) } else { job.number.clone() }
}

fn documents(job: &Job) -> String {
    let names: Vec<String> =
        job.documents.iter().map(|document| one_line(&document.name)).collect();
    names.join(", ")
}

/// The number of pages that were sent, and the number of all pages, if only a part of the fax was
/// sent. `None` if all pages or no pages were sent.
fn part_of(report: &Report<'_>) -> Option<[String; 2]> {
    let (done, all) = (report.change.pages_confirmed, report.job.pages.len());
    (done > 0 && (done as usize) < all).then(|| [done.to_string(), all.to_string()])
}

/// Fills the numbers of sent pages (`done`) and of all pages (`all`), and the values in `more`,
/// into the text `text` of a report on a job.
fn with_part(
    words: Words,
    text: Text,
    [done, all]: &[String; 2],
    more: &[(&str, Value<'_>)],
) -> String {
    let part = [("done", Value::Text(done)), ("all", Value::Text(all))];
    words.with(text, &[&part[..], more].concat())
}

/// Fills the count of `pages`, the list of their page numbers, and the values in `more`, into the
/// text `text` of a report on a job.
fn with_pages(words: Words, text: Text, pages: &[u32], more: &[(&str, Value<'_>)]) -> String {
    let list = page_list(pages);
    let values = [("count", Value::Count(pages.len())), ("list", Value::Text(&list))];
    words.with(text, &[&values[..], more].concat())
}

fn result(report: &Report<'_>, words: Words) -> String {
    if report.job.fetch.is_some()
        && let Some(result) = fetched::result(report, words)
    {
        return result;
    }
    let change = report.change;
    let part = |text, part: &[String; 2]| with_part(words, text, part, &[]);
    match (report.why, part_of(report)) {
        (NotifyReason::Done, _) if !change.pages_in_doubt.is_empty() => {
            with_pages(words, Text::result_in_doubt, &change.pages_in_doubt, &[])
        }
        (NotifyReason::Done, _) if !change.pages_perhaps_twice.is_empty() => {
            with_pages(words, Text::result_twice, &change.pages_perhaps_twice, &[])
        }
        (NotifyReason::Done, _) => words.text(Text::result_sent),
        (NotifyReason::NumberWanted, _) => words.text(Text::result_number_wanted),
        (NotifyReason::Requeued, None) => because(words.text(Text::result_not_yet), report, words),
        (NotifyReason::Requeued, Some(sent)) => {
            because(part(Text::result_part_so_far, &sent), report, words)
        }
        (NotifyReason::Removed | NotifyReason::Killed, None) => words.text(Text::result_cancelled),
        (NotifyReason::Removed | NotifyReason::Killed, Some(sent)) => {
            part(Text::result_cancelled_after, &sent)
        }
        (_, None) => because(words.text(Text::result_not_sent), report, words),
        (_, Some(sent)) => because(part(Text::result_part, &sent), report, words),
    }
}

/// Adds the reason for the failure, if there is one, to `result`, a text that states the result of
/// a fax job.
pub(super) fn because(result: String, report: &Report<'_>, words: Words) -> String {
    let why = failure_text(report.change, words);
    match uncapitalized(why.trim_end_matches('.')) {
        why if why.is_empty() => result,
        why => words.with(
            Text::because,
            &[("result", Value::Text(&result)), ("reason", Value::Text(&why))],
        ),
    }
}

fn summary(report: &Report<'_>, words: Words) -> String {
    let (change, number) = (report.change, number(report.job, words));
    if report.job.fetch.is_some()
        && let Some(summary) = fetched::summary(report, &number, words)
    {
        return summary;
    }
    let number = ("number", Value::Text(&number));
    let again = words.text(match change.state {
        JobState::Suspended => Text::next_held,
        _ => Text::next_try,
    });
    let next = ("next", Value::Text(&again));
    match (report.why, part_of(report)) {
        (NotifyReason::Done, _) if !change.pages_in_doubt.is_empty() => {
            with_pages(words, Text::summary_in_doubt, &change.pages_in_doubt, &[number])
        }
        (NotifyReason::Done, _) => words.with(Text::summary_sent, &[number]),
        (NotifyReason::NumberWanted, _) => words.text(Text::summary_number_wanted),
        (NotifyReason::Requeued, None) => words.with(Text::summary_not_yet, &[number, next]),
        (NotifyReason::Requeued, Some(part)) => {
            with_part(words, Text::summary_part_so_far, &part, &[number, next])
        }
        (NotifyReason::Removed | NotifyReason::Killed, None) => {
            words.with(Text::summary_cancelled, &[number])
        }
        (NotifyReason::Removed | NotifyReason::Killed, Some(part)) => {
            with_part(words, Text::summary_cancelled_after, &part, &[number])
        }
        (NotifyReason::TimedOut, None) => words.with(Text::summary_timed_out, &[number]),
        (_, None) => words.with(Text::summary_not_sent, &[number]),
        (_, Some(part)) => with_part(words, Text::summary_part, &part, &[number]),
    }
}

fn reason(report: &Report<'_>, words: Words) -> String {
    match report.why {
        NotifyReason::Done | NotifyReason::NumberWanted => String::new(),
        _ => report.change.event.text(words.language),
    }
}

/// The advice in a report about the reader's next step. A single failed attempt needs no advice,
/// unless the telephone number is not answered by a fax machine.
fn advice(of: &Facts<'_>) -> String {
    let Facts { report, dates, words, is_answered, .. } = *of;
    match (report.why, report.change.failure) {
        (NotifyReason::NumberWanted, _) => {
            let until = report.job.number_by.map(|until| dates.text(until)).unwrap_or_default();
            let how = if is_answered {
                Text::advice_answer_with_number
            } else {
                Text::advice_give_number
            };
            let job = report.job.id.to_string();
            words.with(how, &[("until", Value::Text(&until)), ("job", Value::Text(&job))])
        }
        (NotifyReason::Done | NotifyReason::Removed | NotifyReason::Killed, _) | (_, None) => {
            String::new()
        }
        (NotifyReason::Requeued, Some(failure)) if failure != Failure::NoFax => String::new(),
        (_, Some(failure)) => failure.advice(words.language),
    }
}

fn failure_text(change: &JobChange, words: Words) -> String {
    match change.failure {
        Some(failure) => failure.text(words.language),
        None => change.event.text(words.language),
    }
}

fn doubt(report: &Report<'_>, words: Words) -> String {
    let (in_doubt, twice) = (&report.change.pages_in_doubt, &report.change.pages_perhaps_twice);
    let both: Vec<u32> = in_doubt.iter().copied().filter(|page| twice.contains(page)).collect();
    let once: Vec<u32> = in_doubt.iter().copied().filter(|page| !both.contains(page)).collect();
    let twice: Vec<u32> = twice.iter().copied().filter(|page| !both.contains(page)).collect();
    let goes_again =
        report.why == NotifyReason::Requeued && report.job.unknown == UnknownPolicy::Resend;
    let of_once = if goes_again { Text::doubt_resent } else { Text::doubt_once };
    let sentences = [(once, of_once), (both, Text::doubt_both), (twice, Text::doubt_twice)];
    let sentences = sentences.iter().filter(|(pages, _)| !pages.is_empty());
    let said: Vec<String> =
        sentences.map(|(pages, text)| with_pages(words, *text, pages, &[])).collect();
    said.join(" ")
}

fn next_try(report: &Report<'_>, dates: &Dates) -> String {
    let Report { job, change, .. } = *report;
    let Some(due_at) = change.due_at.filter(|_| change.state == JobState::Sleeping) else {
        return String::new();
    };
    // The permitted hours of the job may be over by then.
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

/// Writes a list of page numbers in short: `3`, or `2, 5-7`.
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
    runs.join(", ")
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
    use ferrofax_languages::Language;

    #[test]
    fn pages_are_listed_as_people_do() {
        let lists = [&[3][..], &[2, 3], &[1, 2, 3, 7], &[2, 5, 6, 7, 9]].map(page_list);
        assert_eq!(lists, ["3", "2, 3", "1-3, 7", "2, 5-7, 9"]);
    }

    #[test]
    fn the_defaults_use_names_that_exist() {
        let settings = crate::settings::ReportSettings::default();
        let is_known = |text: &str| all().iter().any(|name| name.is(text));
        for language in Language::ALL {
            let body = settings.body_of(Words::of(language));
            assert!(body.names().count() == 24 && body.names().all(is_known), "{body:?}");
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
