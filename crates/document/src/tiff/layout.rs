//! The tags of TIFF-F (RFC 2306 §4, TIFF 6.0), and one page of it as bytes.

use ferrofax_ground::t4::{Coding, EncodeOptions, Undecoded, encode};

use super::coloured;
use super::{Beside, NewPage};
use crate::grey::Grey;

/// The bytes of a file without pages: `II`, 42, and a link to no page.
pub(super) const EMPTY_FILE: [u8; 8] = [b'I', b'I', 42, 0, 0, 0, 0, 0];

/// The place at which the header of the file links to its first page.
pub(super) const FIRST_LINK: u64 = 4;

/// The number of bytes of an entry of a page's directory.
pub(super) const ENTRY: usize = 12;

pub(super) const STRIP_OFFSETS: u16 = 273;
pub(super) const STRIP_BYTE_COUNTS: u16 = 279;

pub(super) const SUB_IFDS: u16 = 330;

const IMAGE_DESCRIPTION: u16 = 270;

/// The tag with the bytes of a page as they were received, for pages that could not be decoded. It
/// is from the range that TIFF 6.0 leaves to programs of all makers (65000 to 65535).
pub(super) const AS_RECEIVED: u16 = 65_041;

const ASCII: u16 = 2;
const UNDEFINED: u16 = 7;
pub(super) const SHORT: u16 = 3;
pub(super) const LONG: u16 = 4;

/// An entry of a directory: its tag, its kind, the number of values, and the value or its place.
pub(super) type DirectoryEntry = (u16, u16, u32, u32);

/// A page that is ready to be written.
#[derive(Debug)]
pub(super) struct PageBytes {
    /// The bytes that are added to the end of the file: the image, the long values and the
    /// directory.
    pub(super) bytes: Vec<u8>,
    /// The place that the directory will have in the file. The page before must link to it.
    pub(super) directory: u64,
    /// The place at which this page will link to the next one.
    pub(super) link: u64,
}

/// The bytes of the page, with its further data, for the place `start`, the end of the file.
/// `number` counts from 0.
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
    // The place of the directory is 2 more than a multiple of 4. So the link behind the directory
    // is aligned, and is written to disk completely or not at all.
    while out.position() % 4 != 2 {
        out.bytes.push(0);
    }

    let directory = out.position();
    let quality = page.quality;
    // The value of CleanFaxData: 0 means no bad rows, 1 that the receiver made rows up in place of
    // bad ones.
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
    // SubIFDs: directories that are not pages of the chain
    entries.extend(coloured.map(|at| (SUB_IFDS, LONG, colours.len() as u32, at)));
    if let Some([description, octets]) = undecoded {
        let behind = |entry: &&DirectoryEntry| entry.0 < description.0;
        entries.insert(entries.iter().take_while(behind).count(), description);
        entries.push(octets);
    }
    out.directory(&entries);
    PageBytes { link: out.position() - 4, bytes: out.bytes, directory }
}

/// Writes the bytes of a page that could not be decoded and a description for people who open the
/// file, and returns the entries of both. `None` if no bytes of the page were kept.
fn put(out: &mut Out, undecoded: &Undecoded, coding: Coding) -> Option<[DirectoryEntry; 2]> {
    if undecoded.octets.is_empty() {
        return None;
    }
    let what = if undecoded.are_all { "the bytes" } else { "the first bytes" };
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

/// An uncompressed TIFF file with this picture (TIFF 6.0, section 4).
pub fn of_grey(picture: &Grey) -> Vec<u8> {
    let mut out = Out { start: 0, bytes: EMPTY_FILE.to_vec() };
    let pixels = out.value(picture.data());
    let (rows, size) = (picture.rows(), picture.data().len() as u32);
    let directory = out.directory(&[
        (256, LONG, 1, picture.width()),
        (257, LONG, 1, rows),
        (258, SHORT, 1, 8), // bits of a pixel
        (259, SHORT, 1, 1), // no compression
        (262, SHORT, 1, 1), // 0 is black
        (STRIP_OFFSETS, LONG, 1, pixels),
        (278, LONG, 1, rows), // all in one strip
        (STRIP_BYTE_COUNTS, LONG, 1, size),
    ]);
    let mut file = out.bytes;
    let link = FIRST_LINK as usize;
    file[link..link + 4].copy_from_slice(&directory.to_le_bytes());
    file
}

/// The number of bytes of DateTime with its closing 0.
const DATE_TIME_LEN: usize = 20;

/// The text in exactly the length that TIFF demands.
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

/// Bytes that will be in the file from `start` on.
pub(super) struct Out {
    start: u64,
    bytes: Vec<u8>,
}

impl Out {
    pub(super) const fn position(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// Writes a value that does not fit into its entry, and returns its place, which is even.
    pub(super) fn value(&mut self, value: &[u8]) -> u32 {
        if self.position() % 2 == 1 {
            self.bytes.push(0);
        }
        let at = self.position() as u32;
        self.bytes.extend_from_slice(value);
        at
    }

    /// Writes a directory whose last four bytes link to nothing yet, and returns its place.
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
