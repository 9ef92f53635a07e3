//! Finds where the frames are, in symbols that were joined in their midst: after a slip, or
//! when the beginning was missed.
//!
//! # Theory
//!
//! Nothing marks a frame but the superframe's inversions of Y0 (§9.6.3, table 12), at the
//! beginning of most half data frames. A decoder that expects none of them pays for each:
//! within a few 4D symbols some four units of the grid (squared), the distance of a point to
//! its neighbours. And one that takes the second point of a 4D symbol for the first pays all
//! the time. So two decoders listen for a superframe, one for each pairing; the cheaper one
//! is right, and where its costs are highest, in the pattern of table 12, are the half data
//! frames. No turn of the pattern is like another. To the symbol this is not sure, so that the
//! places around are tried with their inversions.

use ferrofax_ground::wide::widest;

use super::Parameters;
use super::decoder::Decoder;
use super::framing::{Framing, GROUPS, NoSuchRate, Place};
use super::inversions::PAID_WITHIN;
use super::mapping::Mapping;
use super::nearest::{Constellation, Nearest};
use super::noise_filter::NoiseFilter;
use super::subsets::Distances;
use super::viterbi::Viterbi;
use crate::dsp::complex::Complex;
use crate::modem::Bits;

/// By how much of the pattern's cost the best place has to be better than the second best.
const MARGIN: f32 = 0.25;

/// What the pattern has to cost for each data frame, units of the grid squared: with two
/// inversions in most, it is some eight.
const LEAST_SCORE: f32 = 2.5;

/// A 4D symbol of the right signal costs no more than this on the average, units of the grid
/// squared, however much noise there is: beyond it nothing can be decoded.
const MOST_COST: f32 = 1.6;

/// Looks for the frames.
#[derive(Clone, Debug)]
pub struct FrameSearch {
    parameters: Parameters,
    mapping: Mapping,
    noise_filter: NoiseFilter,
    constellation: Constellation,
    /// Symbols of this try, as they came.
    symbols: Vec<Complex>,
    /// What may have been meant by each of them.
    nearest: Vec<Nearest>,
    pairings: [Pairing; 2],
    tries: u32,
}

/// Which symbols make a 4D symbol: those with an even number and the next ones, or those
/// with an odd one.
#[derive(Clone, Debug)]
struct Pairing {
    viterbi: Viterbi,
    /// What each 4D symbol has cost.
    costs: Vec<f32>,
}

impl FrameSearch {
    /// For a source with these parameters.
    ///
    /// # Errors
    /// If the data rate is none of the symbol rate's.
    pub fn new(parameters: &Parameters) -> Result<Self, NoSuchRate> {
        let mapping = Mapping::new(parameters)?;
        let noise_filter = NoiseFilter::new(parameters.precoding);
        let pairing = Pairing { viterbi: Viterbi::new(parameters.trellis), costs: Vec::new() };
        let mut search = Self {
            parameters: *parameters,
            constellation: Constellation::new(&mapping.framing, noise_filter.is_there()),
            noise_filter,
            symbols: Vec::new(),
            nearest: Vec::new(),
            pairings: [pairing.clone(), pairing],
            tries: 0,
            mapping,
        };
        search.start();
        Ok(search)
    }

    /// A symbol as for [`Decoder::push`]. When the frames are found, the decoder that goes on
    /// is given; the bits of all whole mapping frames since the search began have gone to
    /// `sink`, but for the last ones, which it still has.
    pub fn push(&mut self, symbol: Complex, sink: &mut dyn FnMut(Bits)) -> Option<Decoder> {
        let output = self.noise_filter.push(self.mapping.received(symbol));
        self.symbols.push(symbol);
        self.look(output);
        let enough = self.mapping.framing.superframe() + PAID_WITHIN;
        if self.pairings.iter().any(|pairing| pairing.costs.len() < enough) {
            return None;
        }
        let found = self.found().map(|place| self.decoder(place, sink));
        if found.is_none() {
            self.tries += 1;
            self.start();
        }
        found
    }

