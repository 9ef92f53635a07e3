//! Of recorded calls with trouble put into them it is said what the trouble was: a table of
//! forty on which the thresholds were set, and forty others, of other strengths, sides,
//! modems and networks, that only keep the score.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::line_model::{LineSettings, Slip};
use crate::common::pages::{self, Content};
use crate::common::random::Random;
use crate::common::wire::{BLOCK, Block, Echo, Terminal, Wire};
use ferrofax::call::{
    AnswerConfig, Call, CallEvent, CallSettings, NextPage, OriginateConfig, PageToSend, T38Terms,
};
use ferrofax::hdlc::Framer;
use ferrofax::modem::image::ImageTransmitter;
use ferrofax::modem::v21::V21Transmitter;
use ferrofax::modem::{BitSource, Rate, Transmitter};
use ferrofax::recorder::Examined;
use ferrofax::recorder::explain::{Trouble, Verdict};
use ferrofax::t4::{Coding, PageWidth, Resolution};
use ferrofax::t30::dcs::Dcs;
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::ecm::PartialPageEnd;
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::Frame;

/// A call of ours, on tape, with an owner who gives one page or stores what comes.
struct Party {
    call: Call,
    tape: Vec<u8>,
    can_store: bool,
    hang_up_at: Option<usize>,
    blocks: usize,
}

impl Party {
    fn new(sends: bool) -> Self {
        Self::with(sends, true, Rate::V17At14400)
    }

    /// No faster than `rate`, with error correction or without.
    fn with(sends: bool, ecm: bool, fastest: Rate) -> Self {
        let up_to = |rates: &[Rate]| {
            let is_it = |rate: &&Rate| rate.bps() <= fastest.bps() && **rate <= fastest;
            rates.iter().filter(is_it).copied().collect::<Vec<_>>()
        };
        let settings = if sends {
            let of = OriginateConfig::default();
            CallSettings::Originate(OriginateConfig { ecm, rates: up_to(&of.rates), ..of })
        } else {
            let of = AnswerConfig::default();
            CallSettings::Answer(AnswerConfig { ecm, rates: up_to(&of.rates), ..of })
        };
        let call = Call::on_tape(settings);
        Self { call, tape: Vec::new(), can_store: true, hang_up_at: None, blocks: 0 }
    }

    fn look(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match event {
                CallEvent::WantPage { .. } => {
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let bitmap = Arc::new(pages::page(Content::Text, 1728, 1000, 1));
                    let page = PageToSend { bitmap, resolution, width, next: NextPage::End };
                    self.call.give_page(page).expect("the page is taken");
                }
                CallEvent::Page(page) if self.can_store => self.call.page_stored(page.number),
                CallEvent::Page(page) => self.call.page_not_stored(page.number),
                _ => {}
            }
        }
        self.tape.extend(self.call.take_tape());
    }

    fn step(&mut self, heard: Option<&Block>, said: &mut Block) -> bool {
        match heard {
            Some(heard) => self.call.hear(heard),
            None => self.call.hear_gap(BLOCK),
        }
        self.look();
        self.call.say(said);
        self.look();
        self.blocks += 1;
        if self.hang_up_at == Some(self.blocks) {
            self.call.hang_up();
            self.look();
        }
        !self.call.is_over()
    }

    /// The end of the call, as the telephone system tells it.
    fn finish(mut self) -> Vec<u8> {
        self.call.hang_up();
        self.look();
        self.tape.extend(self.call.finish_tape());
        self.tape
    }
}

impl Terminal for Party {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        self.step(Some(heard), said)
    }

    fn lost_block(&mut self, said: &mut Block) -> bool {
        self.step(None, said)
    }
}

/// Who says what he always says whenever the other has said something, whatever that was.
struct Puppet {
    to_say: VecDeque<Vec<i16>>,
    saying: VecDeque<i16>,
    has_heard: bool,
    quiet: usize,
}

impl Puppet {
    fn new(speaks_first: bool, to_say: Vec<Vec<i16>>) -> Self {
        let to_say = to_say.into();
        Self { to_say, saying: VecDeque::new(), has_heard: speaks_first, quiet: 0 }
    }
}

