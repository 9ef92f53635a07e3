//! The answering side of T.30 says exactly what it should: each file in
//! `tests/scripts/answering` is a conversation.
//!
//! A script is lines of what the calling side does and what the answering side must do.
//! Beside those that both sides have (`tests/line/player.rs`):
//!
//! ```text
//! offer no-ecm 9600,7200     before all: what is offered (no-ecm, a list of rates, b4, jbig, keep-bad, pages N, id TEXT),
//!                            password TEXT, holds (a document of a page, to be fetched)
//!                            fetches (we call, and fetch a document), sep TEXT, pwd TEXT, sends (a page as well), first (it is fetched
//!                            before)
//! tcf good                   a training check: good, poor, bad, cut (short), untrained, none
//! page 1100 bad 30           a page without ECM of so many rows; `no-rtc`, `untrained`,
//!                            `stays` (the carrier does not go), `too-long` (as the limit has it)
//! blocks 0-9 not 3,4         frames of a partial page; `showing 7`: each octet of them is 7
//! unheard 34                 an image signal of so many seconds on which the modem cannot train
//! stored 1  /  not-stored 1  what the owner says
//! give                       the owner gives the page of the document that is held
//! refuse unknown             … or not: it is unknown, or the password is wrong
//! new-line 4800              the line became another one, which carries so many bit/s; 0: as many as anybody has
//! auto-store                 the owner says `stored` by itself from now on
//! same-as-held               the next page shows what the refused one showed
//! pages 1 whole, 2 broken    what the owner got, in order
//! confirmed 2, 3             which of these pages were confirmed
//! came Mh Fine A4, …         how the pages were begun: coding, resolution, width
//! ```

use crate::player::{Player, Side, far_known, play_all};
use crate::script::{number, rate_of};
use crate::terms::{answers, receiver};
use ferrofax::modem::LineQuality;
use ferrofax::t4::{Coding, Loss, PageQuality, PageWidth, Resolution};
use ferrofax::t30::answering::AnswerTerms;
use ferrofax::t30::calling::{CallTerms, Fetch, NextPage, PageFacts};
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::Frame;
use ferrofax::t30::session::Session;
use ferrofax::t30::tcf::TcfReport;
use ferrofax::t30::{Event, FinishedPage, Input, Listen, Output, PollRefusal};
use ferrofax::time::{Millis, SampleTime};
use std::sync::Arc;

#[test]
fn every_conversation_goes_as_written() {
    play_all::<Receiver>("answering");
}

/// Who calls and fetches does as who answers, once it has said DTC: the scripts of
/// `tests/scripts/fetching`.
#[test]
fn every_conversation_of_who_fetches_goes_as_written() {
    play_all::<Receiver>("fetching");
}

/// The answering side and an owner who stores pages when told to.
pub(crate) struct Receiver {
    session: Session,
    listening: Listen,
    next_page: FinishedPage,
    same_as_held: bool,
    auto_store: bool,
    delivered: Vec<String>,
    confirmed: Vec<String>,
    begun: Vec<String>,
}

impl Side for Receiver {
    const SETTINGS: &'static str = "offer";

