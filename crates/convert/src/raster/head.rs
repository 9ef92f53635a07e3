//! Reads the two kinds of headers in a printer raster file: the header of the file, which states
//! the format, and the header of each page.
//!
//! PWG raster is CUPS raster of version 2 in network byte order, with some additional header fields
//! (PWG 5102.4). Files that CUPS itself writes are in the byte order of the machine that wrote
//! them. This order is recognised by the first four bytes, for example `RaS2` or `2SaR`. CUPS
//! raster of version 1 has a shorter header and uncompressed rows. Version 3 also has uncompressed
//! rows.

use super::super::product::Unfit;
use ferrofax_document::raster::layout::{
    CUPS_HEAD as LONG_HEAD, PWG_RASTER, URF_HEAD, URF_SYNC, cups, urf,
};

/// The length in bytes of a page's header in CUPS raster of version 1.
const SHORT_HEAD: usize = 420;

/// The maximum width and the maximum height of a page, in pixels: more than a metre at 1200 dpi.
const MOST_ACROSS: u32 = 65_535;
/// The greatest number of pixels of a page. It is enough for A4 at 1200 dpi, or at 600 dpi for a
/// page as wide as A4 and 1.4 m long.
const MOST_PIXELS: u64 = 160 << 20;
/// The resolutions that printers may have, in pixels per inch.
const SENSIBLE_DPI: std::ops::RangeInclusive<u32> = 30..=4800;
/// The greatest number of bytes by which a row may be longer than its pixels need.
const MOST_PADDING: u32 = 64;

/// A printer raster file (PWG, CUPS or Apple raster) while its pages are read one after the other.
pub(super) struct Raster<'a> {
    rest: &'a [u8],
    form: Form,
    /// The number of pages in the file. Apple raster declares it in the header of the file. In PWG
    /// raster, it is the number in the page header that was read last.
    promised: u32,
}

#[derive(Clone, Copy)]
enum Form {
    Urf,
    Cups { backwards: bool, head: usize, is_packed: bool },
}

/// The content of the header that precedes each page in a printer raster file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The width of the page in pixels. The next field is its height.
    pub(super) width: u32,
    pub(super) rows: u32,
    /// The horizontal resolution in pixels per inch. The next field is the vertical resolution.
    pub(super) x_dpi: u32,
    pub(super) y_dpi: u32,
    /// The format in which the pixels of a page are stored.
    pub(super) pixel: Pixel,
    /// The number of bytes of an uncompressed row of pixels in the raster file.
    pub(super) stride: usize,
    /// Whether the page's rows of pixels are compressed.
    pub(super) is_packed: bool,
    /// Whether the pixels in each row of the page are stored from right to left.
    pub(super) mirrored: bool,
    /// Whether the rows of the page are stored in reverse order, the last row first.
    pub(super) from_below: bool,
}

/// The format in which the pixels of a page are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pixel {
    /// One bit for each pixel; 1 is black.
    Black,
    /// One bit for each pixel; 1 is white.
    White,
    /// One byte for each pixel; 255 is white.
    Grey,
    /// One byte for each pixel; 255 is black.
    Ink,
    /// Three bytes for each pixel: red, green and blue.
    Colours,
}

impl Pixel {
    pub(super) const fn bits(self) -> u32 {
        match self {
            Self::Black | Self::White => 1,
            Self::Grey | Self::Ink => 8,
            Self::Colours => 24,
        }
    }

    /// The number of bytes that the compression of printer raster treats as a unit: the three bytes
    /// of a coloured pixel, or a single byte.
    pub(super) const fn bytes(self) -> usize {
        if let Self::Colours = self { 3 } else { 1 }
    }

    /// The value of a byte that has only white pixels.
    pub(super) const fn white(self) -> u8 {
        if let Self::Black | Self::Ink = self { 0 } else { 0xFF }
    }
}

impl<'a> Raster<'a> {
    /// Reads the header of a printer raster file, which states the format of the file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Unfit> {
        let cups = |backwards, head, is_packed| Form::Cups { backwards, head, is_packed };
        let (form, length) = match bytes {
            _ if bytes.len() >= 12 && bytes.starts_with(URF_SYNC) => (Form::Urf, 12),
            [b'R', b'a', b'S', b'2', ..] => (cups(false, LONG_HEAD, true), 4),
            [b'2', b'S', b'a', b'R', ..] => (cups(true, LONG_HEAD, true), 4),
            [b'R', b'a', b'S', b'3', ..] => (cups(false, LONG_HEAD, false), 4),
            [b'3', b'S', b'a', b'R', ..] => (cups(true, LONG_HEAD, false), 4),
            [b'R', b'a', b'S', b't', ..] => (cups(false, SHORT_HEAD, false), 4),
            [b't', b'S', b'a', b'R', ..] => (cups(true, SHORT_HEAD, false), 4),
            _ => return Err(Unfit::damaged("it is cut off in its header")),
        };
        let promised = if let Form::Urf = form { word(bytes, 8, false) } else { 0 };
        Ok(Self { rest: &bytes[length..], form, promised })
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes of the raster file that were not read yet. After a page's header, these begin with
    /// the rows of the page.
    pub(super) const fn rest(&mut self) -> &mut &'a [u8] {
        &mut self.rest
    }

    /// The number of pages that the file declares; `None` if the program that wrote it did not know
    /// it.
    pub(super) fn pages_promised(&self) -> Option<u32> {
        // A program that prints while it draws may not know the number yet.
        Some(self.promised).filter(|count| (1..u32::from(u16::MAX)).contains(count))
    }

    /// Reads a page's header. The text of an error continues a sentence that begins with "page N".
    pub(super) fn head(&mut self) -> Result<Head, String> {
        let length = match self.form {
            Form::Urf => URF_HEAD,
            Form::Cups { head, .. } => head,
        };
        let Some((head, rest)) = self.rest.split_at_checked(length) else {
            return Err("is cut off in its header".to_owned());
        };
        self.rest = rest;
        let head = match self.form {
            Form::Urf => of_urf(head)?,
            Form::Cups { backwards, is_packed, .. } => {
                let of_pwg = head.starts_with(PWG_RASTER);
                if of_pwg {
                    self.promised = word(head, cups::PAGES, backwards);
                }
                of_cups(head, backwards, is_packed, of_pwg)?
            }
        };
        check(&head)?;
        Ok(head)
    }
}

