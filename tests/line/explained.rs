//! Of recorded calls with trouble put into them it is said what the trouble was: a table of
//! forty on which the thresholds were set, and forty others, of other strengths, sides,
//! modems and networks, that only keep the score.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::trouble::far::{
    Puppet, busy, dis, garbage, no_frames, nobody, other_modem, refuser, voice,
};
use crate::trouble::{
    RECEIVES, SENDS, Trial, clicks, gain, jitter, loss, noise, skew, slips, sound, with,
};
use ferrofax::modem::Rate;
use ferrofax::recorder::Examined;
use ferrofax::recorder::explain::{Trouble, Verdict};
use ferrofax_kit::line_model::LineSettings;

/// Of the page that is sent.
const ROWS: u32 = 500;

/// Forty calls, and what is wrong with each.
fn forty() -> Vec<(Trouble, Trial)> {
    use Trial::{BothWays, Line};
    use Trouble::*;
    vec![
        (Noise, Line(RECEIVES, noise(-42.0, 1))),
        (Noise, Line(RECEIVES, noise(-36.0, 2))),
        (Noise, Line(RECEIVES, noise(-31.0, 3))),
        (Noise, BothWays(SENDS, noise(-38.0, 4))),
        (Noise, Line(RECEIVES, clicks(4.0, 5))),
        (Echo, Trial::Echo(RECEIVES, 3, 10.0)),
        (Echo, Trial::Echo(RECEIVES, 10, 14.0)),
        (Echo, Trial::Echo(RECEIVES, 30, 18.0)),
        (Echo, Trial::Echo(SENDS, 10, 12.0)),
        (Loss, Line(RECEIVES, loss(0.005, 1))),
        (Loss, Line(RECEIVES, loss(0.015, 2))),
        (Loss, Line(RECEIVES, loss(0.04, 3))),
        (Loss, BothWays(SENDS, loss(0.02, 4))),
        (Loss, Trial::Packets(0.03)),
        (Skew, Line(RECEIVES, skew(100.0))),
        (Skew, Line(RECEIVES, skew(-100.0))),
        (Skew, Line(RECEIVES, skew(160.0))),
        (Skew, Line(RECEIVES, skew(-220.0))),
        (Level, Line(RECEIVES, gain(-24.0))),
        (Level, Line(RECEIVES, gain(-29.0))),
        (Level, Line(RECEIVES, gain(11.0))),
        (Level, Line(RECEIVES, gain(15.0))),
        (Level, Line(SENDS, gain(-26.0))),
        (Slip, Line(RECEIVES, slips(150, -1))),
        (Slip, Line(RECEIVES, slips(120, 8))),
        (Slip, Line(RECEIVES, slips(100, -40))),
        (Slip, Line(RECEIVES, slips(60, 3))),
        (JitterBuffer, Line(RECEIVES, jitter(0.003, 1))),
        (JitterBuffer, Line(RECEIVES, jitter(0.006, 2))),
        (JitterBuffer, Line(RECEIVES, jitter(0.01, 3))),
        (JitterBuffer, Line(RECEIVES, jitter(0.02, 4))),
        (FarLies, with(SENDS, || refuser(false))),
        (FarLies, with(SENDS, || refuser(true))),
        (FarLies, with(RECEIVES, garbage)),
        (FarLies, with(RECEIVES, other_modem)),
        (NoFaxMachine, sound(voice)),
        (NoAnswer, with(SENDS, || Puppet::new(true, vec![dis(true)]))),
        (FarHungUp, Trial::HungUp(800)),
        (Storage, Trial::FullDisk),
        (T38, Trial::Packets(1.0)),
    ]
}

/// Others, for the score.
fn others() -> Vec<(Trouble, Trial)> {
    use Trial::{BothWays, Line};
    use Trouble::*;
    let holes = (0..6000).filter(|block| block % 97 == 5).collect();
    vec![
        (Noise, Line(RECEIVES, noise(-39.0, 21))),
        (Noise, BothWays(SENDS, noise(-34.0, 22))),
        (Noise, Line(RECEIVES, clicks(6.0, 23))),
        (Echo, Trial::Echo(SENDS, 20, 16.0)),
        (Echo, Trial::Echo(RECEIVES, 5, 20.0)),
        (Echo, Trial::Echo(RECEIVES, 15, 9.0)),
        (Loss, Line(RECEIVES, loss(0.01, 24))),
        (Loss, BothWays(SENDS, loss(0.03, 25))),
        (Loss, Line(RECEIVES, LineSettings { silent_blocks: holes, ..LineSettings::a_law() })),
        (Skew, Line(RECEIVES, skew(130.0))),
        (Skew, Line(RECEIVES, skew(-80.0))),
        (Level, Line(RECEIVES, gain(-27.0))),
        (Level, Line(RECEIVES, gain(13.0))),
        (Slip, Line(RECEIVES, slips(150, 160))),
        (Slip, Line(RECEIVES, slips(80, -8))),
        (JitterBuffer, Line(RECEIVES, jitter(0.008, 26))),
        (JitterBuffer, Line(RECEIVES, jitter(0.004, 27))),
        (FarLies, with(RECEIVES, no_frames)),
        (NoFaxMachine, sound(busy)),
        (NoFaxMachine, sound(nobody)),
    ]
}

