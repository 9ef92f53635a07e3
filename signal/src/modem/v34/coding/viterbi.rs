//! The trellis code's decoder (A. J. Viterbi's; G. D. Forney, Proc. IEEE 61, 1973, p. 268).
//!
//! Of all paths that end in one state the cheapest is kept, with its cost: the sum of squared
//! distances of what was heard from its points. Each 4D symbol has 2 × [`inputs`] subsets of
//! pairs of labels, by Y0 and by what goes into the encoder; the nearest pair of each is its
//! distance.
//!
//! States hang together in four *crossings*: so many states before ([`inputs`] of them), as
//! many after, and a way from each to each. Within a crossing Y0 is the same, and the input
//! of the way from one to another is the exclusive or of a number of each, since the codes
//! add up that way; so the distances of the ways from one state are those of the subsets in
//! another order, four at a time.
//!
//! [`inputs`]: TrellisCode::inputs

use ferrofax_ground::wide::widest;

use super::constellation::Point;
use super::nearest::{NEVER, Nearest};
use super::trellis::TrellisCode;

/// States of the largest code.
const MOST_STATES: usize = 64;

/// Crossings of each code.
const CROSSINGS: usize = 4;

/// Inputs of the largest code: ways into a state, and states of a crossing.
const MOST_WAYS: usize = 16;

/// 4D symbols from the one that was heard last to the one that is settled, at least; a
/// mapping frame more is kept, as four are settled together. At 64 states 24 cost 0.03 dB,
/// 16 cost 0.15 dB, and 64 gain nothing; at sixteen states twelve do.
const DEPTH: usize = 32;

/// The squares of the distances of a 4D symbol's subsets, by Y0 and input.
pub(super) type Distances = [[f32; MOST_WAYS]; 2];

/// Some states before and after a 4D symbol, with a way from each to each.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    from: [u8; MOST_WAYS],
    /// The states after, in the order of the inputs that lead there from the first state
    /// before.
    to: [u8; MOST_WAYS],
    /// By state before: its input to the first state after. To state after number `i` it is
    /// this ⊕ `i`.
    input: [u8; MOST_WAYS],
}

/// What is kept of a 4D symbol.
#[derive(Clone, Copy, Debug)]
struct Heard {
    /// By state after: which of its crossing's states before it came from.
    ways: [u8; MOST_STATES],
    /// The state after on the path that was settled last. Where a later path comes upon it,
    /// it goes on as that one did.
    on_path: Option<u8>,
    /// By Y0 and input: the two labels of the nearest pair, the first one in the upper three
    /// bits.
    pairs: [[u8; MOST_WAYS]; 2],
    /// The nearest point of each label, for both points.
    points: [[Point; 8]; 2],
    inverted: u8,
}

/// The decoder.
#[derive(Clone, Debug)]
pub(super) struct Viterbi {
    code: TrellisCode,
    crossings: [Crossing; CROSSINGS],
    /// By state: the crossing that it is in after a symbol, and its number there.
    place: [(u8, u8); MOST_STATES],
    /// Label pairs of each subset: by Y0 and input.
    subsets: Subsets,
    /// The cost of the best path into each state, less that of the best of all.
    costs: [f32; MOST_STATES],
    /// What is kept, in a ring.
    heard: Box<[Heard]>,
    /// How many 4D symbols are kept, and where the next one goes.
    kept: usize,
    next: usize,
}

/// The pairs of labels of the subsets: eight, four or two each, the first pairs of all
/// subsets first. The subsets are in the order of Y0 and then of the input.
#[derive(Clone, Debug)]
struct Subsets {
    pairs: [u8; 64],
}

impl Viterbi {
    /// From state 0, where the encoder begins.
    pub(super) fn new(code: TrellisCode) -> Self {
        Self::with_depth(code, DEPTH)
    }

