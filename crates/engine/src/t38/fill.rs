//! Fill (T.4 §4.1.3): zeros before the end of a row, which give the receiver's paper
//! time. On the way by packets they say nothing: where both ends agreed
//! (`T38FaxFillBitRemoval`), who sends leaves them out, and a gateway to a line puts in
//! as many as its line needs.
//!
//! No row has eleven zeros in a row, but its last code may end in three, which stand
//! before the EOL's eleven as fill does. Where a code ends is not known here: fourteen
//! zeros are left, of which at most three are fill.

/// Takes fill out of a page, octet by octet, the first bit lowest.
#[derive(Clone, Debug, Default)]
pub(in crate::t38) struct FillRemover {
    zeros: u32,
    held: u32,
    held_bits: u32,
}

impl FillRemover {
    /// Octets of a page as they come; gives those that are whole without fill.
    pub(in crate::t38) fn push(&mut self, octets: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(octets.len());
        for bit in octets.iter().flat_map(|octet| (0..8).map(move |at| octet >> at & 1)) {
            self.zeros = if bit == 1 { 0 } else { self.zeros + 1 };
            if self.zeros > EOL_ZEROS + CODE_ZEROS {
                continue;
            }
            self.held |= u32::from(bit) << self.held_bits;
            self.held_bits += 1;
            if self.held_bits == 8 {
                out.push(self.held as u8);
                (self.held, self.held_bits) = (0, 0);
            }
        }
        out
    }

    /// The page's last bits, filled up to an octet.
    pub(in crate::t38) fn finish(&mut self) -> Option<u8> {
        let last = (self.held_bits > 0).then_some(self.held as u8);
        *self = Self::default();
        last
    }
}

/// A whole page without fill.
pub(in crate::t38) fn without_fill(page: &[u8]) -> Vec<u8> {
    let mut remover = FillRemover::default();
    let mut left = remover.push(page);
    left.extend(remover.finish());
    left
}

/// Zeros of an EOL (T.4 §4.1.2).
pub(in crate::t38) const EOL_ZEROS: u32 = 11;

/// The most zeros in which a code ends (T.4 tables 2 and 3: a run of 18 black pixels, for one).
const CODE_ZEROS: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(bits: &[bool]) -> Vec<u8> {
        bits.chunks(8)
            .map(|bits| bits.iter().rev().fold(0, |octet, bit| octet << 1 | u8::from(*bit)))
            .collect()
    }

    #[test]
    fn fill_goes_wherever_octets_end_and_the_zeros_of_the_last_code_stay() {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for row in 0..40_usize {
            let zeros = 11 + row * 7 % 60;
            with.extend(vec![false; zeros]);
            without.extend(vec![false; zeros.min(14)]);
            for bits in [&mut with, &mut without] {
                bits.push(true);
                bits.extend((0..row % 13).map(|at| at % 3 != 1));
                bits.push(true);
            }
        }
        let with = octets(&with);
        for size in [1, 3, 1000] {
            let mut remover = FillRemover::default();
            let mut got: Vec<u8> = with.chunks(size).flat_map(|some| remover.push(some)).collect();
            got.extend(remover.finish());
            let wanted = octets(&without);
            // The zeros that fill up the last octet may stand in one more.
            assert_eq!(got[..wanted.len()], wanted[..], "{size}");
            assert!(got[wanted.len()..].iter().all(|octet| *octet == 0));
        }
    }
}
