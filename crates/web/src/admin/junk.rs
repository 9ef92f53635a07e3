//! The page that lists faxes that are filed as junk, and calls of blocked callers. Administrators
//! look at a junk fax, release it, or delete it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};

use super::house::Done;
use super::{Ways, ways};
use crate::House;
use crate::page::{Chrome, Here};
use crate::posted::{Nothing, Posted};
use crate::received::{name, who};
use crate::refusal::{Refusal, html};
use crate::visitor::User;
use crate::words::moment;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{FaxId, JunkFax, ReceivedFax, RefusedCall};

/// The path of the page that lists junk faxes and the calls of blocked callers.
pub(crate) const PATH: &str = "/admin/junk";

#[derive(Template)]
#[template(path = "web/admin/junk.html")]
struct JunkPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    faxes: Vec<Row>,
    calls: Vec<Call>,
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

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route(PATH, get(page))
        .route("/admin/junk/{id}/release", post(release))
}

async fn page(
    State(house): State<House>,
    user: User,
    Query(done): Query<Done>,
) -> Result<Response, Refusal> {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let junk = house.at_desk(move |desk| desk.junk(&person)).await?;
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
        faxes: junk.faxes.into_iter().map(row).collect(),
        calls: junk.calls.into_iter().map(call).collect(),
        delivers: house.desk.delivers_junk(),
        done: texts.done(&done.done),
    };
    Ok(html(&page))
}

/// Releases a fax that was filed as junk by mistake, so that it is delivered.
async fn release(
    State(house): State<House>,
    Path(id): Path<i64>,
    Posted { user, .. }: Posted<Nothing>,
) -> Result<Redirect, Refusal> {
    let person = user.person;
    house
        .at_desk(move |desk| desk.not_junk(&person, FaxId(id), UnixMs::now()))
        .await?;
    Ok(Redirect::to("/admin/junk?done=not_junk"))
}
