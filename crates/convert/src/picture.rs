//! Converts pictures to fax pages: PNG, JPEG, GIF (its first frame), BMP, WebP.
//!
//! A scan of a sheet of paper is placed on the page like a sheet of a PDF. A picture counts as such
//! a scan if it declares its resolution and its longer side has at least 140 mm, or if it has the
//! shape of a sheet and enough pixels.
//!
//! Any other picture keeps its size if it declares a plausible one. It is at most as large as the
//! page without its margins, and is turned if it is wide and would otherwise have to be made
//! smaller. If colours are requested and the picture has colours, the page is also made in colour,
//! with the picture in the same place and size.

use std::io::Cursor;

use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use super::colours::{self, Colours, coded};
use super::product::{Out, Unfit};
use super::settings::Paper;
use super::sheet::{LONGEST_MM, Sheet, TooLong};
use super::wanted::Wanted;
use ferrofax_document::dither::{dither_at, dither_softly, is_magnified, is_photograph};
use ferrofax_document::grey::{Grey, Veil};
use ferrofax_ground::t4::{Bitmap, PageWidth, Resolution, jpeg};

const MM_PER_INCH: f64 = 25.4;
const POINTS: f64 = 72.0;

/// The greatest permitted width and height of a picture, in pixels. `MOST_BYTES` is the greatest
/// permitted size of an unpacked picture, in bytes.
const MOST_PIXELS: u32 = 60_000;
const MOST_BYTES: u64 = 600 << 20;

/// The margin in mm around a picture that does not show a whole sheet of paper.
const MARGIN_MM: f64 = 15.0;

/// The lowest resolution, in pixels per inch, that is believed if a picture declares it. A lower
/// declared resolution is ignored: programs write such values if they do not know the resolution.
const BELIEVED_DPI: f64 = 97.0;

/// The assumed resolution of a picture that declares none, in pixels per inch.
pub(super) const SCREEN_DPI: f64 = 96.0;

/// The minimum length, in mm, of the longer side of a picture that counts as a whole sheet of
/// paper, if the picture declares its size.
const SHEET_MM: f64 = 140.0;

/// The shapes of sheets of paper: height divided by width, of A4 and US letter. A picture counts as
/// a scan of a sheet if its shape differs from one of these shapes by less than the fraction
/// `EXACTLY`, and its shorter side has at least `FEWEST_ACROSS` pixels.
const SHAPES: [f64; 2] = [297.0 / 210.0, 279.4 / 215.9];
const EXACTLY: f64 = 0.012;
const FEWEST_ACROSS: u32 = 1000;

/// A decoded picture, in greys and, if requested, in colours.
pub(super) struct Photo {
    pub(super) grey: Grey,
    /// The greys or colours of the picture, if it has any and they were requested.
    shades: Option<Shades>,
    /// The picture's resolution in pixels per inch, if it declares a plausible one.
    dpi: Option<(f64, f64)>,
}

/// The shades that a picture has in addition to black and white: only greys, or colours.
enum Shades {
    /// The picture has greys, but no colours.
    Greys,
    /// The picture has colours; this is the picture in colour.
    Colours(Colours),
}

/// The reason why a picture can't be read, in words that follow the picture's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable(pub(super) &'static str);

/// Converts a picture file to a fax page.
pub(super) fn convert(
    bytes: &[u8],
    wanted: &Wanted,
    paper: Paper,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    out.check_count(1, wanted)?;
    out.begin_page(1);
    let photo = read_with(bytes, wanted.colours);
    let photo = photo.map_err(|Unreadable(what)| Unfit::damaged(what))?;
    let page = page_of(&photo, paper, wanted.drawn())?;
    let colours = photo.in_colours(paper)?;
    out.push_coloured(&page, wanted.drawn(), &colours)
}

/// Makes the fax page of a picture that is already decoded.
pub(super) fn page_of(
    photo: &Photo,
    paper: Paper,
    resolution: Resolution,
) -> Result<Bitmap, Unfit> {
    Ok(photo.laid(paper, resolution)?.page(photo, resolution))
}

/// Decodes a picture file to greys, and turns the picture upright. Transparent parts show a white
/// background, or a black one if nothing would be visible on white.
pub(super) fn read(bytes: &[u8]) -> Result<Photo, Unreadable> {
    read_with(bytes, false)
}

