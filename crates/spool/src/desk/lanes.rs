//! Merges several lists (in the code: *lanes*), each sorted from the greatest number to the least,
//! into one. The list that a reader sees is merged from the lists of single devices, each of which
//! has an index.

use std::collections::{BinaryHeap, VecDeque};

use crate::database;

/// An entry of a list, with the number by which the lists are sorted.
pub(super) trait Numbered {
    fn number(&self) -> i64;
}

/// Fetches the next entries of a lane: those with a number below the second argument, and at most
/// as many as the third argument.
type Fetch<'a, L, T> = dyn FnMut(&L, i64, u32) -> database::Result<Vec<T>> + 'a;

/// Several sorted lists (lanes) that are merged into one list. `L` identifies a lane.
pub(super) struct Lanes<L, T> {
    lanes: Vec<Lane<L, T>>,
    /// The number at the head of each lane that has entries left, with the index of the lane.
    heads: BinaryHeap<(i64, usize)>,
    last: Option<i64>,
}

struct Lane<L, T> {
    which: L,
    fetched: VecDeque<T>,
    below: i64,
    chunk: u32,
    is_over: bool,
}

/// The greatest number of rows of a lane that are fetched at once. Each fetch of a lane requests
/// twice as many rows as the one before, up to this limit.
const AT_ONCE: u32 = 512;

impl<L, T: Numbered> Lanes<L, T> {
    /// Merges all entries with numbers below `number`. At first, about `first` entries of all lanes
    /// together are fetched, but at least 4 of each lane.
    pub(super) fn below(
        number: i64,
        first: u32,
        lanes: Vec<L>,
        fetch: &mut Fetch<'_, L, T>,
    ) -> database::Result<Self> {
        let share = first / u32::try_from(lanes.len().max(1)).unwrap_or(u32::MAX);
        let chunk = share.clamp(4, AT_ONCE);
        let lane =
            |which| Lane { which, fetched: VecDeque::new(), below: number, chunk, is_over: false };
        let lanes: Vec<Lane<L, T>> = lanes.into_iter().map(lane).collect();
        let mut all = Self { lanes, heads: BinaryHeap::new(), last: None };
        for place in 0..all.lanes.len() {
            all.advance(place, fetch)?;
        }
        Ok(all)
    }

    /// Returns the next entry of all lanes. An entry that is in several lanes is returned only
    /// once.
    pub(super) fn next(&mut self, fetch: &mut Fetch<'_, L, T>) -> database::Result<Option<T>> {
        while let Some((number, place)) = self.heads.pop() {
            let found = self.lanes[place].fetched.pop_front();
            self.advance(place, fetch)?;
            if self.last.replace(number) != Some(number) {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Adds the next number of a lane to the heads, and fetches more of its entries if none are
    /// left.
    fn advance(&mut self, place: usize, fetch: &mut Fetch<'_, L, T>) -> database::Result<()> {
        let lane = &mut self.lanes[place];
        if lane.fetched.is_empty() && !lane.is_over {
            let fetched = fetch(&lane.which, lane.below, lane.chunk)?;
            lane.is_over = fetched.len() < lane.chunk as usize;
            lane.chunk = (2 * lane.chunk).min(AT_ONCE);
            lane.below = fetched.last().map_or(lane.below, Numbered::number);
            lane.fetched.extend(fetched);
        }
        self.heads.extend(lane.fetched.front().map(|head| (head.number(), place)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Numbered for i64 {
        fn number(&self) -> i64 {
            *self
        }
    }

    /// In the test, lane n contains the multiples of n.
    fn multiples(of: &i64, below: i64, most: u32) -> database::Result<Vec<i64>> {
        Ok((0..below).rev().filter(|number| number % of == 0).take(most as usize).collect())
    }

    #[test]
    fn lanes_become_one_in_which_nothing_is_missing_and_nothing_double() {
        let mut lanes = Lanes::below(2000, 30, vec![2, 3, 7], &mut multiples).unwrap();
        let mut found = Vec::new();
        while let Some(number) = lanes.next(&mut multiples).unwrap() {
            found.push(number);
        }
        let wanted = (0..2000).rev().filter(|number| [2, 3, 7].iter().any(|of| number % of == 0));
        assert!(found.iter().copied().eq(wanted), "{found:?}");
    }

    #[test]
    fn no_lanes_are_an_empty_list() {
        let mut lanes = Lanes::below(9, 30, vec![], &mut multiples).unwrap();
        assert_eq!(lanes.next(&mut multiples).unwrap(), None);
    }
}
