//! Whatever a called machine says, in whatever order and for how long: a sending session
//! does not panic, ends in bounded time with one outcome, and its owner's account of the
//! pages is sound: each is confirmed at most once, in order, after it was said, and none
//! is both confirmed and unknown.
//!
//! More rounds: `FERROFAX_ROUNDS=100000 cargo test --release --test line any_answer_ends`

use ferrofax::modem::Rate;
use ferrofax::t4::{PageWidth, Resolution};
use ferrofax::t30::calling::{CallTerms, Calling, NextPage, PageFacts, RefusedPagePolicy};
use ferrofax::t30::outcome::{Outcome, Status};
use ferrofax::t30::{Event, Input, Output, Signal};
use ferrofax::time::{Millis, SampleTime};
use ferrofax_kit::random::Random;
use std::sync::Arc;

const PAGES: u32 = 4;

/// What a called machine may say, as the byte that tells it.
const ANSWERS: [u8; 20] = [
    0x80, 0x84, 0x44, 0x8C, 0xCC, 0x4C, 0xAC, 0x2C, 0xBC, 0xEC, 0x1C, 0x1A, 0xC4, 0xFA, 0x40, 0x20,
    0x81, 0xCA, 0x00, 0x77,
];

/// The answer that leads on, most of the time; else any.
fn answer(random: &mut Random, said: &[Signal]) -> Vec<u8> {
    let fcf = said.iter().rev().find_map(|signal| match signal {
        Signal::Frames(frames) => frames.last().map(|frame| frame[2]),
        _ => None,
    });
    let right = match fcf {
        None => 0x80,
        Some(0x83) => 0x84,
        Some(0x13) => 0xC4,
        Some(0xCF) => 0x1C,
        Some(_) => 0x8C,
    };
    let code = match random.below(10) {
        0..=5 => right,
        6..=8 => ANSWERS[random.below(ANSWERS.len() as u32) as usize],
        _ => random.below(256) as u8,
    };
    frame(code, random)
}

fn frame(code: u8, random: &mut Random) -> Vec<u8> {
    let mut frame = vec![0xFF, 0x13, code];
    match code {
        0x80 => frame.extend([
            0,
            [0x76, 0x06, 0x00, 0x46][random.below(4) as usize],
            0xF8,
            [0x44, 0x04, 0][random.below(3) as usize],
        ]),
        0xBC => frame.extend((0..32).map(|_| (random.below(256) & random.below(256)) as u8)),
        _ => frame.extend(
            (0..[0, 0, 0, 1, 20, 90][random.below(6) as usize]).map(|_| random.below(256) as u8),
        ),
    }
    frame
}

struct Watch {
    session: Calling,
    now: SampleTime,
    said_at: Option<SampleTime>,
    saying: Vec<Signal>,
    gives_late: bool,
    to_give: Option<u32>,
    said: Vec<u32>,
    confirmed: Vec<u32>,
    unknown: Vec<u32>,
    outcome: Option<Outcome>,
}

impl Watch {
    fn new(random: &mut Random) -> Self {
        let terms = CallTerms {
            ident: "1".into(),
            sub: Some("2".into()),
            ecm: random.below(4) > 0,
            frame_octets: if random.below(2) == 0 { 64 } else { 256 },
            rates: vec![
                Rate::V17At14400,
                Rate::V29At9600,
                Rate::V29At7200,
                Rate::V27ter4800,
                Rate::V27ter2400,
            ],
            refused: RefusedPagePolicy { resends: random.below(3), go_on: random.below(2) == 0 },
            max_call: Millis(48 * 3_600_000),
            ..CallTerms::default()
        };
        let mut watch = Self {
            session: Calling::new(terms),
            now: SampleTime(0),
            said_at: None,
            saying: Vec::new(),
            gives_late: random.below(5) == 0,
            to_give: None,
            said: Vec::new(),
            confirmed: Vec::new(),
            unknown: Vec::new(),
            outcome: None,
        };
        watch.drain();
        watch
    }

    fn handle(&mut self, input: Input) {
        self.session.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll_output() {
            assert!(self.outcome.is_none(), "after the end came {output:?}");
            match output {
                Output::Say(signals) => {
                    let length: u32 = signals.iter().map(length_of).sum();
                    self.said_at = Some(self.now + Millis(length));
                    self.saying = signals;
                }
                Output::Hush => self.said_at = None,
                Output::CodePage { index, .. } => {
                    let octets = [0, 10, 3_000, 70_000][index as usize % 4];
                    self.session
                        .handle(self.now, Input::PageCoded(Arc::new(vec![index as u8; octets])));
                }
                Output::Event(Event::WantPage { index, .. }) if self.gives_late => {
                    self.to_give = Some(index)
                }
                Output::Event(Event::WantPage { index, .. }) => {
                    self.session.handle(self.now, given(index))
                }
                Output::Event(Event::PageSaid(index)) => self.said.push(index),
                Output::Event(Event::PageConfirmed(index, _)) => {
                    assert!(self.said.contains(&index), "page {index} was not said");
                    assert!(self.confirmed.last().is_none_or(|last| *last < index));
                    self.confirmed.push(index);
                }
                Output::Event(Event::PageUnknown(index)) => {
                    assert!(self.said.contains(&index) && !self.confirmed.contains(&index));
                    self.unknown.push(index);
                }
                Output::Event(Event::Ended(outcome)) => {
                    assert_eq!(outcome.pages as usize, self.confirmed.len());
                    assert!(self.unknown.len() <= 1);
                    if outcome.status == Status::Received {
                        assert_eq!(outcome.pages, PAGES);
                    }
                    self.outcome = Some(outcome);
                }
                _ => {}
            }
        }
    }

