//! What the sending side counts of a line, against a called machine that answers by a script.

use super::*;
use crate::t30::dis::Capabilities;
use crate::t30::frame::Fields;
use crate::t30::outcome::Outcome;
use crate::t30::{Event, Signal, rate};
use ferrofax_ground::t4::{Coding, PageWidth, Resolution};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::Millis;
use std::sync::Arc;

/// What the called machine does when it is asked.
#[derive(Clone)]
pub(super) enum Answer {
    Says(Fcf, Vec<u8>),
    Nothing,
    /// It answers, and nobody can read it.
    Damaged,
    /// From here on what it says is so many dB above the noise of the line.
    Above(i32),
    /// A packet of its audio is lost before it answers.
    LosesPacket,
    /// From here on the line is packets.
    ByPackets,
}

pub(super) use Answer::{Above, ByPackets, Damaged, LosesPacket, Nothing, Says};

pub(super) fn says(fcf: Fcf) -> Answer {
    Says(fcf, Vec::new())
}

pub(super) fn burst(answer: &Answer, is_final: bool) -> Vec<Input> {
    let heard = match answer {
        Says(fcf, fif) => {
            Input::Frame(Frame { fcf: *fcf, x: false, is_final, fif: fif.clone() }.emit())
        }
        Damaged => Input::DamagedFrame,
        Nothing | Above(_) | LosesPacket | ByPackets => return Vec::new(),
    };
    vec![Input::V21Carrier(true), Input::Flags, heard, Input::V21Carrier(false)]
}

/// The capabilities of the called machine.
pub(super) fn can(ecm: bool) -> Capabilities {
    Capabilities {
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
    }
}

pub(super) fn dis(ecm: bool) -> Answer {
    Says(Fcf::Dis, can(ecm).emit())
}

/// A call of ours.
pub(super) struct Call {
    pub terms: CallTerms,
    /// The first DIS.
    pub dis: Answer,
    pub pages: u32,
    /// The kind of page that follows each page but the last.
    pub between: NextPage,
    /// How long each page is, in octets.
    pub octets: usize,
    /// A packet is lost before DIS.
    pub loses_packet: bool,
    /// These inputs come when we begin to send this.
    pub during: Option<(&'static str, Vec<Input>)>,
}

/// The course of a call.
#[derive(Default)]
pub(super) struct Talk {
    pub line: SentLine,
    /// The rates of the training checks, each with the last command before it.
    pub checks: Vec<(Fcf, u32)>,
    /// Our signals, in words.
    pub said: Vec<String>,
    /// The events of the pages, for their owner.
    pub told: Vec<String>,
    /// The time from each answer to our next signal, in ms.
    pub pauses: Vec<u32>,
    pub min_row_bits: u32,
    pub end: Option<Outcome>,
}

impl Call {
    pub(super) fn new(ecm: bool) -> Self {
        Self {
            terms: CallTerms::default(),
            dis: dis(ecm),
            pages: 1,
            between: NextPage::More,
            octets: 2560,
            loses_packet: false,
            during: None,
        }
    }

    /// Calls who answers so. All of the script is used, and no more is asked.
    #[track_caller]
    pub(super) fn talk(self, script: &[Answer]) -> Talk {
        let mut on_line = OnLine::new(self, script);
        for _ in 0..60_000 {
            on_line.go_on();
            if on_line.talk.end.is_some() {
                assert_eq!(on_line.script.len(), 0, "what it would have answered");
                // Nothing follows.
                on_line.calling.handle(on_line.now, Input::HangUp);
                assert_eq!(on_line.calling.poll_output(), None);
                return on_line.talk;
            }
        }
        panic!("no end: {}", on_line.calling.awaiting());
    }

    /// Goes on until the session awaits this.
    pub(super) fn until<'a>(self, awaiting: &str, script: &'a [Answer]) -> OnLine<'a> {
        let mut on_line = OnLine::new(self, script);
        while on_line.calling.awaiting() != awaiting {
            assert!(on_line.talk.end.is_none(), "{:?}", on_line.talk.said);
            on_line.go_on();
        }
        on_line
    }
}

impl Talk {
    pub(super) fn said(&self) -> String {
        self.said.join(", ")
    }

    pub(super) fn cause(&self) -> Option<Cause> {
        self.end.map(|outcome| outcome.cause)
    }

