//! The decoder: points in, bits out.

use super::Parameters;
use super::constellation::Point;
use super::framing::{GROUPS, MAPPING_FRAME, NoSuchRate, Place};
use super::groups::{Group, Parted, join};
use super::inversions::Inversions;
use super::mapping::{self, Mapping};
use super::nearest::{Constellation, Nearest};
use super::noise_filter::NoiseFilter;
use super::precoder::Precoder;
use super::viterbi::Viterbi;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::Bits;

/// How quickly the noise that is told follows that of the line: over some 100 4D symbols.
const NOISE_GAIN: f32 = 0.01;

/// The recipient's side of the primary channel.
///
/// ```text
/// equaliser ─▶ out of the stretch ─▶ 1 + h(z) ─▶ nearest points ─▶ Viterbi ─▶ precoder's
///              (§9.7)                                                          shifts off
///                   bits ◀─ descrambler ◀─ groups and rings ◀─ rotations ◀────────┘
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    mapping: Mapping,
    noise_filter: NoiseFilter,
    constellation: Constellation,
    /// The first point of a 4D symbol, until the second one is there.
    first: Option<Nearer>,
    viterbi: Viterbi,
    /// Of the 4D symbol that comes next, and of the mapping frame that is settled next.
    heard: Place,
    settled: Place,
    precoder: Precoder,
    turns: u8,
    descrambler: Scrambler,
    /// Mapping frames of B1 to come.
    b1: usize,
    b1_errors: u32,
    outside: u64,
    noise: f32,
    inversions: Inversions,
}

/// A received point after the noise filter: where it was sent, what it looks like on the
/// grid, and what is near.
#[derive(Clone, Copy, Debug)]
struct Nearer {
    sent: Complex,
    output: Complex,
    nearest: Nearest,
}

/// The points of a 4D symbol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likely {
    /// What was probably sent, in the measure of [`Decoder::push`]: what an equaliser may
    /// hold its output against. One in some hundred is another point than will be settled.
    pub points: [Complex; 2],
}

impl Decoder {
    /// For a source that begins B1 with the first symbol that is pushed.
    ///
    /// # Errors
    /// If the data rate is none of the symbol rate's.
    pub fn new(parameters: &Parameters) -> Result<Self, NoSuchRate> {
        let mapping = Mapping::new(parameters)?;
        let place = Place::of_b1(&mapping.framing);
        let b1 = mapping.framing.mapping_frames;
        let viterbi = Viterbi::new(parameters.trellis);
        Ok(Self { b1, viterbi, ..Self::at(parameters, mapping, place) })
    }

    /// For a source that is in its midst: the next symbol begins a mapping frame at `place`.
    pub(super) fn at(parameters: &Parameters, mapping: Mapping, place: Place) -> Self {
        let noise_filter = NoiseFilter::new(parameters.precoding);
        let mut viterbi = Viterbi::new(parameters.trellis);
        viterbi.forget_state();
        Self {
            constellation: Constellation::new(&mapping.framing, noise_filter.is_there()),
            noise_filter,
            first: None,
            viterbi,
            heard: place,
            settled: place,
            precoder: mapping::precoder(parameters, &mapping.framing),
            turns: 0,
            descrambler: mapping::scrambler(parameters.source),
            b1: 0,
            b1_errors: 0,
            outside: 0,
            noise: 0.0,
            inversions: Inversions::default(),
            mapping,
        }
    }

    /// Settles so many 4D symbols late.
    #[cfg(test)]
    pub(super) fn set_depth(&mut self, code: super::TrellisCode, depth: usize) {
        self.viterbi = Viterbi::with_depth(code, depth);
    }

    /// A symbol as the equaliser gave it, where the mean square of all is 1. Every second
    /// one makes a 4D symbol, and tells what that probably was; the bits of a mapping frame
    /// go to `sink`, those of B1 do not.
    pub fn push(&mut self, symbol: Complex, sink: &mut dyn FnMut(Bits)) -> Option<Likely> {
        let sent = self.mapping.received(symbol);
        let output = self.noise_filter.push(sent);
        let second = Nearer { sent, output, nearest: self.constellation.nearest(output) };
        let first = self.first.take();
        if first.is_none() {
            self.first = Some(second);
        }
        Some(self.pair([first?, second], sink))
    }

    /// A symbol that was lost on the way: any may have been sent. It is what keeps the
    /// frames in step where as many symbols are missing as the receiver knows.
    pub fn push_lost(&mut self, sink: &mut dyn FnMut(Bits)) -> Option<Likely> {
        let mut any = self.constellation.nearest(Complex::ZERO);
        any.distances = [0.0; 8];
        self.noise_filter.push(Complex::ZERO);
        let second = Nearer { sent: Complex::ZERO, output: Complex::ZERO, nearest: any };
        let first = self.first.take();
        if first.is_none() {
            self.first = Some(second);
        }
        Some(self.pair([first?, second], sink))
    }