    fn pass(&mut self, length: u32) -> bool {
        let mut has_said = false;
        let end = self.now + Millis(length);
        while self.now < end && self.outcome.is_none() {
            self.now += Millis(20);
            if self.said_at.is_some_and(|at| self.now >= at) {
                self.said_at = None;
                self.handle(Input::Said);
                has_said = true;
            }
            self.handle(Input::Tick);
            if let Some(index) = self.to_give.take_if(|_| self.now.0.is_multiple_of(64_000)) {
                self.handle(given(index));
            }
        }
        has_said
    }

    /// The remote terminal says `frame`.
    fn hear(&mut self, frame: Vec<u8>) {
        self.handle(Input::V21Carrier(true));
        self.handle(Input::Flags);
        self.pass(1_000);
        self.handle(Input::Frame(frame));
        self.pass(60);
        self.handle(Input::V21Carrier(false));
    }

    fn check_the_end(&mut self, what: &str) {
        // What is left takes its course in silence.
        for _ in 0..10_000 {
            if self.outcome.is_some() {
                return;
            }
            self.pass(1_000);
        }
        panic!("{what}: it does not end in {}", self.session.awaiting());
    }
}

fn given(index: u32) -> Input {
    Input::PageGiven(PageFacts {
        resolution: Resolution::Standard,
        width: PageWidth::A4,
        colour: None,
        next: match index + 1 {
            PAGES => NextPage::End,
            2 => NextPage::NewDocument,
            _ => NextPage::More,
        },
    })
}

fn length_of(signal: &Signal) -> u32 {
    match signal {
        Signal::Silence(length) => length.0,
        Signal::Frames(_) | Signal::TrainingCheck(_) => 2_000,
        Signal::Cng => 500,
        _ => 5_000,
    }
}

#[test]
fn any_conversation_ends_with_one_outcome() {
    let rounds = std::env::var("FERROFAX_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(300);
    let mut seen = std::collections::BTreeMap::new();
    for round in 0..rounds {
        let mut random = Random::new(round);
        let mut watch = Watch::new(&mut random);
        watch.hear(frame(0x80, &mut random));
        for _ in 0..400 {
            if watch.outcome.is_some() {
                break;
            }
            if !watch.pass(1 + random.below(4_000)) && random.below(3) > 0 {
                continue;
            }
            match random.below(14) {
                0 => watch.handle(Input::DamagedFrame),
                1 => watch.handle(Input::Flags),
                2 => watch.handle(Input::V21Carrier(random.below(2) == 0)),
                3 if random.below(40) == 0 => watch.handle(Input::Cancel),
                3 if random.below(40) == 0 => watch.handle(Input::HangUp),
                _ => {
                    let saying = watch.saying.clone();
                    watch.hear(answer(&mut random, &saying));
                }
            }
        }
        watch.check_the_end(&format!("round {round}"));
        *seen.entry(watch.outcome.map(|outcome| outcome.cause.name())).or_insert(0_u32) += 1;
    }
    println!("{seen:?}");
    assert!(seen.len() > 4, "{seen:?}");
}

/// The same answer for ever, to everything: each ends by itself, long before the longest call.
#[test]
fn the_same_answer_for_ever_ends_the_call() {
    for ecm in [0x04, 0x00] {
        for code in 0..=255_u8 {
            let mut random = Random::new(u64::from(code));
            let mut watch = Watch::new(&mut random);
            watch.gives_late = false;
            watch.to_give.take().into_iter().for_each(|index| watch.handle(given(index)));
            watch.hear(vec![0xFF, 0x13, 0x80, 0, 0x76, 0xF8, ecm]);
            // Through the training to the page, where the answer has its place.
            for (at, frame) in (0..4_000).map(|at| {
                let trained = [0xFF, 0x13, 0x84].to_vec();
                (
                    at,
                    if at == 0 && code != 0x44 {
                        trained
                    } else {
                        frame(code, &mut Random::new(at))
                    },
                )
            }) {
                if watch.outcome.is_some() {
                    break;
                }
                assert!(at < 3_999, "{code:02X} goes on for ever in {}", watch.session.awaiting());
                while watch.said_at.is_some() && watch.outcome.is_none() {
                    watch.pass(20);
                }
                watch.pass(100);
                watch.hear(frame);
            }
            watch.check_the_end(&format!("{code:02X}"));
            assert!(
                watch.now.since(SampleTime(0)) < Millis(3_600_000),
                "{code:02X}: {:?}",
                watch.outcome
            );
        }
    }
}
