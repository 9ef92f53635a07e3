//! Makes a preview of the fax that a mail would become, by the code that also makes the fax.

use super::cover::{CoverWords, is_wanted};
use super::documents::documents;
use super::press::{has_substance, pages};
use super::{DeskSettings, UnknownPart, texts};
use crate::address::Addressee;
use crate::letter::{Letter, LetterSettings};
use crate::reading::{ReadError, Reader};
use ferrofax_basics::UnixMs;
use ferrofax_convert::{ConvertError, Converter, Document, LeftOut, Pages, Wanted};
use ferrofax_spool::not_shown::in_english;
use ferrofax_spool::wish::{Wish, finest, in_colours};

/// The result of a preview: the fax that would be made of a mail.
#[derive(Debug)]
pub struct Preview {
    /// The pages of the fax that would be made of the mail.
    pub pages: Pages,
    /// The parts of the mail that are missing from the pages, with the reasons. Parts that do not
    /// matter to the sender, such as a logo, are not named.
    pub left_out: String,
}

/// The reason why a mail would not be faxed.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The given file is not a mail, or reading it exceeds a limit or crashes the child process
    /// that reads mails.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The mail would be rejected. The text is the reason: an option is not valid, a part is
    /// damaged or of a type that cannot be converted, or nothing in the mail can be faxed.
    #[error("{0}")]
    Unfit(String),
    /// A part of the mail cannot be converted: it is faulty, or its conversion exceeds a limit.
    #[error(transparent)]
    Convert(#[from] ConvertError),
}

/// Makes the fax pages of a mail, but no fax job. `how` says whether the whole mail or only its
/// attachments are faxed. The options that the sender wrote into the mail apply. If `wanted` sets a
/// resolution or colours, these replace the options of the mail.
///
/// # Errors
/// [`PreviewError`]: the mail cannot be faxed. When such a mail arrives at the mail server, its
/// sender is notified of this error.
pub fn preview(
    message: &[u8],
    how: &LetterSettings,
    settings: &DeskSettings,
    converter: &Converter,
    wanted: &Wanted,
) -> Result<Preview, PreviewError> {
    // Any sender will do that is not empty: a mail with an empty sender would be taken for a
    // delivery report.
    let reader = Reader::new(converter);
    let letter = reader.letter(message, "preview@localhost", how)?;
    if let Some(wrong) = letter.wishes.wrong.first() {
        return Err(PreviewError::Unfit(wrong.to_string()));
    }
    if let Some(why) = texts::damage(&letter, settings.damaged_part) {
        return Err(PreviewError::Unfit(why));
    }
    let addressee = Addressee::default();
    let mut all = documents(&letter, how.whole);
    if all.is_empty() {
        return Err(without_pages(&letter, &[], how.whole));
    }
    if is_wanted(&letter, &addressee, converter.cover.enabled) {
        let recipient = letter.wishes.said.get(Wish::Recipient).unwrap_or_default();
        let words = CoverWords {
            letter: &letter,
            addressee: &addressee,
            recipient,
            device: None,
            came_at: UnixMs::now(),
        };
        all.insert(0, Document::cover(words.cover()));
    }
    let in_mail = finest(&letter.wishes.said).ok().flatten();
    let is_coloured = in_colours(&letter.wishes.said).unwrap_or(false);
    let resolution = wanted.resolution.or(in_mail);
    let wanted = Wanted { resolution, colours: wanted.colours || is_coloured, ..*wanted };
    let (pages, out) = pages(&all, &wanted, converter, settings.damaged_part)?;
    let left_out = in_english(&texts::left_out(&letter, &out));
    if pages.count == 0 || !(left_out.is_empty() || has_substance(&all, &pages)) {
        return Err(without_pages(&letter, &out, how.whole));
    }
    if settings.unknown_part == UnknownPart::Reject && texts::has_unknown(&letter, &out) {
        return Err(PreviewError::Unfit(format!("parts of it can't be faxed: {left_out}")));
    }
    Ok(Preview { pages, left_out })
}

/// The error if no part of the mail could become a page.
fn without_pages(letter: &Letter, out: &[LeftOut], whole: bool) -> PreviewError {
    let parts = texts::left_out(letter, out);
    let (_, why) = texts::no_pages(letter, &parts, whole);
    match in_english(&parts) {
        none if none.is_empty() => PreviewError::Unfit(why.to_owned()),
        parts => PreviewError::Unfit(format!("{why}: {parts}")),
    }
}
