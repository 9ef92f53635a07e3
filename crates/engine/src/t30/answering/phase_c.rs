//! Phase C, the message: a page without ECM, or the partial pages of one with ECM (T.30
//! §4.3, annex A).

use super::pages::OpenPage;
use super::phase_d::{self, Command, ExpectPostMessageCommand, FinishingPage};
use super::phase_e;
use super::saying::{answer, repeat_answer};
use super::{Context, State, common};
use crate::t30::ecm::{PartialPage, PartialPageEnd, key_of, next_of};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::outcome::{Cause, Phase};
use crate::t30::rate;
use crate::t30::station::State as _;
use crate::t30::timers::{self, Timer};
use crate::t30::{Input, Listen, Negotiated, Output, trace};
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_signal::modem::{PageRate, Rate};
use ferrofax_signal::time::{Millis, SampleTime};

/// How long the line may be silent before the call is given up: T2 three times, since a
/// caller that did not hear us repeats itself three times and may come through at the
/// last.
pub(super) const PATIENCE: Millis = Millis(3 * timers::T2.0);

/// Awaits the next page as it was negotiated.
pub(super) fn expect_page(negotiated: Negotiated) -> State {
    match negotiated.rate {
        PageRate::Image(rate) if !negotiated.ecm => State::ExpectPage(ExpectPage {
            negotiated,
            rate,
            trained: false,
            lost: false,
            ended: false,
            unread: Unread::default(),
        }),
        _ => State::ExpectPartialPage(Box::new(ExpectPartialPage::new(negotiated))),
    }
}

/// Awaits a page without ECM, or is receiving it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpectPage {
    negotiated: Negotiated,
    rate: Rate,
    trained: bool,
    /// A long image signal came that we could not train on.
    lost: bool,
    /// RTC was seen.
    ended: bool,
    unread: Unread,
}

impl ExpectPage {
    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.begin_phase(Phase::C);
        ctx.own.pages.page = OpenPage::Begun;
        ctx.output(Output::BeginPage(self.negotiated));
        ctx.listen_anew(Listen::Page(self.rate));
        ctx.start(Timer::T2, PATIENCE);
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::ImageTrained(_) => {
                self.trained = true;
                ctx.own.pages.touch();
                ctx.own.answers.forget();
                ctx.timers.stop(Timer::T2);
                ctx.start(Timer::Progress, NO_ROWS);
            }
            Input::PageGrew => ctx.start(Timer::Progress, NO_ROWS),
            // The rest of a page that is too long is passed over, as bits behind RTC are.
            Input::PageEndSeen | Input::PageTooLong => {
                self.ended = true;
                ctx.begin_phase(Phase::D);
                ctx.timers.stop(Timer::Progress);
                ctx.start(Timer::T2, PATIENCE);
            }
            Input::ImageTrainingFailed => self.unread.begins(ctx),
            Input::ImageDown(_) if self.trained => return self.ended(ctx),
            // V.21 sounds like a carrier to the image receiver as well; a page is longer
            // than a preamble and has no flags.
            Input::ImageDown(_) => {
                self.lost |= ctx.sense.image_lasted(LOST_PAGE, ctx.now) && !ctx.sense.has_flags();
                if self.unread.ends(ctx) {
                    return phase_e::end(Cause::NoProgress, true, ctx);
                }
            }
            Input::Flags
                if ctx.sense.image_lasted(LOST_PAGE, ctx.now) && ctx.sense.has_image_carrier() =>
            {
                self.lost = true
            }
            Input::Tick if ctx.ran_out(Timer::Progress) => {
                ctx.trace(Way::Noted, Step::PageStands);
                return self.ended(ctx);
            }
            Input::Tick if ctx.ran_out(Timer::T2) => {
                let cause = match (self.ended, ctx.own.answers.is_answered()) {
                    (true, _) if ctx.own.pages.is_too_long => Cause::PageTooLong,
                    (true, _) => Cause::NoCommandAfterPage,
                    (false, true) => Cause::SilenceAfterAnswer,
                    (false, false) => Cause::NoPage,
                };
                return phase_e::end(cause, true, ctx);
            }
            _ => {}
        }
        State::ExpectPage(self)
    }

    pub(super) fn on_frame(self, frame: Frame, ctx: &mut Context) -> State {
        let command = frame.fcf.without_interrupt();
        if frame.fcf == Fcf::Dcn && self.ended {
            return FinishingPage::on_dcn_behind(ctx);
        }
        if !frame.fcf.is_post_message_command() {
            return common(frame, State::ExpectPage(self), ctx);
        }
        if !self.trained && !self.lost && ctx.own.answers.is_repeated(&frame) {
            return repeat_answer(State::ExpectPage(self), ctx);
        }
        phase_d::note_interrupt(frame.fcf, ctx);
        FinishingPage::on_command(Command::page_end(command), false, ctx)
    }

    /// No more of the page comes: awaits the command behind it.
    pub(super) fn ended(self, ctx: &mut Context) -> State {
        State::ExpectPostMessageCommand(ExpectPostMessageCommand::new(
            self.rate, self.ended, ctx.now,
        ))
        .enter(ctx)
    }
}

