//! The shell mapper: K bits ↔ eight rings, inner ones oftener than outer ones (ITU-T V.34
//! §9.4).
//!
//! # Theory
//!
//! The constellation's points are numbered from the centre outwards, and a ring is as many
//! of them in a row as q bits count. Eight rings numbered 0 to M − 1 make M⁸ combinations,
//! more than the 2ᴷ that are needed; the mapper uses those with the least sum, which have
//! the least power (G. R. Lang and F. M. Longstaff, IEEE J. Sel. Areas Commun. SAC-7, 1989,
//! p. 968). At K = 27 and M = 13 this saves some 0.9 dB.
//!
//! The combinations are put in an order in which one can count: by the sum of all eight,
//! then by the sum of the first four, and within four by the sum of the first two. How many
//! combinations of two, four and eight rings have a sum is a polynomial's coefficient (g2,
//! g4 and g8 of the Recommendation); z8 is how many have less. So a number is taken apart
//! by halves, [`Halves::split`], and put together again by [`Halves::join`].

use std::sync::Arc;

use super::framing::MOST_RINGS;
use crate::dsp::lanes::LANES;

/// Greatest sum of two rings, and one.
const PAIRS: usize = 2 * (MOST_RINGS - 1) + 1;
/// Of four.
const FOURS: usize = 4 * (MOST_RINGS - 1) + 1;
/// Of eight.
const EIGHTS: usize = 8 * (MOST_RINGS - 1) + 1;

/// The mapper for one number of rings.
#[derive(Clone, Debug)]
pub(super) struct ShellMapper {
    rings: u32,
    /// Of pairs of rings (g2), and of fours of them (g4).
    pairs: Halves,
    fours: Halves,
    /// z8: combinations of eight rings with a lesser sum.
    lesser: [u64; EIGHTS + 1],
    /// The same as far as numbers go that are mapped, to be searched.
    searched: Arc<[Lanes]>,
}

/// Some rising numbers that are searched all at once; [`u32::MAX`] where there are no more. They are
/// kept [signed], since processors compare such numbers at less cost.
type Lanes = [i32; LANES];

/// A number as [`Lanes`] have it, in the same order.
#[inline(always)]
const fn signed(number: u32) -> i32 {
    (number ^ 1 << 31) as i32
}

/// What [`signed`] was made of.
#[inline(always)]
const fn unsigned(number: i32) -> u32 {
    number as u32 ^ 1 << 31
}

/// How combinations of two halves are counted.
#[derive(Clone, Debug)]
struct Halves {
    /// By sum: halves that have it, and what [`divided`] takes instead of their count.
    counts: Arc<[u32]>,
    inverses: Arc<[u64]>,
    /// By sum of both halves and sum of the first one: combinations in which the first
    /// one's is less. A row of so many lanes for each sum of both.
    before: Arc<[Lanes]>,
    row: usize,
}

impl ShellMapper {
    /// For `rings` of them, 1 to [`MOST_RINGS`], and for the first `used` numbers.
    pub(super) fn new(rings: usize, used: u64) -> Self {
        assert!((1..=MOST_RINGS).contains(&rings), "{rings} rings");
        let mut ones = [0; MOST_RINGS];
        ones[..rings].fill(1);
        let pairs: [u32; PAIRS] = std::array::from_fn(|sum| ways(&ones, &ones, sum));
        let fours: [u32; FOURS] = std::array::from_fn(|sum| ways(&pairs, &pairs, sum));
        let mut lesser = [0; EIGHTS + 1];
        for sum in 0..EIGHTS {
            lesser[sum + 1] = lesser[sum] + u64::from(ways(&fours, &fours, sum));
        }
        let (most_of_pair, most_of_four) = (2 * (rings - 1), 4 * (rings - 1));
        let pairs = Halves::new(&pairs[..=most_of_pair]);
        let fours = Halves::new(&fours[..=most_of_four]);
        let searched = in_lanes(lesser.iter().copied().take_while(|&lesser| lesser < used));
        Self { rings: rings as u32, pairs, fours, lesser, searched: searched.into() }
    }

