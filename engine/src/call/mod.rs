//! The engine's face and the one place where its layers meet: samples in, samples and events out.
//!
//! Start at `receive_chain`, then the session that it feeds ([`crate::t30::answering`] or
//! [`crate::t30::calling`]), then `transmit_chain`, which says what the session wants
//! said. [`playout`] makes an even line of time out of a network's packets before all
//! that.
//!
//! Whatever the samples are cut into, what is heard is handed to the session every 10 ms
//! of line time, and timers are looked at then: the same line gives the same call.

mod config;
mod losses;
mod noise_floor;
mod originate;
mod outgoing;
mod page_desk;
mod page_limit;
pub mod playout;
mod receive_chain;
mod t38_receive;
mod t38_switch;
mod transmit_chain;
mod transmit_image;

pub use crate::t30::calling::{
    Confirmation, FarCapabilities, NextPage, PageLength, RefusedPagePolicy,
};
pub use crate::t30::quality::PageQualityPolicy;
pub use crate::t30::{FarIdent, Negotiated};
pub use crate::t38::{RateManagement, Stats as T38Stats, Terms as T38Terms};
pub use config::{AnswerConfig, AskT38, CallEvent, LineReport, ReceivedPage};
pub use originate::{OriginateConfig, PageNotTaken, PageToSend};

use crate::t30::answering::Answering;
use crate::t30::calling::Calling;
use crate::t30::{Event, Input, Output};
use crate::time::SampleTime;
use losses::Losses;
use noise_floor::NoiseFloor;
use outgoing::OutgoingPages;
use page_desk::PageDesk;
use receive_chain::ReceiveChain;
use std::collections::VecDeque;
use t38_switch::{Packets, T38Record};
use transmit_chain::TransmitChain;

/// One fax call. The owner feeds what it hears, fetches what to say in equal measure, and
/// drains the events after each step.
#[derive(Debug)]
pub struct Call {
    receive: ReceiveChain,
    noise_floor: NoiseFloor,
    losses: Losses,
    session: Session,
    transmit: TransmitChain,
    desk: PageDesk,
    outgoing: OutgoingPages,
    negotiated: Option<Negotiated>,
    now: SampleTime,
    events: VecDeque<CallEvent>,
    max_rows: u32,
    /// The line, while it is T.38.
    packets: Option<Box<Packets>>,
    t38: T38Record,
}

impl Call {
    /// Answers a call that is already connected.
    pub fn answer(config: AnswerConfig) -> Self {
        let session = Session::Answering(Box::new(Answering::new(config.terms())));
        Self::begin(session, config.max_rows, config.tx_level_dbm0, config.ask_t38)
    }

    /// Sends a fax on a call that was answered just now. The pages are given one by one,
    /// when [`CallEvent::WantPage`] comes.
    pub fn originate(config: OriginateConfig) -> Self {
        let session = Session::Calling(Box::new(Calling::new(config.terms())));
        Self::begin(session, 0, config.tx_level_dbm0, config.ask_t38)
    }

    fn begin(session: Session, max_rows: u32, tx_level_dbm0: f32, ask: AskT38) -> Self {
        let mut call = Self {
            receive: ReceiveChain::new(max_rows),
            noise_floor: NoiseFloor::new(),
            losses: Losses::default(),
            session,
            transmit: TransmitChain::new(tx_level_dbm0),
            desk: PageDesk::default(),
            outgoing: OutgoingPages::default(),
            negotiated: None,
            now: SampleTime(0),
            events: VecDeque::new(),
            max_rows,
            packets: None,
            t38: T38Record::new(ask),
        };
        call.act();
        call
    }

    /// Hears `samples`; time goes on by as many. Without effect while the line is T.38.
    pub fn hear(&mut self, samples: &[i16]) {
        if !samples.is_empty() && !self.is_t38() && self.losses.push() {
            self.handle(Input::PacketLost);
        }
        let mut rest = samples;
        while !rest.is_empty() && !self.is_t38() {
            let (now, later) = rest.split_at(rest.len().min(self.to_next_step()));
            self.receive.push(now);
            self.noise_floor.push(now);
            self.advance(now.len());
            rest = later;
        }
    }

