//! Makes outlines into black pixels of a page.

use vello_cpu::color::palette::css::BLACK;
use vello_cpu::kurbo::{Affine, BezPath, Shape};
use vello_cpu::{Pixmap, RenderContext, Resources};

use ferrofax_ground::t4::Bitmap;

/// The share of a pixel (of 255) that a letter must cover for the pixel to be black. It is a little
/// less than half, so that thin strokes are not broken.
const BLACK_FROM: u8 = 108;

/// The painter and its memory, which is used again.
#[derive(Default)]
pub(super) struct Painter {
    context: Option<RenderContext>,
    resources: Resources,
}

impl Painter {
    /// Fills the path with black, moved right by `left` columns and down by `top` rows. Parts
    /// outside the page are left out.
    pub(super) fn fill(&mut self, path: &BezPath, left: f64, top: i64, page: &mut Bitmap) {
        if path.is_empty() {
            return;
        }
        let bounds = path.bounding_box();
        // The part of the page that is touched.
        let x0 = (left + bounds.x0).floor().clamp(0.0, f64::from(page.width()));
        let x1 = (left + bounds.x1).ceil().clamp(0.0, f64::from(page.width()));
        let y0 = (top as f64 + bounds.y0).floor().clamp(0.0, f64::from(page.rows()));
        let y1 = (top as f64 + bounds.y1).ceil().clamp(0.0, f64::from(page.rows()));
        let side =
            |from: f64, to: f64| u16::try_from((to - from) as i64).ok().filter(|side| *side > 0);
        let (Some(width), Some(height)) = (side(x0, x1), side(y0, y1)) else { return };

        let context = self.context.get_or_insert_with(|| RenderContext::new(width, height));
        context.reset_and_resize(width, height);
        context.set_aliasing_threshold(Some(BLACK_FROM));
        context.set_paint(BLACK);
        context.set_transform(Affine::translate((left - x0, top as f64 - y0)));
        context.fill_path(path);
        context.flush();
        let mut picture = Pixmap::new(width, height);
        context.render(&mut picture, &mut self.resources);
        for (y, row) in (y0 as u32..).zip(picture.data().chunks_exact(width.into())) {
            for (x, _) in (x0 as u32..).zip(row).filter(|(_, pixel)| pixel.a > 127) {
                page.set(x, y, true);
            }
        }
    }
}
