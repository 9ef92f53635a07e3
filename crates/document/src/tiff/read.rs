//! Reads TIFF files: ours, those of other fax software, and those of scanners and other programs.
//!
//! Black-and-white pages are decoded by our own decoders. MH (with and without EOL, compressions 2,
//! 3 and 32771), MR and MMR are supported, and uncompressed, PackBits, LZW and Deflate. Greys and
//! colours are read in `picture.rs`. Both orders of the bits in a byte and of the bytes in a number
//! are supported, also strips and tiles, and pages that are turned. No page is decoded before it is
//! needed, so that reading a hostile file costs no more than a multiple of its own size. The cost of
//! decoding a page is bounded by its number of pixels and the size of the file.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::chunks::{self, Chunk};
use super::directory::{Container, Directory, tags};
use super::fault::Fault;
use super::unpack::{Packing, unpack};
use super::{TiffError, coloured, picture};
use crate::dither::dither_at;
use crate::grey::Grey;
use crate::limits;
use crate::scale::turn::{mirrored_across, mirrored_down, transposed};
use ferrofax_ground::t4::{
    Bitmap, Coding, Decoder, EncodeOptions, Limits, PageQuality, Resolution, colour, encode,
    reverse_bits,
};

/// A TIFF file that was read.
#[derive(Clone, Debug)]
pub struct TiffFile {
    /// The complete pages, in order.
    pub pages: Vec<TiffPage>,
    /// The fault of the page after these, which is the reason why no more pages were read.
    pub damage: Option<Fault>,
}

/// One page of a TIFF file.
#[derive(Clone, Debug)]
pub struct TiffPage {
    /// The number of pixels in a row.
    pub width: u32,
    /// The number of rows.
    pub rows: u32,
    /// The true pixels per inch across.
    pub x_dpi: f64,
    /// The true rows per inch down.
    pub y_dpi: f64,
    /// The fax resolution that matches these values, if there is one.
    pub resolution: Option<Resolution>,
    /// Whether the resolution is guessed, because the file does not state one, or not a credible
    /// one. Then the page is taken to be as wide as paper.
    pub is_guessed: bool,
    file: Arc<Vec<u8>>,
    /// The size of the image itself, before it is turned upright.
    size: (u32, u32),
    chunks: Vec<Chunk>,
    form: Form,
    turn: Turn,
    /// The places of the colour page in the file, one for each coding.
    colours: Vec<Range<usize>>,
}

/// The form in which the pixels are stored.
#[derive(Clone, Debug, PartialEq)]
enum Form {
    BlackAndWhite { coding: BitCoding, msb_first: bool, black_is_zero: bool },
    Picture(picture::Form),
}

/// The coding of black and white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BitCoding {
    Packed(Packing),
    /// Compression 2: MH without EOL, with rows that end at bytes.
    MhAtBytes,
    /// Compression 32771: MH without EOL, with rows that end at words of 16 bits.
    MhAtWords,
    Fax(Coding),
}

/// A page that was decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The pixels; rows that could not be decoded are white.
    pub bitmap: Bitmap,
    /// The quality: how much of the page could be decoded.
    pub quality: PageQuality,
    /// The number of rows that are white because the code, which has an end of its own, ends before
    /// them.
    pub missing_rows: u32,
    /// Whether the code cannot be read to its end.
    pub is_damaged: bool,
}

/// The turns that make the image upright (tag Orientation): first over its diagonal, then left and
/// right, top and bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Turn {
    diagonal: bool,
    across: bool,
    down: bool,
}

/// Reads the complete pages of the file at `path`, in order. An error if there is none.
pub fn read(path: &Path) -> Result<Vec<TiffPage>, TiffError> {
    Ok(load(path)?.pages)
}

/// Reads the file at `path`: its complete pages, and the fault after them. An error if not even the
/// first page is complete.
pub fn load(path: &Path) -> Result<TiffFile, TiffError> {
    let bytes = std::fs::read(path).map_err(|source| TiffError::Io {
        path: path.to_owned(),
        doing: "read it".to_owned(),
        source,
    })?;
    load_bytes(bytes, path)
}

/// Reads the pages from the bytes of a file, like [`read`]. `path` is for the texts of errors.
pub fn parse(bytes: Vec<u8>, path: &Path) -> Result<Vec<TiffPage>, TiffError> {
    Ok(load_bytes(bytes, path)?.pages)
}

