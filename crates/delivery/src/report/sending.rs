//! The sending report: the result of a job as a sheet for the files of an office. The proof of
//! sending has the same content and further facts. This file has the content, and `sheet` lays it
//! out.

use ferrofax_document::pdf_text::{ForSignature, UnsignedPdf};
use ferrofax_languages::{Language, Value};
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::jobs::{Job, JobChange, JobPage, JobState};
use ferrofax_spool::{OutboxEntry, OutboxKind, OutboxState};

use super::copy;
use super::facts::Report;
use super::files::NoJobFile;
use super::names;
use super::outcome::{JobCall, PageFate, answered_by, job_calls, job_end};
use super::sheet::{Column, Sheet, Table};
use crate::dates::Dates;
use crate::name_table::Values;
use crate::settings::MailSettings;
use crate::template::one_line;
use crate::words::{Text, Words};
use ferrofax_basics::UnixMs;

/// The greatest number of calls that the sending report lists. `MOST_PAGES` is the greatest number
/// of pages that it lists.
const MOST_CALLS: usize = 100;
const MOST_PAGES: usize = 300;

/// The format of dates and times in tables, which is the same in all languages.
const IN_TABLES: &str = "%Y-%m-%d %H:%M:%S";

/// The sending report of a job that has ended, as PDF. `history` has all changes of the job, and
/// `name` is the name of the recipient in the address book.
///
/// # Errors
/// [`NoJobFile::NotEnded`]
pub fn sending_report(
    job: &Job,
    history: &[JobChange],
    name: Option<&str>,
    language: Language,
) -> Result<Vec<u8>, NoJobFile> {
    let ended = job_end(job, history).ok_or(NoJobFile::NotEnded)?;
    let sheet = drawn(&Shown { job, history, name, language }, ended, Text::sending_report, &[]);
    Ok(sheet.finish(ended.at, language.code()))
}

/// The proof of sending of a job that has ended, ready to be signed: the sending report with the
/// further facts `rows`, and with attached files.
///
/// # Errors
/// [`NoJobFile::NotEnded`]
pub fn proof_sheet(
    shown: &Shown<'_>,
    rows: &[(ProofRow, String)],
    wanted: &ForSignature<'_>,
) -> Result<UnsignedPdf, NoJobFile> {
    let ended = job_end(shown.job, shown.history).ok_or(NoJobFile::NotEnded)?;
    let words = Words::of(shown.language);
    let label = |(row, value): &(ProofRow, String)| (words.text(row.label()), value.clone());
    let rows: Vec<_> = rows.iter().map(label).collect();
    let sheet = drawn(shown, ended, Text::proof_of_sending, &rows);
    let made_at = UnixMs(wanted.at.saturating_mul(1_000));
    Ok(sheet.finish_for_signature(made_at, shown.language.code(), wanted))
}

/// The job of a report, and the reader.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The job, which has ended.
    pub job: &'a Job,
    /// All changes of the job.
    pub history: &'a [JobChange],
    /// The name of the recipient in the address book.
    pub name: Option<&'a str>,
    /// The language of the reader.
    pub language: Language,
}

/// A fact that only the proof of sending has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofRow {
    /// The machine and the version of Ferrofax that made the proof, and when.
    Server,
    /// The SHA-256 of a document.
    Document,
    /// The SHA-256 of a call recording.
    Recording,
    /// The certificate of the signature.
    Signature,
    /// The service that confirms the time of the signature.
    TimeStamp,
    /// The attached files, and how the proof is verified.
    Attached,
}

impl ProofRow {
    const fn label(self) -> Text {
        match self {
            Self::Server => Text::label_server,
            Self::Document => Text::label_document_hash,
            Self::Recording => Text::label_recording_hash,
            Self::Signature => Text::label_signature,
            Self::TimeStamp => Text::label_time_stamp,
            Self::Attached => Text::label_attached,
        }
    }
}

/// The text of the proof about a time stamp that it does not have: no service is configured, or
/// the service did not answer, for this reason.
pub fn no_time_stamp(why: Option<&str>, language: Language) -> String {
    let words = Words::of(language);
    match why {
        None => words.text(Text::no_time_stamp_service),
        Some(why) => words.with_one(Text::no_time_stamp, "why", &one_line(why)),
    }
}

