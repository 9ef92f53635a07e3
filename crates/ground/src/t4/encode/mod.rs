//! Encodes rows into page bits (T.4 §4.1 and §4.2, T.6 §2.2).
//!
//! The names are those of the Recommendations. The row is coded up to the position a0; a1 and a2
//! are the next two changing elements; b1 and b2 are changing elements of the row above.

mod bits;

use super::rows::Changes;
use super::tables::{
    BLACK_CODES, Code, EOL, HORIZONTAL, LONGEST, LONGEST_MAKE_UP, PASS, RunCode, VERTICAL,
    WHITE_CODES, WHOLE_RUNS,
};
use super::{Bitmap, Coding, RunCoding, jbig};
use crate::wide::widest;
use bits::{MOST_BITS, RowEnd, RowWriter, Writer};

/// The options for the coding of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeOptions {
    /// MR: at least one of `k` rows is coded one-dimensionally. T.4 §4.2.2: `k` is 2 at 3.85
    /// lines/mm, and 4 at 7.7.
    pub k: u32,
    /// MH and MR: each row, including its EOL, is padded to at least this many bits, so that a slow
    /// printer can follow (T.4 §3).
    pub min_row_bits: u32,
    /// Whether the first bit on the line is the least significant bit of its byte (as in T.30 and
    /// HDLC) or the most significant one (as in TIFF and PDF).
    pub lsb_first: bool,
    /// Whether the page ends with RTC (MH, MR) or EOFB (MMR).
    pub end_of_page: bool,
}

impl Default for EncodeOptions {
    fn default() -> Self {
        Self { k: 4, min_row_bits: 0, lsb_first: true, end_of_page: true }
    }
}

/// Encodes the page as bytes, the last one padded with 0 bits. For JBIG only the option `lsb_first`
/// has an effect. The result is empty for a coding of colours, which cannot be made from black and
/// white.
pub fn encode(page: &Bitmap, coding: Coding, options: EncodeOptions) -> Vec<u8> {
    if coding.is_colour() {
        return Vec::new();
    }
    if let Some(coding) = coding.by_runs() {
        return encode_runs(page, coding, options);
    }
    // T.85 clause 3: the least significant bit of each octet is sent first.
    let mut octets = jbig::encode(page, jbig::Options::default());
    if !options.lsb_first {
        reverse_bits(&mut octets);
    }
    octets
}

fn encode_runs(page: &Bitmap, coding: RunCoding, options: EncodeOptions) -> Vec<u8> {
    let mut encoder = Encoder::new(page.width(), coding, options);
    let stride = page.stride();
    let mut rest = page.data();
    while let Some((pixels, below)) = rest.split_at_checked(stride) {
        encoder.put_row(pixels);
        // The rows below that are equal to this one.
        let again = below.chunks_exact(stride).take_while(|row| *row == pixels).count();
        encoder.put_row_again(again);
        rest = &below[again * stride..];
    }
    encoder.finish()
}

/// The encoder of one page.
struct Encoder {
    coding: RunCoding,
    options: EncodeOptions,
    writer: Writer,
    /// The last row that was encoded.
    above: Changes,
    /// Working space for the next row.
    row: Changes,
    /// MR: the number of rows before the next one that is coded one-dimensionally.
    until_alone: u32,
    /// The number of bits of the last row, with its EOL and fill.
    last_bits: usize,
}

impl Encoder {
    fn new(width: u32, coding: RunCoding, options: EncodeOptions) -> Self {
        let (above, row) = (Changes::white(width), Changes::white(width));
        Self {
            coding,
            options,
            writer: Writer::default(),
            above,
            row,
            until_alone: 0,
            last_bits: 0,
        }
    }

    fn put_row(&mut self, pixels: &[u8]) {
        self.row.find(pixels);
        let start = self.writer.len();
        let alone = self.row_is_alone();
        let Self { row, above, .. } = self;
        let mut out = self.writer.begin_row(most_bits(row, above));
        put_beginning(&mut out, self.coding, alone);
        if alone {
            put_runs(&mut out, row);
        } else {
            put_modes(&mut out, row, above);
        }
        let end = out.end();
        self.writer.end_row(end);
        std::mem::swap(&mut self.row, &mut self.above);
        self.end_row(start);
    }

    /// Encodes `count` more rows that are equal to the last row.
    fn put_row_again(&mut self, mut count: usize) {
        // An equal row is coded as V(0) for each change, and V(0) for the end of the row.
        let changes = self.above.changes().len() + 1;
        match self.coding {
            RunCoding::Mh => self.writer.repeat(self.last_bits, count),
            RunCoding::Mmr => self.writer.put_many(u64::MAX, count * changes),
            RunCoding::Mr => {
                let lead = count.min(self.until_alone as usize);
                self.put_alike(lead);
                count -= lead;
                // The codes repeat with the period of the one-dimensionally coded rows.
                let period = self.options.k.max(1) as usize;
                let start = self.writer.len();
                if let Some(more) = (count / period).checked_sub(1) {
                    self.put_alike(period);
                    self.writer.repeat(self.writer.len() - start, more);
                }
                self.put_alike(count % period);
            }
        }
    }

