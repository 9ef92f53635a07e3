//! Recorded calls run again: those of `tests/calls`, recorded once and kept, of which it is
//! known what was found in them; and calls with all kinds of trouble, recorded here.
//!
//! `tests/calls/add RECORD NAME` makes a test of a record from the field.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::trouble::far::{Puppet, dis, refuser, voice};
use crate::trouble::{
    RECEIVES, SENDS, Trial, clicks, gain, jitter, loss, noise, silence, skew, slips, sound, with,
};
use ferrofax::call::CallEvent;
use ferrofax::call::replay::{Ran, replay};
use ferrofax::ladder::Step;
use ferrofax::modem::Rate;
use ferrofax::recorder::Examined;
use ferrofax::recorder::anonymous::{NOTE, anonymous};
use ferrofax::recorder::explain::{Fault, Trouble, Verdict};
use ferrofax::spool::{call_steps, packed_tape, unpacked_tape};
use ferrofax::t30::outcome::{Cause, Outcome, Status};
use ferrofax_kit::random::Random;
use ferrofax_languages::Language;

/// Of the page that is sent: a short one, so that the records are small.
const ROWS: u32 = 250;

const ENDING: &str = ".call.gz";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calls")
}

fn tape_in(path: &Path) -> Vec<u8> {
    let file = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    unpacked_tape(file).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is to be found in a record again, in lines.
fn found(tape: &[u8]) -> String {
    let call = Examined::of(tape).expect("a record");
    let ended = call.outcome.map_or_else(
        || "no end".to_owned(),
        |end| {
            format!(
                "{:?}, {} in phase {}, pages: {}",
                end.status,
                end.cause.name(),
                end.phase,
                end.pages
            )
        },
    );
    let said = call.differs_at_ms.map_or_else(
        || "as in the call, to the bit".to_owned(),
        |ms| format!("other things than in the call, by {}.{} s", ms / 1000, ms % 1000 / 100),
    );
    let trouble = Verdict::of(&call).first().trouble;
    format!("ended: {ended}\nsaid: {said}\ntrouble: {trouble:?}\n")
}

/// Keeps a record, and what is found in it today.
fn keep(name: &str, tape: &[u8]) {
    let path = folder().join(format!("{name}{ENDING}"));
    fs::write(&path, packed_tape(tape).expect("memory")).unwrap();
    fs::write(folder().join(format!("{name}.txt")), found(tape)).unwrap();
    println!("{}:\n{}", path.display(), found(tape));
}

/// The names of the records that are kept.
fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().to_str()?.strip_suffix(ENDING).map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(names.len() >= 13, "one for each trouble: {names:?}");
    names
}

/// People read the steps of a call in their own language, and those that an older version has
/// stored as sentences.
#[test]
fn each_step_of_these_calls_has_a_text_in_each_language() {
    for name in names() {
        let tape = tape_in(&folder().join(format!("{name}{ENDING}")));
        for rung in Examined::of(&tape).expect("a record").ladder {
            assert!(!matches!(rung.step, Step::Text { .. }), "{name}: {rung}");
            for language in Language::ALL {
                let said = call_steps::text(&rung.step, language);
                let old = call_steps::text(&Step::text(rung.step.to_string()), language);
                assert_eq!(old, said, "{name}: {rung}");
            }
        }
    }
}

#[test]
fn in_calls_of_before_the_same_is_found() {
    let mut others = String::new();
    for name in names() {
        let tape = tape_in(&folder().join(format!("{name}{ENDING}")));
        let expected = folder().join(format!("{name}.txt"));
        let now = found(&tape);
        if std::env::var_os("FERROFAX_TAKE").is_some() {
            fs::write(&expected, &now).unwrap();
        } else {
            let then = fs::read_to_string(&expected).unwrap_or_default();
            if then != now {
                others += &format!("{name}: then\n{then}and now\n{now}");
            }
        }
    }
    assert!(
        others.is_empty(),
        "{others}Where that is meant, FERROFAX_TAKE=yes with this test writes it down."
    );
}

/// A recording does not show what the network loses of our signal.
#[test]
fn a_machine_that_asks_for_blocks_again_is_not_blamed() {
    let call = |name: &str| {
        let tape = tape_in(&folder().join(format!("{name}{ENDING}")));
        Examined::of(&tape).expect("a record")
    };
    let first = |call: &Examined| {
        let verdict = Verdict::of(call);
        (verdict.first().trouble, verdict.first().fault)
    };
    let mut blocks = call("refuses-each-block");
    assert_eq!(first(&blocks), (Trouble::FarLies, Fault::Network));
    assert_eq!(first(&call("refuses-each-page")), (Trouble::FarLies, Fault::FarMachine));
    // If the fax arrives at last, other findings come first.
    let well = |end: Outcome| Outcome { status: Status::Received, cause: Cause::Ok, ..end };
    blocks.outcome = blocks.outcome.map(well);
    assert_ne!(first(&blocks).0, Trouble::FarLies);
}

