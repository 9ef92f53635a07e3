//! A gap in the middle of a long fax: packets that did not come, or a line that was
//! silent for a moment. The call still ends well, and takes hardly longer than what was
//! lost takes to say again. How it is run stands in `main.rs`.

use crate::lines::fax::{Came, Fax, Modems, Pair};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::wire::Wire;

/// What is wrong with the line for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Packets do not come, either way.
    Lost,
    /// Nothing of what the caller says is heard.
    Silent,
}

impl Gap {
    pub(crate) const ALL: [Self; 2] = [Self::Lost, Self::Silent];

    /// A line with a gap of so many blocks of 20 ms from each of these on.
    pub(crate) fn line(self, begins: &[u64], blocks: u64) -> Wire {
        let gaps: Vec<(u64, u64)> = begins.iter().map(|begin| (*begin, blocks)).collect();
        self.line_of(&gaps)
    }

    /// A line with these gaps: the block in which it begins, and its blocks.
    pub(crate) fn line_of(self, gaps: &[(u64, u64)]) -> Wire {
        let hit: Vec<u64> =
            gaps.iter().flat_map(|(begin, blocks)| *begin..begin + blocks).collect();
        match self {
            Self::Lost => Wire::new(&LineSettings { lost_blocks: hit, ..LineSettings::a_law() }),
            Self::Silent => Wire::with_lines(
                LineSettings { silent_blocks: hit, ..LineSettings::a_law() },
                LineSettings::a_law(),
            ),
        }
    }
}

/// Long faxes with gaps of each length by one pair; prints how many seconds each takes,
/// `!` behind it if it did not end well or not every page arrived pixel by pixel. What
/// was wrong or slow is given back.
pub(crate) fn table(modems: Modems, pair: Pair, only: Option<&str>, seed: u64) -> Vec<String> {
    let fax = Fax::new(modems, true, (8, 2290), seed);
    let clean = fax.call_over(pair, Gap::Lost.line(&[], 0));
    println!("{modems:?} {pair:?}, seed {seed}: {:.0} s without a gap", clean.line_s);
    let mut wrong = Vec::new();
    for (gap, blocks) in Gap::ALL.into_iter().flat_map(|gap| GAPS.map(|blocks| (gap, blocks))) {
        let name = format!("{modems:?} {pair:?} {gap:?} {:.1} s", blocks as f64 / 50.0);
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        let calls: Vec<Came> = AT
            .iter()
            .map(|at| fax.call_over(pair, gap.line(&begins(at, seed), blocks)))
            .collect();
        let is_well = |came: &Came| came.well && came.exact == fax.pages.len();
        let show =
            |came: &Came| format!("{:>4.0}{}", came.line_s, if is_well(came) { " " } else { "!" });
        println!("{name:<36} {}", calls.iter().map(show).collect::<Vec<String>>().join(" "));
        for (at, came) in AT.iter().zip(&calls) {
            if !is_well(came) || came.line_s > clean.line_s + COST_S * at.len() as f64 {
                wrong.push(format!("{name}, seed {seed}, at {at:?} s: {}", show(came)));
                if only.is_some() {
                    println!("{}", came.account);
                }
            }
        }
    }
    wrong
}

/// At which blocks the gaps begin: with the first seed on the second, with others up to
/// 17 s later and anywhere in a second.
fn begins(seconds: &[u64], seed: u64) -> Vec<u64> {
    seconds.iter().map(|at| at * 50 + (seed - 1) * 173 % 850).collect()
}

/// Blocks of 20 ms: 0.2 to 1 s.
const GAPS: [u64; 6] = [10, 15, 20, 25, 35, 50];
/// Where the gaps are, in seconds of the call.
const AT: [&[u64]; 5] = [&[40], &[60], &[75], &[100], &[60, 110]];
/// What a gap may cost in seconds: a page of half a minute said again, in short signals
/// at first; where the same page is hit twice, and not seen by a receiver that begins
/// anew, the rest goes one rate slower.
const COST_S: f64 = 100.0;
