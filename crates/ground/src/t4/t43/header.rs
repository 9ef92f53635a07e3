//! Reads and writes the header of a page by T.43 (BCIH), segment by segment.
//!
//! ```text
//! FFA8
//! FFE1, length (2 octets), "G3FAX" 0:   year, pixels per inch (2 octets each), coding, kind,
//!                                       bits of each of four components
//! FFE1, length, "G3FAX" 1:              offset and range of L*, a*, b* (2 octets each)
//! FFE1, length, "G3FAX" 2:              the white
//! FFE3, length (4 octets), "G3FAX" 3:   kind of palette (2 octets), entries (4), the entries
//! FFE1, 8, "G3FAX" FF
//! ```

use super::{BEGIN, Fault, Gamut, Image, Primaries};
use crate::t4::jpeg::read_gamut;
use std::ops::Range;

/// The content of a header.
pub(super) struct Header {
    pub(super) image: Image,
    pub(super) dpi: u16,
    pub(super) gamut: Gamut,
    pub(super) palette: Vec<[u8; 3]>,
    /// The position at which the first plane begins.
    pub(super) end: usize,
}

impl Header {
    pub(super) fn read(octets: &[u8]) -> Result<Self, Fault> {
        let mut segments = Segments::of(octets).ok_or(Fault::Header)?;
        let (mut first, mut gamut, mut palette) = (None, Gamut::default(), None);
        while let Some(segment) = segments.next() {
            match (segment.kind, segment.number) {
                (APP1, Some(0)) => first = Some(segment.rest),
                (APP1, Some(1)) => gamut = read_gamut(segment.rest).unwrap_or(gamut),
                (APP3, Some(3)) => palette = read_palette(segment.rest),
                (APP1, Some(END)) => {
                    let first = first.ok_or(Fault::Header)?;
                    return Self::of_segments(first, gamut, palette, segments.at);
                }
                _ => {}
            }
        }
        Err(Fault::Header)
    }

    fn of_segments(
        first: &[u8],
        gamut: Gamut,
        palette: Option<Vec<[u8; 3]>>,
        end: usize,
    ) -> Result<Self, Fault> {
        let [_, _, d0, d1, coding, kind, bits @ ..] =
            *first.first_chunk::<10>().ok_or(Fault::Header)?;
        if coding != 0 {
            return Err(Fault::Coding(coding));
        }
        let image = match kind {
            0 => Image::Bits(Primaries::Rgb),
            1 => Image::Bits(Primaries::Cmy),
            2 => Image::Bits(Primaries::Cmyk),
            PALETTE | 17 => Image::Palette(bits[0]),
            32 => Image::Grey(bits[0]),
            48 => Image::Colour([bits[0], bits[1], bits[2]]),
            _ => return Err(Fault::Kind(kind)),
        };
        let (counts, most) = match image {
            Image::Bits(_) => (0, 0),
            Image::Palette(_) => (1, 16),
            Image::Grey(_) => (1, 12),
            Image::Colour(_) => (3, 12),
        };
        if let Some(wrong) = bits[..counts].iter().find(|bits| !(1..=most).contains(*bits)) {
            return Err(Fault::Bits(*wrong));
        }
        let palette = match image {
            Image::Palette(_) => palette.filter(|some| !some.is_empty()).ok_or(Fault::Palette)?,
            _ => Vec::new(),
        };
        Ok(Self { image, dpi: u16::from_be_bytes([d0, d1]), gamut, palette, end })
    }
}

/// The octets of the header of a page whose pixels are numbers of `bits` bits. Each number means a
/// colour in the palette `colours`.
pub(super) fn of_palette(dpi: u16, bits: u8, colours: &[[u8; 3]]) -> Vec<u8> {
    let segment = |number: u8, rest: &[u8]| {
        let len = (2 + WORD.len() + 1 + rest.len()) as u16;
        [&[0xFF, APP1][..], &len.to_be_bytes(), WORD, &[number], rest].concat()
    };
    let facts =
        [&YEAR.to_be_bytes()[..], &dpi.to_be_bytes(), &[0, PALETTE, bits, 0, 0, 0]].concat();
    let len = (PALETTE_HEAD - 2 + 3 * colours.len()) as u32;
    let count = colours.len() as u32;
    [
        &BEGIN[..],
        &segment(0, &facts),
        &[0xFF, APP3],
        &len.to_be_bytes(),
        WORD,
        &[3, 0, 0],
        &count.to_be_bytes(),
        &colours.concat(),
        &segment(END, &[]),
    ]
    .concat()
}

