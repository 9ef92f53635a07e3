//! Draws pictures on plain pages: scans and photographs whose sides are parallel to those of the
//! page. They are decoded, converted to greys, and scaled directly to
//! the pixels of the page ([`sampling`](super::sampling)).

use hayro::hayro_interpret::{
    Image, ImageData, LumaData, Paint, RasterImage, RgbData, StencilImage,
};
use hayro::hayro_syntax::object::Stream;
use hayro::kurbo::{Affine, Rect};

use super::area::Area;
use super::canvas::{Canvas, Ink};
use super::faint::Veiled;
use super::grey_level;
use super::missing;
use super::plain::NotPlain;
use super::sampling::{Axis, Placement, Way};
use ferrofax_document::dither::{is_magnified, is_photograph};
use ferrofax_document::grey::Grey;
use ferrofax_ground::wide::widest;

/// The number of pixels up to which a photograph counts as one of low resolution.
const MOST_PIXELS_OF_FEW: f64 = 4e6;

/// The part of a pixel that a picture must cover so that the pixel is drawn.
const LEAST: f64 = 1.0 / 255.0;

/// The side of the squares in which a picture is turned, in pixels.
const SQUARE: usize = 32;

/// A picture in greys, or the mask of a stencil.
struct Pixels {
    data: Vec<u8>,
    width: u32,
    rows: u32,
    /// Whether the document asks for soft edges if the picture is magnified.
    is_smooth: bool,
    /// The transform from these pixels to those of the page.
    transform: Affine,
}

/// Whether this renderer can draw a picture that is placed in this way.
pub(super) fn is_plain(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let is_upright = (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0);
    is_upright && transform.determinant().abs() > f64::EPSILON
}

/// Whether a picture has transparent parts.
pub(super) fn has_mask(picture: &RasterImage<'_>) -> bool {
    let dict = picture.stream().dict();
    let has = |key: &[u8]| dict.contains_key(key);
    has(b"SMask") || has(b"SMaskInData") || has(b"Mask")
}

/// Finds the area of a photograph of low resolution that is shown larger. `None` for any other
/// picture.
pub(super) fn photograph(picture: &RasterImage<'_>, transform: Affine) -> Option<Area> {
    let size = (picture.width(), picture.height());
    let [a, b, c, d, ..] = transform.as_coeffs();
    let mut found = None;
    if is_low_resolution(size, (a.hypot(b), c.hypot(d))) {
        picture.with_rgba(
            |data, _| {
                let pixels = Pixels::of(data, size, transform);
                if is_photograph(&Grey::new(pixels.width, pixels.data)) {
                    let whole = Rect::new(0.0, 0.0, size.0.into(), size.1.into());
                    found = Some(Area::touched_by(transform.transform_rect_bbox(whole)));
                }
            },
            None,
        );
    }
    found
}

/// Whether a picture of this size has few pixels, and is shown larger. `scale` is the size of its
/// pixels on the page.
fn is_low_resolution((width, rows): (u32, u32), scale: (f64, f64)) -> bool {
    let on_page = [scale.0 * f64::from(width), scale.1 * f64::from(rows)].map(|side| side as u32);
    f64::from(width) * f64::from(rows) <= MOST_PIXELS_OF_FEW
        && is_magnified((width, rows), (on_page[0], on_page[1]))
}

/// Whether all of a picture can be decoded, if it touches the area `open` of the page.
pub(super) fn is_whole(picture: &Image<'_, '_>, transform: Affine, open: Area) -> bool {
    let size = (picture.width(), picture.height());
    if touched_by(size, transform, open).is_empty() {
        return true;
    }
    let mut is_whole = false;
    let wanted = Some(needed(size, transform));
    match picture {
        Image::Raster(raster) => raster.with_rgba(
            |data, alpha| is_whole = has_all_rows(raster, &data, alpha.as_ref()),
            wanted,
        ),
        Image::Stencil(stencil) => stencil
            .with_stencil(|mask, _| is_whole = has_all(stencil.stream(), size.1, &mask), wanted),
    }
    is_whole
}

