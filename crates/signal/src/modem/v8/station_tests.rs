//! Two stations on a line, and one with somebody who does not keep to V.8.

use super::*;
use crate::modem::tone::Ced;
use crate::modem::v8::caller::{CallSignal, TE};
use crate::modem::v8::menu::{CallFunction, Menu};
use crate::modem::v8::modulations::{Modulation, Modulations};
use crate::modem::v8::test_line::{Law, Noise, TestLine};
use crate::modem::v8::{Agreement, Cause, Silence};
use crate::time::Millis;

fn modes() -> Modulations {
    use Modulation::{V17, V27ter, V29, V34HalfDuplex};
    Modulations::these(&[V34HalfDuplex, V17, V29, V27ter])
}

fn caller(signal: CallSignal) -> Station {
    let menu = Menu::new(CallFunction::TransmitFax, modes());
    let terms = CallerTerms { menu, signal, patience: Millis(60_000), te: TE };
    Station::new(Terms::Calling(terms), -12.0)
}

fn answerer() -> Station {
    Station::new(Terms::Answering(AnswererTerms::fax(modes())), -12.0)
}

/// How a run went.
#[derive(Debug)]
struct Run {
    caller: Option<(Outcome, u64)>,
    answerer: Option<(Outcome, u64)>,
}

