//! A mail's cover page, if it is to have one, and what stands on it.

use crate::convert::Cover;
use crate::mail::address::{Addressee, word};
use crate::mail::letter::Letter;
use ferrofax_basics::UnixMs;
use ferrofax_spool::DeviceRecord;
use ferrofax_spool::sending::option;

/// What a cover page is about.
pub(super) struct CoverWords<'a> {
    pub(super) letter: &'a Letter,
    pub(super) addressee: &'a Addressee,
    /// The receiver's name.
    pub(super) recipient: &'a str,
    /// The device that it is sent from.
    pub(super) device: Option<&'a DeviceRecord>,
    /// When the mail came, for one that does not say when it was written.
    pub(super) came_at: UnixMs,
}

/// Whether there is to be one: as the address says, else as the mail's wishes say, else
/// as it is usual.
pub(super) fn is_wanted(letter: &Letter, addressee: &Addressee, is_usual: bool) -> bool {
    let in_address = of_address(addressee, word::COVER).map(|text| text == "yes");
    in_address.or(letter.wishes.cover).unwrap_or(is_usual)
}

/// What the address says of this.
pub(super) fn of_address(addressee: &Addressee, name: &str) -> Option<String> {
    addressee
        .options
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.clone())
}

impl CoverWords<'_> {
    /// The cover page, less its number of pages.
    pub(super) fn cover(&self) -> Cover {
        let Self { letter, addressee, .. } = *self;
        let said = |name: &str| of_address(addressee, name).unwrap_or_default();
        let of_device = |name: &str| {
            self.device
                .and_then(|device| device.options.get(name))
                .cloned()
                .unwrap_or_default()
        };
        let author = letter.head.from.as_ref();
        let author =
            author.map(
                |from| if from.name.is_empty() { from.address.clone() } else { from.name.clone() },
            );
        let from = of_address(addressee, word::FROM).or(author).unwrap_or_default();
        Cover::default()
            .with("to", self.recipient)
            .with(
                "to_company",
                letter.wishes.company.clone().unwrap_or_else(|| said(word::COMPANY)),
            )
            .with("number", &addressee.number)
            .with("from", from)
            .with("from_company", of_device(option::HEADER_TEXT))
            .with("from_number", of_device(option::IDENT))
            .with("subject", &letter.subject)
            .with("date", super::documents::date(letter.head.date.unwrap_or(self.came_at)))
    }
}
