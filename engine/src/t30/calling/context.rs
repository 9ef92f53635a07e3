//! What outlives a single state of the calling session: the terms, the far side, the
//! pages, the timers, the output queue.

use super::agree::Offer;
use super::caution::Caution;
use super::partial_page::OutgoingBlocks;
use super::terms::{CallTerms, Confirmation, PageFacts};
use super::{MAX_SILENCES, State, phase_a, phase_d, phase_e};
use crate::modem::Rate;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::outcome::{Cause, Outcome, Phase, Status};
use crate::t30::rate::is_v17;
use crate::t30::timers::{self, Scope, Timer, TimerTable};
use crate::t30::{Event, FarIdent, Input, Listen, Negotiated, Output, Signal, trace};
use crate::time::{Millis, SampleTime};
use std::collections::VecDeque;

/// The part of the session that all states share.
#[derive(Debug)]
pub(super) struct Context {
    pub terms: CallTerms,
    pub now: SampleTime,
    pub timers: TimerTable,
    phase: Phase,
    pub far: FarIdent,
    announced: FarIdent,
    /// What the last DIS offers.
    pub offer: Option<Offer>,
    /// The information field of that DIS.
    pub dis: Vec<u8>,
    /// Which of the offer's rates is used, the fastest being 0.
    pub rung: usize,
    /// How the current page goes.
    pub negotiated: Option<Negotiated>,
    /// The page that is sent now or next, from 0.
    pub index: u32,
    /// Pages from `index` on that were given.
    given: VecDeque<PageFacts>,
    /// The page that the owner was asked for.
    wanted: Option<u32>,
    /// How often the current page was refused.
    pub refusals: u32,
    /// Trainings since a page was confirmed.
    pub trainings: u32,
    /// Pages that were confirmed, and refused for good.
    pub confirmed: u32,
    pub refused: u32,
    /// Pages and blocks that were heard at the present rate.
    pub confirmed_at_rate: u32,
    /// The page counter of PPS.
    pub page_counter: u8,
    /// Packets get lost on this line, or the far machine loses signals in the middle.
    pub loses: bool,
    /// How long signals may be.
    pub caution: Caution,
    /// The far machine's modem goes on behind a gap.
    pub bridges: bool,
    /// Packets get lost on this line.
    packets_lost: bool,
    /// How often a failure was put down to that since something went well or the rate changed.
    blamed: u32,
    /// How often the current page was not seen.
    pub unseen: u32,
    /// What was said since the far machine last heard something of a page.
    said_in_vain: u32,
    /// The far machine has answered a DCS.
    pub dcs_heard: bool,
    /// The last page was confirmed.
    pub all_confirmed: bool,
    /// The page whose end was said and not answered yet.
    pub unanswered: Option<u32>,
    pub unexpected: u32,
    damaged_frames: u32,
    v21_carrier: bool,
    /// When the far carrier went last.
    carrier_down: Option<SampleTime>,
    /// A damaged frame was heard since the carrier came, and no good one.
    pub burst_damaged: bool,
    /// CSI or NSF was heard since the carrier came, and DIS, which they go before, was not.
    pub begins_anew: bool,
    /// Since when flags of an answer that has not ended are heard.
    pub flags_since: Option<SampleTime>,
    listening: Option<Listen>,
    outputs: VecDeque<Output>,
}

impl Context {
    pub(super) fn new(terms: CallTerms) -> Self {
        Self {
            terms,
            now: SampleTime(0),
            timers: TimerTable::default(),
            phase: Phase::A,
            far: FarIdent::default(),
            announced: FarIdent::default(),
            offer: None,
            dis: Vec::new(),
            rung: 0,
            negotiated: None,
            index: 0,
            given: VecDeque::new(),
            wanted: None,
            refusals: 0,
            trainings: 0,
            confirmed: 0,
            refused: 0,
            confirmed_at_rate: 0,
            page_counter: 0,
            loses: false,
            caution: Caution::default(),
            bridges: false,
            packets_lost: false,
            blamed: 0,
            unseen: 0,
            said_in_vain: 0,
            dcs_heard: false,
            all_confirmed: false,
            unanswered: None,
            unexpected: 0,
            damaged_frames: 0,
            v21_carrier: false,
            carrier_down: None,
            burst_damaged: false,
            begins_anew: false,
            flags_since: None,
            listening: None,
            outputs: VecDeque::new(),
        }
    }

