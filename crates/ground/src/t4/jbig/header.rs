//! The header of a page (BIH, clause 6.2.2, tables 6 to 8), with the values that T.85 table 1
//! leaves open.

use std::fmt;

/// The number of octets of the header.
pub(in crate::t4) const HEADER_LEN: usize = 20;

/// Bits of the last octet but one: the order of stripes, layers and planes.
pub(super) const SEQ: u8 = 4;
pub(super) const ILEAVE: u8 = 2;
pub(super) const SMID: u8 = 1;

/// Bits of the last octet: the options.
const LRLTWO: u8 = 0x40;
const VLENGTH: u8 = 0x20;
const TPBON: u8 = 0x08;
/// The mask and the value of the option bits that announce a table of 1728 octets after the header
/// (§6.6.3): DPON and DPPRIV without DPLAST.
const PRIVATE_TABLE: (u8, u8) = (0x07, 0x06);

/// The content of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// XD: the number of pixels in a row.
    pub width: u32,
    /// YD: the number of rows, or the greatest possible number if [`Self::length_may_change`].
    pub rows: u32,
    /// L0: the number of rows in a stripe.
    pub stripe: u32,
    /// MX: the greatest distance to which the template's movable pixel may be moved.
    pub reach: u8,
    /// LRLTWO: whether the template has two rows instead of three.
    pub two_rows: bool,
    /// VLENGTH: whether the marker NEWLEN may correct the number of rows later.
    pub length_may_change: bool,
    /// TPBON: whether each row begins with a decision whether it is equal to the row above.
    pub typical: bool,
}

impl Header {
    /// Writes the header for this number of planes. If there are several, the first stripes of all
    /// planes come before the second stripes, and so on.
    pub(super) fn emit(&self, planes: u8) -> [u8; HEADER_LEN] {
        let mut octets = [0; HEADER_LEN];
        // DL, D: the lowest layer and no other; P: the number of planes.
        octets[2] = planes;
        octets[4..8].copy_from_slice(&self.width.to_be_bytes());
        octets[8..12].copy_from_slice(&self.rows.to_be_bytes());
        octets[12..16].copy_from_slice(&self.stripe.to_be_bytes());
        octets[16] = self.reach;
        octets[18] = if planes > 1 { ILEAVE | SMID } else { 0 };
        let bit = |wanted: bool, bit: u8| if wanted { bit } else { 0 };
        octets[19] = bit(self.two_rows, LRLTWO)
            | bit(self.length_may_change, VLENGTH)
            | bit(self.typical, TPBON);
        octets
    }

    /// Reads the header of a page of one plane. A page that is narrower than `width` is accepted.
    /// The order of layers and planes (octet 18) does not matter, since there is one of each.
    pub(super) fn parse(octets: &[u8; HEADER_LEN], width: u32) -> Result<Self, Fault> {
        let (header, planes) = Self::of_planes(octets)?;
        if planes != 1 {
            return Err(Fault::Planes);
        }
        if header.width > width {
            return Err(Fault::Width);
        }
        Ok(header)
    }

    /// Reads a header of one layer. Returns the header and the number of planes.
    pub(super) fn of_planes(octets: &[u8; HEADER_LEN]) -> Result<(Self, u8), Fault> {
        let [
            dl,
            d,
            planes,
            _,
            x0,
            x1,
            x2,
            x3,
            y0,
            y1,
            y2,
            y3,
            l0,
            l1,
            l2,
            l3,
            reach,
            _,
            _,
            options,
        ] = *octets;
        let header = Self {
            width: u32::from_be_bytes([x0, x1, x2, x3]),
            rows: u32::from_be_bytes([y0, y1, y2, y3]),
            stripe: u32::from_be_bytes([l0, l1, l2, l3]),
            reach,
            two_rows: options & LRLTWO != 0,
            length_may_change: options & VLENGTH != 0,
            typical: options & TPBON != 0,
        };
        if dl != 0 || d != 0 {
            return Err(Fault::Layers);
        }
        if header.width == 0 {
            return Err(Fault::Width);
        }
        if header.stripe == 0 {
            return Err(Fault::Stripe);
        }
        if options & PRIVATE_TABLE.0 == PRIVATE_TABLE.1 {
            return Err(Fault::PrivateTable);
        }
        Ok((header, planes))
    }
}

/// The reason why a page in JBIG cannot be decoded, at all or any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The page has layers of lower resolution, which T.85 does not use.
    Layers,
    /// The page does not have exactly one bit plane.
    Planes,
    /// The rows have no pixels, or more than the page width that DCS specified.
    Width,
    /// The stripes have no rows.
    Stripe,
    /// The order of planes and stripes is not defined.
    Order,
    /// The header announces a table for deterministic prediction, which T.85 does not use.
    PrivateTable,
    /// The template's movable pixel is moved to an invalid place, or too often.
    Move,
    /// NEWLEN announces more rows than the header.
    Longer,
    /// The page has an unknown marker.
    Marker,
    /// The sender aborted the page (ABORT).
    Aborted,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layers => "it has layers of less resolution",
            Self::Planes => "it has not one bit plane",
            Self::Width => "its rows are wider than was commanded, or empty",
            Self::Stripe => "its stripes have no rows",
            Self::Order => "its planes and stripes come in an unknown order",
            Self::PrivateTable => "it has a table for deterministic prediction",
            Self::Move => "the movable pixel of its template is where it cannot be",
            Self::Longer => "it grows after it was begun",
            Self::Marker => "it has an unknown marker",
            Self::Aborted => "the sender gave it up",
        })
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: Header = Header {
        width: 1728,
        rows: 2287,
        stripe: 128,
        reach: 8,
        two_rows: true,
        length_may_change: true,
        typical: true,
    };

    #[test]
    fn what_is_said_is_read_back() {
        let octets = HEADER.emit(1);
        assert_eq!(octets[..8], [0, 0, 1, 0, 0, 0, 0x06, 0xC0]);
        assert_eq!(octets[8..], [0, 0, 0x08, 0xEF, 0, 0, 0, 128, 8, 0, 0, 0b0110_1000]);
        assert_eq!(Header::parse(&octets, 1728), Ok(HEADER));
        assert_eq!(Header::parse(&octets, 2048), Ok(HEADER));
        assert_eq!(Header::of_planes(&HEADER.emit(8)), Ok((HEADER, 8)));
    }

    #[test]
    fn what_a_fax_cannot_be_is_named() {
        let changed = |at: usize, value: u8| {
            let mut octets = HEADER.emit(1);
            octets[at] = value;
            Header::parse(&octets, 1728)
        };
        assert_eq!(changed(0, 1), Err(Fault::Layers));
        assert_eq!(changed(1, 1), Err(Fault::Layers));
        assert_eq!([changed(2, 0), changed(2, 2)], [Err(Fault::Planes); 2]);
        assert_eq!([changed(4, 1), changed(7, 0xC1)], [Err(Fault::Width); 2]);
        assert_eq!(changed(15, 0), Err(Fault::Stripe));
        assert_eq!(changed(19, 0x0E), Err(Fault::PrivateTable));
        assert!(changed(19, 0x0F).is_ok() && changed(18, 0x0F).is_ok());
    }
}
