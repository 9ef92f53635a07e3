//! Super G3 beside V.17 alone: the same pages over the same lines with the same noise. Where V.34
//! may be used never fewer faxes arrive, from and to whomever.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::lines::fax::{Came, Fax, Modems, Pair};
use crate::lines::kinds::Kind;
use crate::lines::score::{FEW, MANY, OURS, on_all_cores};
use ferrofax_kit::line_model::LineSettings;

/// The modems of the two columns.
const BOTH: [Modems; 2] = [Modems::V17, Modems::V34];

/// What came of the calls of a cell by each of [`BOTH`], seed by seed.
#[derive(Debug, Default)]
struct Beside(Vec<[(usize, usize, f64); 2]>);

impl Beside {
    fn run(pair: Pair, kind: &Kind, pages: (u64, u32), seeds: &[u64], tell: bool) -> Self {
        let calls = Mutex::new(vec![[(0, 0, 0.0); 2]; seeds.len()]);
        let next = AtomicUsize::new(0);
        let work_on = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(&seed) = seeds.get(at / 2) else { return };
                let fax = Fax::new(BOTH[at % 2], true, pages, seed);
                let line = LineSettings { seed, ..kind.line.clone() };
                let Came { well, exact, line_s, account, .. } = fax.call(pair, &line, kind.echo);
                if tell && (!well || exact < fax.pages.len()) {
                    println!("{:?} {pair:?}, seed {seed}: {exact} exact\n{account}", BOTH[at % 2]);
                }
                let mut calls = calls.lock().expect("no call has panicked");
                calls[at / 2][at % 2] = (usize::from(well), exact, line_s);
            }
        };
        on_all_cores(work_on);
        Self(calls.into_inner().expect("no call has panicked"))
    }

    fn sum(&self, of: usize) -> (usize, usize, f64) {
        self.0
            .iter()
            .map(|call| call[of])
            .fold((0, 0, 0.0), |sum, call| (sum.0 + call.0, sum.1 + call.1, sum.2 + call.2))
    }

    /// Whether fewer came with V.34, and whether chance does not make such a difference: it is
    /// more than twice the deviation that the differences of single calls give.
    fn is_fewer(&self) -> (bool, bool) {
        let differences = |of: fn(&(usize, usize, f64)) -> usize| -> (f64, f64) {
            self.0.iter().fold((0.0, 0.0), |(sum, squares), call| {
                let less = of(&call[0]) as f64 - of(&call[1]) as f64;
                (sum + less, squares + less * less)
            })
        };
        let both = [differences(|call| call.0), differences(|call| call.1)];
        (
            both.iter().any(|(sum, _)| *sum > 0.0),
            both.iter().any(|(sum, squares)| *sum > 2.0 * squares.sqrt()),
        )
    }

    fn show(&self) -> String {
        let ((well, exact, line_s), (well_34, exact_34, line_s_34)) = (self.sum(0), self.sum(1));
        let mark = match self.is_fewer() {
            (_, true) => '<',
            (true, false) => '~',
            _ => ' ',
        };
        format!("{well:>3}/{exact:>3} {well_34:>3}/{exact_34:>3} {:.2} {mark}", line_s_34 / line_s)
    }
}

/// Prints the table of these lines: calls that ended well / pages that arrived pixel by pixel, by
/// V.17 and where V.34 may be used, and the line time of the second beside the first's. Gives the
/// cells in which fewer arrived than chance explains.
pub(super) fn table(
    kinds: &[Kind],
    pages: (u64, u32),
    seeds: Option<Vec<u64>>,
    tell: bool,
) -> Vec<String> {
    let few: Vec<u64> = (1..=FEW).collect();
    let mut fewer = Vec::new();
    println!(
        "{:<17} {}",
        "line",
        OURS.map(|pair| format!("{:>22}", format!("{pair:?}"))).join("  ")
    );
    for kind in kinds {
        let cells = OURS.map(|pair| {
            let seeds = seeds.as_ref().unwrap_or(&few);
            let mut cell = Beside::run(pair, kind, pages, seeds, tell);
            // Where ten let it look worse, forty are made.
            if cell.is_fewer().0 && seeds.len() == few.len() {
                let more: Vec<u64> = (FEW + 1..=MANY).collect();
                cell.0.extend(Beside::run(pair, kind, pages, &more, tell).0);
            }
            if cell.is_fewer().1 {
                fewer.push(format!("{}, {pair:?}", kind.name));
            }
            format!("{:>22}", cell.show())
        });
        println!("{:<17} {}", kind.name, cells.join("  "));
    }
    fewer
}
