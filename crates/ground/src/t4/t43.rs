//! A page in greys or colours coded without loss: JBIG of bit planes, as ITU-T T.43 has it.
//!
//! A header says what the bits of a pixel are, in segments like those of JPEG (`header.rs`): one bit
//! for each of three or four inks or lights; a number in a palette of colours, which the header
//! brings with it; L\* alone, or L\*a\*b\*, in so many bits each, as T.42 codes them. Behind it come the
//! planes of these bits, the highest of the first component first, by T.82 (`jbig/planes.rs`).
//! What is of many shades is in Gray code, so that neighbours differ in one bit.
//!
//! No Recommendation was read for this. The header, the kinds and their numbers are those of
//! spandsp's reader and of its sketch of a writer; kinds, bits, Gray code and where it is used are in RFC 3949 §7, too; that planes
//! come stripe by stripe, or one by one (bit 37 of DIS), in RFC 2880 §3.7. That all planes are of one
//! picture of T.82 is spandsp's reading; where more than one picture follows the header, each has
//! the next planes.

mod encode;
mod header;

use super::jbig::{self, Entity};
use super::jpeg::{Gamut, MOST_PIXELS};
pub use encode::{MOST_COLOURS, Numbered, encode};
use header::Header;
use std::fmt;

/// What is known of a page before a pixel of it is decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// What its pixels are.
    pub image: Image,
    /// Pixels per inch.
    pub dpi: u16,
    /// What octets of L\*a\*b\* mean.
    pub gamut: Gamut,
    /// The colours of a palette, in octets of L\*a\*b\*; none where there is no palette.
    pub palette: Vec<[u8; 3]>,
    /// Whether its end came: the last stripe of the last plane.
    pub has_end: bool,
}

/// What the bits of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image {
    /// A bit for each of these.
    Bits(Primaries),
    /// So many bits, the number of a colour in the palette.
    Palette(u8),
    /// L\* in so many bits.
    Grey(u8),
    /// L\*, a\* and b\* in so many bits each.
    Colour([u8; 3]),
}

/// What is mixed where each has one bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primaries {
    /// Lights: red, green, blue.
    Rgb,
    /// Inks: cyan, magenta, yellow.
    Cmy,
    /// The same and black.
    Cmyk,
}

impl Primaries {
    /// How many they are.
    pub const fn count(self) -> u8 {
        match self {
            Self::Rgb | Self::Cmy => 3,
            Self::Cmyk => 4,
        }
    }

    /// The colour of a pixel, as screens have it. The first bit is the highest.
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
    /// How many planes there are.
    pub fn planes(self) -> u32 {
        match self {
            Self::Bits(primaries) => primaries.count().into(),
            Self::Palette(bits) | Self::Grey(bits) => bits.into(),
            Self::Colour(bits) => bits.into_iter().map(u32::from).sum(),
        }
    }

    /// Of which octet of a pixel a plane is, and which bit there; none: of none, since it is finer
    /// than an octet.
    fn place(self, plane: u32) -> Option<(usize, u8)> {
        // The highest eight of so many bits, and from the bottom where they are fewer.
        let fine = |plane: u32, bits: u8| {
            let bit = u32::from(bits.min(8)).checked_sub(plane + 1)?;
            Some(bit as u8)
        };
        match self {
            Self::Bits(primaries) => Some((0, fine(plane, primaries.count())?)),
            // More than an octet: the highest bits first, the last eight in the second.
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

    /// How many octets a pixel is decoded to.
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
    /// Row by row: the bits of all primaries, the number of the colour (or its highest bits, and its
    /// lowest eight by themselves), or each component scaled to an octet.
    pub parts: Vec<Vec<u8>>,
    /// Rows of which all planes came.
    pub good: u32,
    /// Why no more did, if not because its octets end.
    pub fault: Option<jbig::Fault>,
}

/// What is to be decoded of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// How light each pixel is: of L\*a\*b\* the first alone.
    Lightness,
    /// All of it.
    Colours,
}

impl Facts {
    /// How many decisions of the arithmetic coder it takes to decode that: one for each pixel of each
    /// plane that has a place in it. Some hundred octets may say as many as there may be.
    pub fn decisions(&self, wanted: Wanted) -> u64 {
        let is_wanted = |part: usize| wanted == Wanted::Colours || !is_of_colours(self.image, part);
        let planes = (0..self.image.planes())
            .filter(|plane| self.image.place(*plane).is_some_and(|(part, _)| is_wanted(part)));
        planes.count() as u64 * u64::from(self.width) * u64::from(self.rows)
    }
}

/// Why nothing of a page can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Its header ends, or is none any more, before it says what it is.
    Header,
    /// Its planes are not coded by JBIG (0), but by this.
    Coding(u8),
    /// A kind of image that there is not.
    Kind(u8),
    /// So many bits of a component or of a palette's numbers.
    Bits(u8),
    /// A palette is wanted, and there is none, or one that cannot be read.
    Palette,
    /// It has not the planes that its header says.
    Planes,
    /// Its octets end before the first plane begins.
    NoPlane,
    /// No rows.
    NoRows,
    /// More pixels than a page may have.
    TooLarge(u32, u32),
    /// Its planes say so.
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

/// With what a page begins (BCIH).
pub(super) const BEGIN: [u8; 2] = [0xFF, 0xA8];

/// The most rows, as of JPEG.
const MOST_ROWS: u32 = 65_535;

/// What the page's header and its markers say.
///
/// # Errors
/// Why none of its pixels can be shown.
pub fn read(octets: &[u8]) -> Result<Facts, Fault> {
    Page::of(octets).map(|page| page.facts)
}

/// Where the page ends, if it does: what follows are the zeros that fill its last frame.
pub fn end(octets: &[u8]) -> Option<usize> {
    Page::of(octets).ok()?.end
}

/// Where the pixels of a page begin, behind all that pages of one kind have in common.
pub fn head(octets: &[u8]) -> Option<usize> {
    Some(Header::read(octets).ok()?.end + jbig::HEADER_LEN)
}

/// The page's pixels, as far as they came; 0 where they did not.
///
/// # Errors
/// Why none of them can be shown.
pub fn decode(octets: &[u8], wanted: Wanted) -> Result<Pixels, Fault> {
    Ok(Page::of(octets)?.decode(octets, wanted))
}

/// A page as long as this one and of the same kind that shows nothing: its pixels are zeros, and so
/// are the colours of its palette.
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

/// A page whose markers were read.
struct Page {
    facts: Facts,
    pictures: Vec<Picture>,
    end: Option<usize>,
}

/// A picture of T.82.
struct Picture {
    entity: Entity,
    /// Where it begins.
    start: usize,
    /// Planes before its first one.
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
                // Zeros that fill its last frame, where a picture is missing.
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
        // What did not come at all has no rows.
        if planes < image.planes() {
            good = 0;
        }
        scale(&mut parts, image);
        Pixels { parts, good, fault }
    }
}

/// Whether how light a pixel is does not hang on it.
const fn is_of_colours(image: Image, part: usize) -> bool {
    matches!(image, Image::Colour(_)) && part > 0
}

/// Puts a plane's bits into a row of octets.
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

/// Makes numbers of what is in Gray code, from 0 to 255 whatever its bits are.
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
