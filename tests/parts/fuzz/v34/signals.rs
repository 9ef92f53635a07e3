//! Phase 2, the control channel and the primary channel on lines that do anything: what is heard
//! is lost, said again, turned over or made up now and then.
//!
//! A step is 20 ms of what one end hears.

use ferrofax::dsp::complex::Complex;
use ferrofax::modem::Bits;
use ferrofax::modem::v34::Side;
use ferrofax::modem::v34::coding::{Decoder, Encoder, Parameters};
use ferrofax::modem::v34::control::finder::Listening;
use ferrofax::modem::v34::control::receiver::{ControlEvent, ControlReceiver};
use ferrofax::modem::v34::control::transmitter::{ControlTransmitter, Signal};
use ferrofax::modem::v34::points::Points;
use ferrofax::modem::v34::primary;
use ferrofax::modem::v34::primary::pre_emphasis::PreEmphasis;
use ferrofax::modem::v34::primary::receiver::{PointSink, PrimaryEvent, PrimaryReceiver};
use ferrofax::modem::v34::primary::signals::Trn;
use ferrofax::modem::v34::primary::transmitter::PrimaryTransmitter;
use ferrofax::modem::v34::probing::info::Info0;
use ferrofax::modem::v34::probing::{GuardLevel, Outcome, Phase2, Settings};
use ferrofax::modem::v34::symbol_rate::{CarrierChoice, SymbolRate};

use super::sequences::any_mph;
use super::{AnyBits, FRAME, WILDNESS, any_control_rate, one_of, parameters, rate, side};
use crate::fuzz::damage::damage_audio;
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

pub(crate) fn phase_2(case: &mut Case) {
    let random = &mut case.random;
    let first = side(random);
    let (near, far) = (settings(first, random), settings(first.far(), random));
    let mut source = match random.below(4) {
        0 => Phase2::retrain_source(&near, far.ours),
        1 => Phase2::source_for_infoh_again(&near, far.ours),
        _ => Phase2::source(&near),
    };
    let mut recipient = match random.below(4) {
        0 => Phase2::retrain_recipient(&far, near.ours),
        _ => Phase2::recipient(&far),
    };
    let wildness = one_of(&WILDNESS, random);
    let mut said = [[0; FRAME]; 2];
    while source.outcome().is_none() || recipient.outcome().is_none() {
        assert!(case.steps < 2 * 50 * 21, "no end of phase 2 in {} s", case.steps / 100);
        let heard =
            [damage_audio(said[1], wildness, random), damage_audio(said[0], wildness, random)];
        for (phase, (heard, said)) in
            [&mut source, &mut recipient].into_iter().zip(heard.iter().zip(&mut said))
        {
            phase.push(heard);
            phase.pull(said);
            case.steps += 1;
        }
    }
    for phase in [&source, &recipient] {
        match phase.outcome() {
            Some(Outcome::Chosen(chosen)) => {
                let source = if chosen.line.is_some() { chosen.far } else { chosen.ours };
                assert!(chosen.infoh.is_possible_for(&source), "{chosen:?}");
                let _ = chosen.line.as_ref().map(ToString::to_string);
            }
            Some(Outcome::Failed(cause)) => assert!(!cause.to_string().is_empty()),
            None => {}
        }
    }
}

fn settings(side: Side, random: &mut Random) -> Settings {
    let mut coin = |often: u32| random.below(often) > 0;
    let mut settings = Settings::new(side, -14.0);
    settings.ours = Info0 {
        has_2743: coin(4),
        has_2800: coin(4),
        has_3429: coin(4),
        sends_3000_low: coin(4),
        sends_3000_high: coin(4),
        sends_3200_low: coin(4),
        sends_3200_high: coin(4),
        sends_3429: coin(4),
        reduces_power: coin(3),
        ..Info0::OURS
    };
    settings.guard_level = one_of(&[GuardLevel::Nominal, GuardLevel::AsWithInfo], random);
    settings.wishes.margin_db = f64::from(random.below(12)) - 2.0;
    settings.wishes.max_rate = rate(random);
    settings.wishes.trn_units = random.below(128) as u8;
    settings
}

