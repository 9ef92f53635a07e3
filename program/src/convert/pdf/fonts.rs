//! Fonts that a document names but does not contain: hayro has built-in fonts for European letters;
//! for Asian letters ([`asian`]) the system's fonts are used.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use hayro::hayro_interpret::font::{FontData, FontQuery};

use super::FONT;
use super::asian::{self, Asian};
use super::european;

/// The code for a page that lacks a font for a collection: this, plus the collection's number.
const COLLECTION: u8 = FONT + 1;

/// The font for a request. If there is none, `lacking` is set to the code of what the page
/// would lack. `asked` is set if the Asian fonts are not chosen yet: the page is then drawn
/// with wrong letters, and must be drawn again.
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

/// The text that a page would lack.
pub(super) fn missing_text(lacking: u8) -> Option<&'static str> {
    asian::name(usize::from(lacking.checked_sub(COLLECTION)?))
}
