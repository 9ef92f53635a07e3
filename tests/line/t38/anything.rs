//! Any packets, by any numbers, at any time: the terminal and the gateway survive them,
//! count them, and the call ends.

use crate::t38::fax::some_pages;
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet, Reader};
use ferrofax::t38::{Gateway, GatewayConfig, MOST_WAITING};
use ferrofax_kit::random::Random;

/// Something that looks like a packet of a fax: half of the frames begin as those of T.30 do.
fn packet(random: &mut Random) -> Packet {
    let rate = Rate::ALL[random.below(8) as usize];
    match random.below(12) {
        0 => return Packet::Indicator(Indicator::NoSignal),
        1 => return Packet::Indicator(Indicator::V21Preamble),
        2 => return Packet::Indicator(Indicator::Training { rate, short: false }),
        3 => {
            return Packet::Indicator(if random.below(2) == 0 {
                Indicator::Cng
            } else {
                Indicator::Ced
            });
        }
        _ => {}
    }
    let kind = if random.below(2) == 0 { DataKind::V21 } else { DataKind::Image(rate) };
    let fields = (0..random.below(4)).map(|_| {
        let length = [0, 0, 1, 3, 4, 10, 35, 260][random.below(8) as usize];
        let mut octets: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        if octets.len() >= 3 && random.below(2) == 0 {
            // The codes of T.30 as T.38 writes them: DIS, DCS, TSI, CFR, FTT, MCF, PPR,
            // EOP, PPS, EOR, RR, RNR, CTC, DCN, …
            let codes = b"\x01\x41\xC1\x42\xC2\x21\x22\x31\x3D\x74\x72\x7D\x73\x76\x37\x48\x5F\x58\x60\x61\x33\x32";
            octets[..3].copy_from_slice(&[0xFF, 0xC0 | (random.below(2) as u8) << 3, codes[random.below(22) as usize]]);
        }
        let kinds = [
            FieldKind::HdlcData,
            FieldKind::HdlcData,
            FieldKind::HdlcData,
            FieldKind::HdlcFcsOk,
            FieldKind::HdlcFcsOkSigEnd,
            FieldKind::HdlcFcsBad,
            FieldKind::HdlcFcsBadSigEnd,
            FieldKind::HdlcSigEnd,
            FieldKind::NonEcmData,
            FieldKind::NonEcmData,
            FieldKind::NonEcmSigEnd,
        ];
        Field::new(kinds[random.below(11) as usize], octets)
    });
    Packet::Data(kind, fields.collect())
}

/// The octets of a packet and its number: mostly good ones in order, some damaged, some
/// with numbers from anywhere.
fn datagram(random: &mut Random, number: &mut u16) -> (Option<u16>, Vec<u8>) {
    let encoding = if random.below(8) == 0 { Encoding::Original } else { Encoding::Corrected };
    let mut octets = packet(random).encode(encoding);
    match random.below(10) {
        0 => octets = (0..random.below(80)).map(|_| random.next() as u8).collect(),
        1 => {
            let at = random.below(octets.len() as u32) as usize;
            octets[at] ^= 1 << random.below(8);
        }
        2 => octets.truncate(random.below(octets.len() as u32) as usize),
        _ => {}
    }
    *number = number.wrapping_add([1, 1, 1, 1, 1, 0, 2, 5][random.below(8) as usize]);
    let number = match random.below(40) {
        0 => None,
        1 => Some(random.next() as u16),
        2 => Some(number.wrapping_sub(3)),
        _ => Some(*number),
    };
    (number, octets)
}

fn terminal(random: &mut Random) -> Ours {
    let terms = T38Terms {
        version: random.below(4) as u8,
        max_ifp: random.next() as u16 % 500,
        ..T38Terms::default()
    };
    if random.below(2) == 0 {
        Ours::answering(AnswerConfig { max_minutes: 10, ..AnswerConfig::default() }, terms)
    } else {
        Ours::calling(
            OriginateConfig { max_minutes: 10, ..OriginateConfig::default() },
            &some_pages(1),
            terms,
        )
    }
}

