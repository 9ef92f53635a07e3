//! Writes pages in the form for printers without PDF: PWG raster (PWG 5102.4) and Apple raster
//! (URF), a page at a time.
//!
//! A page is drawn at the printer's resolution on a whole sheet of paper. It has its true size if
//! that fits between the margins, otherwise it is made smaller. It is centred from left to right,
//! and at the top. Black and white pixels are unchanged in every pixel format.
//!
//! Read in this order: this file (the sheet), `layout` (the layout of heads, which readers of such
//! files need, too), `pack` (rows).

pub mod layout;
mod pack;

use std::ops::Range;

use super::scale::turn::{mirrored_across, mirrored_down};
use super::scale::{Window, placed, scale};
use ferrofax_ground::t4::Bitmap;
use layout::{CUPS_HEAD, PWG_RASTER, PWG_SYNC, URF_HEAD, URF_SYNC, cups, urf};

/// The kind of raster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The format PWG raster.
    Pwg,
    /// URF. Its pixels are grey or in colour, and as many per inch across as down.
    Urf,
}

/// The format of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pixel {
    /// One bit: `black_1`.
    Black,
    /// One byte: `sgray_8`, `W8`.
    Grey,
    /// Three bytes: `srgb_8`, `SRGB24`.
    Colours,
}

/// The orientation of the back of a sheet that is turned over its long edge (PWG 5102.4 §4.3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Back {
    /// The back is written like the front.
    #[default]
    Upright,
    /// The last row comes first.
    Flipped,
    /// The last row comes first, and rows go from right to left.
    Rotated,
}

/// The form of a printer's raster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// PWG raster or URF.
    pub kind: Kind,
    /// The format of its pixels.
    pub pixel: Pixel,
    /// The pixels an inch across.
    pub x_dpi: u32,
    /// The pixels an inch down.
    pub y_dpi: u32,
    /// The orientation of the backs if both sides of the paper are printed; `None` for one side.
    pub duplex: Option<Back>,
}

/// A sheet of paper, in hundredths of a millimetre as in IPP (PWG 5100.7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// The name of the paper: `iso_a4_210x297mm`.
    pub name: String,
    /// The width of the paper.
    pub width: u32,
    /// The height of the paper.
    pub height: u32,
    /// The left margin, where nothing can be printed.
    pub left: u32,
    /// The right margin.
    pub right: u32,
    /// The top margin.
    pub top: u32,
    /// The bottom margin.
    pub bottom: u32,
}

/// The part of a page that is printed on a sheet.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The page that it is a part of.
    pub bitmap: &'a Bitmap,
    /// The rows of the part, at least one.
    pub rows: Range<u32>,
    /// The true pixels an inch across.
    pub x_dpi: f64,
    /// The true rows an inch down.
    pub y_dpi: f64,
}

/// A sheet that is being written.
#[derive(Debug)]
pub struct Sheet {
    form: Form,
    bitmap: Bitmap,
    /// The number of rows that are written.
    y: u32,
}

/// Hundredths of a millimetre in an inch.
const INCH: f64 = 2540.0;
/// Points in an inch.
const POINTS: f64 = 72.0;

/// The head of a file with this number of pages.
pub fn file_head(form: Form, pages: u32) -> Vec<u8> {
    match form.kind {
        Kind::Pwg => PWG_SYNC.to_vec(),
        Kind::Urf => [&URF_SYNC[..], &pages.to_be_bytes()].concat(),
    }
}

impl Sheet {
    /// Draws the part on a sheet, the `number`th of `pages`, and writes the sheet's head.
    pub fn begin(
        part: &Part<'_>,
        paper: &Paper,
        form: Form,
        (number, pages): (u32, u32),
        out: &mut Vec<u8>,
    ) -> Self {
        let pixel = match (form.kind, form.pixel) {
            (Kind::Urf, Pixel::Black) => Pixel::Grey,
            (_, pixel) => pixel,
        };
        let form = Form { pixel, ..form };
        let back = form.duplex.filter(|_| number.is_multiple_of(2)).unwrap_or_default();
        let (drawn, ink) = draw(part, paper, form);
        let bitmap = match back {
            Back::Upright => drawn,
            Back::Flipped => mirrored_down(&drawn),
            Back::Rotated => mirrored_across(&mirrored_down(&drawn)),
        };
        match form.kind {
            Kind::Pwg => out.extend(pwg_head(&bitmap, &ink, paper, form, back, pages)),
            Kind::Urf => out.extend(urf_head(&bitmap, form)),
        }
        Self { form, bitmap, y: 0 }
    }

    /// Writes some rows. Returns false if there are none left.
    pub fn push(&mut self, out: &mut Vec<u8>) -> bool {
        if self.y >= self.bitmap.rows() {
            return false;
        }
        self.y = pack::rows(&self.bitmap, self.y, self.form.pixel, out);
        true
    }
}

/// The place of the picture on its sheet, in pixels.
struct Box {
    columns: Range<u32>,
    rows: Range<u32>,
}

