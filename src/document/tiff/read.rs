//! Reading black-and-white TIFF files: ours, and those of other fax software.
//!
//! The container is read by the `tiff` crate, the image by our own decoder: uncompressed, PackBits, MH with and without
//! EOL (compressions 2 and 3), MR and MMR, both orders of bits in a byte, both orders of bytes in a number, any number of
//! strips. Nothing is decoded before it is asked for, so that a hostile file costs no more than its own size.

use std::borrow::Cow;
use std::io::Cursor;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tiff::decoder::Decoder as Container;
use tiff::decoder::IfdDecoder;
use tiff::decoder::ifd::Value;
use tiff::tags::{IfdPointer, Tag};

use super::TiffError;
use crate::t4::decode::{Decoder, Limits, PageQuality};
use crate::t4::{Bitmap, Coding, EncodeOptions, Resolution, encode, reverse_bits};

/// A TIFF file that was read.
#[derive(Clone, Debug)]
pub struct TiffFile {
    /// The pages that are whole, in order.
    pub pages: Vec<TiffPage>,
    /// What is wrong with the page after these, and kept us from reading on.
    pub damage: Option<String>,
}

/// One page of a TIFF file.
#[derive(Clone, Debug)]
pub struct TiffPage {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// True pixels per inch across.
    pub x_dpi: f64,
    /// True rows per inch down.
    pub y_dpi: f64,
    /// The fax resolution that these are, if they are one.
    pub resolution: Option<Resolution>,
    file: Arc<Vec<u8>>,
    strips: Vec<Range<usize>>,
    rows_per_strip: u32,
    form: Form,
    msb_first: bool,
    black_is_zero: bool,
}

/// How the pixels are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Uncompressed,
    PackBits,
    /// Compression 2: MH, no EOL, rows end at bytes.
    MhAtBytes,
    Fax(Coding),
}

/// The most pages that are read of one file.
const MAX_PAGES: usize = 10_000;

/// The most rows that a page may have.
const MAX_ROWS: u32 = 200_000;

/// The pages of the file at `path`, in order: those that are whole. An error if there is none.
pub fn read(path: &Path) -> Result<Vec<TiffPage>, TiffError> {
    Ok(load(path)?.pages)
}

/// The file at `path`: its whole pages, and what is wrong behind them. An error if not even the first page is whole.
pub fn load(path: &Path) -> Result<TiffFile, TiffError> {
    let bytes = std::fs::read(path).map_err(|source| TiffError::Io {
        path: path.to_owned(),
        doing: "read it".to_owned(),
        source,
    })?;
    load_bytes(bytes, path)
}

/// The pages of a file's bytes, as by [`read`]; `path` is for the words of errors.
pub fn parse(bytes: Vec<u8>, path: &Path) -> Result<Vec<TiffPage>, TiffError> {
    Ok(load_bytes(bytes, path)?.pages)
}

/// A file's bytes, as by [`load`]; `path` is for the words of errors.
pub fn load_bytes(bytes: Vec<u8>, path: &Path) -> Result<TiffFile, TiffError> {
    let file = Arc::new(bytes);
    let mut pages = Vec::new();
    let mut damage = None;
    match Directories::open(&file) {
        Err(what) => damage = Some(what),
        Ok(mut directories) => {
            while let Some(page) = directories.next_page(&file) {
                match page {
                    Ok(page) if pages.len() < MAX_PAGES => pages.push(page),
                    Ok(_) => {
                        damage = Some(format!("it has more than {MAX_PAGES} pages"));
                        break;
                    }
                    Err(what) => {
                        damage = Some(format!("page {}: {what}", pages.len() + 1));
                        break;
                    }
                }
            }
        }
    }
    if pages.is_empty() {
        let what = damage.unwrap_or_else(|| "it has no pages".to_owned());
        return Err(TiffError::Damaged { path: path.to_owned(), what });
    }
    Ok(TiffFile { pages, damage })
}

/// The chain of directories of a file.
struct Directories<'a> {
    container: Container<Cursor<&'a [u8]>>,
    next: Option<IfdPointer>,
    seen: Vec<u64>,
}

impl<'a> Directories<'a> {
    fn open(file: &'a [u8]) -> Result<Self, String> {
        let mut container = Container::new(Cursor::new(file)).map_err(|error| match file.len() {
            0 => "it is empty".to_owned(),
            _ => format!("it cannot be read as TIFF ({error})"),
        })?;
        let next = container.ifd_pointer();
        Ok(Self { container, next, seen: Vec::new() })
    }

    fn next_page(&mut self, file: &Arc<Vec<u8>>) -> Option<Result<TiffPage, String>> {
        let pointer = self.next.take()?;
        if self.seen.contains(&pointer.0) {
            return Some(Err("it is linked to a second time".to_owned()));
        }
        self.seen.push(pointer.0);
        let directory = match self.container.read_directory(pointer) {
            Ok(directory) => directory,
            Err(error) => return Some(Err(format!("its directory cannot be read ({error})"))),
        };
        self.next = directory.next();
        Some(TiffPage::from_tags(&mut self.container.read_directory_tags(&directory), file))
    }
}

