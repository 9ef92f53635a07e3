//! Unpacks the pixels of a page in printer raster.
//!
//! A packed row begins with a byte: the number of times that the row is repeated, less one. Runs
//! follow until the row is full. A byte up to 127 is the number of times that the next pixel
//! occurs, less one. After a byte above 128, pixels follow literally, as many as 257 less the byte
//! (PWG 5102.4). 128 is undefined in PWG raster. In URF it means that the rest of the row is white,
//! and CUPS treats it so everywhere.

use super::super::picture::light;
use super::head::{Head, Pixel};
use ferrofax_document::grey::Grey;
use ferrofax_ground::t4::Bitmap;

/// The unpacked pixels of a page, in black and white or in other colours.
#[derive(Debug)]
pub(super) enum Ink {
    Black(Bitmap),
    Greys(Grey),
}

impl Ink {
    /// Converts the pixels to black and white if the page has no other colours. Otherwise returns
    /// them unchanged.
    pub(super) fn without_greys(self) -> Self {
        match self {
            Self::Greys(greys) if greys.data().iter().all(|level| matches!(level, 0 | 255)) => {
                let mut bitmap = Bitmap::white(greys.width(), greys.rows());
                for y in 0..greys.rows() {
                    let black = greys.row(y).iter().zip(0..).filter(|(level, _)| **level == 0);
                    black.for_each(|(_, x)| bitmap.set(x, y, true));
                }
                Self::Black(bitmap)
            }
            other => other,
        }
    }

    /// Converts the pixels of the page to greys.
    pub(super) fn greys(self) -> Grey {
        match self {
            Self::Greys(greys) => greys,
            Self::Black(bitmap) => {
                let level = |x, y| if bitmap.is_black(x, y) { 0 } else { 255 };
                let rows = 0..bitmap.rows();
                let data =
                    rows.flat_map(|y| (0..bitmap.width()).map(move |x| level(x, y))).collect();
                Grey::new(bitmap.width(), data)
            }
        }
    }
}

/// Reads the rows of pixels of one page from the input, and leaves what follows them unread. The
/// text of an error continues a sentence that begins with "page N".
pub(super) fn read(head: &Head, input: &mut &[u8]) -> Result<Ink, String> {
    let mut page = Page::new(head);
    let mut row = vec![0; head.stride];
    while page.rows < head.rows {
        let unread = |why: Unread| match why {
            Unread::CutOff => {
                format!("is cut off: it has {} of {} rows", page.rows, head.rows)
            }
            Unread::TooLong => format!("is damaged in row {}", page.rows + 1),
        };
        let times = if head.is_packed {
            unpack(&mut row, head.pixel, input).map_err(unread)?
        } else {
            copy(&mut row, input).map_err(unread)?
        };
        page.push(&row, times.min(head.rows - page.rows));
    }
    Ok(page.finish())
}

/// The reason why a row of pixels in the printer raster file can't be read.
enum Unread {
    CutOff,
    /// The row has more pixels than the page is wide.
    TooLong,
}

fn take<'a>(input: &mut &'a [u8], count: usize) -> Result<&'a [u8], Unread> {
    let (taken, rest) = input.split_at_checked(count).ok_or(Unread::CutOff)?;
    *input = rest;
    Ok(taken)
}

fn byte(input: &mut &[u8]) -> Result<u8, Unread> {
    take(input, 1).map(|taken| taken[0])
}

fn copy(row: &mut [u8], input: &mut &[u8]) -> Result<u32, Unread> {
    row.copy_from_slice(take(input, row.len())?);
    Ok(1)
}