    /// As many samples were lost on the way; time goes on by them.
    pub fn hear_gap(&mut self, samples: usize) {
        let mut rest = samples;
        while rest > 0 && !self.is_t38() {
            let now = rest.min(self.to_next_step());
            self.receive.gap(now);
            self.noise_floor.gap(now);
            self.losses.gap(now);
            self.advance(now);
            rest -= now;
        }
    }

    /// Fills `out` with what is to be said now: silence when there is nothing.
    pub fn say(&mut self, out: &mut [i16]) {
        let mut done = 0;
        // What was still to be said when the call ended is said to nobody.
        while done < out.len()
            && !self.is_t38()
            && !self.transmit.is_idle()
            && !self.session.is_over()
        {
            done += self.transmit.pull(&mut out[done..]);
            if self.transmit.is_idle() {
                self.handle(Input::Said);
            }
        }
        out[done..].fill(0);
    }

    /// The page is durable: it may be confirmed.
    pub fn page_stored(&mut self, page: u32) {
        self.handle(Input::PageStored(page));
    }

    /// The page cannot be stored: it will never be confirmed.
    pub fn page_not_stored(&mut self, page: u32) {
        self.handle(Input::PageNotStored(page));
    }

    /// Gives the page that is wanted.
    ///
    /// # Errors
    /// If none is wanted, or the far machine cannot take this one; another may be given then.
    pub fn give_page(&mut self, page: PageToSend) -> Result<(), PageNotTaken> {
        let facts = self.outgoing.give(page)?;
        self.handle(Input::PageGiven(facts));
        Ok(())
    }

    /// The line is gone.
    pub fn hang_up(&mut self) {
        self.handle(Input::HangUp);
    }