    /// The same with another depth than [`DEPTH`].
    pub(super) fn with_depth(code: TrellisCode, depth: usize) -> Self {
        let mut costs = [NEVER; MOST_STATES];
        costs[0] = 0.0;
        let crossings = crossings(code);
        let mut place = [(0, 0); MOST_STATES];
        for (number, crossing) in crossings.iter().enumerate() {
            for (at, &state) in crossing.to[..code.inputs()].iter().enumerate() {
                place[usize::from(state)] = (number as u8, at as u8);
            }
        }
        let nothing = Heard {
            ways: [0; MOST_STATES],
            on_path: None,
            pairs: [[0; MOST_WAYS]; 2],
            points: [[Point::default(); 8]; 2],
            inverted: 0,
        };
        Self {
            code,
            crossings,
            place,
            subsets: subsets(code),
            costs,
            heard: vec![nothing; depth + 4].into(),
            kept: 0,
            next: 0,
        }
    }

    /// The encoder may be in any state.
    pub(super) const fn forget_state(&mut self) {
        self.costs = [0.0; MOST_STATES];
    }

    /// A 4D symbol whose Y0 was sent inverted or not. Gives by how much the best path has
    /// become more expensive.
    pub(super) fn push(&mut self, nearest: &[Nearest; 2], inverted: bool) -> f32 {
        let (distances, pairs) = self.distances(nearest);
        let (added, ways) = self.step(&distances, inverted);
        let points = [nearest[0].points, nearest[1].points];
        let inverted = inverted.into();
        self.heard[self.next] = Heard { ways, on_path: None, pairs, points, inverted };
        self.next = if self.next + 1 == self.heard.len() { 0 } else { self.next + 1 };
        self.kept = (self.kept + 1).min(self.heard.len());
        added
    }

    /// How far a 4D symbol's subsets are away, and the labels of their nearest pairs.
    pub(super) fn distances(&self, nearest: &[Nearest; 2]) -> (Distances, [[u8; MOST_WAYS]; 2]) {
        widest(
            #[inline(always)]
            || match self.code {
                TrellisCode::States16 => self.subsets.nearest::<4>(nearest),
                TrellisCode::States32 => self.subsets.nearest::<8>(nearest),
                TrellisCode::States64 => self.subsets.nearest::<16>(nearest),
            },
        )
    }

    /// What [`Viterbi::push`] would give, of a symbol of which nothing is kept.
    pub(super) fn cost(&mut self, distances: &Distances, inverted: bool) -> f32 {
        self.step(distances, inverted).0
    }

    /// By how much the best path has become more expensive, and by state after: which of its
    /// crossing's states before it came from.
    fn step(&mut self, distances: &Distances, inverted: bool) -> (f32, [u8; MOST_STATES]) {
        widest(
            #[inline(always)]
            || match self.code {
                TrellisCode::States16 => self.cross::<1>(distances, inverted.into()),
                TrellisCode::States32 => self.cross::<2>(distances, inverted.into()),
                TrellisCode::States64 => self.cross::<4>(distances, inverted.into()),
            },
        )
    }

