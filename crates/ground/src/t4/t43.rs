//! A page in greys or colours that is coded without loss: bit planes in JBIG, as defined by ITU-T
//! T.43.
//!
//! A page begins with a header of segments like those of JPEG (`header.rs`), which define the bits
//! of a pixel. A pixel has one bit for each of three or four inks or lights, or the number of a
//! colour in the header's palette. Or it is L\* alone, or L\*a\*b\*, coded by T.42 in a given
//! number of bits each. After the header come the planes of these bits by T.82, the highest bit of
//! the first component first (`jbig/planes.rs`). Values of many shades are in Gray code, so that
//! neighbouring shades differ in one bit.
//!
//! No Recommendation was read for this module. The header, the kinds of image and their numbers are
//! those of spandsp's reader and of its draft of a writer. Kinds, bits, Gray code and its use are
//! also in RFC 3949 §7. RFC 2880 §3.7 says that planes are sent stripe by stripe, or one after the
//! other (bit 37 of DIS). spandsp's reader expects all planes in one picture of T.82. Where several
//! pictures follow the header, this module takes the next planes from each.

mod encode;
mod header;

use super::jbig::{self, Entity};
use super::jpeg::{Gamut, MOST_PIXELS};
pub use encode::{MOST_COLOURS, Numbered, encode};
use header::Header;
use std::fmt;

/// The properties of a page that are known before any pixel is decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The number of pixels in a row.
    pub width: u32,
    /// The number of rows.
    pub rows: u32,
    /// The meaning of a pixel's bits.
    pub image: Image,
    /// The resolution in pixels per inch.
    pub dpi: u16,
    /// The range of the octets of L\*a\*b\*.
    pub gamut: Gamut,
    /// The colours of the palette, in octets of L\*a\*b\*. Empty if there is no palette.
    pub palette: Vec<[u8; 3]>,
    /// Whether the end of the page arrived: the last stripe of the last plane.
    pub has_end: bool,
}

/// The meaning of a pixel's bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image {
    /// One bit for each of these primaries.
    Bits(Primaries),
    /// The number of a colour in the palette, in this many bits.
    Palette(u8),
    /// L\* in this many bits.
    Grey(u8),
    /// L\*, a\* and b\*, each in this many bits.
    Colour([u8; 3]),
}

/// The primary colours that are mixed in a page with one bit for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primaries {
    /// Lights: red, green and blue.
    Rgb,
    /// Inks: cyan, magenta and yellow.
    Cmy,
    /// Inks: cyan, magenta, yellow and black.
    Cmyk,
}

impl Primaries {
    /// The number of primaries.
    pub const fn count(self) -> u8 {
        match self {
            Self::Rgb | Self::Cmy => 3,
            Self::Cmyk => 4,
        }
    }

    /// The colour of a pixel, as red, green and blue. The highest bit of `pixel` belongs to the
    /// first primary.
    pub fn colour(self, pixel: u8) -> [u8; 3] {
        let bit = |at: u8| pixel >> (self.count() - 1 - at) & 1 == 1;
        let light = |lit: bool| if lit { 255 } else { 0 };
        match self {
            Self::Rgb => [0, 1, 2].map(|at| light(bit(at))),
            Self::Cmy => [0, 1, 2].map(|at| light(!bit(at))),
            Self::Cmyk => [0, 1, 2].map(|at| light(!bit(at) && !bit(3))),
        }
    }
}

impl Image {
    /// The number of planes.
    pub fn planes(self) -> u32 {
        match self {
            Self::Bits(primaries) => primaries.count().into(),
            Self::Palette(bits) | Self::Grey(bits) => bits.into(),
            Self::Colour(bits) => bits.into_iter().map(u32::from).sum(),
        }
    }

    /// The octet of a decoded pixel to which the bit of a plane belongs, and the position of the
    /// bit in the octet. `None` if the plane is left out because an octet is not as fine.
    fn place(self, plane: u32) -> Option<(usize, u8)> {
        // The highest eight bits of a value are kept. A value of fewer bits has its lowest bit at
        // bit 0 of the octet.
        let fine = |plane: u32, bits: u8| {
            let bit = u32::from(bits.min(8)).checked_sub(plane + 1)?;
            Some(bit as u8)
        };
        match self {
            Self::Bits(primaries) => Some((0, fine(plane, primaries.count())?)),
            // A number of more than eight bits has its high bits in the first octet, and its last
            // eight bits in the second.
            Self::Palette(bits) => match u32::from(bits).checked_sub(plane + 1)? {
                low if bits <= 8 || low >= 8 => Some((0, (low % 8) as u8)),
                low => Some((1, low as u8)),
            },
            Self::Grey(bits) => Some((0, fine(plane, bits)?)),
            Self::Colour(bits) => {
                let mut plane = plane;
                for (component, bits) in bits.into_iter().enumerate() {
                    if plane < u32::from(bits) {
                        return Some((component, fine(plane, bits)?));
                    }
                    plane -= u32::from(bits);
                }
                None
            }
        }
    }

