//! Decodes a colour page coded by T.43: to the lightness of its pixels, and to a form that a PDF
//! can contain, since a PDF has no decoder for JBIG.

use super::lab::Lab;
use super::lightness::greys_of;
use super::{A4_INCHES, Fault, Shown};
use crate::dither::dither_at;
use crate::grey::Grey;
use ferrofax_ground::t4::t43::{self, Facts, Image, Wanted};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// Makes the page black and white, as [`super::in_black_and_white`] does.
pub(super) fn in_black_and_white(octets: &[u8], dpi: f64, width: u32) -> Shown {
    let read = t43::read(octets).map_err(Fault::from).and_then(|facts| {
        let decisions = facts.decisions(Wanted::Lightness);
        if decisions > MOST_DECISIONS {
            return Ok((facts, Err(Fault::TooMuch(decisions / 1_000_000))));
        }
        Ok((facts, Ok(t43::decode(octets, Wanted::Lightness)?)))
    });
    let (facts, mut pixels) = match read {
        Ok((facts, Ok(pixels))) => (facts, pixels),
        Ok((facts, Err(fault))) => return Shown::nothing(facts.width, facts.rows, fault),
        Err(fault) => return Shown::nothing(width, (dpi * A4_INCHES) as u32, fault),
    };
    let (width, rows, good) = (facts.width, facts.rows, pixels.good);
    let why = pixels.fault.map(|fault| Fault::Planes(good, fault));
    if good == 0 {
        return Shown::nothing(width, rows, why.unwrap_or(Fault::CutOff(0)));
    }
    let mut greys = greys(&facts, &mut pixels.parts);
    greys
        .iter_mut()
        .skip(good as usize * width as usize)
        .for_each(|grey| *grey = 255);
    Shown {
        bitmap: dither_at(&Grey::new(width, greys), dpi, dpi),
        bad_rows: rows - good,
        fault: (good < rows).then(|| why.unwrap_or(Fault::CutOff(good))),
    }
}

/// The greatest number of decisions of the arithmetic coder for a page in black and white, which
/// take about a second. A page of A4 at 400 dpi in 256 greys has fewer.
const MOST_DECISIONS: u64 = 150_000_000;

/// The lightness of each pixel, as screen greys.
fn greys(facts: &Facts, parts: &mut [Vec<u8>]) -> Vec<u8> {
    let of_light = greys_of(&facts.gamut);
    let of_octet = |to: &dyn Fn(u8) -> u8, mut octets: Vec<u8>| {
        let table: [u8; 256] = std::array::from_fn(|octet| to(octet as u8));
        octets.iter_mut().for_each(|octet| *octet = table[usize::from(*octet)]);
        octets
    };
    let light = |colour: usize| {
        facts.palette.get(colour).map_or(255, |colour| of_light[usize::from(colour[0])])
    };
    match (facts.image, parts) {
        (Image::Bits(primaries), [bits]) => {
            let own = greys_of(&ferrofax_ground::t4::jpeg::Gamut::default());
            let light = |pixel| own[usize::from(Lab::default().of(primaries.colour(pixel))[0])];
            of_octet(&light, std::mem::take(bits))
        }
        (Image::Palette(_), [high, low]) => {
            let numbers = high.iter().zip(low).map(|(high, low)| number(*high, *low));
            numbers.map(light).collect()
        }
        (Image::Palette(_), [numbers]) => {
            of_octet(&|number| light(usize::from(number)), std::mem::take(numbers))
        }
        (_, [values, ..]) => {
            of_octet(&|value| of_light[usize::from(value)], std::mem::take(values))
        }
        // A page has one part at least.
        (_, []) => Vec::new(),
    }
}

/// The number of a colour that has more than eight bits.
fn number(high: u8, low: u8) -> usize {
    usize::from(u16::from_be_bytes([high, low]))
}

/// A page in the form that a PDF contains.
pub(crate) struct Flat {
    pub(crate) width: u32,
    pub(crate) rows: u32,
    pub(crate) space: Space,
    /// The bytes of a pixel.
    pub(crate) octets: u8,
    /// All bytes compressed by Deflate, each row as its difference to the row above (PNG's filter
    /// 2).
    pub(crate) deflated: Vec<u8>,
}

/// The meaning of a pixel's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// The number of a colour in this table of screen colours, which has three bytes for each
    /// colour.
    Screens(Vec<u8>),
    /// The number of a colour in this table of L\*a\*b\* colours, which has three bytes for each
    /// colour: L\* from 0 to 100, a\* and b\* unchanged.
    Palette(Vec<u8>),
    /// L\* alone, in the range of the page.
    Grey,
    /// L\*, a\* and b\* of the pixel.
    Lab,
}

/// The space left in a PDF for pages coded by T.43, because a few received bytes may describe
/// millions of pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// The bytes left for data that are coded again.
    pub(crate) octets: usize,
    /// The decisions left for the arithmetic coder.
    pub(crate) decisions: u64,
}

