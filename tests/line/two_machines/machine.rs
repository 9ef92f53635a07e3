//! One of the two machines: a session, what its owner gives and keeps, and what is on the way to it.

use crate::two_machines::wire::{Arrival, BAD_ROW, Heard, Image};
use ferrofax::modem::LineQuality;
use ferrofax::t4::{PageQuality, PageWidth, Resolution};
use ferrofax::t30::calling::{NextPage, PageFacts};
use ferrofax::t30::outcome::Outcome;
use ferrofax::t30::session::Session;
use ferrofax::t30::tcf::TcfReport;
use ferrofax::t30::{Event, FinishedPage, Input, Listen, Output, Signal};
use ferrofax::time::SampleTime;
use std::collections::VecDeque;
use std::sync::Arc;

/// What the owner of the sending machine knows of a page: what the queue would note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The remote machine does not have it.
    #[default]
    NotSent,
    /// Its end was said: it may have arrived.
    Said,
    Confirmed,
    Refused,
    Unknown,
}

/// A page that the receiving machine handed to its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Which page of the document it is, the first being 0. None: it is damaged.
    pub(crate) page: Option<usize>,
    /// As the session says.
    pub(crate) complete: bool,
    pub(crate) stored: bool,
}

#[derive(Clone)]
pub(crate) struct Machine {
    pub(crate) session: Session,
    gives: Vec<PageFacts>,
    octets: usize,
    /// What is heard from now on, the earliest first.
    arriving: VecDeque<Arrival>,
    /// Whether the line is packets (T.38).
    by_packets: bool,
    /// The carriers that are on the line.
    v21: bool,
    image: bool,
    listening: Option<Listen>,
    /// When what is said has gone out.
    pub(crate) said_at: Option<SampleTime>,
    /// What is said was broken off just now.
    pub(crate) hushed: bool,
    coming: Vec<u8>,
    finished: Option<usize>,
    held: Option<Option<usize>>,
    /// The page of which the session wants to know that it was stored.
    pub(crate) to_store: Option<u32>,
    pub(crate) kept: Vec<Kept>,
    pub(crate) fates: Vec<Fate>,
    pub(crate) ended: Option<(SampleTime, Outcome)>,
    pub(crate) planted: Option<Planted>,
}

/// A fault that a test gives the machine, to show that the laws find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planted {
    /// The owner says that a page is stored, and it is not.
    StoresNothing,
    /// The owner stores each page twice.
    StoresTwice,
    /// The owner takes the end of a page that went out for its confirmation.
    TrustsWhatWasSaid,
    /// The owner forgets that a page may have arrived.
    ForgetsWhatWasSaid,
}

/// How many pages a document has at most in these calls.
const MOST_PAGES: usize = 4;

/// The octets of a page: no two pages have the same, and no two frames of a page.
pub(crate) fn octets_of(page: usize, octets: usize) -> Vec<u8> {
    (0..octets)
        .map(|at| if at % 2 == 0 { 0x10 + page as u8 } else { 0x40 + (at / 64 % 64) as u8 })
        .collect()
}

impl Machine {
    pub(crate) fn new(session: Session, gives: Vec<PageFacts>, octets: usize) -> Self {
        Self {
            fates: vec![Fate::NotSent; gives.len()],
            session,
            gives,
            octets,
            arriving: VecDeque::new(),
            by_packets: false,
            v21: false,
            image: false,
            listening: None,
            said_at: None,
            hushed: false,
            coming: Vec::new(),
            finished: None,
            held: None,
            to_store: None,
            kept: Vec::new(),
            ended: None,
            planted: None,
        }
    }

    /// The line is packets (T.38) from now on.
    pub(crate) fn use_packets(&mut self) {
        self.by_packets = true;
        self.session.set_packets(true);
    }

    /// What the other machine says arrives so.
    pub(crate) fn expect(&mut self, arrivals: Vec<Arrival>) {
        self.arriving.extend(arrivals);
        self.arriving.make_contiguous().sort_by_key(|(at, _)| *at);
    }

    /// The other machine broke off what it said.
    pub(crate) fn expect_no_more(&mut self, now: SampleTime) {
        self.arriving.clear();
        if self.v21 {
            self.arriving.push_back((now, Heard::V21(false)));
        }
        if let (
            true,
            Some(Listen::TrainingCheck(rate) | Listen::Page(rate) | Listen::Blocks(rate)),
        ) = (self.image, self.listening)
        {
            self.arriving.push_back((now, Heard::Image(rate, Image::Down)));
        }
        self.image = false;
    }

