//! Octets → packets, and which encoding a peer uses.
//!
//! Whatever real peers are known to do is understood: marks that carry octets, padding
//! behind a packet, packets without a field, and the other encoding than that which was
//! agreed. What cannot be read is told as such.

use super::{DataKind, Encoding, Field, FieldKind, Indicator, Packet};
use thiserror::Error;

/// Why a packet could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Malformed {
    /// There are no octets at all.
    #[error("the IFP packet is empty")]
    Empty,
    /// It ends in the middle of something.
    #[error("the IFP packet ends in the middle of a field")]
    CutOff,
    /// An indicator that carries data.
    #[error("the IFP packet is an indicator and carries data, which only data packets do")]
    DataWithIndicator,
    /// An indicator, kind of data or kind of field with a number that T.38 does not have.
    #[error("the IFP packet has the number {0} where T.38 has no such indicator or type")]
    UnknownType(u8),
}

/// Reads the packets of one peer.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    encoding: Encoding,
    changes: u64,
}

impl Reader {
    /// For a peer that agreed to an encoding.
    pub const fn new(encoding: Encoding) -> Self {
        Self { encoding, changes: 0 }
    }

    /// The encoding that the peer was last seen to use.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How often the peer turned out to use the other encoding.
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    /// Reads a packet.
    ///
    /// # Errors
    /// If it is none by either encoding.
    pub fn read(&mut self, octets: &[u8]) -> Result<Packet, Malformed> {
        let read = decode(octets, self.encoding);
        if matches!(read, Ok((_, Evidence::For | Evidence::None))) {
            return read.map(|(packet, _)| packet);
        }
        let other = match self.encoding {
            Encoding::Original => Encoding::Corrected,
            Encoding::Corrected => Encoding::Original,
        };
        match (read, decode(octets, other)) {
            (read, Ok((packet, Evidence::For)))
                if read.is_err() || matches!(read, Ok((_, Evidence::Against))) =>
            {
                self.encoding = other;
                self.changes += 1;
                Ok(packet)
            }
            (read, _) => read.map(|(packet, _)| packet),
        }
    }
}

/// Whether a packet can only be of the encoding by which it was read, or makes no sense by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    For,
    None,
    Against,
}

fn decode(octets: &[u8], encoding: Encoding) -> Result<(Packet, Evidence), Malformed> {
    let mut input = Input(octets);
    let first = input.octet().map_err(|_| Malformed::Empty)?;
    // The first octet: whether fields follow, indicator or data, whether its type is one
    // of the later ones, and the type.
    let has_fields = first & 0x80 != 0;
    let number = if first & 0x20 == 0 { first >> 1 & 0xF } else { input.extended(first)? };
    // T.38 §7.3.1: an indicator, which has no fields.
    if first & 0x40 == 0 {
        if has_fields {
            return Err(Malformed::DataWithIndicator);
        }
        let code =
            if first & 0x20 == 0 { number } else { number.saturating_add(Indicator::EXTENSION) };
        let indicator = Indicator::from_code(code).ok_or(Malformed::UnknownType(code))?;
        return Ok((Packet::Indicator(indicator), Evidence::None));
    }
    // T.38 §7.3.2: data of this modulation …
    let code = match first & 0x20 {
        0 if number >= DataKind::EXTENSION => return Err(Malformed::UnknownType(number)),
        0 => number,
        _ => number.saturating_add(DataKind::EXTENSION),
    };
    let kind = DataKind::from_code(code).ok_or(Malformed::UnknownType(code))?;
    // … and §7.4: its fields. One that makes no sense by this encoding outweighs all others.
    let mut fields = Vec::new();
    let mut evidence = Evidence::None;
    if has_fields {
        let mut left = input.count()?;
        while left > 0 {
            left -= 1;
            let (field, of_field) = input.field(kind, encoding)?;
            fields.push(field);
            if of_field != Evidence::None && evidence != Evidence::Against {
                evidence = of_field;
            }
        }
    }
    Ok((Packet::Data(kind, fields), evidence))
}

