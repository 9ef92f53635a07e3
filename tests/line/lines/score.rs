//! What came of the calls of a cell, and whether ours are worse than spandsp's.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::lines::fax::{Came, Fax, Modems, Pair};
use crate::lines::kinds::Kind;
use ferrofax_kit::line_model::LineSettings;

/// What came of some calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Score {
    /// Calls that ended well at both ends.
    pub(crate) well: usize,
    /// Pages that arrived pixel by pixel.
    pub(crate) exact: usize,
    /// Pages that the sender takes for sent, and that did not arrive so.
    pub(crate) wrong: usize,
    /// The line time of the calls, and of the longest, in seconds.
    pub(crate) seconds: u64,
    pub(crate) longest: u64,
}

impl Score {
    fn of(came: &Came) -> Self {
        let seconds = came.line_s.round() as u64;
        let (exact, wrong) = (came.exact, came.wrong);
        Self { well: usize::from(came.well), exact, wrong, seconds, longest: seconds }
    }

    fn and(self, other: &Self) -> Self {
        Self {
            well: self.well + other.well,
            exact: self.exact + other.exact,
            wrong: self.wrong + other.wrong,
            seconds: self.seconds + other.seconds,
            longest: self.longest.max(other.longest),
        }
    }
}

/// What came of these calls.
pub(crate) fn sum<'a>(calls: impl Iterator<Item = &'a Came>) -> Score {
    calls.fold(Score::default(), |sum, came| sum.and(&Score::of(came)))
}

/// How the faxes of a table are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Faxes {
    pub(crate) modems: Modems,
    pub(crate) ecm: bool,
    /// Pages, and rows of each.
    pub(crate) pages: (u64, u32),
}

/// The calls of a cell: for each seed what came of it in each pair, in the order of [`Pair::ALL`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    calls: Vec<[Score; 4]>,
}

impl Cell {
    /// Calls with these seeds, on all cores.
    pub(crate) fn run(
        faxes: Faxes,
        kind: &Kind,
        seeds: std::ops::RangeInclusive<u64>,
        tell: bool,
    ) -> Self {
        let faxes: Vec<(u64, Fax)> = seeds
            .map(|seed| (seed, Fax::new(faxes.modems, faxes.ecm, faxes.pages, seed)))
            .collect();
        let work: Vec<(usize, Pair)> = (0..faxes.len())
            .flat_map(|at| Pair::wanted().into_iter().map(move |pair| (at, pair)))
            .collect();
        let (next, calls) =
            (AtomicUsize::new(0), Mutex::new(vec![[Score::default(); 4]; faxes.len()]));
        let work_on = || {
            while let Some((at, pair)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (seed, fax) = &faxes[*at];
                let line = LineSettings { seed: *seed, ..kind.line.clone() };
                let came = fax.call(*pair, &line, kind.echo);
                if tell {
                    account(*pair, *seed, fax, &came);
                }
                calls.lock().expect("no call has panicked")[*at][*pair as usize] = Score::of(&came);
            }
        };
        on_all_cores(work_on);
        Self { calls: calls.into_inner().expect("no call has panicked") }
    }

    /// Ten calls, or forty where ten let ours look worse.
    pub(crate) fn judged(faxes: Faxes, kind: &Kind, tell: bool) -> Self {
        let mut cell = Self::run(faxes, kind, 1..=FEW, tell);
        if OURS.into_iter().any(|pair| cell.has_fewer(pair)) {
            cell.calls.extend(Self::run(faxes, kind, FEW + 1..=MANY, tell).calls);
        }
        cell
    }

    /// What came of a pair's calls in all.
    pub(crate) fn score(&self, pair: Pair) -> Score {
        self.calls
            .iter()
            .map(|call| call[pair as usize])
            .fold(Score::default(), |sum, call| sum.and(&call))
    }

    fn has_fewer(&self, pair: Pair) -> bool {
        let (ours, spandsp) = (self.score(pair), self.score(Pair::SpandspToSpandsp));
        ours.well < spandsp.well || ours.exact < spandsp.exact
    }