    /// MR: encodes `count` rows that are equal to the last row. At most one of them is coded
    /// one-dimensionally.
    fn put_alike(&mut self, mut count: usize) {
        while count > 0 {
            let start = self.writer.len();
            let alone = self.row_is_alone();
            let mut out = self.writer.begin_row(most_bits(&self.above, &self.above));
            put_beginning(&mut out, self.coding, alone);
            if alone {
                put_runs(&mut out, &self.above);
            } else {
                out.put_many(u64::MAX, self.above.changes().len() + 1);
            }
            let end = out.end();
            self.writer.end_row(end);
            self.end_row(start);
            count -= 1;
            // All rows before the next one-dimensionally coded row have the same code.
            let same = if alone { 0 } else { count.min(self.until_alone as usize) };
            self.writer.repeat(self.last_bits, same);
            self.until_alone -= same as u32;
            count -= same;
        }
    }

    /// Whether the next row is coded one-dimensionally. Counts the row.
    const fn row_is_alone(&mut self) -> bool {
        match self.coding {
            RunCoding::Mh => true,
            RunCoding::Mmr => false,
            RunCoding::Mr => {
                let alone = self.until_alone == 0;
                self.until_alone =
                    if alone { self.options.k.saturating_sub(1) } else { self.until_alone - 1 };
                alone
            }
        }
    }

    /// Adds zeros before the next EOL until the row has its minimum length (T.4 §4.1.3).
    fn end_row(&mut self, start: usize) {
        self.last_bits = self.writer.len() - start;
        let wanted = self.options.min_row_bits as usize;
        if self.coding != RunCoding::Mmr && wanted > self.last_bits {
            self.writer.put_many(0, wanted - self.last_bits);
            self.last_bits = wanted;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.options.end_of_page {
            put_end_of_page(&mut self.writer, self.coding);
        }
        let mut bytes = self.writer.finish();
        if !self.options.lsb_first {
            reverse_bits(&mut bytes);
        }
        bytes
    }
}

/// Reverses the bits of every byte, to convert between the two bit orders of a line's bytes.
pub fn reverse_bits(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = byte.reverse_bits();
    }
}

const ONE: Code = Code { bits: 1, len: 1 };
const ZERO: Code = Code { bits: 0, len: 1 };

/// The greatest number of bits that a coded row can have. Each change takes at most a code of a
/// mode, or half a horizontal mode with a make-up and a terminating code. Runs beyond 2560 pixels
/// need more codes, which are added.
fn most_bits(row: &Changes, above: &Changes) -> usize {
    (row.changes().len() + above.changes().len() + 4) * 32
        + (row.width() as usize / LONGEST_MAKE_UP as usize) * 16
}

/// Writes the EOL and, in MR, the bit that shows whether the row is one-dimensional.
#[inline(always)]
fn put_beginning(out: &mut RowWriter<'_>, coding: RunCoding, alone: bool) {
    if coding != RunCoding::Mmr {
        out.put(EOL);
    }
    if coding == RunCoding::Mr {
        out.put(if alone { ONE } else { ZERO });
    }
}

/// Encodes the row one-dimensionally (T.4 §4.1.1).
fn put_runs(out: &mut RowWriter<'_>, row: &Changes) {
    widest(
        #[inline(always)]
        || put_runs_of(out, row),
    );
}

#[inline(always)]
fn put_runs_of(out: &mut RowWriter<'_>, row: &Changes) {
    let mut writer = out.copy();
    let (fours, rest) = row.changes().as_chunks::<4>();
    let mut a0 = 0;
    for &[a1, a2, a3, a4] in fours {
        put_four_runs(&mut writer, [a1 - a0, a2 - a1, a3 - a2, a4 - a3]);
        a0 = a4;
    }
    let (pairs, rest) = rest.as_chunks::<2>();
    for &[a1, a2] in pairs {
        put_two_runs(
            &mut writer,
            Code { bits: 0, len: 0 },
            (&WHITE_CODES, a1 - a0),
            (&BLACK_CODES, a2 - a1),
        );
        a0 = a2;
    }
    // There is one run more than there are changes: the last run reaches the row's end.
    match rest {
        [a1] => {
            let (white, black) = ((&WHITE_CODES, a1 - a0), (&BLACK_CODES, row.width() - a1));
            put_two_runs(&mut writer, Code { bits: 0, len: 0 }, white, black);
        }
        _ => put_run(&mut writer, (&WHITE_CODES, row.width() - a0)),
    }
    let end = writer.end();
    out.go_on_from(end);
}

/// Encodes the row by its differences from the row above (T.4 §4.2.1.3, T.6 §2.2).
fn put_modes(out: &mut RowWriter<'_>, row: &Changes, above: &Changes) {
    widest(
        #[inline(always)]
        || put_modes_of(out, row, above),
    );
}

