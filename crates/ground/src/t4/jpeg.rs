//! A page in greys or colours: JPEG (ITU-T T.81) as T.4 annex E has it for faxes, and what its
//! markers say. No pixel is decoded here.
//!
//! Such a page is baseline JPEG of one component, L\*, or of three, L\*a\*b\* as T.42 codes them
//! in octets, in frames of error correction. Its first segment is an APP1 of the word `G3FAX`
//! with the pixels per inch; two more may say another range of colours or another white. The rows
//! need not be known when it begins: DNL behind the scan says them then (T.81 §B.2.5).
//!
//! The bits of DIS, the segments and the default ranges were compared in spandsp and in RFC 3949,
//! the bits in HylaFAX, too; DNL in T.81.

mod marker;
mod tables;

use marker::{Piece, Pieces};
use std::borrow::Cow;
use std::fmt;
pub use tables::{CodedRows, Codes, Tables};

/// What is known of a page before a pixel of it is decoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// 1: L\* alone. 3: L\*a\*b\*.
    pub components: u8,
    /// How many pixels the first component has for each of the others, across and down.
    pub subsampling: (u8, u8),
    /// Pixels per inch, by the segment of faxes; none where there is no such segment.
    pub dpi: Option<u16>,
    /// What its octets mean.
    pub gamut: Gamut,
    /// The white that it is relative to, where that is not D50 or is said (`G3FAX2`).
    pub illuminant: Option<[u8; 4]>,
    /// Whether its end (EOI) came.
    pub has_end: bool,
}

/// The range of each component (T.42): an octet `v` is `(v − offset) × range / 255`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gamut {
    /// The octets that are 0 of L\*, a\* and b\*.
    pub offsets: [u16; 3],
    /// From the least to the greatest of each.
    pub ranges: [u16; 3],
}

impl Default for Gamut {
    /// L\* from 0 to 100, a\* from −85 to 85, b\* from −75 to 125.
    fn default() -> Self {
        Self { offsets: [0, 128, 96], ranges: [100, 170, 200] }
    }
}

impl Gamut {
    /// What octets 0 and 255 of a component are.
    pub fn ends(&self, component: usize) -> (f64, f64) {
        let offset = f64::from(self.offsets.get(component).copied().unwrap_or(0));
        let range = f64::from(self.ranges.get(component).copied().unwrap_or(0));
        (-offset * range / 255.0, (255.0 - offset) * range / 255.0)
    }
}

/// Why nothing of a page can be shown, or not by us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It does not begin as JPEG does (SOI).
    NoJpeg,
    /// It ends, or is none any more, before it says what it is (SOF).
    NoFrame,
    /// Not the baseline process (SOF0) or its like with other tables (SOF1), but this one.
    Process(u8),
    /// Not 8 bits a component, but so many.
    Bits(u8),
    /// Neither one component nor three, but so many.
    Components(u8),
    /// Its components come one behind the other, and not block by block, as those of faxes do: a
    /// few octets would take the memory of all of them.
    Scans,
    /// No pixels in a row, or rows that are never said.
    NoSize,
    /// More pixels than a page may have.
    TooLarge(u32, u32),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoJpeg => f.write_str("it is no JPEG"),
            Self::NoFrame => f.write_str("it ends before it says how large it is"),
            Self::Process(number) => write!(f, "its process is SOF{number}, not the baseline one"),
            Self::Bits(bits) => write!(f, "it has {bits} bits a component, not 8"),
            Self::Components(count) => write!(f, "it has {count} components, not 1 or 3"),
            Self::Scans => f.write_str("its components come one behind the other"),
            Self::NoSize => f.write_str("it has no width, or no rows"),
            Self::TooLarge(width, rows) => {
                write!(f, "{width} × {rows} pixels are more than a page may have")
            }
        }
    }
}

impl std::error::Error for Fault {}