    /// Our side wants the call to end: DCN is said as soon as it can be, and the outcome reported.
    pub fn cancel(&mut self) {
        self.handle(Input::Cancel);
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<CallEvent> {
        self.events.pop_front()
    }

    /// Everything is said and the outcome reported: the line may be released.
    pub fn is_over(&self) -> bool {
        self.session.is_over() && self.events.is_empty()
    }

    /// Whether a page is coming in and nothing is to be said: until it ends nobody waits
    /// for anything of ours.
    pub fn is_taking_page(&self) -> bool {
        match &self.packets {
            Some(packets) => packets.receive.is_hearing_page() && packets.sayer.is_idle(),
            None => self.receive.is_hearing_page() && self.transmit.is_idle(),
        }
    }

    /// Whether this is the side with the pages.
    pub const fn sends(&self) -> bool {
        matches!(self.session, Session::Calling(_))
    }

    /// Whether something is being said, or about to be.
    pub fn is_speaking(&self) -> bool {
        match &self.packets {
            Some(packets) => !packets.sayer.is_idle(),
            None => !self.transmit.is_idle(),
        }
    }

    /// Line time since the call began.
    pub const fn now(&self) -> SampleTime {
        self.now
    }

    /// Samples until the session looks at what was heard.
    const fn to_next_step(&self) -> usize {
        (STEP - self.now.0 % STEP) as usize
    }

    fn advance(&mut self, samples: usize) {
        self.now.0 += samples as u64;
        if !self.now.0.is_multiple_of(STEP) {
            return;
        }
        self.receive.step();
        while let Some(input) = self.receive.poll() {
            self.events.extend(self.receive.report(&input).map(CallEvent::Line));
            self.handle(input);
        }
        self.handle(Input::Tick);
    }

    fn handle(&mut self, input: Input) {
        self.note_moment(Some(&input), None);
        self.session.handle(self.now, input);
        self.act();
    }

    /// Does what the session wants done.
    fn act(&mut self) {
        while let Some(output) = self.session.poll_output() {
            self.note_moment(None, Some(&output));
            match output {
                Output::Listen(listen) => match &mut self.packets {
                    Some(packets) => packets.receive.listen(listen),
                    None => self.receive.listen(listen),
                },
                Output::Say(signals) => match &mut self.packets {
                    Some(packets) => packets.sayer.say(self.now, signals),
                    None => self.transmit.say(signals, self.noise_floor.is_noisy()),
                },
                Output::BeginPage(negotiated) => {
                    self.negotiated = Some(negotiated);
                    match &mut self.packets {
                        Some(packets) => packets.receive.begin_page(negotiated),
                        None => self.receive.begin_page(negotiated),
                    }
                }
                Output::PageBits(bytes) => match &mut self.packets {
                    Some(packets) => packets.receive.push_page_bits(&bytes),
                    None => self.receive.push_page_bits(&bytes),
                },
                Output::FinishPage => {
                    let page = match &mut self.packets {
                        Some(packets) => packets.receive.finish_page(),
                        None => self.receive.finish_page(),
                    };
                    let page = self.desk.finish(page, self.negotiated);
                    self.session.handle(self.now, Input::PageFinished(page));
                }
                Output::DeliverPage { number, complete } => {
                    self.events.extend(self.desk.deliver(number, complete).map(CallEvent::Page));
                }
                Output::HoldPage => self.desk.hold(),
                Output::DropPage => self.desk.drop_finished(),
                Output::DeliverHeld(number) => {
                    self.events.extend(self.desk.deliver_held(number).map(CallEvent::Page));
                }
                Output::DropHeld => self.desk.drop_held(),
                Output::Hush => match &mut self.packets {
                    Some(packets) => packets.sayer.hush(),
                    None => self.transmit.hush(),
                },
                Output::CodePage { index, coding, min_row_bits } => {
                    let coded = self.outgoing.code(index, coding, min_row_bits);
                    self.session.handle(self.now, Input::PageCoded(coded));
                }
                Output::ForgetPage(index) => self.outgoing.forget(index),
                Output::Event(event) => self.tell(event),
            }
        }
    }

    /// News for the owner.
    fn tell(&mut self, event: Event) {
        if let (Event::Ended(_), Some(stats)) = (&event, self.t38_stats()) {
            self.events.push_back(CallEvent::Trace(stats.to_string()));
        }
        self.events.push_back(match event {
            Event::WantPage { index, can } => {
                self.outgoing.want(index, can.clone());
                CallEvent::WantPage { index, can }
            }
            Event::PageSaid(index) => CallEvent::PageSaid { index },
            Event::PageConfirmed(index, verdict) => CallEvent::PageConfirmed { index, verdict },
            Event::PageRefused(index) => CallEvent::PageRefused { index },
            Event::PageUnknown(index) => CallEvent::PageUnknown { index },
            Event::FarIdent(far) => CallEvent::FarIdent(far),
            Event::Negotiated(negotiated) => CallEvent::Negotiated(negotiated),
            Event::Trace(line) => CallEvent::Trace(line),
            Event::Ended(outcome) => CallEvent::Ended(outcome),
        });
    }
}

/// One side of T.30.
#[derive(Debug)]
enum Session {
    Answering(Box<Answering>),
    Calling(Box<Calling>),
}

impl Session {
    fn handle(&mut self, now: SampleTime, input: Input) {
        match self {
            Self::Answering(session) => session.handle(now, input),
            Self::Calling(session) => session.handle(now, input),
        }
    }

    fn poll_output(&mut self) -> Option<Output> {
        match self {
            Self::Answering(session) => session.poll_output(),
            Self::Calling(session) => session.poll_output(),
        }
    }

    fn limit_rate(&mut self, bps: u32) {
        match self {
            Self::Answering(session) => session.limit_rate(bps),
            Self::Calling(session) => session.limit_rate(bps),
        }
    }

    const fn set_packets(&mut self, are: bool) {
        if let Self::Answering(session) = self {
            session.set_packets(are);
        }
    }

    const fn is_calling(&self) -> bool {
        matches!(self, Self::Calling(_))
    }

    const fn is_over(&self) -> bool {
        match self {
            Self::Answering(session) => session.is_over(),
            Self::Calling(session) => session.is_over(),
        }
    }
}

/// How often the session looks at what was heard, in samples: 10 ms.
const STEP: u64 = 80;
