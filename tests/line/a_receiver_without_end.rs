//! A called machine that goes on and on, each time with what T.30 allows it, and never lets us
//! get anywhere: the sending side ends the call, in minutes and with its cause, and says of each
//! page what became of it. Signals last as long as they do on the line.

use crate::terms::receiver;
use ferrofax::modem::Rate;
use ferrofax::t4::{PageWidth, Resolution};
use ferrofax::t30::calling::{CallTerms, Calling, NextPage, PageFacts, RefusedPagePolicy};
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::Frame;
use ferrofax::t30::outcome::{Cause, Outcome};
use ferrofax::t30::{Event, Input, Output, Signal};
use ferrofax::time::{Millis, SampleTime};
use std::sync::Arc;

const PAGES: u32 = 40;
/// A block of 256 frames, the longest that there is: 37 s at 14 400 bit/s, 220 s at 2400.
const OCTETS: usize = 65_536;

/// Our side, and the line from it.
struct We {
    session: Calling,
    now: SampleTime,
    said_at: Option<SampleTime>,
    /// The last frame that was said, unless it was answered.
    asks: Option<Fcf>,
    /// The frames of the last block, and what became of the pages.
    frames: usize,
    confirmed: u32,
    refused: u32,
    outcome: Option<Outcome>,
    trace: Vec<String>,
}

impl We {
    fn new(slowest: bool, ecm: bool) -> Self {
        let terms = CallTerms {
            ecm,
            rates: if slowest { vec![Rate::V27ter2400] } else { Rate::ALL.to_vec() },
            refused: RefusedPagePolicy { resends: 2, go_on: true },
            max_call: Millis(48 * 3_600_000),
            ..CallTerms::default()
        };
        let mut we = Self {
            session: Calling::new(terms),
            now: SampleTime(0),
            said_at: None,
            asks: None,
            frames: 0,
            confirmed: 0,
            refused: 0,
            outcome: None,
            trace: Vec::new(),
        };
        we.drain();
        we.says(Fcf::Dis, dis());
        we
    }

    fn handle(&mut self, input: Input) {
        self.session.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Say(signals) => {
                    self.said_at = Some(self.now + Millis(signals.iter().map(length_of).sum()));
                    for signal in &signals {
                        self.note(signal);
                    }
                }
                Output::Hush => self.said_at = None,
                Output::CodePage { .. } => {
                    let page = Arc::new(vec![0x55; OCTETS]);
                    self.session.handle(self.now, Input::PageCoded(page));
                }
                Output::Event(Event::WantPage { index, .. }) => {
                    let next = if index + 1 == PAGES { NextPage::End } else { NextPage::More };
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let facts = PageFacts { resolution, width, colour: None, next };
                    self.session.handle(self.now, Input::PageGiven(facts));
                }
                Output::Event(Event::PageConfirmed(..)) => self.confirmed += 1,
                Output::Event(Event::PageRefused(_)) => self.refused += 1,
                Output::Event(Event::Trace(rung)) => self.trace.push(rung.to_string()),
                Output::Event(Event::Ended(outcome)) => self.outcome = Some(outcome),
                _ => {}
            }
        }
    }

    fn note(&mut self, signal: &Signal) {
        match signal {
            Signal::Frames(frames) => {
                let last = frames.last().and_then(|bytes| Frame::parse(bytes));
                self.asks = last.map(|frame| frame.fcf);
            }
            Signal::Blocks(_, frames) => self.frames = frames.len(),
            _ => {}
        }
    }

    fn pass(&mut self, ms: u32) {
        let end = self.now + Millis(ms);
        while self.now < end && self.outcome.is_none() {
            self.now += Millis(20);
            if self.said_at.is_some_and(|at| self.now >= at) {
                self.said_at = None;
                self.handle(Input::Said);
            }
            self.handle(Input::Tick);
        }
    }

    /// The called machine says a frame, after we have had our say.
    fn says(&mut self, fcf: Fcf, fif: Vec<u8>) {
        while self.said_at.is_some() && self.outcome.is_none() && fcf != Fcf::Dis {
            self.pass(20);
        }
        self.pass(100);
        self.handle(Input::V21Carrier(true));
        self.handle(Input::Flags);
        self.pass(1_000);
        self.handle(Input::Frame(Frame { fcf, x: false, is_final: true, fif }.emit()));
        self.pass(60);
        self.handle(Input::V21Carrier(false));
    }
}

