//! Fonts that a document names and does not have in itself: for the letters of Europe
//! hayro has fonts of its own, for those of Asia ([`asian`]) there are the system's.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use hayro::hayro_interpret::font::{FontData, FontQuery};

use super::FONT;
use super::asian::{self, Asian};
use super::european;

/// What a page lacks if there is no font for a collection: this, and the collection's number.
const COLLECTION: u8 = FONT + 1;

/// The font for a question; where there is none, `lacking` says what the page would lack.
/// `asked` is set if the fonts of Asia are not chosen yet: what is drawn then is drawn in
/// other letters.
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

/// Which text a page would lack.
pub(super) fn missing_text(lacking: u8) -> Option<&'static str> {
    asian::name(usize::from(lacking.checked_sub(COLLECTION)?))
}