/// Whether a decoded picture, and its separate mask, have all their rows.
fn has_all_rows(picture: &RasterImage<'_>, data: &ImageData, alpha: Option<&LumaData>) -> bool {
    let mask = picture.stream().dict().get::<Stream<'_>>(b"SMask");
    let mask_rows = mask.as_ref().and_then(|mask| mask.dict().get::<u32>(b"Height"));
    missing::is_all_there(picture.stream(), picture.height(), data.height(), data.scale_factors().1)
        && alpha
            .zip(mask.zip(mask_rows))
            .is_none_or(|(alpha, (mask, rows))| has_all(&mask, rows, alpha))
}

/// Whether a decoded mask has all its rows.
fn has_all(stream: &Stream<'_>, rows: u32, mask: &LumaData) -> bool {
    missing::is_all_there(stream, rows, mask.height, mask.scale_factors.1)
}

/// A picture that was drawn.
#[derive(Default)]
pub(super) struct Laid {
    /// The area of the page that the picture covers, if it is a photograph of low resolution that
    /// is shown larger.
    pub(super) photograph: Option<Area>,
    /// Whether a part of the picture is missing, or all of it.
    pub(super) is_lost: bool,
}

/// Draws a picture for which [`is_plain`] is true.
pub(super) fn draw(
    canvas: &mut Canvas,
    veiled: &mut Veiled,
    picture: &Image<'_, '_>,
    transform: Affine,
) -> Result<Laid, NotPlain> {
    let size = (picture.width(), picture.height());
    if touched_by(size, transform, canvas.open_area()).is_empty() {
        return Ok(Laid::default());
    }
    match picture {
        Image::Raster(raster) => Ok(draw_raster(canvas, veiled, raster, transform)),
        Image::Stencil(stencil) => draw_stencil(canvas, stencil, transform),
    }
}

fn draw_raster(
    canvas: &mut Canvas,
    veiled: &mut Veiled,
    picture: &RasterImage<'_>,
    transform: Affine,
) -> Laid {
    let mut laid = Laid { photograph: None, is_lost: true };
    let size = (picture.width(), picture.height());
    picture.with_rgba(
        |data, alpha| {
            laid.is_lost = !has_all_rows(picture, &data, alpha.as_ref());
            if let Some(alpha) = &alpha {
                veiled.look_at(picture, (&data, alpha), transform, canvas.open_area());
            }
            let mut pixels = Pixels::of(data, size, transform);
            let is_photograph = is_low_resolution((pixels.width, pixels.rows), pixels.scales())
                && is_photograph(&Grey::new(pixels.width, pixels.data.clone()));
            laid.photograph = is_photograph.then(|| Area::touched_by(pixels.place()));
            pixels.is_smooth |= is_photograph;
            let area = pixels.area(canvas.open_area());
            let Some(alpha) = alpha else {
                return pixels.sampled(area, |y, greys| canvas.draw_greys(y, area.left, greys));
            };
            let mut alpha = Pixels::of(ImageData::Luma(alpha), size, transform);
            alpha.is_smooth |= is_photograph;
            // Pixels that are not visible must have no influence on their neighbours. If the mask
            // has the size of the picture, each pixel gets its weight before both are scaled.
            let is_weighted = (pixels.width, pixels.rows) == (alpha.width, alpha.rows)
                && pixels.is_smooth == alpha.is_smooth;
            if is_weighted {
                weigh(&mut pixels.data, &alpha.data);
            }
            let mut rows = Vec::new();
            pixels.sampled(area, |_, greys| rows.extend_from_slice(greys));
            let mut rows = rows.chunks_exact_mut((area.width() as usize).max(1));
            alpha.sampled(area, |y, alphas| {
                let Some(greys) = rows.next() else { return };
                if !is_weighted {
                    weigh(greys, alphas);
                }
                canvas.draw_veiled(y, area.left, greys, alphas);
            });
        },
        Some(needed(size, transform)),
    );
    laid
}

/// Multiplies greys by the opacities of their pixels.
fn weigh(greys: &mut [u8], alphas: &[u8]) {
    for (grey, alpha) in greys.iter_mut().zip(alphas) {
        *grey = Ink { level: *grey, alpha: *alpha }.over(0);
    }
}