    /// When something happens here next, if it is known.
    pub(crate) fn next(&self) -> Option<SampleTime> {
        let arrival = self.arriving.front().map(|(at, _)| *at);
        arrival.into_iter().chain(self.said_at).min()
    }

    /// Everything that is due, and the time. What the machine says then.
    pub(crate) fn pass(&mut self, now: SampleTime) -> Vec<Signal> {
        let mut says = Vec::new();
        while self.arriving.front().is_some_and(|(at, _)| *at <= now) {
            let (_, heard) = self.arriving.pop_front().unwrap();
            for input in self.hear(heard) {
                says.extend(self.handle(now, input));
            }
        }
        if self.said_at.is_some_and(|at| at <= now) {
            self.said_at = None;
            says.extend(self.handle(now, Input::Said));
        }
        says.extend(self.handle(now, Input::Tick));
        says
    }

    /// Hands one input to the session, and does all that it wants.
    pub(crate) fn handle(&mut self, now: SampleTime, input: Input) -> Vec<Signal> {
        let mut says = Vec::new();
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.session.handle(now, input);
            while let Some(output) = self.session.poll_output() {
                if let Output::Say(signals) = output {
                    says = signals;
                } else {
                    inputs.extend(self.carry_out(now, output));
                }
            }
        }
        says
    }

    fn carry_out(&mut self, now: SampleTime, output: Output) -> Vec<Input> {
        match output {
            Output::Listen(listen) => return self.listen(listen),
            Output::Hush => {
                self.hushed = self.said_at.take().is_some();
            }
            Output::BeginPage(_) => self.coming.clear(),
            Output::PageBits(bits) => self.coming.extend(bits),
            Output::FinishPage => return vec![Input::PageFinished(self.finish())],
            Output::DeliverPage { number, complete } => {
                self.keep(self.finished, complete);
                self.to_store = Some(number);
            }
            Output::HoldPage => self.held = Some(self.finished),
            Output::DeliverHeld(number) => {
                if let Some(held) = self.held.take() {
                    self.keep(held, false);
                }
                self.to_store = Some(number);
            }
            Output::DropHeld => self.held = None,
            Output::CodePage { index, .. } => {
                return vec![Input::PageCoded(Arc::new(octets_of(index as usize, self.octets)))];
            }
            Output::Event(event) => return self.note(now, event),
            Output::Say(_) | Output::TurnRound(_) | Output::DropPage | Output::ForgetPage(_) => {}
        }
        Vec::new()
    }

    fn keep(&mut self, page: Option<usize>, complete: bool) {
        let kept = Kept { page, complete, stored: false };
        if self.planted == Some(Planted::StoresTwice) {
            self.kept.push(Kept { stored: true, ..kept });
        }
        self.kept.push(kept);
    }

    /// The owner has stored the last page that it was given, or could not.
    pub(crate) fn store(&mut self, now: SampleTime, number: u32, can: bool) -> Vec<Signal> {
        let last = self.kept.last_mut().expect("a page");
        last.stored = can && self.planted != Some(Planted::StoresNothing);
        let input = if can { Input::PageStored(number) } else { Input::PageNotStored(number) };
        self.handle(now, input)
    }

    fn note(&mut self, now: SampleTime, event: Event) -> Vec<Input> {
        let fate = |fates: &mut Vec<Fate>, page: u32, fate| fates[page as usize] = fate;
        match event {
            Event::WantPage { index, .. } => {
                return self
                    .gives
                    .get(index as usize)
                    .map(|page| Input::PageGiven(*page))
                    .into_iter()
                    .collect();
            }
            Event::PageSaid(page) => {
                let said = match self.planted {
                    Some(Planted::TrustsWhatWasSaid) => Fate::Confirmed,
                    Some(Planted::ForgetsWhatWasSaid) => Fate::NotSent,
                    _ => Fate::Said,
                };
                fate(&mut self.fates, page, said);
                return vec![Input::PageEndAllowed(page)];
            }
            // What is planted is not taken back.
            Event::PageLacked(_) | Event::PageUnknown(_) if self.is_deaf() => {}
            Event::PageLacked(page) => fate(&mut self.fates, page, Fate::NotSent),
            Event::PageConfirmed(page, _) => fate(&mut self.fates, page, Fate::Confirmed),
            Event::PageRefused(page) => fate(&mut self.fates, page, Fate::Refused),
            Event::PageUnknown(page) => fate(&mut self.fates, page, Fate::Unknown),
            Event::Ended(outcome) => self.ended = Some((now, outcome)),
            _ => {}
        }
        Vec::new()
    }

    /// Whether a planted fault hides what becomes of a page whose end was said.
    fn is_deaf(&self) -> bool {
        use Planted::{ForgetsWhatWasSaid, TrustsWhatWasSaid};
        matches!(self.planted, Some(ForgetsWhatWasSaid | TrustsWhatWasSaid))
    }

    /// The page that came is at its end: which it is, and how good.
    fn finish(&mut self) -> FinishedPage {
        let coming = std::mem::take(&mut self.coming);
        // The last frame of a partial page is filled up.
        let coming_page = coming.get(..self.octets);
        self.finished = coming_page.and_then(|coming| {
            (0..MOST_PAGES).find(|page| octets_of(*page, self.octets) == coming)
        });
        let bad = coming.iter().filter(|octet| **octet == BAD_ROW).count() as u32;
        let rows = coming.len() as u32;
        FinishedPage {
            quality: PageQuality { rows, bad_rows: bad, ..PageQuality::default() },
            same_as_held: self.held.is_some_and(|held| held.is_some() && held == self.finished),
            loss: None,
        }
    }

    fn listen(&mut self, listen: Listen) -> Vec<Input> {
        let from_nothing = self.listening.is_none_or(|before| before == Listen::Nothing);
        self.listening = Some(listen);
        match listen {
            Listen::Nothing => Vec::new(),
            _ if self.v21 && from_nothing => vec![Input::V21Carrier(true), Input::Flags],
            Listen::TrainingCheck(_) | Listen::Page(_) | Listen::Blocks(_) | Listen::Carrier(_)
                if self.image =>
            {
                vec![Input::ImageUp]
            }
            _ => Vec::new(),
        }
    }

    /// The inputs of the session for a signal on the line. They depend on what it listens for.
    fn hear(&mut self, heard: Heard) -> Vec<Input> {
        match &heard {
            Heard::V21(on) => self.v21 = *on,
            Heard::Image(_, Image::Up) => self.image = true,
            Heard::Image(_, Image::Down) => self.image = false,
            _ => {}
        }
        let Some(listening) = self.listening.filter(|listening| *listening != Listen::Nothing)
        else {
            return Vec::new();
        };
        let line = LineQuality::default();
        let (rate, image) = match heard {
            Heard::V21(true) => return vec![Input::V21Carrier(true), Input::Flags],
            Heard::V21(false) => return vec![Input::V21Carrier(false)],
            Heard::Frame(bytes) => return vec![Input::Frame(bytes)],
            Heard::Damaged => return vec![Input::DamagedFrame],
            Heard::Image(rate, image) => (rate, image),
        };
        let (Listen::TrainingCheck(awaited)
        | Listen::Page(awaited)
        | Listen::Blocks(awaited)
        | Listen::Carrier(awaited)) = listening
        else {
            return Vec::new();
        };
        match (image, listening) {
            (Image::Stopped, _) if self.by_packets => vec![Input::PacketsStopped],
            (Image::Stopped, _) => Vec::new(),
            (Image::Up, _) => vec![Input::ImageUp],
            (Image::Down, _) => vec![Input::ImageDown(line)],
            (_, Listen::Carrier(_)) => Vec::new(),
            (Image::TrainingFailed, _) => vec![Input::ImageTrainingFailed],
            (Image::Trained, _) if rate != awaited => vec![Input::ImageTrainingFailed],
            (Image::Trained, _) => vec![Input::ImageTrained(line)],
            _ if rate != awaited => Vec::new(),
            (Image::Check(good), Listen::TrainingCheck(_)) => {
                vec![Input::Tcf(TcfReport { good, good_for_ecm: good, ..TcfReport::default() })]
            }
            (_, Listen::TrainingCheck(_)) => vec![Input::Tcf(TcfReport::default())],
            (Image::Rows(rows), Listen::Page(_)) => {
                self.coming.extend(rows.iter());
                vec![Input::PageGrew]
            }
            (Image::PageEnd, Listen::Page(_)) => vec![Input::PageEndSeen],
            (Image::Block(frame), Listen::Blocks(_)) => vec![Input::EcmFrame(frame)],
            // Another signal than the one that is awaited is noise.
            _ => Vec::new(),
        }
    }
}

/// A document of pages with these facts behind each.
pub(crate) fn document(pages: &[(Resolution, NextPage)]) -> Vec<PageFacts> {
    pages
        .iter()
        .map(|(resolution, next)| PageFacts {
            resolution: *resolution,
            width: PageWidth::A4,
            colour: None,
            next: *next,
        })
        .collect()
}
