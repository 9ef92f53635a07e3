//! A binary-coded frame of T.30 §5.3: address, control, facsimile control field,
//! information field. The FCS is HDLC's.

use super::fcf::Fcf;
use std::ops::RangeInclusive;

/// The address field of every frame (§5.3.4).
const ADDRESS: u8 = 0xFF;
/// The control field of a frame that another one follows (§5.3.5).
const CONTROL: u8 = 0x03;
/// The bit of the control field that marks the last frame before the line turns round.
const FINAL: u8 = 0x10;

/// A frame with a right FCS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The facsimile control field, which says what the frame is.
    pub fcf: Fcf,
    /// The `X` bit: set by the station that received a DIS.
    pub x: bool,
    /// The last one before the line turns round.
    pub is_final: bool,
    /// The information field, bits in line order from the least significant.
    pub fif: Vec<u8>,
}

impl Frame {
    /// A final frame of ours.
    pub(crate) const fn last(fcf: Fcf, fif: Vec<u8>) -> Self {
        Self { fcf, x: false, is_final: true, fif }
    }

    /// A frame of ours that another one follows.
    pub const fn followed(fcf: Fcf, fif: Vec<u8>) -> Self {
        Self { fcf, x: false, is_final: false, fif }
    }

    /// Reads the bytes between the flags, FCS removed. `None` if this is no frame of T.30.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let [address, control, fcf, fif @ ..] = bytes else { return None };
        if *address != ADDRESS || control & !FINAL != CONTROL {
            return None;
        }
        Some(Self {
            fcf: Fcf::from_byte(*fcf),
            x: fcf & 1 == 1,
            is_final: control & FINAL != 0,
            fif: fif.to_vec(),
        })
    }

    /// The bytes between the flags, without FCS.
    pub fn emit(&self) -> Vec<u8> {
        let control = if self.is_final { CONTROL | FINAL } else { CONTROL };
        let mut bytes = vec![ADDRESS, control, self.fcf.to_byte(self.x)];
        bytes.extend_from_slice(&self.fif);
        bytes
    }
}

/// An information field seen as the numbered bits of T.30 table 2: bit 1 is the first on the line.
///
/// Bits that did not come read as 0, as the table says of fields that were not extended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<u8>);

impl Fields {
    /// Bit `number`, from 1.
    pub fn bit(&self, number: usize) -> bool {
        let index = number.saturating_sub(1);
        self.0.get(index / 8).is_some_and(|byte| byte >> (index % 8) & 1 == 1)
    }

    /// These bits as a number, of which the first one is the highest.
    pub(crate) fn number(&self, bits: RangeInclusive<usize>) -> u8 {
        bits.fold(0, |value, bit| 2 * value + u8::from(self.bit(bit)))
    }

    /// Sets bit `number`, from 1, and the extend bits of the octets on the way to it.
    pub fn set(&mut self, number: usize) {
        let index = number.saturating_sub(1);
        while self.0.len() <= index / 8 {
            self.0.push(0);
            // Bits 24, 32, 40 … say that another octet follows (table 2, note 5).
            let octets = self.0.len();
            if octets > 3 {
                self.0[octets - 2] |= 0x80;
            }
        }
        self.0[index / 8] |= 1 << (index % 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_emitted_is_parsed() {
        let frame = Frame { fcf: Fcf::Dcs, x: true, is_final: true, fif: vec![0, 0x42, 0x80] };
        assert_eq!(frame.emit(), [0xFF, 0x13, 0x83, 0, 0x42, 0x80]);
        assert_eq!(Frame::parse(&frame.emit()), Some(frame));
    }

    #[test]
    fn strange_bytes_are_no_frame() {
        assert_eq!(Frame::parse(&[]), None);
        assert_eq!(Frame::parse(&[0xFF, 0x13]), None);
        assert_eq!(Frame::parse(&[0x0F, 0x13, 0x80]), None);
        assert_eq!(Frame::parse(&[0xFF, 0x77, 0x80]), None);
    }

    #[test]
    fn setting_a_far_bit_sets_the_extend_bits() {
        let mut fields = Fields(vec![0; 3]);
        fields.set(49);
        assert_eq!(fields.0, [0, 0, 0x80, 0x80, 0x80, 0x80, 0x01]);
        assert!(fields.bit(49) && fields.bit(48) && !fields.bit(56) && !fields.bit(400));
        assert_eq!((fields.number(47..=51), fields.number(50..=52)), (0b01100, 0));
    }

    /// Table 2, note 5: bit 24 is the first that says that another octet follows. Bit 16 has a
    /// meaning of its own.
    #[test]
    fn the_third_octet_needs_no_extend_bit() {
        let mut fields = Fields::default();
        fields.set(17);
        assert_eq!(fields.0, [0, 0, 0x01]);
        fields.set(25);
        assert_eq!(fields.0, [0, 0, 0x81, 0x01]);
    }
}