/// Octets that are left.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn octet(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.0.split_first().ok_or(Malformed::CutOff)?;
        self.0 = rest;
        Ok(*first)
    }

    fn octets(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed::CutOff)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The number of an extension, which began in `first`. More than six bits would be a
    /// number that nobody has.
    fn extended(&mut self, first: u8) -> Result<u8, Malformed> {
        if first & 0x10 != 0 {
            return Err(Malformed::UnknownType(first));
        }
        Ok((first & 0xF) << 2 | self.octet()? >> 6)
    }

    /// How many fields there are. More than fit into any packet are more than there are octets for.
    fn count(&mut self) -> Result<usize, Malformed> {
        let first = self.octet()?;
        match first {
            0..0x80 => Ok(usize::from(first)),
            0x80..0xC0 => Ok(usize::from(first & 0x3F) << 8 | usize::from(self.octet()?)),
            // 16 384 and more.
            _ => Err(Malformed::CutOff),
        }
    }

    fn field(&mut self, of: DataKind, encoding: Encoding) -> Result<(Field, Evidence), Malformed> {
        let first = self.octet()?;
        let code = match encoding {
            Encoding::Original => first >> 4 & 7,
            Encoding::Corrected if first & 0x40 == 0 => first >> 3 & 7,
            Encoding::Corrected => {
                let number = (first & 7) << 2 | self.octet()? >> 6;
                if first & 0x38 != 0 {
                    return Err(Malformed::UnknownType(first));
                }
                number.saturating_add(FieldKind::EXTENSION)
            }
        };
        let kind = FieldKind::from_code(code).ok_or(Malformed::UnknownType(code))?;
        let octets = if first & 0x80 == 0 {
            &[]
        } else {
            let length = self.octets(2)?;
            self.octets(usize::from(u16::from_be_bytes([length[0], length[1]])) + 1)?
        };
        let evidence = evidence(first, of, kind, encoding);
        Ok((Field { kind, octets: octets.to_vec() }, evidence))
    }
}