/// The word with which fax segments begin.
const WORD: &[u8] = b"G3FAX";
/// The year of T.43's first edition, which the header contains.
const YEAR: u16 = 1997;
/// The number of the kind of page whose pixels are numbers of colours, with eight bits a component.
const PALETTE: u8 = 16;

/// Reads the colours of a palette: three octets each, or three pairs of octets with 12 bits each.
/// The palette cannot have more colours than octets arrived.
fn read_palette(segment: &[u8]) -> Option<Vec<[u8; 3]>> {
    let octets = match segment.first_chunk::<2>()? {
        [0, 0] => 3_usize,
        [0, 4] => 6,
        _ => return None,
    };
    let count = u32::from_be_bytes(*segment.get(2..)?.first_chunk()?) as usize;
    let entries = segment.get(6..octets.checked_mul(count)?.checked_add(6)?)?;
    let colours = entries.chunks_exact(octets).map(|entry| match *entry {
        [light, red, yellow] => [light, red, yellow],
        [l1, l0, a1, a0, b1, b0] => {
            [[l1, l0], [a1, a0], [b1, b0]].map(|pair| (u16::from_be_bytes(pair) >> 4) as u8)
        }
        _ => [0; 3], // there are no other sizes
    });
    Some(colours.collect())
}

const APP1: u8 = 0xE1;
const APP3: u8 = 0xE3;
/// The number of the last segment (ECIH).
const END: u8 = 0xFF;

struct Segment<'a> {
    kind: u8,
    /// The number after the word `G3FAX`; `None` in a segment of another program.
    number: Option<u8>,
    rest: &'a [u8],
    /// The position at which the segment begins, with its marker.
    start: usize,
}

/// An iterator over the segments of a header.
struct Segments<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    fn of(octets: &'a [u8]) -> Option<Self> {
        octets.starts_with(&BEGIN).then_some(Self { octets, at: BEGIN.len() })
    }

    /// Reads the next segment. `None` if the octets end or are not a segment.
    fn next(&mut self) -> Option<Segment<'a>> {
        let start = self.at;
        let rest = self.octets.get(start..)?;
        // The length field counts itself.
        let (field, len) = match *rest {
            [0xFF, APP1, l1, l0, ..] => (2, usize::from(u16::from_be_bytes([l1, l0]))),
            [0xFF, APP3, l3, l2, l1, l0, ..] => (4, u32::from_be_bytes([l3, l2, l1, l0]) as usize),
            _ => return None,
        };
        let mut end = start.checked_add(len)?.checked_add(2)?;
        let next_is_at = |at: usize| {
            let next = at.checked_add(2).and_then(|end| self.octets.get(at..end));
            matches!(next, Some([0xFF, APP1 | APP3]))
        };
        // Some encoders count a length field of four octets as two.
        if field == 4 && !next_is_at(end) && next_is_at(end + 2) {
            end += 2;
        }
        let body = self.octets.get(start + 2 + field..end)?;
        let (number, body) = match body.strip_prefix(WORD).and_then(<[u8]>::split_first) {
            Some((number, body)) => (Some(*number), body),
            None => (None, body),
        };
        self.at = end;
        Some(Segment { kind: rest[1], number, rest: body, start }) // it has its kind
    }
}

/// Copies the header without the colours of its palette.
pub(super) fn blank(octets: &[u8], into: &mut [u8]) {
    let Some(mut segments) = Segments::of(octets) else { return };
    let mut keep = |place: Range<usize>| {
        if let (Some(to), Some(from)) = (into.get_mut(place.clone()), octets.get(place)) {
            to.copy_from_slice(from);
        }
    };
    keep(0..BEGIN.len());
    while let Some(segment) = segments.next() {
        let end = match (segment.kind, segment.number) {
            (APP3, _) => segments.at.min(segment.start + PALETTE_HEAD),
            (_, Some(_)) => segments.at,
            // Other programs' and people's data: only the marker and the length are kept.
            (_, None) => segments.at.min(segment.start + 4),
        };
        keep(segment.start..end);
        if segment.number == Some(END) {
            return;
        }
    }
}

/// The octets of a palette's segment before its entries.
const PALETTE_HEAD: usize = 18;
