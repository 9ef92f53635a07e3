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
    /// From here on what it says is so many dB above the noise of the line.
    Above(i32),
}

use Answer::{Above, Damaged, Nothing, Says};

fn says(fcf: Fcf) -> Answer {
    Says(fcf, Vec::new())
}

fn burst(answer: &Answer, is_final: bool) -> Vec<Input> {
    let heard = match answer {
        Says(fcf, fif) => {
            Input::Frame(Frame { fcf: *fcf, x: false, is_final, fif: fif.clone() }.emit())
        }
        Damaged => Input::DamagedFrame,
        Nothing | Above(_) => return Vec::new(),
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
    sends_pages(ecm, 1, 2560, script).0
}

/// Sends so many pages, each of so many octets. Tells the rates of the training checks, too, each
/// with the last command before it.
#[track_caller]
fn sends_pages(
    ecm: bool,
    pages: u32,
    octets: usize,
    script: &[Answer],
) -> (SentLine, Vec<(Fcf, u32)>) {
    let (mut said, mut checks) = (Fcf::Null, Vec::new());
    let mut calling = Calling::new(CallTerms::default());
    let (mut now, mut said_at, mut script) = (SampleTime(0), None, script.iter());
    burst(&dis(ecm), true).into_iter().for_each(|input| calling.handle(now, input));
    for _ in 0..60_000 {
        while let Some(output) = calling.poll_output() {
            match output {
                // CNG was broken off by DIS.
                Output::Say(signals) if !signals.contains(&Signal::Cng) => {
                    for signal in &signals {
                        match signal {
                            Signal::Frames(frames) => {
                                let last = frames.last().and_then(|frame| Frame::parse(frame));
                                said = last
                                    .map(|frame| frame.fcf)
                                    .filter(|fcf| *fcf != Fcf::Dcs)
                                    .unwrap_or(said);
                            }
                            Signal::TrainingCheck(rate) => checks.push((said, rate.bps())),
                            _ => {}
                        }
                    }
                    said_at = Some(now + Millis(1000));
                }
                Output::CodePage { .. } => {
                    calling.handle(now, Input::PageCoded(Arc::new(vec![0x55; octets])));
                }
                Output::Event(Event::WantPage { index, .. }) => {
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let next = if index + 1 < pages { NextPage::More } else { NextPage::End };
                    let page = PageFacts { resolution, width, next, ..PageFacts::STANDARD };
                    calling.handle(now, Input::PageGiven(page));
                }
                Output::Event(Event::Ended(_)) => {
                    assert_eq!(script.count(), 0, "what it would have answered");
                    return (calling.line(), checks);
                }
                _ => {}
            }
        }
        // Behind EOM the called machine begins with DIS by itself.
        if said_at.is_none() && !checks.is_empty() && calling.awaiting() == "ExpectDis" {
            said_at = Some(now + Millis(6_000));
        }
        if said_at.is_some_and(|at| at <= now) {
            said_at = None;
            calling.handle(now, Input::Said);
            if matches!(calling.awaiting(), "ExpectDis" | "ExpectTrainingAnswer" | "ExpectAnswer") {
                let mut answer = script.next().expect("it asks for more than the script has");
                while let Above(snr_db) = answer {
                    calling.note_snr(*snr_db);
                    answer = script.next().expect("it asks for more than the script has");
                }
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
fn a_page_that_is_lost_twice_on_a_line_of_no_noise_is_no_reason_for_a_slower_rate() {
    let lost_twice =
        [says(Fcf::Cfr), dis(true), says(Fcf::Cfr), dis(true), says(Fcf::Cfr), says(Fcf::Mcf)];
    let slowest = |snr_db| sends(true, &[&[Above(snr_db)], &lost_twice[..]].concat()).slowest_bps;
    assert_eq!((slowest(40), slowest(20)), (9600, 7200));
}

/// A fax of so many pages on a line that carries 4800 bit/s at first and has no noise then.
fn noise_that_ends(ecm: bool, pages: u32, octets: usize, rest: &[Answer]) -> Vec<(Fcf, u32)> {
    let noise = [Above(14), says(Fcf::Ftt), says(Fcf::Cfr), Above(40), says(Fcf::Mcf)];
    sends_pages(ecm, pages, octets, &[&noise[..], rest].concat()).1
}

const SLOWER: [(Fcf, u32); 2] = [(Fcf::Null, 9600), (Fcf::Null, 4800)];

#[test]
fn after_pages_without_a_fault_a_faster_rate_is_tried_where_that_pays() {
    let mcf = || says(Fcf::Mcf);
    for ecm in [false, true] {
        // The second page does not know yet how the first two came.
        let faster = [mcf(), mcf(), dis(ecm), says(Fcf::Cfr), mcf(), mcf()];
        let checks = noise_that_ends(ecm, 5, 30_000, &faster);
        let behind = if ecm { Fcf::Pps } else { Fcf::Eom };
        assert_eq!(checks, [&SLOWER[..], &[(behind, 9600)]].concat());
        // A short page gains less than EOM costs.
        let checks = noise_that_ends(ecm, 5, 10_000, &[mcf(), mcf(), mcf(), mcf()]);
        assert_eq!(checks, SLOWER);
    }
}

#[test]
fn a_faster_rate_that_failed_is_not_tried_again() {
    let mcf = || says(Fcf::Mcf);
    let refused = [mcf(), mcf(), dis(false), says(Fcf::Ftt), says(Fcf::Ftt), says(Fcf::Cfr)];
    let rest = [&refused[..], &[mcf(), mcf(), mcf(), mcf(), mcf()]].concat();
    let checks = noise_that_ends(false, 8, 30_000, &rest);
    let tried = [(Fcf::Eom, 9600), (Fcf::Eom, 9600), (Fcf::Eom, 7200)];
    assert_eq!(checks, [&SLOWER[..], &tried].concat());
}

#[test]
fn on_a_line_of_noise_or_with_damaged_pages_no_faster_rate_is_tried() {
    let mcf = || says(Fcf::Mcf);
    let noisy = [&[Above(17)], &[mcf(), mcf(), mcf(), mcf()][..]].concat();
    assert_eq!(noise_that_ends(true, 5, 30_000, &noisy), SLOWER);
    let damaged = [mcf(), ppr(3), mcf(), mcf(), ppr(3), mcf()];
    assert_eq!(noise_that_ends(true, 5, 30_000, &damaged), SLOWER);
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
