//! T.38 over networks that lose, repeat, delay and reorder datagrams: Ferrofax with spandsp in both
//! directions, compared with two spandsps on the same seeds. `make matrix ONLY=packets` prints the
//! table; further words select a part of it.
//!
//! Each cell has ten calls, or forty if Ferrofax seems worse after ten. A call is a success if both
//! ends report success. The table also shows how many pages arrived without a wrong pixel, which is
//! a matter of chance without redundancy and ECM.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use crate::laboratory::Asterisk;
use crate::packet_faxes::{Came, PacketFax, Pair, Stage};
use crate::packet_score::{Cell, FEW, MANY, Way};
use crate::udptl_relay::{Correction, Trouble};

const fn losing(lost: f64, burst: u32) -> Trouble {
    Trouble { lost, burst, ..NOTHING }
}

const NOTHING: Trouble = Trouble { lost: 0.0, burst: 1, repeated: 0.0, held: 0.0, jitter_ms: 0 };

/// The network faults, with their names in the table.
const TROUBLES: [(&str, Trouble); 12] = [
    ("nothing", NOTHING),
    ("1 % lost", losing(1.0, 1)),
    ("2 % lost", losing(2.0, 1)),
    ("5 % lost", losing(5.0, 1)),
    ("10 % lost", losing(10.0, 1)),
    ("2 % in bursts of 3", losing(2.0, 3)),
    ("5 % in bursts of 3", losing(5.0, 3)),
    ("10 % in bursts of 3", losing(10.0, 3)),
    ("10 % repeated", Trouble { repeated: 10.0, ..NOTHING }),
    ("5 % held 30-90 ms", Trouble { held: 5.0, ..NOTHING }),
    ("10 % held 30-90 ms", Trouble { held: 10.0, ..NOTHING }),
    (
        "all: 2 %, 2 %, 2 %, 0-60 ms",
        Trouble { lost: 2.0, repeated: 2.0, held: 2.0, jitter_ms: 60, ..NOTHING },
    ),
];

/// The part of the table for one Asterisk.
struct Half {
    asterisk: Asterisk,
    cells: Vec<Mutex<Cell>>,
    folder: PathBuf,
    done: AtomicUsize,
}

/// A call to make: the cell, the pair, and its number there.
type Work = (usize, Pair, usize);

/// Prints the table. The words `22`, `16`, `ecm`, `noecm`, `redundancy` and `none` select a part,
/// and `lost`, `bursts`, `repeated`, `held`, `all`, `nothing` select network faults. `many` makes
/// forty calls in each cell. `at_once` calls of Ferrofax run at the same time in each Asterisk.
pub fn table(at_once: u8, words: &[String]) -> ExitCode {
    let began = Instant::now();
    let ways = ways(words);
    let halves: Vec<Half> = [Asterisk::V22, Asterisk::V16]
        .into_iter()
        .filter(|asterisk| is_wanted(words, asterisk.name(), &["22", "16"]))
        .map(|asterisk| Half::new(asterisk, &ways))
        .collect();
    let few = if words.iter().any(|word| word == "many") { MANY } else { FEW };
    thread::scope(|scope| {
        let halves = halves.iter().map(|half| scope.spawn(move || half.run(at_once, few)));
        halves
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|half| half.join().expect("no panic in a laboratory"));
    });
    let is_good = halves.iter().map(Half::show).fold(true, |all, good| all & good);
    println!(
        "after {} min: {}",
        began.elapsed().as_secs() / 60,
        if is_good { "PASSED" } else { "FAILED" }
    );
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns whether `words` contains `word`, or no word of its kind.
fn is_wanted(words: &[String], word: &str, kind: &[&str]) -> bool {
    words.iter().any(|said| said == word) || !words.iter().any(|said| kind.contains(&said.as_str()))
}

fn ways(words: &[String]) -> Vec<Way> {
    const KINDS: [&str; 6] = ["nothing", "lost", "bursts", "repeated", "held", "all"];
    let corrections = Correction::ALL.map(Correction::word);
    let mut ways = Vec::new();
    let mut number = 0;
    for correction in Correction::ALL {
        for ecm in [true, false] {
            for (name, trouble) in TROUBLES {
                number += 1;
                let kind =
                    KINDS.into_iter().find(|kind| name.contains(kind)).expect("each is of a kind");
                if is_wanted(words, correction.word(), &corrections)
                    && is_wanted(words, if ecm { "ecm" } else { "noecm" }, &["ecm", "noecm"])
                    && is_wanted(words, kind, &KINDS)
                {
                    ways.push(Way { number, name, correction, ecm, trouble });
                }
            }
        }
    }
    ways
}