    /// The signal is over: the bits of all whole mapping frames that were heard go to `sink`.
    pub fn finish(&mut self, sink: &mut dyn FnMut(Bits)) {
        while self.viterbi.kept() >= GROUPS {
            self.mapping_frame(sink);
        }
    }

    /// How many of B1's bits came as zeros. They are ones; half of them are wrong if the
    /// parameters are not the source's, or B1 began elsewhere.
    pub const fn b1_errors(&self) -> u32 {
        self.b1_errors
    }

    /// Whether all of B1 has been settled.
    pub const fn is_past_b1(&self) -> bool {
        self.b1 == 0
    }

    /// Points that were settled outside of the constellation: none, if all is well.
    pub const fn outside(&self) -> u64 {
        self.outside
    }

    /// Signal to noise as the decoder finds it lately, dB: the best path's distance from what
    /// was heard. Tells somewhat too much where most symbols are in doubt.
    pub fn snr_db(&self) -> f32 {
        10.0 * (self.mapping.energy as f32 / self.noise.max(1e-6)).log10()
    }

    /// Whether the superframe's inversions come where they are expected. Lost or doubled
    /// symbols end that, and with it all sense in the bits; it is seen after some ten half
    /// data frames (150 ms) and [`FrameSearch`](super::FrameSearch) helps.
    pub fn is_in_step(&self) -> bool {
        self.inversions.are_in_step()
    }

    /// A 4D symbol is whole.
    fn pair(&mut self, heard: [Nearer; 2], sink: &mut dyn FnMut(Bits)) -> Likely {
        let framing = &self.mapping.framing;
        let inverted = self.heard.is_inverted(framing);
        let cost = self.viterbi.push(&heard.each_ref().map(|point| point.nearest), inverted);
        self.inversions.push(inverted, cost, 2.0 * self.noise);
        self.noise += NOISE_GAIN * (0.5 * cost - self.noise);
        self.heard.step(framing);
        let outputs = self.viterbi.likely();
        let points = std::array::from_fn(|at| {
            let Nearer { sent, output, .. } = heard[at];
            let likely = Complex::new(outputs[at].re.into(), outputs[at].im.into());
            // By as much as the output was off, the point that was sent was.
            self.mapping.sent(sent + (likely - output))
        });
        if self.viterbi.is_full() {
            self.mapping_frame(sink);
        }
        Likely { points }
    }

    /// Settles four 4D symbols: one mapping frame.
    fn mapping_frame(&mut self, sink: &mut dyn FnMut(Bits)) {
        let at = self.settled.mapping_frame(&self.mapping.framing);
        let mut parted = Parted::default();
        let mut rings = [0; MAPPING_FRAME];
        for (group, outputs) in self.viterbi.settle().into_iter().enumerate() {
            let (bits, of_group) = self.group(outputs);
            parted.groups[group] = bits;
            rings[2 * group..][..2].copy_from_slice(&of_group);
            self.settled.step(&self.mapping.framing);
        }
        parted.number = self.mapping.shell.unmap(&rings) as u32;
        let count = self.mapping.framing.bits_of(at);
        self.give(join(&self.mapping.framing, at, &parted), count, sink);
    }

    /// Steps 1 to 9 of table 11 backwards: a 4D symbol's bits and rings.
    fn group(&mut self, outputs: [Point; 2]) -> (Group, [u8; 2]) {
        let points = outputs.map(|output| {
            let prediction = self.precoder.predict();
            self.precoder.push(output, prediction);
            output.minus(prediction.shift)
        });
        let turns = points[0].turns();
        let group = Group {
            // Between the two points lie 2 × I1 + U0 turns.
            half_turn: points[1].turns().wrapping_sub(turns) >> 1 & 1,
            turns: turns.wrapping_sub(self.turns) & 3,
            points: [0; 2],
        };
        self.turns = turns;
        let numbers = points.map(|point| self.number(point));
        let within = self.mapping.framing.point_bits;
        let group =
            Group { points: numbers.map(|number| (number & ((1 << within) - 1)) as u16), ..group };
        (group, numbers.map(|number| (number >> within) as u8))
    }

    /// A point's number in the quarter.
    fn number(&mut self, point: Point) -> usize {
        let inside = self.mapping.framing.quarter_points();
        point.number().filter(|&number| number < inside).unwrap_or_else(|| {
            self.outside += 1;
            0
        })
    }

    fn give(&mut self, line: u128, count: u32, sink: &mut dyn FnMut(Bits)) {
        let bits = self.descrambler.descramble_all(line, count);
        if self.b1 > 0 {
            self.b1 -= 1;
            self.b1_errors += count - bits.count_ones();
            return;
        }
        for from in (0..count).step_by(32) {
            let many = (count - from).min(32);
            let mask = (1u64 << many) - 1;
            sink(Bits { bits: ((bits >> from) as u64 & mask) as u32, count: many });
        }
    }
}
