//! The container of a TIFF file: its header and the directories of its pages (TIFF 6.0 §2, and
//! BigTIFF).
//!
//! Nothing in the file is trusted. A value that is outside the file counts as missing, and no value
//! is copied before it is needed.

use std::ops::Range;

use super::fault::Fault;

/// A file whose header was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Container<'a> {
    file: &'a [u8],
    pub(super) big_endian: bool,
    /// Whether it is BigTIFF, in which places have 8 bytes.
    big: bool,
    /// The place of the first directory.
    pub(super) first: u64,
}

/// The directory of a page.
#[derive(Clone, Debug)]
pub(super) struct Directory<'a> {
    container: Container<'a>,
    entries: Vec<Entry>,
    /// The place of the next directory; 0 at the end of the chain.
    pub(super) next: u64,
}

#[derive(Clone, Debug)]
struct Entry {
    tag: u16,
    kind: u16,
    count: u64,
    /// The position of the values, if it is inside the file.
    place: Option<Range<usize>>,
}

/// The most values of an entry that are read. A page with strips of one row each has fewer.
const MOST_VALUES: u64 = 1 << 20;

impl<'a> Container<'a> {
    pub(super) fn open(file: &'a [u8]) -> Result<Self, Fault> {
        let big_endian = match file.get(..2) {
            _ if file.is_empty() => return Err(Fault::Empty),
            Some(b"II") => false,
            Some(b"MM") => true,
            _ => {
                return Err(Fault::NoTiff);
            }
        };
        let mut container = Self { file, big_endian, big: false, first: 0 };
        container.first = match container.number(2, 2).ok_or(Fault::CutHeader)? {
            42 => container.number(4, 4).ok_or(Fault::CutHeader)?,
            43 if container
                .number(4, 4)
                .is_some_and(|rest| rest == if big_endian { 8 << 16 } else { 8 }) =>
            {
                container.big = true;
                container.number(8, 8).ok_or(Fault::CutHeader)?
            }
            other => {
                return Err(Fault::Version(other));
            }
        };
        Ok(container)
    }

    /// Reads an unsigned number of `bytes` bytes.
    fn number(&self, at: usize, bytes: usize) -> Option<u64> {
        let bytes = self.file.get(at..at.checked_add(bytes)?)?;
        let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        Some(if self.big_endian {
            bytes.iter().fold(0, fold)
        } else {
            bytes.iter().rev().fold(0, fold)
        })
    }

    pub(super) fn directory(self, at: u64) -> Result<Directory<'a>, Fault> {
        let start = usize::try_from(at).map_err(|_| Fault::DirectoryOutside)?;
        let (head, length, field) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(start, head).ok_or(Fault::DirectoryOutside)?;
        let first = start + head;
        let end = usize::try_from(count)
            .ok()
            .and_then(|count| count.checked_mul(length))
            .and_then(|bytes| first.checked_add(bytes))
            .filter(|end| *end <= self.file.len())
            .ok_or(Fault::DirectoryOutside)?;
        let entry = |at: usize| -> Option<Entry> {
            let (tag, kind) = (self.number(at, 2)? as u16, self.number(at + 2, 2)? as u16);
            let count = self.number(at + 4, field)?;
            let bytes = usize::try_from(count)
                .ok()
                .and_then(|count| count.checked_mul(size_of_kind(kind)?));
            let here = at + 4 + field;
            let place = bytes.and_then(|bytes| {
                let start = if bytes <= field {
                    here
                } else {
                    usize::try_from(self.number(here, field)?).ok()?
                };
                let end = start.checked_add(bytes)?;
                (end <= self.file.len()).then_some(start..end)
            });
            Some(Entry { tag, kind, count, place })
        };
        let entries = (first..end).step_by(length).filter_map(entry).collect();
        // If the file ends behind its last directory, there is no next one.
        Ok(Directory { container: self, entries, next: self.number(end, field).unwrap_or(0) })
    }
}

/// The kind of a value that is text.
const ASCII: u16 = 2;

/// The number of bytes of a value of this kind.
const fn size_of_kind(kind: u16) -> Option<usize> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => return None,
    })
}

