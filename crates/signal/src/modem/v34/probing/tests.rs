//! Phase 2 between two of ours over lines of all kinds, and against peers that behave badly.

use super::info::{Info0, Sequence};
use super::projection::Wishes;
use super::test_wire::{Direction, Law, Peer, Wire, talk};
use super::voice::{Utterance, Voice};
use super::{Cause, Chosen, GuardLevel, Outcome, Phase2, Settings};
use crate::modem::qam::test_line::Random;
use crate::modem::v34::Side;
use crate::modem::v34::primary::pre_emphasis::PreEmphasis;
use crate::modem::v34::symbol_rate::SymbolRate;

const LEVEL_DBM0: f32 = -12.0;

/// Source and recipient on a line; who of them dialled.
fn run(wire: &Wire, source_is: Side) -> (Chosen, Chosen, u64) {
    let settings = Settings::new(source_is, LEVEL_DBM0);
    let far = Settings::new(source_is.far(), LEVEL_DBM0);
    let (source, recipient) = (Phase2::source(&settings), Phase2::recipient(&far));
    let again = |side: Side, outcome: &Outcome| match outcome {
        Outcome::Chosen(chosen) if side == far.side => {
            Phase2::recipient_for_infoh_again(&far, chosen)
        }
        _ => None,
    };
    let ended = match source_is {
        Side::Call => talk(source, recipient, wire, again),
        Side::Answer => talk(recipient, source, wire, again),
    };
    let (source, recipient) = match source_is {
        Side::Call => (ended.call, ended.answer),
        Side::Answer => (ended.answer, ended.call),
    };
    match (source, recipient) {
        (Some(Outcome::Chosen(source)), Some(Outcome::Chosen(recipient))) => {
            assert_eq!(source.infoh, recipient.infoh);
            (*source, *recipient, ended.ms)
        }
        ends => panic!("{wire:?}, {source_is:?}: {ends:?}"),
    }
}

#[test]
fn the_choice_fits_the_line() {
    use SymbolRate::{S2400, S2743, S2800, S3000, S3200, S3429};
    let noise = |dbm0| Wire { noise_dbm0: Some(dbm0), ..Wire::default() };
    let shape = |shape: fn(f64) -> f64| Wire { shape: Some(shape), ..noise(-78.0) };
    let law = |law| Wire { law, gain_db: -6.0, ..Wire::default() };
    // The line; symbol rates that are sensible; the least and the most of bit/s.
    let table: Vec<(&str, Wire, &[SymbolRate], u32, u32)> = vec![
        ("nothing but loss", Wire::default(), &[S3429], 33_600, 33_600),
        ("even, 46 dB", noise(-78.0), &[S3429], 33_600, 33_600),
        ("even, 41 dB", noise(-73.0), &[S3429], 31_200, 33_600),
        ("even, 33 dB", noise(-65.0), &[S3429], 28_800, 31_200),
        ("even, 25 dB", noise(-57.0), &[S3429], 16_800, 21_600),
        ("even, 15 dB", noise(-47.0), &[S3429, S3200, S3000], 4800, 12_000),
        ("A-law", law(Law::A), &[S3429], 31_200, 33_600),
        ("mu-law", law(Law::Mu), &[S3429], 31_200, 33_600),
        (
            "20 dB less at 3.2 kHz",
            shape(|hz| if hz > 2800.0 { -(hz - 2800.0) / 20.0 } else { 0.0 }),
            &[S2743, S2800, S3000],
            24_000,
            28_800,
        ),
        (
            "20 dB less at 2.8 kHz",
            shape(|hz| if hz > 2400.0 { -(hz - 2400.0) / 20.0 } else { 0.0 }),
            &[S2400, S2743],
            19_200,
            26_400,
        ),
        ("falling by 4 dB a kHz", shape(|hz| -hz / 250.0), &[S3000, S3200, S3429], 24_000, 33_600),
    ];
    for (name, wire, symbol_rates, least, most) in table {
        for side in [Side::Call, Side::Answer] {
            let (_, recipient, _) = run(&wire, side);
            let line = recipient.line.unwrap_or_else(|| panic!("no line"));
            let chosen = line.choice.chosen;
            let bps = chosen.data_rate.map_or(0, |rate| rate.bps());
            assert!(symbol_rates.contains(&chosen.symbol_rate), "{name}: {line}");
            assert!((least..=most).contains(&bps), "{name}: {line}");
        }
    }
}

