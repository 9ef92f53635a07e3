//! Writes the packets of T.38 as a network capture, for Wireshark and similar programs.
//!
//! The recording contains the IFP packets. The layers around them are generated here: UDPTL (T.38
//! §9.1) without redundancy, UDP, IPv4, and a file in libpcap's format that contains IP packets
//! (LINKTYPE_RAW). Our address is [`US`], the address of the remote fax machine is [`THEM`]. Both
//! are addresses reserved for documentation (RFC 5737). The time of a packet is line time.

use super::ExportError;
use ferrofax_engine::call::replay::{Ran, replay};
use std::io::{self, Write};

/// Our address; `THEM` is the address of the remote fax machine.
const US: [u8; 4] = [192, 0, 2, 1];
const THEM: [u8; 4] = [192, 0, 2, 2];

/// The UDP port of both sides: the first one of Asterisk's range.
const PORT: u16 = 4000;

/// The length of the longest IFP packet that is written, in bytes. A longer length would be encoded
/// in fragments (X.691 §11.9.3.8). No packet of T.38 is nearly that long.
const MOST_IFP: usize = 0x3FFF;

/// The number of bytes before the UDPTL packet: the headers of IPv4 and UDP.
const HEAD: usize = 20 + 8;

/// Writes the packets of a call as a pcap file, and returns their number: 0 if the call never used
/// T.38. The beginning of the call, `began_ms`, is in milliseconds since 1970.
///
/// # Errors
/// [`ExportError`]; the part that was written by then may end in the middle of a packet.
pub fn pcap(tape: &[u8], began_ms: u64, out: &mut impl Write) -> Result<u64, ExportError> {
    out.write_all(&file_head())?;
    let (mut written, mut count) = (Ok(()), 0);
    let (mut heard, mut said) = (Side::new(THEM, US), Side::new(US, THEM));
    replay(
        tape,
        |_| (),
        |at, ran| {
            let (side, number, ifp) = match ran {
                Ran::HeardPacket(number, ifp) => (&mut heard, number, ifp),
                Ran::SaidPacket(ifp) => (&mut said, None, ifp),
                _ => return,
            };
            if written.is_ok() && ifp.len() <= MOST_IFP {
                count += 1;
                let at_us = began_ms.wrapping_mul(1000).wrapping_add(at.0.wrapping_mul(125));
                written = record(at_us, &side.packet(number, ifp), out);
            }
        },
    )?;
    written?;
    Ok(count)
}

/// One direction of the call: from one address to the other.
struct Side {
    from: [u8; 4],
    to: [u8; 4],
    /// The number that the next packet gets if it has none of its own.
    number: u16,
}

impl Side {
    const fn new(from: [u8; 4], to: [u8; 4]) -> Self {
        Self { from, to, number: 0 }
    }

    /// Makes the IP packet that carries an IFP packet.
    fn packet(&mut self, number: Option<u16>, ifp: &[u8]) -> Vec<u8> {
        let number = number.unwrap_or(self.number);
        self.number = number.wrapping_add(1);
        let udptl = udptl(number, ifp);
        let total = (HEAD + udptl.len()) as u16;
        let mut packet = Vec::with_capacity(total.into());
        // RFC 791 §3.1: version 4, 20 bytes of header, don't fragment, UDP.
        packet.extend([0x45, 0]);
        packet.extend(total.to_be_bytes());
        packet.extend(number.to_be_bytes());
        packet.extend([0x40, 0, 64, 17, 0, 0]);
        packet.extend(self.from);
        packet.extend(self.to);
        let sum = checksum(&packet);
        packet[10..12].copy_from_slice(&sum.to_be_bytes());
        // RFC 768; a checksum of 0 means none.
        packet.extend(PORT.to_be_bytes());
        packet.extend(PORT.to_be_bytes());
        packet.extend((total - 20).to_be_bytes());
        packet.extend([0, 0]);
        packet.extend(udptl);
        packet
    }
}

/// Encodes a `UDPTLPacket` (T.38 §9.1) by the aligned packed encoding rules. It contains the
/// number, the IFP packet, and the first of the two kinds of error recovery, with no packets in it.
fn udptl(number: u16, ifp: &[u8]) -> Vec<u8> {
    let mut octets = number.to_be_bytes().to_vec();
    match ifp.len() {
        short @ 0..0x80 => octets.push(short as u8),
        long => octets.extend((long as u16 | 0x8000).to_be_bytes()),
    }
    octets.extend(ifp);
    octets.extend([0, 0]);
    octets
}

