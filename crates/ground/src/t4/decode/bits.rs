//! A reservoir of received bits that are not decoded yet.

use crate::t4::tables::PASS;

/// Up to 64 bits that are not decoded yet. The next bit on the line is the lowest bit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reservoir {
    bits: u64,
    held: u32,
}

impl Reservoir {
    /// Makes sure that at least `count` bits (at most 56) are held, if the input has them.
    ///
    /// It is faster to fill rarely: after each fill, the next table lookup has to wait for the new
    /// bits.
    #[inline(always)]
    pub(super) fn want(&mut self, count: u32, input: &mut &[u8]) {
        if self.held < count {
            self.fill(input);
        }
    }

    /// Takes as many whole bytes from the front of `input` as fit. Afterwards at least 56 bits are
    /// held, or the input is empty. The bits above the `held` ones are zeros, or already the
    /// correct next bits. So they do no harm when the reservoir is filled again.
    #[inline(always)]
    pub(super) fn fill(&mut self, input: &mut &[u8]) {
        if let Some((word, _)) = input.split_first_chunk::<8>() {
            // A byte that fits only in part is taken again by the next fill, at the same position.
            self.bits |= u64::from_le_bytes(*word).wrapping_shl(self.held);
            let taken = (63 - self.held) >> 3;
            *input = &input[(taken & 7) as usize..];
            self.held += taken * 8;
        } else {
            // `self` is passed by value. If its address were passed, it could not be kept in
            // registers.
            (*self, *input) = self.filled_from_few(input);
        }
    }

    #[cold]
    #[inline(never)]
    fn filled_from_few(mut self, mut input: &[u8]) -> (Self, &[u8]) {
        while self.held <= 56
            && let Some((byte, rest)) = input.split_first()
        {
            self.bits |= u64::from(*byte) << self.held;
            self.held += 8;
            input = rest;
        }
        (self, input)
    }

    /// Appends one bit.
    pub(super) fn push(&mut self, bit: bool) {
        debug_assert!(self.held < 64);
        self.bits |= u64::from(bit) << self.held;
        self.held += 1;
    }

    /// The number of bits that are held.
    #[inline(always)]
    pub(super) const fn held(&self) -> u32 {
        self.held
    }

    /// The next `count` bits, as an index into a table of `1 << count` entries.
    #[inline(always)]
    pub(super) const fn peek(&self, count: u32) -> usize {
        (self.bits & ((1 << count) - 1)) as usize
    }

    /// The `count` bits after the next `skipped` bits, as an index into a table.
    #[inline(always)]
    pub(super) const fn peek_behind(&self, skipped: u32, count: u32) -> usize {
        (self.bits >> skipped & ((1 << count) - 1)) as usize
    }

    /// The number of codes of pass mode that come next and are held completely.
    #[inline(always)]
    pub(super) const fn passes(&self) -> u32 {
        const ALL: u64 = 0x1111_1111_1111_1111 * PASS.bits as u64;
        let bits = (self.bits ^ ALL).trailing_zeros();
        let held = if self.held < 63 { self.held } else { 63 };
        (if bits < held { bits } else { held }) / PASS.len
    }

    /// Removes a code of `len` bits, at most 63, which must be held.
    ///
    /// Here and elsewhere in the innermost loops the arithmetic wraps. No value really wraps, but
    /// the overflow checks would cost more time than the work itself.
    #[inline(always)]
    pub(super) const fn take(&mut self, len: u32) {
        self.bits = self.bits.wrapping_shr(len);
        self.held = self.held.wrapping_sub(len);
    }

    /// Skips as many bits as the lowest 6 bits of `code` specify. Only for a copy of the reservoir
    /// that looks ahead, since `held` is not updated.
    #[inline(always)]
    pub(super) const fn skip(&mut self, code: u32) {
        self.bits = self.bits.wrapping_shr(code);
    }

    /// Removes the one-bits that come next, at most `most`, and returns their number.
    pub(super) fn take_ones(&mut self, most: u32) -> u32 {
        let ones = self.bits.trailing_ones().min(self.held).min(most).min(56);
        self.take(ones);
        ones
    }

    /// Removes the zeros up to the next one-bit, and this one-bit. Returns the number of zeros. If
    /// no one-bit has arrived yet, all zeros are removed, and their number is the error.
    pub(super) fn take_zeros(&mut self) -> Result<u32, u32> {
        let zeros = self.bits.trailing_zeros();
        if zeros < self.held {
            // In two steps, because a shift by 64 bits is not allowed.
            self.bits = self.bits >> zeros >> 1;
            self.held -= zeros + 1;
            Ok(zeros)
        } else {
            let zeros = self.held;
            self.bits = 0;
            self.held = 0;
            Err(zeros)
        }
    }

    /// Skips the bits up to the next byte of the input.
    pub(super) const fn align(&mut self) {
        self.take(self.held % 8);
    }

    /// The number of zeros at the end of the code that comes next, which has `len` bits.
    pub(super) const fn zeros_ending(&self, len: u32) -> u32 {
        (self.bits & ((1 << len) - 1)).leading_zeros() - (64 - len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pass_modes_that_fill_the_reservoir_can_be_taken() {
        let mut bits = Reservoir::default();
        bits.fill(&mut &[0x88; 7][..]);
        bits.fill(&mut &[0x88][..]);
        assert_eq!((bits.held(), bits.passes()), (64, 15));
        bits.take(bits.passes() * PASS.len);
        assert_eq!((bits.held(), bits.passes()), (4, 1));
    }
}