fn draw_stencil(
    canvas: &mut Canvas,
    picture: &StencilImage<'_, '_>,
    transform: Affine,
) -> Result<Laid, NotPlain> {
    let mut drawn = Ok(Laid { photograph: None, is_lost: true });
    let size = (picture.width(), picture.height());
    picture.with_stencil(
        |mask, paint| {
            let Paint::Color(colour) = paint else {
                drawn = Err(NotPlain);
                return;
            };
            let is_lost = !has_all(picture.stream(), size.1, &mask);
            drawn = Ok(Laid { photograph: None, is_lost });
            let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
            let ink = Ink { level: grey_level(red, green, blue), alpha };
            let pixels = Pixels::of(ImageData::Luma(mask), size, transform);
            let area = pixels.area(canvas.open_area());
            pixels.sampled(area, |y, covered| canvas.draw_covered(y, area.left, covered, ink));
        },
        Some(needed(size, transform)),
    );
    drawn
}

/// The number of pixels that a picture needs on the page: a picture may be decoded in fewer pixels
/// than it has.
pub(super) fn needed((width, rows): (u32, u32), transform: Affine) -> (u32, u32) {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let needed = |scale: f64, pixels: u32| (scale * f64::from(pixels)).ceil() as u32;
    (needed(a.hypot(b), width), needed(c.hypot(d), rows))
}

/// The pixels in the area `open` of the page that a picture of this size touches.
fn touched_by(size: (u32, u32), transform: Affine, open: Area) -> Area {
    let place = transform.transform_rect_bbox(Rect::new(0.0, 0.0, size.0.into(), size.1.into()));
    touched(place).within(open)
}

/// The pixels of the page that a picture touches.
fn touched(place: Rect) -> Area {
    let first = |at: f64| (at + LEAST).floor().max(0.0) as u32;
    let end = |at: f64| (at - LEAST).ceil().max(0.0) as u32;
    Area {
        left: first(place.x0),
        right: end(place.x1),
        top: first(place.y0),
        bottom: end(place.y1),
    }
}

impl Pixels {
    /// The pixels of a decoded picture. `size` is its size in the document, and `transform` maps a
    /// picture of this size to the page. It keeps the picture upright, or turns it by a quarter.
    fn of(data: ImageData, size: (u32, u32), transform: Affine) -> Self {
        let is_smooth = data.interpolate();
        let (data, width, rows) = match data {
            ImageData::Luma(LumaData { data, width, height, .. }) => (data, width, height),
            ImageData::Rgb(RgbData { data, width, height, .. }) => {
                (grey_levels(data), width, height)
            }
        };
        // A mask may have another size than its picture.
        let scale = Affine::scale_non_uniform(
            f64::from(size.0) / f64::from(width.max(1)),
            f64::from(size.1) / f64::from(rows.max(1)),
        );
        let mut pixels = Self { data, width, rows, is_smooth, transform: transform * scale };
        let [mut a, b, c, mut d, e, f] = pixels.transform.as_coeffs();
        if a == 0.0 && d == 0.0 {
            pixels.data = turned(&pixels.data, width as usize, rows as usize);
            (pixels.width, pixels.rows) = (rows, width);
            (a, d) = (c, b);
        }
        let (a, e) = on_whole_pixels(a, e, pixels.width);
        let (d, f) = on_whole_pixels(d, f, pixels.rows);
        pixels.transform = Affine::new([a, 0.0, 0.0, d, e, f]);
        pixels
    }

    /// The size of a pixel of the picture on the page.
    fn scales(&self) -> (f64, f64) {
        let [a, _, _, d, ..] = self.transform.as_coeffs();
        (a.abs(), d.abs())
    }

    fn place(&self) -> Rect {
        let whole = Rect::new(0.0, 0.0, self.width.into(), self.rows.into());
        self.transform.transform_rect_bbox(whole)
    }

    /// The pixels of the page that the picture touches, as far as these are in `open`.
    fn area(&self, open: Area) -> Area {
        touched(self.place()).within(open)
    }

    /// Whether the picture has fewer pixels on the page than it has itself, on one axis or both.
    fn is_reduced(&self) -> bool {
        let (across, down) = self.scales();
        across < 1.0 || down < 1.0
    }

