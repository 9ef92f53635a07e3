//! All rates through the T.38 gateway of our PBX, in both directions, from spandsp to spandsp.
//! `make matrix ONLY=gateway` prints the table; further words select a part of it.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ferrofax::modem::Rate;

use crate::gateway_case::{GatewayCase, GatewayLab, Way};
use crate::laboratory::Asterisk;

const WAYS: [Way; 3] = [Way::Packets, Way::Line, Way::LineHeard];
const PAGES: u32 = 3;

/// Prints the table. The words `22`, `16`, `ecm` and `noecm` select a part of it. `at_once` calls
/// run at the same time.
pub fn table(at_once: usize, words: &[String]) -> ExitCode {
    let wants = |word: &str, other: &str| {
        words.iter().any(|said| said == word) || !words.iter().any(|said| said == other)
    };
    let mut cases = Vec::new();
    for rate in Rate::ALL {
        for ecm in [true, false].into_iter().filter(|&ecm| {
            wants(["noecm", "ecm"][usize::from(ecm)], ["ecm", "noecm"][usize::from(ecm)])
        }) {
            cases.extend(WAYS.map(|way| GatewayCase { way, rate, ecm, pages: PAGES }));
        }
    }
    let versions = [(Asterisk::V22, "22", "16"), (Asterisk::V16, "16", "22")];
    let versions: Vec<Asterisk> = versions
        .into_iter()
        .filter(|(_, word, other)| wants(word, other))
        .map(|(version, ..)| version)
        .collect();
    println!("{} faxes on each Asterisk, {at_once} at once", cases.len());
    let results: Vec<Vec<Result<u64, String>>> =
        versions.iter().map(|asterisk| run(*asterisk, &cases, at_once)).collect();
    let heads: String = versions
        .iter()
        .map(|version| format!("{:>12}", format!("Asterisk {}", version.name())))
        .collect();
    println!("\n{:64}{heads}   seconds", "");
    for (at, case) in cases.iter().enumerate() {
        let shown: String = results
            .iter()
            .map(|of| of[at].as_ref().map_or_else(|_| "FAIL".to_owned(), u64::to_string))
            .map(|cell| format!("{cell:>12}"))
            .collect();
        println!("{:64}{shown}", case.to_string());
    }
    let failed = results.iter().flatten().filter(|result| result.is_err()).count();
    println!(
        "\n{} of {} faxes arrived pixel by pixel",
        cases.len() * versions.len() - failed,
        cases.len() * versions.len()
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(asterisk: Asterisk, cases: &[GatewayCase], at_once: usize) -> Vec<Result<u64, String>> {
    let gateway = GatewayLab::start("gateway-table", asterisk, cases);
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Result<u64, String>>> =
        cases.iter().map(|_| Mutex::new(Err("it did not run".to_owned()))).collect();
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(case) = cases.get(at) else { return };
                    let result = case.run(&gateway, at);
                    let told = result
                        .as_ref()
                        .map_or_else(|why| format!("FAILED {why}"), |s| format!("ok, {s} s"));
                    println!("Asterisk {}: {case}: {told}", asterisk.name());
                    *results[at].lock().expect("no panic while locked") = result;
                }
            });
        }
    });
    let results: Vec<_> = results
        .into_iter()
        .map(|result| result.into_inner().expect("no panic while locked"))
        .collect();
    if results.iter().any(Result::is_err) {
        println!("the logs of Asterisk and Ferrofax are in {}", gateway.lab.keep().display());
    }
    results
}