impl Terminal for Puppet {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        if self.saying.is_empty() {
            let is_loud = heard.iter().any(|sample| sample.unsigned_abs() > 300);
            self.has_heard |= is_loud;
            self.quiet = if is_loud { 0 } else { self.quiet + 1 };
            // Between DCS and the training check there are 75 ms.
            if self.has_heard && self.quiet > 12 {
                self.saying.extend(self.to_say.pop_front().unwrap_or_default());
                (self.has_heard, self.quiet) = (false, 0);
            }
        }
        for sample in said {
            *sample = self.saying.pop_front().unwrap_or_default();
        }
        true
    }
}

/// Who makes a sound that is no fax.
struct Sound(fn(usize, &mut Random) -> f64, usize, Random);

impl Terminal for Sound {
    fn block(&mut self, _heard: &Block, said: &mut Block) -> bool {
        for sample in said {
            *sample = (self.0)(self.1, &mut self.2) as i16;
            self.1 += 1;
        }
        true
    }
}

fn voice(at: usize, _: &mut Random) -> f64 {
    let s = at as f64 / 8000.0;
    let pitch = std::f64::consts::TAU * s * (120.0 + 30.0 * (s * 3.0).sin());
    let syllable = (s * 9.0).sin().max(0.0) * (s * 0.7).sin().max(0.0);
    syllable * 4000.0 * (pitch.sin() + 0.6 * (4.0 * pitch).sin() + 0.3 * (9.0 * pitch).sin())
}

fn busy(at: usize, _: &mut Random) -> f64 {
    let tone = (at as f64 * std::f64::consts::TAU * 425.0 / 8000.0).sin() * 3000.0;
    if at % 7680 < 3840 { tone } else { 0.0 }
}

fn nobody(_: usize, random: &mut Random) -> f64 {
    random.gauss() * 2.0
}

/// The bits of frames.
struct Bits(VecDeque<bool>);

impl BitSource for Bits {
    fn next_bit(&mut self) -> Option<bool> {
        self.0.pop_front()
    }
}

fn pulled(mut modem: impl Transmitter, bits: Vec<bool>) -> Vec<i16> {
    let (mut bits, mut said) = (Bits(bits.into()), Vec::new());
    loop {
        let mut block = [0; BLOCK];
        let written = modem.pull(&mut bits, &mut block);
        said.extend(&block[..written]);
        if written < BLOCK {
            return said;
        }
    }
}

fn frames(frames: &[(Fcf, Vec<u8>)]) -> Vec<i16> {
    let mut framer = Framer::new(32);
    for (at, (fcf, fif)) in frames.iter().enumerate() {
        let is_final = at + 1 == frames.len();
        let x = matches!(fcf, Fcf::Dcs | Fcf::Pps | Fcf::Eop);
        framer.push_frame(&Frame { fcf: *fcf, x, is_final, fif: fif.clone() }.emit());
    }
    pulled(V21Transmitter::new(-13.0), std::iter::from_fn(|| framer.next_bit()).collect())
}

fn image(rate: Rate, bits: Vec<bool>) -> Vec<i16> {
    pulled(ImageTransmitter::new(rate, false, -13.0), bits)
}

fn pause(ms: usize) -> Vec<i16> {
    vec![0; ms * 8]
}

fn training(rate: Rate) -> Vec<i16> {
    image(rate, vec![false; rate.bps() as usize * 3 / 2])
}

fn dis(ecm: bool) -> Vec<i16> {
    let can = Capabilities {
        selective_polling: false,
        has_document: false,
        can_receive: true,
        rates: vec![Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400],
        ecm,
        codings: vec![Coding::Mh],
        resolutions: vec![Resolution::Standard],
        max_width: PageWidth::A4,
        unlimited_length: true,
        min_row_ms: 0,
        addresses: false,
    };
    frames(&[(Fcf::Dis, can.emit())])
}

fn dcs(ecm: bool) -> Vec<u8> {
    let dcs = Dcs { rate: Ok(Rate::V29At9600), ecm, ..Dcs::parse(&[]) };
    dcs.emit()
}

