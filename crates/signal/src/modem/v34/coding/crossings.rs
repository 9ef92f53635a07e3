//! The ways between the states of the trellis codes, and the step over all of them at once.
//!
//! States hang together in four *crossings*: so many states before
//! ([`inputs`](TrellisCode::inputs) of them), as many after, and a way from each to each.
//! Within a crossing Y0 is the same, and the [number](super::subsets) of the subset of the
//! way from one to another is the exclusive or of a number of each, since the codes add up
//! that way. So a crossing is
//!
//! ```text
//! after[j] = min over k of (before[k] + distance[j ⊕ k])
//! ```
//!
//! The least one has the number j ⊕ k in its lowest bits, as [costs](super::costs) have it, and so
//! tells the way that the cheapest path came.
//!
//! and the distances of the ways from one state are those of the subsets in another order:
//! vectors of them, with their lanes exchanged. A state goes here by its *place*, its
//! crossing times the inputs and its number in there.

use ferrofax_ground::wide;

use super::costs::{self, Cost, NUMBER, lesser};
#[cfg(target_arch = "x86_64")]
use super::crossing_vectors::{cross_by_eights, cross_by_fours, level_by_eights};
use super::subsets::{self, Distances};
use super::trellis::TrellisCode;

/// States of the largest code.
pub(super) const MOST_STATES: usize = 64;

/// Crossings of each code.
pub(super) const CROSSINGS: usize = 4;

/// Ways into a state of the largest code, and states of its crossings.
pub(super) const MOST_WAYS: usize = 16;

/// The ways of a code.
#[derive(Debug)]
pub(super) struct Crossings {
    /// By crossing and number k: the place of the state before. The first two crossings have
    /// Y0 = 0, the others 1.
    from: [[u8; MOST_WAYS]; CROSSINGS],
    /// By state: its place after a symbol.
    places: [u8; MOST_STATES],
}

static ALL: [Crossings; 3] = [
    Crossings::of(TrellisCode::States16),
    Crossings::of(TrellisCode::States32),
    Crossings::of(TrellisCode::States64),
];

/// A way into a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The place of the state before.
    pub(super) from: u8,
    /// Its subset: Y0 as the encoder had it, and the number with that.
    pub(super) subset: (u8, u8),
}