/// Calculates the checksum of RFC 1071.
fn checksum(octets: &[u8]) -> u16 {
    let words = octets
        .chunks_exact(2)
        .map(|word| u32::from(u16::from_be_bytes([word[0], word[1]])));
    let sum: u32 = words.sum();
    let folded = (sum & 0xFFFF) + (sum >> 16);
    !((folded & 0xFFFF) + (folded >> 16)) as u16
}

/// The header of the file: times in microseconds, whole packets, LINKTYPE_RAW
/// (draft-ietf-opsawg-pcap §4).
fn file_head() -> [u8; 24] {
    let mut head = [0; 24];
    head[..4].copy_from_slice(&0xA1B2_C3D4u32.to_le_bytes());
    head[4..8].copy_from_slice(&[2, 0, 4, 0]);
    head[16..20].copy_from_slice(&0x4_0000u32.to_le_bytes());
    head[20..24].copy_from_slice(&101u32.to_le_bytes());
    head
}

fn record(at_us: u64, packet: &[u8], out: &mut impl Write) -> io::Result<()> {
    // Seconds have 32 bits, which suffice until 2106.
    let (seconds, rest) = ((at_us / 1_000_000) as u32, (at_us % 1_000_000) as u32);
    let size = packet.len() as u32;
    [seconds, rest, size, size]
        .into_iter()
        .try_for_each(|number| out.write_all(&number.to_le_bytes()))?;
    out.write_all(packet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::{Talk, damaged};

    /// Reads a file: the time in µs, the source address and the payload of each UDP packet.
    fn read(file: &[u8]) -> Vec<(u64, [u8; 4], Vec<u8>)> {
        let mut packets = Vec::new();
        let mut rest = &file[24..];
        while !rest.is_empty() {
            let word = |at: usize| u32::from_le_bytes(rest[at..at + 4].try_into().unwrap());
            let (seconds, us, size) = (word(0), word(4), word(8) as usize);
            assert_eq!(word(12) as usize, size);
            let packet = &rest[16..16 + size];
            assert_eq!(checksum(&packet[..20]), 0, "the sum over all is none");
            assert_eq!(usize::from(u16::from_be_bytes([packet[2], packet[3]])), size);
            assert_eq!(usize::from(u16::from_be_bytes([packet[24], packet[25]])), size - 20);
            let at = u64::from(seconds) * 1_000_000 + u64::from(us);
            packets.push((at, packet[12..16].try_into().unwrap(), packet[28..].to_vec()));
            rest = &rest[16 + size..];
        }
        packets
    }

    #[test]
    fn packets_of_both_sides_stand_in_order_with_their_numbers() {
        let talk = Talk { to_t38_after: Some(120), ..Talk::default() }.run();
        let mut file = Vec::new();
        let count = pcap(&talk.answerer, 1_000_000_000_000, &mut file).unwrap();
        let packets = read(&file);
        assert_eq!(packets.len() as u64, count);
        assert!(packets.is_sorted_by_key(|packet| packet.0));
        assert!(packets[0].0 >= 1_000_000_000_000_000 + 2_400_000, "{}", packets[0].0);
        for side in [US, THEM] {
            let numbers = packets.iter().filter(|packet| packet.1 == side);
            let numbers: Vec<_> = numbers.map(|packet| packet.2[..2].to_vec()).collect();
            let wanted = (0..numbers.len() as u16).map(|number| number.to_be_bytes().to_vec());
            assert!(numbers.len() > 10 && numbers == wanted.collect::<Vec<_>>(), "{numbers:?}");
        }
    }

    #[test]
    fn a_long_packet_has_a_long_length() {
        assert_eq!(udptl(7, &[1, 2]), [0, 7, 2, 1, 2, 0, 0]);
        let long = udptl(0x102, &[9; 200]);
        assert_eq!(long[..5], [1, 2, 0x80, 200, 9]);
        assert_eq!(long.len(), 206);
    }

    #[test]
    fn a_call_without_packets_makes_an_empty_capture() {
        let mut file = Vec::new();
        assert_eq!(pcap(&Talk::default().run().caller, 0, &mut file).unwrap(), 0);
        assert_eq!(file.len(), 24);
    }

    #[test]
    fn a_damaged_tape_makes_a_file_or_a_sentence() {
        let talk = Talk { to_t38_after: Some(120), ..Talk::default() }.run();
        for tape in damaged(&talk.caller, 60) {
            let mut file = Vec::new();
            if pcap(&tape, u64::MAX, &mut file).is_ok() {
                _ = read(&file);
            }
        }
    }
}
