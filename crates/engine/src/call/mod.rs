//! The engine's face and the one place where its layers meet: samples in, samples and events out.
//!
//! Start at `receive_chain`, then the session that it feeds ([`crate::t30::session`]), then
//! `transmit_chain`, which says what the session wants said. `line` has both, or V.34's channels or
//! T.38's packets in their place; `drive` is the loop that all of it runs in. [`playout`] makes an
//! even line of time out of a network's packets before all that.
//!
//! # How a call is driven
//!
//! A [`Call`] starts no thread and knows no clock: its time is what its owner gives it.
//! For each frame of the line, of any length:
//!
//! 1. [`Call::hear`] what came, or [`Call::hear_gap`] where it was lost.
//! 2. [`Call::poll_event`] until there is none. A page that is wanted is given
//!    ([`Call::give_page`]) and one that came is stored ([`Call::page_stored`]), at once
//!    or in a later frame.
//! 3. [`Call::say`] as much as was heard. The events of that come out at once, or with
//!    those of the next frame.
//!
//! In T.38 ([`Call::switch_to_t38`]) it is [`Call::hear_packet`] for each packet,
//! [`Call::pass_time`] every 20 ms or more often, and [`Call::poll_packet`] until there
//! is none.
//!
//! Everything else ([`Call::hang_up`], [`Call::cancel`], a switch of the line) may come
//! at any moment between two of these, and its events are polled like theirs. Nothing
//! comes after [`CallEvent::Ended`].
//!
//! Whatever the samples are cut into, what is heard is handed to the session every 10 ms
//! of line time, and timers are looked at then: the same line gives the same call.
//!
//! A call may be kept on a recording ([`Call::on_tape`]), and run again from it ([`replay`]).
//!
//! # A whole call
//!
//! ```
//! use ferrofax_engine::call::*;
//! use ferrofax_engine::t4::{Bitmap, PageWidth, Resolution};
//! use std::sync::Arc;
//!
//! let (width, resolution) = (PageWidth::A4, Resolution::Standard);
//! let mut page = Bitmap::white(width.pixels(resolution), 100);
//! (200..900).for_each(|x| page.set(x, 50, true));
//! let page = Arc::new(page);
//!
//! let mut caller = Call::originate(OriginateConfig::default());
//! let mut answerer = Call::answer(AnswerConfig::default());
//! let mut received = Vec::new();
//! // What each said last: 20 ms of samples at 8 kHz.
//! let (mut from_caller, mut from_answerer) = ([0; 160], [0; 160]);
//!
//! while !(caller.is_over() && answerer.is_over()) {
//!     caller.hear(&from_answerer);
//!     while let Some(event) = caller.poll_event() {
//!         if let CallEvent::WantPage { .. } = event {
//!             let (bitmap, next) = (page.clone(), NextPage::End);
//!             caller.give_page(PageToSend { bitmap, resolution, width, colour: None, next })?;
//!         }
//!     }
//!     answerer.hear(&from_caller);
//!     while let Some(event) = answerer.poll_event() {
//!         if let CallEvent::Page(page) = event {
//!             // Here it is put on a disk: what is stored is confirmed to the caller.
//!             answerer.page_stored(page.number);
//!             received.push(page.bitmap);
//!         }
//!     }
//!     caller.say(&mut from_caller);
//!     answerer.say(&mut from_answerer);
//! }
//! assert_eq!(received, [(*page).clone()]);
//! # Ok::<(), PageNotTaken>(())
//! ```

mod answers;
mod audio_line;
mod config;
mod drive;
mod inside;
mod line;
mod losses;
mod noise_floor;
mod originate;
mod outgoing;
mod packet_line;
mod page_desk;
mod page_intake;
mod page_limit;
pub mod playout;
mod receive_chain;
pub mod replay;
pub mod rewrite;
mod t38_receive;
mod t38_switch;
mod tape;
mod transmit_chain;
mod transmit_image;
mod v34_line;

pub use crate::t30::calling::{
    Confirmation, FarCapabilities, Fetch, NextPage, PageLength, RefusedPagePolicy,
};
pub use crate::t30::quality::PageQualityPolicy;
pub use crate::t30::v8::V8Offer;
pub use crate::t30::{FarIdent, InternetIdent, Negotiated, PollRefusal};
pub use crate::t38::{RateManagement, Stats as T38Stats, Terms as T38Terms};
pub use config::{AnswerConfig, AskT38, CallEvent, LineReport, ReceivedPage};
pub use ferrofax_ground::sent_line::SentLine;
pub use originate::{FetchConfig, OriginateConfig, PageNotTaken, PageToSend};
pub use tape::{CallSettings, TAPE_VERSION, TapeError, TapePart};

