//! The CRC of INFO0, INFOh and MPh (ITU-T V.34 figure 14): x¹⁶ + x¹² + x⁵ + 1, beginning with
//! ones. It goes out lowest bit first and, other than HDLC's, as it is.

/// The register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crc(u16);

impl Crc {
    /// Before the first bit.
    pub(super) const BEGIN: Self = Self(0xFFFF);

    /// After `count` more bits, the first of them lowest.
    pub(super) fn after(self, bits: u64, count: u32) -> Self {
        Self((0..count).fold(self.0, |register, at| {
            let feedback = (register ^ (bits >> at) as u16) & 1;
            (register >> 1) ^ (feedback * 0x8408)
        }))
    }

    /// What is sent, the lowest bit first.
    pub(super) const fn value(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_one_of_hdlc_without_its_inversion() {
        // Of "12345678", as any CRC-16/MCRF4XX gives it; and nothing is left where it follows.
        let bits = u64::from_le_bytes(*b"12345678");
        assert_eq!(Crc::BEGIN.after(bits, 64).value(), 0xF795);
        assert_eq!(Crc::BEGIN.after(bits, 24).after(bits >> 24, 40).value(), 0xF795);
        assert_eq!(Crc::BEGIN.value(), 0xFFFF);
        let all = Crc::BEGIN.after(bits, 64);
        assert_eq!(all.after(all.value().into(), 16).value(), 0);
    }
}