#[test]
fn offset_clocks_echo_and_delay_cost_little() {
    let base = Wire { noise_dbm0: Some(-73.0), ..Wire::default() };
    let wires = [
        Wire { offset_hz: 7.0, ..base.clone() },
        Wire { offset_hz: -7.0, ..base.clone() },
        Wire { skew_ppm: 100.0, ..base.clone() },
        Wire { skew_ppm: -100.0, offset_hz: -7.0, ..base.clone() },
        Wire { echo_db: Some(-10.0), ..base.clone() },
        Wire {
            echo_db: Some(-10.0),
            offset_hz: 7.0,
            skew_ppm: 100.0,
            delay_ms: 300,
            ..base.clone()
        },
        Wire { delay_ms: 600, ..base },
    ];
    for wire in wires {
        for side in [Side::Call, Side::Answer] {
            let (source, recipient, ms) = run(&wire, side);
            let line = recipient.line.unwrap_or_else(|| panic!("no line"));
            let chosen = line.choice.chosen;
            assert_eq!(chosen.symbol_rate, SymbolRate::S3429, "{wire:?}\n{line}");
            // 41 dB on 4 kHz are 41.7 on 3429 Hz.
            assert!((41.0..42.2).contains(&chosen.snr_db), "{wire:?}\n{line}");
            assert!((f64::from(line.reading.offset_hz) - wire.offset_hz).abs() < 0.1, "{line}");
            assert!((f64::from(line.reading.skew_ppm) - wire.skew_ppm).abs() < 30.0, "{line}");
            // Filters of the line take up to 12 ms each way, besides the delay.
            let trip = u64::from(line.round_trip_ms);
            let least = 2 * wire.delay_ms;
            assert!((least..=least + 50).contains(&trip), "{wire:?}: {trip} ms");
            assert!(ms < 1700 + 7 * wire.delay_ms, "{wire:?}: {ms} ms");
            for notes in [source.notes, recipient.notes] {
                assert_eq!((notes.damaged, notes.waits_over, notes.probings), (0, 0, 1));
            }
        }
    }
}

#[test]
fn a_clean_line_needs_one_and_a_half_seconds_and_no_repeats() {
    let (source, recipient, ms) = run(&Wire::default(), Side::Call);
    assert!(ms < 1500, "{ms} ms");
    assert_eq!(source.notes.info0_repeats + recipient.notes.info0_repeats, 0);
    assert_eq!(source.far, Info0::OURS);
    let line = recipient.line.unwrap_or_else(|| panic!("no line"));
    assert!(line.round_trip_ms.abs_diff(20) <= 20, "{}", line.round_trip_ms);
    assert_eq!(line.reading.pieces, (4, 4));
    assert!(line.reading.compression_db.abs() < 0.1);
    assert!((line.reading.level_dbm0 + 32.0).abs() < 0.1, "{line}");
    assert!(line.reading.delays.iter().all(|delay| delay.ms.abs() < 0.05));
    // What people are shown.
    let shown = line.to_string();
    assert!(shown.contains("chosen: 3429 symbols/s at 1959 Hz"), "{shown}");
    assert_eq!(shown.lines().count(), 1 + 21 + 6 + 1);
}