impl TiffPage {
    fn from_tags(tags: &mut IfdDecoder<'_>, file: &Arc<Vec<u8>>) -> Result<Self, String> {
        let mut number = |tag: Tag| -> Result<Option<u32>, String> {
            tags.find_tag_unsigned(tag).map_err(|error| format!("{tag:?} cannot be read ({error})"))
        };
        let width = number(Tag::ImageWidth)?.ok_or("it has no width")?;
        if width == 0 || width > Bitmap::MAX_WIDTH {
            return Err(format!("it is {width} pixels wide"));
        }
        let rows = number(Tag::ImageLength)?.ok_or("it has no length")?;
        if rows == 0 || rows > MAX_ROWS {
            return Err(format!("it has {rows} rows"));
        }
        let bits = number(Tag::BitsPerSample)?.unwrap_or(1);
        let samples = number(Tag::SamplesPerPixel)?.unwrap_or(1);
        if bits != 1 || samples != 1 {
            return Err(format!("it is not black and white ({samples} × {bits} bits a pixel)"));
        }
        let black_is_zero = match number(Tag::PhotometricInterpretation)? {
            // Missing in some fax files, where white is always 0.
            None | Some(0) => false,
            Some(1) => true,
            Some(other) => return Err(format!("it is not black and white (photometric interpretation {other})")),
        };
        let form = match number(Tag::Compression)?.unwrap_or(1) {
            1 => Form::Uncompressed,
            2 => Form::MhAtBytes,
            3 => match number(T4_OPTIONS)?.unwrap_or(0) {
                options if options & 2 != 0 => return Err("it uses T.4's uncompressed mode".to_owned()),
                options if options & 1 != 0 => Form::Fax(Coding::Mr),
                _ => Form::Fax(Coding::Mh),
            },
            4 => match number(T6_OPTIONS)?.unwrap_or(0) {
                options if options & 2 != 0 => return Err("it uses T.6's uncompressed mode".to_owned()),
                _ => Form::Fax(Coding::Mmr),
            },
            32_773 => Form::PackBits,
            other => return Err(format!("its compression ({other}) is none for black and white")),
        };
        let msb_first = match number(FILL_ORDER)?.unwrap_or(1) {
            1 => true,
            2 => false,
            other => return Err(format!("its fill order ({other}) is unknown")),
        };
        let rows_per_strip = number(Tag::RowsPerStrip)?.filter(|rows| *rows > 0).unwrap_or(rows).min(rows);
        let unit = number(Tag::ResolutionUnit)?.unwrap_or(2);
        let (x_dpi, y_dpi, resolution) = resolution(tags, unit);
        let strips = strips(tags, file.len(), rows.div_ceil(rows_per_strip))?;
        Ok(Self {
            width,
            rows,
            x_dpi,
            y_dpi,
            resolution,
            file: Arc::clone(file),
            strips,
            rows_per_strip,
            form,
            msb_first,
            black_is_zero,
        })
    }

    /// The page coded by T.6, most significant bit first: the file's own bytes where it holds them so.
    pub fn t6(&self) -> Result<Cow<'_, [u8]>, TiffError> {
        if let (Form::Fax(Coding::Mmr), [strip], false) = (self.form, &self.strips[..], self.black_is_zero) {
            return Ok(self.msb_first(&self.file[strip.clone()]));
        }
        let options = EncodeOptions { lsb_first: false, ..EncodeOptions::default() };
        Ok(Cow::Owned(encode(&self.bitmap()?, Coding::Mmr, options)))
    }

    /// The page's pixels.
    pub fn bitmap(&self) -> Result<Bitmap, TiffError> {
        Ok(self.decode().0)
    }

    /// The page's pixels and how much of it could be decoded. A page that is cut off is as long as it should be, the
    /// rest being white.
    pub fn decode(&self) -> (Bitmap, PageQuality) {
        let mut page = Bitmap::new(self.width);
        let mut quality = PageQuality::default();
        let mut left = self.rows;
        for strip in &self.strips {
            let rows = self.rows_per_strip.min(left);
            left -= rows;
            let (strip, found) = self.decode_strip(&self.file[strip.clone()], rows);
            for row in 0..rows {
                page.push_row(strip.row(row));
            }
            quality.bad_rows += found.bad_rows;
            quality.longest_bad_run = quality.longest_bad_run.max(found.longest_bad_run);
            quality.cut_off |= found.rows < rows;
        }
        if self.black_is_zero {
            page = page.inverted();
        }
        quality.rows = page.rows();
        (page, quality)
    }

    fn decode_strip(&self, bytes: &[u8], rows: u32) -> (Bitmap, PageQuality) {
        let limits = Limits { max_rows: rows };
        match self.form {
            Form::Uncompressed => self.unpacked(&self.msb_first(bytes), rows),
            Form::PackBits => {
                // Fill order 2 turns the packed bytes round, their lengths included, as libtiff has it.
                let most = Bitmap::new(self.width).stride() * rows as usize;
                self.unpacked(&unpack_bits(&self.msb_first(bytes), most), rows)
            }
            Form::MhAtBytes => {
                let mut decoder = Decoder::new(Coding::Mh, self.width, limits).with_rows_ending_at_bytes();
                decoder.push(&self.lsb_first(bytes));
                decoder.finish()
            }
            Form::Fax(coding) => {
                let mut decoder = Decoder::new(coding, self.width, limits);
                decoder.push(&self.lsb_first(bytes));
                decoder.finish()
            }
        }
    }

    fn unpacked(&self, bytes: &[u8], rows: u32) -> (Bitmap, PageQuality) {
        let mut page = Bitmap::new(self.width);
        for row in bytes.chunks_exact(page.stride()).take(rows as usize) {
            page.push_row(row);
        }
        let quality = PageQuality { rows: page.rows(), ..PageQuality::default() };
        (page, quality)
    }

    fn msb_first<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        turned_if(!self.msb_first, bytes)
    }

    fn lsb_first<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        turned_if(self.msb_first, bytes)
    }
}