/// A receiver that finds each training good and each page bad.
fn refuser(ecm: bool) -> Puppet {
    let alone = |fcf, fif: Vec<u8>| frames(&[(fcf, fif)]);
    let mut said = vec![dis(ecm)];
    for _ in 0..8 {
        if ecm {
            said.push(alone(if said.len() == 1 { Fcf::Cfr } else { Fcf::Ctr }, Vec::new()));
            (0..4).for_each(|_| said.push(alone(Fcf::Ppr, vec![0xFF; 32])));
        } else {
            said.push(alone(Fcf::Cfr, Vec::new()));
            said.push(alone(Fcf::Rtn, Vec::new()));
        }
    }
    Puppet::new(true, said)
}

/// A sender whose page, after a good training, is this.
fn sender_of(ecm: bool, page: Vec<bool>) -> Puppet {
    let rate = Rate::V29At9600;
    let begin = [frames(&[(Fcf::Dcs, dcs(ecm))]), pause(75), training(rate)].concat();
    let end = if ecm {
        let end =
            PartialPageEnd { next: Fcf::Eop, interrupt: false, page: 0, block: 0, frames: 40 };
        frames(&[(Fcf::Pps, end.emit(true))])
    } else {
        frames(&[(Fcf::Eop, Vec::new())])
    };
    let page = [image(rate, page), pause(75), end].concat();
    let mut said = vec![begin.clone(), page.clone()];
    for _ in 0..4 {
        // After RTN it begins again; after PPR it says the same.
        said.extend((!ecm).then(|| begin.clone()));
        said.push(page.clone());
    }
    Puppet::new(false, said)
}

fn garbage() -> Puppet {
    let mut random = Random::new(5);
    sender_of(false, (0..9600 * 5).map(|_| random.part() < 0.5).collect())
}

fn no_frames() -> Puppet {
    let flags = [false, true, true, true, true, true, true, false];
    sender_of(true, flags.into_iter().cycle().take(9600 * 4).collect())
}

/// A sender that trains in another way than it says.
fn other_modem() -> Puppet {
    let begin = [frames(&[(Fcf::Dcs, dcs(true))]), pause(75), training(Rate::V27ter4800)].concat();
    Puppet::new(false, vec![begin; 6])
}

/// What is put into a call.
enum Trial {
    /// The line to us is so; does our side send?
    Line(bool, LineSettings),
    /// Both ways.
    BothWays(bool, LineSettings),
    /// The line to us is so, and our side takes no more than this rate, with error
    /// correction or without.
    Slow(bool, Rate, bool, LineSettings),
    /// The line from us is so.
    FromUs(LineSettings),
    /// What we hear of ourselves.
    Echo(bool, usize, f64),
    /// Somebody else is there.
    With(bool, Box<dyn Fn() -> Box<dyn Terminal> + Send + Sync>),
    /// The line is hung up after so many blocks.
    HungUp(usize),
    /// Nothing can be stored.
    FullDisk,
    /// T.38, with this part of the packets lost.
    Packets(f64),
}

impl Trial {
    /// The record of the call.
    fn tape(&self) -> Vec<u8> {
        let good = LineSettings::a_law;
        match self {
            Self::Line(sends, line) => talk(Party::new(*sends), line.clone(), good(), None),
            Self::BothWays(sends, line) => {
                let back = LineSettings { seed: line.seed + 77, ..line.clone() };
                talk(Party::new(*sends), line.clone(), back, None)
            }
            Self::Slow(sends, rate, ecm, line) => {
                talk(Party::with(*sends, *ecm, *rate), line.clone(), good(), None)
            }
            Self::FromUs(line) => talk(Party::new(true), good(), line.clone(), None),
            Self::Echo(sends, blocks, loss_db) => {
                let echo = Echo { blocks: *blocks, loss_db: *loss_db };
                talk(Party::new(*sends), good(), good(), Some(echo))
            }
            Self::With(sends, far) => {
                let (mut us, mut far) = (Party::new(*sends), far());
                let mut wire = Wire::new(&good());
                wire.grace_s = 2.0;
                if *sends {
                    wire.run(&mut us, &mut *far)
                } else {
                    wire.run(&mut *far, &mut us)
                };
                us.finish()
            }
            Self::HungUp(block) => {
                let us = Party { hang_up_at: Some(*block), ..Party::new(true) };
                talk(us, good(), good(), None)
            }
            Self::FullDisk => {
                let us = Party { can_store: false, ..Party::new(false) };
                talk(us, good(), good(), None)
            }
            Self::Packets(lost) => by_packets(*lost),
        }
    }
}