/// Checks that the size, resolution and format in a page's header are plausible.
fn check(head: &Head) -> Result<(), String> {
    let Head { width, rows, x_dpi, y_dpi, stride, .. } = *head;
    if width == 0 || rows == 0 {
        return Err(format!("has no size: it is {width} × {rows} pixels"));
    }
    if !SENSIBLE_DPI.contains(&x_dpi) || !SENSIBLE_DPI.contains(&y_dpi) {
        return Err(format!("has a resolution of {x_dpi} × {y_dpi} dpi, which no printer has"));
    }
    let pixels = u64::from(width) * u64::from(rows);
    if width > MOST_ACROSS || pixels > MOST_PIXELS {
        return Err(format!("has too many pixels: {width} × {rows}"));
    }
    let (least, found) =
        ((u64::from(width) * u64::from(head.pixel.bits())).div_ceil(8), stride as u64);
    if found < least || found > least + u64::from(MOST_PADDING) {
        return Err(format!("has rows of {found} bytes, but its pixels need {least}"));
    }
    Ok(())
}

/// Parses a page's header of CUPS raster or PWG raster.
fn of_cups(head: &[u8], backwards: bool, is_packed: bool, of_pwg: bool) -> Result<Head, String> {
    let word = |at| word(head, at, backwards);
    let (bits_of_colour, bits, order, colours) = (
        word(cups::BITS_PER_COLOUR),
        word(cups::BITS_PER_PIXEL),
        word(cups::COLOUR_ORDER),
        word(cups::COLOUR_SPACE),
    );
    // The values of cupsColorOrder are 0 chunky, 1 banded and 2 planar. A page with one colour is
    // the same in all three orders.
    let is_chunky = order == 0 || bits_of_colour == bits;
    // The values of cupsColorSpace: 0 is W, 1 RGB, 3 K, 18 sGray, 19 sRGB, 20 Adobe RGB.
    let pixel = match (colours, bits, bits_of_colour) {
        (3, 1, 1) => Pixel::Black,
        (0 | 18, 1, 1) => Pixel::White,
        (0 | 18, 8, 8) => Pixel::Grey,
        (3, 8, 8) => Pixel::Ink,
        (1 | 19 | 20, 24, 8) if is_chunky => Pixel::Colours,
        _ => return Err(unknown_colours(colours, bits)),
    };
    // CrossFeedTransform and FeedTransform are 1, or -1 for the back of a sheet that the printer
    // turns.
    let reversed = |at| of_pwg && word(at) == u32::MAX;
    Ok(Head {
        width: word(cups::WIDTH),
        rows: word(cups::ROWS),
        x_dpi: word(cups::X_DPI),
        y_dpi: word(cups::Y_DPI),
        pixel,
        stride: word(cups::STRIDE) as usize,
        is_packed,
        mirrored: reversed(cups::CROSS_FEED),
        from_below: reversed(cups::FEED),
    })
}

/// Parses the header of a page in URF (Apple raster).
fn of_urf(head: &[u8]) -> Result<Head, String> {
    let word = |at| word(head, at, false);
    let (bits, colours) = (u32::from(head[urf::BITS]), u32::from(head[urf::COLOURS]));
    // The values of `colours`, from 0: sGray, sRGB, CIELab, Adobe RGB, grey, RGB, CMYK.
    let pixel = match (colours, bits) {
        (0 | 4, 8) => Pixel::Grey,
        (1 | 3 | 5, 24) => Pixel::Colours,
        _ => return Err(unknown_colours(colours, bits)),
    };
    let (width, dpi) = (word(urf::WIDTH), word(urf::DPI));
    Ok(Head {
        width,
        rows: word(urf::ROWS),
        x_dpi: dpi,
        y_dpi: dpi,
        pixel,
        stride: (width as usize).saturating_mul(pixel.bytes()),
        is_packed: true,
        mirrored: false,
        from_below: false,
    })
}

fn unknown_colours(colours: u32, bits: u32) -> String {
    format!(
        "has colours that can't be faxed (colour space {colours}, {bits} bits a pixel); black, sGray and sRGB can"
    )
}

/// Reads a number of four bytes; it is 0 if the position is beyond the end.
fn word(bytes: &[u8], at: usize, backwards: bool) -> u32 {
    let Some(&[a, b, c, d]) = bytes.get(at..at + 4) else { return 0 };
    if backwards { u32::from_le_bytes([a, b, c, d]) } else { u32::from_be_bytes([a, b, c, d]) }
}
