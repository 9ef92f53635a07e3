//! Rows → page bits (T.4 §4.1 and §4.2, T.6 §2.2).
//!
//! The words are the Recommendations': a0 is the place up to which the row is coded, a1
//! and a2 the next two changing elements, b1 and b2 those of the row above.

mod bits;

use super::rows::Changes;
use super::tables::{
    BLACK_CODES, Code, EOL, HORIZONTAL, LONGEST, LONGEST_MAKE_UP, PASS, RunCode, VERTICAL,
    WHITE_CODES, WHOLE_RUNS,
};
use super::{Bitmap, Coding, RunCoding, jbig};
use crate::wide::widest;
use bits::{MOST_BITS, RowEnd, RowWriter, Writer};

/// How a page is to be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeOptions {
    /// MR: every k-th row at least is coded one-dimensionally. T.4 §4.2.2: 2 at 3.85
    /// lines/mm, 4 at 7.7.
    pub k: u32,
    /// MH and MR: each row, EOL included, is filled up to this many bits, so that a slow
    /// printer can follow (T.4 §3).
    pub min_row_bits: u32,
    /// The first bit on the line is the least significant one of its byte (as T.30 and
    /// HDLC want it), else the most significant one (as TIFF and PDF want it).
    pub lsb_first: bool,
    /// The page ends with RTC (MH, MR) or EOFB (MMR).
    pub end_of_page: bool,
}

impl Default for EncodeOptions {
    fn default() -> Self {
        Self { k: 4, min_row_bits: 0, lsb_first: true, end_of_page: true }
    }
}

/// The page as bytes, the last one filled up with 0 bits. In JBIG `lsb_first` alone is of
/// interest. Nothing, for a coding of colours: these are not made of black and white.
pub fn encode(page: &Bitmap, coding: Coding, options: EncodeOptions) -> Vec<u8> {
    if coding.is_colour() {
        return Vec::new();
    }
    if let Some(coding) = coding.by_runs() {
        return encode_runs(page, coding, options);
    }
    // T.85 clause 3: the least significant bit of each octet goes first.
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
        // As many rows again as are like it.
        let again = below.chunks_exact(stride).take_while(|row| *row == pixels).count();
        encoder.put_row_again(again);
        rest = &below[again * stride..];
    }
    encoder.finish()
}

/// A page on its way.
struct Encoder {
    coding: RunCoding,
    options: EncodeOptions,
    writer: Writer,
    /// The last row.
    above: Changes,
    /// Working space for the next one.
    row: Changes,
    /// MR: rows until the next one that stands alone.
    until_alone: u32,
    /// Bits of the last row with its EOL and fill.
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

    /// So many rows like the last one.
    fn put_row_again(&mut self, mut count: usize) {
        // V(0) for each change and for the end.
        let changes = self.above.changes().len() + 1;
        match self.coding {
            RunCoding::Mh => self.writer.repeat(self.last_bits, count),
            RunCoding::Mmr => self.writer.put_many(u64::MAX, count * changes),
            RunCoding::Mr => {
                let lead = count.min(self.until_alone as usize);
                self.put_alike(lead);
                count -= lead;
                // From one row that stands alone to the next it is the same again and again.
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

    /// MR: so many rows like the last one, with at most one among them that stands alone.
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
            // Those up to the next one that stands alone are all the same.
            let same = if alone { 0 } else { count.min(self.until_alone as usize) };
            self.writer.repeat(self.last_bits, same);
            self.until_alone -= same as u32;
            count -= same;
        }
    }

    /// Whether the next row is coded one-dimensionally; counts it.
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

    /// T.4 §4.1.3: zeros before the next EOL, until the row has lasted long enough.
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

/// Turns the bits of every byte round: between the two orders in which bytes can hold the
/// bits of a line.
pub fn reverse_bits(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = byte.reverse_bits();
    }
}

const ONE: Code = Code { bits: 1, len: 1 };
const ZERO: Code = Code { bits: 0, len: 1 };

/// More bits than any coding of the row can take: each change costs at most a mode code
/// or half a horizontal one, with a make-up and a terminating code; what runs beyond 2560
/// need comes on top.
fn most_bits(row: &Changes, above: &Changes) -> usize {
    (row.changes().len() + above.changes().len() + 4) * 32
        + (row.width() as usize / LONGEST_MAKE_UP as usize) * 16
}

/// EOL and, in MR, the bit that says whether the row stands alone.
#[inline(always)]
fn put_beginning(out: &mut RowWriter<'_>, coding: RunCoding, alone: bool) {
    if coding != RunCoding::Mmr {
        out.put(EOL);
    }
    if coding == RunCoding::Mr {
        out.put(if alone { ONE } else { ZERO });
    }
}

/// T.4 §4.1.1: the row by itself.
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
    // One run more than there are changes: the last one goes to the row's end.
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

/// T.4 §4.2.1.3, T.6 §2.2: the row by what is different from the one above.
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
        // Only what follows a0 and is of the right colour is b1.
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
            // The colour has changed, and with it the parity of b1. The one before is
            // seldom right of a0: a guess that is right costs nothing.
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

/// Two runs of each colour, the first one white: all at once, if they are as short as
/// those of dithered pictures are.
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

/// What the codes of a colour are, and a run of it.
type Run = (&'static [RunCode; WHOLE_RUNS], i32);

/// A short code before two runs, and these: all at once, if they are not longer than
/// pages usually have them.
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

/// A run of any length.
#[inline(always)]
fn put_run(writer: &mut RowWriter<'_>, run: Run) {
    if let Some(code) = run.0.get(run.1 as usize) {
        writer.put_bits(code.bits(), code.len());
    } else {
        let end = put_long_run(writer.copy(), run);
        writer.go_on_from(end);
    }
}

/// Takes the writer by value: what a function gets the address of cannot live in registers.
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

/// T.4 §4.1.4 and §4.2.3: RTC; T.6 §2.4.1.1: EOFB.
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