impl Run {
    fn agreement(&self) -> &Agreement {
        match (&self.caller, &self.answerer) {
            (Some((Outcome::Agreed(caller), _)), Some((Outcome::Agreed(answerer), _))) => {
                assert_eq!(caller.modulations, answerer.modulations);
                caller
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Lets the two talk for 20 s over this line both ways, with an echo of either's own signal,
/// in blocks of 20 ms. Times are in ms.
fn run(mut caller: Station, mut answerer: Station, line: &TestLine, echo_db: f32) -> Run {
    let mut noise = Noise(77);
    let (mut from_caller, mut from_answerer) = ([0; 160], [0; 160]);
    let mut run = Run { caller: None, answerer: None };
    for block in 0..1000 {
        let carry = |said: &[i16], own: &[i16], noise: &mut Noise| -> Vec<i16> {
            let quiet = TestLine { noise_dbm0: -200.0, law: Law::Linear, ..line.clone() };
            let echo = 10f32.powf(-echo_db / 20.0);
            let rms = crate::dsp::level::rms(line.noise_dbm0);
            let heard = quiet.carry(said);
            let both = heard.iter().zip(own).map(|(heard, own)| {
                f32::from(*heard) + f32::from(*own) * echo + noise.gauss() * rms
            });
            both.map(|sample| line.law.pass(sample.round() as i16)).collect()
        };
        let to_answerer = carry(&from_caller, &from_answerer, &mut noise);
        let to_caller = carry(&from_answerer, &from_caller, &mut noise);
        for (station, heard, said, done) in [
            (&mut caller, to_caller, &mut from_caller, &mut run.caller),
            (&mut answerer, to_answerer, &mut from_answerer, &mut run.answerer),
        ] {
            station.push(&heard);
            let count = station.pull(said);
            said[count..].fill(0);
            if let (None, Some(outcome)) = (&done, station.outcome()) {
                *done = Some((outcome.clone(), block * 20));
            }
        }
    }
    run
}

#[test]
fn two_stations_agree_on_what_both_have() {
    for signal in [CallSignal::Nothing, CallSignal::Cng, CallSignal::Ci] {
        let run = run(caller(signal), answerer(), &TestLine::CLEAN, 90.0);
        assert_eq!(run.agreement().modulations, modes(), "{signal:?}");
        let (called, answered) = (run.caller.unwrap().1, run.answerer.unwrap().1);
        println!("{signal:?}: {called} ms, {answered} ms");
        assert!(called < 3_300 && answered < 3_300, "{signal:?}: {called}, {answered}");
    }
}

#[test]
fn menus_are_enough_where_a_call_turns_round() {
    let terms = AnswererTerms { without_tone: true, ..AnswererTerms::fax(modes()) };
    let silent = Station::new(Terms::Answering(terms), -12.0);
    let run = run(caller(CallSignal::Menu), silent, &TestLine::CLEAN, 90.0);
    assert_eq!(run.agreement().modulations, modes());
    let (called, answered) = (run.caller.unwrap().1, run.answerer.unwrap().1);
    println!("{called} ms, {answered} ms");
    assert!(called < 1_800 && answered < 1_800, "{called}, {answered}");
}

#[test]
fn they_agree_over_every_level_code_noise_and_echo() {
    for (gain_db, noise_dbm0) in [(0.0, -40.0), (-10.0, -45.0), (-20.0, -52.0), (-31.0, -60.0)] {
        for law in [Law::A, Law::Mu] {
            // What a hybrid gives back may be louder than the other station.
            for echo_db in [90.0, 20.0 - gain_db / 4.0] {
                let line = TestLine { gain_db, noise_dbm0, law, skew_ppm: 0.0 };
                let run = run(caller(CallSignal::Cng), answerer(), &line, echo_db);
                assert_eq!(run.agreement().modulations, modes(), "{line:?}, {echo_db}");
            }
        }
    }
}

#[test]
fn menus_are_heard_over_every_clock() {
    for skew_ppm in [-300.0, -100.0, 100.0, 300.0] {
        for (channel, seed) in [(Channel::One, 3), (Channel::Two, 4)] {
            let line = TestLine { gain_db: -20.0, noise_dbm0: -47.0, law: Law::A, skew_ppm };
            let octets = [0x81, 0x85, 0xD4, 0x90, 0x2A];
            let mut source = SequenceSource::times(SequenceKind::Menu, &octets, 20 + seed);
            let mut said = vec![0; 80_000];
            let count = V21Transmitter::in_channel(channel, -12.0).pull(&mut source, &mut said);
            let (mut receiver, mut reader) = (ChannelReceiver::new(channel), SequenceReader::new());
            let mut right = 0;
            receiver.push(&line.carry(&said[..count + 400]), &mut |bit| {
                reader.push(bit, &mut |heard| {
                    let whole = super::super::sequence::Heard::Sequence;
                    right += usize::from(heard == whole(SequenceKind::Menu, octets.to_vec()));
                });
            });
            assert!(right >= 19 + seed, "{channel:?}, {skew_ppm} ppm: {right}");
        }
    }
}

#[test]
fn a_machine_without_v8_is_found_out() {
    let mut caller = caller(CallSignal::Cng);
    let mut ced = Ced::new(-12.0);
    let mut said = [0; 160];
    let mut ms = 0;
    while caller.outcome().is_none() && ms < 5_000 {
        let mut heard = [0; 160];
        ced.pull(&mut NoBits, &mut heard);
        caller.push(&heard);
        caller.pull(&mut said);
        ms += 20;
    }
    assert_eq!(caller.outcome(), Some(&Outcome::NotSpoken(Silence::PlainTone)));
    assert!(ms < 900, "{ms} ms");
}

#[test]
fn a_caller_without_v8_loses_no_time() {
    let mut answerer = answerer();
    let mut said = vec![1; 40_000];
    let count = answerer.pull(&mut said);
    assert_eq!(answerer.outcome(), Some(&Outcome::NotSpoken(Silence::NoMenu)));
    // 0.2 s of silence, 3 s of tone, 75 ms of silence, as with CED.
    assert!(count.abs_diff(3_275 * 8) <= 8, "{count} samples");
    assert!(said[..1600].iter().all(|sample| *sample == 0) && said[1602] != 0);
}

/// What becomes of a station that hears this, and after how many ms.
fn outcome_of(mut station: Station, heard: &mut dyn FnMut(usize) -> i16) -> (Outcome, usize) {
    let mut at = 0;
    loop {
        let block: Vec<i16> = (at..at + 80).map(&mut *heard).collect();
        station.push(&block);
        station.pull(&mut [0; 80]);
        at += 80;
        if let Some(outcome) = station.outcome() {
            return (outcome.clone(), at / 8);
        }
        assert!(at < 8 * 120_000, "without end");
    }
}

#[test]
fn noise_music_and_bits_at_random_end_in_time() {
    let mut noise = Noise(13);
    let mut hiss = |_: usize| (noise.gauss() * 4000.0) as i16;
    assert_eq!(outcome_of(answerer(), &mut hiss).0, Outcome::NotSpoken(Silence::NoMenu));
    assert_eq!(
        outcome_of(caller(CallSignal::Cng), &mut hiss).0,
        Outcome::NotSpoken(Silence::NoTone)
    );
    let mut loud = |at: usize| if (at / 5).is_multiple_of(2) { i16::MIN } else { i16::MAX };
    assert_eq!(outcome_of(answerer(), &mut loud).0, Outcome::NotSpoken(Silence::NoMenu));
    // Random bits of V.21 in our channel, for ever.
    for seed in 1..6 {
        struct Random(Noise);
        impl BitSource for Random {
            fn next_bit(&mut self) -> Option<bool> {
                Some(self.0.uniform() > 0.0)
            }
        }
        let mut bits = Random(Noise(seed));
        let mut modem = V21Transmitter::in_channel(Channel::One, -12.0);
        let mut random = |_: usize| {
            let mut sample = [0];
            modem.pull(&mut bits, &mut sample);
            sample[0]
        };
        let (outcome, ms) = outcome_of(answerer(), &mut random);
        assert_eq!(outcome, Outcome::NotSpoken(Silence::NoMenu));
        assert!(ms <= 4_290, "{ms} ms");
    }
}

#[test]
fn a_cm_without_end_and_half_a_cm_end_in_time() {
    let hear = |octets: &[u8], times: usize| {
        let mut source = SequenceSource::times(SequenceKind::Menu, octets, times);
        let mut modem = V21Transmitter::in_channel(Channel::One, -12.0);
        outcome_of(answerer(), &mut |at| {
            let mut sample = [0];
            if at > 4000 {
                modem.pull(&mut source, &mut sample);
            }
            sample[0]
        })
    };
    let (outcome, ms) = hear(&[0x81, 0x85, 0xD4], 1000);
    assert_eq!(outcome, Outcome::Failed(Cause::NoCj));
    assert!(ms < 6_500, "{ms} ms");
    let (outcome, ms) = hear(&[0x81, 0x85, 0xD4], 1);
    assert_eq!(outcome, Outcome::NotSpoken(Silence::NoMenu));
    assert!(ms < 4_300, "{ms} ms");
    // A menu as long as it likes is none.
    let (outcome, _) = hear(&[0x41; 3000], 1);
    assert_eq!(outcome, Outcome::NotSpoken(Silence::NoMenu));
}

#[test]
fn a_station_says_the_same_however_it_is_cut() {
    let said = |size: usize| {
        let (mut station, mut all) = (caller(CallSignal::Ci), Vec::new());
        while all.len() < 40_000 {
            let mut out = vec![0; size];
            station.pull(&mut out);
            all.extend_from_slice(&out);
        }
        all.truncate(40_000);
        all
    };
    let whole = said(40_000);
    [1, 37, 160]
        .into_iter()
        .for_each(|size| assert!(said(size) == whole, "blocks of {size}"));
}