/// Image signals that we could not train on. Each is waited for to its end, since the
/// command stands behind it; but noise, which sounds like one again and again, does not
/// hold up T2 for ever.
#[derive(Clone, Copy, Debug, Default)]
struct Unread {
    count: u32,
    goes_on: bool,
}

impl Unread {
    fn begins(&mut self, ctx: &mut Context) {
        if self.count < MAX_UNREAD {
            self.count += 1;
            self.goes_on = true;
            ctx.start(Timer::T2, LONGEST_UNREAD);
        }
    }

    /// True: one after the other has gone on for so long that nothing will come of it.
    fn ends(&mut self, ctx: &mut Context) -> bool {
        if !std::mem::take(&mut self.goes_on) {
            return false;
        }
        if !ctx.sense.image_lasted(TAKEN_FOR_NOISE, ctx.now) {
            ctx.start(Timer::T2, PATIENCE);
        }
        ctx.was_in_vain()
    }
}

/// Awaits a partial page, its end (PPS), and what the caller does when it does not get
/// through (CTC, EOR).
#[derive(Clone, Debug)]
pub(super) struct ExpectPartialPage {
    negotiated: Negotiated,
    /// The rate now, which CTC may have lowered.
    rate: PageRate,
    block: PartialPage,
    /// The page has begun.
    begun: bool,
    /// Page and block counter of the block that was confirmed last.
    confirmed: Option<(u8, u8)>,
    /// PPR said for this block.
    requests: u32,
    /// A block of this page was given up.
    has_holes: bool,
    /// The last PPS of this block.
    last_end: Option<Frame>,
    /// How often CTR was said without being asked.
    unasked: u32,
    unread: Unread,
    /// Frames of the block that were there when it was asked for last.
    had: usize,
    /// Image signals since a new frame or a command was read.
    signals: u32,
}

impl ExpectPartialPage {
    fn new(negotiated: Negotiated) -> Self {
        Self {
            negotiated,
            rate: negotiated.rate,
            block: PartialPage::new(),
            begun: false,
            confirmed: None,
            requests: 0,
            has_holes: false,
            last_end: None,
            unasked: 0,
            unread: Unread::default(),
            had: 0,
            signals: 0,
        }
    }

    /// The same page's next block.
    fn next_block(mut self: Box<Self>, confirmed: Option<(u8, u8)>) -> Box<Self> {
        self.block = PartialPage::new();
        self.confirmed = confirmed;
        self.requests = 0;
        self.last_end = None;
        self.had = 0;
        self
    }

    /// The next page's first block, after `confirmed` was.
    pub(super) fn next_page(
        negotiated: Negotiated,
        rate: PageRate,
        confirmed: Option<(u8, u8)>,
    ) -> State {
        let mut state = Self::new(negotiated);
        state.rate = rate;
        state.confirmed = confirmed;
        State::ExpectPartialPage(Box::new(state))
    }

