//! Puts a black-and-white strip above a colour page, or over its first rows, without decoding a
//! pixel of the page: the header line of a page that is sent.
//!
//! The page must be coded in rows of units that are independent of each other (T.81 §E.1.4, restart
//! intervals), as our own pages are. The strip is coded by the page's own tables into such rows,
//! which come before the page's rows; then the rows are numbered again. No quality is lost, and the
//! cost is that of the strip.

use ferrofax_ground::t4::Bitmap;
use ferrofax_ground::t4::jpeg::{CodedRows, Codes, Tables};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The number of rows that the strip for a page must have, at least `least`. `None` if no strip can
/// be put on the page.
pub(crate) fn rows_for(octets: &[u8], least: u32) -> Option<u32> {
    let unit = unit_rows(&CodedRows::of(octets)?);
    Some(least.div_ceil(unit) * unit)
}

/// Puts the strip above the page, or over its first rows. The strip has the page's width and the
/// number of rows that [`rows_for`] returns. Returns `None` if it cannot be put there.
pub(crate) fn with_strip(octets: &[u8], strip: &Bitmap, is_over: bool) -> Option<Vec<u8>> {
    let page = CodedRows::of(octets)?;
    let covered = strip.rows() / unit_rows(&page);
    let rows = if is_over { page.rows } else { page.rows + strip.rows() };
    let rows = u16::try_from(rows).ok()?;
    let intervals = intervals(octets.get(page.scan.clone())?);
    let of_page = intervals.get(if is_over { covered as usize } else { 0 }..)?;
    if strip.width() != page.width
        || !strip.rows().is_multiple_of(unit_rows(&page))
        || intervals.len() != page.rows.div_ceil(unit_rows(&page)) as usize
        || of_page.is_empty()
    {
        return None;
    }
    let mut whole = Vec::with_capacity(octets.len() + 4096);
    whole.extend_from_slice(octets.get(..page.scan.start)?);
    whole.get_mut(page.rows_at.clone())?.copy_from_slice(&rows.to_be_bytes());
    let waves = waves();
    let own = (0..covered).map(|row| coded(&page, strip, row, &waves));
    let own = own.collect::<Option<Vec<_>>>()?;
    let all = own.iter().map(Vec::as_slice).chain(of_page.iter().copied());
    for (number, interval) in all.enumerate() {
        if number > 0 {
            whole.extend([0xFF, RST0 + ((number - 1) % 8) as u8]);
        }
        whole.extend_from_slice(interval);
    }
    whole.extend_from_slice(octets.get(page.scan.end..)?);
    Some(whole)
}

const RST0: u8 = 0xD0;

/// The rows of pixels in a row of units.
fn unit_rows(page: &CodedRows) -> u32 {
    8 * u32::from(page.blocks.1)
}

/// The bytes between the markers RST.
fn intervals(scan: &[u8]) -> Vec<&[u8]> {
    let (mut intervals, mut start) = (Vec::new(), 0);
    let is_restart = |pair: &[u8]| matches!(pair, [0xFF, RST0..=0xD7]);
    for (at, _) in scan.windows(2).enumerate().filter(|(_, pair)| is_restart(pair)) {
        intervals.push(&scan[start..at]); // a window stands within the scan
        start = at + 2;
    }
    intervals.push(&scan[start..]);
    intervals
}

/// Codes a row of units of the strip.
fn coded(page: &CodedRows, strip: &Bitmap, row: u32, waves: &Waves) -> Option<Vec<u8>> {
    let (across, down) = (u32::from(page.blocks.0), u32::from(page.blocks.1));
    let [light, red, yellow] = &page.tables;
    let plain = |level: f64, tables: &Tables| quantised(&[level; 64], tables, waves);
    let white = plain(WHITE, light);
    let colourless = [(plain(NEUTRAL[0], red), red), (plain(NEUTRAL[1], yellow), yellow)];
    let mut bits = Bits::default();
    let mut before = [0; 3];
    for unit in 0..page.width.div_ceil(8 * across) {
        for (y, x) in (0..down).flat_map(|y| (0..across).map(move |x| (y, x))) {
            let (x, y) = ((unit * across + x) * 8, (row * down + y) * 8);
            let block = if is_white(strip, x, y) {
                white
            } else {
                quantised(&pixels(strip, x, y), light, waves)
            };
            bits.block(&block, &mut before[0], light)?;
        }
        for ((block, tables), before) in colourless.iter().zip(&mut before[1..]) {
            bits.block(block, before, tables)?;
        }
    }
    Some(bits.finish())
}

