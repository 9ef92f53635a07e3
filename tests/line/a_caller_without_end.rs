//! A caller that goes on and on, each time with what T.30 allows it, and never gets
//! anywhere: the answering side ends the call, soon and with its cause, and keeps what
//! came.

use crate::script::length_of;
use crate::terms::{answers, receiver};
use ferrofax::modem::LineQuality;
use ferrofax::t4::PageQuality;
use ferrofax::t30::answering::Answering;
use ferrofax::t30::outcome::{Cause, Outcome};
use ferrofax::t30::tcf::TcfReport;
use ferrofax::t30::{Event, FinishedPage, Input, Output};
use ferrofax::time::{Millis, SampleTime};

const DCS: [u8; 3] = [0, 0x06, 0x78];
const DCS_ECM: [u8; 4] = [0, 0x06, 0xF8, 0x04];
/// FCF with X = 1.
const OF_DCS: u8 = 0x83;
const OF_PPS: u8 = 0xBF;
const OF_EOR: u8 = 0xCF;
const OF_CTC: u8 = 0x13;
const OF_MPS: u8 = 0x4F;
const OF_EOM: u8 = 0x8F;
const OF_CRP: u8 = 0x1B;

/// The called machine, whose owner stores every page at once, and the line to it.
struct Called {
    session: Answering,
    now: SampleTime,
    said_at: Option<SampleTime>,
    /// What the decoder says of the page that ends next.
    page: FinishedPage,
    /// Octets of pages that came by ECM.
    octets: usize,
    outcome: Option<Outcome>,
    trace: Vec<String>,
}

impl Called {
    fn new() -> Self {
        let mut called = Self {
            session: Answering::new(answers(receiver(true))),
            now: SampleTime(0),
            said_at: None,
            page: FinishedPage::default(),
            octets: 0,
            outcome: None,
            trace: Vec::new(),
        };
        called.drain();
        called.pass(8_000);
        called
    }

    fn hear(&mut self, input: Input) {
        self.session.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Say(signals) => self.said_at = Some(self.now + length_of(&signals)),
                Output::Hush => self.said_at = None,
                Output::FinishPage => self.session.handle(self.now, Input::PageFinished(self.page)),
                Output::DeliverPage { number, .. } => {
                    self.session.handle(self.now, Input::PageStored(number))
                }
                Output::PageBits(bits) => self.octets += bits.len(),
                Output::Event(Event::Trace(rung)) => self.trace.push(rung.to_string()),
                Output::Event(Event::Ended(outcome)) => self.outcome = Some(outcome),
                _ => {}
            }
        }
    }

    fn pass(&mut self, ms: u32) {
        let end = self.now + Millis(ms);
        while self.now < end {
            self.now += Millis(20);
            if self.said_at.is_some_and(|at| self.now >= at) {
                self.said_at = None;
                self.hear(Input::Said);
            }
            self.hear(Input::Tick);
        }
    }

    /// The caller says a command and hears the answer out.
    fn command(&mut self, fcf: u8, fif: &[u8]) {
        self.pass(100);
        self.hear(Input::V21Carrier(true));
        self.hear(Input::Flags);
        self.pass(1_200);
        self.hear(Input::Frame([&[0xFF, 0x13, fcf], fif].concat()));
        self.pass(60);
        self.hear(Input::V21Carrier(false));
        if fcf != OF_DCS {
            self.answer();
        }
    }

    fn answer(&mut self) {
        self.pass(200);
        while self.said_at.is_some() && self.outcome.is_none() {
            self.pass(20);
        }
    }

    fn train(&mut self, dcs: &[u8]) {
        self.train_with(dcs, true);
    }

    fn train_with(&mut self, dcs: &[u8], good: bool) {
        self.command(OF_DCS, dcs);
        self.pass(100);
        self.hear(Input::ImageUp);
        self.pass(300);
        self.hear(Input::ImageTrained(LineQuality::default()));
        self.pass(1_500);
        let report = TcfReport { good, good_for_ecm: good, ..TcfReport::default() };
        self.hear(Input::Tcf(report));
        self.hear(Input::ImageDown(LineQuality::default()));
        self.answer();
    }

    /// An image signal with these frames of a block.
    fn frames(&mut self, numbers: &[u8]) {
        self.image(|called| {
            for number in numbers {
                called.hear(Input::EcmFrame(
                    [&[0xFF, 0x03, 0x06, *number][..], &[0x55; 256]].concat(),
                ));
                called.pass(240);
            }
        });
    }

    /// The same, after a minute of frames that cannot be read.
    fn long_frames(&mut self, numbers: &[u8]) {
        self.image(|called| called.pass(60_000));
        self.frames(numbers);
    }

    fn image(&mut self, bits: impl FnOnce(&mut Self)) {
        self.pass(100);
        self.hear(Input::ImageUp);
        self.pass(300);
        self.hear(Input::ImageTrained(LineQuality::default()));
        bits(self);
        self.hear(Input::ImageDown(LineQuality::default()));
    }

    /// A page without ECM of a second.
    fn page(&mut self, quality: PageQuality, same_as_held: bool) {
        self.page_of(1, quality, same_as_held);
    }

    /// A page without ECM of so many seconds.
    fn page_of(&mut self, seconds: u32, quality: PageQuality, same_as_held: bool) {
        self.page = FinishedPage { quality, same_as_held, loss: None };
        self.image(|called| {
            for _ in 1..seconds {
                called.pass(1_000);
                called.hear(Input::PageGrew);
            }
            called.pass(1_000);
            called.hear(Input::PageGrew);
            called.hear(Input::PageEndSeen);
        });
    }
}