    /// The eight rings of combination number `number`, one of those that are used.
    #[inline(always)]
    pub(super) fn map(&self, number: u32) -> [u8; 8] {
        let sum = up_to(&self.searched, number) - 1;
        let within = (u64::from(number) - self.lesser[sum]) as u32;
        let (first, second) = self.fours.split(sum, within);
        let mut rings = [0; 8];
        for (half, rings) in [first, second].into_iter().zip(rings.as_chunks_mut::<4>().0) {
            let (first, second) = self.pairs.split(half.sum, half.number);
            let ([a, b], [c, d]) = (self.pair(first), self.pair(second));
            *rings = [a, b, c, d];
        }
        rings
    }

    /// The number of a combination of rings, each less than M. It is K bits long if the
    /// combination came from [`ShellMapper::map`], and may be longer if not.
    #[inline(always)]
    pub(super) fn unmap(&self, rings: &[u8; 8]) -> u64 {
        let half = |rings: &[u8]| {
            let (first, second) =
                (self.of_pair(rings[0], rings[1]), self.of_pair(rings[2], rings[3]));
            self.pairs.join(first, second)
        };
        let whole = self.fours.join(half(&rings[..4]), half(&rings[4..]));
        self.lesser[whole.sum] + u64::from(whole.number)
    }

    /// The two rings of pair number `number` among those with its sum.
    const fn pair(&self, Part { sum, number }: Part) -> [u8; 2] {
        let (sum, last) = (sum as u32, self.rings - 1);
        let first = if sum <= last { number } else { sum - (last - number) };
        [first as u8, (sum - first) as u8]
    }

    /// What [`ShellMapper::pair`] makes into these rings.
    const fn of_pair(&self, first: u8, second: u8) -> Part {
        let (first, second, last) = (first as u32, second as u32, self.rings - 1);
        let sum = first + second;
        Part { sum: sum as usize, number: if sum <= last { first } else { last - second } }
    }

    /// How often each ring occurs in a combination, on the average over the first `used` of
    /// them; together 1. The last sum's combinations, of which only some are used, are taken
    /// to be alike, which their power is.
    pub(super) fn shares(&self, used: u64) -> [f64; MOST_RINGS] {
        let mut ones = [0.0; MOST_RINGS];
        ones[..self.rings as usize].fill(1.0);
        // Sevens of rings by their sum: so many combinations of eight have a given ring at a
        // given place.
        let mut sevens = vec![1.0];
        for _ in 0..7 {
            let mut more = vec![0.0; sevens.len() + MOST_RINGS];
            for (sum, count) in sevens.iter().enumerate() {
                for (ring, one) in ones.iter().enumerate() {
                    more[sum + ring] += count * one;
                }
            }
            sevens = more;
        }
        let mut shares = [0.0; MOST_RINGS];
        for sum in 0..EIGHTS {
            let (from, to) = (self.lesser[sum], self.lesser[sum + 1]);
            if from >= used || from == to {
                continue;
            }
            let part = (to.min(used) - from) as f64 / (to - from) as f64;
            for (ring, share) in shares.iter_mut().enumerate().take(self.rings as usize) {
                let others = sum.checked_sub(ring).and_then(|sum| sevens.get(sum));
                *share += part * others.copied().unwrap_or(0.0) / used as f64;
            }
        }
        shares
    }
}

/// A part of a combination: its sum, and its number among those with that sum.
#[derive(Clone, Copy, Debug)]
struct Part {
    sum: usize,
    number: u32,
}

/// In how many ways `sum` is made of one of `first` and one of `second`.
fn ways(first: &[u32], second: &[u32], sum: usize) -> u32 {
    (0..=sum).map(|part| count(first, part) * count(second, sum - part)).sum()
}

fn count(counts: &[u32], sum: usize) -> u32 {
    counts.get(sum).copied().unwrap_or(0)
}

/// Numbers that rise, in lanes: those that 32 bits hold.
fn in_lanes(numbers: impl Iterator<Item = u64>) -> Vec<Lanes> {
    let numbers: Vec<i32> =
        numbers.map(|number| signed(number.min(u32::MAX.into()) as u32)).collect();
    let row = |some: &[i32]| std::array::from_fn(|at| some.get(at).copied().unwrap_or(i32::MAX));
    numbers.chunks(LANES).map(row).collect()
}

/// How many of the numbers are no greater than `most`, which is less than the greatest.
#[inline(always)]
fn up_to(numbers: &[Lanes], most: u32) -> usize {
    let (mut beyond, most) = ([0i32; LANES], signed(most));
    for row in numbers {
        for lane in 0..LANES {
            beyond[lane] = beyond[lane].wrapping_add((row[lane] > most).into());
        }
    }
    LANES * numbers.len() - beyond.into_iter().fold(0, i32::wrapping_add) as usize
}

