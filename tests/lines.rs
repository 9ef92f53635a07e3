//! Whole faxes over the simulated line: from us to spandsp's terminal, from it to us, between two of ours, and between two of
//! spandsp's on the same pages, seeds and lines beside them.
//!
//! A small part of it runs always. The table is printed by
//!
//! ```text
//! cargo test --release --test lines -- --ignored --nocapture
//! ```
//!
//! Each cell is of ten calls of two pages, noise and lost packets different in each: calls that ended well at both ends, and pages of
//! the twenty that arrived pixel by pixel. A cell of ours in which either is fewer than spandsp's has a mark, `<`. The rates are those
//! that the two agree on and fall back to, from V.17 14400 on; `FERROFAX_LINES_MODEMS=v29` or `=v27ter` begins further down.
//! `FERROFAX_LINES_ONLY='0.5 %'` takes only the lines with these words in their names, and shows each call that is not whole.

mod common;

use std::path::Path;

use common::answering::Answering;
use common::calling::Calling;
use common::faxing::{ANSWERER, CALLER, answer_config};
use common::line_model::LineSettings;
use common::pages::{self, Content};
use common::peer::SpFax;
use common::wire::Wire;
use ferrofax::call::OriginateConfig;
use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax::t30::outcome::Status;

/// Who sends to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pair {
    UsToSpandsp,
    SpandspToUs,
    UsToUs,
    SpandspToSpandsp,
}

impl Pair {
    const ALL: [Self; 4] = [Self::UsToSpandsp, Self::SpandspToUs, Self::UsToUs, Self::SpandspToSpandsp];
}

/// Of which modems the fax may make use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Modems {
    V17,
    V29,
    V27ter,
}

impl Modems {
    fn from_environment() -> Self {
        match std::env::var("FERROFAX_LINES_MODEMS").as_deref() {
            Ok("v29") => Self::V29,
            Ok("v27ter") => Self::V27ter,
            Ok("v17") | Err(_) => Self::V17,
            Ok(other) => panic!("FERROFAX_LINES_MODEMS is '{other}'; it can be v17, v29 or v27ter"),
        }
    }

    const fn of_spandsp(self) -> &'static str {
        match self {
            Self::V17 => "v17,v29,v27ter",
            Self::V29 => "v29,v27ter",
            Self::V27ter => "v27ter",
        }
    }

    fn rates(self) -> Vec<Rate> {
        let fastest = match self {
            Self::V17 => Rate::V17At14400,
            Self::V29 => Rate::V29At9600,
            Self::V27ter => Rate::V27ter4800,
        };
        OriginateConfig::default().rates.into_iter().filter(|rate| *rate <= fastest).collect()
    }
}

/// What came of a call.
#[derive(Clone, Debug)]
struct Came {
    /// Both ends say so.
    well: bool,
    /// Pages that arrived pixel by pixel.
    exact: usize,
    account: String,
}

/// Pages and how they are to go.
struct Fax {
    modems: Modems,
    ecm: bool,
    pages: Vec<Bitmap>,
    folder: tempfile::TempDir,
}

impl Fax {
    fn new(modems: Modems, ecm: bool, rows: u32, seed: u64) -> Self {
        let pages: Vec<Bitmap> =
            (0..2).map(|number| pages::page(Content::Text, 1728, rows, 2 * seed + number)).collect();
        let folder = tempfile::tempdir().expect("a folder for the pages");
        pages::write_tiff(&folder.path().join("sent.tif"), &pages, Resolution::Standard);
        Self { modems, ecm, pages, folder }
    }

    fn spandsp(&self, terminal: SpFax, ident: &str) -> SpFax {
        terminal.ecm(self.ecm).modems(self.modems.of_spandsp()).arg("--ident").arg(ident).arg("--trace")
    }