/// A call between `us` and another of ours.
fn talk(mut us: Party, to_us: LineSettings, from_us: LineSettings, echo: Option<Echo>) -> Vec<u8> {
    let mut far = Party::new(!us.call.sends());
    if us.call.sends() {
        let mut wire = Wire::with_lines(from_us, to_us);
        (wire.caller_echo, wire.grace_s) = (echo, 2.0);
        wire.run(&mut us, &mut far);
    } else {
        let mut wire = Wire::with_lines(to_us, from_us);
        (wire.echo, wire.grace_s) = (echo, 2.0);
        wire.run(&mut far, &mut us);
    }
    us.finish()
}

/// A fax that comes by packets, some of which get lost on the way to us.
fn by_packets(lost: f64) -> Vec<u8> {
    let (mut us, mut far) = (Party::new(false), Party::new(true));
    let (mut random, mut number) = (Random::new(9), 0u16);
    for party in [&mut us, &mut far] {
        party.look();
        party.call.switch_to_t38(T38Terms::default());
    }
    for _ in 0..50 * 200 {
        if us.call.is_over() {
            break;
        }
        us.call.pass_time(BLOCK);
        far.call.pass_time(BLOCK);
        while let Some(packet) = far.call.poll_packet() {
            if random.part() >= lost {
                us.call.hear_packet(Some(number), &packet);
            }
            number = number.wrapping_add(1);
        }
        while let Some(packet) = us.call.poll_packet() {
            far.call.hear_packet(None, &packet);
        }
        us.look();
        far.look();
    }
    us.finish()
}

fn noise(dbm0: f64, seed: u64) -> LineSettings {
    LineSettings { noise_dbm0: Some(dbm0), seed, ..LineSettings::a_law() }
}

fn clicks(impulses: f64, seed: u64) -> LineSettings {
    LineSettings { impulses, seed, ..LineSettings::a_law() }
}

fn loss(loss: f64, seed: u64) -> LineSettings {
    LineSettings { loss, seed, ..LineSettings::a_law() }
}

fn skew(skew_ppm: f64) -> LineSettings {
    LineSettings { skew_ppm, seed: 3, ..LineSettings::a_law() }
}

fn gain(gain_db: f64) -> LineSettings {
    LineSettings { gain_db, ..LineSettings::a_law() }
}

fn slips(every_blocks: u64, samples: i32) -> LineSettings {
    LineSettings { slip: Some(Slip { every_blocks, samples }), ..LineSettings::a_law() }
}

fn jitter(jitter: f64, seed: u64) -> LineSettings {
    LineSettings { jitter, seed, ..LineSettings::a_law() }
}

fn with<T: Terminal + 'static>(sends: bool, far: impl Fn() -> T + Send + Sync + 'static) -> Trial {
    Trial::With(sends, Box::new(move || Box::new(far())))
}

fn sound(of: fn(usize, &mut Random) -> f64) -> Trial {
    with(true, move || Sound(of, 0, Random::new(1)))
}

const RECEIVES: bool = false;
const SENDS: bool = true;