/// Reads the file with these bytes, like [`load`]. `path` is for the texts of errors.
pub fn load_bytes(bytes: impl Into<Arc<Vec<u8>>>, path: &Path) -> Result<TiffFile, TiffError> {
    let file = bytes.into();
    let mut pages = Vec::new();
    let damage = read_pages(&file, &mut pages).err();
    if pages.is_empty() {
        let what = damage.unwrap_or(Fault::NoPages);
        return Err(TiffError::Damaged { path: path.to_owned(), what });
    }
    Ok(TiffFile { pages, damage })
}

/// Follows the chain of directories. The error is the reason why it ended early.
fn read_pages(file: &Arc<Vec<u8>>, pages: &mut Vec<TiffPage>) -> Result<(), Fault> {
    let container = Container::open(file)?;
    let (mut next, mut seen) = (container.first, HashSet::new());
    let mut parts_left = chunks::most_in_file(file.len());
    while next != 0 {
        let of_page = |fault| Fault::Page(pages.len() + 1, Box::new(fault));
        if !seen.insert(next) {
            return Err(of_page(Fault::LinkedTwice));
        }
        if seen.len() > limits::MOST_PAGES {
            return Err(Fault::TooManyPages(limits::MOST_PAGES));
        }
        let directory = container.directory(next).map_err(of_page)?;
        next = directory.next;
        // A small copy of a page, or a mask of it, is not a page.
        let kind = directory.number(tags::NEW_SUBFILE_TYPE).ok().flatten().unwrap_or(0);
        if kind & 0b101 != 0 && (!pages.is_empty() || next != 0) {
            continue;
        }
        let page = TiffPage::from_tags(&directory, file, container.big_endian, parts_left);
        let page = page.map_err(of_page)?;
        parts_left = parts_left.saturating_sub(page.chunks.len() as u64);
        pages.push(TiffPage { colours: coloured::find(container, &directory, file.len()), ..page });
    }
    Ok(())
}

impl TiffPage {
    fn from_tags(
        directory: &Directory<'_>,
        file: &Arc<Vec<u8>>,
        big_endian: bool,
        parts_left: u64,
    ) -> Result<Self, Fault> {
        let width = directory.number(tags::IMAGE_WIDTH)?.ok_or(Fault::NoWidth)?;
        let rows = directory.number(tags::IMAGE_LENGTH)?.ok_or(Fault::NoLength)?;
        limits::check_page(width, rows)?;
        let (form, planes) = Form::read(directory, file, big_endian, (width, rows))?;
        let chunks = chunks::find(directory, (width, rows), planes, file.len(), parts_left)?;
        // The turn that makes the page upright for people. Quarter turns exchange the sides of the
        // page.
        let turn = Turn::of(directory.number(tags::ORIENTATION).ok().flatten().unwrap_or(1));
        let said = said_dpi(directory);
        let is_guessed = said.is_none();
        let (x_dpi, y_dpi) = said.unwrap_or_else(|| taken_dpi(directory, width, rows));
        let (upright, (x_dpi, y_dpi)) = if turn.diagonal {
            ((rows, width), (y_dpi, x_dpi))
        } else {
            ((width, rows), (x_dpi, y_dpi))
        };
        limits::check_page(upright.0, upright.1)?;
        // A resolution that is nearly a fax resolution is taken for that one.
        let resolution = Resolution::from_dpi(x_dpi, y_dpi).filter(|resolution| {
            (resolution.x_dpi() / x_dpi - 1.0).abs() < SAME
                && (resolution.y_dpi() / y_dpi - 1.0).abs() < SAME
        });
        let (x_dpi, y_dpi) =
            resolution.map_or((x_dpi, y_dpi), |known| (known.x_dpi(), known.y_dpi()));
        Ok(Self {
            width: upright.0,
            rows: upright.1,
            x_dpi,
            y_dpi,
            resolution,
            is_guessed,
            file: Arc::clone(file),
            size: (width, rows),
            chunks,
            form,
            turn,
            colours: Vec::new(),
        })
    }

    /// The colour page, as it was received: JPEG of L\*a\*b\* (T.4 annex E) or T.43. `None` if
    /// there is none, or if it is damaged. Then the readable part of it is in the page in black and
    /// white.
    pub fn colour(&self) -> Option<&[u8]> {
        self.colours().next()
    }

    /// The colour page in T.43, if it exists in that coding, with or without the JPEG.
    pub fn without_loss(&self) -> Option<&[u8]> {
        self.colours().find(|octets| colour::coding(octets) == Some(Coding::T43))
    }

    /// The colour page in each coding in which it exists.
    pub fn colours(&self) -> impl Iterator<Item = &[u8]> {
        self.colours.iter().filter_map(|place| self.file.get(place.clone()))
    }

