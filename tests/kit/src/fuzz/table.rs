//! Whatever comes from outside, byte by byte and sample by sample: nothing panics,
//! nothing goes on for ever, and what is cut in another way means the same.
//!
//! `make fuzz` goes ten million steps, shared among the targets, and prints a table.
//! `STEPS=…` says how many instead, `SEED=…` where to begin, `ONLY=…` which target alone.
//! In `make test` each target goes a few steps.
//!
//! No luck is involved: a target makes its input from the seed and the number of the case
//! alone, out of good data that is then damaged ([`damage`]). A finding is printed with
//! what shows it again, `SEED=1 ONLY=mmr CASE=77 make fuzz`, and with its input. A case
//! that does not end is a finding, too, and one that takes its process with it
//! ([`runner`]).
//!
//! What is a step is said where each target is; for whole calls it is 20 ms of the line of one end.

use super::runner::{self, Finding, Target};

/// Those of all executables, and how all steps are shared out among them; pages take a hundred times
/// as long as the rest.
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
    found.expect("each has a share").1
}

/// A few steps of one target.
pub fn short(targets: &[Target], name: &str, steps: u64) {
    let target = targets.iter().find(|target| target.name == name).expect("it is in the list");
    if let Err(finding) = runner::run(target, 1, 0, steps, false).finding() {
        panic!("{finding}");
    }
}

/// What another process works for targets whose cases may end it.
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

/// `make fuzz`: the steps that these have of all. One that is wanted alone has all, and is
/// another executable's if it is not here.
pub fn ten_million_steps(all: &[Target]) {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .filter(|word| !word.is_empty())
            .map(|word| word.parse::<u64>())
    };
    let number =
        |name: &str| number(name).transpose().unwrap_or_else(|_| panic!("{name} is a number"));
    let (steps, seed, first) =
        (number("STEPS").unwrap_or(10_000_000), number("SEED").unwrap_or(1), number("CASE"));
    let wanted = std::env::var("ONLY").ok().filter(|word| !word.is_empty());
    let is_known = |name: &String| SHARES.iter().any(|(known, _)| known == name);
    let names = || SHARES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    assert!(wanted.as_ref().is_none_or(is_known), "ONLY is one of {}", names());
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
    println!("{:<8} {:<24} {:>9} {:>10} {:>9}", "target", "a step is", "cases", "steps", "seconds");
    for target in targets {
        // One case alone is that of a finding, to see it again.
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