/// Decodes a picture, with its colours if they are wanted.
fn read_with(bytes: &[u8], with_colours: bool) -> Result<Photo, Unreadable> {
    const DAMAGED: Unreadable = Unreadable("it is damaged and cannot be read as a picture");
    let refused = |error: ImageError| match error {
        ImageError::Limits(_) => Unreadable("it has too many pixels"),
        _ => DAMAGED,
    };
    if jpeg::is_cut_off(bytes) {
        return Err(Unreadable("its end is missing; it was not copied completely"));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| DAMAGED)?;
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    // A header is easily forged. So the size that it declares is checked before memory is allocated
    // for it.
    if decoder.total_bytes() > MOST_BYTES {
        return Err(Unreadable("it has too many pixels"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok(Photo::upright(picture, orientation, density(bytes), with_colours))
}

impl Photo {
    /// Turns a decoded picture upright. `dpi` is the resolution that the picture declares, before
    /// it is turned.
    pub(super) fn upright(
        mut picture: DynamicImage,
        orientation: Orientation,
        dpi: Option<(f64, f64)>,
        with_colours: bool,
    ) -> Self {
        picture.apply_orientation(orientation);
        let on_its_side = matches!(
            orientation,
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        );
        let dpi = dpi
            .filter(|(x, y)| x.min(*y) >= BELIEVED_DPI && x.max(*y) <= 4800.0)
            .map(|(x, y)| if on_its_side { (y, x) } else { (x, y) });
        let (grey, shades) = if with_colours { coloured(picture) } else { (greyed(picture), None) };
        Self { grey, shades, dpi }
    }

    /// Makes a [`Photo`] from a grey picture that declares no size.
    pub(super) const fn without_measures(grey: Grey) -> Self {
        Self { grey, shades: None, dpi: None }
    }

    /// The size of the picture in mm. If the picture declares no resolution, the size is computed
    /// for [`SCREEN_DPI`].
    pub(super) fn size_mm(&self) -> (f64, f64) {
        let (x_dpi, y_dpi) = self.dpi.unwrap_or((SCREEN_DPI, SCREEN_DPI));
        (
            f64::from(self.grey.width()) / x_dpi * MM_PER_INCH,
            f64::from(self.grey.rows()) / y_dpi * MM_PER_INCH,
        )
    }

    /// The size of the picture in points, if the picture shows a whole sheet of paper.
    fn sheet_points(&self) -> Option<(f64, f64)> {
        let points = |mm: f64| mm / MM_PER_INCH * POINTS;
        let (width, height) = self.size_mm();
        if self.dpi.is_some() && width.max(height) >= SHEET_MM {
            return Some((points(width), points(height)));
        }
        let (across, down) = (f64::from(self.grey.width()), f64::from(self.grey.rows()));
        let (short, long) = (across.min(down), across.max(down));
        let is_shape = |shape: &&f64| (long / short / **shape - 1.0).abs() < EXACTLY;
        let shape = SHAPES.iter().find(is_shape).filter(|_| short >= f64::from(FEWEST_ACROSS))?;
        let short_mm = if *shape == SHAPES[0] { 210.0 } else { 215.9 };
        let scale = short_mm / short;
        Some((points(across * scale), points(down * scale)))
    }

    /// Draws the picture with `width` × `rows` pixels in black and white. A low-resolution
    /// photograph is enlarged softly, because it has no strokes to keep sharp.
    pub(super) fn drawn(&self, width: u32, rows: u32, resolution: Resolution) -> Bitmap {
        let scaled = self.grey.scaled(0..self.grey.rows(), width, rows);
        if is_magnified((self.grey.width(), self.grey.rows()), (width, rows))
            && is_photograph(&self.grey)
        {
            return dither_softly(&scaled);
        }
        dither_at(&scaled, resolution.x_dpi(), resolution.y_dpi())
    }

    /// A copy of the picture in greys that is turned by a quarter to the left.
    fn turned(&self) -> Self {
        let (width, rows) = (self.grey.width(), self.grey.rows());
        let data = (0..width)
            .rev()
            .flat_map(|x| (0..rows).map(move |y| self.grey.row(y)[x as usize]))
            .collect();
        let grey = Grey::new(rows, data);
        Self { grey, shades: None, dpi: self.dpi.map(|(x, y)| (y, x)) }
    }

    /// Determines the place and the size of the picture on its fax page.
    fn laid(&self, paper: Paper, resolution: Resolution) -> Result<Laid, Unfit> {
        let Some((width, height)) = self.sheet_points() else {
            return Ok(Laid::on_a_page(self, paper, resolution));
        };
        let sheet = Sheet::lay(width, height, resolution).map_err(|TooLong(mm)| {
            Unfit::damaged(format!(
                "it would be {mm:.0} mm long; a fax page has at most {LONGEST_MM:.0} mm"
            ))
        })?;
        Ok(Laid::on_its_sheet(sheet, width, height))
    }

    /// Encodes the coloured page of the picture, once for each coding of colour faxes. The result
    /// is empty if the picture has no colours.
    fn in_colours(&self, paper: Paper) -> Result<Vec<Vec<u8>>, Unfit> {
        let Some(shades) = &self.shades else { return Ok(Vec::new()) };
        let laid = self.laid(paper, colours::RESOLUTION)?;
        // The picture is made smaller first: it may have many more pixels than its page.
        let (width, rows) =
            if laid.is_turned { (laid.picture.1, laid.picture.0) } else { laid.picture };
        let (soft, hard) = match shades {
            Shades::Greys => {
                let soft = Colours::of_grey(&self.grey.scaled(0..self.grey.rows(), width, rows));
                let hard = soft.in_greys_of(&self.grey);
                (soft, hard)
            }
            Shades::Colours(colours) => {
                let soft = colours.scaled(width, rows);
                let hard = soft.in_colours_of(colours);
                (soft, hard)
            }
        };
        let on_page = |picture: Colours| {
            let picture = if laid.is_turned { picture.turned() } else { picture };
            let mut page = Colours::white(laid.page.0, laid.page.1);
            page.put(&picture, laid.left, laid.top);
            page
        };
        Ok(coded(&on_page(soft), hard.map(on_page).as_ref()))
    }
}

/// The placement of a picture on its page, in pixels.
struct Laid {
    /// Whether the picture is turned by a quarter to the left.
    is_turned: bool,
    /// The width and height of the picture in pixels, after it was turned if that is necessary.
    picture: (u32, u32),
    left: u32,
    top: u32,
    page: (u32, u32),
}

impl Laid {
    /// The placement of a picture that shows a whole sheet of paper. `width_pt` and `height_pt` are
    /// the size of the sheet in points.
    fn on_its_sheet(sheet: Sheet, width_pt: f64, height_pt: f64) -> Self {
        let (across, down) =
            if sheet.turned { (height_pt, width_pt) } else { (width_pt, height_pt) };
        let pixels = |length: f64| length.round().max(1.0) as u32;
        Self {
            is_turned: sheet.turned,
            picture: (pixels(across * sheet.x_scale), pixels(down * sheet.y_scale)),
            left: sheet.left,
            top: 0,
            page: (sheet.width, sheet.rows),
        }
    }

    fn on_a_page(photo: &Photo, paper: Paper, resolution: Resolution) -> Self {
        let width = PageWidth::A4.pixels(resolution);
        let line_mm = f64::from(width) / resolution.x_dpi() * MM_PER_INCH;
        let (room_x, room_y) = (210.0 - 2.0 * MARGIN_MM, paper.length_mm() - 2.0 * MARGIN_MM);
        let (across, down) = photo.size_mm();
        let is_turned = across > room_x && down < across;
        let (across, down) = if is_turned { (down, across) } else { (across, down) };
        let scale = (room_x / across).min(room_y / down).min(1.0);
        let columns = |mm: f64| (mm / MM_PER_INCH * resolution.x_dpi()).round().max(1.0) as u32;
        let rows = |mm: f64| (mm / MM_PER_INCH * resolution.y_dpi()).round().max(1.0) as u32;
        Self {
            is_turned,
            picture: (columns(across * scale), rows(down * scale)),
            left: columns((line_mm - across * scale) / 2.0),
            top: rows(MARGIN_MM),
            page: (width, rows(paper.length_mm())),
        }
    }

    /// Draws a fax page in black and white that contains the picture at the place given by this
    /// layout.
    fn page(&self, photo: &Photo, resolution: Resolution) -> Bitmap {
        let turned = self.is_turned.then(|| photo.turned());
        let (width, rows) = self.picture;
        let picture = turned.as_ref().unwrap_or(photo).drawn(width, rows, resolution);
        let mut page = Bitmap::white(self.page.0, self.page.1);
        place(&picture, &mut page, self.left, self.top);
        page
    }
}

/// Makes the fax page of a picture that shows a whole sheet of paper. `width_pt` and `height_pt`
/// are the size of the sheet in points.
pub(super) fn on_its_sheet(
    photo: &Photo,
    sheet: Sheet,
    width_pt: f64,
    height_pt: f64,
    resolution: Resolution,
) -> Bitmap {
    Laid::on_its_sheet(sheet, width_pt, height_pt).page(photo, resolution)
}

/// Draws a black-and-white picture onto a page, with its upper left corner at column `left` and row
/// `top`. The parts of the picture that are outside the page are left out.
pub(super) fn place(picture: &Bitmap, page: &mut Bitmap, left: u32, top: u32) {
    for y in 0..picture.rows().min(page.rows().saturating_sub(top)) {
        for (byte, x) in picture.row(y).iter().zip((0..).step_by(8)).filter(|(byte, _)| **byte != 0)
        {
            let end = picture.width().min(x + 8).min(page.width().saturating_sub(left));
            (x..end)
                .filter(|x| byte & (0x80 >> (x % 8)) != 0)
                .for_each(|x| page.set(left + x, top + y, true));
        }
    }
}

/// The perceived brightness of a colour, 0 for black and 255 for white (ITU-R BT.601).
pub(super) fn light(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}

/// Converts the picture to greys, and to colours if it has more than black and white. Both versions
/// have the same background.
fn coloured(picture: DynamicImage) -> (Grey, Option<Shades>) {
    let width = picture.width();
    let (grey, colours) = match picture {
        DynamicImage::ImageLuma8(grey) => {
            let grey = Grey::new(width, grey.into_raw());
            let are_shaded = grey.data().iter().any(|level| colours::is_shaded([*level; 3]));
            return (grey, are_shaded.then_some(Shades::Greys));
        }
        DynamicImage::ImageRgb8(picture) => {
            let levels = picture.pixels().map(|p| light(p[0], p[1], p[2])).collect();
            (Grey::new(width, levels), Colours::new(width, picture.into_raw()))
        }
        other => {
            let pixels = other.into_rgba8();
            let veils: Vec<Veil> =
                pixels.pixels().map(|p| Veil::new(light(p[0], p[1], p[2]), p[3])).collect();
            let ground = if Veil::are_lost_on_white(&veils) { 0 } else { 255 };
            let colours = pixels.pixels().flat_map(|p| on_ground(p.0, ground)).collect();
            (Grey::on_its_ground(width, &veils), Colours::new(width, colours))
        }
    };
    let are_shaded = colours.are_shaded();
    (grey, are_shaded.then_some(Shades::Colours(colours)))
}

/// The colour that a partly transparent pixel has on a grey background of brightness `ground`.
fn on_ground([red, green, blue, opaque]: [u8; 4], ground: u8) -> [u8; 3] {
    let opaque = u16::from(opaque);
    let mixed = |part: u8| (u16::from(part) * opaque + u16::from(ground) * (255 - opaque)) / 255;
    [red, green, blue].map(|part| mixed(part) as u8)
}

/// The picture in greys. Transparent parts show a white background. The background is black if the
/// picture would be invisible on white.
fn greyed(picture: DynamicImage) -> Grey {
    let width = picture.width();
    let data = match picture {
        DynamicImage::ImageLuma8(grey) => grey.into_raw(),
        DynamicImage::ImageRgb8(colours) => {
            colours.pixels().map(|p| light(p[0], p[1], p[2])).collect()
        }
        other => {
            let pixels = other.into_rgba8();
            let veils: Vec<Veil> =
                pixels.pixels().map(|p| Veil::new(light(p[0], p[1], p[2]), p[3])).collect();
            return Grey::on_its_ground(width, &veils);
        }
    };
    Grey::new(width, data)
}

/// The declared resolution of a picture across and down, in pixels per inch.
fn density(bytes: &[u8]) -> Option<(f64, f64)> {
    if bytes.starts_with(b"\x89PNG") { png_density(bytes) } else { jfif_density(bytes) }
}

/// Reads the resolution in PNG's `pHYs`, which is in pixels per metre (PNG 3rd edition, 11.3.4.3).
fn png_density(bytes: &[u8]) -> Option<(f64, f64)> {
    let word = |at: usize| {
        bytes
            .get(at..at + 4)
            .map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]]))
    };
    let mut at = 8;
    while let (Some(length), Some(name)) = (word(at), bytes.get(at + 4..at + 8)) {
        match name {
            b"pHYs" => {
                let per_inch = |at| Some(f64::from(word(at)?) * MM_PER_INCH / 1000.0);
                return Some((per_inch(at + 8)?, per_inch(at + 12)?))
                    .filter(|_| bytes.get(at + 16) == Some(&1));
            }
            b"IDAT" => return None,
            _ => at = at.checked_add(length as usize)?.checked_add(12)?,
        }
    }
    None
}