    /// The page coded by T.6, most significant bit first. These are the file's own bytes if it has
    /// the page in that form.
    pub fn t6(&self) -> Result<Cow<'_, [u8]>, TiffError> {
        if let Form::BlackAndWhite {
            coding: BitCoding::Fax(Coding::Mmr),
            msb_first,
            black_is_zero: false,
        } = self.form
            && let [chunk] = &self.chunks[..]
            && self.turn == Turn::default()
            && (chunk.width, chunk.rows) == self.size
        {
            return Ok(turned_if(!msb_first, &self.file[chunk.bytes.clone()]));
        }
        let options = EncodeOptions { lsb_first: false, ..EncodeOptions::default() };
        Ok(Cow::Owned(encode(&self.bitmap()?, Coding::Mmr, options)))
    }

    /// The pixels of the page.
    pub fn bitmap(&self) -> Result<Bitmap, TiffError> {
        Ok(self.decode().0)
    }

    /// The pixels of the page, and how much of it could be decoded. A page that is cut off has its
    /// full length, and the rest is white. Greys and colours become black and white pixel by pixel;
    /// for sending, [`Self::picture`] is better.
    pub fn decode(&self) -> (Bitmap, PageQuality) {
        let Decoded { bitmap, quality, .. } = self.decoded();
        (bitmap, quality)
    }

    /// The decoded page, with what is known about missing rows.
    pub fn decoded(&self) -> Decoded {
        match &self.form {
            Form::BlackAndWhite { coding, msb_first, black_is_zero } => {
                let decoded = self.decode_bits(*coding, *msb_first);
                let page = decoded.bitmap;
                let page = if *black_is_zero { page.inverted() } else { page };
                Decoded { bitmap: self.turn.page(page), ..decoded }
            }
            Form::Picture(form) => {
                let (picture, damaged) =
                    form.decode(&self.file, &self.chunks, self.size.0, self.size.1);
                let page = dither_at(&self.turn.picture(picture), self.x_dpi, self.y_dpi);
                let quality = PageQuality {
                    rows: page.rows(),
                    bad_rows: damaged,
                    longest_bad_run: damaged,
                    cut_off: damaged > 0,
                };
                Decoded { bitmap: page, quality, missing_rows: 0, is_damaged: damaged > 0 }
            }
        }
    }

    /// The page in greys, white where it is damaged. `None` if the page is in black and white.
    pub fn picture(&self) -> Option<Grey> {
        match &self.form {
            Form::BlackAndWhite { .. } => None,
            Form::Picture(form) => {
                let (picture, _) = form.decode(&self.file, &self.chunks, self.size.0, self.size.1);
                Some(self.turn.picture(picture))
            }
        }
    }

    /// Whether the page is in greys or colours.
    pub const fn is_picture(&self) -> bool {
        matches!(self.form, Form::Picture(_))
    }

    fn decode_bits(&self, coding: BitCoding, msb_first: bool) -> Decoded {
        let (width, rows) = self.size;
        let mut quality = PageQuality::default();
        let (mut missing_rows, mut is_damaged) = (0, false);
        // Strips follow each other. Tiles are side by side as well.
        let in_order = self.chunks.iter().all(|chunk| chunk.width == width);
        let mut page = if in_order { Bitmap::new(width) } else { Bitmap::white(width, rows) };
        for chunk in &self.chunks {
            let bytes = &self.file[chunk.bytes.clone()];
            let (part, found) = decode_chunk(bytes, coding, msb_first, chunk);
            let shown = chunk.rows.min(rows - chunk.y);
            let missing = shown.saturating_sub(found.rows);
            if found.cut_off {
                is_damaged |= missing > 0
            } else {
                missing_rows += missing
            }
            for row in 0..shown {
                if in_order {
                    page.push_row(part.row(row))
                } else {
                    (0..chunk.width.min(width - chunk.x))
                        .filter(|x| part.is_black(*x, row))
                        .for_each(|x| page.set(chunk.x + x, chunk.y + row, true))
                }
            }
            quality.bad_rows += found.bad_rows;
            quality.longest_bad_run = quality.longest_bad_run.max(found.longest_bad_run);
            quality.cut_off |= missing > 0;
        }
        quality.rows = page.rows();
        is_damaged |= quality.bad_rows > 0;
        Decoded { bitmap: page, quality, missing_rows, is_damaged }
    }
}

