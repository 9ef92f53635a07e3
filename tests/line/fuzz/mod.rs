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

mod calls;
mod coded;
mod colours;
mod damage;
mod frames;
mod gateway;
mod hdlc;
mod packets;
#[cfg(feature = "program")]
mod prints;
mod runner;
#[cfg(feature = "program")]
mod strangers;
mod tiff;
mod v34;
mod v8;

use ferrofax::t4::Coding;
use runner::{Case, Finding, Target};

/// All targets. The shares say how all steps are shared out; pages take a hundred times
/// as long as the rest.
const TARGETS: &[Target] = &[
    Target { name: "hdlc", step: "a train of bits", share: 100, apart: false, work: hdlc::case },
    Target { name: "frames", step: "a T.30 frame", share: 150, apart: false, work: frames::case },
    Target {
        name: "mh",
        step: "a coded page",
        share: 75,
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Mh),
    },
    Target {
        name: "mr",
        step: "a coded page",
        share: 75,
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Mr),
    },
    Target {
        name: "mmr",
        step: "a coded page",
        share: 75,
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Mmr),
    },
    Target {
        name: "jbig",
        step: "a coded page",
        share: 75,
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Jbig),
    },
    Target {
        name: "jpeg",
        step: "a page in colours",
        share: 25,
        apart: false,
        work: colours::case,
    },
    Target { name: "tiff", step: "a file", share: 75, apart: false, work: tiff::case },
    Target {
        name: "audio",
        step: "20 ms of any audio",
        share: 125,
        apart: false,
        work: calls::any_audio,
    },
    Target {
        name: "calls",
        step: "20 ms of one of two ends",
        share: 150,
        apart: false,
        work: calls::two_ends,
    },
    Target { name: "v8", step: "some menus in bits", share: 50, apart: false, work: v8::menus },
    Target {
        name: "v8-stations",
        step: "20 ms of one of two stations",
        share: 50,
        apart: false,
        work: v8::two_stations,
    },
    Target {
        name: "info",
        step: "an INFO0 or INFOh",
        share: 50,
        apart: false,
        work: v34::sequences::info,
    },
    Target { name: "mph", step: "some MPh", share: 50, apart: false, work: v34::sequences::mph },
    Target {
        name: "v34-coding",
        step: "a mapping frame",
        share: 50,
        apart: false,
        work: v34::symbols::case,
    },
    Target {
        name: "v34-phase2",
        step: "20 ms of one of two ends",
        share: 50,
        apart: false,
        work: v34::signals::phase_2,
    },
    Target {
        name: "v34-control",
        step: "20 ms of one end",
        share: 50,
        apart: false,
        work: v34::signals::control,
    },
    Target {
        name: "v34-primary",
        step: "20 ms of one end",
        share: 50,
        apart: false,
        work: v34::signals::primary,
    },
    Target {
        name: "v34-links",
        step: "20 ms of one of two ends",
        share: 50,
        apart: false,
        work: v34::links::case,
    },
    Target { name: "ifp", step: "a T.38 packet", share: 50, apart: false, work: packets::case },
    Target {
        name: "t38",
        step: "20 ms of one of two ends",
        share: 100,
        apart: false,
        work: packets::two_ends,
    },
    Target {
        name: "gateway",
        step: "20 ms of one of two ends",
        share: 25,
        apart: false,
        work: gateway::case,
    },
    #[cfg(feature = "program")]
    Target { name: "mime", step: "a mail", share: 50, apart: false, work: strangers::mime },
    #[cfg(feature = "program")]
    Target { name: "tnef", step: "a winmail.dat", share: 50, apart: false, work: strangers::tnef },
    #[cfg(feature = "program")]
    Target { name: "rtf", step: "an RTF of one", share: 50, apart: false, work: strangers::rtf },
    #[cfg(feature = "program")]
    Target { name: "smtp", step: "a session", share: 50, apart: false, work: strangers::smtp },
    #[cfg(feature = "program")]
    Target { name: "job", step: "a job file", share: 25, apart: false, work: strangers::job_file },
    #[cfg(feature = "program")]
    Target {
        name: "fields",
        step: "text of pages",
        share: 25,
        apart: false,
        work: strangers::fields,
    },
    #[cfg(feature = "program")]
    Target {
        name: "ipp",
        step: "a request, an answer",
        share: 50,
        apart: false,
        work: prints::ipp,
    },
    #[cfg(feature = "program")]
    Target { name: "http", step: "a connection", share: 25, apart: false, work: prints::http },
    #[cfg(feature = "program")]
    Target { name: "html", step: "HTML, to pages", share: 3, apart: true, work: strangers::html },
    #[cfg(feature = "program")]
    Target { name: "pdf", step: "a PDF, to pages", share: 3, apart: true, work: strangers::pdf },
    #[cfg(feature = "program")]
    Target {
        name: "raster",
        step: "what a printer is sent, to pages",
        share: 25,
        apart: false,
        work: strangers::raster,
    },
];

