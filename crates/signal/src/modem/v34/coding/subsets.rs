//! The subsets of pairs of labels, of which the trellis code says which one comes: how far
//! each is away, and its nearest pair.
//!
//! A 4D symbol has 2 × [`inputs`](TrellisCode::inputs) of them, by Y0 and by what goes into
//! the encoder. Here each of those with one Y0 has a *number* instead of the input: made of
//! the labels' bits f (first point) and s (second point), so that all of them come out of the
//! labels' distances by whole vectors.
//!
//! ```text
//! states   bit 0     bit 1     bit 2   bit 3
//!     64   s1        f2 ⊕ s2   f0      f1
//!     32   f1 ⊕ s1   f2 ⊕ s2   f0
//!     16   f1 ⊕ s1   f0
//! ```
//!
//! With Y1 = f1 ⊕ s1 ⊕ f0·Y0, Y2 = f0, Y3 = f1 and Y4 = f2 ⊕ s2 (table 13) the number is, Y0
//! being given, a linear function of the input: the exclusive or of two inputs has the
//! exclusive or of their numbers. With the other Y0, its bit 0 is turned over where f0 is 1.

use super::costs::{self, Cost, NUMBER, lesser};
use super::nearest::Nearest;
use super::trellis::TrellisCode;

/// Subsets of one Y0, at most.
pub(super) const MOST: usize = 16;

/// What the subsets of a 4D symbol cost, by Y0 and number, with the number in the lowest bits.
pub(super) type Distances = [[Cost; MOST]; 2];

/// The number of a pair's subset among those with its Y0.
pub(super) const fn number(code: TrellisCode, first: u8, second: u8) -> u8 {
    let (f0, f1) = (first & 1, first >> 1 & 1);
    let (s1, y4) = (second >> 1 & 1, (first ^ second) >> 2 & 1);
    match code {
        TrellisCode::States16 => (s1 ^ f1) | f0 << 1,
        TrellisCode::States32 => (s1 ^ f1) | y4 << 1 | f0 << 2,
        TrellisCode::States64 => s1 | y4 << 1 | f0 << 2 | f1 << 3,
    }
}

/// The number that the same input has with the other Y0.
const fn with_other_y0(code: TrellisCode, number: u8) -> u8 {
    let f0 = match code {
        TrellisCode::States16 => number >> 1,
        TrellisCode::States32 | TrellisCode::States64 => number >> 2,
    };
    number ^ f0 & 1
}

/// Pairs of labels by Y0 and number, the first one in the upper three bits: two, four or
/// eight of them.
type Pairs = [[[u8; 8]; MOST]; 2];

const fn pairs(code: TrellisCode) -> Pairs {
    let (mut pairs, mut counts) = ([[[0; 8]; MOST]; 2], [[0; MOST]; 2]);
    let mut pair = 0;
    while pair < 64 {
        let (first, second) = (pair >> 3, pair & 7);
        let y0 = ((first ^ second) & 1) as usize;
        let number = number(code, first, second) as usize;
        pairs[y0][number][counts[y0][number]] = pair;
        counts[y0][number] += 1;
        pair += 1;
    }
    pairs
}

static PAIRS: [Pairs; 3] =
    [pairs(TrellisCode::States16), pairs(TrellisCode::States32), pairs(TrellisCode::States64)];

/// How far the subsets of a 4D symbol are away.
#[inline(always)]
pub(super) fn distances(code: TrellisCode, nearest: &[Nearest; 2]) -> Distances {
    let mut distances = [[0; MOST]; 2];
    let mut labels = [[0; 8]; 2];
    for (costs, nearest) in labels.iter_mut().zip(nearest) {
        for (cost, &distance) in costs.iter_mut().zip(&nearest.distances) {
            *cost = costs::of(distance);
        }
    }
    let by_f = by_first_label(&labels[0], &labels[1]);
    match code {
        TrellisCode::States64 => gather::<4, 4>(&by_f, &mut distances),
        TrellisCode::States32 => gather::<2, 4>(&over_f1(&by_f), &mut distances),
        TrellisCode::States16 => gather::<2, 2>(&over_y4(&over_f1(&by_f)), &mut distances),
    }
    number_all(&mut distances);
    distances
}

/// Puts the numbers into the lowest bits, which are free.
#[inline(always)]
fn number_all(distances: &mut Distances) {
    for distances in distances {
        for (number, distance) in distances.iter_mut().enumerate() {
            *distance |= number as Cost;
        }
    }
}

/// The least sums of distances by f0 and f1, and there by s1 (lowest), f2 ⊕ s2 and Y0.
#[inline(always)]
fn by_first_label(first: &[Cost; 8], second: &[Cost; 8]) -> [[Cost; 8]; 4] {
    let [a, b, c, d, e, f, g, h] = *second;
    // By f0, which with s0 makes Y0.
    let second = [[a, c, e, g, b, d, f, h], [b, d, f, h, a, c, e, g]];
    let mut least = [[0; 8]; 4];
    for (label, least) in least.iter_mut().enumerate() {
        let second = &second[label & 1];
        for lane in 0..8 {
            least[lane] = lesser(
                first[label].wrapping_add(second[lane]),
                first[label + 4].wrapping_add(second[lane ^ 2]),
            );
        }
    }
    least
}

/// The same with the lesser of both f1, s1 ⊕ f1 being one.
#[inline(always)]
fn over_f1(by_f: &[[Cost; 8]; 4]) -> [[Cost; 8]; 2] {
    let mut least = [[0; 8]; 2];
    for (f0, least) in least.iter_mut().enumerate() {
        for lane in 0..8 {
            least[lane] = lesser(by_f[f0][lane], by_f[f0 + 2][lane ^ 1]);
        }
    }
    least
}

