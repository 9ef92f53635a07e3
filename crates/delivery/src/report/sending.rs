//! The sending report: the result of a job as a sheet for the files of an office. This file has the
//! content, and `sheet` lays it out.

use ferrofax_languages::{Language, Value};
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::jobs::{CallId, Job, JobChange, JobPage, JobState, PageState};
use ferrofax_spool::{OutboxEntry, OutboxKind, OutboxState};

use super::copy;
use super::facts::Report;
use super::files::NoJobFile;
use super::names;
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

/// A call of the job. The fields are the first and the last change of the job's state during this
/// call.
struct Call<'a> {
    began: &'a JobChange,
    ended: &'a JobChange,
}

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
    let last = history
        .iter()
        .rev()
        .find(|change| change.state == job.state && change.state.is_final());
    let Some(change) = last else { return Err(NoJobFile::NotEnded) };
    let entry = no_entry(change);
    let settings = settings(job, language);
    let words = Words::of(language);
    let why = why(job, change);
    let report =
        Report { job, change, why, entry: &entry, undelivered: None, thread: &[], verdict: None };
    let values = names::values(&report, &settings, false);
    let calls = calls(history);
    let title = words.text(Text::sending_report);
    let of_job = format!("{} {}", words.text(Text::label_job), job.id);
    let mut sheet = Sheet::begun(&title, &of_job);
    let is_good = job.state == JobState::Done && change.pages_in_doubt.is_empty();
    sheet.result(values.get("FAX_RESULT").unwrap_or_default(), is_good);
    sheet.facts(&facts(&report, &values, (name, &settings.dates, &calls), words));
    sheet.table(&table_of_calls(&calls, &settings.dates, words));
    if !job.pages.is_empty() {
        sheet.table(&table_of_pages(job, change, &settings.dates, words));
    }
    if let Some(page) = copy::first_page(job) {
        sheet.picture(&words.text(Text::first_page), &page);
    }
    Ok(sheet.finish(change.at, language.code()))
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

/// The calls of a job, the oldest first.
fn calls(history: &[JobChange]) -> Vec<Call<'_>> {
    let mut calls: Vec<(CallId, Call<'_>)> = Vec::new();
    for change in history {
        let Some(call) = change.call else { continue };
        match calls.iter_mut().find(|(id, _)| *id == call) {
            Some((_, known)) => known.ended = change,
            None => calls.push((call, Call { began: change, ended: change })),
        }
    }
    calls.into_iter().map(|(_, call)| call).collect()
}

impl Call<'_> {
    fn seconds(&self) -> i64 {
        (self.ended.at.0 - self.began.at.0).max(0) / 1000
    }

    /// The slowest rate of the call in bit/s, as text; empty if it is not known.
    fn rate(&self) -> String {
        match self.ended.line {
            Some(line) if line.slowest_bps > 0 => line.slowest_bps.to_string(),
            _ => String::new(),
        }
    }
}

/// The labels and values at the beginning of the report. Rows without a value are left out.
fn facts(
    report: &Report<'_>,
    values: &Values,
    (name, dates, calls): (Option<&str>, &Dates, &[Call<'_>]),
    words: Words,
) -> Vec<(String, String)> {
    let Report { job, change, .. } = report;
    let value = |name: &str| values.get(name).unwrap_or_default().to_owned();
    let at = |at: UnixMs| format!("{} {}", dates.text(at), dates.zoned(at).strftime("%Z"));
    let said = Some(value("FAX_RECIPIENT")).filter(|said| !said.is_empty());
    let recipient = said.or_else(|| name.map(one_line)).unwrap_or_default();
    let (first, last) = (calls.first(), calls.last());
    let seconds: i64 = calls.iter().map(Call::seconds).sum();
    let rate = last.map(Call::rate).filter(|rate| !rate.is_empty());
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
        (Text::label_answered_by, value("FAX_REMOTESTATIONID")),
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

fn table_of_calls(calls: &[Call<'_>], dates: &Dates, words: Words) -> Table {
    let columns = [
        Column::right("#", 8.0),
        Column::left(&words.text(Text::label_started), 36.0),
        Column::right(&words.text(Text::label_duration), 24.0),
        Column::right(&words.text(Text::label_pages), 16.0),
        Column::right("bit/s", 18.0),
        Column::left(&words.text(Text::label_result), 68.0),
    ];
    let row = |(at, call): (usize, &Call<'_>)| {
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
            call.rate(),
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
        let result = if change.pages_in_doubt.contains(&page.number) {
            Text::page_in_doubt
        } else if page.state == PageState::Confirmed {
            Text::page_confirmed
        } else {
            Text::page_not_confirmed
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
