//! Codes → bytes.

use crate::t4::tables::Code;

/// Bits on their way into bytes, the first one lowest.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    at: Place,
}

/// The most bits that are put at once: with those that wait for a whole byte they fill 63.
pub(super) const MOST_BITS: u32 = 56;

/// How far the bytes are written.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Whole bytes written to `out`, which is longer.
    written: usize,
    /// The bits after them: fewer than 8 between codes.
    bits: u64,
    held: u32,
}

/// The room for one row's codes.
#[derive(Debug)]
pub(super) struct RowWriter<'a> {
    out: &'a mut [u8],
    at: Place,
}

impl Writer {
    /// Room for at most `bits` bits more, to be given back by [`Self::end_row`].
    pub(super) fn begin_row(&mut self, bits: usize) -> RowWriter<'_> {
        let wanted = self.at.written + bits / 8 + 16;
        if self.out.len() < wanted {
            self.out.resize(wanted.max(self.out.len() * 2), 0);
        }
        RowWriter { at: self.at, out: &mut self.out }
    }

    /// Takes over how far a row's writer has come.
    pub(super) const fn end_row(&mut self, place: RowEnd) {
        self.at = place.0;
    }

    /// Appends `count` bits that are all the same: those of `bits`, which is all zeros or all ones.
    pub(super) fn put_many(&mut self, bits: u64, count: usize) {
        let mut row = self.begin_row(count);
        row.put_many(bits, count);
        let end = row.end();
        self.end_row(end);
    }

    /// Appends the last `count` bits so many times more.
    pub(super) fn repeat(&mut self, count: usize, times: usize) {
        // Each time what was put the time before is put again.
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

    /// How many bits were put.
    pub(super) const fn len(&self) -> usize {
        self.at.written * 8 + self.at.held as usize
    }

    /// The bytes, the last one filled up with zeros.
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

/// How far a row's writer has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowEnd(Place);

impl RowWriter<'_> {
    /// Appends a code.
    #[inline(always)]
    pub(super) fn put(&mut self, code: Code) {
        self.put_bits(code.bits.into(), code.len);
    }

    /// Appends the `len` bits of `bits`, at most [`MOST_BITS`], those above them being 0.
    #[inline(always)]
    pub(super) fn put_bits(&mut self, bits: u64, len: u32) {
        let at = &mut self.at;
        at.bits |= bits.wrapping_shl(at.held);
        at.held = at.held.wrapping_add(len);
        // Always all eight bytes: what is not whole yet is written again with the next code.
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

    /// Appends `count` bits that are all the same: those of `bits`, which is all zeros or all ones.
    pub(super) fn put_many(&mut self, bits: u64, mut count: usize) {
        while count > 0 {
            let now = count.min(MOST_BITS as usize);
            self.put_bits(bits & ((1 << now) - 1), now as u32);
            count -= now;
        }
    }

    /// The bits from `at` on, at least [`MOST_BITS`] of them if there are as many.
    fn bits_at(&self, at: usize) -> u64 {
        let word = self.out.get(at / 8..).and_then(|rest| rest.first_chunk::<8>());
        u64::from_le_bytes(*word.unwrap_or(&[0; 8])) >> (at % 8)
    }

    /// The same at the same place: a copy that is the callee's own can live in registers.
    #[inline(always)]
    pub(super) const fn copy(&mut self) -> RowWriter<'_> {
        RowWriter { out: self.out, at: self.at }
    }

    /// Goes on where a copy of it has ended.
    #[inline(always)]
    pub(super) const fn go_on_from(&mut self, end: RowEnd) {
        self.at = end.0;
    }

    /// How far it has come.
    #[inline(always)]
    pub(super) const fn end(self) -> RowEnd {
        RowEnd(self.at)
    }
}