/// The same with the lesser of both f2 ⊕ s2.
#[inline(always)]
fn over_y4(by_f0: &[[Cost; 8]; 2]) -> [[Cost; 8]; 2] {
    let mut least = [[0; 8]; 2];
    for (by_f0, least) in by_f0.iter().zip(&mut least) {
        for lane in 0..8 {
            least[lane] = lesser(by_f0[lane], by_f0[lane ^ 2]);
        }
    }
    least
}

/// Puts the `WIDTH` lowest of each half into the order of Y0 and number.
#[inline(always)]
fn gather<const LABELS: usize, const WIDTH: usize>(
    by_f: &[[Cost; 8]; LABELS],
    distances: &mut Distances,
) {
    for (y0, distances) in distances.iter_mut().enumerate() {
        for (distances, by_f) in distances.as_chunks_mut::<WIDTH>().0.iter_mut().zip(by_f) {
            for (at, distance) in distances.iter_mut().enumerate() {
                *distance = by_f[4 * y0 + at];
            }
        }
    }
}

/// The distances of what was sent with Y0 inverted, by the Y0 that the encoder had, and the
/// number that the input has with that.
pub(super) fn inverted(code: TrellisCode, distances: &Distances) -> Distances {
    let mut inverted = [[0; MOST]; 2];
    for number in 0..code.inputs() as u8 {
        for y0 in 0..2 {
            inverted[y0][usize::from(number)] =
                distances[y0 ^ 1][usize::from(with_other_y0(code, number))] & !NUMBER;
        }
    }
    number_all(&mut inverted);
    inverted
}

/// The labels of the nearest pair of a subset, whose Y0 was perhaps sent inverted.
#[inline(always)]
pub(super) fn nearest_pair(
    code: TrellisCode,
    nearest: &[Nearest; 2],
    (y0, number): (u8, u8),
    inverted: bool,
) -> [usize; 2] {
    let number = if inverted { with_other_y0(code, number) } else { number };
    let pairs =
        &PAIRS[code as usize][usize::from(y0 ^ u8::from(inverted)) & 1][usize::from(number) % MOST];
    let (mut best, mut least) = ([0, 0], f32::INFINITY);
    let count = match code {
        TrellisCode::States16 => 8,
        TrellisCode::States32 => 4,
        TrellisCode::States64 => 2,
    };
    for &pair in &pairs[..count] {
        let labels = [usize::from(pair >> 3 & 7), usize::from(pair & 7)];
        let distance = nearest[0].distances[labels[0]] + nearest[1].distances[labels[1]];
        if distance < least {
            (best, least) = (labels, distance);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::coding::test_line::Noise;

    #[test]
    fn subsets_are_those_of_the_encoders_inputs() {
        for code in TrellisCode::ALL {
            let mut inputs = [[None; MOST]; 2];
            for pair in 0..64u8 {
                let (first, second) = (pair >> 3, pair & 7);
                let y0 = usize::from((first ^ second) & 1);
                let input = &mut inputs[y0][usize::from(number(code, first, second))];
                assert_eq!(
                    *input.get_or_insert(code.input(first, second)),
                    code.input(first, second)
                );
            }
            for y0 in 0..2 {
                let inputs: Vec<u8> = inputs[y0].into_iter().flatten().collect();
                assert_eq!(inputs.len(), code.inputs(), "{code:?}");
                // Linear, and so each input has a number of its own.
                for (a, &of_a) in inputs.iter().enumerate() {
                    for (b, &of_b) in inputs.iter().enumerate() {
                        assert_eq!(inputs[a ^ b], of_a ^ of_b, "{code:?}");
                    }
                    assert_eq!(inputs.iter().filter(|&&other| other == of_a).count(), 1);
                }
            }
            for number in 0..code.inputs() as u8 {
                let other = usize::from(with_other_y0(code, number));
                assert_eq!(inputs[1][other], inputs[0][usize::from(number)], "{code:?}");
            }
        }
    }

    #[test]
    fn distances_are_as_a_search_finds_them() {
        let mut noise = Noise::new(12);
        for _ in 0..200 {
            let mut nearest = [Nearest::default(); 2];
            for distance in nearest.iter_mut().flat_map(|nearest| &mut nearest.distances) {
                // A multiple of what costs are rounded to.
                *distance = (noise.gaussian(8.0).norm_sqr() * 64.0).round() / 64.0;
            }
            for code in TrellisCode::ALL {
                let mut least = [[f32::INFINITY; MOST]; 2];
                for (first, second) in (0..8u8).flat_map(|a| (0..8u8).map(move |b| (a, b))) {
                    let y0 = usize::from((first ^ second) & 1);
                    let least = &mut least[y0][usize::from(number(code, first, second))];
                    let distance = nearest[0].distances[usize::from(first)]
                        + nearest[1].distances[usize::from(second)];
                    *least = least.min(distance);
                }
                let found = distances(code, &nearest);
                let turned = inverted(code, &found);
                for y0 in 0..2u8 {
                    for number in 0..code.inputs() as u8 {
                        let at = (usize::from(y0), usize::from(number));
                        let numbered = |distance| costs::of(distance) | Cost::from(number);
                        assert_eq!(found[at.0][at.1], numbered(least[at.0][at.1]), "{code:?}");
                        for (is_inverted, found) in [(false, found), (true, turned)] {
                            let [a, b] = nearest_pair(code, &nearest, (y0, number), is_inverted);
                            let distance = nearest[0].distances[a] + nearest[1].distances[b];
                            assert_eq!(numbered(distance), found[at.0][at.1], "{code:?}");
                            assert_eq!((a ^ b) as u8 & 1, y0 ^ u8::from(is_inverted));
                        }
                    }
                }
            }
        }
    }
}
