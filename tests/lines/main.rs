//! Whole faxes over the simulated line: from us to spandsp's terminal, from it to us, between two of ours, and between two of
//! spandsp's on the same pages, seeds and lines beside them.
//!
//! A small part of it runs always. Two tables are printed, the one of common lines, the other of everything that happens to lines:
//!
//! ```text
//! cargo test --release --test lines whole_faxes -- --ignored --nocapture
//! cargo test --release --test lines every_trouble -- --ignored --nocapture
//! ```
//!
//! Each cell is of ten calls of two or three pages, noise and lost packets different in each: calls that ended well at both ends,
//! and pages that arrived pixel by pixel. Where ten let ours look worse than spandsp's, forty are made; a cell of ours with fewer
//! has a mark then, `~` if chance makes such a difference, `<` if it does not (`score.rs`). Below the table stands what failed in the
//! first ten calls of all cells. The command fails if a cell has `<`, or, in the larger table, if of spandsp's failures more than half
//! are left where we receive from it and where we are at both ends. The rates are those that the two agree
//! on and fall back to, from V.17 14400 on; `FERROFAX_LINES_MODEMS=v29` or `=v27ter` begins further down.
//! `FERROFAX_LINES_ONLY='0.5 %'` takes only the lines with these words in their names, and shows each call that is not whole;
//! `FERROFAX_LINES_SEEDS=100-300` makes the calls of these seeds in each cell.

#[path = "../common/mod.rs"]
mod common;

mod fax;
mod kinds;
mod score;

use fax::Modems;
use kinds::Kind;
use score::{Cell, Failed, Faxes, OURS, Score};

/// What a table says of us.
struct Told {
    /// The cells in which ours is worse.
    worse: Vec<String>,
    /// What failed in the first calls of all cells.
    failed: Failed,
}

/// Prints a table of these lines.
fn table(kinds: &[Kind], pages: (u64, u32)) -> Told {
    let modems = Modems::from_environment();
    let only = std::env::var("FERROFAX_LINES_ONLY").ok();
    let seeds = std::env::var("FERROFAX_LINES_SEEDS").ok().map(|seeds| {
        let (first, last) = seeds.split_once('-').expect("seeds are written 1-40");
        first.parse().expect("a number")..=last.parse().expect("a number")
    });
    println!(
        "{modems:?} and slower, calls of {} pages: calls that ended well / pages that arrived pixel by pixel",
        pages.0
    );
    println!("{:<17} {:<4} {}", "line", "ECM", score::heading());
    let mut told = Told { worse: Vec::new(), failed: Failed::default() };
    for kind in kinds.iter().filter(|kind| only.as_ref().is_none_or(|only| kind.name.contains(only))) {
        for ecm in [true, false] {
            let faxes = Faxes { modems, ecm, pages };
            let tell = only.is_some() && seeds.is_none();
            let cell = match &seeds {
                Some(seeds) => Cell::run(faxes, kind, seeds.clone(), tell),
                None => Cell::judged(faxes, kind, tell),
            };
            println!("{:<17} {:<4} {}", kind.name, if ecm { "yes" } else { "no" }, cell.show(pages.0));
            let worse = OURS.into_iter().filter(|pair| cell.is_worse(*pair));
            told.worse.extend(worse.map(|pair| format!("{}, ECM {ecm}, {pair:?}", kind.name)));
            told.failed.add(&cell, pages.0);
        }
    }
    println!("{}", told.failed);
    told
}

#[test]
#[ignore = "some minutes of calls; it prints a table"]
fn whole_faxes_over_every_line() {
    let told = table(&kinds::few(), (2, 1145));
    assert!(told.worse.is_empty(), "worse than spandsp: {:?}", told.worse);
}

#[test]
#[ignore = "half an hour of calls; it prints a table"]
fn every_trouble_that_lines_make() {
    let told = table(&kinds::many(), (3, 1145));
    assert!(told.worse.is_empty(), "worse than spandsp: {:?}", told.worse);
    assert!(told.failed.is_half_gone(), "more than half of the failures are left: {}", told.failed);
}

#[test]
fn half_of_the_failures_are_gone_when_calls_and_pages_both_say_so() {
    let failed = |calls: [usize; 4], pages: [usize; 4]| Failed { calls, pages }.is_half_gone();
    assert!(failed([99, 10, 0, 10], [99, 30, 0, 30]));
    assert!(!failed([0, 10, 1, 10], [0, 30, 0, 30]), "calls");
    assert!(!failed([0, 10, 0, 10], [0, 30, 1, 30]), "pages");
    assert!(failed([0; 4], [0; 4]), "nothing fails");
}

#[test]
fn a_few_lines_are_no_worse_than_between_two_of_spandsp() {
    for wanted in ["clean", "+100 ppm", "-100 ppm", "0.1 % lost"] {
        let kind = kinds::few().into_iter().find(|kind| kind.name == wanted).expect("a line of the table");
        let faxes = Faxes { modems: Modems::V17, ecm: true, pages: (2, 300) };
        let cell = Cell::run(faxes, &kind, 1..=2, true);
        for pair in OURS {
            assert_eq!(cell.score(pair), Score { well: 2, exact: 4 }, "{wanted}, {pair:?}: {}", cell.show(2));
        }
    }
}
