//! White pictures on a transparent background. On paper they are invisible. A page that has no
//! other content would be blank. So on such a page these pictures are drawn on black, in the same
//! way as the module `picture` draws a document that is only a white picture. On other pages they
//! are drawn normally, since white may cover other content or be a glow around it.

use hayro::hayro_interpret::{ImageData, LumaData, RasterImage};
use hayro::hayro_syntax::object::Stream;
use hayro::kurbo::{Affine, Point, Rect};

use super::area::Area;
use super::canvas::Drawn;
use super::pictures::{has_mask, needed};
use super::{Layout, grey_level};
use ferrofax_document::grey::{Grey, SEEN, Veil};

/// The greatest number of white pictures on a transparent background that are kept in memory for a
/// page.
const MOST_FAINT: usize = 50;

/// Facts about the transparent pictures on a page.
#[derive(Default)]
pub(super) struct Veiled {
    /// The pictures that are white on a transparent background.
    pub(super) faint: Vec<Faint>,
    /// The number of pictures whose edges are drawn wrongly.
    pub(super) frayed: usize,
}

impl Veiled {
    /// Decodes a picture, and examines it if it is transparent. `open` is the area in which drawing
    /// is allowed.
    pub(super) fn look_through(
        &mut self,
        picture: &RasterImage<'_>,
        transform: Affine,
        open: Area,
    ) {
        let size = (picture.width(), picture.height());
        if !has_mask(picture) || touched(transform, size.0, size.1, open).is_empty() {
            return;
        }
        // The picture is read in as many pixels as the general renderer reads of it.
        picture.with_rgba(
            |data, alpha| {
                if let Some(alpha) = alpha {
                    self.look_at(picture, (&data, &alpha), transform, open);
                }
            },
            Some(needed(size, transform)),
        );
    }

    /// Examines a transparent picture: whether all of it is white, and whether its edges are drawn
    /// wrongly.
    pub(super) fn look_at(
        &mut self,
        picture: &RasterImage<'_>,
        (data, alpha): (&ImageData, &LumaData),
        transform: Affine,
        open: Area,
    ) {
        let (width, rows) = (data.width(), data.height());
        let area = touched(transform, picture.width(), picture.height(), open);
        // In the picture, the colours are mixed with a background. hayro removes this background
        // (ISO 32000-1 §11.6.5.3) for each pixel of the mask. That fails if a JPEG 2000 picture is
        // read in fewer pixels than its mask.
        let mask = picture.stream().dict().get::<Stream<'_>>(b"SMask");
        let is_mixed = mask.is_some_and(|mask| mask.dict().contains_key(b"Matte"));
        self.frayed += usize::from(is_mixed && (width, rows) != (alpha.width, alpha.height));
        let scale = Affine::scale_non_uniform(
            f64::from(picture.width()) / f64::from(width.max(1)),
            f64::from(picture.height()) / f64::from(rows.max(1)),
        );
        if self.faint.len() < MOST_FAINT {
            self.faint.extend(Faint::of(data, alpha, transform * scale, area));
        }
    }
}

/// A white picture on a transparent background.
pub(super) struct Faint {
    /// The pixels of the page that the picture possibly touches.
    area: Area,
    /// The transform from the pixels of the page to those of the picture.
    to_picture: Affine,
    /// The picture, drawn on a black background with about as many pixels as it has on the page.
    picture: Grey,
}

impl Faint {
    /// Recognises a picture of which nothing would be visible on white paper; `None` for any other
    /// picture. `transform` maps the picture's pixels to those of the page.
    pub(super) fn of(
        data: &ImageData,
        alpha: &LumaData,
        transform: Affine,
        area: Area,
    ) -> Option<Self> {
        let (width, rows, levels) = match data {
            ImageData::Luma(luma) => (luma.width, luma.height, luma.data.clone()),
            ImageData::Rgb(rgb) => {
                let level = |pixel: &[u8]| grey_level(pixel[0], pixel[1], pixel[2]);
                (rgb.width, rgb.height, rgb.data.chunks_exact(3).map(level).collect())
            }
        };
        let opaque =
            Grey::new(alpha.width, alpha.data.clone()).scaled(0..alpha.height, width, rows);
        let veils: Vec<Veil> = levels
            .iter()
            .zip(opaque.data())
            .map(|(level, opaque)| Veil::new(*level, *opaque))
            .collect();
        // A picture without transparent parts is simply a white picture, which is drawn normally.
        let is_open = opaque.data().iter().any(|opaque| *opaque < SEEN);
        if !is_open || area.is_empty() || !Veil::are_lost_on_white(&veils) {
            return None;
        }
        let on_black = Grey::new(width, veils.iter().map(|veil| veil.light).collect());
        let [a, b, c, d, ..] = transform.as_coeffs();
        let side = |scale: f64, pixels: u32| {
            (scale * f64::from(pixels)).round().clamp(1.0, pixels.into()) as u32
        };
        let (across, down) = (side(a.hypot(b), width), side(c.hypot(d), rows));
        let scale = Affine::scale_non_uniform(
            f64::from(across) / f64::from(width),
            f64::from(down) / f64::from(rows),
        );
        let is_flat = transform.determinant().abs() < f64::EPSILON;
        (!is_flat).then(|| Self {
            area,
            to_picture: scale * transform.inverse(),
            picture: on_black.scaled(0..rows, across, down),
        })
    }

    /// The brightness that the picture gives to one pixel of the page; `None` if the picture does
    /// not touch this pixel.
    fn level(&self, x: u32, y: u32) -> Option<u8> {
        let Point { x, y } = self.to_picture * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let is_inside = x >= 0.0 && y >= 0.0;
        is_inside.then(|| self.picture.row(y as u32).get(x as usize).copied()).flatten()
    }
}

/// If a page of a PDF document has no content other than white pictures, draws these pictures on a
/// black background, so that they are visible. Otherwise returns the page unchanged.
pub(super) fn shown(drawn: Drawn, pictures: &[Faint], layout: &Layout) -> Drawn {
    if pictures.is_empty() || !drawn.is_blank() {
        return drawn;
    }
    let mut page = Grey::white(layout.columns.into(), layout.rows.into());
    for faint in pictures {
        let Area { left, right, top, bottom } = faint.area;
        page = page
            .changed(left..right, top..bottom, |x, y, level| faint.level(x, y).unwrap_or(level));
    }
    Drawn::Shaded(page, Vec::new())
}

/// The pixels of a page that a picture of this size possibly touches.
fn touched(transform: Affine, width: u32, rows: u32, open: Area) -> Area {
    let place = transform.transform_rect_bbox(Rect::new(0.0, 0.0, width.into(), rows.into()));
    Area::touched_by(place).within(open)
}