impl Form {
    /// Reads the form, and the number of planes in which the pixels are stored.
    ///
    /// The planes are counted here, where it is known which form it is. If the form were asked
    /// afterwards, the optimiser would look at a picture's fields first, and only then at whether
    /// it is a picture. That is right, but Valgrind takes it for a use of fields that a page in
    /// black and white does not have.
    fn read(
        directory: &Directory<'_>,
        file: &[u8],
        big_endian: bool,
        size: (u32, u32),
    ) -> Result<(Self, u32), Fault> {
        let bits = directory.number(tags::BITS_PER_SAMPLE)?.unwrap_or(1);
        let samples = directory.number(tags::SAMPLES_PER_PIXEL)?.unwrap_or(1);
        // The tag is missing in some fax files, in which white is always 0.
        let photometric = directory.number(tags::PHOTOMETRIC)?.unwrap_or(0);
        let compression = directory.number(tags::COMPRESSION)?.unwrap_or(1);
        let is_fax = matches!(compression, 2..=4 | 32_771);
        if (bits, samples) != (1, 1) || photometric > 1 {
            if is_fax {
                return Err(Fault::NotBlackAndWhite(compression));
            }
            let form = picture::Form::read(directory, file, big_endian, size)?;
            let planes = form.planes();
            return Ok((Self::Picture(form), planes));
        }
        let coding = match compression {
            1 => BitCoding::Packed(Packing::None),
            2 => BitCoding::MhAtBytes,
            3 => match directory.number(tags::T4_OPTIONS)?.unwrap_or(0) {
                options if options & 2 != 0 => {
                    return Err(Fault::Uncompressed(4));
                }
                options if options & 1 != 0 => BitCoding::Fax(Coding::Mr),
                _ => BitCoding::Fax(Coding::Mh),
            },
            4 => match directory.number(tags::T6_OPTIONS)?.unwrap_or(0) {
                options if options & 2 != 0 => {
                    return Err(Fault::Uncompressed(6));
                }
                _ => BitCoding::Fax(Coding::Mmr),
            },
            5 => BitCoding::Packed(Packing::Lzw),
            8 | 32_946 => BitCoding::Packed(Packing::Deflate),
            32_771 => BitCoding::MhAtWords,
            32_773 => BitCoding::Packed(Packing::PackBits),
            other => return Err(Fault::CompressionOfBits(other)),
        };
        let msb_first = match directory.number(tags::FILL_ORDER)?.unwrap_or(1) {
            1 => true,
            2 => false,
            other => return Err(Fault::FillOrder(other)),
        };
        Ok((Self::BlackAndWhite { coding, msb_first, black_is_zero: photometric == 1 }, 1))
    }
}

/// Decodes the pixels of a part. Some programs name another compression than the one that they
/// write: rows of MH without any EOL, although the file says that there are EOLs, or rows with
/// another fill.
fn decode_chunk(
    bytes: &[u8],
    coding: BitCoding,
    msb_first: bool,
    chunk: &Chunk,
) -> (Bitmap, PageQuality) {
    let named = decode_chunk_as(bytes, coding, msb_first, chunk);
    let is_whole = |found: &PageQuality| found.bad_rows == 0 && found.rows >= chunk.rows;
    let others = [BitCoding::MhAtBytes, BitCoding::MhAtWords, BitCoding::Fax(Coding::Mh)];
    if is_whole(&named.1) || !others.contains(&coding) {
        return named;
    }
    others
        .into_iter()
        .filter(|other| *other != coding)
        .map(|other| decode_chunk_as(bytes, other, msb_first, chunk))
        .find(|(_, found)| is_whole(found))
        .unwrap_or(named)
}

fn decode_chunk_as(
    bytes: &[u8],
    coding: BitCoding,
    msb_first: bool,
    chunk: &Chunk,
) -> (Bitmap, PageQuality) {
    let (width, rows) = (chunk.width.min(Bitmap::MAX_WIDTH), chunk.rows);
    let limits = Limits { max_rows: rows };
    let mut decoder = match coding {
        BitCoding::Packed(packing) => {
            let mut page = Bitmap::new(width);
            // Fill order 2 reverses the bits of the packed bytes, including their lengths, as in
            // libtiff.
            let bytes =
                unpack(&turned_if(!msb_first, bytes), packing, page.stride() * rows as usize);
            bytes.chunks_exact(page.stride()).for_each(|row| page.push_row(row));
            let cut_off = page.rows() < rows;
            let quality = PageQuality { rows: page.rows(), cut_off, ..PageQuality::default() };
            return (page, quality);
        }
        BitCoding::MhAtBytes => Decoder::new(Coding::Mh, width, limits).with_rows_ending_at_bytes(),
        BitCoding::MhAtWords => Decoder::new(Coding::Mh, width, limits).with_rows_ending_at_words(),
        BitCoding::Fax(coding) => Decoder::new(coding, width, limits),
    };
    decoder.push(&turned_if(msb_first, bytes));
    decoder.finish()
}