#[inline(always)]
fn put_modes_of(out: &mut RowWriter<'_>, row: &Changes, above: &Changes) {
    let mut writer = out.copy();
    let width = row.width();
    let (row, above) = (row.list(), above.list());
    let mut a0 = -1;
    let mut a1 = 1;
    let mut b1 = 1;
    while a0 < width {
        // b1 must be to the right of a0, and have the right colour.
        while above[b1] <= a0 {
            b1 += 2;
        }
        let distance = row[a1].wrapping_sub(above[b1]);
        if above[b1 + 1] < row[a1] {
            writer.put(PASS);
            a0 = above[b1 + 1];
            b1 += 2;
        } else if let Some(code) = VERTICAL.get(distance.wrapping_add(3) as usize) {
            writer.put(*code);
            a0 = row[a1];
            a1 += 1;
            // The colour has changed, so the index of b1 changes from odd to even or back. The
            // change before the old b1 is rarely to the right of a0. If the processor predicts this
            // branch correctly, it costs nothing.
            b1 = if above[b1 - 1] > a0 { b1 - 1 } else { b1 + 1 };
        } else {
            let (first, second) = if a1 % 2 == 1 {
                (&WHITE_CODES, &BLACK_CODES)
            } else {
                (&BLACK_CODES, &WHITE_CODES)
            };
            let runs = (row[a1].wrapping_sub(a0.max(0)), row[a1 + 1].wrapping_sub(row[a1]));
            put_two_runs(&mut writer, HORIZONTAL, (first, runs.0), (second, runs.1));
            a0 = row[a1 + 1];
            a1 += 2;
        }
    }
    let end = writer.end();
    out.go_on_from(end);
}

/// Encodes four runs, white and black in turn. If all are as short as in dithered pictures, they
/// are written at once.
#[inline(always)]
fn put_four_runs(writer: &mut RowWriter<'_>, runs: [i32; 4]) {
    let white = |run: i32| WHITE_CODES.get(run as usize);
    let black = |run: i32| BLACK_CODES.get(run as usize);
    if let (Some(one), Some(two), Some(three), Some(four)) =
        (white(runs[0]), black(runs[1]), white(runs[2]), black(runs[3]))
    {
        let (front, back) =
            (one.len().wrapping_add(two.len()), three.len().wrapping_add(four.len()));
        let all = front.wrapping_add(back);
        if all <= MOST_BITS {
            let (front_bits, back_bits) =
                (one.bits() | two.bits() << one.len(), three.bits() | four.bits() << three.len());
            writer.put_bits(front_bits | back_bits << front, all);
            return;
        }
    }
    let none = Code { bits: 0, len: 0 };
    put_two_runs(writer, none, (&WHITE_CODES, runs[0]), (&BLACK_CODES, runs[1]));
    put_two_runs(writer, none, (&WHITE_CODES, runs[2]), (&BLACK_CODES, runs[3]));
}

/// The code table of a colour, and the length of a run of that colour.
type Run = (&'static [RunCode; WHOLE_RUNS], i32);

/// Encodes a short code and then two runs. If both runs have an entry in the tables, everything is
/// written at once.
#[inline(always)]
fn put_two_runs(writer: &mut RowWriter<'_>, before: Code, first: Run, second: Run) {
    match (first.0.get(first.1 as usize), second.0.get(second.1 as usize)) {
        (Some(one), Some(two)) => {
            let bits =
                u64::from(before.bits) | (one.bits() | two.bits() << one.len()) << before.len;
            writer.put_bits(bits, before.len.wrapping_add(one.len()).wrapping_add(two.len()));
        }
        _ => {
            writer.put(before);
            put_run(writer, first);
            put_run(writer, second);
        }
    }
}

/// Encodes a run of any length.
#[inline(always)]
fn put_run(writer: &mut RowWriter<'_>, run: Run) {
    if let Some(code) = run.0.get(run.1 as usize) {
        writer.put_bits(code.bits(), code.len());
    } else {
        let end = put_long_run(writer.copy(), run);
        writer.go_on_from(end);
    }
}

/// Encodes a run that has no entry in the tables. The writer is passed by value: if its address
/// were passed, it could not be kept in registers.
#[cold]
#[inline(never)]
fn put_long_run(mut writer: RowWriter<'_>, (codes, run): Run) -> RowEnd {
    let mut run = run as usize;
    while run >= WHOLE_RUNS {
        writer.put(LONGEST);
        run -= LONGEST_MAKE_UP as usize;
    }
    writer.put_bits(codes[run].bits(), codes[run].len());
    writer.end()
}

/// Writes the end of the page: RTC (T.4 §4.1.4 and §4.2.3) or EOFB (T.6 §2.4.1.1).
fn put_end_of_page(writer: &mut Writer, coding: RunCoding) {
    let mut out = writer.begin_row(6 * 13);
    let eols = if coding == RunCoding::Mmr { 2 } else { 6 };
    for _ in 0..eols {
        out.put(EOL);
        if coding == RunCoding::Mr {
            out.put(ONE);
        }
    }
    let end = out.end();
    writer.end_row(end);
}

#[cfg(test)]
mod tests;
