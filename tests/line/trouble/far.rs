//! Far ends that are no fax machine, or a strange one.

use std::collections::VecDeque;

use crate::terms::receiver;
use ferrofax::hdlc::Framer;
use ferrofax::modem::image::ImageTransmitter;
use ferrofax::modem::v21::V21Transmitter;
use ferrofax::modem::{BitSource, Rate, Transmitter};
use ferrofax::t30::dcs::Dcs;
use ferrofax::t30::ecm::PartialPageEnd;
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::Frame;
use ferrofax_kit::random::Random;
use ferrofax_kit::wire::{BLOCK, Block, Terminal, is_louder};

/// Who says what he always says whenever the other has said something, whatever that was.
pub(crate) struct Puppet {
    to_say: VecDeque<Vec<i16>>,
    saying: VecDeque<i16>,
    has_heard: bool,
    quiet: usize,
}

impl Puppet {
    pub(crate) fn new(speaks_first: bool, to_say: Vec<Vec<i16>>) -> Self {
        let to_say = to_say.into();
        Self { to_say, saying: VecDeque::new(), has_heard: speaks_first, quiet: 0 }
    }
}

impl Terminal for Puppet {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        if self.saying.is_empty() {
            let is_loud = is_louder(heard, 300);
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
pub(crate) struct Sound(
    pub(crate) fn(usize, &mut Random) -> f64,
    pub(crate) usize,
    pub(crate) Random,
);

impl Terminal for Sound {
    fn block(&mut self, _heard: &Block, said: &mut Block) -> bool {
        for sample in said {
            *sample = (self.0)(self.1, &mut self.2) as i16;
            self.1 += 1;
        }
        true
    }
}

pub(crate) fn voice(at: usize, _: &mut Random) -> f64 {
    let s = at as f64 / 8000.0;
    let pitch = std::f64::consts::TAU * s * (120.0 + 30.0 * (s * 3.0).sin());
    let syllable = (s * 9.0).sin().max(0.0) * (s * 0.7).sin().max(0.0);
    syllable * 4000.0 * (pitch.sin() + 0.6 * (4.0 * pitch).sin() + 0.3 * (9.0 * pitch).sin())
}

pub(crate) fn busy(at: usize, _: &mut Random) -> f64 {
    let tone = (at as f64 * std::f64::consts::TAU * 425.0 / 8000.0).sin() * 3000.0;
    if at % 7680 < 3840 { tone } else { 0.0 }
}

pub(crate) fn nobody(_: usize, random: &mut Random) -> f64 {
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

pub(crate) fn dis(ecm: bool) -> Vec<i16> {
    frames(&[(Fcf::Dis, receiver(ecm).emit())])
}

fn dcs(ecm: bool) -> Vec<u8> {
    let dcs = Dcs { rate: Ok(Rate::V29At9600), ecm, ..Dcs::parse(&[]) };
    dcs.emit()
}

/// A receiver that finds each training good and each page bad.
pub(crate) fn refuser(ecm: bool) -> Puppet {
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

pub(crate) fn garbage() -> Puppet {
    let mut random = Random::new(5);
    sender_of(false, (0..9600 * 5).map(|_| random.part() < 0.5).collect())
}

pub(crate) fn no_frames() -> Puppet {
    let flags = [false, true, true, true, true, true, true, false];
    sender_of(true, flags.into_iter().cycle().take(9600 * 4).collect())
}

/// A sender that trains in another way than it says.
pub(crate) fn other_modem() -> Puppet {
    let begin = [frames(&[(Fcf::Dcs, dcs(true))]), pause(75), training(Rate::V27ter4800)].concat();
    Puppet::new(false, vec![begin; 6])
}