use crate::t30::Input;
use crate::t30::session::Session;
use audio_line::AudioMemory;
use ferrofax_signal::time::SampleTime;
use inside::Inside;
use line::Line;
use outgoing::OutgoingPages;
use page_desk::PageDesk;
use std::collections::VecDeque;
use t38_switch::T38Record;
use tape::Tape;
use v34_line::V34Bounds;

/// One fax call. [The module](self) says how it is driven.
#[derive(Debug)]
pub struct Call {
    line: Line,
    session: Session,
    desk: PageDesk,
    outgoing: OutgoingPages,
    negotiated: Option<Negotiated>,
    /// Line time since the call began.
    now: SampleTime,
    events: VecDeque<CallEvent>,
    /// Rungs of its ladder, those that were not told among them.
    rungs: u32,
    t38: T38Record,
    /// What it is given is written down, if that is wanted.
    tape: Option<Box<Tape>>,
    /// What goes in and out of the session, while somebody looks.
    inside: Option<Box<Inside>>,
}

impl Call {
    /// Begins a call of which all that it is given is written down, to be run again
    /// ([`replay`]).
    pub fn on_tape(settings: CallSettings) -> Self {
        Self::on_noted_tape(settings, "")
    }

    /// The same, with a word on the recording beside the version of its maker.
    fn on_noted_tape(settings: CallSettings, note: &str) -> Self {
        let tape = Tape::new(&settings, note);
        let call = Self::begin_as(settings);
        Self { tape: Some(Box::new(tape)), ..call }
    }

    /// Begins a call as these settings say.
    pub fn begin_as(settings: CallSettings) -> Self {
        match settings {
            CallSettings::Answer(config) => Self::answer(config),
            CallSettings::Originate(config) => Self::originate(config),
        }
    }

    /// What was written on the recording since the last time; all together is the record of the
    /// call. Empty if there is no recording.
    pub fn take_tape(&mut self) -> TapePart {
        self.tape.as_mut().map_or_else(TapePart::default, |tape| tape.take())
    }

    /// How much that would be, in octets.
    pub fn tape_len(&self) -> usize {
        self.tape.as_ref().map_or(0, |tape| tape.len())
    }

    /// The recording's end, with what was written since the last time; nothing more is written
    /// down. Empty if there is no recording.
    pub fn finish_tape(&mut self) -> TapePart {
        self.tape.take().map_or_else(TapePart::default, |mut tape| {
            tape.finish();
            tape.take()
        })
    }

    /// Nothing more is written down, and the recording has no end.
    pub fn end_tape(&mut self) {
        self.tape = None;
    }

    /// Answers a call that is already connected.
    pub fn answer(config: AnswerConfig) -> Self {
        let session = Session::answer(config.terms(), config.held());
        let audio = AudioMemory::new(config.tx_level_dbm0)
            .hearing_ci(config.v8.is_on())
            .within(V34Bounds::of(0, config.v34_most_bps));
        let line = Line::new(config.max_rows, audio);
        Self::begin(session, line, config.ask_t38)
    }

    /// Sends a fax on a call that was answered just now, or fetches one, or both. The pages
    /// are given one by one, when [`CallEvent::WantPage`] comes.
    pub fn originate(config: OriginateConfig) -> Self {
        let session = Session::call(config.terms(), config.fetched());
        let bounds = V34Bounds::of(config.min_rate_bps, config.v34_most_bps);
        let audio = AudioMemory::new(config.tx_level_dbm0).within(bounds);
        let line = Line::new(config.max_rows(), audio);
        Self::begin(session, line, config.ask_t38)
    }

    fn begin(session: Session, line: Line, ask: AskT38) -> Self {
        let mut call = Self {
            line,
            session,
            desk: PageDesk::default(),
            outgoing: OutgoingPages::default(),
            negotiated: None,
            now: SampleTime(0),
            events: VecDeque::new(),
            rungs: 0,
            t38: T38Record::new(ask),
            tape: None,
            inside: None,
        };
        call.carry_out_all();
        call
    }