/// 2⁶³ divided by `count`, and a little more. No half has a count of 0.
fn inverse(count: u32) -> u64 {
    (1u64 << 63).div_ceil(count.max(1).into())
}

/// `number` divided by what `inverse` is of. The little more is too little to make a whole: it is
/// less than the count, and by `number` less than 2⁶³.
#[inline(always)]
const fn divided(number: u32, inverse: u64) -> u32 {
    ((number as u128 * inverse as u128) >> 63) as u32
}

impl Halves {
    /// Of halves with these counts by their sum.
    fn new(counts: &[u32]) -> Self {
        let before: Vec<Lanes> = (0..2 * counts.len() - 1)
            .flat_map(|sum| {
                let mut before = 0;
                let least = (sum + 1).saturating_sub(counts.len());
                in_lanes((0..counts.len()).map(|first| {
                    let here = before;
                    if (least..=sum).contains(&first) {
                        before += u64::from(counts[first] * count(counts, sum - first));
                    }
                    // No first half has a greater sum than both together.
                    if first > sum { u64::MAX } else { here }
                }))
            })
            .collect();
        Self {
            counts: counts.into(),
            inverses: counts.iter().copied().map(inverse).collect(),
            before: before.into(),
            row: counts.len().div_ceil(LANES),
        }
    }

    /// Takes combination number `number` with this sum apart into two halves (equations 9-8
    /// to 9-16).
    #[inline(always)]
    fn split(&self, sum: usize, number: u32) -> (Part, Part) {
        let before = &self.before[self.row * sum..][..self.row];
        let first = up_to(before, number) - 1;
        let number = number - unsigned(before[first / LANES][first % LANES]);
        let seconds = divided(number, self.inverses[first]);
        (
            Part { sum: first, number: number - seconds * self.counts[first] },
            Part { sum: sum - first, number: seconds },
        )
    }

    /// What [`Halves::split`] takes apart into these.
    #[inline(always)]
    fn join(&self, first: Part, second: Part) -> Part {
        let sum = first.sum + second.sum;
        let before = unsigned(self.before[self.row * sum + first.sum / LANES][first.sum % LANES]);
        Part { sum, number: before + second.number * self.counts[first.sum] + first.number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::coding::test_line::Noise;

    #[test]
    fn every_combination_has_its_number_and_comes_in_the_order_of_power() {
        for rings in 1..=4u32 {
            let mapper = ShellMapper::new(rings as usize, rings.pow(8).into());
            let mut before = 0;
            for number in 0..rings.pow(8) {
                let combination = mapper.map(number);
                assert!(combination.iter().all(|&ring| u32::from(ring) < rings));
                assert_eq!(mapper.unmap(&combination), u64::from(number));
                let sum: u32 = combination.iter().map(|&ring| u32::from(ring)).sum();
                assert!(sum >= before, "{rings} rings, {number}");
                before = sum;
            }
        }
    }

    #[test]
    fn numbers_of_all_widths_come_back() {
        let mut noise = Noise::new(34);
        for rings in 2..=MOST_RINGS {
            // The widest K with that many rings, 31 bits at most.
            let used = (rings as u64).pow(8).min(1 << 31) as u32;
            let mapper = ShellMapper::new(rings, used.into());
            let edges = [0, 1, used / 2, used - 1];
            let others = (0..500).map(|_| noise.below(used));
            for number in edges.into_iter().chain(others.collect::<Vec<_>>()) {
                let combination = mapper.map(number);
                assert!(combination.iter().all(|&ring| usize::from(ring) < rings));
                assert_eq!(mapper.unmap(&combination), u64::from(number), "{rings} rings");
            }
        }
    }

    #[test]
    fn shares_are_as_they_are_counted() {
        for (rings, bits) in [(2, 4), (3, 12), (4, 14), (5, 16)] {
            let mapper = ShellMapper::new(rings, 1 << bits);
            let mut counts = [0.0; MOST_RINGS];
            for number in 0..1u32 << bits {
                for ring in mapper.map(number) {
                    counts[usize::from(ring)] += 1.0 / 8.0 / f64::from(1u32 << bits);
                }
            }
            let shares = mapper.shares(1 << bits);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for (share, counted) in shares.into_iter().zip(counts) {
                assert!((share - counted).abs() < 0.02, "{rings} rings: {share}, {counted}");
            }
        }
    }
}