/// What a field's first octet tells of the encoding. The lower four bits are padding in
/// version 0; an extended field belongs to V.8 and V.34 data alone; and V.21 carries no
/// page.
fn evidence(first: u8, of: DataKind, kind: FieldKind, encoding: Encoding) -> Evidence {
    let later = matches!(of, DataKind::Later(_));
    let page_in_v21 = of == DataKind::V21
        && matches!(kind, FieldKind::NonEcmData | FieldKind::NonEcmSigEnd)
        && first & 0x80 != 0;
    let mark_with_much =
        first & 0x80 != 0 && matches!(kind, FieldKind::HdlcFcsBad | FieldKind::HdlcSigEnd);
    let odd = match encoding {
        Encoding::Original => first & 0x0F != 0,
        Encoding::Corrected => {
            first & 0x07 != 0 && first & 0x40 == 0 || first & 0x40 != 0 && !later
        }
    };
    if odd || page_in_v21 || mark_with_much {
        return Evidence::Against;
    }
    let sure = match encoding {
        Encoding::Original => first & 0x40 != 0 && !later,
        Encoding::Corrected => {
            first & 0x08 != 0 || (kind == FieldKind::NonEcmData && first & 0x80 != 0)
        }
    };
    if sure { Evidence::For } else { Evidence::None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_signal::modem::Rate;
    use proptest::prelude::*;

    fn decode_as(octets: &[u8], encoding: Encoding) -> Result<Packet, Malformed> {
        decode(octets, encoding).map(|(packet, _)| packet)
    }

    fn page(encoding: Encoding) -> Vec<u8> {
        let fields = vec![Field::new(FieldKind::NonEcmData, vec![0, 1, 2])];
        Packet::Data(DataKind::Image(Rate::V17At14400), fields).encode(encoding)
    }

    #[test]
    fn packets_look_as_the_recommendation_lays_them_out() {
        let v21 = |fields| Packet::Data(DataKind::V21, fields);
        let mcf = || {
            vec![
                Field::new(FieldKind::HdlcData, vec![0xFF, 0xC8, 0x31]),
                Field::mark(FieldKind::HdlcFcsOkSigEnd),
            ]
        };
        assert_eq!(Packet::Indicator(Indicator::V21Preamble).encode(Encoding::Original), [0x06]);
        assert_eq!(
            Packet::Indicator(Indicator::Later(22)).encode(Encoding::Corrected),
            [0x21, 0x80]
        );
        assert_eq!(
            v21(mcf()).encode(Encoding::Original),
            [0xC0, 2, 0x80, 0, 2, 0xFF, 0xC8, 0x31, 0x40]
        );
        assert_eq!(
            v21(mcf()).encode(Encoding::Corrected),
            [0xC0, 2, 0x80, 0, 2, 0xFF, 0xC8, 0x31, 0x20]
        );
        assert_eq!(page(Encoding::Original), [0xD0, 1, 0xE0, 0, 2, 0, 1, 2]);
        assert_eq!(page(Encoding::Corrected), [0xD0, 1, 0xB0, 0, 2, 0, 1, 2]);
    }

    #[test]
    fn a_peer_is_found_out_that_uses_the_other_encoding() {
        for (agreed, used) in
            [(Encoding::Original, Encoding::Corrected), (Encoding::Corrected, Encoding::Original)]
        {
            let mut reader = Reader::new(agreed);
            let read = reader.read(&page(used)).unwrap();
            assert_eq!(read, decode_as(&page(used), used).unwrap());
            assert_eq!((reader.encoding(), reader.changes()), (used, 1));
            // A mark alone looks the same by both, and is read by what was learnt.
            let mark = Packet::Data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsOk)]);
            assert_eq!(reader.read(&mark.encode(used)), Ok(mark));
            assert_eq!(reader.changes(), 1);
        }
    }

    #[test]
    fn what_is_no_packet_is_told_as_such() {
        let mut reader = Reader::new(Encoding::Original);
        assert_eq!(reader.read(&[]), Err(Malformed::Empty));
        assert_eq!(reader.read(&[0x80]), Err(Malformed::DataWithIndicator));
        assert_eq!(reader.read(&[0x2F, 0xC0]), Err(Malformed::UnknownType(79)));
        assert_eq!(reader.read(&[0xC0, 1, 0x80, 0, 9, 1]), Err(Malformed::CutOff));
        assert_eq!(reader.read(&[0xC0, 0xC4]), Err(Malformed::CutOff));
        assert_eq!(reader.read(&[0x40]), Ok(Packet::Data(DataKind::V21, vec![])));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            kind in 0u8..15,
            fields in proptest::collection::vec((0u8..8, proptest::collection::vec(any::<u8>(), 0..40)), 0..6),
            original: bool,
        ) {
            let encoding = if original { Encoding::Original } else { Encoding::Corrected };
            let fields = fields
                .into_iter()
                .map(|(kind, octets)| Field::new(FieldKind::from_code(kind).unwrap(), octets))
                .collect();
            let packet = Packet::Data(DataKind::from_code(kind).unwrap(), fields);
            prop_assert_eq!(decode_as(&packet.encode(encoding), encoding), Ok(packet));
        }

        #[test]
        fn anything_may_come(octets in proptest::collection::vec(any::<u8>(), 0..64), original: bool) {
            let encoding = if original { Encoding::Original } else { Encoding::Corrected };
            let mut reader = Reader::new(encoding);
            if let Ok(Packet::Data(_, fields)) = reader.read(&octets) {
                prop_assert!(fields.iter().map(|field| field.octets.len() + 1).sum::<usize>() <= octets.len());
            }
        }
    }
}