    /// The rates of the training checks.
    pub(super) fn rates(&self) -> Vec<u32> {
        self.checks.iter().map(|(_, bps)| *bps).collect()
    }
}

/// A call under way.
pub(super) struct OnLine<'a> {
    call: Call,
    pub calling: Calling,
    pub now: SampleTime,
    pub talk: Talk,
    script: std::slice::Iter<'a, Answer>,
    /// The last command.
    asked: Fcf,
    said_at: Option<SampleTime>,
    answered_at: Option<SampleTime>,
}

impl<'a> OnLine<'a> {
    fn new(call: Call, script: &'a [Answer]) -> Self {
        let mut on_line = Self {
            calling: Calling::new(call.terms.clone()),
            call,
            now: SampleTime(0),
            talk: Talk::default(),
            script: script.iter(),
            asked: Fcf::Null,
            said_at: None,
            answered_at: None,
        };
        if on_line.call.loses_packet {
            on_line.calling.handle(on_line.now, Input::PacketLost);
        }
        let dis = burst(&on_line.call.dis, true);
        dis.into_iter().for_each(|input| on_line.calling.handle(on_line.now, input));
        on_line.drain();
        on_line
    }

    /// Does what the session wants.
    pub(super) fn drain(&mut self) {
        while let Some(output) = self.calling.poll_output() {
            match output {
                // CNG was broken off by DIS.
                Output::Say(signals) if !signals.contains(&Signal::Cng) => self.note(&signals),
                Output::Hush => self.said_at = None,
                Output::CodePage { min_row_bits, .. } => {
                    self.talk.min_row_bits = min_row_bits;
                    let page = Arc::new(vec![0x55; self.call.octets]);
                    self.calling.handle(self.now, Input::PageCoded(page));
                }
                Output::Event(event) => self.hear_of(event),
                _ => {}
            }
        }
    }

    fn hear_of(&mut self, event: Event) {
        let told = match event {
            Event::WantPage { index, .. } => {
                let is_last = index + 1 == self.call.pages;
                let next = if is_last { NextPage::End } else { self.call.between };
                let page = PageFacts { next, ..PageFacts::STANDARD };
                return self.calling.handle(self.now, Input::PageGiven(page));
            }
            Event::Ended(outcome) => {
                self.talk.line = self.calling.line();
                self.talk.end = Some(outcome);
                return;
            }
            Event::PageConfirmed(index, _) => format!("{index} came"),
            Event::PageLacked(index) => format!("{index} lacked"),
            Event::PageRefused(index) => format!("{index} refused"),
            Event::PageUnknown(index) => format!("{index} unknown"),
            _ => return,
        };
        self.talk.told.push(told);
    }

    /// Takes note of our signals when they begin.
    fn note(&mut self, signals: &[Signal]) {
        for signal in signals {
            match signal {
                Signal::Frames(frames) => self.note_frames(frames),
                Signal::TrainingCheck(rate) => self.talk.checks.push((self.asked, rate.bps())),
                _ => {}
            }
        }
        let answered_at = self.answered_at.take();
        self.talk.pauses.extend(answered_at.map(|at| self.now.since(at).0));
        self.said_at = Some(self.now + Millis(1000));
        let words = in_words(signals);
        let during = self.call.during.take_if(|(when, _)| *when == words);
        self.talk.said.push(words);
        for input in during.into_iter().flat_map(|(_, inputs)| inputs) {
            if input == Input::LineChanged {
                self.said_at = None;
            }
            self.calling.handle(self.now, input);
        }
    }

    /// T.30 §5.3.5 and §5.3.6.1: the last frame alone is marked as the last one, and the station that
    /// has received DIS marks its frames by X, also within PPS and EOR.
    fn note_frames(&mut self, frames: &[Vec<u8>]) {
        for (at, bytes) in frames.iter().enumerate() {
            let frame = Frame::parse(bytes).expect("a frame");
            assert_eq!((frame.x, frame.is_final), (true, at + 1 == frames.len()), "{}", frame.fcf);
            if matches!(frame.fcf, Fcf::Pps | Fcf::Eor) {
                assert!(frame.fif[0] == 0 || frame.fif[0] & 1 == 1, "{:?}", frame.fif);
            }
            if frame.is_final && frame.fcf != Fcf::Dcs {
                self.asked = frame.fcf;
            }
        }
    }