/// The text of the proof about its attached files, and about how it is verified.
pub fn proof_is_verified(files: &str, language: Language) -> String {
    Words::of(language).with_one(Text::proof_attached, "files", files)
}

/// Draws the report with a title, and with further facts.
fn drawn(shown: &Shown<'_>, change: &JobChange, title: Text, rows: &[(String, String)]) -> Sheet {
    let Shown { job, history, name, language } = *shown;
    let entry = no_entry(change);
    let settings = settings(job, language);
    let words = Words::of(language);
    let why = why(job, change);
    let report = Report {
        job,
        change,
        why,
        entry: &entry,
        undelivered: None,
        thread: &[],
        verdict: None,
        refusal: None,
    };
    let values = names::values(&report, &settings, false);
    let calls = job_calls(history);
    let of_job = format!("{} {}", words.text(Text::label_job), job.id);
    let mut sheet = Sheet::begun(&words.text(title), &of_job);
    let is_good = job.state == JobState::Done && change.pages_in_doubt.is_empty();
    sheet.result(values.get("FAX_RESULT").unwrap_or_default(), is_good);
    sheet.facts(&facts(&report, &values, (name, &settings.dates, &calls), words));
    sheet.facts(rows);
    sheet.table(&table_of_calls(&calls, &settings.dates, words));
    if !job.pages.is_empty() {
        sheet.table(&table_of_pages(job, change, &settings.dates, words));
    }
    if let Some(page) = copy::first_page(job) {
        sheet.picture(&words.text(Text::first_page), &page);
    }
    sheet
}

/// The settings of the job's device, with the texts and dates of the reader's language.
fn settings(job: &Job, language: Language) -> MailSettings {
    let settings = MailSettings { language, ..MailSettings::default() };
    let mut settings = settings.for_job(job);
    settings.language = language;
    settings.dates.format = Some(Words::of(language).text(Text::date));
    settings
}

fn why(job: &Job, change: &JobChange) -> NotifyReason {
    let why = change.notice.filter(|why| why.is_final());
    why.unwrap_or(match (job.state, change.failure) {
        (JobState::Done, _) => NotifyReason::Done,
        (_, Some(Failure::Cancelled)) => NotifyReason::Removed,
        (_, Some(Failure::Expired)) => NotifyReason::TimedOut,
        _ => NotifyReason::Failed,
    })
}

