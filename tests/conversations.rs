//! The answering side of T.30 says exactly what it should: each file in `tests/scripts/answering` is a conversation.
//!
//! A script is lines of what the calling side does and what the answering side must do, on virtual time:
//!
//! ```text
//! offer no-ecm 9600,7200     before all: what is offered (no-ecm, a list of rates, keep-bad, pages N, id TEXT)
//! > CFR                      it must say this and nothing else next (CED, or frames), within 40 s or `in N s`
//! < TSI 123 | DCS 9600 ecm   the caller's frames in one burst of V.21; a `-` before the burst: the caller does not wait
//! << damaged                 a burst with a damaged frame
//! tcf good                   a training check: good, poor, bad, untrained, none
//! page 1100 bad 30           a page without ECM of so many rows; `no-rtc`, `untrained`, `stays` (the carrier does not go)
//! blocks 0-9 not 3,4         frames of a partial page
//! stored 1  /  not-stored 1  what the owner says
//! auto-store                 the owner says `stored` by itself from now on
//! same-as-held               the next page shows what the refused one showed
//! quiet 5                    so many seconds pass, and it must say nothing
//! hang-up / cancel
//! = Received E OK 1          the end: status, phase, cause, confirmed pages
//! pages 1 whole, 2 broken    what the owner got, in order
//! ```

mod common;

use common::script::{frame_of, length_of, number, rate_of, spell};
use ferrofax::modem::{LineQuality, Rate};
use ferrofax::t4::{Coding, PageQuality, PageWidth, Resolution};
use ferrofax::t30::answering::{AnswerTerms, Answering};
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::Frame;
use ferrofax::t30::outcome::Outcome;
use ferrofax::t30::quality::PageQualityPolicy;
use ferrofax::t30::tcf::TcfReport;
use ferrofax::t30::{Event, FinishedPage, Input, Listen, Output, Signal};
use ferrofax::time::{Millis, SampleTime};
use std::collections::VecDeque;
use std::fs;
use std::path::Path;

#[test]
fn every_conversation_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/answering");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the scripts").map(|entry| entry.expect("a script").path()).collect();
    files.sort();
    let failures: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let script = fs::read_to_string(file).expect("a script is text");
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            play(&script).err().map(|failure| format!("--- {name}: {failure}"))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} failed\n{}", failures.len(), files.len(), failures.join("\n"));
}

/// Plays a script. The error is the line that failed, why, and the conversation up to there.
fn play(script: &str) -> Result<(), String> {
    let lines: Vec<(usize, &str)> = script
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let offers = lines.iter().take_while(|(_, line)| line.starts_with("offer")).count();
    let mut player = Player::new(lines[..offers].iter().map(|(_, line)| *line));
    for (at, line) in &lines[offers..] {
        player.line(line).map_err(|why| format!("line {at} `{line}`: {why}\n{}", player.log.join("\n")))?;
    }
    Ok(())
}

struct Player {
    session: Answering,
    now: SampleTime,
    log: Vec<String>,
    said: VecDeque<Vec<Signal>>,
    listening: Listen,
    /// When what is being said has gone out.
    said_at: Option<SampleTime>,
    next_page: FinishedPage,
    same_as_held: bool,
    auto_store: bool,
    delivered: Vec<String>,
    outcome: Option<Outcome>,
}

