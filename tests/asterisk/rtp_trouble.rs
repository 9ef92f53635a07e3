//! Faxes from spandsp over a network that repeats, delays, jitters and loses the RTP packets to our
//! PBX. Ferrofax receives them, and res_fax_spandsp in its place with the same seeds. `make matrix
//! ONLY=rtp` prints the table and whether it is good: all calls succeed where nothing is lost;
//! where packets are lost, at least twice as many as with res_fax_spandsp.

use std::process::ExitCode;
use std::thread;

use crate::laboratory::{Asterisk, Laboratory};
use crate::relayed_fax::{Came, HARMS, RelayedFax, ferrofax_desk};
use crate::rtp_relay::{Harm, RtpRelay};

const ROWS: u32 = 1143;

/// The receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Receiver {
    Ferrofax,
    Spandsp,
}

/// The calls of a cell: how many faxes arrived, and how many of them without a wrong pixel.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    arrived: usize,
    same: usize,
}

/// A row of the table.
#[derive(Clone, Copy)]
struct Cell {
    asterisk: Asterisk,
    name: &'static str,
    harm: Harm,
    ecm: bool,
}

/// Prints the table. The words `22`, `16`, `ecm`, `noecm` and `doubled`, `held`, `jitter`, `lost`
/// select a part of it. `calls` calls run at the same time.
pub fn table(calls: usize, words: &[String]) -> ExitCode {
    let wants = |word: &str, kinds: &[&str]| {
        words.iter().any(|said| said == word)
            || !words.iter().any(|said| kinds.contains(&said.as_str()))
    };
    let mut cells = Vec::new();
    for asterisk in [Asterisk::V22, Asterisk::V16]
        .into_iter()
        .filter(|one| wants(one.name(), &["22", "16"]))
    {
        for (word, ecm) in [("ecm", true), ("noecm", false)] {
            let kinds = ["doubled", "held", "jitter", "lost"];
            let is_wanted =
                |name: &str| kinds.iter().any(|kind| name.contains(kind) && wants(kind, &kinds));
            if wants(word, &["ecm", "noecm"]) {
                let harms = HARMS.into_iter().filter(|(name, _)| is_wanted(name));
                cells.extend(harms.map(|(name, harm)| Cell { asterisk, name, harm, ecm }));
            }
        }
    }
    println!(
        "{calls} faxes of one page in each cell, received by Ferrofax and by res_fax_spandsp: arrived / the same pixel by pixel"
    );
    let scores = |asterisk, receiver| {
        let mine: Vec<Cell> =
            cells.iter().copied().filter(|cell| cell.asterisk == asterisk).collect();
        move || if mine.is_empty() { Vec::new() } else { run(asterisk, receiver, &mine, calls) }
    };
    let [ours, theirs] = thread::scope(|scope| {
        let columns = [Receiver::Ferrofax, Receiver::Spandsp].map(|receiver| {
            [Asterisk::V22, Asterisk::V16].map(|asterisk| scope.spawn(scores(asterisk, receiver)))
        });
        columns
            .map(|column| column.map(|one| one.join().expect("no panic in a laboratory")).concat())
    });
    println!("\n{:40}{:>10}{:>18}", "", "Ferrofax", "res_fax_spandsp");
    let mut bad = Vec::new();
    for ((cell, ours), theirs) in cells.iter().zip(ours).zip(theirs) {
        println!("{:40}{:>10}{:>18}", cell.title(), ours.shown(), theirs.shown());
        if !cell.is_good(ours, theirs, calls) {
            bad.push(cell.title());
        }
    }
    if bad.is_empty() {
        println!(
            "\nall arrive where nothing is lost, and at least twice as many as with res_fax_spandsp where something is"
        );
        return ExitCode::SUCCESS;
    }
    println!("\nnot good enough: {}", bad.join("; "));
    ExitCode::FAILURE
}

/// Runs the cells of one Asterisk and one receiver, one after the other.
fn run(asterisk: Asterisk, receiver: Receiver, cells: &[Cell], calls: usize) -> Vec<Score> {
    let desk = (receiver == Receiver::Ferrofax).then(|| ferrofax_desk("rtp", asterisk));
    let alone =
        (receiver == Receiver::Spandsp).then(|| Laboratory::of_spandsp("rtp-alone", asterisk));
    let lab = desk
        .as_ref()
        .map(|desk| &desk.lab)
        .or(alone.as_ref())
        .expect("one of them is there");
    let run = |(at, cell): (usize, &Cell)| {
        let relay = RtpRelay::start(lab, cell.harm, 1000 * at as u64);
        let score = Score::of(calls, |call| {
            let fax = RelayedFax { serial: 100 * at + call, ecm: cell.ecm, rows: ROWS };
            desk.as_ref()
                .map_or_else(|| fax.to_receive_fax(lab), |desk| fax.to_device(desk))
        });
        println!("{}, {receiver:?}: {} ({})", cell.title(), score.shown(), relay.told());
        score
    };
    let scores = cells.iter().enumerate().map(run).collect();
    println!(
        "what Asterisk {} logged with {receiver:?} is kept in {}",
        asterisk.name(),
        lab.keep().display()
    );
    scores
}

impl Score {
    /// Runs `calls` calls at the same time.
    fn of(calls: usize, run: impl Fn(usize) -> Came + Sync) -> Self {
        let run = &run;
        let came: Vec<Came> = thread::scope(|scope| {
            let calls: Vec<_> = (0..calls).map(|call| scope.spawn(move || run(call))).collect();
            calls.into_iter().map(|call| call.join().unwrap_or_default()).collect()
        });
        let arrived = came.iter().filter(|came| came.arrived);
        Self { arrived: arrived.clone().count(), same: arrived.filter(|came| came.same).count() }
    }

    fn shown(self) -> String {
        format!("{}/{}", self.arrived, self.same)
    }
}

impl Cell {
    fn title(&self) -> String {
        format!(
            "Asterisk {}, {:8}{}",
            self.asterisk.name(),
            if self.ecm { "ECM," } else { "no ECM," },
            self.name
        )
    }

    fn is_good(&self, ours: Score, theirs: Score, calls: usize) -> bool {
        let wanted = if self.harm.lost > 0.0 { (2 * theirs.arrived).min(calls) } else { calls };
        ours.arrived >= wanted
    }
}
