//! Runs the cases of a fuzz target one after the other, and catches faults.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::random::Random;

/// The timeout of a case. Cases take milliseconds, those of whole calls take seconds.
const NO_END: Duration = Duration::from_secs(600);

/// The memory limit of a process that runs cases other than calls, in KiB, and its stack size for
/// nested documents, in bytes.
const MEMORY_KIB: u64 = 4 << 20;
const STACK: usize = 64 << 20;

/// A fuzz target.
pub struct Target {
    pub name: &'static str,
    /// What a step is.
    pub step: &'static str,
    /// Whether the cases run in another process, because they can end it.
    pub apart: bool,
    /// Makes an input, and passes it to the tested code. A panic is a finding.
    pub work: fn(&mut Case),
}

/// A case that is running.
pub struct Case {
    /// The source of all random numbers of the case.
    pub random: Random,
    /// The number of steps of the case.
    pub steps: u64,
    /// The input so far, which is printed with a finding.
    pub input: Vec<u8>,
}

/// The result of a target.
pub struct Report {
    pub cases: u64,
    pub steps: u64,
    pub time: Duration,
    pub finding: Option<Finding>,
}

/// A fault that fuzzing has found.
#[derive(Debug)]
pub struct Finding {
    target: &'static str,
    seed: u64,
    case: u64,
    what: String,
    input: Vec<u8>,
}

impl Report {
    pub fn finding(self) -> Result<(), Finding> {
        self.finding.map_or(Ok(()), Err)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, seed, case, what, input } = self;
        writeln!(f, "{target}: {what}")?;
        writeln!(f, "to repeat: SEED={seed} ONLY={target} CASE={case} make fuzz")?;
        write!(f, "input ({} bytes):", input.len())?;
        input.iter().take(4096).try_for_each(|byte| write!(f, " {byte:02X}"))
    }
}

/// Runs cases from the number `first` on, until `steps` steps are done or a fault is found.
/// `again`: a single case is repeated.
pub fn run(target: &Target, seed: u64, first: u64, steps: u64, again: bool) -> Report {
    if target.apart {
        run_apart(target, seed, first, steps, again)
    } else {
        run_here(target, seed, first, steps, |_| ())
    }
}

/// Runs the cases in a process of its own. If the process dies, its present case is the finding.
fn run_apart(target: &Target, seed: u64, first: u64, steps: u64, again: bool) -> Report {
    let begin = Instant::now();
    let mut report = Report { cases: 0, steps: 0, time: Duration::ZERO, finding: None };
    let program = std::env::current_exe().expect("the executable has a path");
    let mut child = Command::new("sh")
        .args([
            "-c",
            &format!("ulimit -v {MEMORY_KIB}; exec \"$0\" \"$@\""),
            &program.to_string_lossy(),
        ])
        .args(["--ignored", "--exact", "--nocapture", "fuzz::cases_of_another_process"])
        .env("ONLY", target.name)
        .env("SEED", seed.to_string())
        .env("CASE", first.to_string())
        .env("STEPS", steps.to_string())
        // Error output of libraries is useful only for a single case.
        .stderr(if again { Stdio::inherit() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    let (mut what, mut input) = (None, Vec::new());
    let said = BufReader::new(child.stdout.take().expect("the pipe was requested"));
    for line in said.lines().map_while(Result::ok) {
        match line.split_once(' ') {
            Some(("case", _)) => report.cases += 1,
            Some(("steps", count)) => report.steps += count.parse::<u64>().unwrap_or(0),
            Some(("found", text)) => what = Some(text.to_owned()),
            Some(("input", hex)) => input = octets(hex),
            _ => {}
        }
    }
    let status = child.wait().expect("the process was started");
    report.time = begin.elapsed();
    if what.is_none() && !status.success() {
        what = Some(format!("it ended the process ({status}, core {})", status.core_dumped()));
    }
    let case = first + report.cases.saturating_sub(1);
    report.finding = what.map(|what| Finding { target: target.name, seed, case, what, input });
    report
}

fn octets(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Runs cases for [`run_apart`] in another process, and prints its progress on the standard output.
pub fn serve(target: &'static Target, seed: u64, first: u64, steps: u64) {
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let mut out = std::io::stdout();
        // Printed before each case, so that the case is known if it ends the process.
        let report = run_here(target, seed, first, steps, |case| {
            drop(writeln!(std::io::stdout(), "case {case}"))
        });
        let _ = writeln!(out, "steps {}", report.steps);
        if let Some(finding) = report.finding {
            let hex: String = finding.input.iter().map(|byte| format!("{byte:02X}")).collect();
            let _ = writeln!(out, "found {}\ninput {hex}", finding.what.replace('\n', " "));
        }
    });
    worker.expect("a thread").join().expect("findings are caught");
}

fn run_here(target: &Target, seed: u64, first: u64, steps: u64, begins: impl Fn(u64)) -> Report {
    let begin = Instant::now();
    let (now, ended) = (AtomicU64::new(first), AtomicBool::new(false));
    let mut report = Report { cases: 0, steps: 0, time: Duration::ZERO, finding: None };
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| watch(target, seed, &now, &ended));
        while report.steps < steps && report.finding.is_none() {
            let number = first + report.cases;
            now.store(number, Ordering::Relaxed);
            begins(number);
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

impl Case {
    /// Creates the case of a target with this number.
    pub fn new(target: &str, seed: u64, number: u64) -> Self {
        let place = target
            .bytes()
            .fold(seed, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
        Self { random: Random::new(place.rotate_left(32) ^ number), steps: 0, input: Vec::new() }
    }
}

fn work(target: &Target, seed: u64, number: u64) -> (u64, Option<Finding>) {
    let mut case = Case::new(target.name, seed, number);
    let result = catch_unwind(AssertUnwindSafe(|| (target.work)(&mut case)));
    let finding = result.err().map(|panic| {
        let what = panic.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panic.downcast_ref::<&str>().map(|what| (*what).to_owned()));
        let what = what.unwrap_or_else(|| "a panic".to_owned());
        Finding {
            target: target.name,
            seed,
            case: number,
            what,
            input: std::mem::take(&mut case.input),
        }
    });
    (case.steps.max(1), finding)
}

/// Ends the whole program if a case does not end, because a thread cannot be ended.
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
            eprintln!(
                "{name}: a case does not end\nto repeat: SEED={seed} ONLY={name} CASE={case} make fuzz"
            );
            std::process::exit(1);
        }
    }
}