impl Crossings {
    /// Those of `code`.
    pub(super) fn new(code: TrellisCode) -> &'static Self {
        &ALL[code as usize]
    }

    const fn of(code: TrellisCode) -> Self {
        let inputs = code.inputs();
        let (mut from, mut places) = ([[0; MOST_WAYS]; CROSSINGS], [u8::MAX; MOST_STATES]);
        let mut firsts = [0; CROSSINGS];
        let (mut found, mut state) = (0, 0);
        // Even states first: their Y0 is 0.
        while state < code.states() {
            let before = ((2 * state) % code.states() + 2 * state / code.states()) as u8;
            let first = code.next(before, 0);
            if places[first as usize] == u8::MAX {
                firsts[found] = first;
                let mut number = 0;
                while number < inputs {
                    let after = code.next(before, input(code, code.output(before), number as u8));
                    places[after as usize] = (found * inputs + number) as u8;
                    number += 1;
                }
                found += 1;
            }
            state += 1;
        }
        let mut at = 0;
        while at < code.states() * inputs {
            let (before, number) = ((at / inputs) as u8, at % inputs);
            let after = code.next(before, input(code, code.output(before), number as u8));
            let mut crossing = 0;
            while crossing < CROSSINGS {
                if firsts[crossing] == after {
                    from[crossing][number] = places[before as usize];
                }
                crossing += 1;
            }
            at += 1;
        }
        Self { from, places }
    }

    /// The place of a state.
    pub(super) const fn place(&self, state: u8) -> usize {
        self.places[state as usize] as usize
    }

    /// The cheapest way into the state at `place`, which [`Crossings::cross`] has found to cost
    /// this, of `inputs` ways.
    #[inline(always)]
    pub(super) fn way(&self, place: u8, cost: Cost, inputs: usize) -> Way {
        let (place, number) = (usize::from(place), (cost & NUMBER) as usize);
        let crossing = place / inputs % CROSSINGS;
        let way = (number ^ place) % inputs;
        Way {
            from: self.from[crossing][way % MOST_WAYS],
            subset: ((crossing / 2) as u8, number as u8),
        }
    }

    /// What it costs to come into each state, by place, from states of these costs, with the
    /// number of the cheapest way's subset. A code of 4 × `LANES` × `VECTORS` states.
    #[inline(always)]
    pub(super) fn cross<const LANES: usize, const VECTORS: usize>(
        &self,
        costs: &[Cost; MOST_STATES],
        distances: &Distances,
        after: &mut [Cost; MOST_STATES],
    ) {
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = wide::avx2() {
            return if LANES == 8 {
                cross_by_eights::<_, VECTORS>(simd, &self.from, costs, distances, after)
            } else {
                cross_by_fours(simd, &self.from, costs, distances, after)
            };
        }
        self.cross_plainly::<LANES, VECTORS>(costs, distances, after);
    }

    /// Out of the way of what is done where there are vectors.
    #[cold]
    #[inline(never)]
    fn cross_plainly<const LANES: usize, const VECTORS: usize>(
        &self,
        costs: &[Cost; MOST_STATES],
        distances: &Distances,
        after: &mut [Cost; MOST_STATES],
    ) {
        let (crossings, _) = after.as_chunks_mut::<LANES>();
        let (crossings, _) = crossings.as_chunks_mut::<VECTORS>();
        for y0 in 0..2 {
            let orders = orders::<LANES, VECTORS>(&distances[y0]);
            for crossing in [2 * y0, 2 * y0 + 1] {
                let mut best = [[Cost::MAX; LANES]; VECTORS];
                for way in 0..LANES * VECTORS {
                    let from = self.from[crossing][way];
                    let before = costs[usize::from(from) % MOST_STATES];
                    for vector in 0..VECTORS {
                        let distances = &orders[way % LANES][vector ^ (way / LANES)];
                        for lane in 0..LANES {
                            let cost = before.wrapping_add(distances[lane]);
                            best[vector][lane] = lesser(cost, best[vector][lane]);
                        }
                    }
                }
                crossings[crossing] = best;
            }
        }
    }
}

/// What goes into the encoder in the subset with this Y0 and number.
const fn input(code: TrellisCode, y0: u8, number: u8) -> u8 {
    let mut pair = 0;
    while (pair >> 3 ^ pair) & 1 != y0 || subsets::number(code, pair >> 3, pair & 7) != number {
        pair += 1;
    }
    code.input(pair >> 3, pair & 7)
}

/// By the lower part of k: the distances of j ⊕ k, as far as k's lower part goes.
#[inline(always)]
fn orders<const LANES: usize, const VECTORS: usize>(
    distances: &[Cost; MOST_WAYS],
) -> [[[Cost; LANES]; VECTORS]; LANES] {
    let mut orders = [[[0; LANES]; VECTORS]; LANES];
    for (vector, distances) in distances.as_chunks::<LANES>().0.iter().take(VECTORS).enumerate() {
        for (low, order) in orders.iter_mut().enumerate() {
            for lane in 0..LANES {
                order[vector][lane] = distances[lane ^ low];
            }
        }
    }
    orders
}

/// The costs of the first 8 × `ROWS` states after what [`Crossings::cross`] has found, less `least`,
/// the least of the costs before: so they stay small, and nobody waits for the least of these.
/// Gives the place of that.
#[inline(always)]
pub(super) fn level<const ROWS: usize>(
    after: &[Cost; MOST_STATES],
    least: Cost,
    costs: &mut [Cost; MOST_STATES],
) -> u8 {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = wide::avx2() {
        return level_by_eights::<_, ROWS>(simd, after, least, costs);
    }
    level_plainly::<ROWS>(after, least, costs)
}

/// Bits of a place. Costs that differ by less are alike where the least is looked for.
pub(super) const PLACE: Cost = MOST_STATES as Cost - 1;