/// Draws the part on a sheet.
fn draw(part: &Part<'_>, paper: &Paper, form: Form) -> (Bitmap, Box) {
    let across = |length: u32| pixels(length, form.x_dpi);
    let down = |length: u32| pixels(length, form.y_dpi);
    let (room_x, room_y) = paper.room();
    let (width, height) = part.size();
    let smaller = (f64::from(room_x) / width).min(f64::from(room_y) / height).min(1.0);
    let fitted = |length: f64, dpi: u32, room: u32| {
        ((length * smaller / INCH * f64::from(dpi)).round() as u32).clamp(1, room.max(1))
    };
    let (width, rows) =
        (fitted(width, form.x_dpi, across(room_x)), fitted(height, form.y_dpi, down(room_y)));
    let window = Window {
        page: part.bitmap,
        columns: 0..part.bitmap.width(),
        rows: part.rows.clone(),
        x_dpi: part.x_dpi,
        y_dpi: part.y_dpi,
    };
    let picture = scale(&window, width, rows);
    let left = across(paper.left) + (across(room_x) - width) / 2;
    let top = down(paper.top);
    let mut sheet = Bitmap::white(across(paper.width), top);
    let wide = placed(&picture, left, across(paper.width));
    (0..wide.rows()).for_each(|y| sheet.push_row(wide.row(y)));
    (top + wide.rows()..down(paper.height)).for_each(|_| sheet.push_row(&[]));
    (sheet, Box { columns: left..left + width, rows: top..top + rows })
}

impl Paper {
    /// The size between the margins.
    pub fn room(&self) -> (u32, u32) {
        (
            self.width.saturating_sub(self.left + self.right).max(1),
            self.height.saturating_sub(self.top + self.bottom).max(1),
        )
    }
}

impl Part<'_> {
    /// The true size of the part, in hundredths of a millimetre.
    pub fn size(&self) -> (f64, f64) {
        let rows = self.rows.end - self.rows.start;
        (f64::from(self.bitmap.width()) / self.x_dpi * INCH, f64::from(rows) / self.y_dpi * INCH)
    }
}

/// The number of pixels of a length; CUPS rounds the same way.
fn pixels(length: u32, dpi: u32) -> u32 {
    (u64::from(length) * u64::from(dpi) / INCH as u64) as u32
}

fn pwg_head(
    sheet: &Bitmap,
    ink: &Box,
    paper: &Paper,
    form: Form,
    back: Back,
    pages: u32,
) -> [u8; CUPS_HEAD] {
    let mut head = [0; CUPS_HEAD];
    head[..PWG_RASTER.len()].copy_from_slice(PWG_RASTER);
    let (space, bits, colours) = match form.pixel {
        Pixel::Black => (cups::BLACK, 1, 1),
        Pixel::Grey => (cups::SGRAY, 8, 1),
        Pixel::Colours => (cups::SRGB, 8, 3),
    };
    let points = |length: u32| (f64::from(length) / INCH * POINTS) as u32;
    let way = |is_reversed: bool| if is_reversed { u32::MAX } else { 1 };
    let words = [
        (cups::DUPLEX, u32::from(form.duplex.is_some())),
        (cups::X_DPI, form.x_dpi),
        (cups::Y_DPI, form.y_dpi),
        (cups::COPIES, 1),
        (cups::PAGE_WIDTH, points(paper.width)),
        (cups::PAGE_HEIGHT, points(paper.height)),
        (cups::WIDTH, sheet.width()),
        (cups::ROWS, sheet.rows()),
        (cups::BITS_PER_COLOUR, bits),
        (cups::BITS_PER_PIXEL, bits * colours),
        (cups::STRIDE, (sheet.width() * bits * colours).div_ceil(8)),
        (cups::COLOUR_SPACE, space),
        (cups::COLOURS, colours),
        (cups::PAGES, pages),
        (cups::CROSS_FEED, way(back == Back::Rotated)),
        (cups::FEED, way(back != Back::Upright)),
        (cups::IMAGE_BOX, ink.columns.start),
        (cups::IMAGE_BOX + 4, ink.rows.start),
        (cups::IMAGE_BOX + 8, ink.columns.end),
        (cups::IMAGE_BOX + 12, ink.rows.end),
    ];
    words.iter().for_each(|(at, word)| put(&mut head, *at, *word));
    let name = paper.name.as_bytes();
    let name = &name[..name.len().min(63)];
    head[cups::PAGE_NAME..cups::PAGE_NAME + name.len()].copy_from_slice(name);
    head
}

fn urf_head(sheet: &Bitmap, form: Form) -> [u8; URF_HEAD] {
    let mut head = [0; URF_HEAD];
    let (bits, colours) = match form.pixel {
        Pixel::Colours => (24, urf::SRGB),
        Pixel::Black | Pixel::Grey => (8, urf::SGRAY),
    };
    head[urf::BITS] = bits;
    head[urf::COLOURS] = colours;
    head[urf::SIDES] = if form.duplex.is_some() { 3 } else { 1 };
    head[urf::QUALITY] = 4;
    put(&mut head, urf::WIDTH, sheet.width());
    put(&mut head, urf::ROWS, sheet.rows());
    put(&mut head, urf::DPI, form.x_dpi);
    head
}

fn put(head: &mut [u8], at: usize, word: u32) {
    head[at..at + 4].copy_from_slice(&word.to_be_bytes());
}
