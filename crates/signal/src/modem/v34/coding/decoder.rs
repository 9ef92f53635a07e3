//! The decoder: points in, bits out.

use ferrofax_ground::wide::widest;

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
    /// The points of the 4D symbol.
    points: [Received; 2],
    /// Whether the second one comes next.
    has_first: bool,
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

/// A received point: where it was sent, and after the noise filter what it looks like on
/// the grid.
#[derive(Clone, Copy, Debug, Default)]
struct Received {
    sent: Complex,
    output: Complex,
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
            points: [Received::default(); 2],
            has_first: false,
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
        widest(
            #[inline(always)]
            || self.push_one(symbol, sink),
        )
    }

    /// Symbols as for [`Decoder::push`], some at once. In the places of those that belong to whole
    /// 4D symbols is put what they probably were.
    pub fn take(&mut self, symbols: &mut [Complex], sink: &mut dyn FnMut(Bits)) {
        widest(
            #[inline(always)]
            || {
                for at in 0..symbols.len() {
                    if let Some(Likely { points: [first, second] }) =
                        self.push_one(symbols[at], sink)
                    {
                        symbols[at] = second;
                        // Of a 4D symbol that began with those before only the second is here.
                        if let Some(before) = at.checked_sub(1) {
                            symbols[before] = first;
                        }
                    }
                }
            },
        );
    }

    #[inline(always)]
    fn push_one(&mut self, symbol: Complex, sink: &mut dyn FnMut(Bits)) -> Option<Likely> {
        let sent = self.mapping.received(symbol);
        let output = self.noise_filter.push(sent);
        let nearest = self.constellation.nearest(output);
        self.hear(Received { sent, output }, nearest, sink)
    }

    /// A symbol that was lost on the way: any may have been sent. It is what keeps the
    /// frames in step where as many symbols are missing as the receiver knows.
    pub fn push_lost(&mut self, sink: &mut dyn FnMut(Bits)) -> Option<Likely> {
        let mut any = self.constellation.nearest(Complex::ZERO);
        any.distances = [0.0; 8];
        self.noise_filter.push(Complex::ZERO);
        self.hear(Received::default(), any, sink)
    }

    #[inline(always)]
    fn hear(
        &mut self,
        point: Received,
        nearest: Nearest,
        sink: &mut dyn FnMut(Bits),
    ) -> Option<Likely> {
        let number = usize::from(self.has_first);
        self.points[number] = point;
        self.viterbi.put(number, nearest);
        self.has_first = !self.has_first;
        if self.has_first { None } else { Some(self.pair(sink)) }
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
    #[inline(always)]
    fn pair(&mut self, sink: &mut dyn FnMut(Bits)) -> Likely {
        let framing = &self.mapping.framing;
        let inverted = self.heard.is_inverted(framing);
        let cost = self.viterbi.push(inverted);
        self.inversions.push(inverted, cost, 2.0 * self.noise);
        self.noise += NOISE_GAIN * (0.5 * cost - self.noise);
        self.heard.step(framing);
        let outputs = self.viterbi.likely();
        let points = std::array::from_fn(|at| {
            let Received { sent, output } = self.points[at];
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
        let at = self.settled.mapping_frame();
        let bits = widest(
            #[inline(always)]
            || self.bits(at),
        );
        self.give(bits, self.mapping.framing.bits_of(at), sink);
    }

    /// The bits of mapping frame number `at`.
    #[inline(always)]
    fn bits(&mut self, at: usize) -> u128 {
        let mut parted = Parted::default();
        let mut rings = [0; MAPPING_FRAME];
        for (group, outputs) in self.viterbi.settle().into_iter().enumerate() {
            let (bits, of_group) = self.group(outputs);
            parted.groups[group] = bits;
            rings[2 * group..][..2].copy_from_slice(&of_group);
            self.settled.step(&self.mapping.framing);
        }
        parted.number = self.mapping.shell.unmap(&rings) as u32;
        let line = join(&self.mapping.framing, at, &parted);
        self.descrambler.descramble_all(line, self.mapping.framing.bits_of(at))
    }

    /// Steps 1 to 9 of table 11 backwards: a 4D symbol's bits and rings.
    #[inline(always)]
    fn group(&mut self, outputs: [Point; 2]) -> (Group, [u8; 2]) {
        let mut points = outputs;
        for point in &mut points {
            let (output, prediction) = (*point, self.precoder.predict());
            self.precoder.push(output, prediction);
            *point = output.minus(prediction.shift);
        }
        let turns = points[0].turns();
        // Between the two points lie 2 × I1 + U0 turns.
        let half_turn = points[1].turns().wrapping_sub(turns) >> 1 & 1;
        let mut group =
            Group { half_turn, turns: turns.wrapping_sub(self.turns) & 3, points: [0; 2] };
        self.turns = turns;
        let (within, mut rings) = (self.mapping.framing.point_bits, [0; 2]);
        for (at, point) in points.into_iter().enumerate() {
            let number = self.number(point);
            group.points[at] = (number & ((1 << within) - 1)) as u16;
            rings[at] = (number >> within) as u8;
        }
        (group, rings)
    }

    /// A point's number in the quarter.
    #[inline(always)]
    fn number(&mut self, point: Point) -> usize {
        let inside = self.mapping.framing.quarter_points();
        point.number().filter(|&number| number < inside).unwrap_or_else(|| {
            self.outside += 1;
            0
        })
    }

    fn give(&mut self, bits: u128, count: u32, sink: &mut dyn FnMut(Bits)) {
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
