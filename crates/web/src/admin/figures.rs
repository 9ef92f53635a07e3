//! The web page of the recent fax traffic: charts of the faxes and the minutes of each day, of the
//! sent faxes by transport and by remote fax machine, of the calls by trunk, and of the reasons for
//! failures.

use askama::Template;
use axum::extract::Query;
use serde::Deserialize;

use super::chart::{Chart, Row, Sort};
use super::{Ways, ways};
use crate::page::{Chrome, Here};
use crate::refusal::{Result, html, urlencoded};
use crate::texts::Texts;
use crate::visitor::Visit;
use crate::words::day;
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::desk::Now;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::{Day, History, Share};

/// The number of days whose fax traffic the web page shows by default. `MOST_DAYS` is the greatest
/// number of days that it can show.
const DAYS: u32 = 30;
const MOST_DAYS: u32 = 366;

/// The numbers of days that the web page has a link for.
const SPANS: [u32; 4] = [7, 30, 90, 365];

/// The maximum number of days for which the charts of the fax traffic have a bar for each day. For
/// a longer period they have a bar for each week.
const SINGLE_DAYS: usize = 92;

#[derive(Template)]
#[template(path = "web/admin/figures.html")]
struct FiguresPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    days: u32,
    tiles: [Tile; 5],
    pictures: Vec<Picture>,
}

/// A number at the top of the web page, with the URL of a list or chart that explains it.
struct Tile {
    name: &'static str,
    number: String,
    address: String,
}

