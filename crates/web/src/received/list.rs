//! The list of received faxes, its filters, and the actions that mark its faxes as read.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use serde::Deserialize;

use crate::House;
use crate::lists::{self, Changed, Named, Position, ViewLink};
use crate::page::{Chrome, Here};
use crate::posted::{Nothing, Posted};
use crate::refusal::{Result, html};
use crate::runs;
use crate::texts::Texts;
use crate::visitor::{User, Visit};
use crate::words::{When, of_status};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{ClaimedBy, DeskFax, FaxSieve, ListOf, Unread};
use ferrofax_reading::Found;
use ferrofax_spool::numbers::in_groups;
use ferrofax_spool::{DeviceName, FaxId, FaxStatus};

/// The number of faxes that one web page of the list shows.
const ROWS: u32 = 50;

/// The states of faxes by which the list can be filtered.
const STATES: [FaxStatus; 4] =
    [FaxStatus::Received, FaxStatus::Receiving, FaxStatus::Incomplete, FaxStatus::Failed];

/// The filter of the list of received faxes, which the user chooses.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Looking {
    search: String,
    /// The filter for the faxes that the list shows: `unread`, `mine` (claimed by the user) or
    /// `free` (claimed by no user). Any other text means all faxes.
    which: String,
    device: String,
    /// The first day whose faxes the list shows, written as `2026-03-01`; empty: no first day is
    /// chosen.
    from: String,
    /// The last day whose faxes the list shows; empty: no last day is chosen.
    to: String,
    sender: String,
    status: String,
    tag: String,
    below: Option<i64>,
    trail: String,
    done: String,
}

#[derive(Template)]
#[template(path = "web/received.html")]
struct ListPage<'a> {
    chrome: Chrome<'a>,
    looking: &'a Looking,
    unread: Unread,
    devices: Vec<String>,
    states: Vec<(&'static str, &'static str)>,
    printers: &'a [String],
    views: Vec<ViewLink>,
    rows: Vec<Row>,
    /// Which part of the list the page shows, and the number of faxes in the list.
    part: String,
    /// The ids of the faxes that the page shows, as text (see the module `runs`).
    shown: String,
    newest: i64,
    /// The label of the button that marks the unread faxes of this list as read; empty if the list
    /// has no unread faxes.
    mark: String,
    told: Told,
    /// The message about the user's last action; empty if there was none.
    done: &'static str,
    /// The URL of the page with newer faxes; `None` on the first page.
    newer: Option<String>,
    /// The URL of the page with older faxes; `None` on the last page.
    next: Option<String>,
    is_cut_short: bool,
    /// The sentence about the device to which no fax has come yet; empty if the list is of several
    /// devices, or has other filters.
    nothing_yet: String,
}

/// The result of the user's action, which the list shows.
#[derive(Default)]
pub(super) struct Told {
    /// The faxes that the user has just marked as read.
    marked: Option<Marked>,
    /// The result of an action on selected faxes.
    changed: Option<Changed>,
}

/// The faxes that the user has just marked as read.
struct Marked {
    text: String,
    /// The ids of the faxes that the user has just marked as read, as a text such as `3-7,9` (see
    /// the module `runs`).
    faxes: String,
}

/// The id of the newest fax that existed when the list was shown. The action that marks all faxes
/// as read does not mark newer faxes.
#[derive(Deserialize)]
pub(super) struct Newest {
    newest: i64,
}

/// The ids of the faxes that are marked as unread again.
#[derive(Deserialize)]
pub(super) struct Undo {
    faxes: String,
}

/// A fax in the list of received faxes.
struct Row {
    id: FaxId,
    is_unread: bool,
    at: When,
    /// The sender's name, or the number if no name is known.
    who: String,
    /// The sender's number, if `who` is a name. If `who` is from the address book, the name that
    /// the call transmitted follows, unless both names are the same.
    more: String,
    device: String,
    pages: usize,
    status: &'static str,
    is_whole: bool,
    /// Whether the fax is still being received.
    is_coming: bool,
    tag: String,
    claim: String,
    /// The words of the search on the pages of the fax.
    found: Option<Found>,
}

/// Shows the list of received faxes.
pub(super) async fn page(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    shown(&house, &user, looking, Told::default()).await
}

/// Marks all unread faxes of the list as read, up to the newest one that the list has shown.
pub(super) async fn read(
    Query(looking): Query<Looking>,
    Posted { house, user, fields }: Posted<Newest>,
) -> Result {
    let (person, sieve) = (user.person.clone(), looking.sieve(&user.person.name)?);
    let (faxes, has_more) = house
        .at_desk(move |desk| desk.mark_list(&person, &sieve, FaxId(fields.newest)))
        .await?;
    let texts = user.visitor.texts;
    let mut text = texts.marked(&faxes.len());
    if has_more {
        text = format!("{text} {}", texts.marked_in_part);
    }
    let marked = Some(Marked { text, faxes: runs::written(faxes.iter().map(|fax| fax.0)) });
    shown(&house, &user, looking, Told { marked, changed: None }).await
}

