//! What one event costs: a gap of up to a second somewhere in a long fax. What the gap took is
//! said again, and the call goes on as fast as before.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::lines::fax::{Fax, Modems, Pair};
use crate::lines::gaps::Gap;
use crate::lines::score::on_all_cores;
use crate::t38;
use ferrofax::modem::Rate;

/// Over what the fax goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Audio(Modems, Pair),
    Packets(t38::fax::Pair),
}

/// Every combination that has one of our terminals at one end.
pub(crate) const ALL: [Over; 12] = [
    Over::Audio(Modems::V17, Pair::UsToSpandsp),
    Over::Audio(Modems::V17, Pair::SpandspToUs),
    Over::Audio(Modems::V17, Pair::UsToUs),
    Over::Audio(Modems::V29, Pair::UsToSpandsp),
    Over::Audio(Modems::V29, Pair::SpandspToUs),
    Over::Audio(Modems::V29, Pair::UsToUs),
    Over::Audio(Modems::V29At7200, Pair::UsToSpandsp),
    Over::Audio(Modems::V29At7200, Pair::UsToUs),
    Over::Audio(Modems::V34, Pair::UsToUs),
    Over::Packets(t38::fax::Pair::OursToSpandsp),
    Over::Packets(t38::fax::Pair::SpandspToOurs),
    Over::Packets(t38::fax::Pair::Ours),
];

/// A fax that goes so, again and again.
pub(crate) struct Trial {
    over: Over,
    fax: Fax,
}

impl Trial {
    pub(crate) fn new(over: Over, pages: (u64, u32)) -> Self {
        let modems = match over {
            Over::Audio(modems, _) => modems,
            Over::Packets(_) => Modems::V17,
        };
        Self { over, fax: Fax::new(modems, true, pages, 1) }
    }

    /// The seconds of a call with these gaps (block of 20 ms in which it begins, blocks), or what
    /// was wrong.
    pub(crate) fn call(&self, gap: Gap, gaps: &[(u64, u64)]) -> Result<f64, String> {
        match self.over {
            Over::Audio(_, pair) => {
                let came = self.fax.call_over(pair, gap.line_of(gaps));
                let is_well = came.well && came.exact == self.fax.pages.len();
                if is_well { Ok(came.line_s) } else { Err(came.account) }
            }
            Over::Packets(pair) => self.packets(pair, gaps).map(|(seconds, _)| seconds),
        }
    }

    fn packets(&self, pair: t38::fax::Pair, gaps: &[(u64, u64)]) -> Result<(f64, String), String> {
        let mut case = t38::fax::Case::new(pair, Rate::V17At14400, true);
        case.network.gaps = [0, 1].map(|at| gaps.get(at).copied().unwrap_or((0, 0)));
        case.send_with_account(&self.fax.pages)
    }

    /// The same with its trace.
    pub(crate) fn account(&self, gap: Gap, gaps: &[(u64, u64)]) -> String {
        match self.over {
            Over::Audio(_, pair) => self.fax.call_over(pair, gap.line_of(gaps)).account,
            Over::Packets(pair) => match self.packets(pair, gaps) {
                Ok((_, account)) | Err(account) => account,
            },
        }
    }
}

/// What is too slow or went wrong, each with its name.
pub(crate) fn table(over: Over, places: u64, only: Option<&str>) -> Vec<String> {
    let trial = Trial::new(over, (8, 2290));
    let clean = trial.call(Gap::Lost, &[]).expect("a call without a gap ends well");
    let last = (clean * 50.0) as u64;
    println!("{over:?}: {clean:.0} s without a gap");
    let mut wrong = Vec::new();
    for (gap, bound, sets) in sets(last, places) {
        if matches!(over, Over::Packets(_)) && gap == Gap::Silent {
            continue;
        }
        let (next, calls) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        on_all_cores(|| {
            while let Some(gaps) = sets.get(next.fetch_add(1, Ordering::Relaxed)) {
                let took = trial.call(gap, gaps).map(|seconds| seconds / clean);
                calls.lock().expect("no call has panicked").push((gaps.clone(), took));
            }
        });
        let mut calls = calls.into_inner().expect("no call has panicked");
        let cost = |took: &Result<f64, String>| took.as_ref().map_or(f64::INFINITY, |took| *took);
        calls.sort_by(|one, other| cost(&one.1).total_cmp(&cost(&other.1)));
        let failed = calls.iter().filter(|(_, took)| took.is_err()).count();
        let slow: Vec<_> = calls.iter().filter(|(_, took)| cost(took) > bound).collect();
        let mean = calls.iter().filter_map(|(_, took)| took.as_ref().ok()).sum::<f64>()
            / (calls.len() - failed).max(1) as f64;
        let seconds = |gaps: &Vec<(u64, u64)>| {
            let texts = gaps.iter().map(|(at, blocks)| {
                format!("{:.2}+{:.1}", *at as f64 / 50.0, *blocks as f64 / 50.0)
            });
            texts.collect::<Vec<String>>().join(" and ")
        };
        let name = if sets[0].len() == 1 {
            format!("{gap:?} {:.1} s", sets[0][0].1 as f64 / 50.0)
        } else {
            format!("{gap:?} twice")
        };
        let worst: Vec<String> = calls
            .iter()
            .rev()
            .filter(|(_, took)| took.is_ok())
            .take(3)
            .map(|(gaps, took)| format!("{:.2} at {}", cost(took), seconds(gaps)))
            .collect();
        println!(
            "  {name:<13} {:>3} calls, {failed} failed, {} over {bound:.2}, mean {mean:.3}; {}",
            calls.len(),
            slow.len(),
            worst.join(", ")
        );
        for (gaps, took) in slow {
            wrong.push(format!("{over:?} {name} at {}: {:.2}", seconds(gaps), cost(took)));
            if only.is_some() {
                let account = trial.account(gap, gaps);
                println!("{over:?} {name} at {}\n{account}", seconds(gaps));
            }
        }
    }
    wrong
}

/// The gaps of a table: of which kind, what they may cost, and where they are.
type Set = (Gap, f64, Vec<Vec<(u64, u64)>>);

fn sets(last: u64, places: u64) -> Vec<Set> {
    // Each page is hit in another part of it: places that are a whole number of pages apart would
    // ask the same again and again.
    let at =
        |number: u64| 25 + (last - 150) * number / places + number * number * 37 % (last / places);
    let mut sets = Vec::new();
    for gap in Gap::ALL {
        for blocks in [10, 25, 50] {
            let gaps = (0..places).map(|number| vec![(at(number), blocks)]).collect();
            sets.push((gap, ONE, gaps));
        }
        let twice = (0..places).map(|number| {
            let (first, second) = (at(number * 2 % places), at((number * 5 + 3) % places));
            vec![(first, 15 + number % 36), (second + 25, 50 - number % 31)]
        });
        sets.push((gap, TWO, twice.collect()));
    }
    sets
}

/// How much longer a call may take with one gap, and with two.
pub(crate) const ONE: f64 = 1.15;
pub(crate) const TWO: f64 = 1.25;