/// A machine that can do all that we can.
fn dis() -> Vec<u8> {
    Capabilities { rates: Rate::ALL.to_vec(), ..receiver(true) }.emit()
}

fn length_of(signal: &Signal) -> u32 {
    let bits = |bits: usize, rate: Rate| (bits as u64 * 1000 / u64::from(rate.bps())) as u32;
    match signal {
        Signal::Silence(length) => length.0,
        Signal::Frames(_) | Signal::TrainingCheck(_) => 2_000,
        Signal::Cng => 500,
        Signal::Page(how, data) => 1_000 + bits(data.len() * 8, how.rate),
        Signal::Blocks(how, frames) => {
            let octets: usize = frames.iter().map(|frame| frame.len() + 4).sum();
            1_000 + bits(octets * 8, how.rate)
        }
        _ => 0,
    }
}

/// What a called machine answers to a command; `round` counts its answers. None: nothing.
type Answer = fn(Fcf, u32) -> Option<(Fcf, Vec<u8>)>;

fn plain(fcf: Fcf) -> Option<(Fcf, Vec<u8>)> {
    Some((fcf, Vec::new()))
}

/// A PPR that wants these of the frames of each eight.
fn wants(of_eight: u8) -> Option<(Fcf, Vec<u8>)> {
    Some((Fcf::Ppr, vec![of_eight; 32]))
}

/// The answer that lets us go on, up to the page.
fn trains(asked: Fcf) -> Option<(Fcf, Vec<u8>)> {
    match asked {
        Fcf::Dcs => plain(Fcf::Cfr),
        Fcf::Ctc => plain(Fcf::Ctr),
        _ => None,
    }
}

/// Runs a call to its end: after how many seconds that came, and what came of it.
fn goes_on(
    slowest: bool,
    ecm: bool,
    mut answer: impl FnMut(Fcf, u32) -> Option<(Fcf, Vec<u8>)>,
) -> (u32, Outcome, We) {
    let mut we = We::new(slowest, ecm);
    let mut round = 0;
    while we.outcome.is_none() {
        assert!(we.now < SampleTime(0) + Millis(6 * 3_600_000), "for ever");
        we.pass(20);
        if we.said_at.is_none()
            && let Some(asked) = we.asks.take()
        {
            if let Some((fcf, fif)) = answer(asked, round) {
                we.says(fcf, fif);
            }
            round += 1;
        }
    }
    let outcome = we.outcome.expect("it ended");
    (we.now.since(SampleTime(0)).0 / 1000, outcome, we)
}