/// A few steps of one target.
fn short(name: &str, steps: u64) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("it is in the list");
    if let Err(finding) = runner::run(target, 1, 0, steps, false).finding() {
        panic!("{finding}");
    }
}

#[test]
fn trains_of_bits() {
    short("hdlc", 2_000);
}

#[test]
fn t30_frames() {
    short("frames", 20_000);
}

#[test]
fn coded_pages() {
    for coding in ["mh", "mr", "mmr", "jbig"] {
        short(coding, 1_500);
    }
}

#[test]
fn pages_in_colours() {
    short("jpeg", 3_000);
}

#[test]
fn tiff_files() {
    short("tiff", 3_000);
}

#[test]
fn calls_that_hear_anything() {
    short("audio", 20_000);
}

#[test]
fn calls_on_a_line_that_does_anything() {
    short("calls", 20_000);
}

#[test]
fn menus_of_v8_and_stations_that_say_them() {
    short("v8", 5_000);
    short("v8-stations", 20_000);
}

#[test]
fn sequences_and_symbols_of_v34() {
    for (name, steps) in [("info", 20_000), ("mph", 5_000), ("v34-coding", 4_000)] {
        short(name, steps);
    }
}

#[test]
fn signals_of_v34_on_a_line_that_does_anything() {
    for name in ["v34-phase2", "v34-control", "v34-primary", "v34-links"] {
        short(name, 3_000);
    }
}

#[test]
fn t38_packets() {
    short("ifp", 20_000);
}

#[test]
fn calls_on_a_network_that_does_anything() {
    short("t38", 20_000);
}

#[test]
fn a_gateway_between_two_that_do_anything() {
    short("gateway", 10_000);
}

#[cfg(feature = "program")]
#[test]
fn what_strangers_write() {
    for (name, steps) in [
        ("mime", 600),
        ("tnef", 3_000),
        ("rtf", 3_000),
        ("smtp", 3_000),
        ("job", 5_000),
        ("fields", 2_000),
        ("ipp", 5_000),
        ("http", 500),
    ] {
        short(name, steps);
    }
}

#[cfg(feature = "program")]
#[test]
fn documents_of_strangers() {
    for name in ["html", "pdf"] {
        short(name, 50);
    }
    short("raster", 1_000);
    for number in 0..10 {
        strangers::through_the_child(&mut Case::new("child", 1, number));
    }
}

/// What another process of these tests starts for targets whose cases may end it.
#[test]
#[ignore = "is started by the others"]
fn cases_of_another_process() {
    let asked = |name: &str| std::env::var(name).unwrap_or_default();
    let number = |name: &str| asked(name).parse::<u64>().ok();
    let target = TARGETS.iter().find(|target| target.name == asked("ONLY"));
    if let (Some(target), Some(seed), Some(first), Some(steps)) =
        (target, number("SEED"), number("CASE"), number("STEPS"))
    {
        runner::serve(target, seed, first, steps);
    }
}

/// `make fuzz`.
#[test]
#[ignore = "takes minutes: make fuzz"]
fn ten_million_steps() {
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
    let targets: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| wanted.as_ref().is_none_or(|name| name == target.name))
        .collect();
    let names = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
    assert!(!targets.is_empty(), "ONLY is one of {}", names());
    let shares: u64 = targets.iter().map(|target| target.share).sum();
    let mut findings: Vec<Finding> = Vec::new();
    let mut done = 0;
    println!("{:<8} {:<24} {:>9} {:>10} {:>9}", "target", "a step is", "cases", "steps", "seconds");
    for target in targets {
        // One case alone is that of a finding, to see it again.
        let steps = if first.is_some() { 1 } else { (steps * target.share).div_ceil(shares) };
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
