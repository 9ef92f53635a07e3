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
//! and the distances of the ways from one state are those of the subsets in another order:
//! vectors of them, with their lanes exchanged. A state goes here by its *place*, its
//! crossing times the inputs and its number in there.

use super::nearest::NEVER;
use super::subsets::{self, Distances, lesser};
use super::trellis::TrellisCode;

/// States of the largest code.
pub(super) const MOST_STATES: usize = 64;

/// Crossings of each code.
const CROSSINGS: usize = 4;

/// Ways into a state of the largest code, and states of its crossings.
const MOST_WAYS: usize = 16;

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

    /// The cheapest way into the state at `place`, from states of these costs.
    #[inline(always)]
    pub(super) fn way<const WAYS: usize>(
        &self,
        place: u8,
        costs: &[f32; MOST_STATES],
        distances: &Distances,
    ) -> Way {
        let (crossing, number) = (usize::from(place) / WAYS % CROSSINGS, usize::from(place) % WAYS);
        let (from, y0) = (&self.from[crossing], crossing / 2);
        let mut ways = [[i32::MAX; 8]; MOST_WAYS / 8];
        for way in 0..WAYS {
            let before = costs[usize::from(from[way]) % MOST_STATES];
            // Costs are not negative, and so in the order of their bits; of those the lowest
            // matter to nobody and have the way's number.
            let cost = before + distances[y0][(way ^ number) % MOST_WAYS];
            ways[way / 8][way % 8] = cost.to_bits() as i32 & !15 | way as i32;
        }
        let least = least_of(ways[0], i32::min).min(least_of(ways[1], i32::min));
        let way = (least & 15) as usize;
        Way { from: from[way], subset: (y0 as u8, (way ^ number) as u8) }
    }

    /// What it costs to come into each state, by place, from states of these costs. A code of
    /// 4 × `LANES` × `VECTORS` states.
    #[inline(always)]
    pub(super) fn cross<const LANES: usize, const VECTORS: usize>(
        &self,
        costs: &[f32; MOST_STATES],
        distances: &Distances,
    ) -> [f32; MOST_STATES] {
        let mut after = [NEVER; MOST_STATES];
        let (crossings, _) = after.as_chunks_mut::<LANES>();
        let (crossings, _) = crossings.as_chunks_mut::<VECTORS>();
        for y0 in 0..2 {
            let orders = orders::<LANES, VECTORS>(&distances[y0]);
            for crossing in [2 * y0, 2 * y0 + 1] {
                let mut best = [[f32::INFINITY; LANES]; VECTORS];
                for way in 0..LANES * VECTORS {
                    let from = self.from[crossing][way];
                    let before = costs[usize::from(from) % MOST_STATES];
                    for vector in 0..VECTORS {
                        let distances = &orders[way % LANES][vector ^ (way / LANES)];
                        for lane in 0..LANES {
                            let cost = before + distances[lane];
                            best[vector][lane] = lesser(cost, best[vector][lane]);
                        }
                    }
                }
                crossings[crossing] = best;
            }
        }
        after
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
    distances: &[f32; MOST_WAYS],
) -> [[[f32; LANES]; VECTORS]; LANES] {
    let mut orders = [[[0.0; LANES]; VECTORS]; LANES];
    for (vector, distances) in distances.as_chunks::<LANES>().0.iter().take(VECTORS).enumerate() {
        for (low, order) in orders.iter_mut().enumerate() {
            for lane in 0..LANES {
                order[vector][lane] = distances[lane ^ low];
            }
        }
    }
    orders
}

/// The least of eight, by halves.
#[inline(always)]
fn least_of<T: Copy>([a, b, c, d, e, f, g, h]: [T; 8], lesser: impl Fn(T, T) -> T) -> T {
    let [a, b, c, d] = [lesser(a, e), lesser(b, f), lesser(c, g), lesser(d, h)];
    lesser(lesser(a, c), lesser(b, d))
}

/// Takes `most`, the least of the costs before, off the first `STATES` costs: so they stay
/// small, and nobody waits for the least of these. Gives the place of that.
#[inline(always)]
pub(super) fn level<const STATES: usize>(costs: &mut [f32; MOST_STATES], most: f32) -> u8 {
    let mut places = [i32::MAX; 8];
    for (number, row) in costs[..STATES].as_chunks_mut::<8>().0.iter_mut().enumerate() {
        for lane in 0..8 {
            row[lane] = lesser(row[lane] - most, NEVER);
            // As in `Crossings::way`.
            let place = row[lane].to_bits() as i32 & !63 | (8 * number + lane) as i32;
            places[lane] = place.min(places[lane]);
        }
    }
    (least_of(places, i32::min) & 63) as u8
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
        let mut random = || noise.gaussian(20.0).norm_sqr();
        for code in TrellisCode::ALL {
            let crossings = Crossings::new(code);
            for _ in 0..50 {
                let costs: [f32; MOST_STATES] = std::array::from_fn(|_| random());
                let distances: Distances =
                    std::array::from_fn(|_| std::array::from_fn(|_| random()));
                let mut after = match code {
                    TrellisCode::States16 => crossings.cross::<4, 1>(&costs, &distances),
                    TrellisCode::States32 => crossings.cross::<8, 1>(&costs, &distances),
                    TrellisCode::States64 => crossings.cross::<8, 2>(&costs, &distances),
                };
                for place in 0..code.states() as u8 {
                    let cost = |&(from, _, (y0, number)): &(u8, u8, (u8, u8))| {
                        costs[usize::from(from)] + distances[usize::from(y0)][usize::from(number)]
                    };
                    let best = ways(code)
                        .filter(|way| way.1 == place)
                        .min_by(|a, b| cost(a).total_cmp(&cost(b)))
                        .expect("there are ways");
                    assert_eq!(after[usize::from(place)], cost(&best), "{code:?}");
                    let way = match code {
                        TrellisCode::States16 => crossings.way::<4>(place, &costs, &distances),
                        TrellisCode::States32 => crossings.way::<8>(place, &costs, &distances),
                        TrellisCode::States64 => crossings.way::<16>(place, &costs, &distances),
                    };
                    assert_eq!(way, Way { from: best.0, subset: best.2 }, "{code:?}");
                }
                let before = after;
                let most = costs[..code.states()].iter().copied().fold(f32::INFINITY, lesser);
                let best = match code {
                    TrellisCode::States16 => level::<16>(&mut after, most),
                    TrellisCode::States32 => level::<32>(&mut after, most),
                    TrellisCode::States64 => level::<64>(&mut after, most),
                };
                let least = after[usize::from(best)];
                for (before, after) in before.into_iter().zip(after).take(code.states()) {
                    assert_eq!(before - most, after);
                    assert!(after >= least, "{code:?}");
                }
            }
        }
    }
}