    /// Whether a pair's calls are worse than spandsp's on the same lines by more than
    /// chance makes them: by more than twice the deviation that the differences of single
    /// calls give.
    pub(crate) fn is_worse(&self, pair: Pair) -> bool {
        let beyond_chance = |of: fn(&Score) -> usize| {
            let differences = || {
                self.calls.iter().map(|call| {
                    of(&call[Pair::SpandspToSpandsp as usize]) as f64
                        - of(&call[pair as usize]) as f64
                })
            };
            let squares: f64 = differences().map(|difference| difference * difference).sum();
            differences().sum::<f64>() > 2.0 * squares.sqrt()
        };
        beyond_chance(|score| score.well) || beyond_chance(|score| score.exact)
    }

    /// The cell as the table shows it: `<` for worse, `~` for fewer within chance.
    pub(crate) fn show(&self, pages: u64) -> String {
        let calls = self.calls.len();
        let columns = Pair::ALL.map(|pair| {
            let score = self.score(pair);
            let mark = match (self.is_worse(pair), self.has_fewer(pair)) {
                (true, _) => '<',
                (false, true) => '~',
                _ => ' ',
            };
            let mean = score.seconds / calls.max(1) as u64;
            let numbers = format!("{}/{}/{}", score.well, score.exact, score.wrong);
            format!("{numbers:>9} {:>7}{mark}", format!("{mean}/{}", score.longest))
        });
        format!("{calls:>4} /{:>4} {}", calls * pages as usize, columns.join(" "))
    }
}

/// What failed in the first calls of all cells, in the order of [`Pair::ALL`]. The first
/// ones alone, since more are made just where ours looked worse.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Failed {
    /// Calls that did not end well.
    pub(crate) calls: [usize; 4],
    /// Pages that did not arrive pixel by pixel.
    pub(crate) pages: [usize; 4],
}

impl Failed {
    /// Counts a cell of calls of so many pages.
    pub(crate) fn add(&mut self, cell: &Cell, pages: u64) {
        for call in cell.calls.iter().take(FEW as usize) {
            for (at, score) in call.iter().enumerate() {
                self.calls[at] += 1 - score.well;
                self.pages[at] += pages as usize - score.exact;
            }
        }
    }

    /// Whether, of the failures that spandsp has with itself, at least half are gone
    /// where we receive from it and where we are at both ends, taken together.
    pub(crate) fn is_half_gone(&self) -> bool {
        let is_gone = |failed: [usize; 4]| {
            let left = failed[Pair::SpandspToUs as usize] + failed[Pair::UsToUs as usize];
            2 * left <= 2 * failed[Pair::SpandspToSpandsp as usize]
        };
        is_gone(self.calls) && is_gone(self.pages)
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let row = |failed: [usize; 4]| failed.map(|count| format!("{count:>13}")).join(" ");
        writeln!(f, "failed in the first {FEW} of each cell:")?;
        writeln!(f, "{:>33} {}", "calls", row(self.calls))?;
        write!(f, "{:>33} {}", "pages", row(self.pages))
    }
}

/// The columns' names, over what [`Cell::show`] gives.
pub(crate) fn heading() -> String {
    let columns =
        ["us→spandsp", "spandsp→us", "us→us", "spandsp only"].map(|name| format!("{name:>18}"));
    format!("{:>10} {}", "of", columns.join(" "))
}

fn account(pair: Pair, seed: u64, fax: &Fax, came: &Came) {
    if std::env::var_os("FERROFAX_LINES_ALL").is_some()
        || !(came.well && came.exact == fax.pages.len())
    {
        println!(
            "{pair:?}, seed {seed}: well {}, {} pages exact\n{}",
            came.well, came.exact, came.account
        );
    }
}

/// Has each core work on what there is until nothing is left.
pub(crate) fn on_all_cores(work_on: impl Fn() + Copy + Send) {
    std::thread::scope(|scope| {
        let others = std::thread::available_parallelism().map_or(1, |cores| cores.get() - 1);
        (0..others).for_each(|_| drop(scope.spawn(work_on)));
        work_on();
    });
}

/// The pairs with one of ours in them.
pub(crate) const OURS: [Pair; 3] = [Pair::UsToSpandsp, Pair::SpandspToUs, Pair::UsToUs];
pub(crate) const FEW: u64 = 10;
pub(crate) const MANY: u64 = 40;