/// Undoes the action by which the user has just marked faxes of the list as read: marks them as
/// unread again.
pub(super) async fn unread(
    Query(looking): Query<Looking>,
    Posted { house, user, fields }: Posted<Undo>,
) -> Result<Redirect> {
    let person = user.person.clone();
    let faxes: Vec<FaxId> = runs::read(&fields.faxes).into_iter().map(FaxId).collect();
    house.at_desk(move |desk| desk.unmark_list(&person, &faxes)).await?;
    Ok(Redirect::to(&looking.first()))
}

/// Saves the filters of the list as a view of the user.
pub(super) async fn save_view(
    Query(looking): Query<Looking>,
    Posted { house, user, fields }: Posted<Named>,
) -> Result<Redirect> {
    let query = looking.query();
    lists::save_view(&house, user, ListOf::Received, fields.name, query).await?;
    Ok(Redirect::to(&looking.after("view_saved")))
}

/// Removes a saved view of the user.
pub(super) async fn remove_view(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    lists::remove_view(&house, user, id).await?;
    Ok(Redirect::to("/in?done=view_removed"))
}

pub(super) async fn shown(house: &House, user: &User, looking: Looking, told: Told) -> Result {
    let (person, sieve) = (user.person.clone(), looking.sieve(&user.person.name)?);
    let (below, device) = (looking.below.map(FaxId), looking.only_device().map(str::to_owned));
    let found = house
        .at_desk(move |desk| {
            // The newest fax is read before the list. A fax that arrives while the list is made is
            // not in the list, so the button must not mark it.
            let newest = desk.newest_fax()?;
            let list = desk.faxes(&person, &sieve, below, ROWS)?;
            let found = desk.found_words(&person, &list, &sieve.words, UnixMs::now())?;
            let (unread, here) = desk.unread_in_all(&person, &sieve)?;
            let numbers: Vec<&str> = list.faxes.iter().map(|it| it.fax.calling.as_str()).collect();
            let names = desk.names_of(&person, &numbers)?;
            let devices = desk.devices_seen(&person)?;
            let views = desk.saved_views(&person, ListOf::Received)?;
            let total = desk.total_of_faxes(&person, &sieve, (&list, below))?;
            let only = device.as_deref().filter(|_| list.faxes.is_empty() && list.next.is_none());
            let quiet = match only_of(&devices, only) {
                Some(device) => Some((device.clone(), desk.number_of_device(&person, device)?)),
                None => None,
            };
            Ok((list, found, quiet, total, unread, here, newest.0, names, devices, views))
        })
        .await?;
    let (list, mut found, quiet, total, unread, here, newest, names, devices, views) = found;
    let texts = user.visitor.texts;
    let mark = match here.count {
        0 => String::new(),
        count => texts.mark_these(&(count as usize)),
    };
    let now = UnixMs::now();
    let row = |one: &DeskFax| Row {
        found: found.remove(&one.fax.id),
        ..Row::of(one, names.get(&one.fax.calling), now, texts)
    };
    let place = looking.position();
    let page = ListPage {
        chrome: Chrome::new(house, &user.visitor, Here::In).with_unread(unread.count),
        rows: list.faxes.iter().map(row).collect(),
        part: lists::part_of(total, list.faxes.len(), texts),
        shown: runs::written(list.faxes.iter().map(|one| one.fax.id.0)),
        devices: devices.iter().map(ToString::to_string).collect(),
        states: STATES.map(|status| (status.name(), of_status(status, texts).0)).into(),
        printers: &house.printers,
        views: lists::links(views, "/in", &looking.query()),
        newer: place.newer().map(|place| looking.address(&place)),
        next: list.next.map(|next| looking.address(&place.older(next.0))),
        is_cut_short: list.is_cut_short,
        nothing_yet: quiet.map_or_else(String::new, |(device, number)| {
            texts.no_fax_to(&device.number, number.as_deref())
        }),
        done: texts.done(&looking.done),
        looking: &looking,
        unread,
        newest,
        mark,
        told,
    };
    Ok(html(&page))
}

impl Told {
    /// The result of an action on selected faxes.
    pub(super) fn of(changed: Changed) -> Self {
        Self { marked: None, changed: Some(changed) }
    }
}

impl Looking {
    fn sieve(&self, reader: &str) -> Result<FaxSieve> {
        let claimed = match self.which.as_str() {
            "mine" => Some(ClaimedBy::User(reader.to_owned())),
            "free" => Some(ClaimedBy::Nobody),
            _ => None,
        };
        let tag = self.tag.trim();
        Ok(FaxSieve {
            words: self.search.clone(),
            sender: self.sender.clone(),
            tag: (!tag.is_empty()).then(|| tag.to_owned()),
            device: (!self.device.is_empty()).then(|| DeviceName::of_row(&self.device)),
            status: STATES.into_iter().find(|status| status.name() == self.status),
            unread: self.which == "unread",
            claimed,
            since: lists::since(&self.from)?,
            until: lists::until(&self.to)?,
            ..FaxSieve::default()
        })
    }

