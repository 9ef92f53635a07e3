//! The tags of TIFF-F (RFC 2306 §4, TIFF 6.0) and one page of it as bytes.

use ferrofax_ground::t4::{Coding, EncodeOptions, Undecoded, encode};

use super::coloured;
use super::{Beside, NewPage};

/// `II`, 42, and no page yet.
pub(super) const EMPTY_FILE: [u8; 8] = [b'I', b'I', 42, 0, 0, 0, 0, 0];

/// Where the file's header links to its first page.
pub(super) const FIRST_LINK: u64 = 4;

/// Bytes of an entry of a page's directory.
pub(super) const ENTRY: usize = 12;

pub(super) const STRIP_OFFSETS: u16 = 273;
pub(super) const STRIP_BYTE_COUNTS: u16 = 279;

pub(super) const SUB_IFDS: u16 = 330;

const IMAGE_DESCRIPTION: u16 = 270;

/// The octets of a page as they came off the line, where they could not be decoded. From the range
/// that TIFF 6.0 leaves to programs of all makers (65000 to 65535).
pub(super) const AS_RECEIVED: u16 = 65_041;

const ASCII: u16 = 2;
const UNDEFINED: u16 = 7;
pub(super) const SHORT: u16 = 3;
pub(super) const LONG: u16 = 4;

/// Of a directory: tag, kind, how many values, and the value or its place.
pub(super) type DirectoryEntry = (u16, u16, u32, u32);

/// A page ready to be written.
#[derive(Debug)]
pub(super) struct PageBytes {
    /// What goes to the end of the file: the image, the long values, the directory.
    pub(super) bytes: Vec<u8>,
    /// Where the directory will be in the file, which the page before must link to.
    pub(super) directory: u64,
    /// Where this page will link to the next one.
    pub(super) link: u64,
}

/// The page as it goes to `start`, the file's end, with what it brings beside its rows; `number`
/// counts from 0.
pub(super) fn page_bytes(
    page: &NewPage<'_>,
    beside: Beside<'_>,
    number: u32,
    start: u64,
) -> PageBytes {
    let options = EncodeOptions { lsb_first: false, ..EncodeOptions::default() };
    let mut out = Out { start, bytes: encode(page.bitmap, Coding::Mmr, options) };
    let image_len = out.bytes.len() as u32;
    let (x_dpi, y_dpi) = page.resolution.nominal_dpi();

    let x_resolution = out.value(&[x_dpi.to_le_bytes(), 1u32.to_le_bytes()].concat());
    let y_resolution = out.value(&[y_dpi.to_le_bytes(), 1u32.to_le_bytes()].concat());
    let software = out.value(b"Ferrofax\0");
    let date_time = out.value(&date_time(page.date_time));
    let resolution = [x_resolution, y_resolution];
    let (colours, undecoded) = match beside {
        Beside::Colours(colours) => (colours, None),
        Beside::Undecoded(undecoded, coding) => (&[][..], Some((undecoded, coding))),
    };
    let undecoded = undecoded.and_then(|(undecoded, coding)| put(&mut out, undecoded, coding));
    let coloured: Vec<u32> = colours
        .iter()
        .map(|octets| coloured::put(&mut out, octets, page.bitmap, resolution))
        .collect();
    let coloured = match coloured[..] {
        [] | [_] => coloured.first().copied(),
        _ => Some(out.value(&coloured.iter().flat_map(|at| at.to_le_bytes()).collect::<Vec<u8>>())),
    };
    // 2 more than a multiple of 4: so the link behind the directory is aligned and goes
    // to disk whole or not at all.
    while out.position() % 4 != 2 {
        out.bytes.push(0);
    }

    let directory = out.position();
    let quality = page.quality;
    // CleanFaxData: 0 = no bad row, 1 = bad rows were made up by the receiver.
    let clean = u32::from(quality.bad_rows > 0);
    let short = |tag: u16, value: u32| (tag, SHORT, 1, value);
    let long = |tag: u16, value: u32| (tag, LONG, 1, value);
    let mut entries = vec![
        long(254, 2), // NewSubfileType: one page of several
        long(256, page.bitmap.width()),
        long(257, page.bitmap.rows()),
        short(258, 1), // BitsPerSample
        short(259, 4), // Compression: T.6
        short(262, 0), // PhotometricInterpretation: 0 is white
        short(266, 1), // FillOrder: the leftmost pixel in the highest bit; the one that every viewer reads
        long(STRIP_OFFSETS, start as u32),
        short(274, 1), // Orientation: the first row on top
        short(277, 1), // SamplesPerPixel
        long(278, page.bitmap.rows()),
        long(STRIP_BYTE_COUNTS, image_len),
        (282, 5, 1, x_resolution),
        (283, 5, 1, y_resolution),
        long(293, 0),                              // T6Options
        short(296, 2),                             // ResolutionUnit: inch
        (297, SHORT, 2, number & 0xFFFF), // PageNumber; how many there will be is not known (0)
        (305, 2, 9, software),            // Software
        (306, 2, DATE_TIME_LEN as u32, date_time), // DateTime
        long(326, quality.bad_rows),      // BadFaxLines
        short(327, clean),                // CleanFaxData
        long(328, quality.longest_bad_run), // ConsecutiveBadFaxLines
    ];
    // SubIFDs: directories that are no pages of the chain
    entries.extend(coloured.map(|at| (SUB_IFDS, LONG, colours.len() as u32, at)));
    if let Some([description, octets]) = undecoded {
        let behind = |entry: &&DirectoryEntry| entry.0 < description.0;
        entries.insert(entries.iter().take_while(behind).count(), description);
        entries.push(octets);
    }
    out.directory(&entries);
    PageBytes { link: out.position() - 4, bytes: out.bytes, directory }
}

