//! Lossless colour pages of T.43. This module writes the header. It combines bit planes that our
//! encoder or jbigkit's has coded as separate pages.

use super::colours::Lab;
use ferrofax::t4::{Bitmap, jbig};

/// The numbers of the kinds of pages in the header.
pub mod kind {
    pub const RGB: u8 = 0;
    pub const CMY: u8 = 1;
    pub const CMYK: u8 = 2;
    pub const PALETTE: u8 = 16;
    pub const GREY: u8 = 32;
    pub const COLOUR: u8 = 48;
}

/// The order of the stripes of the planes: its number in the header of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    ByStripe = 3,
    ByPlane = 0,
}

/// Returns the header of a page, which precedes its planes. `dpi` is its resolution in pixels per
/// inch.
pub fn header(dpi: u16, kind: u8, bits: [u8; 4], between: &[Vec<u8>]) -> Vec<u8> {
    let facts = [&1997_u16.to_be_bytes()[..], &dpi.to_be_bytes(), &[0, kind], &bits].concat();
    let all = [segment(0, &facts), between.concat(), segment(0xFF, &[])].concat();
    [&[0xFF, 0xA8], &all[..]].concat()
}

fn segment(number: u8, rest: &[u8]) -> Vec<u8> {
    let len = (2 + 6 + rest.len() as u16).to_be_bytes();
    [&[0xFF, 0xE1][..], &len, b"G3FAX", &[number], rest].concat()
}

/// Returns the segment of a palette with these colours.
pub fn palette(colours: &[Lab]) -> Vec<u8> {
    let entries = colours.concat();
    let len = (4 + 6 + 2 + 4 + entries.len() as u32).to_be_bytes();
    let count = (colours.len() as u32).to_be_bytes();
    [&[0xFF, 0xE3][..], &len, b"G3FAX\x03", &[0, 0], &count, &entries].concat()
}

/// Returns the planes of pixels of `bits` bits, the plane of the highest bit first.
pub fn planes(width: u32, rows: u32, bits: u32, pixel: impl Fn(u32, u32) -> u32) -> Vec<Bitmap> {
    let mut planes = vec![Bitmap::white(width, rows); bits as usize];
    for (y, x) in (0..rows).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let value = pixel(x, y);
        for (at, plane) in planes.iter_mut().enumerate() {
            plane.set(x, y, value >> (bits as usize - 1 - at) & 1 == 1);
        }
    }
    planes
}

/// Returns a picture (BIE) with these planes, in stripes of `stripe` rows.
pub fn picture(planes: &[Bitmap], stripe: u32, order: Order) -> Vec<u8> {
    let options = jbig::Options { stripe, ..jbig::Options::default() };
    let coded: Vec<_> = planes.iter().map(|plane| jbig::encode(plane, options)).collect();
    let stripes: Vec<_> = coded.iter().map(|octets| stripes_of(&octets[20..])).collect();
    let mut picture = coded[0][..20].to_vec();
    (picture[2], picture[18]) = (planes.len() as u8, order as u8);
    let count = stripes[0].len();
    match order {
        Order::ByPlane => picture.extend(stripes.concat().concat()),
        Order::ByStripe => {
            (0..count).for_each(|at| stripes.iter().for_each(|of| picture.extend(of[at])));
        }
    }
    picture
}

/// Splits coded data into stripes. Each has its end marker, and the marker before it that moves the
/// adaptive template pixel, if there is one.
fn stripes_of(mut octets: &[u8]) -> Vec<&[u8]> {
    let mut stripes = Vec::new();
    let mut at = 0;
    while at + 1 < octets.len() {
        at += match (octets[at], octets[at + 1]) {
            (0xFF, 2) => {
                let (stripe, rest) = octets.split_at(at + 2);
                stripes.push(stripe);
                (octets, at) = (rest, 0);
                0
            }
            (0xFF, 6) => 8,
            (0xFF, _) => 2,
            _ => 1,
        };
    }
    stripes
}

/// Returns the Gray code of a number of eight bits.
pub const fn gray(value: u8) -> u32 {
    (value ^ value >> 1) as u32
}

/// Returns a page in L\*a\*b\*, with eight bits for each.
pub fn lab_page(width: u32, rows: u32, order: Order, colour: impl Fn(u32, u32) -> Lab) -> Vec<u8> {
    let pixel = |x, y| colour(x, y).into_iter().fold(0, |bits, part| bits << 8 | gray(part));
    let picture = picture(&planes(width, rows, 24, pixel), 128, order);
    [header(200, kind::COLOUR, [8, 8, 8, 0], &[]), picture].concat()
}

/// Returns a page with only L\*, in eight bits.
pub fn grey_page(width: u32, rows: u32, colour: impl Fn(u32, u32) -> Lab) -> Vec<u8> {
    let pixel = |x, y| gray(colour(x, y)[0]);
    let picture = picture(&planes(width, rows, 8, pixel), 128, Order::ByStripe);
    [header(200, kind::GREY, [8, 0, 0, 0], &[]), picture].concat()
}

/// Returns a page with a palette of these colours. `number` returns the number of a pixel's colour.
pub fn palette_page(
    (width, rows): (u32, u32),
    bits: u8,
    colours: &[Lab],
    order: Order,
    number: impl Fn(u32, u32) -> u32,
) -> Vec<u8> {
    let picture = picture(&planes(width, rows, bits.into(), number), 128, order);
    [header(200, kind::PALETTE, [bits, 0, 0, 0], &[palette(colours)]), picture].concat()
}

/// Returns a page with one bit for each primary colour or ink. The first one is the highest bit.
pub fn bits_page(width: u32, rows: u32, kind: u8, pixel: impl Fn(u32, u32) -> u32) -> Vec<u8> {
    let count = if kind == kind::CMYK { 4 } else { 3 };
    let picture = picture(&planes(width, rows, count, pixel), 128, Order::ByStripe);
    let bits = [1, 1, 1, u8::from(kind == kind::CMYK)];
    [header(200, kind, bits, &[]), picture].concat()
}

/// Returns the colour number of a pixel of [`colours::colour_at`](super::colours::colour_at). The
/// area with a different colour at each pixel is middle grey here.
pub fn fields(x: u32, y: u32) -> u32 {
    if (x / 64) % 4 == 3 { 4 } else { (x / 64 + 3 * (y / 64)) % 8 }
}

/// Returns the palette for [`fields`].
pub fn colours_of_fields() -> Vec<Lab> {
    (0..8)
        .map(|number| super::colours::colour_at(64 * (number % 3), field_row(number)))
        .collect()
}

/// Returns a row of the page in which the field with this number is in one of the first three
/// columns.
fn field_row(number: u32) -> u32 {
    let row = (0..8).find(|row| (number % 3 + 3 * row) % 8 == number);
    64 * row.expect("each number has a row")
}
