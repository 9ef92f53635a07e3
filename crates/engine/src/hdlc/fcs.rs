//! The 16-bit frame check sequence: x¹⁶ + x¹² + x⁵ + 1 over address, control and
//! information (T.30 §5.3.7, ISO/IEC 13239).
//!
//! Bits are taken in line order, lowest bit of a byte first; the register starts with
//! ones and its complement is sent, so that its two bytes stand behind the frame in the
//! same notation, low byte first.

/// What a register shows that has run over a whole frame with its right FCS.
const RESIDUE: u16 = 0xF0B8;

/// The generator, reflected because the lowest bit comes first.
const GENERATOR: u16 = 0x8408;

const TABLE: [u16; 256] = table();

/// The two bytes to send behind `frame`.
pub(super) fn of(frame: &[u8]) -> [u8; 2] {
    (!register(frame)).to_le_bytes()
}

/// Whether `frame`, which ends with its FCS, came through whole.
pub(super) fn is_right(frame: &[u8]) -> bool {
    register(frame) == RESIDUE
}

fn register(bytes: &[u8]) -> u16 {
    bytes
        .iter()
        .fold(0xFFFF, |register, &byte| (register >> 8) ^ TABLE[usize::from(register as u8 ^ byte)])
}

const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut register = index as u16;
        let mut bit = 0;
        while bit < 8 {
            register = if register & 1 == 1 { (register >> 1) ^ GENERATOR } else { register >> 1 };
            bit += 1;
        }
        table[index] = register;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_check_value() {
        // The catalogue value of this CRC (known as X-25 or IBM-SDLC) for the nine digits.
        assert_eq!(of(b"123456789"), 0x906E_u16.to_le_bytes());
    }

    #[test]
    fn a_single_wrong_bit_is_seen_anywhere_in_a_frame() {
        let mut frame = vec![0xFF, 0x13, 0x80, 0x00, 0xCE, 0xF8];
        let fcs = of(&frame);
        frame.extend_from_slice(&fcs);
        assert!(is_right(&frame));
        for bit in 0..frame.len() * 8 {
            let mut damaged = frame.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(!is_right(&damaged), "bit {bit}");
        }
    }
}
