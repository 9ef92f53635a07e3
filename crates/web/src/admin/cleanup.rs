//! The web page for deleting old faxes and jobs by their age, after a preview.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::{Ways, ways};
use crate::House;
use crate::page::{Chrome, Here};
use crate::posted::Posted;
use crate::refusal::{Result, html};
use crate::visitor::{User, Visit};
use ferrofax_basics::UnixMs;
use ferrofax_spool::CleanupReport;

/// The age in days that the form of the clean-up proposes: faxes and jobs that are older are
/// deleted.
const DAYS: u32 = 30;

#[derive(Template)]
#[template(path = "web/admin/cleanup.html")]
struct CleanupPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    days: u32,
    /// The result of deleting old faxes and jobs (the clean-up), or of the preview of this action.
    report: &'a CleanupReport,
    is_done: bool,
}

#[derive(Deserialize)]
pub(super) struct Days {
    days: Option<u32>,
}

/// Shows a preview: the old faxes and jobs that a clean-up would delete.
pub(super) async fn preview(
    Visit(house, user): Visit,
    Query(Days { days }): Query<Days>,
) -> Result {
    let (person, days) = (user.person.clone(), days.unwrap_or(DAYS));
    let looked =
        move |desk: &ferrofax_desk::Desk| desk.cleanup_preview(&person, days, UnixMs::now());
    let report = house.at_desk(looked).await?;
    Ok(shown(&house, &user, days, &report, false))
}

/// Carries out a clean-up: deletes the faxes and jobs that are older than the given number of days.
pub(super) async fn clean_up(Posted { house, user, fields }: Posted<Days>) -> Result {
    let (person, days) = (user.person.clone(), fields.days.unwrap_or(DAYS));
    let cleaned = move |desk: &ferrofax_desk::Desk| desk.clean_up(&person, days, UnixMs::now());
    let report = house.at_desk(cleaned).await?;
    Ok(shown(&house, &user, days, &report, true))
}

fn shown(house: &House, user: &User, days: u32, report: &CleanupReport, is_done: bool) -> Response {
    html(&CleanupPage {
        chrome: Chrome::new(house, &user.visitor, Here::Admin),
        ways: ways(house, user),
        way: "/admin/health",
        days,
        report,
        is_done,
    })
}