/// Unpacks a compressed row of pixels into `row`. Returns the number of times that the row occurs
/// in the page.
fn unpack(row: &mut [u8], pixel: Pixel, input: &mut &[u8]) -> Result<u32, Unread> {
    let times = u32::from(byte(input)?) + 1;
    let unit = pixel.bytes();
    let mut room = row;
    while !room.is_empty() {
        let code = byte(input)?;
        let (count, is_run) = match code {
            0..=127 => (usize::from(code) + 1, true),
            128 => {
                room.fill(pixel.white());
                break;
            }
            129.. => (257 - usize::from(code), false),
        };
        let (now, later) = room.split_at_mut_checked(count * unit).ok_or(Unread::TooLong)?;
        if is_run {
            let one = take(input, unit)?;
            now.chunks_exact_mut(unit).for_each(|place| place.copy_from_slice(one));
        } else {
            now.copy_from_slice(take(input, count * unit)?);
        }
        room = later;
    }
    Ok(times)
}

/// A page of a raster file while its rows of pixels are read. The page is upright, even if the file
/// has its rows or pixels in reverse order.
struct Page<'a> {
    head: &'a Head,
    /// The pixels of the page, row by row, in the format that the page's header names.
    data: Vec<u8>,
    rows: u32,
}

impl<'a> Page<'a> {
    const fn new(head: &'a Head) -> Self {
        Self { head, data: Vec::new(), rows: 0 }
    }

    /// The number of bytes of one row of pixels in `data`.
    const fn stride(&self) -> usize {
        match self.head.pixel {
            Pixel::Black | Pixel::White => (self.head.width as usize).div_ceil(8),
            Pixel::Grey | Pixel::Ink | Pixel::Colours => self.head.width as usize,
        }
    }

    fn push(&mut self, row: &[u8], times: u32) {
        let width = self.head.width as usize;
        let begin = self.data.len();
        match self.head.pixel {
            Pixel::Black => self.data.extend(&row[..self.stride()]),
            Pixel::White => self.data.extend(row[..self.stride()].iter().map(|byte| !byte)),
            Pixel::Grey => self.data.extend(&row[..width]),
            Pixel::Ink => self.data.extend(row[..width].iter().map(|byte| !byte)),
            Pixel::Colours => {
                let pixels = row.chunks_exact(3).take(width);
                self.data.extend(pixels.map(|pixel| light(pixel[0], pixel[1], pixel[2])));
            }
        }
        if self.head.mirrored {
            mirror(&mut self.data[begin..], self.head);
        }
        for _ in 1..times {
            self.data.extend_from_within(begin..begin + self.stride());
        }
        self.rows += times;
    }

    fn finish(mut self) -> Ink {
        let stride = self.stride();
        if self.head.from_below {
            turn_over(&mut self.data, stride);
        }
        let width = self.head.width;
        match self.head.pixel {
            Pixel::Black | Pixel::White => {
                let mut bitmap = Bitmap::new(width);
                self.data.chunks_exact(stride).for_each(|row| bitmap.push_row(row));
                Ink::Black(bitmap)
            }
            Pixel::Grey | Pixel::Ink | Pixel::Colours => Ink::Greys(Grey::new(width, self.data)),
        }
    }
}

/// Reverses the order of a page's rows of pixels, so that the last row becomes the first. `stride`
/// is the number of bytes of a row.
fn turn_over(data: &mut [u8], stride: usize) {
    let mut rows = data.chunks_exact_mut(stride);
    while let (Some(upper), Some(lower)) = (rows.next(), rows.next_back()) {
        upper.swap_with_slice(lower);
    }
}

/// Reverses the order of the pixels in a row of a page whose rows are stored from right to left.
fn mirror(row: &mut [u8], head: &Head) {
    row.reverse();
    if head.pixel.bits() > 1 {
        return;
    }
    // The padding bits of the last byte now precede the first pixel, so they are shifted out.
    let padding = row.len() as u32 * 8 - head.width;
    row.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
    if padding > 0 {
        let mut next = 0;
        for byte in row.iter_mut().rev() {
            let moved = (*byte << padding) | (next >> (8 - padding));
            next = *byte;
            *byte = moved;
        }
    }
}
