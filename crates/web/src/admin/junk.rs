//! The page that lists faxes that are filed as junk, and calls of blocked callers. Administrators
//! look at a junk fax, release it, or delete it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use axum::routing::{get, post};
use serde::Deserialize;

use super::{Ways, ways};
use crate::House;
use crate::page::{Chrome, Here};
use crate::posted::{Nothing, Posted};
use crate::received::{name, who};
use crate::refusal::{Result, html};
use crate::visitor::Visit;
use crate::words::moment;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{FaxId, JunkFax, ReceivedFax, RefusedCall};

/// The number of junk faxes that the page shows, and the number of calls.
const ROWS: usize = 200;

/// The path of the page that lists junk faxes and the calls of blocked callers.
pub(crate) const PATH: &str = "/admin/junk";

#[derive(Template)]
#[template(path = "web/admin/junk.html")]
struct JunkPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    faxes: Vec<Row>,
    /// The address of the page with the older junk faxes, if there are any.
    older: Option<String>,
    calls: Vec<Call>,
    /// The address of the page with the older calls, if there are any.
    older_calls: Option<String>,
    /// Whether junk faxes can be released on this machine; they cannot on a stateless node.
    delivers: bool,
    done: &'static str,
}

/// A fax that is filed as junk.
struct Row {
    id: FaxId,
    from: String,
    name: String,
    at: String,
    device: String,
    pages: usize,
    rule: String,
    /// The time at which the junk fax will be deleted.
    until: String,
}

/// A call of a blocked caller.
struct Call {
    from: String,
    name: String,
    at: String,
    device: String,
    trunk: String,
    rule: String,
}

/// The part of the lists that the page shows.
#[derive(Deserialize)]
struct Looking {
    #[serde(default)]
    done: String,
    /// The number of a fax; the page shows the junk faxes before it.
    below: Option<i64>,
    /// The number of a call; the page shows the calls of blocked callers before it.
    calls_below: Option<i64>,
}

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route(PATH, get(page))
        .route("/admin/junk/{id}/release", post(release))
}

async fn page(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let Looking { done, below, calls_below } = looking;
    // One entry more than is shown is read, to find out whether there are older ones.
    let limit = ROWS as u32 + 1;
    let read = house.at_desk(move |desk| {
        let faxes = desk.junk_faxes(&person, below.map(FaxId), limit)?;
        Ok((faxes, desk.refused_calls(&person, calls_below, limit)?))
    });
    let (mut faxes, mut calls) = read.await?;
    let next_below = cut(&mut faxes, |(_, fax)| fax.id.0);
    let next_calls = cut(&mut calls, |call| call.id);
    let row = |(junk, fax): (JunkFax, ReceivedFax)| Row {
        id: fax.id,
        from: who(&fax.calling, texts),
        name: name(&fax.caller_name, fax.far_ident.as_deref()),
        at: moment(fax.started_at, texts),
        device: fax.device.number,
        pages: fax.pages.len(),
        rule: junk.rule,
        until: moment(junk.until, texts),
    };
    let call = |call: RefusedCall| Call {
        from: who(&call.calling, texts),
        name: call.caller_name,
        at: moment(call.at, texts),
        device: call.device.number,
        trunk: call.trunk,
        rule: call.rule,
    };
    let page = JunkPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: PATH,
        faxes: faxes.into_iter().map(row).collect(),
        older: next_below.map(|below| address(Some(below), calls_below, "junk")),
        calls: calls.into_iter().map(call).collect(),
        older_calls: next_calls.map(|calls| address(below, Some(calls), "blocked")),
        delivers: house.desk.delivers_junk(),
        done: texts.done(&done),
    };
    Ok(html(&page))
}

/// Cuts a list to the entries that the page shows. Returns the number of the last of them if there
/// are more.
fn cut<T>(found: &mut Vec<T>, number: impl Fn(&T) -> i64) -> Option<i64> {
    let goes_on = found.len() > ROWS;
    found.truncate(ROWS);
    found.last().filter(|_| goes_on).map(number)
}

/// The address of the page with the junk faxes and the calls before these numbers, at the list with
/// this anchor.
fn address(below: Option<i64>, calls_below: Option<i64>, anchor: &str) -> String {
    let parts = [("below", below), ("calls_below", calls_below)];
    let parts = parts.iter().filter_map(|(name, value)| Some(format!("{name}={}", (*value)?)));
    format!("{PATH}?{}#{anchor}", parts.collect::<Vec<_>>().join("&"))
}

/// Releases a fax that was filed as junk by mistake, so that it is delivered.
async fn release(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    house
        .at_desk(move |desk| desk.not_junk(&person, FaxId(id), UnixMs::now()))
        .await?;
    Ok(Redirect::to("/admin/junk?done=not_junk"))
}
