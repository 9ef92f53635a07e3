//! Makes files of a job for people: its pages as PDF or TIFF, and the sending report. The sending
//! report is a page (PDF) with the result of the job, as fax machines print it, and with the first
//! page of the fax in small.

use ferrofax_document::dither::dither;
use ferrofax_document::gif::{in_all_greys, picture_size};
use ferrofax_document::pdf::{PdfInfo, PdfPage, write};
use ferrofax_document::tiff::{Builder, NewPage};
use ferrofax_document::type_setting::{TextPages, TypeSetter};
use ferrofax_ground::t4::{
    Bitmap, Coding, EncodeOptions, PageQuality, PageWidth, Resolution, encode,
};
use ferrofax_languages::{Language, Value};
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::jobs::{Job, JobChange, JobState};
use ferrofax_spool::{OutboxEntry, OutboxKind, OutboxState, read_document};

use super::copy::{self, Missing, Wanted};
use super::facts::Report;
use super::names;
use crate::settings::MailSettings;
use crate::words::{Text, Words};

/// The resolution of the sending report.
const RESOLUTION: Resolution = Resolution::R300;
/// The length of the page, and of its upper part, which has the text, in mm.
const LENGTH_MM: f64 = 297.0;
const TEXT_MM: f64 = 175.0;
/// The greatest width and height of the first page of the fax on the sending report, in mm.
const PICTURE_MM: (f64, f64) = (90.0, 105.0);
/// The left margin of the picture, in mm; that of the text.
const LEFT_MM: f64 = 20.0;
/// The width of the frame around the picture, in pixels.
const FRAME: u32 = 3;
/// The greatest number of pages of text. Only the first is used.
const MOST_PAGES: usize = 20;
const MM_PER_INCH: f64 = 25.4;

/// The greatest size of the file of a job, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// The reason why a file of a job cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum NoJobFile {
    /// The job has not ended, so there is no result that a report could state.
    #[error("the job has not ended yet")]
    NotEnded,
    /// The pages of the job cannot be read, or there are none. The text is the reason.
    #[error("{0}")]
    Pages(String),
}

impl From<Missing> for NoJobFile {
    fn from(missing: Missing) -> Self {
        Self::Pages(missing.text(Words::of(Language::English)))
    }
}

/// The pages of the job's documents as a PDF, in black and white.
pub fn job_pdf(job: &Job) -> Result<Vec<u8>, NoJobFile> {
    let copied = copy::of(job, Wanted::ALL_PAGES, MOST_BYTES);
    match (copied.pdf, copied.trouble) {
        (Some(pdf), _) => Ok(pdf),
        (None, trouble) => Err(trouble.unwrap_or(Missing::NoPages).into()),
    }
}

/// The pages of the job's documents as a TIFF. If the job has one document, the file is this
/// document as the spool stores it.
pub fn job_tiff(job: &Job) -> Result<Vec<u8>, NoJobFile> {
    if let [document] = job.documents.as_slice() {
        copy::check_size(document)?;
        let bytes = read_document(&document.path);
        return bytes.map_err(|error| Missing::Unreadable(document.name.clone(), error).into());
    }
    let mut file = Builder::new();
    for document in &job.documents {
        for (bitmap, x_dpi, y_dpi) in copy::bitmaps(document)? {
            let resolution = Resolution::from_dpi(x_dpi, y_dpi).unwrap_or(Resolution::R200);
            let quality = PageQuality::default();
            file.push(&NewPage { bitmap: &bitmap, resolution, quality, date_time: "" });
            if file.len() as u64 > MOST_BYTES {
                return Err(Missing::TooMuch(MOST_BYTES).into());
            }
        }
    }
    if file.pages() == 0 { Err(Missing::NoPages.into()) } else { Ok(file.finish()) }
}

