//! The fuzz tests of all code that reads data from outside, bytes and samples: no input causes a
//! panic or an endless loop, and the result does not depend on how the input is split into blocks.
//!
//! `make fuzz` runs ten million steps, distributed among the targets, and prints a table. `STEPS=…`
//! sets another number, `SEED=…` the seed, and `ONLY=…` selects one target. `make test` runs a few
//! steps of each target.
//!
//! The runs are reproducible: a target makes its input only from the seed and the number of the
//! case, from valid data that is then damaged ([`damage`](super::damage)). A finding is printed
//! with its input, and with the command that repeats it: `SEED=1 ONLY=mmr CASE=77 make fuzz`. A
//! case that does not end, or that ends its process, is also a finding ([`runner`]).
//!
//! Each target defines what a step is; for whole calls, it is 20 ms of the line of one end.

use super::runner::{self, Finding, Target};

/// The targets of all test executables, and their shares of the steps. A step of the page targets
/// takes a hundred times as long as the others.
const SHARES: &[(&str, u64)] = &[
    ("hdlc", 100),
    ("frames", 150),
    ("mh", 75),
    ("mr", 75),
    ("mmr", 75),
    ("jbig", 75),
    ("jpeg", 25),
    ("t43", 25),
    ("tiff", 75),
    ("audio", 125),
    ("calls", 150),
    ("v8", 50),
    ("v8-stations", 50),
    ("info", 50),
    ("mph", 50),
    ("v34-coding", 50),
    ("v34-phase2", 50),
    ("v34-control", 50),
    ("v34-primary", 50),
    ("v34-links", 50),
    ("ifp", 50),
    ("t38", 100),
    ("gateway", 25),
    ("mime", 50),
    ("tnef", 50),
    ("rtf", 50),
    ("smtp", 50),
    ("job", 25),
    ("fields", 25),
    ("ipp", 50),
    ("ipp-jobs", 25),
    ("http", 25),
    ("forms", 25),
    ("html", 3),
    ("pdf", 3),
    ("raster", 25),
];

fn share(target: &Target) -> u64 {
    let found = SHARES.iter().find(|(name, _)| *name == target.name);
    found.expect("each target has a share").1
}

/// Runs a few steps of one target.
pub fn short(targets: &[Target], name: &str, steps: u64) {
    let target = targets.iter().find(|target| target.name == name).expect("the target exists");
    if let Err(finding) = runner::run(target, 1, 0, steps, false).finding() {
        panic!("{finding}");
    }
}

/// Runs cases in another process, for targets whose cases can end it.
pub fn serve_another(targets: &'static [Target]) {
    let asked = |name: &str| std::env::var(name).unwrap_or_default();
    let number = |name: &str| asked(name).parse::<u64>().ok();
    let target = targets.iter().find(|target| target.name == asked("ONLY"));
    if let (Some(target), Some(seed), Some(first), Some(steps)) =
        (target, number("SEED"), number("CASE"), number("STEPS"))
    {
        runner::serve(target, seed, first, steps);
    }
}

/// Runs the share of the steps of these targets, for `make fuzz`. A target selected with ONLY gets
/// all steps. If it is not in `all`, another test executable runs it.
pub fn ten_million_steps(all: &[Target]) {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .filter(|word| !word.is_empty())
            .map(|word| word.parse::<u64>())
    };
    let number =
        |name: &str| number(name).transpose().unwrap_or_else(|_| panic!("{name} must be a number"));
    let (steps, seed, first) =
        (number("STEPS").unwrap_or(10_000_000), number("SEED").unwrap_or(1), number("CASE"));
    let wanted = std::env::var("ONLY").ok().filter(|word| !word.is_empty());
    let is_known = |name: &String| SHARES.iter().any(|(known, _)| known == name);
    let names = || SHARES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    assert!(wanted.as_ref().is_none_or(is_known), "ONLY must be one of {}", names());
    let targets: Vec<&Target> = all
        .iter()
        .filter(|target| wanted.as_ref().is_none_or(|name| name == target.name))
        .collect();
    let shares: u64 = match wanted {
        Some(_) => targets.iter().map(|target| share(target)).sum(),
        None => SHARES.iter().map(|(_, share)| share).sum(),
    };
    let mut findings: Vec<Finding> = Vec::new();
    let mut done = 0;
    println!("{:<8} {:<24} {:>9} {:>10} {:>9}", "target", "step", "cases", "steps", "seconds");
    for target in targets {
        // A given case is repeated once.
        let steps = if first.is_some() { 1 } else { (steps * share(target)).div_ceil(shares) };
        let report = runner::run(target, seed, first.unwrap_or(0), steps, first.is_some());
        println!(
            "{:<8} {:<24} {:>9} {:>10} {:>9.0}{}",
            target.name,
            target.step,
            report.cases,
            report.steps,
            report.time.as_secs_f64(),
            if report.finding.is_some() { "  a finding" } else { "" }
        );
        done += report.steps;
        findings.extend(report.finding);
    }
    println!("{done} steps, {} findings", findings.len());
    for finding in &findings {
        println!("{finding}");
    }
    assert!(findings.is_empty(), "{} findings", findings.len());
}
