//! `ferrofax convert --fields`: shows the control fields of a document, such as the fax number, and
//! the faxes that would be sent.

use super::args::Convert;
use super::show::{counted_as, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_convert::fields::{FaxFields, Mode};
use ferrofax_convert::{CutFax, Document, NotCut, Wanted, faxes_of};
use ferrofax_listeners::fields::{FieldSettings, Reports};
use ferrofax_spool::jobs::NewJob;

pub(super) fn run(settings: &Settings, words: &Convert) -> Result<(), End> {
    let mut fields = settings.fields.clone();
    match words.mode.as_deref() {
        Some("1") => fields.mode = Mode::Hold,
        Some("2") => fields.mode = Mode::Fields,
        Some("3") => fields.mode = Mode::FieldsOrHold,
        _ => {}
    }
    let name = words.file.display().to_string();
    let wanted =
        Wanted { resolution: words.resolution, max_pages: NewJob::MAX_PAGES, colours: false };
    let mut number = 0;
    let show = |fax: CutFax| {
        number += 1;
        print(&shown(number, &fax, &fields, &words.user))
    };
    let document = Document::file(&words.file, &name);
    let search = fields.search();
    let notes = faxes_of(&document, &wanted, &settings.converter(), search.as_ref(), show);
    let notes = notes.map_err(|error| match error {
        NotCut::Taker(end) => end,
        NotCut::Document(error) => End::refused(error),
    })?;
    let looked = match fields.mode {
        Mode::Hold => "mode 1, no field was looked for",
        Mode::Fields => "mode 2",
        Mode::FieldsOrHold => "mode 3",
    };
    let notes: String =
        notes.iter().map(|note| format!("; {}", plain(&note.to_string()))).collect();
    print(&format!("{name}: {}, {looked}{notes}\n", counted_as(number, "fax", "faxes")))
}

/// Describes a fax as text: the recipient and pages, and below them the control fields (texts such
/// as `@@+FAX:…@@`) that were found on each page.
fn shown(number: u32, fax: &CutFax, settings: &FieldSettings, user: &str) -> String {
    let FaxFields { number: to, tag, notify: _, priority: _, found } = &fax.fields;
    let terms = settings.terms(&fax.fields, user);
    let last = fax.first_page + fax.pages.count.saturating_sub(1);
    let pages = if last == fax.first_page {
        format!("page {last}")
    } else {
        format!("pages {} to {last}", fax.first_page)
    };
    let to = match to {
        Some(number) => format!("to {}", plain(number)),
        None => "waits for a number".to_owned(),
    };
    let tag = tag.as_ref().map(|tag| format!(", tag '{}'", plain(tag))).unwrap_or_default();
    let reports = match terms.reports {
        Reports::Faxmaster => "the faxmaster".to_owned(),
        Reports::User(user) => format!("user {}", plain(&user)),
        Reports::Addresses(addresses) => plain(&addresses.join(", ")),
    };
    let head = format!(
        "fax {number}: {pages}, {to}{tag}, priority {}, {}, reports to {reports}\n",
        terms.priority,
        counted_as(terms.tries, "try", "tries")
    );
    let found = found
        .iter()
        .map(|found| format!("  page {}: {} {}\n", found.page, found.field, plain(&found.value)));
    head + &found.collect::<String>()
}