/// A bar chart on the web page of the recent fax traffic, and its numbers as a table.
struct Picture {
    id: &'static str,
    title: &'static str,
    /// The headings of the columns of the table beside the chart.
    columns: [&'static str; 3],
    chart: Chart,
    rows: Vec<Row>,
    /// The sum of the first values of all rows, and the sum of their second values.
    sum: (u64, u64),
    /// The URL of the list of faxes for each row; empty if the rows have no such lists.
    addresses: Vec<String>,
    sort: Sort,
    /// Whether each bar of the chart has only one value.
    is_single: bool,
}

impl Picture {
    /// A chart of vertical bars, one for each period.
    fn standing(
        (id, title): (&'static str, &'static str),
        columns: [&'static str; 3],
        rows: Vec<Row>,
        sort: Sort,
    ) -> Self {
        let (chart, sum) = (Chart::standing(&rows, sort), sum_of(&rows));
        Self { id, title, columns, chart, rows, sum, addresses: Vec::new(), sort, is_single: false }
    }

    /// A chart of horizontal bars, one for each fax machine, trunk or reason.
    fn lying(
        (id, title): (&'static str, &'static str),
        columns: [&'static str; 3],
        rows: Vec<Row>,
    ) -> Self {
        let (chart, sum) = (Chart::lying(&rows, Sort::Outcome), sum_of(&rows));
        let (addresses, sort, is_single) = (Vec::new(), Sort::Outcome, columns[2].is_empty());
        Self { id, title, columns, chart, rows, sum, addresses, sort, is_single }
    }

    fn leading_to(self, addresses: Vec<String>) -> Self {
        Self { addresses, ..self }
    }

    /// The URL of the list of faxes for the row with the index `row`; empty if there is no such
    /// list.
    fn address(&self, row: &usize) -> &str {
        self.addresses.get(*row).map_or("", String::as_str)
    }
}

fn sum_of(rows: &[Row]) -> (u64, u64) {
    rows.iter()
        .fold((0, 0), |sum, (_, first, second)| (sum.0 + first, sum.1 + second))
}

#[derive(Deserialize)]
pub(super) struct Span {
    days: Option<u32>,
}

/// Shows the web page of the recent fax traffic.
pub(super) async fn page(Visit(house, user): Visit, Query(span): Query<Span>) -> Result {
    let days = span.days.unwrap_or(DAYS).clamp(7, MOST_DAYS);
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let (history, now) = house
        .at_desk(move |desk| {
            Ok((desk.house_history(&person, days, UnixMs::now())?, desk.now(&person)?))
        })
        .await?;
    let page = FiguresPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/figures",
        days,
        tiles: tiles(&history, &now, texts),
        pictures: pictures(&history, texts),
    };
    Ok(html(&page))
}

fn pictures(history: &History, t: &'static Texts) -> Vec<Picture> {
    // Make the rows of each chart from the history.
    let by_day = |of: &dyn Fn(&Day) -> (u64, u64)| days_or_weeks(&history.days, t, of);
    let span = if history.days.len() > SINGLE_DAYS { t.week } else { t.day };
    let minutes = |ms: i64| u64::try_from(ms / 60_000).unwrap_or(0);
    let shares = |shares: &[Share], name: &dyn Fn(&str) -> String| -> Vec<Row> {
        let row = |one: &Share| (name(&one.of), u64::from(one.well), u64::from(one.badly));
        shares.iter().map(row).collect()
    };
    let reasons = |reasons: &[(String, u32)], name: &dyn Fn(&str) -> String| -> Vec<Row> {
        reasons.iter().map(|(why, count)| (name(why), u64::from(*count), 0)).collect()
    };
    // Names of failures, causes and transports in the reader's language.
    let failure = |word: &str| match Failure::from_name(word) {
        Some(failure) => t.reason(failure).text,
        None if word.is_empty() => t.ended_by_someone.to_owned(),
        None => word.to_owned(),
    };
    let cause = |word: &str| match Cause::from_name(word) {
        Some(cause) => t.reason(cause).text,
        None if word.is_empty() => "–".to_owned(),
        None => word.to_owned(),
    };
    let way = |word: &str| match word {
        "" => t.nobody_answered.to_owned(),
        word => word.to_owned(),
    };
    let plain = |word: &str| if word.is_empty() { "–".to_owned() } else { word.to_owned() };
    let (well, badly) = (t.went_well, t.went_badly);
    let count = u64::from;
    let of_days = |list: &str| -> Vec<String> {
        let list_of = |span: &[Day]| Some(faxes_of(list, span.first()?, span.last()?));
        spans(&history.days).filter_map(list_of).collect()
    };
    let of_number = |number: &str| format!("/out?search={}", urlencoded(number));
    let of_numbers = history.machines.iter().map(|machine| of_number(&machine.of)).collect();
    vec![
        Picture::standing(
            ("received", t.received_by_day),
            [span, well, badly],
            by_day(&|day| (count(day.received), count(day.not_received))),
            Sort::Outcome,
        )
        .leading_to(of_days("/in")),
        Picture::standing(
            ("sent", t.sent_by_day),
            [span, well, badly],
            by_day(&|day| (count(day.sent), count(day.not_sent))),
            Sort::Outcome,
        )
        .leading_to(of_days("/out")),
        Picture::standing(
            ("minutes", t.minutes_by_day),
            [span, t.minutes_in, t.minutes_out],
            by_day(&|day| (minutes(day.receiving_ms), minutes(day.sending_ms))),
            Sort::Pair,
        ),
        Picture::lying(("ways", t.sent_by_way), [t.way, well, badly], shares(&history.ways, &way)),
        Picture::lying(
            ("machines", t.sent_by_machine),
            [t.number, well, badly],
            shares(&history.machines, &plain),
        )
        .leading_to(of_numbers),
        Picture::lying(
            ("trunks", t.calls_by_trunk),
            [t.trunk, well, badly],
            shares(&history.trunks, &plain),
        ),
        Picture::lying(
            ("why", t.why_not_sent),
            [t.reason, t.count, ""],
            reasons(&history.not_sent, &failure),
        ),
        Picture::lying(
            ("why-not-received", t.why_not_received),
            [t.reason, t.count, ""],
            reasons(&history.not_received, &cause),
        ),
    ]
}

/// The numbers at the top of the web page: today's faxes and failures, waiting jobs, free lines.
/// Today's sent and failed faxes link to the charts and not to a list of jobs: lists are filtered
/// by the day of submission, but the numbers count by the day on which a job ended.
fn tiles(history: &History, now: &Now, t: &Texts) -> [Tile; 5] {
    let today = history.days.last().copied().unwrap_or_default();
    let received = today.received + today.not_received;
    let failed = today.not_received + today.not_sent;
    let counts = now.queue.counts;
    let waiting =
        counts.suspended + counts.pending + counts.sleeping + counts.blocked + counts.ready;
    let free = now.lines.map(|lines| lines.saturating_sub(now.lines_in_use).to_string());
    let tile =
        |name, number: String, address: &str| Tile { name, number, address: address.to_owned() };
    [
        tile(t.received_today, received.to_string(), &faxes_of("/in", &today, &today)),
        tile(t.sent_today, today.sent.to_string(), "#sent"),
        tile(t.failed_today, failed.to_string(), "#why"),
        tile(t.waiting_jobs, waiting.to_string(), "/out?which=open"),
        tile(t.lines_free, free.unwrap_or_else(|| "–".to_owned()), "/now"),
    ]
}

/// The URL of the list `list` (such as `/in`), filtered by the days from `first` to `last`.
fn faxes_of(list: &str, first: &Day, last: &Day) -> String {
    format!("{list}?from={}&to={}", iso_day(first.began), iso_day(last.began))
}

/// Writes a day in the form that the lists of faxes accept in their filters: `2026-03-01`.
fn iso_day(at: UnixMs) -> String {
    formatted(at, "%Y-%m-%d").unwrap_or_default()
}

/// Returns the data of a chart's bars: one bar for each day or week, with the date of its first day.
/// `of` returns the two values of a day.
fn days_or_weeks(days: &[Day], t: &'static Texts, of: &dyn Fn(&Day) -> (u64, u64)) -> Vec<Row> {
    let row = |span: &[Day]| {
        let sum = span.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        Some((day(span.first()?.began, t), sum.0, sum.1))
    };
    spans(days).filter_map(row).collect()
}

/// The days of each bar: one day, or a week if there are more than [`SINGLE_DAYS`] days. The newest
/// week is always complete. The oldest week may be shorter.
fn spans(days: &[Day]) -> impl Iterator<Item = &[Day]> {
    days.rchunks(if days.len() > SINGLE_DAYS { 7 } else { 1 }).rev()
}
