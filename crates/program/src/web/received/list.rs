//! The list of received faxes, and the actions that mark them as read.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::runs;
use crate::desk::{ClaimedBy, DeskFax, FaxSieve, Unread};
use crate::web::House;
use crate::web::page::{Chrome, Here};
use crate::web::posted::Posted;
use crate::web::refusal::{Refusal, html, urlencoded};
use crate::web::visitor::User;
use crate::web::words::{moment, of_status};
use ferrofax_spool::{FaxId, FaxStatus};

/// The number of faxes that one web page of the list shows.
const ROWS: u32 = 50;

/// The filter of the list of received faxes, which the user chooses.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Looking {
    #[serde(default)]
    search: String,
    /// The filter for the faxes that the list shows: `unread`, `mine` (claimed by the user) or
    /// `free` (claimed by no user). Any other text means all faxes.
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
    /// The label of the button that marks the unread faxes of this list as read; empty if the list
    /// has no unread faxes.
    mark: String,
    /// The faxes that the user has just marked as read.
    marked: Option<Marked>,
    /// The URL of the next page of the list; `None` if this is the last one.
    next: Option<String>,
    is_cut_short: bool,
}

/// The faxes that the user has just marked as read.
struct Marked {
    text: String,
    /// The ids of the faxes that the user has just marked as read, as a text such as `3-7,9` (see
    /// the module `runs`).
    faxes: String,
}

/// The newest fax that existed when the list was shown. The user's action does not mark newer faxes
/// as read.
#[derive(Deserialize)]
pub(super) struct Newest {
    newest: i64,
}

/// The faxes to mark as unread again, and the filter of the list in which the user has marked them
/// as read.
#[derive(Deserialize)]
pub(super) struct Undo {
    faxes: String,
    #[serde(default)]
    search: String,
    #[serde(default)]
    which: String,
}

/// A fax in the list of received faxes.
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
    /// Whether the fax is still being received.
    is_coming: bool,
    tag: String,
    claim: String,
}

/// Shows the list of received faxes.
pub(super) async fn page(
    State(house): State<House>,
    user: User,
    Query(looking): Query<Looking>,
) -> Result<Response, Refusal> {
    shown(&house, &user, looking, None).await
}

/// Marks all unread faxes of the list as read, up to the newest one that the list has shown.
pub(super) async fn read(
    State(house): State<House>,
    Query(looking): Query<Looking>,
    Posted { user, fields }: Posted<Newest>,
) -> Result<Response, Refusal> {
    let (person, sieve) = (user.person.clone(), looking.sieve(&user.person.name));
    let (faxes, has_more) = house
        .at_desk(move |desk| desk.mark_list(&person, &sieve, FaxId(fields.newest)))
        .await?;
    let texts = user.visitor.texts;
    let mut text = texts.marked(&faxes.len());
    if has_more {
        text = format!("{text} {}", texts.marked_in_part);
    }
    let marked = Marked { text, faxes: runs::written(&faxes) };
    shown(&house, &user, looking, Some(marked)).await
}

/// Undoes the action by which the user has just marked faxes of the list as read: marks them as
/// unread again.
pub(super) async fn unread(
    State(house): State<House>,
    Posted { user, fields }: Posted<Undo>,
) -> Result<Redirect, Refusal> {
    let (person, faxes) = (user.person.clone(), runs::read(&fields.faxes));
    house.at_desk(move |desk| desk.unmark_list(&person, &faxes)).await?;
    let looking = Looking { search: fields.search, which: fields.which, below: None };
    Ok(Redirect::to(&looking.address(None)))
}

async fn shown(
    house: &House,
    user: &User,
    looking: Looking,
    marked: Option<Marked>,
) -> Result<Response, Refusal> {
    let (person, sieve) = (user.person.clone(), looking.sieve(&user.person.name));
    let below = looking.below.map(FaxId);
    let (list, unread, here, FaxId(newest)) = house
        .at_desk(move |desk| {
            // The newest fax is read before the list. A fax that arrives while the list is made is
            // not in the list, so the button must not mark it.
            let newest = desk.newest_fax()?;
            let (list, unread) = (desk.faxes(&person, &sieve, below, ROWS)?, desk.unread(&person)?);
            let here = if sieve.words.is_empty() && sieve.claimed.is_none() {
                unread
            } else {
                desk.unread_of_list(&person, &sieve)?
            };
            Ok((list, unread, here, newest))
        })
        .await?;
    let texts = user.visitor.texts;
    let mark = match here.count {
        0 => String::new(),
        count => texts.mark_these(&(count as usize)),
    };
    let rows = list.faxes.iter().map(|one| Row::of(one, texts)).collect();
    let chrome = Chrome::new(house, &user.visitor, Here::In);
    let next = list.next.map(|next| looking.address(Some(next)));
    let is_cut_short = list.is_cut_short;
    let looking = &looking;
    let page = ListPage { chrome, looking, unread, rows, newest, mark, marked, next, is_cut_short };
    Ok(html(&page))
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

    /// The URL of the list of received faxes with its filter. With `below`, the list has only the
    /// older faxes, whose numbers are smaller than `below`.
    fn address(&self, below: Option<FaxId>) -> String {
        let said = [
            ("search", urlencoded(&self.search)),
            ("which", urlencoded(&self.which)),
            ("below", below.map(|below| below.to_string()).unwrap_or_default()),
        ];
        let said = said.iter().filter(|(_, value)| !value.is_empty());
        let said: Vec<String> = said.map(|(name, value)| format!("{name}={value}")).collect();
        if said.is_empty() { "/in".to_owned() } else { format!("/in?{}", said.join("&")) }
    }

    /// The URL of the first page of the list of received faxes.
    fn first(&self) -> String {
        self.address(None)
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
            is_coming: fax.status == FaxStatus::Receiving,
            tag: one.note.tag.clone(),
            claim: one.claim.as_ref().map_or_else(String::new, |claim| claim.user.clone()),
        }
    }
}

/// Returns the calling number of a received fax. If the caller has withheld the number, returns
/// words that say so.
pub(super) fn who(calling: &str, texts: &'static crate::web::texts::Texts) -> String {
    if calling.is_empty() { texts.withheld.to_owned() } else { calling.to_owned() }
}

/// The caller's name, as the telephone network sent it, together with the identification that the
/// remote fax machine sent. If the two are equal, only one is shown.
pub(super) fn name(caller: &str, ident: Option<&str>) -> String {
    match ident.map(str::trim).filter(|ident| !ident.is_empty()) {
        Some(ident) if caller.is_empty() || caller == ident => ident.to_owned(),
        Some(ident) => format!("{caller} ({ident})"),
        None => caller.to_owned(),
    }
}