#[cold]
#[inline(never)]
fn level_plainly<const ROWS: usize>(
    after: &[Cost; MOST_STATES],
    least: Cost,
    costs: &mut [Cost; MOST_STATES],
) -> u8 {
    let mut best = Cost::MAX;
    for (place, (after, cost)) in after.iter().zip(costs).enumerate().take(8 * ROWS) {
        *cost = lesser((after & !NUMBER).wrapping_sub(least), costs::MOST);
        best = lesser(best, *cost & !PLACE | place as Cost);
    }
    (best & PLACE) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::coding::test_line::Noise;

    /// All ways of a code: from which place to which, and of which subset.
    fn ways(code: TrellisCode) -> impl Iterator<Item = (u8, u8, (u8, u8))> {
        let crossings = Crossings::new(code);
        let place = |state: u8| crossings.place(state) as u8;
        (0..code.states() as u8).flat_map(move |from| {
            (0..code.inputs() as u8).map(move |number| {
                let y0 = code.output(from);
                let to = code.next(from, input(code, y0, number));
                (place(from), place(to), (y0, number))
            })
        })
    }

    #[test]
    fn every_state_has_a_place() {
        for code in TrellisCode::ALL {
            let mut places: Vec<usize> = (0..code.states() as u8)
                .map(|state| Crossings::new(code).place(state))
                .collect();
            places.sort_unstable();
            assert!(places.into_iter().eq(0..code.states()), "{code:?}");
        }
    }

    #[test]
    fn the_cheapest_ways_are_those_that_a_search_finds() {
        let mut noise = Noise::new(7);
        let mut random = || costs::of(noise.gaussian(20.0).norm_sqr());
        for code in TrellisCode::ALL {
            let (crossings, states) = (Crossings::new(code), code.states());
            for _ in 0..50 {
                let costs: [Cost; MOST_STATES] = std::array::from_fn(|_| random());
                let distances: Distances =
                    std::array::from_fn(|_| std::array::from_fn(|at| random() | at as Cost));
                let mut after = [0; MOST_STATES];
                match code {
                    TrellisCode::States16 => {
                        crossings.cross::<4, 1>(&costs, &distances, &mut after)
                    }
                    TrellisCode::States32 => {
                        crossings.cross::<8, 1>(&costs, &distances, &mut after)
                    }
                    TrellisCode::States64 => {
                        crossings.cross::<8, 2>(&costs, &distances, &mut after)
                    }
                }
                let mut plainly = [0; MOST_STATES];
                match code {
                    TrellisCode::States16 => {
                        crossings.cross_plainly::<4, 1>(&costs, &distances, &mut plainly);
                    }
                    TrellisCode::States32 => {
                        crossings.cross_plainly::<8, 1>(&costs, &distances, &mut plainly);
                    }
                    TrellisCode::States64 => {
                        crossings.cross_plainly::<8, 2>(&costs, &distances, &mut plainly);
                    }
                }
                assert_eq!(after, plainly, "{code:?}");
                for place in 0..states as u8 {
                    let cost = |&(from, _, (y0, number)): &(u8, u8, (u8, u8))| {
                        costs[usize::from(from)] + distances[usize::from(y0)][usize::from(number)]
                    };
                    let best = ways(code)
                        .filter(|way| way.1 == place)
                        .min_by_key(cost)
                        .expect("there are ways");
                    let found = after[usize::from(place)];
                    assert_eq!(found, cost(&best), "{code:?}");
                    let way = crossings.way(place, found, code.inputs());
                    assert_eq!(way, Way { from: best.0, subset: best.2 }, "{code:?}");
                }
                let least = costs[..states].iter().copied().fold(Cost::MAX, lesser);
                let mut levelled = [0; MOST_STATES];
                let best = match code {
                    TrellisCode::States16 => level::<2>(&after, least, &mut levelled),
                    TrellisCode::States32 => level::<4>(&after, least, &mut levelled),
                    TrellisCode::States64 => level::<8>(&after, least, &mut levelled),
                };
                let mut plainly = [0; MOST_STATES];
                let best_plainly = match code {
                    TrellisCode::States16 => level_plainly::<2>(&after, least, &mut plainly),
                    TrellisCode::States32 => level_plainly::<4>(&after, least, &mut plainly),
                    TrellisCode::States64 => level_plainly::<8>(&after, least, &mut plainly),
                };
                assert_eq!((best, levelled), (best_plainly, plainly), "{code:?}");
                let least_now = levelled[usize::from(best)];
                for (after, levelled) in after.into_iter().zip(levelled).take(states) {
                    assert_eq!((after & !NUMBER) - least, levelled);
                    assert!(levelled >= least_now - 63, "{code:?}");
                }
            }
        }
    }
}