    fn call(&self, pair: Pair, line: &LineSettings) -> Came {
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let file = self.folder.path().join(format!("received-{number}.tif"));
        let mut wire = Wire::new(line);
        let our_caller = || {
            let config = OriginateConfig {
                ident: CALLER.into(),
                ecm: self.ecm,
                rates: self.modems.rates(),
                ..OriginateConfig::default()
            };
            Calling::sending(config, &self.pages, Resolution::Standard)
        };
        let our_answerer = || Answering::new(ferrofax::call::AnswerConfig { ecm: self.ecm, ..answer_config() });
        let their_caller = || self.spandsp(SpFax::sending(&self.folder.path().join("sent.tif")), CALLER).start();
        let their_answerer = || self.spandsp(SpFax::receiving(&file), ANSWERER).start();

        let (sent_well, received) = match pair {
            Pair::UsToSpandsp => {
                let (mut caller, mut answerer) = (our_caller(), their_answerer());
                wire.run(&mut caller, &mut answerer);
                (of_ours(&mut caller), of_theirs(answerer.finish(), &file))
            }
            Pair::SpandspToUs => {
                let (mut caller, mut answerer) = (their_caller(), our_answerer());
                wire.run(&mut caller, &mut answerer);
                (of_their_caller(caller.finish()), of_our_answerer(&mut answerer))
            }
            Pair::UsToUs => {
                let (mut caller, mut answerer) = (our_caller(), our_answerer());
                wire.run(&mut caller, &mut answerer);
                (of_ours(&mut caller), of_our_answerer(&mut answerer))
            }
            Pair::SpandspToSpandsp => {
                let (mut caller, mut answerer) = (their_caller(), their_answerer());
                wire.run(&mut caller, &mut answerer);
                (of_their_caller(caller.finish()), of_theirs(answerer.finish(), &file))
            }
        };
        let exact = self.pages.iter().zip(&received.pages).filter(|(sent, came)| sent == came).count();
        let well = sent_well.0 && received.well && received.pages.len() == self.pages.len();
        Came { well, exact, account: format!("caller:\n{}\nanswerer:\n{}", sent_well.1, received.account) }
    }
}

struct Received {
    well: bool,
    pages: Vec<Bitmap>,
    account: String,
}

fn of_ours(caller: &mut Calling) -> (bool, String) {
    caller.hang_up();
    let well = caller.outcome.as_ref().is_some_and(|outcome| outcome.status == Status::Received);
    (well, format!("{}\n{:?}", caller.trace.join("\n"), caller.outcome))
}

fn of_our_answerer(answerer: &mut Answering) -> Received {
    answerer.hang_up();
    Received {
        well: answerer.outcome.as_ref().is_some_and(|outcome| outcome.status == Status::Received),
        pages: answerer.pages.iter().filter(|page| page.complete).map(|page| page.bitmap.clone()).collect(),
        account: format!("{}\n{:?}", answerer.trace.join("\n"), answerer.outcome),
    }
}

fn of_their_caller(result: common::peer::PeerResult) -> (bool, String) {
    (result.ok, result.log)
}

fn of_theirs(result: common::peer::PeerResult, file: &Path) -> Received {
    // What a broken call left behind may be no file at all.
    let pages = tiff::read(file).unwrap_or_default();
    let pages = pages.iter().filter_map(|page| page.bitmap().ok()).collect();
    Received { well: result.ok, pages, account: result.log }
}

/// A usual digital line with something wrong, by its name.
fn lines() -> Vec<(String, LineSettings)> {
    let usual = LineSettings::a_law;
    let mut lines = vec![("clean".to_owned(), usual())];
    for snr_db in [40, 36, 34, 32, 30, 28, 26] {
        let noise_dbm0 = Some(LEVEL_DBM0 - f64::from(snr_db));
        lines.push((format!("{snr_db} dB"), LineSettings { noise_dbm0, ..usual() }));
    }
    for skew_ppm in [100.0, -100.0] {
        lines.push((format!("{skew_ppm:+} ppm"), LineSettings { skew_ppm, ..usual() }));
    }
    for percent in [0.1, 0.5] {
        lines.push((format!("{percent} % lost"), LineSettings { loss: percent / 100.0, ..usual() }));
    }
    lines
}