/// So many steps, each a packet or some time; a call that is over is followed by another one.
fn torment_terminals(seed: u64, steps: u64) {
    let mut random = Random::new(seed);
    let (mut ours, mut number, mut heard, mut calls) = (terminal(&mut random), 0, 0, 0);
    for _ in 0..steps {
        match random.below(8) {
            0 => ours.call.pass_time(random.below(4000) as usize),
            1 => ours.call.pass_time(160),
            2 if random.below(500) == 0 => {
                ours.call.switch_to_t38(T38Terms { max_ifp: 60, ..T38Terms::default() })
            }
            2 if random.below(500) == 0 => {
                ours.call.switch_to_audio();
                ours.call.hear(&[0; 800]);
                ours.call.switch_to_t38(T38Terms::default());
            }
            _ => {
                let (number, octets) = datagram(&mut random, &mut number);
                ours.call.hear_packet(number, &octets);
                heard += 1;
            }
        }
        ours.drain();
        while ours.call.poll_packet().is_some() {}
        assert!(ours.pages.len() < 10_000);
        if ours.call.is_over() {
            assert_eq!(ours.stats().heard, heard, "every packet is counted");
            (ours, number, heard) = (terminal(&mut random), 0, 0);
            calls += 1;
        }
    }
    assert!(calls > steps / 20_000, "{calls} calls");
    // Nothing more comes: within its limits the call ends.
    for _ in 0..12 * 60 * 10 {
        ours.call.pass_time(800);
        ours.drain();
    }
    assert!(ours.call.is_over());
}

/// The same for a gateway, whose line says noise, tones and silence. However long it goes on, no
/// more waits in it than may.
fn torment_gateways(seed: u64, steps: u64) {
    let mut random = Random::new(seed);
    let (mut gateway, mut number, mut said) = (Gateway::new(&GatewayConfig::default()), 0, 0_u64);
    for step in 0..steps {
        if random.below(3) == 0 {
            let (loudness, hz) = (
                random.below(12_000) as f64,
                [0.0, 1100.0, 2100.0, 1750.0][random.below(4) as usize],
            );
            let samples: Vec<i16> = (0..160)
                .map(|n| {
                    (loudness * (f64::from(n) * hz * std::f64::consts::TAU / 8000.0).sin()
                        + random.gauss() * 100.0) as i16
                })
                .collect();
            if random.below(10) == 0 {
                gateway.hear_gap(160)
            } else {
                gateway.hear(&samples)
            }
            gateway.say(&mut [0; 160]);
        } else {
            let (number, octets) = datagram(&mut random, &mut number);
            gateway.hear_packet(number, &octets);
        }
        while gateway.poll_packet().is_some() {
            said += 1;
        }
        let known = gateway.statistics();
        assert!(known.waiting <= MOST_WAITING, "{} octets wait", known.waiting);
        if step % 50_000 == 49_999 {
            assert_eq!(known.packets.said, said);
            (gateway, number, said) = (Gateway::new(&GatewayConfig::default()), 0, 0);
        }
    }
}

#[test]
fn any_packets_are_survived_counted_and_the_call_ends() {
    (0..4).for_each(|seed| torment_terminals(seed, 50_000));
    torment_gateways(1, 50_000);
}

#[test]
fn any_octets_are_read_as_a_packet_or_told_as_none() {
    let mut random = Random::new(38);
    let mut reader = Reader::new(Encoding::Original);
    for _ in 0..500_000 {
        let octets: Vec<u8> = (0..random.below(40)).map(|_| random.next() as u8).collect();
        if let Ok(Packet::Data(_, fields)) = reader.read(&octets) {
            assert!(
                fields.iter().map(|field| field.octets.len() + 1).sum::<usize>() <= octets.len()
            );
        }
    }
}

/// Ten million steps of each.
#[test]
#[ignore = "takes a while: the long torment of T.38"]
fn ten_million_steps_are_survived() {
    (0..20).for_each(|seed| torment_terminals(seed, 500_000));
    torment_gateways(2, 1_000_000);
}