/// The most pixels of a page in colours: A3 at 400 per inch has 32 million. What is said in a
/// few octets must not take the machine's memory.
pub const MOST_PIXELS: u64 = 36_000_000;

/// What the page's markers say.
///
/// # Errors
/// Why none of its pixels can be shown.
pub fn read(octets: &[u8]) -> Result<Facts, Fault> {
    let mut pieces = Pieces::new(octets).ok_or(Fault::NoJpeg)?;
    let (mut dpi, mut gamut, mut illuminant) = (None, Gamut::default(), None);
    let mut frame = None;
    let (mut lines, mut in_scan) = (None, None);
    let mut has_end = false;
    for piece in &mut pieces {
        match piece {
            Piece::Segment(marker::APP1, segment) => match fax_segment(segment) {
                Some((0, rest)) => dpi = word(rest, 2),
                Some((1, rest)) => gamut = read_gamut(rest).unwrap_or(gamut),
                Some((2, rest)) => illuminant = rest.first_chunk().copied(),
                _ => {}
            },
            Piece::Segment(marker::DNL, segment) => lines = lines.or_else(|| word(segment, 0)),
            Piece::Segment(at, segment) if marker::is_frame(at) && frame.is_none() => {
                frame = Some((at, segment));
            }
            Piece::Segment(marker::SOS, segment) => {
                in_scan = in_scan.or_else(|| segment.first().copied())
            }
            Piece::Segment(..) | Piece::Scan => {}
            Piece::End => has_end = true,
        }
    }
    let (process, frame) = frame.ok_or(Fault::NoFrame)?;
    if !matches!(process, marker::SOF0 | marker::SOF1) {
        return Err(Fault::Process(process & 0xF));
    }
    let bits = frame.first().copied().ok_or(Fault::NoFrame)?;
    let rows = word(frame, 1).ok_or(Fault::NoFrame)?;
    let width = word(frame, 3).ok_or(Fault::NoFrame)?;
    let components = frame.get(5).copied().ok_or(Fault::NoFrame)?;
    if bits != 8 {
        return Err(Fault::Bits(bits));
    }
    if !matches!(components, 1 | 3) {
        return Err(Fault::Components(components));
    }
    if in_scan.is_some_and(|in_scan| in_scan != components) {
        return Err(Fault::Scans);
    }
    let rows = if are_open(rows) { lines.unwrap_or(rows) } else { rows };
    let (width, rows) = (u32::from(width), u32::from(rows));
    if width == 0 || rows == 0 {
        return Err(Fault::NoSize);
    }
    if u64::from(width) * u64::from(rows) > MOST_PIXELS {
        return Err(Fault::TooLarge(width, rows));
    }
    let subsampling = subsampling(frame);
    Ok(Facts { width, rows, components, subsampling, dpi, gamut, illuminant, has_end })
}

/// Where the JPEG ends (EOI), if it does: what follows are the zeros that fill its last frame.
pub fn end(octets: &[u8]) -> Option<usize> {
    let mut pieces = Pieces::new(octets)?;
    while let Some(piece) = pieces.next() {
        if piece == Piece::End {
            return Some(pieces.at());
        }
    }
    None
}

/// The same JPEG with its rows where every decoder looks for them: in SOF, whatever DNL says
/// behind the scan. As it is, where there is nothing to move.
pub fn with_rows_in_front(octets: &[u8]) -> Cow<'_, [u8]> {
    let Some(mut pieces) = Pieces::new(octets) else { return Cow::Borrowed(octets) };
    let (mut rows_at, mut lines) = (None, None);
    while let Some(piece) = pieces.next() {
        let Piece::Segment(at, segment) = piece else { continue };
        // Where the segment, with its marker and its length, stands.
        let end = pieces.at();
        let start = end - segment.len() - 4;
        match at {
            marker::DNL if lines.is_none() => {
                lines = word(segment, 0).map(|rows| (rows, start..end))
            }
            at if marker::is_frame(at) && rows_at.is_none() => {
                rows_at = word(segment, 1).filter(|rows| are_open(*rows)).map(|_| start + 5);
            }
            _ => {}
        }
    }
    let (Some(rows_at), Some((rows, place))) = (rows_at, lines) else {
        return Cow::Borrowed(octets);
    };
    if place.start < rows_at {
        return Cow::Borrowed(octets);
    }
    let mut moved = octets.to_vec();
    moved.drain(place);
    if let Some(field) = moved.get_mut(rows_at..rows_at + 2) {
        field.copy_from_slice(&rows.to_be_bytes());
    }
    Cow::Owned(moved)
}