    /// All crossings of a code with `FOURS` × 4 inputs.
    #[inline(always)]
    fn cross<const FOURS: usize>(
        &mut self,
        distances: &Distances,
        inverted: u8,
    ) -> (f32, [u8; MOST_STATES]) {
        // Per Y0, four copies of the distances, each with another order within fours.
        let orders: [[[[f32; 4]; FOURS]; 4]; 2] = std::array::from_fn(|y0| {
            std::array::from_fn(|order| {
                std::array::from_fn(|four| {
                    std::array::from_fn(|at| distances[y0][4 * four + (at ^ order)])
                })
            })
        });
        let (mut costs, mut ways) = ([NEVER; MOST_STATES], [0; MOST_STATES]);
        for crossing in &self.crossings {
            let y0 = crossing.from[0] & 1 ^ inverted;
            let mut best = [[f32::INFINITY; 4]; FOURS];
            for way in 0..4 * FOURS {
                let before = self.costs[usize::from(crossing.from[way])];
                let input = usize::from(crossing.input[way]);
                for (four, best) in best.iter_mut().enumerate() {
                    let distances = &orders[usize::from(y0)][input & 3][four ^ input >> 2];
                    for (best, distance) in best.iter_mut().zip(distances) {
                        // The way's number stands in the lowest bits, which matter to
                        // nobody: the least brings it along without a branch.
                        let cost = (before + distance).to_bits() & !15 | way as u32;
                        let cost = f32::from_bits(cost);
                        *best = if cost < *best { cost } else { *best };
                    }
                }
            }
            for (&to, best) in crossing.to.iter().zip(best.as_flattened()) {
                ways[usize::from(to)] = (best.to_bits() & 15) as u8;
                costs[usize::from(to)] = f32::from_bits(best.to_bits() & !15);
            }
        }
        let states = 16 * FOURS;
        let least = costs[..states].iter().fold(f32::INFINITY, |a, &b| if b < a { b } else { a });
        for cost in &mut costs[..states] {
            *cost = (*cost - least).min(NEVER);
        }
        self.costs = costs;
        (least, ways)
    }

    /// The points of the latest 4D symbol, as far as one can tell already.
    pub(super) fn likely(&self) -> [Point; 2] {
        self.came_from(self.before(self.next), self.best()).1
    }

    /// Whether a mapping frame can be settled: enough 4D symbols have come after it.
    pub(super) const fn is_full(&self) -> bool {
        self.kept == self.heard.len()
    }

    /// 4D symbols that are kept.
    pub(super) const fn kept(&self) -> usize {
        self.kept
    }

    /// Takes the points of the four oldest 4D symbols out. There must be four.
    pub(super) fn settle(&mut self) -> [[Point; 2]; 4] {
        debug_assert!(self.kept >= 4);
        let (mut at, mut state) = (self.next, self.best() as u8);
        for _ in 0..self.kept {
            at = self.before(at);
            if self.heard[at].on_path == Some(state) {
                break;
            }
            self.heard[at].on_path = Some(state);
            state = self.came_from(at, usize::from(state)).0 as u8;
        }
        let oldest = (self.next + self.heard.len() - self.kept) % self.heard.len();
        self.kept -= 4;
        std::array::from_fn(|age| {
            let at = (oldest + age) % self.heard.len();
            self.came_from(at, usize::from(self.heard[at].on_path.unwrap_or_default())).1
        })
    }

    /// The place before place `at` of the ring.
    const fn before(&self, at: usize) -> usize {
        (if at == 0 { self.heard.len() } else { at }) - 1
    }

    fn best(&self) -> usize {
        let mut best = 0;
        for state in 1..self.code.states() {
            if self.costs[state] < self.costs[best] {
                best = state;
            }
        }
        best
    }

    /// The state before `state` and the points on the way, at what is kept at `at`.
    fn came_from(&self, at: usize, state: usize) -> (usize, [Point; 2]) {
        let heard = &self.heard[at];
        let (crossing, number) = self.place[state];
        let crossing = &self.crossings[usize::from(crossing)];
        let way = usize::from(heard.ways[state]);
        let before = crossing.from[way];
        let y0 = before & 1 ^ heard.inverted;
        let pair = heard.pairs[usize::from(y0)][usize::from(crossing.input[way] ^ number)];
        let points =
            [heard.points[0][usize::from(pair >> 3)], heard.points[1][usize::from(pair & 7)]];
        (usize::from(before), points)
    }
}

