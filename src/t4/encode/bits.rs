//! Codes → bytes.

use crate::t4::tables::Code;

/// Bits on their way into bytes, the first one lowest.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    at: Place,
}

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

    /// Appends zeros.
    pub(super) fn put_zeros(&mut self, mut count: usize) {
        let mut row = self.begin_row(count);
        while count > 0 {
            let now = count.min(32);
            row.put(Code { bits: 0, len: now as u32 });
            count -= now;
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
    /// Appends a code of at most 32 bits.
    #[inline(always)]
    pub(super) fn put(&mut self, code: Code) {
        let at = &mut self.at;
        at.bits |= u64::from(code.bits).wrapping_shl(at.held);
        at.held = at.held.wrapping_add(code.len);
        // Always all eight bytes: what is not whole yet is written again with the next code.
        if let Some(place) = self.out.get_mut(at.written..).and_then(|rest| rest.first_chunk_mut::<8>()) {
            *place = at.bits.to_le_bytes();
        }
        let whole = at.held >> 3;
        at.written = at.written.wrapping_add(whole as usize);
        at.bits = at.bits.wrapping_shr(whole * 8);
        at.held &= 7;
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
