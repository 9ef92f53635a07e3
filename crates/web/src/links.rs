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
use super::refusal::{Refusal, Result, html};
use super::visitor::{User, Visitor};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::LinkProof;
use ferrofax_delivery::attachment::Attachment;
use ferrofax_mail::fax_links::{Guest, NotOpened, PATH};
use ferrofax_rights::sessions::Token;
use ferrofax_spool::{FaxLink, LinkFault};

/// The page of a link to a fax.
#[derive(Template)]
#[template(path = "web/link.html")]
struct LinkPage<'a> {
    chrome: Chrome<'a>,
    /// The path of this page, which contains the token of the link.
    path: String,
    /// The message about a wrong code; empty if there is no such message.
    problem: &'a str,
    /// Whether the recipient must enter a code.
    asks_code: bool,
}

/// The fields of the form on the page of a link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    code: String,
    /// The CSRF token of the login session; empty if nobody is logged in.
    secret: String,
}

/// The proof by which a recipient shows that the fax is for them.
enum Proof {
    /// The browser has a ticket, because it opened the link a short time ago.
    Ticket,
    /// The recipient enters a code.
    Code,
    /// The recipient is logged in as this user.
    Login(Box<User>),
}

/// A link that can be opened, and its visitor.
struct Found {
    link: FaxLink,
    proof: Proof,
    guest: Guest,
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
) -> Result {
    let Found { proof, guest, .. } = found(&house, &visitor, &headers, &token).await?;
    let page = asking(&house, &visitor, &token, "", &proof);
    Ok(with_ticket(&guest, &visitor, page))
}

/// Opens the fax of a link, and sends it as PDF.
async fn open(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(Fields { code, secret }): Form<Fields>,
) -> Result {
    let Found { link, proof, guest } = found(&house, &visitor, &headers, &token).await?;
    if let Proof::Login(user) = &proof
        && secret != user.session.secret
    {
        return Err(Refusal::Stale);
    }
    let (there, of) = (house.clone(), link.clone());
    let opened = house.at_work(move || {
        let (links, now) = (&there.links, UnixMs::now());
        let opened = match proof {
            Proof::Ticket => links.open(&of, &guest, &of.mailbox, now),
            Proof::Code => links.open_by_code(&of, &guest, &code, now),
            Proof::Login(user) => {
                // Returns an error if the user may not see this fax.
                there.desk.fax(&user.person, of.fax)?;
                links.open(&of, &guest, &user.person.name, now)
            }
        };
        Ok::<_, Refusal>((opened, guest))
    });
    let (opened, guest) = opened.await?;
    let answer = match opened {
        Ok(file) => sent(&link, file),
        Err(NotOpened::WrongCode) => {
            let problem = visitor.texts.wrong_code;
            let page = asking(&house, &visitor, &token, problem, &Proof::Code);
            (StatusCode::FORBIDDEN, page).into_response()
        }
        Err(NotOpened::Late) => return Err(ended(&house, &visitor, &headers, &token).await),
        Err(NotOpened::Denied(denied)) => return Err(Refusal::Denied(denied)),
        Err(NotOpened::Spool(error)) => return Err(error.into()),
        Err(NotOpened::NotNow(why)) => {
            log::error!("a link cannot be opened now: {why}");
            return Err(Refusal::Spool(String::new()));
        }
    };
    Ok(with_ticket(&guest, &visitor, answer))
}

/// Finds the link with this token, and how its recipient proves that the fax is for them. If the
/// link has expired, is used up or locked, writes this to the audit log and returns an error.
async fn found(
    house: &House,
    visitor: &Visitor,
    headers: &HeaderMap,
    token: &str,
) -> Result<Found> {
    let guest = Guest {
        client: visitor.origin.client.clone(),
        ticket: ticket(headers, visitor.origin.is_secure),
    };
    let (there, asked) = (house.clone(), token.to_owned());
    let looked = house.at_work(move || {
        let Some(link) = there.links.find(&asked)? else { return Err(Refusal::NoSuchLink) };
        let now = UnixMs::now();
        let has_ticket = link.has_ticket(&guest.ticket.hash(), now);
        if let Some(fault) = link.fault(now).filter(|_| !has_ticket) {
            there.rights.link_has_ended(&guest.client, &link, fault);
            return Err(Refusal::Link(fault));
        }
        Ok((link, has_ticket, guest))
    });
    let (link, has_ticket, guest) = looked.await?;
    let proof = match house.links.proof() {
        LinkProof::Code if has_ticket => Proof::Ticket,
        LinkProof::Code => Proof::Code,
        LinkProof::Login => {
            let user = visitor.clone().user();
            let user = user.ok_or_else(|| Refusal::LogIn { to: format!("{PATH}{token}") })?;
            Proof::Login(Box::new(user))
        }
    };
    Ok(Found { link, proof, guest })
}

/// The ticket of a browser, which is the secret in its cookie [`TICKET`]. If the browser has no
/// ticket yet, returns a new one.
fn ticket(headers: &HeaderMap, is_secure: bool) -> Token {
    let known = TICKET.read(headers, is_secure).filter(|it| it.len() == Token::LENGTH);
    known.map_or_else(Token::fresh, Token::of)
}

/// Makes the refusal of a link that another request opened or locked at the same moment.
async fn ended(house: &House, visitor: &Visitor, headers: &HeaderMap, token: &str) -> Refusal {
    match found(house, visitor, headers, token).await {
        Ok(_) => Refusal::Link(LinkFault::Used),
        Err(refusal) => refusal,
    }
}

fn asking(house: &House, visitor: &Visitor, token: &str, problem: &str, proof: &Proof) -> Response {
    let chrome = Chrome::new(house, visitor, Here::Nowhere);
    let (path, asks_code) = (format!("{PATH}{token}"), matches!(proof, Proof::Code));
    html(&LinkPage { chrome, path, problem, asks_code })
}

fn sent(link: &FaxLink, file: Attachment) -> Response {
    let name = format!("attachment; filename=\"fax-{}.pdf\"", link.fax);
    let headers = [(CONTENT_TYPE, file.media_type.to_owned()), (CONTENT_DISPOSITION, name)];
    (headers, file.bytes).into_response()
}

/// Adds the browser's ticket to an answer, as a cookie. By the ticket, Ferrofax recognises a second
/// click, or a download that is started again.
fn with_ticket(guest: &Guest, visitor: &Visitor, answer: Response) -> Response {
    let cookie = TICKET.set(guest.ticket.text(), visitor.origin.is_secure);
    (AppendHeaders([(SET_COOKIE, cookie)]), answer).into_response()
}
