//! IFP packets beside spandsp's `t38_core`: what its terminal says is read here without a fault, in every version, and the call goes
//! on whatever else comes.

use crate::fax::some_pages;
use crate::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet, Reader};
use proptest::prelude::*;

#[test]
fn packets_are_coded_as_written_down_by_hand() {
    let data = |kind, fields| Packet::Data(kind, fields);
    let training = |rate, short| Packet::Indicator(Indicator::Training { rate, short });
    // T.38 annex A, aligned PER: the packet, by version 0, by versions 1 to 3.
    let cases = [
        (Packet::Indicator(Indicator::NoSignal), "00", "00"),
        (Packet::Indicator(Indicator::Cng), "02", "02"),
        (Packet::Indicator(Indicator::Ced), "04", "04"),
        (Packet::Indicator(Indicator::V21Preamble), "06", "06"),
        (training(Rate::V27ter2400, false), "08", "08"),
        (training(Rate::V29At9600, false), "0e", "0e"),
        (training(Rate::V17At7200, true), "10", "10"),
        (training(Rate::V17At14400, false), "1e", "1e"),
        (Packet::Indicator(Indicator::Later(16)), "2000", "2000"),
        (data(DataKind::V21, vec![Field::new(FieldKind::HdlcData, vec![0xFF])]), "c001800000ff", "c001800000ff"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcSigEnd)]), "c00110", "c00108"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsOk)]), "c00120", "c00110"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsBad)]), "c00130", "c00118"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsOkSigEnd)]), "c00140", "c00120"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsBadSigEnd)]), "c00150", "c00128"),
        (
            data(DataKind::Image(Rate::V17At14400), vec![Field::new(FieldKind::NonEcmData, vec![0; 2])]),
            "d001e000010000",
            "d001b000010000",
        ),
        (data(DataKind::Image(Rate::V27ter4800), vec![Field::mark(FieldKind::NonEcmSigEnd)]), "c40170", "c40138"),
        (data(DataKind::Later(9), vec![]), "6000", "6000"),
    ];
    for (packet, original, corrected) in cases {
        for (encoding, expected) in [(Encoding::Original, original), (Encoding::Corrected, corrected)] {
            let octets = packet.encode(encoding);
            let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            assert_eq!(hex, expected, "{packet:?}");
            assert_eq!(Reader::new(encoding).read(&octets).as_ref(), Ok(&packet));
        }
    }
}

/// What a fuzzer does to a call: packets of any bytes and numbers, time, and packets that mean something.
#[derive(Clone, Debug)]
enum Step {
    Bytes(Option<u16>, Vec<u8>),
    Packet(u16, Packet),
    Time(u16),
    Terms(u8, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![Just(DataKind::V21), (0usize..8).prop_map(|at| DataKind::Image(Rate::ALL[at]))];
    let field_kind = prop_oneof![
        4 => Just(FieldKind::HdlcData),
        1 => Just(FieldKind::HdlcSigEnd),
        2 => Just(FieldKind::HdlcFcsOk),
        1 => Just(FieldKind::HdlcFcsBad),
        2 => Just(FieldKind::HdlcFcsOkSigEnd),
        1 => Just(FieldKind::HdlcFcsBadSigEnd),
        3 => Just(FieldKind::NonEcmData),
        1 => Just(FieldKind::NonEcmSigEnd),
    ];
    // Frames that begin as T.30's do, so that the session sees some.
    let octets = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        (any::<bool>(), any::<u8>(), proptest::collection::vec(any::<u8>(), 0..30)).prop_map(|(last, fcf, fif)| {
            let mut frame = vec![0xFF, if last { 0xC8 } else { 0xC0 }, fcf];
            frame.extend(fif);
            frame
        }),
    ];
    let field = (field_kind, octets).prop_map(|(kind, octets)| Field::new(kind, octets));
    let indicator = prop_oneof![
        Just(Indicator::NoSignal),
        Just(Indicator::Cng),
        Just(Indicator::Ced),
        Just(Indicator::V21Preamble),
        ((0usize..8), any::<bool>())
            .prop_map(|(at, short)| Indicator::Training { rate: Rate::ALL[at], short: short && at > 3 }),
    ];
    let packet = prop_oneof![
        indicator.prop_map(Packet::Indicator),
        (kind, proptest::collection::vec(field, 0..4)).prop_map(|(kind, fields)| Packet::Data(kind, fields)),
    ];
    prop_oneof![
        2 => (any::<Option<u16>>(), proptest::collection::vec(any::<u8>(), 0..80)).prop_map(|(n, b)| Step::Bytes(n, b)),
        6 => (0u16..4, packet).prop_map(|(ahead, packet)| Step::Packet(ahead, packet)),
        4 => (1u16..20_000).prop_map(Step::Time),
        1 => (any::<u8>(), any::<u16>()).prop_map(|(version, max_ifp)| Step::Terms(version, max_ifp)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn any_packets_are_survived_and_the_call_ends(answering: bool, steps in proptest::collection::vec(step(), 1..120)) {
        let terms = T38Terms::default();
        let mut ours = if answering {
            Ours::answering(AnswerConfig { max_minutes: 10, ..AnswerConfig::default() }, terms)
        } else {
            Ours::calling(OriginateConfig { max_minutes: 10, ..OriginateConfig::default() }, &some_pages(1), terms)
        };
        let (mut number, mut heard) = (0_u16, 0);
        for step in steps {
            match step {
                Step::Bytes(number, bytes) => {
                    ours.call.hear_packet(number, &bytes);
                    heard += 1;
                }
                Step::Packet(ahead, packet) => {
                    number = number.wrapping_add(ahead);
                    ours.call.hear_packet(Some(number), &packet.encode(Encoding::Original));
                    heard += 1;
                }
                Step::Time(samples) => ours.call.pass_time(usize::from(samples)),
                Step::Terms(version, max_ifp) => ours.call.switch_to_t38(T38Terms { version, max_ifp, ..terms }),
            }
            ours.drain();
            while ours.call.poll_packet().is_some() {}
        }
        prop_assert_eq!(ours.stats().heard, heard);
        // Nothing more comes: within its limits the call ends.
        for _ in 0..(12 * 60 * 10) {
            ours.call.pass_time(800);
            ours.drain();
        }
        prop_assert!(ours.call.is_over());
    }
}