    /// The page is durable: it may be confirmed.
    pub fn page_stored(&mut self, page: u32) {
        self.write_down(|tape| tape.stored(page, true));
        self.handle(Input::PageStored(page));
    }

    /// The page cannot be stored: it will never be confirmed.
    pub fn page_not_stored(&mut self, page: u32) {
        self.write_down(|tape| tape.stored(page, false));
        self.handle(Input::PageNotStored(page));
    }

    /// The document would be larger with this page than it may be: the call ends as one of too many
    /// pages does.
    pub fn page_beyond_limit(&mut self, page: u32) {
        self.write_down(|tape| tape.beyond_limit(page));
        self.handle(Input::PageBeyondLimit(page));
    }

    /// The memory of the pages that were not handed over yet, in octets: of the page that is being
    /// received, and of a page that is held because it may be sent again.
    pub fn page_memory(&mut self) -> usize {
        self.line.page().memory() + self.desk.memory()
    }

    /// There is no memory for the rest of the page that is coming in: the call ends, and what came
    /// is handed over as a page that broke off.
    pub fn page_too_large(&mut self) {
        self.write_down(Tape::page_too_large);
        self.handle(Input::PageTooLarge);
    }

    /// Gives the page that is wanted.
    ///
    /// # Errors
    /// If none is wanted, or the remote terminal cannot take this one; another may be given then.
    pub fn give_page(&mut self, page: PageToSend) -> Result<(), PageNotTaken> {
        let taped = self.tape.is_some().then(|| page.clone());
        let facts = self.outgoing.give(page)?;
        if let Some(page) = taped {
            self.write_down(|tape| tape.page(&page));
        }
        self.handle(Input::PageGiven(facts));
        Ok(())
    }

    /// The end of a page is said only once [`Self::page_end_allowed`] was called for it, so that the
    /// owner can write down before that the remote terminal may have the page. Takes it 4 s, the
    /// call ends with [`Cause::Storage`](crate::t30::outcome::Cause::Storage) and the page's end
    /// is never said. To be called before the call begins.
    pub fn hold_page_ends(&mut self) {
        self.write_down(Tape::holds_page_ends);
        self.handle(Input::HoldPageEnds);
    }

    /// The end of this page, which was said whole ([`CallEvent::PageSaid`]), may be said.
    pub fn page_end_allowed(&mut self, index: u32) {
        self.write_down(|tape| tape.page_end_allowed(index));
        self.handle(Input::PageEndAllowed(index));
    }

    /// The document that the remote terminal wants to fetch ([`CallEvent::Polled`]) is not
    /// given: DCN is said.
    pub fn refuse_poll(&mut self, why: PollRefusal) {
        self.write_down(|tape| tape.poll_refused(why));
        self.handle(Input::PollRefused(why));
    }

    /// The line is gone.
    pub fn hang_up(&mut self) {
        self.write_down(Tape::hung_up);
        self.handle(Input::HangUp);
    }

    /// Our side wants the call to end: DCN is said as soon as it can be, and the outcome reported.
    pub fn cancel(&mut self) {
        self.write_down(Tape::cancelled);
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
        self.line.is_hearing_page() && !self.line.is_speaking()
    }

    /// Whether this is the side with the pages, now.
    pub const fn sends(&self) -> bool {
        self.session.is_sending()
    }

    /// What the line showed of itself up to now while we sent: counted by our session, and heard
    /// in the answers where they came as audio. None before the first training. It may still
    /// be asked for at the end.
    pub fn sent_line(&self) -> Option<SentLine> {
        let line = self.session.sent_line()?;
        Some(SentLine { answers: self.line.answers(), ..line })
    }

    /// Whether V.34, which both have, carried what it was to carry, up to now: false where the call
    /// went on without it. None where both have not got it, or the call ended before it could.
    pub fn v34_worked(&self) -> Option<bool> {
        self.session.v34_worked()
    }

    fn write_down(&mut self, what: impl FnOnce(&mut Tape)) {
        if let Some(tape) = &mut self.tape {
            what(tape);
        }
    }

    /// Whether something is being said, or about to be.
    pub fn is_speaking(&self) -> bool {
        self.line.is_speaking()
    }
}

#[cfg(test)]
#[path = "../../../signal/src/modem/qam/test_random.rs"]
#[allow(dead_code, reason = "shared with the tests of the modems")]
mod test_random;
#[cfg(test)]
mod v34_tests;
#[cfg(test)]
mod v8_tests;
