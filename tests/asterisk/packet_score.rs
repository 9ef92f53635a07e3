//! The results of the calls of a cell of the packet table, and whether Ferrofax is significantly
//! worse than spandsp.

use std::fmt;

use crate::packet_faxes::{Came, PacketFax, Pair};
use crate::udptl_relay::{Correction, Trouble};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// The number of the row in the whole table, from which its seeds are made.
    pub number: u32,
    pub name: &'static str,
    pub correction: Correction,
    pub ecm: bool,
    pub trouble: Trouble,
}

/// The calls of a cell.
#[derive(Clone, Debug)]
pub struct Cell {
    pub way: Way,
    /// For each pair, in the order of [`Pair::ALL`]: whether each call succeeded, and whether all
    /// pixels of its page are right.
    calls: [Vec<(bool, bool)>; 3],
}

/// The number of calls of each pair in each cell, and in a cell where Ferrofax seems worse after
/// these.
pub const FEW: usize = 10;
pub const MANY: usize = 40;

impl Pair {
    pub const ALL: [Self; 3] = [Self::FromSpandsp, Self::ToSpandsp, Self::SpandspAlone];
    const OURS: [Self; 2] = [Self::FromSpandsp, Self::ToSpandsp];
}

impl Cell {
    pub fn new(way: Way) -> Self {
        Self { way, calls: [const { Vec::new() }; 3] }
    }

    pub fn fax(&self, pair: Pair, call: usize) -> PacketFax {
        let Way { number, correction, ecm, trouble, .. } = self.way;
        let seed = u64::from(number) * 1000 + call as u64;
        PacketFax { pair, correction, ecm, trouble, seed, serial: number * 100 + call as u32 }
    }

    pub fn note(&mut self, pair: Pair, call: usize, came: &Came) {
        let calls = &mut self.calls[pair as usize];
        calls.resize(calls.len().max(call + 1), (false, false));
        calls[call] = (came.arrived, came.arrived && came.same);
    }

    fn score(&self, pair: Pair) -> (usize, usize) {
        let calls = &self.calls[pair as usize];
        (calls.iter().filter(|call| call.0).count(), calls.iter().filter(|call| call.1).count())
    }

    /// Returns how many of the first calls of a pair failed. With ECM, a page that differs is a
    /// failure, too.
    pub fn failures_of_few(&self, pair: Pair) -> usize {
        let failed = |call: &&(bool, bool)| !call.0 || (self.way.ecm && !call.1);
        self.calls[pair as usize].iter().take(FEW).filter(failed).count()
    }

    /// Returns whether Ferrofax has fewer successes in one of the pairs.
    pub fn has_fewer(&self) -> bool {
        Pair::OURS.into_iter().any(|pair| self.has_fewer_in(pair))
    }

    fn has_fewer_in(&self, pair: Pair) -> bool {
        let (ours, spandsp) = (self.score(pair), self.score(Pair::SpandspAlone));
        ours.0 < spandsp.0 || ours.1 < spandsp.1
    }

    pub fn is_worse(&self) -> bool {
        Pair::OURS.into_iter().any(|pair| self.is_worse_in(pair))
    }

    /// Returns whether the successes are fewer by more than two standard deviations of the
    /// differences between single calls.
    fn is_worse_in(&self, pair: Pair) -> bool {
        let beyond_chance = |of: fn(&(bool, bool)) -> bool| {
            let (ours, spandsp) =
                (&self.calls[pair as usize], &self.calls[Pair::SpandspAlone as usize]);
            let pairs = || ours.iter().zip(spandsp).map(|(ours, spandsp)| (of(ours), of(spandsp)));
            let fewer = pairs().filter(|(ours, spandsp)| !ours && *spandsp).count() as f64;
            let more = pairs().filter(|(ours, spandsp)| *ours && !spandsp).count() as f64;
            fewer - more > 2.0 * (fewer + more).sqrt()
        };
        beyond_chance(|call| call.0) || beyond_chance(|call| call.1)
    }

    /// Returns the row: `<` means significantly worse, `~` means fewer successes, but not
    /// significantly.
    pub fn shown(&self) -> String {
        let columns = Pair::ALL.map(|pair| {
            let (well, same) = self.score(pair);
            let mark = match (self.is_worse_in(pair), self.has_fewer_in(pair)) {
                (true, _) => '<',
                (false, true) => '~',
                _ => ' ',
            };
            format!("{:>13} {mark}", format!("{well}/{same}"))
        });
        format!("{:48}{:>6}{}", self.way.to_string(), self.calls[0].len(), columns.concat())
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ecm = if self.ecm { "ECM" } else { "no ECM" };
        write!(f, "{:10} {ecm:6} {}", self.correction.word(), self.name)
    }
}
