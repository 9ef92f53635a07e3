//! T.38 over a network that loses, repeats, holds back and turns about its datagrams: ours with spandsp, both ways, beside spandsp
//! with itself, on the same seeds. `make matrix ONLY=packets` prints the table; more words pick a part of it.

use std::fs;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::submission::Draft;
use ferrofax::spool::{FaxQuery, FaxStatus};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, Laboratory};
use crate::pages::{self, Content};
use crate::sending_desk::SendingDesk;
use crate::udptl_relay::{Trouble, UdptlRelay};

/// What happens on the way, with the name that the table gives it.
const TROUBLES: [(&str, Trouble); 10] = [
    ("nothing", Trouble { lost: 0.0, burst: 1, repeated: 0.0, held: 0.0, jitter_ms: 0 }),
    ("1 % lost", Trouble { lost: 1.0, burst: 1, repeated: 0.0, held: 0.0, jitter_ms: 0 }),
    ("2 % lost", Trouble { lost: 2.0, burst: 1, repeated: 0.0, held: 0.0, jitter_ms: 0 }),
    ("5 % lost", Trouble { lost: 5.0, burst: 1, repeated: 0.0, held: 0.0, jitter_ms: 0 }),
    ("10 % lost", Trouble { lost: 10.0, burst: 1, repeated: 0.0, held: 0.0, jitter_ms: 0 }),
    ("2 % in bursts of 3", Trouble { lost: 2.0, burst: 3, repeated: 0.0, held: 0.0, jitter_ms: 0 }),
    ("5 % in bursts of 3", Trouble { lost: 5.0, burst: 3, repeated: 0.0, held: 0.0, jitter_ms: 0 }),
    ("10 % repeated", Trouble { lost: 0.0, burst: 1, repeated: 10.0, held: 0.0, jitter_ms: 0 }),
    ("5 % held 30-90 ms", Trouble { lost: 0.0, burst: 1, repeated: 0.0, held: 5.0, jitter_ms: 0 }),
    ("all: 2 %, 2 %, 2 %, 0-60 ms", Trouble { lost: 2.0, burst: 1, repeated: 2.0, held: 2.0, jitter_ms: 60 }),
];

const CORRECTIONS: [&str; 2] = ["redundancy", "none"];

/// Who faxes to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pair {
    FromSpandsp,
    ToSpandsp,
    SpandspAlone,
}

/// Of the calls of a cell, those that were a success by both sides' account, and those of them that were the same pixel by pixel.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    arrived: usize,
    same: usize,
    calls: usize,
}

/// A row of the table.
#[derive(Clone, Copy)]
struct Cell {
    name: &'static str,
    trouble: Trouble,
    correction: &'static str,
    ecm: bool,
}

/// How long a call may take, with all that T.30 repeats.
const LONGEST: Duration = Duration::from_secs(300);

