//! Packs codes into bytes.

use crate::t4::tables::Code;

/// A writer that packs bits into bytes, the first bit lowest.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    at: Place,
}

/// The greatest number of bits that are written at once. With up to 7 bits that wait for a whole
/// byte, there are 63 bits at most.
pub(super) const MOST_BITS: u32 = 56;

/// The position up to which a writer has written.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// The number of whole bytes that are written to `out`. `out` itself may be longer.
    written: usize,
    /// The bits after the whole bytes. Between two codes there are fewer than 8 of them.
    bits: u64,
    held: u32,
}

/// A writer for the codes of one row.
#[derive(Debug)]
pub(super) struct RowWriter<'a> {
    out: &'a mut [u8],
    at: Place,
}

impl Writer {
    /// Begins a row of at most `bits` bits. At its end, the position of the returned writer must be
    /// passed to [`Self::end_row`].
    pub(super) fn begin_row(&mut self, bits: usize) -> RowWriter<'_> {
        let wanted = self.at.written + bits / 8 + 16;
        if self.out.len() < wanted {
            self.out.resize(wanted.max(self.out.len() * 2), 0);
        }
        RowWriter { at: self.at, out: &mut self.out }
    }

    /// Ends a row: continues at the position of the row's writer.
    pub(super) const fn end_row(&mut self, place: RowEnd) {
        self.at = place.0;
    }

    /// Appends `count` equal bits. `bits` is all zeros or all ones.
    pub(super) fn put_many(&mut self, bits: u64, count: usize) {
        let mut row = self.begin_row(count);
        row.put_many(bits, count);
        let end = row.end();
        self.end_row(end);
    }

    /// Appends the last `count` bits again, `times` times.
    pub(super) fn repeat(&mut self, count: usize, times: usize) {
        // Each step copies all bits that the steps before have written.
        let (from, all) = (self.len() - count, count * times);
        let mut row = self.begin_row(all);
        let mut done = 0;
        while done < all {
            let now = (all - done).min(count).min(MOST_BITS as usize);
            row.put_bits(row.bits_at(from + done) & ((1 << now) - 1), now as u32);
            done += now;
        }
        let end = row.end();
        self.end_row(end);
    }

    /// The number of bits written.
    pub(super) const fn len(&self) -> usize {
        self.at.written * 8 + self.at.held as usize
    }

    /// The bytes, the last one padded with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let len = self.len().div_ceil(8);
        self.out.resize(len.max(self.out.len()), 0);
        if let Some(last) = self.out.get_mut(self.at.written) {
            *last = self.at.bits as u8;
        }
        self.out.truncate(len);
        self.out
    }
}

/// The position of a row's writer at the end of the row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowEnd(Place);

impl RowWriter<'_> {
    /// Appends a code.
    #[inline(always)]
    pub(super) fn put(&mut self, code: Code) {
        self.put_bits(code.bits.into(), code.len);
    }

    /// Appends the lowest `len` bits of `bits`, at most [`MOST_BITS`]. The bits above them must be
    /// 0.
    #[inline(always)]
    pub(super) fn put_bits(&mut self, bits: u64, len: u32) {
        let at = &mut self.at;
        at.bits |= bits.wrapping_shl(at.held);
        at.held = at.held.wrapping_add(len);
        // Always eight bytes are written. The incomplete last byte is written again with the next
        // code.
        if let Some(place) =
            self.out.get_mut(at.written..).and_then(|rest| rest.first_chunk_mut::<8>())
        {
            *place = at.bits.to_le_bytes();
        }
        let whole = at.held >> 3;
        at.written = at.written.wrapping_add(whole as usize);
        at.bits = at.bits.wrapping_shr(whole * 8);
        at.held &= 7;
    }

    /// Appends `count` equal bits. `bits` is all zeros or all ones.
    pub(super) fn put_many(&mut self, bits: u64, mut count: usize) {
        while count > 0 {
            let now = count.min(MOST_BITS as usize);
            self.put_bits(bits & ((1 << now) - 1), now as u32);
            count -= now;
        }
    }

    /// The bits from `at` on: at least [`MOST_BITS`] of them if there are as many.
    fn bits_at(&self, at: usize) -> u64 {
        let word = self.out.get(at / 8..).and_then(|rest| rest.first_chunk::<8>());
        u64::from_le_bytes(*word.unwrap_or(&[0; 8])) >> (at % 8)
    }

    /// A copy of the writer at its current position. A function that owns the copy can keep it in
    /// registers.
    #[inline(always)]
    pub(super) const fn copy(&mut self) -> RowWriter<'_> {
        RowWriter { out: self.out, at: self.at }
    }

    /// Continues at the position where a copy of the writer ended.
    #[inline(always)]
    pub(super) const fn go_on_from(&mut self, end: RowEnd) {
        self.at = end.0;
    }

    /// The position of the writer.
    #[inline(always)]
    pub(super) const fn end(self) -> RowEnd {
        RowEnd(self.at)
    }
}