    /// Takes note of what every state would have to take note of.
    pub(super) fn note(&mut self, input: &Input) {
        match input {
            Input::Flags if self.flags_since.is_none() => self.flags_since = Some(self.now),
            Input::DamagedFrame => {
                self.damaged_frames += 1;
                self.burst_damaged = true;
                self.trace("< damaged frame".to_owned());
            }
            Input::Frame(_) => self.burst_damaged = false,
            Input::V21Carrier(up) => {
                self.v21_carrier = *up;
                self.flags_since = self.flags_since.filter(|_| *up);
                self.burst_damaged &= !up;
                self.begins_anew &= !up;
                if !up {
                    self.carrier_down = Some(self.now);
                }
            }
            Input::PacketLost => {
                (self.loses, self.packets_lost) = (true, true);
                self.caution.lost_packet();
            }
            Input::PageGiven(page) => {
                self.wanted = None;
                self.given.push_back(*page);
            }
            _ => {}
        }
    }

    /// Whether a timer ran out; one that is of no use while an answer is being heard waits for it.
    pub(super) fn ran_out(&mut self, timer: Timer) -> bool {
        let held = self.flags_since.is_some_and(|since| self.now < since + timers::COMMAND_LENGTH);
        self.timers.ran_out(timer, self.now, held)
    }

    /// Whether an answer is being heard.
    pub(super) fn is_hearing(&self) -> bool {
        self.flags_since.is_some_and(|since| self.now < since + timers::COMMAND_LENGTH)
    }

    /// Another phase of the call begins, or goes on.
    pub(super) fn begin_phase(&mut self, phase: Phase) {
        if phase != self.phase {
            self.phase = phase;
            self.timers.stop_all_of(Scope::Phase);
        }
    }

    /// Starts a timer from now.
    pub(super) fn start(&mut self, timer: Timer, length: Millis) {
        self.timers.set(timer, self.now + length);
    }