/// Writes the octets of a page that could not be decoded, and a description for people who open the
/// file: their entries. A page of which no octets are kept has none.
fn put(out: &mut Out, undecoded: &Undecoded, coding: Coding) -> Option<[DirectoryEntry; 2]> {
    if undecoded.octets.is_empty() {
        return None;
    }
    let what = if undecoded.are_all { "the octets" } else { "the first octets" };
    let text = format!(
        "The page {}. Tag {AS_RECEIVED} has {what} as they arrived: {coding}, least significant bit first.\0",
        undecoded.loss
    );
    let description = out.value(text.as_bytes());
    let octets = out.value(&undecoded.octets);
    Some([
        (IMAGE_DESCRIPTION, ASCII, text.len() as u32, description),
        (AS_RECEIVED, UNDEFINED, undecoded.octets.len() as u32, octets),
    ])
}

/// Bytes of DateTime with its closing 0.
const DATE_TIME_LEN: usize = 20;

/// The text in exactly the length that TIFF wants.
fn date_time(text: &str) -> [u8; DATE_TIME_LEN] {
    let mut value = [b' '; DATE_TIME_LEN];
    for (place, byte) in
        value.iter_mut().zip(text.bytes().filter(|byte| matches!(byte, b' '..=b'~')))
    {
        *place = byte;
    }
    value[DATE_TIME_LEN - 1] = 0;
    value
}

/// Bytes that will stand from `start` on.
pub(super) struct Out {
    start: u64,
    bytes: Vec<u8>,
}

impl Out {
    pub(super) const fn position(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// Writes a value that does not fit into its entry and says where it is: at an even place.
    pub(super) fn value(&mut self, value: &[u8]) -> u32 {
        if self.position() % 2 == 1 {
            self.bytes.push(0);
        }
        let at = self.position() as u32;
        self.bytes.extend_from_slice(value);
        at
    }

    /// Writes a directory, the last four bytes of which link to nothing yet, and says where it is.
    pub(super) fn directory(&mut self, entries: &[DirectoryEntry]) -> u32 {
        let at = self.value(&(entries.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in entries {
            self.bytes.extend_from_slice(&tag.to_le_bytes());
            self.bytes.extend_from_slice(&kind.to_le_bytes());
            self.bytes.extend_from_slice(&count.to_le_bytes());
            self.bytes.extend_from_slice(&value.to_le_bytes());
        }
        self.bytes.extend_from_slice(&[0; 4]);
        at
    }
}