/// The labels and values at the beginning of the report. Rows without a value are left out.
fn facts(
    report: &Report<'_>,
    values: &Values,
    (name, dates, calls): (Option<&str>, &Dates, &[JobCall<'_>]),
    words: Words,
) -> Vec<(String, String)> {
    let Report { job, change, .. } = report;
    let value = |name: &str| values.get(name).unwrap_or_default().to_owned();
    let at = |at: UnixMs| format!("{} {}", dates.text(at), dates.zoned(at).strftime("%Z"));
    let said = Some(value("FAX_RECIPIENT")).filter(|said| !said.is_empty());
    let recipient = said.or_else(|| name.map(one_line)).unwrap_or_default();
    let (first, last) = (calls.first(), calls.last());
    let seconds: i64 = calls.iter().map(JobCall::seconds).sum();
    let rate = last.and_then(|call| call.rate_bps());
    let pages = words.with(
        Text::pages_of,
        &[
            ("done", Value::Text(&change.pages_confirmed.to_string())),
            ("all", Value::Text(&job.pages.len().to_string())),
        ],
    );
    let rows = [
        (Text::label_sent_from, format!("{} · {}", job.device.number, one_line(&job.owner))),
        (Text::label_recipient, recipient),
        (Text::label_number, one_line(&job.number)),
        (Text::label_tag, one_line(&job.tag)),
        (Text::label_documents, value("FAX_DOCUMENTS")),
        (Text::label_submitted, at(job.created_at)),
        (Text::label_started, first.map(|call| at(call.began.at)).unwrap_or_default()),
        (Text::label_ended, at(change.at)),
        (Text::label_reason, value("FAX_REASON")),
        (Text::label_doubt, value("FAX_DOUBT")),
        (Text::label_pages_sent, if job.only_fetches() { String::new() } else { pages }),
        (Text::label_polled, value("FAX_FETCHED")),
        (Text::label_duration, if calls.is_empty() { String::new() } else { clock(seconds) }),
        (Text::label_answered_by, answered_by(calls).map(one_line).unwrap_or_default()),
        (Text::label_rate, rate.map(|rate| format!("{rate} bit/s")).unwrap_or_default()),
        (Text::label_line, value("FAX_LINE")),
        (Text::label_left_out, value("FAX_LEFTOUT")),
        (Text::label_technical, technical(&value("FAX_TECHNICAL"), change)),
    ];
    let shown = rows.into_iter().filter(|(_, value)| !value.is_empty());
    shown.map(|(label, value)| (words.text(label), value)).collect()
}

/// Returns `text`, which has the technical causes of the failure, if the job has failed. Otherwise
/// returns an empty text.
fn technical(text: &str, change: &JobChange) -> String {
    if change.failure.is_some() { text.to_owned() } else { String::new() }
}

fn table_of_calls(calls: &[JobCall<'_>], dates: &Dates, words: Words) -> Table {
    let columns = [
        Column::right("#", 8.0),
        Column::left(&words.text(Text::label_started), 36.0),
        Column::right(&words.text(Text::label_duration), 24.0),
        Column::right(&words.text(Text::label_pages), 16.0),
        Column::right("bit/s", 18.0),
        Column::left(&words.text(Text::label_result), 68.0),
    ];
    let row = |(at, call): (usize, &JobCall<'_>)| {
        // `pages_confirmed` counts the pages of all calls so far; the pages of one call are the
        // difference.
        let before = at.checked_sub(1).and_then(|at| calls.get(at));
        let before = before.map_or(0, |call| call.ended.pages_confirmed);
        let pages = call.ended.pages_confirmed.saturating_sub(before);
        vec![
            (at + 1).to_string(),
            in_table(call.began.at, dates),
            clock(call.seconds()),
            pages.to_string(),
            call.rate_bps().map(|rate| rate.to_string()).unwrap_or_default(),
            call.ended.event.text(words.language),
        ]
    };
    // If there are too many calls, the report has only the last ones, since they say more.
    let skipped = calls.len().saturating_sub(MOST_CALLS);
    let rows = calls.iter().enumerate().skip(skipped).map(row).collect();
    Table { title: words.text(Text::label_calls), columns: columns.into(), rows, more: None }
}

fn table_of_pages(job: &Job, change: &JobChange, dates: &Dates, words: Words) -> Table {
    let columns = [
        Column::right(&words.text(Text::label_page), 16.0),
        Column::left(&words.text(Text::label_document), 72.0),
        Column::left(&words.text(Text::label_result), 44.0),
        Column::left(&words.text(Text::label_date), 38.0),
    ];
    let row = |page: &JobPage| {
        let document = job.documents.iter().find(|one| one.number == page.at.document);
        let result = match PageFate::of(page, change) {
            PageFate::Confirmed => Text::page_confirmed,
            PageFate::InDoubt => Text::page_in_doubt,
            PageFate::NotConfirmed => Text::page_not_confirmed,
        };
        vec![
            page.number.to_string(),
            document.map(|one| one_line(&one.name)).unwrap_or_default(),
            words.text(result),
            page.confirmed_at.map(|at| in_table(at, dates)).unwrap_or_default(),
        ]
    };
    let rows = job.pages.iter().take(MOST_PAGES).map(row).collect();
    let further = job.pages.len().saturating_sub(MOST_PAGES);
    let more = || words.with_one(Text::further_pages, "count", &further.to_string());
    Table {
        title: words.text(Text::label_pages),
        columns: columns.into(),
        rows,
        more: (further > 0).then(more),
    }
}

fn in_table(at: UnixMs, dates: &Dates) -> String {
    dates.zoned(at).strftime(IN_TABLES).to_string()
}

/// A duration as minutes and seconds.
fn clock(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// An outbox entry for the functions that make the report. No mail is sent for it.
fn no_entry(change: &JobChange) -> OutboxEntry {
    OutboxEntry {
        id: ferrofax_spool::OutboxId(0),
        fax: None,
        mailbox: String::new(),
        kind: OutboxKind::Fax,
        state: OutboxState::Delivered,
        attempts: 0,
        created_at: change.at,
        next_try_at: change.at,
        last_error: None,
        problem: None,
        relay_answer: None,
        ended_at: None,
        message_id: String::new(),
    }
}
