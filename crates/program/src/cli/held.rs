//! `ferrofax polling`: documents that a device holds for remote fax machines to fetch. Earlier
//! versions had the commands `hold-for-polling` and `held`.

use std::path::Path;

use serde_json::{Value, json};

use super::args::{Held, HeldWork, HoldForPolling, Polling, PollingWork, WhichHeld};
use super::noted::Audit;
use super::send::{Given, given};
use super::show::{columns, counted, date, incomplete, instant, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_convert::{Pages, Wanted, convert};
use ferrofax_desk::user;
use ferrofax_rights::order::{OrderError, device_of};
use ferrofax_rights::{By, Door, Local, Rights, Submission};
use ferrofax_spool::jobs::NewDocument;
use ferrofax_spool::not_shown::Note;
use ferrofax_spool::value::fax_address;
use ferrofax_spool::{HeldDocument, HeldFetch, HeldId, NewHeld, Spool};

/// Holds the given files as one document that remote fax machines can fetch, until the document is
/// fetched or removed.
pub(super) fn hold(folder: &Path, settings: &Settings, words: &HoldForPolling) -> Result<(), End> {
    let Given { spool, documents, copies: _copies } = given(folder, &words.files)?;
    let of_order = |error: OrderError| End::of_order(&error);
    // To hold documents at a device, the same permission is needed as to send from the device.
    let device = device_of(&spool, &words.device).map_err(of_order)?;
    let rights = Rights::new(&settings.rights, &spool).map_err(End::failed)?;
    let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
    let name = device.name();
    let held = Submission { device: &name, number: "", post_dial: "", ahead: None };
    let granted = rights.submission(By::System(&by), held);
    let grant = granted.map_err(|denied| of_order(denied.into()))?;
    let sending = spool.devices().sending().map_err(End::of_spool)?;
    let max_pages = grant.most_pages(sending.defaults_of(&device).max_pages);
    let wanted = Wanted { resolution: None, max_pages, colours: false };
    let made: Vec<Pages> = documents
        .iter()
        .map(|(path, name)| convert(path, name, &wanted, &settings.converter()))
        .collect::<Result<_, _>>()
        .map_err(|error| of_order(error.into()))?;
    let files = made.iter().zip(&documents);
    let new = NewHeld {
        device: device.name(),
        sep: address("sep", words.sep.as_deref())?,
        pwd: address("pwd", words.pwd.as_deref())?,
        once: words.once,
        documents: files
            .map(|(pages, (_, name))| NewDocument { path: pages.path(), name: name.clone() })
            .collect(),
        held_by: by.user,
    };
    let id = spool
        .submission()
        .hold_document(&new, max_pages, UnixMs::now())
        .map_err(End::of_spool)?;
    let notes: Vec<Note> = made.iter().flat_map(|pages| pages.notes.iter().cloned()).collect();
    let pages: u32 = made.iter().map(|pages| pages.count).sum();
    if words.json {
        return print(&format!("{}\n", json!({"held": id.0, "pages": pages})));
    }
    let (pages, device) = (counted(pages, "page"), device.name());
    print(&format!("document {id}: {pages} held at {device}{}\n", incomplete(&notes)))
}

fn address(name: &str, text: Option<&str>) -> Result<Option<String>, End> {
    fax_address(text.unwrap_or_default())
        .map_err(|error| End::refused(format!("--{name}: {error}")))
}

/// Lists the documents that are held for remote fax machines, with the machines that fetched them,
/// or removes held documents.
pub(super) fn run(spool: &Spool, settings: &Settings, words: &Held) -> Result<(), End> {
    match &words.work {
        Some(HeldWork::Remove(which)) => remove(spool, settings, &which.documents),
        None => list(spool, &words.list),
    }
}

/// Does the work of `ferrofax polling list` and `ferrofax polling remove`.
pub(super) fn polling(spool: &Spool, settings: &Settings, words: &Polling) -> Result<(), End> {
    match &words.work {
        Some(PollingWork::Remove(which)) => remove(spool, settings, &which.documents),
        Some(PollingWork::List(which)) => list(spool, which),
        Some(PollingWork::Hold(_)) | None => list(spool, &words.list),
    }
}

fn remove(spool: &Spool, settings: &Settings, documents: &[HeldId]) -> Result<(), End> {
    let audit = Audit::of(spool, settings)?;
    documents.iter().try_for_each(|id| {
        let number = id.to_string();
        let about = [("document", number.as_str())];
        if !spool.submission().release_document(*id, UnixMs::now()).map_err(End::of_spool)? {
            let text = format!("no document {id} is held");
            audit.refused("held-remove", &about, "not-there", &text)?;
            return Err(End::Refused(text));
        }
        print(&format!("document {id} is held no more\n"))?;
        audit.done("held-remove", &about)
    })
}

fn list(spool: &Spool, words: &WhichHeld) -> Result<(), End> {
    let device = words.device.as_deref().map(|device| device_of(spool, device)).transpose();
    let device = device.map_err(|error| End::of_order(&error))?.map(|device| device.name());
    let held = spool
        .submission()
        .held_documents(device.as_ref(), words.all)
        .map_err(End::of_spool)?;
    let held: Vec<(HeldDocument, Vec<HeldFetch>)> = held
        .into_iter()
        .map(|one| spool.submission().fetches_of(one.id).map(|fetches| (one, fetches)))
        .collect::<Result<_, _>>()
        .map_err(End::of_spool)?;
    if words.json {
        let values: Vec<Value> = held.iter().map(|(one, fetches)| value(one, fetches)).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if held.is_empty() {
        return print("nothing is held; `ferrofax polling hold` holds a document\n");
    }
    let headings = ["DOCUMENT", "DEVICE", "SEP", "PWD", "PAGES", "NAME", "SINCE", "FETCHED"];
    print(&columns(&headings, held.iter().map(|(one, fetches)| row(one, fetches)).collect()))
}

fn row(held: &HeldDocument, fetches: &[HeldFetch]) -> Vec<String> {
    let names: Vec<String> = held.files.iter().map(|file| plain(&file.name)).collect();
    vec![
        held.id.to_string(),
        held.device.to_string(),
        held.sep.clone().unwrap_or_default(),
        if held.pwd.is_some() { "yes" } else { "" }.to_owned(),
        held.pages().to_string(),
        names.join(", "),
        date(held.held_at),
        fetched(held, fetches),
    ]
}

/// A text on how often a held document was fetched by remote fax machines, and who fetched it last.
fn fetched(held: &HeldDocument, fetches: &[HeldFetch]) -> String {
    let whole: Vec<&HeldFetch> = fetches.iter().filter(|fetch| fetch.whole).collect();
    let Some(last) = whole.last() else {
        return held.ended_at.map_or_else(
            || if held.once { "not yet, once" } else { "not yet" }.to_owned(),
            |at| format!("never, removed {}", date(at)),
        );
    };
    let often = match whole.len() {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    let by = last.far_ident.as_deref().unwrap_or(&last.calling);
    let by = if by.is_empty() { String::new() } else { format!("by {} ", plain(by)) };
    format!("{often}, last {by}{}", date(last.at))
}

fn value(held: &HeldDocument, fetches: &[HeldFetch]) -> Value {
    let files = held.files.iter().map(|file| json!({"name": file.name, "pages": file.pages}));
    let fetch = |fetch: &HeldFetch| {
        json!({
            "at": instant(fetch.at),
            "calling": fetch.calling,
            "far_ident": fetch.far_ident,
            "pages": fetch.pages,
            "whole": fetch.whole,
            "cause": fetch.cause,
        })
    };
    json!({
        "id": held.id.0,
        "device": held.device.to_string(),
        "sep": held.sep,
        "has_password": held.pwd.is_some(),
        "once": held.once,
        "pages": held.pages(),
        "files": files.collect::<Vec<_>>(),
        "held_at": instant(held.held_at),
        "held_by": held.held_by,
        "ended_at": held.ended_at.map_or(Value::Null, instant),
        "fetches": fetches.iter().map(fetch).collect::<Vec<_>>(),
    })
}
