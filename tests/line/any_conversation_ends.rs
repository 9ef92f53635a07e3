//! Whatever a line says, in whatever order: the session does not panic, ends in bounded
//! time with one outcome, numbers its pages in order, and confirms nothing that its owner
//! has not stored; also where a document is held for who fetches it, or is fetched.
//!
//! More rounds: `FERROFAX_ROUNDS=100000 cargo test --release --test
//! any_conversation_ends`; from a certain seed on: `FERROFAX_SEED=51919`.

use ferrofax::call::{AnswerConfig, Call, CallEvent};
use ferrofax::hdlc::Framer;
use ferrofax::modem::v21::V21Transmitter;
use ferrofax::modem::v27ter::V27terTransmitter;
use ferrofax::modem::v29::V29Transmitter;
use ferrofax::modem::{BitSource, LineQuality, Rate, Transmitter};
use ferrofax::t4::{PageQuality, PageWidth, Resolution};
use ferrofax::t30::answering::AnswerTerms;
use ferrofax::t30::calling::{CallTerms, Fetch, NextPage, PageFacts};
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::quality::PageQualityPolicy;
use ferrofax::t30::session::Session;
use ferrofax::t30::tcf::TcfReport;
use ferrofax::t30::v8::V8Offer;
use ferrofax::t30::{Event, FinishedPage, Input, Output, PollRefusal, Signal};
use ferrofax::time::{Millis, SampleTime};
use ferrofax_kit::random::Random;
use std::sync::Arc;