    fn filters(&self) -> Vec<(&'static str, String)> {
        [
            ("search", &self.search),
            ("which", &self.which),
            ("device", &self.device),
            ("from", &self.from),
            ("to", &self.to),
            ("sender", &self.sender),
            ("status", &self.status),
            ("tag", &self.tag),
        ]
        .map(|(name, value)| (name, value.clone()))
        .into()
    }

    /// The filters as the query of a URL.
    fn query(&self) -> String {
        lists::query(&self.filters())
    }

    fn position(&self) -> Position {
        Position { below: self.below, trail: self.trail.clone() }
    }

    /// The URL of the list with its present filters, and of its part that `position` names.
    fn address(&self, position: &[(&'static str, String)]) -> String {
        lists::address("/in", &lists::query(&[&self.filters(), position].concat()))
    }

    /// The URL of a fax in the list. The page of the fax marks the words of the search.
    fn address_of_fax(&self, fax: &FaxId) -> String {
        lists::address(&format!("/in/{fax}"), &lists::query(&[("search", self.search.clone())]))
    }

    /// The URL of the first page of the list of received faxes.
    fn first(&self) -> String {
        self.address(&[])
    }

    /// The URL of the page that the list shows now.
    pub(super) fn here(&self) -> String {
        self.address(&self.position().here())
    }

    /// The URL of an action on faxes of the list. It has the filters and the position of the page
    /// that is shown, so that the same page can be shown again after the action.
    pub(super) fn address_of(&self, action: &str) -> String {
        self.here().replacen("/in", action, 1)
    }

    fn after(&self, done: &str) -> String {
        self.address(&[("done", done.to_owned())])
    }

    /// Whether the list has a filter.
    fn is_filtered(&self) -> bool {
        !self.query().is_empty()
    }

    /// The device by which the list is filtered; empty if it shows all devices. `None` if the list
    /// has another filter, too, or does not begin with its newest fax.
    fn only_device(&self) -> Option<&str> {
        let others = self.filters().into_iter().filter(|(name, _)| *name != "device");
        let is_filtered = others.into_iter().any(|(_, value)| !value.is_empty());
        (!is_filtered && self.below.is_none()).then_some(self.device.as_str())
    }

    /// Whether the user has set a filter that the form hides until the user opens it.
    fn has_more(&self) -> bool {
        let more = [&self.device, &self.from, &self.to, &self.sender, &self.status, &self.tag];
        more.iter().any(|value| !value.is_empty())
    }
}

/// Finds the device with this name, if the user sees its faxes. If the name is empty, returns the
/// device only if it is the only one that the user sees.
fn only_of<'a>(devices: &'a [DeviceName], name: Option<&str>) -> Option<&'a DeviceName> {
    match (name?, devices) {
        ("", [only]) => Some(only),
        ("", _) => None,
        (name, _) => devices.iter().find(|device| device.to_string() == name),
    }
}

impl Row {
    fn of(one: &DeskFax, contact: Option<&String>, now: UnixMs, texts: &'static Texts) -> Self {
        let fax = &one.fax;
        let (status, is_whole) = of_status(fax.status, texts);
        let (from, heard) =
            (who(&fax.calling, texts), name(&fax.caller_name, fax.far_ident.as_deref()));
        let (who, more) = match contact {
            Some(contact) if heard.is_empty() || heard == *contact => (contact.clone(), from),
            Some(contact) => (contact.clone(), format!("{from} · {heard}")),
            None if heard.is_empty() => (from, String::new()),
            None => (heard, from),
        };
        Self {
            id: fax.id,
            is_unread: one.is_unread,
            at: When::of(fax.started_at, now, texts),
            who,
            more,
            device: fax.device.number.clone(),
            pages: fax.pages.len(),
            status,
            is_whole,
            is_coming: fax.status == FaxStatus::Receiving,
            tag: one.note.tag.clone(),
            claim: one.claim.as_ref().map_or_else(String::new, |claim| claim.user.clone()),
            found: None,
        }
    }
}

/// Returns the calling number of a received fax, in groups. If the caller has withheld the number,
/// returns words that say so.
pub(crate) fn who(calling: &str, texts: &'static Texts) -> String {
    if calling.is_empty() { texts.withheld.to_owned() } else { in_groups(calling) }
}

/// The caller's name, as the telephone network sent it, together with the identification that the
/// remote fax machine sent. If the two are equal, only one is shown.
pub(crate) fn name(caller: &str, ident: Option<&str>) -> String {
    match ident.map(str::trim).filter(|ident| !ident.is_empty()) {
        Some(ident) if caller.is_empty() || caller == ident => ident.to_owned(),
        Some(ident) => format!("{caller} ({ident})"),
        None => caller.to_owned(),
    }
}