/// Makes the table. The words `22`, `16`, `ecm`, `noecm`, `redundancy` and `none` leave out the others; `calls` go at once.
pub fn table(calls: usize, words: &[String]) -> ExitCode {
    let wants = |word: &str, others: &[&str]| {
        words.iter().any(|said| said == word) || !words.iter().any(|said| others.contains(&said.as_str()))
    };
    let asterisk = if wants("22", &["16"]) { Asterisk::V22 } else { Asterisk::V16 };
    let mut cells = Vec::new();
    for correction in CORRECTIONS.into_iter().filter(|&word| wants(word, &CORRECTIONS)) {
        for ecm in [true, false].into_iter().filter(|&ecm| wants(if ecm { "ecm" } else { "noecm" }, &["ecm", "noecm"]))
        {
            cells.extend(TROUBLES.map(|(name, trouble)| Cell { name, trouble, correction, ecm }));
        }
    }
    println!("T.38 on Asterisk {}, {calls} calls in each cell: arrived / the same pixel by pixel", asterisk.name());
    let (ours, alone) = thread::scope(|scope| {
        let ours = scope.spawn(|| scores_of_ours(asterisk, &cells, calls));
        let alone = scope.spawn(|| scores_alone(asterisk, &cells, calls));
        (ours.join().expect("no panic in a laboratory"), alone.join().expect("no panic in a laboratory"))
    });
    println!("\n{:32}{:>14}{:>14}{:>20}", "", "from spandsp", "to spandsp", "spandsp with itself");
    let mut is_good = true;
    for ((cell, [from, to]), alone) in cells.iter().zip(ours).zip(alone) {
        let ecm = if cell.ecm { "ECM" } else { "no ECM" };
        println!(
            "{:10} {ecm:6} {:29}{:>9}{:>14}{:>15}",
            cell.correction,
            cell.name,
            from.shown(),
            to.shown(),
            alone.shown()
        );
        is_good &= from.is_at_least(alone) && to.is_at_least(alone);
    }
    println!("\n{}", if is_good { "in no cell worse than spandsp with itself" } else { "worse somewhere" });
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn scores_of_ours(asterisk: Asterisk, cells: &[Cell], calls: usize) -> Vec<[Score; 2]> {
    let device = |ecm: bool| {
        let (word, digit) = if ecm { ("yes", 1) } else { ("no", 0) };
        [
            format!("exten => 85{digit},1,FaxDevice(sender@example.com,tiff,e({word})s(+49 85))"),
            format!("exten => _29{digit}X!,1,FaxDevice(receiver@example.com,tiff,e({word}))"),
        ]
    };
    let desk = SendingDesk::start("packets", asterisk, &[device(true), device(false)].concat(), &["share_calls = no"]);
    let run = |(at, cell): (usize, &Cell)| {
        [Pair::FromSpandsp, Pair::ToSpandsp].map(|pair| {
            let relay = UdptlRelay::start(&desk.lab, cell.correction, cell.trouble, seed_of(at));
            let score = Score::of(calls, |call| match pair {
                Pair::FromSpandsp => cell.receive(&desk, at, call),
                _ => cell.send(&desk, at, call),
            });
            println!(
                "{} {} ecm {}: {pair:?} {} of {} datagrams",
                cell.correction,
                cell.name,
                cell.ecm,
                score.shown(),
                relay.passed()
            );
            score
        })
    };
    let scores = cells.iter().enumerate().map(run).collect();
    println!("what Asterisk and Ferrofax logged is kept in {}", desk.lab.keep().display());
    scores
}

fn scores_alone(asterisk: Asterisk, cells: &[Cell], calls: usize) -> Vec<Score> {
    let lab = Laboratory::of_spandsp("packets-alone", asterisk);
    let run = |(at, cell): (usize, &Cell)| {
        let relay = UdptlRelay::start(&lab, cell.correction, cell.trouble, seed_of(at));
        let score = Score::of(calls, |call| cell.alone(&lab, at, call));
        println!(
            "{} {} ecm {}: {:?} {} of {} datagrams",
            cell.correction,
            cell.name,
            cell.ecm,
            Pair::SpandspAlone,
            score.shown(),
            relay.passed()
        );
        score
    };
    cells.iter().enumerate().map(run).collect()
}

fn seed_of(cell: usize) -> u64 {
    1000 * cell as u64
}

impl Score {
    /// Runs so many at once. Each says whether it arrived and was the same.
    fn of(calls: usize, run: impl Fn(usize) -> (bool, bool) + Sync) -> Self {
        let run = &run;
        let results: Vec<(bool, bool)> = thread::scope(|scope| {
            let calls: Vec<_> = (0..calls).map(|call| scope.spawn(move || run(call))).collect();
            calls.into_iter().map(|call| call.join().unwrap_or_default()).collect()
        });
        let arrived = results.iter().filter(|(arrived, _)| *arrived).count();
        Self { arrived, same: results.iter().filter(|(arrived, same)| *arrived && *same).count(), calls }
    }

    fn shown(self) -> String {
        format!("{}/{}", self.arrived, self.same)
    }

    fn is_at_least(self, other: Self) -> bool {
        self.arrived >= other.arrived && self.same >= other.same && self.calls == other.calls
    }
}

impl Cell {
    fn document(&self, call: usize) -> Vec<Bitmap> {
        vec![pages::page(Content::Text, 1728, 1143, call as u64)]
    }

    /// Digits that no other call of the table has.
    fn serial(at: usize, call: usize) -> String {
        format!("{at:02}{call:02}")
    }

    /// A fax of the world's spandsp, to `number`. Whether it was a success, by its account.
    fn world_sends(&self, lab: &Laboratory, name: &str, number: &str, ident: &str, document: &[Bitmap]) -> bool {
        let file = lab.of("calls").join(format!("{name}.tif"));
        pages::write_tiff(&file, document, Resolution::Standard);
        let trunk = format!("relay-{}", self.correction);
        let ecm = if self.ecm { "yes" } else { "no" };
        let (file, from) = (file.to_string_lossy(), format!("4999{number}"));
        // A number of its own, for what is remembered of numbers.
        let options: [&str; 12] =
            ["--tiff", &file, "--to", number, "--from", &from, "--trunk", &trunk, "--ecm", ecm, "--ident", ident];
        let report = lab.call("send", &options);
        report.get("FAXSTATUS").is_some_and(|status| status == "SUCCESS")
            && report.get("FAXMODE").is_some_and(|mode| mode == "T38")
    }

    fn receive(&self, desk: &SendingDesk, at: usize, call: usize) -> (bool, bool) {
        let (serial, document) = (Self::serial(at, call), self.document(call));
        let ident = format!("+49 1{serial}");
        let number = format!("29{}{serial}", u8::from(self.ecm));
        let is_sent = self.world_sends(&desk.lab, &serial, &number, &ident, &document);
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let query = FaxQuery { limit: 10_000, ..FaxQuery::default() };
            let faxes = desk.spool.faxes(&query).unwrap_or_default();
            let mine = faxes.into_iter().find(|fax| fax.far_ident.as_deref() == Some(&ident));
            match mine {
                Some(fax) if fax.status != FaxStatus::Receiving => {
                    let stored = desk.spool.document_path(fax.id).ok().map(|path| pages_of(&path));
                    let is_same = stored.is_some_and(|pages| are_same(&document, &pages));
                    return (is_sent && fax.status == FaxStatus::Received, is_same);
                }
                _ if Instant::now() > until => return (false, false),
                _ => thread::sleep(Duration::from_millis(200)),
            }
        }
    }

    fn send(&self, desk: &SendingDesk, at: usize, call: usize) -> (bool, bool) {
        let (serial, document) = (Self::serial(at, call), self.document(call));
        let file = desk.document(&serial, &document, Resolution::Standard);
        let ecm = u8::from(self.ecm);
        let number = format!("31{ecm}{serial}");
        let prefix = if self.correction == "redundancy" { 14 } else { 15 };
        let once = |draft: &mut Draft| draft.tries = Some("1".to_owned());
        let job = desk.submit(&format!("{prefix}{number}"), &format!("85{ecm}"), &file, once);
        let job = desk.await_end(job, LONGEST);
        let arrivals = desk.arrivals(&number);
        let is_same = arrivals.iter().any(|arrival| are_same(&document, &arrival.pages));
        (job.state == JobState::Done && arrivals.iter().any(|arrival| arrival.said("FAXSTATUS") == "SUCCESS"), is_same)
    }

    fn alone(&self, lab: &Laboratory, at: usize, call: usize) -> (bool, bool) {
        let (serial, document) = (Self::serial(at, call), self.document(call));
        let number = format!("29{}{serial}", u8::from(self.ecm));
        let is_sent = self.world_sends(lab, &serial, &number, "+49 1", &document);
        let folder = lab.of("ours").join("fax");
        let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let of_number = |path: &std::path::PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{number}-")))
        };
        let is_same = files.filter(of_number).any(|path| are_same(&document, &pages_of(&path)));
        (is_sent, is_same)
    }
}

fn pages_of(path: &std::path::Path) -> Vec<Bitmap> {
    let pages = tiff::read(path).unwrap_or_default();
    pages.iter().filter_map(|page| page.bitmap().ok()).collect()
}

fn are_same(sent: &[Bitmap], received: &[Bitmap]) -> bool {
    sent.len() == received.len()
        && sent.iter().zip(received).all(|(sent, received)| pages::difference(sent, received).is_none())
}
