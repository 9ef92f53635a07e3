//! The whole matrix with real Asterisk, in both directions, with many calls at once: `make matrix`.
//!
//! It is a program instead of a list of tests, so that it can print its progress, and a table at
//! its end.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_macros,
    reason = "the laboratory offers more than this uses"
)]

mod exchange;
mod formats;
mod gateway_case;
mod gateway_table;
mod holder;
mod laboratory;
mod matrix_tables;
mod packet_faxes;
mod packet_score;
mod packet_trouble;
mod receive_case;
mod relay_thread;
mod relayed_fax;
mod rtp_relay;
mod rtp_trouble;
mod send_case;
mod sending_desk;
mod udptl_relay;
mod watching;

use ferrofax_kit::{pages, pbm, random, smtp_sink};

use std::fmt;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use exchange::Exchange;
use ferrofax::t4::{PageWidth, Resolution};
use laboratory::Asterisk;
use receive_case::Case;
use send_case::{Receiver, SendCase};
use sending_desk::SendingDesk;

/// The number of calls at the same time in each Asterisk.
const AT_ONCE: u8 = 10;
const AT_ONCE_BY_PACKETS: u8 = 36;

const USAGE: &str = "usage: make matrix [ONLY='WORD …'] [AT_ONCE=N]

Each word of ONLY selects a part. Words joined by commas are alternatives:
  receive (from spandsp)  send (to spandsp)  ourselves (Ferrofax to Ferrofax)  22 16 (Asterisk)  v17 v29 v27  2400 4800 7200 9600 12000 14400
  ecm noecm  mh mr mmr  standard fine superfine ultrafine 200x100 200x200 200x400 300 400 (dpi)  a4 b4 a3
  beyond (all except A4 in standard, fine and superfine)  1 2 3 30 (pages)  audio t38
For example ONLY='send 22 7200,9600 mmr'.

These words print other tables, with further words:
  packets   T.38 over a network that loses, repeats and delays datagrams, also between two spandsps
            22 16  ecm noecm  redundancy none  nothing lost bursts repeated held all  many (forty calls in each cell)
  rtp       audio with RTP packets to our PBX that are repeated, delayed, jittered or lost, received by Ferrofax and by res_fax_spandsp
            22 16  ecm noecm  doubled held jitter lost
  gateway   every rate through the T.38 gateway of our PBX, in both directions
            22 16  ecm noecm

AT_ONCE is the number of calls at the same time in each Asterisk: by default 10, and 36 with packets, with half as many more between
two spandsps.
";

/// A fax of the matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    Receive(Case),
    Send(SendCase),
}

/// The laboratories of one Asterisk, one for each direction.
struct Stage {
    exchange: Option<Exchange>,
    desk: Option<SendingDesk>,
}

/// The cells to run, their results, and the progress.
struct Matrix {
    cells: Vec<(Asterisk, Cell)>,
    began: Instant,
    done: AtomicUsize,
    /// For each cell, in the same order: the duration of its call in seconds, or its faults.
    results: Vec<Mutex<Option<Result<u64, String>>>>,
}

fn main() -> ExitCode {
    let (mut at_once, mut words) = (None, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("at-once", number)) => match number.parse() {
                Ok(number @ 1..=50_u8) => at_once = Some(number),
                _ => {
                    return usage(&format!(
                        "AT_ONCE must be a number from 1 to 50, not '{number}'"
                    ));
                }
            },
            _ => words.extend(argument.split_whitespace().map(str::to_lowercase)),
        }
    }
    if words.iter().any(|word| word == "packets") {
        return packet_trouble::table(at_once.unwrap_or(AT_ONCE_BY_PACKETS), &words);
    }
    let at_once = usize::from(at_once.unwrap_or(AT_ONCE));
    if words.iter().any(|word| word == "gateway") {
        return gateway_table::table(at_once, &words);
    }
    if words.iter().any(|word| word == "rtp") {
        return rtp_trouble::table(at_once, &words);
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

/// Returns all cases for both Asterisks.
fn cells() -> Vec<(Asterisk, Cell)> {
    let mut cells: Vec<Cell> = Case::all().into_iter().map(Cell::Receive).collect();
    for to in [Receiver::Spandsp, Receiver::Ourselves] {
        cells.extend(SendCase::all(to).into_iter().map(Cell::Send));
    }
    [Asterisk::V22, Asterisk::V16]
        .into_iter()
        .flat_map(|asterisk| cells.iter().map(move |cell| (asterisk, *cell)))
        .collect()
}

fn words_of((asterisk, cell): &(Asterisk, Cell)) -> Vec<String> {
    let mut words = match cell {
        Cell::Receive(case) => [case.words(), vec!["receive".to_owned()]].concat(),
        Cell::Send(case) => case.words(),
    };
    words.push(asterisk.name().to_owned());
    words
}

impl Cell {
    fn run(&self, stage: &Stage) -> Result<u64, String> {
        match (self, &stage.exchange, &stage.desk) {
            (Self::Receive(case), Some(exchange), _) => case.run(exchange, &case.document()),
            (Self::Send(case), _, Some(desk)) => case.run(desk),
            _ => Err("nothing is there for it".to_owned()),
        }
    }

    /// The row of the cell in the table: its direction, and everything except resolution and
    /// length.
    fn row(&self) -> (&'static str, Case) {
        let (direction, case) = match self {
            Self::Receive(case) => ("from spandsp", *case),
            Self::Send(SendCase { to: Receiver::Spandsp, way }) => ("to spandsp", *way),
            Self::Send(SendCase { to: Receiver::Ourselves, way }) => ("to ourselves", *way),
        };
        (
            direction,
            Case { resolution: Resolution::Standard, width: PageWidth::A4, pages: 0, ..case },
        )
    }

    fn way(&self) -> &Case {
        match self {
            Self::Receive(case) | Self::Send(SendCase { way: case, .. }) => case,
        }
    }

    /// The column of the cell.
    fn column(&self) -> (Resolution, u32) {
        (self.way().resolution, self.way().pages)
    }

    /// Whether the cell belongs to the table of sizes that only some machines support.
    fn is_beyond(&self) -> bool {
        formats::is_beyond(self.way().width, self.way().resolution)
    }

    /// Whether spandsp should send the fax, but cannot.
    fn peer_cannot(&self) -> bool {
        matches!(self, Self::Receive(case) if case.sent_in().is_none())
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receive(case) => write!(f, "from spandsp, {case}"),
            Self::Send(case) => case.fmt(f),
        }
    }
}

