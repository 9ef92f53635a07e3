//! A page in greys or colours: JPEG (ITU-T T.81) in the form that T.4 annex E defines for faxes.
//! This module reads the markers and decodes no pixels.
//!
//! Such a page is baseline JPEG, sent with error correction (ECM). It has one component, L\*, or
//! three, L\*a\*b\*, as T.42 codes them in octets. Its first segment is an APP1 that begins with
//! the word `G3FAX` and contains the pixels per inch. Two more segments may specify another range
//! of colours or another white. The number of rows need not be known when the page begins: DNL
//! after the scan may specify it (T.81 §B.2.5).
//!
//! The bits of DIS, the segments and the default ranges were checked against spandsp and RFC 3949,
//! the bits also against HylaFAX, and DNL against T.81.

mod marker;
mod tables;

use marker::{Piece, Pieces};
use std::borrow::Cow;
use std::fmt;
pub use tables::{CodedRows, Codes, Tables};

/// The properties of a page that are known before any pixel is decoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// The number of pixels in a row.
    pub width: u32,
    /// The number of rows.
    pub rows: u32,
    /// The number of components: 1 for L\* alone, 3 for L\*a\*b\*.
    pub components: u8,
    /// The number of pixels of the first component for each pixel of the others, across and down.
    pub subsampling: (u8, u8),
    /// The resolution in pixels per inch, from the fax segment (`G3FAX`). `None` if there is no
    /// such segment.
    pub dpi: Option<u16>,
    /// The range of the octets' values.
    pub gamut: Gamut,
    /// The white point (`G3FAX2`). `None` means D50, because the page does not specify a white
    /// point.
    pub illuminant: Option<[u8; 4]>,
    /// Whether the end of the page (EOI) arrived.
    pub has_end: bool,
}

/// The range of each component (T.42): an octet `v` means `(v − offset) × range / 255`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gamut {
    /// The octet that means 0, for each of L\*, a\* and b\*.
    pub offsets: [u16; 3],
    /// The difference between the greatest and the least value of each component.
    pub ranges: [u16; 3],
}

impl Default for Gamut {
    /// L\* from 0 to 100, a\* from −85 to 85, b\* from −75 to 125.
    fn default() -> Self {
        Self { offsets: [0, 128, 96], ranges: [100, 170, 200] }
    }
}

impl Gamut {
    /// The values that the octets 0 and 255 of a component mean.
    pub fn ends(&self, component: usize) -> (f64, f64) {
        let offset = f64::from(self.offsets.get(component).copied().unwrap_or(0));
        let range = f64::from(self.ranges.get(component).copied().unwrap_or(0));
        (-offset * range / 255.0, (255.0 - offset) * range / 255.0)
    }
}

/// The reason why a page cannot be shown, by any program or by this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The data does not begin with SOI, as JPEG does.
    NoJpeg,
    /// The data ends or becomes invalid before SOF, which describes the page.
    NoFrame,
    /// The page uses the process with this number. Only the baseline process (SOF0), and its
    /// variant with other tables (SOF1), are supported.
    Process(u8),
    /// The page has this number of bits a component, and not 8.
    Bits(u8),
    /// The page has this number of components, and not one or three.
    Components(u8),
    /// The components are in separate scans. In faxes they are interleaved block by block. Separate
    /// scans are refused, because a page of a few octets could then demand much memory.
    Scans,
    /// The page has no pixels in a row, or its number of rows is missing.
    NoSize,
    /// The page has more pixels than the limit: its width and its rows.
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

/// The most pixels of a page in colours; A3 at 400 per inch has 32 million. Without this limit,
/// a page of a few octets could demand all memory of the machine.
pub const MOST_PIXELS: u64 = 36_000_000;

/// Reads the properties of the page from its markers.
///
/// # Errors
/// The reason why none of its pixels can be shown.
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

/// Whether any JPEG file is cut off: its last scan is not followed by an end marker (EOI). Inside a
/// scan, the markers of begin and end do not occur (T.81 §B.1.1.5).
pub fn is_cut_off(octets: &[u8]) -> bool {
    let last = |mark: [u8; 2]| octets.windows(2).rposition(|found| found == mark);
    octets.starts_with(b"\xFF\xD8") && last([0xFF, 0xD9]) < last([0xFF, 0xDA])
}

/// The position after the end of the JPEG (EOI), if the end arrived. The octets after it are the
/// zeros that fill the last ECM frame.
pub fn end(octets: &[u8]) -> Option<usize> {
    let mut pieces = Pieces::new(octets)?;
    while let Some(piece) = pieces.next() {
        if piece == Piece::End {
            return Some(pieces.at());
        }
    }
    None
}

/// The JPEG with its number of rows in SOF, where every decoder looks for it, instead of in DNL
/// after the scan. The JPEG is returned unchanged if there is nothing to move.
pub fn with_rows_in_front(octets: &[u8]) -> Cow<'_, [u8]> {
    let Some(mut pieces) = Pieces::new(octets) else { return Cow::Borrowed(octets) };
    let (mut rows_at, mut lines) = (None, None);
    while let Some(piece) = pieces.next() {
        let Piece::Segment(at, segment) = piece else { continue };
        // The range of the segment, including its marker and its length.
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

/// Returns a JPEG with the same length, size and tables as this one, but without its content. The
/// coded blocks become zeros, and so do segments that faxes do not need.
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
            // Other programs' and people's data: only the marker and the length are kept.
            Piece::Segment(marker::APP1, segment) if fax_segment(segment).is_some() => {
                keep(start..at)
            }
            Piece::Segment(marker::APP0..=marker::COM, segment) => keep(start..at - segment.len()),
            Piece::Segment(..) | Piece::End => keep(start..at),
        }
    }
    blank
}

/// The first segment of a fax page: the year of T.4's annex E, and the pixels per inch.
pub fn fax_marker(dpi: u16) -> [u8; 14] {
    let mut segment = [0; 14];
    let parts =
        [&[0xFF, marker::APP1, 0, 12][..], b"G3FAX\0", &1994_u16.to_be_bytes(), &dpi.to_be_bytes()];
    let octets = parts.into_iter().flatten();
    segment.iter_mut().zip(octets).for_each(|(place, octet)| *place = *octet);
    segment
}

/// Whether SOF leaves the number of rows open: 0 means that (T.81 §B.2.2), and some encoders write
/// the greatest number instead.
const fn are_open(rows: u16) -> bool {
    matches!(rows, 0 | u16::MAX)
}

/// The number of a fax segment, and the data after it.
fn fax_segment(segment: &[u8]) -> Option<(u8, &[u8])> {
    segment
        .strip_prefix(b"G3FAX")?
        .split_first()
        .map(|(number, rest)| (*number, rest))
}

/// Offset and range of L\*, then of a\* and b\*. `None` if a range is 0 or data is missing.
pub(super) fn read_gamut(segment: &[u8]) -> Option<Gamut> {
    let mut gamut = Gamut::default();
    for component in 0..3 {
        gamut.offsets[component] = word(segment, 4 * component)?;
        gamut.ranges[component] = word(segment, 4 * component + 2).filter(|range| *range > 0)?;
    }
    Some(gamut)
}

/// The number of pixels of the first component for each pixel of the second, across and down, from
/// the factors in SOF.
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