fn turned_if(turn: bool, bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut bytes = Cow::Borrowed(bytes);
    if turn {
        reverse_bits(bytes.to_mut());
    }
    bytes
}

impl Turn {
    /// The turn of an orientation (TIFF 6.0 §8), which says where the first row and the first
    /// column are.
    const fn of(orientation: u32) -> Self {
        let (diagonal, across, down) = match orientation {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { diagonal, across, down }
    }

    fn page(self, mut page: Bitmap) -> Bitmap {
        if self.diagonal {
            page = transposed(&page);
        }
        if self.across {
            page = mirrored_across(&page);
        }
        if self.down {
            page = mirrored_down(&page);
        }
        page
    }

    fn picture(self, picture: Grey) -> Grey {
        if self == Self::default() {
            return picture;
        }
        let (width, rows) = (picture.width() as usize, picture.rows() as usize);
        let (new_width, new_rows) = if self.diagonal { (rows, width) } else { (width, rows) };
        let data = picture.data();
        let pixel = |x: usize, y: usize| {
            let x = if self.across { new_width - 1 - x } else { x };
            let y = if self.down { new_rows - 1 - y } else { y };
            if self.diagonal { data[x * width + y] } else { data[y * width + x] }
        };
        let turned = (0..new_rows)
            .flat_map(|y| (0..new_width).map(move |x| (x, y)))
            .map(|(x, y)| pixel(x, y));
        Grey::new(new_width as u32, turned.collect())
    }
}

/// The relative difference up to which two resolutions are the same but for rounding.
const SAME: f64 = 0.012;

/// The unit in which the file measures, and the pixels per inch across and down that it states.
fn read_dpi(directory: &Directory<'_>) -> (u32, Option<(f64, f64)>) {
    let unit = directory.number(tags::RESOLUTION_UNIT).ok().flatten().unwrap_or(2);
    let read = |tag| {
        let dpi = directory.fraction(tag)? * if unit == 3 { 2.54 } else { 1.0 };
        (10.0..=10_000.0).contains(&dpi).then_some(dpi)
    };
    (unit, read(tags::X_RESOLUTION).zip(read(tags::Y_RESOLUTION)))
}

/// The pixels per inch that the file states, if they are credible. With unit 1 they state only the
/// aspect ratio. 72 is written by programs that do not know about paper.
fn said_dpi(directory: &Directory<'_>) -> Option<(f64, f64)> {
    let (unit, dpi) = read_dpi(directory);
    dpi.filter(|dpi| unit != 1 && *dpi != (72.0, 72.0))
}

/// The pixels per inch that are assumed if the file states no credible ones.
fn taken_dpi(directory: &Directory<'_>, width: u32, rows: u32) -> (f64, f64) {
    let (across, down) = guessed_dpi(width, rows);
    match read_dpi(directory).1 {
        Some((x, y)) => (across, across * y / x),
        None => (across, down),
    }
}

/// The pixels per inch that are guessed from the size alone.
fn guessed_dpi(width: u32, rows: u32) -> (f64, f64) {
    // These are the widths of fax pages, each of which belongs to a resolution. Most faxes are
    // fine, and short ones standard.
    let aspect = f64::from(rows) / f64::from(width);
    match width {
        1728 | 2048 | 2432 if aspect < 0.9 => {
            (Resolution::Standard.x_dpi(), Resolution::Standard.y_dpi())
        }
        1728 | 2048 | 2432 if aspect < 2.0 => (Resolution::Fine.x_dpi(), Resolution::Fine.y_dpi()),
        1728 | 2048 | 2432 => (Resolution::Superfine.x_dpi(), Resolution::Superfine.y_dpi()),
        2592 | 3072 | 3648 => (300.0, 300.0),
        3456 | 4096 | 4864 => (400.0, 400.0),
        // Otherwise the image is as wide as A4 paper, with square pixels.
        _ => {
            let dpi = (f64::from(width) / PAPER_INCHES).clamp(10.0, 10_000.0);
            (dpi, dpi)
        }
    }
}

/// The width of the paper, 210 mm.
const PAPER_INCHES: f64 = 210.0 / 25.4;

#[cfg(test)]
mod tests;
