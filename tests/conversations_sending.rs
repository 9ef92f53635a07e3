//! The calling side of T.30 says exactly what it should: each file in `tests/scripts/calling` is a conversation.
//!
//! A script is lines of what the far machine does and what ours must do, on virtual time:
//!
//! ```text
//! we pages 3 octets 2560     before all: how many pages we send, how long each is coded; no-ecm, min 4800, resends 0, go-on,
//!                            sub 2101, new-document (each page), finer (the last page is of another resolution),
//!                            gives 1 (later pages are given by `give` only)
//! > DCS TCF 9600             we must say this and nothing else next, within 40 s or `in N s`; CNG is passed over elsewhere
//! < CSI 123 | DIS ecm mmr    the far machine's frames in one burst of V.21: DIS takes ecm, mmr, fine, sub, poll, 14400, 4800
//! << damaged                 a burst with a damaged frame
//! give 1                     the owner gives the page
//! quiet 5                    so many seconds pass, and we must say nothing
//! hang-up / cancel
//! = Received E OK 1          the end: status, phase, cause, confirmed pages
//! pages said 0, Mcf 0        what the owner was told of its pages, in order
//! ```

mod common;

use common::script::{frame_of, length_of, number, spell};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, PageWidth, Resolution};
use ferrofax::t30::calling::{CallTerms, Calling, NextPage, PageFacts, RefusedPagePolicy};
use ferrofax::t30::frame::Frame;
use ferrofax::t30::outcome::Outcome;
use ferrofax::t30::{Event, Input, Output, Signal};
use ferrofax::time::{Millis, SampleTime};
use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::sync::Arc;

#[test]
fn every_conversation_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/calling");
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
    let settings = lines.iter().take_while(|(_, line)| line.starts_with("we ")).count();
    let mut player = Player::new(lines[..settings].iter().map(|(_, line)| *line));
    for (at, line) in &lines[settings..] {
        player.line(line).map_err(|why| format!("line {at} `{line}`: {why}\n{}", player.log.join("\n")))?;
    }
    Ok(())
}

struct Player {
    session: Calling,
    now: SampleTime,
    log: Vec<String>,
    said: VecDeque<Vec<Signal>>,
    /// When what is being said has gone out.
    said_at: Option<SampleTime>,
    pages: Vec<PageFacts>,
    octets: usize,
    gives: u32,
    story: Vec<String>,
    outcome: Option<Outcome>,
}

impl Player {
    fn new<'a>(settings: impl Iterator<Item = &'a str>) -> Self {
        let mut terms = CallTerms {
            ident: String::new(),
            sub: None,
            sid: None,
            pwd: None,
            nss: None,
            ecm: true,
            frame_octets: 256,
            rates: vec![Rate::V17At14400, Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400],
            min_rate_bps: 0,
            codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
            refused: RefusedPagePolicy::default(),
            t1: Millis(35_000),
            page_within: Millis(25_000),
            max_call: Millis(4 * 3_600_000),
        };
        let (mut count, mut octets, mut gives, mut next, mut finer) = (1, 2560, u32::MAX, NextPage::More, false);
        for line in settings {
            let mut words = line.split_whitespace().skip(1);
            while let Some(word) = words.next() {
                let mut value = || words.next().expect("a value");
                match word {
                    "pages" => count = number(value()),
                    "octets" => octets = number(value()) as usize,
                    "gives" => gives = number(value()),
                    "min" => terms.min_rate_bps = number(value()),
                    "resends" => terms.refused.resends = number(value()),
                    "go-on" => terms.refused.go_on = true,
                    "sub" => terms.sub = Some(value().to_owned()),
                    "no-ecm" => terms.ecm = false,
                    "new-document" => next = NextPage::NewDocument,
                    "finer" => finer = true,
                    other => panic!("unknown setting {other}"),
                }
            }
        }
        let pages = (1..=count)
            .map(|at| PageFacts {
                resolution: if finer && at == count { Resolution::Fine } else { Resolution::Standard },
                width: PageWidth::A4,
                next: if at == count { NextPage::End } else { next },
            })
            .collect();
        let mut player = Self {
            session: Calling::new(terms),
            now: SampleTime(0),
            log: Vec::new(),
            said: VecDeque::new(),
            said_at: None,
            pages,
            octets,
            gives,
            story: Vec::new(),
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
            "give" => self.handle(Input::PageGiven(self.pages[number(rest) as usize])),
            "quiet" => {
                self.pass(Millis((rest.parse::<f64>().map_err(|_| "no number of seconds")? * 1000.0) as u32));
                self.pass_over_cng();
                if let Some(said) = self.said.front() {
                    return Err(format!("we said {}", spell(said)));
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
                let got = self.story.join(", ");
                if got != rest {
                    return Err(format!("the owner was told: {got}"));
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
        loop {
            if wanted != "CNG" {
                self.pass_over_cng();
            }
            if !self.said.is_empty() || self.now >= end {
                break;
            }
            self.pass(Millis(10));
        }
        let Some(said) = self.said.pop_front() else {
            return Err(format!("we say nothing in {}", self.session.awaiting()));
        };
        let got = spell(&said);
        if got != wanted.trim() {
            return Err(format!("we said {got}"));
        }
        // What is said directly behind it is looked at next.
        while self.said_at.is_some() && self.said.is_empty() && got != "CNG" {
            self.pass(Millis(10));
        }
        Ok(())
    }

    fn pass_over_cng(&mut self) {
        self.said.retain(|said| !matches!(spell(said).as_str(), "CNG" | ""));
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
                Output::Hush => self.said_at = None,
                Output::CodePage { .. } => {
                    self.session.handle(self.now, Input::PageCoded(Arc::new(vec![0x55; self.octets])));
                }
                Output::Event(event) => match event {
                    Event::WantPage { index, .. } if index < self.gives => {
                        self.session.handle(self.now, Input::PageGiven(self.pages[index as usize]));
                    }
                    Event::PageSaid(index) => self.story.push(format!("said {index}")),
                    Event::PageConfirmed(index, how) => self.story.push(format!("{how:?} {index}")),
                    Event::PageRefused(index) => self.story.push(format!("refused {index}")),
                    Event::PageUnknown(index) => self.story.push(format!("unknown {index}")),
                    Event::Ended(outcome) => self.outcome = Some(outcome),
                    Event::Trace(line) => self.log.push(line),
                    _ => {}
                },
                _ => {}
            }
        }
    }
}