    pub(super) fn enter(&self, ctx: &mut Context) {
        ctx.begin_phase(Phase::C);
        ctx.listen_anew(match self.rate {
            PageRate::Image(rate) => Listen::Blocks(rate),
            PageRate::V34(_) if ctx.v34.is_used() => Listen::Primary,
            // The page was lost with V.34; the caller begins anew.
            PageRate::V34(_) => Listen::Commands,
        });
        ctx.start(Timer::T2, PATIENCE);
        if ctx.by_packets && ctx.own.answers.was_to(Fcf::Ctc) {
            ctx.start(Timer::Again, timers::NOT_REPEATED);
        }
    }

    pub(super) fn on(mut self: Box<Self>, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::EcmFrame(bytes) => {
                if ctx.v34.is_used() {
                    ctx.tell_v34_rate();
                }
                self.on_block_frame(bytes, ctx);
            }
            // The block is coming in: its own end bounds it, and T2 no longer.
            Input::ImageTrained(_) if self.signals < MAX_SIGNALS => {
                self.signals += 1;
                ctx.timers.stop(Timer::T2);
                ctx.timers.stop(Timer::Again);
                ctx.start(Timer::Progress, NO_FRAMES);
            }
            Input::ImageTrainingFailed => self.unread.begins(ctx),
            // The caller has said CTC, and waits for CTR in silence.
            Input::Tick if ctx.ran_out(Timer::Again) => return self.say_ctr_unasked(ctx),
            // The block is over: PPS follows it (T.30 §A.4.3).
            Input::ImageDown(_) => {
                ctx.timers.stop(Timer::Progress);
                let is_unread_in_vain = self.unread.ends(ctx);
                ctx.timers.set_if_stopped(Timer::T2, ctx.now + PATIENCE);
                // Signal after signal, without a command between them.
                let in_vain = self.signals > 1 && ctx.was_in_vain();
                if in_vain || is_unread_in_vain {
                    self.give_up_block(ctx);
                    return phase_e::end(Cause::NoProgress, true, ctx);
                }
            }
            Input::V21Carrier(false) if ctx.sense.take_damage() => {
                return self.on_damaged_command(ctx);
            }
            // A carrier that goes on without frames may hide the command behind it.
            Input::Tick if ctx.ran_out(Timer::Progress) => {
                ctx.trace(Way::Noted, Step::NoMoreFrames);
                ctx.listen(Listen::Commands);
                ctx.start(Timer::T2, PATIENCE);
            }
            Input::Tick if ctx.ran_out(Timer::T2) => {
                let cause = match (self.begun, ctx.own.answers.is_answered()) {
                    (true, _) => Cause::NoCommandAfterPage,
                    (false, true) => Cause::SilenceAfterAnswer,
                    (false, false) => Cause::NoPage,
                };
                self.give_up_block(ctx);
                return phase_e::end(cause, true, ctx);
            }
            _ => {}
        }
        State::ExpectPartialPage(self)
    }

    /// A frame of the image signal: FCD with data of the block, or RCP at its end (T.4 annex A).
    fn on_block_frame(&mut self, bytes: &[u8], ctx: &mut Context) {
        let before = self.block.count();
        match Frame::parse(bytes) {
            Some(Frame { fcf: Fcf::Fcd, fif, .. }) if self.block.push(&fif) => {
                // The page begins with its first good frame.
                if !self.begun {
                    self.begun = true;
                    ctx.own.pages.page = OpenPage::Begun;
                    let rate = ctx.v34.rate().unwrap_or(self.rate);
                    ctx.output(Output::BeginPage(Negotiated { rate, ..self.negotiated }));
                }
                // The caller has gone on: the last answer was heard.
                ctx.own.pages.touch();
                ctx.own.answers.forget();
                if self.block.count() > before {
                    self.signals = 0;
                    ctx.start(Timer::Progress, NO_FRAMES);
                }
            }
            Some(Frame { fcf: Fcf::Rcp, .. }) => {
                self.block.push_end();
                ctx.begin_phase(Phase::D);
            }
            _ => {}
        }
    }

    pub(super) fn on_frame(mut self: Box<Self>, frame: Frame, ctx: &mut Context) -> State {
        (self.signals, self.unread) = (0, Unread::default());
        if matches!(frame.fcf, Fcf::Pps | Fcf::Eor | Fcf::Ctc) {
            // What can be read is answered as what it is, and what could not be read
            // before matters no more.
            ctx.timers.stop(Timer::Again);
        }
        match frame.fcf {
            Fcf::Pps => self.on_pps(frame, ctx),
            Fcf::Eor => self.on_eor(frame, ctx),
            Fcf::Ctc => self.on_ctc(&frame, ctx),
            Fcf::Dcn if self.is_whole_and_last() => {
                self.give_up_block(ctx);
                FinishingPage::on_dcn_behind(ctx)
            }
            Fcf::Dcn | Fcf::Dcs => {
                self.give_up_block(ctx);
                common(frame, State::ExpectPartialPage(self), ctx)
            }
            _ => common(frame, State::ExpectPartialPage(self), ctx),
        }
    }

    /// Whether, as far as blocks can tell, all of the page is there, and no page was to follow.
    fn is_whole_and_last(&self) -> bool {
        let next = self.last_end.as_ref().and_then(|frame| PartialPageEnd::parse(&frame.fif));
        let is_last = next.is_none_or(|end| end.next == Fcf::Eop);
        let is_whole = self.block.is_complete() || self.block.has_end() && !self.block.has_hole();
        // A block of which nothing came, but for the mark behind it, has no hole either.
        let is_empty = self.block.count() == 0;
        self.begun && is_last && is_whole && !is_empty && !self.has_holes
    }

    /// Whether this PPS, or EOR, may come now: the one that came before, or that of the block
    /// behind the one that was confirmed.
    pub(super) fn awaits(&self, frame: &Frame) -> bool {
        // Not before a PPR (§A.4.3).
        if frame.fcf == Fcf::Eor {
            return self.requests > 0;
        }
        if let Some(before) = &self.last_end {
            return key_of(before) == key_of(frame);
        }
        let Some(end) = PartialPageEnd::parse(&frame.fif) else { return false };
        let is_next = match self.confirmed {
            None => end.block == 0 || self.has_holes,
            Some((page, block)) => {
                [(page, block), (page, block.wrapping_add(1)), (page.wrapping_add(1), 0)]
                    .contains(&(end.page, end.block))
            }
        };
        is_next && (self.requests > 0 || end.frames >= self.block.count())
    }

    fn on_pps(mut self: Box<Self>, frame: Frame, ctx: &mut Context) -> State {
        let Some(end) = PartialPageEnd::parse(&frame.fif) else {
            return common(frame, State::ExpectPartialPage(self), ctx);
        };
        let place = (end.page, end.block);
        if self.confirmed == Some(place) && !self.is_another(ctx) {
            // The caller did not hear our confirmation. Should it have repeated the whole
            // block, that is not the next one.
            let repeated = self.block.is_fresh();
            (self.block, self.had) = (PartialPage::new(), 0);
            if repeated && ctx.was_in_vain() {
                return phase_e::end(Cause::NoProgress, true, ctx);
            }
            return if ctx.own.answers.is_repeated(&frame) {
                repeat_answer(State::ExpectPartialPage(self), ctx)
            } else {
                answer(Fcf::Pps, key_of(&frame), mcf(), State::ExpectPartialPage(self), ctx)
            };
        }
        if ctx.own.pages.is_too_long {
            self.give_up_block(ctx);
            return phase_e::end(Cause::PageTooLong, true, ctx);
        }
        if !self.block.is_fresh() && ctx.own.answers.is_repeated(&frame) {
            return repeat_answer(State::ExpectPartialPage(self), ctx);
        }
        self.block.tell_total(end.frames);
        if self.brings_nothing_new(ctx) {
            self.give_up_block(ctx);
            return phase_e::end(Cause::NoProgress, true, ctx);
        }
        if !self.block.is_complete() {
            let key = key_of(&frame);
            self.last_end = Some(frame);
            return self.request(key, ctx);
        }
        ctx.own.last_block = self.block.sums();
        let data = self.block.hand_on();
        ctx.output(Output::PageBits(data));
        ctx.begin_phase(Phase::D);
        if end.next == Fcf::Null {
            let then = State::ExpectPartialPage(self.next_block(Some(place)));
            return answer(Fcf::Pps, key_of(&frame), mcf(), then, ctx);
        }
        note_interrupt_of(&frame, ctx);
        let command = Command::partial_page_end(
            Fcf::Pps,
            end.next,
            key_of(&frame),
            place,
            self.rate,
            self.has_holes,
        );
        FinishingPage::on_command(command, false, ctx)
    }

    /// Whether this is another block than the one before, although it has the same number. Some
    /// senders leave the page counter at 0.
    fn is_another(&self, ctx: &Context) -> bool {
        let sums = self.block.sums();
        let mut pairs = sums.iter().zip(&ctx.own.last_block);
        pairs.any(|(sum, before)| sum.is_some() && sum != before)
    }

    /// Whether the block has not grown again since it was asked for last, and for so long that
    /// nothing will come of it.
    fn brings_nothing_new(&mut self, ctx: &mut Context) -> bool {
        let count = self.block.count();
        let grown = count > std::mem::replace(&mut self.had, count);
        if grown {
            ctx.brought_news();
        }
        !grown && ctx.was_in_vain()
    }

    /// PPR: what is missing of the block is to come again.
    fn request(mut self: Box<Self>, key: Vec<u8>, ctx: &mut Context) -> State {
        let wanted = self.block.ask();
        self.block.answered();
        self.requests += 1;
        ctx.begin_phase(Phase::D);
        let then = State::ExpectPartialPage(self);
        answer(Fcf::Pps, key, Frame::last(Fcf::Ppr, wanted), then, ctx)
    }

    /// A command was heard but could not be read. After frames of a block it was PPS. If
    /// it was read before, it says the same now; if frames are missing, what it said does
    /// not matter. Answering saves the caller one of its few tries.
    ///
    /// After no frames it was a PPS about the same block, if that was answered by PPR;
    /// unless four PPR were said, after which CTC or EOR may come (§A.4.3). An echo of
    /// our own answer comes earlier.
    fn on_damaged_command(self: Box<Self>, ctx: &mut Context) -> State {
        if ctx.timers.runs(Timer::T2) && ctx.sense.bears_unread_command() {
            ctx.start(Timer::T2, PATIENCE);
        }
        if !self.block.is_fresh() {
            // PPR can be said again without harm. MCF cannot: if nothing was heard of
            // what follows it, it would confirm that.
            let was_ppr = ctx.own.answers.was(Fcf::Ppr);
            if was_ppr && !self.requests.is_multiple_of(4) && ctx.sense.is_beyond_echo() {
                ctx.trace(Way::Noted, Step::TakenForLast);
                return repeat_answer(State::ExpectPartialPage(self), ctx);
            }
            // It can hardly be anything but CTC.
            if was_ppr && self.requests.is_multiple_of(4) && ctx.by_packets {
                ctx.start(Timer::Again, timers::NOT_REPEATED);
            }
            return State::ExpectPartialPage(self);
        }
        match self.last_end.clone() {
            Some(frame) => {
                ctx.trace(Way::Noted, Step::TakenFor { frame: trace::step(&frame).into() });
                self.on_pps(frame, ctx)
            }
            None if self.block.has_hole() => {
                let frame = Step::signal(Fcf::Pps).into();
                ctx.trace(Way::Noted, Step::TakenFor { frame });
                if self.block.count() > self.had {
                    ctx.gets_on();
                }
                self.request(Vec::new(), ctx)
            }
            None => State::ExpectPartialPage(self),
        }
    }

    /// T.30 §A.4.3: the caller will not repeat what is missing of this block.
    fn on_eor(mut self: Box<Self>, frame: Frame, ctx: &mut Context) -> State {
        let next = frame.fif.first().and_then(|code| next_of(*code));
        let Some((next, _)) = next else {
            return common(frame, State::ExpectPartialPage(self), ctx);
        };
        if !self.block.is_fresh() && self.requests == 0 && ctx.own.answers.is_repeated(&frame) {
            return repeat_answer(State::ExpectPartialPage(self), ctx);
        }
        self.give_up_block(ctx);
        ctx.begin_phase(Phase::D);
        if next == Fcf::Null {
            self.has_holes = true;
            let then = State::ExpectPartialPage(self.next_block(None));
            let err = Frame::last(Fcf::Err, Vec::new());
            return answer(Fcf::Eor, key_of(&frame), err, then, ctx);
        }
        note_interrupt_of(&frame, ctx);
        let command =
            Command::partial_page_end(Fcf::Eor, next, key_of(&frame), (0, 0), self.rate, true);
        FinishingPage::on_command(command, false, ctx)
    }

    /// T.30 §A.4.3: the caller goes on with the same block at another rate.
    fn on_ctc(mut self: Box<Self>, frame: &Frame, ctx: &mut Context) -> State {
        let rate = rate::continued(&frame.fif).filter(|_| !ctx.v34.is_used());
        self.rate = rate.map_or(self.rate, Into::into);
        self.block.answered();
        let then = State::ExpectPartialPage(self);
        answer(Fcf::Ctc, Vec::new(), Frame::last(Fcf::Ctr, Vec::new()), then, ctx)
    }

    /// spandsp 0.0.6 says CTC once and waits for CTR for good. Who is silent for so long
    /// will not say it again, so that CTR comes in nobody's way.
    ///
    /// `Timer::Again`, which leads here, runs only after a CTC, read or guessed, and stops
    /// with whatever else is said.
    fn say_ctr_unasked(mut self: Box<Self>, ctx: &mut Context) -> State {
        if self.block.is_fresh() || self.unasked >= MAX_UNASKED {
            return State::ExpectPartialPage(self);
        }
        self.unasked += 1;
        ctx.trace(Way::Noted, Step::CallerDoesNotRepeat);
        let then = State::ExpectPartialPage(self);
        answer(Fcf::Ctc, Vec::new(), Frame::last(Fcf::Ctr, Vec::new()), then, ctx)
    }

    /// What came of a block that will not be completed goes into the page, so that as
    /// much as possible is shown.
    pub(super) fn give_up_block(&mut self, ctx: &mut Context) {
        let data = self.block.hand_on_all();
        if !data.is_empty() && self.begun {
            ctx.output(Output::PageBits(data));
        }
    }
}