/// Forty calls, and what is wrong with each.
fn forty() -> Vec<(Trouble, Trial)> {
    use Trial::{BothWays, Line};
    use Trouble::*;
    vec![
        (Noise, Line(RECEIVES, noise(-42.0, 1))),
        (Noise, Line(RECEIVES, noise(-36.0, 2))),
        (Noise, Line(RECEIVES, noise(-31.0, 3))),
        (Noise, BothWays(SENDS, noise(-38.0, 4))),
        (Noise, Line(RECEIVES, clicks(4.0, 5))),
        (Echo, Trial::Echo(RECEIVES, 3, 10.0)),
        (Echo, Trial::Echo(RECEIVES, 10, 14.0)),
        (Echo, Trial::Echo(RECEIVES, 30, 18.0)),
        (Echo, Trial::Echo(SENDS, 10, 12.0)),
        (Loss, Line(RECEIVES, loss(0.005, 1))),
        (Loss, Line(RECEIVES, loss(0.015, 2))),
        (Loss, Line(RECEIVES, loss(0.04, 3))),
        (Loss, BothWays(SENDS, loss(0.02, 4))),
        (Loss, Trial::Packets(0.03)),
        (Skew, Line(RECEIVES, skew(100.0))),
        (Skew, Line(RECEIVES, skew(-100.0))),
        (Skew, Line(RECEIVES, skew(160.0))),
        (Skew, Line(RECEIVES, skew(-220.0))),
        (Level, Line(RECEIVES, gain(-24.0))),
        (Level, Line(RECEIVES, gain(-29.0))),
        (Level, Line(RECEIVES, gain(11.0))),
        (Level, Line(RECEIVES, gain(15.0))),
        (Level, Line(SENDS, gain(-26.0))),
        (Slip, Line(RECEIVES, slips(150, -1))),
        (Slip, Line(RECEIVES, slips(120, 8))),
        (Slip, Line(RECEIVES, slips(100, -40))),
        (Slip, Line(RECEIVES, slips(60, 3))),
        (JitterBuffer, Line(RECEIVES, jitter(0.003, 1))),
        (JitterBuffer, Line(RECEIVES, jitter(0.006, 2))),
        (JitterBuffer, Line(RECEIVES, jitter(0.01, 3))),
        (JitterBuffer, Line(RECEIVES, jitter(0.02, 4))),
        (FarLies, with(SENDS, || refuser(false))),
        (FarLies, with(SENDS, || refuser(true))),
        (FarLies, with(RECEIVES, garbage)),
        (FarLies, with(RECEIVES, other_modem)),
        (NoFaxMachine, sound(voice)),
        (NoAnswer, with(SENDS, || Puppet::new(true, vec![dis(true)]))),
        (FarHungUp, Trial::HungUp(800)),
        (Storage, Trial::FullDisk),
        (T38, Trial::Packets(1.0)),
    ]
}

/// Others, for the score.
fn others() -> Vec<(Trouble, Trial)> {
    use Trial::{BothWays, Line};
    use Trouble::*;
    let holes = (0..6000).filter(|block| block % 97 == 5).collect();
    vec![
        (Noise, Line(RECEIVES, noise(-39.0, 21))),
        (Noise, BothWays(SENDS, noise(-34.0, 22))),
        (Noise, Line(RECEIVES, clicks(6.0, 23))),
        (Echo, Trial::Echo(SENDS, 20, 16.0)),
        (Echo, Trial::Echo(RECEIVES, 5, 20.0)),
        (Echo, Trial::Echo(RECEIVES, 15, 9.0)),
        (Loss, Line(RECEIVES, loss(0.01, 24))),
        (Loss, BothWays(SENDS, loss(0.03, 25))),
        (Loss, Line(RECEIVES, LineSettings { silent_blocks: holes, ..LineSettings::a_law() })),
        (Skew, Line(RECEIVES, skew(130.0))),
        (Skew, Line(RECEIVES, skew(-80.0))),
        (Level, Line(RECEIVES, gain(-27.0))),
        (Level, Line(RECEIVES, gain(13.0))),
        (Slip, Line(RECEIVES, slips(150, 160))),
        (Slip, Line(RECEIVES, slips(80, -8))),
        (JitterBuffer, Line(RECEIVES, jitter(0.008, 26))),
        (JitterBuffer, Line(RECEIVES, jitter(0.004, 27))),
        (FarLies, with(RECEIVES, no_frames)),
        (NoFaxMachine, sound(busy)),
        (NoFaxMachine, sound(nobody)),
    ]
}

