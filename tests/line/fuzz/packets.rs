//! T.38.
//!
//! A step of [`case`] is one IFP packet, damaged, read in both encodings: what was
//! understood can be written and read again. A step of [`two_ends`] is 20 ms of one of
//! two calls that talk by packets; these are lost, repeated, late, changed and made up.
//! From some moment on no packets come: both calls end by themselves.

use ferrofax::call::{RateManagement, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet, Reader};

use crate::fuzz::calls::{End, FRAME, any_frame};
use crate::fuzz::damage::{any_bytes, damage};
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

pub(crate) fn case(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let mut bytes = any_packet(random);
    let other = any_packet(random);
    damage(&mut bytes, &[other], random);
    case.input.clone_from(&bytes);
    for encoding in [Encoding::Original, Encoding::Corrected] {
        let mut reader = Reader::new(encoding);
        let Ok(packet) = reader.read(&bytes) else { continue };
        // A peer's encoding is guessed by what it says: of nonsense, what was written may
        // be read in the other one.
        let understood = reader.encoding();
        let again = Reader::new(understood).read(&packet.encode(understood));
        assert!(again.is_ok(), "{understood:?}: {packet:?} is read again as {again:?}");
    }
}

/// A packet as it may come.
pub(crate) fn any_packet(random: &mut Random) -> Vec<u8> {
    let encoding = [Encoding::Original, Encoding::Corrected][random.below(2) as usize];
    let indicators = [Indicator::NoSignal, Indicator::Cng, Indicator::Ced, Indicator::V21Preamble];
    if random.below(2) == 0 {
        return Packet::Indicator(indicators[random.below(4) as usize]).encode(encoding);
    }
    let kinds = [
        FieldKind::HdlcData,
        FieldKind::HdlcFcsOk,
        FieldKind::HdlcFcsBad,
        FieldKind::HdlcSigEnd,
        FieldKind::NonEcmData,
    ];
    let field = |random: &mut Random| {
        let octets = if random.below(3) == 0 { any_frame(random) } else { any_bytes(40, random) };
        Field::new(kinds[random.below(5) as usize], octets)
    };
    let fields = (0..random.below(4)).map(|_| field(random)).collect();
    Packet::Data(DataKind::V21, fields).encode(encoding)
}

/// A packet of somebody who keeps no time: as much as a datagram holds, for any carrier.
pub(crate) fn any_flood(random: &mut Random) -> Vec<u8> {
    let rate = Rate::ALL[random.below(8) as usize];
    let packet = match random.below(8) {
        0 => Packet::Indicator(Indicator::V21Preamble),
        1 => Packet::Indicator(Indicator::Training { rate, short: random.below(2) == 0 }),
        kind => {
            let (carrier, field) = match kind {
                2 => (DataKind::V21, FieldKind::HdlcFcsOk),
                3 => (DataKind::V21, FieldKind::HdlcFcsBad),
                4 => (DataKind::Image(rate), FieldKind::HdlcFcsOk),
                5 => (DataKind::Image(rate), FieldKind::NonEcmSigEnd),
                _ => (DataKind::Image(rate), FieldKind::NonEcmData),
            };
            let (fields, octets) = [(1, 1_400), (40, 30), (400, 1)][random.below(3) as usize];
            // Nothing but ends of rows takes the most memory for its octets.
            let eols: Vec<u8> = [0x00, 0x10, 0x01].into_iter().cycle().take(octets).collect();
            Packet::Data(carrier, vec![Field::new(field, eols); fields])
        }
    };
    packet.encode(Encoding::Original)
}

/// Packets on their way, and what the network does to them.
pub(crate) struct Network {
    /// One in so many packets is harmed.
    harm: u32,
    number: u16,
    /// Those that are late, and how many frames they still are.
    late: Vec<(u32, u16, Vec<u8>)>,
}

impl Network {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            harm: [4, 30, 200, 1_000_000][random.below(4) as usize],
            number: random.next() as u16,
            late: Vec::new(),
        }
    }

    /// Takes a packet; it comes out by [`Self::arrived`].
    pub(crate) fn take(&mut self, mut packet: Vec<u8>, random: &mut Random) {
        self.number = self.number.wrapping_add(1);
        let mut delay = 1;
        if random.below(self.harm) == 0 {
            match random.below(5) {
                0 => return,
                1 => self.late.push((random.below(9), self.number, packet.clone())),
                2 => delay = random.below(100),
                3 => damage(&mut packet, &[], random),
                _ => packet = any_packet(random),
            }
        }
        self.late.push((delay, self.number, packet));
        if random.below(self.harm) == 0 && random.below(8) == 0 {
            self.number = random.next() as u16;
        }
    }

    /// What has arrived when the next frame begins.
    pub(crate) fn arrived(&mut self) -> Vec<(u16, Vec<u8>)> {
        let (now, later) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|(frames, ..)| *frames == 0);
        self.late = later;
        self.late.iter_mut().for_each(|(frames, ..)| *frames -= 1);
        let now: Vec<(u32, u16, Vec<u8>)> = now;
        now.into_iter().map(|(_, number, packet)| (number, packet)).collect()
    }
}

pub(crate) fn any_terms(random: &mut Random) -> T38Terms {
    T38Terms {
        version: random.below(5) as u8,
        max_ifp: [0, 20, 72, 400, 1400][random.below(5) as usize],
        rate_management: [RateManagement::Transferred, RateManagement::Local]
            [random.below(2) as usize],
        repeat: random.below(2) == 0,
        max_bit_rate: [0, 2_400, 14_400, 33_600][random.below(4) as usize],
        ..T38Terms::default()
    }
}

pub(crate) fn two_ends(case: &mut Case) {
    let random = &mut case.random;
    let mut ends = [End::calling(random), End::answering(random)];
    let mut networks = [Network::new(random), Network::new(random)];
    let terms = any_terms(random);
    let lively = u64::from(random.below(2 * 4_000));
    let most = 5 * 3_000 * 2;
    while !ends.iter().all(End::is_over) {
        assert!(case.steps < most, "no end of a call in {} s", case.steps / 100);
        let alive = case.steps < lively;
        for at in [0, 1] {
            let end = &mut ends[at];
            if !end.call.is_t38() && !end.is_over() && (alive || case.steps > lively + 200) {
                end.call.switch_to_t38(terms);
            }
            for (number, packet) in networks[1 - at].arrived() {
                if alive {
                    end.call.hear_packet((random.below(50) > 0).then_some(number), &packet);
                }
            }
            if end.call.is_t38() {
                end.call.pass_time(FRAME)
            } else {
                end.call.hear(&[0; FRAME])
            }
            while let Some(packet) = end.call.poll_packet() {
                networks[at].take(packet, random);
            }
            end.serve(alive, random);
            if alive && random.below(3_000) == 0 {
                end.call.switch_to_audio();
            }
            case.steps += u64::from(!end.is_over());
        }
        case.steps = case.steps.max(1);
    }
}