#[test]
fn a_line_that_cuts_peaks_off_is_seen_to_and_less_power_asked_for() {
    let wire = Wire { clip: 5000.0, noise_dbm0: Some(-78.0), ..Wire::default() };
    let (_, recipient, _) = run(&wire, Side::Call);
    let line = recipient.line.unwrap_or_else(|| panic!("no line"));
    assert!(line.reading.compression_db > 1.0, "{line}");
    assert!(line.choice.power_reduction_db >= 2, "{line}");
}

#[test]
fn holes_in_any_part_are_mended() {
    for side in [Side::Call, Side::Answer] {
        for heard_by in [Side::Call, Side::Answer] {
            for from in (20..1400).step_by(230) {
                let wire = Wire { holes: vec![(heard_by, from, from + 60)], ..Wire::default() };
                let (source, recipient, ms) = run(&wire, side);
                let line = recipient.line.unwrap_or_else(|| panic!("no line"));
                let bps = line.choice.chosen.data_rate.map_or(0, |rate| rate.bps());
                assert!(bps >= 28_800, "{side:?} {heard_by:?} {from}: {line}");
                let notes = (source.notes, recipient.notes);
                assert!(ms < 8000, "{side:?} {heard_by:?} {from}: {ms} ms, {notes:?}");
            }
        }
    }
}

#[test]
fn lost_frames_are_mended() {
    for seed in 0..12 {
        let wire = Wire { loss: 0.03, seed, law: Law::A, delay_ms: 40, ..Wire::default() };
        let side = if seed % 2 == 0 { Side::Call } else { Side::Answer };
        let (source, recipient, ms) = run(&wire, side);
        assert!(ms < 12_000, "{seed}: {ms} ms, {:?}, {:?}", source.notes, recipient.notes);
        assert!(recipient.projected().is_some(), "{seed}");
    }
}

#[test]
fn the_faintest_signals_are_understood() {
    // −43 dBm0 at the receiver, which is as far down as receivers reach.
    for side in [Side::Call, Side::Answer] {
        let wire = Wire { gain_db: -31.0, noise_dbm0: Some(-75.0), ..Wire::default() };
        let (_, recipient, _) = run(&wire, side);
        assert!(recipient.projected().is_some_and(|rate| rate.bps() >= 24_000));
    }
}

/// A peer that says a script, whatever it hears.
struct Scripted(Voice);

impl Peer for Scripted {
    fn step(&mut self, _heard: &[i16], said: &mut [i16]) {
        self.0.pull(said);
    }
}

impl Scripted {
    fn new(side: Side, script: &[(u64, Utterance)]) -> Self {
        let mut voice = Voice::new(side, LEVEL_DBM0, GuardLevel::Nominal);
        script.iter().for_each(|&(ms, utterance)| voice.say(8 * ms, utterance));
        Self(voice)
    }
}

/// One of ours that falls silent after so many samples.
struct FallsSilent(Phase2, u64);

impl Peer for FallsSilent {
    fn step(&mut self, heard: &[i16], said: &mut [i16]) {
        self.0.step(heard, said);
        self.1 = self.1.saturating_sub(said.len() as u64);
        if self.1 == 0 {
            said.fill(0);
        }
    }
}

/// Loud random samples.
struct Noise(Random, i16);

impl Peer for Noise {
    fn step(&mut self, _heard: &[i16], said: &mut [i16]) {
        said.fill_with(|| (self.0.next() as i16) / self.1);
    }
}

/// How one of ours ends against a peer, and after how many ms.
fn end_against(mut modem: Phase2, side: Side, peer: &mut dyn Peer) -> (Outcome, u64) {
    let wire = Wire::default();
    let (mut there, mut back) = (Direction::new(&wire, side.far()), Direction::new(&wire, side));
    let (mut said, mut answer) = ([0; 160], [0; 160]);
    for block in 1..=1100 {
        peer.step(&there.carry(&said, &answer), &mut answer);
        let heard = back.carry(&answer, &said);
        modem.step(&heard, &mut said);
        if let Some(outcome) = modem.outcome() {
            let outcome = outcome.clone();
            modem.step(&heard, &mut said);
            modem.step(&heard, &mut said);
            if matches!(outcome, Outcome::Failed(_)) {
                assert_eq!(said, [0; 160], "silent when it is over");
            }
            return (outcome, 20 * block);
        }
    }
    panic!("no end in 22 s");
}