    pub(super) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn event(&mut self, event: Event) {
        self.output(Output::Event(event));
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Listens for answers, or to nothing, from now on.
    pub(super) fn listen(&mut self, listen: Listen) {
        if self.listening != Some(listen) {
            self.listening = Some(listen);
            self.v21_carrier = false;
            self.carrier_down = None;
            self.burst_damaged = false;
            self.begins_anew = false;
            self.flags_since = None;
            self.output(Output::Listen(listen));
        }
    }

    /// What was heard up to now was another line.
    pub(super) fn forget_line(&mut self) {
        self.listening = None;
        self.v21_carrier = false;
        self.carrier_down = None;
        self.burst_damaged = false;
        self.flags_since = None;
        self.timers.stop_all_of(Scope::State);
    }

    pub(super) fn trace(&mut self, line: String) {
        let seconds = self.now.since(SampleTime(0)).0 as f64 / 1000.0;
        self.event(Event::Trace(format!("{seconds:8.2} {line}")));
    }

    /// Tells the owner who answered, if that is news.
    pub(super) fn announce_far(&mut self) {
        if self.far != self.announced {
            self.announced = self.far.clone();
            self.event(Event::FarIdent(self.far.clone()));
        }
    }

    /// What is known of the current page, if it was given.
    pub(super) fn page(&self) -> Option<PageFacts> {
        self.given.front().copied()
    }

    /// What is known of the page after it.
    pub(super) fn next_page(&self) -> Option<PageFacts> {
        self.given.get(1).copied()
    }

    /// Asks the owner for the current page, or the next one, unless it was given or asked for.
    pub(super) fn want_page(&mut self, ahead: u32) {
        let index = self.index + ahead;
        let Some(offer) = self.offer.as_ref().filter(|_| self.given.len() <= ahead as usize) else {
            return;
        };
        if self.wanted == Some(index) {
            return;
        }
        let can = offer.can.clone();
        self.wanted = Some(index);
        self.event(Event::WantPage { index, can });
    }

    /// A new DIS offers less than the pages need that were given: they are wanted anew.
    pub(super) fn take_back_pages(&mut self) {
        self.given.clear();
        self.wanted = None;
    }

    /// The current page is settled, and the next one is current.
    pub(super) fn turn_page(&mut self) {
        self.given.pop_front();
        self.output(Output::ForgetPage(self.index));
        self.index += 1;
        self.page_counter = self.page_counter.wrapping_add(1);
        self.refusals = 0;
        self.unseen = 0;
        self.said_in_vain = 0;
    }

    /// The current page was confirmed.
    pub(super) fn confirm_page(&mut self, how: Confirmation) {
        self.unanswered = None;
        self.confirmed += 1;
        self.heard_well();
        self.trainings = 0;
        self.event(Event::PageConfirmed(self.index, how));
    }

    /// Falls back by one step; false if there is none.
    pub(super) fn fall_back(&mut self) -> bool {
        let steps = self.offer.as_ref().map_or(0, |offer| offer.can.rates.len());
        let falls = self.rung + 1 < steps;
        if falls {
            self.rung += 1;
            self.confirmed_at_rate = 0;
            self.blamed = 0;
        }
        falls
    }

    /// The far machine has heard a page, or something of a block.
    pub(super) const fn heard_well(&mut self) {
        self.confirmed_at_rate += 1;
        self.blamed = 0;
        self.said_in_vain = 0;
    }

    /// The far machine has all of it and asks for patience, which T5 ends; or a slower
    /// rate is tried, of which there are few.
    pub(super) const fn counts_anew(&mut self) {
        self.said_in_vain = 0;
    }

    /// The far machine has all of a block.
    pub(super) fn block_came(&mut self, blocks: &OutgoingBlocks) {
        self.heard_well();
        if blocks.went_well() {
            self.caution.went_well();
        }
    }

    /// Whether a failure is put down to lost packets: no lower rate mends that, and a
    /// longer signal meets more of them. After two of them in a row it is the rate after
    /// all.
    pub(super) const fn blames_packets(&mut self) -> bool {
        if self.packets_lost {
            self.blamed += 1;
        }
        self.packets_lost && !self.blamed.is_multiple_of(BLAMED + 1)
    }

    /// Whether the page may be sent again after it was not seen.
    pub(super) fn may_be_unseen_again(&mut self) -> bool {
        self.unseen += 1;
        let most = if self.packets_lost { MOST_UNSEEN } else { self.terms.refused.resends.max(1) };
        self.unseen <= most
    }

    /// A page that followed the training check was not even seen. With V.17, whose
    /// training is short there and long in the check, it would go so again at every rate
    /// of V.17: none of them is used any more. Otherwise one step down.
    pub(super) fn fall_back_from_deafness(&mut self) {
        let is_v17_now = self.negotiated.is_some_and(|negotiated| is_v17(negotiated.rate));
        let offer = self
            .offer
            .as_mut()
            .filter(|offer| is_v17_now && offer.can.rates.iter().any(|rate| !is_v17(*rate)));
        match offer {
            Some(offer) if self.confirmed_at_rate == 0 => {
                offer.can.rates.retain(|rate| !is_v17(*rate));
                self.rung = 0;
            }
            _ => {
                self.fall_back();
            }
        }
    }

    /// Whether the next DCS is slower anyway than what was said last, since the far
    /// machine offers less now.
    pub(super) fn is_slower_now(&self) -> bool {
        let next = self.offer.as_ref().and_then(|offer| offer.can.rates.get(self.rung));
        next.zip(self.negotiated)
            .is_some_and(|(next, said)| next.bps() < said.rate.bps())
    }

    /// How many frames a signal may have at `rate`.
    pub(super) fn longest_signal(&self, rate: Rate) -> usize {
        let Some(longest) = self.caution.longest().filter(|_| !self.bridges) else {
            return usize::MAX;
        };
        // Flags, address, control, FCF, number and FCS, and the bits that are stuffed in.
        let frame_bits = (u64::from(self.terms.frame_octets) + 8) * 8 * 33 / 32;
        let bits = u64::from(rate.bps()) * u64::from(longest.0) / 1000;
        usize::try_from(bits / frame_bits).unwrap_or(usize::MAX).max(1)
    }

    /// Takes note of how the block came. A far machine whose modem goes on behind a gap
    /// needs no short signals; one that loses the rest of a signal does.
    pub(super) fn note_block(&mut self, blocks: &OutgoingBlocks) {
        let lost = blocks.lost_at_its_end();
        if lost >= if self.bridges { LOST_REST_AFTER_ALL } else { LOST_REST } {
            self.bridges = false;
            self.lost_signal();
        } else if blocks.has_hole() {
            self.bridges = true;
        }
    }

    /// A signal of ours was lost from some point on, or not heard at all.
    pub(super) const fn lost_signal(&mut self) {
        self.loses = true;
        self.caution.lost_signal();
    }

    /// How often a command is said into silence: where packets get lost, answers do as well.
    pub(super) const fn max_silences(&self) -> u32 {
        if self.loses { 2 * MAX_SILENCES } else { MAX_SILENCES }
    }

    /// Says these, then goes on with `then`; unless so much was said in vain that nothing
    /// will come of it.
    pub(super) fn say(&mut self, signals: Vec<Signal>, then: State) -> State {
        self.said_in_vain += 1;
        if self.said_in_vain > MOST_IN_VAIN && !matches!(then, State::Ending(_)) {
            return phase_e::disconnect(Cause::NotGettingThrough, self);
        }
        for signal in &signals {
            if let Signal::Frames(frames) = signal {
                for frame in frames.iter().filter_map(|bytes| Frame::parse(bytes)) {
                    self.trace(format!("> {}", trace::describe(&frame)));
                }
            }
        }
        State::Saying(Saying::begin(signals, then, self))
    }

    /// Reports the end.
    pub(super) fn end(&mut self, cause: Cause) -> State {
        if let Some(index) = self.unanswered.take() {
            self.event(Event::PageUnknown(index));
        }
        let complete = self.all_confirmed && self.refused == 0;
        let status = match (complete, self.confirmed) {
            (true, _) => Status::Received,
            (false, 0) => Status::Failed,
            (false, _) => Status::Incomplete,
        };
        // What happens after the last page was confirmed does no harm any more.
        let cause = match cause {
            _ if complete => Cause::Ok,
            // All was said, but not every page was taken.
            Cause::Ok => Cause::RefusedByReceiver,
            other => other,
        };
        let outcome = Outcome { status, phase: self.phase, cause, pages: self.confirmed };
        self.trace(format!(
            "= {status:?} in phase {}: {cause}, {} pages confirmed",
            self.phase, self.confirmed
        ));
        self.output(Output::Hush);
        self.listen(Listen::Nothing);
        self.event(Event::Ended(outcome));
        State::Over
    }

    /// What the silence of a machine that never said DIS means.
    pub(super) const fn cause_of_silence(&self) -> Cause {
        if self.damaged_frames > 0 { Cause::DamagedAnswers } else { Cause::T1Expired }
    }
}

/// A frame of ours that is the last of its burst. `X` is 1: we are who heard DIS.
pub(super) const fn last(fcf: Fcf, fif: Vec<u8>) -> Frame {
    Frame { fcf, x: true, is_final: true, fif }
}

/// A burst of one frame.
pub(super) fn burst(frame: &Frame) -> Signal {
    Signal::Frames(vec![frame.emit()])
}

/// We are to speak: first the far carrier must go and the line be silent for a moment,
/// then the signals go out.
#[derive(Debug)]
pub(super) struct Saying {
    signals: Option<Vec<Signal>>,
    /// Whether it is a page, or a block of one.
    is_page: bool,
    then: Box<State>,
}

impl Saying {
    fn begin(signals: Vec<Signal>, then: State, ctx: &mut Context) -> Self {
        ctx.timers.stop_all_of(Scope::State);
        let ready = ctx.carrier_down.map_or(ctx.now, |down| down + timers::TURNAROUND);
        // Whoever says flags has begun anew, perhaps in the middle of a page.
        let patience = if ctx.is_hearing() { timers::HEARING_OUT } else { timers::CARRIER_DROP };
        let ready = if ctx.v21_carrier { ctx.now + patience } else { ready };
        let is_page = signals
            .iter()
            .any(|signal| matches!(signal, Signal::Page(..) | Signal::Blocks(..)));
        let mut saying = Self { signals: Some(signals), is_page, then: Box::new(then) };
        if ready <= ctx.now {
            saying.speak(ctx);
        } else {
            ctx.timers.set(Timer::Turnaround, ready);
        }
        saying
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::Said if self.signals.is_none() => return self.then.enter(ctx),
            Input::V21Carrier(false) if self.signals.is_some() => {
                ctx.start(Timer::Turnaround, timers::TURNAROUND)
            }
            Input::Tick
                if self.signals.is_some()
                    && ctx.timers.ran_out(Timer::Turnaround, ctx.now, false) =>
            {
                self.speak(ctx);
            }
            _ => {}
        }
        State::Saying(self)
    }

