//! The web page of undeliverable mails, of accepted mails that are not faxed, and of the state of the
//! mail queue.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use serde::Deserialize;

use super::{Ways, ways};
use crate::House;
use crate::page::{Chrome, Here};
use crate::posted::{Nothing, Posted};
use crate::refusal::{Refusal, Result, html};
use crate::texts::{Sentence, Texts};
use crate::visitor::Visit;
use crate::words::moment;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{HeldMail, Person};
use ferrofax_spool::{OutboxEntry, OutboxId, OutboxKind};

#[derive(Template)]
#[template(path = "web/admin/mails.html")]
struct MailsPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    is_paused: bool,
    rows: Vec<Row>,
    /// The address of the page with the next undeliverable mails, if there are any.
    next: Option<String>,
    held: Vec<Held>,
    /// The address of the page with the next mails that are not faxed, if there are any.
    next_held: Option<String>,
    done: &'static str,
}

/// The number of undeliverable mails that the page shows, and the number of mails that are not
/// faxed.
const ROWS: usize = 200;
const HELD_ROWS: usize = 100;

/// An accepted mail that is not faxed.
struct Held {
    id: String,
    at: String,
    sender: String,
    recipients: String,
    why: Sentence,
    is_aside: bool,
}

struct Row {
    id: i64,
    to: String,
    /// The link to the fax or job that the undeliverable mail is about, and the text of the link.
    about: Option<(String, String)>,
    at: String,
    error: Sentence,
}

/// The part of the lists that the page shows.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Looking {
    done: String,
    /// The number of an undeliverable mail; the page shows the later ones.
    after: i64,
    /// The number of mails that are not faxed and that the page leaves out.
    held: usize,
}

/// Shows the web page of undeliverable mails.
pub(super) async fn page(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let Looking { done, after, held: skip } = looking;
    // One entry more than is shown is read, to find out whether there are more.
    let (mut mails, mut held, is_paused) = house
        .at_desk(move |desk| {
            let mails = desk.undeliverable(&person, Some(OutboxId(after)), ROWS as u32 + 1)?;
            let held = desk.held_mails(&person, skip, HELD_ROWS + 1)?;
            Ok((mails, held, desk.house_health(&person)?.is_paused))
        })
        .await?;
    let (has_more, has_more_held) = (mails.len() > ROWS, held.len() > HELD_ROWS);
    mails.truncate(ROWS);
    held.truncate(HELD_ROWS);
    let last = mails.last().filter(|_| has_more);
    let next = last.map(|last| address(last.id.0, skip, "undeliverable"));
    let next_held = has_more_held.then(|| address(after, skip + HELD_ROWS, "held"));
    let held_row = |mail: HeldMail| Held {
        id: mail.id,
        at: mail.received_at.map(|at| moment(at, texts)).unwrap_or_default(),
        sender: mail.sender,
        recipients: mail.recipients,
        why: texts.said(&mail.why),
        is_aside: mail.is_aside,
    };
    let row = |mail: OutboxEntry| Row {
        id: mail.id.0,
        about: about(&mail, texts),
        at: moment(mail.ended_at.unwrap_or(mail.created_at), texts),
        to: match mail.printer() {
            Some(printer) => printer.to_owned(),
            None if mail.mailbox.is_empty() => texts.faxmaster.to_owned(),
            None => mail.mailbox.clone(),
        },
        error: mail.problem.as_ref().map(|fault| texts.undelivered(fault)).unwrap_or_default(),
    };
    let page = MailsPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/mails",
        is_paused,
        rows: mails.into_iter().map(row).collect(),
        next,
        held: held.into_iter().map(held_row).collect(),
        next_held,
        done: texts.done(&done),
    };
    Ok(html(&page))
}

/// The address of the page with the undeliverable mails after this one and the mails that are not
/// faxed, without the first `held` of these, at the list with this anchor.
fn address(after: i64, held: usize, anchor: &str) -> String {
    format!("/admin/mails?after={after}&held={held}#{anchor}")
}

fn about(mail: &OutboxEntry, texts: &Texts) -> Option<(String, String)> {
    match (&mail.kind, mail.fax) {
        (OutboxKind::JobReport { job, .. }, _) => {
            Some((format!("/out/{job}"), format!("{} {job}", texts.a_job)))
        }
        (_, Some(fax)) => Some((format!("/in/{fax}"), format!("{} {fax}", texts.a_fax))),
        _ => None,
    }
}

/// Puts an undeliverable mail or print job (a received fax for a printer) back into its queue, so
/// that it is tried again.
pub(super) async fn again(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    let is_tried = house
        .at_desk(move |desk| desk.deliver_again(&person, OutboxId(id), UnixMs::now()))
        .await?;
    if is_tried { Ok(Redirect::to("/admin/mails?done=goes_on")) } else { Err(Refusal::Nothing) }
}

/// Puts all undeliverable mails and print jobs (received faxes for printers) back into their queue,
/// so that they are tried again.
pub(super) async fn all_again(Posted { house, user, .. }: Posted<Nothing>) -> Result<Redirect> {
    let person = user.person;
    house
        .at_desk(move |desk| desk.deliver_all_again(&person, UnixMs::now()))
        .await?;
    Ok(Redirect::to("/admin/mails?done=goes_on"))
}

/// Makes the service try again now to fax an accepted mail that was postponed, or was set aside
/// after it had crashed the process that reads mails.
pub(super) async fn handle_again(
    Path(id): Path<String>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    let is_tried = house
        .at_desk(move |desk| desk.handle_mail_again(&person, &id, UnixMs::now()))
        .await?;
    if is_tried { Ok(Redirect::to("/admin/mails?done=goes_on")) } else { Err(Refusal::Nothing) }
}

/// Pauses sending faxes by mail: until the pause ends, no mails are accepted or faxed.
pub(super) async fn pause(Posted { house, user, .. }: Posted<Nothing>) -> Result<Redirect> {
    paused(house, user.person, true).await
}

/// Ends the pause in which no mails are accepted or faxed.
pub(super) async fn resume(Posted { house, user, .. }: Posted<Nothing>) -> Result<Redirect> {
    paused(house, user.person, false).await
}

async fn paused(house: House, person: Person, pause: bool) -> Result<Redirect> {
    house.at_desk(move |desk| desk.pause_mails(&person, pause)).await?;
    Ok(Redirect::to("/admin/mails"))
}
