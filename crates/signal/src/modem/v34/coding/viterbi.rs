//! The trellis code's decoder (A. J. Viterbi's; G. D. Forney, Proc. IEEE 61, 1973, p. 268).
//!
//! Of all paths that end in one state the cheapest is kept, with its cost: the sum of squared
//! distances of what was heard from its points. Of a 4D symbol the distances of its
//! [subsets](super::subsets) matter, and from the costs of the states before it come those
//! after it, over all [ways](super::crossings) between them.
//!
//! The costs of the states after each 4D symbol are kept with the number of the way that was the
//! cheapest in their lowest bits, and where a path is followed back that is all there is to look at.

use ferrofax_ground::wide::widest;

use super::constellation::Point;
use super::costs::{self, Cost};
use super::crossings::{Crossings, MOST_STATES, Way, level};
use super::nearest::Nearest;
use super::subsets::{self, Distances, nearest_pair};
use super::trellis::TrellisCode;

/// 4D symbols from the one that was heard last to the one that is settled, at least; a
/// mapping frame more is kept, as four are settled together. At 64 states 24 cost 0.03 dB,
/// 16 cost 0.15 dB, and 64 gain nothing; at sixteen states twelve do.
const DEPTH: usize = 32;

/// What is kept of a 4D symbol.
#[derive(Clone, Copy, Debug)]
struct Heard {
    /// The costs of the states after it, by place, with the subsets' numbers of the ways there.
    after: [Cost; MOST_STATES],
    /// The points that may have been meant.
    nearest: [Nearest; 2],
    inverted: bool,
    /// The place of the state after it on the path that was followed back last, or [`NOWHERE`].
    /// Where a later path comes upon it, it goes on as that one did.
    on_path: u8,
    /// The place that was the best after it, and the points by which one came there.
    likely: (u8, [Point; 2]),
}

/// No state's place.
const NOWHERE: u8 = u8::MAX;

/// The decoder.
#[derive(Clone, Debug)]
pub(super) struct Viterbi {
    code: TrellisCode,
    crossings: &'static Crossings,
    /// By place: the cost of the best path into the state, less that of the best of all one
    /// symbol ago.
    costs: [Cost; MOST_STATES],
    /// The place of the state that the best path ends in.
    best: u8,
    /// What is kept, in a ring.
    heard: Box<[Heard]>,
    /// How many 4D symbols are kept, and where the next one goes.
    kept: usize,
    next: usize,
}

impl Viterbi {
    /// From state 0, where the encoder begins.
    pub(super) fn new(code: TrellisCode) -> Self {
        Self::with_depth(code, DEPTH)
    }

    /// The same with another depth than [`DEPTH`].
    pub(super) fn with_depth(code: TrellisCode, depth: usize) -> Self {
        let crossings = Crossings::new(code);
        let mut costs = [costs::MOST; MOST_STATES];
        let first = crossings.place(0);
        costs[first] = 0;
        let nothing = Heard {
            after: [0; MOST_STATES],
            nearest: [Nearest::default(); 2],
            inverted: false,
            on_path: NOWHERE,
            likely: (NOWHERE, Default::default()),
        };
        Self {
            code,
            crossings,
            costs,
            best: first as u8,
            heard: vec![nothing; depth + 4].into(),
            kept: 0,
            next: 0,
        }
    }

    /// The encoder may be in any state.
    pub(super) const fn forget_state(&mut self) {
        self.costs = [0; MOST_STATES];
    }

    /// What is near to point number `number`, 0 or 1, of the next 4D symbol.
    #[inline(always)]
    pub(super) fn put(&mut self, number: usize, nearest: Nearest) {
        self.heard[self.next].nearest[number % 2] = nearest;
    }

    /// The 4D symbol whose points were [put](Self::put), and whose Y0 was sent inverted or not.
    /// Gives by how much the best path has become more expensive.
    #[inline(always)]
    pub(super) fn push(&mut self, inverted: bool) -> f32 {
        let Self { code, crossings, ref mut costs, best, .. } = *self;
        let heard = &mut self.heard[self.next];
        let mut distances = subsets::distances(code, &heard.nearest);
        if inverted {
            distances = subsets::inverted(code, &distances);
        }
        (heard.inverted, heard.on_path, heard.likely.0) = (inverted, NOWHERE, NOWHERE);
        self.best = step(code, crossings, costs, best, &distances, &mut heard.after);
        self.next = if self.next + 1 == self.heard.len() { 0 } else { self.next + 1 };
        self.kept = (self.kept + 1).min(self.heard.len());
        self.cost_of_best()
    }

