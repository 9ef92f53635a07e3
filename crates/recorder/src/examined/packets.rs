//! The packets of T.38: when they came, and which did not come.

/// The fate of a packet on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// It came in its place.
    #[default]
    InOrder,
    /// This number of packets before it had not come when it did.
    AfterMissing(u16),
    /// It had come already.
    Again,
    /// One with a higher number had come already.
    Late,
}

/// A packet of T.38.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The time when it came, in milliseconds.
    pub at_ms: u64,
    /// The packet's number, if the transport has one.
    pub number: Option<u16>,
    /// The length of the IFP packet, in bytes.
    pub octets: usize,
    /// The fate of the packet.
    pub fate: Fate,
}

/// The counts of packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PacketCounts {
    /// The number of packets that came, each counted once.
    pub came: usize,
    /// The number of packets that never came.
    pub missing: usize,
    /// The number of packets that came again.
    pub again: usize,
    /// The number of packets that came too late for their place.
    pub late: usize,
}

/// The greatest distance of two numbers of one sequence; numbers further apart belong to a new one.
const NEAR: u16 = 1_000;

/// The numbers that are remembered, for packets that come late or again.
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
                    // It was counted as missing before.
                    counts.missing = counts.missing.saturating_sub(1);
                }
            }
        }
        counts
    }
}

/// Determines the fate of each packet by the numbers before it.
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
