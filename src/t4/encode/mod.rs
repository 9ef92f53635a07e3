//! Rows → page bits (T.4 §4.1 and §4.2, T.6 §2.2).
//!
//! The words are the Recommendations': a0 is the place up to which the row is coded, a1 and a2 the next two changing
//! elements, b1 and b2 those of the row above.

mod bits;

use super::rows::Changes;
use super::tables::{BLACK_CODES, Code, EOL, HORIZONTAL, LONGEST_MAKE_UP, PASS, VERTICAL, WHITE_CODES};
use super::{Bitmap, Coding};
use bits::{RowWriter, Writer};

/// How a page is to be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeOptions {
    /// MR: every k-th row at least is coded one-dimensionally. T.4 §4.2.2: 2 at 3.85 lines/mm, 4 at 7.7.
    pub k: u32,
    /// MH and MR: each row, EOL included, is filled up to this many bits, so that a slow printer can follow (T.4 §3).
    pub min_row_bits: u32,
    /// The first bit on the line is the least significant one of its byte (as T.30 and HDLC want it), else the most
    /// significant one (as TIFF and PDF want it).
    pub lsb_first: bool,
    /// The page ends with RTC (MH, MR) or EOFB (MMR).
    pub end_of_page: bool,
}

impl Default for EncodeOptions {
    fn default() -> Self {
        Self { k: 4, min_row_bits: 0, lsb_first: true, end_of_page: true }
    }
}

/// The page as bytes, the last one filled up with 0 bits.
pub fn encode(page: &Bitmap, coding: Coding, options: EncodeOptions) -> Vec<u8> {
    let mut writer = Writer::default();
    let mut above = Changes::white(page.width());
    let mut row = Changes::white(page.width());
    let mut until_one_dimensional = 0;
    for pixels in page.data().chunks_exact(page.stride()) {
        row.find(pixels);
        let start = writer.len();
        let mut out = writer.begin_row(most_bits(&row, &above, page.width()));
        match coding {
            Coding::Mmr => put_modes(&mut out, &row, &above),
            Coding::Mh => {
                out.put(EOL);
                put_runs(&mut out, &row);
            }
            Coding::Mr => {
                out.put(EOL);
                if until_one_dimensional == 0 {
                    out.put(ONE);
                    put_runs(&mut out, &row);
                    until_one_dimensional = options.k.max(1);
                } else {
                    out.put(ZERO);
                    put_modes(&mut out, &row, &above);
                }
                until_one_dimensional -= 1;
            }
        }
        let end = out.end();
        writer.end_row(end);
        if coding != Coding::Mmr {
            fill(&mut writer, start, options.min_row_bits);
        }
        if coding != Coding::Mh {
            std::mem::swap(&mut row, &mut above);
        }
    }
    if options.end_of_page {
        put_end_of_page(&mut writer, coding);
    }
    let mut bytes = writer.finish();
    if !options.lsb_first {
        reverse_bits(&mut bytes);
    }
    bytes
}

/// Turns the bits of every byte round: between the two orders in which bytes can hold the bits of a line.
pub fn reverse_bits(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = byte.reverse_bits();
    }
}

const ONE: Code = Code { bits: 1, len: 1 };
const ZERO: Code = Code { bits: 0, len: 1 };

/// More bits than any coding of the row can take: each change costs at most a mode code or half a horizontal one, with a
/// make-up and a terminating code; what runs beyond 2560 need comes on top.
fn most_bits(row: &Changes, above: &Changes, width: u32) -> usize {
    (row.changes().len() + above.changes().len() + 4) * 32 + (width / LONGEST_MAKE_UP) as usize * 16
}

/// T.4 §4.1.1: the row by itself.
fn put_runs(out: &mut RowWriter<'_>, row: &Changes) {
    let mut writer = out.copy();
    let list = row.list();
    let changes = row.changes().len();
    let mut a0 = 0;
    // One run more than there are changes: the last one goes to the row's end.
    for (i, &a1) in list[1..=changes + 1].iter().enumerate() {
        put_run(&mut writer, if i % 2 == 0 { &WHITE_CODES } else { &BLACK_CODES }, a1 - a0);
        a0 = a1;
    }
    let end = writer.end();
    out.go_on_from(end);
}

/// T.4 §4.2.1.3, T.6 §2.2: the row by what is different from the one above.
fn put_modes(out: &mut RowWriter<'_>, row: &Changes, above: &Changes) {
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
            // The colour has changed, and with it the parity of b1.
            b1 = if distance < 0 { b1 - 1 } else { b1 + 1 };
        } else {
            writer.put(HORIZONTAL);
            let (first, second) = if a1 % 2 == 1 { (&WHITE_CODES, &BLACK_CODES) } else { (&BLACK_CODES, &WHITE_CODES) };
            put_run(&mut writer, first, row[a1].wrapping_sub(a0.max(0)));
            put_run(&mut writer, second, row[a1 + 1].wrapping_sub(row[a1]));
            a0 = row[a1 + 1];
            a1 += 2;
        }
    }
    let end = writer.end();
    out.go_on_from(end);
}

#[inline(always)]
fn put_run(writer: &mut RowWriter<'_>, codes: &[Code; 64 + 40], run: i32) {
    let mut run = run as u32;
    while run >= LONGEST_MAKE_UP {
        writer.put(codes[63 + LONGEST_MAKE_UP as usize / 64]);
        run -= LONGEST_MAKE_UP;
    }
    if run >= 64 {
        writer.put(codes[63 + run as usize / 64]);
    }
    writer.put(codes[run as usize % 64]);
}

/// T.4 §4.1.3: zeros before the next EOL, until the row has lasted long enough.
fn fill(writer: &mut Writer, start: usize, min_row_bits: u32) {
    let used = writer.len() - start;
    if let Some(missing) = (min_row_bits as usize).checked_sub(used) {
        writer.put_zeros(missing);
    }
}

/// T.4 §4.1.4 and §4.2.3: RTC; T.6 §2.4.1.1: EOFB.
fn put_end_of_page(writer: &mut Writer, coding: Coding) {
    let mut out = writer.begin_row(6 * 13);
    let eols = if coding == Coding::Mmr { 2 } else { 6 };
    for _ in 0..eols {
        out.put(EOL);
        if coding == Coding::Mr {
            out.put(ONE);
        }
    }
    let end = out.end();
    writer.end_row(end);
}

#[cfg(test)]
mod tests;
