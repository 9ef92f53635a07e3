//! Codes → bytes.

use crate::t4::tables::Code;

/// Bits on their way into bytes, the first one lowest.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    /// Whole bytes written to `out`, which is longer.
    written: usize,
    /// The bits after them: fewer than 8 between codes.
    bits: u64,
    held: u32,
}

impl Writer {
    /// Makes room for `bits` bits. No more than these may be put before the next call.
    pub(super) fn reserve(&mut self, bits: usize) {
        let wanted = self.written + bits / 8 + 16;
        if self.out.len() < wanted {
            self.out.resize(wanted.max(self.out.len() * 2), 0);
        }
    }

    /// Appends a code of at most 32 bits.
    #[inline(always)]
    pub(super) fn put(&mut self, code: Code) {
        self.bits |= u64::from(code.bits) << self.held;
        self.held += code.len;
        if let Some(place) = self.out.get_mut(self.written..self.written + 8) {
            place.copy_from_slice(&self.bits.to_le_bytes());
        }
        let whole = self.held & !7;
        self.written += (whole / 8) as usize;
        self.bits >>= whole;
        self.held &= 7;
    }

    /// Appends zeros.
    pub(super) fn put_zeros(&mut self, mut count: usize) {
        self.reserve(count);
        while count > 0 {
            let now = count.min(32);
            self.put(Code { bits: 0, len: now as u32 });
            count -= now;
        }
    }

    /// How many bits were put.
    pub(super) const fn len(&self) -> usize {
        self.written * 8 + self.held as usize
    }

    /// The bytes, the last one filled up with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.reserve(8);
        if let Some(last) = self.out.get_mut(self.written) {
            *last = self.bits as u8;
        }
        self.out.truncate(self.len().div_ceil(8));
        self.out
    }
}