    /// Scales the picture to the pixels of the page in `area`. `draw` is called for each row. Its
    /// arguments are the row's number and its pixels.
    fn sampled(&self, area: Area, mut draw: impl FnMut(u32, &[u8])) {
        let way = match () {
            () if self.is_reduced() => Way::Mean,
            () if self.is_smooth => Way::Even,
            () => Way::Nearest,
        };
        if area.is_empty() || self.data.len() != self.width as usize * self.rows as usize {
            return;
        }
        let [a, _, _, d, e, f] = self.transform.as_coeffs();
        let across =
            Axis::new(area.left..area.right, Placement { start: e, scale: a }, self.width, way);
        let down =
            Axis::new(area.top..area.bottom, Placement { start: f, scale: d }, self.rows, way);
        let mut room = Vec::new();
        let mut row = vec![0; area.width() as usize];
        for (index, y) in (area.top..area.bottom).enumerate() {
            across.along(down.row(index, &self.data, self.width as usize, &mut room), &mut row);
            draw(y, &row);
        }
    }
}

/// The scale and the position of a picture on one axis. If the picture has as many pixels as its place
/// on the page, as the picture of a fax has, each of its pixels becomes a pixel of the page.
fn on_whole_pixels(scale: f64, start: f64, pixels: u32) -> (f64, f64) {
    let is_same_size = ((scale.abs() - 1.0) * f64::from(pixels)).abs() < 0.5;
    if is_same_size { (scale.signum(), start.round()) } else { (scale, start) }
}

/// The greys of pixels of three bytes.
fn grey_levels(mut pixels: Vec<u8>) -> Vec<u8> {
    let count = pixels.len() / 3;
    let convert = |from: &[[u8; 3]], to: &mut [u8]| {
        for (level, [red, green, blue]) in to.iter_mut().zip(from) {
            *level = grey_level(*red, *green, *blue);
        }
    };
    // The greys replace the colours, in parts that are read before they are written.
    let mut levels = [0; 1024];
    for start in (0..count).step_by(levels.len()) {
        let end = (start + levels.len()).min(count);
        let levels = &mut levels[..end - start];
        let from = pixels[start * 3..end * 3].as_chunks().0;
        widest(
            #[inline(always)]
            || convert(from, levels),
        );
        pixels[start..end].copy_from_slice(levels);
    }
    pixels.truncate(count);
    pixels
}

/// The picture whose rows are the columns of this one.
fn turned(pixels: &[u8], width: usize, rows: usize) -> Vec<u8> {
    let mut turned = vec![0; pixels.len()];
    // The picture is turned square by square, so that a square's rows stay in the fast memory.
    for (top, left) in (0..rows)
        .step_by(SQUARE)
        .flat_map(|top| (0..width).step_by(SQUARE).map(move |left| (top, left)))
    {
        for y in top..(top + SQUARE).min(rows) {
            for x in left..(left + SQUARE).min(width) {
                turned[x * rows + y] = pixels[y * width + x];
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_turned_by_its_columns() {
        let (width, rows) = (70, 45);
        let pixels: Vec<u8> = (0..width * rows).map(|at| (at * 7 % 251) as u8).collect();
        let there = turned(&pixels, width, rows);
        assert_eq!(there[3 * rows + 2], pixels[2 * width + 3]);
        assert_eq!(turned(&there, rows, width), pixels);
    }

    #[test]
    fn a_picture_as_large_as_its_place_is_not_scaled() {
        assert_eq!(on_whole_pixels(0.9999, 3.4, 1728), (1.0, 3.0));
        assert_eq!(on_whole_pixels(-1.0002, 1727.6, 1728), (-1.0, 1728.0));
        assert_eq!(on_whole_pixels(0.99, 3.4, 1728), (0.99, 3.4));
    }

    #[test]
    fn each_colour_gets_its_grey() {
        let colours: Vec<u8> = (0..3000 * 3).map(|at| (at * 31 % 256) as u8).collect();
        let wanted: Vec<u8> = colours
            .chunks(3)
            .map(|pixel| grey_level(pixel[0], pixel[1], pixel[2]))
            .collect();
        assert_eq!(grey_levels(colours), wanted);
    }
}
