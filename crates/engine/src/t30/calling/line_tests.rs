//! What the sending side counts of a line, against a called machine that answers by a script.

use super::*;
use crate::t30::dis::Capabilities;
use crate::t30::{Event, Signal};
use ferrofax_ground::t4::{Coding, PageWidth, Resolution};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::Millis;
use std::sync::Arc;

/// What the called machine does when it is asked.
#[derive(Clone)]
enum Answer {
    Says(Fcf, Vec<u8>),
    Nothing,
    /// It answers, and nobody can read it.
    Damaged,
}

use Answer::{Damaged, Nothing, Says};

fn says(fcf: Fcf) -> Answer {
    Says(fcf, Vec::new())
}

fn burst(answer: &Answer, is_final: bool) -> Vec<Input> {
    let heard = match answer {
        Says(fcf, fif) => {
            Input::Frame(Frame { fcf: *fcf, x: false, is_final, fif: fif.clone() }.emit())
        }
        Damaged => Input::DamagedFrame,
        Nothing => return Vec::new(),
    };
    vec![Input::V21Carrier(true), Input::Flags, heard, Input::V21Carrier(false)]
}

fn dis(ecm: bool) -> Answer {
    let can = Capabilities {
        has_document: false,
        can_receive: true,
        rates: vec![Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400],
        ecm,
        codings: vec![Coding::Mh],
        resolutions: vec![Resolution::Standard],
        max_width: PageWidth::A4,
        unlimited_length: true,
        min_row_ms: 0,
        addresses: true,
        selective_polling: false,
    };
    Says(Fcf::Dis, can.emit())
}

/// Sends one page of ten frames to who answers so, and tells what was counted. All of the script
/// is used, and no more is asked.
#[track_caller]
fn sends(ecm: bool, script: &[Answer]) -> SentLine {
    let mut calling = Calling::new(CallTerms::default());
    let (mut now, mut said_at, mut script) = (SampleTime(0), None, script.iter());
    burst(&dis(ecm), true).into_iter().for_each(|input| calling.handle(now, input));
    for _ in 0..60_000 {
        while let Some(output) = calling.poll_output() {
            match output {
                // CNG was broken off by DIS.
                Output::Say(signals) if !signals.contains(&Signal::Cng) => {
                    said_at = Some(now + Millis(1000));
                }
                Output::CodePage { .. } => {
                    calling.handle(now, Input::PageCoded(Arc::new(vec![0x55; 2560])));
                }
                Output::Event(Event::WantPage { .. }) => {
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let page = PageFacts { resolution, width, ..PageFacts::STANDARD };
                    calling.handle(now, Input::PageGiven(page));
                }
                Output::Event(Event::Ended(_)) => {
                    assert_eq!(script.count(), 0, "what it would have answered");
                    return calling.line();
                }
                _ => {}
            }
        }
        if said_at.is_some_and(|at| at <= now) {
            said_at = None;
            calling.handle(now, Input::Said);
            if matches!(calling.awaiting(), "ExpectTrainingAnswer" | "ExpectAnswer") {
                let answer = script.next().expect("it asks for more than the script has");
                let heard = burst(answer, true).into_iter();
                heard.for_each(|input| calling.handle(now, input));
            }
        }
        calling.handle(now, Input::Tick);
        now += Millis(10);
    }
    panic!("no end: {}", calling.awaiting());
}

/// Asks for so many of the first frames.
fn ppr(frames: u32) -> Answer {
    let mut map = vec![0; 32];
    (0..frames).for_each(|frame| map[frame as usize / 8] |= 1 << (frame % 8));
    Says(Fcf::Ppr, map)
}

#[test]
fn a_good_line_has_its_rate_and_its_frames() {
    let line = SentLine { first_bps: 9600, slowest_bps: 9600, ..SentLine::default() };
    assert_eq!(sends(false, &[says(Fcf::Cfr), says(Fcf::Mcf)]), line);
    let with_frames = SentLine { frames: 10, ..line };
    assert_eq!(sends(true, &[says(Fcf::Cfr), says(Fcf::Mcf)]), with_frames);
}

#[test]
fn frames_are_said_again_after_ppr_and_at_another_rate_after_the_fourth() {
    let line = sends(true, &[says(Fcf::Cfr), ppr(3), ppr(1), says(Fcf::Mcf)]);
    assert_eq!((line.frames, line.frames_again, line.commands_again), (14, 4, 0));
    let fourth = [ppr(9), ppr(8), ppr(7), ppr(6), says(Fcf::Ctr), says(Fcf::Mcf)];
    let line = sends(true, &[&[says(Fcf::Cfr)], &fourth[..]].concat());
    assert_eq!((line.frames, line.frames_again), (40, 30));
    assert_eq!((line.first_bps, line.slowest_bps), (9600, 7200));
}

#[test]
fn refused_trainings_and_pages_count_and_slow_down() {
    let line = sends(false, &[says(Fcf::Ftt), says(Fcf::Ftt), says(Fcf::Cfr), says(Fcf::Mcf)]);
    assert_eq!((line.trainings_refused, line.slowest_bps, line.pages_again), (2, 4800, 0));
    let refused = [says(Fcf::Cfr), says(Fcf::Rtn), says(Fcf::Cfr), says(Fcf::Mcf)];
    let line = sends(false, &refused);
    assert_eq!((line.trainings_refused, line.slowest_bps, line.pages_again), (0, 7200, 1));
    // Who begins anew has not seen the page.
    let unseen = [says(Fcf::Cfr), dis(false), says(Fcf::Cfr), says(Fcf::Mcf)];
    assert_eq!(sends(false, &unseen).pages_again, 1);
}

#[test]
fn a_page_that_is_refused_for_good_is_not_said_again() {
    let refused = [says(Fcf::Cfr), says(Fcf::Rtn)];
    let resends = RefusedPagePolicy::default().resends as usize;
    let script: Vec<Answer> = (0..=resends).flat_map(|_| refused.clone()).collect();
    assert_eq!(sends(false, &script).pages_again as usize, resends);
}

#[test]
fn commands_are_said_again_into_silence_and_for_who_could_not_be_read() {
    let script = [Nothing, Damaged, dis(false), says(Fcf::Cfr), Nothing, Damaged, says(Fcf::Crp)];
    let line = sends(false, &[&script[..], &[says(Fcf::Mcf)]].concat());
    assert_eq!((line.commands_again, line.trainings_refused, line.pages_again), (6, 0, 0));
}

#[test]
fn who_asks_for_patience_has_nothing_said_again() {
    let line = sends(true, &[says(Fcf::Cfr), says(Fcf::Rnr), says(Fcf::Rnr), says(Fcf::Mcf)]);
    assert_eq!((line.commands_again, line.frames_again), (0, 0));
}
