//! Faxes over networks that lose, repeat, delay and reorder, beside spandsp on the same networks.

use crate::t38::fax::{Case, Pair, some_pages};
use crate::t38::network::{self, Network};
use crate::t38::spandsp::SpT38;
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::Resolution;
use ferrofax::t30::outcome::Status;
use ferrofax_kit::pages;
use std::io::Write;

/// How many of `seeds` faxes of one page come whole in this pairing; without ECM and
/// redundancy, are confirmed.
fn whole(pair: Pair, ecm: bool, network: Network, seeds: u64) -> u64 {
    let sent = some_pages(1);
    let comes = |seed: &u64| {
        let case = Case {
            network: Network { seed: *seed, ..network },
            ..Case::new(pair, Rate::V17At14400, ecm)
        };
        let result = case.send(&sent);
        if let (Err(why), Some(_)) = (&result, std::env::var_os("T38_WHY")) {
            println!("{why}");
        }
        result.is_ok()
    };
    (0..seeds).filter(comes).count() as u64
}

/// The networks of the table: their name and what they do.
fn networks() -> Vec<(String, Network)> {
    let mut all = Vec::new();
    for redundancy in [3, 0] {
        for (loss, burst) in
            [(0.0, 1), (0.01, 1), (0.02, 1), (0.05, 1), (0.1, 1), (0.007, 3), (0.02, 3)]
        {
            let network = Network { loss, burst, redundancy, ..Network::default() };
            all.push((
                format!("redundancy {redundancy}, {:4.1} % lost, bursts of {burst}", loss * 100.0),
                network,
            ));
        }
        let others = [
            ("5 % come twice", Network { repeats: 0.05, ..Network::default() }),
            (
                "2 % are up to 60 ms late",
                Network { late: 0.02, late_ticks: 3, ..Network::default() },
            ),
            (
                "5 % are up to 120 ms late",
                Network { late: 0.05, late_ticks: 6, ..Network::default() },
            ),
            ("all come 600 ms late", Network { delay_ticks: 30, ..Network::default() }),
        ];
        for (name, network) in others {
            all.push((
                format!("redundancy {redundancy}, {name}"),
                Network { redundancy, ..network },
            ));
        }
    }
    all
}

/// Prints the table, and holds us to it: in every row at least as good as spandsp with
/// itself, and in all rows together with half of its failures at most.
fn table(seeds: u64, ecm: bool) {
    let mut faults = Vec::new();
    let mut failures = [0; 4];
    println!(
        "ECM {ecm}, of {seeds}: spandsp to spandsp | ours to spandsp | spandsp to ours | ours to ours"
    );
    for (name, network) in networks() {
        let counts = [Pair::Spandsp, Pair::OursToSpandsp, Pair::SpandspToOurs, Pair::Ours]
            .map(|pair| whole(pair, ecm, network, seeds));
        println!("{name}: {counts:?}");
        let _ = std::io::stdout().flush();
        for (failed, count) in failures.iter_mut().zip(counts) {
            *failed += seeds - count;
        }
        if counts[1..].iter().any(|ours| *ours < counts[0]) {
            faults.push(name);
        }
    }
    println!("failures: {failures:?}");
    assert!(faults.is_empty(), "spandsp is better with itself in {faults:?}");
    assert!(failures[1..].iter().all(|ours| ours * 2 <= failures[0]), "{failures:?}");
}

#[test]
fn lost_repeated_and_late_packets_do_less_harm_than_to_spandsp() {
    table(2, true);
}

/// The same with more calls to each cell.
#[test]
#[ignore = "takes minutes: the long table of T.38"]
fn the_long_table() {
    table(20, true);
}

#[test]
#[ignore = "takes minutes: the long table of T.38 without error correction"]
fn the_long_table_without_ecm() {
    table(20, false);
}

#[test]
fn with_redundancy_no_burst_of_three_ends_a_call() {
    let mut faults = Vec::new();
    for (pair, ours, last) in [(Pair::SpandspToOurs, 1, 26), (Pair::OursToSpandsp, 0, 24)] {
        for from in 0..last {
            let network =
                Network { redundancy: 3, hole: Some((ours, from, 3)), ..Network::default() };
            let case = Case { network, ..Case::new(pair, Rate::V17At14400, false) };
            if let Err(why) = case.send(&some_pages(1)) {
                faults.push(format!("{pair:?} without {from} to {}: {why}", from + 2));
            }
        }
    }
    assert!(faults.is_empty(), "{} calls failed: {}", faults.len(), faults.join("\n"));
}