fn rounds(usual: u64) -> u64 {
    std::env::var("FERROFAX_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(usual)
}

/// The seed of a finding, to see it again.
fn first() -> u64 {
    std::env::var("FERROFAX_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(0)
}

/// Codes that lead somewhere, so that the rounds get further than DIS.
const CODES: [u8; 30] = [
    0x83, 0x83, 0x83, 0x43, 0x23, 0xC3, 0xA3, 0x8F, 0x4F, 0x2F, 0x9F, 0x5F, 0x3F, 0x1F, 0xBF, 0xBF,
    0xCF, 0x6F, 0x13, 0x1B, 0x81, 0x80, 0x84, 0x8C, 0xFB, 0xCB, 0x00, 0xFF, 0x47, 0x62,
];

fn any_frame(random: &mut Random) -> Vec<u8> {
    let length = [0, 0, 1, 3, 4, 4, 8, 20, 60][random.below(9) as usize];
    let mut frame = vec![0xFF, if random.below(4) == 0 { 0x03 } else { 0x13 }];
    let code = if random.below(10) == 0 {
        random.below(256) as u8
    } else {
        CODES[random.below(30) as usize]
    };
    // DCN ends everything; let it be rare.
    frame.push(if code == 0xFB && random.below(5) > 0 { 0x2F } else { code });
    for at in 0..length {
        let small = [0x00, 0x2F, 0x4F, 0x8F, 0x01][random.below(5) as usize];
        let any = random.below(256) as u8;
        frame.push(if at < 4 && random.below(2) == 0 { small } else { any });
    }
    if frame[2] & 0xFE == 0x82 && random.below(4) > 0 {
        // A DCS without any of the messages that we refuse.
        frame.truncate(3);
        frame.extend([0, [0x06, 0x0A, 0x42, 0x86][random.below(4) as usize], 0x78]);
        if random.below(2) == 0 {
            frame[5] |= 0x80;
            frame.push(0x04);
        }
    }
    frame
}

fn any_input(random: &mut Random, pages: u32) -> Input {
    let line = LineQuality::default();
    match random.below(24) {
        0..=7 => Input::Frame(any_frame(random)),
        8 => Input::DamagedFrame,
        9 => Input::Flags,
        10 => Input::V21Carrier(random.below(2) == 0),
        11 => Input::ImageUp,
        12 => Input::ImageTrained(line),
        13 => Input::ImageTrainingFailed,
        14 => Input::ImageDown(line),
        15 | 16 => {
            let good = random.below(4) > 0;
            Input::Tcf(TcfReport { good, good_for_ecm: good, ..TcfReport::default() })
        }
        17..=19 => {
            let number = random.below(12) as u8;
            let code = if random.below(8) == 0 { 0x86 } else { 0x06 };
            Input::EcmFrame(
                [&[0xFF, 0x03, code, number][..], &vec![0x55; random.below(270) as usize]].concat(),
            )
        }
        20 => Input::PageGrew,
        21 => Input::PageEndSeen,
        22 if random.below(50) == 0 => Input::PageNotStored(pages),
        _ => Input::PageStored(pages),
    }
}

/// Checks what the session does, and answers as `call` would.
struct Watch {
    session: Session,
    now: SampleTime,
    said_at: Option<SampleTime>,
    pages: u32,
    /// Pages that were given and confirmed.
    sent: u32,
    /// The last page that came and was confirmed.
    confirmed: u32,
    stored: u32,
    settled: u32,
    finished: bool,
    ended: u32,
    seed: u64,
    log: Vec<String>,
}

impl Watch {
    fn handle(&mut self, input: Input, random: &mut Random) {
        if let Input::PageStored(page) = input {
            self.stored = self.stored.max(page);
        }
        self.session.handle(self.now, input);
        while let Some(output) = self.session.poll_output() {
            assert_eq!(self.ended, 0, "after the end came {output:?}");
            match output {
                Output::Say(signals) => {
                    assert_eq!(self.said_at, None, "it speaks while it speaks");
                    self.said_at = Some(self.now + Millis(1000 + random.below(1000)));
                    for signal in signals {
                        let Signal::Frames(frames) = signal else { continue };
                        // A caller that trains anew without an answer knows that its page
                        // was not confirmed.
                        if frames.iter().any(|frame| frame.get(2) == Some(&0x84)) {
                            self.settled = self.pages;
                        }
                        let confirms =
                            frames.iter().any(|frame| matches!(frame.get(2), Some(0x8C | 0xCC)));
                        assert!(
                            !confirms || self.stored.max(self.settled) >= self.pages,
                            "seed {}: page {} was not stored\n{}",
                            self.seed,
                            self.pages,
                            self.log.join("\n")
                        );
                    }
                }
                Output::FinishPage => {
                    self.finished = true;
                    let rows = random.below(3) * 500;
                    let quality = PageQuality {
                        rows,
                        bad_rows: random.below(rows + 1),
                        ..PageQuality::default()
                    };
                    let page =
                        FinishedPage { quality, same_as_held: random.below(2) == 0, loss: None };
                    self.session.handle(self.now, Input::PageFinished(page));
                }
                Output::DeliverPage { number, .. } => {
                    assert!(std::mem::take(&mut self.finished), "a page that was not finished");
                    self.pages += 1;
                    assert_eq!(number, self.pages);
                }
                Output::DeliverHeld(number) => {
                    self.pages += 1;
                    assert_eq!(number, self.pages);
                    self.stored += u32::from(self.stored + 1 == self.pages);
                }
                Output::Event(Event::Trace(rung)) => self.log.push(rung.to_string()),
                Output::HoldPage | Output::DropPage => assert!(std::mem::take(&mut self.finished)),
                Output::Hush => self.said_at = None,
                Output::CodePage { .. } => {
                    let page = Arc::new(vec![0x55; 1 + random.below(40_000) as usize]);
                    self.session.handle(self.now, Input::PageCoded(page));
                }
                Output::Event(Event::Polled(_)) if random.below(4) == 0 => {
                    let why = PollRefusal::ALL[random.below(3) as usize];
                    self.session.handle(self.now, Input::PollRefused(why));
                }
                Output::Event(Event::WantPage { .. }) if random.below(8) > 0 => {
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let next = NextPage::ALL[random.below(3) as usize];
                    let page = PageFacts { resolution, width, colour: None, next };
                    self.session.handle(self.now, Input::PageGiven(page));
                }
                Output::Event(Event::PageConfirmed(..)) => self.sent += 1,
                Output::Event(Event::ReceiptConfirmed(number)) => {
                    assert!((self.confirmed + 1..=self.pages).contains(&number));
                    self.confirmed = number;
                }
                Output::Event(Event::Ended(outcome)) => {
                    self.ended += 1;
                    let most = self.pages + self.sent;
                    assert!(outcome.pages <= most, "{outcome:?} of {most} pages");
                }
                _ => {}
            }
        }
    }

    fn pass(&mut self, length: Millis, random: &mut Random) {
        let end = self.now + length;
        while self.now < end {
            self.now += Millis(10);
            if self.said_at.is_some_and(|at| self.now >= at) {
                self.said_at = None;
                self.handle(Input::Said, random);
            }
            self.handle(Input::Tick, random);
        }
    }
}

#[test]
fn any_inputs_in_any_order() {
    for seed in first()..first() + rounds(400) {
        let mut random = Random::new(seed);
        let terms = AnswerTerms {
            ident: "1".into(),
            nsf: None,
            capabilities: Capabilities::parse(&[0, 0x76, 0xF8, 0x44]),
            password: None,
            by_subaddress: true,
            quality: PageQualityPolicy::default(),
            max_pages: 5,
            max_call: Millis(1_800_000),
            v8: V8Offer::Nothing,
        };
        let gives = CallTerms { max_call: Millis(1_800_000), ..CallTerms::default() };
        let fetch = |first| CallTerms {
            sends: seed % 8 == 1,
            fetch: Some(Fetch { first, ..Fetch::default() }),
            ..gives.clone()
        };
        let session = match seed % 4 {
            0 => Session::answer(terms, None),
            1 => Session::call(fetch(random.below(2) == 0), Some(terms)),
            _ => Session::answer(terms, Some(gives)),
        };
        let mut watch = Watch {
            session,
            now: SampleTime(0),
            said_at: None,
            pages: 0,
            sent: 0,
            confirmed: 0,
            stored: 0,
            settled: 0,
            finished: false,
            ended: 0,
            seed,
            log: Vec::new(),
        };
        for _ in 0..random.below(400) {
            let input = any_input(&mut random, watch.pages);
            watch.handle(input, &mut random);
            let step = [0, 10, 100, 1000, 3000][random.below(5) as usize];
            watch.pass(Millis(step), &mut random);
        }
        if random.below(4) == 0 {
            watch.handle(Input::HangUp, &mut random);
            assert_eq!(watch.ended, 1, "seed {seed}: hanging up ends the call at once");
        }
        // From here on the line is silent and the owner dead.
        let silent = watch.now;
        while watch.ended == 0 {
            watch.pass(Millis(1000), &mut random);
            assert!(
                watch.now.since(silent) < Millis(600_000),
                "seed {seed}: no end in {}",
                watch.session.awaiting()
            );
        }
    }
}

struct Bits(Vec<bool>, usize);

impl BitSource for Bits {
    fn next_bit(&mut self) -> Option<bool> {
        self.1 += 1;
        self.0.get(self.1 - 1).copied()
    }
}

/// A stretch of any line: silence, noise, a tone, commands by V.21, an image signal.
fn any_audio(random: &mut Random) -> Vec<i16> {
    let mut out = vec![0; 80_000];
    let count = match random.below(10) {
        0 => random.below(24_000) as usize,
        1 => {
            let (count, level) = (random.below(16_000) as usize, f64::from(random.below(8_000)));
            out[..count]
                .iter_mut()
                .for_each(|sample| *sample = (random.gauss() * level) as i16);
            count
        }
        2 => {
            let (count, turn) = (random.below(16_000) as usize, random.part() * 3.0);
            out[..count]
                .iter_mut()
                .enumerate()
                .for_each(|(at, sample)| *sample = ((at as f64 * turn).sin() * 8000.0) as i16);
            count
        }
        3..=7 => {
            let mut framer = Framer::new(20 + random.below(20));
            (0..=random.below(3)).for_each(|_| framer.push_frame(&any_frame(random)));
            let mut bits = Vec::new();
            while let Some(bit) = framer.next_bit() {
                bits.push(bit);
            }
            V21Transmitter::new(-15.0).pull(&mut Bits(bits, 0), &mut out)
        }
        _ => {
            let zeros = random.below(2) == 0;
            let bits: Vec<bool> = (0..14_400).map(|_| !zeros && random.below(2) == 0).collect();
            let mut modem: Box<dyn Transmitter> = match random.below(3) {
                0 => Box::new(V27terTransmitter::new(Rate::V27ter4800, -15.0)),
                1 => Box::new(V29Transmitter::new(Rate::V29At7200, -15.0)),
                _ => Box::new(V29Transmitter::new(Rate::V29At9600, -15.0)),
            };
            modem.pull(&mut Bits(bits, 0), &mut out)
        }
    };
    out.truncate(count);
    out.extend(vec![0; random.below(3_000) as usize]);
    out
}

#[test]
fn any_audio_in_any_cut() {
    for seed in 0..rounds(6) {
        let mut random = Random::new(seed);
        let audio: Vec<i16> = (0..40).flat_map(|_| any_audio(&mut random)).collect();
        let whole = listen(&audio, 160);
        for size in [1, 37, 80, 159] {
            assert_eq!(
                whole,
                listen(&audio, size),
                "seed {seed}: the same line gives the same call"
            );
        }
        assert!(whole.0 < 1_800.0, "seed {seed}: {} s", whole.0);
    }
}

/// Plays the audio in pieces of at most `size`, then silence until the end. The line
/// seconds that it took, and the trace.
fn listen(audio: &[i16], size: usize) -> (f64, Vec<String>) {
    let mut call = Call::answer(AnswerConfig::default());
    let mut trace = Vec::new();
    let mut at = 0;
    loop {
        let mut block = [0; 160];
        let rest = audio.get(at..).unwrap_or_default();
        let count = rest.len().min(160);
        block[..count].copy_from_slice(&rest[..count]);
        at += 160;
        block.chunks(size).for_each(|piece| call.hear(piece));
        call.say(&mut block);
        while let Some(event) = call.poll_event() {
            match event {
                CallEvent::Trace(rung) => trace.push(rung.to_string()),
                CallEvent::Page(page) => call.page_stored(page.number),
                CallEvent::Ended(outcome) => {
                    trace.push(format!("{outcome:?}"));
                    return (at as f64 / 8000.0, trace);
                }
                _ => {}
            }
        }
        assert!(at < 8000 * 3600, "no end:\n{}", trace.join("\n"));
    }
}