fn turned_if(turn: bool, bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut bytes = Cow::Borrowed(bytes);
    if turn {
        reverse_bits(bytes.to_mut());
    }
    bytes
}

const FILL_ORDER: Tag = Tag::Unknown(266);
const T4_OPTIONS: Tag = Tag::Unknown(292);
const T6_OPTIONS: Tag = Tag::Unknown(293);

/// What a file without a usable resolution is taken for: most faxes are fine.
const UNSAID: Resolution = Resolution::Fine;

/// Pixels per inch across and down. Where these are the round numbers of a fax resolution, the true ones.
fn resolution(tags: &mut IfdDecoder<'_>, unit: u32) -> (f64, f64, Option<Resolution>) {
    let mut dpi = |tag: Tag| -> Option<f64> {
        let value = match tags.find_tag(tag).ok()?? {
            Value::Rational(pixels, units) => f64::from(pixels) / f64::from(units),
            other => other.into_f64().ok()?,
        };
        let dpi = if unit == 3 { value * 2.54 } else { value };
        (10.0..=10_000.0).contains(&dpi).then_some(dpi)
    };
    let (x, y) = (dpi(Tag::XResolution), dpi(Tag::YResolution));
    let (Some(x), Some(y)) = (x, y) else {
        return (UNSAID.x_dpi(), UNSAID.y_dpi(), Some(UNSAID));
    };
    match Resolution::from_dpi(x, y) {
        Some(resolution) => (resolution.x_dpi(), resolution.y_dpi(), Some(resolution)),
        None => (x, y, None),
    }
}

/// Where the page's strips stand in the file.
fn strips(tags: &mut IfdDecoder<'_>, len: usize, wanted: u32) -> Result<Vec<Range<usize>>, String> {
    let mut numbers = |tag: Tag| -> Result<Option<Vec<u64>>, String> {
        tags.find_tag_unsigned_vec(tag).map_err(|error| format!("{tag:?} cannot be read ({error})"))
    };
    let offsets = numbers(Tag::StripOffsets)?.ok_or("it has no strips")?;
    let counts = numbers(Tag::StripByteCounts)?;
    if offsets.len() != wanted as usize {
        return Err(format!("it has {} strips where {wanted} are needed", offsets.len()));
    }
    let outside = || "its image lies outside the file".to_owned();
    let mut strips = Vec::new();
    for (i, offset) in offsets.iter().enumerate() {
        let start = usize::try_from(*offset).map_err(|_| outside())?;
        let count = match &counts {
            Some(counts) => counts.get(i).copied().ok_or("it has fewer strip lengths than strips")?,
            // Missing in some old files of one strip: it goes to the file's end.
            None => len.saturating_sub(start) as u64,
        };
        let end = usize::try_from(count).ok().and_then(|count| start.checked_add(count)).ok_or_else(outside)?;
        if end > len {
            return Err(outside());
        }
        strips.push(start..end);
    }
    Ok(strips)
}

/// PackBits (TIFF 6.0 §9), up to `most` bytes.
fn unpack_bits(mut bytes: &[u8], most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while out.len() < most
        && let Some((head, rest)) = bytes.split_first()
    {
        bytes = rest;
        match *head as i8 {
            -128 => {}
            copies @ -127..=-1 => {
                let Some((byte, rest)) = bytes.split_first() else { break };
                out.resize(out.len() + 1 + usize::from(copies.unsigned_abs()), *byte);
                bytes = rest;
            }
            more => {
                let (taken, rest) = bytes.split_at(bytes.len().min(more as usize + 1));
                out.extend_from_slice(taken);
                bytes = rest;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