/// Reads the resolution in JPEG's `APP0` (JFIF 1.02), which is in dots per inch or centimetre.
fn jfif_density(bytes: &[u8]) -> Option<(f64, f64)> {
    let head = bytes.get(..18)?;
    if !head.starts_with(b"\xFF\xD8\xFF\xE0") || &head[6..11] != b"JFIF\0" {
        return None;
    }
    let of = |at: usize| f64::from(u16::from_be_bytes([head[at], head[at + 1]]));
    match head[13] {
        1 => Some((of(14), of(16))),
        2 => Some((of(14) * 2.54, of(16) * 2.54)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(width: u32, rows: u32, dpi: Option<(f64, f64)>) -> Photo {
        Photo { grey: Grey::white(width, rows), shades: None, dpi }
    }

    #[test]
    fn a_scan_is_a_sheet_and_a_photograph_is_none() {
        let size =
            |photo: Photo| photo.sheet_points().map(|(x, y)| (x.round() as u32, y.round() as u32));
        assert_eq!(
            size(photo(1654, 2339, Some((200.0, 200.0)))),
            Some((595, 842)),
            "A4 at 200 dpi"
        );
        assert_eq!(size(photo(3508, 2480, Some((300.0, 300.0)))), Some((842, 595)), "A4 across");
        assert_eq!(size(photo(2480, 3508, None)), Some((595, 842)), "A4 by its shape");
        assert_eq!(size(photo(1700, 2200, None)), Some((612, 792)), "US letter by its shape");
        assert_eq!(size(photo(4000, 3000, None)), None);
        assert_eq!(size(photo(600, 400, Some((300.0, 300.0)))), None, "a stamp");
    }

    #[test]
    fn white_on_nothing_is_seen_and_white_on_white_stays_white() {
        let read = |pixels: Vec<[u8; 4]>| {
            let bytes = pixels.concat();
            greyed(DynamicImage::ImageRgba8(image::RgbaImage::from_raw(4, 1, bytes).unwrap()))
                .data()
                .to_vec()
        };
        let (white, nothing, red) = ([255; 4], [0; 4], [255, 0, 0, 255]);
        assert_eq!(read(vec![white, nothing, white, nothing]), [255, 0, 255, 0], "on black");
        assert_eq!(read(vec![red, nothing, white, nothing]), [76, 255, 255, 255], "on white");
        assert_eq!(read(vec![white; 4]), [255; 4], "there is no ground to be seen");
        assert_eq!(read(vec![nothing; 4]), [255; 4], "there is nothing to be seen");
        assert_eq!(
            read(vec![[250, 250, 250, 128], nothing, [255, 255, 240, 255], nothing])[1],
            0,
            "nearly white"
        );
    }

    #[test]
    fn measures_are_read_from_png_and_jpeg() {
        let png = [
            &b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"[..],
            &[0; 17],
            b"\0\0\0\x09pHYs\0\0\x1E\xC3\0\0\x0F\x61\x01",
        ]
        .concat();
        let (x, y) = density(&png).unwrap();
        assert!((x - 200.0).abs() < 0.1 && (y - 100.0).abs() < 0.1, "{x} {y}");
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x02\x01\x01\x2C\0\xC8\0\0";
        assert_eq!(density(jpeg), Some((300.0, 200.0)));
        assert_eq!(density(b"\xFF\xD8\xFF\xE1"), None);
    }

    #[test]
    fn a_picture_is_turned_with_its_top_to_the_left() {
        let turned = Photo {
            dpi: Some((200.0, 100.0)),
            ..Photo::without_measures(Grey::new(3, vec![1, 2, 3, 4, 5, 6]))
        }
        .turned();
        assert_eq!(
            (turned.grey.width(), turned.grey.data(), turned.dpi),
            (2, &[3, 6, 2, 5, 1, 4][..], Some((100.0, 200.0)))
        );
    }

    #[test]
    fn a_picture_has_the_pixels_it_promises_or_is_refused() {
        assert!(read(b"\x89PNG\r\n\x1A\nrubbish").is_err());
        // The header of a BMP that declares 60000 × 60000 pixels.
        let mut head = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
        head.extend(60_000_u32.to_le_bytes());
        head.extend(60_000_u32.to_le_bytes());
        head.extend([1, 0, 24, 0]);
        head.extend([0; 24]);
        assert_eq!(read(&head).err(), Some(Unreadable("it has too many pixels")));
    }
}