impl Stage {
    /// Starts the laboratories that these cells need.
    fn set_up(asterisk: Asterisk, cells: &[Cell]) -> Self {
        let sent: Vec<SendCase> = cells
            .iter()
            .filter_map(|cell| if let Cell::Send(case) = cell { Some(*case) } else { None })
            .collect();
        let receives = cells.iter().any(|cell| matches!(cell, Cell::Receive(_)));
        Self {
            exchange: receives.then(|| Exchange::start("matrix", asterisk, &Case::devices())),
            desk: (!sent.is_empty()).then(|| {
                let devices = [SendCase::devices(&sent), SendCase::receivers()].concat();
                SendingDesk::start("matrix-send", asterisk, &devices, &[])
            }),
        }
    }

    fn stray_mails(&self) -> usize {
        self.exchange.as_ref().map_or(0, |exchange| exchange.stray_mails().len())
    }

    /// Keeps the folders with their logs.
    fn keep(&self) {
        let labs = self
            .exchange
            .iter()
            .map(|exchange| &exchange.lab)
            .chain(self.desk.iter().map(|desk| &desk.lab));
        labs.for_each(|lab| {
            println!("the logs of Asterisk and Ferrofax are in {}", lab.keep().display())
        });
    }
}

impl Matrix {
    /// Runs all cells, on both Asterisks at the same time. Returns the number of unexpected mails.
    fn run(&self, at_once: usize) -> usize {
        thread::scope(|scope| {
            let both = [Asterisk::V22, Asterisk::V16]
                .map(|asterisk| scope.spawn(move || self.run_on(asterisk, at_once)));
            both.into_iter().map(|one| one.join().expect("no panic in a laboratory")).sum()
        })
    }

    fn run_on(&self, asterisk: Asterisk, at_once: usize) -> usize {
        let mine: Vec<usize> =
            (0..self.cells.len()).filter(|&cell| self.cells[cell].0 == asterisk).collect();
        if mine.is_empty() {
            return 0;
        }
        let cells: Vec<Cell> = mine.iter().map(|&cell| self.cells[cell].1).collect();
        let stage = Stage::set_up(asterisk, &cells);
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while let Some(&cell) = mine.get(next.fetch_add(1, Ordering::SeqCst)) {
                        self.run_cell(cell, &stage);
                    }
                });
            }
        });
        let failed = mine
            .iter()
            .any(|&cell| !matches!(*self.results[cell].lock().expect("no panic"), Some(Ok(_))));
        let strays = stage.stray_mails();
        if failed || strays > 0 {
            stage.keep();
        }
        strays
    }

    fn run_cell(&self, cell: usize, stage: &Stage) {
        let (asterisk, case) = self.cells[cell];
        let result = case.run(stage);
        let (done, minutes) =
            (self.done.fetch_add(1, Ordering::SeqCst) + 1, self.began.elapsed().as_secs() / 60);
        let told = match &result {
            Ok(_) if case.peer_cannot() => "ok, the peer cannot send it and says so".to_owned(),
            Ok(seconds) => format!("ok, {seconds} s"),
            Err(fault) => format!("FAILED {fault}"),
        };
        println!(
            "[{done}/{}, {minutes} min] Asterisk {}: {case}: {told}",
            self.cells.len(),
            asterisk.name()
        );
        *self.results[cell].lock().expect("no panic while locked") = Some(result);
    }
}
