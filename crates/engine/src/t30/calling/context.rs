//! What the calling side keeps of a call: the terms, what DIS offers and at which rate it
//! is used, the pages, and what gets lost.

use super::agree::Offer;
use super::losses::Losses;
use super::pages::OutgoingPages;
use super::partial_page::OutgoingBlocks;
use super::rate_choice::RateChoice;
use super::terms::{CallTerms, Confirmation, PageFacts};
use crate::t30::context::{self, Own, Rates};
use crate::t30::rate::is_v17;
use crate::t30::{Event, Input, Output};
use ferrofax_ground::sent_line::SentLine;
use ferrofax_signal::modem::{PageRate, Rate};
use ferrofax_signal::time::SampleTime;

/// The calling side's part of the context.
#[derive(Clone, Debug)]
pub(in crate::t30) struct Sending {
    pub(super) terms: CallTerms,
    /// What the last DIS offers.
    pub(super) offer: Option<Offer>,
    /// The information field of that DIS.
    pub(super) dis: Vec<u8>,
    /// Which of the offer's rates is used.
    pub(super) choice: RateChoice,
    /// Trainings since a page was confirmed.
    pub(super) trainings: u32,
    /// The remote terminal has answered a DCS.
    pub(super) dcs_heard: bool,
    pub(super) pages: OutgoingPages,
    /// The end of a page is said only once the owner allows it.
    pub(super) holds_page_ends: bool,
    pub(super) losses: Losses,
    /// What the line showed of itself.
    pub(in crate::t30) line: SentLine,
    /// All was sent and told of, and the call goes on.
    pub(super) is_told: bool,
    /// What was to be fetched is fetched.
    pub(super) has_fetched: bool,
    /// The rates on any line, once a line had less.
    all_rates: Option<Vec<Rate>>,
}

/// The part of the calling session that all states share.
pub(in crate::t30) type Context = context::Context<Sending>;

impl Sending {
    pub(in crate::t30) fn new(terms: CallTerms) -> Self {
        Self {
            terms,
            offer: None,
            dis: Vec::new(),
            choice: RateChoice::default(),
            trainings: 0,
            dcs_heard: false,
            pages: OutgoingPages::default(),
            holds_page_ends: false,
            losses: Losses::default(),
            line: SentLine::default(),
            is_told: false,
            has_fetched: false,
            all_rates: None,
        }
    }

    /// The rates of the offer, the fastest first; none without an offer.
    pub(super) fn rates(&self) -> &[Rate] {
        self.offer.as_ref().map_or(&[], |offer| &offer.can.rates)
    }

    /// The rate that is used next.
    pub(super) fn next_rate(&self) -> Option<Rate> {
        self.rates().get(self.choice.rung).copied()
    }

    /// How many frames a signal may have at `rate`.
    pub(super) fn longest_signal(&self, rate: PageRate) -> usize {
        self.losses.longest_signal(rate, self.terms.frame_octets)
    }

    /// Whether the page may be sent again after it was not seen.
    pub(super) fn may_be_unseen_again(&mut self) -> bool {
        let resends = self.terms.refused.resends.max(1);
        let most = if self.losses.are_of_packets() { MOST_UNSEEN } else { resends };
        self.pages.miss() <= most
    }

    /// What is wanted of a block is about to be said.
    pub(super) fn count_frames(&mut self, blocks: &OutgoingBlocks) {
        let frames = blocks.count() as u32;
        self.line.frames += frames;
        if !blocks.went_well() {
            self.line.frames_again += frames;
        }
    }
}

impl Own for Sending {
    fn note(&mut self, input: &Input, now: SampleTime) {
        self.pages.note(input);
        match input {
            Input::PacketLost => self.losses.lost_packet(now),
            Input::HoldPageEnds => self.holds_page_ends = true,
            _ => {}
        }
    }

    fn rates(&mut self) -> Rates<'_> {
        Rates { usable: &mut self.terms.rates, all: &mut self.all_rates }
    }
}

impl Context {
    /// The rate of the page that goes next: by V.34 that which the modems agreed on.
    pub(super) fn next_rate(&self) -> Option<PageRate> {
        let of_image_modems = || self.own.next_rate().map(PageRate::Image);
        if self.v34.is_used() { self.v34.rate() } else { of_image_modems() }
            .filter(|rate| !self.is_too_slow(*rate))
    }

    /// Whether the terms have no page go at `rate`. The image modems' rates are chosen by them, V.34
    /// chooses by the line.
    pub(super) fn is_too_slow(&self, rate: PageRate) -> bool {
        rate.bps() < self.own.terms.min_rate_bps
    }

    /// What is known of the current page, if it was given.
    pub(super) fn page(&self) -> Option<PageFacts> {
        self.own.pages.page()
    }

    /// Asks the owner for the current page, or one ahead of it, unless it was given or
    /// asked for.
    pub(super) fn want_page(&mut self, ahead: u32) {
        let Some(can) = self.own.offer.as_ref().map(|offer| offer.can.clone()) else { return };
        if let Some(index) = self.own.pages.want(ahead) {
            self.event(Event::WantPage { index, can });
        }
    }

    /// The current page is settled, and the next one is current.
    pub(super) fn turn_page(&mut self) {
        self.output(Output::ForgetPage(self.own.pages.index));
        self.own.pages.turn();
        self.gets_on();
    }

    /// The current page was confirmed.
    pub(super) fn confirm_page(&mut self, how: Confirmation) {
        self.own.pages.confirm();
        self.own.choice.page_came(how == Confirmation::Mcf);
        self.heard_well();
        self.own.trainings = 0;
        self.event(Event::PageConfirmed(self.own.pages.index, how));
    }

    /// The remote terminal has answered that it lacks the current page, or a part of it. So there is
    /// no doubt about the page.
    pub(super) fn page_is_lacked(&mut self) {
        if let Some(index) = self.own.pages.unanswered.take() {
            self.event(Event::PageLacked(index));
        }
    }

    /// The remote terminal has heard a page, or something of a block.
    pub(super) fn heard_well(&mut self) {
        let rate = self.negotiated.and_then(|negotiated| negotiated.rate.image());
        self.own.choice.heard(rate.is_some_and(is_v17));
        self.own.losses.blame_nothing();
        self.brought_news();
    }

    /// The remote terminal has all of a block.
    pub(super) fn block_came(&mut self, blocks: &OutgoingBlocks) {
        self.heard_well();
        self.own.losses.block_came(blocks);
    }
}

/// How often a page is sent again that was not seen, where packets get lost.
const MOST_UNSEEN: u32 = 8;