/// Others still: slower modems, no error correction, and the side that sends.
fn slower() -> Vec<(Trouble, Trial)> {
    use Rate::{V27ter4800, V29At9600};
    use Trial::{FromUs, Line, Packets, Slow};
    use Trouble::*;
    let in_the_page = (560..30_000).step_by(4).collect();
    vec![
        (Noise, Slow(RECEIVES, V29At9600, false, noise(-37.0, 41))),
        (Noise, Slow(RECEIVES, V27ter4800, true, noise(-30.0, 42))),
        (Noise, Line(SENDS, noise(-33.0, 43))),
        (Noise, Slow(RECEIVES, V29At9600, true, clicks(10.0, 44))),
        (Echo, Trial::Echo(RECEIVES, 8, 13.0)),
        (Echo, Trial::Echo(SENDS, 25, 18.0)),
        (Echo, Trial::Echo(RECEIVES, 45, 16.0)),
        (Loss, Line(SENDS, loss(0.01, 45))),
        (Loss, Slow(RECEIVES, V29At9600, false, loss(0.008, 46))),
        (Loss, Packets(0.01)),
        (Skew, Slow(RECEIVES, V29At9600, false, skew(110.0))),
        (Skew, Slow(RECEIVES, V27ter4800, true, skew(-150.0))),
        (Level, Slow(RECEIVES, V29At9600, false, gain(-25.0))),
        (Level, Slow(RECEIVES, V27ter4800, true, gain(-28.0))),
        (Slip, Slow(RECEIVES, V29At9600, true, slips(110, -3))),
        (Slip, Slow(RECEIVES, V29At9600, false, slips(90, 20))),
        (Slip, Line(SENDS, slips(50, -5))),
        (JitterBuffer, Slow(RECEIVES, V29At9600, true, jitter(0.012, 47))),
        (JitterBuffer, Line(SENDS, jitter(0.015, 48))),
        (FarLies, FromUs(LineSettings { silent_blocks: in_the_page, ..LineSettings::a_law() })),
    ]
}

/// How many are named right; tells those that are not.
fn right(trials: &[(Trouble, Trial)]) -> usize {
    let (next, right) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let judge = || {
        while let Some((at, (wanted, trial))) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            trials.get(at).map(|trial| (at, trial))
        } {
            let examined = Examined::of(&trial.tape()).expect("a tape");
            assert_eq!(examined.differs_at_ms, None);
            let verdict = Verdict::of(&examined);
            let is_right = verdict.first().trouble == *wanted;
            right.fetch_add(usize::from(is_right), Ordering::Relaxed);
            let mark = if is_right { "right" } else { "WRONG" };
            println!("{at} {wanted:?}: {mark}; {:?}; {} ms", examined.outcome, examined.lasted_ms);
            for finding in &verdict.findings {
                println!("    {:3} {:?}: {}", finding.weight, finding.trouble, finding.sentence);
            }
        }
    };
    std::thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(judge))));
    right.into_inner()
}

#[test]
fn what_was_wrong_is_named_first() {
    let trials = forty();
    assert_eq!(trials.len(), 40);
    let right = right(&trials);
    println!("{right} of 40");
    assert!(right >= 36, "{right} of 40");
}

#[test]
fn what_was_wrong_is_named_first_at_other_strengths() {
    let trials = others();
    let right = right(&trials);
    println!("{right} of {}", trials.len());
    assert!(right >= 16, "{right} of {}", trials.len());
}

#[test]
fn what_was_wrong_is_named_first_by_slower_modems_and_to_who_sends() {
    let trials = slower();
    let right = right(&trials);
    println!("{right} of {}", trials.len());
    assert!(right >= 14, "{right} of {}", trials.len());
}

#[test]
fn of_a_good_call_nothing_is_said() {
    use Trial::Line;
    use Trouble::Nothing;
    let trials = [
        (Nothing, Line(RECEIVES, LineSettings::a_law())),
        (Nothing, Line(SENDS, LineSettings::a_law())),
        (Nothing, Line(RECEIVES, LineSettings::mu_law())),
        (Nothing, Line(RECEIVES, noise(-66.0, 1))),
        (Nothing, Line(RECEIVES, LineSettings { gain_db: -9.0, ..skew(20.0) })),
    ];
    assert_eq!(right(&trials), trials.len());
}