    /// How far a 4D symbol's subsets are away, its Y0 not being inverted.
    pub(super) fn distances(&self, nearest: &[Nearest; 2]) -> Distances {
        widest(
            #[inline(always)]
            || subsets::distances(self.code, nearest),
        )
    }

    /// What [`Viterbi::push`] would give, of a symbol of which nothing is kept.
    pub(super) fn cost(&mut self, distances: &Distances, inverted: bool) -> f32 {
        widest(
            #[inline(always)]
            || {
                let Self { code, crossings, costs, best, .. } = self;
                let mut after = [0; MOST_STATES];
                *best = if inverted {
                    let inverted = subsets::inverted(*code, distances);
                    step(*code, crossings, costs, *best, &inverted, &mut after)
                } else {
                    step(*code, crossings, costs, *best, distances, &mut after)
                };
                self.cost_of_best()
            },
        )
    }

    #[inline(always)]
    const fn cost_of_best(&self) -> f32 {
        costs::in_units(self.costs[self.best as usize % MOST_STATES])
    }

    /// The points of the latest 4D symbol, as far as one can tell already.
    #[inline(always)]
    pub(super) fn likely(&mut self) -> [Point; 2] {
        let at = self.before(self.next);
        let points = self.points(at, self.best);
        self.heard[at].likely = (self.best, points);
        points
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
    #[inline(always)]
    pub(super) fn settle(&mut self) -> [[Point; 2]; 4] {
        debug_assert!(self.kept >= 4);
        let (mut at, mut place) = (self.next, self.best);
        for _ in 0..self.kept {
            at = self.before(at);
            if self.heard[at].on_path == place {
                break;
            }
            self.heard[at].on_path = place;
            place = self.way(at, place).from;
        }
        let mut at = self.next + self.heard.len() - self.kept;
        self.kept -= 4;
        let mut settled = [[Point::default(); 2]; 4];
        for points in &mut settled {
            at = if at >= self.heard.len() { at - self.heard.len() } else { at };
            *points = self.points(at, self.heard[at].on_path);
            at += 1;
        }
        settled
    }

    /// The place before place `at` of the ring.
    #[inline(always)]
    const fn before(&self, at: usize) -> usize {
        (if at == 0 { self.heard.len() } else { at }) - 1
    }

    /// The cheapest way to the state at place `to`, by the 4D symbol that is kept at `at`.
    #[inline(always)]
    fn way(&self, at: usize, to: u8) -> Way {
        let cost = self.heard[at].after[usize::from(to) % MOST_STATES];
        self.crossings.way(to, cost, self.code.inputs())
    }

    /// The points by which it went.
    #[inline(always)]
    fn points(&self, at: usize, to: u8) -> [Point; 2] {
        let heard = &self.heard[at];
        if heard.likely.0 == to {
            return heard.likely.1;
        }
        let subset = self.way(at, to).subset;
        let [first, second] = nearest_pair(self.code, &heard.nearest, subset, heard.inverted);
        [heard.nearest[0].point(first), heard.nearest[1].point(second)]
    }
}

/// Goes on by a 4D symbol from `costs`, of which the one at place `best` is the least. Gives the
/// place of the least of those after it.
#[inline(always)]
fn step(
    code: TrellisCode,
    crossings: &Crossings,
    costs: &mut [Cost; MOST_STATES],
    best: u8,
    distances: &Distances,
    after: &mut [Cost; MOST_STATES],
) -> u8 {
    let least = costs[usize::from(best) % MOST_STATES];
    match code {
        TrellisCode::States16 => {
            crossings.cross::<4, 1>(costs, distances, after);
            level::<2>(after, least, costs)
        }
        TrellisCode::States32 => {
            crossings.cross::<8, 1>(costs, distances, after);
            level::<4>(after, least, costs)
        }
        TrellisCode::States64 => {
            crossings.cross::<8, 2>(costs, distances, after);
            level::<8>(after, least, costs)
        }
    }
}
