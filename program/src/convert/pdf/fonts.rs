//! Fonts that a document names and does not have in itself.
//!
//! For the letters of Europe hayro has fonts of its own. Chinese, Japanese and Korean stand for collections of letters that are
//! known by their numbers: the first font of the system is taken that has letters of such a collection.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;

use super::FONT;
use crate::convert::press::Shelf;
use ferrofax_basics::lock::lock;

/// Each collection: what its text is called, and letters that a font for it has.
const COLLECTIONS: [(CidFamily, &str, &str); 4] = [
    (CidFamily::AdobeJapan1, "Japanese", "あカ日本"),
    (CidFamily::AdobeGB1, "Chinese", "这国的。"),
    (CidFamily::AdobeCNS1, "traditional Chinese", "這國的。"),
    (CidFamily::AdobeKorea1, "Korean", "가한국"),
];

/// What a page lacks if there is no font for a collection: this, and the collection's number.
const COLLECTION: u8 = FONT + 1;

/// The font for a question; where there is none, `lacking` says what the page would lack.
pub(super) fn find(query: &FontQuery, shelf: &Mutex<Shelf>, lacking: &AtomicU8) -> Option<(FontData, u32)> {
    let fallback = match query {
        FontQuery::Standard(font) => return Some(font.get_font_data()),
        FontQuery::Fallback(fallback) => fallback,
    };
    let family = fallback.character_collection.as_ref().map(|collection| &collection.family);
    let Some(number) = COLLECTIONS.iter().position(|(known, ..)| Some(known) == family) else {
        return Some(fallback.pick_standard_font().get_font_data());
    };
    let font = lock(shelf).with(COLLECTIONS[number].2);
    if font.is_none() {
        lacking.fetch_max(COLLECTION + number as u8, Ordering::Relaxed);
    }
    font.map(|bytes| (Arc::new(bytes) as FontData, 0))
}

/// Which text a page would lack.
pub(super) fn missing_text(lacking: u8) -> Option<&'static str> {
    lacking.checked_sub(COLLECTION).and_then(|number| COLLECTIONS.get(usize::from(number))).map(|(_, name, _)| *name)
}