/// A JPEG as long as this one, of the same size and with the same tables, that shows nothing: its
/// coded blocks are zeros, and so is whatever else it says but what faxes need.
pub fn without_pixels(octets: &[u8]) -> Vec<u8> {
    let mut blank = vec![0; octets.len()];
    let Some(mut pieces) = Pieces::new(octets) else { return blank };
    let mut keep = |place: std::ops::Range<usize>| {
        if let (Some(to), Some(from)) = (blank.get_mut(place.clone()), octets.get(place)) {
            to.copy_from_slice(from);
        }
    };
    let mut at = pieces.at();
    keep(0..at);
    while let Some(piece) = pieces.next() {
        let start = at;
        at = pieces.at();
        match piece {
            Piece::Scan => {}
            // What programs and people write into it; its marker and its length stay.
            Piece::Segment(marker::APP1, segment) if fax_segment(segment).is_some() => {
                keep(start..at)
            }
            Piece::Segment(marker::APP0..=marker::COM, segment) => keep(start..at - segment.len()),
            Piece::Segment(..) | Piece::End => keep(start..at),
        }
    }
    blank
}

/// The first segment of a page of faxes: the year of T.4's annex E, and the pixels per inch.
pub fn fax_marker(dpi: u16) -> [u8; 14] {
    let mut segment = [0; 14];
    let parts =
        [&[0xFF, marker::APP1, 0, 12][..], b"G3FAX\0", &1994_u16.to_be_bytes(), &dpi.to_be_bytes()];
    let octets = parts.into_iter().flatten();
    segment.iter_mut().zip(octets).for_each(|(place, octet)| *place = *octet);
    segment
}

/// SOF need not know the rows: 0 says so (T.81 §B.2.2), and some write the most there are.
const fn are_open(rows: u16) -> bool {
    matches!(rows, 0 | u16::MAX)
}

/// The number and the rest of a segment of faxes.
fn fax_segment(segment: &[u8]) -> Option<(u8, &[u8])> {
    segment
        .strip_prefix(b"G3FAX")?
        .split_first()
        .map(|(number, rest)| (*number, rest))
}

/// Offset and range of L\*, then of a\* and b\*. What has no range is not believed.
pub(super) fn read_gamut(segment: &[u8]) -> Option<Gamut> {
    let mut gamut = Gamut::default();
    for component in 0..3 {
        gamut.offsets[component] = word(segment, 4 * component)?;
        gamut.ranges[component] = word(segment, 4 * component + 2).filter(|range| *range > 0)?;
    }
    Some(gamut)
}

/// How much finer the first component is than the second, by the factors in SOF.
fn subsampling(frame: &[u8]) -> (u8, u8) {
    let factors = |component: usize| {
        let both = frame.get(7 + 3 * component).copied().unwrap_or(0x11);
        ((both >> 4).max(1), (both & 0xF).max(1))
    };
    let (first, second) = (factors(0), factors(1));
    match frame.get(5) {
        Some(3) => ((first.0 / second.0).max(1), (first.1 / second.1).max(1)),
        _ => (1, 1),
    }
}

fn word(octets: &[u8], at: usize) -> Option<u16> {
    octets.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

#[cfg(test)]
mod tests;
