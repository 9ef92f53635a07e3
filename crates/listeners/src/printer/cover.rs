//! The cover page that an IPP client requests (PWG 5100.15, `cover-sheet-info`).

use std::collections::BTreeMap;

use ipp::value::IppName;

use super::Printer;
use super::record::{Destination, Record};
use crate::ipp::{Value, text_of};
use ferrofax_convert::{ConvertError, Converter, Cover, Pages, Wanted, cover_of};
use ferrofax_mail::date;
use ferrofax_spool::sending::option;

/// The name of the member of `cover-sheet-info` that contains the recipient's name.
pub(super) const TO: &str = "to";
/// The name of the member of `cover-sheet-info` that names a picture from `logos` of `[cover]`, by
/// its URI.
pub(super) const LOGO: &str = "logo";

/// The members of `cover-sheet-info`, each with the field of the cover page's template that it
/// fills.
pub(super) const MEMBERS: [(&str, &str); 6] = [
    ("from-name", "from"),
    ("logo", LOGO),
    ("message", "text"),
    ("organization-name", "from_company"),
    ("subject", "subject"),
    ("to-name", TO),
];

/// Reads the texts for the cover page from the members of `cover-sheet-info`. Returns them by the
/// names of the template's fields, and whether all members in the request are known.
pub(super) fn words(members: &BTreeMap<IppName, Value>) -> (BTreeMap<String, String>, bool) {
    let field = |name: &str| MEMBERS.iter().find(|(member, _)| *member == name);
    let words = members.iter().filter_map(|(name, value)| {
        let (_, field) = field(name.as_str())?;
        Some(((*field).to_owned(), text_of(value)?.to_owned()))
    });
    (words.collect(), members.keys().all(|name| field(name.as_str()).is_some()))
}

impl Printer {
    /// Makes the cover page for a fax of this many pages; `None` if the print job requests no cover
    /// page.
    pub(super) fn cover(
        &self,
        record: &Record,
        to: &Destination,
        pages: u32,
        wanted: &Wanted,
    ) -> Result<Option<Pages>, ConvertError> {
        let Some(words) = &record.cover else { return Ok(None) };
        let device = self.device_of(record);
        let of_device = |name: &str| {
            let options = device.as_ref().map(|device| &device.options);
            options.and_then(|options| options.get(name)).cloned().unwrap_or_default()
        };
        let mut cover = Cover::default()
            .with("from_company", of_device(option::HEADER_TEXT))
            .with("from_number", of_device(option::IDENT))
            .with("number", &to.number)
            .with("date", date::written(record.created_at));
        for (field, words) in words.iter().filter(|(field, _)| *field != LOGO) {
            cover = cover.with(field, words);
        }
        let mut converter: Converter = self.converter.clone();
        if let Some(logo) = words.get(LOGO) {
            converter.cover.logo = converter.cover.logo_named(logo).or(converter.cover.logo);
        }
        cover_of(cover, pages, wanted, &converter).map(Some)
    }
}
