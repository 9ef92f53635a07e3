//! Packets → octets.

use super::{DataKind, Encoding, Field, FieldKind, Indicator, Packet};

/// Octets that a packet needs beside those of its one field of data and a mark behind it.
const OVERHEAD: usize = 6;
/// The least number of octets in the longest packet of a remote end.
const LEAST_IFP: u16 = 20;

impl Packet {
    /// The packet's octets. What version 0 has no code for (V.8, V.33, V.34) is coded as
    /// later versions do.
    pub fn encode(&self, encoding: Encoding) -> Vec<u8> {
        match self {
            Self::Indicator(indicator) => encode_indicator(*indicator),
            Self::Data(kind, fields) => encode_data(*kind, fields, encoding),
        }
    }

    /// Octets of data that fit into a packet of `max_ifp` octets beside a mark. Every remote end
    /// takes 20 octets, also one that names fewer.
    pub fn room(max_ifp: u16) -> usize {
        usize::from(max_ifp.max(LEAST_IFP)) - OVERHEAD
    }
}

/// X.691 §13: the choice, then the enumeration with its extension bit.
fn encode_indicator(indicator: Indicator) -> Vec<u8> {
    match indicator.code() {
        code if code < Indicator::EXTENSION => vec![code << 1],
        code => extended(0x20, code - Indicator::EXTENSION),
    }
}

/// Behind the extension bit, the number in six bits of a small number (X.691 §10.6),
/// which begin in the first octet.
fn extended(first: u8, number: u8) -> Vec<u8> {
    vec![first | number >> 2, number << 6]
}

fn encode_data(kind: DataKind, fields: &[Field], encoding: Encoding) -> Vec<u8> {
    let present = if fields.is_empty() { 0 } else { 0x80 };
    let mut octets = match kind.code() {
        code if code < DataKind::EXTENSION => vec![present | 0x40 | code << 1],
        code => extended(present | 0x60, code - DataKind::EXTENSION),
    };
    // X.691 §10.9: a count below 128 takes one octet. Ours are few; what would be more is left out.
    let fields = &fields[..fields.len().min(0x7F)];
    if !fields.is_empty() {
        octets.push(fields.len() as u8);
    }
    for field in fields {
        let data = &field.octets[..field.octets.len().min(0xFFFF)];
        let present = if data.is_empty() { 0 } else { 0x80 };
        match field.kind.code() {
            code if code < FieldKind::EXTENSION => octets.push(match encoding {
                Encoding::Original => present | code << 4,
                Encoding::Corrected => present | code << 3,
            }),
            code => octets.extend(extended(present | 0x40, code - FieldKind::EXTENSION)),
        }
        if !data.is_empty() {
            // X.691 §10.5: 1 to 65 535, as an offset from 1.
            octets.extend(((data.len() - 1) as u16).to_be_bytes());
            octets.extend_from_slice(data);
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_end_that_names_fewer_than_twenty_octets_gets_packets_of_twenty() {
        for max_ifp in [0, 1, 7, 19, 20] {
            let room = Packet::room(max_ifp);
            let fields = vec![
                Field::new(FieldKind::HdlcData, vec![0; room]),
                Field::mark(FieldKind::HdlcFcsOkSigEnd),
            ];
            let octets = Packet::Data(DataKind::V21, fields).encode(Encoding::Corrected);
            assert_eq!((room, octets.len()), (14, 20), "{max_ifp}");
        }
        assert_eq!(Packet::room(400), 394);
    }
}
