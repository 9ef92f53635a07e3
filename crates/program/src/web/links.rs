//! The page of a link to a fax: it asks for a code or a login, and then sends the fax as PDF. Mail
//! programs and virus scanners follow links by themselves, so the page opens the fax only by a
//! button.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::House;
use super::cookies::TICKET;
use super::page::{Chrome, Here};
use super::refusal::{Refusal, html};
use super::visitor::{User, Visitor};
use crate::fax_links::{FaxLinks, NotOpened, OpenedFax, PATH};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::LinkProof;
use ferrofax_delivery::attachment::Attachment;
use ferrofax_spool::{FaxLink, LinkFault};

/// The page of a link to a fax.
#[derive(Template)]
#[template(path = "web/link.html")]
struct LinkPage<'a> {
    chrome: Chrome<'a>,
    /// The path of the page.
    path: String,
    /// The message about a wrong code; empty if there is none.
    problem: &'a str,
    /// Whether the recipient must enter a code.
    asks_code: bool,
}

/// The fields of the form on the page of a link.
#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    code: String,
    /// The CSRF token of the login session; empty if nobody is logged in.
    #[serde(default)]
    secret: String,
}

/// How the recipient proves that the fax is for them.
enum Proof {
    /// By the ticket of a browser that opened the link a short time ago.
    Ticket,
    /// By a code.
    Code,
    /// By the login of this user.
    Login(Box<User>),
}

pub(super) fn routes() -> Router<House> {
    Router::new().route(&format!("{PATH}{{token}}"), get(page).post(open))
}

/// Shows the page of a link.
async fn page(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let (_, proof) = found(&house, &visitor, &headers, &token).await?;
    Ok(asking(&house, &visitor, &token, "", &proof))
}

/// Opens the fax of a link, and sends it as PDF.
async fn open(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(Fields { code, secret }): Form<Fields>,
) -> Result<Response, Refusal> {
    let (link, proof) = found(&house, &visitor, &headers, &token).await?;
    if let Proof::Login(user) = &proof
        && secret != user.session.secret
    {
        return Err(Refusal::Stale);
    }
    let (there, client, of) = (house.clone(), visitor.origin.client.clone(), link.clone());
    let opened = house.at_work(move || {
        let (links, now) = (&there.links, UnixMs::now());
        Ok::<_, Refusal>(match proof {
            Proof::Ticket => links.again(&of, &client).map(|file| (file, None)),
            Proof::Code => links.open_by_code(&of, &client, &code, now).map(with_ticket),
            Proof::Login(user) => {
                // Whether the user may see this fax.
                there.desk.fax(&user.person, of.fax)?;
                links.open(&of, &client, &user.person.name, now).map(with_ticket)
            }
        })
    });
    match opened.await? {
        Ok((file, ticket)) => Ok(sent(&link, file, ticket, visitor.origin.is_secure)),
        Err(NotOpened::WrongCode) => {
            let problem = visitor.texts.wrong_code;
            let page = asking(&house, &visitor, &token, problem, &Proof::Code);
            Ok((StatusCode::FORBIDDEN, page).into_response())
        }
        Err(NotOpened::Late) => Err(ended(&house, &visitor, &token).await),
        Err(NotOpened::Denied(denied)) => Err(Refusal::Denied(denied)),
        Err(NotOpened::Spool(error)) => Err(error.into()),
        Err(NotOpened::File(why)) => {
            log::error!(FERROFAX_FAX:% = link.fax; "fax {}: {why}", link.fax);
            Err(Refusal::Ours)
        }
    }
}

fn with_ticket(OpenedFax { file, ticket }: OpenedFax) -> (Attachment, Option<String>) {
    (file, Some(ticket.text().to_owned()))
}

/// Finds the link with this token, and how its recipient proves that the fax is for them. If the
/// link opens nothing any more, that is written to the audit log.
async fn found(
    house: &House,
    visitor: &Visitor,
    headers: &HeaderMap,
    token: &str,
) -> Result<(FaxLink, Proof), Refusal> {
    let ticket = TICKET.read(headers, visitor.origin.is_secure).map(str::to_owned);
    let (there, asked) = (house.clone(), token.to_owned());
    let client = visitor.origin.client.clone();
    let looked = house.at_work(move || {
        let Some(link) = there.links.find(&asked)? else { return Err(Refusal::NoSuchLink) };
        let now = UnixMs::now();
        if ticket.is_some_and(|ticket| FaxLinks::has_ticket(&link, &ticket, now)) {
            return Ok((link, true));
        }
        if let Some(fault) = link.fault(now) {
            there.rights.link_has_ended(&client, &link, fault);
            return Err(Refusal::Link(fault));
        }
        Ok((link, false))
    });
    let (link, has_ticket) = looked.await?;
    let proof = match house.links.proof() {
        _ if has_ticket => Proof::Ticket,
        LinkProof::Code => Proof::Code,
        LinkProof::Login => {
            let user = visitor.clone().user();
            let user = user.ok_or_else(|| Refusal::LogIn { to: format!("{PATH}{token}") })?;
            Proof::Login(Box::new(user))
        }
    };
    Ok((link, proof))
}

/// The refusal of a link that another request opened or locked at the same moment.
async fn ended(house: &House, visitor: &Visitor, token: &str) -> Refusal {
    let nothing = HeaderMap::new();
    match found(house, visitor, &nothing, token).await {
        Ok(_) => Refusal::Link(LinkFault::Used),
        Err(refusal) => refusal,
    }
}

fn asking(house: &House, visitor: &Visitor, token: &str, problem: &str, proof: &Proof) -> Response {
    let chrome = Chrome::new(house, visitor, Here::Nowhere);
    let (path, asks_code) = (format!("{PATH}{token}"), matches!(proof, Proof::Code));
    html(&LinkPage { chrome, path, problem, asks_code })
}

fn sent(link: &FaxLink, file: Attachment, ticket: Option<String>, is_secure: bool) -> Response {
    let name = format!("attachment; filename=\"fax-{}.pdf\"", link.fax);
    let headers = [(CONTENT_TYPE, file.media_type.to_owned()), (CONTENT_DISPOSITION, name)];
    let cookie = ticket.map(|ticket| (SET_COOKIE, TICKET.set(&ticket, is_secure)));
    (AppendHeaders(cookie), headers, file.bytes).into_response()
}