    /// The number of octets into which a pixel is decoded.
    const fn octets(self) -> usize {
        match self {
            Self::Palette(9..) => 2,
            Self::Bits(_) | Self::Palette(_) | Self::Grey(_) => 1,
            Self::Colour(_) => 3,
        }
    }
}

/// The pixels of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// The decoded octets, row by row. One part: the bits of all primaries, or the colour's number.
    /// Two parts for a number of more than eight bits: its high bits, and its lowest eight. Three
    /// parts for L\*a\*b\*: each component scaled to an octet.
    pub parts: Vec<Vec<u8>>,
    /// The number of rows of which all planes have arrived.
    pub good: u32,
    /// The reason why no further row could be decoded. `None` if the page is complete or its octets
    /// end.
    pub fault: Option<jbig::Fault>,
}

/// Which part of a page is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Only the lightness of each pixel: of L\*a\*b\*, the first component.
    Lightness,
    /// All components.
    Colours,
}

impl Facts {
    /// The number of decisions of the arithmetic coder that decoding takes: one for each pixel of
    /// each plane that is needed. A page of some hundred octets may need as many as the largest
    /// page.
    pub fn decisions(&self, wanted: Wanted) -> u64 {
        let is_wanted = |part: usize| wanted == Wanted::Colours || !is_of_colours(self.image, part);
        let planes = (0..self.image.planes())
            .filter(|plane| self.image.place(*plane).is_some_and(|(part, _)| is_wanted(part)));
        planes.count() as u64 * u64::from(self.width) * u64::from(self.rows)
    }
}