/// The page for a PDF. `None` if it takes more than the space left, or is not complete.
pub(crate) fn for_pdf(octets: &[u8], facts: &Facts, room: &mut Room) -> Option<Flat> {
    let (most, decisions) = (room.octets, facts.decisions(Wanted::Colours));
    if most == 0 || decisions > room.decisions {
        return None;
    }
    room.decisions -= decisions;
    let pixels = t43::decode(octets, Wanted::Colours).ok()?;
    // A component that the black-and-white copy does not use may be broken.
    if pixels.good < facts.rows || pixels.fault.is_some() {
        return None;
    }
    let (space, octets) = match facts.image {
        Image::Bits(primaries) => {
            let colours = (0..1 << primaries.count()).flat_map(|pixel| primaries.colour(pixel));
            (Space::Screens(colours.collect()), 1)
        }
        Image::Palette(bits) if bits <= 8 => (Space::Palette(palette(facts, bits)), 1),
        Image::Palette(_) | Image::Colour(_) => (Space::Lab, 3),
        Image::Grey(_) => (Space::Grey, 1),
    };
    let width = facts.width as usize;
    let mut rows = Rows::new(width * usize::from(octets), most);
    for y in 0..facts.rows as usize {
        if rows.are_too_many {
            return None;
        }
        let row = y * width..(y + 1) * width;
        let part = |number: usize| pixels.parts.get(number)?.get(row.clone());
        match (facts.image, octets) {
            (Image::Palette(_), 3) => {
                let pairs = part(0)?.iter().zip(part(1)?);
                rows.put(pairs.flat_map(|(high, low)| colour(facts, number(*high, *low))));
            }
            (_, 3) => {
                let (light, rest) = (part(0)?.iter(), part(1)?.iter().zip(part(2)?));
                rows.put(
                    light.zip(rest).flat_map(|(light, (red, yellow))| [*light, *red, *yellow]),
                );
            }
            _ => rows.put(part(0)?.iter().copied()),
        }
    }
    let deflated = rows.finish()?;
    room.octets -= deflated.len(); // it has no more than `most`
    Some(Flat { width: facts.width, rows: facts.rows, space, octets, deflated })
}

/// A colour of the palette; white if the palette has fewer.
fn colour(facts: &Facts, number: usize) -> [u8; 3] {
    facts.palette.get(number).copied().unwrap_or(Lab::WHITE)
}

/// All colours of a palette with this number of bits. L\* is scaled to 0 to 100 from the page's own
/// range.
fn palette(facts: &Facts, bits: u8) -> Vec<u8> {
    let (least, most) = facts.gamut.ends(0);
    let light = |octet: u8| {
        let light = least + (most - least) * f64::from(octet) / 255.0;
        (light.clamp(0.0, 100.0) * 2.55).round() as u8
    };
    let colours = (0..1 << bits).map(|number| colour(facts, number));
    colours.flat_map(|[l, red, yellow]| [light(l), red, yellow]).collect()
}

/// Compresses rows by Deflate.
struct Rows {
    encoder: ZlibEncoder<Vec<u8>>,
    above: Vec<u8>,
    row: Vec<u8>,
    most: usize,
    /// Whether the rows take more bytes than they may.
    are_too_many: bool,
}

impl Rows {
    fn new(octets: usize, most: usize) -> Self {
        let encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        Self { encoder, above: vec![0; octets], row: Vec::new(), most, are_too_many: most == 0 }
    }

    fn put(&mut self, octets: impl Iterator<Item = u8>) {
        self.row.clear();
        self.row.push(PNG_UP);
        for (above, octet) in self.above.iter_mut().zip(octets) {
            self.row.push(octet.wrapping_sub(*above));
            *above = octet;
        }
        let has_failed = self.encoder.write_all(&self.row).is_err();
        self.are_too_many |= has_failed || self.encoder.get_ref().len() > self.most;
    }

    fn finish(self) -> Option<Vec<u8>> {
        let deflated = self.encoder.finish().ok().filter(|_| !self.are_too_many)?;
        (deflated.len() <= self.most).then_some(deflated)
    }
}

/// PNG's filter for a row that is written as its difference to the row above.
const PNG_UP: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_decodes_no_more_of_all_pages_than_it_may() {
        let (colours, numbers) = (vec![[0; 3], Lab::WHITE], vec![1; 64 * 40]);
        let page = t43::Numbered { width: 64, colours, numbers };
        let page = t43::encode(&page, 200, 1 << 20).expect("it is small");
        let facts = t43::read(&page).expect("it is a page");
        let each = facts.decisions(Wanted::Colours);
        assert!(each > 0);
        let mut room = Room { octets: 1 << 20, decisions: 2 * each };
        assert!(for_pdf(&page, &facts, &mut room).is_some());
        assert!(for_pdf(&page, &facts, &mut room).is_some());
        assert!(for_pdf(&page, &facts, &mut room).is_none());
        assert!(room.octets < 1 << 20 && room.decisions == 0);
    }
}