    fn new<'a>(offers: impl Iterator<Item = &'a str>) -> Self {
        let capabilities = Capabilities {
            codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
            resolutions: vec![Resolution::Standard, Resolution::Fine],
            addresses: true,
            ..receiver(true)
        };
        let mut terms = AnswerTerms { max_call: Millis(4 * 3_600_000), ..answers(capabilities) };
        let mut held = None;
        let mut calls: Option<CallTerms> = None;
        for offer in offers {
            let mut words = offer.split_whitespace();
            while let Some(word) = words.next() {
                match word {
                    "no-ecm" => terms.capabilities.ecm = false,
                    "keep-bad" => terms.quality.keep_bad = true,
                    "holds" => held = Some(CallTerms::default()),
                    "fetches" => {
                        let fetch = Some(Fetch::default());
                        calls = Some(CallTerms { sends: false, fetch, ..CallTerms::default() });
                    }
                    "sends" => calls.as_mut().expect("fetches").sends = true,
                    word @ ("sep" | "pwd" | "first") => {
                        let fetch = calls.as_mut().and_then(|terms| terms.fetch.as_mut());
                        let fetch = fetch.expect("fetches");
                        match word {
                            "sep" => fetch.sep = words.next().map(Into::into),
                            "pwd" => fetch.pwd = words.next().map(Into::into),
                            _ => fetch.first = true,
                        }
                    }
                    "password" => terms.password = words.next().map(Into::into),
                    "by-sub" => terms.by_subaddress = true,
                    "id" => terms.ident = words.next().unwrap_or_default().to_owned(),
                    "jbig" => terms.capabilities.codings.push(Coding::Jbig),
                    "b4" => terms.capabilities.max_width = PageWidth::B4,
                    "nsf" => terms.nsf = Some(vec![0xB5, 0, 1]),
                    "pages" => {
                        terms.max_pages =
                            words.next().and_then(|n| n.parse().ok()).expect("a number")
                    }
                    rates => terms.capabilities.rates = rates.split(',').map(rate_of).collect(),
                }
            }
        }
        Self {
            session: match calls {
                Some(calls) => Session::call(calls, Some(terms)),
                None => Session::answer(terms, held),
            },
            listening: Listen::Nothing,
            next_page: FinishedPage::default(),
            same_as_held: false,
            auto_store: false,
            delivered: Vec::new(),
            confirmed: Vec::new(),
            begun: Vec::new(),
        }
    }

    fn handle(&mut self, now: SampleTime, input: Input) {
        self.session.handle(now, input);
    }

    fn go_over_to_packets(&mut self) {
        self.session.set_packets(true);
    }

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
        match output {
            Output::Listen(listen) => self.listening = listen,
            Output::BeginPage(how) => self
                .begun
                .push(format!("{:?} {:?} {:?}", how.coding, how.resolution, how.width)),
            Output::FinishPage => {
                let mut page = std::mem::take(&mut self.next_page);
                page.same_as_held = std::mem::take(&mut self.same_as_held);
                self.session.handle(now, Input::PageFinished(page));
            }
            Output::DeliverPage { number, complete } => {
                self.delivered
                    .push(format!("{number} {}", if complete { "whole" } else { "broken" }));
                if self.auto_store {
                    self.session.handle(now, Input::PageStored(number));
                }
            }
            Output::CodePage { .. } => {
                self.session.handle(now, Input::PageCoded(Arc::new(vec![0x55; 2560])));
            }
            Output::Event(Event::Polled(far)) => {
                let [sep, pwd] = [far.sep, far.pwd].map(|text| text.unwrap_or_else(|| "-".into()));
                self.delivered.push(format!("polled {sep} {pwd}"));
            }
            Output::Event(Event::OperatorWanted) => self.delivered.push("operator".into()),
            Output::Event(Event::PageConfirmed(index, how)) => {
                self.delivered.push(format!("{how:?} {index}"));
            }
            Output::Event(Event::Turned(outcome)) => {
                self.delivered.push(format!("turned {:?} {}", outcome.status, outcome.pages));
            }
            Output::Event(Event::ReceiptConfirmed(number)) => {
                self.confirmed.push(number.to_string());
            }
            Output::DeliverHeld(number) => self.delivered.push(format!("{number} broken")),
            _ => {}
        }
    }

    fn story(&self) -> &[String] {
        &self.delivered
    }

    fn line(player: &mut Player<Self>, verb: &str, rest: &str) -> Result<bool, String> {
        match verb {
            "tcf" => player.tcf(rest)?,
            "page" => player.page(rest)?,
            "blocks" => player.blocks(rest)?,
            "unheard" => player.unheard(number(rest))?,
            "stored" => player.handle(Input::PageStored(number(rest))),
            "not-stored" => player.handle(Input::PageNotStored(number(rest))),
            "too-large" => player.handle(Input::PageTooLarge),
            "new-line" => {
                player.side.session.limit_rate(number(rest));
                player.handle(Input::LineChanged);
            }
            "beyond-limit" => player.handle(Input::PageBeyondLimit(number(rest))),
            "give" => player.handle(Input::PageGiven(PageFacts {
                resolution: Resolution::Standard,
                width: PageWidth::A4,
                colour: None,
                next: NextPage::End,
            })),
            "refuse" => player.handle(Input::PollRefused(match rest {
                "unknown" => PollRefusal::UnknownDocument,
                "password" => PollRefusal::WrongPassword,
                _ => return Err("why?".into()),
            })),
            "auto-store" => player.side.auto_store = true,
            "came" => {
                let got = player.side.begun.join(", ");
                if got != rest {
                    return Err(format!("the pages came {got}"));
                }
            }
            "confirmed" => {
                let got = player.side.confirmed.join(", ");
                if got != rest {
                    return Err(format!("confirmed are {got}"));
                }
            }
            "same-as-held" => player.side.same_as_held = true,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Player<Receiver> {
    fn carrier(&mut self) -> Result<(), String> {
        self.pass(Millis(80));
        if matches!(self.side.listening, Listen::Nothing | Listen::Commands) {
            return Err(format!("it listens for {:?}", self.side.listening));
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
            self.trained();
            self.pass(Millis(1500));
            let good = how == "good";
            let report = TcfReport {
                bits: 14_400,
                events: if how == "cut" { 0 } else { 2 },
                bursts: 0,
                longest_run: 5000,
                good,
                good_for_ecm: good || how == "poor",
                ..TcfReport::default()
            };
            self.handle(Input::Tcf(report));
        }
        self.handle(Input::ImageDown(LineQuality::default()));
        Ok(())
    }

    fn unheard(&mut self, seconds: u32) -> Result<(), String> {
        self.carrier()?;
        self.handle(Input::ImageTrainingFailed);
        self.pass(Millis(1000 * seconds));
        self.handle(Input::ImageDown(LineQuality::default()));
        Ok(())
    }

    fn page(&mut self, rest: &str) -> Result<(), String> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let rows = words.first().map_or(0, |rows| number(rows));
        let after = |key: &str| {
            words
                .iter()
                .position(|word| *word == key)
                .and_then(|at| words.get(at + 1))
                .map(|n| number(n))
        };
        let has = |key: &str| words.contains(&key);
        self.carrier()?;
        if has("untrained") {
            self.handle(Input::ImageTrainingFailed);
            self.pass(Millis(20_000));
        } else {
            self.trained();
            for _ in 0..rows / 100 {
                self.pass(Millis(1000));
                self.handle(Input::PageGrew);
            }
            if has("too-long") {
                self.handle(Input::PageTooLong);
            } else if !has("no-rtc") {
                self.handle(Input::PageEndSeen);
            }
            let bad_rows = after("bad").unwrap_or(0);
            let quality =
                PageQuality { rows, bad_rows, longest_bad_run: bad_rows, ..PageQuality::default() };
            let loss = has("too-long").then_some(Loss::LongerThan(rows));
            self.side.next_page = FinishedPage { quality, same_as_held: false, loss };
        }
        if !has("stays") {
            self.handle(Input::ImageDown(LineQuality::default()));
        }
        Ok(())
    }

    fn blocks(&mut self, rest: &str) -> Result<(), String> {
        let (rest, loss) = match rest.split_once(" broken after ") {
            Some((rest, row)) => (rest, Some(Loss::BrokenAfter(number(row)))),
            None => (rest, None),
        };
        let (rest, loss) = match rest.split_once(" longer than ") {
            Some((rest, rows)) => (rest, Some(Loss::LongerThan(number(rows)))),
            None => (rest, loss),
        };
        let (rest, octet) = match rest.split_once(" showing ") {
            Some((rest, octet)) => (rest, Some(number(octet) as u8)),
            None => (rest, None),
        };
        let (range, holes) = rest.split_once(" not ").unwrap_or((rest, ""));
        let (first, last) = range.split_once('-').ok_or("no range")?;
        let holes: Vec<u32> =
            holes.split(',').filter(|hole| !hole.is_empty()).map(number).collect();
        self.carrier()?;
        self.trained();
        for frame in (number(first)..=number(last)).filter(|frame| !holes.contains(frame)) {
            self.pass(Millis(200));
            let mut field = vec![octet.unwrap_or(frame as u8); 257];
            field[0] = frame as u8;
            self.handle(Input::EcmFrame(Frame::followed(Fcf::Fcd, field).emit()));
        }
        (0..3).for_each(|_| {
            self.handle(Input::EcmFrame(Frame::followed(Fcf::Rcp, Vec::new()).emit()))
        });
        self.handle(Input::ImageDown(LineQuality::default()));
        self.side.next_page = FinishedPage {
            quality: PageQuality { rows: 1000, ..PageQuality::default() },
            same_as_held: false,
            loss,
        };
        Ok(())
    }
}
