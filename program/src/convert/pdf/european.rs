//! The fonts for letters of Europe, which hayro has of its own.

use hayro::hayro_interpret::font::{FontData, FontQuery};

/// The font for a question.
pub(super) fn font(query: &FontQuery) -> Option<(FontData, u32)> {
    Some(match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(fallback) => fallback.pick_standard_font().get_font_data(),
    })
}