    /// A machine that says DIS into a page, or before the command after it, has lost the
    /// page and begun anew: it would not hear the rest, and take the command for one that
    /// has no place.
    pub(super) fn on_frame(self, frame: &Frame, ctx: &mut Context) -> State {
        let asks = self.signals.is_some()
            && matches!(&*self.then, State::ExpectAnswer(asking) if asking.is_about_page());
        if (asks || self.is_page && self.signals.is_none()) && frame.fcf == Fcf::Dis {
            ctx.output(Output::Hush);
            return match phase_a::on_dis_again(frame, ctx) {
                Ok(()) => phase_d::unseen(ctx),
                Err(cause) => phase_e::disconnect(cause, ctx),
            };
        }
        State::Saying(self)
    }

    /// Whether DCN is being said, and with what cause.
    pub(super) fn ending(&self) -> Option<Cause> {
        match *self.then {
            State::Ending(cause) => Some(cause),
            _ => None,
        }
    }

    /// What follows it.
    pub(super) fn then(self) -> State {
        *self.then
    }

    fn speak(&mut self, ctx: &mut Context) {
        if let Some(signals) = self.signals.take() {
            ctx.listen(if self.is_page { Listen::Commands } else { Listen::Nothing });
            ctx.output(Output::Say(signals));
        }
    }
}

/// As many frames at the end of a block are not missing by errors of single bits …
const LOST_REST: usize = 3;
/// … and as many not by chance, where gaps were bridged before.
const LOST_REST_AFTER_ALL: usize = 10;
/// Failures in a row that are put down to lost packets.
const BLAMED: u32 = 2;
/// Signals that are said without the far machine hearing anything new of a page. Each
/// wait and each repetition has its own end, but where packets get lost one would follow
/// the other for many minutes.
const MOST_IN_VAIN: u32 = 40;
/// How often a page is sent again that was not seen, where packets get lost.
const MOST_UNSEEN: u32 = 8;