fn both_parts(side: Side) -> [Phase2; 2] {
    let settings = Settings::new(side, LEVEL_DBM0);
    [Phase2::source(&settings), Phase2::recipient(&settings)]
}

#[test]
fn a_peer_that_is_silent_or_noise_is_given_up_by_name() {
    for side in [Side::Call, Side::Answer] {
        for modem in both_parts(side) {
            let mut silent = Scripted::new(side.far(), &[]);
            let end = end_against(modem.clone(), side, &mut silent);
            assert_eq!(end, (Outcome::Failed(Cause::NothingHeard), 6000));
            for loudness in [1, 10, 100] {
                let (outcome, ms) =
                    end_against(modem.clone(), side, &mut Noise(Random(7), loudness));
                assert!(matches!(outcome, Outcome::Failed(_)) && ms <= 20_000, "{outcome:?} {ms}");
            }
        }
    }
}

#[test]
fn what_a_peer_may_say_by_chance_comes_to_a_bounded_end() {
    let mut random = Random(20);
    for round in 0..8 {
        let side = if round % 2 == 0 { Side::Call } else { Side::Answer };
        let mut at = 0;
        let mut script = Vec::new();
        while at < 20_000 {
            let bits = u64::from(random.next()) << 32 | u64::from(random.next());
            let count = random.next() % 65;
            script.push((
                at,
                match random.next() % 8 {
                    0 => Utterance::Tone,
                    1 => Utterance::Info(Info0::OURS.emit()),
                    2 => Utterance::Info(Sequence { bits, count }),
                    3 => Utterance::LastInfo(Sequence { bits, count }),
                    4 => Utterance::Silence,
                    5 => Utterance::Probe,
                    _ => Utterance::Reversal,
                },
            ));
            at += u64::from(random.next() % 400);
        }
        let [source, recipient] = both_parts(side);
        for modem in [source, recipient] {
            let peer = &mut Scripted::new(side.far(), &script);
            let (outcome, ms) = end_against(modem, side, peer);
            assert!(ms <= 20_000, "{round}: {outcome:?} after {ms} ms");
        }
    }
}

#[test]
fn info0_with_a_wrong_crc_for_ever_is_given_up_by_name() {
    for side in [Side::Call, Side::Answer] {
        let mut wrong = Info0::OURS.emit();
        wrong.bits ^= 1 << 20;
        let script: Vec<_> = (0..200).map(|n| (150 * n, Utterance::Info(wrong))).collect();
        for modem in both_parts(side) {
            let end = end_against(modem, side, &mut Scripted::new(side.far(), &script));
            assert_eq!(end, (Outcome::Failed(Cause::DamagedInfo0), 6000));
        }
    }
}

/// A modem, what its peer says, how that is named, after how many ms at most.
type Case<'a> = (&'a Phase2, &'a [(u64, Utterance)], Cause, u64);