impl Player {
    fn new<'a>(offers: impl Iterator<Item = &'a str>) -> Self {
        let mut terms = AnswerTerms {
            ident: String::new(),
            nsf: None,
            capabilities: Capabilities {
                has_document: false,
                can_receive: true,
                rates: vec![Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400],
                ecm: true,
                codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
                resolutions: vec![Resolution::Standard, Resolution::Fine],
                max_width: PageWidth::A4,
                unlimited_length: true,
                min_row_ms: 0,
                addresses: true,
            },
            quality: PageQualityPolicy::default(),
            max_pages: 1000,
            max_call: Millis(4 * 3_600_000),
        };
        for offer in offers {
            let mut words = offer.split_whitespace().skip(1);
            while let Some(word) = words.next() {
                match word {
                    "no-ecm" => terms.capabilities.ecm = false,
                    "keep-bad" => terms.quality.keep_bad = true,
                    "id" => terms.ident = words.next().unwrap_or_default().to_owned(),
                    "nsf" => terms.nsf = Some(vec![0xB5, 0, 1]),
                    "pages" => terms.max_pages = words.next().and_then(|n| n.parse().ok()).expect("a number"),
                    rates => terms.capabilities.rates = rates.split(',').map(rate_of).collect(),
                }
            }
        }
        let mut player = Self {
            session: Answering::new(terms),
            now: SampleTime(0),
            log: Vec::new(),
            said: VecDeque::new(),
            listening: Listen::Nothing,
            said_at: None,
            next_page: FinishedPage::default(),
            same_as_held: false,
            auto_store: false,
            delivered: Vec::new(),
            outcome: None,
        };
        player.drain();
        player
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            ">" => return self.expect(rest),
            "<" => self.burst(rest.split('|').map(|frame| Some(frame_of(frame.trim()))).collect()),
            "<<" => self.burst(vec![None]),
            "tcf" => self.tcf(rest)?,
            "page" => self.page(rest)?,
            "blocks" => self.blocks(rest)?,
            "stored" => self.handle(Input::PageStored(number(rest))),
            "not-stored" => self.handle(Input::PageNotStored(number(rest))),
            "auto-store" => self.auto_store = true,
            "same-as-held" => self.same_as_held = true,
            "quiet" => {
                self.pass(Millis((rest.parse::<f64>().map_err(|_| "no number of seconds")? * 1000.0) as u32));
                if let Some(said) = self.said.front() {
                    return Err(format!("it said {}", spell(said)));
                }
            }
            "hang-up" => self.handle(Input::HangUp),
            "cancel" => self.handle(Input::Cancel),
            "=" => {
                for _ in 0..40_000 {
                    if self.outcome.is_some() {
                        break;
                    }
                    self.pass(Millis(10));
                }
                let Some(outcome) = self.outcome else { return Err("it does not end".into()) };
                let got = format!("{:?} {} {} {}", outcome.status, outcome.phase, outcome.cause, outcome.pages);
                if got != rest {
                    return Err(format!("it ended {got}"));
                }
            }
            "pages" => {
                let got = self.delivered.join(", ");
                if got != rest {
                    return Err(format!("the owner got: {got}"));
                }
            }
            _ => return Err("unknown verb".into()),
        }
        Ok(())
    }

    fn expect(&mut self, rest: &str) -> Result<(), String> {
        let (wanted, limit) = match rest.split_once(" in ") {
            Some((wanted, limit)) => {
                (wanted, limit.trim_end_matches('s').trim().parse::<f64>().map_err(|_| "no time")?)
            }
            None => (rest, 40.0),
        };
        let end = self.now + Millis((limit * 1000.0) as u32);
        while self.said.is_empty() && self.now < end {
            self.pass(Millis(10));
        }
        let Some(said) = self.said.pop_front() else {
            return Err(format!("it says nothing in {}", self.session.awaiting()));
        };
        let got = spell(&said);
        if got != wanted.trim() {
            return Err(format!("it said {got}"));
        }
        while self.said_at.is_some() {
            self.pass(Millis(10));
        }
        Ok(())
    }

    fn burst(&mut self, frames: Vec<Option<Frame>>) {
        self.pass(Millis(100));
        self.handle(Input::V21Carrier(true));
        self.pass(Millis(100));
        self.handle(Input::Flags);
        self.pass(Millis(800));
        let last = frames.len() - 1;
        for (at, frame) in frames.into_iter().enumerate() {
            let Some(mut frame) = frame else {
                self.handle(Input::DamagedFrame);
                continue;
            };
            frame.is_final = at == last;
            let bytes = frame.emit();
            self.pass(Millis((bytes.len() as u32 + 2) * 8 * 1000 / 300));
            self.handle(Input::Frame(bytes));
        }
        self.pass(Millis(80));
        self.handle(Input::V21Carrier(false));
    }

    fn carrier(&mut self) -> Result<(), String> {
        self.pass(Millis(80));
        if matches!(self.listening, Listen::Nothing | Listen::Commands) {
            return Err(format!("it listens for {:?}", self.listening));
        }
        self.handle(Input::ImageUp);
        self.pass(Millis(300));
        Ok(())
    }

    fn tcf(&mut self, how: &str) -> Result<(), String> {
        if how == "none" {
            self.pass(Millis(2000));
            return Ok(());
        }
        self.carrier()?;
        if how == "untrained" {
            self.handle(Input::ImageTrainingFailed);
            self.pass(Millis(1500));
        } else {
            self.handle(Input::ImageTrained(LineQuality::default()));
            self.pass(Millis(1500));
            let good = how == "good";
            let report = TcfReport {
                bits: 14_400,
                events: 2,
                bursts: 0,
                longest_run: 5000,
                good,
                good_for_ecm: good || how == "poor",
            };
            self.handle(Input::Tcf(report));
        }
        self.handle(Input::ImageDown(LineQuality::default()));
        Ok(())
    }

    fn page(&mut self, rest: &str) -> Result<(), String> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let rows = words.first().map_or(0, |rows| number(rows));
        let after =
            |key: &str| words.iter().position(|word| *word == key).and_then(|at| words.get(at + 1)).map(|n| number(n));
        let has = |key: &str| words.contains(&key);
        self.carrier()?;
        if has("untrained") {
            self.handle(Input::ImageTrainingFailed);
            self.pass(Millis(20_000));
        } else {
            self.handle(Input::ImageTrained(LineQuality::default()));
            for _ in 0..rows / 100 {
                self.pass(Millis(1000));
                self.handle(Input::PageGrew);
            }
            if !has("no-rtc") {
                self.handle(Input::PageEndSeen);
            }
            let bad_rows = after("bad").unwrap_or(0);
            let quality = PageQuality { rows, bad_rows, longest_bad_run: bad_rows, ..PageQuality::default() };
            self.next_page = FinishedPage { quality, same_as_held: false };
        }
        if !has("stays") {
            self.handle(Input::ImageDown(LineQuality::default()));
        }
        Ok(())
    }

    fn blocks(&mut self, rest: &str) -> Result<(), String> {
        let (range, holes) = rest.split_once(" not ").unwrap_or((rest, ""));
        let (first, last) = range.split_once('-').ok_or("no range")?;
        let holes: Vec<u32> = holes.split(',').filter(|hole| !hole.is_empty()).map(number).collect();
        self.carrier()?;
        self.handle(Input::ImageTrained(LineQuality::default()));
        for frame in (number(first)..=number(last)).filter(|frame| !holes.contains(frame)) {
            self.pass(Millis(200));
            self.handle(Input::EcmFrame(Frame::followed(Fcf::Fcd, vec![frame as u8; 257]).emit()));
        }
        (0..3).for_each(|_| self.handle(Input::EcmFrame(Frame::followed(Fcf::Rcp, Vec::new()).emit())));
        self.handle(Input::ImageDown(LineQuality::default()));
        self.next_page =
            FinishedPage { quality: PageQuality { rows: 1000, ..PageQuality::default() }, same_as_held: false };
        Ok(())
    }

    /// Time goes on by steps of 10 ms.
    fn pass(&mut self, length: Millis) {
        let end = self.now + length;
        while self.now < end {
            self.now += Millis(10);
            if self.said_at.is_some_and(|at| self.now >= at) {
                self.said_at = None;
                self.handle(Input::Said);
            }
            self.session.handle(self.now, Input::Tick);
            self.drain();
        }
    }

    fn handle(&mut self, input: Input) {
        self.session.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Say(signals) => {
                    self.said_at = Some(self.now + length_of(&signals));
                    self.said.push_back(signals);
                }
                Output::Listen(listen) => self.listening = listen,
                Output::FinishPage => {
                    let mut page = std::mem::take(&mut self.next_page);
                    page.same_as_held = std::mem::take(&mut self.same_as_held);
                    self.session.handle(self.now, Input::PageFinished(page));
                }
                Output::DeliverPage { number, complete } => {
                    self.delivered.push(format!("{number} {}", if complete { "whole" } else { "broken" }));
                    if self.auto_store {
                        self.session.handle(self.now, Input::PageStored(number));
                    }
                }
                Output::DeliverHeld(number) => self.delivered.push(format!("{number} broken")),
                Output::Event(Event::Ended(outcome)) => self.outcome = Some(outcome),
                Output::Event(Event::Trace(line)) => self.log.push(line),
                _ => {}
            }
        }
    }
}
