//! `ferrofax report`: reports the faxes of each user and device in a period.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::args::Report;
use super::convert::as_pdf;
use super::show::{columns, date, day, plain};
use super::unfinished::kept_if_done;
use super::{End, node, opened, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_convert::{Converter, Document, Wanted, convert_one};
use ferrofax_desk::csv::written;
use ferrofax_ground::t4::Resolution;
use ferrofax_spool::jobs::NewJob;
use ferrofax_spool::{Charge, Charges, month_began};

const HEADINGS: [&str; 8] =
    ["USER", "DEVICE", "ACCOUNT", "FAXES", "PAGES", "CALLS", "SECONDS", "FAILED"];

/// Reads a month as two times, in the machine's time zone: when the month begins, and when the next
/// month begins.
pub(super) fn month(text: &str) -> Result<(UnixMs, UnixMs), String> {
    if text == "last" {
        let this = month_began(UnixMs::now());
        return Ok((month_began(this - 1), this));
    }
    let wrong = || format!("'{text}' is no month; 2026-10 is, and last");
    let first: Date = format!("{text}-01").parse().map_err(|_| wrong())?;
    let next = first.checked_add(1.month()).map_err(|_| wrong())?;
    let began = |day: Date| -> Result<UnixMs, String> {
        let began = day.to_zoned(zone::system()).map_err(|_| wrong())?;
        Ok(began.timestamp().into())
    };
    Ok((began(first)?, began(next)?))
}

pub(super) fn run(folder: &Path, settings: &Settings, words: &Report) -> Result<(), End> {
    let now = UnixMs::now();
    let (since, until) = words.month.unwrap_or_else(|| {
        (words.since.unwrap_or_else(|| month_began(now)), words.until.unwrap_or(now))
    });
    if until <= since {
        let text = format!("--until {} is not after --since {}", date(until), date(since));
        return Err(End::Refused(text));
    }
    let period = (since, until);
    if let Some(path) = words.pdf.as_deref() {
        return write_pdf(path, folder, settings, words, period);
    }
    let rows = charges(folder, settings, words, period)?;
    if words.json {
        let rows: Vec<Value> = rows.iter().map(value).collect();
        return print(&format!("{}\n", json!({"since": since.0, "until": until.0, "rows": rows})));
    }
    if words.csv {
        let row = |cells: [String; 8]| written(&cells.each_ref().map(String::as_str));
        let lines: String = rows.iter().map(|charge| row(cells(charge))).collect();
        return print(&(row(HEADINGS.map(str::to_ascii_lowercase)) + &lines));
    }
    if rows.is_empty() {
        return print("nothing was faxed\n");
    }
    let shown = |charge: &Charge| cells(charge).map(|cell| plain(&cell)).to_vec();
    print(&columns(&HEADINGS, rows.iter().map(shown).collect()))
}

/// Reads the charges of a period from the spool or, with `--store`, from the shared database.
fn charges(
    folder: &Path,
    settings: &Settings,
    words: &Report,
    (since, until): (UnixMs, UnixMs),
) -> Result<Vec<Charge>, End> {
    let spool = opened(folder)?;
    let charges = if words.store && !spool.is_front() {
        node::of_store(&spool, settings, move |store| store.monitoring().charges(since, until))?
    } else {
        spool.monitoring().charges(since, until).map_err(End::of_spool)?
    };
    let Charges { rows, kept_since } = charges;
    if let Some(kept) = kept_since.filter(|kept| since < *kept) {
        log::warn!(
            "jobs and faxes from before {} are not kept, so they are not in this report",
            date(kept)
        );
    }
    Ok(rows)
}

fn write_pdf(
    path: &Path,
    folder: &Path,
    settings: &Settings,
    words: &Report,
    period: (UnixMs, UnixMs),
) -> Result<(), End> {
    // The PDF file is created first, before the process changes its user to the spool's owner.
    let mut file = new_file(path)?;
    let mut write = || {
        let rows = charges(folder, settings, words, period)?;
        let bytes = pages(&rows, period, &settings.converter())?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(End::failed)
    };
    kept_if_done(write(), [path])
}

/// The cells of one row of the table that `ferrofax report` prints. In a row about received faxes,
/// `(received)` takes the place of the user.
fn cells(charge: &Charge) -> [String; 8] {
    let Charge { user, device, account, faxes, pages, calls, failed, lasted_ms } = charge;
    let user = if user.is_empty() { "(received)" } else { user };
    [
        user.to_owned(),
        device.clone(),
        account.clone(),
        faxes.to_string(),
        pages.to_string(),
        calls.to_string(),
        seconds(*lasted_ms).to_string(),
        failed.to_string(),
    ]
}

/// Converts milliseconds to seconds, rounded up.
fn seconds(ms: i64) -> i64 {
    (ms.max(0) + 999) / 1000
}

fn value(charge: &Charge) -> Value {
    let user = Some(&charge.user).filter(|user| !user.is_empty());
    json!({
        "user": user,
        "device": charge.device,
        "account": charge.account,
        "faxes": charge.faxes,
        "pages": charge.pages,
        "calls": charge.calls,
        "seconds": seconds(charge.lasted_ms),
        "failed": charge.failed,
    })
}

fn new_file(path: &Path) -> Result<std::fs::File, End> {
    let made = OpenOptions::new().write(true).create_new(true).open(path);
    made.map_err(|error| End::refused(format!("{}: {error}", path.display())))
}

/// The output of `ferrofax report` as a PDF file: a table of users and devices, and the sum of all
/// its rows.
fn pages(
    rows: &[Charge],
    (since, until): (UnixMs, UnixMs),
    converter: &Converter,
) -> Result<Vec<u8>, End> {
    let sum = |of: fn(&Charge) -> u32| {
        rows.iter().fold(0_u64, |sum, row| sum + u64::from(of(row))).to_string()
    };
    let all = rows.iter().fold(0_i64, |all, row| all.saturating_add(row.lasted_ms));
    let mut table =
        row("th", &["User", "Device", "Account", "Faxes", "Pages", "Failed", "Calls", "Minutes"]);
    for charge in rows {
        let [user, device, account, faxes, pages, calls, _, failed] = cells(charge);
        let minutes = minutes(charge.lasted_ms);
        table += &row("td", &[&user, &device, &account, &faxes, &pages, &failed, &calls, &minutes]);
    }
    let sums = [sum(|row| row.faxes), sum(|row| row.pages), sum(|row| row.failed)];
    let (calls, minutes) = (sum(|row| row.calls), minutes(all));
    let [faxes, pages, failed] = sums.each_ref().map(String::as_str);
    table += &row("th", &["All", "", "", faxes, pages, failed, &calls, &minutes]);
    let html = format!(
        "<html><head><meta charset=\"utf-8\"></head><body><h2>Faxes from {} to before {}</h2>\
         <table border=\"1\" cellpadding=\"4\">{table}</table></body></html>",
        day(since),
        day(until)
    );
    let document = Document::bytes("the report", "text/html; charset=utf-8", html.into_bytes());
    let wanted = Wanted {
        resolution: Some(Resolution::Superfine),
        max_pages: NewJob::MAX_PAGES,
        colours: false,
    };
    as_pdf(&convert_one(document, &wanted, converter).map_err(End::failed)?)
}

fn row(cell: &str, cells: &[&str]) -> String {
    let cells = cells.iter().enumerate().map(|(at, text)| {
        let align = if at < 3 { "left" } else { "right" };
        let text = plain(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!("<{cell} align=\"{align}\">{text}</{cell}>")
    });
    format!("<tr>{}</tr>", cells.collect::<String>())
}

/// A duration in minutes and seconds: `12:05`.
fn minutes(ms: i64) -> String {
    let seconds = seconds(ms);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
