//! Finds fonts that a document names but does not contain. European letters use the fonts in the
//! library hayro; Asian letters ([`asian`]) use fonts of the system.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use hayro::hayro_interpret::font::{FontData, FontQuery};

use super::FONT;
use super::asian::{self, Asian};
use super::european;

/// The first of the codes that mean a missing Asian font; a code is a number for content that a
/// page lacks. The code of an Asian font is this number plus the index of the standard list of
/// Asian letters to which the font belongs.
const COLLECTION: u8 = FONT + 1;

/// Finds the replacement for a font that the document does not contain. If there is none, the code
/// of the missing font is stored in `lacking`. If the Asian fonts of the document are not chosen
/// yet, `asked` is set: the page is then drawn with wrong letters, and must be drawn again.
pub(super) fn find(
    query: &FontQuery,
    asian: &Asian,
    lacking: &AtomicU8,
    asked: &AtomicBool,
) -> Option<(FontData, u32)> {
    let Some(collection) = asian::collection(query) else { return european::font(query) };
    let font = asian.chosen(collection).unwrap_or_else(|| {
        asked.store(true, Ordering::Relaxed);
        Some(asian::stand_in(collection))
    });
    if font.is_none() {
        lacking.fetch_max(COLLECTION + collection as u8, Ordering::Relaxed);
    }
    font.map(|font| (font, 0))
}

/// The language of the Asian letters for which a page lacks a font. `lacking` is the code of the
/// missing font that [`find`] has stored. `None` if the code does not mean an Asian font.
pub(super) fn missing_text(lacking: u8) -> Option<&'static str> {
    asian::name(usize::from(lacking.checked_sub(COLLECTION)?))
}