/// The level of all four terminals.
const LEVEL_DBM0: f64 = -14.0;

/// What came of the calls of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Score {
    well: usize,
    exact: usize,
}

impl Score {
    const fn is_worse_than(self, other: Self) -> bool {
        self.well < other.well || self.exact < other.exact
    }
}

/// The scores of the pairs, in the order of [`Pair::ALL`], over calls with these seeds, two at a time.
fn scores(
    modems: Modems,
    ecm: bool,
    line: &LineSettings,
    seeds: std::ops::RangeInclusive<u64>,
    rows: u32,
    tell: bool,
) -> [Score; 4] {
    let work: Vec<u64> = seeds.collect();
    let call = |seed: u64| {
        let fax = Fax::new(modems, ecm, rows, seed);
        let line = LineSettings { seed, ..line.clone() };
        Pair::ALL.map(|pair| {
            let came = fax.call(pair, &line);
            if tell && !(came.well && came.exact == fax.pages.len()) {
                println!("{pair:?}, ECM {ecm}, seed {seed}: {}, {} pages\n{}", came.well, came.exact, came.account);
            }
            Score { well: usize::from(came.well), exact: came.exact }
        })
    };
    let (first, second) = work.split_at(work.len() / 2);
    let all = std::thread::scope(|scope| {
        let of = |seeds: &'_ [u64]| seeds.iter().map(|seed| call(*seed)).collect::<Vec<_>>();
        let other = scope.spawn(move || of(first));
        let mut all = of(second);
        all.extend(other.join().expect("the calls of the other thread"));
        all
    });
    all.iter().fold([Score::default(); 4], |sums, scores| {
        std::array::from_fn(|at| Score {
            well: sums[at].well + scores[at].well,
            exact: sums[at].exact + scores[at].exact,
        })
    })
}

/// The cells of a line of the table, and whether one of ours is worse than spandsp's.
fn cells(scores: [Score; 4]) -> (String, bool) {
    let [.., spandsp] = scores;
    let cell = |score: Score| {
        let mark = if score.is_worse_than(spandsp) { '<' } else { ' ' };
        format!("{:>5} /{:>3} {mark}", score.well, score.exact)
    };
    (scores.map(cell).join("  "), scores.iter().any(|score| score.is_worse_than(spandsp)))
}

#[test]
#[ignore = "half an hour of calls; it prints a table"]
fn whole_faxes_over_every_line() {
    let modems = Modems::from_environment();
    let only = std::env::var("FERROFAX_LINES_ONLY").ok();
    println!(
        "{modems:?} and slower, ten calls of two pages: calls that ended well / pages that arrived pixel by pixel"
    );
    println!(
        "{:<12} {:<4} {:>12}{:>13}{:>13}{:>14}",
        "line", "ECM", "us→spandsp", "spandsp→us", "us→us", "spandsp only"
    );
    let mut worse = Vec::new();
    for (name, line) in lines() {
        if only.as_ref().is_some_and(|only| !name.contains(only)) {
            continue;
        }
        for ecm in [true, false] {
            let (cells, is_worse) = cells(scores(modems, ecm, &line, 1..=10, 1145, only.is_some()));
            println!("{name:<12} {:<4} {cells}", if ecm { "yes" } else { "no" });
            if is_worse {
                worse.push(format!("{name}, ECM {ecm}"));
            }
        }
    }
    assert!(worse.is_empty(), "worse than spandsp: {worse:?}");
}

#[test]
fn a_few_lines_are_no_worse_than_between_two_of_spandsp() {
    for wanted in ["clean", "+100 ppm", "-100 ppm", "0.1 % lost"] {
        let (_, line) = lines().into_iter().find(|(name, _)| name == wanted).expect("a line of the table");
        let scores = scores(Modems::V17, true, &line, 1..=2, 300, true);
        let (cells, is_worse) = cells(scores);
        assert!(!is_worse, "{wanted}: {cells}");
        assert_eq!(scores[..3], [Score { well: 2, exact: 4 }; 3], "{wanted}");
    }
}
