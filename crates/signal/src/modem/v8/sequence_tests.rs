//! CI, CM, JM and CJ in bits, whole and damaged.

use super::*;
use crate::modem::v8::test_line::cases;
use proptest::prelude::*;

const CM: [u8; 3] = [0x81, 0x85, 0xD4];

fn bits_of(mut source: SequenceSource, count: usize) -> Vec<bool> {
    (0..count).map_while(|_| source.next_bit()).collect()
}

fn hear(bits: impl IntoIterator<Item = Option<bool>>) -> Vec<Heard> {
    let (mut reader, mut heard) = (SequenceReader::new(), Vec::new());
    bits.into_iter().for_each(|bit| reader.push(bit, &mut |what| heard.push(what)));
    heard
}

fn sequences(heard: &[Heard]) -> Vec<&[u8]> {
    heard
        .iter()
        .filter_map(|heard| match heard {
            Heard::Sequence(_, octets) => Some(octets.as_slice()),
            _ => None,
        })
        .collect()
}

#[test]
fn the_bits_are_those_of_the_recommendation() {
    let bits = bits_of(SequenceSource::repeating(SequenceKind::Menu, &[0x81]), 30);
    let text: String = bits.iter().map(|bit| if *bit { '1' } else { '0' }).collect();
    // V.8 table 1 and T.30 table 4: ones, synchronisation, 0 10000001 1.
    assert_eq!(text, "1111111111 0000001111 0100000011".replace(' ', ""));
    let bits = bits_of(SequenceSource::times(SequenceKind::Ci, &[0x81], 1), 100);
    let text: String = bits.iter().map(|bit| if *bit { '1' } else { '0' }).collect();
    assert_eq!(text, "1111111111 0000000001 0100000011".replace(' ', ""));
}

#[test]
fn sequences_are_heard_wherever_one_joins_them() {
    let bits = bits_of(SequenceSource::repeating(SequenceKind::Menu, &CM), 50 * 4 + 1);
    for skipped in 0..=50 {
        let heard = hear(bits[skipped..].iter().copied().map(Some));
        let heard = sequences(&heard);
        assert!(heard.len() >= 3, "{skipped}: {}", heard.len());
        assert!(heard.iter().all(|octets| *octets == CM), "{skipped}");
    }
}

#[test]
fn the_end_of_a_signal_ends_a_whole_sequence_and_no_half_one() {
    let bits = bits_of(SequenceSource::times(SequenceKind::Ci, &[0x81], 1), 100);
    let all = |count: usize| bits[..count].iter().copied().map(Some).chain([None]);
    assert_eq!(sequences(&hear(all(30))), [[0x81]]);
    (0..30).for_each(|count| assert!(sequences(&hear(all(count))).is_empty(), "{count}"));
}

#[test]
fn cj_follows_the_octet_that_is_being_said() {
    for said in 0..120 {
        let mut source = SequenceSource::repeating(SequenceKind::Menu, &CM);
        let mut bits: Vec<_> = (0..said).filter_map(|_| source.next_bit()).collect();
        source.end_with_cj();
        let rest = bits_of(source, 1000);
        // Never behind ten ones, which would make a CI of it.
        let until = match said % 50 {
            0 => 0,
            in_ones @ 1..=10 => 20 - in_ones,
            other => (10 - other % 10) % 10,
        };
        assert_eq!(rest.len(), 30 + until, "{said}");
        bits.extend(rest);
        let heard = hear(bits.into_iter().map(Some));
        let cjs = heard.iter().filter(|heard| **heard == Heard::Cj).count();
        assert_eq!((cjs, heard.last()), (1, Some(&Heard::Cj)), "{said}");
    }
}

#[test]
fn cj_bears_a_wrong_bit_and_no_menu_is_taken_for_it() {
    let cj: Vec<bool> = (0..3).flat_map(|_| framed(0)).collect();
    for wrong in 0..30 {
        let mut bits = cj.clone();
        bits[wrong] ^= true;
        assert_eq!(hear(bits.into_iter().map(Some)), [Heard::Cj]);
    }
    // Every category with every option, behind every other, and the synchronisations.
    let categories = (0..=u8::MAX).filter(|octet| octet & 0x1F != 0 && octet & 0x10 == 0);
    for first in categories.clone() {
        for second in categories.clone() {
            let octets = [first, second, first];
            for kind in [SequenceKind::Ci, SequenceKind::Menu] {
                let bits = bits_of(SequenceSource::repeating(kind, &octets), 120);
                let heard = hear(bits.into_iter().map(Some));
                assert!(!heard.contains(&Heard::Cj), "{kind:?} {octets:02X?}");
            }
        }
    }
}

#[test]
fn two_equal_ones_in_a_row_are_asked_for() {
    let mut repeated = Repeated::default();
    let said: Vec<_> = [[1], [2], [1], [1], [1]].iter().map(|one| repeated.push(one)).collect();
    assert_eq!(said, [false, false, false, true, true]);
    assert!(!Repeated::default().push(&[]));
}

#[test]
fn a_sequence_without_end_is_none() {
    let endless = vec![0x41; 10_000];
    let bits = bits_of(SequenceSource::times(SequenceKind::Menu, &endless, 1), 200_000);
    assert_eq!(hear(bits.into_iter().map(Some)), [Heard::Begin(SequenceKind::Menu)]);
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn random_bits_are_survived(
        bits in proptest::collection::vec(proptest::option::weighted(0.99, any::<bool>()), 0..600),
    ) {
        let heard = hear(bits.iter().copied());
        prop_assert!(heard.len() <= bits.len());
        let octets = sequences(&heard).iter().all(|octets| (1..=LONGEST).contains(&octets.len()));
        prop_assert!(octets);
    }

    #[test]
    fn what_is_said_is_heard_between_wrong_bits(
        octets in proptest::collection::vec(1..=u8::MAX, 1..12),
        wrong in 0..200usize,
    ) {
        let octets: Vec<u8> = octets.iter().map(|octet| octet & 0xEF | 1).collect();
        let length = 20 + 10 * octets.len();
        let source = SequenceSource::repeating(SequenceKind::Menu, &octets);
        let mut bits = bits_of(source, 4 * length + 1);
        let wrong = wrong % length;
        bits[wrong] ^= true;
        let heard = hear(bits.into_iter().map(Some));
        let right = sequences(&heard).iter().filter(|heard| **heard == octets).count();
        prop_assert!(right >= 3, "{} of 4 after a wrong bit {}", right, wrong);
    }
}
