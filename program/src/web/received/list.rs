//! The list of received faxes.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::desk::{ClaimedBy, DeskFax, FaxSieve, Unread};
use crate::web::House;
use crate::web::page::{Chrome, Here};
use crate::web::refusal::{Refusal, html, urlencoded};
use crate::web::visitor::User;
use crate::web::words::{moment, of_status};
use ferrofax_spool::FaxId;

/// Faxes on a page of the list.
const ROWS: u32 = 50;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Looking {
    #[serde(default)]
    search: String,
    /// `unread`, `mine`, `free`; anything else: all.
    #[serde(default)]
    which: String,
    below: Option<i64>,
}

#[derive(Template)]
#[template(path = "web/received.html")]
struct ListPage<'a> {
    chrome: Chrome<'a>,
    looking: &'a Looking,
    unread: Unread,
    rows: Vec<Row>,
    newest: i64,
    /// Where the list goes on.
    next: Option<String>,
    is_cut_short: bool,
}

/// A fax in the list.
struct Row {
    id: FaxId,
    is_unread: bool,
    at: String,
    from: String,
    name: String,
    device: String,
    pages: usize,
    status: &'static str,
    is_whole: bool,
    tag: String,
    claim: String,
}

/// The page.
pub(super) async fn page(
    State(house): State<House>,
    user: User,
    Query(looking): Query<Looking>,
) -> Result<Response, Refusal> {
    let (person, sieve) = (user.person.clone(), looking.sieve(&user.person.name));
    let below = looking.below.map(FaxId);
    let (list, unread) = house
        .at_desk(move |desk| Ok((desk.faxes(&person, &sieve, below, ROWS)?, desk.unread(&person)?)))
        .await?;
    let texts = user.visitor.texts;
    let newest = list.faxes.first().map_or(0, |one| one.fax.id.0);
    let rows = list.faxes.iter().map(|one| Row::of(one, texts)).collect();
    let chrome = Chrome::new(&house, &user.visitor, Here::In);
    let next = list.next.map(|next| looking.address(next));
    let is_cut_short = list.is_cut_short;
    let looking = &looking;
    Ok(html(&ListPage { chrome, looking, unread, rows, newest, next, is_cut_short }))
}

impl Looking {
    fn sieve(&self, reader: &str) -> FaxSieve {
        let claimed = match self.which.as_str() {
            "mine" => Some(ClaimedBy::User(reader.to_owned())),
            "free" => Some(ClaimedBy::Nobody),
            _ => None,
        };
        FaxSieve {
            words: self.search.clone(),
            unread: self.which == "unread",
            claimed,
            ..FaxSieve::default()
        }
    }

    /// Where the same goes on below this fax.
    fn address(&self, below: FaxId) -> String {
        let (search, which) = (urlencoded(&self.search), urlencoded(&self.which));
        format!("/in?search={search}&which={which}&below={below}")
    }
}

impl Row {
    fn of(one: &DeskFax, texts: &'static crate::web::texts::Texts) -> Self {
        let fax = &one.fax;
        let (status, is_whole) = of_status(fax.status, texts);
        Self {
            id: fax.id,
            is_unread: one.is_unread,
            at: moment(fax.started_at, texts),
            from: who(&fax.calling, texts),
            name: name(&fax.caller_name, fax.far_ident.as_deref()),
            device: fax.device.number.clone(),
            pages: fax.pages.len(),
            status,
            is_whole,
            tag: one.note.tag.clone(),
            claim: one.claim.as_ref().map_or_else(String::new, |claim| claim.user.clone()),
        }
    }
}

/// The number that called, in words if it is withheld.
pub(super) fn who(calling: &str, texts: &'static crate::web::texts::Texts) -> String {
    if calling.is_empty() { texts.withheld.to_owned() } else { calling.to_owned() }
}

/// What the caller and his machine call themselves, each once.
pub(super) fn name(caller: &str, ident: Option<&str>) -> String {
    match ident.map(str::trim).filter(|ident| !ident.is_empty()) {
        Some(ident) if caller.is_empty() || caller == ident => ident.to_owned(),
        Some(ident) => format!("{caller} ({ident})"),
        None => caller.to_owned(),
    }
}