#[test]
fn each_comes_to_an_end() {
    // Name, by 2400 bit/s alone, ECM, the most seconds, the cause.
    let cases: [(&str, bool, bool, u32, Cause, Answer); 14] = [
        ("wants all frames for ever", false, true, 420, Cause::NoProgress, |asked, _| {
            trains(asked).or_else(|| wants(0xFF))
        }),
        ("wants all at 2400 bit/s", true, true, 780, Cause::NoProgress, |asked, _| {
            trains(asked).or_else(|| wants(0xFF))
        }),
        ("wants the same frames for ever", false, true, 420, Cause::NoProgress, |asked, _| {
            trains(asked).or_else(|| wants(1))
        }),
        ("wants now more, now fewer", false, true, 420, Cause::NoProgress, |asked, round| {
            trains(asked).or_else(|| wants(if round % 2 == 0 { 3 } else { 1 }))
        }),
        ("wants them, and accepts EOR", false, true, 420, Cause::NoProgress, |asked, _| {
            let asked = trains(asked).or_else(|| (asked == Fcf::Eor).then(|| plain(Fcf::Err))?);
            asked.or_else(|| wants(1))
        }),
        ("is never ready", false, true, 180, Cause::ReceiverNotReady, |asked, _| {
            trains(asked).or_else(|| plain(Fcf::Rnr))
        }),
        ("is not ready, and wants all", false, true, 540, Cause::NoProgress, |asked, round| {
            trains(asked).or_else(|| if round % 8 == 7 { wants(0xFF) } else { plain(Fcf::Rnr) })
        }),
        ("refuses every page", false, false, 1020, Cause::NoProgress, |asked, _| {
            trains(asked).or_else(|| plain(Fcf::Rtn))
        }),
        ("begins anew at every page", false, false, 420, Cause::AnswerLoop, |asked, _| {
            trains(asked).or_else(|| Some((Fcf::Dis, dis())))
        }),
        ("finds no training good", false, true, 300, Cause::TrainingFailed, |_, _| plain(Fcf::Ftt)),
        ("asks again for ever", false, true, 120, Cause::AnswerLoop, |asked, _| {
            trains(asked).or_else(|| plain(Fcf::Crp))
        }),
        ("says what nobody knows", false, true, 120, Cause::AnswerLoop, |asked, _| {
            trains(asked).or_else(|| plain(Fcf::Unknown(0x77)))
        }),
        ("refuses the last page", false, false, 1800, Cause::RefusedByReceiver, |asked, _| {
            trains(asked).or_else(|| plain(if asked == Fcf::Eop { Fcf::Rtn } else { Fcf::Mcf }))
        }),
        ("answers nothing", false, true, 120, Cause::NoAnswerToPage, |asked, _| trains(asked)),
    ];
    let mut faults = Vec::new();
    for (name, slowest, ecm, longest, cause, answer) in cases {
        match std::panic::catch_unwind(|| goes_on(slowest, ecm, answer)) {
            Ok((seconds, outcome, we)) => {
                println!("{name}: {} after {seconds} s, {} refused", outcome.cause, we.refused);
                if seconds > longest || outcome.cause != cause {
                    let last = we.trace.len().saturating_sub(12);
                    let trace = we.trace[last..].join("\n");
                    faults.push(format!("{name}: {} after {seconds} s\n{trace}", outcome.cause));
                }
                assert_eq!(we.confirmed, outcome.pages, "{name}");
            }
            Err(_) => faults.push(format!("{name}: no end")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// By packets a carrier can begin and end within milliseconds, and we speak when it has ended.
#[test]
fn a_carrier_that_begins_and_ends_without_a_pause_does_not_hold_the_call() {
    let mut we = We::new(false, true);
    while we.outcome.is_none() {
        assert!(we.now < SampleTime(0) + Millis(300_000), "{}", we.trace.join("\n"));
        we.handle(Input::V21Carrier(true));
        we.pass(20);
        we.handle(Input::V21Carrier(false));
        we.pass(20);
    }
    let cause = we.outcome.map(|outcome| outcome.cause);
    assert_eq!(cause, Some(Cause::NoAnswerToTraining), "{}", we.trace.join("\n"));
}

/// As long as something new comes it goes on, at the slowest rate and however often all of a
/// block must be said again: twice all of it is lost, and from then on an eighth comes each time.
#[test]
fn who_gets_on_is_never_ended() {
    let mut left = [0xFF, 0xFF, 0xFE, 0xFC, 0xF8, 0xF0, 0xE0, 0xC0, 0x80].into_iter();
    let (seconds, outcome, we) = goes_on(true, true, |asked, _| {
        trains(asked).or_else(|| left.next().map_or_else(|| plain(Fcf::Mcf), wants))
    });
    let end = (outcome.cause, outcome.pages);
    assert_eq!(end, (Cause::Ok, PAGES), "{seconds} s\n{}", we.trace.join("\n"));
}