impl Directory<'_> {
    pub(super) fn has(&self, tag: u16) -> bool {
        self.entry(tag).is_some()
    }

    /// The first value of a tag whose values are unsigned whole numbers.
    pub(super) fn number(&self, tag: u16) -> Result<Option<u32>, Fault> {
        let Some(entry) = self.entry(tag) else { return Ok(None) };
        let value = entry
            .place
            .clone()
            .filter(|_| entry.count > 0)
            .and_then(|place| self.value(entry.kind, place.start));
        match value.map(u32::try_from) {
            Some(Ok(value)) => Ok(Some(value)),
            _ => Err(Fault::Tag(name(tag))),
        }
    }

    /// All values of a tag whose values are unsigned whole numbers.
    pub(super) fn numbers(&self, tag: u16) -> Result<Option<Vec<u64>>, Fault> {
        let Some(entry) = self.entry(tag) else { return Ok(None) };
        let unreadable = || Fault::Tag(name(tag));
        let place = entry
            .place
            .clone()
            .filter(|_| entry.count <= MOST_VALUES)
            .ok_or_else(unreadable)?;
        let size = size_of_kind(entry.kind).ok_or_else(unreadable)?;
        let values: Option<Vec<u64>> =
            place.step_by(size).map(|at| self.value(entry.kind, at)).collect();
        values.map(Some).ok_or_else(unreadable)
    }

    /// The value of a tag whose value is a fraction or any other number.
    pub(super) fn fraction(&self, tag: u16) -> Option<f64> {
        let entry = self.entry(tag)?;
        let at = entry.place.clone().filter(|_| entry.count > 0)?.start;
        let number = |at, bytes| self.container.number(at, bytes);
        Some(match entry.kind {
            5 => number(at, 4)? as f64 / number(at + 4, 4)? as f64,
            10 => {
                f64::from(number(at, 4)? as u32 as i32)
                    / f64::from(number(at + 4, 4)? as u32 as i32)
            }
            11 => f32::from_bits(number(at, 4)? as u32).into(),
            12 => f64::from_bits(number(at, 8)?),
            kind => self.value(kind, at)? as f64,
        })
    }

    /// The text of a tag, up to its end or to a zero byte, but at most `most` bytes.
    pub(super) fn text(&self, tag: u16, most: usize) -> Option<String> {
        let entry = self.entry(tag).filter(|entry| entry.kind == ASCII)?;
        let bytes = self.container.file.get(entry.place.clone()?)?;
        let bytes = bytes.split(|byte| *byte == 0).next()?;
        let bytes = bytes.get(..most).unwrap_or(bytes);
        // Fax programs from before UTF-8 wrote Latin-1.
        Some(match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        })
    }

    /// The place of the bytes of a tag.
    pub(super) fn place(&self, tag: u16) -> Option<Range<usize>> {
        self.entry(tag)?.place.clone()
    }

    fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    fn value(&self, kind: u16, at: usize) -> Option<u64> {
        match kind {
            1 | 3 | 4 | 7 | 13 | 16 | 18 => self.container.number(at, size_of_kind(kind)?),
            _ => None,
        }
    }
}

/// The tags that are read, with the names that TIFF 6.0 gives them.
pub(super) mod tags {
    pub(in super::super) const NEW_SUBFILE_TYPE: u16 = 254;
    pub(in super::super) const IMAGE_WIDTH: u16 = 256;
    pub(in super::super) const IMAGE_LENGTH: u16 = 257;
    pub(in super::super) const BITS_PER_SAMPLE: u16 = 258;
    pub(in super::super) const COMPRESSION: u16 = 259;
    pub(in super::super) const PHOTOMETRIC: u16 = 262;
    pub(in super::super) const FILL_ORDER: u16 = 266;
    pub(in super::super) const IMAGE_DESCRIPTION: u16 = 270;
    pub(in super::super) const STRIP_OFFSETS: u16 = 273;
    pub(in super::super) const ORIENTATION: u16 = 274;
    pub(in super::super) const SAMPLES_PER_PIXEL: u16 = 277;
    pub(in super::super) const ROWS_PER_STRIP: u16 = 278;
    pub(in super::super) const STRIP_BYTE_COUNTS: u16 = 279;
    pub(in super::super) const X_RESOLUTION: u16 = 282;
    pub(in super::super) const Y_RESOLUTION: u16 = 283;
    pub(in super::super) const PLANAR: u16 = 284;
    pub(in super::super) const T4_OPTIONS: u16 = 292;
    pub(in super::super) const T6_OPTIONS: u16 = 293;
    pub(in super::super) const RESOLUTION_UNIT: u16 = 296;
    pub(in super::super) const DATE_TIME: u16 = 306;
    pub(in super::super) const PREDICTOR: u16 = 317;
    pub(in super::super) const COLOR_MAP: u16 = 320;
    pub(in super::super) const TILE_WIDTH: u16 = 322;
    pub(in super::super) const TILE_LENGTH: u16 = 323;
    pub(in super::super) const TILE_OFFSETS: u16 = 324;
    pub(in super::super) const TILE_BYTE_COUNTS: u16 = 325;
    pub(in super::super) const BAD_FAX_LINES: u16 = 326;
    pub(in super::super) const SUB_IFDS: u16 = 330;
    pub(in super::super) const EXTRA_SAMPLES: u16 = 338;
    pub(in super::super) const SAMPLE_FORMAT: u16 = 339;
    pub(in super::super) const JPEG_TABLES: u16 = 347;
    pub(in super::super) const JPEG_PROC: u16 = 512;
    pub(in super::super) const JPEG_WHOLE: u16 = 513;
    pub(in super::super) const JPEG_WHOLE_LENGTH: u16 = 514;
    pub(in super::super) const JPEG_RESTART: u16 = 515;
    pub(in super::super) const JPEG_Q_TABLES: u16 = 519;
    pub(in super::super) const JPEG_DC_TABLES: u16 = 520;
    pub(in super::super) const JPEG_AC_TABLES: u16 = 521;
    pub(in super::super) const SUBSAMPLING: u16 = 530;
    /// FaxSubAddress, a tag of libtiff.
    pub(in super::super) const FAX_SUBADDRESS: u16 = 34909;
}

fn name(tag: u16) -> String {
    let name = match tag {
        tags::IMAGE_WIDTH => "ImageWidth",
        tags::IMAGE_LENGTH => "ImageLength",
        tags::BITS_PER_SAMPLE => "BitsPerSample",
        tags::COMPRESSION => "Compression",
        tags::PHOTOMETRIC => "PhotometricInterpretation",
        tags::STRIP_OFFSETS => "StripOffsets",
        tags::ROWS_PER_STRIP => "RowsPerStrip",
        tags::STRIP_BYTE_COUNTS => "StripByteCounts",
        tags::TILE_OFFSETS => "TileOffsets",
        tags::TILE_BYTE_COUNTS => "TileByteCounts",
        _ => return format!("tag {tag}"),
    };
    name.to_owned()
}