#[test]
fn what_does_not_come_is_named() {
    let info0 = Utterance::Info(Info0::OURS.emit());
    let only_info0 = Utterance::LastInfo(Info0::OURS.emit());
    for side in [Side::Call, Side::Answer] {
        let [source, recipient] = both_parts(side);
        let against = |modem: &Phase2, script: &[(u64, Utterance)]| {
            let peer = &mut Scripted::new(side.far(), script);
            end_against(modem.clone(), side, peer)
        };
        let cases: [Case<'_>; 8] = [
            (&source, &[(0, only_info0)], Cause::NoTone, 7000),
            (&recipient, &[(0, only_info0)], Cause::NoTone, 6000),
            (&source, &[(0, Utterance::Tone)], Cause::NoInfo0, 6000),
            (&recipient, &[(0, Utterance::Tone)], Cause::NoInfo0, 6000),
            (&source, &[(0, info0)], Cause::NoReversal, 7000),
            // Four rounds of 2 s, each with a tone before it.
            (&recipient, &[(0, info0)], Cause::NoReversal, 10_000),
            (
                &source,
                &[(0, info0), (400, Utterance::Reversal), (410, Utterance::Silence)],
                Cause::NoToneAfterProbing,
                10_200,
            ),
            (
                &source,
                &[
                    (0, info0),
                    (400, Utterance::Reversal),
                    (410, Utterance::Silence),
                    (1100, Utterance::Tone),
                ],
                Cause::NoInfoh,
                9500,
            ),
        ];
        for (modem, script, cause, most_ms) in cases {
            let (outcome, ms) = against(modem, script);
            assert_eq!(outcome, Outcome::Failed(cause), "{side:?}, after {ms} ms");
            assert!(ms <= most_ms, "{side:?} {cause}: {ms} ms");
        }
    }
}

#[test]
fn an_infoh_that_cannot_be_done_or_is_damaged_is_told() {
    let infoh = super::info::Infoh {
        power_reduction_db: 0,
        trn_units: 20,
        carrier: crate::modem::v34::symbol_rate::CarrierChoice::Low,
        pre_emphasis: PreEmphasis::NONE,
        symbol_rate: SymbolRate::S2743,
        trn_has_16_points: false,
    };
    let good = infoh.emit();
    let bad = Sequence { bits: good.bits ^ 1 << 15, ..good };
    for side in [Side::Call, Side::Answer] {
        let end = |ours: Info0, sequence: Sequence| {
            let settings = Settings { ours, ..Settings::new(side, LEVEL_DBM0) };
            let script = [
                (0, Utterance::Info(Info0::OURS.emit())),
                (400, Utterance::Reversal),
                (410, Utterance::Silence),
                (1100, Utterance::Tone),
                (1250, Utterance::LastInfo(sequence)),
            ];
            let mut peer = Scripted::new(side.far(), &script);
            end_against(Phase2::source(&settings), side, &mut peer)
        };
        match end(Info0::OURS, good) {
            (Outcome::Chosen(chosen), _) => {
                assert_eq!(chosen.infoh, infoh);
                // 10 ms of line, a symbol at most until it begins, 4 of the pulse.
                let expected = 8 * (1250 + 10) + 55 * 40 / 3;
                assert!(chosen.infoh_end.abs_diff(expected) < 24, "{}", chosen.infoh_end);
            }
            (failed, _) => panic!("{failed:?}"),
        }
        let less = Info0 { has_2743: false, ..Info0::OURS };
        assert_eq!(end(less, good).0, Outcome::Failed(Cause::InfohNotPossible));
        assert_eq!(end(Info0::OURS, bad).0, Outcome::Failed(Cause::DamagedInfoh));
    }
}

#[test]
fn a_peer_that_falls_silent_at_any_time_is_given_up() {
    for side in [Side::Call, Side::Answer] {
        for at_ms in (60..1300).step_by(310) {
            let [source, recipient] = both_parts(side);
            let [far_source, far_recipient] = both_parts(side.far());
            for (modem, far) in [(source, far_recipient), (recipient, far_source)] {
                let (outcome, ms) = end_against(modem, side, &mut FallsSilent(far, 8 * at_ms));
                assert!(ms <= 20_000, "{side:?} {at_ms}: {outcome:?}, {ms} ms");
            }
        }
    }
}

