//! The preview of a mail's fax, made by the same code as the fax.

use super::cover::{CoverWords, is_wanted};
use super::documents::documents;
use super::press::{has_substance, pages};
use super::{DeskSettings, UnknownPart, texts};
use crate::convert::{ConvertError, Converter, Document, Pages, Wanted};
use crate::mail::address::Addressee;
use crate::mail::letter::LetterSettings;
use crate::mail::reading::{ReadError, Reader};
use ferrofax_basics::UnixMs;
use ferrofax_spool::wish::{Wish, finest, in_colours};

/// The result of a preview: what a mail would become.
#[derive(Debug)]
pub struct Preview {
    /// The pages of the fax.
    pub pages: Pages,
    /// The parts of the mail that are not in the pages, with the reasons; empty if the sender
    /// would not miss any.
    pub left_out: String,
}

/// The reason why nothing would be sent.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// Caller, or a limit: the file is no mail, or it crashes the process that reads it.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Caller: the mail has nothing to fax, or contains something that is not allowed.
    #[error("{0}")]
    Unfit(String),
    /// Caller, or a limit: a part of it cannot be faxed.
    #[error(transparent)]
    Convert(#[from] ConvertError),
}

/// Makes the pages of a mail as for one recipient. `how` is the mode of reading; options in the
/// mail apply if `wanted` leaves them open.
///
/// # Errors
/// [`PreviewError`], for the same reasons for which its sender would get an answer.
pub fn preview(
    message: &[u8],
    how: &LetterSettings,
    settings: &DeskSettings,
    converter: &Converter,
    wanted: &Wanted,
) -> Result<Preview, PreviewError> {
    // Any sender but an empty one, so that the mail is not taken for a report of a mail server.
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
        let left_out = texts::left_out(&letter, &[]);
        return Err(PreviewError::Unfit(texts::no_pages(&letter, &left_out, how.whole).1));
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
    let left_out = texts::left_out(&letter, &out);
    if pages.count == 0 || !(left_out.is_empty() || has_substance(&all, &pages)) {
        return Err(PreviewError::Unfit(texts::no_pages(&letter, &left_out, how.whole).1));
    }
    if settings.unknown_part == UnknownPart::Reject && texts::has_unknown(&letter, &out) {
        return Err(PreviewError::Unfit(format!("parts of it can't be faxed: {left_out}")));
    }
    Ok(Preview { pages, left_out })
}
