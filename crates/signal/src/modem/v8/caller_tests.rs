//! The calling procedure without a line: what it says to what comes, and that it ends.

use super::*;
use crate::modem::v8::menu::CallFunction;
use crate::modem::v8::modulations::Modulation;
use crate::modem::v8::test_line::cases;
use proptest::prelude::*;

fn cm() -> Menu {
    use Modulation::{V17, V27ter, V29, V34HalfDuplex};
    let modes = Modulations::these(&[V34HalfDuplex, V17, V29, V27ter]);
    Menu::new(CallFunction::TransmitFax, modes)
}

fn begin(signal: CallSignal) -> (Caller, Signal) {
    let terms = CallerTerms { menu: cm(), signal, patience: Millis(10_000), te: TE };
    Caller::begin(terms, SampleTime(0))
}

fn at(ms: u32) -> SampleTime {
    SampleTime(0) + Millis(ms)
}

fn jm(octets: &[u8]) -> Input {
    Input::Heard(Heard::Sequence(SequenceKind::Menu, octets.to_vec()))
}

/// A caller that says CM since 1500 ms.
fn saying_cm() -> Caller {
    let (mut caller, _) = begin(CallSignal::Cng);
    assert_eq!(caller.handle(at(500), &Input::Tone(AnswerTone::Ansam)), Some(Signal::Silence));
    assert_eq!(caller.handle(at(1499), &Input::Tick), None);
    let said = caller.handle(at(1500), &Input::Tick);
    assert_eq!(said, Some(Signal::Cm(vec![0x81, 0x85, 0xD4])));
    caller
}

#[test]
fn ansam_leads_to_cm_and_two_equal_jm_to_cj() {
    let mut caller = saying_cm();
    let answer = [0x81, 0x85, 0x94];
    assert_eq!(caller.handle(at(2000), &jm(&answer)), None);
    assert_eq!(caller.handle(at(2100), &jm(&[0x81, 0x85])), None);
    assert_eq!(caller.handle(at(2200), &jm(&answer)), None);
    assert_eq!(caller.handle(at(2400), &jm(&answer)), Some(Signal::Cj));
    assert_eq!(caller.handle(at(2410), &jm(&answer)), None);
    assert_eq!(caller.handle(at(2533), &Input::Said), Some(Signal::Silence));
    assert_eq!(caller.handle(at(2607), &Input::Tick), None);
    assert_eq!(caller.outcome(), None);
    assert_eq!(caller.handle(at(2608), &Input::Tick), None);
    let Some(Outcome::Agreed(agreement)) = caller.outcome() else { panic!("no agreement") };
    assert_eq!(agreement.best(), Some(Modulation::V34HalfDuplex));
    let modes = [Modulation::V34HalfDuplex, Modulation::V17, Modulation::V27ter];
    assert_eq!(agreement.modulations, Modulations::these(&modes));
}

#[test]
fn a_jm_of_what_was_not_asked_for_brings_nothing() {
    let agreed = |octets: &[u8]| {
        let mut caller = saying_cm();
        caller.handle(at(2000), &jm(octets));
        caller.handle(at(2200), &jm(octets));
        caller.handle(at(2400), &Input::Said);
        caller.handle(at(2500), &Input::Tick);
        match caller.outcome() {
            Some(Outcome::Agreed(agreement)) => agreement.modulations,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(agreed(&[0x81, 0x65, 0xD7, 0xD7]).iter().count(), 3, "V.17, V.29, V.27ter");
    assert!(agreed(&[0x81, 0x45, 0x10]).is_empty(), "V.34 duplex alone");
    assert!(agreed(&[0xC1, 0x85, 0xD4]).is_empty(), "data");
    assert!(agreed(&[0xA1, 0x85, 0xD4]).is_empty(), "the other direction");
    assert!(agreed(&[0x12, 0x13]).is_empty(), "nothing that can be read");
    assert!(agreed(&[0x81, 0x05, 0x10]).is_empty(), "no mode in common");
}

#[test]
fn a_plain_tone_and_none_at_all_end_it() {
    let (mut caller, first) = begin(CallSignal::Cng);
    assert_eq!(first, Signal::Cng);
    caller.handle(at(900), &Input::Tone(AnswerTone::Plain));
    assert_eq!(caller.outcome(), Some(&Outcome::NotSpoken(Silence::PlainTone)));
    let (mut caller, first) = begin(CallSignal::Nothing);
    assert_eq!(first, Signal::Silence);
    assert_eq!(caller.handle(at(9_999), &Input::Tick), None);
    assert_eq!(caller.handle(at(10_000), &Input::Tick), Some(Signal::Silence));
    assert_eq!(caller.outcome(), Some(&Outcome::NotSpoken(Silence::NoTone)));
}

#[test]
fn without_jm_cm_ends() {
    let mut caller = saying_cm();
    assert_eq!(caller.handle(at(6_499), &Input::Tick), None);
    assert_eq!(caller.handle(at(6_500), &Input::Tick), Some(Signal::Silence));
    assert_eq!(caller.outcome(), Some(&Outcome::Failed(Cause::NoJm)));
}

#[test]
fn ci_is_said_in_bursts_until_a_tone_comes() {
    let (mut caller, first) = begin(CallSignal::Ci);
    assert_eq!(first, Signal::Silence);
    assert_eq!(caller.handle(at(100), &Input::Tick), Some(Signal::Ci(vec![0x81])));
    assert_eq!(caller.handle(at(300), &Input::Tick), None);
    assert_eq!(caller.handle(at(600), &Input::Said), Some(Signal::Silence));
    assert_eq!(caller.handle(at(1_599), &Input::Tick), None);
    assert_eq!(caller.handle(at(1_600), &Input::Tick), Some(Signal::Ci(vec![0x81])));
    let said = caller.handle(at(1_700), &Input::Tone(AnswerTone::Ansam));
    assert_eq!(said, Some(Signal::Silence));
    assert!(caller.expects_menu());
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn whatever_comes_it_ends(
        steps in proptest::collection::vec(
            (0..6u8, proptest::collection::vec(any::<u8>(), 0..6)),
            0..400,
        ),
    ) {
        let (mut caller, _) = begin(CallSignal::Ci);
        let mut steps = steps.into_iter();
        // 10 s for a tone, 1 s, 5 s, 1 s and 75 ms.
        for tick in 0..1_800u32 {
            let input = match steps.next() {
                Some((0, octets)) => jm(&octets),
                Some((1, _)) => Input::Heard(Heard::Begin(SequenceKind::Menu)),
                Some((2, _)) => Input::Heard(Heard::Cj),
                Some((3, octets)) if octets.len() > 4 => Input::Tone(AnswerTone::Ansam),
                Some((4, _)) => Input::Said,
                Some((5, _)) => jm(&[0x81, 0x85, 0xD4]),
                _ => Input::Tick,
            };
            let was_over = caller.outcome().is_some();
            let said = caller.handle(at(10 * tick), &input);
            prop_assert!(!was_over || said.is_none());
        }
        prop_assert!(caller.outcome().is_some());
    }
}
