//! The packets of T.38 in a call: when each one was received, and which are missing.

/// How a received packet fits into the order of its sequence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// The packet came directly after the one before it in the sequence.
    #[default]
    InOrder,
    /// When the packet came, this number of packets before it were missing.
    AfterMissing(u16),
    /// The packet had been received before: this is a duplicate.
    Again,
    /// The packet came after one with a higher number.
    Late,
}

/// A packet of T.38, received or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The time when the packet was received or sent, in milliseconds.
    pub at_ms: u64,
    /// The packet's number, if the transport has one.
    pub number: Option<u16>,
    /// The length of the IFP packet, in bytes.
    pub octets: usize,
    /// The place of the packet in the order of its sequence; a sent packet is always in order.
    pub fate: Fate,
}

/// The counts of the received packets of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PacketCounts {
    /// The number of packets that were received, without duplicates.
    pub came: usize,
    /// The number of packets that were never received.
    pub missing: usize,
    /// The number of duplicates that were received.
    pub again: usize,
    /// The number of packets that were received after one with a higher number.
    pub late: usize,
}

/// The greatest distance between two consecutive numbers of one sequence. A greater distance means
/// that a new sequence has begun.
const NEAR: u16 = 1_000;

/// The number of recent packet numbers that are remembered, to detect duplicates.
const REMEMBERED: usize = 512;

impl Packet {
    pub(super) const fn new(at_ms: u64, number: Option<u16>, ifp: &[u8]) -> Self {
        Self { at_ms, number, octets: ifp.len(), fate: Fate::InOrder }
    }
}

impl PacketCounts {
    /// Counts the packets.
    pub fn of(packets: &[Packet]) -> Self {
        let mut counts = Self::default();
        for packet in packets {
            counts.came += usize::from(packet.fate != Fate::Again);
            match packet.fate {
                Fate::InOrder => {}
                Fate::AfterMissing(missing) => counts.missing += usize::from(missing),
                Fate::Again => counts.again += 1,
                Fate::Late => {
                    counts.late += 1;
                    // The packet was counted as missing before it came.
                    counts.missing = counts.missing.saturating_sub(1);
                }
            }
        }
        counts
    }
}

/// Determines the fate of each packet from the numbers of the packets before it.
pub(super) fn judge(packets: &mut [Packet]) {
    let mut seen = std::collections::VecDeque::new();
    let mut next: Option<u16> = None;
    for packet in packets {
        let Some(number) = packet.number else { continue };
        let ahead = next.map_or(0, |next| number.wrapping_sub(next));
        packet.fate = match ahead {
            0 => Fate::InOrder,
            _ if seen.contains(&number) => Fate::Again,
            _ if ahead <= NEAR => Fate::AfterMissing(ahead),
            _ if ahead >= NEAR.wrapping_neg() => Fate::Late,
            // A new sequence has begun.
            _ => Fate::InOrder,
        };
        if !matches!(packet.fate, Fate::Again | Fate::Late) {
            next = Some(number.wrapping_add(1));
        }
        if packet.fate != Fate::Again {
            seen.push_back(number);
            if seen.len() > REMEMBERED {
                seen.pop_front();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(numbers: &[u16]) -> Vec<Packet> {
        let mut packets: Vec<_> =
            numbers.iter().map(|&number| Packet::new(0, Some(number), &[])).collect();
        judge(&mut packets);
        packets
    }

    #[test]
    fn what_is_missing_late_or_there_twice_is_seen() {
        let packets = judged(&[65_534, 65_535, 0, 0, 3, 2, 4, 4]);
        let counts = PacketCounts::of(&packets);
        assert_eq!(counts, PacketCounts { came: 6, missing: 1, again: 2, late: 1 });
        assert_eq!(packets[4].fate, Fate::AfterMissing(2));
    }

    #[test]
    fn a_count_that_begins_anew_misses_nothing() {
        let counts = PacketCounts::of(&judged(&[10, 11, 30_000, 30_001]));
        assert_eq!((counts.came, counts.missing), (4, 0));
    }
}
