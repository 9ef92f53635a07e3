//! The control channel both ways, over impaired lines.

use super::finder::Listening;
use super::mph::{ControlRate, Mph, RateMask};
use super::receiver::{ControlEvent, ControlReceiver};
use super::signals::{PphReading, TURN_OFF_SYMBOLS};
use super::transmitter::{ControlTransmitter, Signal};
use crate::dsp::level;
use crate::modem::qam::test_line::{
    Random, RandomBits, add_noise, any_audio, companded, samples, skew,
};
use crate::modem::v34::Side;
use crate::modem::v34::coding::{Coefficient, TrellisCode};
use crate::modem::v34::symbol_rate::DataRate;
use crate::modem::{BitSource, LineQuality};

const LEVEL_DBM0: f32 = -12.0;
const SEED: u64 = 3;
const SIDES: [Side; 2] = [Side::Call, Side::Answer];
const RATES: [ControlRate; 2] = [ControlRate::Bps1200, ControlRate::Bps2400];

fn mph() -> Mph {
    let h = |n: i16| Coefficient { re: 100 * n, im: -77 * n };
    Mph {
        max_rate: DataRate::MAX,
        control_rate: ControlRate::Bps2400,
        trellis: TrellisCode::States64,
        nonlinear: true,
        expanded: true,
        rates: RateMask::ALL,
        asymmetric: false,
        precoder: Some([h(1), h(2), h(3)]),
    }
}

/// A start-up, data, a pause, a resynchronisation, and the same data once more.
fn exchange(side: Side, rate: ControlRate, count: usize, reading: PphReading) -> Vec<f32> {
    let mut transmitter = ControlTransmitter::new(side, LEVEL_DBM0).with_reading(reading);
    let mut line = Vec::new();
    let start = [Signal::Pph, Signal::Alt, Signal::Mph(mph()), Signal::E];
    let again = [Signal::Sh, Signal::Alt, Signal::E];
    for signals in [&start[..], &again[..]] {
        let mut bits = RandomBits::new(SEED, count);
        transmitter.say(Signal::Silence(70));
        signals.iter().for_each(|signal| transmitter.say(signal.clone()));
        transmitter.say(Signal::Data(rate));
        transmitter.say(Signal::Ones(rate, TURN_OFF_SYMBOLS));
        transmitter.say(Signal::Silence(300));
        while transmitter.saying().is_some() {
            let mut block = [0; 160];
            transmitter.pull(&mut bits, &mut block);
            line.extend(block.iter().map(|&sample| f32::from(sample)));
        }
    }
    line
}

/// What was heard of an exchange.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    pph: usize,
    sh: usize,
    ac: usize,
    mph: Vec<Mph>,
    wrong_mph: usize,
    e: usize,
    /// The bits after each E.
    bits: Vec<Vec<bool>>,
    gone: Vec<LineQuality>,
}

impl Heard {
    fn note(&mut self, event: ControlEvent) {
        match event {
            ControlEvent::Pph => self.pph += 1,
            ControlEvent::Sh => self.sh += 1,
            ControlEvent::Ac => self.ac += 1,
            ControlEvent::Mph(Ok(mph)) => self.mph.push(mph),
            ControlEvent::Mph(Err(_)) => self.wrong_mph += 1,
            ControlEvent::E => {
                self.e += 1;
                self.bits.push(Vec::new());
            }
            ControlEvent::Bits(bits) => {
                self.bits.last_mut().expect("E comes first").extend(bits.iter());
            }
            ControlEvent::Gone(quality) => self.gone.push(quality),
        }
    }

    /// Wrong bits of `count`, in both rounds.
    fn wrong(&self, count: usize) -> usize {
        let round = |bits: &Vec<bool>| {
            let mut sent = RandomBits::new(SEED, count);
            (0..count).filter(|&at| sent.next_bit() != bits.get(at).copied()).count()
        };
        self.bits.iter().map(round).sum::<usize>() + (2 - self.bits.len()) * count
    }
}

fn hear(side: Side, rate: ControlRate, line: &[i16], cut: usize, reading: PphReading) -> Heard {
    let mut receiver = ControlReceiver::with_reading(side, reading);
    receiver.listen(Listening { pph: true, sh: true, ac: true });
    receiver.data_rate(rate);
    let mut heard = Heard::default();
    for block in line.chunks(cut) {
        receiver.push(block, &mut |event| heard.note(event));
    }
    heard
}

#[track_caller]
fn assert_heard(heard: &Heard, count: usize, most_wrong: usize, what: &str) {
    let wrong = heard.wrong(count);
    let events = (heard.pph, heard.sh, heard.ac, heard.e, heard.gone.len());
    let short = (events, heard.mph.len(), heard.wrong_mph, &heard.gone);
    assert_eq!(events, (1, 1, 0, 2, 2), "{what}: {short:?}, {wrong} wrong");
    assert_eq!(heard.mph, [mph()], "{what}: {short:?}");
    assert!(wrong <= most_wrong, "{what}: {wrong} wrong, {short:?}");
}

#[test]
fn a_clean_line() {
    for side in SIDES {
        for rate in RATES {
            for reading in [PphReading::WithI, PphReading::AsPrinted] {
                let line = exchange(side, rate, 1200, reading);
                let heard = hear(side, rate, &samples(&line), 160, reading);
                assert_heard(&heard, 1200, 0, &format!("{side:?}, {rate:?}, {reading:?}"));
            }
        }
    }
}

#[test]
fn any_cut_of_the_samples() {
    for side in SIDES {
        let mut line = exchange(side, ControlRate::Bps2400, 1200, PphReading::WithI);
        add_noise(&mut line, -40.0, 4);
        let line = companded(&line);
        let cut = |cut| hear(side, ControlRate::Bps2400, &line, cut, PphReading::WithI);
        let whole = cut(line.len());
        assert_heard(&whole, 1200, 0, &format!("{side:?}"));
        for pieces in [1, 37, 1001] {
            assert_eq!(cut(pieces), whole, "{side:?} by {pieces}");
        }
    }
}