impl Half {
    fn new(asterisk: Asterisk, ways: &[Way]) -> Self {
        let folder =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("packets-{}", asterisk.name()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder for the accounts");
        let cells = ways.iter().map(|way| Mutex::new(Cell::new(*way))).collect();
        Self { asterisk, cells, folder, done: AtomicUsize::new(0) }
    }

    fn run(&self, at_once: u8, few: usize) {
        let ours = Stage::ours("packets", self.asterisk, at_once);
        let alone = Stage::of_spandsp("packets-alone", self.asterisk, at_once.div_ceil(2));
        let first: Vec<Work> = (0..few)
            .flat_map(|call| (0..self.cells.len()).map(move |cell| (cell, call)))
            .flat_map(|(cell, call)| Pair::ALL.map(|pair| (cell, pair, call)))
            .collect();
        self.make(&ours, &alone, at_once, first);
        let more = (few..MANY).flat_map(|call| {
            let doubtful = (0..self.cells.len()).filter(|cell| self.cell(*cell).has_fewer());
            doubtful
                .flat_map(move |cell| Pair::ALL.map(|pair| (cell, pair, call)))
                .collect::<Vec<_>>()
        });
        let more: Vec<Work> = more.collect();
        self.make(&ours, &alone, at_once, more);
        println!("accounts of what failed: {}", self.folder.display());
        println!("what Asterisk and Ferrofax logged: {}", ours.lab().keep().display());
    }

    /// Makes these calls, `at_once` at the same time, and half as many between two spandsps.
    fn make(&self, ours: &Stage, alone: &Stage, at_once: u8, work: Vec<Work>) {
        let (of_spandsp, of_ours): (VecDeque<Work>, VecDeque<Work>) =
            work.into_iter().partition(|(_, pair, _)| *pair == Pair::SpandspAlone);
        let (of_spandsp, of_ours) = (&Mutex::new(of_spandsp), &Mutex::new(of_ours));
        thread::scope(|scope| {
            for lane in 0..at_once {
                scope.spawn(move || self.work_on(ours, lane, of_ours));
            }
            for lane in 0..at_once.div_ceil(2) {
                scope.spawn(move || self.work_on(alone, lane, of_spandsp));
            }
        });
    }

    fn work_on(&self, stage: &Stage, lane: u8, queue: &Mutex<VecDeque<Work>>) {
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        while let Some((cell, pair, call)) = next() {
            let fax = self.cell(cell).fax(pair, call);
            // If a laboratory does not answer, the call counts as failed, and the others continue.
            let came = thread::scope(|scope| scope.spawn(|| stage.fax(lane, &fax)).join());
            self.note(cell, pair, call, &came.unwrap_or_default());
        }
    }

    fn note(&self, at: usize, pair: Pair, call: usize, came: &Came) {
        let mut cell = self.cell(at);
        cell.note(pair, call, came);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(50) {
            println!("Asterisk {}: {done} calls", self.asterisk.name());
        }
        let is_mended = cell.way.ecm || cell.way.correction == Correction::Redundancy;
        if !came.arrived || (is_mended && !came.same) {
            let way = cell.way;
            let name = format!("{way} {pair:?} {call}")
                .replace(|letter: char| !letter.is_alphanumeric(), "_");
            println!(
                "Asterisk {}: {way}, {pair:?}, call {call}: {}/{}",
                self.asterisk.name(),
                came.arrived,
                came.same
            );
            let _ = std::fs::write(self.folder.join(name), &came.account);
        }
    }

    fn cell(&self, at: usize) -> std::sync::MutexGuard<'_, Cell> {
        self.cells[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints this part. Returns whether Ferrofax is nowhere worse than spandsp, and has at most
    /// half of its failures.
    fn show(&self) -> bool {
        println!(
            "\nT.38 on Asterisk {}: calls that went well / pages the same pixel by pixel",
            self.asterisk.name()
        );
        println!(
            "{:48}{:>6}{:>15}{:>15}{:>15}",
            "", "calls", "from spandsp", "to spandsp", "spandsp alone"
        );
        let cells: Vec<_> = (0..self.cells.len()).map(|at| self.cell(at)).collect();
        cells.iter().for_each(|cell| println!("{}", cell.shown()));
        let failures = Pair::ALL
            .map(|pair| cells.iter().map(|cell| cell.failures_of_few(pair)).sum::<usize>());
        let [from, to, alone] = failures;
        let worse = cells.iter().filter(|cell| cell.is_worse()).count();
        let (is_none_worse, are_halved) = (worse == 0, from.max(to) * 2 <= alone);
        println!(
            "Asterisk {}: worse in {worse} of {} cells; of the first {FEW} calls of each failed: from spandsp {from}, to spandsp {to}, \
             spandsp alone {alone}{}",
            self.asterisk.name(),
            cells.len(),
            if are_halved { "" } else { ": more than half" }
        );
        is_none_worse && are_halved
    }
}
