//! Runs cases of a target, one after the other, and catches what goes wrong.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::common::random::Random;

/// A case that takes longer does not end. Cases take milliseconds, those of whole calls seconds.
const NO_END: Duration = Duration::from_secs(600);

/// What is fuzzed.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// What is counted.
    pub(crate) step: &'static str,
    /// Its part of all steps.
    pub(crate) share: u64,
    /// Makes one input and feeds it. A panic is a finding.
    pub(crate) work: fn(&mut Case),
}

/// One case being worked.
pub(crate) struct Case {
    /// Where all its chances come from.
    pub(crate) random: Random,
    /// How many steps it had.
    pub(crate) steps: u64,
    /// What is printed of a finding: its input, or as much as there is of it.
    pub(crate) input: Vec<u8>,
}

/// What became of a target.
pub(crate) struct Report {
    pub(crate) cases: u64,
    pub(crate) steps: u64,
    pub(crate) time: Duration,
    pub(crate) finding: Option<Finding>,
}

/// Something that went wrong.
#[derive(Debug)]
pub(crate) struct Finding {
    target: &'static str,
    seed: u64,
    case: u64,
    what: String,
    input: Vec<u8>,
}

impl Report {
    pub(crate) fn finding(self) -> Result<(), Finding> {
        self.finding.map_or(Ok(()), Err)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, seed, case, what, input } = self;
        writeln!(f, "{target}: {what}")?;
        writeln!(f, "again: SEED={seed} ONLY={target} CASE={case} make fuzz")?;
        write!(f, "input ({} bytes):", input.len())?;
        input.iter().take(4096).try_for_each(|byte| write!(f, " {byte:02X}"))
    }
}

/// Works cases from the number `first` on, until there were so many steps or a finding.
pub(crate) fn run(target: &Target, seed: u64, first: u64, steps: u64) -> Report {
    let begin = Instant::now();
    let (now, ended) = (AtomicU64::new(first), AtomicBool::new(false));
    let mut report = Report { cases: 0, steps: 0, time: Duration::ZERO, finding: None };
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| watch(target, seed, &now, &ended));
        while report.steps < steps && report.finding.is_none() {
            let number = first + report.cases;
            now.store(number, Ordering::Relaxed);
            let (had, finding) = work(target, seed, number);
            report.steps += had;
            report.cases += 1;
            report.finding = finding;
        }
        ended.store(true, Ordering::Relaxed);
        watch.thread().unpark();
    });
    report.time = begin.elapsed();
    report
}

fn work(target: &Target, seed: u64, number: u64) -> (u64, Option<Finding>) {
    let place = target.name.bytes().fold(seed, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    let random = Random::new(place.rotate_left(32) ^ number);
    let mut case = Case { random, steps: 0, input: Vec::new() };
    let result = catch_unwind(AssertUnwindSafe(|| (target.work)(&mut case)));
    let finding = result.err().map(|panic| {
        let what = panic.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panic.downcast_ref::<&str>().map(|what| (*what).to_owned()));
        let what = what.unwrap_or_else(|| "a panic".to_owned());
        Finding { target: target.name, seed, case: number, what, input: std::mem::take(&mut case.input) }
    });
    (case.steps.max(1), finding)
}

/// Ends the whole program if a case does not end: there is no other way out of it.
fn watch(target: &Target, seed: u64, now: &AtomicU64, ended: &AtomicBool) {
    let (mut case, mut since) = (u64::MAX, Instant::now());
    while !ended.load(Ordering::Relaxed) {
        std::thread::park_timeout(Duration::from_secs(1));
        let number = now.load(Ordering::Relaxed);
        if number != case {
            (case, since) = (number, Instant::now());
        }
        if since.elapsed() > NO_END && !ended.load(Ordering::Relaxed) {
            let name = target.name;
            eprintln!("{name}: no end of a case\nagain: SEED={seed} ONLY={name} CASE={case} make fuzz");
            std::process::exit(1);
        }
    }
}