    /// Takes note of what is near to a point, and of what the 4D symbol costs that it ends.
    fn look(&mut self, output: Complex) {
        widest(
            #[inline(always)]
            || {
                self.nearest.push(self.constellation.nearest(output));
                // The second point of a 4D symbol has an odd number in the even pairing.
                if let Some(&[first, second]) = self.nearest.last_chunk::<2>() {
                    let Pairing { viterbi, costs } = &mut self.pairings[self.nearest.len() % 2];
                    viterbi.put(0, first);
                    viterbi.put(1, second);
                    costs.push(viterbi.push(false));
                }
            },
        );
    }

    /// Superframes in which no frames were found.
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    fn start(&mut self) {
        self.symbols.clear();
        self.nearest.clear();
        for pairing in &mut self.pairings {
            pairing.costs.clear();
            pairing.viterbi.forget_state();
        }
    }

    /// The pairing's number and the place of its first 4D symbol.
    fn found(&self) -> Option<(usize, Place)> {
        let framing = &self.mapping.framing;
        let superframe = framing.superframe();
        let total = |at: usize| self.pairings[at].costs[..superframe].iter().sum::<f32>();
        let pairing = usize::from(total(1) < total(0));
        let mean = total(pairing) / superframe as f32;
        // What is paid for an inversion at each 4D symbol, if there is one.
        let paid: Vec<f32> = self.pairings[pairing]
            .costs
            .windows(PAID_WITHIN)
            .map(|costs| costs.iter().sum::<f32>() - mean * PAID_WITHIN as f32)
            .collect();
        // By the place of the first 4D symbol: what is paid where there are inversions, less
        // what is paid where half data frames begin without one.
        let half_frame = 2 * framing.mapping_frames;
        let scores = |first: usize| {
            let halves = (0..superframe).step_by(half_frame);
            let score: f32 = halves
                .map(|half| {
                    let paid = paid[(half + superframe - first) % superframe];
                    if Place::at(framing, half).is_inverted(framing) { paid } else { -paid }
                })
                .sum();
            (score, first)
        };
        let scores: Vec<(f32, usize)> = (0..superframe).map(scores).collect();
        let best = scores.iter().copied().fold((0.0, 0), |a, b| if b.0 > a.0 { b } else { a });
        // The places next to the best are nearly as good: costs are paid in parts.
        let apart = |first: usize| {
            let distance = first.abs_diff(best.1);
            distance.min(superframe - distance) > 2 * PAID_WITHIN
        };
        let others = scores.iter().filter(|score| apart(score.1)).map(|score| score.0);
        let second = others.fold(0.0, f32::max);
        if best.0 < LEAST_SCORE * framing.data_frames as f32 || second > (1.0 - MARGIN) * best.0 {
            return None;
        }
        // One of them is right: with its inversions all costs least.
        let mut trials = Trials::new(&self.parameters, &self.nearest[pairing..]);
        // The likeliest comes first: of the others most are given up soon.
        trials.cost(framing, Place::at(framing, best.1));
        let near = (0..=2 * PAID_WITHIN).map(|at| best.1 + superframe + at - PAID_WITHIN);
        let costs = near.map(|first| {
            let place = Place::at(framing, first);
            (trials.cost(framing, place), place)
        });
        let (cost, place) = costs.reduce(|a, b| if b.0 < a.0 { b } else { a })?;
        (cost < MOST_COST).then_some((pairing, place))
    }

    /// A decoder that has heard all symbols from the first whole mapping frame on.
    fn decoder(&self, found: (usize, Place), sink: &mut dyn FnMut(Bits)) -> Decoder {
        let (pairing, mut place) = found;
        let mut from = pairing;
        while place.group() != 0 {
            place.step(&self.mapping.framing);
            from += 2;
        }
        debug_assert!(from <= pairing + 2 * (GROUPS - 1));
        let mut decoder = Decoder::at(&self.parameters, self.mapping.clone(), place);
        for &symbol in &self.symbols[from..] {
            decoder.push(symbol, sink);
        }
        decoder
    }
}

