//! The web page of the recent fax traffic: charts of the faxes and the minutes of each day, of the
//! sent faxes by transport and by remote fax machine, of the calls by trunk, and of the reasons for
//! failures.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::chart::{Chart, Row, Sort};
use super::{Ways, ways};
use crate::web::House;
use crate::web::page::{Chrome, Here};
use crate::web::refusal::{Refusal, html};
use crate::web::texts::Texts;
use crate::web::visitor::User;
use crate::web::words::day;
use ferrofax_basics::UnixMs;
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::{Day, History, Share};

/// The number of days whose fax traffic the web page shows by default. `MOST_DAYS` is the greatest
/// number of days that it can show.
const DAYS: u32 = 30;
const MOST_DAYS: u32 = 366;

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
    pictures: Vec<Picture>,
}

/// A bar chart on the web page of the recent fax traffic, and its numbers as a table.
struct Picture {
    id: &'static str,
    title: &'static str,
    /// The headings of the columns of the table beside the chart.
    columns: [&'static str; 3],
    chart: Chart,
    rows: Vec<Row>,
    sort: Sort,
    /// Whether each bar of the chart has only one value.
    is_single: bool,
}

#[derive(Deserialize)]
pub(super) struct Span {
    days: Option<u32>,
}

/// Shows the web page of the recent fax traffic.
pub(super) async fn page(
    State(house): State<House>,
    user: User,
    Query(span): Query<Span>,
) -> Result<Response, Refusal> {
    let days = span.days.unwrap_or(DAYS).clamp(7, MOST_DAYS);
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let history = house
        .at_desk(move |desk| desk.house_history(&person, days, UnixMs::now()))
        .await?;
    let page = FiguresPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(user.person.role, texts),
        way: "/admin/figures",
        days,
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
    // Periods get charts of vertical bars, everything else charts of horizontal bars.
    let standing = |id, title, columns, rows: Vec<Row>, sort| Picture {
        id,
        title,
        columns,
        chart: Chart::standing(&rows, sort),
        rows,
        sort,
        is_single: false,
    };
    let lying = |id, title, columns, rows: Vec<Row>, is_single| Picture {
        id,
        title,
        columns,
        chart: Chart::lying(&rows, Sort::Outcome),
        rows,
        sort: Sort::Outcome,
        is_single,
    };
    let count = u64::from;
    vec![
        standing(
            "received",
            t.received_by_day,
            [span, well, badly],
            by_day(&|day| (count(day.received), count(day.not_received))),
            Sort::Outcome,
        ),
        standing(
            "sent",
            t.sent_by_day,
            [span, well, badly],
            by_day(&|day| (count(day.sent), count(day.not_sent))),
            Sort::Outcome,
        ),
        standing(
            "minutes",
            t.minutes_by_day,
            [span, t.minutes_in, t.minutes_out],
            by_day(&|day| (minutes(day.receiving_ms), minutes(day.sending_ms))),
            Sort::Pair,
        ),
        lying("ways", t.sent_by_way, [t.way, well, badly], shares(&history.ways, &way), false),
        lying(
            "machines",
            t.sent_by_machine,
            [t.number, well, badly],
            shares(&history.machines, &plain),
            false,
        ),
        lying(
            "trunks",
            t.calls_by_trunk,
            [t.trunk, well, badly],
            shares(&history.trunks, &plain),
            false,
        ),
        lying(
            "why",
            t.why_not_sent,
            [t.reason, t.count, ""],
            reasons(&history.not_sent, &failure),
            true,
        ),
        lying(
            "why-not-received",
            t.why_not_received,
            [t.reason, t.count, ""],
            reasons(&history.not_received, &cause),
            true,
        ),
    ]
}

/// Returns the data of a chart's bars: one bar for each day. If there are more than [`SINGLE_DAYS`]
/// days, each bar is for a week, and has the date of the first day of the week. `of` returns the
/// two values of a day.
fn days_or_weeks(days: &[Day], t: &'static Texts, of: &dyn Fn(&Day) -> (u64, u64)) -> Vec<Row> {
    // The newest week is always complete. The oldest week may be shorter.
    let size = if days.len() > SINGLE_DAYS { 7 } else { 1 };
    let spans = days.rchunks(size).rev();
    let row = |span: &[Day]| {
        let sum = span.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        Some((day(span.first()?.began, t), sum.0, sum.1))
    };
    spans.filter_map(row).collect()
}
