//! The whole receive matrix against real Asterisk, many calls at once: `make matrix` runs it.
//!
//! It is a program and no list of tests, so that it can say how far it is and give a table at its end.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_macros,
    reason = "the laboratory offers more than this uses"
)]

mod exchange;
mod laboratory;
#[path = "../common/pages.rs"]
mod pages;
#[path = "../common/pbm.rs"]
mod pbm;
#[path = "../common/random.rs"]
mod random;
mod receive_case;
#[path = "../common/smtp_sink.rs"]
mod smtp_sink;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use exchange::Exchange;
use laboratory::Asterisk;
use receive_case::{CODINGS, Case, RATES, RESOLUTIONS};

const USAGE: &str = "usage: make matrix [ONLY='WORD …'] [AT_ONCE=10]

Each word of ONLY picks a part; a comma joins words that may stand for each other:
  22 16 (Asterisk)  2400 4800 7200 9600  ecm noecm  mh mr mmr  standard fine  1 3 30 (pages)
For example ONLY='22 7200,9600 mmr 1,3'.
AT_ONCE is the number of calls that run side by side in each Asterisk.
";

/// What runs, what came of it, and how far it is.
struct Matrix {
    cells: Vec<(Asterisk, Case)>,
    began: Instant,
    done: AtomicUsize,
    /// Of each cell, in the same order: the seconds of its call, or what was wrong.
    results: Vec<Mutex<Option<Result<u64, String>>>>,
}

fn main() -> ExitCode {
    let (mut at_once, mut words) = (10, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("at-once", number)) => match number.parse() {
                Ok(number @ 1..=50) => at_once = number,
                _ => return usage(&format!("AT_ONCE is a number from 1 to 50, not '{number}'")),
            },
            _ => words.extend(argument.split_whitespace().map(str::to_lowercase)),
        }
    }
    let mut cells = cells();
    for word in &words {
        let meant: Vec<&str> = word.split(',').collect();
        cells.retain(|cell| words_of(cell).iter().any(|word| meant.contains(&word.as_str())));
        if cells.is_empty() {
            return usage(&format!("'{word}' leaves nothing to run"));
        }
    }
    let matrix = Matrix {
        results: cells.iter().map(|_| Mutex::new(None)).collect(),
        cells,
        began: Instant::now(),
        done: AtomicUsize::new(0),
    };
    println!("{} faxes, {at_once} at once on each Asterisk", matrix.cells.len());
    let strays = matrix.run(at_once);
    matrix.show(strays)
}

fn usage(error: &str) -> ExitCode {
    eprint!("matrix: {error}\n{USAGE}");
    ExitCode::FAILURE
}

/// Every case on both Asterisks.
fn cells() -> Vec<(Asterisk, Case)> {
    [Asterisk::V22, Asterisk::V16]
        .into_iter()
        .flat_map(|asterisk| Case::all().into_iter().map(move |case| (asterisk, case)))
        .collect()
}

fn words_of((asterisk, case): &(Asterisk, Case)) -> Vec<String> {
    let mut words = case.words().to_vec();
    words.push(asterisk.name().to_owned());
    words
}

impl Matrix {
    /// Runs every cell, both Asterisks side by side. Gives the number of mails that nobody waited for.
    fn run(&self, at_once: usize) -> usize {
        thread::scope(|scope| {
            let both =
                [Asterisk::V22, Asterisk::V16].map(|asterisk| scope.spawn(move || self.run_on(asterisk, at_once)));
            both.into_iter().map(|one| one.join().expect("no panic in a laboratory")).sum()
        })
    }

    fn run_on(&self, asterisk: Asterisk, at_once: usize) -> usize {
        let mine: Vec<usize> = (0..self.cells.len()).filter(|&cell| self.cells[cell].0 == asterisk).collect();
        if mine.is_empty() {
            return 0;
        }
        let exchange = Exchange::start("matrix", asterisk, &Case::devices());
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while let Some(&cell) = mine.get(next.fetch_add(1, Ordering::SeqCst)) {
                        self.run_cell(cell, &exchange);
                    }
                });
            }
        });
        let failed = mine.iter().any(|&cell| !matches!(*self.results[cell].lock().expect("no panic"), Some(Ok(_))));
        let strays = exchange.stray_mails().len();
        if failed || strays > 0 {
            println!(
                "what Asterisk {} and Ferrofax logged is kept in {}",
                asterisk.name(),
                exchange.lab.keep().display()
            );
        }
        strays
    }

    fn run_cell(&self, cell: usize, exchange: &Exchange) {
        let (asterisk, case) = self.cells[cell];
        let result = case.run(exchange, &case.document());
        let (done, minutes) = (self.done.fetch_add(1, Ordering::SeqCst) + 1, self.began.elapsed().as_secs() / 60);
        let told = match &result {
            Ok(seconds) => format!("ok, {seconds} s"),
            Err(fault) => format!("FAILED {fault}"),
        };
        println!("[{done}/{}, {minutes} min] Asterisk {}: {case}: {told}", self.cells.len(), asterisk.name());
        *self.results[cell].lock().expect("no panic while locked") = Some(result);
    }

    /// The table at the end.
    fn show(&self, strays: usize) -> ExitCode {
        let lengths = [1, 3, 30];
        println!("\nSeconds of each fax; - did not run\n");
        println!("{:20}{:^36}{:^36}", "", "Asterisk 22", "Asterisk 16");
        println!("{:20}{:^18}{:^18}{:^18}{:^18}", "pages", "standard", "fine", "standard", "fine");
        let heads: String = lengths.iter().map(|pages| format!("{pages:>6}")).collect();
        println!("{:20}{}", "", heads.repeat(4));
        for rate in RATES {
            for (ecm, coding) in CODINGS {
                let mut line =
                    format!("{:<5} {:<7} {:<4}  ", rate.bps(), if ecm { "ECM" } else { "no ECM" }, coding.to_string());
                for asterisk in [Asterisk::V22, Asterisk::V16] {
                    for resolution in RESOLUTIONS {
                        for pages in lengths {
                            let case = Case { rate, ecm, coding, resolution, pages };
                            line += &format!("{:>6}", self.shown(asterisk, case));
                        }
                    }
                }
                println!("{line}");
            }
        }
        let failed =
            self.results.iter().filter(|result| !matches!(*result.lock().expect("no panic"), Some(Ok(_)))).count();
        let (all, took) = (self.cells.len(), self.began.elapsed().as_secs());
        println!("\n{} of {all} faxes arrived pixel by pixel, in {} min {} s", all - failed, took / 60, took % 60);
        if strays > 0 {
            println!("{strays} mails came that should not have come");
        }
        if failed == 0 && strays == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn shown(&self, asterisk: Asterisk, case: Case) -> String {
        let Some(cell) = self.cells.iter().position(|cell| *cell == (asterisk, case)) else { return "-".to_owned() };
        match &*self.results[cell].lock().expect("no panic while locked") {
            Some(Ok(seconds)) => seconds.to_string(),
            _ => "FAIL".to_owned(),
        }
    }
}
