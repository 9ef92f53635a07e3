//! The fonts for European letters. The library hayro contains them.

use hayro::hayro_interpret::font::{FontData, FontQuery};

/// Returns the built-in font that replaces a European font which the document names but does not
/// contain.
pub(super) fn font(query: &FontQuery) -> Option<(FontData, u32)> {
    Some(match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(fallback) => fallback.pick_standard_font().get_font_data(),
    })
}