/// How long calls take where a tenth of all packets is lost and nothing is sent twice, by
/// each pair that has one of ours.
#[test]
#[ignore = "a minute of calls; it prints their lengths"]
fn how_long_calls_take_that_lose_a_tenth() {
    for pair in [Pair::Ours, Pair::OursToSpandsp, Pair::SpandspToOurs, Pair::Spandsp] {
        for (ecm, burst) in [(true, 1), (true, 3), (false, 1)] {
            let network = Network { loss: 0.1 / f64::from(burst), burst, ..Network::default() };
            let length = |seed| {
                let case = Case {
                    network: Network { seed, ..network },
                    ..Case::new(pair, Rate::V17At14400, ecm)
                };
                match case.send(&some_pages(4)) {
                    Ok(seconds) => format!("{seconds:.0}"),
                    Err(why) => {
                        let seconds =
                            why.split(" after ").nth(1).and_then(|rest| rest.split('.').next());
                        format!("{}!", seconds.unwrap_or_default().trim_end_matches(" s:"))
                    }
                }
            };
            let lengths: Vec<String> = (0..12).map(length).collect();
            println!("{pair:?}, ECM {ecm}, bursts of {burst}: {}", lengths.join(" "));
        }
    }
}

/// A tenth of all packets is lost, and nothing is sent twice. What gets on goes on, what
/// does not is given up with its cause.
#[test]
fn a_call_that_gets_nowhere_ends_in_time() {
    let sent = some_pages(1);
    let (mut whole, mut longest) = (0, 0.0_f64);
    for (ecm, seed) in
        [true, false].into_iter().flat_map(|ecm| (0..12).map(move |seed| (ecm, seed)))
    {
        let network = Network { loss: 0.1, burst: 1, seed, ..Network::default() };
        let terms = T38Terms::default();
        let mut caller =
            Ours::calling(OriginateConfig { ecm, ..OriginateConfig::default() }, &sent, terms);
        let mut answerer = Ours::answering(AnswerConfig { ecm, ..AnswerConfig::default() }, terms);
        let seconds = network::run(&mut caller, &mut answerer, network, 900);
        let ours = caller.outcome.expect("an outcome");
        println!(
            "ECM {ecm}, seed {seed}: {seconds:.0} s, {} {}; they {:?}",
            ours.cause, ours.pages, answerer.outcome
        );
        longest = longest.max(seconds);
        whole += u32::from(ours.status == Status::Received);
        assert!(
            seconds < 330.0,
            "ECM {ecm}, seed {seed}: {seconds} s\n{}",
            caller.trace.join("\n")
        );
    }
    println!("{whole} of 24 whole, the longest call took {longest:.0} s");
    assert!(whole >= 8, "{whole} of 24");
}

/// The same with spandsp as the caller: what ends the call then is its patience, or ours.
#[test]
fn a_call_from_spandsp_that_gets_nowhere_ends_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("from.tif");
    pages::write_tiff(&file, &some_pages(1), Resolution::Standard);
    let (mut whole, mut longest) = (0, 0.0_f64);
    for (ecm, seed) in
        [true, false].into_iter().flat_map(|ecm| (0..12).map(move |seed| (ecm, seed)))
    {
        let network = Network { loss: 0.1, burst: 1, seed, ..Network::default() };
        let mut caller = SpT38::sending(&file, &[if ecm { "--ecm" } else { "--no-ecm" }]);
        let mut answerer =
            Ours::answering(AnswerConfig { ecm, ..AnswerConfig::default() }, T38Terms::default());
        let seconds = network::run(&mut caller, &mut answerer, network, 900);
        let ours = answerer.outcome.expect("an outcome");
        println!("ECM {ecm}, seed {seed}: {seconds:.0} s, {} {}", ours.cause, ours.pages);
        longest = longest.max(seconds);
        whole += u32::from(ours.status == Status::Received);
        assert!(
            seconds < 420.0,
            "ECM {ecm}, seed {seed}: {seconds} s\n{}",
            answerer.trace.join("\n")
        );
    }
    println!("{whole} of 24 whole, the longest call took {longest:.0} s");
}

#[test]
fn a_page_without_error_correction_that_lacks_packets_says_so() {
    let (mut whole, mut damaged) = (0, 0);
    for seed in 0..12 {
        let network =
            Network { loss: 0.02, burst: 1 + seed as u32 % 3, seed, ..Network::default() };
        let sent = some_pages(1);
        let terms = T38Terms::default();
        let originate = OriginateConfig {
            ecm: false,
            rates: vec![Rate::V29At9600],
            ..OriginateConfig::default()
        };
        let mut caller = Ours::calling(originate, &sent, terms);
        let mut answerer = Ours::answering(AnswerConfig::default(), terms);
        network::run(&mut caller, &mut answerer, network, 400);
        for page in &answerer.pages {
            let missing = sent[0].rows().saturating_sub(page.bitmap.rows());
            match pages::difference(&sent[0], &page.bitmap) {
                None => whole += 1,
                Some(difference) => {
                    damaged += 1;
                    assert!(
                        page.quality.bad_rows > 0,
                        "seed {seed}: {difference}; {:?}",
                        page.quality
                    );
                    // As many rows as are gone, roughly.
                    assert!(
                        page.quality.bad_rows * 3 >= missing,
                        "seed {seed}: {missing} gone; {:?}",
                        page.quality
                    );
                }
            }
        }
    }
    assert!(damaged >= 4, "{whole} pages came whole, {damaged} damaged");
}