impl Subsets {
    /// How far the `2 * INPUTS` subsets are away, and the labels of their nearest pairs.
    #[inline(always)]
    fn nearest<const INPUTS: usize>(
        &self,
        nearest: &[Nearest; 2],
    ) -> (Distances, [[u8; MOST_WAYS]; 2]) {
        let mut sums = [[0.0; 8]; 8];
        for (sums, first) in sums.iter_mut().zip(nearest[0].distances) {
            for (sum, second) in sums.iter_mut().zip(nearest[1].distances) {
                *sum = first + second;
            }
        }
        let sums: &[f32; 64] = sums.as_flattened().first_chunk().unwrap_or(&[0.0; 64]);
        let mut best = [[(f32::INFINITY, 0); INPUTS]; 2];
        for pairs in self.pairs.chunks_exact(2 * INPUTS) {
            for (best, &pair) in best.as_flattened_mut().iter_mut().zip(pairs) {
                // The pair is below 64.
                let distance = sums[usize::from(pair & 63)];
                *best = if distance < best.0 { (distance, pair) } else { *best };
            }
        }
        let (mut distances, mut pairs) = ([[0.0; MOST_WAYS]; 2], [[0; MOST_WAYS]; 2]);
        for y0 in 0..2 {
            for input in 0..INPUTS {
                (distances[y0][input], pairs[y0][input]) = best[y0][input];
            }
        }
        (distances, pairs)
    }
}

/// The pairs of labels by Y0 and input.
fn subsets(code: TrellisCode) -> Subsets {
    let (inputs, mut pairs) = (code.inputs(), [0; 64]);
    let mut counts = [[0; MOST_WAYS]; 2];
    for pair in 0..64u8 {
        let (first, second) = (pair >> 3, pair & 7);
        let y0 = usize::from((first ^ second) & 1);
        let input = usize::from(code.input(first, second));
        let count: &mut usize = &mut counts[y0][input];
        pairs[2 * inputs * *count + inputs * y0 + input] = pair;
        *count += 1;
    }
    Subsets { pairs }
}

fn crossings(code: TrellisCode) -> [Crossing; CROSSINGS] {
    let empty = Crossing { from: [0; MOST_WAYS], to: [0; MOST_WAYS], input: [0; MOST_WAYS] };
    let (mut crossings, mut found) = ([empty; CROSSINGS], 0);
    let inputs = code.inputs() as u8;
    for state in 0..code.states() as u8 {
        if crossings[..found].iter().any(|c| c.from[..code.inputs()].contains(&state)) {
            continue;
        }
        let crossing = &mut crossings[found];
        found += 1;
        for input in 0..inputs {
            crossing.to[usize::from(input)] = code.next(state, input);
        }
        let first = crossing.to[0];
        let mut way = 0;
        for from in 0..code.states() as u8 {
            if let Some(input) = (0..inputs).find(|&input| code.next(from, input) == first) {
                (crossing.from[way], crossing.input[way]) = (from, input);
                way += 1;
            }
        }
    }
    crossings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_in_one_crossing() {
        for code in TrellisCode::ALL {
            let mut seen = 0;
            for crossing in crossings(code) {
                for way in 0..code.inputs() {
                    let from = crossing.from[way];
                    assert_eq!(code.output(from), code.output(crossing.from[0]));
                    for number in 0..code.inputs() {
                        let input = crossing.input[way] ^ number as u8;
                        assert_eq!(code.next(from, input), crossing.to[number], "{code:?}");
                        seen += 1;
                    }
                }
            }
            assert_eq!(seen, code.states() * code.inputs());
        }
    }

    #[test]
    fn the_subsets_part_the_pairs_evenly() {
        for code in TrellisCode::ALL {
            let inputs = code.inputs();
            let mut seen = [false; 64];
            for (place, pair) in subsets(code).pairs.into_iter().enumerate() {
                let (first, second) = (pair >> 3, pair & 7);
                let subset = place % (2 * inputs);
                assert_eq!(usize::from((first ^ second) & 1), subset / inputs, "{code:?}");
                assert_eq!(usize::from(code.input(first, second)), subset % inputs, "{code:?}");
                seen[usize::from(pair)] = true;
            }
            assert_eq!(seen, [true; 64], "{code:?}");
        }
    }
}