/// The sending report of a job that has ended, as PDF. `history` has all changes of the job.
///
/// # Errors
/// [`NoJobFile::NotEnded`]
pub fn sending_report(
    job: &Job,
    history: &[JobChange],
    language: Language,
) -> Result<Vec<u8>, NoJobFile> {
    let last = history
        .iter()
        .rev()
        .find(|change| change.state == job.state && change.state.is_final());
    let Some(change) = last else { return Err(NoJobFile::NotEnded) };
    let mut setter = TypeSetter::new();
    let (width, length_mm) = (PageWidth::A4, TEXT_MM);
    let pages = TextPages { width, length_mm, side_margin_mm: LEFT_MM, ..TextPages::default() };
    let text = text(job, change, seconds(history, change), language);
    let set = setter.pages(&text, &pages, RESOLUTION, MOST_PAGES).unwrap_or_default();
    let blank = || Bitmap::white(width.pixels(RESOLUTION), across(TEXT_MM));
    let mut page = set.into_iter().next().unwrap_or_else(blank);
    let lower = lower_part(job, page.width(), across(LENGTH_MM).saturating_sub(page.rows()));
    (0..lower.rows()).for_each(|row| page.push_row(lower.row(row)));
    let options = EncodeOptions { lsb_first: false, ..EncodeOptions::default() };
    let t6 = encode(&page, Coding::Mmr, options);
    let (x_dpi, y_dpi) = (RESOLUTION.x_dpi(), RESOLUTION.y_dpi());
    let sheet =
        PdfPage { t6: &t6, width: page.width(), rows: page.rows(), x_dpi, y_dpi, colour: None };
    let title = Words::of(language).text(Text::sending_report);
    let created = Some(change.at.0.div_euclid(1000));
    Ok(write(&[sheet], PdfInfo { title: &title, created }))
}

/// A length in mm as a number of rows or pixels of the report.
fn across(mm: f64) -> u32 {
    (mm / MM_PER_INCH * RESOLUTION.x_dpi()).round() as u32
}

/// The seconds from the beginning of the last call to its end; `None` if there was no call.
fn seconds(history: &[JobChange], last: &JobChange) -> Option<i64> {
    let call = history.iter().rev().find_map(|change| change.call)?;
    let of_call = |change: &&JobChange| change.call == Some(call);
    let began = history.iter().find(of_call)?;
    let ended = history.iter().rev().find(of_call).unwrap_or(last);
    Some((ended.at.0 - began.at.0).max(0) / 1000)
}

/// The text of the sending report: its title, and the text that a report mail has.
fn text(job: &Job, change: &JobChange, seconds: Option<i64>, language: Language) -> String {
    let why = change.notice.filter(|why| why.is_final());
    let why = why.unwrap_or(match (job.state, change.failure) {
        (JobState::Done, _) => NotifyReason::Done,
        (_, Some(Failure::Cancelled)) => NotifyReason::Removed,
        (_, Some(Failure::Expired)) => NotifyReason::TimedOut,
        _ => NotifyReason::Failed,
    });
    let entry = no_entry(change);
    let settings = MailSettings { language, ..MailSettings::default() };
    let mut settings = settings.for_job(job);
    // The report is in the reader's language, not in that of the device's mails.
    settings.language = language;
    let words = Words::of(language);
    settings.dates.format = Some(words.text(Text::date));
    let report =
        Report { job, change, why, entry: &entry, undelivered: None, thread: &[], verdict: None };
    let values = names::values(&report, &settings, false);
    let body = settings.report.body_of(words).fill_lines(|name| values.get(name));
    let title = words.text(Text::sending_report);
    let duration = seconds.map(|seconds| {
        let text = format!("{}:{:02}", seconds / 60, seconds % 60);
        words.with(Text::call_duration, &[("duration", Value::Text(&text))])
    });
    format!("{title}\n\n{body}{}\n", duration.unwrap_or_default())
}

/// An outbox entry for the report, which is not mailed.
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

/// The lower part of the page: the first page of the fax in a frame. If it cannot be read, the part
/// is empty.
fn lower_part(job: &Job, width: u32, rows: u32) -> Bitmap {
    let mut part = Bitmap::white(width, rows);
    let left = across(LEFT_MM).min(width);
    let Some((bitmap, x_dpi, y_dpi)) = copy::first_page(job) else { return part };
    let size = (bitmap.width(), bitmap.rows());
    let (most_width, most_height) = (across(PICTURE_MM.0), across(PICTURE_MM.1).min(rows));
    let (shown, height) = picture_size(size, (x_dpi, y_dpi), most_width);
    let (shown, height) = (u32::from(shown), u32::from(height));
    let shown = if height > most_height { shown * most_height / height } else { shown };
    let small = dither(&in_all_greys(&bitmap, x_dpi, y_dpi, shown.max(1)));
    let (width, rows) = (small.width().min(width - left), small.rows().min(rows));
    for (x, y) in (0..rows).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let to_edge = x.min(y).min(width - 1 - x).min(rows - 1 - y);
        part.set(left + x, y, to_edge < FRAME || small.is_black(x, y));
    }
    part
}
