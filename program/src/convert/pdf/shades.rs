//! Whether there is anything on a page that is neither black nor white: it is found out by what
//! it is drawn in, since drawn pixels of black and white have soft edges, and a scan in black and
//! white that is made smaller has greys.

use hayro::hayro_interpret::{BlendMode, DrawProps, Image, ImageData, ImageDrawProps, Paint};

use crate::convert::colours::is_shaded;

/// Looks for it.
#[derive(Default)]
pub(super) struct Shades {
    found: bool,
}

impl Shades {
    /// Whether there was any.
    pub(super) const fn found(&self) -> bool {
        self.found
    }

    /// Something is drawn so.
    pub(super) fn look_at(&mut self, props: &DrawProps<'_>) {
        self.found |= props.soft_mask.is_some()
            || props.blend_mode != BlendMode::Normal
            || is_paint_shaded(&props.paint);
    }

    /// A picture is drawn so.
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

    /// What follows is mixed with what is below it.
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
