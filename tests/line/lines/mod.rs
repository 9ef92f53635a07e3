//! Whole faxes over the simulated line: from us to spandsp's terminal, from it to us,
//! between two of ours, and between two of spandsp's on the same pages, seeds and lines
//! beside them.
//!
//! A small part of it runs always. Two tables are printed, the one of common lines, the
//! other of everything that happens to lines:
//!
//! ```text
//! cargo test --release --test line lines::whole_faxes -- --ignored --nocapture
//! cargo test --release --test line lines::every_trouble -- --ignored --nocapture
//! ```
//!
//! Two more ask single questions: what a gap in the middle of a long fax costs
//! (`gaps.rs`; `FERROFAX_LINES_ONLY='V17 UsToSpandsp'` takes only the calls whose name
//! begins so), and whether a training check that is judged good is followed by a page
//! that can be read, at every rate and from hopeless to clean (`checks.rs`). One more counts
//! what a gap costs wherever in a call it is (`one_event.rs`), and another which calls arrive
//! through noise that 14 400 bit/s just does not stand (`low_snr.rs`). `make lines` runs them
//! as well:
//!
//! ```text
//! cargo test --release --test line lines::a_gap -- --ignored --nocapture
//! cargo test --release --test line lines::training_checks -- --ignored --nocapture
//! cargo test --release --test line lines::one_event -- --ignored --nocapture
//! cargo test --release --test line lines::noise_that -- --ignored --nocapture
//! ```
//!
//! Each cell is of ten calls of two or three pages, noise and lost packets different in
//! each: calls that ended well at both ends, and pages that arrived pixel by pixel. Where
//! ten let ours look worse than spandsp's, forty are made; a cell of ours with fewer has
//! a mark then, `~` if chance makes such a difference, `<` if it does not (`score.rs`).
//! Below the table stands what failed in the first ten calls of all cells. The command
//! fails if a cell has `<`, or, in the larger table, if of spandsp's failures more than
//! half are left where we receive from it and where we are at both ends. The rates are
//! those that the two agree on and fall back to, from V.17 14400 on;
//! `FERROFAX_LINES_MODEMS=v34` begins above that where both are ours, `=v29` or `=v27ter` further down.
//! `FERROFAX_LINES_ONLY='0.5 %'` takes only the lines with these words in their names,
//! and shows each call that is not whole; `FERROFAX_LINES_SEEDS=100-300` makes the calls
//! of these seeds in each cell, and the checks of these; with `a_gap`, other pages with
//! gaps at other moments for each seed. `FERROFAX_LINES_PLACES=240` has `one_event` make gaps at as many
//! places. In both tables of lines and with `noise_that`, `FERROFAX_LINES_PAIRS=UsToUs` makes
//! the calls of these pairs alone; in the tables, `FERROFAX_LINES_ECM=yes` those with ECM. With
//! `noise_that`, `FERROFAX_LINES_ALL=1` shows the calls that ended well, too.

mod checks;
mod fax;
mod gaps;
mod kinds;
mod low_snr;
mod one_event;
mod score;
mod super_g3;

use crate::t38;
use checks::Check;
use fax::{Modems, Pair};
use ferrofax::modem::Rate;
use ferrofax_kit::line_model::LineSettings;
use kinds::Kind;
use score::{Cell, Failed, Faxes, OURS, Score};
use std::ops::RangeInclusive;

/// What a table says of us.
struct Told {
    /// The cells in which ours is worse.
    worse: Vec<String>,
    /// What failed in the first calls of all cells.
    failed: Failed,
}

/// The seeds that somebody asks for.
fn wanted_seeds() -> Option<RangeInclusive<u64>> {
    std::env::var("FERROFAX_LINES_SEEDS").ok().map(|seeds| {
        let (first, last) = seeds.split_once('-').expect("seeds are written 1-40");
        first.parse().expect("a number")..=last.parse().expect("a number")
    })
}

/// With and without ECM, or that which somebody asks for.
fn wanted_ecm() -> Vec<bool> {
    match std::env::var("FERROFAX_LINES_ECM").as_deref() {
        Ok("yes") => vec![true],
        Ok("no") => vec![false],
        Ok(other) => panic!("FERROFAX_LINES_ECM is '{other}'; it can be yes or no"),
        Err(_) => vec![true, false],
    }
}

