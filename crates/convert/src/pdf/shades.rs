//! Detects whether anything on a page is neither black nor white. The detection uses the colours
//! that are used for drawing, not the drawn pixels. The pixels of black and white content have soft
//! edges, and a black-and-white scan that is made smaller has greys.

use hayro::hayro_interpret::{BlendMode, DrawProps, Image, ImageData, ImageDrawProps, Paint};

use crate::colours::is_shaded;

/// Detects whether a page has shades, which are all colours but black and white.
#[derive(Default)]
pub(super) struct Shades {
    found: bool,
}

impl Shades {
    /// Whether any colour other than black and white was found on the page.
    pub(super) const fn found(&self) -> bool {
        self.found
    }

    /// Records whether a drawing has any colour but black and white.
    pub(super) fn look_at(&mut self, props: &DrawProps<'_>) {
        self.found |= props.soft_mask.is_some()
            || props.blend_mode != BlendMode::Normal
            || is_paint_shaded(&props.paint);
    }

    /// Records whether a picture has any colour but black and white.
    pub(super) fn look_at_picture(&mut self, picture: &Image<'_, '_>, props: &ImageDrawProps<'_>) {
        self.found |= props.soft_mask.is_some() || props.blend_mode != BlendMode::Normal;
        if self.found {
            return;
        }
        match picture {
            Image::Stencil(stencil) => {
                stencil.with_stencil(|_, paint| self.found |= is_paint_shaded(paint), None);
            }
            Image::Raster(raster) => raster.with_rgba(
                |data, _| {
                    self.found |= match data {
                        ImageData::Luma(luma) => {
                            luma.data.iter().any(|level| is_shaded([*level; 3]))
                        }
                        ImageData::Rgb(rgb) => {
                            rgb.data.as_chunks().0.iter().any(|pixel| is_shaded(*pixel))
                        }
                    }
                },
                None,
            ),
        }
    }

    /// Records that a drawing is mixed with the content below it, which may result in greys or
    /// colours.
    pub(super) const fn mix(&mut self) {
        self.found = true;
    }
}

fn is_paint_shaded(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(colour) => {
            let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
            let is_white = [red, green, blue] == [255; 3];
            alpha > 0 && (is_shaded([red, green, blue]) || alpha < 255 && !is_white)
        }
        Paint::Pattern(_) => true,
    }
}