/// L\* of white and of black, relative to the middle of its range.
const WHITE: f64 = 127.0;
const BLACK: f64 = -128.0;

/// a\* and b\* of a pixel without colour, relative to the middle: the bytes 128 and 96 of T.42's
/// default ranges.
const NEUTRAL: [f64; 2] = [0.0, -32.0];

fn is_white(strip: &Bitmap, x: u32, y: u32) -> bool {
    (y..y + 8).all(|y| strip.row(y).get((x / 8) as usize).is_none_or(|byte| *byte == 0))
}

/// A block of pixels; pixels to the right of the strip are white.
fn pixels(strip: &Bitmap, x: u32, y: u32) -> [f64; 64] {
    std::array::from_fn(|at| {
        let (x, y) = (x + at as u32 % 8, y + at as u32 / 8);
        if x < strip.width() && strip.is_black(x, y) { BLACK } else { WHITE }
    })
}

/// The cosine of each frequency at each of eight pixels.
type Waves = [[f64; 8]; 8];

fn waves() -> Waves {
    let scale = |frequency: usize| if frequency == 0 { FRAC_1_SQRT_2 } else { 1.0 };
    let wave = |frequency: usize, at: usize| {
        scale(frequency) / 2.0 * ((2 * at + 1) as f64 * frequency as f64 * PI / 16.0).cos()
    };
    std::array::from_fn(|frequency| std::array::from_fn(|at| wave(frequency, at)))
}

/// The coefficients of a block (T.81 §A.3.3), divided by their steps, in the order in which they
/// are coded.
fn quantised(pixels: &[f64; 64], tables: &Tables, waves: &Waves) -> [i32; 64] {
    // First across, then down.
    let across: [f64; 64] = std::array::from_fn(|at| {
        let (y, u) = (at / 8, at % 8);
        (0..8).map(|x| pixels[8 * y + x] * waves[u][x]).sum()
    });
    std::array::from_fn(|index| {
        let (v, u) = (ZIGZAG[index] / 8, ZIGZAG[index] % 8);
        let value: f64 = (0..8).map(|y| across[8 * y + u] * waves[v][y]).sum();
        (value / f64::from(tables.steps[index].max(1))).round() as i32
    })
}

/// The positions of a block's coefficients, in the order in which they are coded (T.81 figure 5).
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// The bits of a scan.
#[derive(Default)]
struct Bits {
    octets: Vec<u8>,
    waiting: u32,
    count: u8,
}

impl Bits {
    /// Codes a block (T.81 §F.1.2): its first coefficient as the difference to that of the block
    /// before, the others with the number of zeros before each.
    fn block(&mut self, block: &[i32; 64], before: &mut i32, tables: &Tables) -> Option<()> {
        let difference = block[0] - std::mem::replace(before, block[0]);
        self.value(0, difference, &tables.dc)?;
        let mut zeros = 0;
        for value in &block[1..] {
            if *value == 0 {
                zeros += 1;
                continue;
            }
            while zeros > 15 {
                self.code(&tables.ac, ZEROS)?;
                zeros -= 16;
            }
            self.value(zeros << 4, *value, &tables.ac)?;
            zeros = 0;
        }
        if zeros > 0 {
            self.code(&tables.ac, END_OF_BLOCK)?;
        }
        Some(())
    }

    /// Codes a value after the code for its number of bits. A negative value is coded as one less.
    fn value(&mut self, run: u8, value: i32, codes: &Codes) -> Option<()> {
        let size = (i32::BITS - value.unsigned_abs().leading_zeros()) as u8;
        self.code(codes, run | size)?;
        let bits = if value < 0 { value - 1 } else { value };
        self.put(bits as u32 & ((1 << size) - 1), size);
        Some(())
    }

    fn code(&mut self, codes: &Codes, symbol: u8) -> Option<()> {
        let (code, bits) = codes.code(symbol)?;
        self.put(code.into(), bits);
        Some(())
    }

    fn put(&mut self, bits: u32, count: u8) {
        self.waiting = self.waiting << count | bits;
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            let octet = (self.waiting >> self.count) as u8;
            self.octets.push(octet);
            // A byte that would be a marker is followed by a zero (T.81 §F.1.2.3).
            if octet == 0xFF {
                self.octets.push(0);
            }
        }
    }

    /// All bytes, filled up with ones to a whole byte.
    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            let missing = 8 - self.count;
            self.put((1 << missing) - 1, missing);
        }
        self.octets
    }
}

/// The code for sixteen coefficients of 0.
const ZEROS: u8 = 0xF0;
/// The code for a block whose remaining coefficients are 0.
const END_OF_BLOCK: u8 = 0;
