//! The answering procedure without a line: what it says to what comes, and that it ends.

use super::*;
use crate::modem::v8::modulations::Modulation;
use crate::modem::v8::test_line::cases;
use proptest::prelude::*;

const CM: [u8; 3] = [0x81, 0x85, 0xD4];

fn begin() -> Answerer {
    let can = Modulations::these(&[Modulation::V34HalfDuplex, Modulation::V17]);
    let (answerer, first) = Answerer::begin(AnswererTerms::fax(can), SampleTime(0));
    assert_eq!(first, Signal::Silence);
    answerer
}

fn at(ms: u32) -> SampleTime {
    SampleTime(0) + Millis(ms)
}

fn cm(octets: &[u8]) -> Input {
    Input::Heard(Heard::Sequence(SequenceKind::Menu, octets.to_vec()))
}

const BEGIN: Input = Input::Heard(Heard::Begin(SequenceKind::Menu));

fn saying_ansam() -> Answerer {
    let mut answerer = begin();
    assert_eq!(answerer.handle(at(199), &Input::Tick), None);
    assert_eq!(answerer.handle(at(200), &Input::Tick), Some(Signal::Ansam));
    answerer
}

fn saying_jm() -> Answerer {
    let mut answerer = saying_ansam();
    assert_eq!(answerer.handle(at(2000), &cm(&CM)), None);
    let jm = Some(Signal::Jm(vec![0x81, 0x85, 0x14]));
    assert_eq!(answerer.handle(at(2200), &cm(&CM)), jm);
    answerer
}

fn agreed(answerer: &Answerer) -> Modulations {
    match answerer.outcome() {
        Some(Outcome::Agreed(agreement)) => agreement.modulations,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_equal_cm_lead_to_jm_and_cj_ends_it() {
    let mut answerer = saying_jm();
    assert_eq!(answerer.handle(at(2800), &cm(&CM)), None);
    assert_eq!(answerer.handle(at(3000), &Input::Heard(Heard::Cj)), Some(Signal::Silence));
    assert_eq!(answerer.handle(at(3074), &Input::Tick), None);
    assert!(answerer.outcome().is_none());
    assert_eq!(answerer.handle(at(3075), &Input::Tick), None);
    let modes = [Modulation::V34HalfDuplex, Modulation::V17];
    assert_eq!(agreed(&answerer), Modulations::these(&modes));
}

#[test]
fn a_cj_that_is_missed_holds_nobody_up() {
    let mut answerer = saying_jm();
    assert_eq!(answerer.handle(at(3000), &BEGIN), None);
    assert_eq!(answerer.handle(at(4199), &Input::Tick), None);
    assert_eq!(answerer.handle(at(4200), &Input::Tick), Some(Signal::Silence));
    answerer.handle(at(4275), &Input::Tick);
    assert!(agreed(&answerer).contains(Modulation::V34HalfDuplex));
}

#[test]
fn an_endless_cm_is_left() {
    let mut answerer = saying_jm();
    let mut ms = 2200;
    while answerer.outcome().is_none() && ms < 20_000 {
        ms += 10;
        answerer.handle(at(ms), &if ms % 160 == 0 { cm(&CM) } else { Input::Tick });
    }
    assert_eq!(answerer.outcome(), Some(&Outcome::Failed(Cause::NoCj)));
    assert!((7_200..7_400).contains(&ms), "{ms}");
}

#[test]
fn without_cm_ansam_ends_as_ced_does() {
    let mut answerer = saying_ansam();
    assert_eq!(answerer.handle(at(3_199), &Input::Tick), None);
    assert_eq!(answerer.handle(at(3_200), &Input::Tick), Some(Signal::Silence));
    answerer.handle(at(3_275), &Input::Tick);
    assert_eq!(answerer.outcome(), Some(&Outcome::NotSpoken(Silence::NoMenu)));
}

#[test]
fn half_a_cm_buys_a_second_once() {
    let mut answerer = saying_ansam();
    for ms in (2_000..4_200).step_by(10) {
        assert_eq!(answerer.handle(at(ms), &BEGIN), None, "{ms}");
    }
    assert_eq!(answerer.handle(at(4_200), &Input::Tick), Some(Signal::Silence));
}

#[test]
fn a_call_that_is_no_fax_gets_no_mode() {
    let mut answerer = saying_ansam();
    let data = [0xC1, 0xE5, 0xD7, 0x90];
    answerer.handle(at(1000), &cm(&data));
    let jm = Some(Signal::Jm(vec![0x81, 0x05, 0x10, 0x10]));
    assert_eq!(answerer.handle(at(1200), &cm(&data)), jm);
    answerer.handle(at(1300), &Input::Heard(Heard::Cj));
    answerer.handle(at(1400), &Input::Tick);
    assert!(agreed(&answerer).is_empty());
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn whatever_comes_it_ends(
        steps in proptest::collection::vec(
            (0..7u8, proptest::collection::vec(any::<u8>(), 0..6)),
            0..900,
        ),
    ) {
        let mut answerer = begin();
        let mut steps = steps.into_iter();
        // 0.2 s, 4 s of ANSam, 5 s of JM, 75 ms.
        for tick in 0..940u32 {
            let input = match steps.next() {
                Some((0, octets)) => cm(&octets),
                Some((1, _)) => BEGIN,
                Some((2, octets)) if octets.len() > 4 => Input::Heard(Heard::Cj),
                Some((3, octets)) => Input::Heard(Heard::Sequence(SequenceKind::Ci, octets)),
                Some((4, _)) => Input::Said,
                Some((5, _)) => cm(&CM),
                _ => Input::Tick,
            };
            let was_over = answerer.outcome().is_some();
            let said = answerer.handle(at(10 * tick), &input);
            prop_assert!(!was_over || said.is_none());
        }
        prop_assert!(answerer.outcome().is_some());
    }
}
