//! Draws pages of any content with the renderer of the library hayro. The pages are drawn in
//! colours. The colours are converted to greys, unless everything is black and white.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use super::area::Area;
use super::canvas::Drawn;
use super::{Layout, grey_level};
use crate::colours::Colours;
use ferrofax_document::grey::Grey;
use ferrofax_ground::t4::Bitmap;

/// Eight pixels of white paper: red, green, blue and alpha of each pixel.
const PAPER: [u8; 4 * 8] = [255; 4 * 8];

/// The renderer for any page, with the state that it keeps from page to page.
pub(super) struct General<'a> {
    settings: InterpreterSettings,
    cache: RenderCache<'a>,
    context: RenderContext,
    pixels: Pixmap,
    resources: Resources,
}

impl<'a> General<'a> {
    pub(super) fn new(settings: InterpreterSettings) -> Self {
        Self {
            settings,
            cache: RenderCache::new(),
            context: RenderContext::new(0, 0),
            pixels: Pixmap::new(0, 0),
            resources: Resources::default(),
        }
    }

    /// Draws the page. A pixel is black if a drawing covers more than the fraction `ink`/255 of it.
    /// `photos` are the areas of low-resolution photographs. If there are any, enlarged pictures
    /// are smoothed.
    pub(super) fn draw(
        &mut self,
        page: &'a Page<'a>,
        layout: &Layout,
        ink: u8,
        photos: Vec<Area>,
    ) -> Drawn {
        let crisp = RenderSettings {
            aliasing_threshold: Some(ink),
            force_image_interpolation: !photos.is_empty(),
            ..RenderSettings::default()
        };
        self.render(page, layout, &crisp);
        self.crisp().map_or_else(|| Drawn::Shaded(self.grey(), photos), Drawn::Crisp)
    }

    /// Draws the page in colours. The edges are soft if `ink` is `None`. Otherwise they are hard: a
    /// drawing colours a pixel if it covers more than the fraction `ink`/255 of the pixel.
    pub(super) fn in_colours(
        &mut self,
        page: &'a Page<'a>,
        layout: &Layout,
        ink: Option<u8>,
    ) -> Colours {
        let how = RenderSettings { aliasing_threshold: ink, ..RenderSettings::default() };
        self.render(page, layout, &how);
        let pixels = self.pixels.data().iter();
        let colours = pixels.flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        Colours::new(u32::from(self.pixels.width()), colours)
    }

    fn render(&mut self, page: &'a Page<'a>, layout: &Layout, how: &RenderSettings) {
        self.context.reset_and_resize(layout.columns, layout.rows);
        self.pixels.resize(layout.columns, layout.rows);
        render_into(page, &self.cache, &self.settings, how, &mut self.context, layout.transform);
        self.context.flush();
        let onto_paper = RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..RasterizerSettings::default()
        };
        self.context.render_with(&mut self.pixels, &mut self.resources, onto_paper);
    }

    /// Returns the drawn page in black and white; `None` if the page has greys or colours.
    fn crisp(&self) -> Option<Bitmap> {
        let width = usize::from(self.pixels.width());
        let mut bitmap = Bitmap::new(width as u32);
        let mut row = vec![0u8; bitmap.stride()];
        for pixels in self.pixels.data_as_u8_slice().chunks_exact(4 * width) {
            let mut shades = 0;
            for (byte, eight) in row.iter_mut().zip(pixels.chunks(4 * 8)) {
                // White pixels are handled first, since most of a page is paper.
                *byte = if eight.as_array() == Some(&PAPER) { 0 } else { ink(eight, &mut shades) };
            }
            if shades != 0 {
                return None;
            }
            bitmap.push_row(&row);
        }
        Some(bitmap)
    }

    /// Returns the drawn page, converted to greys.
    fn grey(&self) -> Grey {
        let levels = self
            .pixels
            .data()
            .iter()
            .map(|pixel| grey_level(pixel.r, pixel.g, pixel.b))
            .collect();
        Grey::new(u32::from(self.pixels.width()), levels)
    }
}

/// Converts up to eight pixels to bits. The first pixel is the highest bit, and 1 is black.
/// `shades` gets the bits of pixels that are neither black nor white.
fn ink(pixels: &[u8], shades: &mut u8) -> u8 {
    let mut bits = 0;
    for (index, pixel) in pixels.chunks_exact(4).enumerate() {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]];
        *shades |= (red ^ green) | (red ^ blue) | (red ^ (red >> 7).wrapping_neg());
        bits |= (!red & 0x80) >> index;
    }
    bits
}
