//! The trellis code's decoder (A. J. Viterbi's; G. D. Forney, Proc. IEEE 61, 1973, p. 268).
//!
//! Of all paths that end in one state the cheapest is kept, with its cost: the sum of squared
//! distances of what was heard from its points. Of a 4D symbol the distances of its
//! [subsets](super::subsets) matter, and from the costs of the states before it come those
//! after it, over all [ways](super::crossings) between them.
//!
//! Which way was the cheapest is not kept. The costs before are, and where a path is followed
//! back the few ways that it took are told from them again.

use ferrofax_ground::wide::widest;

use super::constellation::Point;
use super::crossings::{Crossings, MOST_STATES, Way, level};
use super::nearest::{NEVER, Nearest};
use super::subsets::{self, Distances, MOST, nearest_pair};
use super::trellis::TrellisCode;

/// 4D symbols from the one that was heard last to the one that is settled, at least; a
/// mapping frame more is kept, as four are settled together. At 64 states 24 cost 0.03 dB,
/// 16 cost 0.15 dB, and 64 gain nothing; at sixteen states twelve do.
const DEPTH: usize = 32;

/// What is kept of a 4D symbol.
#[derive(Clone, Copy, Debug)]
struct Heard {
    /// The costs of the states before it, by place.
    costs: [f32; MOST_STATES],
    /// How far its subsets were away, by the Y0 that the encoder had.
    distances: Distances,
    /// The points that may have been meant.
    nearest: [Nearest; 2],
    inverted: bool,
    /// The way that a path was last followed back on.
    passed: Option<Passed>,
    /// Whether that was the path that was settled last. Where a later path comes upon it,
    /// it goes on as that one did.
    is_on_path: bool,
}

/// A way that a path took.
#[derive(Clone, Copy, Debug)]
struct Passed {
    /// The places of the states before and after.
    from: u8,
    to: u8,
    points: [Point; 2],
}

/// The decoder.
#[derive(Clone, Debug)]
pub(super) struct Viterbi {
    code: TrellisCode,
    crossings: &'static Crossings,
    /// By place: the cost of the best path into the state, less that of the best of all one
    /// symbol ago.
    costs: [f32; MOST_STATES],
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
        let mut costs = [NEVER; MOST_STATES];
        let first = crossings.place(0);
        costs[first] = 0.0;
        let nothing = Heard {
            costs: [0.0; MOST_STATES],
            distances: [[0.0; MOST]; 2],
            nearest: [Nearest::default(); 2],
            inverted: false,
            passed: None,
            is_on_path: false,
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
        self.costs = [0.0; MOST_STATES];
    }

    /// A 4D symbol whose Y0 was sent inverted or not. Gives by how much the best path has
    /// become more expensive.
    pub(super) fn push(&mut self, nearest: &[Nearest; 2], inverted: bool) -> f32 {
        widest(
            #[inline(always)]
            || {
                let mut distances = subsets::distances(self.code, nearest);
                if inverted {
                    distances = subsets::inverted(self.code, &distances);
                }
                let heard = &mut self.heard[self.next];
                heard.costs = self.costs;
                heard.distances = distances;
                heard.nearest = *nearest;
                heard.inverted = inverted;
                (heard.passed, heard.is_on_path) = (None, false);
                self.next = if self.next + 1 == self.heard.len() { 0 } else { self.next + 1 };
                self.kept = (self.kept + 1).min(self.heard.len());
                self.step(&distances)
            },
        )
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
                if inverted {
                    self.step(&subsets::inverted(self.code, distances))
                } else {
                    self.step(distances)
                }
            },
        )
    }

    /// Goes on by a 4D symbol. Gives by how much the best path has become more expensive.
    #[inline(always)]
    fn step(&mut self, distances: &Distances) -> f32 {
        let Self { crossings, costs, .. } = self;
        let before = costs[usize::from(self.best) % MOST_STATES];
        self.best = match self.code {
            TrellisCode::States16 => {
                *costs = crossings.cross::<4, 1>(costs, distances);
                level::<16>(costs, before)
            }
            TrellisCode::States32 => {
                *costs = crossings.cross::<8, 1>(costs, distances);
                level::<32>(costs, before)
            }
            TrellisCode::States64 => {
                *costs = crossings.cross::<8, 2>(costs, distances);
                level::<64>(costs, before)
            }
        };
        costs[usize::from(self.best) % MOST_STATES]
    }

    /// The points of the latest 4D symbol, as far as one can tell already.
    pub(super) fn likely(&mut self) -> [Point; 2] {
        self.passed(self.before(self.next), self.best).points
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
        let (mut at, mut place) = (self.next, self.best);
        for _ in 0..self.kept {
            at = self.before(at);
            let heard = &self.heard[at];
            if heard.is_on_path && heard.passed.is_some_and(|passed| passed.to == place) {
                break;
            }
            place = self.passed(at, place).from;
            self.heard[at].is_on_path = true;
        }
        let mut at = self.next + self.heard.len() - self.kept;
        self.kept -= 4;
        let mut settled = [[Point::default(); 2]; 4];
        for points in &mut settled {
            at = if at >= self.heard.len() { at - self.heard.len() } else { at };
            *points = self.heard[at].passed.map(|passed| passed.points).unwrap_or_default();
            at += 1;
        }
        settled
    }

    /// The place before place `at` of the ring.
    const fn before(&self, at: usize) -> usize {
        (if at == 0 { self.heard.len() } else { at }) - 1
    }

    /// The cheapest way to the state at place `to`, by the 4D symbol that is kept at `at`.
    fn passed(&mut self, at: usize, to: u8) -> Passed {
        let Self { code, crossings, ref mut heard, .. } = *self;
        let heard = &mut heard[at];
        if let Some(passed) = heard.passed.filter(|passed| passed.to == to) {
            return passed;
        }
        let Heard { costs, distances, nearest, inverted, .. } = &*heard;
        let Way { from, subset } = widest(
            #[inline(always)]
            || match code {
                TrellisCode::States16 => crossings.way::<4>(to, costs, distances),
                TrellisCode::States32 => crossings.way::<8>(to, costs, distances),
                TrellisCode::States64 => crossings.way::<16>(to, costs, distances),
            },
        );
        let [first, second] = nearest_pair(code, nearest, subset, *inverted);
        let points = [nearest[0].point(first), nearest[1].point(second)];
        let passed = Passed { from, to, points };
        heard.passed = Some(passed);
        passed
    }
}