/// The reason why no part of a page can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The header ends or becomes invalid before it describes the page.
    Header,
    /// The planes have this coding, not JBIG (0).
    Coding(u8),
    /// An unknown kind of image.
    Kind(u8),
    /// An invalid number of bits of a component or of a palette's numbers.
    Bits(u8),
    /// The palette is missing or cannot be read.
    Palette,
    /// The page does not have the planes that its header announces.
    Planes,
    /// The octets end before the first plane begins.
    NoPlane,
    /// The page has no rows.
    NoRows,
    /// The page has more pixels than the limit: its width and its rows.
    TooLarge(u32, u32),
    /// A fault of the planes' JBIG coding.
    Jbig(jbig::Fault),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("its header ends before it says what it is"),
            Self::Coding(number) => write!(f, "its planes are in coding {number}, not in JBIG (0)"),
            Self::Kind(number) => write!(f, "its kind of colours ({number}) is unknown"),
            Self::Bits(bits) => write!(f, "it has {bits} bits for what has 1 to 12, or 16"),
            Self::Palette => f.write_str("its palette of colours is missing or damaged"),
            Self::Planes => f.write_str("it has not the bit planes that its header says"),
            Self::NoPlane => f.write_str("it ends before its first bit plane"),
            Self::NoRows => f.write_str("it has no rows"),
            Self::TooLarge(width, rows) => {
                write!(f, "{width} × {rows} pixels are more than a page may have")
            }
            Self::Jbig(fault) => write!(f, "{fault}"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<jbig::Fault> for Fault {
    fn from(fault: jbig::Fault) -> Self {
        Self::Jbig(fault)
    }
}

/// The first octets of a page (BCIH).
pub(super) const BEGIN: [u8; 2] = [0xFF, 0xA8];

/// The most rows of a page, as for JPEG.
const MOST_ROWS: u32 = 65_535;

/// Reads the properties of the page from its header and markers.
///
/// # Errors
/// The reason why none of its pixels can be shown.
pub fn read(octets: &[u8]) -> Result<Facts, Fault> {
    Page::of(octets).map(|page| page.facts)
}

/// The position after the end of the page, if the end arrived. The octets after it are the zeros
/// that fill the last ECM frame.
pub fn end(octets: &[u8]) -> Option<usize> {
    Page::of(octets).ok()?.end
}

/// The position at which the pixels begin, after the data that all pages of one kind share.
pub fn head(octets: &[u8]) -> Option<usize> {
    Some(Header::read(octets).ok()?.end + jbig::HEADER_LEN)
}

/// Decodes the page's pixels, as far as they arrived. Missing pixels are 0.
///
/// # Errors
/// The reason why none of them can be shown.
pub fn decode(octets: &[u8], wanted: Wanted) -> Result<Pixels, Fault> {
    Ok(Page::of(octets)?.decode(octets, wanted))
}

/// A page with the length and kind of this one, but without its content: pixels and colours of the
/// palette become zeros.
pub fn without_pixels(octets: &[u8]) -> Vec<u8> {
    let mut blank = vec![0; octets.len()];
    header::blank(octets, &mut blank);
    if let Ok(page) = Page::of(octets) {
        for picture in &page.pictures {
            if let (Some(octets), Some(blank)) =
                (octets.get(picture.start..), blank.get_mut(picture.start..))
            {
                let end = picture.entity.end().unwrap_or(octets.len());
                Entity::blank(&octets[..end], &mut blank[..end]); // both are as long
            }
        }
    }
    blank
}

/// A page with its markers read.
struct Page {
    facts: Facts,
    pictures: Vec<Picture>,
    end: Option<usize>,
}

/// A picture of T.82.
struct Picture {
    entity: Entity,
    /// The position at which the picture begins.
    start: usize,
    /// The number of planes before the first plane of this picture.
    before: u32,
}

impl Page {
    fn of(octets: &[u8]) -> Result<Self, Fault> {
        let Header { image, dpi, gamut, palette, end: mut at } = Header::read(octets)?;
        let planes = image.planes();
        let (mut pictures, mut found, mut has_end) = (Vec::<Picture>::new(), 0, false);
        while found < planes {
            let entity = match Entity::of(octets.get(at..).unwrap_or_default()) {
                Ok(Some(entity)) => entity,
                // A picture is missing: these are the zeros that fill the last ECM frame.
                Err(_) if !pictures.is_empty() => break,
                Ok(None) => break,
                Err(fault) => return Err(fault.into()),
            };
            if entity.rows() == 0 {
                return Err(Fault::NoRows);
            }
            if pictures.first().is_some_and(|first| !first.entity.is_as_large_as(&entity)) {
                return Err(Fault::Planes);
            }
            let (before, end, start) = (found, entity.end(), at);
            found += u32::from(entity.planes());
            pictures.push(Picture { entity, start, before });
            has_end = end.is_some() && found == planes;
            let Some(end) = end else { break };
            at += end;
        }
        if found > planes {
            return Err(Fault::Planes);
        }
        let first = &pictures.first().ok_or(Fault::NoPlane)?.entity;
        let (width, rows) = (first.width(), first.rows());
        if rows > MOST_ROWS || u64::from(width) * u64::from(rows) > MOST_PIXELS {
            return Err(Fault::TooLarge(width, rows));
        }
        let facts = Facts { width, rows, image, dpi, gamut, palette, has_end };
        Ok(Self { facts, pictures, end: has_end.then_some(at) })
    }

    fn decode(&self, octets: &[u8], wanted: Wanted) -> Pixels {
        let Facts { width, rows, image, .. } = self.facts;
        let (width, count) = (width as usize, width as usize * rows as usize);
        let is_wanted = |part: usize| wanted == Wanted::Colours || !is_of_colours(image, part);
        let mut parts: Vec<Vec<u8>> = (0..image.octets())
            .map(|part| if is_wanted(part) { vec![0; count] } else { Vec::new() })
            .collect();
        let (mut good, mut fault) = (rows, None);
        let mut planes = 0;
        for Picture { entity, start, before } in &self.pictures {
            let place = |plane: u8| {
                image.place(before + u32::from(plane)).filter(|(part, _)| is_wanted(*part))
            };
            let (came, why) = entity.decode(
                octets.get(*start..).unwrap_or_default(),
                |plane| place(plane).is_some(),
                |plane, row, words| {
                    let Some((part, bit)) = place(plane) else { return };
                    let row = row as usize * width;
                    if let Some(row) = parts[part].get_mut(row..row + width) {
                        merge(row, words, bit);
                    }
                },
            );
            planes += u32::from(entity.planes());
            good = good.min(came);
            fault = fault.or(why);
        }
        // If a plane is missing, no row is complete.
        if planes < image.planes() {
            good = 0;
        }
        scale(&mut parts, image);
        Pixels { parts, good, fault }
    }
}

/// Whether this part has only colour information, so that the lightness of a pixel does not depend
/// on it.
const fn is_of_colours(image: Image, part: usize) -> bool {
    matches!(image, Image::Colour(_)) && part > 0
}

/// Puts the bits of a plane into a row of octets.
fn merge(row: &mut [u8], words: &[u64], bit: u8) {
    for (octets, word) in row.chunks_mut(64).zip(words) {
        if *word == 0 {
            continue;
        }
        for (at, octet) in octets.iter_mut().enumerate() {
            *octet |= ((word >> (63 - at) & 1) as u8) << bit;
        }
    }
}

/// Converts values from Gray code to numbers and scales them to 0 to 255, for any number of bits.
fn scale(parts: &mut [Vec<u8>], image: Image) {
    let bits = match image {
        Image::Grey(bits) => [bits, 0, 0],
        Image::Colour(bits) => bits,
        Image::Bits(_) | Image::Palette(_) => return,
    };
    for (part, bits) in parts.iter_mut().zip(bits) {
        let most = (1_u32 << bits.clamp(1, 8)) - 1;
        let scaled: [u8; 256] = std::array::from_fn(|gray| {
            let number = (0..8).fold(gray as u32, |number, by| number ^ gray as u32 >> (by + 1));
            (number.min(most) * 255 / most) as u8
        });
        part.iter_mut().for_each(|octet| *octet = scaled[usize::from(*octet)]);
    }
}

#[cfg(test)]
mod tests;