pub(crate) fn control(case: &mut Case) {
    let random = &mut case.random;
    let side = side(random);
    let mut transmitter = ControlTransmitter::new(side, -14.0);
    let mut bits = AnyBits::new(random.below(4_000), random);
    // Two that hear the same, cut in another way.
    let mut receivers = [ControlReceiver::new(side), ControlReceiver::new(side)];
    let mut heard = [Vec::new(), Vec::new()];
    let wildness = one_of(&WILDNESS, random);
    case.steps = 20 + u64::from(random.below(200));
    for _ in 0..case.steps {
        if random.below(4) == 0 {
            transmitter.say(any_signal(random));
        }
        if random.below(300) == 0 {
            transmitter.stop();
        }
        set(&mut receivers, random);
        let mut said = [0; FRAME];
        transmitter.pull(&mut bits, &mut said);
        let line = damage_audio(said, wildness, random);
        let cut = 1 + random.below(FRAME as u32) as usize;
        receivers[0].push(&line, &mut |event| heard[0].push(event));
        for piece in line.chunks(cut) {
            receivers[1].push(piece, &mut |event| heard[1].push(event));
        }
    }
    let same = format!("{:?}", heard[0]) == format!("{:?}", heard[1]);
    assert!(same, "cut in another way: {heard:?}");
    check(&heard[0], case.steps);
}

/// What is listened for, and at which rate.
fn set(receivers: &mut [ControlReceiver; 2], random: &mut Random) {
    if random.below(10) == 0 {
        let mut coin = || random.below(3) > 0;
        let listening = Listening { pph: coin(), sh: coin(), ac: coin() };
        let rate = any_control_rate(random);
        let stops = random.below(20) == 0;
        for receiver in receivers {
            receiver.listen(listening);
            receiver.data_rate(rate);
            if stops {
                receiver.stop();
            }
        }
    }
}

fn any_signal(random: &mut Random) -> Signal {
    match random.below(9) {
        0 => Signal::Silence(random.below(300)),
        1 => Signal::Sh,
        2 => Signal::Ac,
        3 => Signal::Alt,
        4 | 5 => Signal::Mph(any_mph(random)),
        6 => Signal::E,
        7 => Signal::Data(any_control_rate(random)),
        _ => match random.below(2) {
            0 => Signal::Ones(any_control_rate(random), random.below(100) as usize),
            _ => Signal::Pph,
        },
    }
}

/// Data come after E alone, E in a signal alone, and no more than the line can carry.
fn check(events: &[ControlEvent], frames: u64) {
    let (mut is_there, mut is_data, mut count) = (false, false, 0);
    for event in events {
        match event {
            ControlEvent::Pph | ControlEvent::Sh => (is_there, is_data) = (true, false),
            ControlEvent::Ac => {}
            ControlEvent::Mph(_) => assert!(is_there && !is_data, "{events:?}"),
            ControlEvent::E => {
                assert!(is_there && !is_data, "{events:?}");
                is_data = true;
            }
            ControlEvent::Bits(bits) => {
                assert!(is_data, "{events:?}");
                count += u64::from(bits.count);
            }
            ControlEvent::Gone(_) => (is_there, is_data) = (false, false),
        }
    }
    // 48 bits in 20 ms; where a signal begins anew, some of its symbols are heard again.
    assert!(count <= 49 * frames + 200, "{count} bits in {frames} frames");
}

pub(crate) fn primary(case: &mut Case) {
    let random = &mut case.random;
    let settings = any_settings(random);
    let parameters = parameters(settings.rate, random);
    let points = one_of(&[Points::Four, Points::Sixteen], random);
    let symbols = random.below(2_500) as usize;
    let trn = Trn::new(parameters.source, points);
    let mut line = vec![0; random.below(1_000) as usize];
    let training = PrimaryTransmitter::training(&settings, trn.clone(), symbols, -14.0);
    send(training, None, &mut line, random);
    for _ in 0..1 + random.below(2) {
        let encoder = Encoder::new(&parameters).expect("the symbol rate carries it");
        let source = AnyBits::new(random.below(20_000), random);
        send(
            PrimaryTransmitter::message(&settings, -14.0),
            Some((encoder, source)),
            &mut line,
            random,
        );
    }
    let wildness = one_of(&WILDNESS[..3], random);
    // What is awaited may be another one than comes.
    let expected = if random.below(8) == 0 { random.below(2_500) as usize } else { symbols };
    let mut ends = [Recipient::new(&settings, &parameters), Recipient::new(&settings, &parameters)];
    ends.iter_mut()
        .for_each(|end| end.receiver.expect_training(trn.clone(), expected));
    for frame in line.as_chunks::<FRAME>().0 {
        let is_lost = random.below(2_000) < wildness;
        let heard = damage_audio(*frame, wildness / 4, random);
        let cut = 1 + random.below(FRAME as u32) as usize;
        ends[0].hear(&heard, FRAME, is_lost);
        ends[1].hear(&heard, cut, is_lost);
        ends.iter_mut().for_each(Recipient::go_on);
        case.steps += 1;
    }
    let [one, other] = &ends;
    assert_eq!((one.points, one.bits), (other.points, other.bits), "cut in another way");
    assert_eq!(format!("{:?}", one.events), format!("{:?}", other.events), "cut in another way");
    let most = line.len() as f64 * settings.rate.hz() / 8_000.0;
    assert!((one.points as f64) < 1.01 * most + 100.0, "{} points", one.points);
}