/// Prints a table of these lines.
fn table(kinds: &[Kind], pages: (u64, u32)) -> Told {
    let modems = Modems::from_environment();
    let only = std::env::var("FERROFAX_LINES_ONLY").ok();
    let seeds = wanted_seeds();
    println!(
        "{modems:?} and slower, calls of {} pages: calls that ended well / pages that arrived pixel by pixel / pages \
         that were confirmed and did not, and mean / longest line time in seconds",
        pages.0
    );
    println!("{:<17} {:<4} {}", "line", "ECM", score::heading());
    let mut told = Told { worse: Vec::new(), failed: Failed::default() };
    for kind in kinds
        .iter()
        .filter(|kind| only.as_ref().is_none_or(|only| kind.name.contains(only)))
    {
        for ecm in wanted_ecm() {
            let faxes = Faxes { modems, ecm, pages };
            let tell = only.is_some() && seeds.is_none();
            let cell = match &seeds {
                Some(seeds) => Cell::run(faxes, kind, seeds.clone(), tell),
                None => Cell::judged(faxes, kind, tell),
            };
            println!(
                "{:<17} {:<4} {}",
                kind.name,
                if ecm { "yes" } else { "no" },
                cell.show(pages.0)
            );
            let worse = OURS.into_iter().filter(|pair| cell.is_worse(*pair));
            told.worse
                .extend(worse.map(|pair| format!("{}, ECM {ecm}, {pair:?}", kind.name)));
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
#[ignore = "half an hour of calls; it prints a table"]
fn super_g3_loses_nothing_that_v17_brings() {
    let only = std::env::var("FERROFAX_LINES_ONLY").ok();
    let mut kinds = kinds::many();
    kinds.retain(|kind| only.as_ref().is_none_or(|only| kind.name.contains(only)));
    let fewer =
        super_g3::table(&kinds, (3, 1145), wanted_seeds().map(Iterator::collect), only.is_some());
    assert!(fewer.is_empty(), "fewer than by V.17 alone: {fewer:?}");
}

#[test]
#[ignore = "a minute of checks; it prints a table"]
fn training_checks_under_noise() {
    let wrong = checks::table(wanted_seeds().unwrap_or(1..=40));
    assert!(wrong.is_empty(), "good checks, and pages that came to nothing: {wrong:#?}");
}

#[test]
fn a_check_that_is_good_is_followed_by_a_page() {
    for rate in Rate::ALL {
        let clean = checks::run(rate, Check::Zeros, &LineSettings::a_law());
        assert!(
            clean.report.good && clean.rows >= checks::ROWS && clean.bad_rows == 0,
            "{rate}: {clean:?}"
        );
        for (snr_db, seed) in
            checks::SNR_DB.into_iter().flat_map(|snr_db| [(snr_db, 1), (snr_db, 2)])
        {
            let came = checks::run(rate, Check::Zeros, &checks::noisy(snr_db, seed));
            assert!(
                !came.report.good_for_ecm || came.rows >= checks::ROWS / 2,
                "{rate}, {snr_db} dB: {came:?}"
            );
        }
    }
}

#[test]
fn what_is_no_training_check_is_never_good() {
    for rate in Rate::ALL {
        for check in Check::WRONG {
            for line in [LineSettings::a_law(), checks::noisy(16.0, 1), checks::noisy(8.0, 2)] {
                let report = checks::run(rate, check, &line).report;
                assert!(!report.good && !report.good_for_ecm, "{rate}, {check:?}: {report:?}");
            }
        }
    }
}

/// No lower rate mends what a network loses.
#[test]
fn a_check_stands_a_few_lost_packets_and_no_more() {
    for rate in Rate::ALL {
        let check = |lost_blocks: Vec<u64>| {
            checks::run(rate, Check::Zeros, &LineSettings { lost_blocks, ..LineSettings::a_law() })
                .report
        };
        let from = checks::begins(rate);
        for few in [vec![5], vec![5, 20, 40], vec![10, 11, 12]] {
            let report = check(few.iter().map(|at| from + at).collect());
            assert!(report.good, "{rate}, {few:?}: {report:?}");
        }
        let half = check((from + 20..from + 55).collect());
        assert!(!half.good && !half.good_for_ecm, "{rate}: {half:?}");
    }
}

#[test]
#[ignore = "some minutes of calls; it prints a table"]
fn a_gap_in_a_long_fax_costs_little() {
    let only = std::env::var("FERROFAX_LINES_ONLY").ok();
    let wrong: Vec<String> = [Modems::V17, Modems::V29]
        .into_iter()
        .flat_map(|modems| Pair::ALL.map(|pair| (modems, pair)))
        .filter(|(modems, pair)| {
            only.as_ref()
                .is_none_or(|only| only.starts_with(&format!("{modems:?} {pair:?}")))
        })
        .flat_map(|(modems, pair)| {
            wanted_seeds().unwrap_or(1..=1).map(move |seed| (modems, pair, seed))
        })
        .flat_map(|(modems, pair, seed)| gaps::table(modems, pair, only.as_deref(), seed))
        .filter(|wrong| !wrong.contains("SpandspToSpandsp"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
#[ignore = "half an hour of calls; it prints a table"]
fn one_event_costs_little_wherever_it_is() {
    let only = std::env::var("FERROFAX_LINES_ONLY").ok();
    let places = std::env::var("FERROFAX_LINES_PLACES").ok();
    let places = places.map_or(24, |places| places.parse().expect("a number of places"));
    let wrong: Vec<String> = one_event::ALL
        .into_iter()
        .filter(|over| only.as_ref().is_none_or(|only| format!("{over:?}").contains(only)))
        .flat_map(|over| one_event::table(over, places, only.as_deref()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
#[ignore = "some minutes of calls; it prints a table"]
fn noise_that_14400_does_not_stand() {
    let only = std::env::var("FERROFAX_LINES_ONLY").ok();
    let seeds: Vec<u64> = wanted_seeds().unwrap_or(1..=10).collect();
    low_snr::table(&seeds, only.as_deref());
}

#[test]
fn a_gap_in_a_page_does_not_slow_the_pages_behind_it() {
    for pair in [Pair::UsToSpandsp, Pair::SpandspToUs, Pair::UsToUs] {
        let over = one_event::Over::Audio(Modems::V17, pair);
        let trial = one_event::Trial::new(over, (8, 2290));
        let clean = trial.call(gaps::Gap::Silent, &[]).expect("a call without a gap ends well");
        // In the first page, of which nothing was confirmed; where the most of a page is lost; and
        // at its end.
        for at in [700, 6_800, 7_550] {
            let took = trial.call(gaps::Gap::Silent, &[(at, 25)]);
            let took = took.unwrap_or_else(|why| panic!("{pair:?} at {at}: {why}"));
            assert!(took <= clean * one_event::ONE, "{pair:?} at {at}: {took} of {clean} s");
        }
    }
}

/// The receiver trained on nothing, and waits for the page's end for as long as the page may take;
/// on a noisy line it takes the page for noise sooner.
#[test]
fn a_gap_in_the_training_of_a_long_page_costs_no_call() {
    let gap = LineSettings { lost_blocks: (2_681..2_691).collect(), ..LineSettings::a_law() };
    let noisy = LineSettings { gain_db: -26.0, noise_dbm0: Some(-62.0), ..gap.clone() };
    let fax = fax::Fax::new(Modems::V29At7200, true, (2, 2290), 1);
    for line in [gap, noisy] {
        let came = fax.call(Pair::UsToUs, &line, None);
        assert!(came.well && came.exact == 2, "{}", came.account);
        assert!(came.account.contains("training failed"), "the gap is elsewhere: {}", came.account);
    }
}

/// A gap hides part of the training check, or its end; what else came of it is good. The sender,
/// which would take FTT for a reason to be slower, repeats it.
#[test]
fn a_gap_in_the_training_check_costs_no_rate() {
    for pair in [Pair::SpandspToUs, Pair::UsToUs] {
        let fax = fax::Fax::new(Modems::V17, true, (1, 300), 1);
        for gap in gaps::Gap::ALL {
            let came = fax.call_over(pair, gap.line_of(&[(485, 25)]));
            let rates = came.account.matches("< DCS V.17 14400").count();
            assert!(came.well && rates == 2, "{pair:?}, {gap:?}: {}", came.account);
        }
    }
}

/// Without redundancy the end of a signal is lost in a gap, and spandsp waits for it.
#[test]
fn a_gap_over_the_end_of_a_signal_by_packets_costs_no_call() {
    for (pair, at) in [(t38::fax::Pair::OursToSpandsp, 481), (t38::fax::Pair::SpandspToOurs, 6_556)]
    {
        let trial = one_event::Trial::new(one_event::Over::Packets(pair), (8, 2290));
        let took = trial.call(gaps::Gap::Lost, &[(at, 40)]);
        assert!(took.is_ok(), "{pair:?}: {took:?}");
    }
    // The end of spandsp's training check: it comes again at the same rate.
    let over = one_event::Over::Packets(t38::fax::Pair::SpandspToOurs);
    let trial = one_event::Trial::new(over, (2, 2290));
    let account = trial.account(gaps::Gap::Lost, &[(489, 25)]);
    let rates = account.matches("< DCS V.17 14400").count();
    assert_eq!(rates, 2, "{account}");
}

/// Of fifty packets one is lost or silent: DCS is damaged until T1 is over; the training of a
/// page that is said again fails again and again; the confirmation of the last page is lost, and
/// then the command that asks for it again.
#[test]
fn a_packet_in_fifty_costs_no_call_between_two_of_ours() {
    let lost = LineSettings { loss: 0.02, ..LineSettings::a_law() };
    for (modems, line) in [
        (Modems::V17, LineSettings { seed: 5, ..lost.clone() }),
        (Modems::V27ter, LineSettings { silent_loss: true, seed: 3, ..lost.clone() }),
        (Modems::V27ter, LineSettings { burst: 3, seed: 2, ..lost }),
    ] {
        let fax = fax::Fax::new(modems, true, (3, 1145), line.seed);
        let came = fax.call(Pair::UsToUs, &line, None);
        assert!(came.well && came.exact == 3, "{modems:?}, {line:?}: {}", came.account);
    }
}

/// The pauses are silent: the sender sees the noise in the answers alone.
#[test]
fn noise_of_a_codec_leads_to_the_rate_that_it_lets_pass() {
    let line = LineSettings { noise_below_db: Some(16.0), seed: 1, ..LineSettings::a_law() };
    let fax = fax::Fax::new(Modems::V17, true, (2, 1145), 1);
    let came = fax.call(Pair::UsToUs, &line, None);
    assert!(came.well && came.exact == 2, "{}", came.account);
    let rates: Vec<&str> = came
        .account
        .lines()
        .filter_map(|line| line.split_once("> DCS ")?.1.split(',').next())
        .collect();
    assert_eq!(rates, ["V.17 14400", "V.17 7200"], "{}", came.account);
}

/// The training check is refused, and the first pages go at a slower rate. Then the noise is gone.
#[test]
fn after_noise_that_ends_the_pages_are_fast_again() {
    let line = LineSettings {
        gain_db: -18.0,
        noise_dbm0: Some(-48.0),
        noise_ends_at: Some(700),
        seed: 3,
        ..LineSettings::a_law()
    };
    for (pair, ecm) in [(Pair::UsToSpandsp, true), (Pair::UsToSpandsp, false), (Pair::UsToUs, true)]
    {
        let fax = fax::Fax::new(Modems::V17, ecm, (6, 2290), 1);
        let came = fax.call(pair, &line, None);
        assert!(came.well && came.exact == 6, "{pair:?}: {}", came.account);
        let rates: Vec<&str> = came
            .account
            .lines()
            .filter_map(|line| line.split_once("> DCS ")?.1.get(..10))
            .collect();
        let fastest = rates.first();
        assert!(
            rates.len() > 2 && rates.last() == fastest && rates[1] != rates[0],
            "{pair:?}, {rates:?}: {}",
            came.account
        );
    }
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
        let kind = kinds::few()
            .into_iter()
            .find(|kind| kind.name == wanted)
            .expect("a line of the table");
        let faxes = Faxes { modems: Modems::V17, ecm: true, pages: (2, 300) };
        let cell = Cell::run(faxes, &kind, 1..=2, true);
        for pair in OURS {
            let Score { well, exact, wrong, .. } = cell.score(pair);
            assert_eq!((well, exact, wrong), (2, 4, 0), "{wanted}, {pair:?}: {}", cell.show(2));
        }
    }
}