    /// Time goes on, and the called machine answers when it is asked.
    pub(super) fn go_on(&mut self) {
        // Behind EOM the called machine begins with DIS by itself.
        let begins = !self.talk.checks.is_empty() && self.calling.awaiting() == "ExpectDis";
        if self.said_at.is_none() && begins {
            self.said_at = Some(self.now + Millis(6_000));
        }
        if self.said_at.is_some_and(|at| at <= self.now) {
            self.said_at = None;
            self.calling.handle(self.now, Input::Said);
            if matches!(
                self.calling.awaiting(),
                "ExpectDis" | "ExpectTrainingAnswer" | "ExpectAnswer"
            ) {
                self.answer();
            }
        }
        self.calling.handle(self.now, Input::Tick);
        self.drain();
        self.now += Millis(10);
    }

    fn answer(&mut self) {
        let answer = loop {
            let next = self.script.next();
            match next.unwrap_or_else(|| panic!("more is asked: {:?}", self.talk.said)) {
                Above(snr_db) => self.calling.note_snr(*snr_db),
                LosesPacket => self.calling.handle(self.now, Input::PacketLost),
                ByPackets => self.calling.set_packets(true),
                answer => break answer,
            }
        };
        let heard = burst(answer, true);
        self.answered_at = (!heard.is_empty()).then_some(self.now);
        heard.into_iter().for_each(|input| self.calling.handle(self.now, input));
    }
}

/// Signals in words: the frames by name, the rate of a training check, how many frames a block has,
/// and `later` for a long silence.
fn in_words(signals: &[Signal]) -> String {
    let frame = |bytes: &Vec<u8>| match Frame::parse(bytes) {
        Some(Frame { fcf: Fcf::Ctc, fif, .. }) => {
            format!("CTC {}", rate::commanded(&Fields(fif)).map_or(0, Rate::bps))
        }
        frame => frame.map(|frame| frame.fcf.to_string()).unwrap_or_default(),
    };
    let mut words: Vec<String> = Vec::new();
    for signal in signals {
        match signal {
            Signal::Silence(length) if length.0 >= 1_000 => words.push("later".into()),
            Signal::Frames(frames) => words.extend(frames.iter().map(frame)),
            Signal::TrainingCheck(rate) => words.push(rate.bps().to_string()),
            Signal::Page(..) => words.push("page".into()),
            Signal::Blocks(how, frames) => {
                let length = if how.short_training { " short" } else { "" };
                // Three RCP stand behind them.
                words.push(format!("{}{length}", frames.len() - 3));
            }
            _ => {}
        }
    }
    words.join(" ")
}

/// Sends one page of ten frames to who answers so, and tells what was counted.
#[track_caller]
fn sends(ecm: bool, script: &[Answer]) -> SentLine {
    Call::new(ecm).talk(script).line
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
    let talk = Call { pages, octets, ..Call::new(ecm) }.talk(script);
    (talk.line, talk.checks)
}

/// Asks for so many of the first frames.
pub(super) fn ppr(frames: usize) -> Answer {
    asks((0..frames).collect::<Vec<_>>().as_slice())
}

/// Asks for these frames.
pub(super) fn asks(frames: &[usize]) -> Answer {
    let mut map = vec![0; 32];
    frames.iter().for_each(|frame| map[frame / 8] |= 1 << (frame % 8));
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
    // At 7200 bit/s each page takes 67 s, at 9600 it would take 50 s.
    let checks = noise_that_ends(false, 8, 60_000, &rest);
    let tried = [(Fcf::Eom, 9600), (Fcf::Eom, 9600), (Fcf::Eom, 7200)];
    assert_eq!(checks, [&SLOWER[..], &tried].concat());
}

#[test]
fn a_rate_below_the_one_that_failed_is_tried() {
    let mcf = || says(Fcf::Mcf);
    let ftt = || says(Fcf::Ftt);
    let refused = [mcf(), mcf(), dis(false), ftt(), ftt(), ftt(), says(Fcf::Cfr)];
    let faster = [mcf(), mcf(), mcf(), dis(false), says(Fcf::Cfr), mcf()];
    let checks = noise_that_ends(false, 7, 60_000, &[&refused[..], &faster].concat());
    let tried = [9600, 9600, 7200, 4800, 7200].map(|bps| (Fcf::Eom, bps));
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
