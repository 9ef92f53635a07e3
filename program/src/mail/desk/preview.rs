//! What would be sent of a mail, to be looked at before: by the same words as what is sent.

use super::cover::{CoverWords, is_wanted};
use super::press::{has_substance, pages};
use super::{documents, letter_settings, texts};
use crate::convert::{ConvertError, Document, Pages, Wanted};
use crate::mail::address::Addressee;
use crate::mail::reading::{ReadError, Reader};
use crate::settings::{Settings, UnknownPart};
use ferrofax_basics::clock::unix_ms;
use ferrofax_engine::t4::Resolution;

/// What would be sent.
#[derive(Debug)]
pub struct Preview {
    /// The pages.
    pub pages: Pages,
    /// What of the mail is not in them, and why; empty if nothing that its sender would miss.
    pub left_out: String,
}

/// Why nothing would be sent.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// Caller, or a limit: it is no mail, or breaks what reads it.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Caller: the mail makes no page, or holds what it may not.
    #[error("{0}")]
    Unfit(String),
    /// Caller, or a limit: a part of it cannot be faxed.
    #[error(transparent)]
    Convert(#[from] ConvertError),
}

/// Makes the pages of a mail as for one recipient.
///
/// # Errors
/// [`PreviewError`]: the same for which its sender would get an answer.
pub fn preview(
    message: &[u8],
    settings: &Settings,
    resolution: Option<Resolution>,
    max_pages: u32,
) -> Result<Preview, PreviewError> {
    // Any sender but none: this is no report of a mail server.
    let reader = Reader::new(&settings.converter());
    let letter = reader.letter(message, "preview@localhost", &letter_settings(&settings.mail))?;
    if let Some(wrong) = letter.wishes.wrong.first() {
        return Err(PreviewError::Unfit(wrong.to_string()));
    }
    if let Some(why) = texts::damage(&letter, settings.mail.damaged_part) {
        return Err(PreviewError::Unfit(why));
    }
    let addressee = Addressee::default();
    let mut all = documents(&letter, &settings.mail);
    if all.is_empty() {
        let left_out = texts::left_out(&letter, &[]);
        return Err(PreviewError::Unfit(texts::no_pages(&letter, &left_out, settings.mail.mode).1));
    }
    if is_wanted(&letter, &addressee, settings) {
        let recipient = letter.wishes.recipient.as_deref().unwrap_or_default();
        let words = CoverWords {
            letter: &letter,
            addressee: &addressee,
            recipient,
            device: None,
            came_at: unix_ms(),
        };
        all.insert(0, Document::cover(words.cover()));
    }
    let wanted = Wanted { resolution: resolution.or(letter.wishes.resolution), max_pages };
    let (pages, out) = pages(&all, &wanted, &settings.converter(), settings.mail.damaged_part)?;
    let left_out = texts::left_out(&letter, &out);
    if pages.count == 0 || !(left_out.is_empty() || has_substance(&all, &pages)) {
        return Err(PreviewError::Unfit(texts::no_pages(&letter, &left_out, settings.mail.mode).1));
    }
    if settings.mail.unknown_part == UnknownPart::Reject && texts::has_unknown(&letter, &out) {
        return Err(PreviewError::Unfit(format!("parts of it can't be faxed: {left_out}")));
    }
    Ok(Preview { pages, left_out })
}
