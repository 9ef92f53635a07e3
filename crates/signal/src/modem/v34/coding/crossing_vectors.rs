//! The step over the ways of all [crossings](super::crossings) with vectors of the processor.
//!
//! What is written there for numbers one by one, with the same result. Of whole numbers the compiler
//! does not see that their lanes are exchanged, and would take them apart.

use fearless_simd::{Simd, SimdBase, SimdInto, i32x4, i32x8, u8x16, u8x32};

use super::costs::{self, Cost, NUMBER, lesser};
use super::crossings::{CROSSINGS, MOST_STATES, MOST_WAYS, PLACE};
use super::subsets::Distances;

/// By crossing and number: the place of the state before.
type From = [[u8; MOST_WAYS]; CROSSINGS];

/// Of 32 or 64 states: one or two vectors of eight a crossing.
#[inline(always)]
pub(super) fn cross_by_eights<S: Simd, const VECTORS: usize>(
    simd: S,
    from: &From,
    costs: &[Cost; MOST_STATES],
    distances: &Distances,
    after: &mut [Cost; MOST_STATES],
) {
    let (after, _) = after.as_chunks_mut::<8>();
    for (y0, distances) in distances.iter().enumerate() {
        let (vectors, _) = distances.as_chunks::<8>();
        let mut orders = [[i32x8::splat(simd, 0); 8]; VECTORS];
        for vector in 0..VECTORS {
            orders[vector] = orders_of_eight(simd, vectors[vector].simd_into(simd));
        }
        for crossing in [2 * y0, 2 * y0 + 1] {
            let mut best = [i32x8::splat(simd, Cost::MAX); VECTORS];
            for way in 0..8 * VECTORS {
                let before = costs[usize::from(from[crossing][way]) % MOST_STATES];
                let before = i32x8::splat(simd, before);
                for vector in 0..VECTORS {
                    let cost = before + orders[vector ^ (way / 8)][way % 8];
                    best[vector] = simd.min_i32x8(best[vector], cost);
                }
            }
            for vector in 0..VECTORS {
                after[VECTORS * crossing + vector] = best[vector].into();
            }
        }
    }
}

/// Of sixteen states: a vector of four a crossing.
#[inline(always)]
pub(super) fn cross_by_fours<S: Simd>(
    simd: S,
    from: &From,
    costs: &[Cost; MOST_STATES],
    distances: &Distances,
    after: &mut [Cost; MOST_STATES],
) {
    let (after, _) = after.as_chunks_mut::<4>();
    for (y0, distances) in distances.iter().enumerate() {
        let (vectors, _) = distances.as_chunks::<4>();
        let orders = orders_of_four(simd, vectors[0].simd_into(simd));
        for crossing in [2 * y0, 2 * y0 + 1] {
            let mut best = i32x4::splat(simd, Cost::MAX);
            for (order, &from) in orders.into_iter().zip(&from[crossing]) {
                let before = costs[usize::from(from) % MOST_STATES];
                best = simd.min_i32x4(best, i32x4::splat(simd, before) + order);
            }
            after[crossing] = best.into();
        }
    }
}

/// What [`level`](super::crossings::level) does.
#[inline(always)]
pub(super) fn level_by_eights<S: Simd, const ROWS: usize>(
    simd: S,
    after: &[Cost; MOST_STATES],
    least: Cost,
    costs: &mut [Cost; MOST_STATES],
) -> u8 {
    let (after, costs) = (after.as_chunks::<8>().0, costs.as_chunks_mut::<8>().0);
    let (numbers, places) = (i32x8::splat(simd, !NUMBER), i32x8::splat(simd, !PLACE));
    let (least, most) = (i32x8::splat(simd, least), i32x8::splat(simd, costs::MOST));
    let eight = i32x8::splat(simd, 8);
    let mut here: i32x8<S> = [0, 1, 2, 3, 4, 5, 6, 7].simd_into(simd);
    let mut best = i32x8::splat(simd, Cost::MAX);
    for row in 0..ROWS {
        let after: i32x8<S> = after[row].simd_into(simd);
        let cost = simd.min_i32x8(simd.and_i32x8(after, numbers) - least, most);
        costs[row] = cost.into();
        best = simd.min_i32x8(best, simd.or_i32x8(simd.and_i32x8(cost, places), here));
        here += eight;
    }
    let (low, high) = simd.split_i32x8(best);
    let [a, b, c, d]: [Cost; 4] = simd.min_i32x4(low, high).into();
    (lesser(lesser(a, b), lesser(c, d)) & PLACE) as u8
}

/// By `low`: a vector whose lane j has what lane j ⊕ `low` of this one has.
#[inline(always)]
fn orders_of_eight<S: Simd>(simd: S, vector: i32x8<S>) -> [i32x8<S>; 8] {
    let (low, high) = simd.split_i32x8(vector);
    let swapped = simd.combine_i32x4(high, low);
    let mut orders = [vector; 8];
    for order in 0..4 {
        let bytes: u8x32<S> = BYTES[order].simd_into(simd);
        orders[order] = simd.swizzle_dyn_within_blocks_i32x8(vector, bytes);
        orders[order + 4] = simd.swizzle_dyn_within_blocks_i32x8(swapped, bytes);
    }
    orders
}

#[inline(always)]
fn orders_of_four<S: Simd>(simd: S, vector: i32x4<S>) -> [i32x4<S>; 4] {
    let mut orders = [vector; 4];
    for (order, bytes) in orders.iter_mut().zip(&BYTES) {
        let (bytes, _) = bytes.as_chunks::<16>();
        let bytes: u8x16<S> = bytes[0].simd_into(simd);
        *order = simd.swizzle_dyn_within_blocks_i32x4(vector, bytes);
    }
    orders
}

/// By `low`: the places of the bytes of four lanes, exchanged so, for two times four.
static BYTES: [[u8; 32]; 4] = {
    let (mut bytes, mut at) = ([[0; 32]; 4], 0);
    while at < 4 * 32 {
        let (low, byte) = (at / 32, at % 32);
        bytes[low][byte] = (((byte % 16 / 4) ^ low) * 4 + byte % 4) as u8;
        at += 1;
    }
    bytes
};