/// PPS-PRI-… and EOR-PRI-… (§A.4.3) want an operator, too.
fn note_interrupt_of(frame: &Frame, ctx: &mut Context) {
    if let Some(command) = frame.fif.first() {
        phase_d::note_interrupt(Fcf::from_byte(*command), ctx);
    }
}

fn mcf() -> Frame {
    Frame::last(Fcf::Mcf, Vec::new())
}

/// The time of the last flags is the start of a command; this is how late it may be after
/// the end of a page.
pub(super) fn is_late(down: SampleTime, flags: Option<SampleTime>) -> bool {
    flags.is_some_and(|flags| flags.since(down) > LATE_COMMAND)
}

/// An image signal of this length that could not be trained on was a page, not V.21 or noise.
const LOST_PAGE: Millis = Millis(1_500);
/// A page without ECM that has no new row for so long is broken: T.4 allows 5 s a row,
/// and damaged rows may be many.
const NO_ROWS: Millis = Millis(30_000);
/// A partial page that has no good frame for so long is broken. At 2400 bit/s a full
/// block takes 230 s.
const NO_FRAMES: Millis = Millis(240_000);
/// The longest signal that we could not train on: a block of 256 frames at 2400 bit/s.
const LONGEST_UNREAD: Millis = NO_FRAMES;
/// The receiver takes a steady signal that it could not train on for the noise of the line after a
/// while: a weak one on a noisy line after some seven seconds, a loud one after twenty. So the end
/// of a longer one may be none.
const TAKEN_FOR_NOISE: Millis = Millis(6_000);
/// Signals of a page or block that we could not train on, and that are waited for to their end.
const MAX_UNREAD: u32 = 10;
/// Image signals in a row without a new frame or a command. Each is waited for to its end.
const MAX_SIGNALS: u32 = 40;
/// How often CTR is said without being asked.
const MAX_UNASKED: u32 = 3;
/// The post-message command begins 75 ms after the page (T.30 §5.3.1). If it begins much
/// later, the carrier went too early.
const LATE_COMMAND: Millis = Millis(1_000);
