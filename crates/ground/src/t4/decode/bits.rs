//! The reservoir of bits that were received and not yet understood.

use crate::t4::tables::PASS;

/// Up to 64 bits, the next one on the line lowest.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reservoir {
    bits: u64,
    held: u32,
}

impl Reservoir {
    /// Sees to it that `count` bits (at most 56) are held, if the input has them.
    ///
    /// It is quicker to fill seldom: what is looked up next would have to wait for the
    /// new bits each time.
    #[inline(always)]
    pub(super) fn want(&mut self, count: u32, input: &mut &[u8]) {
        if self.held < count {
            self.fill(input);
        }
    }

    /// Takes as many whole bytes from the front of `input` as there is room for: at least
    /// 56 bits are held afterwards, or the input is empty. What is held above `held` bits
    /// is rubbish or zeros, never a wrong bit.
    #[inline(always)]
    pub(super) fn fill(&mut self, input: &mut &[u8]) {
        if let Some((word, _)) = input.split_first_chunk::<8>() {
            // The bytes of which only a part fits are taken again next time, to the same places.
            self.bits |= u64::from_le_bytes(*word).wrapping_shl(self.held);
            let taken = (63 - self.held) >> 3;
            *input = &input[(taken & 7) as usize..];
            self.held += taken * 8;
        } else {
            // By value: what a function gets the address of cannot live in registers.
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

    /// How many bits are held.
    #[inline(always)]
    pub(super) const fn held(&self) -> u32 {
        self.held
    }

    /// The next bits, as an index into a table of `1 << count` entries.
    #[inline(always)]
    pub(super) const fn peek(&self, count: u32) -> usize {
        (self.bits & ((1 << count) - 1)) as usize
    }

    /// The same, of the bits behind the next `skipped` ones.
    #[inline(always)]
    pub(super) const fn peek_behind(&self, skipped: u32, count: u32) -> usize {
        (self.bits >> skipped & ((1 << count) - 1)) as usize
    }

    /// How many codes of pass mode are next: as many as can be taken at once.
    #[inline(always)]
    pub(super) const fn passes(&self) -> u32 {
        const ALL: u64 = 0x1111_1111_1111_1111 * PASS.bits as u64;
        let bits = (self.bits ^ ALL).trailing_zeros();
        let held = if self.held < 63 { self.held } else { 63 };
        (if bits < held { bits } else { held }) / PASS.len
    }

    /// Takes a code of `len` bits, which are held, at most 63.
    ///
    /// Here and elsewhere in the innermost loops the arithmetic is the wrapping one: not
    /// that anything wraps, but the checks would cost more than the work.
    #[inline(always)]
    pub(super) const fn take(&mut self, len: u32) {
        self.bits = self.bits.wrapping_shr(len);
        self.held = self.held.wrapping_sub(len);
    }

    /// Goes on by as many bits as the lowest 6 bits of `code` say, in a copy that is only
    /// looked at.
    #[inline(always)]
    pub(super) const fn skip(&mut self, code: u32) {
        self.bits = self.bits.wrapping_shr(code);
    }

    /// Takes the ones that are next, at most `most`, and says how many.
    pub(super) fn take_ones(&mut self, most: u32) -> u32 {
        let ones = self.bits.trailing_ones().min(self.held).min(most).min(56);
        self.take(ones);
        ones
    }

    /// Takes the zeros up to the next one, and that one. `Ok`: how many zeros there were;
    /// `Err`: no one came yet, so many zeros were taken.
    pub(super) fn take_zeros(&mut self) -> Result<u32, u32> {
        let zeros = self.bits.trailing_zeros();
        if zeros < self.held {
            // In two steps, because 64 bits at once cannot be shifted out.
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

    /// Leaves out the bits up to the next byte of the input.
    pub(super) const fn align(&mut self) {
        self.take(self.held % 8);
    }

    /// How many zeros stand at the end of a code of `len` bits, which is next.
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