#[test]
fn how_time_is_cut_makes_no_difference() {
    let wire = Wire { noise_dbm0: Some(-60.0), ..Wire::default() };
    let settings = Settings::new(Side::Call, LEVEL_DBM0);
    let mut far = Phase2::source(&Settings::new(Side::Answer, LEVEL_DBM0));
    let mut modem = Phase2::recipient(&settings);
    let (mut there, mut back) =
        (Direction::new(&wire, Side::Answer), Direction::new(&wire, Side::Call));
    let (mut said, mut answer) = ([0; 160], [0; 160]);
    let (mut line, mut all_said) = (Vec::new(), Vec::new());
    for _ in 0..100 {
        far.step(&there.carry(&said, &answer), &mut answer);
        let heard = back.carry(&answer, &said);
        modem.step(&heard, &mut said);
        line.extend(heard);
        all_said.extend(said);
    }
    assert!(matches!(modem.outcome(), Some(Outcome::Chosen(_))));
    for cut in [1, 7, 61, 800] {
        let mut again = Phase2::recipient(&settings);
        let mut said = vec![0; line.len()];
        for (heard, said) in line.chunks(cut).zip(said.chunks_mut(cut)) {
            again.step(heard, said);
        }
        assert_eq!(again.outcome(), modem.outcome(), "cut to {cut}");
        assert!(said == all_said, "cut to {cut}");
    }
}

#[test]
fn a_retrain_goes_from_the_tones_on() {
    for side in [Side::Call, Side::Answer] {
        let (settings, far) = (Settings::new(side, -12.0), Settings::new(side.far(), -12.0));
        let source = Phase2::retrain_source(&settings, Info0::OURS);
        let recipient = Phase2::retrain_recipient(&far, Info0::OURS);
        let (call, answer) =
            if side == Side::Call { (source, recipient) } else { (recipient, source) };
        let ended = talk(call, answer, &Wire::default(), |_, _| None);
        assert!(ended.ms < 1500, "{} ms", ended.ms);
        for outcome in [ended.call, ended.answer] {
            let Some(Outcome::Chosen(chosen)) = outcome else { panic!("{outcome:?}") };
            assert_eq!(chosen.notes.info0_repeats, 0);
            assert_eq!(chosen.infoh.symbol_rate, SymbolRate::S3429);
        }
    }
}

#[test]
fn infoh_is_said_again_where_phase_3_comes_to_nothing() {
    let wire = Wire::default();
    let (source, recipient, _) = run(&wire, Side::Call);
    let (ours, far) = (Settings::new(Side::Call, -12.0), Settings::new(Side::Answer, -12.0));
    let call = Phase2::source_for_infoh_again(&ours, source.far);
    let Some(answer) = Phase2::recipient_for_infoh_again(&far, &recipient) else {
        panic!("a recipient has read the line")
    };
    assert!(Phase2::recipient_for_infoh_again(&far, &source).is_none());
    let ended = talk(call, answer, &wire, |_, _| None);
    let Some(Outcome::Chosen(chosen)) = ended.call else { panic!("{:?}", ended.call) };
    assert_eq!(chosen.infoh, source.infoh);
    assert!(ended.ms < 300, "{} ms", ended.ms);
}

#[test]
fn a_precoder_is_reckoned_with_where_there_is_one() {
    let shape: fn(f64) -> f64 = |hz| if hz > 2800.0 { -(hz - 2800.0) / 20.0 } else { 0.0 };
    let wire = Wire { shape: Some(shape), noise_dbm0: Some(-78.0), ..Wire::default() };
    let chosen = |precoding| {
        let source = Settings::new(Side::Call, LEVEL_DBM0);
        let wishes = Wishes { precoding, ..Wishes::default() };
        let recipient = Settings { wishes, ..Settings::new(Side::Answer, LEVEL_DBM0) };
        let ended =
            talk(Phase2::source(&source), Phase2::recipient(&recipient), &wire, |_, _| None);
        let Some(Outcome::Chosen(chosen)) = ended.answer else { panic!("{:?}", ended.answer) };
        chosen.projected()
    };
    assert!(chosen(true) >= chosen(false));
}
