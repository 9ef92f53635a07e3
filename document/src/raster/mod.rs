//! Pages → what printers without PDF are sent: PWG raster (PWG 5102.4) and Apple raster
//! (URF), a page at a time.
//!
//! A page is drawn at the printer's resolution on a whole sheet of paper: at its true size
//! where that has room between the margins, else smaller; in the middle from left to right,
//! and at the top. What was black and white stays so in every kind of pixels.
//!
//! Read in this order: this file (the sheet), `layout` (what stands where in the heads; who
//! reads such files needs it as well), `pack` (rows).

pub mod layout;
mod pack;

use std::ops::Range;

use super::scale::turn::{mirrored_across, mirrored_down};
use super::scale::{Window, placed, scale};
use ferrofax_ground::t4::Bitmap;
use layout::{CUPS_HEAD, PWG_RASTER, PWG_SYNC, URF_HEAD, URF_SYNC, cups, urf};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PWG raster.
    Pwg,
    /// URF. Its pixels are grey or coloured, and as many across as down.
    Urf,
}

/// What a pixel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pixel {
    /// `black_1`: a bit.
    Black,
    /// `sgray_8`, `W8`: a byte.
    Grey,
    /// `srgb_8`, `SRGB24`: three bytes.
    Colours,
}

/// How the back of a sheet is written that is turned over its long edge (PWG 5102.4 §4.3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Back {
    /// As the front.
    #[default]
    Upright,
    /// The last row first.
    Flipped,
    /// The last row first, from right to left.
    Rotated,
}

/// How a printer's raster is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// PWG raster or URF.
    pub kind: Kind,
    /// What its pixels are.
    pub pixel: Pixel,
    /// Pixels an inch across.
    pub x_dpi: u32,
    /// Pixels an inch down.
    pub y_dpi: u32,
    /// On both sides of the paper: how the backs are. None: on one side.
    pub duplex: Option<Back>,
}

/// A sheet of paper, in hundredths of a millimetre as IPP has it (PWG 5100.7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Its name: `iso_a4_210x297mm`.
    pub name: String,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Where nothing can be printed: from the left.
    pub left: u32,
    /// From the right.
    pub right: u32,
    /// From above.
    pub top: u32,
    /// From below.
    pub bottom: u32,
}

/// What of a page goes on a sheet.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The page.
    pub bitmap: &'a Bitmap,
    /// Its rows, at least one of them.
    pub rows: Range<u32>,
    /// True pixels an inch across.
    pub x_dpi: f64,
    /// True rows an inch down.
    pub y_dpi: f64,
}

/// A sheet that is being written.
#[derive(Debug)]
pub struct Sheet {
    form: Form,
    bitmap: Bitmap,
    /// Rows that are written.
    y: u32,
}

/// Hundredths of a millimetre in an inch.
const INCH: f64 = 2540.0;
/// Points in an inch.
const POINTS: f64 = 72.0;

/// What a file begins with that has so many pages.
pub fn file_head(form: Form, pages: u32) -> Vec<u8> {
    match form.kind {
        Kind::Pwg => PWG_SYNC.to_vec(),
        Kind::Urf => [&URF_SYNC[..], &pages.to_be_bytes()].concat(),
    }
}

impl Sheet {
    /// Draws what goes on a sheet, the `number`th of `pages`, and writes its head.
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

    /// Writes some rows. False: there are none left.
    pub fn push(&mut self, out: &mut Vec<u8>) -> bool {
        if self.y >= self.bitmap.rows() {
            return false;
        }
        self.y = pack::rows(&self.bitmap, self.y, self.form.pixel, out);
        true
    }
}

/// Where the picture lies on its sheet, in pixels.
struct Box {
    columns: Range<u32>,
    rows: Range<u32>,
}

/// The sheet with what goes on it.
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
    /// Between its margins.
    pub fn room(&self) -> (u32, u32) {
        (
            self.width.saturating_sub(self.left + self.right).max(1),
            self.height.saturating_sub(self.top + self.bottom).max(1),
        )
    }
}

impl Part<'_> {
    /// Its true size, in hundredths of a millimetre.
    pub fn size(&self) -> (f64, f64) {
        let rows = self.rows.end - self.rows.start;
        (f64::from(self.bitmap.width()) / self.x_dpi * INCH, f64::from(rows) / self.y_dpi * INCH)
    }
}

/// How many pixels a length has; CUPS rounds so, too.
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