/// Share of wrong symbols by theory at this SNR on the point, without the differential
/// encoding.
fn theory(rate: ControlRate, snr_db: f32) -> f32 {
    let snr = 10f32.powf(snr_db / 10.0);
    let (one, distance) = match rate {
        ControlRate::Bps1200 => (1.0, snr.sqrt()),
        ControlRate::Bps2400 => (1.5, (snr / 5.0).sqrt()),
    };
    // The Gaussian tail beyond 2, well enough.
    let tail = (-distance * distance / 2.0).exp() / (distance * 2.506_6)
        * (1.0 - 1.0 / (distance * distance));
    1.0 - (1.0 - one * tail) * (1.0 - one * tail)
}

#[test]
fn noise_is_borne_as_theory_has_it() {
    for side in SIDES {
        for (rate, needed_db) in [(ControlRate::Bps1200, 9.5), (ControlRate::Bps2400, 16.5)] {
            // What a decision sees of noise between 0 and 4 kHz; the answer modem is 1 dB weaker.
            let less = if side == Side::Answer { 1.0 } else { 0.0 };
            let noise_dbm0 = LEVEL_DBM0 - less - needed_db + 8.24;
            let count = 12_000;
            let mut line = exchange(side, rate, count, PphReading::WithI);
            add_noise(&mut line, noise_dbm0, 5);
            let heard = hear(side, rate, &samples(&line), 160, PphReading::WithI);
            let wrong = heard.wrong(count) as f32 / (2 * count) as f32;
            let per_symbol = if rate == ControlRate::Bps1200 { 2.0 } else { 4.0 };
            // A wrong symbol makes one wrong bit or two of it and of the next one, and each
            // of these three after the descrambler.
            let most = theory(rate, needed_db - 1.0) * 3.0 * 2.2 / per_symbol;
            assert!(heard.e == 2 && wrong < most, "{side:?}, {rate:?}: {wrong:.5} of {most:.5}");
        }
    }
}

#[test]
fn the_other_direction_and_its_guard_tone_are_not_heard() {
    for side in SIDES {
        for rate in RATES {
            let count = 1200;
            let line = exchange(side, rate, count, PphReading::WithI);
            // The near end's own signal comes back 6 dB weaker than the far end's.
            let near = exchange(side.far(), rate, count, PphReading::WithI);
            let mixed: Vec<f32> = line
                .iter()
                .enumerate()
                .map(|(n, x)| x + 0.5 * near.get(n + 331).unwrap_or(&0.0))
                .collect();
            let mut mixed = skew(&mixed, 100.0);
            add_noise(&mut mixed, -45.0, 6);
            let heard = hear(side, rate, &companded(&mixed), 160, PphReading::WithI);
            assert_heard(&heard, count, 0, &format!("{side:?}, {rate:?}"));
        }
    }
}

#[test]
fn ac_is_told_after_100_ms_and_alone() {
    for side in SIDES {
        let mut transmitter = ControlTransmitter::new(side, LEVEL_DBM0);
        transmitter.say(Signal::Ac);
        let mut line = vec![0; 4000];
        transmitter.pull(&mut RandomBits::new(1, 0), &mut line);
        transmitter.stop();
        line.extend([0; 800]);
        let mut loud: Vec<f32> = line.iter().map(|&x| f32::from(x)).collect();
        add_noise(&mut loud, -35.0, 2);
        let mut receiver = ControlReceiver::new(side);
        receiver.listen(Listening { pph: true, sh: true, ac: true });
        let (mut heard, mut at) = (Heard::default(), None);
        for (number, block) in samples(&loud).chunks(40).enumerate() {
            receiver.push(block, &mut |event| heard.note(event));
            if at.is_none() && heard.ac > 0 {
                at = Some(40 * number);
            }
        }
        assert_eq!((heard.ac, heard.pph, heard.sh), (1, 0, 0), "{side:?}");
        assert!(at.is_some_and(|at| (800..1500).contains(&at)), "{side:?}: {at:?}");
    }
}

#[test]
fn levels_are_those_of_the_text() {
    for (side, carrier_less_db) in [(Side::Call, 0.0), (Side::Answer, 1.0)] {
        let mut transmitter = ControlTransmitter::new(side, LEVEL_DBM0);
        transmitter.say(Signal::Data(ControlRate::Bps2400));
        let mut line = vec![0; 16_000];
        transmitter.pull(&mut RandomBits::new(1, 100_000), &mut line);
        let power = |line: &[i16]| {
            line.iter().map(|&x| f32::from(x) * f32::from(x)).sum::<f32>() / line.len() as f32
        };
        let mut wanted = level::mean_square(LEVEL_DBM0 - carrier_less_db);
        if side == Side::Answer {
            wanted += level::mean_square(LEVEL_DBM0 - 7.0);
        }
        let off_db = 10.0 * (power(&line[1000..]) / wanted).log10();
        assert!(off_db.abs() < 0.2, "{side:?}: {off_db} dB");
    }
}

#[test]
fn any_audio_is_borne() {
    let mut random = Random(8);
    for side in SIDES {
        let mut receiver = ControlReceiver::new(side);
        receiver.listen(Listening { pph: true, sh: true, ac: true });
        let mut heard = Heard::default();
        for second in 0..20u32 {
            receiver.push(&any_audio(second, &mut random), &mut |event| heard.note(event));
        }
        assert_eq!((heard.pph, heard.sh, heard.e), (0, 0, 0), "{side:?}");
    }
}