fn any_settings(random: &mut Random) -> primary::Settings {
    primary::Settings {
        rate: one_of(&SymbolRate::ALL, random),
        carrier: one_of(&CarrierChoice::ALL, random),
        pre_emphasis: PreEmphasis::of_index(random.below(11) as u8).expect("there are 11"),
        power_reduction_db: random.below(8) as u8,
    }
}

/// Adds a signal and silence behind it.
fn send(
    mut transmitter: PrimaryTransmitter,
    mut message: Option<(Encoder, AnyBits)>,
    line: &mut Vec<i16>,
    random: &mut Random,
) {
    let mut next = || -> Option<Complex> {
        let (encoder, bits) = message.as_mut()?;
        (!encoder.is_dry()).then(|| encoder.next_symbol(bits))
    };
    let mut block = [0; FRAME];
    loop {
        let mut points = &mut next;
        let written = transmitter.pull(&mut points, &mut block);
        line.extend(&block[..written]);
        if written < FRAME {
            break;
        }
    }
    line.resize(line.len() + random.below(2_000) as usize, 0);
}

/// Who takes training and messages.
struct Recipient {
    receiver: PrimaryReceiver,
    decoder: Decoder,
    points: usize,
    bits: u64,
    events: Vec<PrimaryEvent>,
    /// Events that were followed.
    followed: usize,
}

impl Recipient {
    fn new(settings: &primary::Settings, parameters: &Parameters) -> Self {
        Self {
            receiver: PrimaryReceiver::new(settings),
            decoder: Decoder::new(parameters).expect("the symbol rate carries it"),
            points: 0,
            bits: 0,
            events: Vec::new(),
            followed: 0,
        }
    }

    fn hear(&mut self, samples: &[i16], cut: usize, is_lost: bool) {
        let Self { receiver, decoder, points, bits, events, .. } = self;
        let mut sink = Taking { decoder, points, bits };
        if is_lost {
            receiver.gap(samples.len(), &mut sink, &mut |event| events.push(event));
            return;
        }
        for piece in samples.chunks(cut) {
            receiver.push(piece, &mut sink, &mut |event| events.push(event));
        }
    }

    /// After the training, and after each message, one is awaited.
    fn go_on(&mut self) {
        let new = &self.events[self.followed..];
        let is_next = |event: &PrimaryEvent| match event {
            PrimaryEvent::Trained(_) => self.receiver.quality().is_none(),
            PrimaryEvent::Ended(_) | PrimaryEvent::Failed => true,
            PrimaryEvent::Heard => false,
        };
        let goes_on = new.iter().any(is_next);
        self.followed = self.events.len();
        if goes_on {
            self.receiver.expect_message();
        }
    }
}

struct Taking<'a> {
    decoder: &'a mut Decoder,
    points: &'a mut usize,
    bits: &'a mut u64,
}

impl PointSink for Taking<'_> {
    fn take(&mut self, points: &mut [Complex]) {
        *self.points += points.len();
        let bits = &mut *self.bits;
        // A sum in which each bit has its place.
        let mut sink = |more: Bits| *bits = bits.rotate_left(5) ^ u64::from(more.bits);
        for pair in points.chunks_mut(2) {
            for at in 0..pair.len() {
                if let Some(likely) = self.decoder.push(pair[at], &mut sink) {
                    pair.copy_from_slice(&likely.points[..pair.len()]);
                }
            }
        }
    }
}
