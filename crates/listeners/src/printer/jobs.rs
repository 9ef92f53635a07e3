//! The IPP attributes of print jobs (RFC 8011 §5.3, PWG 5100.15).

use super::described::Described;
use super::description::seconds;
use super::record::Record;
use super::store::uuid_of;
use super::view::{FaxView, View};
use super::{Caller, Printer};
use crate::ipp::{Group, Response, Status, Value, value};
use ferrofax_basics::UnixMs;

/// The attributes that Get-Jobs returns by default (RFC 8011 §4.2.6.2).
pub(super) const BRIEFLY: &[&str] = &["job-id", "job-uri"];

impl Printer {
    /// The IPP answer to a request that created or changed the print job `id`.
    pub(super) fn shown(&self, id: i32, caller: &Caller) -> Response {
        self.shown_with(id, caller, Group::unsupported(Vec::new()))
    }

    /// The IPP answer to a request that created or changed the print job `id`. It lists the
    /// attributes of the request that were ignored.
    pub(super) fn shown_with(&self, id: i32, caller: &Caller, ignored: Group) -> Response {
        match self.store.get(id) {
            Some(record) => {
                let view = self.view(&record);
                Response::ok().with_ignored(ignored).with(short(&record, &view, caller))
            }
            None => Response::refused(Status::NotFound, "there is no such job"),
        }
    }
}

/// The attributes of a print job that an IPP client gets when it creates or changes the print job
/// (RFC 8011 §4.2.1.2).
pub(super) fn short(record: &Record, view: &View, caller: &Caller) -> Group {
    let names = ["job-id", "job-uri", "job-state", "job-state-reasons", "job-state-message"];
    Group::job(attributes(record, view, caller).asked(&names, &[]))
}

/// All IPP attributes that describe a print job.
pub(super) fn attributes(record: &Record, view: &View, caller: &Caller) -> Described {
    let mut of = Described::default();
    of.group("job-description");
    let printer = caller.uri(&record.queue);
    of.put("job-id", value::number(record.id));
    of.put("job-uri", value::uri(&format!("{printer}/jobs/{}", record.id)));
    of.put("job-printer-uri", value::uri(&printer));
    of.put("job-name", value::name(&record.name));
    of.put("job-originating-user-name", value::name(&record.user_name));
    of.put("job-state", value::choice(view.state as i32));
    of.put("job-state-reasons", value::keywords(&view.reasons));
    of.put("job-state-message", value::text(&view.message));
    counts(&mut of, record, view);
    times(&mut of, record, view);
    of.put("job-uuid", value::uri(&format!("urn:uuid:{}", uuid_of(&record.key))));
    of.put("number-of-documents", value::number(record.documents.len().max(1)));
    // A fax that waits for its number has no destination yet.
    let numbered: Vec<&FaxView> = view.faxes.iter().filter(|fax| !fax.uri.is_empty()).collect();
    let faxes = numbered.iter().map(|one| fax(one)).collect();
    of.put("destination-statuses", value::set(faxes));
    of.group("job-template");
    let uris = numbered
        .iter()
        .map(|fax| value::collection(vec![("destination-uri", value::uri(&fax.uri))]));
    of.put("destination-uris", value::set(uris.collect()));
    of.put("copies", value::number(1));
    of
}

fn counts(of: &mut Described, record: &Record, view: &View) {
    let size: u64 = record.documents.iter().map(|document| document.size).sum();
    of.put("job-k-octets", value::number(size.div_ceil(1 << 10)));
    let pages = view.impressions.map_or_else(value::none, value::number);
    for what in ["job-impressions", "job-media-sheets", "job-pages"] {
        of.put(what, pages.clone());
        of.put(&format!("{what}-completed"), value::number(view.confirmed));
    }
}

fn times(of: &mut Described, record: &Record, view: &View) {
    of.put("job-printer-up-time", value::number(seconds(UnixMs::now())));
    let moments = [
        ("creation", Some(record.created_at)),
        ("processing", view.begun_at),
        ("completed", view.ended_at.filter(|_| view.is_ended())),
    ];
    for (what, at) in moments {
        let time = at.map_or_else(value::none, |at| value::number(seconds(at)));
        of.put(&format!("time-at-{what}"), time);
        of.put(&format!("date-time-at-{what}"), at.map_or_else(value::none, value::moment));
    }
}

fn fax(fax: &FaxView) -> Value {
    value::collection(vec![
        ("destination-uri", value::uri(&fax.uri)),
        ("images-completed", value::number(fax.confirmed)),
        ("transmission-status", value::choice(fax.transmission as i32)),
    ])
}
