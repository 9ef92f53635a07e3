//! The fonts for European letters, which hayro has built in.

use hayro::hayro_interpret::font::{FontData, FontQuery};

/// The font for a request.
pub(super) fn font(query: &FontQuery) -> Option<(FontData, u32)> {
    Some(match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(fallback) => fallback.pick_standard_font().get_font_data(),
    })
}
