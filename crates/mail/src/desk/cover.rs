//! Decides whether the fax of a mail gets a cover page, and prepares the text of the cover page.

use crate::address::Addressee;
use crate::date;
use crate::letter::Letter;
use ferrofax_basics::UnixMs;
use ferrofax_convert::Cover;
use ferrofax_rights::order;
use ferrofax_spool::DeviceRecord;
use ferrofax_spool::value::yes_no;
use ferrofax_spool::wish::{Wish, Wishes};

/// The mail, the recipient and other data from which the text of a cover page is made.
pub(super) struct CoverWords<'a> {
    pub(super) letter: &'a Letter,
    pub(super) addressee: &'a Addressee,
    /// The recipient's name as it appears on the cover page.
    pub(super) recipient: &'a str,
    /// The device that sends the fax.
    pub(super) device: Option<&'a DeviceRecord>,
    /// The time at which the mail arrived. The cover page shows it if the mail's header has no
    /// date.
    pub(super) came_at: UnixMs,
}

/// Whether the fax gets a cover page. The option in the mail address decides. If it is missing, the
/// option in the mail decides; if that is missing too, the default `is_usual`.
pub(super) fn is_wanted(letter: &Letter, addressee: &Addressee, is_usual: bool) -> bool {
    let said = |wishes: &Wishes| wishes.read(Wish::Cover, yes_no).ok().flatten();
    said(&addressee.wishes)
        .or_else(|| said(&letter.wishes.said))
        .unwrap_or(is_usual)
}

impl CoverWords<'_> {
    /// Makes the cover page with all its data except the number of pages.
    pub(super) fn cover(&self) -> Cover {
        let Self { letter, addressee, .. } = *self;
        let (in_address, in_mail) = (&addressee.wishes, &letter.wishes.said);
        let company = in_mail.get(Wish::Company).or_else(|| in_address.get(Wish::Company));
        let author = letter.head.from.as_ref();
        let author =
            author.map(
                |from| if from.name.is_empty() { from.address.clone() } else { from.name.clone() },
            );
        let from = in_address.get(Wish::Sender).map(str::to_owned).or(author).unwrap_or_default();
        order::cover::of_device(self.device)
            .with("to", self.recipient)
            .with("to_company", company.unwrap_or_default())
            .with("number", &addressee.number)
            .with("from", from)
            .with("subject", &letter.subject)
            .with("date", date::written(letter.head.date.unwrap_or(self.came_at)))
    }
}