/// What a caller does again and again; the number says how often it has done so.
type Again = fn(&mut Called, u32);

fn same_frames_again_and_again(called: &mut Called, _: u32) {
    called.frames(&[0, 1, 2, 4]);
    called.command(OF_PPS, &[0x2F, 0, 0, 4]);
}

fn begins_anew_in_each_page(called: &mut Called, _: u32) {
    called.page = FinishedPage { quality: rows(100, 0), same_as_held: true, loss: None };
    called.train(&DCS_ECM);
    same_frames_again_and_again(called, 0);
}

/// A long signal on which the modem cannot train.
fn unheard(called: &mut Called, _: u32) {
    called.pass(5_000);
    called.hear(Input::ImageUp);
    called.pass(300);
    called.hear(Input::ImageTrainingFailed);
    called.pass(120_000);
    called.hear(Input::ImageDown(LineQuality::default()));
}

fn rows(rows: u32, bad_rows: u32) -> PageQuality {
    PageQuality { rows, bad_rows, ..PageQuality::default() }
}

/// Runs a caller to the end of the call: how long that took, and what came of it.
fn goes_on(name: &str, ecm: bool, again: Again) -> (u32, Outcome, Called) {
    let mut called = Called::new();
    called.train(if ecm { &DCS_ECM } else { &DCS });
    for round in 0.. {
        if let Some(outcome) = called.outcome {
            let seconds = called.now.since(SampleTime(0)).0 / 1000;
            println!("{name}: {} after {seconds} s in round {round}", outcome.cause);
            return (seconds, outcome, called);
        }
        let awaiting = called.session.awaiting();
        assert!(
            called.now < SampleTime(0) + Millis(4 * 3_600_000),
            "{name} goes on for ever in {awaiting}"
        );
        again(&mut called, round);
    }
    unreachable!("it goes on until it ends")
}