/// The same symbols, tried at one place after the other.
struct Trials {
    fresh: Viterbi,
    distances: Vec<Distances>,
    /// The least that they have cost together.
    least: f32,
}

impl Trials {
    /// By how much a sum may be beyond the least before it is given up: rounding is less.
    const GIVEN_UP: f32 = 1.001;

    fn new(parameters: &Parameters, nearest: &[Nearest]) -> Self {
        let mut fresh = Viterbi::new(parameters.trellis);
        fresh.forget_state();
        let (pairs, _) = nearest.as_chunks::<2>();
        let distances = pairs.iter().map(|pair| fresh.distances(pair)).collect();
        Self { fresh, distances, least: f32::INFINITY }
    }

    /// What a 4D symbol costs on the average if the first one is at `place`; infinity if there
    /// was a better one.
    fn cost(&mut self, framing: &Framing, mut place: Place) -> f32 {
        let mut viterbi = self.fresh.clone();
        let mut sum = 0.0;
        for distances in &self.distances {
            sum += viterbi.cost(distances, place.is_inverted(framing));
            if sum > self.least * Self::GIVEN_UP {
                return f32::INFINITY;
            }
            place.step(framing);
        }
        self.least = self.least.min(sum);
        sum / self.distances.len() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::BitSource;
    use crate::modem::v34::coding::test_line::Noise;
    use crate::modem::v34::coding::tests::{PRECODING, Random, fastest};
    use crate::modem::v34::coding::{Encoder, TrellisCode};
    use crate::modem::v34::symbol_rate::SymbolRate;

    /// The bits from symbol `from` on, as found in noise at `snr_db`, and whether they are
    /// among those that were sent.
    fn finds(parameters: &Parameters, from: usize, snr_db: f32) -> bool {
        let mut encoder = Encoder::new(parameters).expect("it is carried");
        let mut source = Random::new(7, usize::MAX);
        let mut noise = Noise::new(8);
        let energy = 10f32.powf(-snr_db / 10.0);
        for _ in 0..from {
            encoder.next_symbol(&mut source);
        }
        let mut search = FrameSearch::new(parameters).expect("it is carried");
        let (mut got, mut decoder) = (Vec::new(), None::<Decoder>);
        for _ in 0..3000 {
            let symbol = encoder.next_symbol(&mut source) + noise.gaussian(energy);
            let mut sink = |bits: Bits| got.extend(bits.iter());
            match &mut decoder {
                Some(decoder) => {
                    decoder.push(symbol, &mut sink);
                }
                None => decoder = search.push(symbol, &mut sink),
            }
        }
        let mut again = Random::new(7, usize::MAX);
        let sent: Vec<bool> = (0..90_000).filter_map(|_| again.next_bit()).collect();
        // The scrambler and the rotation have to come into step first.
        got.len() > 4000 && sent.windows(3000).any(|sent| sent == &got[500..3500])
    }

    #[test]
    fn frames_are_found_from_anywhere() {
        for (symbol_rate, trellis, from) in [
            (SymbolRate::S3429, TrellisCode::States64, 1001),
            (SymbolRate::S3200, TrellisCode::States16, 2000),
            (SymbolRate::S2743, TrellisCode::States32, 77),
        ] {
            let parameters = fastest(symbol_rate, trellis);
            let with_precoder = Parameters { precoding: PRECODING, ..parameters };
            assert!(finds(&parameters, from, 36.0), "{parameters:?}");
            assert!(finds(&with_precoder, from + 3, 40.0), "{parameters:?}");
        }
    }

    #[test]
    fn noise_has_no_frames() {
        let parameters = fastest(SymbolRate::S3429, TrellisCode::States16);
        let mut search = FrameSearch::new(&parameters).expect("it is carried");
        let mut noise = Noise::new(3);
        for _ in 0..10_000 {
            assert!(search.push(noise.gaussian(1.0), &mut |_| {}).is_none());
        }
        assert!(search.tries() >= 9);
    }
}