/// Others still: slower modems, no error correction, and the side that sends.
fn slower() -> Vec<(Trouble, Trial)> {
    use Rate::{V27ter4800, V29At9600};
    use Trial::{FromUs, Line, Packets, Slow};
    use Trouble::*;
    let in_the_page = (560..30_000).step_by(4).collect();
    vec![
        (Noise, Slow(RECEIVES, V29At9600, false, noise(-37.0, 41))),
        (Noise, Slow(RECEIVES, V27ter4800, true, noise(-30.0, 42))),
        (Noise, Line(SENDS, noise(-33.0, 43))),
        (Noise, Slow(RECEIVES, V29At9600, true, clicks(10.0, 44))),
        (Echo, Trial::Echo(RECEIVES, 8, 13.0)),
        (Echo, Trial::Echo(SENDS, 25, 18.0)),
        (Echo, Trial::Echo(RECEIVES, 45, 16.0)),
        (Loss, Line(SENDS, loss(0.01, 45))),
        (Loss, Slow(RECEIVES, V29At9600, false, loss(0.008, 46))),
        (Loss, Packets(0.01)),
        (Skew, Slow(RECEIVES, V29At9600, false, skew(110.0))),
        (Skew, Slow(RECEIVES, V27ter4800, true, skew(-150.0))),
        (Level, Slow(RECEIVES, V29At9600, false, gain(-25.0))),
        (Level, Slow(RECEIVES, V27ter4800, true, gain(-28.0))),
        (Slip, Slow(RECEIVES, V29At9600, true, slips(110, -3))),
        (Slip, Slow(RECEIVES, V29At9600, false, slips(90, 20))),
        (Slip, Line(SENDS, slips(50, -5))),
        (JitterBuffer, Slow(RECEIVES, V29At9600, true, jitter(0.012, 47))),
        (JitterBuffer, Line(SENDS, jitter(0.015, 48))),
        (FarLies, FromUs(LineSettings { silent_blocks: in_the_page, ..LineSettings::a_law() })),
    ]
}

/// How many are named right; tells those that are not.
fn right(trials: &[(Trouble, Trial)]) -> usize {
    let (next, right) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let judge = || {
        while let Some((at, (wanted, trial))) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            trials.get(at).map(|trial| (at, trial))
        } {
            let examined = Examined::of(&trial.call(ROWS).tape).expect("a tape");
            assert_eq!(examined.differs_at_ms, None);
            let verdict = Verdict::of(&examined);
            let is_right = verdict.first().trouble == *wanted;
            right.fetch_add(usize::from(is_right), Ordering::Relaxed);
            let mark = if is_right { "right" } else { "WRONG" };
            println!("{at} {wanted:?}: {mark}; {:?}; {} ms", examined.outcome, examined.lasted_ms);
            for finding in &verdict.findings {
                println!("    {:3} {:?}: {:?}", finding.weight, finding.trouble, finding.shown);
            }
        }
    };
    std::thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(judge))));
    right.into_inner()
}

#[test]
fn what_was_wrong_is_named_first() {
    let trials = forty();
    assert_eq!(trials.len(), 40);
    let right = right(&trials);
    println!("{right} of 40");
    assert!(right >= 36, "{right} of 40");
}

#[test]
fn what_was_wrong_is_named_first_at_other_strengths() {
    let trials = others();
    let right = right(&trials);
    println!("{right} of {}", trials.len());
    assert!(right >= 16, "{right} of {}", trials.len());
}

#[test]
fn what_was_wrong_is_named_first_by_slower_modems_and_to_who_sends() {
    let trials = slower();
    let right = right(&trials);
    println!("{right} of {}", trials.len());
    assert!(right >= 14, "{right} of {}", trials.len());
}

#[test]
fn of_a_good_call_nothing_is_said() {
    use Trial::Line;
    use Trouble::Nothing;
    let trials = [
        (Nothing, Line(RECEIVES, LineSettings::a_law())),
        (Nothing, Line(SENDS, LineSettings::a_law())),
        (Nothing, Line(RECEIVES, LineSettings::mu_law())),
        (Nothing, Line(RECEIVES, noise(-66.0, 1))),
        (Nothing, Line(RECEIVES, LineSettings { gain_db: -9.0, ..skew(20.0) })),
    ];
    assert_eq!(right(&trials), trials.len());
}