#[test]
fn each_comes_to_an_end() {
    let cases: [(&str, bool, u32, Again); 26] = [
        ("trains and sends nothing", false, 600, |called, _| called.train(&DCS)),
        ("trains with ECM and sends nothing", true, 600, |called, _| called.train(&DCS_ECM)),
        ("sends the same frames", true, 600, same_frames_again_and_again),
        ("changes the rate and sends nothing", true, 300, |called, _| {
            called.command(OF_CTC, &[0, 0x06])
        }),
        ("begins anew in each page", true, 600, begins_anew_in_each_page),
        ("repeats a block that was confirmed", true, 600, |called, _| {
            called.frames(&[0, 1]);
            called.command(OF_PPS, &[0, 0, 0, 1]);
        }),
        ("gives up block after block", true, 600, |called, _| {
            called.frames(&[1]);
            called.command(OF_EOR, &[0]);
        }),
        ("sends a page that is refused", false, 1200, |called, round| {
            called.page(rows(100, 90), round > 0);
            called.command(OF_MPS, &[]);
            called.train(&DCS);
        }),
        ("sends pages without a row", false, 900, |called, _| {
            called.page(rows(0, 0), false);
            called.command(OF_MPS, &[]);
            called.train(&DCS);
        }),
        ("sends pages without a row with ECM", true, 300, |called, round| {
            called.page = FinishedPage::default();
            called.frames(&[0]);
            called.command(OF_PPS, &[OF_MPS, round as u8, 0, 0]);
        }),
        // As long as they take on the line.
        ("sends the same frames for a minute each time", true, 420, |called, _| {
            called.long_frames(&[0, 1, 2, 4]);
            called.command(OF_PPS, &[0x2F, 0, 0, 4]);
        }),
        ("repeats a long block that was confirmed", true, 420, |called, _| {
            called.long_frames(&[0, 1]);
            called.command(OF_PPS, &[0, 0, 0, 1]);
        }),
        ("sends a long page that is refused", false, 480, |called, round| {
            called.page_of(60, rows(1000, 900), round > 0);
            called.command(OF_MPS, &[]);
            called.train(&DCS);
        }),
        ("begins anew in each long page", true, 480, |called, round| {
            called.page =
                FinishedPage { quality: rows(1000, 0), same_as_held: round > 0, loss: None };
            called.train(&DCS_ECM);
            called.long_frames(&[0, 1, 2, 4]);
            called.command(OF_PPS, &[0x2F, 0, 0, 4]);
        }),
        ("trains badly", false, 360, |called, _| called.train_with(&DCS, false)),
        ("says what nobody knows", true, 120, |called, _| called.command(0x77, &[])),
        ("wants everything said again", true, 300, |called, _| called.command(OF_CRP, &[])),
        ("sends pages that cannot be heard", false, 540, unheard),
        ("sends blocks that cannot be heard", true, 540, unheard),
        // The carrier comes and goes, and no command behind it.
        ("does not end its page", false, 540, |called, round| {
            called.hear(Input::ImageUp);
            if round == 0 {
                called.hear(Input::ImageTrained(LineQuality::default()));
            }
            called.pass(if round == 0 { 1_000 } else { 120_000 });
            called.hear(Input::ImageDown(LineQuality::default()));
            called.pass(5_000);
        }),
        // The caller hung up in its page, and the exchange sends its tone.
        ("is followed by a busy tone", false, 420, |called, round| {
            called.hear(Input::ImageUp);
            if round == 0 {
                called.hear(Input::ImageTrained(LineQuality::default()));
            }
            called.pass(500);
            called.hear(Input::ImageDown(LineQuality::default()));
            called.pass(500);
        }),
        // By packets that takes two of them.
        ("begins and ends its carrier without a pause", false, 60, |called, _| {
            called.hear(Input::V21Carrier(true));
            called.pass(20);
            called.hear(Input::V21Carrier(false));
            called.pass(20);
        }),
        ("sends training checks without a bit", false, 90, |called, round| {
            if round == 0 {
                called.command(OF_DCS, &DCS);
            }
            called.image(|called| called.pass(1_000));
        }),
        ("ends documents without a page", false, 600, |called, _| called.command(OF_EOM, &[])),
        // No command is ever heard.
        ("sends image signals of which nothing can be read", true, 900, |called, _| {
            called.image(|called| called.pass(5_000));
            called.pass(10_000);
        }),
        ("sends one frame for ever", true, 300, |called, round| {
            if round == 0 {
                called.hear(Input::ImageUp);
                called.hear(Input::ImageTrained(LineQuality::default()));
            }
            called.hear(Input::EcmFrame([&[0xFF, 0x03, 0x06, 0][..], &[0x55; 256]].concat()));
            called.pass(2_000);
        }),
    ];
    let mut faults = Vec::new();
    for (name, ecm, longest, again) in cases {
        match std::panic::catch_unwind(|| goes_on(name, ecm, again)) {
            Ok((seconds, ..)) if seconds <= longest => {}
            Ok((seconds, outcome, _)) => {
                faults.push(format!("{name}: {} after {seconds} s", outcome.cause))
            }
            Err(_) => faults.push(format!("{name}: no end")),
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_came_is_kept() {
    let (_, outcome, called) = goes_on("the same frames", true, |called, _| {
        called.page = FinishedPage { quality: rows(100, 10), same_as_held: false, loss: None };
        same_frames_again_and_again(called, 0);
    });
    assert_eq!(
        (outcome.cause, outcome.pages),
        (Cause::NoProgress, 0),
        "{}",
        called.trace.join("\n")
    );
    assert_eq!(called.octets, 4 * 256, "the frames that came are in the page");
}

/// Some machines say a frame of their own behind each page.
#[test]
fn frames_that_nobody_knows_end_no_call_that_gets_on() {
    let mut called = Called::new();
    called.train(&DCS);
    for _ in 0..50 {
        called.page(rows(100, 0), false);
        called.command(0x77, &[]);
        called.command(OF_MPS, &[]);
    }
    called.command(0xFB, &[]);
    let outcome = called.outcome.expect("DCN ends it");
    let end = (outcome.cause, outcome.pages);
    assert_eq!(end, (Cause::DcnBeforeEnd, 50), "{}", called.trace.join("\n"));
}

/// As long as something new comes it goes on, however slowly: one frame at a time, the
/// fewest that a round can bring.
#[test]
fn who_gets_on_is_never_ended() {
    let mut called = Called::new();
    called.page = FinishedPage { quality: rows(1000, 0), same_as_held: false, loss: None };
    called.train(&DCS_ECM);
    for frame in 0..=255 {
        called.frames(&[frame]);
        called.command(OF_PPS, &[0x2F, 0, 0, 255]);
        // One in four is lost on the way there, and one on the way back.
        if frame % 4 == 0 {
            called.frames(&[]);
            called.command(OF_PPS, &[0x2F, 0, 0, 255]);
        }
    }
    called.command(0xFB, &[]);
    let outcome = called.outcome.expect("DCN ends it");
    assert_eq!((outcome.cause, outcome.pages), (Cause::Ok, 1), "{}", called.trace.join("\n"));
}