/// `tests/calls/add` has it done.
#[test]
#[ignore = "makes a test of the record FERROFAX_RECORD, under the name FERROFAX_NAME"]
fn a_record_becomes_a_test() {
    let said = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let (path, name) = (said("FERROFAX_RECORD"), said("FERROFAX_NAME"));
    let was = tape_in(Path::new(&path));
    let made_by = Examined::of(&was).expect("a record").made_by;
    if made_by.contains(NOTE) {
        return keep(&name, &was);
    }
    let made = anonymous(&was).expect("a record");
    assert!(
        made.ends_the_same && made.cut_at_ms.is_none(),
        "{path}: without its numbers, names and pages it is another call; where it has nothing of anybody's, \
         put it into tests/calls and run in_calls_of_before_the_same_is_found with FERROFAX_TAKE=yes"
    );
    keep(&name, &made.tape);
}

/// One of each trouble, as it was recorded when it was first there.
#[test]
#[ignore = "writes those of them that are not in tests/calls"]
fn one_of_each_trouble_is_kept() {
    let kinds = [
        ("noise", Trial::Line(RECEIVES, noise(-34.0, 2))),
        ("clicks", Trial::Line(RECEIVES, clicks(8.0, 5))),
        ("echo", Trial::Echo(RECEIVES, 10, 12.0)),
        ("loss", Trial::Line(RECEIVES, loss(0.02, 3))),
        ("loss-to-who-sends", Trial::BothWays(SENDS, loss(0.03, 4))),
        ("skew", Trial::Line(RECEIVES, skew(-220.0))),
        ("too-soft", Trial::Line(RECEIVES, gain(-29.0))),
        ("too-loud", Trial::Line(RECEIVES, gain(15.0))),
        ("slips", Trial::Line(RECEIVES, slips(60, -40))),
        ("jitter-buffer", Trial::Line(RECEIVES, jitter(0.03, 4))),
        ("refuses-each-page", with(SENDS, || refuser(false))),
        ("refuses-each-block", with(SENDS, || refuser(true))),
        ("voice", sound(voice)),
        ("silent", silence()),
        ("silent-after-dis", with(SENDS, || Puppet::new(true, vec![dis(true)]))),
        ("hung-up", Trial::HungUp(600)),
        ("full-disk", Trial::FullDisk),
        ("packets-lost", Trial::Packets(0.03)),
        // The same by a Ferrofax that repeats the ends of signals.
        ("packets-lost-later", Trial::Packets(0.03)),
        ("no-packets", Trial::Packets(1.0)),
    ];
    for (name, trial) in kinds {
        if !folder().join(format!("{name}{ENDING}")).is_file() {
            keep(name, &trial.call(ROWS).tape);
        }
    }
}

/// A call with trouble of some kind and strength, by a number.
fn trial(number: u64) -> Trial {
    let mut random = Random::new(number);
    let sends = random.part() < 0.5;
    let mut between = |least: f64, most: f64| least + (most - least) * random.part();
    let strength = between(0.0, 1.0);
    let seed = number;
    match number % 12 {
        0 => Trial::Line(sends, noise(-46.0 + 20.0 * strength, seed)),
        1 => Trial::Line(sends, clicks(1.0 + 14.0 * strength, seed)),
        2 => Trial::BothWays(sends, loss(0.06 * strength, seed)),
        3 => Trial::Line(sends, skew(-250.0 + 500.0 * strength)),
        4 => Trial::Line(sends, gain(-32.0 + 48.0 * strength)),
        5 => Trial::Line(sends, slips(40 + number % 200, between(-60.0, 60.0) as i32)),
        6 => Trial::BothWays(sends, jitter(0.02 * strength, seed)),
        7 => Trial::Echo(sends, 1 + number as usize % 40, 6.0 + 20.0 * strength),
        8 => Trial::Packets(0.15 * strength),
        9 => Trial::HungUp(20 + (1500.0 * strength) as usize),
        10 => {
            let rate = Rate::ALL[number as usize / 12 % Rate::ALL.len()];
            Trial::Slow(sends, rate, number % 24 < 12, noise(-40.0 + 12.0 * strength, seed))
        }
        _ => Trial::FromUs(loss(0.05 * strength, seed)),
    }
}

/// What went otherwise when the record of a call was run again.
fn fault(number: u64) -> Option<String> {
    let was = trial(number).call(ROWS);
    let mut outcome = None;
    let again = replay(
        &was.tape,
        |_| (),
        |_, ran| {
            if let Ran::Told(CallEvent::Ended(end)) = ran {
                outcome = Some(end);
            }
        },
    );
    match again {
        Err(error) => Some(format!("call {number}: {error}")),
        Ok(again) if !again.is_whole => Some(format!("call {number}: its record is cut off")),
        Ok(again) if again.differs_at.is_some() => {
            Some(format!("call {number}: something else is said by {:?}", again.differs_at))
        }
        Ok(_) if outcome != was.outcome => {
            Some(format!("call {number} ended by {:?}, again by {outcome:?}", was.outcome))
        }
        Ok(_) => None,
    }
}

/// All of these calls, on both processors.
fn run_again_to_the_bit(calls: u64) {
    let next = AtomicU64::new(0);
    let faults = || -> Vec<String> {
        std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|it| *it < calls))
            .filter_map(fault)
            .collect()
    };
    let faults = std::thread::scope(|scope| {
        let both: Vec<_> = (0..2).map(|_| scope.spawn(faults)).collect();
        both.into_iter().flat_map(|it| it.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert!(faults.is_empty(), "{} of {calls}:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn calls_with_all_troubles_run_again_to_the_bit() {
    run_again_to_the_bit(24);
}

#[test]
#[ignore = "minutes"]
fn five_hundred_calls_run_again_to_the_bit() {
    run_again_to_the_bit(500);
}
