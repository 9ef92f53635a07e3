//! The calling side of T.30 says exactly what it should: each file in
//! `tests/scripts/calling` is a conversation.
//!
//! A script is lines of what the remote terminal does and what ours must do. Beside those
//! that both sides have (`tests/line/player.rs`), where DIS takes ecm, mmr, jbig, fine, b4,
//! sub, poll, 14400 and 4800:
//!
//! ```text
//! we pages 3 octets 2560     before all: how many pages we send, how long each is coded; no-ecm, min 4800, resends 0, go-on,
//!                            sub 2101, new-document (each page), finer, wider (the last page is),
//!                            gives 1 (later pages are given by `give` only)
//! give 1                     the owner gives the page
//! new-line 4800              the line became another one, which carries so many bit/s; 0: as many as anybody has
//! pages said 0, Mcf 0        what the owner was told of its pages, in order
//! ```

use crate::player::{Player, Side, far_known, play_all};
use crate::script::number;
use ferrofax::modem::Rate;
use ferrofax::t4::{PageWidth, Resolution};
use ferrofax::t30::calling::{CallTerms, Calling, NextPage, PageFacts};
use ferrofax::t30::{Event, Input, Output};
use ferrofax::time::SampleTime;
use std::sync::Arc;

#[test]
fn every_conversation_goes_as_written() {
    play_all::<Sender>("calling");
}

/// The calling side and an owner who gives pages as they are wanted.
pub(crate) struct Sender {
    session: Calling,
    pages: Vec<PageFacts>,
    octets: usize,
    gives: u32,
    story: Vec<String>,
}

impl Side for Sender {
    const SETTINGS: &'static str = "we";

    fn new<'a>(settings: impl Iterator<Item = &'a str>) -> Self {
        let rates = vec![
            Rate::V17At14400,
            Rate::V29At9600,
            Rate::V29At7200,
            Rate::V27ter4800,
            Rate::V27ter2400,
        ];
        let mut terms = CallTerms { rates, ..CallTerms::default() };
        let (mut count, mut octets, mut gives, mut next) = (1, 2560, u32::MAX, NextPage::More);
        let (mut finer, mut wider) = (false, false);
        for line in settings {
            let mut words = line.split_whitespace();
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
                    "wider" => wider = true,
                    other => panic!("unknown setting {other}"),
                }
            }
        }
        let pages = (1..=count)
            .map(|at| PageFacts {
                colour: None,
                resolution: if finer && at == count {
                    Resolution::Fine
                } else {
                    Resolution::Standard
                },
                width: if wider && at == count { PageWidth::B4 } else { PageWidth::A4 },
                next: if at == count { NextPage::End } else { next },
            })
            .collect();
        Self { session: Calling::new(terms), pages, octets, gives, story: Vec::new() }
    }

    fn handle(&mut self, now: SampleTime, input: Input) {
        self.session.handle(now, input);
    }

    fn go_over_to_packets(&mut self) {}

    fn poll_output(&mut self) -> Option<Output> {
        self.session.poll_output()
    }

    fn far_known(&self) -> String {
        far_known(&self.session)
    }

    fn awaiting(&self) -> &'static str {
        self.session.awaiting()
    }

    fn owner(&mut self, now: SampleTime, output: Output) {
        let event = match output {
            Output::CodePage { .. } => {
                return self
                    .session
                    .handle(now, Input::PageCoded(Arc::new(vec![0x55; self.octets])));
            }
            Output::Event(event) => event,
            _ => return,
        };
        match event {
            Event::WantPage { index, .. } if index < self.gives => {
                self.session.handle(now, Input::PageGiven(self.pages[index as usize]));
            }
            Event::PageSaid(index) => self.story.push(format!("said {index}")),
            Event::PageConfirmed(index, how) => self.story.push(format!("{how:?} {index}")),
            Event::OperatorWanted => self.story.push("operator".into()),
            Event::PageRefused(index) => self.story.push(format!("refused {index}")),
            Event::PageLacked(index) => self.story.push(format!("lacked {index}")),
            Event::PageUnknown(index) => self.story.push(format!("unknown {index}")),
            _ => {}
        }
    }

    fn story(&self) -> &[String] {
        &self.story
    }

    fn line(player: &mut Player<Self>, verb: &str, rest: &str) -> Result<bool, String> {
        match verb {
            "give" => {
                player.handle(Input::PageGiven(player.side.pages[number(rest) as usize]));
            }
            "new-line" => {
                player.side.session.limit_rate(number(rest));
                player.handle(Input::LineChanged);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
