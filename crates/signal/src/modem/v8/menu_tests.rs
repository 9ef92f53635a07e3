//! Menus of machines, of the Recommendation's tables, and of anybody.

use super::*;
use crate::modem::v8::modulations::Modulation;
use crate::modem::v8::test_line::cases;
use proptest::prelude::*;

#[test]
fn the_menu_of_a_real_machine_is_read() {
    // E0 81 85 D4 repeated, as an office machine with V.34 says it; E0 is the synchronisation.
    let menu = Menu::decode(&[0x81, 0x85, 0xD4]);
    assert_eq!(menu.call_function(), Some(CallFunction::TransmitFax));
    let modes = [Modulation::V34HalfDuplex, Modulation::V17, Modulation::V29, Modulation::V27ter];
    assert_eq!(menu.modulations(), Modulations::these(&modes));
    assert_eq!(menu.modulations().best(), Some(Modulation::V34HalfDuplex));
    let text = "transmit facsimile; V.34 half-duplex, V.17, V.29, V.27ter";
    assert_eq!(menu.to_string(), text);
    let ours = Menu::new(CallFunction::TransmitFax, Modulations::these(&modes));
    assert_eq!(ours.encode(), [0x81, 0x85, 0xD4]);
}

#[test]
fn the_codes_of_the_tables_are_those_of_the_recommendation() {
    // T.30 table 4.
    let octet = |function| Menu::new(function, Modulations::default()).encode()[0];
    assert_eq!(octet(CallFunction::TransmitFax), 0x81);
    assert_eq!(octet(CallFunction::ReceiveFax), 0xA1);
    assert_eq!(octet(CallFunction::Data), 0xC1);
    // V.8 table 4: each mode alone.
    let codes: [&[u8]; 13] = [
        &[0x25],
        &[0x45],
        &[0x85],
        &[0x05, 0x11],
        &[0x05, 0x12],
        &[0x05, 0x14],
        &[0x05, 0x50],
        &[0x05, 0x90],
        &[0x05, 0x10, 0x11],
        &[0x05, 0x10, 0x12],
        &[0x05, 0x10, 0x14],
        &[0x05, 0x10, 0x50],
        &[0x05, 0x10, 0x90],
    ];
    for (modulation, code) in Modulation::ALL.into_iter().zip(codes) {
        let menu = Menu::new(CallFunction::Data, Modulations::these(&[modulation]));
        assert_eq!(menu.encode()[1..], *code, "{modulation}");
        assert_eq!(menu.modulations().iter().collect::<Vec<_>>(), [modulation]);
    }
}

#[test]
fn all_categories_are_told_and_read() {
    let access = PstnAccess { caller_cellular: true, digital: true, ..PstnAccess::default() };
    let pcm = PcmAvailability { v90_digital: true, ..PcmAvailability::default() };
    let non_standard = Category { tag: Tag::NonStandard, options: 3, extensions: vec![0x15, 0xD2] };
    let menu = Menu::new(CallFunction::Data, Modulations::these(&[Modulation::V34Duplex]))
        .with_protocol(Protocol::Lapm)
        .with_pstn_access(access)
        .with_pcm(pcm)
        .with(non_standard.clone())
        .with(Category::plain(Tag::T66, 5));
    let octets = menu.encode();
    assert_eq!(octets, [0xC1, 0x45, 0x2A, 0xAD, 0x47, 0x6F, 0x15, 0xD2, 0xAE]);
    let read = Menu::decode(&octets);
    assert_eq!(read, menu);
    assert_eq!(read.protocol(), Some(Protocol::Lapm));
    assert_eq!(read.pstn_access(), Some(access));
    assert_eq!(read.pcm(), Some(pcm));
    assert_eq!(read.non_standard(), Some(&non_standard));
}

#[test]
fn what_is_unknown_is_kept_and_passed_over() {
    let octets = [0x81, 0x53, 0x43, 0x91, 0x85, 0xD4, 0x10, 0x11, 0x12];
    let menu = Menu::decode(&octets);
    assert_eq!(menu.encode(), octets);
    assert_eq!(menu.call_function(), Some(CallFunction::TransmitFax));
    assert!(menu.modulations().contains(Modulation::V17));
    assert!(!menu.modulations().contains(Modulation::V26ter));
    assert_eq!(menu.categories()[1].tag, Tag::Unknown(3));
    // An extension before any category is nobody's.
    assert_eq!(Menu::decode(&[0x10, 0xD4, 0x81]).encode(), [0x81]);
}

#[test]
fn an_answer_has_what_both_have_in_as_many_octets() {
    let can = Modulations::these(&[Modulation::V17, Modulation::V27ter, Modulation::V21]);
    let functions = [CallFunction::TransmitFax];
    let jm = |cm: &[u8]| Menu::decode(cm).answered_by(can, &functions).encode();
    assert_eq!(jm(&[0x81, 0x85, 0xD4]), [0x81, 0x05, 0x94]);
    assert_eq!(jm(&[0x81, 0x85, 0xD4, 0x90]), [0x81, 0x05, 0x94, 0x90]);
    // No mode of a fax for a call of data, nor for a fax that we are to send.
    assert_eq!(jm(&[0xC1, 0xC5, 0xD4]), [0x81, 0x05, 0x10]);
    assert_eq!(jm(&[0xA1, 0x85, 0xD4]), [0x81, 0x05, 0x10]);
    assert_eq!(jm(&[]), [0x81, 0x05]);
    assert_eq!(jm(&[0x81, 0x85, 0xD4, 0x10, 0x10, 0x10, 0x10]), [0x81, 0x05, 0x94, 0x10]);
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn any_octets_are_read_and_what_is_read_is_told_again(
        octets in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let menu = Menu::decode(&octets);
        let told = menu.encode();
        prop_assert_eq!(&Menu::decode(&told), &menu);
        // Only extensions of nothing are left out.
        prop_assert!(octets.ends_with(&told));
        let can = Modulations::these(&Modulation::ALL);
        let jm = menu.answered_by(can, &[CallFunction::TransmitFax]);
        prop_assert!((1..=3).contains(&jm.modulation_octets()));
        prop_assert_eq!(jm.modulations().and(menu.modulations()), jm.modulations());
        let _ = (menu.to_string(), menu.pcm(), menu.protocol(), menu.pstn_access());
    }
}
